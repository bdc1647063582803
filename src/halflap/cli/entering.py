"""``halflap enter``, ``withdraw`` and ``substitute``: who rides a competition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click
import msgspec

from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import argument, option
from halflap.cli.failure import USAGE, Failure, Refusal, unusable
from halflap.cli.say import err
from halflap.cli.typed import checked, day
from halflap.cli.user_files import read_bytes
from halflap.intake.entries import RowError, read_entries
from halflap.intake.unreadable import Unreadable
from halflap.journal.facts import EntryFact, Name
from halflap.meet.commands import CorrectEntry, EnterRiders, Substitute, WithdrawRider
from halflap.meet.entry_rows import entry_of_row
from halflap.sport.nations import nation
from halflap.sport.rider import check_uci_id, transponders
from halflap.words.sentence import Sentence, say

_OF_A_RIDER = (
    option(
        "--transponder",
        metavar="ID",
        says=say("The transponder of the bicycle; several divided by commas."),
    ),
    option("--pilot", metavar="NAME", says=say("The pilot of a tandem.")),
    option("--seed", type=click.INT, metavar="N", says=say("The seed, 1 the presumed best.")),
    option("--team", metavar="NAME", says=say("The team or club.")),
    option("--born", type=click.INT, metavar="YEAR", says=say("The year of birth.")),
    option("--uci-id", metavar="ID", says=say("The UCI ID, 11 digits.")),
    option("--nation", metavar="CODE", says=say("The IOC code of the nation, such as GER.")),
    option("--name", metavar="NAME", says=say("The rider's name, as it is to be printed.")),
    option("--bib", type=click.INT, metavar="BIB", says=say("The rider's bib.")),
)


def of_a_rider(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say who a rider is."""
    for decorate in _OF_A_RIDER:
        function = decorate(function)
    return function


@acting(
    "enter",
    says=say(
        "Enter riders: a list from a CSV file or a workbook, or one rider by options. A list is "
        "entered whole or not at all; everything wrong in it is named by row and column. After "
        "the draw an entry is late and is given a heat by drawing again."
    ),
    examples=(
        ("halflap enter club.halflap entries.csv", say("the whole list")),
        ("halflap enter club.halflap entries.xlsx --category ME", say("the rows of one category")),
        ("halflap enter club.halflap --bib 12 --name 'Emma Foss' --nation NOR", say("one rider")),
        ("halflap enter club.halflap --correct --bib 12 --nation DEN", say("an entry put right")),
    ),
)
@argument(
    "file", metavar="[FILE]", required=False, says=say("The list; its first row names the columns.")
)
@option(
    "--category", metavar="TEXT", says=say("Enter only the rows of the list with this category.")
)
@of_a_rider
@option(
    "--correct",
    is_flag=True,
    says=say("Put the entry with this --bib right; what is not given stays."),
)
def enter(
    at: AtDesk, *, file: str | None, category: str | None, correct: bool, **rider: Any
) -> int:
    """The command."""
    competition = at.competition()
    if file is not None:
        if correct or any(value is not None for value in rider.values()):
            raise unusable(
                "list-or-rider",
                say("A list and a single rider cannot be entered together."),
                say("Give the file alone, or the options of one rider."),
            )
        entries = _listed(at, file, category)
        return at.do(EnterRiders(competition=competition.id, entries=entries))
    if category is not None:
        raise unusable(
            "list-or-rider",
            say("--category chooses rows of a list."),
            say("Name the file of the list."),
        )
    if correct:
        bib = _bib(rider)
        if bib not in competition.entries:
            # the meet says what is wrong with that bib
            entry = EntryFact(bib=bib, rider=Name(name=rider["name"] or ""))
        else:
            entry = _entry(rider, competition.entries[bib])
        return at.do(CorrectEntry(competition=competition.id, entry=entry))
    return at.do(EnterRiders(competition=competition.id, entries=(_entry(rider, None),)))


def _bib(rider: Mapping[str, Any]) -> int:
    if rider["bib"] is None:
        raise unusable(
            "no-bib",
            say("Neither a list nor a bib is given."),
            say("Name a file, or give --bib and --name."),
        )
    bib: int = rider["bib"]
    return bib


def _entry(rider: Mapping[str, Any], before: EntryFact | None) -> EntryFact:
    """The entry of the options; what is not given stays as it was ``before``."""
    bib = _bib(rider)
    name = before.rider if before else Name(name="")
    given = {
        "name": rider["name"],
        "nation": checked(lambda text: nation(text).code, rider["nation"])
        if rider["nation"]
        else None,
        "uci_id": checked(check_uci_id, rider["uci_id"]) if rider["uci_id"] else None,
        "born": rider["born"],
        "team": rider["team"],
    }
    name = msgspec.structs.replace(
        name, **{key: value for key, value in given.items() if value is not None}
    )
    pilot = Name(name=rider["pilot"]) if rider["pilot"] else before.pilot if before else None
    seed = rider["seed"] if rider["seed"] is not None else before.seed if before else None
    carried = before.transponders if before else ()
    if rider["transponder"] is not None:
        carried = checked(transponders, rider["transponder"])
    return EntryFact(bib=bib, rider=name, pilot=pilot, seed=seed, transponders=carried)


def _listed(at: AtDesk, file: str, category: str | None) -> tuple[EntryFact, ...]:
    """The entries of a list; a failure names everything wrong in it by row and column."""
    year = day(at.meet.date).year if at.meet.date else None
    try:
        found = read_entries(read_bytes(file), year)
    except Unreadable as error:
        raise unusable(
            "unreadable", say("{path}: {problem}", path=file, problem=error.sentence)
        ) from error
    if found.errors:
        raise Failure(USAGE, wrong_rows(found.errors, say("Nothing was entered.")))
    if found.unused:
        err(say("{path}: not used: {columns}.", path=file, columns=", ".join(found.unused)))
    rows = [row for row in found.rows if category is None or _same(row.category, category)]
    if category is not None:
        err(
            say(
                "{path}: {n} rows have the category {category}, {others} have another.",
                path=file,
                n=len(rows),
                category=category,
                others=len(found.rows) - len(rows),
            )
        )
    return tuple(entry_of_row(row) for row in rows)


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.strip().casefold() == other.strip().casefold()


def wrong_rows(errors: Iterable[RowError], nothing: Sentence) -> list[Refusal]:
    """What is wrong in a list, by row and column; ``nothing`` says that nothing was done."""
    return [Refusal("row", each.said, nothing) for each in errors]


@acting(
    "withdraw",
    says=say("Take an entry back before it is drawn; after the draw a rider is scratched."),
    examples=(("halflap withdraw club.halflap --rider 12 --reason ill", say("bib 12 is ill")),),
)
@option(
    "--rider", "bib", type=click.INT, metavar="BIB", required=True, says=say("The rider's bib.")
)
@option("--reason", metavar="TEXT", default="", says=say("Why; it stands in the history."))
def withdraw(at: AtDesk, *, bib: int, reason: str) -> int:
    """The command."""
    return at.do(WithdrawRider(competition=at.competition().id, bib=bib, reason=reason))


@acting(
    "substitute",
    says=say("Let another rider take a rider's place, in the entries and in heats not yet ridden."),
    examples=(
        (
            "halflap substitute club.halflap --rider 12 --bib 31 --name 'Ane Lie'",
            say("bib 31 rides in place of bib 12"),
        ),
    ),
)
@option(
    "--rider",
    "replaced",
    type=click.INT,
    metavar="BIB",
    required=True,
    says=say("Who is replaced."),
)
@of_a_rider
@option("--reason", metavar="TEXT", default="", says=say("Why; it stands in the history."))
def substitute(at: AtDesk, *, replaced: int, reason: str, **rider: Any) -> int:
    """The command."""
    return at.do(
        Substitute(
            competition=at.competition().id, bib=replaced, entry=_entry(rider, None), reason=reason
        )
    )
