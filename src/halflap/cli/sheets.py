"""Knows how the tables of a meet look on a terminal and in JSON; it derives no value of them."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.cli.say import painted, spoken, translated
from halflap.cli.table import table
from halflap.meet.state import Competition
from halflap.meet.views.tables import (
    HeatTable,
    Row,
    classification_table,
    phase_table,
)
from halflap.meet.wording import level
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence, say

_SIDES = {"home": say("home"), "back": say("back")}


def heat_lines(heats: Sequence[HeatTable]) -> list[str]:
    """The heats of a phase in running order, a line each rider."""
    head = [spoken(word) for word in (say("heat"), say("side"), say("bib"), say("rider"))]
    head += [spoken(word) for word in (say("nat"), say("result"), say("gap"), say("state"))]
    rows = [
        [
            _heat_name(heat) if number == 0 else "",
            spoken(_SIDES[row.side]) if row.side else "",
            str(row.bib),
            row.name,
            row.nation,
            ended(row),
            row.gap,
            _state(heat) if number == 0 else "",
        ]
        for heat in heats
        for number, row in enumerate(heat.rows)
    ]
    return table(head, rows, "--r")


def _heat_name(heat: HeatTable) -> str:
    return f"{heat.key} {heat.label}" if heat.label else heat.key


def _state(heat: HeatTable) -> str:
    words = [spoken(level(heat.level))] if heat.level else []
    if heat.review is not None:
        words.append(spoken(say("under review")))
    if heat.rehearsal:
        words.append(spoken(say("rehearsal, counts nowhere")))
    if heat.runs > 1:
        words.append(spoken(say("run {n}", n=heat.runs)))
    return ", ".join(words)


def ended(row: Row) -> str:
    """``4:15.165``, ``DNF`` or ``CAP 4:24.496``."""
    return f"{row.code} {row.time}".strip()


def ranking_lines(rows: Sequence[Row]) -> list[str]:
    """A ranking or the classification, a line each rider."""
    head = [spoken(word) for word in (say("rank"), say("bib"), say("rider"), say("nat"))]
    head += [spoken(word) for word in (say("result"), say("gap"), say("note"))]
    body = [
        [
            "–" if row.rank is None else str(row.rank),
            str(row.bib),
            row.name,
            row.nation,
            ended(row),
            row.gap,
            translated(row.note),
        ]
        for row in rows
    ]
    return table(head, body, "rr")


def phase_lines(competition: Competition, plan: Phase, title: str) -> list[str]:
    """A phase: its heats, then its ranking and what is missing."""
    found = phase_table(competition, plan)
    lines = [painted(_titled(title, found.level), "bold"), ""]
    if not found.heats:
        return [*lines, spoken(say("Not drawn yet."))]
    lines += heat_lines(found.heats)
    if found.ranking:
        lines += ["", painted(spoken(say("Ranking")), "bold"), *ranking_lines(found.ranking)]
    return lines + _missing(found.missing)


def classification_lines(competition: Competition) -> list[str]:
    """The final classification with its notes and what is missing."""
    found = classification_table(competition)
    title = spoken(say("Final classification"))
    lines = [painted(_titled(title, found.level), "bold"), ""]
    if found.rows:
        lines += ranking_lines(found.rows)
    lines += [f"  {spoken(note)}" for note in found.notes]
    return lines + _missing(found.missing)


def _titled(title: str, confirmed: str | None) -> str:
    state = level(confirmed) if confirmed else say("not confirmed")
    return f"{title} · {spoken(state)}"


def _missing(missing: Sequence[Sentence]) -> list[str]:
    if not missing:
        return []
    return ["", painted(spoken(say("Not decided")), "bold"), *(f"  {spoken(m)}" for m in missing)]
