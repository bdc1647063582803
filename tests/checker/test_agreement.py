"""The product and the independent reference agree on competitions neither has seen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checker.generator import competition, format_of
from tests.checker.product import product
from tests.checker.reference import classify
from tests.checker.seeds import seeds

Capture = pytest.CaptureFixture[str]


def answer(classified: dict[str, Any]) -> dict[str, Any]:
    """What is compared; riders who share a place may stand in any order."""
    lines = [(line["rank"], line["name"], line["nat"]) for line in classified["classification"]]
    ranked = [line for line in lines if line[0] is not None]
    return {
        "complete": classified["complete"],
        "ranks": [line[0] for line in lines],
        "ranked": sorted(ranked),
        "unranked": lines[len(ranked) :],
        "medals": classified["medals"],
    }


def agree(seed: int) -> None:
    format_id = format_of(seed)
    event = competition(seed)
    expected = answer(classify(event, format_id))
    assert answer(product(event, format_id)) == expected, f"HALFLAP_SEED={seed} ({format_id})"


class TestTheProductAgreesWithTheReference:
    def test_on_five_hundred_competitions(self, capfd: Capture) -> None:
        for seed in seeds(500, capfd):
            agree(seed)

    @pytest.mark.long
    def test_on_five_thousand_competitions(self, capfd: Capture) -> None:
        for seed in seeds(5000, capfd):
            agree(seed)
