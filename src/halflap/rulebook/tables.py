"""Knows where the rulebook's tables are and reads them: categories with distances, record lists."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from halflap.rulebook.records import Record, RecordList
from halflap.sport.category import Category, Sex
from halflap.sport.times import recorded
from halflap.words.sentence import say


class _RecordRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    time: str
    rider: str
    nation: str
    place: str
    day: date
    after_catch: bool = False
    note: str = ""


class _ListRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name_en: str
    name_fr: str
    sex: Sex
    distance_m: int
    sources: tuple[str, ...]
    record: tuple[_RecordRow, ...]


def _read(name: str) -> dict[str, Any]:
    text = (files("halflap.rulebook") / "data" / name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def categories_text() -> str:
    """The whole table of categories, for a meet to keep as it was in force."""
    return (files("halflap.rulebook") / "data" / "categories.toml").read_text(encoding="utf-8")


@cache
def categories() -> Mapping[str, Category]:
    """All categories by id (``rulebook/data/categories.toml``)."""
    rows = msgspec.convert(_read("categories.toml")["category"], tuple[Category, ...])
    return {category.id: category for category in rows}


def category(category_id: str) -> Category:
    """The category called ``category_id``; raises ``ValueError`` with a sentence if unknown."""
    known = categories()
    if category_id in known:
        return known[category_id]
    nearest = get_close_matches(category_id.upper(), known, 3, 0.5) or list(known)
    raise ValueError(
        say(
            "“{id}” is not a category: write one of {known}.",
            id=category_id,
            known=", ".join(nearest),
        )
    )


@cache
def record_lists() -> Mapping[str, RecordList]:
    """All record lists by id (``rulebook/data/records.toml``)."""
    rows = msgspec.convert(_read("records.toml")["list"], tuple[_ListRow, ...])
    return {
        row.id: RecordList(
            row.id,
            row.name_en,
            row.name_fr,
            row.sex,
            row.distance_m,
            row.sources,
            tuple(
                Record(
                    recorded(each.time),
                    each.rider,
                    each.nation,
                    each.place,
                    each.day,
                    each.after_catch,
                    each.note,
                )
                for each in row.record
            ),
        )
        for row in rows
    }
