"""``halflap new`` and ``halflap competition``: a meet file, and the competitions in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from halflap.cli.at_desk import (
    AtDesk,
    acting,
    default_actor,
    done_json,
    how_to_act,
    only_text,
    print_done,
    refused,
    storage_failures,
)
from halflap.cli.command import argument, command, option
from halflap.cli.failure import DONE, unusable
from halflap.cli.output import write_json
from halflap.cli.published import format_text
from halflap.cli.typed import checked, day, record_in_force
from halflap.hub.desk import Desk
from halflap.journal.beside import check_free
from halflap.journal.fact import Head
from halflap.journal.facts import Fact
from halflap.meet.commands import Accepted, OpenCompetition, OpenMeet, Refused, decide
from halflap.meet.ledger import Entry, Ledger
from halflap.rulebook.tables import categories_text, category
from halflap.sport.category import distance_m
from halflap.sport.track import parse_length
from halflap.words.sentence import Sentence, say

_OF_A_COMPETITION = (
    option(
        "--records",
        multiple=True,
        metavar="NAME=LIST|TIME",
        says=say(
            "A record in force, once each: OR=olympic-men-4000 (a shipped list, as it stood on "
            "the day of the meet) or TR=4:21.300."
        ),
    ),
    option(
        "--distance",
        type=click.INT,
        metavar="METRES",
        says=say("The distance; otherwise that of the category in the year of the meet."),
    ),
    option("--category", metavar="ID", says=say("The category, such as ME, WE, MJ or WJ.")),
    option("--title", metavar="TEXT", says=say("The title as printed; otherwise its id.")),
)


def of_a_competition(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say what a competition is."""
    for decorate in _OF_A_COMPETITION:
        function = decorate(function)
    return function


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A competition as asked for on the command line."""

    title: str | None
    category: str | None
    distance: int | None
    records: Sequence[str]

    def command(self, id_: str, fmt: str, on: date) -> OpenCompetition:
        """The command that opens it in a meet of that day."""
        return OpenCompetition(
            competition=id_,
            title=self.title or id_,
            category=self.category or "",
            distance_m=self._distance(on),
            format_text=format_text(fmt),
            categories_text=categories_text(),
            records=tuple(record_in_force(text, on) for text in self.records),
        )

    def _distance(self, on: date) -> int:
        if self.distance is not None:
            return self.distance
        if self.category is None:
            raise unusable(
                "distance",
                say("Neither the distance nor the category is given."),
                say("Give --distance in metres, or --category, such as ME."),
            )
        return checked(lambda text: distance_m(category(text), on.year), self.category)


@command(
    "new",
    says=say("Make a new meet file, with its first competition if --format is given."),
    examples=(
        (
            "halflap new club.halflap --name 'Tuesday cup' --track 333.33",
            say("a meet, still empty"),
        ),
        (
            "halflap new worlds.halflap --format uci-2025 --competition men --category ME",
            say("with the men's elite pursuit over its 4 km"),
        ),
    ),
)
@argument("meet", metavar="MEET", says=say("The file to make, such as club.halflap."))
@option("--name", metavar="TEXT", says=say("The name of the meet; otherwise that of the file."))
@option("--venue", metavar="TEXT", default="", says=say("Where it is held."))
@option(
    "--date",
    "on",
    metavar="DATE",
    says=say("The (first) day, such as 2004-08-20; otherwise today."),
)
@option(
    "--zone",
    metavar="ZONE",
    default="UTC",
    says=say("The time zone of the venue, such as Europe/Athens; for display."),
)
@option(
    "--track",
    metavar="METRES",
    default="250",
    says=say("The length of the track: 250, 333.33 or 1000/3."),
)
@option(
    "--format",
    "format_name",
    metavar="ID|FILE",
    says=say("Opens the first competition in this format."),
)
@option(
    "--competition",
    metavar="ID",
    default="pursuit",
    says=say("The id of that competition, such as men."),
)
@of_a_competition
@how_to_act
def new(
    *,
    meet: str,
    name: str | None,
    venue: str,
    on: str | None,
    zone: str,
    track: str,
    format_name: str | None,
    competition: str,
    title: str | None,
    category: str | None,
    distance: int | None,
    records: Sequence[str],
    actor: str | None,
    command_id: str | None,
    as_json: bool,
    dry_run: bool,
) -> int:
    """The command: everything is asked first, so that a refusal leaves no file behind."""
    only_text(name, venue, competition, title, category, *records, actor, command_id)
    when = day(on) if on else date.today()
    length = checked(parse_length, track)
    asked: list[OpenMeet | OpenCompetition] = [
        OpenMeet(
            name=Path(meet).stem if name is None else name,
            venue=venue,
            date=when.isoformat(),
            zone=zone,
            track=str(length.metres),
        )
    ]
    if format_name:
        wanted = _Asked(title=title, category=category, distance=distance, records=records)
        asked.append(wanted.command(competition, format_name, when))
    remarks = (length.snapped,) if length.snapped else ()
    answer = _all_accepted(asked, remarks)
    head: Head | None = None
    seqs: tuple[int, ...] = ()
    with storage_failures(meet):
        if not dry_run:
            head, seqs = _keep(Path(meet), asked, actor or default_actor(), command_id)
        elif command_id is None:  # with an id, the file may be its own
            check_free(Path(meet))
    if as_json:
        write_json(done_json(answer, (), head, seqs))
    else:
        print_done(answer, head, ())
    return DONE


def _all_accepted(
    asked: Sequence[OpenMeet | OpenCompetition], remarks: tuple[Sentence, ...]
) -> Accepted:
    """The answer of a meet that does not exist yet to all of its first commands."""
    ledger = Ledger()
    facts: list[Fact] = []
    said: list[Sentence] = []
    for each in asked:
        answer = decide(ledger, each)
        if isinstance(answer, Refused):
            raise refused(answer)
        said += answer.remarks
        for fact in answer.facts:
            facts.append(fact)
            ledger.append(Entry(len(facts), len(facts), fact))
    return Accepted(tuple(facts), ledger.state, (*remarks, *said))


def _keep(
    path: Path, asked: Sequence[OpenMeet | OpenCompetition], actor: str, command_id: str | None
) -> tuple[Head, tuple[int, ...]]:
    """Make the file and keep the commands; a repetition finds the file it made before."""
    again = command_id is not None and path.exists()
    ids = command_id or uuid.uuid4().hex
    seqs: list[int] = []
    with Desk.open(path, write=True) if again else Desk.create(path) as desk:
        for number, each in enumerate(asked, start=1):
            done = desk.act(each, actor, ids if number == 1 else f"{ids}/{number}")
            if isinstance(done, Refused):
                raise refused(done)
            seqs += [fact.seq for fact in done.facts]
        return desk.journal.head(), tuple(seqs)


@acting(
    "competition",
    says=say("Open another competition in a meet."),
    examples=(
        (
            "halflap competition worlds.halflap women --format uci-2025 --category WE",
            say("the women's elite pursuit"),
        ),
    ),
    of_one=False,
)
@argument("id_", metavar="ID", says=say("Its id, such as women."))
@option(
    "--format",
    "format_name",
    metavar="ID|FILE",
    required=True,
    says=say("Its format; the meet keeps the whole text."),
)
@of_a_competition
def competition(
    at: AtDesk,
    *,
    id_: str,
    format_name: str,
    title: str | None,
    category: str | None,
    distance: int | None,
    records: Sequence[str],
) -> int:
    """The command."""
    wanted = _Asked(title=title, category=category, distance=distance, records=records)
    on = day(at.meet.date) if at.meet.date else date.today()
    return at.do(wanted.command(id_, format_name, on))
