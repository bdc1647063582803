"""Riders: UCI ID, nation, names as given, tandems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.rider import Rider, check_uci_id


class TestUciId:
    @pytest.mark.parametrize(
        ("text", "digits"),
        [
            ("10012345656", "10012345656"),
            ("100 123 456 56", "10012345656"),
            (" 101\u00a0234\u00a0567\u00a032 ", "10123456732"),
            ("10000000182", "10000000182"),
        ],
    )
    def test_is_kept_as_eleven_digits(self, text: str, digits: str) -> None:
        assert check_uci_id(text) == digits

    def test_may_end_in_zeros(self) -> None:
        assert 100_000_016 == 97 * 1_030_928
        assert check_uci_id("10000001600") == "10000001600"

    def test_with_wrong_check_digits_says_what_they_should_be(self) -> None:
        with pytest.raises(ValueError, match="100123456 modulo 97 is 56, not 65"):
            check_uci_id("100 123 456 65")

    def test_with_a_small_remainder_is_padded(self) -> None:
        with pytest.raises(ValueError, match="modulo 97 is 01, not 02"):
            check_uci_id("10000001702")

    @pytest.mark.parametrize(
        "text",
        ["", "GBR19800428", "1001234565", "100123456566", "00012345656", "１００１２３４５６５６"],
    )
    def test_of_another_shape_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="it has 11 digits and does not begin with 0"):
            check_uci_id(text)

    @given(
        first=st.integers(100_000_000, 999_999_999),
        position=st.integers(0, 8),
        by=st.integers(1, 9),
    )
    def test_finds_every_single_mistyped_digit(self, first: int, position: int, by: int) -> None:
        digits = f"{first}{first % 97:02d}"
        assert check_uci_id(digits) == digits
        slip = str((int(digits[position]) + by) % 10)
        with pytest.raises(ValueError, match=r"is not a UCI ID|wrong check digits"):
            check_uci_id(digits[:position] + slip + digits[position + 1 :])


class TestRider:
    @pytest.mark.parametrize(
        "name", ["Bradley WIGGINS", "Ørsted, Hans-Henrik", "梁贵华", " Ulmer "]
    )
    def test_keeps_the_name_as_given(self, name: str) -> None:
        assert Rider(1, name).name == name

    def test_has_the_age_of_the_year(self) -> None:
        assert Rider(7, "Wiggins", born_year=1980).age(2004) == 24
        assert Rider(7, "Wiggins").age(2004) is None

    def test_on_a_tandem_has_a_pilot_under_one_bib(self) -> None:
        tandem = Rider(3, "Stephen Bate", pilot=Rider(3, "Adam Duggleby"))
        assert tandem.names == "Stephen Bate / Adam Duggleby"
        assert Rider(4, "Ulmer").names == "Ulmer"

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"bib": 0}, "0 is not a bib"),
            ({"name": "  "}, "Bib 5 has no name"),
            ({"nation": "DEU"}, "write GER"),
            ({"nation": "gbr"}, "nation of bib 5 in capitals: GBR"),
            ({"uci_id": "10012345665"}, "wrong check digits"),
            ({"uci_id": "100 123 456 56"}, "11 digits without spaces"),
            ({"pilot": Rider(5, "B", pilot=Rider(5, "C"))}, "a tandem carries two"),
        ],
    )
    def test_that_cannot_be_is_refused_with_a_sentence(
        self, wrong: dict[str, object], sentence: str
    ) -> None:
        fields: dict[str, object] = {"bib": 5, "name": "A"}
        with pytest.raises(ValueError, match=sentence):
            Rider(**(fields | wrong))  # type: ignore[arg-type]
