"""Knows small journals for the tests of the stores, and how a test writes to one in a line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from halflap.journal.fact import Chunk, Draft, StoredFact
from halflap.journal.protocol import Journal
from halflap.journal.store import MeetFile

ROOT = Path(__file__).parents[2]
BOOT = "7f1c1a52-6d0f-4e0b-9d0e-000000000001"


def append(
    journal: Journal, command_id: str, *bodies: str, chunks: tuple[Chunk, ...] = ()
) -> tuple[StoredFact, ...]:
    """One command of the secretary, at noon of 21 August 2004, with a fact for each body."""
    return journal.append(
        command_id,
        "secretary",
        [Draft("heat-drawn", 1, body) for body in bodies or ("{}",)],
        outcome_text=f"{command_id} is done.",
        utc_us=1_093_089_600_000_000,
        mono_us=5_000_000,
        boot_id=BOOT,
        chunks=chunks,
    )


def impulse_bytes(data: bytes) -> Chunk:
    return Chunk("serial 1", 1_093_089_600_000_100, 5_000_100, data)


def fill(journal: Journal) -> None:
    """Four commands: facts 1-2, 3 (with chunks 1 and 2), 4 and 5-6 (with chunk 3)."""
    append(journal, "enter-1", '{"name":"Bradley Wiggins"}', '{"name":"Bradley McGee"}')
    two = (impulse_bytes(b"\x02A\x03"), impulse_bytes(b"\xff\x00"))
    append(journal, "impulse-1", '{"chunk":1}', chunks=two)
    append(journal, "enter-2", '{"name":"Ð Çelik 袁"}')
    append(journal, "impulse-2", '{"chunk":3}', "[1,2]", chunks=(impulse_bytes(b""),))


@contextmanager
def filled(path: Path) -> Iterator[MeetFile]:
    """A meet file with the four commands of ``fill``, open for writing."""
    with MeetFile.create(path) as meet:
        fill(meet)
        yield meet


def names(folder: Path) -> list[str]:
    """Everything that lies in a folder."""
    return sorted(path.name for path in folder.iterdir())


def start(script: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """Another process that runs a Python script with these arguments; its output is piped."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )


def run(script: str, *arguments: str | Path) -> str:
    """What such a process prints; it must end well."""
    with start(script, *arguments) as process:
        out, complaints = process.communicate(timeout=60)
    assert process.returncode == 0, complaints
    return out
