"""Knows the event JSON (``docs/event-format.md``) and the JSON that ``halflap classify`` writes.

It judges no result: what is of the right type is read, even where it cannot be true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from halflap.intake.json_tree import Node, read_tree
from halflap.intake.limits import within_limits
from halflap.intake.note import read_note
from halflap.intake.page_cells import read_time_cell
from halflap.intake.ride_label import label_of
from halflap.intake.round_kind import first_is_qualifying, kind_of
from halflap.intake.unnamed import unnamed
from halflap.intake.unreadable import Unreadable
from halflap.sport.published import (
    Damage,
    Prose,
    PublishedEvent,
    PublishedHeat,
    PublishedPlace,
    PublishedRecord,
    PublishedRide,
    PublishedRound,
)
from halflap.words.sentence import Sentence, say

KINDS = ("qualifying", "match", "medal")
STATUSES = ("OK", "DNS", "DNF", "DSQ", "OVL", "CAP", "REL", "WO")
RE_RIDE = "re-ride"
SEXES = {"M": "M", "F": "F", "W": "F"}
MEDALS = ("gold", "silver", "bronze")

_METRES = re.compile(r"(\d{1,6}(?:\.\d{1,9})?|\d{1,7}/\d{1,4})\s*m?", re.ASCII)


def read_event(data: bytes) -> PublishedEvent:
    """The event of a JSON file; places are JSON Pointers such as ``/rounds/0/heats/2/riders/1``.

    Unknown keys are passed over, null means not known. Raises ``Unreadable`` where it is no
    JSON, a value has the wrong type or a word is none of those the format has. What has the
    right type but cannot be (rank 0, a length of zero) is left out and named in ``damage``.
    """
    root = read_tree(data)
    if "classification" in root.members and "rounds" not in root.members:
        return _classification(root)
    if not any(key in root.members for key in ("rounds", "final")):
        raise Unreadable(
            say(
                "This JSON has neither “rounds” nor “final” nor “classification”: it is not a "
                "pursuit event. The event format describes what belongs in it."
            )
        )
    damage: list[Damage] = []
    event = PublishedEvent(
        id=root.text("id") or root.text("event") or "",
        title=root.text("event") or "",
        date=root.text("date") or "",
        venue=root.text("venue") or "",
        track_length_m=_metres(root, "track_length_m", damage),
        distance_m=_metres(root, "distance_m", damage),
        sex=SEXES.get(_one_of(root, "sex", tuple(SEXES)) or ""),
        category=root.text("category"),
        rounds=first_is_qualifying(
            tuple(_round(node, damage) for node in root.children("rounds")),
            {node.where for node in root.children("rounds") if node.text("kind") is None},
        ),
        final=tuple(_places(root, "final", "note", damage)),
        medals=_medals(root),
        records_before=tuple(_record(node) for node in root.children("records_before")),
        prose=_format_words(root),
        damage=tuple(damage),
    )
    return within_limits(event)


def _classification(root: Node) -> PublishedEvent:
    damage: list[Damage] = []
    event = PublishedEvent(
        id=root.text("event") or "",
        final=tuple(_places(root, "classification", "why", damage)),
        medals=_medals(root),
        damage=tuple(damage),
    )
    return within_limits(event)


def _round(node: Node, damage: list[Damage]) -> PublishedRound:
    name = node.text("name") or ""
    kind = _one_of(node, "kind", KINDS) or kind_of(name)
    complete = node.flag("complete")
    return PublishedRound(
        where=node.where,
        name=name,
        kind=kind,
        heats=_heats(node, name, kind, damage),
        flat=_rides(node, "results", name, "", damage),
        date=node.text("date"),
        advance=None if node.integer("advance") == 0 else _counted(node, "advance", damage),
        rank_scope=node.text("rank_scope"),
        complete=True if complete is None else complete,
    )


def _format_words(root: Node) -> tuple[Prose, ...]:
    """The source's words about the format: they help to infer it and are not audited."""
    words = root.text("format")
    return (Prose(root.at("format"), words),) if words else ()


def _heats(
    parent: Node, round_name: str, kind: str, damage: list[Damage]
) -> tuple[PublishedHeat, ...]:
    """The heats of a round; finals are labelled by what their own or the round's name says."""
    heats = tuple(_heat(node, round_name, damage) for node in parent.children("heats"))
    if kind != "medal":
        return heats
    alone = label_of(round_name) if len(heats) == 1 else None
    return tuple(
        replace(heat, label=label_of(heat.label or "") or alone or heat.label) for heat in heats
    )


def _heat(node: Node, round_name: str, damage: list[Damage]) -> PublishedHeat:
    number = node.integer("no") or None  # 0: a source that does not number its heats
    label = node.text("label")
    words = " ".join(
        word for word in (f"heat {number}" if number else "", f"({label})" if label else "") if word
    )
    rides = _rides(node, "riders", round_name, words or node.where, damage)
    return PublishedHeat(node.where, rides, number, label)


def _rides(
    parent: Node, key: str, round_name: str, heat: str, damage: list[Damage]
) -> tuple[PublishedRide, ...]:
    return tuple(
        _ride(node, unnamed(round_name, heat, position), damage)
        for position, node in enumerate(parent.children(key), start=1)
    )


def _ride(node: Node, nameless: str, damage: list[Damage]) -> PublishedRide:
    time = node.text("time")
    note = node.text("note") or ""
    words = read_note(note)
    return PublishedRide(
        where=node.where,
        name=node.text("name") or nameless,
        nat=node.text("nat") or "",
        pilot=node.text("pilot"),
        rank=_counted(node, "rank", damage),
        time=time,
        status=_status(node) or ("OK" if time else None),
        note=note,
        marks=words.marks,
        speed=words.speed,
        gap=words.gap,
        last_lap=node.text("last_lap"),
        excused=node.flag("excused"),
        caught_at_m=_metres(node, "caught_at_m", damage),
        lot=_counted(node, "lot", damage),
        re_ride=_one_of(node, "ride", (RE_RIDE,)) is not None,
    )


def _status(node: Node) -> str | None:
    """A status by its code, or by another word of the sport for it: ``LAP``, ``NP``, ``dq``."""
    word = node.text("status") or ""
    return read_time_cell(word.upper()).status or _one_of(node, "status", STATUSES)


def _places(root: Node, key: str, note: str, damage: list[Damage]) -> Iterator[PublishedPlace]:
    for position, node in enumerate(root.children(key), start=1):
        yield PublishedPlace(
            where=node.where,
            rank=_counted(node, "rank", damage),
            name=node.text("name") or unnamed("final classification", "", position),
            nat=node.text("nat") or "",
            note=node.text(note) or "",
        )


def _medals(root: Node) -> tuple[tuple[str, PublishedPlace], ...]:
    """Medals as ``{"gold": name, …}``; a vacant or undecided medal is null and left out."""
    node = root.child("medals")
    if node is None:
        return ()
    named = ((medal, node.text(medal)) for medal in MEDALS)
    return tuple(
        (medal, PublishedPlace(node.at(medal), None, name)) for medal, name in named if name
    )


def _record(node: Node) -> PublishedRecord:
    return PublishedRecord(
        where=node.where,
        record=node.text("record") or "",
        time=node.text("time") or "",
        rider=node.text("rider") or "",
        nat=node.text("nat") or "",
        place=node.text("place") or "",
        date=node.text("date") or "",
    )


def _one_of(node: Node, key: str, words: tuple[str, ...]) -> str | None:
    value = node.text(key)
    if value is None:
        return None
    for word in words:
        if value.casefold() == word.casefold():
            return word
    raise Unreadable(
        say(
            "At {where} stands “{value}”; it is one of {words}. Correct it, or leave it out where "
            "it is not known.",
            where=node.at(key),
            value=value,
            words=", ".join(words),
        ),
        node.at(key),
    )


def _counted(node: Node, key: str, damage: list[Damage]) -> int | None:
    """A rank, a lot or another number that counts from 1."""
    value = node.integer(key)
    if value is None or value >= 1:
        return value
    damage.append(_damage(node, key, str(value), say("a whole number from 1 on")))
    return None


def _metres(node: Node, key: str, damage: list[Damage]) -> str | None:
    """A length in metres as text: ``250``, ``285.714`` or the fraction ``2000/7``."""
    text = node.number_text(key)
    if text is None:
        return None
    found = _METRES.fullmatch(text)
    if found and all(int(part.replace(".", "")) for part in found[1].split("/")):
        return found[1]
    damage.append(_damage(node, key, text, say("a length in metres, such as 250 or 2000/7")))
    return None


def _damage(node: Node, key: str, says: str, expected: Sentence) -> Damage:
    return Damage(node.at(key), says, expected)
