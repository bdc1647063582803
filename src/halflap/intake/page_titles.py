"""Knows what a heading of a result page announces: a round, a heat, a final, a list; or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from halflap.intake.ride_label import label_of
from halflap.intake.round_kind import names_round

LONGEST_TITLE = 60  # characters of a line without markup that may still be a heading


@dataclass(frozen=True, slots=True)
class Title:
    """``kind`` is round, heat, ride (a medal or placing ride), final, medals, records or other.

    ``number`` is a heat's; ``label`` a ride's (gold, bronze, 5-6); ``round`` the round that a
    heat's own heading names ("Semifinal 1").
    """

    kind: str
    text: str
    number: int | None = None
    label: str | None = None
    round: str | None = None


_HEAT = re.compile(
    r"(?:heat|race|match|ride|run|série|manche|course)\s*(?:no\.?|n°|#)?\s*(\d{1,3})\s*:?\Z",
    re.IGNORECASE,
)
_ROUND_AND_HEAT = re.compile(
    r"(?P<round>(?:quarter|semi)[- ]?finals?|(?:quarts? de|demi-)\s?finales?|match round|"
    r"qualifying|first round)[\s,:–-]+(?:(?:heat|match|race)\s*)?(?P<number>\d{1,2})\s*:?\Z",
    re.IGNORECASE,
)
_FINAL_ROUND = re.compile(r"(?:the )?finale?", re.IGNORECASE)
"""A heading that may stand above all rides for medals."""
_CLASSIFICATION = re.compile(
    r"classification|standings?\b|final (?:results?|ranking)|overall|classement|ranking\b",
    re.IGNORECASE,
)
_MEDALS = re.compile(r"medall?ists?|\bmedals?\Z|podium|medal (?:winners|table)", re.IGNORECASE)
_RECORDS = re.compile(r"\brecords?\b", re.IGNORECASE)


def title_of(text: str) -> Title:
    """What a heading announces."""
    text = text.strip(" :")
    if found := _HEAT.match(text):
        return Title("heat", text, int(found[1]))
    if found := _ROUND_AND_HEAT.match(text):
        return Title("heat", text, int(found["number"]), round=found["round"])
    if _RECORDS.search(text):
        return Title("records", text)
    if _MEDALS.search(text):
        return Title("medals", text)
    if _CLASSIFICATION.search(text):
        return Title("final", text)
    label = label_of(text)
    if label is not None and not _FINAL_ROUND.fullmatch(text):
        return Title("ride", text, label=label)
    return Title("round" if names_round(text) else "other", text)


def is_title(line: str) -> bool:
    """Whether a line without markup stands for a heading: a few words that name a heat or round."""
    if len(line) > LONGEST_TITLE or line.endswith((".", ",", ";")) or len(line.split()) > 5:
        return False
    if not line[:1].isalnum() or ("," in line) or re.match(r"\d+[.)]", line):
        return False
    return title_of(line).kind in ("heat", "ride", "round", "final", "medals")
