"""Knows which heats must have ended in a catch, and whether the source's words deny it.

The riders start half a lap apart (UCI 3.2.051). If the loser still needed longer than his last half
lap can have lasted when the winner finished, he had been caught: that contradicts whoever says
that nobody was, never his time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from halflap.rulebook.audit.contradiction import Contradiction, doubt, error
from halflap.rulebook.audit.numbers import NUMBER, number
from halflap.rulebook.audit.sentences import RIDERS, Said, sentences
from halflap.rulebook.audit.sheet import Row, Sheet
from halflap.rulebook.audit.times import SLOWEST_KMH
from halflap.sport.times import MICROSECONDS, format_time
from halflap.words.sentence import Sentence, say

FADE = Fraction(11, 10)
"""How much longer than his mean half lap, standing start included, a rider's last one may be."""

_CAUGHT = r"(?:lapped|caught|overtaken|overlapped|rattrapée?s?|doublée?s?|rejointe?s?|rejoints?)"
_NOBODY = re.compile(
    rf"(?<!\bif )(?:\bno (?:other )?{RIDERS}|\bno[- ]?body|\bno one|"
    rf"\bnone of the {RIDERS}|\baucune? {RIDERS}|\bpersonne)\b[^.;]{{0,30}}?\b{_CAUGHT}",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    rf"(?P<n>{NUMBER}) {RIDERS} (?:was|were|had been|got|a été|ont été|fut|furent) {_CAUGHT}",
    re.IGNORECASE,
)
_OF_A_ROUND = re.compile(r"qualif|final|match round|first round|tour", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Catchlike:
    """A heat whose ``gap`` (µs) exceeds ``limit`` (µs), the longest last half lap assumed."""

    winner: Row
    loser: Row
    gap: int
    limit: int
    mean: int
    certain: bool


def denied_catches(sheet: Sheet) -> Iterator[Contradiction]:
    """Sentences that nobody was caught, against results that say or imply it; matches that went
    on.
    """
    halves = half_laps(sheet)
    implied = tuple(catches(sheet, halves))
    denied: set[str] = set()
    for said in sentences(sheet):
        if _NOBODY.search(said.text):
            heard = [one for one in implied if said.round in (None, one.loser.round)]
            denied |= {one.loser.where for one in heard}
            yield from _denied(sheet, said, heard)
        elif (count := _SOMEBODY.search(said.text)) and not (
            said.round is None and _OF_A_ROUND.search(said.text)
        ):
            yield from _counted(sheet, said, number(count["n"]), implied)
    for one in implied:
        if sheet.round(one.loser.round).kind != "qualifying" and one.loser.where not in denied:
            yield doubt("gap", one.loser.where, one.loser.line, _caught_by(one), _went_on())


def half_laps(sheet: Sheet) -> int | None:
    """Half laps of the distance: from the track, or from words such as "16 laps (4 kilometres)"."""
    if sheet.half_laps is not None:
        return sheet.half_laps
    for said in sentences(sheet):
        if found := LAPS.search(said.text):
            return 2 * number(found["laps"])
    return None


LAPS = re.compile(
    rf"(?P<laps>{NUMBER}) (?:laps?|tours?)(?: of the track)?\s*\((?P<length>[\d.,]+|{NUMBER})"
    r"[\s-]*(?P<unit>kilomet(?:re|er)s?|kilomètres?|km|met(?:re|er)s?|mètres?|m)\b",
    re.IGNORECASE,
)


def catches(sheet: Sheet, halves: int | None) -> Iterator[Catchlike]:
    """Heats of two riders with times so far apart that the slower must have been caught."""
    if halves is None:
        return
    for index in range(len(sheet.event.rounds)):
        for _, rows in sheet.heats(index):
            timed = sorted((row for row in rows if row.us is not None), key=lambda row: row.us or 0)
            if len(rows) != 2 or len(timed) != 2 or any(row.ride.status != "OK" for row in rows):
                continue
            winner, loser = timed
            assert winner.us is not None
            assert loser.us is not None
            gap, mean = loser.us - winner.us, loser.us // halves
            if gap > mean * FADE:
                certain = _kmh(sheet, halves, gap) < SLOWEST_KMH
                yield Catchlike(winner, loser, gap, int(mean * FADE), mean, certain)


def _kmh(sheet: Sheet, halves: int, gap: int) -> Fraction:
    """The speed of a last half lap that took the whole gap; fast if the distance is unknown."""
    if sheet.distance is None:
        return Fraction(SLOWEST_KMH)
    return sheet.distance / halves * 3600 * MICROSECONDS / (1000 * gap)


def _denied(sheet: Sheet, said: Said, implied: list[Catchlike]) -> Iterator[Contradiction]:
    caught = [
        row
        for row in sheet.all_rows
        if row.ride.status in ("OVL", "CAP") and said.round in (None, row.round)
    ]
    if caught:
        row = caught[0]
        derived = say("{place}: {line}.", place=row.where, line=row.line)
        rule = say("Statuses OVL and CAP are catches (UCI 3.2.058).")
        yield error("prose", said.where, said.text, derived, rule)
    elif implied:
        derived = say("{parts}", parts=tuple(_caught_by(one) for one in implied))
        if any(one.certain for one in implied):
            rule = say(
                "No rider takes the last half lap at less than {slow} km/h.", slow=SLOWEST_KMH
            )
            yield error("gap", said.where, said.text, derived, rule)
        else:
            yield doubt("gap", said.where, said.text, derived, _assumed())


def _caught_by(one: Catchlike) -> Sentence:
    return say(
        "{place}: {loser} {theirs} finished {gap} s after {ours}; the mean half lap is {mean} s, "
        "so the last one took at most about {limit} s: a catch.",
        place=one.loser.where,
        loser=one.loser.name,
        theirs=one.loser.time,
        gap=format_time(one.gap),
        ours=one.winner.time,
        mean=format_time(one.mean),
        limit=format_time(one.limit),
    )


def _assumed() -> Sentence:
    return say(
        "Riders start half a lap apart (UCI 3.2.051). Assumed: the last half lap takes at most "
        "{percent} % of the mean one.",
        percent=int(FADE * 100),
    )


def _went_on() -> Sentence:
    return say(
        "A match is over at the catch (UCI 3.2.057). Assumed: the last half lap takes at most "
        "{percent} % of the mean one.",
        percent=int(FADE * 100),
    )


def _counted(
    sheet: Sheet, said: Said, count: int, implied: tuple[Catchlike, ...]
) -> Iterator[Contradiction]:
    """ "One cyclist was lapped" against the statuses; unknown rides may have ended in a catch."""
    rows = [row for row in sheet.all_rows if said.round in (None, row.round)]
    overtaken = {row.where for row in rows if row.ride.status == "OVL"}
    rounds = {said.round} if said.round is not None else set(range(len(sheet.rows)))
    whole = all(sheet.whole(index) and sheet.round(index).heats for index in rounds)
    open_rows = {row.where for row in rows if row.us is None and row.ride.status == "OK"}
    open_rows |= {row.where for row in rows if row.ride.status == "CAP"}
    open_rows |= {one.loser.where for one in implied} | {
        row.where for row in rows if _may_be_caught(sheet, row)
    }
    too_few = whole and count > len(overtaken | open_rows)
    if len(overtaken) > count or too_few:
        derived = say("The results have {count} riders who were caught.", count=len(overtaken))
        rule = say("Statuses OVL and CAP are catches (UCI 3.2.058).")
        yield error("count", said.where, said.text, derived, rule)


def _may_be_caught(sheet: Sheet, row: Row) -> bool:
    """Whether a timed rider finished half a lap behind by any reading; he may be the one meant."""
    halves = half_laps(sheet)
    others = [one for one in sheet.rows[row.round] if one.heat == row.heat and one is not row]
    if row.us is None or len(others) != 1 or others[0].us is None:
        return False
    return halves is None or (row.us - others[0].us) * halves * 10 > row.us * 8
