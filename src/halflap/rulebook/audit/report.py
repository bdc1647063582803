"""Knows the whole audit: every check in its turn, each fault reported once, by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from halflap.rulebook.audit.contradiction import AuditReport, Contradiction, by_place
from halflap.rulebook.audit.counts import counts_in_prose
from halflap.rulebook.audit.gaps import gaps_against_times
from halflap.rulebook.audit.identity import identities
from halflap.rulebook.audit.lapped import denied_catches
from halflap.rulebook.audit.pairings import pairings_against_seeds
from halflap.rulebook.audit.prose import prose_against_tables
from halflap.rulebook.audit.qualifiers import qualifiers, strangers_in_finals
from halflap.rulebook.audit.ranks import ranks_against_times
from halflap.rulebook.audit.records import record_marks
from halflap.rulebook.audit.sheet import Sheet, lay_out
from halflap.rulebook.audit.speeds import speeds_against_times
from halflap.rulebook.audit.standing import classification_against_rides
from halflap.rulebook.audit.tables import broken_tables, crowded_heats
from halflap.rulebook.audit.times import impossible_times
from halflap.rulebook.audit.winners import winners_of_heats
from halflap.rulebook.format import Format
from halflap.rulebook.format_file import shipped
from halflap.rulebook.inference import infer
from halflap.sport.published import PublishedEvent

_HALF_LINE = re.compile(r"\A(line \d+) \(\d\)\Z")
Check = Callable[[Sheet], Iterator[Contradiction]]

_OF_ROWS: tuple[Check, ...] = (
    impossible_times,
    winners_of_heats,
    ranks_against_times,
    speeds_against_times,
    gaps_against_times,
)
"""Checks of single rows: what one of them contradicts is unknown to all that come after it."""

_OF_THE_REST: tuple[Check, ...] = (
    qualifiers,
    record_marks,
    counts_in_prose,
    prose_against_tables,
    denied_catches,
    broken_tables,
)


def audit_event(event: PublishedEvent, fmt: Format | None = None) -> AuditReport:
    """Judge a published event: everything derivable is derived again and compared.

    Without a format it is inferred; where several could apply, an error holds in all of them.
    A fragment is judged on what it holds: what is missing contradicts nothing.
    """
    inference = infer(event)
    formats = (fmt,) if fmt is not None else tuple(map(shipped, inference.candidates))
    people = identities(event)
    sheet = lay_out(event, people.aliases, people.namesakes)
    found = list(people.found)
    if people.joined:
        sheet = sheet.incomplete("qualifying")  # somebody is missing there, so nothing is counted
    for check in _OF_ROWS:
        wrong = list(check(sheet))
        found += wrong
        sheet = sheet.without(one.where for one in wrong if one.severity == "error")
    for check in _OF_THE_REST:
        found += check(sheet)
    joined = list(strangers_in_finals(sheet))
    if joined:
        found += joined
        sheet = sheet.incomplete("match")
    crowded = list(crowded_heats(sheet))
    found += crowded
    if not crowded and (fmt is not None or inference.fits):
        found += pairings_against_seeds(sheet, formats)
        found += classification_against_rides(sheet, formats)
    found = [replace(one, where=_place(one.where)) for one in found]
    return AuditReport(formats[0].id if formats else None, fmt is None, by_place(found))


def _place(where: str) -> str:
    """``line 12`` for the second rider of line 12 as well."""
    return _HALF_LINE.sub(r"\1", where)
