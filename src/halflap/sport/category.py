"""Knows what a category is: sex, ages, and the distance it rides in which year.

The categories themselves are data of the rulebook; this module opens no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from halflap.words.sentence import say


class Sex(Enum):
    """Whose competition it is; mixed fields are two competitions."""

    MEN = "M"
    WOMEN = "W"


@dataclass(frozen=True, slots=True)
class Distance:
    """``metres`` ridden from year ``since`` up to and with year ``until`` (None: still)."""

    metres: int
    since: int | None = None
    until: int | None = None

    def holds_in(self, year: int) -> bool:
        """Whether this distance is the one of ``year``."""
        return (self.since is None or self.since <= year) and (
            self.until is None or year <= self.until
        )


@dataclass(frozen=True, slots=True)
class Category:
    """A category: ``id`` as written on entry lists (``ME``), names in both languages.

    Ages are UCI ages, inclusive; None means no limit. ``source`` names where the distances
    stand; a category without distances is one where each organiser or federation sets them.
    ``tandem`` riders have a pilot.
    """

    id: str
    name_en: str
    name_fr: str
    sex: Sex
    youngest: int | None = None
    oldest: int | None = None
    distances: tuple[Distance, ...] = ()
    source: str = ""
    tandem: bool = False

    def fits(self, age: int) -> bool:
        """Whether a rider of this UCI age belongs here; riding up is a matter of the organiser."""
        return (self.youngest is None or self.youngest <= age) and (
            self.oldest is None or age <= self.oldest
        )


def uci_age(event_year: int, birth_year: int) -> int:
    """Age for the whole season: year of the event minus year of birth (UCI 1.1.034)."""
    return event_year - birth_year


def distance_m(category: Category, year: int) -> int:
    """The distance in metres that ``category`` rides in ``year`` (UCI 3.2.052).

    Raises ``ValueError`` with a sentence where no source says it; it is never guessed.
    """
    for distance in category.distances:
        if distance.holds_in(year):
            return distance.metres
    raise ValueError(
        say(
            "The pursuit distance of category {category} in {year} is not known here:"
            " give the distance of the competition in metres.",
            category=category.id,
            year=year,
        )
    )
