"""A race day in the running process: a meet file, its loop and its server, and a velodrome beside
it whose riders are moved on impulse by impulse.

    from tests.web.stepping import even

    with RaceDay(tmp_path / "club.halflap") as day:
        day.arm("qualifying", 1)
        day.gun(home=even(130, 16), back=even(132, 16))
        day.step(12)             # the next twelve impulses; the clock goes with them
        page.goto(day.url("/"))  # the server runs in a thread of its own

Nothing sleeps: ``step`` returns when the impulses are on disk, folded and told. ``finish`` rides
what is left, ``heat`` a whole heat. ``act`` gives a command and fails the test when it is refused.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from halflap.devices.health import HealthChange
from halflap.hub.desk import Desk, Done
from halflap.hub.live import Live
from halflap.journal.facts import EntryFact, Name, RecordFact
from halflap.journal.facts_timing import SourceAttached
from halflap.meet.commands import (
    ArmHeat,
    AttachSource,
    BypassCheck,
    Command,
    ConfirmHeat,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    RecordTimed,
    Refused,
)
from halflap.meet.state import Meet
from halflap.rulebook.format_file import shipped_text
from halflap.web.app import of_site
from halflap.web.roles import Role
from halflap.web.server import bound, connections_allowed, serving
from halflap.web.site import Site
from tests.web.stepping import Riding, SteppedClock, SteppedTimy, even

T = TypeVar("T")

MEN = "men"
WAIT_S = 20.0
RIDERS = (
    ("Aurélien Dupont-Lavigne", "FRA"),
    ("Jörg Weiß", "GER"),
    ("Tom O’Brien", "IRL"),
    ("Łukasz Żółć", "POL"),
    ("Sam <b>Bold</b> & Co", "NZL"),
    ("Πέτρος Παπαδόπουλος", "GRE"),
    ("Ana", "ESP"),
    ("Maximilian Freiherr von und zu Guttenstein-Hohenberg", "AUT"),
)
"""Names that pages find hard: long, short, accented, in another script, and with markup in them."""


def entries(count: int) -> tuple[EntryFact, ...]:
    """The first riders of the list, bibs from 11, seeded in that order."""
    return tuple(
        EntryFact(bib=11 + n, rider=Name(name=name, nation=nation), seed=n + 1)
        for n, (name, nation) in enumerate(RIDERS[:count])
    )


class RaceDay(Riding):
    """One meet, served; a context manager."""

    def __init__(
        self,
        path: Path,
        *,
        riders: int = 4,
        format_id: str = "uci-2025",
        distance_m: int = 2000,
    ) -> None:
        """A new meet with qualifying drawn (if there are riders), or the file that is there."""
        self.path = path
        if not path.exists():
            path.write_bytes(_new_meet(riders, format_id, distance_m))
        super().__init__(SteppedClock())
        self.half_laps = distance_m // 125
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="race day", daemon=True)
        self._at: tuple[str, str, str] | None = None
        self._over: asyncio.Event | None = None

    # --- the house opens and closes

    def __enter__(self) -> RaceDay:
        self._thread.start()
        opened = threading.Event()
        self._running = asyncio.run_coroutine_threadsafe(self._serve(opened), self._loop)
        while not opened.wait(0.05):
            if self._running.done():
                self._running.result()
                raise AssertionError("the server ended before it began")
        return self

    def __exit__(self, *_: object) -> None:
        assert self._over is not None
        self._loop.call_soon_threadsafe(self._over.set)
        try:
            self._running.result(WAIT_S)
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(WAIT_S)
            self._loop.close()

    async def _serve(self, opened: threading.Event) -> None:
        self._over = asyncio.Event()
        self.timy = SteppedTimy(self.clock)
        with Desk.open(self.path, write=True) as desk:
            async with Live(desk, clock=self.clock) as live:
                self.live = live
                source = SourceAttached(source="timy", protocol="timy")
                await live.attach(AttachSource(attached=source), "Ana")
                if live.meet.timing.bypass is None:
                    await live.act(BypassCheck(by="Ana", reason="a test"), "Ana")
                timing = asyncio.create_task(live.serve([self.timy]))
                try:
                    await self._served(live, opened)
                finally:
                    await live.stop()
                    await timing

    async def _served(self, live: Live, opened: threading.Event) -> None:
        assert self._over is not None
        sock = bound("127.0.0.1", 0)
        self.site = Site(live)
        async with serving(of_site(self.site), sock, most=connections_allowed()) as place:
            self.port = place.port
            opened.set()
            await self._over.wait()

    def url(self, path: str = "/") -> str:
        """The address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    def pin(self, role: Role) -> str:
        """The PIN of a role; only where the file was new."""
        assert self.site.access.new is not None
        return self.site.access.new.pins[role]

    def session(self, role: Role, name: str = "Ana") -> str:
        """Somebody is signed in; the word for the cookie, see ``browse``."""
        return self._do(self.site.access.sign_in(name, role, self.pin(role), "127.0.0.1"))

    # --- what people and machines do

    @property
    def meet(self) -> Meet:
        """The meet as it stands."""
        return self.live.meet

    def act(self, command: Command, actor: str = "Ana") -> Done:
        """Give a command; it has to be accepted."""
        done = self._do(self.live.act(command, actor))
        assert isinstance(done, Done), done
        return done

    def refused(self, command: Command, actor: str = "Ana") -> Refused:
        """Give a command; it has to be refused."""
        done = self._do(self.live.act(command, actor))
        assert isinstance(done, Refused), done
        return done

    def arm(self, phase: str = "qualifying", heat: int | str = 1, competition: str = MEN) -> None:
        """The riders are locked in."""
        self._at = (competition, phase, str(heat))
        self.act(ArmHeat(competition=competition, phase=phase, heat=str(heat)))

    def gun(self, home: Sequence[float] | None = None, back: Sequence[float] | None = None) -> None:
        """The gun of the armed heat, and how its riders will ride: seconds after each half lap."""
        super().gun(home, back)
        self.until(
            lambda: self.meet.timing.run is not None and self.meet.timing.run.gun is not None
        )

    def pulse(self, channel: str, at_s: float) -> None:
        """One impulse at a second of the device's day; returns when it is kept and told."""

        async def kept() -> None:
            before = self.meet.timing.count
            self.timy.pulse(channel, at_s)
            async with asyncio.timeout(WAIT_S):
                while self.meet.timing.count == before:
                    await asyncio.sleep(0)

        self._do(kept())

    def fails(self, change: HealthChange) -> None:
        """What becomes of the device."""
        self._loop.call_soon_threadsafe(self.timy.changes, change)

    def heat(self, phase: str, heat: int | str, home_s: float, back_s: float) -> None:
        """A whole heat: armed, ridden evenly in these times, recorded and confirmed."""
        self.arm(phase, heat)
        self.gun(even(home_s, self.half_laps), even(back_s, self.half_laps))
        self.finish()
        self.confirm()

    def confirm(self) -> None:
        """What was ridden is recorded and confirmed, whatever is doubtful about it."""
        assert self._at is not None
        competition, phase, heat = self._at
        self.act(RecordTimed(competition=competition, phase=phase, heat=heat))
        self.act(
            ConfirmHeat(
                competition=competition,
                phase=phase,
                heat=heat,
                level="official",
                acknowledge=("all",),
            )
        )

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looking whenever the loop has done something."""

        async def held() -> None:
            async with asyncio.timeout(WAIT_S):
                while not holds():
                    await asyncio.sleep(0.001)

        self._do(held())

    def _do(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(WAIT_S + 5)


@cache
def _new_meet(riders: int, format_id: str, distance_m: int) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "new.halflap"
        with Desk.create(path) as desk:
            for number, command in enumerate(
                (
                    OpenMeet(
                        name="Grand Prix de la Cipale",
                        venue="Vélodrome Jacques-Anquetil",
                        date="2026-06-13",
                        zone="Europe/Paris",
                        track="250",
                    ),
                    OpenCompetition(
                        competition=MEN,
                        title="Men’s individual pursuit",
                        category="ME",
                        distance_m=distance_m,
                        format_text=shipped_text(format_id),
                        records=(RecordFact(list="TR", us=126_000_000, rider="Old Champion"),),
                    ),
                    *_drawn(riders),
                )
            ):
                done = desk.act(command, "secretary", f"new {number}")
                assert isinstance(done, Done), done
        return path.read_bytes()


def _drawn(riders: int) -> list[Command]:
    if not riders:
        return []
    entered = EnterRiders(competition=MEN, entries=entries(riders))
    return [entered, DrawPhase(competition=MEN, phase="qualifying")]
