"""Knows what the running loop asks of a source."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from halflap.devices.health import HealthChange
from halflap.devices.source import Chunk


class Feed(Protocol):
    """A source as the loop uses it."""

    name: str

    def stream(self) -> AsyncIterator[Chunk | HealthChange]:
        """Everything that comes, until it ends."""
        ...

    def await_lines(self, awaited: bool) -> None:
        """Lines are awaited from now on, or no longer."""
        ...

    async def stop(self) -> None:
        """Take nothing more in."""
        ...
