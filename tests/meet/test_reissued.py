"""What changed in a communiqué issued again is read row by row, in the order of its tables."""

from __future__ import annotations

from typing import Any

from halflap.meet.views.reissued import Changed, Value, changed

CONTENT: dict[str, Any] = {
    "level": "official",
    "heats": [
        {"heat": "4", "label": None, "riders": [{"bib": 12, "name": "A"}]},
        {"heat": "2", "label": "gold", "riders": [{"bib": 31, "name": "C"}]},
    ],
    "classification": [{"bib": 31, "name": "C", "rank": 1}, {"bib": 32, "name": "I", "rank": 2}],
    "medals": {"gold": "31 C", "silver": "32 I"},
}


def where(found: Changed) -> tuple[str, str, str, str]:
    return found.table, found.heat, found.bib, found.name


def test_rows_are_in_the_order_of_the_document_and_those_gone_are_last() -> None:
    found = changed(
        (
            "medals/silver: 31 C -> 32 I",
            "medals/gold: 32 I -> 31 C",
            "classification/33/name: Gone -> -",
            "classification/32/note: gold -> silver",
            "classification/32/rank: 1 -> 2",
            "heats/2/riders/31/gap: +0.121 -> -",
            "heats/4/riders/12/time: 4:20.001 -> 4:20.000",
            "classification/31/rank: 2 -> 1",
            "heats/2/winner: 32 -> 31",
            "level: provisional -> official",
        ),
        CONTENT,
    )
    assert [where(each) for each in found] == [
        ("", "", "", ""),
        ("heats", "4", "12", "A"),
        ("heats", "2", "", ""),
        ("heats", "2", "31", "C"),
        ("classification", "", "31", "C"),
        ("classification", "", "32", "I"),
        ("classification", "", "33", "Gone"),
        ("medals", "", "", ""),
    ]
    assert found[2].label == "gold"
    assert found[5].values == (Value("rank", "1", "2"), Value("note", "gold", "silver"))
    assert [each.what for each in found[7].values] == ["gold", "silver"]


def test_a_row_that_is_new_says_its_bib_once() -> None:
    (found,) = changed(("ranking/9/bib: - -> 9", "ranking/9/name: - -> N"), {"ranking": []})
    assert (found.bib, found.values) == ("9", (Value("name", "-", "N"),))
