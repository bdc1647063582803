"""Real events written as pages of three shapes are read back with every rank, time and status."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from halflap.intake.event_json import read_event
from halflap.intake.page import read_page
from halflap.sport.published import PublishedEvent, PublishedHeat, PublishedRide, PublishedRound

EVENTS = sorted((Path(__file__).parent.parent / "data" / "events").glob("*.json"))

STATUS_WORDS = {"OVL": "overtaken", "CAP": "caught opponent", "DNS": "did not start"}


def time_cell(ride: PublishedRide) -> str:
    words = [] if ride.status in ("OK", None) else [STATUS_WORDS.get(ride.status, ride.status)]
    return " ".join([*([ride.time] if ride.time else []), *words]) or "—"


def rank_cell(ride: PublishedRide) -> str:
    return "" if ride.rank is None else str(ride.rank)


def parts(each: PublishedRound) -> Iterator[tuple[PublishedHeat | None, list[PublishedRide]]]:
    for heat in each.heats:
        yield heat, list(heat.rides)
    if each.flat:
        yield None, list(each.flat)


def heading(heat: PublishedHeat) -> str:
    return f"{heat.label} medal match" if heat.label else f"Heat {heat.number or 1}"


def plain_page(each: PublishedRound) -> Iterator[str]:
    """Rows without a header under a line for each heat; a table with a header without heats."""
    for heat, rides in parts(each):
        yield f";{heading(heat)}" if heat else "| Pos. | Rider | Nation | Time | Notes |"
        for ride in rides:
            cells = [f"{ride.name} ({ride.nat})", f"{time_cell(ride)} {' '.join(ride.marks)}"]
            if heat is None:
                cells = [rank_cell(ride), ride.name, ride.nat, time_cell(ride)]
                yield f"| {' | '.join([*cells, ' '.join(ride.marks)])} |"
            else:
                yield f"| {' | '.join([*cells, f'({rank_cell(ride)})'])} |"


def wiki_page(each: PublishedRound) -> Iterator[str]:
    """A MediaWiki table for the round, a cell for each heat that spans its rows."""
    yield '{| class="wikitable"'
    yield "! Heat !! Rank !! Athlete !! Time !! Speed !! Notes"
    for heat, rides in parts(each):
        if heat and heat.label:
            yield f"|-\n! colspan=6 | {heading(heat)}"
        for index, ride in enumerate(rides):
            yield "|-"
            number = heat.number if heat and not heat.label else ""
            if index == 0:
                yield f'| rowspan="{len(rides)}" style="width:2em" | {number}'
            yield f"| {rank_cell(ride)}"
            rider = f"flagIOCathlete|[[{ride.name}|{ride.name}]]|{ride.nat}|2004"
            yield f"| align=left | {{{{{rider}}}}}"
            marks = ", ".join(f"'''{mark}'''" for mark in ride.marks)
            yield f"| {time_cell(ride)} || {ride.speed or ''} || {marks}"
    yield "|}"


def shifted_page(each: PublishedRound) -> Iterator[str]:
    """The shape of a lost cell over two rows: every second row stands one cell to the left."""
    yield "| Heat | Name | Nation | Time | Rank |"
    for heat, rides in parts(each):
        number = heat.number or 1 if heat else ""
        for index, ride in enumerate(rides):
            marked = f"{time_cell(ride)} {' '.join(ride.marks)}"
            cells = [ride.name, ride.nat, marked, rank_cell(ride)]
            first = [*cells, ""] if index % 2 else [str(number), *cells]
            yield f"| {' | '.join(first)} |"


def written(event: PublishedEvent, shape: Callable[[PublishedRound], Iterator[str]]) -> bytes:
    lines = [f"= {event.title} ="]
    for each in event.rounds:
        lines += [f"== {each.name} ==", "Some words about it.", *shape(each), ""]
    return "\n".join(lines).encode()


def facts(event: PublishedEvent) -> list[tuple[str, str, list[tuple[object, ...]]]]:
    return [
        (
            each.name,
            each.kind,
            sorted(
                (
                    ride.name,
                    ride.nat,
                    str(ride.rank),
                    ride.time or "",
                    ride.status if ride.time or ride.status != "OK" else None,
                    ride.marks,
                )
                for _, rides in parts(each)
                for ride in rides
            ),
        )
        for each in event.rounds
    ]


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
class TestRealEventsAsPages:
    @pytest.mark.parametrize("shape", [plain_page, wiki_page])
    def test_sound_tables(
        self, path: Path, shape: Callable[[PublishedRound], Iterator[str]]
    ) -> None:
        event = read_event(path.read_bytes())
        found = read_page(written(event, shape))
        assert facts(found) == facts(event)
        assert found.damage == ()

    def test_heats_and_medal_rides_stay_together(self, path: Path) -> None:
        event = read_event(path.read_bytes())
        found = read_page(written(event, wiki_page))
        assert [
            {frozenset(ride.name for ride in heat.rides) for heat in each.heats}
            for each in found.rounds
        ] == [
            {
                frozenset(ride.name for ride in heat.rides)
                for heat in each.heats
                if heat.number or heat.label
            }
            for each in event.rounds
        ]

    def test_shifted_tables(self, path: Path) -> None:
        event = read_event(path.read_bytes())
        found = read_page(written(event, shifted_page))
        assert facts(found) == facts(event)
        shifted = [
            ride for each in event.rounds for _, rides in parts(each) for ride in rides[1::2]
        ]
        assert len(found.damage) == len(shifted)
