"""What a rider needs, as the announcer says it; every claim is tried with the real rulebook."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from itertools import count

import msgspec
import pytest

from halflap.journal.facts import RecordFact
from halflap.meet.commands import (
    Accepted,
    ConfirmHeat,
    DrawPhase,
    OpenReview,
    OrderSession,
    Scratch,
    decide,
)
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.records import record_marks
from halflap.meet.results import called, phase_results, standing
from halflap.meet.state import Competition, Meet
from halflap.meet.views.announced import Announced, announced
from halflap.meet.views.released import public_meet, released
from halflap.meet.views.what_it_takes import Need, counted, needs, settled
from halflap.rulebook.standings import standings
from halflap.sport.heat import Heat, PhaseResults, Ride, RiderId
from halflap.sport.outcome import Timed
from halflap.sport.times import RecordedTime
from tests.meet import test_athens
from tests.meet.generator import FORMATS, Chance
from tests.meet.test_athens import FIRST_ROUND, QUALIFYING, START_LIST
from tests.meet.test_athens import Desk as Athens
from tests.meet.timing_table import TimingDesk
from tests.meet_helper import MEN, Desk

entered, qualified = test_athens.entered, test_athens.qualified

QUICK, SLOW, STEP = 60_000_000, 900_000_000, 1000


def seen(desk: Desk) -> Announced:
    return announced(desk.ledger.state, released(desk.ledger.state))


def said(found: tuple[Need, ...], bib: int) -> list[str]:
    return [need.says["en"] for need in found if need.bib == bib]


def ridden(*heats: str, riders: int = 6, format_text: str = "uci-2023") -> Desk:
    """Qualifying in pairs by bib, the first heats of it confirmed."""
    desk = Desk(format_text, riders=riders)
    desk.draw("qualifying", *((bib, bib + 1) for bib in range(1, riders, 2)))
    for number, times in enumerate(heats, start=1):
        one, other = times.split()
        bib = 2 * number - 1
        desk.record("qualifying", number, f"{bib} {one}", f"{bib + 1} {other}")
        desk.confirm("qualifying", number)
    return desk


class TestQualifying:
    def test_the_last_heat_knows_the_times_that_take_a_place(self) -> None:
        desk = ridden("4:20.000 4:21.000", "4:22.000 4:23.000")
        assert said(seen(desk).next[0].needs, 5) == [
            "Faster than 4:20.000 puts 5 E in the lead, before 1 A.",
            "Faster than 4:21.000 keeps 5 E in for the ride for gold; slower is out. "
            "Riders to come: 1.",
            "Faster than 4:20.000 makes 5 E sure of the ride for gold.",
            "Faster than 4:23.000 keeps 5 E in for the ride for bronze or better; slower is out. "
            "Riders to come: 1.",
            "Faster than 4:22.000 makes 5 E sure of the ride for bronze or better.",
        ]

    def test_who_has_ridden_may_be_through_or_out(self) -> None:
        desk = ridden("4:20.000 4:21.000", "4:22.000 4:23.000", "4:24.000 4:25.000", riders=8)
        told = [each.says["en"] for each in seen(desk).settled]
        assert told == [
            "1 A is sure of the ride for bronze or better.",
            "2 B is sure of the ride for bronze or better.",
            "5 E cannot reach the ride for bronze or better any more.",
            "6 F cannot reach the ride for bronze or better any more.",
        ]

    def test_before_anybody_has_ridden_nothing_is_claimed(self) -> None:
        assert seen(ridden()).next[0].needs == ()

    def test_a_recorded_time_is_not_used_before_it_is_confirmed(self) -> None:
        desk = ridden("4:20.000 4:21.000")
        before = msgspec.json.encode(seen(desk).next[0].needs)
        desk.record("qualifying", 2, "3 4:01.001", "4 4:02.002")
        shown = msgspec.json.encode(seen(desk)).decode()
        assert "4:01.001" not in shown
        assert "241001" not in shown
        assert b"4:20.000" in before

    def test_a_heat_under_review_is_called_that_and_counts_for_nothing(self) -> None:
        desk = ridden("4:20.000 4:21.000", "4:22.000 4:23.000")
        desk.do(OpenReview(competition=MEN, phase="qualifying", heat="2", reason="a catch?"))
        found = seen(desk)
        assert found.last is not None
        assert (found.last.heat, found.last.under_review, found.last.level) == ("2", True, None)
        shown = msgspec.json.encode(found).decode()
        assert "4:22.000" not in shown
        assert "a catch?" not in shown
        assert "4:23.000" not in shown

    def test_says_it_in_french(self) -> None:
        desk = ridden("4:20.000 4:21.000", "4:22.000 4:23.000")
        assert seen(desk).next[0].needs[0].says["fr"] == (
            "Plus vite que 4:20.000, 5 E prend la tête devant 1 A."
        )


class TestAMatchRound:
    def test_a_win_counts_by_its_time_where_the_format_says_so(self) -> None:
        desk = Desk("olympic-2004", riders=8)
        desk.qualify(*(f"4:2{n}.000" for n in range(8)))
        desk.draw("first-round")
        for number, times in enumerate(("4:15.000 4:25.000", "4:16.000 4:26.000"), start=1):
            heat = desk.heat("first-round", number)
            rides = zip(heat.bibs, times.split(), strict=True)
            desk.record("first-round", number, *(f"{bib} {time}" for bib, time in rides))
            desk.confirm("first-round", number)
        heat = desk.heat("first-round", 3)
        one, other = (called(desk.competition, bib) for bib in heat.bibs)
        assert said(seen(desk).next[0].needs, heat.bibs[0]) == [
            f"{one} has to be faster than {other}, or catch {other}.",
            f"A win faster than 4:16.000 keeps {one} in for the ride for gold; slower is out. "
            "Heats to come: 1.",
            f"A win faster than 4:15.000 makes {one} sure of the ride for gold.",
            f"A win in any time makes {one} sure of the ride for bronze or better.",
        ]


class TestFinals:
    def test_decide_two_medals_or_one(self) -> None:
        desk = Desk("uci-2023", riders=4)
        desk.qualify("4:20.000", "4:21.000", "4:22.000", "4:23.000")
        desk.draw("finals")
        told = {heat.label: said(heat.needs, heat.riders[0].bib) for heat in seen(desk).next}
        assert "takes gold by beating" in told["gold"][0]
        assert "and silver otherwise." in told["gold"][0]
        assert "takes bronze by beating" in told["bronze"][0]
        assert "and place number 4 otherwise." in told["bronze"][0]

    def test_of_two_who_lost_their_semifinals_alone_decide_the_first_place(self) -> None:
        """Nobody rides for gold, and alone and relegated leaves no place of a winner."""
        desk = Desk("olympic-2000", riders=2)
        desk.qualify("4:20.000", "4:21.000")
        desk.draw("semifinals")
        for heat in (1, 2):
            (bib,) = desk.heat("semifinals", heat).bibs
            desk.record("semifinals", heat, f"{bib} REL 4:20.000")
        desk.confirm("semifinals")
        desk.draw("finals")
        (final,) = seen(desk).next
        assert said(final.needs, 1) == ["1 A takes gold by beating 2 B, and silver otherwise."]
        desk.record("finals", "bronze", "1 4:20.000", "2 4:21.000")
        assert desk.places() == ["1 A", "2 B"]

    def test_who_meets_nobody_at_the_start_rides_alone(self) -> None:
        """The absence is not released; from the gun on everybody sees it."""
        desk = TimingDesk("uci-2023", riders=4)
        desk.qualify("4:20.000", "4:21.000", "4:22.000", "4:23.000")
        desk.draw("finals")
        desk.scratch("finals", "gold", 2)
        desk.arm("gold", "finals")
        on_track = seen(desk).on_track
        assert on_track is not None
        assert said(on_track.needs, 1) == ["1 A takes gold by beating 2 B, and silver otherwise."]
        desk.gun()
        on_track = seen(desk).on_track
        assert on_track is not None
        assert said(on_track.needs, 1) == ["1 A rides alone: finishing brings gold."]
        assert said(on_track.needs, 2) == []

    def test_the_record_to_beat_is_the_one_that_stands_now(self) -> None:
        desk = Desk(
            "uci-2023", riders=2, records=(RecordFact(list="WR", us=250_000_000, rider="X"),)
        )
        assert seen(desk).records[0].needs[0].time_us == 250_000_000
        desk.draw("qualifying", (1, 2))
        desk.record("qualifying", 1, "1 4:05.000", "2 4:20.000")
        assert seen(desk).records[0].needs[0].time_us == 250_000_000
        desk.confirm("qualifying", 1)
        assert seen(desk).records[0].needs[0].time_us == 245_000_000

    @pytest.mark.parametrize(("time", "beaten"), [("4:09.999", True), ("4:10.000", False)])
    def test_the_record_falls_a_thousandth_below_it_and_not_at_it(
        self, time: str, beaten: bool
    ) -> None:
        record = RecordFact(list="WR", us=250_000_000, digits=3, rider="X")
        desk = Desk("uci-2023", riders=2, records=(record,))
        desk.draw("qualifying", (1, 2))
        desk.record("qualifying", 1, f"1 {time}", "2 4:20.000")
        desk.confirm("qualifying", 1)
        assert bool(record_marks(desk.competition)) is beaten


# --- every claim is tried


def ride_on(
    competition: Competition, phase: str, rider: RiderId, us: int, others_us: int | None
) -> int | None:
    """The rank of a rider who rides so, and the others so or not at all.

    In a match he wins: his opponent is the slowest of all. In the other heats one of two is quick.
    """
    each = competition.fmt.phase_of(phase)
    match = each.kind != "qualifying"
    results = phase_results(competition, phase)
    assert results is not None
    slow = count(SLOW, STEP)
    quick = count(others_us or QUICK, STEP)

    def ridden(heat: Heat, ride: Ride) -> Ride:
        if ride.outcome is not None:
            return ride
        if ride.rider == rider:
            return replace(ride, outcome=Timed(RecordedTime(us)))
        if match and (heat.opponent(ride.rider) or ride).rider == rider:
            return replace(ride, outcome=Timed(RecordedTime(next(slow))))
        if others_us is None:
            return ride
        beaten = match and ride is heat.rides[-1] and len(heat.rides) > 1
        return replace(ride, outcome=Timed(RecordedTime(next(slow if beaten else quick))))

    heats = tuple(
        replace(heat, rides=tuple(ridden(heat, ride) for ride in heat.rides))
        for heat in results.heats
    )
    found = standings(
        competition.fmt, {**_others(competition, phase), phase: PhaseResults(phase, heats)}
    )
    ranking = found.matches[phase].winners if match else found.qualifying[phase]
    line = ranking.line(rider)
    return line.rank if line is not None else None


def _others(competition: Competition, phase: str) -> dict[str, PhaseResults]:
    return {
        id_: results
        for id_, _ in competition.phases
        if id_ != phase and (results := phase_results(competition, id_)) is not None
    }


def try_claims(competition: Competition, phase: str, key: str) -> Counter[str]:
    """Every claim of a heat, with a thousandth less and a thousandth more; how many of each."""
    tried: Counter[str] = Counter()
    for need in needs(competition, phase, key):
        if need.what not in ("lead", "reach", "sure") or need.bib is None or need.place is None:
            continue
        rider = called(competition, need.bib)
        others = QUICK if need.what == "sure" else None
        if need.decided:
            rank = ride_on(competition, phase, rider, SLOW - STEP, others)
            assert within(rank, need.place), (need, rank)
            tried[need.what] += 1
            continue
        assert need.time_us is not None
        faster = ride_on(competition, phase, rider, need.time_us - STEP, others)
        slower = ride_on(competition, phase, rider, need.time_us + STEP, others)
        assert within(faster, need.place), (need, faster)
        assert not within(slower, need.place), (need, slower)
        tried[need.what] += 1
    return tried


def within(rank: int | None, place: int) -> bool:
    return rank is not None and rank <= place


def public(meet: Meet) -> list[Competition]:
    return [counted(each) for each in public_meet(meet).in_order()]


def test_what_is_claimed_of_any_meet_is_so() -> None:
    tried = sum(_claims_of_a_meet(seed).total() for seed in range(30))
    assert tried > 200


def _claims_of_a_meet(seed: int) -> Counter[str]:
    ledger, tried = Ledger(), Counter[str]()
    for command in Chance(seed, mischief=0.2).commands(ledger, 90):
        answer = decide(ledger, command)
        if not isinstance(answer, Accepted):
            continue
        first = len(ledger.entries) + 1
        for seq, fact in enumerate(answer.facts, start=first):
            ledger.append(Entry(seq, first, fact))
        if len(ledger.entries) % 4:
            continue
        for competition in public(ledger.state):
            for id_, phase in competition.phases:
                for heat in phase.counting:
                    tried += try_claims(competition, id_, heat.key)
    return tried


@pytest.mark.parametrize("confirmed", range(1, 8))
def test_what_is_claimed_through_qualifying_is_so(confirmed: int) -> None:
    times = (
        "4:29.676",
        "4:39.302",
        "4:22.392",
        "4:29.005",
        "4:27.871",
        "4:26.760",
        "4:18.169",
        "4:20.606",
        "4:25.520",
        "4:15.165",
        "4:19.353",
        "4:17.930",
        "4:18.991",
        "4:16.862",
        "4:17.510",
        "4:17.510",
    )
    pairs = [f"{times[n]} {times[n + 1]}" for n in range(0, 2 * confirmed, 2)]
    desk = ridden(*pairs, riders=16, format_text="olympic-2004")
    (competition,) = public(desk.ledger.state)
    assert try_claims(competition, "qualifying", str(confirmed + 1)).total() >= 2
    final = {
        line.rider: line.rank
        for line in standing(finished(desk, times)).qualifying["qualifying"].lines
    }
    for each in settled(competition, "qualifying"):
        rank = final[called(competition, each.bib)]
        assert rank is not None
        assert (rank <= 8) is each.through


def finished(desk: Desk, times: tuple[str, ...]) -> Competition:
    for number in range(1, 9):
        heat = desk.heat("qualifying", number)
        if heat.level is None:
            desk.record("qualifying", number, *(f"{bib} {times[bib - 1]}" for bib in heat.bibs))
            desk.confirm("qualifying", number)
    return desk.competition


ONE_TOO_MANY = (3, 5, 9, 17)
"""So many riders that exactly one does not go on, in one format or another."""


# --- a season of qualifying and match rounds, in every format


@pytest.mark.parametrize("format_text", FORMATS)
def test_what_is_claimed_heat_by_heat_is_so_in_every_format(format_text: str) -> None:
    tried: Counter[str] = Counter()
    for seed in range(3):
        tried += _claims_of_a_season(format_text, 20, random.Random(seed))
    for riders in ONE_TOO_MANY:
        tried += _claims_of_a_season(format_text, riders, random.Random(riders), phases=1)
    assert tried["lead"] > 5
    if format_text != "club-solo":  # the one in which nobody goes on
        assert tried["sure"] > 5
        assert tried["reach"] > 5


def _claims_of_a_season(
    format_text: str, riders: int, chance: random.Random, phases: int | None = None
) -> Counter[str]:
    desk = Desk(format_text, riders=riders)
    tried: Counter[str] = Counter()
    for phase in desk.competition.fmt.phase[:phases]:
        desk.draw(phase.id)
        state = desk.competition.phase(phase.id)
        assert state is not None
        for heat in state.counting:
            (competition,) = public(desk.ledger.state)
            tried += try_claims(competition, phase.id, heat.key)
            times = [f"4:{chance.randrange(15, 35)}.{chance.randrange(100)}0" for _ in heat.bibs]
            rides = zip(heat.bibs, times, strict=True)
            desk.record(phase.id, heat.key, *(f"{bib} {time}" for bib, time in rides))
            desk.confirm(phase.id, heat.key)
        desk.confirm(phase.id)
    return tried


class TestAthens2004:
    """Before the last heat of the first round McGee had won in 4:17.978 and Hayles in 4:19.559:
    Wiggins rode 4:17.215, and for gold against McGee.
    """

    def test_the_last_heat_of_the_first_round(self, qualified: Athens) -> None:
        qualified.do(DrawPhase(competition="men", phase="first-round"))
        drawn = [key for key, home, back in qualified.drawn("first-round") if 11 in (home, back)]
        for key in {"1", "2", "3", "4"} - set(drawn):
            qualified.ride("first-round", key, FIRST_ROUND)
            qualified.do(
                ConfirmHeat(competition="men", phase="first-round", heat=key, level="official")
            )
        (competition,) = public(qualified.ledger.state)
        told = said(needs(competition, "first-round", drawn[0]), 11)
        assert told == [
            "11 Bradley Wiggins has to be faster than 9 Fabien Sanchez, or catch 9 Fabien Sanchez.",
            "A win faster than 4:19.559 makes 11 Bradley Wiggins sure of the ride for gold.",
            "A win in any time makes 11 Bradley Wiggins sure of the ride for bronze or better.",
        ]
        assert try_claims(competition, "first-round", drawn[0]) == {"sure": 4}

    def test_who_was_through_after_the_seventh_heat(self, entered: Athens) -> None:
        entered.do(DrawPhase(competition="men", phase="qualifying", heats=START_LIST))
        entered.do(Scratch(competition="men", phase="qualifying", heat="3", bib=6))
        for heat in range(1, 8):
            entered.ride("qualifying", str(heat), QUALIFYING)
            entered.do(
                ConfirmHeat(
                    competition="men", phase="qualifying", heat=str(heat), level="provisional"
                )
            )
        (competition,) = public(entered.ledger.state)
        through = {each.bib for each in settled(competition, "qualifying") if each.through}
        out = {each.bib for each in settled(competition, "qualifying") if not each.through}
        assert through == {11, 13, 7, 14, 12, 9}
        assert out == {8, 5, 4, 1, 2}


class TestTheLastResult:
    """That of the last phase that has any, whether or not a session has its heat."""

    def finals(self, *session: tuple[str, str, str]) -> Desk:
        desk = Desk("uci-2023", riders=4)
        desk.draw("qualifying", (1, 2), (3, 4))
        if session:
            desk.do(OrderSession(session="Friday", heats=session))
        desk.qualify("4:20.000", "4:21.000", "4:22.000", "4:23.000")
        desk.draw("finals")
        desk.record("finals", "bronze", "3 4:20.000", "4 4:21.000")
        desk.confirm("finals", "bronze")
        return desk

    def last(self, desk: Desk) -> tuple[str, str] | None:
        found = seen(desk).last
        return (found.phase, found.heat) if found is not None else None

    def test_is_that_of_a_final_which_no_session_has(self) -> None:
        both = ((MEN, "qualifying", "1"), (MEN, "qualifying", "2"))
        assert self.last(self.finals()) == ("finals", "1")
        assert self.last(self.finals(*both)) == ("finals", "1")

    def test_is_the_one_that_the_session_has_last(self) -> None:
        desk = ridden("4:20.000 4:21.000", "4:22.000 4:23.000", riders=6)
        order = ((MEN, "qualifying", "2"), (MEN, "qualifying", "1"))
        desk.do(OrderSession(session="Friday", heats=order))
        assert self.last(desk) == ("qualifying", "1")

    def test_is_not_that_of_the_qualifying_which_no_session_had(self) -> None:
        desk = self.finals()
        desk.do(OrderSession(session="Sunday", heats=((MEN, "finals", "1"),)))
        assert self.last(desk) == ("finals", "1")

    def test_is_the_gold_ride_when_everything_is_ridden(self) -> None:
        both = ((MEN, "qualifying", "1"), (MEN, "qualifying", "2"))
        desk = self.finals(*both)
        desk.record("finals", "gold", "1 4:20.000", "2 4:21.000")
        desk.confirm("finals", "gold")
        assert self.last(desk) == ("finals", "2")
