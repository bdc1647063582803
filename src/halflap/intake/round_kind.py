"""Knows what kind of round a heading names: qualifying, match or medal; in English and French."""

from __future__ import annotations

import re

_MATCH = re.compile(
    r"quarter|semi|demi|quart|1/[248]|last (?:16|8|4|sixteen|eight|four)|match round|"
    r"(?:first|second|third|1st|2nd) round|round (?:[1-9]|one|two|of)|repechage|repêchage|"
    r"(?:premier|deuxième|1er) tour|knock-?out|eighth",
    re.IGNORECASE,
)
_MEDAL = re.compile(
    r"medal|gold|bronze|final|médaille|places? \d|\d(?:st|nd|rd|th)?[-–]\d", re.IGNORECASE
)
_QUALIFYING = re.compile(r"qualif|preliminar|heats|séries|elimin|élimin", re.IGNORECASE)


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
