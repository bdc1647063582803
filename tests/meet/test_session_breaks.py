"""Breaks of a session: a ceremony, the warm-up, another event, as written and reckoned."""

from __future__ import annotations

import pytest

from halflap.journal.facts import BreakFact
from halflap.meet.commands import OrderSession, Undo
from halflap.meet.commands.base import NotNow
from halflap.meet.session_lines import lines_of, session_of
from halflap.meet.venue_time import shown
from halflap.meet.views.announced import announced
from halflap.meet.views.released import released
from halflap.web.wall_view import panels
from tests.meet.table import Table, timed
from tests.meet.test_session_plan import HEATS, drawn, evening, planned, start

LINES = (
    "30 min Warm-up",
    "men/qualifying/1",
    "men/qualifying/2",
    "15 min Medal ceremony",
    "men/qualifying/3",
    "men/qualifying/4",
    "5 min Thanks",
)


def ordered(*lines: str) -> Table:
    table = drawn()
    heats, breaks = session_of(lines or LINES)
    starts_us = table.meet.sessions[0].starts_us
    table.act(OrderSession(session="evening", heats=heats, starts_us=starts_us, breaks=breaks))
    return table


def times(table: Table, now: str = "19:00") -> list[str]:
    """Every heat and break in its place, with when it is expected."""
    session, lines = evening(table, now), []
    for n in range(len(session.heats) + 1):
        found = [(each.title, each.start_us) for each in session.breaks if each.after == n]
        found += [(each.heat, each.start_us) for each in session.heats[n : n + 1]]
        lines += [
            f"{shown(table.meet, us, '%H:%M') if us is not None else '–'} {what}"
            for what, us in found
        ]
    return lines


class TestWritten:
    def test_line_by_line_they_come_back_as_they_were_typed(self) -> None:
        (session,) = ordered().meet.sessions
        assert lines_of(session) == list(LINES)

    @pytest.mark.parametrize("line", ["15 min: Medals", "15min Medals", "15 MIN – Medals"])
    def test_with_other_signs(self, line: str) -> None:
        assert session_of([line])[1] == (BreakFact(after=0, title="Medals", us=900_000_000),)

    def test_several_heats_on_a_line(self) -> None:
        assert session_of(["men/qualifying/1 men/qualifying/2"])[0] == HEATS[:2]

    def test_without_a_title_a_break_is_refused(self) -> None:
        with pytest.raises(NotNow) as refused:
            session_of(["15 min"])
        assert str(refused.value.refusals[0].text) == "The break “15 min” says not what it is for."


class TestReckoned:
    def test_in_the_expected_times(self) -> None:
        assert times(ordered()) == [
            "19:30 Warm-up",
            "20:00 1",
            "20:07 2",
            "20:15 Medal ceremony",
            "20:30 3",
            "20:38 4",
            "20:46 Thanks",
        ]

    def test_a_break_is_over_once_a_later_heat_has_started(self) -> None:
        table = ordered()
        start(table, "1", "20:02")
        session = evening(table, "20:03")
        assert [each.over for each in session.breaks] == [True, False, False]
        assert times(table, "20:03")[:3] == ["– Warm-up", "20:02 1", "20:09 2"]
        assert session.says["en"] == "2 min late."

    def test_a_gap_over_a_break_is_no_interval(self) -> None:
        later = [f"men/qualifying/{n}" for n in (2, 3, 4)]
        table = ordered("men/qualifying/1", "5 min Ceremony", *later)
        for heat, clock in (("1", "19:30"), ("2", "19:43"), ("3", "19:49"), ("4", "19:55")):
            start(table, heat, clock)
        (interval,) = planned(table, "19:56").intervals
        assert interval.heats == 0  # two are too few: the third lay over the ceremony

    def test_it_holds_without_a_planned_start(self) -> None:
        table = drawn()
        heats, breaks = session_of(LINES)
        table.act(OrderSession(session="evening", heats=heats, breaks=breaks))
        assert times(table)[:2] == ["– Warm-up", "– 1"]


class TestRefused:
    @pytest.mark.parametrize(
        "pause",
        [
            BreakFact(after=5, title="Medals", us=900_000_000),
            BreakFact(after=-1, title="Medals", us=900_000_000),
            BreakFact(after=1, title="Medals", us=0),
            BreakFact(after=1, title="Medals", us=90_000_000),
            BreakFact(after=1, title=" ", us=900_000_000),
            BreakFact(after=1, title="Medals\n", us=900_000_000),
        ],
    )
    def test_a_break_that_is_none(self, pause: BreakFact) -> None:
        command = OrderSession(session="evening", heats=HEATS, breaks=(pause,))
        assert [each.code for each in drawn().refused(command)] == ["break"]


def test_what_is_taken_back_is_as_it_was() -> None:
    table = ordered()
    before = table.meet.sessions
    table.act(OrderSession(session="evening", heats=HEATS))
    assert table.meet.sessions[0].breaks == ()
    table.act(Undo(seq=table.head))
    assert table.meet.sessions == before


class TestWhatIsNext:
    """The live page, the announcer and the overlays say which breaks come before which heat."""

    def coming(self, table: Table) -> list[tuple[str, list[tuple[str, int]]]]:
        return [
            (each.heat, [(pause.title, pause.minutes) for pause in each.breaks])
            for each in released(table.meet).next
        ]

    def test_a_break_stands_before_the_heat_that_follows(self) -> None:
        assert self.coming(ordered())[:3] == [
            ("1", [("Warm-up", 30)]),
            ("2", []),
            ("3", [("Medal ceremony", 15)]),
        ]

    def test_once_a_heat_has_been_ridden_what_was_before_it_is_over(self) -> None:
        table = ordered()
        bibs = table.heat("qualifying", "1").bibs
        table.record("qualifying", "1", [timed(bib, 260) for bib in bibs])
        assert self.coming(table)[:2] == [("2", []), ("3", [("Medal ceremony", 15)])]

    def test_the_announcer_reads_it(self) -> None:
        table = ordered("5 min Anthem", *LINES[1:])
        said = announced(table.meet, released(table.meet))
        assert [(each.title, each.minutes) for each in said.next[0].breaks] == [("Anthem", 5)]

    def test_the_overlay_of_the_next_heat_shows_it(self) -> None:
        panel = panels(released(ordered().meet)).next
        assert panel is not None
        assert panel.breaks == (("Warm-up", 30),)
