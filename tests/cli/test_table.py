"""Columns stand under each other in any script."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halflap.cli.table import table, width

cells = st.text(max_size=12)


class TestWidth:
    def test_a_latin_letter_takes_one_column(self) -> None:
        assert width("Dyudya") == 6

    def test_a_chinese_sign_takes_two(self) -> None:
        assert width("周雅菲") == 6

    def test_a_combining_accent_takes_none(self) -> None:
        assert width("e\u0301") == 1

    def test_a_korean_syllable_takes_two_however_it_is_written(self) -> None:
        assert width("한") == 2


class TestTable:
    def test_figures_stand_to_the_right_and_names_to_the_left(self) -> None:
        assert table(("place", "rider"), [("1", "Wiggins"), ("10", "Markov")], "r") == [
            "place  rider",
            "-----  -------",
            "    1  Wiggins",
            "   10  Markov",
        ]

    def test_names_in_wide_signs_push_the_next_column_as_far_as_they_reach(self) -> None:
        assert table(("rider", "nat"), [("周雅菲", "CHN"), ("Markov", "RUS")]) == [
            "rider   nat",
            "------  ---",
            "周雅菲  CHN",
            "Markov  RUS",
        ]

    def test_a_line_break_in_a_name_does_not_break_the_row(self) -> None:
        assert table(("rider",), [("Brad\nMcGee",)])[2] == "Brad McGee"

    @given(st.lists(st.tuples(cells, cells), max_size=5))
    def test_the_second_column_always_begins_at_one_place(
        self, rows: list[tuple[str, str]]
    ) -> None:
        lines = table(("a", "b"), [(one, "|") for one, _ in rows])
        assert len({width(line[: line.rindex("|")]) for line in lines[2:]} or {0}) == 1
