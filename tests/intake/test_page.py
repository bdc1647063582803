"""Result pages as plain text and wikitext: what they print is read, what is broken is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.intake.page import read_page
from halflap.intake.published import read_published
from halflap.intake.unreadable import Unreadable
from halflap.sport.published import (
    Prose,
    PublishedEvent,
    PublishedPlace,
    PublishedRecord,
    PublishedRide,
)

PAGES = Path(__file__).parent.parent / "data" / "pages"
ATHENS = read_page((PAGES / "athens-2004-names-lost.txt").read_bytes())
PIECES = [
    *("=", "==", ";Heat", "{|", "|}", "|-", "!", "||", "|", "{{", "}}", "[[", "]]", "''", "\t"),
    *("<ref>", "</ref>", "&#10;", "4:15.165", "DNS", "(3rd)", "1.", "Gold", "Q", "colspan=9|"),
    *("\n", "\n|", "| Rank | Name | Time |\n", "== Finals ==\n", ";Heat 1", "World record"),
]
WORLDS = read_page((PAGES / "worlds-pattern.wiki").read_bytes())


def page(*lines: str) -> PublishedEvent:
    return read_page("\n".join(["= Cup 2026 – Women's individual pursuit =", *lines]).encode())


def rows(found: PublishedEvent) -> list[tuple[str, int | None, str | None, str | None]]:
    return [
        (ride.name, ride.rank, ride.time, ride.status)
        for each in found.rounds
        for ride in (*each.flat, *(ride for heat in each.heats for ride in heat.rides))
    ]


class TestAthens2004WithItsNamesLost:
    """The real times and ranks of the men's event, as they stand in a page without names."""

    def test_the_event(self) -> None:
        assert ATHENS.title == "Athens 2004 – Men's individual pursuit"
        assert (ATHENS.date, ATHENS.sex) == ("2004", "M")
        assert (ATHENS.distance_m, ATHENS.track_length_m) == ("4000", "250")

    def test_the_rounds(self) -> None:
        assert [(each.name, each.kind, each.rank_scope, each.date) for each in ATHENS.rounds] == [
            ("Qualifying round", "qualifying", "round", "2004-08-20T16:30"),
            ("Match round", "match", "winners 1-4 then losers 5-8", None),
            ("Medal round", "medal", "round", None),
        ]

    def test_qualifying_heat_by_heat(self) -> None:
        assert [
            [(ride.rank, ride.time, ride.status) for ride in heat.rides]
            for heat in ATHENS.rounds[0].heats
        ] == [
            [(14, "4:29.676", "OK"), (15, "4:39.302", "OK")],
            [(9, "4:22.392", "OK"), (13, "4:29.005", "OK")],
            [(12, "4:27.871", "OK"), (None, None, "DNS")],
            [(5, "4:18.169", "OK"), (11, "4:26.760", "OK")],
            [(8, "4:20.606", "OK"), (10, "4:25.520", "OK")],
            [(1, "4:15.165", "OK"), (7, "4:19.353", "OK")],
            [(4, "4:17.930", "OK"), (6, "4:18.991", "OK")],
            [(2, "4:16.862", "OK"), (3, "4:17.510", "OK")],
        ]
        marked = [ride.rank for heat in ATHENS.rounds[0].heats for ride in heat.rides if ride.marks]
        assert marked == [5, 8, 1, 7, 4, 6, 2, 3]

    def test_match_round_and_medal_rides(self) -> None:
        assert [
            [(ride.rank, ride.time, ride.marks) for ride in heat.rides]
            for heat in ATHENS.rounds[1].heats
        ] == [
            [(3, "4:19.559", ("Q",)), (7, "4:22.720", ())],
            [(2, "4:17.978", ("Q",)), (8, "4:26.184", ())],
            [(4, "4:19.581", ("Q",)), (5, "4:20.336", ())],
            [(1, "4:17.215", ("Q",)), (6, "4:21.235", ())],
        ]
        assert [
            (heat.label, [ride.time for ride in heat.rides]) for heat in ATHENS.rounds[2].heats
        ] == [("bronze", ["4:17.947", "4:22.291"]), ("gold", ["4:16.304", "4:20.436"])]

    def test_every_lost_name_is_another_place(self) -> None:
        names = [name for name, *_ in rows(ATHENS)]
        assert len(set(names)) == len(names) == 28
        assert names[1] == "[rider 2, heat 1, Qualifying round]"
        assert names[-1] == "[rider 2, gold ride, Medal round]"

    def test_the_second_row_of_each_heat_is_shifted(self) -> None:
        assert [each.where for each in ATHENS.damage] == [
            f"line {number}" for number in (21, 23, 25, 27, 29, 31, 33, 35)
        ]
        assert ATHENS.damage[0].says == "| | 4:39.302 | 15 | |"
        assert str(ATHENS.damage[0].expected) == (
            "the time in cell 3, where the header of the table has it; it stands in cell 2 of 4"
        )

    def test_records_before(self) -> None:
        assert ATHENS.records_before[0] == PublishedRecord(
            "line 9",
            "WR",
            "4:11.114",
            "Christopher Boardman",
            "GBR",
            "Manchester, United Kingdom",
            "29 August 1996",
        )

    def test_the_places_without_names(self) -> None:
        assert [place.rank for place in ATHENS.final] == list(range(1, 16))
        assert ATHENS.final[0].name == "[rider 1, final classification]"

    def test_prose_stays_prose_with_its_line_and_round(self) -> None:
        assert Prose("line 17", "The sixteen riders raced two by two.", "line 14") in ATHENS.prose
        assert ATHENS.prose[2] == Prose(
            "line 3", "No cyclist was lapped in the thirteen matches.", None
        )
        assert ATHENS.prose[-2].round == "line 56"


class TestWikitextOfAWorldChampionship:
    def test_templates_links_and_bold_text_become_names_and_marks(self) -> None:
        assert WORLDS.rounds[0].flat[1] == PublishedRide(
            where="line 16",
            name="Jan Voorbeeld",
            nat="NED",
            rank=2,
            time="4:04.001",
            note="Q, NR",
            marks=("Q", "NR"),
            gap="+0.786",
        )

    def test_a_row_over_several_lines_is_one_row(self) -> None:
        ride = WORLDS.rounds[0].flat[3]
        assert (ride.where, ride.name, ride.nat, ride.marks) == (
            "line 20",
            "Paolo Esempio",
            "ITA",
            ("q",),
        )

    def test_cells_over_several_columns_are_no_damage(self) -> None:
        assert [ride.status for ride in WORLDS.rounds[0].flat[4:]] == ["DNF", "DNS"]
        assert WORLDS.damage == ()

    def test_rows_that_are_headings_make_the_medal_rides(self) -> None:
        assert [
            (heat.label, [(ride.rank, ride.name, ride.status) for ride in heat.rides])
            for heat in WORLDS.rounds[1].heats
        ] == [
            ("gold", [(1, "Jan Voorbeeld", "OK"), (2, "Max Muster", "OVL")]),
            ("bronze", [(3, "Jean Exemple", "OK"), (4, "Paolo Esempio", "OK")]),
        ]

    def test_what_the_page_says_of_itself(self) -> None:
        assert (WORLDS.date, WORLDS.distance_m, WORLDS.track_length_m) == ("2026", "4000", "250")
        assert WORLDS.title.startswith("The Men's individual pursuit at the 2026 UCI")


class TestTables:
    def test_with_names_and_nations(self) -> None:
        found = page(
            "== Qualifying ==",
            "| Rank | Rider | Nation | Time | Behind | Speed |",
            "| 1 | A B | GBR | 3:24.537 | — | 52.807 |",
            "| 2 | C D | NZL | 3:25.000 | +0.463 | 52.682 |",
        )
        second = found.rounds[0].flat[1]
        assert (second.name, second.nat, second.gap, second.speed) == (
            "C D",
            "NZL",
            "+0.463",
            "52.682",
        )
        assert found.damage == ()

    @pytest.mark.parametrize(
        ("printed", "nation"),
        [
            ("FRA", "FRA"),
            ("France", "FRA"),
            ("France (FRA)", "FRA"),
            ("(FRA)", "FRA"),
            ("{{flag|France}}", "FRA"),
            ("{{flagIOC|FRA|2004 Summer}}", "FRA"),
            ("{{FRA}}", "FRA"),
            ("Allemagne", "GER"),
            ("Atlantis", "Atlantis"),
            ("—", ""),
        ],
    )
    def test_a_nation_by_its_code_or_name(self, printed: str, nation: str) -> None:
        found = page(
            "== Qualifying ==",
            "{|",
            "! Rank !! Rider(s) !! NOC !! Time",
            "|-",
            f"| 1 || A || {printed} || 3:24.537",
            "|}",
        )
        assert found.rounds[0].flat[0].nat == nation

    def test_a_cell_spanning_the_rows_of_a_heat(self) -> None:
        found = page(
            "== Qualifying ==",
            '{| class="wikitable"',
            "! Heat !! Name !! Time !! Rank",
            "|-",
            '| rowspan="2" | 1 || A (GBR) || 3:24.537 || 1',
            "|-",
            "| B (NZL) || 3:25.000 || 2",
            "|-",
            "| 2 || C (AUS) || 3:26.000 || 3",
            "|}",
        )
        assert [len(heat.rides) for heat in found.rounds[0].heats] == [2, 1]
        assert found.rounds[0].heats[0].rides[1].nat == "NZL"
        assert found.damage == ()

    def test_heats_of_a_table_in_order_of_rank(self) -> None:
        found = page(
            "== Qualifying ==",
            "| Rank | Heat | Name | Time |",
            "| 1 | 2 | A | 3:24.537 |",
            "| 2 | 1 | B | 3:25.000 |",
            "| 3 | 2 | C | 3:26.000 |",
        )
        assert [[ride.name for ride in heat.rides] for heat in found.rounds[0].heats] == [
            ["B"],
            ["A", "C"],
        ]

    def test_columns_divided_by_tabs(self) -> None:
        found = page("== Qualifying ==", "Rank\tName\tTime", "1\tA B (GBR)\t3:24.537 WR")
        assert rows(found) == [("A B", 1, "3:24.537", "OK")]
        assert found.rounds[0].flat[0].marks == ("WR",)

    def test_french_headings_and_columns(self) -> None:
        found = page(
            "== Qualifications ==",
            "| Rang | Coureur | Pays | Temps |",
            "| 1er | Félicia B | FRA | 3'24\"537 |",
            "| – | Zoé C | SUI | non partante |",
            "== Demi-finales ==",
            "; Série 1",
            "| Félicia B | 3'25\"000 |",
            "| Ana D | rattrapée |",
        )
        assert rows(found) == [
            ("Félicia B", 1, "3'24\"537", "OK"),
            ("Zoé C", None, None, "DNS"),
            ("Félicia B", None, "3'25\"000", "OK"),
            ("Ana D", None, None, "OVL"),
        ]
        assert [each.kind for each in found.rounds] == ["qualifying", "match"]

    @pytest.mark.parametrize(
        ("cell", "time", "status"),
        [
            ("4:18.169 Q", "4:18.169", "OK"),
            ("4:35,57", "4:35,57", "OK"),
            ("4'36\"918", "4'36\"918", "OK"),
            ("4'36''918", "4'36''918", "OK"),
            ("4.18.976", "4.18.976", "OK"),
            ("DNF", None, "DNF"),
            ("DQ", None, "DSQ"),
            ("LAP", None, "OVL"),
            ("Overtaken", None, "OVL"),
            ("caught opponent", None, "CAP"),
            ("OVL 3:41.002", "3:41.002", "OVL"),
            ("REL", None, "REL"),
            ("w/o", None, None),
            ("W/O", None, "WO"),
            ("—", None, None),
            ("3:4x.169", "3:4x.169", "OK"),
        ],
    )
    def test_what_stands_in_the_column_of_times(
        self, cell: str, time: str | None, status: str | None
    ) -> None:
        found = page(
            "== Qualifying ==",
            "| Rank | Name | Time |",
            "| 1 | A | 3:24.537 |",
            f"| | B | {cell} |",
        )
        assert rows(found)[1] == ("B", None, time, status)


class TestBrokenTables:
    def test_a_row_that_lost_its_first_cell(self) -> None:
        found = page(
            "== Qualifying ==",
            "| Heat | Name | Nation | Time | Rank |",
            "| 1 | A | GBR | 3:24.537 | 1 |",
            "| B | NZL | 3:25.000 | 2 |",
        )
        assert rows(found)[1] == ("B", 2, "3:25.000", "OK")
        assert found.rounds[0].heats[0].rides[1].nat == "NZL"
        assert [each.where for each in found.damage] == ["line 5"]

    def test_a_row_with_a_cell_too_many_at_its_end(self) -> None:
        found = page(
            "== Qualifying ==",
            "| Rank | Name | Time |",
            "| 1 | A | 3:24.537 |",
            "| 2 | B | 3:25.000 | |",
        )
        assert rows(found)[1] == ("B", 2, "3:25.000", "OK")
        assert [(each.where, str(each.expected)) for each in found.damage] == [
            ("line 5", "3 cells, as the header of the table has; there are 4")
        ]

    def test_a_row_without_a_header_that_differs_from_the_others(self) -> None:
        found = page(
            "== Semifinals ==",
            "| A | 3:24.537 |",
            "| B | 3:25.000 |",
            "| | C | 3:26.000 |",
        )
        assert rows(found)[2] == ("C", None, "3:26.000", "OK")
        assert [each.where for each in found.damage] == ["line 5"]

    def test_a_dash_for_a_time_is_no_damage(self) -> None:
        found = page(
            "== Qualifying ==", "| Rank | Name | Time |", "| 1 | A | 3:24.537 |", "| – | B | – |"
        )
        assert found.damage == ()


class TestHeadings:
    @pytest.mark.parametrize(
        ("heading", "kind"),
        [
            ("Qualifying", "qualifying"),
            ("Qualification round", "qualifying"),
            ("1/8 finals", "match"),
            ("Quarterfinals", "match"),
            ("Semi-finals", "match"),
            ("First round", "match"),
            ("Match round", "match"),
            ("Finals", "medal"),
            ("Medal round", "medal"),
        ],
    )
    def test_tell_the_kind_of_a_round(self, heading: str, kind: str) -> None:
        found = page(f"=== {heading} ===", "| A | 3:24.537 |")
        assert [(each.name, each.kind) for each in found.rounds] == [(heading, kind)]

    @pytest.mark.parametrize(
        ("heading", "label"),
        [
            ("Gold medal match", "gold"),
            ("Gold medal race", "gold"),
            ("Bronze medal final", "bronze"),
            ("Race for 5th–6th", "5-6"),
            ("Final 1–2", "gold"),
        ],
    )
    @pytest.mark.parametrize("mark", [";{}", "==== {} ====", "'''{}'''", "{}"])
    def test_tell_a_medal_ride(self, heading: str, label: str, mark: str) -> None:
        found = page("== Finals ==", mark.format(heading), "| A | 3:24.537 |", "| B | 3:25.000 |")
        assert [(heat.label, len(heat.rides)) for heat in found.rounds[0].heats] == [(label, 2)]

    def test_a_heat_may_name_its_round(self) -> None:
        found = page("; Semifinal 1", "| A | 3:24.537 |", "; Semifinal 2", "| B | 3:25.000 |")
        assert [(each.name, len(each.heats)) for each in found.rounds] == [("Semifinal", 2)]

    def test_medals_and_a_numbered_classification(self) -> None:
        found = page(
            "== Medalists ==",
            "| Gold | Silver | Bronze |",
            "| A B (GBR) | C D (NZL) | E F (AUS) |",
            "== Final classification ==",
            "1. A B (Great Britain)",
            "2. C D, New Zealand",
            "# {{flagIOCathlete|[[E F]]|AUS|2026 Cup}}",
            "Did not start: G H (FRA), I J (ITA)",
        )
        assert [(medal, place.name, place.nat) for medal, place in found.medals] == [
            ("gold", "A B", "GBR"),
            ("silver", "C D", "NZL"),
            ("bronze", "E F", "AUS"),
        ]
        assert found.final == (
            PublishedPlace("line 6", 1, "A B", "GBR"),
            PublishedPlace("line 7", 2, "C D", "NZL"),
            PublishedPlace("line 8", 3, "E F", "AUS"),
            PublishedPlace("line 9", None, "G H", "FRA", "DNS"),
            PublishedPlace("line 9", None, "I J", "ITA", "DNS"),
        )

    def test_records_set_at_the_event_are_not_records_before_it(self) -> None:
        found = page(
            "== Records ==",
            "| World record | A B (GBR) | 3:20.060 | 1 May 2020 | Here |",
            "New records were set:",
            "| World record | C D (NZL) | 3:19.000 | 2 May 2026 | There |",
            "== Finals ==",
            "| C D (NZL) | 3:19.000 |",
        )
        assert [each.time for each in found.records_before] == ["3:20.060"]

    def test_a_timetable_is_no_round(self) -> None:
        found = page(
            "== Schedule ==",
            "| Date | Time | Round |",
            "| 20 August | 16:30 | Qualifying |",
            "== Finals ==",
            "| C D (NZL) | 3:19.000 |",
        )
        assert [each.name for each in found.rounds] == ["Finals"]


class TestWhetherARoundIsWhole:
    def test_athens_is(self) -> None:
        assert all(each.complete for each in ATHENS.rounds)

    @pytest.mark.parametrize(
        "lines",
        [
            (
                "== Qualifying ==",
                "| Rank | Name | Time |",
                "| 1 | A | 3:24.5 |",
                "| 7 | B | 3:30.1 |",
            ),
            ("== Qualifying ==", ";Heat 1", "| A | 3:24.5 |", ";Heat 4", "| B | 3:30.1 |"),
            ("== Semifinals ==", ";Heat 1", "| A | 3:24.5 |", "| B | 3:30.1 |"),
        ],
    )
    def test_a_hole_shows_that_rides_are_left_out(self, lines: tuple[str, ...]) -> None:
        assert [each.complete for each in page(*lines).rounds] == [False]


class TestBytes:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
    def test_of_any_usual_encoding(self, encoding: str) -> None:
        text = "= Coupe 2026 – Poursuite dames =\n== Finals ==\n| Zoë É | 3:19.000 |\n"
        assert rows(read_page(text.encode(encoding)))[0][0] == "Zoë É"

    @pytest.mark.parametrize("data", [b"", b"Hello.", b"\x00\x01\x02\x03", b"== Finals =="])
    def test_without_a_result_are_refused(self, data: bytes) -> None:
        with pytest.raises(Unreadable):
            read_page(data)

    @given(
        st.lists(
            st.sampled_from(PIECES) | st.text(max_size=3),
            max_size=40,
        )
    )
    def test_no_page_breaks_the_reader(self, pieces: list[str]) -> None:
        try:
            found = read_page("".join(pieces).encode())
        except Unreadable:
            return
        names = [name for name, *_ in rows(found) if name.startswith("[rider")]
        assert len(set(names)) == len(names)


class TestAnyPublishedResult:
    def test_json_is_known_by_its_brace(self) -> None:
        assert read_published(b'\xef\xbb\xbf {"id": "e", "rounds": []}').id == "e"

    def test_a_template_or_table_is_no_json(self) -> None:
        found = read_published(b"{{Infobox}}\n{|\n| A || 3:19.000\n|}")
        assert rows(found)[0][2] == "3:19.000"
