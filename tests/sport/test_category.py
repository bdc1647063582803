"""Ages and distances by year (UCI 1.1.034-037, 3.2.052)."""

from __future__ import annotations

import pytest

from halflap.rulebook.tables import categories, category
from halflap.sport.category import Sex, distance_m, uci_age


class TestUci_1_1_034_AgeIsOfTheYear:
    def test_a_rider_born_in_december_is_as_old_as_one_born_in_january(self) -> None:
        assert uci_age(2026, 2008) == 18

    @pytest.mark.parametrize(
        ("category_id", "youngest", "oldest"),
        [("MJ", 17, 18), ("WJ", 17, 18), ("MU23", 19, 22), ("WU23", 19, 22), ("MM35", 35, 39)],
    )
    def test_bands_include_both_ends(self, category_id: str, youngest: int, oldest: int) -> None:
        band = category(category_id)
        assert [age for age in range(100) if band.fits(age)] == [*range(youngest, oldest + 1)]

    def test_elite_men_begin_at_23_and_women_at_19_without_end(self) -> None:
        assert not category("ME").fits(22)
        assert category("ME").fits(23)
        assert not category("WE").fits(18)
        assert category("WE").fits(19)
        assert category("WE").fits(60)


class TestUci_3_2_052_Distances:
    @pytest.mark.parametrize(
        ("category_id", "to_2024", "from_2025"),
        [
            ("ME", 4000, 4000),
            ("MU23", 4000, 4000),
            ("WE", 3000, 4000),
            ("WU23", 3000, 4000),
            ("MJ", 3000, 3000),
            ("WJ", 2000, 3000),
        ],
    )
    def test_change_with_the_year_2025(
        self, category_id: str, to_2024: int, from_2025: int
    ) -> None:
        assert distance_m(category(category_id), 2024) == to_2024
        assert distance_m(category(category_id), 2025) == from_2025

    @pytest.mark.parametrize(
        ("category_id", "metres"),
        [
            *((f"MC{c}", 3000) for c in (1, 2, 3)),
            *((f"MC{c}", 4000) for c in (4, 5)),
            *((f"WC{c}", 3000) for c in (1, 2, 3, 4, 5)),
            ("MB", 4000),
            ("WB", 3000),
        ],
    )
    def test_of_the_para_classes_in_2016(self, category_id: str, metres: int) -> None:
        assert distance_m(category(category_id), 2016) == metres

    @pytest.mark.parametrize(
        ("category_id", "year"), [("MM50", 2024), ("MU15", 2024), ("MC1", 2025), ("WB", 2026)]
    )
    def test_are_never_guessed(self, category_id: str, year: int) -> None:
        sentence = f"category {category_id} in {year} is not known here: give the distance"
        with pytest.raises(ValueError, match=sentence):
            distance_m(category(category_id), year)


class TestTheTable:
    def test_tandems_are_the_b_classes(self) -> None:
        assert {c.id for c in categories().values() if c.tandem} == {"MB", "WB"}

    def test_no_year_has_two_distances(self) -> None:
        for each in categories().values():
            for year in range(1960, 2040):
                assert sum(d.holds_in(year) for d in each.distances) <= 1, (each.id, year)

    def test_every_distance_has_a_source(self) -> None:
        assert [c.id for c in categories().values() if c.distances and not c.source] == []

    def test_ids_begin_with_the_sex(self) -> None:
        for each in categories().values():
            assert each.id.startswith("M" if each.sex is Sex.MEN else "W")

    def test_an_unknown_category_is_refused_with_the_nearest(self) -> None:
        with pytest.raises(ValueError, match=r"“wj1” is not a category: write one of .*WJ"):
            category("wj1")
