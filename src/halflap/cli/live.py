"""``halflap live``: a meet with its timing devices, heat after heat, in a terminal."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import sys
import textwrap
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

from halflap.cli.at_desk import MEET, default_actor, only_text, refused, storage_failures
from halflap.cli.command import command, option
from halflap.cli.console import Console
from halflap.cli.failure import DONE, unusable
from halflap.cli.key_words import BY_KEY, HELP
from halflap.cli.keys import keys_of
from halflap.cli.say import out, spoken
from halflap.cli.wiring import (
    Wires,
    second_place,
    sitting_options,
    wired,
    wiring_options,
    without_source,
)
from halflap.devices.ports.base import host_clock
from halflap.devices.ports.hand import KeyboardPort
from halflap.devices.source import Source
from halflap.hub.backups import Backups
from halflap.hub.control import open_to_commands
from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.journal.facts_timing import SourceAttached
from halflap.meet.commands import AttachSource, BypassCheck, Refused
from halflap.meet.commands.timing_checking import check_open
from halflap.words.sentence import Sentence, say

WATCH_S = 0.25
TICK_S = 1.0
NARROW = 40
"""On a narrower terminal lines are left to break as they may."""


@command(
    "live",
    says=say(
        "Time a meet with its devices. Keys: a arm, g gun by hand, t record, c catch, o confirm, "
        "u undo, ? for all of them. Without a terminal it runs until the sources end."
    ),
    examples=(
        (
            "halflap live club.halflap --source timy=timy@serial:/dev/ttyUSB0",
            say("a Timy on a serial line"),
        ),
        (
            "halflap live club.halflap --source timy=timy@file:heats.jsonl@0 --auto",
            say("a recording, replayed at once and nobody attending"),
        ),
    ),
)
@MEET
@wiring_options
@option(
    "--until-idle",
    "idle_s",
    type=float,
    metavar="SECONDS",
    says=say("End when nothing came for so long."),
)
@sitting_options
def live(
    meet: str,
    *,
    backup: str | None,
    unattended: bool,
    bypass: str | None,
    idle_s: float | None,
    actor: str | None,
    **wires: Any,
) -> int:
    """The command."""
    only_text(actor, bypass, backup)
    wiring = wired(Wires(**wires))
    place = second_place(backup)
    with storage_failures(meet), Desk.open(Path(meet), write=True) as desk:
        if not wiring:
            raise without_source(desk.ledger.state)
        backups = Backups(Path(meet), place) if place is not None else None
        run = _Run(desk, wiring, backups, unattended, actor or default_actor())
        asyncio.run(run.all(bypass, idle_s))
    return DONE


class _Run:
    """One sitting of ``halflap live``."""

    def __init__(
        self,
        desk: Desk,
        wiring: list[tuple[Source, SourceAttached]],
        backups: Backups | None,
        unattended: bool,
        actor: str,
    ) -> None:
        self._desk, self._wiring, self._backups = desk, wiring, backups
        self._unattended, self._actor = unattended, actor
        self._path = (desk.path or Path()).resolve()

    async def all(self, bypass: str | None, idle_s: float | None) -> None:
        async with Live(self._desk, unattended=self._unattended, backups=self._backups) as loop:
            console = Console(loop, self._show, self._actor, lambda: host_clock().mono_us)
            if sys.stdin.isatty():
                _one_meaning(self._keyboard(), console)
                self._show(HELP)
            await attach(loop, self._wiring, self._actor)
            await self._checked(loop, console, bypass)
            console.say_awaited()
            async with ended_by_signals(loop), open_to_commands(loop, self._path):
                await self._serve(loop, console, idle_s)

    def _keyboard(self) -> KeyboardPort | None:
        """The source that reads the terminal, if one does."""
        ports = (source.port for source, _ in self._wiring)
        return next((port for port in ports if isinstance(port, KeyboardPort)), None)

    def _show(self, line: Sentence) -> None:
        """A line with the meet as it was typed where a command is named."""
        shown(spoken(line).replace(" MEET", f" {self._desk.path}"))

    async def _checked(self, loop: Live, console: Console, bypass: str | None) -> None:
        waits = check_open(loop.meet)
        if waits is not None and bypass is not None:
            await console.do(BypassCheck(by=self._actor, reason=bypass))
        elif waits is not None:
            self._show(waits.text)
            self._show(BY_KEY["check"] if sys.stdin.isatty() else waits.remedy)

    async def _serve(self, loop: Live, console: Console, idle_s: float | None) -> None:
        helping = [asyncio.create_task(_ticks(console))]
        if sys.stdin.isatty():
            helping.append(asyncio.create_task(_keys(loop, console, self._keyboard())))
        if idle_s is not None:
            helping.append(asyncio.create_task(_idle(loop, idle_s)))
        try:
            await loop.serve([source for source, _ in self._wiring])
        finally:
            for task in helping:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


def shown(text: str) -> None:
    """A line on the screen, broken between words where it is longer than that is wide."""
    columns = shutil.get_terminal_size().columns - 1
    if sys.stdout.isatty() and columns >= NARROW:
        broken = textwrap.wrap(
            text, columns, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
        )
        text = "\n".join(broken)
    out(text)


async def attach(loop: Live, wiring: Sequence[tuple[Source, SourceAttached]], actor: str) -> None:
    """Attach every source; a refusal is a failure in words."""
    for _, attached in wiring:
        refusal = await loop.attach(AttachSource(attached=attached), actor)
        if isinstance(refusal, Refused):
            raise refused(refusal)


@contextlib.asynccontextmanager
async def ended_by_signals(loop: Live) -> AsyncIterator[None]:
    """Ctrl-C and SIGTERM end it in order: everything that came is kept first."""
    running = asyncio.get_running_loop()
    ending: set[asyncio.Task[None]] = set()

    def end() -> None:
        ending.add(asyncio.ensure_future(loop.stop()))

    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
            running.add_signal_handler(number, end)
    try:
        yield
    finally:
        for number in signals:
            with contextlib.suppress(NotImplementedError):
                running.remove_signal_handler(number)
        if ending:
            await asyncio.wait(ending)


def _one_meaning(keyboard: KeyboardPort | None, console: Console) -> None:
    """No key may be an impulse and a command."""
    if keyboard is not None and (both := sorted(keyboard.keys & console.keys)):
        raise unusable(
            "keys",
            say("The keys {keys} are commands of halflap live.", keys=", ".join(both)),
            say("Choose others for keyboard:, such as digits."),
        )


async def _keys(loop: Live, console: Console, keyboard: KeyboardPort | None) -> None:
    async for key in keys_of(sys.stdin) if keyboard is None else _passed_on(keyboard):
        if not await console.press(key):
            await loop.stop()
            return


async def _passed_on(keyboard: KeyboardPort) -> AsyncIterator[str]:
    """The keys that are no impulses: the source reads the terminal, and only one can."""
    pressed: asyncio.Queue[str] = asyncio.Queue()
    keyboard.other_key = pressed.put_nowait
    while True:
        key = await pressed.get()
        if not key.isspace():
            yield key


async def _ticks(console: Console) -> None:
    """Who is overdue is said although nothing comes."""
    while True:
        await asyncio.sleep(TICK_S)
        console.tick()


async def _idle(loop: Live, idle_s: float) -> None:
    began = asyncio.get_running_loop().time()
    while min(loop.silent_s, asyncio.get_running_loop().time() - began) < idle_s:
        await asyncio.sleep(WATCH_S)
    await loop.stop()
