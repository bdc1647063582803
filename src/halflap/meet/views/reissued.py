"""Knows how the kept difference of a communiqué is read: row by row, in the order of its tables.

Heats come in running order, then ranking, classification and medals, each row where it stands now;
one that is gone comes after those of its table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TABLES = ("level", "heats", "ranking", "classification", "medals", "medal_notes", "missing")
VALUES = ("rank", "side", "bib", "name", "nation", "time", "code", "gap", "winner", "note")
MEDALS = ("gold", "silver", "bronze")
_ROW = ("heat", "bib")

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row, before and after; ``-`` where there is none."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed of a row of ``table``, empty for the document itself.

    ``heat`` and ``label`` are those of its heat, ``bib`` and ``name`` those of its rider, if it is
    of one.
    """

    table: str
    heat: str
    label: str | None
    bib: str
    name: str
    values: tuple[Value, ...]


def changed(difference: Sequence[str], content: Mapping[str, Any]) -> tuple[Changed, ...]:
    """The lines ``heats/3/riders/12/time: A -> B`` by the rows of ``content``, as it is now."""
    rows: dict[Path, list[Value]] = {}
    for line in difference:
        path, _, values = line.partition(": ")
        before, _, after = values.partition(" -> ")
        *row, what = path.split("/")
        rows.setdefault(tuple(row), []).append(Value(what, before, after))
    places = {path: at for at, path in enumerate(_paths((), content))}
    names = dict(_names(content))
    labels = {str(heat.get("heat")): heat.get("label") for heat in content.get("heats") or ()}
    return tuple(
        _row(row, tuple(sorted(rows[row], key=_order)), names, labels)
        for row in sorted(rows, key=lambda row: _place(row, places))
    )


def _row(
    row: Path, values: tuple[Value, ...], names: Mapping[str, str], labels: Mapping[str, str | None]
) -> Changed:
    heat = row[1] if row[:1] == ("heats",) and len(row) > 1 else ""
    of_rider = len(row) > 1 and (row[0] in ("ranking", "classification") or row[2:3] == ("riders",))
    bib = row[-1] if of_rider else ""
    before = next((each.before for each in values if each.what == "name"), "")
    return Changed(
        table=row[0] if row else "",
        heat=heat,
        label=labels.get(heat),
        bib=bib,
        name=names.get(bib) or before,
        values=tuple(each for each in values if not (bib and each.what == "bib")),
    )


def _order(value: Value) -> int:
    known = (*VALUES, *MEDALS)
    return known.index(value.what) if value.what in known else len(known)


def _place(row: Path, places: Mapping[Path, int]) -> tuple[int, ...]:
    """Where a row stands, table before row; what is not there comes after what is."""
    table = TABLES.index(row[0]) if row and row[0] in TABLES else len(TABLES) if row else -1
    return (table, *(places.get(row[:n], len(places)) for n in range(2, len(row) + 1)))


def _paths(path: Path, value: object) -> Iterator[Path]:
    """Every row and value, in the order in which it is shown."""
    yield path
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _paths((*path, key), inner)
        case list():
            for index, inner in enumerate(value):
                row = inner if isinstance(inner, Mapping) else {}
                key = next((row[each] for each in _ROW if row.get(each)), index)
                yield from _paths((*path, str(key)), inner)
        case _:
            return


def _names(value: object) -> Iterator[tuple[str, str]]:
    """The riders by bib."""
    match value:
        case {"bib": bib, "name": str(name)}:
            yield str(bib), name
        case Mapping():
            for inner in value.values():
                yield from _names(inner)
        case list():
            for inner in value:
                yield from _names(inner)
        case _:
            return
