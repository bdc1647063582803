"""Knows which texts can stand on a line of a sheet or a page."""

from __future__ import annotations

import unicodedata

from halflap.meet.commands.base import Refusal
from halflap.words.sentence import Sentence, say

LONGEST_NAME = 100
"""Signs of a name or a team: longer ones leave no result sheet readable."""
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that turn the direction of all that follows on a line; no name needs them."""


def refused_text(what: Sentence, text: str, code: str = "") -> list[Refusal]:
    """Why a name or a title cannot stand there; ``what`` it is of begins the sentence."""
    if len(text) > LONGEST_NAME:
        return [
            Refusal(
                code or "too-long",
                say("{what} has {n} signs: {begin}…", what=what, n=len(text), begin=text[:20]),
                say("Write {most} at most.", most=LONGEST_NAME),
            )
        ]
    sign = unprintable(text)
    if sign is None:
        return []
    return [
        Refusal(
            code or "sign",
            say(
                "{what} holds a sign that is not shown, U+{code}.",
                what=what,
                code=f"{ord(sign):04X}",
            ),
            say("Type it again without that sign."),
        )
    ]


def unprintable(text: str) -> str | None:
    """The first sign of a name that is not shown, or that turns the line it stands on."""
    for sign in text:
        if unicodedata.category(sign) == "Cc" or sign in TURNING:
            return sign
    return None
