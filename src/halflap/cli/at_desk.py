"""Knows how a command of a meet is run: the file opened, the command asked, kept, and said.

Which commands there are is not known here; what a command does is known in ``meet``.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from halflap.cli.asking import Given, ask_live, opened
from halflap.cli.command import Command as ClickCommand
from halflap.cli.command import Example, argument, as_json, command, option
from halflap.cli.failure import DONE, REFUSED, STORAGE, USAGE, Failure, Refusal, unusable
from halflap.cli.output import Json, write_json
from halflap.cli.say import out, painted, spoken
from halflap.hub.desk import Desk
from halflap.hub.door import Where
from halflap.journal.errors import StorageError
from halflap.journal.fact import Head
from halflap.journal.facts import UnknownFact
from halflap.meet.commands import Accepted, Command, Refused
from halflap.meet.fold import Illegal
from halflap.meet.ledger import Entry
from halflap.meet.state import Competition, Meet
from halflap.meet.views.changes import Change, changes
from halflap.meet.wording import what_happened
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence, say

SHOWN_CHANGES = 12
"""How many changed numbers are worth a person's eye; programs get all of them."""

_EXIT_OF = {"bad-line": USAGE, "not-text": USAGE, "command-reused": REFUSED}
"""Storage errors that are not the disk's: an unreadable input, a retry that is none."""

Show = Callable[[Meet], Iterable[str]]


@contextmanager
def storage_failures(path: str) -> Iterator[None]:
    """Turns what a meet file cannot do into a failure in words."""
    try:
        yield
    except StorageError as error:
        exit_code = _EXIT_OF.get(error.code, STORAGE)
        raise Failure(exit_code, [Refusal(error.code, error.text, error.remedy)]) from error
    except UnknownFact as error:
        raise Failure(
            STORAGE,
            [
                Refusal(
                    "newer",
                    say(
                        "{path} holds a fact of a newer halflap ({fact}).",
                        path=path,
                        fact=str(error),
                    ),
                    say("Open it with the newer halflap; nothing was changed."),
                )
            ],
        ) from error
    except (Illegal, msgspec.DecodeError) as error:
        raise Failure(
            STORAGE,
            [
                Refusal(
                    "no-history",
                    say(
                        "{path} holds facts that cannot follow each other ({why}).",
                        path=path,
                        why=str(error),
                    ),
                    say("Look at it with halflap verify; nothing was changed."),
                )
            ],
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class AtDesk:
    """A meet file open for one command, and how the person asked for it.

    ``live``: a running loop holds the file, and takes the commands.
    """

    desk: Desk
    live: Where | None = None
    path: str
    named: str | None = None
    actor: str = ""
    command_id: str = ""
    as_json: bool = False
    dry_run: bool = False

    @property
    def meet(self) -> Meet:
        """The meet as it stands."""
        return self.desk.ledger.state

    def competition(self) -> Competition:
        """The competition named, or the only one of the meet."""
        competitions = list(self.meet.in_order())
        if self.named is None and len(competitions) == 1:
            return competitions[0]
        names = ", ".join(each.id for each in competitions)
        if not competitions:
            raise Failure(
                REFUSED,
                [
                    Refusal(
                        "no-competition",
                        say("The meet has no competition yet."),
                        say("Open one: halflap competition {meet} ID --format ID.", meet=self.path),
                    )
                ],
            )
        if self.named is None:
            raise unusable(
                "which-competition",
                say("The meet has several competitions."),
                say("Name one with --competition: {names}.", names=names),
            )
        for each in competitions:
            if each.id == self.named:
                return each
        raise Failure(
            REFUSED,
            [
                Refusal(
                    "no-competition",
                    say('There is no competition "{id}".', id=self.named),
                    say("Name one of: {names}.", names=names),
                )
            ],
        )

    def phase(self, name: str) -> Phase:
        """The phase of the competition whose id is ``name`` or alone begins with it."""
        phases = self.competition().fmt.phase
        found = [each for each in phases if each.id == name] or [
            each for each in phases if each.id.startswith(name)
        ]
        if len(found) == 1:
            return found[0]
        fmt = self.competition().fmt
        raise Failure(
            REFUSED,
            [
                Refusal(
                    "no-phase",
                    say('The format {format} has no phase "{id}".', format=fmt.id, id=name),
                    say("Name one of: {names}.", names=", ".join(each.id for each in phases)),
                )
            ],
        )

    def do(self, asked: Command, show: Show | None = None) -> int:
        """Ask for a command: keep it and say what it did, or say what it would do.

        ``show`` gives the lines that people want to see of the state it leads to; without it,
        and in a dry run, they see which numbers change.
        """
        before = self.meet
        if self.dry_run:
            answer = self.desk.preview(asked)
            if isinstance(answer, Refused):
                raise refused(answer)
            self._say(answer, changes(before, answer.state), None, (), show)
            return DONE
        if self.live is not None:
            given = Given(asked, self.actor, self.command_id)
            kept = ask_live(self.live, self.path, self.meet, given)
            self._say(kept.answer, kept.changed, kept.head, kept.seqs, show)
            return DONE
        done = self.desk.act(asked, self.actor, self.command_id)
        if isinstance(done, Refused):
            raise refused(done)
        seqs = [fact.seq for fact in done.facts]
        head = Head(done.facts[-1].seq, done.facts[-1].hash)
        if done.accepted is None:
            entries = [entry for entry in self.desk.ledger.entries if entry.seq in seqs]
            again = Accepted(
                tuple(entry.fact for entry in entries),
                self.meet,
                (say("This command was done before; it was not done again."),),
            )
            self._say(again, (), head, seqs, show)
        else:
            self._say(done.accepted, changes(before, self.meet), head, seqs, show)
        return DONE

    def _say(
        self,
        answer: Accepted,
        changed: Sequence[Change],
        head: Head | None,
        seqs: Sequence[int],
        show: Show | None,
    ) -> None:
        if self.as_json:
            write_json(done_json(answer, changed, head, seqs))
            return
        lines = list(show(answer.state)) if show is not None else []
        if self.dry_run or show is None:
            lines += [f"  {spoken(each.sentence)}" for each in changed[:SHOWN_CHANGES]]
            more = len(changed) - SHOWN_CHANGES
            if more > 0:
                lines.append(spoken(say("  … and {n} more changes (--json shows all).", n=more)))
        print_done(answer, head, lines)


def done_json(
    answer: Accepted, changed: Sequence[Change], head: Head | None, seqs: Sequence[int]
) -> dict[str, Json]:
    """What a command did, for programs; without a head it was only a dry run."""
    return {
        "dry_run": head is None,
        "facts": list(seqs),
        "head": f"{head.seq}:{head.hash}" if head else None,
        "says": [spoken(each) for each in said(answer)],
        "remarks": [spoken(each) for each in answer.remarks],
        "changes": [
            {"path": each.path, "before": each.before, "after": each.after} for each in changed
        ],
    }


def print_done(answer: Accepted, head: Head | None, lines: Iterable[str]) -> None:
    """What a command did, for people; without a head it was only a dry run."""
    if head is None:
        out(painted(spoken(say("Nothing is changed. This would happen:")), "bold"))
    out(*said(answer), *(f"  {spoken(each)}" for each in answer.remarks), *lines)
    if head is not None:
        out(kept(head))


def kept(head: Head) -> Sentence:
    """Where a command was kept: its last fact, and the head to note down."""
    return say("Kept as fact {seq} (head {seq}:{hash}).", seq=head.seq, hash=head.hash[:12])


def said(answer: Accepted) -> list[Sentence]:
    """What the facts of an answer say, in order."""
    return [what_happened(Entry(0, 0, fact), answer.state) for fact in answer.facts]


def refused(answer: Refused) -> Failure:
    """The reasons of a meet as those of a command line."""
    return Failure(
        REFUSED, [Refusal(each.code, each.text, each.remedy) for each in answer.refusals]
    )


def only_text(*given: object) -> None:
    """Refuse what was typed in bytes that are no text: a meet keeps nothing else."""
    for value in given:
        if isinstance(value, tuple):
            only_text(*value)
        elif isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError as error:
                raise unusable(
                    "not-text",
                    say("{text} holds signs that are no text.", text=value),
                    say("Type it again; nothing was kept."),
                ) from error


def default_actor() -> str:
    """Who acts if nobody is named."""
    names = (os.environ.get(name) for name in ("HALFLAP_ACTOR", "LOGNAME", "USER", "USERNAME"))
    return next((name for name in names if name), "-")


MEET = argument("meet", metavar="MEET", says=say("The meet file, such as club.halflap."))
_WHICH = option(
    "--competition",
    metavar="ID",
    says=say("The competition; may be left out when the meet has one."),
)
_HOW_TO_ACT = (
    as_json,
    option(
        "--dry-run",
        is_flag=True,
        says=say("Say what would happen and what would change, and change nothing."),
    ),
    option(
        "--command-id",
        metavar="ID",
        says=say("An id of your own: repeating a command with it never acts twice."),
    ),
    option(
        "--actor",
        metavar="NAME",
        says=say("Who decides or types this; otherwise HALFLAP_ACTOR or the login name."),
    ),
)


def how_to_act(function: Callable[..., int]) -> Callable[..., int]:
    """The options of every command that changes a meet."""
    for decorate in _HOW_TO_ACT:
        function = decorate(function)
    return function


def acting(
    name: str, says: Sentence, examples: Sequence[Example] = (), *, of_one: bool = True
) -> Callable[[Callable[..., int]], ClickCommand]:
    """A command that changes a meet: the function gets ``AtDesk`` and its own arguments.

    ``of_one`` commands concern one competition and have the option that names it.
    """

    def declare(function: Callable[..., int]) -> ClickCommand:
        def run(
            *,
            meet: str,
            competition: str | None = None,
            actor: str | None,
            command_id: str | None,
            as_json: bool,
            dry_run: bool,
            **given: Any,
        ) -> int:
            only_text(actor, command_id, *given.values())
            with storage_failures(meet):
                desk, live = opened(Path(meet), dry_run)
            with storage_failures(meet), desk:
                at = AtDesk(
                    desk=desk,
                    live=live,
                    path=meet,
                    named=competition,
                    actor=actor or default_actor(),
                    command_id=command_id or uuid.uuid4().hex,
                    as_json=as_json,
                    dry_run=dry_run,
                )
                return function(at, **given)

        common = how_to_act(run)
        common = _WHICH(common) if of_one else common
        return _declared(command(name, says, examples), common, function)

    return declare


def looking(
    name: str, says: Sentence, examples: Sequence[Example] = (), *, of_one: bool = True
) -> Callable[[Callable[..., int]], ClickCommand]:
    """A command that only looks at a meet: the function gets ``AtDesk`` and its own arguments."""

    def declare(function: Callable[..., int]) -> ClickCommand:
        def run(*, meet: str, competition: str | None = None, as_json: bool, **given: Any) -> int:
            with storage_failures(meet), Desk.open(Path(meet)) as desk:
                at = AtDesk(desk=desk, path=meet, named=competition, as_json=as_json)
                return function(at, **given)

        common = _WHICH(as_json(run)) if of_one else as_json(run)
        return _declared(command(name, says, examples), common, function)

    return declare


def _declared(
    declare: Callable[[Callable[..., int]], ClickCommand],
    run: Callable[..., int],
    function: Callable[..., int],
) -> ClickCommand:
    """The command with MEET first, then what ``function`` asks for, then the common options.

    click keeps parameters on the function, the last first.
    """
    vars(run)["__click_params__"].extend(vars(function).get("__click_params__", []))
    return declare(MEET(run))
