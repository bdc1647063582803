"""Knows how the names of displays outlast the hub: with hashes of their secrets, beside the meet.

What cannot be read counts as nothing: the displays then enter themselves anew.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from halflap.web.display_register import MOST, Named, Register
from halflap.web.whole_file import write_whole


class DisplayFile:
    """The file of a meet; without one, nothing is kept."""

    def __init__(self, meet: Path | None) -> None:
        self._path = meet.with_name(f"{meet.name}-displays") if meet is not None else None
        self._kept: tuple[Named, ...] = ()

    def read(self) -> tuple[Named, ...]:
        """Those that were kept."""
        if self._path is None:
            return ()
        try:
            found = msgspec.json.decode(self._path.read_bytes(), type=tuple[Named, ...])
        except (OSError, ValueError):  # of which bad JSON and bad UTF-8 are both
            return ()
        self._kept = found
        return found[:MOST]

    def keep(self, register: Register) -> None:
        """Keep those that have a name, where that has changed; raises ``OSError``."""
        named = register.named()
        if self._path is None or named == self._kept:
            return
        write_whole(self._path, msgspec.json.encode(named))
        self._kept = named
