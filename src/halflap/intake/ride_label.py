"""Knows which ride of the finals words mean: gold, bronze, or one for later places such as 5-6."""

from __future__ import annotations

import re

_RIDE = re.compile(
    r"(?P<gold>\bgold\b|\bor\Z|\boro\b|\b1(?:st)?\s?[-–/]\s?2(?:nd)?\b|pour l['’]or\b|"
    r"\bbig final\b|\bfinal a\b|\ba[- ]final\b|\bgrande finale\b|\bfinale? 1(?:er|st|º|°)?\b|"
    r"\bgro(?:ß|ss)es finale\b|\bfirst[- ]place\b)|"
    r"(?P<bronze>\bbronz[eo]\b|\b3(?:rd)?\s?[-–/]\s?4(?:th)?\b|\bthird[- ]place\b|"
    r"\b3(?:rd|e|ème|º|°)?[- ](?:place|platz|posto)\b|\bplatz 3\b|\bsmall final\b|\bfinal b\b|"
    r"\bb[- ]final\b|\bpetite finale\b|\bkleines finale\b|\bfinalina\b|\bfinale 3\b)|"
    r"(?P<place>(?:\bplaces?|\bpositions?|\bfinal|\bfor|\bplatz)\s*(?P<first>\d)\s*"
    r"(?:st|nd|rd|th)?\s*(?:[-–/]|and|et|und)\s*(?P<last>\d)|"
    r"\b(?P<first2>\d)(?:th)?\s?[-–/]\s?(?P<last2>\d)(?:th)?\b|"
    r"\b(?P<fifth>fifth|seventh|5th|7th)[- ]place)",
    re.IGNORECASE,
)
_THE_FINAL = re.compile(r"(?:the )?finale?\s*:?", re.IGNORECASE)
_PLACES = {"1-2": "gold", "3-4": "bronze"}


def label_of(words: str) -> str | None:
    """``gold``, ``bronze``, ``5-6`` …, or None where the words name no single ride.

    "Final" alone is the gold ride; "Gold and bronze medal rides" are two.
    """
    if _THE_FINAL.fullmatch(words.strip()):
        return "gold"
    found = [each for each in _RIDE.finditer(words) if not _is_fraction(each)]
    kinds = {each.lastgroup if each.lastgroup in ("gold", "bronze") else "place" for each in found}
    if not found or len(kinds) > 1:
        return None
    (one, *_) = found
    if one["gold"]:
        return "gold"
    if one["bronze"]:
        return "bronze"
    if one["fifth"]:
        return "5-6" if one["fifth"].casefold() in ("fifth", "5th") else "7-8"
    places = "-".join(_places(one))
    return _PLACES.get(places, places)


def _places(found: re.Match[str]) -> tuple[str, str]:
    return found["first"] or found["first2"] or "", found["last"] or found["last2"] or ""


def _is_fraction(found: re.Match[str]) -> bool:
    """Whether two numbers are no places next to each other: 1/8 finals."""
    first, last = _places(found)
    return bool(first) and int(last) != int(first) + 1
