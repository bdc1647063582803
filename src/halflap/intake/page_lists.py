"""Knows the other tables and lists of a result page: medals, records, the final classification."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from halflap.intake.page_blocks import Row
from halflap.intake.page_cells import (
    MEDALS,
    columns_of,
    is_blank,
    is_timed,
    read_nation,
    read_rank,
    read_rider,
    read_time_cell,
)
from halflap.intake.unnamed import unnamed
from halflap.sport.published import PublishedPlace, PublishedRecord

_RECORDS = {"world": "WR", "olympic": "OR", "paralympic": "PR", "games": "GR", "national": "NR",
            "european": "ER", "championship": "CR", "olympique": "OR", "paralympique": "PR",
            "monde": "WR"}  # fmt: skip
_RECORD = re.compile(rf"\b({'|'.join(_RECORDS)})s?\b|\b(WR|OR|PR|GR|NR|ER|CR)\b", re.IGNORECASE)
_DATE = re.compile(r"\b(?:1[89]|20)\d\d\b")
_NUMBERED = re.compile(r"[*#:\s]*=?\s*(\d{1,3})\s*(?:[.)=:]+|(?:st|nd|rd|th)\b)\s*(.*)\Z")
_HASH = re.compile(r"#+\s*(.*)\Z")
_NEXT_NAME = re.compile(r"(?<=\))\s*,\s*|\s*;\s*")
_GROUP = re.compile(
    r"[*:\s]*(?:(?P<DNS>did not start|DNS|non[- ]partante?s?)|(?P<DNF>did not finish|DNF|"
    r"abandons?)|(?P<DSQ>disqualified|DSQ|disqualifiée?s?))\s*:?\s*(?P<name>.*)\Z",
    re.IGNORECASE,
)


def read_medals(rows: list[Row]) -> list[tuple[str, PublishedPlace]]:
    """The medals of a table, with a column or with a row for each medal."""
    found: list[tuple[str, PublishedPlace]] = []
    header: dict[int, str] = {}
    for row in rows:
        words = {
            index: medal
            for index, cell in enumerate(row.cells)
            for medal in MEDALS
            if cell.strip().casefold() in (medal, f"{medal} medal")
        }
        if len(words) > 1:
            header = words
            continue
        if len(words) == 1:
            ((at, medal),) = words.items()
            named = [cell for cell in row.cells[at + 1 :] if not is_blank(cell)]
            found += [(medal, _place(row, None, named[0]))] if named else []
            continue
        found += [
            (medal, _place(row, None, row.cells[at]))
            for at, medal in header.items()
            if at < len(row.cells) and not is_blank(row.cells[at])
        ]
    return found


def read_records(rows: list[Row]) -> list[PublishedRecord]:
    """The records of a table: the row's cells are known by their looks, in any order."""
    records: list[PublishedRecord] = []
    for row in rows:
        cells = [cell for cell in row.cells if not is_blank(cell)]
        said = _RECORD.search(cells[0]) if cells else None
        time = next((read_time_cell(cell).time for cell in cells[1:] if is_timed(cell)), None)
        if said is None or time is None:
            continue
        others = [cell for cell in cells[1:] if not is_timed(cell)]
        date = next((cell for cell in others if _DATE.search(cell)), "")
        texts = [cell for cell in others if cell != date] + ["", ""]
        name, nat = read_rider(texts[0])
        mark = said[2].upper() if said[2] else _RECORDS[said[1].casefold()]
        records.append(PublishedRecord(f"line {row.line}", mark, time, name, nat, texts[1], date))
    return records


def read_final_rows(rows: list[Row]) -> list[PublishedPlace]:
    """The final classification of a table with columns of ranks and names."""
    places: list[PublishedPlace] = []
    columns: dict[str, int] | None = None
    for row in rows:
        header = columns_of(row.cells)
        if header:
            columns = header
            continue
        named = columns or {"rank": 0, "name": 1, "nat": 2}
        at = {key: row.cells[index] for key, index in named.items() if index < len(row.cells)}
        rank, beside = read_rank(at.get("rank", ""))
        name, nat = read_rider(at.get("name", ""))
        nat = nat or read_nation(at.get("nat", ""))
        note = read_time_cell(f"{beside} {at.get('time', '')} {at.get('note', '')}").status
        if rank is None and note is None and not name:
            continue
        name = name or unnamed("final classification", "", len(places) + 1)
        places.append(PublishedPlace(f"line {row.line}", rank, name, nat, note or ""))
    return places


@dataclass(slots=True)
class FinalList:
    """A final classification written as a list, line by line: ``1. Name (GBR)``."""

    places: list[PublishedPlace] = field(default_factory=list)
    group: str = ""

    def take(self, line: int, text: str) -> bool:
        """Whether the line belongs to the list; if it does, it is read."""
        if found := _NUMBERED.match(text):
            self.group = ""
            self._add(line, int(found[1]) or None, found[2], "")
            return True
        if found := _HASH.match(text):
            self.group = ""
            self._add(line, len(self.places) + 1, found[1], "")
            return True
        if found := _GROUP.match(text):
            self.group = next(status for status in ("DNS", "DNF", "DSQ") if found[status])
            for name in _NEXT_NAME.split(found["name"]):
                if name:
                    self._add(line, None, name, self.group)
            return True
        if self.group and not text.endswith("."):
            self._add(line, None, text.lstrip("*:- "), self.group)
            return True
        return False

    def _add(self, line: int, rank: int | None, text: str, note: str) -> None:
        time = read_time_cell(text)
        name, nat = read_rider(time.rest if time.time or time.status else text)
        if not nat and "," in name:
            name, _, nat = (part.strip() for part in name.rpartition(","))
            nat = read_nation(nat)
        name = name or unnamed("final classification", "", len(self.places) + 1)
        self.places.append(
            PublishedPlace(f"line {line}", rank, name, nat, note or time.status or "")
        )


def _place(row: Row, rank: int | None, cell: str) -> PublishedPlace:
    name, nat = read_rider(cell)
    return PublishedPlace(f"line {row.line}", rank, name, nat)
