"""The codes of the IOC and UCI, which are not those of ISO 3166."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.sport.nations import ISO_DIFFERS, Standing, nation, nations


class TestKnownNations:
    @pytest.mark.parametrize(
        ("code", "english", "french"),
        [
            ("GBR", "Great Britain", "Grande-Bretagne"),
            ("GER", "Germany", "Allemagne"),
            ("SUI", "Switzerland", "Suisse"),
            ("TPE", "Chinese Taipei", "Taipei chinois"),
            ("KOS", "Kosovo", "Kosovo"),
        ],
    )
    def test_have_names_in_both_languages(self, code: str, english: str, french: str) -> None:
        assert (nation(code).name_en, nation(code).name_fr) == (english, french)
        assert nation(code).standing is Standing.CURRENT

    @pytest.mark.parametrize(
        "code", ["TCH", "URS", "EUN", "GDR", "FRG", "YUG", "SCG", "BOH", "ROM"]
    )
    def test_of_old_results_are_historic(self, code: str) -> None:
        assert nation(code).standing is Standing.HISTORIC

    @pytest.mark.parametrize("code", ["AIN", "ROC", "OAR", "EOR", "RPC", "NPA", "IOA"])
    def test_of_athletes_without_a_nation_are_neutral(self, code: str) -> None:
        assert nation(code).standing is Standing.NEUTRAL

    def test_are_206_committees_and_two_members_of_the_uci(self) -> None:
        current = {c for c, each in nations().items() if each.standing is Standing.CURRENT}
        assert len(current - {"CUW", "MAC"}) == 206

    def test_are_found_in_small_letters(self) -> None:
        assert nation(" gbr ").code == "GBR"

    def test_are_written_with_both_names_once(self) -> None:
        assert str(nation("GER")) == "GER (Germany / Allemagne)"
        assert str(nation("CUB")) == "CUB (Cuba)"

    def test_have_three_capitals_and_two_names(self) -> None:
        for code, each in nations().items():
            assert len(code) == 3
            assert code.isalpha()
            assert code.isupper()
            assert each.code == code
            assert each.name_en
            assert each.name_fr


class TestIsoCodesAreNotGuessed:
    @pytest.mark.parametrize(
        ("iso", "ioc"),
        [("DEU", "GER"), ("NLD", "NED"), ("CHE", "SUI"), ("DNK", "DEN"), ("ZAF", "RSA")],
    )
    def test_the_sentence_says_which_code_is_meant(self, iso: str, ioc: str) -> None:
        with pytest.raises(ValueError, match=f"{iso} is the ISO code; .* write {ioc} "):
            nation(iso)

    def test_no_iso_code_that_differs_is_accepted(self) -> None:
        assert not ISO_DIFFERS.keys() & nations().keys()
        assert set(ISO_DIFFERS.values()) <= nations().keys()

    def test_brn_is_bahrain_although_iso_gives_it_to_brunei(self) -> None:
        assert nation("BRN").name_en == "Bahrain"


class TestUnknownCodes:
    @pytest.mark.parametrize(
        ("text", "meant"),
        [("GBB", "GBR"), ("FRE", "FRA"), ("Germany", "GER"), ("Pays-Bas", "NED"), ("AUSS", "AUS")],
    )
    def test_are_refused_with_the_nearest(self, text: str, meant: str) -> None:
        with pytest.raises(ValueError, match=f"the nearest: .*{meant} "):
            nation(text)

    @pytest.mark.parametrize("text", ["", "XQ", "12345"])
    def test_like_nothing_are_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(ValueError, match="write three letters such as GBR"):
            nation(text)

    @given(st.text(max_size=12).filter(lambda text: text.strip().upper() not in nations()))
    def test_of_any_kind_are_refused_in_words(self, text: str) -> None:
        with pytest.raises(ValueError, match="IOC code"):
            nation(text)
