"""Knows MediaWiki markup: links, templates, references and bold text become the words they show.

It keeps every line break, so that a line of the result is the line of the source.
"""

from __future__ import annotations

import html
import re

DEEPEST_TEMPLATE = 8

_HIDDEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<ref\b[^<>]*/>|<nowiki\s*/>|"
    r"<ref\b[^<>]*>[^<]*(?:<(?!/?ref\b)[^<]*)*</ref\s*>|"
    r"\[\[(?:File|Image|Category|Fichier|Catégorie):[^\[\]]*\]\]",
    re.DOTALL | re.IGNORECASE,
)
_TEMPLATE = re.compile(r"\{\{(?!\|)([^{}]*)\}\}")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]")
_OUTSIDE = re.compile(r"\[(?:https?:)?//[^\s\]]+[^\S\n]*([^\]]*)\]")
_QUOTES = re.compile(r"'{3,5}|(?<!\d)''|''(?!\d)")  # 4'36''918 keeps its seconds
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)

_RIDER_AND_NATION = {
    "flagiocathlete", "flagioc2athlete", "flagiocmedalist", "flagathlete", "flagmedalist",
}  # fmt: skip
_NATION = {"flagioc", "flagioc2", "flag", "flagcountry", "flagu", "flagteam", "drapeau"}
_FLAG_ONLY = {"flagicon", "flagicon image", "flagdeco", "flagioc icon"}
_MEDAL = re.compile(r"(gold|silver|bronze)(?:[\s-]?(?:medal|\d))?(?:\s?icon)?\Z", re.IGNORECASE)
_WORDS = {"dns": "DNS", "dnf": "DNF", "dsq": "DSQ", "dq": "DSQ"}


def plain(text: str) -> str:
    """The text as a reader of the page sees it, table marks kept, line for line."""
    text = _HIDDEN.sub(lambda found: _in_place_of(found, ""), text)
    text = _LINK.sub(lambda found: _in_place_of(found, found[1].replace("|", " ")), text)
    for _ in range(DEEPEST_TEMPLATE):
        text, changed = _TEMPLATE.subn(lambda found: _in_place_of(found, _shown(found[1])), text)
        if not changed:
            break
    text = _OUTSIDE.sub(lambda found: _in_place_of(found, found[1]), text)
    text = _TAG.sub(lambda found: _in_place_of(found, " " if "br" in found[0] else ""), text)
    lines = _QUOTES.sub("", text).split("\n")
    return "\n".join(html.unescape(line).replace("\n", " ") for line in lines)


def _in_place_of(found: re.Match[str], text: str) -> str:
    """``text`` and the line breaks of what it replaces."""
    return text + "\n" * (found[0].count("\n") - text.count("\n"))


def _shown(inside: str) -> str:
    name, *given = [part.strip() for part in inside.replace("\n", " ").split("|")]
    values = [part for part in given if not re.match(r"[\w -]+=", part)]
    key = name.casefold().replace("_", " ")
    if key in _RIDER_AND_NATION and len(values) >= 2:
        return f"{values[0]} ({values[1]})"
    if key in _NATION and values:
        return f"({values[0]})" if re.fullmatch(r"[A-Z]{3}", values[0]) else values[0]
    if key in _FLAG_ONLY and values:
        return f"({values[0]})"
    if key == "sortname" and len(values) >= 2:
        return f"{values[0]} {values[1]}"
    if medal := _MEDAL.match(key):
        return medal[1].capitalize()
    if key in _WORDS:
        return _WORDS[key]
    if not values and re.fullmatch(r"[A-Z]{3}", name):
        return f"({name})"
    if key.startswith(("infobox", "cite", "main", "see also", "short description")):
        return ""
    return values[0] if values else ""
