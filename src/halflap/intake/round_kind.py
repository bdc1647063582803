"""Knows what kind of round a heading names: qualifying, match or medal; in five languages."""

from __future__ import annotations

import re
from dataclasses import replace

from halflap.sport.published import PublishedRound

_MATCH = re.compile(
    r"quarter|semi|demi|quart|halb|viertel|achtel|ottavi|huitième|cuartos|octavos|1/[248]|"
    r"last (?:16|8|4|sixteen|eight|four)|match round|"
    r"(?:first|second|third|1st|2nd) round|round (?:[1-9]|one|two|of)|repechage|repêchage|"
    r"(?:premier|deuxième|1er) tour|primo turno|erste runde|knock-?out|eighth",
    re.IGNORECASE,
)
_MEDAL = re.compile(
    r"medal|gold|bronz|final|médaille|medagli|places? \d|\d(?:st|nd|rd|th)?[-–]\d", re.IGNORECASE
)
_QUALIFYING = re.compile(
    r"qualif|preliminar|heats|séries|elimin|élimin|vorl[aä]uf|batterie|clasificatori", re.IGNORECASE
)
_FIRST = re.compile(
    r"first round|1st round|round (?:1|one)\b|premier tour|1er tour|primo turno|erste runde",
    re.IGNORECASE,
)


def names_round(heading: str) -> bool:
    """Whether a heading names a round of a competition at all."""
    return any(kind.search(heading) for kind in (_MATCH, _MEDAL, _QUALIFYING))


def kind_of(heading: str) -> str:
    """``qualifying``, ``match`` or ``medal``; what says nothing of the kind is a match round.

    "Qualifying final" and the like do not exist; "Semifinals", "1/8 finals" and "Match round for
    the medals" are looked at before "final" and "medal".
    """
    if _QUALIFYING.search(heading):
        return "qualifying"
    if _MATCH.search(heading):
        return "match"
    return "medal" if _MEDAL.search(heading) else "match"


def first_is_qualifying(
    rounds: tuple[PublishedRound, ...], guessed: set[str]
) -> tuple[PublishedRound, ...]:
    """The rounds; an opening "First round" is qualifying where nothing else qualifies.

    So the Games before 1992 called it. ``guessed`` are the places of rounds whose kind the source
    does not say; only those are looked at.
    """
    if not rounds or any(each.kind == "qualifying" for each in rounds):
        return rounds
    opening, *later = rounds
    if opening.where in guessed and (not opening.name or _FIRST.search(opening.name)) and later:
        return (replace(opening, kind="qualifying"), *later)
    return rounds
