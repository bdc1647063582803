"""The forty cases that a referee of an individual pursuit has to decide, one class each.

What the regulation says is shown by the rules themselves; what happens on the day by the commands
of a meet. Where the regulation is silent the test names the switch of the format that answers, and
shows its values. This module is longer than 400 lines because the cases are one table.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from halflap.hub.desk import Desk as FileDesk
from halflap.journal.facts import (
    IncidentRuled,
    OutcomesRecorded,
    RecordFact,
    ResultConfirmed,
    RideFact,
    RulingMade,
)
from halflap.meet.commands import (
    CloseReview,
    CorrectResult,
    DecideProtest,
    DrawLots,
    DrawPhase,
    EnterRiders,
    IssueDocument,
    LodgeProtest,
    OpenCompetition,
    OpenMeet,
    OpenReview,
    StartRun,
    SwapSides,
    Undo,
    WithdrawRider,
)
from halflap.meet.records import record_marks
from halflap.meet.wording import what_happened
from halflap.rulebook.classification import classify
from halflap.rulebook.format_file import shipped, shipped_text
from halflap.rulebook.incidents import warned_out
from halflap.rulebook.match import decide
from halflap.rulebook.sides import ridden_from
from halflap.sport.heat import Side
from halflap.sport.track import Track, parse_length
from tests.meet_helper import MEN, Desk, confirming, entry, recording, ride, ruled
from tests.rulebook.riding import changed, event, heat, paired, placed, ranked

OLYMPIC = shipped("olympic-2004")
UCI = shipped("uci-2025")

FOUR = ("4:15.000", "4:16.000", "4:17.000", "4:18.000")
FIVE = (*FOUR, "4:19.000")
BOTH_LATER = {"both": True, "past_first_half_lap": True}


def with_policy(line: str, phase: str, format_id: str = "uci-2025") -> str:
    """The text of a format whose ``phase`` has a line more in its incidents."""
    head, mark, tail = shipped_text(format_id).partition(f'id = "{phase}"')
    assert mark
    key = line.split(" =", maxsplit=1)[0]
    before, section, policy = tail.partition("[phase.incidents]\n")
    others, _, after = policy.partition("\n\n")
    kept = [old for old in others.splitlines() if not old.startswith(f"{key} =")]
    return "\n".join([head + mark + before + section + line, *kept, "", after])


def in_finals(format_text: str = "uci-2025") -> Desk:
    """Five riders have qualified in 4:15 to 4:19, and the finals A v B and C v D are drawn."""
    desk = Desk(format_text, riders=5)
    desk.qualify(*FIVE)
    desk.draw("finals")
    return desk


def in_qualifying(format_text: str = "uci-2025", riders: int = 4) -> Desk:
    """Qualifying is drawn: with four riders heat 1 is B v D, heat 2 A v C."""
    desk = Desk(format_text, riders=riders)
    desk.draw("qualifying")
    return desk


class TestCase01OddEntryOrSingleRider:
    """Of five riders two pairs can be made, so one rides alone, and there is nobody to catch."""

    def test_the_lowest_seed_opens_alone(self) -> None:
        assert in_qualifying(riders=5).heats("qualifying") == ["1: 5-.", "2: 2-4", "3: 1-3"]

    def test_alone_there_is_no_catch(self) -> None:
        desk = in_qualifying(riders=5)
        assert desk.codes(ruled("qualifying", 1, "catch", 5)) == ["alone"]
        assert desk.codes(recording("qualifying", 1, "5 CAP 4:20.0")) == ["alone"]

    def test_a_single_entry_rides_and_wins(self) -> None:
        desk = Desk(riders=1)
        desk.qualify("4:20.000")
        desk.draw("finals")
        assert desk.heats("finals") == ["gold: 1-."]
        desk.record("finals", "gold", "1 WO")
        assert desk.places() == ["1 A"]


class TestCase02OpponentDoesNotStartInQualifying:
    """D stays away from heat B v D: B rides alone in his heat, and the other heats stay."""

    def test_the_heat_stays_with_one_rider(self) -> None:
        desk = in_qualifying()
        drawn = desk.heats("qualifying")
        desk.scratch("qualifying", 1, 4)
        assert desk.heats("qualifying") == drawn
        assert desk.remarks == ["2 B rides alone."]
        desk.record("qualifying", 1, "2 4:16.000")
        assert desk.ranking("qualifying") == ["1 B", "- D"]

    def test_the_panel_may_have_it_drawn_anew_before_the_first_start(self) -> None:
        desk = Desk(riders=4)
        (drawn,) = desk.do(DrawPhase(competition=MEN, phase="qualifying"))
        desk.do(Undo(seq=len(desk.ledger.entries), reason="D went home"))
        desk.do(WithdrawRider(competition=MEN, bib=4, reason="went home"))
        desk.draw("qualifying")
        assert desk.heats("qualifying") == ["1: 2-3", "2: 1-."]
        assert drawn in [found.fact for found in desk.ledger.entries]


class TestCase03WithdrawalBeforeAFinal:
    """B has a recognised reason not to ride for gold: A wins, B is 2nd, and E stays 5th."""

    def test_the_opponent_wins_and_nobody_moves_up(self) -> None:
        desk = in_finals()
        desk.scratch("finals", "gold", 2)
        desk.rule("finals", "gold", "walkover", 1)
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        assert desk.places() == ["1 A", "2 B", "3 C", "4 D", "5 E"]
        assert desk.missing() == []

    def test_a_walkover_has_no_time(self) -> None:
        desk = in_finals()
        desk.scratch("finals", "gold", 2)
        assert desk.codes(recording("finals", "gold", "1 WO 4:15.000")) == ["time"]


class TestCase04UnrecognisedAbsence:
    """B simply does not come: disqualified, place 2 vacant, and C and D keep 3 and 4."""

    FINALS = event(
        qualifying=["A 4:15 - B 4:16", "C 4:17 - D 4:18", "E 4:19"],
        finals=["bronze: C 4:17 - D 4:18", "gold: A WO - B DNS-unexcused"],
    )

    def test_the_place_stays_vacant(self) -> None:
        found = classify(UCI, self.FINALS)
        assert placed(found) == ["1 A", "3 C", "4 D", "5 E", "- B"]
        assert [str(note) for note in found.medal_notes] == ["silver: vacant, nobody holds place 2"]

    def test_unexcused_absence_did_not_start_is_the_other_value(self) -> None:
        fmt = changed(
            "uci-2025",
            'catch = "decides"',
            'catch = "decides"\nunexcused_absence = "did-not-start"',
        )
        assert placed(classify(fmt, self.FINALS)) == ["1 A", "2 B", "3 C", "4 D", "5 E"]

    def test_as_the_desk_scratches_him(self) -> None:
        desk = in_finals()
        desk.scratch("finals", "gold", 2, excused=False)
        desk.record("finals", "gold", "1 WO")
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        assert desk.places() == ["1 A", "3 C", "4 D", "5 E", "- B"]


class TestCase05BothAbsentFromAFinal:
    """Neither A nor B comes to the gold ride. The regulation names no winner: a ruling has to."""

    def test_it_is_undecided_until_a_ruling(self) -> None:
        desk = in_finals()
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        desk.scratch("finals", "gold", 1)
        desk.scratch("finals", "gold", 2)
        assert desk.places() == ["3 C", "4 D", "5 E"]
        assert desk.missing() == [
            "Finals gold: 1 A (DNS) and 2 B (DNS): the regulation names no winner; "
            "the commissaires have to rule."
        ]
        assert desk.codes(confirming("finals")) == ["undecided"]

    def test_ruled_a_winner_the_places_are_1_and_2(self) -> None:
        desk = in_finals()
        desk.scratch("finals", "gold", 1)
        desk.scratch("finals", "gold", 2)
        desk.rule("finals", "gold", "winner", 1, reason="better in qualifying")
        assert desk.places()[:2] == ["1 A", "2 B"]

    def test_ruled_without_a_winner_both_are_2nd(self) -> None:
        desk = in_finals()
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        desk.scratch("finals", "gold", 1)
        desk.scratch("finals", "gold", 2)
        desk.rule("finals", "gold", "no-winner", 1, reason="neither came")
        assert desk.places() == ["2 A", "2 B", "3 C", "4 D", "5 E"]
        assert desk.missing() == []

    def test_without_recognised_reasons_both_places_are_vacant(self) -> None:
        desk = in_finals()
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        desk.scratch("finals", "gold", 1, excused=False)
        desk.scratch("finals", "gold", 2, excused=False)
        assert desk.places() == ["3 C", "4 D", "5 E", "- A", "- B"]
        assert desk.missing() == []


class TestCase06CatchInQualifying:
    """A catches C, both ride on: 4:15 and 4:40 are their times and rank like any other."""

    HEATS = event(qualifying=["B 4:16 - D 4:41", "A CAP 4:15 - C OVL 4:40"])

    def test_ride_on_both_get_times(self) -> None:
        assert ranked(UCI, self.HEATS, "qualifying") == ["1 A", "2 B", "3 C", "4 D"]

    def test_unranked_as_until_1996_drops_the_caught_rider(self) -> None:
        fmt = shipped("worlds-1995")
        assert fmt.phase[0].catch == "unranked"
        assert ranked(fmt, self.HEATS, "qualifying") == ["1 A", "2 B", "3 D", "- C"]

    def test_who_stops_when_caught_has_no_rank(self) -> None:
        heats = event(qualifying=["B 4:16 - D 4:41", "A CAP 4:15 - C OVL"])
        assert ranked(UCI, heats, "qualifying") == ["1 A", "2 B", "3 D", "- C"]

    def test_a_ruled_catch_keeps_times_and_last_laps(self) -> None:
        desk = in_qualifying()
        desk.record("qualifying", 1, "2 4:16.0 last=15.1", "4 4:41.0 last=16.2")
        desk.rule("qualifying", 1, "catch", 2)
        assert desk.heat("qualifying", 1).rides == (
            ride("2 CAP 4:16.0 last=15.1"),
            ride("4 OVL 4:41.0 last=16.2"),
        )


class TestCase07CatchInAFinal:
    """A catches B after 2,750 m: the race is over, B has no time and A only if he rides on."""

    def test_the_catch_decides_and_a_time_is_optional(self) -> None:
        desk = in_finals()
        desk.rule("finals", "gold", "catch", 1, at_m="2750")
        assert desk.numbers()["finals/heat/gold/winner"].value == "1 A"
        assert desk.heat("finals", "gold").ride(1) == RideFact(bib=1, code="CAP", at_m="2750")

    def test_riding_on_keeps_the_time_and_the_winner(self) -> None:
        desk = in_finals()
        desk.record("finals", "gold", "1 CAP 4:12.345", "2 OVL")
        assert desk.places()[:2] == ["1 A", "2 B"]

    def test_caught_stops_true_refuses_a_time_of_the_caught_rider(self) -> None:
        assert in_finals().codes(recording("finals", "gold", "1 CAP", "2 OVL 4:30.0")) == [
            "caught-time"
        ]

    def test_caught_stops_false_keeps_it_and_the_match_is_lost_all_the_same(self) -> None:
        text = shipped_text("uci-2025").replace(
            'catch = "decides"', 'catch = "decides"\ncaught_stops = false'
        )
        desk = in_finals(text)
        desk.record("finals", "gold", "1 CAP 4:31.0", "2 OVL 4:30.0")
        assert desk.places()[:2] == ["1 A", "2 B"]


class TestCase08CatchAtTheLine:
    """A finishes his 32 half laps when B passes his 31st: by time or by catch, A wins."""

    @pytest.mark.parametrize(
        "gold",
        [
            "A 4:15.000 - B 4:23.001",
            "A 4:15.000 - B OVL",
            "A CAP 4:15.000 - B OVL",
            "A CAP - B OVL",
            "A CAP 4:15.000 - B 4:23.001",
            "B OVL - A CAP",
        ],
    )
    def test_the_winner_never_changes(self, gold: str) -> None:
        match = decide(heat(gold), UCI.ties)
        assert (match.winner, match.loser) == ("A", "B")


class TestCase09GunshotsCloseTogether:
    """A double shot stops; single shots mark a finish or a catch. Each stands with its reason."""

    def test_only_a_stop_ends_the_run_and_the_history_says_why(self) -> None:
        desk = in_finals()
        desk.start("finals", "gold")
        desk.rule("finals", "gold", "false-start", 2, reason="double shot: B moved before the gun")
        desk.start("finals", "gold")
        desk.record("finals", "gold", "1 4:15.000")
        desk.record("finals", "gold", "2 4:15.002")
        assert [run.stopped for run in desk.heat("finals", "gold").runs] == [True, False]
        incidents = [
            (fact.run, fact.stopped, fact.reason)
            for fact in (found.fact for found in desk.ledger.entries)
            if isinstance(fact, IncidentRuled)
        ]
        assert incidents == [(1, True, "double shot: B moved before the gun")]

    def test_two_finishes_two_thousandths_apart_are_two_results(self) -> None:
        desk = in_finals()
        desk.record("finals", "gold", "1 4:15.000", "2 4:15.002")
        assert str(desk.numbers()["finals/heat/gold/winner"].reasons[0]) == (
            "1 A 4:15.000 against 2 B 4:15.002: 0.002 s faster. [3.2.051]"
        )

    def test_a_catch_has_its_reason_too(self) -> None:
        desk = in_finals()
        facts = desk.do(ruled("finals", "gold", "catch", 1, reason="single shot at the catch"))
        made = [fact for fact in facts if isinstance(fact, RulingMade)]
        assert {fact.reason for fact in made} == {"single shot at the catch"}


class TestCase10GunNotHeard:
    """B moved too soon and was shot back, but A heard nothing and rode 4 km."""

    def test_what_he_rode_is_kept_until_the_result_is_confirmed(self) -> None:
        desk = in_finals()
        desk.record("finals", "gold", "1 4:14.000")
        recorded_fact = desk.ledger.entries[-1].fact
        desk.rule("finals", "gold", "false-start", 2)
        stop = desk.ledger.entries[-1].command
        assert desk.heat("finals", "gold").rides == ()
        assert recorded_fact in [found.fact for found in desk.ledger.entries]
        desk.do(Undo(seq=stop, reason="the starter did not stop it"))
        assert desk.heat("finals", "gold").ride(1) == ride("1 4:14.000")


class TestCase11FalseStartByOneRider:
    """B moves before the gun: both start again, and one of B's two starts of the phase is used."""

    def test_both_restart_and_only_b_is_charged(self) -> None:
        desk = in_qualifying()
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "false-start", 2)
        assert desk.charged("qualifying", 1) == [(2,)]
        assert "2 B has used 1 of 2 starts of this phase." in desk.remarks
        desk.start("qualifying", 1)
        desk.record("qualifying", 1, "2 4:16.0", "4 4:18.0")
        assert desk.ranking("qualifying") == ["1 B", "2 D"]

    def test_the_next_phase_begins_with_two_starts_again(self) -> None:
        desk = in_qualifying()
        desk.rule("qualifying", 1, "false-start", 2)
        desk.qualify(*FOUR)
        desk.draw("finals")
        desk.rule("finals", "gold", "false-start", 2)
        assert desk.heat("finals", "gold").rides == ()


class TestCase12SecondFaultOfTheSameRider:
    """Two starts are used: did not finish, relegated to the end of the round, or beaten."""

    def test_in_qualifying_he_did_not_finish_and_the_other_rides_alone(self) -> None:
        desk = in_qualifying()
        for _ in range(2):
            desk.start("qualifying", 1)
            desk.rule("qualifying", 1, "false-start", 2)
        desk.start("qualifying", 1)
        desk.record("qualifying", 1, "4 4:18.0")
        assert desk.ranking("qualifying") == ["1 D", "- B"]

    def test_in_the_first_round_he_is_last_of_the_round(self) -> None:
        desk = Desk("olympic-2004", riders=8)
        desk.qualify(*(f"4:{15 + n}.0" for n in range(8)))
        desk.draw("first-round")
        for _ in range(2):
            desk.start("first-round", 4)
            desk.rule("first-round", 4, "false-start", 1)
        desk.record("first-round", 4, "8 4:22.0")
        desk.record("first-round", 1, "4 4:18.0", "5 4:19.0")
        desk.record("first-round", 2, "3 4:17.0", "6 4:20.0")
        desk.record("first-round", 3, "2 4:16.0", "7 4:21.0")
        assert desk.ranking("first-round") == [
            *("1 B", "2 C", "3 D", "4 H"),
            *("5 E", "6 F", "7 G", "8 A"),
        ]

    def test_in_a_final_he_loses(self) -> None:
        desk = in_finals()
        for _ in range(2):
            desk.start("finals", "gold")
            desk.rule("finals", "gold", "false-start", 1)
        assert desk.places()[:2] == ["1 B", "2 A"]

    def test_in_a_final_the_opponent_need_not_ride_again_though_he_was_home(self) -> None:
        desk = in_finals()
        desk.rule("finals", "gold", "false-start", 2)
        desk.record("finals", "gold", "1 4:14.0")
        desk.rule("finals", "gold", "false-start", 2)
        assert desk.places()[:2] == ["1 A", "2 B"]


class TestCase13AThenBFaults:
    """A starts too early, then B: one fault each. Whom a stop counts against is a switch."""

    def test_charged_causer_leaves_each_his_own_restart(self) -> None:
        desk = in_finals()
        desk.rule("finals", "gold", "false-start", 1)
        desk.start("finals", "gold")
        desk.rule("finals", "gold", "false-start", 2)
        assert desk.charged("finals", "gold") == [(1,), (2,)]
        assert desk.heat("finals", "gold").rides == ()
        assert "2 B has used 1 of 2 starts of this phase." in desk.remarks

    def test_charged_both_makes_the_second_stop_the_last(self) -> None:
        desk = in_finals(with_policy('charged = "both"', "finals"))
        desk.rule("finals", "gold", "false-start", 1)
        desk.start("finals", "gold")
        desk.rule("finals", "gold", "false-start", 2)
        assert desk.charged("finals", "gold") == [(1, 2), (2, 1)]
        assert desk.places()[:2] == ["1 A", "2 B"]


class TestCase14GateFailsToRelease:
    """The list of recognised mishaps (3.2.021) has no gate. The panel decides, or the format."""

    def test_panel_asks_for_the_choice(self) -> None:
        desk = in_qualifying()
        (refusal,) = desk.refused(ruled("qualifying", 1, "gate-failure", 2))
        assert refusal.code == "panel-decides"
        assert str(refusal.remedy) == (
            "Give the decision with --choice, one of: restart, mishap, false-start, unrecognised."
        )

    @pytest.mark.parametrize(
        ("choice", "stopped", "charged"),
        [
            ("restart", True, ()),
            ("mishap", True, (2,)),
            ("false-start", True, (2,)),
            ("unrecognised", False, ()),
        ],
    )
    def test_the_choice_is_kept_with_its_reason(
        self, choice: str, stopped: bool, charged: tuple[int, ...]
    ) -> None:
        desk = in_qualifying()
        desk.rule("qualifying", 1, "gate-failure", 2, choice=choice, reason="brake stuck")
        (incident,) = desk.heat("qualifying", 1).runs[0].incidents
        assert (incident.stopped, incident.charged) == (stopped, charged)
        assert (incident.choice, incident.reason) == (choice, "brake stuck")

    @pytest.mark.parametrize(
        ("value", "stopped"), [("restart", True), ("mishap", True), ("unrecognised", False)]
    )
    def test_gate_failure_in_the_format_answers_without_asking(
        self, value: str, stopped: bool
    ) -> None:
        desk = in_qualifying(with_policy(f'gate_failure = "{value}"', "qualifying"))
        desk.rule("qualifying", 1, "gate-failure", 2)
        assert desk.heat("qualifying", 1).runs[0].stopped is stopped


class TestCase15FallInTheFirstHalfLapOfQualifying:
    """B falls before the far line: the heat is stopped and the same heat is ridden again."""

    def test_the_same_heat_has_a_second_run(self) -> None:
        desk = in_qualifying()
        drawn = desk.heats("qualifying")
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "mishap", 2)
        desk.start("qualifying", 1)
        desk.record("qualifying", 1, "2 4:16.0", "4 4:18.0")
        assert desk.heats("qualifying") == drawn
        assert [run.stopped for run in desk.heat("qualifying", 1).runs] == [True, False]


class TestCase16FallAfterTheFirstHalfLapOfQualifying:
    """B falls later: D rides on for his time, and B rides again at the end of qualifying."""

    def fallen(self) -> Desk:
        desk = in_qualifying()
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "mishap", 2, past_first_half_lap=True)
        desk.record("qualifying", 1, "4 4:18.0")
        return desk

    def test_the_opponents_time_stands_and_a_heat_is_added(self) -> None:
        desk = self.fallen()
        assert desk.heats("qualifying") == ["1: 2-4", "2: 1-3", "3: 2-."]
        desk.record("qualifying", 2, "1 4:15.0", "3 4:17.0")
        desk.record("qualifying", 3, "2 4:16.0")
        assert desk.ranking("qualifying") == ["1 A", "2 B", "3 C", "4 D"]

    def test_a_second_victim_meets_the_first(self) -> None:
        desk = self.fallen()
        desk.rule("qualifying", 2, "mishap", 3, past_first_half_lap=True)
        assert desk.heats("qualifying") == ["1: 2-4", "2: 1-3", "3: 2-3"]

    def test_a_second_mishap_is_the_end(self) -> None:
        desk = self.fallen()
        desk.rule("qualifying", 3, "mishap", 2, past_first_half_lap=True)
        assert desk.heats("qualifying") == ["1: 2-4", "2: 1-3", "3: 2-."]
        assert desk.ranking("qualifying") == ["1 D", "- B"]


class TestCase17BothFallInQualifying:
    """B and D fall after the first half lap: one heat at the end, in which they meet again."""

    @pytest.mark.parametrize(
        ("re_rides", "added"), [("paired", ["3: 2-4"]), ("alone", ["3: 2-.", "4: 4-."])]
    )
    def test_re_rides_says_whether_they_meet(self, re_rides: str, added: list[str]) -> None:
        desk = in_qualifying(with_policy(f're_rides = "{re_rides}"', "qualifying"))
        desk.rule("qualifying", 1, "mishap", 2, both=True, past_first_half_lap=True)
        assert desk.heats("qualifying")[2:] == added


class TestCase18HamperedByTheFallOfTheOther:
    """D had to steer round the fallen B: the pursuit's articles are silent, the panel decides."""

    @pytest.mark.parametrize(
        ("choice", "heats", "stopped"),
        [("re-ride", ["3: 4-."], False), ("restart", [], True), ("ride-on", [], False)],
    )
    def test_the_panel_chooses_and_no_start_is_used(
        self, choice: str, heats: list[str], stopped: bool
    ) -> None:
        desk = in_qualifying()
        options = {"past_first_half_lap": True}
        assert desk.codes(ruled("qualifying", 1, "hampered", 4, **options)) == ["panel-decides"]
        desk.rule("qualifying", 1, "hampered", 4, choice=choice, **options)
        assert desk.heats("qualifying")[2:] == heats
        assert desk.heat("qualifying", 1).runs[0].stopped is stopped
        assert desk.charged("qualifying", 1) == [()]

    def test_hampered_in_the_format_answers_without_asking(self) -> None:
        desk = in_qualifying(with_policy('hampered = "re-ride"', "qualifying"))
        desk.rule("qualifying", 1, "hampered", 4, past_first_half_lap=True)
        assert desk.heats("qualifying")[2:] == ["3: 4-."]


class TestCase19FallInAFinalAfterTheFirstHalfLap:
    """A falls on lap 5 and remounts to 4:14: beaten all the same, and B needs no time."""

    def test_the_victim_is_beaten_even_if_faster(self) -> None:
        desk = in_finals()
        desk.start("finals", "gold")
        desk.rule("finals", "gold", "mishap", 1, past_first_half_lap=True)
        desk.record("finals", "gold", "1 4:14.0", "2 4:16.0")
        assert desk.places()[:2] == ["1 B", "2 A"]

    def test_the_opponents_time_is_optional(self) -> None:
        desk = in_finals()
        desk.rule("finals", "gold", "mishap", 1, past_first_half_lap=True)
        desk.record("finals", "gold", "1 DNF", "2 DNF")
        assert desk.places()[:2] == ["1 B", "2 A"]

    def test_an_absent_opponent_does_not_win_by_it(self) -> None:
        desk = in_finals()
        desk.scratch("finals", "gold", 1)
        desk.rule("finals", "gold", "mishap", 2, past_first_half_lap=True)
        desk.record("finals", "gold", "2 5:01.0")
        assert desk.places()[:2] == ["1 B", "2 A"]


class TestCase20BothFallInAFinal:
    """Both lie there after lap 5; a rider may remount (3.2.007), and no article names a winner."""

    def test_panel_asks(self) -> None:
        (refusal,) = in_finals().refused(ruled("finals", "gold", "mishap", 1, **BOTH_LATER))
        assert str(refusal.remedy) == ("Give the decision with --choice, one of: restart, ride-on.")

    def test_ride_on_lets_the_first_to_finish_win(self) -> None:
        desk = in_finals(with_policy('both_mishap_later = "ride-on"', "finals"))
        desk.rule("finals", "gold", "mishap", 1, **BOTH_LATER)
        desk.record("finals", "gold", "1 5:02.0", "2 5:01.0")
        assert desk.places()[:2] == ["1 B", "2 A"]

    def test_if_neither_finishes_the_panel_names_the_winner(self) -> None:
        desk = in_finals()
        desk.rule("finals", "gold", "mishap", 1, choice="ride-on", **BOTH_LATER)
        desk.record("finals", "gold", "1 DNF", "2 DNF")
        assert desk.codes(confirming("finals", "gold")) == ["undecided"]
        desk.rule("finals", "gold", "winner", 1, reason="led when both fell")
        desk.confirm("finals", "gold")

    def test_restart_uses_a_start_of_each(self) -> None:
        desk = in_finals()
        desk.rule("finals", "gold", "mishap", 1, choice="restart", **BOTH_LATER)
        assert desk.heat("finals", "gold").runs[0].stopped
        assert desk.charged("finals", "gold") == [(1, 2)]


class TestCase21PunctureAt124Or126Metres:
    """On 250 m the far line is 125 m from the start: before it a restart, after it a re-ride."""

    def test_the_first_half_lap_is_measured_to_the_riders_far_line(self) -> None:
        course = Track(parse_length("250").metres).course(4000)
        assert course.first_half_lap_m == 125

    @pytest.mark.parametrize(("at_m", "heats"), [("124", 2), ("126", 3)])
    def test_two_metres_decide(self, at_m: str, heats: int) -> None:
        desk = in_qualifying()
        desk.rule("qualifying", 1, "mishap", 2, at_m=at_m)
        assert desk.heat("qualifying", 1).runs[0].stopped is (heats == 2)
        assert len(desk.heats("qualifying")) == heats


class TestCase22ElectronicFailureOnOneLine:
    """B's line is dead: 4:17.9 by hand for 4th, against the electronic 4:18.000 of the 5th."""

    TIMES = ("4:15.000", "4:17.9 hand", "4:16.000", "4:17.000", "4:18.000")

    def ridden(self, *times: str) -> Desk:
        desk = Desk(riders=5)
        desk.draw("qualifying")
        for found in desk.competition.phases[0][1].counting:
            desk.record("qualifying", found.key, *(f"{b} {times[b - 1]}" for b in found.bibs))
        return desk

    def test_a_hand_time_is_never_padded(self) -> None:
        desk = self.ridden(*self.TIMES)
        assert desk.numbers()["qualifying/heat/2/ride/2"].value == "4:17.9"

    def test_at_the_cut_it_meets_an_electronic_one_only_by_name(self) -> None:
        desk = self.ridden(*self.TIMES)
        refusals = desk.refused(confirming("qualifying"))
        assert {refusal.code for refusal in refusals} == {"doubt-source"}
        desk.confirm("qualifying", acknowledge=("source",))
        ranking = desk.competition.phases[0][1].ranking
        assert ranking is not None
        assert [doubt.code for doubt in ranking.doubts] == ["source"]

    def test_far_from_any_cut_it_raises_nothing(self) -> None:
        desk = self.ridden("4:15.000", "4:16.000", "4:17.000", "4:18.000", "4:25.1 hand")
        desk.confirm("qualifying")

    def test_it_may_belong_two_ranks_higher_past_one_beyond_doubt(self) -> None:
        desk = Desk(riders=6)
        desk.draw("qualifying")
        times = ("4:15.000", "4:16.000", "4:17.000", "4:18.100", "4:18.150", "4:18.2 hand")
        for found in desk.competition.phases[0][1].counting:
            desk.record("qualifying", found.key, *(f"{b} {times[b - 1]}" for b in found.bibs))
        (refusal,) = desk.refused(confirming("qualifying"))
        assert refusal.code == "doubt-source"
        assert "4:18.100 of 4 D and 4:18.2 of 6 F decide who goes on" in str(refusal.text)

    def test_hand_times_margin_ms_says_how_far_is_far(self) -> None:
        text = f"hand_times = {{ margin_ms = 99 }}\n{shipped_text('uci-2025')}"
        desk = Desk(text, riders=5)
        desk.draw("qualifying")
        for found in desk.competition.phases[0][1].counting:
            desk.record("qualifying", found.key, *(f"{b} {self.TIMES[b - 1]}" for b in found.bibs))
        desk.confirm("qualifying")


class TestCase23PowerCut:
    """The lights go out in heat 1: what was acknowledged is on disk, and the heat starts again."""

    def test_nothing_acknowledged_is_lost(self, tmp_path: Path) -> None:
        path = tmp_path / "meet.halflap"
        before = FileDesk.create(path)
        for number, command in enumerate(
            (
                OpenMeet(name="Meet"),
                OpenCompetition(
                    competition=MEN,
                    title="Men",
                    category="ME",
                    distance_m=4000,
                    format_text=shipped_text("uci-2025"),
                ),
                EnterRiders(competition=MEN, entries=(entry(1), entry(2))),
                DrawPhase(competition=MEN, phase="qualifying"),
                StartRun(competition=MEN, phase="qualifying", heat="1"),
            )
        ):
            before.act(command, "timekeeper", f"command-{number}")
        with FileDesk.open(path) as after:  # nobody closed the file
            assert after.ledger.state == before.ledger.state
        before.close()

    def test_the_interrupted_heat_starts_again_and_nobody_is_charged(self) -> None:
        desk = in_qualifying()
        desk.start("qualifying", 1)
        desk.rule("qualifying", 1, "interrupted", 2, choice="restart", reason="power cut")
        assert desk.heat("qualifying", 1).runs[0].stopped
        assert desk.charged("qualifying", 1) == [()]


class TestCase24WeatherStopsTheSession:
    """Rain after heat 1: no article on the pursuit; heat 1 stands, the panel decides on heat 2."""

    def test_interrupted_panel_asks(self) -> None:
        assert in_qualifying().codes(ruled("qualifying", 2, "interrupted", 1)) == ["panel-decides"]

    def test_interrupted_restart_answers_without_asking(self) -> None:
        desk = in_qualifying(with_policy('interrupted = "restart"', "qualifying"))
        desk.record("qualifying", 1, "2 4:16.0", "4 4:18.0")
        desk.start("qualifying", 2)
        desk.rule("qualifying", 2, "interrupted", 1, reason="rain")
        assert desk.ranking("qualifying")[:2] == ["1 B", "2 D"]
        assert desk.heat("qualifying", 2).running is None
        desk.start("qualifying", 2)
        desk.record("qualifying", 2, "1 4:15.0", "3 4:17.0")
        assert desk.ranking("qualifying") == ["1 A", "2 B", "3 C", "4 D"]


class TestCase25EqualTimesAtTheCut:
    """D and E both ride 4:18.000 for place 4. The last lap decides; if that is equal, lots."""

    def ridden(self, last_d: str, last_e: str) -> Desk:
        desk = Desk(riders=5)
        desk.draw("qualifying")
        desk.record("qualifying", 1, f"5 4:18.000 last={last_e}")
        desk.record("qualifying", 2, "2 4:16.000", f"4 4:18.000 last={last_d}")
        desk.record("qualifying", 3, "1 4:15.000", "3 4:17.000")
        return desk

    def test_the_better_last_lap_goes_on(self) -> None:
        desk = self.ridden("15.901", "15.900")
        assert desk.ranking("qualifying")[3:] == ["4 E", "5 D"]
        desk.confirm("qualifying")

    def test_equal_there_too_nobody_goes_on_until_lots_are_drawn(self) -> None:
        desk = self.ridden("15.900", "15.900")
        (refusal,) = desk.refused(confirming("qualifying"))
        assert refusal.code == "undecided"
        assert str(refusal.text) == (
            "Qualifying: 5 E, 4 D are equal on ranks 4 to 5, and the seeding hangs on it: "
            "lots have to be drawn"
        )
        desk.do(DrawLots(competition=MEN, phase="qualifying", order=(5, 4)))
        desk.confirm("qualifying")
        assert desk.ranking("qualifying")[3:] == ["4 E", "5 D"]

    def test_ties_chain_may_know_no_lots(self) -> None:
        results = event(qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18 lot=2", "E 4:18 lot=1"])
        assert ranked(UCI, results, "qualifying")[3:] == ["4 E", "5 D"]
        fmt = changed("uci-2025", "places = [", 'ties = { chain = ["last-lap"] }\nplaces = [')
        assert ranked(fmt, results, "qualifying")[3:] == ["4 D", "4 E"]


class TestCase26LastLapSplitMissing:
    """D and E are equal, but E's last lap was not measured: D's 15.5 does not beat nothing."""

    RESULTS = event(qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18 last=15.5", "E 4:18"])

    def test_a_missing_last_lap_decides_nothing(self) -> None:
        assert ranked(UCI, self.RESULTS, "qualifying")[3:] == ["4 D", "4 E"]

    def test_the_referee_enters_it_or_lots_are_drawn(self) -> None:
        desk = Desk(riders=5)
        desk.draw("qualifying")
        desk.record("qualifying", 1, "5 4:18.000")
        desk.record("qualifying", 2, "2 4:16.000", "4 4:18.000 last=15.500")
        desk.record("qualifying", 3, "1 4:15.000", "3 4:17.000")
        assert desk.codes(confirming("qualifying")) == ["undecided"]
        desk.record("qualifying", 1, "5 4:18.000 last=15.499")
        assert desk.ranking("qualifying")[3:] == ["4 E", "5 D"]


class TestCase27WrongSideOrWrongOrder:
    """Sides are set before the start; who then starts on the wrong one is reported, no more."""

    SWAP = SwapSides(competition=MEN, phase="qualifying", heat="1", reason="as announced")

    def test_before_the_start_they_change(self) -> None:
        desk = in_qualifying()
        desk.do(self.SWAP)
        assert desk.heats("qualifying")[0] == "1: 4-2"

    def test_after_the_start_they_stay_and_the_wrong_sides_are_reported(self) -> None:
        desk = in_qualifying()
        desk.start("qualifying", 1)
        desk.do(self.SWAP)
        assert desk.remarks == [
            "2 B started on the back straight but was drawn at home: accepted and reported.",
            "4 D started at home but was drawn on the back straight: accepted and reported.",
        ]
        assert desk.heats("qualifying")[0] == "1: 2-4"
        reasons = desk.numbers()["qualifying/heat/1/home"].reasons
        assert [str(reason.sentence) for reason in reasons[-2:]] == desk.remarks
        assert desk.codes(self.SWAP) == ["reported"]

    def test_a_wrong_side_is_reported(self) -> None:
        assert str(ridden_from("B", Side.HOME, Side.BACK)) == (
            "B started on the back straight but was drawn at home: accepted and reported. [3.2.071]"
        )
        assert ridden_from("B", Side.HOME, Side.HOME) is None


class TestCase28StartLineOrLapCountWrong:
    """The counter sent B home after 31 half laps of 125 m: 3,875 m. The panel decides."""

    def test_the_distance_ridden_is_exact(self) -> None:
        track = Track(parse_length("250").metres)
        assert 31 * track.half_lap == 3875
        assert track.half_laps(4000) == 32

    def test_the_panel_starts_it_again_or_rules_while_the_heat_is_under_review(self) -> None:
        desk = in_qualifying()
        desk.record("qualifying", 1, "2 4:05.0", "4 4:18.0")
        review = OpenReview(competition=MEN, phase="qualifying", heat="1", reason="a lap short")
        desk.do(review)
        assert desk.codes(confirming("qualifying", 1)) == ["review"]
        desk.rule("qualifying", 1, "interrupted", 2, choice="restart", reason="3,875 m ridden")
        desk.do(CloseReview(competition=MEN, phase="qualifying", heat="1", reason="ridden again"))
        desk.start("qualifying", 1)
        desk.record("qualifying", 1, "2 4:16.0", "4 4:18.0")
        desk.confirm("qualifying", 1)


class TestCase29CounterStoppedEarly:
    """The clock of B was stopped a lap early: the count is put right, both readings remain."""

    def test_a_recount_replaces_and_keeps(self) -> None:
        desk = in_qualifying()
        desk.record("qualifying", 1, "2 4:00.5", "4 4:18.0")
        desk.record("qualifying", 1, "2 4:16.0")
        assert desk.remarks == ["2 B had an outcome before; it is replaced."]
        readings = [
            [ride.time.us for ride in fact.rides if ride.bib == 2 and ride.time]
            for fact in (found.fact for found in desk.ledger.entries)
            if isinstance(fact, OutcomesRecorded)
        ]
        assert readings == [[240_500_000], [256_000_000]]
        assert desk.ranking("qualifying") == ["1 B", "2 D"]


class TestCase30DraftingAfterACatch:
    """Caught in qualifying, D stays in B's wheel: disqualified, and B's time stands."""

    def drafted(self, format_text: str) -> Desk:
        desk = in_qualifying(format_text)
        desk.record("qualifying", 1, "2 CAP 4:16.0", "4 OVL 4:40.0")
        desk.rule("qualifying", 1, "after-catch", 4, past_first_half_lap=True)
        return desk

    def test_after_catch_disqualified(self) -> None:
        desk = self.drafted("uci-2025")
        assert desk.ranking("qualifying") == ["1 B", "- D"]

    def test_after_catch_ride_on_only_keeps_the_report(self) -> None:
        desk = self.drafted(with_policy('after_catch = "ride-on"', "qualifying"))
        assert desk.ranking("qualifying") == ["1 B", "2 D"]
        assert desk.numbers()["qualifying/heat/1/ride/4"].reasons[-1].article == "3.2.021"


class TestCase31QualifiedRiderRefusesTheNextPhase:
    """C, third of qualifying, will not ride the first round: out of the event, not back to 9th."""

    RESULTS = event(
        qualifying=["A 4:15 - B 4:16", "C 4:17 - D 4:18", "E 4:19 - F 4:20", "G 4:21 - H 4:22"],
        first_round=[
            "D 4:18 - E 4:19",
            "C DNS-unexcused - F 4:20",
            "B 4:16 - G 4:21",
            "A 4:15 - H 4:22",
        ],
        finals=["bronze: D 4:18 - F 4:20", "gold: A 4:15 - B 4:16"],
    )

    def test_he_is_disqualified_and_a_place_stays_vacant(self) -> None:
        assert placed(classify(OLYMPIC, self.RESULTS)) == [
            *("1 A", "2 B", "3 D", "4 F", "5 E", "6 G", "7 H"),
            "- C",
        ]


class TestCase32BikeFailsTheCheckAfterTheRace:
    """A won provisionally; his position was changed after the check (3.2.014): disqualified."""

    def checked(self) -> Desk:
        desk = in_finals()
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        desk.record("finals", "gold", "1 4:14.0", "2 4:16.0")
        desk.confirm("finals", level="provisional")
        return desk

    def test_until_the_check_the_result_is_provisional(self) -> None:
        desk = self.checked()
        assert desk.heat("finals", "gold").level == "provisional"
        assert desk.codes(confirming()) == ["provisional"]

    def test_the_disqualification_is_a_correction_and_the_silver_stays_vacant(self) -> None:
        desk = self.checked()
        assert desk.codes(ruled("finals", "gold", "dsq", 1)) == ["confirmed"]
        desk.do(
            CorrectResult(
                competition=MEN,
                phase="finals",
                heat="gold",
                rides=(RideFact(bib=1, code="DSQ"),),
                reason="position changed after the check",
            )
        )
        assert desk.places() == ["1 B", "3 C", "4 D", "5 E", "- A"]


class TestCase33Warnings:
    """Two warnings, or the third relegation, in one event disqualify (3.2.013, 3.10.003)."""

    @pytest.mark.parametrize(
        ("warnings", "relegations", "out"),
        [(1, 0, False), (2, 0, True), (0, 2, False), (0, 3, True), (1, 2, False)],
    )
    def test_per_event_counters(self, warnings: int, relegations: int, out: bool) -> None:
        reason = warned_out(warnings, relegations)
        assert (reason is not None) is out
        assert reason is None or reason.article == "3.2.013"

    def test_the_second_warning_asks_for_the_disqualification(self) -> None:
        desk = in_qualifying()
        desk.rule("qualifying", 1, "warning", 2, reason="blue band")
        assert desk.remarks == []
        desk.record("qualifying", 1, "2 4:16.0", "4 4:18.0")
        desk.confirm("qualifying", 1)
        desk.rule("qualifying", 1, "warning", 2, reason="blue band again")
        assert desk.remarks == [
            "2 warnings in one event disqualify.",
            "Disqualify the rider: halflap rule … dsq.",
        ]
        assert desk.heat("qualifying", 1).ride(2) == ride("2 4:16.0")

    def test_a_relegated_rider_keeps_time_and_last_lap_behind_all_others(self) -> None:
        desk = in_qualifying()
        desk.record("qualifying", 1, "2 4:16.0 last=15.1", "4 4:41.0")
        desk.rule("qualifying", 1, "relegate", 2)
        assert desk.heat("qualifying", 1).ride(2) == ride("2 REL 4:16.0 last=15.1")
        assert desk.ranking("qualifying") == ["1 D", "2 B"]


class TestCase34OutsideHelp:
    """A coach ran along in the safety zone (3.1.012): it is reported, and no number changes."""

    def test_a_report_is_kept_and_changes_nothing(self) -> None:
        desk = in_qualifying()
        desk.record("qualifying", 1, "2 4:16.0", "4 4:18.0")
        before = desk.numbers()
        desk.rule("qualifying", 1, "report", 2, reason="coach in the safety zone")
        assert desk.numbers() == before
        assert "report" in str(what_happened(desk.ledger.entries[-1], desk.ledger.state))

    def test_a_rejected_report_changes_nothing_and_stays_in_the_history(self) -> None:
        desk = in_qualifying()
        desk.record("qualifying", 1, "2 4:16.0", "4 4:18.0")
        before = desk.numbers()
        desk.do(
            LodgeProtest(
                competition=MEN,
                phase="qualifying",
                heat="1",
                by="commissaire",
                reason="coach of B in the safety zone",
            )
        )
        desk.do(
            DecideProtest(competition=MEN, protest=1, upheld=False, reason="fined, result stands")
        )
        assert desk.numbers() == before
        assert desk.competition.protests[0].reason == "coach of B in the safety zone"


class TestCase35LateArrival:
    """D is not at the start, or has no number: the start is refused and he did not start."""

    def test_he_did_not_start_and_has_no_rank(self) -> None:
        desk = in_qualifying()
        desk.rule("qualifying", 1, "dns", 4, reason="late")
        desk.record("qualifying", 1, "2 4:16.0")
        assert desk.ranking("qualifying") == ["1 B", "- D"]


class TestCase36ScratchedAfterTheBronzeIsRidden:
    """C beat D for bronze, then B scratches from the gold ride: A wins it, nothing else moves."""

    def test_gold_by_walkover_and_the_bronze_unchanged(self) -> None:
        desk = in_finals()
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        desk.confirm("finals", "bronze")
        desk.scratch("finals", "gold", 2)
        desk.record("finals", "gold", "1 WO")
        desk.confirm("finals")
        desk.confirm()
        assert desk.places() == ["1 A", "2 B", "3 C", "4 D", "5 E"]
        assert desk.heat("finals", "bronze").ride(3) == ride("3 4:17.1")


class TestCase37RecordOnACatch:
    """A catches B and rides on to 3:59.304, better than the record of 3:59.636."""

    RECORD = RecordFact(list="WR", us=239_636_000)

    def ridden(self, format_text: str) -> Desk:
        desk = Desk(format_text, riders=3, records=(self.RECORD,))
        desk.draw("qualifying", (1, 2), (3, None))
        desk.record("qualifying", 1, "1 CAP 3:59.304", "2 OVL 4:20.000")
        return desk

    def test_records_after_catch_true_keeps_the_time_and_marks_the_catch(self) -> None:
        desk = self.ridden("uci-2025")
        found = record_marks(desk.competition)
        assert {(mark.ride.rider, mark.ride.after_catch) for mark in found} == {("1 A", True)}

    def test_records_after_catch_false_leaves_it_out(self) -> None:
        desk = self.ridden(f"records = {{ after_catch = false }}\n{shipped_text('uci-2025')}")
        assert record_marks(desk.competition) == ()


class TestCase38LoserFasterThanAWinner:
    """F loses to C in 4:16.1, faster than the winners D and A of other heats: F stays 5th."""

    RESULTS = event(
        first_round=[
            "D 4:18.0 - E 4:19.0",
            "C 4:16.0 - F 4:16.1",
            "B 4:15.0 - G 4:21.0",
            "A 4:17.0 - H 4:22.0",
        ],
        finals=["bronze: A 4:17.0 - D 4:18.0", "gold: B 4:15.0 - C 4:16.0"],
    )

    def test_only_winners_go_on(self) -> None:
        assert paired(OLYMPIC, self.RESULTS, "finals") == ["bronze: A v D", "gold: B v C"]

    def test_the_fast_loser_is_5th(self) -> None:
        assert placed(classify(OLYMPIC, self.RESULTS))[4:] == ["5 F", "6 E", "7 G", "8 H"]


class TestCase39LappedNotFinishedNotStarted:
    """Losers of the round: timed, caught, did not finish, did not start; a DSQ leaves a hole."""

    HEATS = ("A 4:15.0 - E 4:30.0", "B CAP 4:16.0 - F OVL", "C 4:17.0 - G DNF")

    def test_the_classes_follow_each_other(self) -> None:
        results = event(first_round=[*self.HEATS, "D 4:18.0 - H DNS-excused"])
        assert ranked(OLYMPIC, results, "first-round")[4:] == ["5 E", "6 F", "7 G", "8 H"]

    def test_a_disqualified_one_leaves_the_last_place_vacant(self) -> None:
        results = event(first_round=[*self.HEATS, "D 4:18.0 - H DSQ"])
        assert ranked(OLYMPIC, results, "first-round")[4:] == ["5 E", "6 F", "7 G", "- H"]

    def test_losers_may_put_them_in_another_order(self) -> None:
        fmt = changed(
            "olympic-2004",
            'catch = "decides"',
            'catch = "decides"\nlosers = ["timed", "dnf", "dns", "caught", "relegated"]',
        )
        results = event(first_round=[*self.HEATS, "D 4:18.0 - H DNS-excused"])
        assert ranked(fmt, results, "first-round")[4:] == ["5 E", "6 G", "7 H", "8 F"]

    def test_inside_a_class_without_times_qualifying_decides(self) -> None:
        results = event(
            qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18", "E 4:19", "F 4:20"],
            first_round=["A 4:15 - F DNS-excused", "B 4:16 - E DNS-excused"],
        )
        assert ranked(OLYMPIC, results, "first-round")[2:] == ["5 E", "6 F"]


class TestCase40CorrectionAfterPublication:
    """Official 4:16.0 of B was read from the wrong line: 4:14.5 is revision 2, with its reason."""

    def corrected(self) -> Desk:
        desk = in_finals()
        desk.record("finals", "gold", "1 4:15.0", "2 4:16.0")
        desk.confirm("finals", "gold")
        desk.do(
            CorrectResult(
                competition=MEN,
                phase="finals",
                heat="gold",
                rides=(ride("2 4:14.5"),),
                reason="wrong line",
            )
        )
        return desk

    def test_the_next_revision_names_the_difference_and_the_reason(self) -> None:
        fact = self.corrected().heat("finals", "gold").confirmed
        assert fact is not None
        assert not isinstance(fact, ResultConfirmed)
        assert (fact.revision, fact.reason) == (1, "wrong line")
        assert fact.difference == ("2 B: 4:16.0 -> 4:14.5",)

    def test_the_winner_follows_and_what_was_confirmed_stays_in_the_history(self) -> None:
        desk = self.corrected()
        assert desk.places()[:2] == ["1 B", "2 A"]
        (confirmed,) = [
            fact
            for fact in (found.fact for found in desk.ledger.entries)
            if isinstance(fact, ResultConfirmed) and fact.phase == "finals"
        ]
        assert confirmed.winner == 1

    def test_a_communique_is_superseded_and_never_changed(self) -> None:
        desk = self.corrected()
        first = IssueDocument(competition=MEN, document="result finals", content='{"1":"A"}')
        assert desk.codes(first) == ["not-confirmed"]
        desk.record("finals", "bronze", "3 4:17.1", "4 4:18.1")
        desk.confirm("finals")
        desk.do(first)
        again = replace_content(first, '{"1":"B"}', "")
        assert desk.codes(again) == ["no-reason"]
        desk.do(replace_content(first, '{"1":"B"}', "wrong line"))
        issued = desk.ledger.state.documents
        assert [(issued[n].revision, issued[n].content) for n in (1, 2)] == [
            (1, '{"1":"A"}'),
            (2, '{"1":"B"}'),
        ]


def replace_content(command: IssueDocument, content: str, reason: str) -> IssueDocument:
    """The same document with other content."""
    return IssueDocument(
        competition=command.competition,
        document=command.document,
        content=content,
        reason=reason,
    )
