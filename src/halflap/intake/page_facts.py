"""Knows the facts that a page's title and prose hold: year, distance, track, sex, category."""

from __future__ import annotations

import re
from fractions import Fraction

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip
MONTHS_FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
             "octobre", "novembre", "décembre")  # fmt: skip

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_KILOMETRES = re.compile(r"(?<![\d.,])(\d(?:[.,]\d{1,3})?)[\s-]?(?:km|kilomet(?:re|er)s?)\b", re.I)
_METRES = re.compile(r"(?<![\d.,])(\d[,. ]?\d{3})[\s-]?m(?:et(?:re|er)s?|ètres)?\b", re.I)
_TRACK = re.compile(
    r"(?<![\d.,])(\d{3}(?:[.,]\d{1,3})?)[\s-]?m(?:et(?:re|er)s?|ètres)?\s+(?:\w+\s+)?"
    r"(?:track|velodrome|vélodrome|piste|oval)\b", re.I)  # fmt: skip
_LAPS = re.compile(r"(?<![\d.,])(\d{1,2}(?:\.5)?) (?:laps|tours)\b", re.I)
_CATEGORY = re.compile(
    r"\b(?:(?:C|H|LC|CP|T)\s?\d(?:[-–]\d)?|junior|under[- ]?(?:17|19|23)|U(?:17|19|23)|youth|"
    r"masters?|elite|tandem|time trial B|B(?= individual| pursuit|\)|$))\b", re.I)  # fmt: skip
_DATE_LINE = re.compile(
    r"(?:\w+day,?\s+)?"
    r"(?:(?P<day>\d{1,2})\s+(?P<month>[^\W\d]+)|(?P<month2>[^\W\d]+)\s+(?P<day2>\d{1,2}))"
    r"(?:,?\s+(?P<year>\d{4}))?"
    r"(?:,?\s*(?:at\s+)?(?P<hour>\d{1,2})[:h](?P<minute>\d\d))?\.?\Z")  # fmt: skip


def year_of(texts: list[str]) -> str:
    """The first year named, or an empty text."""
    found = next((found for text in texts if (found := _YEAR.search(text))), None)
    return found[1] if found else ""


def sex_of(title: str) -> str | None:
    """``F`` or ``M`` by the title's words."""
    if re.search(r"\bwom[ae]n|\bfemale|\bfemmes|\bdames|\bféminine|\bgirls", title, re.I):
        return "F"
    return (
        "M"
        if re.search(r"\bm[ae]n\b|\bmen['’]?s|\bmale\b|\bhommes|\bmasculine|\bboys", title, re.I)
        else None
    )


def category_of(title: str) -> str | None:
    """``C4``, ``junior`` … as the title prints it."""
    found = _CATEGORY.search(title)
    return found[0] if found else None


def distance_of(texts: list[str]) -> str | None:
    """The distance in metres, of the first text that names one of 1.5 to 5 km."""
    for text in texts:
        for found in _KILOMETRES.finditer(text):
            metres = Fraction(found[1].replace(",", ".")) * 1000
            if 1500 <= metres <= 5000 and metres.denominator == 1:
                return str(metres)
        if found_metres := _METRES.search(text):
            metres = Fraction(re.sub(r"\D", "", found_metres[1]))
            if 1500 <= metres <= 5000:
                return str(metres)
    return None


def track_of(texts: list[str], distance: str | None) -> str | None:
    """The length of the track in metres: printed, or the distance divided by the laps printed."""
    if found := next((found for text in texts if (found := _TRACK.search(text))), None):
        return found[1].replace(",", ".")
    laps = next((found for text in texts if (found := _LAPS.search(text))), None)
    if laps is None or distance is None or not Fraction(laps[1]):
        return None
    length = Fraction(distance) / Fraction(laps[1])
    return str(length) if 100 <= length <= 550 else None


def date_of(text: str, year: str) -> str | None:
    """A line that is only a date, as ``2004-08-20`` or ``2004-08-20T16:30``; else None."""
    found = _DATE_LINE.match(text)
    if found is None:
        return None
    word = (found["month"] or found["month2"]).casefold()
    day = int(found["day"] or found["day2"])
    months = [month for month in (MONTHS, MONTHS_FR) if word in month]
    year = found["year"] or year
    if not months or not 1 <= day <= 31 or not year:
        return None
    date = f"{year}-{months[0].index(word) + 1:02d}-{day:02d}"
    if found["hour"] is None:
        return date
    return f"{date}T{int(found['hour']):02d}:{found['minute']}"
