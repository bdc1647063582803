"""What ``halflap live`` says to its operator: each thing once, with the key that does the next."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from halflap.cli.console import Console
from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.journal.facts_timing import SourceAttached
from halflap.meet.commands import AttachSource, Scratch, Undo
from halflap.words.sentence import Sentence
from tests.hub.live_helper import (
    MORNING_S,
    TIMY,
    Script,
    heat,
    impulses,
    line,
    new_meet,
    opened,
    two_heats,
)
from tests.meet.timing_table import splits
from tests.meet_helper import MEN

PISTOL = SourceAttached(source="timy", protocol="timy", gun_kind="pistol")
BACKUP = SourceAttached(source="backup", protocol="timy", role="backup", clock="timy")
Passings = Sequence[tuple[float, str]]
FIRST, SECOND = two_heats()[:33], two_heats()[33:]


@pytest.fixture
def meet(tmp_path: Path) -> Path:
    """A meet of four riders, qualifying drawn."""
    file = tmp_path / "club.halflap"
    new_meet(file)
    return file


def sitting(
    meet: Path,
    *steps: str | float | Passings | Script,
    attached: SourceAttached | None = None,
    backup: bool = False,
    checked: bool = True,
) -> list[str]:
    """What is said: a key pressed, seconds that go by, impulses that come, or a whole source."""
    said: list[str] = []
    now = MORNING_S * 1e6

    def hear(sentence: Sentence) -> None:
        said.append(str(sentence))

    async def all_of_it() -> None:
        nonlocal now
        with Desk.open(meet, write=True) as desk:
            async with Live(desk) as live:
                primary = attached or TIMY
                if checked:
                    await opened(live, primary, *((BACKUP,) if backup else ()))
                else:
                    await live.act(AttachSource(attached=primary), "Ana")
                console = Console(live, hear, "Ana", lambda: round(now))
                console.say_awaited()
                for step in steps:
                    if isinstance(step, str):
                        assert await console.press(step)
                    elif isinstance(step, float):
                        now += step * 1e6
                        console.tick()
                    else:
                        script = step if isinstance(step, Script) else impulses(step)
                        await live.serve([script])

    asyncio.run(all_of_it())
    return said


def about(said: Sequence[str], word: str) -> list[str]:
    """The lines with a word in them."""
    return [line for line in said if word in line]


class TestAShotThatStartsNothing:
    def test_with_no_heat_armed_is_said_with_the_key(self, meet: Path) -> None:
        said = sitting(meet, FIRST[:1])
        assert about(said, "gun") == [
            "A gun impulse came at 10:00:00.000000, and no heat is armed: it starts nothing. If"
            " heat 1 of Qualifying was started, press g; otherwise there is nothing to do."
        ]

    def test_of_the_armed_heat_is_not_spoken_of_like_that(self, meet: Path) -> None:
        assert about(sitting(meet, "a", FIRST[:1]), "A gun impulse") == []

    def test_within_an_open_run_is_said_with_the_remedy(self, meet: Path) -> None:
        again = (MORNING_S + 30.5, "C0")
        said = sitting(meet, "a", [*FIRST[:5], again])
        assert about(said, "A gun impulse") == [
            "A gun impulse came at 10:00:30.500000, 30.500 after the start of heat 1, which goes"
            " on: it starts nothing. If the heat was started again, press f (false start) or m"
            " (mishap) and then g; otherwise type halflap stray MEET qualifying 1 6."
        ]

    def test_of_the_next_heat_while_the_confirmed_one_is_still_open(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST, "o", SECOND[:9], "g", SECOND[9:], "o")
        assert (
            "A gun impulse came at 10:05:00.000000, and no heat is armed: it starts nothing. If"
            " heat 2 of Qualifying was started, press g; otherwise there is nothing to do."
        ) in said
        assert "Qualifying heat 2: start of run 1 recovered at 10:05:00.000000" in said
        assert "Qualifying heat 2: 9 impulses pulled in" in said  # the gun among them
        assert "Qualifying heat 2 provisional: 1 2:09.500, 3 2:12.500" in said

    def test_after_a_false_start_is_the_restart_once_g_says_so(self, meet: Path) -> None:
        again = heat(MORNING_S + 60, splits(8.0), splits(8.3))
        said = sitting(meet, "a", FIRST[:3], "f", "h", again[:2], "g", again[2:], "o")
        assert about(said, "A gun impulse") == [
            "A gun impulse came at 10:01:00.000000, but the restart of heat 1 is not armed. If it"
            " was that start, press g."
        ]
        assert "Qualifying heat 1: start of run 2 recovered at 10:01:00.000000" in said
        assert "Qualifying heat 1 provisional: 2 2:11.000, 4 2:15.500" in said

    def test_while_the_automation_is_paused(self, meet: Path) -> None:
        said = sitting(meet, "p", "a", FIRST[:1], "g")
        assert about(said, "paused; ") == []
        assert about(said, "the automation is paused.") == [
            "A gun impulse came at 10:00:00.000000; the automation is paused. If it was the start,"
            " press g."
        ]
        assert "Qualifying heat 1: gun of run 1 at 10:00:00.000000" in said


class TestTheKeyG:
    NOTHING = "No heat is armed, and no shot has come that could be a start."

    def test_takes_no_shot_of_a_finish(self, meet: Path) -> None:
        marked = sorted([*FIRST, (MORNING_S + 130.9, "C0"), (MORNING_S + 135.7, "C0")])
        said = sitting(meet, "a", marked, "o", "g", attached=PISTOL)
        assert self.NOTHING in said

    def test_takes_no_shot_of_the_check(self, meet: Path) -> None:
        trips = TestTheSessionCheck.TRIPS
        assert self.NOTHING in sitting(meet, "k", trips, 0.1, "g", checked=False)

    def test_takes_no_shot_of_long_ago(self, meet: Path) -> None:
        later = [(MORNING_S + 1000.0, "C2")]
        assert self.NOTHING in sitting(meet, FIRST[:1], later, "g")


class TestAGunThatCameAgainWithinARun:
    def test_is_a_doubt_of_both_riders_that_is_said_once(self, meet: Path) -> None:
        ridden = [(at + 15, channel) for at, channel in FIRST[1:]]
        said = sitting(meet, "a", [FIRST[0], (MORNING_S + 15, "C0"), *ridden], "o")
        again = "The gun came again at 15.0 of the run (impulse 2)."
        first = [line for line in said if line.startswith(again)]
        assert len(first) == 1
        assert "Qualifying heat 1 provisional: 2 2:26.000, 4 2:30.500" not in said
        assert about(said, f"2 B: {again}")  # why o does not confirm


class TestAGunWhoseStampWasMisread:
    def test_is_said_and_g_does_not_start_the_run_at_this_moment(self, meet: Path) -> None:
        before = [(MORNING_S - 60.0 + n, "C2") for n in range(4)]
        stamped = [line(channel, at) for at, channel in before]
        script = Script(
            [*stamped, line("C0", MORNING_S + 600)], host=[*(at for at, _ in before), MORNING_S]
        )
        said = sitting(meet, "a", script, "g")
        told = about(said, "A gun impulse came at 10:10:00.000000 (impulse 5)")
        assert len(told) == 2  # as it came, and as the reason why g does nothing
        assert about(said, "gun of run 1") == []


class TestAGunThatTheBackupSawAlone:
    def test_is_said_once_the_primary_source_goes_on_without(self, meet: Path) -> None:
        seen = Script([line("C0", MORNING_S)], name="backup", host=[MORNING_S])
        said = sitting(meet, "a", seen, FIRST[1:3], "g", FIRST[3:], "o", backup=True)
        assert about(said, "saw the gun") == [
            "backup saw the gun at 10:00:00.000000 and timy did not: press g to take it from there,"
            " and check the cable of the gun to timy."
        ]
        assert "Qualifying heat 1 provisional: 2 2:11.000, 4 2:15.500" in said

    def test_is_not_said_where_both_saw_it(self, meet: Path) -> None:
        seen = Script([line("C0", MORNING_S)], name="backup", host=[MORNING_S])
        assert about(sitting(meet, "a", seen, FIRST[:3], backup=True), "saw the gun") == []


class TestAShotOfAPistol:
    def test_at_a_finish_is_proposed_once_the_finish_has_come(self, meet: Path) -> None:
        early = sorted([*FIRST, (MORNING_S + 130.9, "C0"), (MORNING_S + 135.7, "C0")])
        said = sitting(meet, "a", early, attached=PISTOL)
        assert about(said, "Shot") == [
            "Shot at 2:10.900: the finish, 2 B.",
            "Shot at 2:15.700: the finish, 4 D.",
        ]

    def test_that_fits_nothing_is_said_so(self, meet: Path) -> None:
        odd = sorted([*FIRST, (MORNING_S + 60, "C0")])
        assert about(sitting(meet, "a", odd, attached=PISTOL), "Shot") == [
            "Shot at 1:00.000: a shot that fits no finish and no catch. Say what it was."
        ]

    def test_twice_is_the_signal_to_stop(self, meet: Path) -> None:
        double = sorted([*FIRST[:3], (MORNING_S + 14, "C0"), (MORNING_S + 14.6, "C0")])
        said = about(sitting(meet, "a", double, attached=PISTOL), "Shot")
        assert said == [
            "Shot at 14.000: a double shot, 0.60 s apart: the signal to stop. If the heat is"
            " stopped, press f (false start) or m (mishap)."
        ]


class TestTheSessionCheck:
    TRIPS = ((MORNING_S - 60.0, "C0"), (MORNING_S - 55.0, "C2"), (MORNING_S - 50.0, "C3"))

    def test_is_done_with_k(self, meet: Path) -> None:
        said = sitting(meet, "a", "k", self.TRIPS, 0.1, "a", FIRST[:2], checked=False)
        assert "Trip the gun. Awaited: an impulse on C0 of timy." in said
        assert "Every input answered as it should: the check has passed." in said
        assert about(said, "A gun impulse") == []
        assert "Qualifying heat 1: gun of run 1 at 10:00:00.000000" in said

    def test_is_asked_for_with_the_key(self, meet: Path) -> None:
        said = sitting(meet, "a", checked=False)
        assert said[-1] == (
            "Press k to do it now, or answer for racing without it, in another terminal: halflap"
            " check MEET --bypass REASON."
        )

    def test_ends_with_k_before_all_have_answered(self, meet: Path) -> None:
        said = sitting(meet, "k", self.TRIPS[:1], "k", self.TRIPS[1:2], checked=False)
        assert "The session check is ended before all inputs have answered." in said

    def test_waits_while_a_heat_is_armed(self, meet: Path) -> None:
        said = sitting(meet, "a", "k")
        assert "A heat is armed or open: the gun would count for it." in said


class TestUndo:
    def test_takes_back_what_was_done_in_this_sitting_alone(self, meet: Path) -> None:
        said = sitting(meet, "a", "u", "u", "u", "u")
        assert "Taken back: Qualifying heat 1: run 1 armed" in said
        assert about(said, "drawn") == []
        assert said[-2:] == [
            "Nothing done since the start of halflap live is left to undo.",
            "For what was done before: halflap undo MEET N, in another terminal.",
        ]

    def test_stops_before_what_the_heats_rest_on(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST, "o", "x", "u", "u", "u", "u")
        assert about(said, "depends") == []
        assert said[-2] == "Nothing done since the start of halflap live is left to undo."


class TestWhoIsOverdue:
    def alone(self, meet: Path) -> None:
        with Desk.open(meet, write=True) as desk:
            desk.act(
                Scratch(competition=MEN, phase="qualifying", heat="1", bib=4, reason="ill"),
                "Ana",
                "scratch",
            )

    def test_a_rider_alone_is_named_although_nothing_comes(self, meet: Path) -> None:
        self.alone(meet)
        ride = heat(MORNING_S, splits(8.0), None)
        said = sitting(meet, "a", ride[:5], 9.0, 6.0, 6.0, ride[6:])
        assert about(said, "overdue") == [
            "2 B is overdue: not seen since half lap 4 (35.000). If the rider is on the track, the"
            " line missed the passing: await the next one; if not, rule what happened (d did not"
            " finish)."
        ]
        assert about(said, "half lap 5") == [
            "2 B: No impulse of half lap 5 at the back line: insert a hand time or take it from"
            " another source. By hand: halflap split MEET qualifying 1 home --half-lap 5 TIME."
        ]

    def test_not_seen_since_the_gun(self, meet: Path) -> None:
        self.alone(meet)
        said = sitting(meet, "a", FIRST[:1], 60.0)
        assert about(said, "overdue") == [
            "2 B is overdue: not seen since the gun. If the rider is on the track, the line missed"
            " the passing; if not, rule what happened."
        ]


class TestEachThingIsSaidOnce:
    def test_what_is_awaited(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST[:1], FIRST[1:32], FIRST[32:], "o", "a")
        awaited = [line for line in said if "Awaited" in line or "Next:" in line]
        assert awaited == [
            "Next: heat 1 of Qualifying. Press a to arm it.",
            "Awaited: the gun.",
            "Awaited: the finish of both riders.",
            "Awaited: the finish of 4 D.",
            "Nobody rides any more. Awaited: that the result is confirmed. Press o to confirm it.",
            "Next: heat 2 of Qualifying. Press a to arm it.",
            "Awaited: the gun.",
        ]

    def test_doubts(self, meet: Path) -> None:
        missed = [each for n, each in enumerate(FIRST) if n != 9]
        said = sitting(meet, "a", missed, "o", "a", SECOND)
        doubts = [line for line in said if "overdue" in line or "No impulse" in line]
        assert len(doubts) == len(set(doubts)) <= 2

    def test_impulses_for_a_confirmed_heat(self, meet: Path) -> None:
        others = [(MORNING_S + 200.0 + n, "C2") for n in range(30)]
        said = sitting(meet, "a", FIRST, "o", others, "a")
        assert about(said, "confirmed:") == [
            "An impulse came for heat 1 of Qualifying, which is confirmed: it stays as it is."
            " Others that follow are counted."
        ]
        assert (
            "30 impulses came for heat 1 of Qualifying after it was confirmed; its result is"
            " unchanged."
        ) in said

    def test_lines_that_cannot_be_read(self, meet: Path) -> None:
        rubbish = Script([b"?#~!" * 3 + b"\r"] * 25, host=[MORNING_S + n for n in range(25)])
        said = sitting(meet, rubbish)
        read = about(said, "read")
        assert read[0].startswith("timy sent a line that cannot be read. ")
        assert read[1].startswith("timy: 10 lines could not be read so far, the last: ")
        assert len(read) == 2

    def test_a_catch_and_what_it_means(self, meet: Path) -> None:
        caught = heat(MORNING_S, splits(7.2), splits(8.8))
        said = sitting(meet, "a", caught)
        assert about(said, "Catch proposed") == [
            "Catch proposed: 2 B has caught 4 D at half lap 6 (750 m). Both ride on."
        ]

    def test_a_doubtful_catch_by_name(self, meet: Path) -> None:
        caught = heat(MORNING_S, splits(7.2), splits(8.8))
        gap = [each for each in caught if each[0] - MORNING_S not in (54.2, 55.0)]
        said = sitting(meet, "a", gap)
        named = about(said, "commissaires")
        assert len(named) == 1
        assert named[0].startswith("Probably 2 B caught 4 D at half lap ")


class TestTheDevice:
    def test_is_not_missed_once_the_heat_is_confirmed(self, meet: Path) -> None:
        """Silence of a device is said while a run is ridden, not while people change over."""
        heats = [impulses(FIRST), impulses([(MORNING_S + 200.0, "C2")])]
        sitting(meet, "a", heats[0], "o", heats[1])
        assert heats[0].awaited == [True, False]
        assert heats[1].awaited == []


class TestRulings:
    def test_a_mishap_asked_for_in_time_and_answered_too_late(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST[:1], "m", FIRST[1:5], "h", "m", "h")
        assert "2 B passed the first half lap at 11.000." in said
        assert len(about(said, "Press m again if the mishap came after that passing.")) == 1
        assert "Qualifying heat 1: mishap of 2" in said

    def test_a_catch_that_is_ruled_is_not_dismissed(self, meet: Path) -> None:
        caught = heat(MORNING_S, splits(7.2), splits(8.8))
        said = sitting(meet, "a", caught, "c", "n")
        assert said[-2:] == [
            "The catch of heat 1 is ruled.",
            "Take the ruling back first: halflap undo MEET (u in halflap live).",
        ]


class TestTheKeysThatAreNamed:
    def test_o_waits_for_the_riders_on_the_track(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST[:9], "o")
        assert said[-2:] == [
            "Awaited: the finish of both riders.",
            "To record what has come so far, press t.",
        ]

    def test_o_waits_for_the_gun(self, meet: Path) -> None:
        assert sitting(meet, "a", "o")[-1] == "Awaited: the gun."

    def test_d_rules_that_a_rider_did_not_finish(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST[:9], "d", "h")
        assert "Qualifying heat 1: ruling did not finish on 2" in said

    def test_a_start_taken_too_early_is_taken_back(self, meet: Path) -> None:
        noise, start = [(MORNING_S - 30, "C0")], FIRST
        said = sitting(meet, noise, "g", start[:5], "u", "g", start[5:], "o")
        assert about(said, "by hand before") == [
            "A gun impulse came at 10:00:00.000000, and the start of heat 1 was taken by hand"
            " before: it starts nothing. If this was the start, press u and then g; otherwise type"
            " halflap stray MEET qualifying 1 2."
        ]
        assert "Qualifying heat 1 provisional: 2 2:11.000, 4 2:15.500" in said

    def test_o_names_the_key_that_confirms_with_doubts(self, meet: Path) -> None:
        odd = [each for n, each in enumerate(FIRST) if n < 31]
        late = (MORNING_S + 131.4, "C2")
        said = sitting(meet, "a", sorted([*odd, late, FIRST[32]]), "o")
        assert about(said, "--acknowledge") == []
        assert said[-1] == "Look at each, then press O to confirm with all of these doubts."

    def test_what_a_refusal_asks_for(self, meet: Path) -> None:
        said = sitting(meet, "a", "a")
        assert said[-1] == "Await its gun, or press b to abort the countdown."

    def test_x_while_somebody_rides(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST[:9], "x")
        assert said[-1].startswith("Rule on it first: f false start, m mishap, d did not finish.")

    def test_no_heat_is_left(self, meet: Path) -> None:
        said = sitting(meet, "a", FIRST, "o", "a", SECOND, "o")
        assert said[-1] == (
            "No heat is left to ride. Confirm the ranking of Qualifying. In another terminal:"
            f" halflap confirm {meet} qualifying --as provisional"
        )

    def test_a_phase_that_is_not_drawn(self, meet: Path) -> None:
        with Desk.open(meet, write=True) as desk:
            desk.act(Undo(), "Ana", "undo")
        said = sitting(meet, "a")
        assert said[-1] == (
            f"No heat is drawn. In another terminal: halflap draw {meet} qualifying"
        )
