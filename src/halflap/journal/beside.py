"""Knows how a file appears whole or not at all: built beside its place, made durable, renamed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from halflap.journal.errors import exists, explaining_os, missing, not_a_file

_LEFT_BY_SQLITE = ("", "-journal", "-wal", "-shm")


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Gives the name to build ``path`` under; the block must leave one closed, whole file there.

    Call it only while holding the ``WriterLock`` of ``path``. Raises ``StorageError`` if ``path``
    exists. When the block raises, nothing of it stays.
    """
    check_free(path)
    new = path.with_name(path.name + "-new")
    _remove(new)  # left by a process that was killed: nobody else builds under our lock
    try:
        yield new
        with explaining_os(path):
            synced(new)
            new.rename(path)
            if sys.platform != "win32":  # a folder cannot be opened there; NTFS logs the renaming
                synced(path.parent)
    except BaseException:
        _remove(new)
        raise


def check_free(path: Path) -> None:
    """Raises ``StorageError`` unless the name is free and its folder there."""
    with explaining_os(path):
        if path.is_dir():
            raise not_a_file(path)
        if path.exists():
            raise exists(path)
        if not path.parent.is_dir():
            raise missing(path.parent)


def _remove(new: Path) -> None:
    for ending in _LEFT_BY_SQLITE:
        new.with_name(new.name + ending).unlink(missing_ok=True)


def synced(path: Path) -> None:
    """Make a file, or what a folder lists, durable; raises ``OSError``."""
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
