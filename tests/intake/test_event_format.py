"""The documented event format is the one that is read: schema, page and reader agree."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from halflap.intake.event_json import KINDS, RE_RIDE, STATUSES, read_event
from halflap.intake.json_tree import Node
from halflap.intake.note import MARKS

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads(
    (files("halflap.intake") / "event.schema.json").read_text(encoding="utf-8")
)
PAGE = (ROOT / "docs" / "event-format.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0]
EVENTS = sorted((ROOT / "tests" / "data" / "events").glob("*.json"))

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def faults(value: Any, schema: dict[str, Any], where: str = "") -> list[str]:
    """Where ``value`` breaks the schema; only the keywords that the schema uses."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], where)
    if "enum" in schema:
        return [] if value in schema["enum"] else [where]
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if type(value) not in {each for name in names for each in TYPES[name]}:
        return [where]
    if isinstance(value, int) and value < schema.get("minimum", value):
        return [where]
    found = []
    if isinstance(value, list):
        for index, each in enumerate(value):
            found += faults(each, schema["items"], f"{where}/{index}")
    if isinstance(value, dict):
        for key, each in value.items():
            if key in schema["properties"]:
                found += faults(each, schema["properties"][key], f"{where}/{key}")
    return found


class TestTheSchema:
    @pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
    def test_holds_for_the_real_events(self, path: Path) -> None:
        assert faults(json.loads(path.read_text(encoding="utf-8")), SCHEMA) == []

    def test_finds_what_the_reader_refuses(self) -> None:
        event = {"rounds": [{"heats": [{"riders": [{"rank": "1", "status": "WON"}]}]}]}
        assert faults(event, SCHEMA) == [
            "/rounds/0/heats/0/riders/0/rank",
            "/rounds/0/heats/0/riders/0/status",
        ]

    def test_has_the_words_of_the_reader(self) -> None:
        ride = SCHEMA["$defs"]["ride"]["properties"]
        assert ride["status"]["enum"] == [*STATUSES, None]
        assert ride["ride"]["enum"] == [RE_RIDE, None]
        assert SCHEMA["$defs"]["round"]["properties"]["kind"]["enum"] == [*KINDS, None]
        assert " ".join(MARKS) in ride["note"]["description"]

    def test_has_the_fields_that_are_read_and_no_others(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: dict[str, set[str]] = defaultdict(set)
        kinds = {
            "rounds": "round",
            "heats": "heat",
            "riders": "ride",
            "results": "ride",
            "final": "place",
            "records_before": "record",
        }
        read = Node._value

        def spy(node: Node, key: str, *types: type) -> object:
            words = node.where.split("/")
            asked[words[-1] if len(words) == 2 else kinds.get(words[-2:][0], "")].add(key)
            return read(node, key, *types)

        monkeypatch.setattr(Node, "_value", spy)
        read_event(json.dumps({**json.loads(EXAMPLE), "medals": {}}).encode())
        assert asked.pop("") == set(SCHEMA["properties"])
        assert asked.pop("medals") == set(SCHEMA["properties"]["medals"]["properties"])
        assert asked == {
            name: set(SCHEMA["$defs"][name]["properties"])
            for name in ("round", "heat", "ride", "place", "record")
        }


class TestThePage:
    def test_its_example_is_an_event(self) -> None:
        event = read_event(EXAMPLE.encode())
        assert event.damage == ()
        assert faults(json.loads(EXAMPLE), SCHEMA) == []
        assert event.rounds[0].heats[1].rides[0].marks == ("QG", "NR")
        assert event.rounds[0].heats[1].rides[0].speed == "52.902"
        assert event.rounds[0].heats[0].rides[0].gap == "+6.210"

    def test_it_names_every_field_status_and_mark(self) -> None:
        fields = set(SCHEMA["properties"]) | {
            key for each in SCHEMA["$defs"].values() for key in each.get("properties", {})
        }
        assert [word for word in (*fields, *STATUSES, *KINDS) if f"`{word}`" not in PAGE] == []
        assert " ".join(MARKS) in PAGE
