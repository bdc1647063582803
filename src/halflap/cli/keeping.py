"""``halflap verify``, ``backup``, ``export``, ``import``: a meet file proven, copied, carried."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from halflap.cli.at_desk import MEET, storage_failures
from halflap.cli.command import argument, as_json, command, option
from halflap.cli.failure import DONE, FINDING, unusable
from halflap.cli.output import Json, write_json
from halflap.cli.progress import counted
from halflap.cli.say import nobody_reads, out, painted, spoken
from halflap.cli.user_files import STDIN, lines, opened
from halflap.hub.desk import entries
from halflap.journal.backup import backup as back_up
from halflap.journal.chain import (
    ChainBroken,
    ChainWhole,
    Comparison,
    GivenHead,
    compare,
    missing_heads,
)
from halflap.journal.chain import verify as verify_chain
from halflap.journal.fact import Head
from halflap.journal.jsonl import export_jsonl, import_jsonl, write_jsonl
from halflap.journal.store import MeetFile
from halflap.meet.fold import Illegal
from halflap.meet.views.derives import Difference, differences
from halflap.words.sentence import Sentence, say

_READING = say("reading facts")
_RELATIONS = {
    "equal": say("The copy holds the same facts."),
    "copy is behind": say("The copy is an earlier state of this file."),
    "copy is ahead": say("The copy holds facts that this file has lost."),
    "differs": say("The copy holds other facts."),
}


@dataclass(frozen=True, slots=True)
class _Verified:
    """The three answers of verify; what could not be asked is None.

    ``no_history`` says why the facts cannot follow each other; then nothing derives from them.
    """

    chain: ChainWhole | ChainBroken
    heads: tuple[GivenHead, ...]
    missing: tuple[GivenHead, ...] | None
    copy: Comparison | None
    derived: tuple[Difference, ...] | None
    no_history: str = ""

    @property
    def failed(self) -> bool:
        """Whether anything was found that must not be."""
        return (
            isinstance(self.chain, ChainBroken)
            or bool(self.missing)
            or (self.copy is not None and self.copy.relation in ("copy is ahead", "differs"))
            or any(each.failure for each in self.derived or ())
            or bool(self.no_history)
        )


@command(
    "verify",
    says=say(
        "Prove a meet file: whether any fact was changed, whether it holds the heads that were "
        "printed and the facts of a copy, and whether what was confirmed still follows. Ends "
        "with 1 if something is wrong."
    ),
    examples=(
        ("halflap verify club.halflap", say("inner consistency alone")),
        ("halflap verify club.halflap --head 41:3f2a90b1c4d7", say("against a printed head")),
        ("halflap verify club.halflap --against backup.halflap", say("against a copy")),
    ),
)
@MEET
@option(
    "--head",
    "heads",
    multiple=True,
    metavar="SEQ:HASH",
    says=say("A head as printed on a communiqué; may be given again."),
)
@option("--against", "copy", metavar="COPY", says=say("A copy of the meet file."))
@as_json
def verify(meet: str, heads: Sequence[str], copy: str | None, as_json: bool) -> int:
    """The command."""
    given = tuple(_head(text) for text in heads)
    with storage_failures(meet), MeetFile.open(Path(meet)) as journal:
        found = _verified(journal, given, copy)
    if as_json:
        write_json(_verified_json(found))
    else:
        _print_verified(found)
    return FINDING if found.failed else DONE


def _head(text: str) -> GivenHead:
    try:
        return GivenHead.parse(text)
    except ValueError as error:
        raise unusable(
            "head",
            say("“{text}” is not a head.", text=text),
            say("Write it as it was printed: the fact, a colon and at least 12 hex digits."),
        ) from error


def _verified(journal: MeetFile, heads: tuple[GivenHead, ...], copy: str | None) -> _Verified:
    chain = verify_chain(journal)
    if isinstance(chain, ChainBroken):  # nothing that is compared with it would mean anything
        return _Verified(chain, heads, None, None, None)
    missing = missing_heads(counted(journal.read(), _READING), heads)
    comparison = None
    if copy is not None:
        with storage_failures(copy), MeetFile.open(Path(copy)) as other:
            comparison = compare(counted(journal.read(), _READING), other.read())
    try:
        derived = differences(counted(entries(journal), _READING))
    except (Illegal, msgspec.DecodeError) as error:
        return _Verified(chain, heads, missing, comparison, None, str(error))
    return _Verified(chain, heads, missing, comparison, derived)


def _verified_json(found: _Verified) -> dict[str, Json]:
    broken = found.chain if isinstance(found.chain, ChainBroken) else None
    whole = found.chain if isinstance(found.chain, ChainWhole) else None
    return {
        "whole": whole is not None,
        "head": f"{whole.head.seq}:{whole.head.hash}" if whole else None,
        "first_bad_fact": broken.first_bad_seq if broken else None,
        "reason": spoken(broken.reason) if broken else found.no_history,
        "heads": [
            {
                "head": str(head),
                "contained": None if found.missing is None else head not in found.missing,
            }
            for head in found.heads
        ],
        "copy": None
        if found.copy is None
        else {
            "relation": found.copy.relation,
            "first_difference": found.copy.first_difference,
        },
        "end_proven": whole is not None and (bool(found.heads) or found.copy is not None),
        "derived": None
        if found.derived is None
        else [
            {
                "path": each.path,
                "confirmed": each.confirmed,
                "derived": each.derived,
                "algorithm": each.algorithm,
                "failure": each.failure,
            }
            for each in found.derived
        ],
    }


def _print_verified(found: _Verified) -> None:
    out(painted(spoken(say("1. Is every fact as it was kept?")), "bold"))
    if isinstance(found.chain, ChainBroken):
        seq = found.chain.first_bad_seq
        out(
            say(
                "  No: from fact {seq} on it cannot be trusted. {why}",
                seq=seq,
                why=found.chain.reason,
            ),
            say("  What follows from the facts was not looked at."),
        )
        return
    head = found.chain.head
    out(say("  Yes, up to the head {seq}:{hash}.", seq=head.seq, hash=head.hash[:12]))
    out("", painted(spoken(say("2. Does it hold what was printed or copied?")), "bold"))
    for given in found.heads:
        if given in (found.missing or ()):
            out(say("  No: it does not hold the head {head}.", head=str(given)))
        else:
            out(say("  It holds the head {head}.", head=str(given)))
    if found.copy is not None:
        out(f"  {spoken(_relation(found.copy))}")
    if not found.heads and found.copy is None:
        out(
            say(
                "  Not asked: without a printed head or a copy it cannot be excluded that the end "
                "was cut off or everything rewritten (--head, --against)."
            )
        )
    out("", painted(spoken(say("3. Does what was confirmed still follow?")), "bold"))
    if found.no_history:
        out(say("  No: its facts cannot follow each other ({why}).", why=found.no_history))
    elif not found.derived:
        out(say("  Yes."))
    for each in found.derived or ():
        line = f"  {spoken(each.sentence)}"
        out(line if each.failure else f"{line} {spoken(say('(another version: no failure)'))}")


def _relation(copy: Comparison) -> Sentence:
    relation = _RELATIONS[copy.relation]
    if copy.first_difference is None:
        return relation
    return say("{relation} First: fact {seq}.", relation=relation, seq=copy.first_difference)


@command(
    "backup",
    says=say("Copy a meet to a new file, also while it is being written; the copy is verified."),
    examples=(("halflap backup club.halflap usb/club.halflap", say("onto a stick")),),
)
@MEET
@argument("to", metavar="TO", says=say("The new file; an existing one is never written over."))
@as_json
def backup(meet: str, to: str, as_json: bool) -> int:
    """The command."""
    with storage_failures(meet):
        _carried(back_up(Path(meet), Path(to)), to, as_json)
    return DONE


def _carried(head: Head, path: str, as_json: bool) -> None:
    if as_json:
        write_json({"file": path, "head": f"{head.seq}:{head.hash}"})
    else:
        out(
            say(
                "{path} holds the meet up to {head}.",
                path=path,
                head=f"{head.seq}:{head.hash[:12]}",
            )
        )


@command(
    "export",
    says=say("Write a meet as JSON lines, which people can read and import takes byte for byte."),
    examples=(
        ("halflap export club.halflap club.jsonl", say("into a new file")),
        ("halflap export club.halflap | grep ranking.confirmed", say("to standard output")),
    ),
)
@MEET
@argument(
    "to",
    metavar="[OUT.jsonl]",
    default=STDIN,
    says=say("The new file; - or nothing is standard output."),
)
@as_json
def export(meet: str, to: str, as_json: bool) -> int:
    """The command; what it writes to standard output is JSON in any case."""
    with storage_failures(meet), MeetFile.open(Path(meet)) as journal:
        if to == STDIN:
            try:
                for line in export_jsonl(journal):
                    sys.stdout.buffer.write(line)
                sys.stdout.buffer.flush()
            except BrokenPipeError:
                nobody_reads(sys.stdout)
        else:
            _carried(write_jsonl(journal, Path(to)), to, as_json)
    return DONE


@command(
    "import",
    says=say("Make a meet file of exported JSON lines, with all its hashes."),
    examples=(
        ("halflap import club.jsonl again.halflap", say("a file equal to the exported one")),
    ),
)
@argument("source", metavar="IN.jsonl", says=say("The exported lines; - is standard input."))
@argument(
    "meet", metavar="MEET", says=say("The file to make; an existing one is never written over.")
)
@as_json
def import_(source: str, meet: str, as_json: bool) -> int:
    """The command."""
    with storage_failures(meet), opened(source) as file:
        head = import_jsonl(counted(lines(file, source), _READING), Path(meet))
    _carried(head, meet, as_json)
    return DONE
