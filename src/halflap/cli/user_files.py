"""Knows how the files that people name are read: no further than they may be long, and without
waiting for ever for a pipe.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from halflap.cli.failure import unusable
from halflap.words.sentence import Sentence, say

STDIN = "-"
MEGABYTE = 1024 * 1024
LONGEST = 16 * MEGABYTE
"""Bytes of a list, a result, a format, or one line of an export; the longest known has a tenth."""
LONGEST_TRAFFIC = 256 * MEGABYTE
"""Bytes of what a timing device wrote; a day of impulses has a hundredth."""
PATIENCE_S = 30.0
"""Seconds until somebody has to write into a pipe."""


def read_bytes(path: str) -> bytes:
    """What a file holds, ``-`` being standard input; a failure in words if it cannot be read."""
    with opened(path) as file:
        return up_to_longest(file, path)


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file open for reading, ``-`` being standard input; a failure in words if it cannot be."""
    if path == STDIN:
        yield sys.stdin.buffer
        return
    with _open(path) as file:
        yield file


def _open(path: str) -> BinaryIO:
    try:
        return opened_in_time(Path(path))
    except FileNotFoundError as error:
        raise unusable(
            "missing", say("There is no {path}.", path=path), say("Check the name and the folder.")
        ) from error
    except IsADirectoryError as error:
        raise unusable(
            "not-a-file", say("{path} is a folder.", path=path), say("Name a file in it.")
        ) from error
    except OSError as error:
        raise unusable(
            "unreadable",
            say("{path} cannot be read ({problem}).", path=path, problem=error.strerror or "?"),
            say("Check the name and the folder."),
        ) from error


def opened_in_time(path: Path) -> BinaryIO:
    """The file open for reading. Raises OSError, and ``Failure`` for a pipe nobody writes into."""
    if not path.is_fifo():
        return path.open("rb")
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    if not select.select([handle], [], [], PATIENCE_S)[0]:
        os.close(handle)
        raise unusable(
            "pipe",
            say("{path} is a pipe, and nobody writes into it.", path=str(path)),
            say("Start first what writes into it, or name a file."),
        )
    os.set_blocking(handle, True)
    return os.fdopen(handle, "rb")


def up_to_longest(file: BinaryIO, path: str) -> bytes:
    """All of a list, a result or a format; a failure in words where it is too long for one."""
    return _whole(
        file,
        LONGEST,
        say(
            "{path} is longer than {most} MB, and no list, result or format is.",
            path=path,
            most=LONGEST // MEGABYTE,
        ),
        say("Check that it is the file you mean; it was not read to its end."),
    )


def whole_traffic(file: BinaryIO, path: str) -> bytes:
    """All that a device wrote; a failure in words where it is too long for a day of racing."""
    return _whole(file, LONGEST_TRAFFIC, too_much_traffic(path), TRAFFIC_IN_PARTS)


def too_much_traffic(path: str) -> Sentence:
    """A file of traffic is too long."""
    return say(
        "{path} is longer than {most} MB, and what a device writes in a day is not.",
        path=path,
        most=LONGEST_TRAFFIC // MEGABYTE,
    )


TRAFFIC_IN_PARTS = say("Check that it is the file you mean, or give the part of the heat alone.")


def _whole(file: BinaryIO, most: int, text: Sentence, remedy: Sentence) -> bytes:
    data = file.read(most + 1)
    if len(data) > most:
        raise unusable("too-long", text, remedy)
    return data


def lines(file: BinaryIO, path: str) -> Iterator[bytes]:
    """Its lines, each with its end; a failure in words where one is too long to be an export's."""
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise unusable(
                "too-long",
                say(
                    "{path} has a line of more than {most} MB.", path=path, most=LONGEST // MEGABYTE
                ),
                say("Give the lines exactly as halflap export wrote them."),
            )
        yield line
