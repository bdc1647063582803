"""The other events as pages of four shapes: read, classified and audited as from their JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from halflap.intake.page import read_page
from halflap.sport.published import PublishedEvent, PublishedRide, PublishedRound
from tests.intake.test_events_as_pages import (
    heading,
    parts,
    plain_page,
    time_cell,
    wiki_page,
    written,
)
from tests.rulebook.audit.other_events import classified, published
from tests.rulebook.audit.sources import found
from tests.rulebook.audit.test_other_events import CASES

Shape = Callable[[PublishedRound], Iterator[str]]

NAMES = [
    *("Ada Abel", "Bert Bruno", "Cleo Carlsen", "Dino Duval", "Enzo Evert", "Finn Falk"),
    *("Gus Greve", "Hugo Hahn", "Ivo Imhof", "Jan Jost", "Kai Klein", "Leo Lang"),
    *("Max Moser", "Nils Nau", "Olaf Otto", "Paul Prinz", "Quinn Quist", "Rolf Ruf"),
]
WITHOUT_RE_RIDES = {name: case for name, case in CASES.items() if "re-ride" not in name}


def named(value: object) -> Any:
    """Names and fractions as a page has them: ``A1`` is Ada Abel, ``4:18`` is ``4:18.000``."""
    text = re.sub(r"\bA(\d+)\b", lambda found: NAMES[int(found[1]) - 1], json.dumps(value))
    return json.loads(re.sub(r'"(\d:\d\d)"', r'"\1.000"', text))


def rider(ride: PublishedRide) -> str:
    return f"{ride.name} ({ride.nat})" if ride.nat else ride.name


def pairs_page(each: PublishedRound) -> Iterator[str]:
    """A row for each heat."""
    yield "| Heat | Rider 1 | Time | Rider 2 | Time |"
    for heat, rides in parts(each):
        rows = [[one] for one in rides] if heat is None else [rides]
        for row in rows:
            cells = [cell for one in row for cell in (rider(one), time_cell(one))]
            head = "" if heat is None else heading(heat) if heat.label else str(heat.number)
            yield f"| {' | '.join([head, *cells, *([''] * (4 - len(cells)))])} |"


def list_page(each: PublishedRound) -> Iterator[str]:
    """A list item for each ride, below a line for each heat."""
    for heat, rides in parts(each):
        yield from ("", heading(heat)) if heat else ()
        for ride in rides:
            status = "" if ride.status == "OK" else ride.status
            yield f"* {rider(ride)} {ride.time or ''} {status}".rstrip()


def page_of(event: PublishedEvent, shape: Shape, date: str) -> PublishedEvent:
    text = written(event, shape).decode()
    told = f"Ridden in {date[:4]} over {event.distance_m} m." if date else ""
    final = [f"{one.rank}. {one.name}" if one.rank else f"* DNS: {one.name}" for one in event.final]
    lines = [told, text, "== Final classification ==", *final]
    title, _, rest = "\n".join(lines[1:]).partition("\n")
    return read_page("\n".join([title, told, rest]).encode())


@pytest.mark.parametrize("shape", [plain_page, wiki_page, pairs_page, list_page])
@pytest.mark.parametrize("case", WITHOUT_RE_RIDES.values(), ids=WITHOUT_RE_RIDES)
def test_is_read_from_every_shape(case: Any, shape: Shape) -> None:
    event = published(case.title, named(case.rounds), named(case.final), **case.more)
    page = page_of(event, shape, str(case.more.get("date", "")))
    assert classified(page) == (case.format, named(case.final), [])
    assert found(page) == []


def test_a_re_ride_is_known_by_its_note() -> None:
    page = read_page(
        b"= Cup 2017 - Men's individual pursuit =\n== Qualifying ==\n"
        b"| Heat | Name | Time | Notes |\n"
        b"| 1 | Ada Abel | 4:20.000 | |\n| 1 | Bert Bruno | DNF | |\n"
        b"| 2 | Bert Bruno | 4:21.000 | re-ride |\n"
    )
    assert found(page) == []
    assert classified(page)[1] == ""  # the finals are still to ride
    assert page.rounds[0].heats[1].rides[0].re_ride
