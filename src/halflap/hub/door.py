"""Knows how commands reach a meet while ``halflap live`` holds it: over this machine's loopback.

The running loop writes ``NAME-live`` beside the meet file, which only its user can read: a port and
a secret. Who knocks says the secret as a line of its own, so that nothing long is taken in from
anybody else; then a request is one line of JSON, the answer another. Both are versions of what a
desk does.
"""

from __future__ import annotations

import socket
from pathlib import Path

import msgspec

from halflap.journal.facts_timing import Says
from halflap.meet.commands import Command

ANSWER_S = 30.0


class Where(msgspec.Struct):
    """How to reach the loop."""

    port: int
    secret: str


class Request(msgspec.Struct):
    """A command by the name of its kind, and its JSON text."""

    kind: str
    body: str
    actor: str
    command_id: str


class SaidRefusal(msgspec.Struct):
    """A refusal as it travels."""

    code: str
    text: Says
    remedy: Says


class Reply(msgspec.Struct, omit_defaults=True):
    """What became of it: the facts it was kept as, or why not. ``again``: it was done before."""

    facts: tuple[int, ...] = ()
    again: bool = False
    remarks: tuple[Says, ...] = ()
    refused: tuple[SaidRefusal, ...] = ()
    storage: bool = False


def door(meet: Path) -> Path:
    """Where a running loop says how it is reached."""
    return meet.with_name(f"{meet.name}-live")


def running(meet: Path) -> Where | None:
    """How the loop that holds a meet is reached; None if none says so."""
    try:
        return msgspec.json.decode(door(meet).read_bytes(), type=Where)
    except (OSError, ValueError):  # of which bad JSON and bad UTF-8 are both
        return None


def ask(where: Where, command: Command, actor: str, command_id: str) -> Reply | None:
    """Give a command to a running loop; None if it is no longer there."""
    request = Request(
        kind=type(command).__name__,
        body=msgspec.json.encode(command, order="sorted").decode(),
        actor=actor,
        command_id=command_id,
    )
    try:
        with socket.create_connection(("127.0.0.1", where.port), timeout=ANSWER_S) as line:
            line.sendall(where.secret.encode() + b"\n" + msgspec.json.encode(request) + b"\n")
            with line.makefile("rb") as answers:
                return msgspec.json.decode(answers.readline(), type=Reply)
    except (OSError, ValueError):  # of which bad JSON and bad UTF-8 are both
        return None
