"""Knows a result page as plain text or wikitext: its headings, tables, lists and prose in order.

It judges no result: numbers in the prose stay prose, and what is broken is read as well as it
can be and named as damage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import groupby

from halflap.intake import page_facts as facts
from halflap.intake import page_infobox as infobox
from halflap.intake.decoding import decode
from halflap.intake.limits import within_limits
from halflap.intake.page_blocks import Block, Heading, Line, Row, blocks
from halflap.intake.page_lines import ride_row
from halflap.intake.page_lists import FinalList, read_final_rows, read_medals, read_records
from halflap.intake.page_rides import RideRow, SubTitle, read_rides
from halflap.intake.page_titles import Title, is_title, title_of
from halflap.intake.round_kind import first_is_qualifying, kind_of
from halflap.intake.unnamed import unnamed
from halflap.intake.unreadable import Unreadable
from halflap.intake.wikitext import plain
from halflap.sport.published import (
    Damage,
    Prose,
    PublishedEvent,
    PublishedHeat,
    PublishedPlace,
    PublishedRecord,
    PublishedRide,
    PublishedRound,
)
from halflap.words.sentence import say

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý\"“«(])")
_NEW_RECORDS = re.compile(r"\b(?:set|broken|new|improved|established|battus?)\b", re.IGNORECASE)


@dataclass(slots=True)
class _Heat:
    """A heat while its rows come."""

    line: int
    number: int | None = None
    label: str | None = None
    rides: list[PublishedRide] = field(default_factory=list)


@dataclass(slots=True)
class _Round:
    """A round while its heats come; ``level`` is that of its heading."""

    line: int
    name: str
    level: int = 7
    date: str | None = None
    heats: list[_Heat] = field(default_factory=list)
    flat: list[PublishedRide] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return kind_of(self.name)

    def heat(self, line: int, number: int | None, label: str | None) -> _Heat:
        """The heat of this number or label; a new one where there is none."""
        for heat in self.heats:
            if (heat.number, heat.label) == (number, label):
                return heat
        self.heats.append(_Heat(line, number, label))
        return self.heats[-1]


@dataclass(slots=True)
class _Page:
    """What has been read so far, and the place where the next block belongs."""

    year: str = ""
    section: str = ""
    rounds: list[_Round] = field(default_factory=list)
    current: _Heat | None = None
    final: FinalList = field(default_factory=FinalList)
    medals: list[tuple[str, PublishedPlace]] = field(default_factory=list)
    records: list[PublishedRecord] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    damage: list[Damage] = field(default_factory=list)

    def open(self, line: int, title: Title, level: int) -> None:
        """A heading: where the blocks below it belong."""
        if title.kind == "heat":
            self._open_heat(line, title)
        elif title.kind == "ride":
            if self.section != "round" or self.rounds[-1].kind != "medal":
                self._open_round(line, title.text, level)
            self.current = self.rounds[-1].heat(line, None, title.label)
        elif title.kind == "round":
            self._open_round(line, title.text, level)
        elif self.section != "round" or level <= self.rounds[-1].level or title.kind != "other":
            self.section = title.kind
            self.current = None

    def _open_heat(self, line: int, title: Title) -> None:
        name = title.round
        if name and not (self.section == "round" and _same_round(self.rounds[-1].name, name)):
            self._open_round(line, name, 7)
        if self.section != "round":
            self._open_round(line, "Results", 7)
        self.current = self.rounds[-1].heat(line, title.number, None)

    def _open_round(self, line: int, name: str, level: int) -> None:
        self.section = "round"
        self.current = None
        self.rounds.append(_Round(line, name, level))

    def text(self, block: Line) -> None:
        """A line of running text, a date, or a row of the final classification."""
        if is_title(block.text) and self.section != "final":
            self.open(block.line, title_of(block.text), 7)
            return
        if self.section == "final" and self.final.take(block.line, block.text):
            return
        in_round = self.rounds[-1] if self.section == "round" else None
        date = facts.date_of(block.text, self.year)
        if in_round and date:
            in_round.date = in_round.date or date
            return
        where = f"line {in_round.line}" if in_round else None
        self.prose += [
            Prose(f"line {block.line}", sentence, where)
            for sentence in _SENTENCE_END.split(block.text)
        ]

    @property
    def lists_rides(self) -> bool:
        """Whether a line of the section that is open can be a ride."""
        return self.section not in ("final", "medals", "records")

    def listed(self, rows: list[Row]) -> None:
        """Lines that were read as rides, one after the other."""
        if rows:
            self._rides(rows)

    def table(self, rows: list[Row]) -> None:
        """A table, read as what its section holds."""
        if self.section == "medals":
            self.medals += read_medals(rows)
        elif self.section == "final":
            self.final.places += read_final_rows(rows)
        elif records := read_records(rows):
            if not (self.prose and _NEW_RECORDS.search(self.prose[-1].text)):
                self.records += records
        elif self.section != "records":
            self._rides(rows)

    def _rides(self, rows: list[Row]) -> None:
        found, damage = read_rides(rows, in_heat=self.current is not None)
        rides = [each.ride for each in found if isinstance(each, RideRow)]
        if not (rides if self.section == "round" else any(ride.status for ride in rides)):
            medals = read_medals(rows)
            self.medals += medals if len(medals) > 1 else []
            return
        if self.section != "round":
            self._open_round(rows[0].line, "Results", 7)
        self.damage += damage
        for each in found:
            if isinstance(each, SubTitle):
                self.open(each.line, each.title, 7)
            else:
                self._take(each)

    def _take(self, row: RideRow) -> None:
        if row.heat is not None:
            self.current = self.rounds[-1].heat(row.line, row.heat, None)
        if self.current is None:
            self.rounds[-1].flat.append(row.ride)
        else:
            self.current.rides.append(row.ride)


def read_page(data: bytes) -> PublishedEvent:
    """The event that a page of text or wikitext tells of; places are ``line N``.

    Where names are lost, a rider is called by his place, ``[rider 2, heat 4, Qualifying round]``,
    unique in the page. Raises ``Unreadable`` where there is no result at all.
    """
    text, _ = decode(data)
    lines = plain(text).split("\n")
    page_blocks = list(blocks(lines, text.split("\n")))
    title = _title(page_blocks)
    prose = [block.text for block in page_blocks if isinstance(block, Line)]
    page = _Page(year=facts.year_of([title, *prose]))
    box = infobox.fields(text.split("\n"))
    page.medals += infobox.medals(box)
    page.prose += infobox.claims(box)
    for is_table, group in groupby(page_blocks, key=_table_of):
        if is_table:
            page.table([block for block in group if isinstance(block, Row)])
            continue
        listed: list[Row] = []
        for block in group:
            row = ride_row(block, in_heat=page.current is not None) if page.lists_rides else None
            if row is not None:
                listed.append(row)
                continue
            page.listed(listed)
            listed = []
            if isinstance(block, Heading) and block.text != title:
                page.open(block.line, title_of(block.text), block.level)
            elif isinstance(block, Line):
                page.text(block)
        page.listed(listed)
    rounds = tuple(_rounds(page.rounds))
    rounds = first_is_qualifying(rounds, {each.where for each in rounds})
    if not (rounds or page.final.places or page.medals):
        raise Unreadable(
            say(
                "The page holds no result: neither a table with times nor a final "
                "classification. Rows begin with “|” or have their cells divided by tabs."
            )
        )
    distance = facts.distance_of([title, *prose])
    wheres = {each.where for each in rounds}
    event = PublishedEvent(
        id=title,
        title=title,
        date=page.year,
        distance_m=distance,
        track_length_m=facts.track_of(prose, distance),
        sex=facts.sex_of(title) or facts.sex_of(" ".join(prose[:1])),
        category=facts.category_of(title),
        rounds=rounds,
        final=tuple(page.final.places),
        medals=tuple(page.medals),
        records_before=tuple(page.records),
        prose=tuple(
            each if each.round in wheres else replace(each, round=None) for each in page.prose
        ),
        damage=tuple(page.damage),
    )
    return within_limits(event)


def _table_of(block: Block) -> int:
    return block.table if isinstance(block, Row) else 0


def _title(page_blocks: list[Block]) -> str:
    """The heading of level 1, else a first heading or line that names the event."""
    headings = [block for block in page_blocks if isinstance(block, Heading)]
    first = next((block.text for block in headings if block.level == 1), None)
    if first is not None:
        return first
    opening = page_blocks[0] if page_blocks else None
    if isinstance(opening, Line | Heading) and title_of(opening.text).kind == "other":
        return _SENTENCE_END.split(opening.text)[0]
    return ""


def _same_round(name: str, other: str) -> bool:
    def letters(text: str) -> str:
        return re.sub(r"[^a-z]", "", text.casefold()).removesuffix("s")

    return letters(other) in letters(name)


def _rounds(rounds: Iterable[_Round]) -> Iterable[PublishedRound]:
    """The rounds that hold rides, with names for the riders whose names are lost."""
    names: dict[str, int] = {}
    for each in rounds:
        heats = [heat for heat in each.heats if heat.rides]
        if not heats and not each.flat:
            continue
        names[each.name] = names.get(each.name, 0) + 1
        name = each.name if names[each.name] == 1 else f"{each.name} ({names[each.name]})"
        if all(heat.number is not None for heat in heats):
            heats.sort(key=lambda heat: heat.number or 0)
        published = tuple(
            PublishedHeat(
                f"line {heat.line}",
                _named(heat.rides, name, _heat_words(heat)),
                heat.number if heat.number is not None else position,
                heat.label,
            )
            for position, heat in enumerate(heats, start=1)
        )
        yield PublishedRound(
            where=f"line {each.line}",
            name=each.name,
            kind=each.kind,
            heats=published,
            flat=_named(each.flat, name, ""),
            date=each.date,
            rank_scope=_scope(each.kind, published),
            complete=_complete(each, heats),
        )


def _heat_words(heat: _Heat) -> str:
    return f"heat {heat.number}" if heat.number is not None else f"{heat.label} ride"


def _named(rides: list[PublishedRide], round_name: str, heat: str) -> tuple[PublishedRide, ...]:
    return tuple(
        ride if ride.name else replace(ride, name=unnamed(round_name, heat, position))
        for position, ride in enumerate(rides, start=1)
    )


def _complete(each: _Round, heats: list[_Heat]) -> bool:
    """Whether nothing shows that the page leaves out rides of this round.

    A rank beyond the number of rides, a heat numbered beyond the number of heats, or a single
    heat of a match round show it.
    """
    rides = [*each.flat, *(ride for heat in heats for ride in heat.rides)]
    last_rank = max((ride.rank for ride in rides if ride.rank is not None), default=0)
    last_heat = max((heat.number for heat in heats if heat.number is not None), default=0)
    if each.kind == "medal":
        return True  # ranks of a medal ride are those of the event
    if each.kind == "match" and len(rides) <= 2:
        return False
    return last_rank <= len(rides) and last_heat <= len(heats)


def _scope(kind: str, heats: tuple[PublishedHeat, ...]) -> str | None:
    """What the printed ranks count: the heat, the round, or the round with winners first."""
    ranks = [ride.rank for heat in heats for ride in heat.rides if ride.rank is not None]
    if ranks and max(ranks) <= 2 and len(heats) > 1:
        return "heat"
    if kind != "match" or not ranks:
        return None if kind == "match" else "round"
    count = len(heats)
    return f"winners 1-{count} then losers {count + 1}-{2 * count}"
