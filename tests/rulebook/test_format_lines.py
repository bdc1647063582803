"""In which line of a format the key stands that is wrong."""

from __future__ import annotations

import pytest

from halflap.rulebook.format_lines import line_of

TEXT = """id = "cup"
places = [
  { of = "finals:gold" },
  { of = "qualifying:rest" },
]

[[phase]]  # everybody
id = "qualifying"
[phase.incidents]
starts = 2

[[phase]]
id = "finals"
heats = [
  "bronze 3-4: R3 v R4",
  "gold 1-2: R1 v R2",
]
[phase.incidents]
starts = 3
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("id", 1),
        ("places", 2),
        ("places[1]", 4),
        ("phase[0].id", 8),
        ("phase[1].id", 13),
        ("phase[1].heats[1]", 16),
        ("phase[0].incidents.starts", 10),
        ("phase[1].incidents.starts", 19),
        ("phase[1].incidents.re_rides", 18),
        ("phase[1].catch", 12),
        ("phase[7].id", None),
        ("name", None),
    ],
)
def test_is_that_of_the_key_or_of_the_nearest_above(path: str, line: int | None) -> None:
    assert line_of(TEXT, path) == line
