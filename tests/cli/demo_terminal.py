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
import signal
import subprocess
import sys
import threading
from codecs import getincrementaldecoder
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
        self._news, self._over = threading.Condition(), False

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
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        os.close(self._ours)

    def until(self, words: str) -> str:
        """Read until these words stand there; the screen so far."""
        self._read_until(words)
        return self.screen

    def ctrl_c(self) -> int:
        """Interrupt it; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.ended()

    def ended(self) -> int:
        """Wait until it ends by itself; the exit code."""
        self._read_until(None)
        return self.process.wait(PATIENCE_S)

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

    def _read_until(self, words: str | None) -> None:
        """Until these words stand there; None: until all is read of a program that has ended."""
        with self._news:
            read = self._news.wait_for(
                lambda: self._over or (words is not None and words in self.screen), PATIENCE_S
            )
        assert read, f"not in time: {words}: {self.screen[-2000:]}"
        assert words is None or words in self.screen, f"ended before {words}: {self.screen}"

    def _read(self) -> None:
        """A terminal that nobody reads would stop the program."""
        decoder = getincrementaldecoder("utf-8")()
        came = b"-"
        while came:
            try:
                came = os.read(self._ours, 65536)
            except OSError:  # Linux: nobody has the other end any more
                came = b""
            with self._news:
                self.screen += decoder.decode(came).replace("\r", "")
                self._over = not came
                self._news.notify_all()


_ASIDE = {"NO_COLOR", "HALFLAP_LANG", "DISPLAY", "WAYLAND_DISPLAY"}
