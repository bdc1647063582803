"""Marks, speeds and gaps that stand first in the note of a published ride."""

from __future__ import annotations

import pytest

from halflap.intake.note import Note, read_note


class TestWhatStandsFirstCounts:
    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("", Note()),
            ("51.084", Note(speed="51.084")),
            ("53.30", Note(speed="53.30")),
            ("51,084 km/h", Note(speed="51,084")),
            ("+0.413", Note(gap="+0.413")),
            ("+1:02.3", Note(gap="+1:02.3")),
            ("+ 0.413 s", Note(gap="+0.413")),
            ("Q", Note(("Q",))),
            ("q 51.348", Note(("q",), "51.348")),
            ("Q WR 53.860", Note(("Q", "WR"), "53.860")),
            ("Q +1.020", Note(("Q",), None, "+1.020")),
            ("WR OR", Note(("WR", "OR"))),
            ("QG WR", Note(("QG", "WR"))),
            ("QB", Note(("QB",))),
            ("Q, to gold final", Note(("Q",))),
            ("Q; heat by elimination", Note(("Q",))),
            ("Q OR (elsewhere 4.18.976)", Note(("Q", "OR"))),
            ("WR; overtook the other and rode on", Note(("WR",))),
        ],
    )
    def test_the_words_of_real_notes(self, text: str, note: Note) -> None:
        assert read_note(text) == note


class TestAMarkInTheMiddleOfAPhraseIsNoMark:
    @pytest.mark.parametrize(
        "text",
        [
            "caught him; NOT in the WR/OR lists",
            "time not found; 4 v 5",
            "rode alone",
            "Quick start",
            "quarter of a second",
            "OR-winner",
            "heat 1",
            "4:22.358 in the report",
            "4'35\"193",
            "12.500",
        ],
    )
    def test_prose(self, text: str) -> None:
        assert read_note(text) == Note()

    def test_a_mark_alone_between_commas_counts(self) -> None:
        assert read_note("WR at that moment, Q").marks == ("WR", "Q")

    def test_a_mark_is_named_once(self) -> None:
        assert read_note("Q, Q").marks == ("Q",)
