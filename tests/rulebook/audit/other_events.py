"""Knows how to write down a whole event as JSON in a few lines, for tests with other events."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from halflap.intake.event_json import read_event
from halflap.rulebook.classification import classify
from halflap.rulebook.format_file import shipped
from halflap.rulebook.inference import infer
from halflap.rulebook.reading import read
from halflap.sport.published import PublishedEvent

Json = dict[str, object]

_RIDER = re.compile(
    r"(?:(?P<rank>\d+)\. )?(?P<name>.+?)(?: (?P<nat>[A-Z]{3}))?"
    r" (?P<result>\d[\d:.,]*|\?)?(?: ?(?P<status>OK|DNS|DNF|DSQ|OVL|CAP|REL|WO))?"
    r"(?: \[(?P<more>.*)\])?\Z"
)
_LABEL = re.compile(r"(?P<label>[\w -]+): ")


def rider(text: str) -> Json:
    """``"1. Ursi Muster SUI 3:40.123 [Q]"``; ``?`` is a time that is not known; or a status."""
    found = _RIDER.match(text.strip())
    assert found is not None, text
    time = None if found["result"] in (None, "?") else found["result"]
    made: Json = {
        "rank": int(found["rank"]) if found["rank"] else None,
        "name": found["name"],
        "nat": found["nat"] or "",
        "time": time,
        "status": found["status"] or "OK",
    }
    for word in (found["more"] or "").split("; "):
        key, sign, value = word.partition("=")
        if sign:
            made[key] = int(value) if key == "lot" else value
        elif word:
            made["note"] = word
    return made


def round_of(name: str, *heats: str, kind: str | None = None, flat: bool = False) -> Json:
    """A round; a heat is ``"gold: A GBR 4:10.000 | B GER 4:12.000"``; flat: a line is a rider."""
    if flat:
        return {"name": name, "kind": kind, "results": [rider(one) for one in heats]}
    made: list[Json] = []
    for number, text in enumerate(heats, start=1):
        label = _LABEL.match(text)
        riders = text[label.end() :] if label else text
        made.append(
            {
                "no": number,
                "label": label["label"] if label else None,
                "riders": [rider(one) for one in riders.split(" | ")],
            }
        )
    return {"name": name, "kind": kind, "heats": made}


def event(title: str, *rounds: Json, final: str = "", **more: object) -> bytes:
    """An event as the bytes of its JSON; ``final``: ``"1 A, 2 B, - C"``."""
    places: list[Json] = []
    for one in filter(None, final.split(", ")):
        rank, _, name = one.partition(" ")
        places.append({"rank": None if rank == "-" else int(rank), "name": name})
    made = {"id": "x", "event": title, "distance_m": 4000, "rounds": rounds, "final": places}
    return json.dumps({**made, **more}).encode()


def classified(made: PublishedEvent, format_id: str | None = None) -> tuple[str, str, list[str]]:
    """Format, places as ``"1 A, 2 B, - C"``, and what is missing."""
    fmt = shipped(format_id or infer(made).candidates[0])
    known = read(made, fmt)
    found = classify(fmt, known.results)
    places = ", ".join(
        f"{'-' if one.rank is None else one.rank} {known.riders[one.rider].name}"
        for one in found.placings
    )
    missing = [str(one) for one in found.missing]
    missing += [f"unplaced: {one.name}" for one in known.unplaced]
    return fmt.id, places, missing


def published(title: str, rounds: Sequence[Json], final: str, **more: object) -> PublishedEvent:
    """The event as the reader gives it."""
    return read_event(event(title, *rounds, final=final, **more))
