"""When heats are expected to start: a session as it goes, gun by gun."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from halflap.journal.facts import CommandWithdrawn, OutcomesRecorded, RunStarted, decode
from halflap.journal.facts_timing import ImpulseReceived, RunGunned
from halflap.meet.commands import DrawPhase, OpenMeet, OrderSession
from halflap.meet.guns import Guns, HeatAt
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.venue_time import moment, shown
from halflap.meet.views.session_plan import PlannedSession, SessionPlan, session_plan
from tests.meet.table import Table

EVENING = "2026-08-21 19:30"
HEATS = tuple(("men", "qualifying", str(n)) for n in range(1, 5))


def drawn(start: str | None = EVENING) -> Table:
    """Eight riders over 4 km in four heats, ordered for an evening."""
    table = Table()
    table.act(OpenMeet(name="Worlds", date="2026-08-21", zone="Europe/Athens", track="250"))
    table.open(riders=8)
    table.act(DrawPhase(competition="men", phase="qualifying"))
    starts_us = moment(table.meet, start) if start else None
    table.act(OrderSession(session="evening", heats=HEATS, starts_us=starts_us))
    return table


def at(table: Table, clock: str) -> int:
    """A moment of the evening, to the second."""
    hours_minutes, seconds = clock[:5], clock[6:] or "0"
    return moment(table.meet, f"2026-08-21 {hours_minutes}") + int(seconds) * 1_000_000


def start(table: Table, heat: str, clock: str) -> None:
    """The gun of a heat."""
    seq = len(table.ledger.entries) + 1
    fact = RunStarted(competition="men", phase="qualifying", heat=heat, run=1)
    table.ledger.append(Entry(seq, seq, fact, utc_us=at(table, clock)))


def planned(table: Table, now: str = "19:00") -> SessionPlan:
    return session_plan(table.meet, Guns().of(table.ledger), at(table, now))


def evening(table: Table, now: str = "19:00") -> PlannedSession:
    (session,) = planned(table, now).sessions
    return session


def starts(table: Table, now: str = "19:00") -> list[str]:
    return [
        shown(table.meet, each.start_us, "%H:%M:%S") if each.start_us is not None else "–"
        for each in evening(table, now).heats
    ]


class TestBeforeTheFirstGun:
    def test_4_km_at_50_kmh_and_three_minutes_are_7_48_from_gun_to_gun(self) -> None:
        assert starts(drawn()) == ["19:30:00", "19:37:48", "19:45:36", "19:53:24"]

    def test_the_interval_says_what_it_is_made_of(self) -> None:
        (interval,) = planned(drawn()).intervals
        assert interval.says["en"] == (
            "From gun to gun over 4000 m: 7:48 min, that is 4:48 min at 50 km/h and 3:00 min until"
            " the next start; the meet's own median counts after 3 intervals."
        )
        assert interval.says["fr"] != interval.says["en"]

    def test_a_session_that_should_have_begun_is_late(self) -> None:
        table = drawn()
        assert starts(table, "19:38")[:2] == ["19:38:00", "19:45:48"]
        assert evening(table, "19:38").says["en"] == "8 min late."

    def test_nobody_is_half_a_day_late(self) -> None:
        table = drawn("2026-08-20 07:00")
        assert evening(table, "19:30").says["en"] == "It was planned for another day."

    def test_without_a_planned_start_there_is_the_order_and_no_time(self) -> None:
        session = evening(drawn(start=None))
        assert [each.heat for each in session.heats] == ["1", "2", "3", "4"]
        assert {each.start_us for each in session.heats} == {None}
        assert session.late_us is None

    def test_without_sessions_it_is_the_running_order(self) -> None:
        table = Table()
        table.open(riders=8)
        table.act(DrawPhase(competition="men", phase="qualifying"))
        session = evening(table)
        assert session.session == ""
        assert [each.heat for each in session.heats] == ["1", "2", "3", "4"]


class TestWhileItIsRidden:
    def test_the_gun_replaces_the_prediction_and_moves_the_rest(self) -> None:
        table = drawn()
        start(table, "1", "19:33:20")
        assert starts(table, "19:34") == ["19:33:20", "19:41:08", "19:48:56", "19:56:44"]
        assert evening(table, "19:34").late_us == 200_000_000
        assert evening(table, "19:34").says["en"] == "3 min late."

    def test_three_intervals_teach_the_rhythm_their_median_not_their_mean(self) -> None:
        table = drawn()
        for heat, clock in (("1", "19:30"), ("2", "19:36"), ("3", "19:42")):
            start(table, heat, clock)
        assert starts(table, "19:43")[3] == "19:49:48"
        start(table, "4", "19:59")
        (interval,) = planned(table, "20:00").intervals
        assert (interval.heats, interval.us) == (3, 360_000_000)
        assert "the median of 3 intervals" in interval.says["en"]

    def test_a_break_is_no_interval(self) -> None:
        table = drawn()
        for heat, clock in (("1", "19:30"), ("2", "19:36"), ("3", "19:42"), ("4", "20:12")):
            start(table, heat, clock)
        (interval,) = planned(table, "20:13").intervals
        assert interval.heats == 0

    def test_no_heat_is_expected_in_the_past(self) -> None:
        table = drawn()
        start(table, "1", "19:30")
        assert starts(table, "19:50")[1:3] == ["19:50:00", "19:57:48"]

    def test_a_session_that_is_ridden_is_neither_late_nor_early(self) -> None:
        table = drawn()
        for heat in "1234":
            start(table, heat, f"19:3{heat}")
        assert evening(table, "20:00").late_us is None


class TestTheGun:
    def fold(self, *facts: Entry) -> dict[HeatAt, int]:
        ledger = Ledger()
        ledger.entries += facts
        return Guns().of(ledger)

    def started(self, run: int = 1) -> RunStarted:
        return RunStarted(competition="men", phase="qualifying", heat="1", run=run)

    def test_is_the_impulse_of_the_gate_not_when_it_was_understood(self) -> None:
        gate = ImpulseReceived(impulse=7, source="timy", channel="C0", clock="timy", epoch=0, us=5)
        gun = RunGunned(
            competition="men",
            phase="qualifying",
            heat="1",
            run=1,
            clock="timy",
            epoch=0,
            us=5,
            impulse=7,
            recovered=True,
        )
        found = self.fold(
            Entry(1, 1, gate, utc_us=100),
            Entry(2, 2, self.started(), utc_us=900),
            Entry(3, 2, gun, utc_us=900),
        )
        assert found == {HEATS[0]: 100}

    def test_of_a_restart_counts(self) -> None:
        found = self.fold(
            Entry(1, 1, self.started(), utc_us=100), Entry(2, 2, self.started(2), utc_us=500)
        )
        assert found == {HEATS[0]: 500}

    def test_of_a_run_kept_with_its_times_is_not_known(self) -> None:
        outcomes = OutcomesRecorded(
            competition="men", phase="qualifying", heat="1", run=1, rides=()
        )
        found = self.fold(
            Entry(1, 1, self.started(), utc_us=100), Entry(2, 1, outcomes, utc_us=100)
        )
        assert found == {}

    def test_that_was_taken_back_is_gone_also_where_it_had_been_read(self) -> None:
        table = drawn()
        guns = Guns()
        start(table, "1", "19:30")
        assert HEATS[0] in guns.of(table.ledger)
        seq = len(table.ledger.entries) + 1
        table.ledger.append(Entry(seq, seq, CommandWithdrawn(commands=(seq - 1,), reason="")))
        assert guns.of(table.ledger) == {}


class TestThePlannedStart:
    def test_is_typed_in_the_zone_of_the_venue(self) -> None:
        table = drawn()
        for text in ("19:30", EVENING):
            us = moment(table.meet, text)
            assert shown(table.meet, us) == "2026-08-21 19:30:00"
            assert datetime.fromtimestamp(us / 1_000_000, UTC).hour == 16

    @pytest.mark.parametrize(
        "text", ["", "soon", "25:00", "19", "2026-13-01 19:30", "9999-12-31 23:59"]
    )
    def test_that_is_no_time_is_refused_in_a_sentence(self, text: str) -> None:
        with pytest.raises(ValueError, match="is no time of day, such as 19:30"):
            moment(drawn().meet, text)

    @pytest.mark.parametrize("starts_us", [-1, 10**18])
    def test_of_another_age_is_refused(self, starts_us: int) -> None:
        table = drawn()
        (refusal,) = table.refused(
            OrderSession(session="evening", heats=HEATS, starts_us=starts_us)
        )
        assert refusal.code == "session-start"

    def test_a_session_of_an_older_release_has_none(self) -> None:
        body = '{"heats":[["men","qualifying","1"]],"session":"evening"}'
        fact = decode("session.ordered", 1, body)
        assert getattr(fact, "starts_us", "missing") is None
