"""A desk with a timing device: heats ridden as impulses, said in seconds as people say them."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.journal.facts import Fact
from halflap.journal.facts_timing import ImpulseReceived, RunAt, SourceAttached
from halflap.meet.automation import next_command
from halflap.meet.commands import (
    ArmHeat,
    AttachSource,
    BypassCheck,
    Command,
    ReceiveImpulses,
    TakeGun,
)
from halflap.meet.runs import RunReading, reading
from halflap.meet.timing_state import TimedRun, Timing
from halflap.sport.heat import Side
from tests.meet_helper import MEN, Desk

DAY_S = 36_000
"""The device's clock at the beginning: ten in the morning."""

FIRST_S = 11.0
HALF_LAP_S = 8.0
HALF_LAPS = 16
"""A ride of 2000 m on 250 m: with these numbers it takes 131 s."""


def splits(
    half_lap_s: float = HALF_LAP_S, first_s: float = FIRST_S, half_laps: int = HALF_LAPS
) -> list[float]:
    """An even ride: seconds since the gun at the end of every half lap."""
    return [first_s + n * half_lap_s for n in range(half_laps)]


class TimingDesk(Desk):
    """A desk of 2000 m heats with a Timy attached and its check answered for."""

    def __init__(
        self, format_text: str = "uci-2025", riders: int = 4, **options: int | str
    ) -> None:
        distance_m = int(options.get("distance_m", 2000))
        super().__init__(format_text, riders, str(options.get("track", 250)), distance_m)
        self.draw("qualifying")
        self.do(AttachSource(attached=SourceAttached(source="timy", protocol="timy")))
        self.do(BypassCheck(by="Ana", reason="a test"))
        self.now = self.started = float(DAY_S)

    @property
    def timing(self) -> Timing:
        """Live timing as it stands."""
        return self.ledger.state.timing

    @property
    def run(self) -> TimedRun:
        """The run that is armed or open."""
        run = self.timing.run
        assert run is not None
        return run

    def arm(self, heat: int | str = 1, phase: str = "qualifying") -> None:
        """The riders are locked in."""
        self.do(ArmHeat(competition=MEN, phase=phase, heat=str(heat)))

    def pulse(
        self,
        channel: str,
        at: float,
        *,
        source: str = "timy",
        clock: str = "timy",
        epoch: int = 0,
        number: int | None = None,
        memory: bool = False,
        withdrawn: bool = False,
    ) -> ImpulseReceived:
        """An impulse at ``at`` seconds of the day; as it was kept."""
        impulse = ImpulseReceived(
            impulse=0,
            source=source,
            channel=channel,
            clock=clock,
            epoch=epoch,
            us=round(at * 1_000_000),
            number=number,
            memory=memory,
            withdrawn=withdrawn,
        )
        (kept,) = self.do(ReceiveImpulses(received=(impulse,)))
        assert isinstance(kept, ImpulseReceived)
        return kept

    def gun(self, at: float | None = None) -> float:
        """The gun of the armed heat; the seconds of the day when it was fired."""
        self.now = self.now + 60 if at is None else at
        self.pulse("C0", self.now)
        self.started = self.now
        self.do(TakeGun())
        return self.now

    def ride(
        self,
        home: Sequence[float] | None = None,
        back: Sequence[float] | None = None,
        *,
        source: str = "timy",
    ) -> None:
        """The impulses of both rides, by their time: seconds since the last gun."""
        passings = [
            (at, ("C3", "C2")[(n + (side is Side.BACK)) % 2])
            for side, ride in ((Side.HOME, home), (Side.BACK, back))
            for n, at in enumerate(ride or ())
            if at > 0
        ]
        gun = self.now
        for at, channel in sorted(passings):
            self.pulse(channel, gun + at, source=source, clock=source)
            self.now = gun + at

    def reading(self, heat: int | str = 1, run: int = 1, phase: str = "qualifying") -> RunReading:
        """How a run reads once it is over."""
        at: RunAt = (MEN, phase, str(heat), run)
        found = reading(self.ledger.state, at)
        assert found is not None
        return found

    def go_on(self, *, unattended: bool = False) -> list[Command]:
        """Let the automation do what it would."""
        done: list[Command] = []
        while (command := next_command(self.ledger.state, unattended=unattended)) is not None:
            self.do(command)
            done.append(command)
        return done

    def facts(self, kind: type[Fact]) -> list[Fact]:
        """All facts of a kind."""
        return [entry.fact for entry in self.ledger.entries if isinstance(entry.fact, kind)]
