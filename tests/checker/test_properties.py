"""What must hold of every classification, whatever was ridden; asked of the product."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.checker.generator import competition, format_of
from tests.checker.product import product
from tests.checker.reference import FORMATS
from tests.checker.rides import all_rows, identity
from tests.checker.seeds import seeds

Capture = pytest.CaptureFixture[str]


def entrants(event: dict[str, Any]) -> set[tuple[str, str]]:
    return {identity(event, row) for row in all_rows(event)}


def every_rider_once(event: dict[str, Any], classified: dict[str, Any]) -> None:
    """Nobody twice, nobody who is a stranger, and nobody lost once all is decided."""
    listed = Counter((line["name"], line["nat"]) for line in classified["classification"])
    assert all(times == 1 for times in listed.values())
    assert set(listed) <= entrants(event)
    if classified["complete"]:
        assert set(listed) == entrants(event)


def ranked_before_unranked(classified: dict[str, Any]) -> None:
    ranks = [line["rank"] for line in classified["classification"]]
    ranked = [rank for rank in ranks if rank is not None]
    assert ranks[: len(ranked)] == sorted(ranked)


def holes_only_where_a_place_is_vacant(event: dict[str, Any], classified: dict[str, Any]) -> None:
    """A rank held by several is followed by as many fewer; any other hole needs a reason.

    A place falls vacant only by a disqualification or absence in a match, or by a rider alone in
    his heat who did not win it. No hole stands without one of them.
    """
    if not classified["complete"]:
        return
    ranks = [line["rank"] for line in classified["classification"] if line["rank"] is not None]
    taken = {rank + i for rank, times in Counter(ranks).items() for i in range(times)}
    assert len(taken) == len(ranks), "two riders hold one place that neither shares"
    holes = max(taken, default=0) - len(taken)
    vacated = 0
    for round_ in event["rounds"]:
        if round_["kind"] == "qualifying":
            continue
        for heat in round_["heats"]:
            riders = heat["riders"]
            alone = len(riders) == 1 and riders[0]["status"] in {"DNF", "DNS", "REL"}
            vacated += alone + sum(
                row["status"] == "DSQ" or row.get("excused") is False for row in riders
            )
    assert holes <= vacated


def each_medal_has_a_holder_or_a_note(classified: dict[str, Any]) -> None:
    missing = 0
    for medal, place in (("gold", 1), ("silver", 2), ("bronze", 3)):
        holders = [line["name"] for line in classified["classification"] if line["rank"] == place]
        if len(holders) == 1:
            assert classified["medals"][medal] == holders[0]
        else:
            assert classified["medals"][medal] is None
            missing += 1
    assert not missing or classified["medal_notes"]


def only_equal_rides_share_a_place(event: dict[str, Any], classified: dict[str, Any]) -> None:
    """Those who share a place have ridden the same time, or were all relegated without one."""
    of_rank: dict[int, list[tuple[str, str]]] = {}
    for line in classified["classification"]:
        if line["rank"] is not None:
            of_rank.setdefault(line["rank"], []).append((line["name"], line["nat"]))
    for sharers in of_rank.values():
        times = [
            {row["time"] for row in all_rows(event) if identity(event, row) == rider}
            for rider in sharers
        ]
        assert len(sharers) == 1 or set.intersection(*times)


class TestEveryClassification:
    def test_holds_everybody_once_and_explains_every_hole(self, capfd: Capture) -> None:
        for seed in seeds(300, capfd):
            event = competition(seed)
            self.check(seed, event, product(event, format_of(seed)))

    @pytest.mark.parametrize("format_id", sorted(FORMATS))
    def test_of_each_format_too(self, format_id: str, capfd: Capture) -> None:
        for seed in seeds(20, capfd):
            event = competition(seed, format_id)
            self.check(seed, event, product(event, format_id))

    def check(self, seed: int, event: dict[str, Any], classified: dict[str, Any]) -> None:
        try:
            every_rider_once(event, classified)
            ranked_before_unranked(classified)
            holes_only_where_a_place_is_vacant(event, classified)
            each_medal_has_a_holder_or_a_note(classified)
            only_equal_rides_share_a_place(event, classified)
        except AssertionError as error:
            error.add_note(f"HALFLAP_SEED={seed}")
            raise


class TestTheGenerator:
    def test_gives_the_same_competition_for_the_same_seed(self) -> None:
        assert competition(7) == competition(7)
        assert competition(7) != competition(8)

    def test_makes_every_situation_the_rules_speak_of(self) -> None:
        """Over a few hundred seeds, so that no agreement rests on what never happens."""
        events = [competition(seed) for seed in range(400)]
        rows = [row for event in events for row in all_rows(event)]
        assert {row["status"] for row in rows} == {
            *("OK", "CAP", "OVL", "WO", "REL", "DNF", "DNS", "DSQ", None),
        }
        assert {row.get("excused") for row in rows} == {None, True, False}
        assert any(row.get("ride") == "re-ride" for row in rows)
        assert any("lot" in row for row in rows)
        met = {frozenset(row["status"] for row in heat) for heat in all_heats(events)}
        assert {frozenset({one, "OVL"}) for one in ("OK", "CAP", "DNF", "REL", "DSQ")} <= met
        sizes = {len(entrants(event)) for event in events}
        assert {1, 2, 3, 4, 5} < sizes
        assert max(sizes) > 50
        assert {format_of(seed) for seed in range(400)} == set(FORMATS)
        assert 0.1 < sum(without_finals(event) for event in events) / len(events) < 0.9


def all_heats(events: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows of every heat after qualifying."""
    return [
        heat["riders"]
        for event in events
        for round_ in event["rounds"]
        if round_["kind"] != "qualifying"
        for heat in round_["heats"]
    ]


def without_finals(event: dict[str, Any]) -> bool:
    """Whether no final was published."""
    return all(round_["kind"] != "medal" for round_ in event["rounds"])
