"""Knows what a spectator wants to read about a meet: heats, standings, seeding, medals, records.

Everything is read from the meet's views; nothing is derived here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from textwrap import wrap

from halflap.cli.classify import said
from halflap.cli.demo_proof import MEDAL_WORDS, Proof
from halflap.cli.formats import in_language
from halflap.cli.say import spoken
from halflap.cli.table import table
from halflap.meet.records import record_marks
from halflap.meet.state import Competition, Meet
from halflap.meet.views.numbers import numbers
from halflap.meet.views.tables import (
    HeatTable,
    PhaseTable,
    Row,
    classification_table,
    entry_rows,
    phase_table,
)
from halflap.rulebook.classification import MEDALS
from halflap.rulebook.format import HeatPlan, Phase, plan
from halflap.rulebook.records import Convention, Mark
from halflap.sport.reason import Reason
from halflap.sport.times import format_time
from halflap.sport.track import Track
from halflap.words.sentence import Sentence, say

COLUMNS = 98
RECORDS = {"OR": say("Olympic record"), "WR": say("world record")}
SIDES = {"home": say("home"), "back": say("back")}
CONVENTIONS = {
    Convention.AS_RIDDEN: say("As ridden, each against the record as it then stood"),
    Convention.BEST_OF_SESSION: say("Best of each session only"),
}


def opening(meet: Meet, competition: Competition, dates: str) -> list[str]:
    """Where, when, how far, and by which format."""
    fmt = competition.fmt
    course = say(
        "{distance} m on a track of {track} m, {laps} laps",
        distance=competition.distance_m,
        track=meet.track,
        laps=str(Track(Fraction(meet.track)).laps(competition.distance_m)),
    )
    summary = f"{in_language(fmt.name)}: {in_language(fmt.summary)}"
    return [f"{meet.venue}, {dates}", spoken(course), *_wrapped(summary, 0)]


def entries(competition: Competition) -> list[str]:
    """Everybody entered, and what had to be assumed."""
    head = [spoken(say("bib")), spoken(say("rider")), spoken(say("nat"))]
    rows = [[str(row.bib), row.name, row.nation] for row in entry_rows(competition)]
    assumed = say(
        "The sources print neither bibs nor sides nor half laps: bibs are counted from the start "
        "list, in qualifying the rider printed first starts at home, and half laps are simulated "
        "so that they end in the published times. Everything below is read from their impulses."
    )
    return [*table(head, rows, "r"), *_wrapped(spoken(assumed), 0)]


def heat_title(competition: Competition, phase: Phase, heat: HeatTable) -> Sentence:
    """``Qualifying, heat 4 of 8`` or ``Finals: gold``."""
    name = in_language(phase.name)
    if heat.label is not None:
        return say("{phase}: {label}", phase=name, label=MEDAL_WORDS[heat.label])
    drawn = competition.phase(phase.id)
    count = len(drawn.counting) if drawn else 0
    return say("{phase}, heat {heat} of {count}", phase=name, heat=heat.key, count=count)


def ridden(before: Competition, meet: Meet, now: Competition, phase: Phase, key: str) -> list[str]:
    """A heat just ridden: times, gap, what it means at the moment, and records as they fall."""
    standing = phase_table(now, phase)
    heat = next(heat for heat in standing.heats if heat.key == key)
    rows = [
        [
            f"  {spoken(SIDES[row.side])}",
            str(row.bib),
            row.name,
            row.nation,
            row.time or row.code,
            row.gap,
            *_means(phase, standing, heat, row),
        ]
        for row in heat.rows
    ]
    lines = _columns(rows, "-r")
    known = set(record_marks(before))
    for mark in record_marks(now):
        if mark not in known and mark.convention is Convention.AS_RIDDEN:
            new = say("New {record}!", record=RECORDS[mark.record])
            lines += _wrapped(f"{spoken(new)} {said(mark.reason)}", 2)
    if phase.kind == "qualifying":
        lines += _cut(phase, phase_table(before, phase), standing)
    elif phase.kind == "match":
        lines += _seats(standing)
    return lines


def _columns(rows: Sequence[Sequence[str]], right: str) -> list[str]:
    return table([""] * len(rows[0]), rows, right)[2:]


def _means(phase: Phase, standing: PhaseTable, heat: HeatTable, row: Row) -> list[str]:
    """What a ride is worth at the moment: a rank and in or out, a win, a place."""
    if phase.kind == "qualifying":
        line = next((line for line in standing.ranking if line.bib == row.bib), None)
        if line is None or line.rank is None:
            return ["", ""]
        rank = spoken(say("rank {rank}", rank=line.rank))
        return [rank, spoken(say("in") if line.note else say("out"))]
    wins = row.bib == heat.winner
    planned = _planned(phase, heat)
    if planned.places is None:
        return [spoken(say("to the finals")) if wins else ""]
    place = planned.places[0 if wins else 1]
    if place <= len(MEDALS):
        return [spoken(MEDAL_WORDS[MEDALS[place - 1]])]
    return [spoken(say("place {place}", place=place))]


def _planned(phase: Phase, heat: HeatTable) -> HeatPlan:
    return next(planned for planned in plan(phase) if heat.key == str(planned.number))


def _cut(phase: Phase, before: PhaseTable, after: PhaseTable) -> list[str]:
    """The time to beat, and who has just fallen out of those who go on."""
    through = [row for row in after.ranking if row.note]
    if len(through) < phase.advance:
        taken = say("{taken} of {places} places taken.", taken=len(through), places=phase.advance)
        return [f"  {spoken(taken)}"]
    last = through[-1]
    lines = [
        f"  {spoken(say('To go on: faster than {time} ({name}).', time=last.time, name=last.name))}"
    ]
    still = {row.bib for row in through}
    lines += [
        f"  {spoken(say('Now out: {name}, {time}.', name=row.name, time=row.time))}"
        for row in before.ranking
        if row.note and row.bib not in still
    ]
    return lines


def _seats(standing: PhaseTable) -> list[str]:
    """The finals if the round ended now: the two fastest winners for gold, the next for bronze."""
    winners = {heat.winner for heat in standing.heats}
    names = [row.name for row in standing.ranking if row.bib in winners]
    gold, bronze = " - ".join(names[:2]), " - ".join(names[2:])
    if not bronze:
        return [f"  {spoken(say('For gold as it stands: {gold}.', gold=gold))}"]
    line = say("For gold as it stands: {gold}; for bronze: {bronze}.", gold=gold, bronze=bronze)
    return [f"  {spoken(line)}"]


def ranking(competition: Competition, phase: Phase) -> list[str]:
    """The ranking of a phase; of a qualifying, Q goes on."""
    head = [
        spoken(word) for word in (say("place"), say("rider"), say("nat"), say("time"), say("gap"))
    ]
    rows = [
        [
            str(place) if row.rank else "–",
            row.name,
            row.nation,
            row.time or row.code,
            row.gap,
            row.note,
        ]
        for place, row in enumerate(phase_table(competition, phase).ranking, start=1)
    ]
    if not phase.advance:
        return table(head, [row[:-1] for row in rows], "r--rr")
    return table([*head, "Q"], rows, "r--rr")


def seeding(meet: Meet, competition: Competition, phase: Phase) -> list[str]:
    """The heats of a later phase, with the reasons for each pairing and its sides."""
    known = numbers(meet, competition)
    lines: list[str] = []
    for planned in plan(phase):
        name = planned.label or str(planned.number)
        label = spoken(MEDAL_WORDS[planned.label]) if planned.label else name
        seeds = " v ".join(str(seed) for seed in planned.seeds)
        lines.append(f"  {label}: {seeds} = {known[f'{phase.id}/pairing/{name}'].value}")
        lines += _reasons(known[f"{phase.id}/pairing/{name}"].reasons)
        lines += _reasons(known[f"{phase.id}/heat/{name}/home"].reasons)
    return lines


def _reasons(reasons: Iterable[Reason]) -> list[str]:
    return _wrapped(" ".join(dict.fromkeys(said(reason) for reason in reasons)), 6)


def _wrapped(text: str, indent: int) -> list[str]:
    return wrap(text, COLUMNS, initial_indent=" " * indent, subsequent_indent=" " * indent)


def classification(competition: Competition) -> list[str]:
    """The final classification with its medals."""
    head = [
        spoken(word) for word in (say("place"), say("rider"), say("nat"), say("ride"), say("medal"))
    ]
    rows = [
        [
            str(row.rank or "–"),
            row.name,
            row.nation,
            row.time or row.code,
            spoken(MEDAL_WORDS[row.note]) if row.note in MEDAL_WORDS else row.note,
        ]
        for row in classification_table(competition).rows
    ]
    return table(head, rows, "r--r")


def records(meet: Meet, competition: Competition) -> list[str]:
    """The records when the event began, and the marks under both conventions."""
    lines = []
    for record in competition.records:
        holder = f"{record.rider} {record.nation}, {record.place} {record.date}"
        lines.append(f"  {record.list}  {format_time(record.us, record.digits)}  {holder}")
    marks = record_marks(competition)
    for convention, title in CONVENTIONS.items():
        lines.append(f"  {spoken(title)}:")
        lines += [_mark(mark) for mark in marks if mark.convention is convention] or ["    –"]
    return lines


def _mark(mark: Mark) -> str:
    return f"    {mark.record}  {mark.ride.time}  {mark.ride.rider}"


def proof(found: Proof) -> list[str]:
    """Places and medals line by line, the rest counted, and every difference."""
    head = ["", "halflap", spoken(say("published")), ""]
    rows = [
        [
            spoken(check.what),
            check.derived,
            check.published,
            spoken(say("equal") if check.equal else say("differs")),
        ]
        for check in (*found.places, *found.medals)
    ]
    counted = [
        say(
            "{what}: {equal} of {all} equal.",
            what=title,
            equal=sum(check.equal for check in checks),
            all=len(checks),
        )
        for title, checks in (
            (say("Later heats: riders, running order, winner"), found.heats),
            (say("Ranks of the rounds"), found.ranks),
            (say("Record marks"), found.records),
        )
    ]
    differences = [
        say(
            "{what}: here {derived}, published {published}.",
            what=check.what,
            derived=check.derived,
            published=check.published,
        )
        for check in found.differences
    ]
    return [*table(head, rows), *map(spoken, counted), *map(spoken, differences)]


def verdict(found: Proof) -> Sentence:
    """Whether the outcome is the published one."""
    places = sum(check.equal for check in found.places)
    medals = sum(check.equal for check in found.medals)
    if not found.differences:
        return say(
            "The outcome equals the published one: {places} of {all} places, {medals} medals.",
            places=places,
            all=len(found.places),
            medals=medals,
        )
    return say(
        "The outcome does not equal the published one: {places} of {all} places, {medals} medals; "
        "differences: {differences}.",
        places=places,
        all=len(found.places),
        medals=medals,
        differences=len(found.differences),
    )
