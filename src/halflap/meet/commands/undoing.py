"""Knows how a command is taken back, alone or with all that depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from halflap.journal.facts import CommandWithdrawn, OutcomesRecorded, ResultConfirmed
from halflap.journal.facts_timing import RunAt, RunClosed
from halflap.meet.among import heat_known
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    refuse,
    rule,
)
from halflap.meet.commands.timing_confirming import disagreeing
from halflap.meet.guns import HeatAt
from halflap.meet.ledger import AUTOMAT, Entry, Ledger, Refold, permanent
from halflap.meet.state import Meet
from halflap.meet.wording import what_happened
from halflap.words.sentence import Sentence, say


class Undo(Command, frozen=True, kw_only=True):
    """Take back the command of fact ``seq`` (None: the last that can be), also a withdrawal."""

    seq: int | None = None
    with_dependents: bool = False
    reason: str = ""


Ours = Callable[[Ledger, Sequence[Entry]], bool]
"""Whether a command is ours to take back."""

_DECIDED = (OutcomesRecorded, ResultConfirmed, RunClosed)
"""What follows by itself and decides something."""

SLICE = 64
"""So many facts are folded at a time while an undo is prepared: about a third of a millisecond."""


def preparing(ledger: Ledger, command: Undo) -> Iterator[None]:
    """Does beforehand what deciding the undo will need, a slice at a time.

    Whoever runs it goes on with something else in between: impulses do not wait for an undo.
    """
    entries = ledger.command(command.seq) if command.seq is not None else last_of_people(ledger)
    taken = [entries[0].command] if entries and not permanent(entries) else []
    while taken:
        yield from ledger.folding(taken, SLICE)
        found = [dependent.command for dependent in ledger.without(taken).dependents]
        if not found or not command.with_dependents:
            return
        taken += found


@rule(Undo)
def undo(ledger: Ledger, command: Undo) -> Answer:
    """The history without the command must fold; what does not is named, or goes with it."""
    entries = ledger.command(command.seq) if command.seq is not None else last_of_people(ledger)
    if not entries:
        raise refuse(
            "nothing",
            say("There is no command to take back."),
            say("Look at halflap history for the numbers."),
        )
    first = entries[0]
    if permanent(entries):
        raise refuse(
            "permanent",
            say("{what} cannot be taken back.", what=what_happened(first, ledger.state)),
            say("Begin another file for another meet; issue the next revision of a communiqué."),
        )
    if first.command in ledger.withdrawn:
        raise refuse(
            "withdrawn",
            say("{what} is already taken back.", what=what_happened(first, ledger.state)),
            say("Undo the withdrawal to bring it back."),
        )
    taken = taken_with(ledger, command)
    _check_permanent(ledger, taken)
    refold = ledger.without(taken)
    if refold.dependents:
        raise NotNow(*_depending(ledger, refold))
    if twice := _in_two_sessions(ledger.state, refold.state):
        raise NotNow(*twice)
    fact = CommandWithdrawn(commands=tuple(sorted(set(taken))), reason=command.reason)
    remarks: list[Sentence] = [
        say("Taken back: {what}", what=what_happened(entry, ledger.state))
        for seq in sorted(set(taken))
        for entry in ledger.command(seq)
    ]
    if any(entry.actor == AUTOMAT for seq in set(taken) for entry in ledger.command(seq)):
        remarks.append(
            say(
                "It is not done again by itself: do it by hand, or let it follow again: halflap"
                " automation MEET resume."
            )
        )
    if command.seq is None:
        remarks += _followed_since(ledger, taken)
    for at in _runs(ledger, taken):
        remarks += disagreeing(ledger.state, refold.state, at)
    return [fact], remarks


def taken_with(ledger: Ledger, command: Undo) -> list[int]:
    """The commands that an undo takes back, those that depend on it with it where they are to be;
    none where it is about nothing.
    """
    entries = ledger.command(command.seq) if command.seq is not None else last_of_people(ledger)
    if not entries or permanent(entries) or entries[0].command in ledger.withdrawn:
        return []
    taken = [entries[0].command]
    while command.with_dependents and (dependents := ledger.without(taken).dependents):
        taken += [dependent.command for dependent in dependents]
    return taken


def _followed_since(ledger: Ledger, taken: list[int]) -> list[Sentence]:
    """What followed by itself after a person's last command, and stands: perhaps it was meant."""
    for entry in reversed(ledger.entries):
        if entry.command <= taken[0]:
            return []
        stands = entry.command not in (*taken, *ledger.withdrawn)
        if entry.actor == AUTOMAT and stands and isinstance(entry.fact, _DECIDED):
            what = what_happened(entry, ledger.state)
            return [
                say(
                    "What followed by itself since then stands, the last of it: {what}. To take"
                    " that back: halflap undo MEET {seq}.",
                    what=what,
                    seq=entry.command,
                )
            ]
    return []


def _runs(ledger: Ledger, commands: list[int]) -> list[RunAt]:
    """The runs that the decisions of some commands are about."""
    found: dict[RunAt, None] = {}
    for seq in commands:
        for entry in ledger.command(seq):
            names = ("competition", "phase", "heat", "run")
            at = tuple(getattr(entry.fact, name, None) for name in names)
            if None not in at:
                found[at] = None  # type: ignore[index]
    return list(found)


def last_of_people(ledger: Ledger, ours: Ours | None = None, began: int = 0) -> tuple[Entry, ...]:
    """The last command of a person: what follows by itself would only follow again.

    With ``ours``, the last of those that are ours to take back, and later than ``began``.
    """
    for entry in reversed(ledger.entries):
        if ours is not None and entry.command <= began:
            return ()
        taken = entry.command in ledger.withdrawn or isinstance(entry.fact, CommandWithdrawn)
        entries = ledger.command(entry.seq)
        if taken or entry.actor == AUTOMAT or permanent(entries):
            continue
        if ours is None or ours(ledger, entries):
            return entries
    return ()


def _check_permanent(ledger: Ledger, commands: list[int]) -> None:
    for seq in commands:
        entries = ledger.command(seq)
        if permanent(entries):
            raise refuse(
                "permanent",
                say(
                    "{what} depends on it and cannot be taken back.",
                    what=what_happened(entries[0], ledger.state),
                ),
                say("Issue a correction instead."),
            )


def _in_two_sessions(meet: Meet, after: Meet) -> list[Refusal]:
    """The heats that an undo would put into a second session, where they would come up twice.

    The fold takes them, as it has to take those of meet files that have it so already.
    """
    known = set(_shared(meet))
    return [
        Refusal(
            "other-session",
            say(
                "{heat} would be in two sessions: {first} and {second}.",
                heat=heat_known(after, place),
                first=first,
                second=second,
            ),
            say("First order one of them anew without it, or take that order back as well."),
        )
        for place, first, second in _shared(after)
        if (place, first, second) not in known
    ]


def _shared(meet: Meet) -> Iterator[tuple[HeatAt, str, str]]:
    """The heats that stand in a session and in one before it, with the names of both."""
    first: dict[HeatAt, str] = {}
    for session in meet.sessions:
        for place in session.heats:
            before = first.setdefault(place, session.name)
            if before != session.name:
                yield place, before, session.name


def _depending(ledger: Ledger, refold: Refold) -> list[Refusal]:
    return [
        Refusal(
            "dependent",
            say(
                "Fact {seq} depends on it: {what} ({why}).",
                seq=dependent.command,
                what=what_happened(dependent.entry, ledger.state),
                why=dependent.why,
            ),
            say("Take it back first, or all together with --with-dependents."),
        )
        for dependent in refold.dependents
    ]
