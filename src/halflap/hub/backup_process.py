"""Knows how to make one backup in a process of its own, so that no impulse waits for it.

Run as ``python -m halflap.hub.backup_process MEET TO``; it prints one line of JSON: the head of the
copy, or why there is none.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from halflap.journal.backup import backup
from halflap.journal.errors import StorageError
from halflap.meet.wording_timing import says_of


def main(meet: str, to: str) -> None:
    """Make the copy and say what came of it."""
    try:
        head = backup(Path(meet), Path(to))
        answer: dict[str, object] = {"seq": head.seq, "hash": head.hash}
    except StorageError as error:
        answer = {
            "says": msgspec.to_builtins(says_of(error.text)),
            "remedy": msgspec.to_builtins(says_of(error.remedy)),
        }
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
