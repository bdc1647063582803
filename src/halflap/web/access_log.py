"""Knows who signed in and out and who tried in vain, and from where: lines beside the meet file.

What was decided is in the journal with its actor; this says how that actor came in.
"""

from __future__ import annotations

import contextlib
import os
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from halflap.web.roles import Role
from halflap.words.sentence import Sentence, say

What = Literal["signed-in", "signed-out", "wrong-pin", "wrong-token", "not-allowed"]

WORDS: Mapping[What, Sentence] = {
    "signed-in": say("signed in"),
    "signed-out": say("signed out"),
    "wrong-pin": say("wrong PIN"),
    "wrong-token": say("wrong token"),
    "not-allowed": say("refused: not for this role"),
}

REMEMBERED = 100
LONGEST = 1_000_000
"""A longer file is put aside as the old one, so that nobody fills a disk by trying."""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """One line: ``utc_s`` when, ``address`` the machine it came from."""

    utc_s: int
    what: What
    name: str = ""
    role: Role | None = None
    address: str = ""


class AccessLog:
    """The lines, the last of them at hand; without a meet file none is kept."""

    def __init__(self, meet: Path | None, utc_s: Callable[[], float]) -> None:
        self._path = meet.with_name(f"{meet.name}-access-log") if meet is not None else None
        self._utc_s = utc_s
        self.last: deque[Noted] = deque(self._read(), maxlen=REMEMBERED)

    def note(self, what: What, name: str = "", role: Role | None = None, address: str = "") -> None:
        """Keep a line; that it cannot be kept keeps nobody out."""
        line = Noted(utc_s=int(self._utc_s()), what=what, name=name, role=role, address=address)
        self.last.append(line)
        if self._path is None:
            return
        with contextlib.suppress(OSError):
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(msgspec.json.encode(line) + b"\n")
                long = file.tell() > LONGEST
            if long:
                self._path.replace(self._path.with_name(f"{self._path.name}.old"))

    def _read(self) -> list[Noted]:
        if self._path is None or not self._path.exists():
            return []
        found = []
        for line in self._path.read_bytes().splitlines()[-REMEMBERED:]:
            with contextlib.suppress(ValueError):  # cut off by a power failure, or no UTF-8
                found.append(msgspec.json.decode(line, type=Noted))
        return found
