"""Knows the fields of a page's infobox: its medallists, and how many riders and nations it counts.

It reads the page as it was before its markup was taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from halflap.intake.page_cells import MEDALS, is_blank, read_rider
from halflap.intake.wikitext import plain
from halflap.sport.published import Prose, PublishedPlace

_FIELD = re.compile(r"\s*\|\s*([\w ]+?)\s*=\s*(.*?)\s*\Z")
_COUNTS = ("competitors", "nations")


def fields(lines: list[str]) -> dict[str, tuple[int, str]]:
    """The fields of the first infobox by their names, each with its line and plain text."""
    found: dict[str, tuple[int, str]] = {}
    depth = 0
    for number, line in enumerate(lines, start=1):
        opens = line.lstrip().casefold().startswith("{{infobox")
        if not (depth or opens):
            continue
        if depth and (field := _FIELD.match(line)):
            found.setdefault(field[1], (number, plain(field[2]).strip()))
        depth += line.count("{{") - line.count("}}")
        if depth <= 0:
            break
    return found


def medals(box: dict[str, tuple[int, str]]) -> Iterator[tuple[str, PublishedPlace]]:
    """The medallists that the box names."""
    for medal in MEDALS:
        number, text = box.get(medal, (0, ""))
        name, nation = read_rider(text)
        if not is_blank(name):
            nation = nation or box.get(f"{medal}NOC", (0, ""))[1]
            yield medal, PublishedPlace(f"line {number}", None, name, nation)


def claims(box: dict[str, tuple[int, str]]) -> Iterator[Prose]:
    """``competitors = 16`` and ``nations = 13``, as sentences of their lines."""
    for key in _COUNTS:
        number, text = box.get(key, (0, ""))
        if text.isdigit():
            yield Prose(f"line {number}", f"{key} = {text}")
