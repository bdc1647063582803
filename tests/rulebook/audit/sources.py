"""Knows how to write down a published result in a few words, for the tests of the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from halflap.intake.event_json import read_event
from halflap.rulebook.audit import Contradiction, audit_event
from halflap.rulebook.format_file import shipped
from halflap.sport.published import (
    Prose,
    PublishedEvent,
    PublishedHeat,
    PublishedPlace,
    PublishedRide,
    PublishedRound,
)

DATA = Path(__file__).parents[2] / "data"
ATHENS = "2004-olympics-men"


def ride(
    text: str, *, nat: str = "", speed: str | None = None, gap: str | None = None
) -> PublishedRide:
    """``"1 Ursi 4:56.640 Q OR"``: rank or ``-``, name, time or status, marks."""
    rank, name, result, *marks = text.split()
    timed = result[0].isdigit()
    status = "OK" if timed or result == "?" else result
    if marks and marks[0] in ("OVL", "CAP", "REL"):
        status, *marks = marks
    return PublishedRide(
        where="",
        name=name,
        nat=nat,
        rank=None if rank == "-" else int(rank),
        time=result if timed else None,
        status=status,
        marks=tuple(marks),
        speed=speed,
        gap=gap,
    )


def heat(*rides: str | PublishedRide, label: str | None = None) -> PublishedHeat:
    """A heat of rides written as texts."""
    rows = tuple(ride(one) if isinstance(one, str) else one for one in rides)
    return PublishedHeat(where="", rides=rows, label=label)


def round_of(
    kind: str, *parts: PublishedHeat | str | PublishedRide, name: str = "", complete: bool = True
) -> PublishedRound:
    """A round of heats, or a flat list of rides."""
    heats = tuple(one for one in parts if isinstance(one, PublishedHeat))
    flat = tuple(
        ride(one) if isinstance(one, str) else one
        for one in parts
        if not isinstance(one, PublishedHeat)
    )
    return PublishedRound(
        where="", name=name or kind, kind=kind, heats=heats, flat=flat, complete=complete
    )


def event(*rounds: PublishedRound, final: Sequence[str] = (), **more: object) -> PublishedEvent:
    """An event over 4 km with every place filled in: ``/0`` round, ``/0/1`` heat, ``/0/1/0`` ride.

    ``final``: ``"1 Ursi"`` or ``"- Heimans"``.
    """
    placed = tuple(_placed(one, f"/{index}") for index, one in enumerate(rounds))
    places = tuple(
        PublishedPlace(
            f"/final/{index}", None if rank == "-" else int(rank), name, note=" ".join(note)
        )
        for index, (rank, name, *note) in enumerate(one.split() for one in final)
    )
    made = PublishedEvent(id="test", distance_m="4000", rounds=placed, final=places)
    return replace(made, **more)  # type: ignore[arg-type]


def _placed(one: PublishedRound, where: str) -> PublishedRound:
    heats = tuple(
        replace(
            each,
            where=f"{where}/{number}",
            number=number + 1,
            rides=_rides(each.rides, f"{where}/{number}"),
        )
        for number, each in enumerate(one.heats)
    )
    return replace(one, where=where, heats=heats, flat=_rides(one.flat, where))


def _rides(rides: tuple[PublishedRide, ...], where: str) -> tuple[PublishedRide, ...]:
    return tuple(replace(each, where=f"{where}/{index}") for index, each in enumerate(rides))


def told(made: PublishedEvent, *sentences: str, of: int | None = None) -> PublishedEvent:
    """The event with prose; ``of`` is the round that the sentences stand in."""
    prose = tuple(
        Prose(f"line {index}", text, None if of is None else f"/{of}")
        for index, text in enumerate(sentences, start=1)
    )
    return replace(made, prose=prose)


def found(made: PublishedEvent, format_id: str | None = None) -> list[str]:
    """What the audit finds, as ``severity kind where``."""
    fmt = shipped(format_id) if format_id else None
    return [
        f"{one.severity} {one.kind} {one.where}" for one in audit_event(made, fmt).contradictions
    ]


def only(made: PublishedEvent, format_id: str | None = None) -> Contradiction:
    """The one contradiction that there is."""
    fmt = shipped(format_id) if format_id else None
    (one,) = audit_event(made, fmt).contradictions
    return one


def real(event_id: str) -> PublishedEvent:
    """A real event of the test data."""
    return read_event((DATA / "events" / f"{event_id}.json").read_bytes())


def changed(made: PublishedEvent, where: str, **values: object) -> PublishedEvent:
    """The event with one printed row, found by its place, changed."""

    def row(one: PublishedRide) -> PublishedRide:
        return replace(one, **values) if one.where == where else one  # type: ignore[arg-type]

    return replace(
        made,
        rounds=tuple(
            replace(
                each,
                heats=tuple(replace(one, rides=tuple(map(row, one.rides))) for one in each.heats),
                flat=tuple(map(row, each.flat)),
            )
            for each in made.rounds
        ),
        final=tuple(
            replace(one, **values) if one.where == where else one  # type: ignore[arg-type]
            for one in made.final
        ),
    )
