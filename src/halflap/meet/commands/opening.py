"""Knows how a meet and its competitions begin."""

from __future__ import annotations

import re
from fractions import Fraction

from halflap.journal.facts import CompetitionOpened, MeetOpened, RecordFact
from halflap.meet.commands.base import Answer, Command, NotNow, Refusal, refuse, rule
from halflap.meet.commands.printable import LONGEST_NAME, refused_text
from halflap.meet.commands.record_setting import is_day, odd_records, refused_records
from halflap.meet.courses import track_of
from halflap.meet.ledger import Ledger
from halflap.meet.venue_time import is_zone
from halflap.rulebook.format_file import BadFormat, read_format
from halflap.sport.track import Track
from halflap.words.sentence import say

LENGTH = re.compile(r"\d{1,9}(?:\.\d{1,6}|/\d{1,9})?", re.ASCII)
"""A length as it is kept: 250, 333.33 or 1000/3."""

LONGEST_ID = 40
ID = re.compile(rf"(?!\.+$)[\w.-]{{1,{LONGEST_ID}}}")
"""An id, which is part of addresses and names of files: dots alone lead elsewhere."""
A_ZONE = "Europe/London"
"""What a machine that has a list of zones knows."""
LONGEST_M = 100_000
"""A longer distance is a slip, and would be laid out half lap by half lap."""


class OpenMeet(Command, frozen=True, kw_only=True):
    """Open a meet: ``track`` is the length in metres as an exact fraction ("250", "1000/3")."""

    name: str
    venue: str = ""
    date: str = ""
    zone: str = "UTC"
    track: str = "250"


class OpenCompetition(Command, frozen=True, kw_only=True):
    """Open a competition with the whole text of its format and the tables in force."""

    competition: str
    title: str
    category: str
    distance_m: int
    format_text: str
    categories_text: str = ""
    records: tuple[RecordFact, ...] = ()


@rule(OpenMeet)
def open_meet(ledger: Ledger, command: OpenMeet) -> Answer:
    """A file holds one meet."""
    if ledger.state.opened:
        raise refuse(
            "meet-open",
            say('This file already holds the meet "{name}".', name=ledger.state.name),
            say("Choose another file name for a new meet."),
        )
    if not command.name.strip():
        raise refuse("no-name", say("A meet needs a name."), say("Give one with --name."))
    refusals = [
        *refused_text(say("The name of the meet"), command.name, "name"),
        *refused_text(say("The venue"), command.venue, "venue"),
        *_when(command),
    ]
    if refusals:
        raise NotNow(*refusals)
    try:
        if LENGTH.fullmatch(command.track) is None:
            raise ValueError
        Track(Fraction(command.track))
    except (ValueError, ZeroDivisionError) as error:
        raise refuse(
            "track-length",
            say('"{text}" is not a track length.', text=command.track[:LONGEST_NAME]),
            say("Give metres, such as 250 or 1000/3."),
        ) from error
    fact = MeetOpened(
        name=command.name,
        venue=command.venue,
        date=command.date,
        zone=command.zone,
        track=command.track,
    )
    return [fact], []


def _when(command: OpenMeet) -> list[Refusal]:
    """Why a meet is on no day, or its clocks go by no zone."""
    found: list[Refusal] = []
    if command.date and not is_day(command.date):
        found.append(
            Refusal(
                "date",
                say("“{text}” is not a date.", text=command.date[:LONGEST_NAME]),
                say("Write it as 2004-08-20."),
            )
        )
    if not is_zone(command.zone) and is_zone(A_ZONE):  # a machine that knows none shows UTC
        found.append(
            Refusal(
                "zone",
                say("“{zone}” is not a time zone known here.", zone=command.zone[:LONGEST_NAME]),
                say("Write it as Europe/Athens, or UTC."),
            )
        )
    return found


@rule(OpenCompetition)
def open_competition(ledger: Ledger, command: OpenCompetition) -> Answer:
    """The format must be one that can be used; it is kept whole from here on."""
    if not ledger.state.opened:
        raise refuse("no-meet", say("There is no meet yet."), say("Open one with halflap new."))
    if not ID.fullmatch(command.competition):  # it is part of every path
        raise refuse(
            "competition-id",
            say('"{id}" is not an id of a competition.', id=command.competition[:LONGEST_NAME]),
            say(
                "Use at most {most} letters, figures, dots and hyphens, such as men-elite.",
                most=LONGEST_ID,
            ),
        )
    if command.competition in ledger.state.competitions:
        raise refuse(
            "competition-open",
            say('There is already a competition "{id}".', id=command.competition),
            say("Choose another id."),
        )
    refusals = [
        *refused_text(say("The title of the competition"), command.title, "title"),
        *refused_text(say("The category"), command.category, "category"),
    ]
    if refusals:
        raise NotNow(*refusals)
    try:
        fmt = read_format(command.format_text)
    except BadFormat as bad:
        raise refuse("bad-format", bad.sentence, say("Correct the format file.")) from bad
    try:
        if command.distance_m > LONGEST_M:
            raise ValueError
        track_of(ledger.state).course(command.distance_m)
    except ValueError as error:
        raise refuse(
            "distance",
            say("A distance of {metres} m cannot be ridden.", metres=command.distance_m),
            say("Give the distance in metres, such as 4000."),
        ) from error
    if wrong := refused_records(command.records):
        raise NotNow(*wrong)
    fact = CompetitionOpened(
        competition=command.competition,
        title=command.title,
        category=command.category,
        distance_m=command.distance_m,
        format=fmt.id,
        format_text=command.format_text,
        categories_text=command.categories_text,
        records=command.records,
    )
    return [fact], odd_records(command.records, command.distance_m)
