"""Knows how a command is given to a meet that a running ``halflap live`` holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from halflap.cli.failure import REFUSED, STORAGE, Failure, Refusal
from halflap.hub.desk import Desk
from halflap.hub.door import Where, ask, running
from halflap.journal.errors import StorageError
from halflap.journal.fact import Head
from halflap.meet.commands import Accepted, Command
from halflap.meet.state import Meet
from halflap.meet.views.changes import Change, changes
from halflap.meet.wording_timing import sentence_of
from halflap.words.sentence import say


@dataclass(frozen=True, slots=True)
class Given:
    """A command, who gives it, and its id."""

    command: Command
    actor: str
    command_id: str


@dataclass(frozen=True, slots=True)
class KeptLive:
    """What a running loop kept of a command, as a desk would say it."""

    answer: Accepted
    changed: Sequence[Change]
    head: Head
    seqs: Sequence[int]


def opened(meet: Path, dry_run: bool) -> tuple[Desk, Where | None]:
    """The meet file for a command; where a running loop holds it, to read, and the loop."""
    live = running(meet.resolve())
    if dry_run or live is None:
        return Desk.open(meet, write=not dry_run), None
    try:
        return Desk.open(meet, write=True, wait_s=0), None  # the loop was killed
    except StorageError as error:
        if error.code != "in-use":
            raise
        return Desk.open(meet), live


def ask_live(live: Where, path: str, before: Meet, given: Given) -> KeptLive:
    """Give the command to the running loop; what it refuses is a failure as at a desk."""
    reply = ask(live, given.command, given.actor, given.command_id)
    if reply is None:
        raise Failure(STORAGE, [_unheard(path)])
    if reply.refused:
        found = [
            Refusal(each.code, sentence_of(each.text), sentence_of(each.remedy))
            for each in reply.refused
        ]
        raise Failure(STORAGE if reply.storage else REFUSED, found)
    remarks = [sentence_of(remark) for remark in reply.remarks]
    if reply.again:
        remarks.append(say("This command was done before; it was not done again."))
    with Desk.open(Path(path)) as desk:
        facts = tuple(e.fact for e in desk.ledger.entries if e.seq in reply.facts)
        stored = next(desk.journal.read(reply.facts[-1] - 1))
        after = desk.ledger.state
    answer = Accepted(facts, after, tuple(remarks))
    changed = () if reply.again else changes(before, after)
    return KeptLive(answer, changed, Head(stored.seq, stored.hash), reply.facts)


def _unheard(path: str) -> Refusal:
    return Refusal(
        "in-use",
        say("{path} is held by another program, which does not answer.", path=path),
        say("Try again; close that program if it hangs."),
    )
