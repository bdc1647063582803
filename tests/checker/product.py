"""Knows how to ask the product for a classification; the only file here that imports it."""

from __future__ import annotations

import json
from typing import Any

from halflap.intake.event_json import read_event
from halflap.rulebook.classification import classify
from halflap.rulebook.format_file import shipped
from halflap.rulebook.reading import read


def product(event: dict[str, Any], format_id: str) -> dict[str, Any]:
    """What the product's rulebook answers, in the words of ``halflap classify --json``."""
    format_ = shipped(format_id)
    known = read(read_event(json.dumps(event).encode()), format_)
    classified = classify(format_, known.results)
    holders = {
        medal: [placing.rider for placing in classified.placings if placing.rank == place]
        for medal, place in (("gold", 1), ("silver", 2), ("bronze", 3))
    }
    return {
        "complete": classified.complete,
        "classification": [
            {
                "rank": placing.rank,
                "name": known.riders[placing.rider].name,
                "nat": known.riders[placing.rider].nat,
            }
            for placing in classified.placings
        ],
        "medals": {
            medal: known.riders[riders[0]].name if len(riders) == 1 else None
            for medal, riders in holders.items()
        },
        "medal_notes": [str(note) for note in classified.medal_notes],
    }
