"""Knows what time the host says it is: UTC, its steady clock, and since which start of the machine.

The stores take these as values; only callers at the edge read this clock.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from pathlib import Path

_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading: ``utc_us`` since 1970 and ``mono_us`` since an unknown start, in microseconds.

    Two ``mono_us`` may be subtracted only where ``boot_id`` is the same.
    """

    utc_us: int
    mono_us: int
    boot_id: str


class HostClock:
    """The clock of this machine.

    The boot id is the kernel's on Linux. Elsewhere no such name can be read with the standard
    library, so each process takes its own: readings of two processes then never seem comparable.
    """

    def __init__(self) -> None:
        try:
            self._boot_id = _LINUX_BOOT_ID.read_text("ascii").strip()
        except OSError:
            self._boot_id = str(uuid.uuid4())

    def now(self) -> Moment:
        return Moment(
            utc_us=time.time_ns() // 1000,
            mono_us=time.monotonic_ns() // 1000,
            boot_id=self._boot_id,
        )
