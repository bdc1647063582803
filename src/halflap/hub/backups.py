"""Knows how a meet is copied to a second place after every confirmed heat, and the room left."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from halflap.devices.health import disk_health
from halflap.journal.facts_timing import BackupFailed, BackupMade, DiskLow, Says
from halflap.meet.wording_timing import says_of
from halflap.words.sentence import say

KEPT = 10
"""So many of the newest copies made in one go stay; each was verified before it got its name."""


_BY_HAND = say("Check the second place, and make one by hand: halflap backup.")


class _Answer(msgspec.Struct):
    """What the process that made a copy says of it."""

    seq: int | None = None
    hash: str = ""
    says: Says | None = None
    remedy: Says | None = None


@dataclass(slots=True)
class Backups:
    """Copies of one meet file in one folder, numbered by the fact they reach."""

    meet: Path
    folder: Path
    _running: asyncio.Lock = field(default_factory=asyncio.Lock)
    _made: list[Path] = field(default_factory=list)

    def path(self, seq: int) -> Path:
        """Where the copy up to fact ``seq`` goes."""
        return self.folder / f"{self.meet.stem}-{seq:06d}.halflap"

    async def make(self, seq: int) -> BackupMade | BackupFailed:
        """Copy the meet as of now, in a process of its own, and say what came of it.

        Raises nothing: a backup that cannot be made never stops the race.
        """
        async with self._running:
            to = self.path(seq)
            try:
                process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "halflap.hub.backup_process",
                    str(self.meet),
                    str(to),
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=asyncio.subprocess.PIPE,
                )
                out, complaint = await process.communicate()
            except OSError as error:
                why = say("The backup failed: {why}", why=error.strerror or str(error))
                return BackupFailed(path=str(to), says=says_of(why), remedy=says_of(_BY_HAND))
            answer = _read(out, complaint)
        if answer.seq is not None:
            self._made.append(to)
            self._forget_old()
            return BackupMade(path=str(to), seq=answer.seq, hash=answer.hash)
        failed = says_of(say("The backup process ended without an answer."))
        remedy = says_of(_BY_HAND)
        return BackupFailed(
            path=str(to), says=answer.says or failed, remedy=answer.remedy or remedy
        )

    def _forget_old(self) -> None:
        """Remove the oldest copies made here beyond those that are kept.

        Copies that were there before are never touched: they may be of another meet of that name.
        """
        while len(self._made) > KEPT:
            with suppress(OSError):  # one too many does no harm
                self._made.pop(0).unlink(missing_ok=True)


def _read(out: bytes, complaint: bytes) -> _Answer:
    try:
        return msgspec.json.decode(out, type=_Answer)
    except ValueError:  # of which bad JSON and bad UTF-8 are both
        text = complaint.decode("utf-8", "replace").strip().splitlines()
        if not text:
            return _Answer()
        return _Answer(says=says_of(say("The backup failed: {why}", why=text[-1])))


def low_disks(*places: Path) -> Iterator[DiskLow]:
    """A warning for every place on whose disk less than 500 MB are free."""
    for place in places:
        try:
            free = shutil.disk_usage(place).free
        except OSError:
            continue  # a place that is not there says so when it is written to
        warning = disk_health(str(place), free)
        if warning is not None:
            yield DiskLow(path=str(place), free_mb=free // 1_000_000, says=says_of(warning))
