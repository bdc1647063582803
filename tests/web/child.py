"""The same race day in a process of its own, which can be killed in mid-heat and begun again.

Run as a program it serves a meet file and does what it is told, one JSON object a line: an impulse
with the clock at which it comes. It answers each when the impulse is on disk and told.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.web import access_file
from halflap.web.app import of_site
from halflap.web.server import bound, connections_allowed, serving
from halflap.web.site import Site
from tests.tools import ROOT
from tests.web.stepping import Riding, SteppedClock, SteppedTimy


class ChildDay(Riding):
    """A meet served by a child; a context manager. The file has its device and its check.

    ``pins`` are those that the first start made, by role.
    """

    def __init__(self, path: Path, clock: SteppedClock | None = None) -> None:
        super().__init__(clock or SteppedClock())
        self.path = path
        self.port = 0
        self.pins: dict[str, str] = {}
        self._process: subprocess.Popen[str] | None = None

    def url(self, path: str = "/") -> str:
        """The address of a page, the same after every start."""
        return f"http://127.0.0.1:{self.port}{path}"

    def start(self) -> None:
        """Serve, where it was served before."""
        given = [self.path, self.port, self.clock.ahead_us, self.clock.began_us]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.web.child", *map(str, given)],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        began = self._answer()
        self.port = began["port"]
        self.pins |= began["pins"]

    def kill(self) -> None:
        """As when the power goes: nothing is said, nothing is finished."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._ended(self._process)

    def stop(self) -> None:
        """The end of the day."""
        process, self._process = self._process, None
        if process is not None:
            assert process.stdin is not None
            process.stdin.close()
            assert self._ended(process) == 0

    def pulse(self, channel: str, at_s: float) -> None:
        self.clock.set_device(at_s)
        assert self._process is not None
        assert self._process.stdin is not None
        told = {"channel": channel, "at_s": at_s, "ahead_us": self.clock.ahead_us}
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the server ended"
        found: dict[str, Any] = json.loads(line)
        return found

    @staticmethod
    def _ended(process: subprocess.Popen[str]) -> int:
        code = process.wait(20)
        for pipe in (process.stdin, process.stdout):
            assert pipe is not None
            pipe.close()
        return code

    def __enter__(self) -> ChildDay:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


async def _serve(path: Path, port: int, clock: SteppedClock) -> None:
    timy = SteppedTimy(clock)
    with Desk.open(path, write=True) as desk:
        async with Live(desk, clock=clock) as live:
            timing = asyncio.create_task(live.serve([timy]))
            sock = bound("127.0.0.1", port)
            try:
                site = Site(live)
                async with serving(of_site(site), sock, most=connections_allowed()) as place:
                    new = site.access.new
                    pins = {role.value: pin for role, pin in new.pins.items()} if new else {}
                    _say({"port": place.port, "pins": pins})
                    await _obey(live, timy, clock)
            finally:
                await live.stop()
                await timing


async def _obey(live: Live, timy: SteppedTimy, clock: SteppedClock) -> None:
    while line := await asyncio.to_thread(sys.stdin.readline):
        told = json.loads(line)
        clock.ahead_us = told["ahead_us"]
        before = live.meet.timing.count
        timy.pulse(told["channel"], told["at_s"])
        while live.meet.timing.count == before:
            await asyncio.sleep(0)
        _say({"count": live.meet.timing.count})


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


@contextlib.contextmanager
def cheap_secrets() -> Iterator[None]:
    """PINs cost next to nothing to hash while the block runs, here and in a child."""
    before = access_file.COST["n"]
    access_file.COST["n"] = 2
    try:
        yield
    finally:
        access_file.COST["n"] = before


if __name__ == "__main__":
    arguments = sys.argv[1:]
    stepped = SteppedClock(int(arguments[2]), int(arguments[3]))
    with cheap_secrets():
        asyncio.run(_serve(Path(arguments[0]), int(arguments[1]), stepped))
