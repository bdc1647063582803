"""Shapes of real result pages: lists without a table, both riders in one row, an infobox."""

from __future__ import annotations

import pytest

from halflap.intake.page import read_page
from halflap.sport.published import PublishedEvent, PublishedPlace
from tests.rulebook.audit.sources import found


def page(*lines: str) -> PublishedEvent:
    return read_page("\n".join(["= Cup 2001 – Women's individual pursuit =", *lines]).encode())


def heats(made: PublishedEvent, index: int = 0) -> list[tuple[object, ...]]:
    """Number or label, and name, nation, rank, time or status of each rider, heat by heat."""
    return [
        (
            heat.label or heat.number,
            *((ride.name, ride.nat, ride.rank, ride.time or ride.status) for ride in heat.rides),
        )
        for heat in made.rounds[index].heats
    ]


def flat(made: PublishedEvent) -> list[tuple[object, ...]]:
    return [
        (ride.rank, ride.name, ride.nat, ride.time, ride.status) for ride in made.rounds[0].flat
    ]


class TestABlankLine:
    """A blank line does not end a table; a header or other columns begin another."""

    def test_does_not_lose_columns_and_heats(self) -> None:
        made = page(
            "== Qualifying ==",
            "| Heat | Rank | Name | Time |",
            "| 1 | 2 | Ada (GBR) | 3:34.000 |",
            "| 1 | 3 | Berta (GER) | 3:36.000 |",
            "",
            "| 2 | 1 | Carla (ITA) | 3:33.000 |",
            "| 2 | 4 | Dora (HUN) | 3:37.000 |",
        )
        assert heats(made) == [
            (1, ("Ada", "GBR", 2, "3:34.000"), ("Berta", "GER", 3, "3:36.000")),
            (2, ("Carla", "ITA", 1, "3:33.000"), ("Dora", "HUN", 4, "3:37.000")),
        ]
        assert found(made) == []

    def test_before_a_header_begins_a_table(self) -> None:
        made = page(
            "== Records ==",
            "| World record | Ada (GBR) | 3:30.000 | Paris | 1 May 2000 |",
            "",
            "== Qualifying ==",
            "| Rank | Name | Time |",
            "| 1 | Carla (ITA) | 3:33.000 |",
            "",
            "| Name | Time | Rank |",
            "| Dora (HUN) | 3:37.000 | 2 |",
        )
        assert flat(made) == [
            (1, "Carla", "ITA", "3:33.000", "OK"),
            (2, "Dora", "HUN", "3:37.000", "OK"),
        ]


class TestBothRidersInOneRow:
    def test_below_a_header(self) -> None:
        made = page(
            "== Qualifying ==",
            "| Heat | Rider 1 | Time | Rider 2 | Time |",
            "| 1 | Leontien Zijlaard (NED) | 3:34.1 | Judith Arndt (GER) | 3:36.2 |",
            "| 2 | Olga Slyusareva (RUS) | 3:33.5 | Sarah Ulmer (NZL) | DNS |",
            "| 3 | Anna Solo (POL) | 3:40.1 | | |",
        )
        assert heats(made) == [
            (
                1,
                ("Leontien Zijlaard", "NED", None, "3:34.1"),
                ("Judith Arndt", "GER", None, "3:36.2"),
            ),
            (
                2,
                ("Olga Slyusareva", "RUS", None, "3:33.5"),
                ("Sarah Ulmer", "NZL", None, "DNS"),
            ),
            (3, ("Anna Solo", "POL", None, "3:40.1")),
        ]

    def test_mirrored_with_the_ride_in_front(self) -> None:
        made = page(
            "== Finals ==",
            "| Bronze | Ada (GBR) | 3:36.000 | 3:37.000 | Berta (GER) |",
            "| Gold | Carla (ITA) | 3:31.000 | 3:32.000 | Dora (HUN) |",
        )
        assert heats(made) == [
            ("bronze", ("Ada", "GBR", None, "3:36.000"), ("Berta", "GER", None, "3:37.000")),
            ("gold", ("Carla", "ITA", None, "3:31.000"), ("Dora", "HUN", None, "3:32.000")),
        ]

    def test_ranks_in_front_of_both_are_ranks(self) -> None:
        made = page(
            "== Semifinals ==",
            "| 1 | Ada | 3:34.000 | 4 | Berta | 3:36.000 |",
            "| 2 | Carla | 3:35.000 | 3 | Dora | 3:35.500 |",
        )
        assert heats(made) == [
            (1, ("Ada", "", 1, "3:34.000"), ("Berta", "", 4, "3:36.000")),
            (2, ("Carla", "", 2, "3:35.000"), ("Dora", "", 3, "3:35.500")),
        ]

    def test_a_row_with_times_on_the_way_is_one_rider(self) -> None:
        made = page("== Qualifying ==", "| 1 | Ada (GBR) | 1:12.345 | 3:34.000 | Q |")
        assert [ride.name for ride in made.rounds[0].flat] == ["Ada"]

    def test_a_fault_of_the_second_rider_is_on_the_line_of_both(self) -> None:
        made = page(
            "== Finals ==",
            "| Gold | 2 | Ada (GBR) | 3:34.000 | 1 | Berta (GER) | 3:36.000 |",
        )
        assert found(made) == ["error winner line 3"]


class TestListsWithoutATable:
    def test_ranks_names_nations_and_times(self) -> None:
        made = page(
            "Qualifying",
            "1 Bradley Wiggins (Great Britain)      4.15.165 (56.434 km/h)",
            "2. Sergi Escobar (ESP) 4:16.862",
            "# Servais van der Berg (NED) 4:17.510",
            "4 Jens Lehmann (Germany) DNF",
        )
        assert flat(made) == [
            (1, "Bradley Wiggins", "GBR", "4.15.165", "OK"),
            (2, "Sergi Escobar", "ESP", "4:16.862", "OK"),
            (None, "Servais van der Berg", "NED", "4:17.510", "OK"),
            (4, "Jens Lehmann", "GER", None, "DNF"),
        ]
        assert made.rounds[0].flat[0].speed == "56.434"

    def test_a_duel_in_one_line(self) -> None:
        made = page(
            "Bronze medal ride",
            "Rob Hayles (GBR) 4.17.947 bt Brad McGee (AUS) 4.19.291",
            "",
            "Gold medal ride",
            "1. Bradley Wiggins (GBR) 4:16.304",
            "2. Sergi Escobar (ESP) 4:20.436",
        )
        assert heats(made) == [
            (
                "bronze",
                ("Rob Hayles", "GBR", None, "4.17.947"),
                ("Brad McGee", "AUS", None, "4.19.291"),
            ),
            (
                "gold",
                ("Bradley Wiggins", "GBR", 1, "4:16.304"),
                ("Sergi Escobar", "ESP", 2, "4:20.436"),
            ),
        ]

    @pytest.mark.parametrize(
        "line",
        [
            "20 August, 16:30",
            "2 riders went under 4:20.000",
            "* Ada Example broke the record with 3:30.000",
            "Ada Example (GBR) won in 3:30.000.",
            "1. Ada Example (GBR)",
        ],
    )
    def test_other_lines_are_no_rides(self, line: str) -> None:
        made = page("== Qualifying ==", "| 1 | Berta | 3:36.000 |", "", line)
        assert [ride.name for ride in made.rounds[0].flat] == ["Berta"]


class TestAnInfobox:
    BOX = (
        "{{Infobox Olympic event",
        "| event       = Women's individual pursuit",
        "| competitors = 3",
        "| nations     = 3",
        "| gold        = [[Carla Esempio]]",
        "| goldNOC     = ITA",
        "| silver      = {{flagIOCmedalist|[[Ada Example]]|GBR|2000 Summer}}",
        "}}",
        "== Qualifying ==",
        "| 1 | Carla Esempio (ITA) | 3:33.000 |",
        "| 2 | Ada Example (GBR) | 3:34.000 |",
    )

    def test_names_the_medallists(self) -> None:
        assert page(*self.BOX).medals == (
            ("gold", PublishedPlace("line 6", None, "Carla Esempio", "ITA")),
            ("silver", PublishedPlace("line 8", None, "Ada Example", "GBR")),
        )

    def test_counts_riders_and_nations(self) -> None:
        made = page(*self.BOX)
        assert [one.text for one in made.prose] == ["competitors = 3", "nations = 3"]
        assert found(made) == ["error count line 4", "error count line 5"]

    def test_counts_who_started_or_who_is_listed(self) -> None:
        assert found(page(*self.BOX, "| | Zoé Exemple (FRA) | DNS |")) == []


class TestFinalsWithoutLabels:
    def test_have_the_places_printed_in_them(self) -> None:
        made = page(
            "== Finals ==",
            "| Heat | Rank | Name | Time |",
            "| 1 | 1 | Carla | 3:33.000 |",
            "| 1 | 2 | Ada | 3:34.000 |",
            "| 2 | 3 | Berta | 3:32.000 |",
            "| 2 | 4 | Dora | 3:35.000 |",
            "== Final classification ==",
            *("1. Carla", "2. Ada", "3. Berta", "4. Dora"),
        )
        assert found(made) == []
