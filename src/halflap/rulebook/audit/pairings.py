"""Knows whether the heats of a later round pair the riders whom the format's seeds would pair.

A seed is what is known of it: one, several where times are missing or equal, or none at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from halflap.rulebook.audit.certainty import assumed
from halflap.rulebook.audit.contradiction import Contradiction, Kind, doubt, error
from halflap.rulebook.audit.order import scope
from halflap.rulebook.audit.sheet import Row, Sheet
from halflap.rulebook.format import Format, From, HeatPlan, Phase, plan
from halflap.rulebook.reading import read
from halflap.sport.published import PublishedHeat
from halflap.words.sentence import Sentence, say

Seeds = Mapping[str, frozenset[str]]
"""Rider to the seeds he can have, such as ``R4`` or ``W1``."""


def pairings_against_seeds(sheet: Sheet, formats: Sequence[Format]) -> Iterator[Contradiction]:
    """Rounds with heats that no format in question can have paired; one contradiction a round."""
    known = sheet.as_known()
    phases = [(fmt, read(known, fmt).rounds) for fmt in formats]
    for index, each in enumerate(sheet.event.rounds):
        wrong: list[dict[str, Sentence]] = []
        for fmt, rounds in phases:
            phase_id = rounds.get(each.where)
            wrong.append(
                _wrong_heats(sheet, index, fmt, fmt.phase_of(phase_id), rounds) if phase_id else {}
            )
        if not wrong or each.kind == "qualifying":
            continue
        places = [place for place in wrong[0] if all(place in other for other in wrong)]
        if places:
            kind: Kind = "seeding" if each.kind == "medal" else "pairing"
            says = next(
                _riders(rows) for heat, rows in sheet.heats(index) if heat.where == places[0]
            )
            derived = say("{parts}", parts=tuple(wrong[0][place] for place in places))
            if (assumption := assumed(formats)) is not None:
                yield doubt(kind, places[0], says, derived, assumption)
            else:
                yield error(kind, places[0], says, derived, _rule(formats))


def _riders(rows: Sequence[Row]) -> str:
    return " – ".join(row.line for row in rows)


def _rule(formats: Sequence[Format]) -> Sentence:
    return say(
        "Riders meet by the seeds of the format: {formats}.",
        formats=", ".join(fmt.id for fmt in formats),
    )


def _wrong_heats(
    sheet: Sheet, index: int, fmt: Format, phase: Phase, rounds: Mapping[str, str]
) -> dict[str, Sentence]:
    """Heats by place that the phase does not have, with the pairing it has instead."""
    source = next(
        (i for i, one in enumerate(sheet.event.rounds) if rounds.get(one.where) == phase.source),
        None,
    )
    if source is None or any(row.contradicted for row in sheet.rows[source]):
        return {}  # where a rank or a time is wrong, a seed may be
    seeds = _seeds(sheet, source, fmt.phase_of(phase.source))
    found: dict[str, Sentence] = {}
    for heat, rows in sheet.heats(index):
        if len(rows) == 2 and all(row.rider in seeds for row in rows):
            options = [one for one in plan(phase) if _labelled(one, heat)]
            pairs = [{str(seed) for seed in one.seeds} for one in options]
            one, other = (seeds[row.rider] for row in rows)
            if options and not any({a, b} in pairs for a in one for b in other):
                found[heat.where] = _instead(rows, seeds, options, phase)
    return found


def _labelled(one: HeatPlan, heat: PublishedHeat) -> bool:
    return one.label is None or heat.label is None or one.label == heat.label


def _instead(
    rows: Sequence[Row], seeds: Seeds, options: Sequence[HeatPlan], phase: Phase
) -> Sentence:
    first, second = rows
    return say(
        "{one} is {seed} and {other} is {their}; the format pairs {pairs}.",
        one=first.name,
        seed=_spell(seeds[first.rider]),
        other=second.name,
        their=_spell(seeds[second.rider]),
        pairs=", ".join(f"{one.seeds[0]} v {one.seeds[1]}" for one in options),
    )


def _spell(seeds: frozenset[str]) -> str:
    return "/".join(sorted(seeds))


def _seeds(sheet: Sheet, index: int, phase: Phase) -> Seeds:
    return (
        _ranked(sheet, index, phase)
        if phase.kind == "qualifying"
        else _matched(sheet, index, phase)
    )


def _ranked(sheet: Sheet, index: int, phase: Phase) -> Seeds:
    """Seeds of a ranking: by time where all times are known, else as printed."""
    rows = sheet.rows[index]
    rides_on = phase.catch == "ride-on"  # UCI 3.2.056; in older formats the caught rider is out
    timed = [row for row in rows if row.timed or (rides_on and row.us and row.ride.status == "OVL")]
    relegated = [row for row in rows if row.ride.status == "REL"]
    open_ = [row for row in rows if row.us is None and row.ride.status in ("OK", "CAP", None)]
    found: dict[str, range] = {}
    if sheet.whole(index) and not open_:
        found = {row.rider: _positions(row, timed) for row in timed}
        last = range(len(timed) + 1, len(timed) + 1 + len(relegated))
        found |= {row.rider: last for row in relegated}
    elif scope(sheet, index) != "heat":
        ranks = [row.rank for row in rows if row.rank is not None]
        for row in rows:
            if row.rank is not None and not relegated:
                found[row.rider] = range(row.rank, row.rank + ranks.count(row.rank))
    found.pop("", None)
    return {rider: frozenset(f"R{number}" for number in of) for rider, of in found.items()}


def _positions(row: Row, rows: Sequence[Row]) -> range:
    """The positions a time can have: more than one where others have the same."""
    assert row.us is not None
    ours = row.us // row.unit
    times = [(other.us or 0) // row.unit for other in rows]
    return range(
        1 + sum(1 for time in times if time < ours), 1 + sum(1 for time in times if time <= ours)
    )


def _matched(sheet: Sheet, index: int, phase: Phase) -> Seeds:
    """Seeds of a match round: winners by time where all are known, else any winner's seed."""
    heats = sheet.heats(index)
    decided = [(heat, _winner(rows), rows) for heat, rows in heats]
    winners = [winner for _, winner, _ in decided if winner is not None]
    size = len(plan(phase))
    all_known = sheet.round(index).complete and len(winners) == len(heats)
    timed = all_known and all(winner.timed for winner in winners)
    found: dict[str, frozenset[str]] = {}
    for heat, winner, rows in decided:
        if winner is None:
            continue
        numbers = _positions(winner, winners) if timed else range(1, size + 1)
        at = {f"{From.HEAT_WINNER.value}{heat.number}"} if heat.number else set()
        found[winner.rider] = frozenset({f"W{n}" for n in numbers} | at)
        for row in rows:
            if row is not winner:
                lost = {f"{From.HEAT_LOSER.value}{heat.number}"} if heat.number else set()
                found[row.rider] = frozenset({f"L{n}" for n in range(1, size + 1)} | lost)
    found.pop("", None)
    return found


def _winner(rows: Sequence[Row]) -> Row | None:
    """Who won a heat: as printed, else by status and time; None if that is not certain."""
    ranks = [row.rank for row in rows if row.rank is not None]
    if len(rows) == 2 and len(set(ranks)) == 2:
        return min(rows, key=lambda row: row.rank or 0)
    if len(rows) == 1:
        return rows[0] if rows[0].timed else None
    caught = [row for row in rows if row.ride.status == "CAP"]
    if len(caught) == 1:
        return caught[0]
    timed = sorted((row for row in rows if row.timed), key=lambda row: row.us or 0)
    if len(rows) == 2 and len(timed) == 2:
        return timed[0] if timed[0].us != timed[1].us else None
    if len(timed) == 1 and all(
        row is timed[0] or row.ride.status in ("OVL", "DNF", "DNS", "DSQ", "REL") for row in rows
    ):
        return timed[0]
    return None
