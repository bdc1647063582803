"""What holds whatever devices send and operators do: generated days, half of them nonsense."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from halflap.journal import facts_timing as t
from halflap.journal.facts import CommandWithdrawn, Fact, decode, encode
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.meet import commands as c
from halflap.meet.automation import next_command
from halflap.meet.commands.base import Accepted, Command, decide
from halflap.meet.fold import apply
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.run_machine import machine
from halflap.meet.runs import reading
from halflap.meet.state import Meet
from halflap.meet.views.lap_counter import lap_counters
from halflap.meet.views.live import live_run, run_view, would_now_read
from halflap.meet.wording import what_happened
from halflap.timing.run_values import State
from tests.meet.timing_table import TimingDesk
from tests.meet_helper import MEN

FAST = range(1, 17)
STEPS = 160
SAID = t.Says(template="A line is too short.")


class Day:
    """Devices and operators that do anything; the same number does the same."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.desk = TimingDesk()
        self.now = 36_000.0
        self.epoch = 0

    def play(self, steps: int = STEPS) -> Ledger:
        """So many things happen."""
        actions: list[tuple[int, Callable[[], Command | None]]] = [
            (50, self.impulse),
            (12, self.automation),
            (8, self.arming),
            (5, self.gun),
            (10, self.repair),
            (5, self.result),
            (4, self.ruling),
            (8, self.closing),
            (6, self.undo),
            (4, self.device),
            (5, self.around),
        ]
        weights = [weight for weight, _ in actions]
        for _ in range(steps):
            (_, action), *_ = self.rng.choices(actions, weights)
            command = action()
            answer = decide(self.desk.ledger, command) if command is not None else None
            if isinstance(answer, Accepted):
                self.keep(answer)
        return self.desk.ledger

    def keep(self, answer: Accepted) -> None:
        ledger = self.desk.ledger
        first = len(ledger.entries) + 1
        for seq, fact in enumerate(answer.facts, start=first):
            ledger.append(Entry(seq, first, fact))
        assert ledger.state == answer.state

    # --- what happens

    def of(self) -> dict[str, Any]:
        """A heat of qualifying."""
        heat = self.rng.choice(["1", "1", "2", "7"])
        return {"competition": MEN, "phase": "qualifying", "heat": heat}

    def number(self) -> int:
        """An impulse, most often one that there is."""
        return self.rng.randint(0, self.desk.timing.count + 1)

    def impulse(self) -> Command:
        self.now += self.rng.choice([0.0, 0.1, 2.0, 4.0, 7.9, 8.1])
        at = self.now - self.rng.choice([0, 0, 0, 0, 10, 400])
        one = t.ImpulseReceived(
            impulse=0,
            source=self.rng.choice(["timy", "timy", "timy", "backup"]),
            channel=self.rng.choice(["C0", "C2", "C2", "C3", "C3", "C7"]),
            clock="timy",
            epoch=self.epoch,
            us=round(at * 1e6),
            memory=self.rng.random() < 0.1,
            withdrawn=self.rng.random() < 0.03,
            suspect=self.rng.random() < 0.03,
        )
        if one.source == "backup":
            one = t.ImpulseReceived(**{**_fields(one), "clock": "b"})
        known = self.desk.timing.source(one.source)
        return (
            c.ReceiveImpulses(received=(one,))
            if known
            else c.AttachSource(
                attached=t.SourceAttached(
                    source="backup", protocol="timy", role="backup", clock="b"
                )
            )
        )

    def automation(self) -> Command | None:
        return next_command(
            self.desk.ledger.state,
            unattended=self.rng.random() < 0.6,
            settled=self.rng.random() < 0.5,
        )

    def arming(self) -> Command:
        if self.rng.random() < 0.2:
            return c.AbortCountdown()
        if self.rng.random() < 0.1:
            line: t.Straight = self.rng.choice(["home", "back"])
            laps = self.rng.choice([None, 3, 8])
            return c.OverrideLapCounter(**self.of(), line=line, laps=laps)
        return c.ArmHeat(**self.of())

    def gun(self) -> Command:
        if self.rng.random() < 0.5:
            return c.TakeGun(impulse=self.rng.choice([0, 0, self.number()]))
        return c.RecoverStart(
            **self.of(),
            impulse=self.rng.choice([None, self.number()]),
            us=round((self.now - self.rng.randint(0, 200)) * 1e6),
            reason="missed",
        )

    def repair(self) -> Command:
        rng, of = self.rng, self.of()
        side: t.Straight = rng.choice(["home", "back"])
        half_lap = rng.randint(0, 17)
        match rng.randint(0, 5):
            case 0:
                lap = rng.choice([None, half_lap])
                number = self.number()
                return c.AttachImpulse(**of, impulse=number, rider=side, half_lap=lap)
            case 1:
                return c.MarkStray(**of, impulse=self.number())
            case 2:
                return c.PullImpulses(**of, impulses=(self.number(),))
            case 3:
                us = rng.randint(0, 140_000_000)
                return c.InsertSplit(**of, rider=side, half_lap=half_lap, us=us)
            case 4:
                start = rng.randint(0, 100_000_000)
                source = rng.choice(["timy", "backup", "film"])
                return c.TakeFromSource(
                    **of, source=source, from_us=start, until_us=start + 20_000_000
                )
            case _:
                return c.ChangeSettings(**of, first_us=rng.choice([None, 25_000_000, 0]))

    def result(self) -> Command:
        match self.rng.randint(0, 2):
            case 0:
                return c.RecordTimed(**self.of())
            case 1:
                return c.ConfirmHeat(**self.of(), level="provisional", acknowledge=("all",))
            case _:
                return c.DismissCatch(**self.of(), reason="seen")

    def ruling(self) -> Command:
        bib = self.rng.randint(1, 4)
        ruling = self.rng.choice(["false-start", "mishap", "dnf", "catch", "dns"])
        return c.Rule(**self.of(), ruling=ruling, bib=bib, reason="seen")

    def closing(self) -> Command:
        restarted, waits = self.rng.random() < 0.3, self.rng.random() < 0.5
        return c.CloseRun(**self.of(), restarted=restarted, waits=waits)

    def undo(self) -> Command:
        last = len(self.desk.ledger.entries)
        seq = self.rng.choice([None, self.rng.randint(0, last + 1)])
        return c.Undo(seq=seq, with_dependents=self.rng.random() < 0.6)

    def device(self) -> Command:
        match self.rng.randint(0, 5):
            case 0:
                fact: Fact = t.LinesRejected(source="timy", count=2, why=SAID)
            case 1:
                fact = t.SourceHealthChanged(source="timy", state="gone", says=SAID, lost=1)
            case 2:
                self.epoch += 1
                run = self.desk.timing.current
                fact = t.ClockEpochOpened(clock="timy", epoch=self.epoch, why=SAID, run=run)
            case 3:
                fact = t.ClockShifted(
                    clock="timy",
                    epoch=self.epoch,
                    from_us=36_000_000_000,
                    by_us=120_000,
                    why=SAID,
                )
            case 4:
                fact = t.ClocksMapped(
                    clock="b",
                    epoch=self.epoch,
                    onto="timy",
                    onto_epoch=self.epoch,
                    at_us=36_000_000_000,
                    offset_us=self.rng.randint(-5_000_000, 5_000_000),
                )
            case _:
                fact = t.BytesKept(source="timy", size=7)
        return c.ReceiveImpulses(received=(fact,))

    def around(self) -> Command:
        match self.rng.randint(0, 5):
            case 0 | 1:
                paused = self.desk.timing.paused
                return c.ResumeAutomation() if paused else c.PauseAutomation()
            case 2:
                return c.CheckStep(
                    post="home", source="timy", channel="C2", passed=self.rng.random() < 0.5
                )
            case 3:
                made = t.BackupMade(path="stick", seq=5, hash="ab")
                return c.ReceiveImpulses(received=(made,))
            case 4:
                failed = t.BackupFailed(path="stick", says=SAID, remedy=SAID)
                return c.ReceiveImpulses(received=(failed,))
            case _:
                return c.ReceiveImpulses(received=(t.DiskLow(path="here", free_mb=3),))


def _fields(fact: t.ImpulseReceived) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in fact.__struct_fields__}


@cache
def played(seed: int) -> Ledger:
    """The ledger of a generated day; nobody may change it."""
    return Day(seed).play()


def folded(ledger: Ledger) -> Meet:
    """The state without a ledger and without checkpoints."""
    meet = Meet()
    for entry in ledger.entries:
        if entry.command not in ledger.withdrawn and not isinstance(entry.fact, CommandWithdrawn):
            meet = apply(meet, entry.fact)
    return meet


def check_replay(seed: int) -> None:
    ledger = played(seed)
    assert Ledger().extend(ledger.entries).state == ledger.state
    assert folded(ledger) == ledger.state


def check_facts(seed: int) -> None:
    ledger = played(seed)
    for entry in ledger.entries:
        assert decode(*encode(entry.fact)) == entry.fact
        assert str(what_happened(entry, ledger.state))


def check_runs(seed: int) -> None:
    """Every run is in a state of its machine, and can be read, seen, and said."""
    meet = played(seed).state
    for at in meet.timing.runs:
        run = machine(meet, at)
        assert run is None or run.state in State
        found = reading(meet, at)
        view = run_view(meet, at)
        assert view is None or str(view.awaits)
        for counter in lap_counters(view) if view is not None else ():
            assert counter.laps is None or counter.laps >= 0
            assert all(turn.laps < (counter.laps or 0) for turn in counter.turns)
        if found is not None:
            keys = [key for ride in found.rides for split in ride.splits for key in split.keys]
            assert len(keys) == len(set(keys))
        assert all(str(line) for line in would_now_read(meet, at))
    live_run(meet)


def check_nothing_received_is_lost(seed: int) -> None:
    """Every impulse that came is in the log of its source, once, whatever was taken back."""
    ledger = played(seed)
    came = [e.fact for e in ledger.entries if isinstance(e.fact, t.ImpulseReceived)]
    logged = [one for source in ledger.state.timing.sources for one in source.log]
    assert sorted(one.impulse for one in logged) == [one.impulse for one in came]
    assert [one.impulse for one in came] == list(range(1, len(came) + 1))


def check_undo_of_an_undo(seed: int) -> None:
    ledger, rng = Ledger().extend(played(seed).entries), random.Random(seed)
    for _ in range(6):
        before = ledger.state
        asked = c.Undo(seq=rng.randint(2, len(ledger.entries)), with_dependents=True)
        answer = decide(ledger, asked)
        if not isinstance(answer, Accepted):
            continue
        for command in (answer, None):
            facts = command.facts if command is not None else ()
            if command is None:
                back = decide(ledger, c.Undo(seq=len(ledger.entries)))
                assert isinstance(back, Accepted), back
                facts = back.facts
            first = len(ledger.entries) + 1
            for seq, fact in enumerate(facts, start=first):
                ledger.append(Entry(seq, first, fact))
        assert ledger.state == before


CHECKS = {
    "the facts give the state, with checkpoints or without": check_replay,
    "every fact is kept as it is and said in words": check_facts,
    "every run is in a state of its machine": check_runs,
    "nothing that was received is lost": check_nothing_received_is_lost,
    "a withdrawal taken back leaves everything as it was": check_undo_of_an_undo,
}


@pytest.mark.parametrize("what", CHECKS)
class TestOnEveryDay:
    @pytest.mark.parametrize("seed", FAST)
    def test_it_holds_that(self, what: str, seed: int) -> None:
        CHECKS[what](seed)

    @pytest.mark.long
    def test_it_holds_on_many_days_that(self, what: str) -> None:
        base = secrets.randbelow(2**32)
        for seed in range(base, base + 60):
            print(f"seed {seed}")
            CHECKS[what](seed)


class TestTheGenerator:
    def test_does_nearly_everything_that_can_be_done(self) -> None:
        kinds = {type(entry.fact) for seed in FAST for entry in played(seed).entries}
        rare = {t.CatchDismissed}  # needs a whole ride with a catch in it
        assert kinds >= {*t.TIMING_KINDS.values(), LapCounterOverridden} - rare
