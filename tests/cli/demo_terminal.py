"""``halflap demo`` as a program on a terminal of its own, with somebody who reads it and presses
Ctrl-C.

    with DemoTerminal(folder, "--speed", "2400") as demo:
        demo.until("It is still served")
        assert demo.ctrl_c() == 0
"""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.tools import ROOT

PATIENCE_S = 60.0


class DemoTerminal:
    """The program; a context manager that ends it."""

    def __init__(self, folder: Path, *args: str, **environment: str) -> None:
        self._folder, self._args = folder, args
        kept = {k: v for k, v in os.environ.items() if k not in _ASIDE}
        self._environment = kept | {
            "TERM": "xterm",
            "LC_ALL": "C",
            "PYTHONPATH": str(ROOT / "src"),
            **environment,
        }
        self.screen = ""

    def __enter__(self) -> DemoTerminal:
        self._ours, theirs = pty.openpty()
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # or it is passed over
        self.process = subprocess.Popen(
            [sys.executable, "-m", "halflap", "demo", *self._args],
            cwd=self._folder,
            env=self._environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        signal.signal(signal.SIGINT, before)
        os.close(theirs)
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        os.close(self._ours)

    def until(self, words: str) -> str:
        """Read until these words stand there; the screen so far."""
        self._read_until(lambda: words in self.screen, words)
        return self.screen

    def ctrl_c(self) -> int:
        """Interrupt it; the exit code."""
        self.process.send_signal(signal.SIGINT)
        self._read_until(lambda: self.process.poll() is not None, "the end")
        return self.process.returncode

    def ended(self) -> int:
        """Wait until it ends by itself; the exit code."""
        self._read_until(lambda: self.process.poll() is not None, "the end")
        return self.process.returncode

    @property
    def url(self) -> str:
        """Where it is served."""
        self.until("press p.")
        found = re.search(r"http://127\.0\.0\.1:\d+", self.screen)
        assert found is not None
        return found.group()

    def pin(self, role: str) -> str:
        """The PIN that is shown of a role."""
        found = re.search(rf"PIN of the {role}: ([\d ]+)", self.screen)
        assert found is not None
        return found.group(1).strip()

    @property
    def lines(self) -> list[str]:
        """What stands on the screen at last: without what was drawn over."""
        drawn = re.sub(r"(\x1b\[K[^\n]*\n)+(\x1b\[\dF(\x1b\[J)?)?|\x1b\[\d*[mFJ]", "", self.screen)
        return drawn.splitlines()

    def _read_until(self, holds: object, awaited: str) -> None:
        assert callable(holds)
        until = time.monotonic() + PATIENCE_S
        while True:
            over = holds()
            while select.select([self._ours], [], [], 0 if over else 0.05)[0]:
                try:
                    came = os.read(self._ours, 65536)
                except OSError:  # Linux: nobody has the other end any more
                    came = b""
                if not came:
                    break
                self.screen += came.decode().replace("\r\n", "\n")
                if not over and holds():
                    return
            if over:
                return
            assert self.process.poll() is None or holds(), f"ended before {awaited}: {self.screen}"
            assert time.monotonic() < until, f"not in time: {awaited}: {self.screen[-2000:]}"


_ASIDE = {"NO_COLOR", "HALFLAP_LANG", "DISPLAY", "WAYLAND_DISPLAY"}
