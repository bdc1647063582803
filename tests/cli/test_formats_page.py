"""docs/formats.md: it names every key and value there is, and its example can be used."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from halflap.rulebook.explain import explain
from halflap.rulebook.format import Format, HandTimes, Phase, Places, RecordRules, Ties
from halflap.rulebook.format_file import SHIPPED, read_format
from halflap.rulebook.incident_policy import IncidentPolicy

PAGE = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
ROWS = {
    name.strip("` "): line
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for name in line.split("|")[1].split(",")
}
WITHIN = {Ties: "ties.", HandTimes: "hand_times.", RecordRules: "records."}


@pytest.mark.parametrize(
    "struct", [Format, Ties, HandTimes, RecordRules, Phase, IncidentPolicy, Places]
)
class TestTheKeys:
    def test_are_all_there_with_all_their_values(self, struct: type[msgspec.Struct]) -> None:
        hints = get_type_hints(struct)
        for field in msgspec.structs.fields(struct):
            if hints[field.name] in WITHIN:
                continue
            row = ROWS[WITHIN.get(struct, "") + field.encode_name]
            words = [word for word in get_args(hints[field.name]) if isinstance(word, str)]
            assert [word for word in words if f'`"{word}"`' not in row] == []


def test_the_shipped_formats_are_all_there() -> None:
    assert [format_id for format_id in SHIPPED if format_id not in ROWS] == []


def test_the_example_can_be_used_and_says_what_the_page_says() -> None:
    found = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert found
    lines = [str(line) for each in explain(read_format(found[1]), "en") for line in each.lines]
    assert "Everybody rides alone, one after the other; the times count (UCI 3.2.053)." in lines
    assert "Starts of each rider in this phase: 1 (UCI 3.2.021ter)." in lines
    assert "Places 1 to 2: Cup ride, gold: winner and beaten rider." in lines
    assert "From place 3: Qualifying: those who did not go on, in its order." in lines
