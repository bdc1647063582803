"""Knows the file of recorded raw traffic: JSON lines, each some bytes and when they came.

The first line is a header. Every other line is ``{"mono_us", "utc_us", "source", "protocol",
"connection", "bytes"}``: the host's clocks in microseconds, the name of the source, its wire
protocol, the number of its connection from 1 (a line of a protocol never goes on in the next
one), and the bytes in base64. Lines are only ever appended, so a power cut costs at most a part
of the last one.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from halflap.words.sentence import Sentence, say

VERSION = 1
KEY = "halflap_recording"

SYNC_EVERY_US = 1_000_000
"""A power cut costs at most this much of the newest traffic; a crash of the program none."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Bytes of one source, cut anywhere, and the host's clocks (microseconds) when they came."""

    source: str
    protocol: str
    connection: int
    mono_us: int
    utc_us: int
    data: bytes


class BadRecording(ValueError):
    """The file cannot be used as a recording: why, and what to do."""

    def __init__(self, text: Sentence, remedy: Sentence) -> None:
        self.text = text
        self.remedy = remedy
        super().__init__(str(text))


def is_recording(path: Path) -> bool:
    """Whether the file begins as a recording does. Raises OSError."""
    with path.open("rb") as file:
        return _version(file.readline(200)) is not None


class Recording:
    """A recording open for writing; a file that is there already is continued."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            OSError: it cannot be written.
            BadRecording: there is something else under this name.
        """
        self._file: BinaryIO = path.open("a+b", buffering=0)
        self._synced_us: int | None = None
        self._dirty = False
        try:
            self._begin(path)
        except BadRecording:
            self._file.close()
            raise

    def _begin(self, path: Path) -> None:
        self._file.seek(0)
        first = self._file.readline(200)
        if not first:
            self._write({KEY: VERSION})
            return
        if _version(first) != VERSION:
            raise BadRecording(
                say("{file} is there already, and no recording to go on with.", file=str(path)),
                say("Name another file."),
            )
        self._file.seek(-1, os.SEEK_END)
        if self._file.read(1) != b"\n":
            self._file.write(b"\n")  # the line a power cut tore stays, alone

    def write(self, piece: Recorded) -> None:
        """Append; the bytes have left this program when this returns. Raises OSError."""
        self._write(
            {
                "mono_us": piece.mono_us,
                "utc_us": piece.utc_us,
                "source": piece.source,
                "protocol": piece.protocol,
                "connection": piece.connection,
                "bytes": base64.b64encode(piece.data).decode("ascii"),
            }
        )
        self._dirty = True
        self.sync_if_due(piece.mono_us)

    def sync_if_due(self, mono_us: int) -> None:
        """Make sure of the disk where the last time is a second ago. Raises OSError."""
        if self._synced_us is None:
            self._synced_us = mono_us
        if self._dirty and mono_us - self._synced_us >= SYNC_EVERY_US:
            self._sync()
            self._synced_us = mono_us

    def close(self) -> None:
        """Make sure of the disk and close. Raises OSError."""
        self._sync()
        self._file.close()

    def _sync(self) -> None:
        os.fsync(self._file.fileno())
        self._dirty = False

    def _write(self, line: dict[str, object]) -> None:
        left = memoryview(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        while left:
            left = left[self._file.write(left) :]


def recorded(path: Path) -> Iterator[Recorded | Sentence]:
    """What a recording holds, in order; for a line that cannot be read, a sentence instead.

    Raises:
        OSError: the file cannot be read.
        BadRecording: it is no recording, or of a later version.
    """
    with path.open("rb") as file:
        version = _version(file.readline(200))
        if version is None:
            raise BadRecording(
                say("{file} is no recording.", file=str(path)),
                say("Recordings are made by halflap capture."),
            )
        if version > VERSION:
            raise BadRecording(
                say("{file} was recorded by a later halflap.", file=str(path)),
                say("Use a halflap that is as new as the one that recorded it."),
            )
        for number, line in enumerate(file, start=2):
            piece = _piece(line)
            if piece is not None:
                yield piece
            elif line.endswith(b"\n"):
                yield say("Line {line} of the recording is damaged.", line=number)
            else:
                yield say(
                    "The last line of the recording, line {line}, is torn: it was being written "
                    "when the power or the program ended.",
                    line=number,
                )


def _version(line: bytes) -> int | None:
    try:
        header = json.loads(line)
    except ValueError:
        return None
    version = header.get(KEY) if isinstance(header, dict) else None
    return version if isinstance(version, int) else None


def _piece(line: bytes) -> Recorded | None:
    try:
        found = json.loads(line)
        return Recorded(
            source=str(found["source"]),
            protocol=str(found["protocol"]),
            connection=int(found.get("connection", 1)),
            mono_us=int(found["mono_us"]),
            utc_us=int(found["utc_us"]),
            data=base64.b64decode(found["bytes"], validate=True),
        )
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
        return None
