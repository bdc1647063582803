"""A format as an old meet has kept it stays readable, whatever new files are asked."""

from __future__ import annotations

import pytest

from halflap.rulebook.format_file import (
    SHIPPED,
    BadFormat,
    read_format,
    shipped_text,
    stored_format,
)


class TestAStoredFormat:
    @pytest.mark.parametrize("format_id", SHIPPED)
    def test_reads_as_the_file_it_was(self, format_id: str) -> None:
        text = shipped_text(format_id)
        assert stored_format(text) == read_format(text)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("decimals = 2", 'decimals = 2\ncolour = "red"'),
            ("riders_per_heat = 1", 'riders_per_heat = 1\ndisqualified = "close-up"'),
            ("starts = 2", 'starts = 2\nwhistle = "long"'),
        ],
    )
    def test_passes_over_what_is_no_longer_known(self, old: str, new: str) -> None:
        text = shipped_text("club-solo").replace(old, new, 1)
        with pytest.raises(BadFormat):
            read_format(text)
        assert stored_format(text).phase[0].id == "qualifying"
