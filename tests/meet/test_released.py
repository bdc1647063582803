"""What the public may see: released values, and nothing that is not."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from halflap.meet.commands import (
    CloseReview,
    ConfirmHeat,
    CorrectResult,
    InsertSplit,
    IssueDocument,
    OpenReview,
    OverrideLapCounter,
    RecordTimed,
    Rule,
)
from halflap.meet.views.communique import communique
from halflap.meet.views.published import Published
from halflap.meet.views.released import released
from halflap.meet.views.released_live import live_now
from halflap.meet.views.released_numbers import released_numbers
from halflap.meet.views.released_values import (
    LiveNow,
    Released,
    ReleasedCompetition,
    ReleasedHeat,
    ReleasedPhase,
)
from tests.meet.table import Table
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN, Desk, ride

TIMES = ("4:20.000", "4:21.000", "4:22.000", "4:23.000")


def seen(desk: Desk) -> Released:
    return released(desk.ledger.state, Published().of(desk.ledger))


def competition(desk: Desk) -> ReleasedCompetition:
    found = seen(desk).competition(MEN)
    assert found is not None
    return found


def phase(desk: Desk, id_: str = "qualifying") -> ReleasedPhase:
    return next(each for each in competition(desk).phases if each.id == id_)


def heat(desk: Desk, key: str = "1", id_: str = "qualifying") -> ReleasedHeat:
    return next(each for each in phase(desk, id_).heats if key in (each.key, each.label))


def times(desk: Desk, key: str = "1") -> dict[int, str]:
    return {rider.bib: rider.time or rider.code for rider in heat(desk, key).riders}


def raw(desk: Desk) -> str:
    return msgspec.json.encode(seen(desk)).decode()


def drawn() -> Desk:
    desk = Desk()
    desk.draw("qualifying", (1, 2), (3, 4))
    return desk


class TestBeforeAHeatIsConfirmed:
    def test_who_rides_where_is_known(self) -> None:
        shown = heat(drawn())
        assert [(rider.side, rider.bib) for rider in shown.riders] == [("home", 1), ("back", 2)]
        assert shown.status == "drawn"

    def test_recorded_times_are_not_released(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, "1 4:20.123", "2 4:21.456")
        assert times(desk) == {1: "", 2: ""}
        assert "4:20.123" not in raw(desk)

    def test_neither_is_a_ruling_nor_why_it_was_made(self) -> None:
        desk = drawn()
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "dsq", 2, reason="left the track")
        desk.record("qualifying", 1, "1 4:20.123")
        assert times(desk) == {1: "", 2: ""}
        assert "left the track" not in raw(desk)
        assert "DSQ" not in raw(desk)

    def test_the_ranking_holds_confirmed_heats_only(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, "1 4:20.123", "2 4:21.456")
        assert phase(desk).ranking == ()
        desk.confirm("qualifying", 1, level="provisional")
        assert [row.bib for row in phase(desk).ranking] == [1, 2]


class TestTheOrderAtTheFinish:
    def order(self, desk: Desk, key: str = "1", id_: str = "qualifying") -> dict[int, int | None]:
        return {rider.bib: rider.finish_order for rider in heat(desk, key, id_).riders}

    def test_is_of_what_is_confirmed_alone(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, "1 4:21.456", "2 4:20.123")
        assert self.order(desk) == {1: None, 2: None}
        desk.confirm("qualifying", 1)
        assert self.order(desk) == {1: 2, 2: 1}

    def test_is_shared_by_equal_times_in_qualifying(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, "1 4:20.123", "2 4:20.123")
        desk.confirm("qualifying", 1)
        assert self.order(desk) == {1: 1, 2: 1}

    def test_has_no_place_for_who_did_not_finish(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, "1 4:20.123", "2 DNF")
        desk.confirm("qualifying", 1)
        assert self.order(desk) == {1: 1, 2: None}

    def test_has_who_was_caught_behind_who_caught_him(self) -> None:
        desk = drawn()
        desk.qualify(*TIMES)
        desk.draw("finals")
        desk.record("finals", "bronze", "3 OVL", "4 CAP")
        desk.confirm("finals", "bronze")
        assert self.order(desk, "bronze", "finals") == {3: 2, 4: 1}

    def test_is_the_decision_and_not_the_time(self) -> None:
        """Equal to the thousandth, the better last lap wins (UCI 3.2.061)."""
        desk = drawn()
        desk.qualify(*TIMES)
        desk.draw("finals")
        desk.record("finals", "gold", "1 4:20.123 last=15.3", "2 4:20.123 last=15.2")
        desk.confirm("finals", "gold")
        assert self.order(desk, "gold", "finals") == {1: 2, 2: 1}


class TestWhileAHeatIsUnderReview:
    def reviewed(self) -> Desk:
        desk = drawn()
        desk.record("qualifying", 1, "1 4:20.123", "2 4:21.456")
        desk.confirm("qualifying", 1, level="official")
        desk.do(
            OpenReview(competition=MEN, phase="qualifying", heat="1", reason="the secret reason")
        )
        return desk

    def corrected(self) -> Desk:
        desk = self.reviewed()
        desk.do(
            CorrectResult(
                competition=MEN,
                phase="qualifying",
                heat="1",
                rides=(ride("1 DSQ"), ride("2 4:21.456")),
                reason="a frame that is not allowed",
            )
        )
        return desk

    def test_the_value_released_last_stays_and_the_review_is_said(self) -> None:
        desk = self.reviewed()
        assert times(desk) == {1: "4:20.123", 2: "4:21.456"}
        assert heat(desk).under_review
        assert "secret" not in raw(desk)
        assert "protest" not in raw(desk).lower()

    def test_a_correction_ends_it_and_is_released(self) -> None:
        desk = self.corrected()
        assert times(desk) == {1: "DSQ", 2: "4:21.456"}
        assert [row.bib for row in phase(desk).ranking] == [2, 1]  # it was not confirmed yet
        assert (heat(desk).under_review, heat(desk).revision) == (False, 1)
        assert "secret" not in raw(desk)
        assert heat(desk).corrections[0].reason == "a frame that is not allowed"

    def test_a_result_that_stands_is_seen_as_before(self) -> None:
        desk = self.reviewed()
        desk.do(CloseReview(competition=MEN, phase="qualifying", heat="1", reason="no ground"))
        assert times(desk) == {1: "4:20.123", 2: "4:21.456"}
        assert not heat(desk).under_review

    def test_a_communique_says_that_it_is_reviewed_and_not_why(self) -> None:
        desk = drawn()
        desk.qualify(*TIMES)
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        desk.do(OpenReview(**of, reason="the secret reason"))
        men = desk.ledger.state.competitions[MEN]
        found = communique(men, "result", men.fmt.phase_of("qualifying"))
        desk.do(IssueDocument(competition=MEN, document=found.name, content=found.content))
        said = {each["heat"]: each["review"] for each in json.loads(found.content)["heats"]}
        assert said == {"1": True, "2": None}
        assert "secret" not in raw(desk)

    def test_what_was_not_confirmed_stays_unseen(self) -> None:
        desk = drawn()
        desk.record("qualifying", 1, "1 4:20.123", "2 4:21.456")
        desk.do(OpenReview(competition=MEN, phase="qualifying", heat="1", reason="a secret"))
        assert times(desk) == {1: "", 2: ""}
        assert heat(desk).under_review


class TestTheSplitsOfACorrectedRide:
    def test_end_before_the_finish_that_no_longer_counts(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(), [each + 0.5 for each in splits()])
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        desk.do(RecordTimed(**of))
        desk.do(ConfirmHeat(**of, level="provisional", acknowledge=("all",)))
        assert [rider.splits_us[-1] for rider in heat(desk).riders] == [131_000_000, 131_500_000]
        first, second = (rider.bib for rider in heat(desk).riders)
        rides = (ride(f"{first} DSQ"), ride(f"{second} 2:11.900"))
        desk.do(CorrectResult(**of, rides=rides, reason="looked at again"))
        assert [rider.splits_us[-1] for rider in heat(desk).riders] == [None, None]
        assert [rider.splits_us[-2] for rider in heat(desk).riders] == [123_000_000, 123_500_000]


class TestTheRunOnTheTrack:
    def now(self, desk: TimingDesk) -> LiveNow:
        found = live_now(desk.ledger.state, lambda us: us + 7_000_000, armed_us=1_000_000)
        assert found is not None
        return found

    def test_nobody_rides_between_heats(self) -> None:
        assert live_now(TimingDesk().ledger.state, lambda us: us) is None

    def test_an_armed_heat_counts_down(self) -> None:
        desk = TimingDesk()
        desk.arm()
        now = self.now(desk)
        assert (now.state, now.countdown_us, now.gun_us) == ("armed", 51_000_000, None)
        assert [rider.to_go for rider in now.riders] == [16, 16]

    def test_splits_come_with_the_gap_at_the_last_common_half_lap(self) -> None:
        desk = TimingDesk()
        desk.arm()
        at = desk.gun()
        desk.ride(splits()[:4], [each + 0.5 for each in splits()[:4]])
        now = self.now(desk)
        assert now.state == "running"
        assert now.gun_us == round(at * 1_000_000) + 7_000_000
        assert (now.leader, now.gap_us, now.gap_half_lap) == ("home", 500_000, 4)
        assert [rider.done for rider in now.riders] == [4, 4]

    def test_a_clear_finish_has_its_time(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(), [each + 0.5 for each in splits()])
        desk.pulse("C9", desk.now + 10)
        now = self.now(desk)
        assert now.state == "finished"
        assert [rider.finish_us for rider in now.riders] == [
            round(splits()[-1] * 1_000_000),
            round((splits()[-1] + 0.5) * 1_000_000),
        ]

    def test_the_order_at_the_finish_is_that_of_the_times_shown(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        others = [each + 0.5 for each in splits()]
        desk.ride(splits(), others[:-1])
        assert [rider.finish_order for rider in self.now(desk).riders] == [1, None]
        desk.pulse("C3", desk.started + others[-1])
        assert [rider.finish_order for rider in self.now(desk).riders] == [1, 2]

    def test_a_finish_by_hand_has_the_decimals_of_the_watch(self) -> None:
        """A hand time is never padded to thousandths; its gap has no more decimals either."""
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        others = [each + 0.4567 for each in splits()]
        desk.ride(splits()[:-1], others)
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        desk.do(InsertSplit(**of, rider="home", half_lap=16, us=131_040_000, digits=2))
        now = self.now(desk)
        home, back = now.riders
        assert (home.finish_us, home.finish_digits) == (131_040_000, 2)
        assert (back.finish_us, back.finish_digits) == (131_456_000, 3)
        assert (now.gap_us, now.gap_digits) == (416_000, 2)
        desk.do(RecordTimed(**of))
        desk.do(ConfirmHeat(**of, level="provisional", acknowledge=("all",)))
        assert [(rider.time, rider.gap) for rider in heat(desk).riders] == [
            ("2:11.04", ""),
            ("2:11.456", "+0.41"),
        ]

    def test_the_round_is_named(self) -> None:
        desk = TimingDesk()
        desk.arm()
        assert self.now(desk).names == {"en": "Qualifying", "fr": "Qualifications"}

    def test_it_is_over_when_the_result_is_confirmed_though_not_closed(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(), [each + 0.5 for each in splits()])
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        desk.do(RecordTimed(**of))
        assert not self.now(desk).confirmed
        desk.do(ConfirmHeat(**of, level="provisional", acknowledge=("all",)))
        assert self.now(desk).confirmed

    def test_a_final_that_a_catch_has_ended_is_over_once_it_is_confirmed(self) -> None:
        """UCI 3.2.057. Until it is confirmed nobody is told of it."""
        desk = TimingDesk()
        desk.qualify("2:10.000", "2:11.000", "2:12.000", "2:13.000")
        desk.draw("finals")
        of: dict[str, Any] = {"competition": MEN, "phase": "finals", "heat": "gold"}
        desk.arm("gold", "finals")
        desk.gun()
        desk.ride(splits(7.2)[:12], splits(8.8)[:9])
        riding = self.now(desk)
        desk.do(Rule(**of, ruling="catch", bib=riding.riders[0].bib, reason="level"))
        assert self.now(desk) == riding
        assert (riding.state, riding.leader, riding.caught) == ("running", "home", None)
        desk.do(ConfirmHeat(**of, level="official", acknowledge=("all",)))
        now = self.now(desk)
        assert (now.state, now.confirmed, now.caught) == ("finished", True, "back")
        assert (now.leader, now.gap_us, now.gap_half_lap) == (None, None, None)
        assert [rider.projected_us for rider in now.riders] == [None, None]
        assert [rider.done for rider in now.riders] == [12, 9]

    def test_a_ride_that_was_given_up_is_over_once_it_is_confirmed(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(), splits()[:4])
        of: dict[str, Any] = {"competition": MEN, "phase": "qualifying", "heat": "1"}
        back = self.now(desk).riders[1].bib
        desk.do(Rule(**of, ruling="dnf", bib=back, reason="gave up"))
        desk.do(RecordTimed(**of))
        assert self.now(desk).state == "one_finished"
        desk.do(ConfirmHeat(**of, level="provisional", acknowledge=("all",)))
        now = self.now(desk)
        assert (now.state, now.caught, now.leader, now.gap_us) == ("finished", None, None, None)
        assert [rider.projected_us for rider in now.riders] == [None, None]

    def test_the_lap_counters_are_told_without_what_only_officials_compare(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.do(
            OverrideLapCounter(competition=MEN, phase="qualifying", heat="1", line="home", laps=3)
        )
        home, back = self.now(desk).counters
        assert (home.laps, home.overridden, home.read) == (3, True, None)
        assert (back.laps, back.overridden) == (8, False)
        assert self.now(desk).countdown_s == 50

    def test_no_rank_at_the_finish_tells_how_a_doubtful_one_went(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        others = [each + 0.5 for each in splits()]
        desk.ride(splits(), [*others[:-1], others[-2] + 7.0])
        desk.pulse("C9", desk.now + 10)
        home, back = self.now(desk).riders
        assert (home.finish_us, home.rank) == (131_000_000, None)
        assert (back.finished, back.finish_us, back.rank) == (True, None, None)

    def test_a_doubtful_finish_has_none_nor_any_gap(self) -> None:
        desk = TimingDesk()
        desk.arm()
        desk.gun()
        desk.ride(splits(), [*(each + 0.5 for each in splits()[:-1]), splits()[-1] + 0.5])
        desk.pulse("C2", desk.now + 0.15)
        desk.pulse("C2", desk.now + 0.31)
        text = msgspec.json.encode(self.now(desk)).decode()
        assert "doubt" not in text
        assert "probab" not in text


class TestTheBracket:
    def test_says_where_nobody_rides(self) -> None:
        """Seven riders: rank 1 has no opponent in the first round (1v8)."""
        table = Table()
        table.open("olympic-2004", riders=7)
        table.draw()
        table.ride("qualifying")
        table.confirm("qualifying")
        (before,) = released(table.meet).competitions
        assert not any(seat.vacant for heat in before.bracket for seat in heat.seats)
        table.draw("first-round")
        (after,) = released(table.meet).competitions
        assert [seat.seed for heat in after.bracket for seat in heat.seats if seat.vacant] == ["R8"]


class TestAFinishedCompetition:
    def ridden(self) -> Desk:
        desk = drawn()
        desk.qualify(*TIMES)
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:24.000", "4 4:25.000")
        desk.confirm("finals", "bronze")
        desk.record("finals", "gold", "1 4:19.000", "2 4:19.500")
        desk.confirm("finals", "gold")
        return desk

    def test_medals_wait_for_the_classification(self) -> None:
        desk = self.ridden()
        assert competition(desk).medals == ()
        assert [(seat.bib, seat.won) for seat in competition(desk).bracket[-1].seats] == [
            (1, True),
            (2, False),
        ]
        desk.confirm("finals")
        desk.confirm()
        assert [(medal.medal, medal.bib) for medal in competition(desk).medals] == [
            ("gold", 1),
            ("silver", 2),
            ("bronze", 3),
        ]

    def test_after_a_correction_they_stand_until_they_are_confirmed_again(self) -> None:
        desk = self.ridden()
        desk.confirm("finals")
        desk.confirm()
        desk.do(
            CorrectResult(
                competition=MEN,
                phase="finals",
                heat="gold",
                rides=(ride("1 DSQ"), ride("2 4:19.500")),
                reason="a frame that is not allowed",
            )
        )
        shown = competition(desk).classification
        assert shown is not None
        assert [(row.rank, row.bib, row.level) for row in shown.rows[:3]] == [
            (1, 1, "provisional"),
            (2, 2, "provisional"),
            (3, 3, "official"),
        ]
        assert ("gold", 1) in [(medal.medal, medal.bib) for medal in competition(desk).medals]
        known = released_numbers(desk.ledger.state, MEN)
        assert {path.partition("/")[0] for path in known}.isdisjoint({"place", "medal"})
        assert not [path for path in known if path.startswith("finals/rank/")]
        assert "finals/heat/gold/winner" in known  # of what was corrected
        desk.confirm("finals")
        desk.confirm()
        known = released_numbers(desk.ledger.state, MEN)
        assert known["medal/gold"].value.startswith("2 ")
        assert ("gold", 2) in [(medal.medal, medal.bib) for medal in competition(desk).medals]
