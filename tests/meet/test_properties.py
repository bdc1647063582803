"""What holds for every meet whatever people do: generated meets of all formats and sizes."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, product

import pytest
from msgspec.structs import replace

from halflap.journal import facts as f
from halflap.journal.facts import Level
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.journal.facts_timing import TIMING_KINDS
from halflap.meet import ledger as ledgers
from halflap.meet.asked import DOUBT, LEVELS, doubts_asked
from halflap.meet.commands import (
    Accepted,
    CloseReview,
    Command,
    ConfirmClassification,
    ConfirmHeat,
    ConfirmRanking,
    DrawPhase,
    KeepDraw,
    Refused,
    Undo,
    decide,
)
from halflap.meet.fold import apply
from halflap.meet.ledger import Ledger
from halflap.meet.results import bib_of, classification
from halflap.meet.state import Competition, Meet
from halflap.meet.views.derives import differences
from halflap.meet.views.next_step import next_step
from halflap.meet.views.numbers import numbers
from halflap.meet.views.status import attention
from halflap.meet.views.step import Step
from halflap.meet.wording import what_happened
from tests.meet.finishing import finish, follow
from tests.meet.generator import Chance
from tests.meet.release import values
from tests.meet.table import Table, texts

FAST = range(1, 13)
STEPS = 140


def play(seed: int) -> Iterator[tuple[Table, Accepted | Refused, Meet, int]]:
    """A generated meet, answer by answer: also the state and the number of facts before it."""
    table = Table()
    for command in Chance(seed).commands(table.ledger, STEPS):
        before, facts = table.meet, len(table.ledger.entries)
        answer = decide(table.ledger, command)
        assert table.meet is before
        assert len(table.ledger.entries) == facts
        if isinstance(answer, Accepted):
            table.keep(answer)
        yield table, answer, before, facts


@cache
def played(seed: int) -> Ledger:
    """The ledger of a generated meet; nobody may change it."""
    *_, (table, *_) = play(seed)
    return table.ledger


def again(seed: int) -> Table:
    """The same meet on a table of its own, to go on with."""
    table = Table()
    table.ledger = Ledger().extend(played(seed).entries)
    return table


def in_force(ledger: Ledger) -> list[f.Fact]:
    """The facts that are not taken back, in order."""
    return [
        entry.fact
        for entry in ledger.entries
        if entry.command not in ledger.withdrawn and not isinstance(entry.fact, f.CommandWithdrawn)
    ]


def folded(facts: list[f.Fact]) -> Meet:
    """The state they give, one after the other, with no ledger and no checkpoint."""
    meet = Meet()
    for fact in facts:
        meet = apply(meet, fact)
    return meet


def long_seeds(count: int) -> Iterator[int]:
    """Fresh seeds, each printed, so that a failure can be repeated."""
    base = secrets.randbelow(2**32)
    for seed in range(base, base + count):
        print(f"seed {seed}")
        yield seed


def check_answers(seed: int) -> None:
    for table, answer, before, facts in play(seed):
        if isinstance(answer, Refused):
            assert answer.refusals
            for refusal in answer.refusals:
                assert refusal.code
                assert str(refusal.text)
                assert str(refusal.remedy)
            assert table.meet is before
            assert len(table.ledger.entries) == facts
        else:
            assert answer.facts
            assert table.meet == answer.state
            assert [entry.fact for entry in table.ledger.entries[facts:]] == list(answer.facts)


def check_replay(seed: int) -> None:
    ledger = played(seed)
    assert Ledger().extend(ledger.entries).state == ledger.state
    assert folded(in_force(ledger)) == ledger.state


def check_undo_of_an_undo(seed: int) -> None:
    table, chance = again(seed), random.Random(seed)
    for _ in range(12):
        before = table.meet
        seq = chance.randint(2, len(table.ledger.entries))
        answer = decide(table.ledger, Undo(seq=seq, with_dependents=True))
        if isinstance(answer, Refused):
            assert {r.code for r in answer.refusals} <= {"permanent", "withdrawn", "other-session"}
            continue
        table.keep(answer)
        assert folded(in_force(table.ledger)) == table.meet
        table.act(Undo(seq=table.head))
        assert table.meet == before
        assert values(table.meet) == values(before)


def check_everything_undone(seed: int) -> None:
    table = again(seed)
    documents = table.meet.documents
    while isinstance(answer := decide(table.ledger, Undo(with_dependents=True)), Accepted):
        table.keep(answer)
    assert {refusal.code for refusal in answer.refusals} == {"nothing"}
    opened = folded([fact for fact in in_force(table.ledger) if isinstance(fact, f.MeetOpened)])
    assert table.meet.documents == documents
    assert replace(table.meet, documents=opened.documents) == opened


def check_numbers(seed: int) -> None:
    ledger = played(seed)
    for competition in ledger.state.in_order():
        for path, number in numbers(ledger.state, competition).items():
            assert number.value, path
            assert number.reasons, path
            assert all(str(reason) for reason in number.reasons), path
        assert str(next_step(ledger.state, competition).awaits)
        assert all(str(sentence) for sentence in attention(competition))
        check_places(competition)
    assert all(str(what_happened(entry, ledger.state)) for entry in ledger.entries)
    assert differences(ledger.entries) == ()


def check_places(competition: Competition) -> None:
    """Everybody once, medals held by one or explained, whether or not it has come that far."""
    result = classification(competition)
    bibs = [bib_of(placing.rider) for placing in result.placings]
    assert len(bibs) == len(set(bibs))
    if result.complete and competition.phases:
        assert set(bibs) == set(competition.bibs)
        for rank in (1, 2, 3):
            assert len(result.holders(rank)) == 1 or result.medal_notes


HEAT_FACTS = (
    f.RunStarted,
    f.OutcomesRecorded,
    f.RulingMade,
    f.IncidentRuled,
    f.RiderScratched,
    f.SidesSwapped,
    f.ReviewOpened,
    f.ReviewClosed,
    f.ResultConfirmed,
)


def independent(one: f.Fact, other: f.Fact) -> bool:
    """Facts of two competitions, or of two heats of one phase."""
    competitions = [getattr(fact, "competition", None) for fact in (one, other)]
    if None in competitions:
        return False
    if competitions[0] != competitions[1]:
        return True
    if isinstance(one, HEAT_FACTS) and isinstance(other, HEAT_FACTS):
        return one.phase == other.phase and one.heat != other.heat
    return False


def check_swapping(seed: int) -> None:
    facts, chance = in_force(played(seed)), random.Random(seed)
    expected, swaps = values(folded(facts)), 0
    for _ in range(20 * len(facts)):
        at = chance.randrange(len(facts) - 1) if len(facts) > 1 else 0
        if len(facts) > 1 and independent(facts[at], facts[at + 1]):
            facts[at], facts[at + 1] = facts[at + 1], facts[at]
            swaps += 1
    assert swaps or not any(independent(one, other) for one, other in pairwise(facts))
    assert values(folded(facts)) == expected


def check_finishing(seed: int) -> None:
    table = again(seed)
    for competition in table.meet.in_order():
        if competition.bibs and len(competition.bibs) >= competition.fmt.minimum_entries:
            finish(table, competition.id)
            ended = table.competition(competition.id)
            assert ended.classification is not None
            listed = sorted(line.bib for line in ended.classification.lines)
            everybody = {*ended.bibs, *(bib for bib, _ in ended.withdrawn)}
            assert listed == sorted(everybody)
            follow(table, competition.id)
            ended = table.competition(competition.id)
            assert ended.classification is not None
            assert ended.classification.level == "official"


def check_asked(seed: int) -> None:
    """Whatever else stands in the way, no doubt is asked about that was not offered before."""
    ledger = played(seed)
    for competition in ledger.state.in_order():
        for phase_id, phase in competition.phases:
            confirmations: list[ConfirmRanking | ConfirmHeat] = [
                ConfirmRanking(competition=competition.id, phase=phase_id, level="official")
            ]
            confirmations += [
                ConfirmHeat(
                    competition=competition.id, phase=phase_id, heat=heat.key, level="official"
                )
                for heat in phase.counting
            ]
            for one in confirmations:
                offered = tuple(doubts_asked(ledger, one))
                for level, seen in product(LEVELS, ((), offered)):
                    answer = decide(ledger, replace(one, level=level, acknowledge=seen))
                    codes = {r.code for r in answer.refusals} if isinstance(answer, Refused) else ()
                    asked = {code for code in codes if code.startswith(DOUBT)}
                    assert asked <= {f"{DOUBT}{code}" for code in offered if code not in seen}


def done_by(competition: Competition, step: Step) -> Command | None:
    """The command of a step, where it needs nothing that people know only then."""
    level: Level = "official" if step.command.endswith("official") else "provisional"
    match step.does:
        case "DrawPhase":
            again = step.command.endswith("--again")
            return DrawPhase(competition=competition.id, phase=step.phase, again=again)
        case "ConfirmRanking":
            return ConfirmRanking(
                competition=competition.id, phase=step.phase, level=level, acknowledge=("all",)
            )
        case "ConfirmClassification":
            return ConfirmClassification(competition=competition.id, level=level)
        case "KeepDraw":
            return KeepDraw(competition=competition.id, phase=step.phase, reason="ridden")
        case "CloseReview":
            return CloseReview(
                competition=competition.id, phase=step.phase, heat=step.heat, reason="seen"
            )
        case _:
            return None


def check_next_step(seed: int) -> None:
    """What has to be done first is the next step itself."""
    for number, (table, *_) in enumerate(play(seed)):
        for competition in table.meet.in_order() if number % 3 == 0 else ():
            step = next_step(table.meet, competition)
            command = done_by(competition, step)
            answer = decide(table.ledger, command) if command is not None else None
            assert not isinstance(answer, Refused), (step, texts(answer))


CHECKS = {
    "an answer is as its dry run said, and a refusal changes nothing and says why": check_answers,
    "the facts give the state, with checkpoints or without": check_replay,
    "a withdrawal taken back leaves everything as it was": check_undo_of_an_undo,
    "with everything taken back it is a new meet with its communiqués": check_everything_undone,
    "every number has its reasons, and everybody at most one place": check_numbers,
    "every doubt that a confirmation asks about can be acknowledged by its name": check_asked,
    "the next step is never refused until another is done": check_next_step,
    "facts that have nothing to do with each other may come in any order": check_swapping,
    "every competition can be brought to its end": check_finishing,
}


@pytest.mark.parametrize("what", CHECKS)
class TestInEveryMeet:
    @pytest.mark.parametrize("seed", FAST)
    def test_it_holds_that(self, what: str, seed: int) -> None:
        CHECKS[what](seed)

    @pytest.mark.long
    def test_it_holds_for_many_that(self, what: str) -> None:
        for seed in long_seeds(40):
            CHECKS[what](seed)


class TestCheckpoints:
    @pytest.mark.parametrize("every", [1, 2, 7])
    @pytest.mark.parametrize("seed", FAST[:4])
    def test_however_dense_change_nothing(
        self, every: int, seed: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = played(seed).state
        monkeypatch.setattr(ledgers, "CHECKPOINT_EVERY", every)
        assert again(seed).meet == expected
        check_undo_of_an_undo(seed)


class TestTheGenerator:
    def test_gives_rise_to_doubts(self) -> None:
        asked = {
            code
            for seed in FAST
            for competition in played(seed).state.in_order()
            for phase_id, _ in competition.phases
            for code in doubts_asked(
                played(seed),
                ConfirmRanking(competition=competition.id, phase=phase_id, level="official"),
            )
        }
        assert asked >= {"speed", "source", "winner"}

    def test_does_everything_that_can_be_done(self) -> None:
        kinds = {type(entry.fact) for seed in FAST for entry in played(seed).entries}
        timed = {*TIMING_KINDS.values(), LapCounterOverridden}
        assert kinds == set(f.KINDS.values()) - timed
