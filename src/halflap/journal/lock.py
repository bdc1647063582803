"""Knows that a meet file has one writer at a time, across processes, for as long as it writes.

The lock is the operating system's, on a small file beside the meet (``NAME-lock``), since closing
any handle of the meet file itself would drop SQLite's own locks. It vanishes with its process, so
a file left behind by a killed writer locks nothing; the next writer takes it over and removes it.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from halflap.journal.errors import explaining_os, in_use

if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        # Windows locks bytes against reading too: one far behind the text that names the holder.
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_PAUSE_S = 0.02


class WriterLock:
    """Holds the right to write ``path`` until ``release``.

    Waits at most ``wait_s`` seconds for another writer, then raises ``StorageError`` (in-use);
    also when the folder does not exist, cannot be written or is full.
    """

    def __init__(self, path: Path, wait_s: float) -> None:
        self._path = path.with_name(path.name + "-lock")
        deadline = time.monotonic() + wait_s
        with explaining_os(path):
            while (handle := self._attempt()) is None:
                if time.monotonic() >= deadline:
                    raise in_use(path, self._holder())
                time.sleep(_PAUSE_S)
            self._handle: int | None = handle
            try:
                os.lseek(handle, 0, os.SEEK_SET)
                os.ftruncate(handle, 0)
                os.write(handle, str(os.getpid()).encode())
            except OSError:
                self.release()
                raise

    def _attempt(self) -> int | None:
        """A handle that holds the lock, or None while another writer does."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
        if _try_lock(handle):
            # The holder before may have removed the file between the opening and the locking.
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), os.stat(self._path)):
                    return handle
        os.close(handle)
        return None

    def _holder(self) -> int | None:
        """The process that holds the lock, if it has said so already."""
        try:
            return int(self._path.read_text("ascii"))
        except (OSError, ValueError):
            return None

    def release(self) -> None:
        """Lets the next writer in and removes the lock's file; a second call does nothing."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(handle)
            with suppress(OSError):
                self._path.unlink()
        else:
            self._path.unlink(missing_ok=True)
            os.close(handle)

    def __enter__(self) -> WriterLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
