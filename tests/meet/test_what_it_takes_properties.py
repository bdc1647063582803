"""What the announcer is told is so whatever happens: the rest is ridden in all ways there are.

Times mostly, from a few, so that riders are equal at the cut; catches, riders who fall, do not
start or are put out; matches that only a ruling decides; and at the end the worst of lots.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from halflap.journal.facts import RideFact, TimeFact
from halflap.meet import commands as c
from halflap.meet.results import called, phase_results
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.released import public_meet
from halflap.meet.views.what_it_takes import Need, counted, cuts, needs, settled
from halflap.rulebook.classification import classify
from halflap.rulebook.format import From
from halflap.rulebook.match import State, decide
from halflap.rulebook.progression import propose
from halflap.rulebook.standings import Standings, standings
from halflap.sport import outcome as o
from halflap.sport.heat import Heat, PhaseResults, Ride, RiderId
from halflap.sport.times import RecordedTime
from tests.meet.generator import FORMATS
from tests.meet.table import Table

MEN = "men"
STEP = 1000
OUT: tuple[Literal["DNF", "DNS", "DSQ", "REL"], ...] = ("DNF", "DNS", "DSQ", "REL")
FIELDS = (2, 4, 5, 6, 7, 9, 10, 17)


def some_us(chance: random.Random) -> int:
    return 240_000_000 + chance.randrange(5) * STEP


# --- a competition that has come so far


def until(format_id: str, chance: random.Random) -> Table:
    """A competition of some riders, of which some heats are ridden and confirmed."""
    table = Table()
    table.open(format_id, riders=chance.choice(FIELDS))
    competition = table.competition()
    left = chance.randrange(1, 16)
    for phase in competition.fmt.phase:
        if isinstance(
            c.decide(table.ledger, c.DrawPhase(competition=MEN, phase=phase.id)), c.Refused
        ):
            return table
        table.draw(phase.id)
        for heat in table.phase(phase.id).counting:
            if left == 0:
                return table
            left -= 1
            ridden(table, phase.id, heat, chance)
        bibs = [bib for heat in table.phase(phase.id).counting for bib in heat.bibs]
        chance.shuffle(bibs)
        if len(bibs) > 1:
            possible(table, c.DrawLots(competition=MEN, phase=phase.id, order=tuple(bibs)))
        if not possible(table, ranking(phase.id)):
            return table
    return table


def possible(table: Table, command: c.Command) -> bool:
    answer = c.decide(table.ledger, command)
    if isinstance(answer, c.Accepted):
        table.keep(answer)
    return isinstance(answer, c.Accepted)


def ranking(phase: str) -> c.Command:
    return c.ConfirmRanking(competition=MEN, phase=phase, level="provisional", acknowledge=("all",))


def ridden(table: Table, phase: str, heat: HeatState, chance: random.Random) -> None:
    table.record(phase, heat.key, rides(heat.bibs, chance, timed=phase == "qualifying"))
    confirm = c.ConfirmHeat(
        competition=MEN, phase=phase, heat=heat.key, level="provisional", acknowledge=("all",)
    )
    if not possible(table, confirm):
        table.rule(heat.key, "winner", chance.choice(heat.bibs), phase)
        possible(table, confirm)


def rides(bibs: tuple[int, ...], chance: random.Random, *, timed: bool) -> tuple[RideFact, ...]:
    if len(bibs) == 2 and chance.random() < 0.15:
        catcher, caught = chance.sample(bibs, 2)
        time = TimeFact(us=some_us(chance)) if timed or chance.random() < 0.7 else None
        return (RideFact(bib=catcher, code="CAP", time=time), RideFact(bib=caught, code="OVL"))
    return tuple(
        RideFact(bib=bib, code="OK", time=TimeFact(us=some_us(chance)))
        if chance.random() < 0.85
        else out(bib, chance)
        for bib in bibs
    )


def out(bib: int, chance: random.Random) -> RideFact:
    code = chance.choice(OUT)
    return RideFact(
        bib=bib, code=code, time=TimeFact(us=some_us(chance)) if code == "REL" else None
    )


# --- and all that may still come


def completed(
    competition: Competition, phase: str, chance: random.Random, set_: dict[RiderId, o.Outcome]
) -> dict[str, PhaseResults]:
    """The results with the rest of a phase ridden somehow, but the riders of ``set_`` so."""
    found = {
        id_: results
        for id_, _ in competition.phases
        if (results := phase_results(competition, id_)) is not None
    }
    ties = competition.fmt.ties
    match = competition.fmt.phase_of(phase).kind != "qualifying"
    lots = list(range(101, 199))
    chance.shuffle(lots)
    heats: list[Heat] = []
    for heat in found[phase].heats:
        filled = replace(heat, rides=outcomes(heat, chance, set_))
        given = (ride if match else timed_catch(ride, chance) for ride in filled.rides)
        with_lots = tuple(replace(ride, lot=ride.lot or lots.pop()) for ride in given)
        filled = replace(filled, rides=with_lots)
        if match and decide(filled, ties).state is State.UNDECIDED:
            filled = replace(filled, winner=chance.choice(filled.rides).rider)
        heats.append(filled)
    return {**found, phase: PhaseResults(phase, tuple(heats))}


def timed_catch(ride: Ride, chance: random.Random) -> Ride:
    """The ride with the time that qualifying still waits for after a catch."""
    if isinstance(ride.outcome, o.Catch) and ride.outcome.time is None:
        return replace(ride, outcome=replace(ride.outcome, time=RecordedTime(some_us(chance))))
    return ride


def outcomes(heat: Heat, chance: random.Random, set_: dict[RiderId, o.Outcome]) -> tuple[Ride, ...]:
    waiting = [ride.rider for ride in heat.rides if ride.outcome is None]
    given = {rider: an_outcome(chance) for rider in waiting}
    if len(waiting) == 2 and not set_.keys() & set(waiting) and chance.random() < 0.2:
        catcher, caught = chance.sample(waiting, 2)
        time = RecordedTime(some_us(chance)) if chance.random() < 0.7 else None
        given = {catcher: o.Catch(time, None), caught: o.Caught(None, None)}
    given |= {rider: what for rider, what in set_.items() if rider in waiting}
    return tuple(
        replace(ride, outcome=given[ride.rider]) if ride.rider in given else ride
        for ride in heat.rides
    )


def an_outcome(chance: random.Random) -> o.Outcome:
    if chance.random() < 0.8:
        return o.Timed(RecordedTime(some_us(chance)))
    return chance.choice(
        (
            o.DidNotFinish(),
            o.DidNotStart(True),
            o.Disqualified(),
            o.Relegated(RecordedTime(some_us(chance))),
        )
    )


# --- what is claimed of it


def rank_in(known: Standings, phase: str, rider: RiderId) -> int | None:
    found = known.matches[phase].winners if phase in known.matches else known.qualifying[phase]
    line = found.line(rider)
    return line.rank if line is not None else None


def goes_on(competition: Competition, known: Standings, phase: str, rider: RiderId) -> bool:
    fmt = competition.fmt
    return any(
        rider in heat.riders
        for next_ in fmt.fed_by(phase)
        for heat in propose(fmt, next_, known).heats
    )


def try_settled(competition: Competition, phase: str, chance: random.Random) -> Counter[str]:
    tried: Counter[str] = Counter()
    plan = competition.fmt.phase_of(phase)
    kind = From.RANK if plan.kind == "qualifying" else From.WINNER
    for each in settled(competition, phase):
        rider, said = called(competition, each.bib), each.says["en"]
        cut = next(cut for cut in cuts(competition.fmt, plan, kind) if str(cut.goal) in said)
        known = standings(competition.fmt, completed(competition, phase, chance, {}))
        rank = rank_in(known, phase, rider)
        assert (rank is not None and rank <= cut.place) is each.through, (said, rank)
        if each.through:
            assert goes_on(competition, known, phase, rider), said
        tried["through" if each.through else "out"] += 1
    return tried


def try_needs(
    competition: Competition, phase: str, heat: HeatState, chance: random.Random
) -> Counter[str]:
    tried: Counter[str] = Counter()
    for need in needs(competition, phase, heat.key):
        assert need.bib is not None
        rider = called(competition, need.bib)
        others = [called(competition, bib) for bib in heat.bibs if bib != need.bib]
        try_need(competition, phase, need, rider, others, chance)
        tried[need.what] += 1
    return tried


def try_need(
    competition: Competition,
    phase: str,
    need: Need,
    rider: RiderId,
    others: list[RiderId],
    chance: random.Random,
) -> None:
    match = competition.fmt.phase_of(phase).kind != "qualifying"

    def rides_so(us: int, *, wins: bool = True) -> dict[str, PhaseResults]:
        set_: dict[RiderId, o.Outcome] = {rider: o.Timed(RecordedTime(us))}
        for other in others if match else ():
            slower = chance.choice((o.Timed(RecordedTime(us + STEP)), o.DidNotFinish()))
            set_[other] = slower if wins else o.Timed(RecordedTime(us - STEP))
        return completed(competition, phase, chance, set_)

    def rank(us: int) -> int | None:
        return rank_in(standings(competition.fmt, rides_so(us)), phase, rider)

    some = some_us(chance)
    match need.what:
        case "sure":
            us = some if need.decided else (need.time_us or 0) - STEP
            found = rank(us)
            assert found is not None
            assert found <= (need.place or 0), (need, found)
        case "reach":
            found = rank((need.time_us or 0) + STEP)
            assert found is not None
            assert found > (need.place or 0), (need, found)
        case "win" | "alone":
            known = standings(competition.fmt, rides_so(some))
            assert rank_in(known, phase, rider) is not None, need
            if others:
                known = standings(competition.fmt, rides_so(some, wins=False))
                assert rank_in(known, phase, rider) is None, need
        case "medal":
            place = need.place or 0
            assert place_of(competition, rides_so(some), rider) == place, need
            if others:
                second = place_of(competition, rides_so(some, wins=False), rider)
                assert second == place + 1, need
        case _:
            assert need.what == "lead"


def place_of(
    competition: Competition, results: dict[str, PhaseResults], rider: RiderId
) -> int | None:
    found = classify(competition.fmt, results)
    return next((each.rank for each in found.placings if each.rider == rider), None)


@pytest.mark.parametrize("format_id", FORMATS)
@settings(max_examples=10, phases=[Phase.explicit, Phase.generate])  # a seed has no smaller one
@given(seed=st.integers(0, 2**20))
def test_what_is_claimed_holds_however_the_rest_is_ridden(format_id: str, seed: int) -> None:
    chance = random.Random(seed)
    table = until(format_id, chance)
    (competition,) = [counted(each) for each in public_meet(table.meet).in_order()]
    for phase, state in competition.phases:
        for _ in range(8):
            try_settled(competition, phase, chance)
            for heat in state.counting:
                try_needs(competition, phase, heat, chance)


def test_every_kind_of_claim_is_tried() -> None:
    tried: Counter[str] = Counter()
    for seed in range(40):
        chance = random.Random(seed)
        table = until(("olympic-2004", "uci-2023")[seed % 2], chance)
        (competition,) = [counted(each) for each in public_meet(table.meet).in_order()]
        for phase, state in competition.phases:
            tried += try_settled(competition, phase, chance)
            for heat in state.counting:
                tried += try_needs(competition, phase, heat, chance)
    assert set(tried) == {"through", "out", "lead", "reach", "sure", "win", "alone", "medal"}
