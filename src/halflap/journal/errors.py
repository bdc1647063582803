"""Knows how a store says that it cannot: a stable code, what and where, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from halflap.words.sentence import Sentence, say

_FULL = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NOWHERE = {errno.ENOENT, errno.ENOTDIR}


class StorageError(Exception):
    """A store cannot do what was asked; nothing acknowledged is lost, nothing is half written.

    ``code`` is one of: bad-line, chain-broken, command-reused, damaged, exists, full, head-moved,
    in-use, io, missing, newer, no-log, not-a-file, not-a-meet, not-text, read-only, unreadable.
    """

    def __init__(self, code: str, text: Sentence, remedy: Sentence) -> None:
        super().__init__(code, text, remedy)
        self.code = code
        self.text = text
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.text} {self.remedy}"


def missing(path: Path) -> StorageError:
    return StorageError(
        "missing",
        say("There is no {path}.", path=str(path)),
        say("Check the name and the folder."),
    )


def exists(path: Path) -> StorageError:
    return StorageError(
        "exists",
        say("{path} exists already.", path=str(path)),
        say("Choose another name: nothing is ever written over an existing file."),
    )


def unreadable(path: Path) -> StorageError:
    return StorageError(
        "unreadable",
        say("You are not allowed to read {path}.", path=str(path)),
        say("Change its permissions, or work in another folder."),
    )


def not_a_file(path: Path) -> StorageError:
    return StorageError(
        "not-a-file",
        say("{path} is a folder.", path=str(path)),
        say("Name a file in it."),
    )


def not_text(path: Path) -> StorageError:
    return StorageError(
        "not-text",
        say("{text} holds signs that are no text.", text=ascii(path.name)),
        say("Choose a name in UTF-8: rename the file if it is there."),
    )


def not_a_meet(path: Path) -> StorageError:
    return StorageError(
        "not-a-meet",
        say("{path} is not a meet file.", path=str(path)),
        say("Choose a file that halflap has made; this one was not touched."),
    )


def newer(path: Path, found: int, known: int) -> StorageError:
    return StorageError(
        "newer",
        say(
            "{path} was made by a newer halflap (version {found} of the file, and this halflap "
            "knows version {known}).",
            path=str(path),
            found=found,
            known=known,
        ),
        say("Open it with the newer halflap; nothing was changed."),
    )


def damaged(path: Path, detail: str | Sentence) -> StorageError:
    return StorageError(
        "damaged",
        say("{path} is damaged ({detail}).", path=str(path), detail=detail),
        say("Keep it as it is, and go on with its newest backup."),
    )


def in_use(path: Path, holder: int | None = None) -> StorageError:
    return StorageError(
        "in-use",
        say("{path} is being written by another program.", path=str(path))
        if holder is None
        else say(
            "{path} is being written by another program (process {holder}).",
            path=str(path),
            holder=holder,
        ),
        say("Close the other program, or wait until it has finished; reading is always possible."),
    )


def read_only(path: Path) -> StorageError:
    return StorageError(
        "read-only",
        say("{path} cannot be written here: the file or its folder is read-only.", path=str(path)),
        say("Change its permissions, or work in another folder."),
    )


def no_log(path: Path, detail: str | Sentence) -> StorageError:
    return StorageError(
        "no-log",
        say(
            "The folder of {path} cannot hold its write-ahead log ({detail}).",
            path=str(path),
            detail=detail,
        ),
        say("Move the meet to a folder on a disk of this machine that can be written."),
    )


def full(path: Path) -> StorageError:
    return StorageError(
        "full",
        say("The disk has no room left for {path}; nothing of this was kept.", path=str(path)),
        say("Make room on the disk, and repeat it."),
    )


def failing(path: Path, detail: str) -> StorageError:
    return StorageError(
        "io",
        say("{path} could not be read or written ({detail}).", path=str(path), detail=detail),
        say("Check the disk and its cable; everything acknowledged before is kept."),
    )


@contextmanager
def explaining_os(path: Path) -> Iterator[None]:
    """Turns the operating system's errors about ``path`` into ``StorageError``."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full(path) from error
        if error.errno in _DENIED:
            raise read_only(path) from error
        if error.errno in _NOWHERE:
            raise missing(path.parent) from error
        raise failing(path, error.strerror or str(error)) from error
