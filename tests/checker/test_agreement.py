"""The product and the independent reference agree on competitions neither has seen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checker.generator import competition, format_of
from tests.checker.product import product
from tests.checker.reference import classify
from tests.checker.seeds import seeds

Capture = pytest.CaptureFixture[str]


def answer(classified: dict[str, Any], statuses: dict[Any, str]) -> dict[str, Any]:
    """What is compared; riders of one place, or unplaced for one reason, stand in any order."""
    lines = [(line["rank"], line["name"], line["nat"]) for line in classified["classification"]]
    return {
        "complete": classified["complete"],
        "ranks": [line[0] for line in lines],
        "placed": sorted(line for line in lines if line[0] is not None),
        "unplaced": sorted(line[1:] for line in lines if line[0] is None),
        "reasons": [statuses.get(line[1:]) for line in lines if line[0] is None],
        "medals": classified["medals"],
    }


def answers(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the product and the reference say."""
    format_id = format_of(seed)
    event = competition(seed)
    expected = classify(event, format_id)
    statuses = {(line["name"], line["nat"]): line["status"] for line in expected["classification"]}
    return answer(product(event, format_id), statuses), answer(expected, statuses)


def agree(seed: int) -> None:
    ours, theirs = answers(seed)
    assert ours == theirs, f"HALFLAP_SEED={seed} ({format_of(seed)})"


class TestTheProductAgreesWithTheReference:
    def test_on_five_hundred_competitions(self, capfd: Capture) -> None:
        for seed in seeds(500, capfd):
            agree(seed)

    @pytest.mark.long
    def test_on_five_thousand_competitions(self, capfd: Capture) -> None:
        for seed in seeds(5000, capfd):
            agree(seed)
