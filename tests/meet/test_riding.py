"""What becomes of starts, faults, scratchings and re-rides of a meet, heat by heat."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from halflap.journal.facts import RideFact
from halflap.meet.commands import Scratch, StartRun
from tests.meet.table import Table, at, ruled, timed


def drawn(riders: int = 8) -> Table:
    """Qualifying drawn: heat 4 is 2 v 1, heat 1 is 8 v 7."""
    table = Table()
    table.open(riders=riders)
    table.draw()
    return table


def codes(table: Table, key: str, phase: str = "qualifying") -> dict[int, str]:
    return {ride.bib: ride.code for ride in table.heat(phase, key).rides}


class TestStartsOfARider:
    """UCI 3.2.021ter: two starts a phase; a rider who spoils both is out."""

    def test_the_first_false_start_stops_the_run_and_nobody_is_out(self) -> None:
        table = drawn()
        home = table.heat("qualifying", "1").bibs[0]
        table.act(StartRun(competition="men", phase="qualifying", heat="1"))
        table.rule("1", "false-start", home)
        heat = table.heat("qualifying", "1")
        assert heat.runs[0].stopped
        assert heat.rides == ()
        assert heat.running is None

    def test_the_second_false_start_ends_his_qualifying_and_the_other_starts_again(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.rule("1", "false-start", home)
        table.start("1")
        table.rule("1", "false-start", home)
        assert codes(table, "1") == {home: "DNF"}
        table.record("qualifying", "1", [timed(back, 270)])
        assert codes(table, "1") == {home: "DNF", back: "OK"}
        assert len(table.heat("qualifying", "1").runs) == 3

    def test_a_rider_who_is_out_stays_out_when_the_next_run_is_stopped_too(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.rule("1", "false-start", home)
        table.start("1")
        table.rule("1", "false-start", home)
        table.start("1")
        table.rule("1", "false-start", back)
        assert codes(table, "1") == {home: "DNF"}
        table.start("1")
        table.rule("1", "false-start", back)
        assert codes(table, "1") == {home: "DNF", back: "DNF"}

    def test_a_rider_disqualified_in_a_run_stays_out_when_it_is_stopped(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.act(StartRun(competition="men", phase="qualifying", heat="1"))
        table.rule("1", "dsq", home)
        table.rule("1", "mishap", back)
        assert codes(table, "1") == {home: "DSQ"}

    def test_a_scratched_rider_stays_scratched_when_the_run_of_the_other_is_stopped(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.act(Scratch(competition="men", phase="qualifying", heat="1", bib=home))
        table.act(StartRun(competition="men", phase="qualifying", heat="1"))
        table.rule("1", "false-start", back)
        assert codes(table, "1") == {home: "DNS"}

    def test_what_was_ridden_in_a_stopped_run_is_void(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.record("qualifying", "1", [timed(home, 270)])
        table.rule("1", "mishap", back)
        assert codes(table, "1") == {}

    def test_two_false_starts_of_a_final_lose_it(self) -> None:
        table = drawn()
        for phase in ("qualifying", "first-round"):
            if phase != "qualifying":
                table.draw(phase)
            table.ride(phase)
            table.confirm(phase)
        table.draw("finals")
        home, back = table.heat("finals", "gold").bibs
        table.rule("gold", "false-start", home, "finals")
        table.start("gold", "finals")
        table.rule("gold", "false-start", home, "finals")
        assert codes(table, "gold", "finals") == {home: "DNF", back: "WO"}
        table.ride("finals")
        table.confirm("finals")
        assert table.values()["finals/heat/gold/winner"] == f"{back} Rider {back}"


class TestBothScratched:
    def test_nobody_rides_the_heat_and_both_did_not_start(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        for bib in (home, back):
            table.act(Scratch(competition="men", phase="qualifying", heat="1", bib=bib))
        table.ride("qualifying")
        table.confirm("qualifying")
        ranking = table.phase("qualifying").ranking
        assert ranking is not None
        assert {line.bib: line.code for line in ranking.lines if line.rank is None} == {
            home: "DNS",
            back: "DNS",
        }

    def test_of_a_match_is_undecided_until_a_ruling(self) -> None:
        table = drawn()
        table.ride("qualifying")
        table.confirm("qualifying")
        table.draw("first-round")
        home, back = table.heat("first-round", "1").bibs
        for bib in (home, back):
            table.act(Scratch(competition="men", phase="first-round", heat="1", bib=bib))
        table.ride("first-round")
        assert table.values()["first-round/heat/1/winner"] == "undecided"
        table.rule("1", "winner", home, "first-round")
        assert table.values()["first-round/heat/1/winner"] == f"{home} Rider {home}"
        table.confirm("first-round")


class TestReRides:
    """UCI 3.2.074: who had a mishap after the first half lap rides again, singly or paired."""

    def test_a_rider_alone_gets_a_new_last_heat_and_his_first_attempt_is_dnf(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.act(replace(ruled("1", "mishap", home), past_first_half_lap=True))
        table.record("qualifying", "1", [timed(back, 270)])
        assert table.heat("qualifying", "5").bibs == (home,)
        assert codes(table, "1") == {home: "DNF", back: "OK"}
        table.record("qualifying", "5", [timed(home, 200)])
        assert table.values()["qualifying/rank/1"] == f"{home} Rider {home}"

    def test_the_second_rider_joins_the_first_in_one_heat(self) -> None:
        table = drawn()
        first, second = table.heat("qualifying", "1").home, table.heat("qualifying", "2").home
        assert first is not None
        assert second is not None
        table.rule("1", "re-ride", first)
        table.rule("2", "re-ride", second)
        assert table.heat("qualifying", "5").bibs == (first, second)
        assert len(table.phase("qualifying").heats) == 5

    def test_the_second_rider_takes_the_free_side_wherever_the_first_was_put(self) -> None:
        table = drawn()
        first, second = table.heat("qualifying", "1").home, table.heat("qualifying", "2").home
        assert first is not None
        assert second is not None
        table.rule("1", "re-ride", first)
        table.swap("qualifying", "5")
        table.rule("2", "re-ride", second)
        heat = table.heat("qualifying", "5")
        assert (heat.home, heat.back) == (second, first)

    def test_by_decision_each_rides_again_alone(self) -> None:
        table = drawn()
        first, second = table.heat("qualifying", "1").home, table.heat("qualifying", "2").home
        assert first is not None
        assert second is not None
        table.rule("1", "re-ride", first)
        table.act(replace(ruled("2", "re-ride", second), choice="alone"))
        assert table.heat("qualifying", "5").bibs == (first,)
        assert table.heat("qualifying", "6").bibs == (second,)

    def test_a_mishap_of_both_lets_both_ride_again_together(self) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.act(replace(ruled("1", "mishap", home), both=True, past_first_half_lap=True))
        assert codes(table, "1") == {home: "DNF", back: "DNF"}
        assert set(table.heat("qualifying", "5").bibs) == {home, back}

    def test_nobody_is_given_two_re_rides_of_one_ride(self) -> None:
        table = drawn()
        home = table.heat("qualifying", "1").bibs[0]
        table.rule("1", "re-ride", home)
        (refusal,) = table.refused(ruled("1", "re-ride", home))
        assert refusal.code == "rides-again"
        assert str(refusal.text) == f"{home} Rider {home} rides again in heat 5 already."

    def test_a_mishap_in_a_re_ride_uses_up_the_second_start(self) -> None:
        table = drawn()
        home = table.heat("qualifying", "1").bibs[0]
        table.act(replace(ruled("1", "mishap", home), past_first_half_lap=True))
        table.act(replace(ruled("5", "mishap", home), past_first_half_lap=True))
        assert codes(table, "5") == {home: "DNF"}
        assert len(table.phase("qualifying").heats) == 5

    def test_matches_have_no_re_rides(self) -> None:
        table = drawn()
        table.ride("qualifying")
        table.confirm("qualifying")
        table.draw("first-round")
        home = table.heat("first-round", "1").bibs[0]
        (refusal,) = table.refused(ruled("1", "re-ride", home, "first-round"))
        assert refusal.code == "no-re-ride"


class TestRulingsAndTheirPhase:
    def test_qualifying_has_no_winner_of_a_heat(self) -> None:
        table = drawn()
        home = table.heat("qualifying", "1").bibs[0]
        (refusal,) = table.refused(ruled("1", "winner", home))
        assert refusal.code == "no-match"

    def test_a_caught_rider_of_a_match_has_no_time(self) -> None:
        table = drawn()
        table.ride("qualifying")
        table.confirm("qualifying")
        table.draw("first-round")
        home, back = table.heat("first-round", "1").bibs
        table.record("first-round", "1", [timed(home, 250), timed(back, 300)])
        table.rule("1", "catch", home, "first-round")
        rides = {ride.bib: ride for ride in table.heat("first-round", "1").rides}
        assert rides[home].time is not None
        assert rides[back] == RideFact(bib=back, code="OVL")

    def test_a_catch_stands_when_the_caught_rider_is_disqualified_before_the_time_is_known(
        self,
    ) -> None:
        table = drawn()
        home, back = table.heat("qualifying", "1").bibs
        table.rule("1", "catch", home)
        table.rule("1", "dsq", back)
        catcher = RideFact(bib=home, code="CAP", time=at("4:20.000"))
        table.record("qualifying", "1", [catcher])
        assert codes(table, "1") == {home: "CAP", back: "DSQ"}
        assert table.heat("qualifying", "1").ride(home) == catcher

    def test_who_was_scratched_and_comes_after_all_is_simply_recorded(self) -> None:
        table = drawn(riders=1)
        table.act(Scratch(competition="men", phase="qualifying", heat="1", bib=1))
        table.record("qualifying", "1", [timed(1, 261)])
        assert table.values()["qualifying/rank/1"] == "1 Rider 1"


class TestAChoice:
    """``choice`` answers what a regulation leaves open; one that is not offered is a slip."""

    def refusal(self, ruling: str, choice: str) -> tuple[str, str, str]:
        table = drawn()
        command = replace(ruled("1", ruling, table.heat("qualifying", "1").bibs[0]), choice=choice)
        (found,) = table.refused(command)
        return found.code, str(found.text), str(found.remedy)

    def test_that_the_ruling_does_not_offer_is_refused_with_those_it_does(self) -> None:
        assert self.refusal("gate-failure", "re-ride") == (
            "choice",
            "“re-ride” is no choice of this ruling.",
            "The choices are: restart, mishap, false-start, unrecognised.",
        )

    @pytest.mark.parametrize("ruling", ["false-start", "mishap", "dsq", "relegate", "warning"])
    def test_where_there_is_nothing_to_choose_is_refused(self, ruling: str) -> None:
        assert self.refusal(ruling, "restart") == (
            "choice",
            "There is nothing to choose in this ruling, and “restart” was chosen.",
            "Leave the choice out, or give another ruling.",
        )

    def test_of_a_re_ride_is_to_ride_alone(self) -> None:
        assert self.refusal("re-ride", "lone")[2] == "The choices are: alone."
