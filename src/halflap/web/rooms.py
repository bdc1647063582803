"""Knows which rooms the browser side has for officials, in what order, and who may enter each."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.web.announcer import AT_THE_MICROPHONE
from halflap.web.console import AT_THE_CONSOLE
from halflap.web.displays import MAY_DIRECT
from halflap.web.roles import EVERYBODY, OFFICIALS, Role
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Room:
    """A room: its address, what it is called, and the roles that it is open to."""

    address: str
    name: Sentence
    roles: frozenset[Role]


ROOMS = (
    Room("/console", say("Console"), AT_THE_CONSOLE),
    Room("/desk", say("Desk"), OFFICIALS),
    Room("/desk/history", say("History"), OFFICIALS),
    Room("/office", say("Office"), OFFICIALS),
    Room("/announcer", say("Announcer"), AT_THE_MICROPHONE),
    Room("/displays", say("Displays"), MAY_DIRECT),
    Room("/coach", say("Coach"), EVERYBODY),
    Room("/", say("Live"), EVERYBODY),
)


def open_to(role: Role) -> tuple[Room, ...]:
    """The rooms that somebody of this role may enter."""
    return tuple(room for room in ROOMS if role in room.roles)


def room_of(path: str) -> Room | None:
    """The room that a page is in: ``/desk/competition/men`` is in ``/desk``."""
    found = [
        each
        for each in ROOMS
        if path == each.address or (each.address != "/" and path.startswith(f"{each.address}/"))
    ]
    return max(found, key=lambda each: len(each.address), default=None)
