"""Knows how a small file beside the meet is kept: whole or as it was, and for its user only."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from halflap.journal.beside import synced


def write_whole(path: Path, data: bytes) -> None:
    """Keep it: on disk when this returns; where it fails (``OSError``), what was there stays."""
    beside = path.with_name(f"{path.name}.new")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    if sys.platform != "win32":  # a folder cannot be opened there; NTFS logs the renaming
        with contextlib.suppress(OSError):  # some shares cannot do that to a folder
            synced(path.parent)
