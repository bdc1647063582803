"""docs/live.md is true: its commands are typed again, its keys pressed, and all answers the same.

The device is the simulated velodrome, whose lines come one by one: each is kept before the next.
After a change of wording, ``python -m tests.cli.test_live_page`` writes the answers into the page.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from halflap.cli import main
from halflap.devices.codec import Received
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk
from halflap.journal.facts_timing import SourceAttached
from tests.cli.test_tutorial import CHANGING, answered, fresh_folder
from tests.hub.live_helper import line

PAGE = Path(__file__).parents[2] / "docs" / "live.md"
BLOCK = re.compile(r"^```(console|csv|sh)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KEY = re.compile(r"\[(.|elsewhere: (.+))\]")

TRIPS = [line(channel, 68_000 + 5 * n) for n, channel in enumerate(("C0", "C2", "C3"))]
EARLY = 3
"""So many impulses of a heat come before the operator sees that it was not armed."""


class Screen(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


class Timy:
    """The device of the page: it sends what it is told to, and knows when all of it is kept."""

    name = "timy"
    port = None

    def __init__(self) -> None:
        self._lines: asyncio.Queue[bytes] = asyncio.Queue()
        self._asked = asyncio.Event()
        self._decoder = PROTOCOLS["timy"].decoder()

    async def stream(self) -> AsyncIterator[Chunk]:
        while True:
            if self._lines.empty():
                self._asked.set()
            raw = await self._lines.get()
            if not raw:
                return
            events = tuple(self._decoder.feed(raw))
            came = [event.impulse.us for event in events if isinstance(event, Received)]
            us = max(came, default=0) + 10_000  # ten milliseconds on the way
            yield Chunk(self.name, 1, raw, us, us, events)

    async def send(self, lines: list[bytes]) -> None:
        """Send lines, one after the other; returns when the last one is kept."""
        await self._asked.wait()
        self._asked.clear()
        for raw in lines:
            self._lines.put_nowait(raw)
        await self._asked.wait()

    def await_lines(self, awaited: bool) -> None:
        """Nothing to do."""

    async def stop(self) -> None:
        self._lines.put_nowait(b"")


class Evening:
    """The page while it is typed again: the heats that are still to be sent, what was said."""

    def __init__(self) -> None:
        self.heats: list[list[bytes]] = []
        self.timy = Timy()

    def block(self, kind: str, text: str) -> str:
        """A block with the answers that it gets now."""
        if kind == "csv":
            Path("entries.csv").write_text(text, encoding="utf-8")
        if kind == "sh":
            self.simulated(text)
        if kind != "console":
            return f"```{kind}\n{text}```"
        commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
        if commands[0].startswith(("halflap check", "halflap live")):
            return f"```console\n{self.with_device(commands[0], text)}```"
        return "```console\n" + "\n".join(map(answered, commands)) + "```"

    def simulated(self, text: str) -> None:
        """The heats of the velodrome, here from a file and at once."""
        for command in text.splitlines():
            file = Path(f"heat-{len(self.heats)}.txt")
            words = shlex.split(command.replace("--to tcp:7000 --stay", f"--to {file}"))
            with contextlib.redirect_stdout(io.StringIO()):
                assert main(words[1:]) == 0
            raw = file.read_bytes()
            self.heats.append([each + b"\r" for each in raw.split(b"\r") if each.strip()])

    def with_device(self, command: str, text: str) -> str:
        """``check`` or ``live``, the keys of the block pressed."""
        Path("stick").mkdir(exist_ok=True)
        self.timy = Timy()
        attached = SourceAttached(
            source="timy", protocol="timy", address="serial:/dev/ttyUSB0@9600"
        )
        wired = mock.Mock(return_value=[(self.timy, attached)])
        out = Screen()
        keys = [found for each in text.splitlines() if (found := KEY.fullmatch(each))]
        with (
            mock.patch("halflap.cli.live.wired", wired),
            mock.patch("halflap.cli.checking.wired", wired),
            mock.patch("halflap.cli.live.keys_of", mock.Mock(return_value=self.keys(keys, out))),
            mock.patch("halflap.hub.live.AHEAD", 1),
            mock.patch.dict(os.environ, COLUMNS="110", NO_COLOR="1"),
            mock.patch.object(sys, "stdin", SimpleNamespace(isatty=lambda: True)),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(out),
            contextlib.nullcontext() if keys else mock.patch("asyncio.run", self.tripping),
        ):
            code = main(shlex.split(command)[1:])
        assert code == 0, out.getvalue()
        return f"$ {command}\n{out.getvalue()}"

    def tripping(self, checking: Coroutine[Any, Any, bool]) -> bool:
        """The check, while somebody trips every input."""

        async def both() -> bool:
            trips = asyncio.create_task(self.timy.send(TRIPS))
            try:
                return await checking
            finally:
                trips.cancel()

        with asyncio.Runner() as runner:
            return runner.run(both())

    async def keys(self, keys: list[re.Match[str]], out: io.StringIO) -> AsyncIterator[str]:
        """The keys in their order; the heats come when they are armed, or before ``g``."""
        confirmed = 0
        for number, key in enumerate(keys):
            await asyncio.sleep(0)
            if key[2]:
                print(key[0])
                await self.elsewhere(key[2])
                continue
            print(key[0])
            yield key[1]
            if key[1] in "oO" and " provisional: " in out.getvalue().rpartition(key[0])[2]:
                confirmed += 1
                while out.getvalue().count("Backup up to") < confirmed:
                    await asyncio.sleep(0.01)
            following = keys[number + 1][1] if number + 1 < len(keys) else ""
            if key[1] == "a":
                await self.timy.send(self.heats.pop(0))
            elif key[1] == "g":
                await self.timy.send(self.heats.pop(0)[EARLY:])
            elif following == "g":
                await self.timy.send(self.heats[0][:EARLY])

    async def elsewhere(self, command: str) -> None:
        """A command of another terminal."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *shlex.split(command),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said


def typed_again(page: str) -> str:
    """The page with the answers and lines that it gives now."""
    evening = Evening()
    with fresh_folder():
        return BLOCK.sub(lambda block: evening.block(*block.groups()), page)


def steady(page: str) -> Iterator[str]:
    """The lines of a page without what changes from run to run."""
    yield from CHANGING.sub("…", re.sub(r"\d+ MB are free", "… MB are free", page)).splitlines()


def test_every_line_of_the_page_is_said_again() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("$ halflap ") >= 8
    assert list(steady(typed_again(page))) == list(steady(page))


if __name__ == "__main__":
    PAGE.write_text(typed_again(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
