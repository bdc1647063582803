"""Knows how the author of a fact is written, and how people read it: an official with role and
device in the language of the reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from halflap.words.sentence import Sentence, say

ROLES: Mapping[str, Sentence] = {
    "timekeeper": say("timekeeper"),
    "commissaire": say("commissaire"),
    "secretary": say("secretary"),
    "announcer": say("announcer"),
    "display": say("display"),
}
"""What somebody is at the meet, by the word that facts keep."""

_OFFICIAL = re.compile(r"(?P<name>.+) \((?P<role>[a-z]+)(?:, device (?P<device>[0-9]+))?\)")


def author(name: str, role: str, device: int) -> str:
    """Whose the facts are: two devices are two authors, also of one name and role."""
    return f"{name} ({role}, device {device})" if device > 1 else f"{name} ({role})"


def official_called(name: str, role: str, device: int) -> Sentence:
    """An official for people."""
    if device > 1:
        return say("{name} ({role}, device {n})", name=name, role=ROLES[role], n=device)
    return say("{name} ({role})", name=name, role=ROLES[role])


def author_called(actor: str) -> Sentence | str:
    """An author as kept, for people; who was no official at a page stays as written."""
    found = _OFFICIAL.fullmatch(actor)
    if found is None or found["role"] not in ROLES:
        return actor
    return official_called(found["name"], found["role"], int(found["device"] or 1))
