"""Real events from the table of heats to the classification, as it was published.

The events are in ``tests/data/events`` with their sources; other golden values name theirs.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from halflap.intake.event_json import read_event
from halflap.rulebook.classification import Classification, classify
from halflap.rulebook.format_file import shipped
from halflap.rulebook.reading import read
from halflap.rulebook.records import Convention, RecordRide, marks
from halflap.sport.heat import PhaseResults
from halflap.sport.times import recorded
from tests.rulebook.riding import event, heat, paired, placed, ranked

EVENTS = Path(__file__).parent.parent / "data" / "events"


def classified(event_id: str, format_id: str) -> Classification:
    published = read_event((EVENTS / f"{event_id}.json").read_bytes())
    fmt = shipped(format_id)
    return classify(fmt, read(published, fmt).results)


class TestCompleteEventsComeOutAsPublished:
    def test_athens_2004_men(self) -> None:
        found = classified("2004-olympics-men", "olympic-2004")
        assert found.complete
        assert placed(found) == [
            "1 Bradley Wiggins",
            "2 Brad McGee",
            "3 Sergi Escobar",
            "4 Rob Hayles",
            "5 Luke Roberts",
            "6 Fabien Sanchez",
            "7 Volodymyr Dyudya",
            "8 Robert Bartko",
            "9 Linas Balciunas",
            "10 Alexei Markov",
            "11 Christian Lademann",
            "12 Carlos Castano",
            "13 Vasil Kiryienka",
            "14 Yuriy Yuda",
            "15 Hossein Askari",
            "- Levi Heimans",
        ]
        assert found.medal_notes == ()

    def test_beijing_2008_paralympic_men_cp4(self) -> None:
        found = classified("2008-paralympics-men-CP4", "para")
        assert found.complete
        assert placed(found) == [
            "1 Christopher Scott",
            "2 Masashi Ishii",
            "3 Cesar Neira",
            "4 Jiri Bouska",
            "5 Klaus Lungershausen",
            "6 Lubos Jirka",
            "7 Enda Smyth",
            "8 Janos Plekker",
            "9 Michael Farrell",
        ]

    def test_rio_2016_paralympic_women_c4(self) -> None:
        found = classified("2016-paralympics-women-C4", "para")
        assert found.complete
        assert placed(found) == [
            "1 Shawn Morelli",
            "2 Susan Powell",
            "3 Megan Fisher",
            "4 Kate Horan",
            "5 Marie-Claude Molnar",
            "6 Alexandra Lisney",
            "7 Ruan Jianping",
            "8 Jenny Narcisi",
        ]


class TestFragmentsDecideWhatTheyHold:
    @pytest.mark.parametrize(
        ("event_id", "format_id", "decided"),
        [
            ("1976-olympics-men", "knockout-16", []),
            ("1992-olympics-men", "olympic-1992", ["1 Chris Boardman", "2 Jens Lehmann"]),
            ("1995-worlds-men", "worlds-1995", []),
            (
                "1996-olympics-men",
                "worlds-1995",
                [
                    "9 Kent Bostick",
                    "10 Arturas Kasputis",
                    "11 Graeme Obree",
                    "12 Robert Karsnicki",
                    "13 Gary Anderson",
                    "14 Vadim Kravchenko",
                    "15 David George",
                    "16 Phillip Collins",
                    "- Jukka Heinikainen",
                    "- Peter Pieters",
                ],
            ),
            ("2000-olympics-men", "olympic-2000", []),
            (
                "2004-olympics-women",
                "olympic-2004",
                [
                    "1 Sarah Ulmer",
                    "2 Katie Mactier",
                    "9 Maria Luisa Calle",
                    "10 Erin Mirabella",
                    "11 Lenka Valova",
                    "12 Evelyn Garcia",
                ],
            ),
            (
                "2008-olympics-women",
                "olympic-2004",
                [
                    "1 Rebecca Romero",
                    "2 Wendy Houvenaghel",
                    "3 Lesya Kalytovska",
                    "4 Alison Shanks",
                    "5 Sarah Hammer",
                    "6 Vilija Sereikaite",
                    "7 Katie Mactier",
                    "8 Lada Kozlikova",
                ],
            ),
            ("2012-british-junior-men", "uci-2023", ["3 Kristian Woolf", "4 Sam Low"]),
            (
                "2024-paralympics-men-C2",
                "para",
                [
                    "5 Darren Hicks",
                    "6 Golibbek Mirzoyarov",
                    "7 Telmo Pinao",
                    "8 Esteban Goddard",
                    "9 Arshad Shaik",
                ],
            ),
        ],
    )
    def test_and_nothing_more(self, event_id: str, format_id: str, decided: list[str]) -> None:
        found = classified(event_id, format_id)
        assert placed(found) == decided
        assert not found.complete
        assert found.missing

    def test_2008_worlds_men_lack_only_the_bronze_ride(self) -> None:
        found = classified("2008-worlds-men", "uci-2023")
        ranks = [placing.rank for placing in found.placings]
        assert ranks == [1, 2, *range(5, 23)]
        assert placed(found)[:3] == ["1 Bradley Wiggins", "2 Jenning Huizenga", "5 Bradley McGee"]
        assert [str(note) for note in found.medal_notes] == ["bronze: not decided"]


class TestEveryEventNamesNobodyTwiceAndNobodyAgainstItsSource:
    """Whatever is decided is what the source printed, where it printed a classification."""

    @pytest.mark.parametrize(
        ("path", "format_id"),
        [
            (path, format_id)
            for path, format_id in zip(
                sorted(EVENTS.glob("*.json")),
                (
                    "knockout-16",
                    "olympic-1992",
                    "worlds-1995",
                    "worlds-1995",
                    "olympic-2000",
                    "olympic-2004",
                    "olympic-2004",
                    "olympic-2004",
                    "para",
                    "uci-2023",
                    "uci-2023",
                    "para",
                    "para",
                ),
                strict=True,
            )
        ],
        ids=lambda value: value.stem if isinstance(value, Path) else "",
    )
    def test_place_by_place(self, path: Path, format_id: str) -> None:
        found = classified(path.stem, format_id)
        riders = [placing.rider for placing in found.placings]
        assert len(riders) == len(set(riders))
        printed = {row["name"]: row["rank"] for row in json.loads(path.read_text())["final"]}
        derived = {placing.rider: placing.rank for placing in found.placings}
        both = derived.keys() & printed.keys()
        assert {name: derived[name] for name in both} == {name: printed[name] for name in both}


class TestMoscow1980:
    """Quarterfinals as printed by Olympedia (result 154420).

    Qualifying is known by its order and the winners by their names only: the times of qualifying
    here are any in that order.
    """

    RESULTS = event(
        qualifying=[
            "Wolf 4:41 - Orsted 4:42",
            "Bondue 4:43 - Dill-Bundi 4:44",
            "Osokin 4:45 - Bincoletto 4:46",
            "Yates 4:47 - Penc 4:48",
        ],
        quarterfinals=[
            "Dill-Bundi WO - Osokin 4:38.17",
            "Bondue WO - Bincoletto 4:43.84",
            "Orsted WO - Yates 4:41.39",
            "Wolf WO - Penc 4:47.87",
        ],
    )

    def test_pairs_4v5_3v6_2v7_1v8(self) -> None:
        assert paired(shipped("knockout-8"), self.RESULTS, "quarterfinals") == [
            "Dill-Bundi v Osokin",
            "Bondue v Bincoletto",
            "Orsted v Yates",
            "Wolf v Penc",
        ]

    def test_the_beaten_are_5th_to_8th_by_time(self) -> None:
        rounds = dict(self.RESULTS)
        rounds["quarterfinals"] = PhaseResults(
            "quarterfinals",
            tuple(
                replace(each, winner=each.rides[0].rider) for each in rounds["quarterfinals"].heats
            ),
        )
        assert placed(classify(shipped("knockout-8"), rounds)) == [
            "5 Osokin",
            "6 Yates",
            "7 Bincoletto",
            "8 Penc",
        ]


class TestBogota1995Women:
    """Beaten semifinalists and quarterfinalists by their times (Cyclingnews, September 1995).

    Who beat whom is not printed, so the finalists and one semifinalist have no name here.
    """

    def test_bronze_by_semifinal_time_and_5th_to_8th_by_quarterfinal_time(self) -> None:
        rounds = {
            "quarterfinals": PhaseResults(
                "quarterfinals",
                tuple(
                    replace(heat(text, number), winner=text.split()[0])
                    for number, text in enumerate(
                        (
                            "Clignet WO - Quigley 3:46.967",
                            "Vaaland WO - Marsal 3:45.649",
                            "Finalist-1 WO - McGregor 3:45.164",
                            "Finalist-2 WO - Watt 3:48.921",
                        ),
                        start=1,
                    )
                ),
            ),
            "semifinals": PhaseResults(
                "semifinals",
                (
                    replace(heat("Finalist-1 WO - Vaaland 3:37.437", 1), winner="Finalist-1"),
                    replace(heat("Finalist-2 WO - Clignet 3:38.420", 2), winner="Finalist-2"),
                ),
            ),
        }
        assert placed(classify(shipped("worlds-1995"), rounds)) == [
            "3 Vaaland",
            "4 Clignet",
            "5 McGregor",
            "6 Marsal",
            "7 Quigley",
            "8 Watt",
        ]


class TestSydney2000:
    """Olympedia (result 154961): four to the semifinals, the best against the fourth."""

    def test_the_semifinals_are_2v3_and_1v4(self) -> None:
        results = event(
            qualifying=[
                "Bartko 4:18.972 - Lehmann 4:20.996",
                "Hayles 4:21.350 - McGee 4:21.903",
                "Gaumont 4:22.142",
            ]
        )
        assert paired(shipped("olympic-2000"), results, "semifinals") == [
            "Lehmann v Hayles",
            "Bartko v McGee",
        ]


class TestBeijing2008Women:
    """The match round: a lapped loser after those with a time, then who did not finish."""

    def test_the_losers_and_the_seeding_of_the_finals(self) -> None:
        results = event(
            first_round=[
                "Shanks 3:32.478 - Hammer 3:34.237",
                "Kalytovska 3:31.785 - Sereikaite 3:36.808",
                "Romero CAP 3:27.703 - Mactier OVL",
                "Houvenaghel 3:27.829 - Kozlikova DNF",
            ]
        )
        fmt = shipped("olympic-2004")
        assert ranked(fmt, results, "first-round") == [
            "1 Romero",
            "2 Houvenaghel",
            "3 Kalytovska",
            "4 Shanks",
            "5 Hammer",
            "6 Sereikaite",
            "7 Mactier",
            "8 Kozlikova",
        ]
        assert paired(fmt, results, "finals") == [
            "bronze: Kalytovska v Shanks",
            "gold: Romero v Houvenaghel",
        ]


class TestBallerup2024:
    """A world record ridden on after catching the opponent in qualifying (Reuters, 18.10.2024)."""

    def test_the_time_ranks_and_is_a_record(self) -> None:
        results = event(qualifying=["Charlton CAP 3:59.304 - Richardson OVL", "Other 4:00.1"])
        assert ranked(shipped("uci-2023"), results, "qualifying") == [
            "1 Charlton",
            "2 Other",
            "- Richardson",
        ]
        ride = RecordRide("Charlton", recorded("3:59.304"), 1, "qualifying", after_catch=True)
        found = marks([ride], {"WR": recorded("3:59.636")})
        assert [mark.convention for mark in found] == [
            Convention.AS_RIDDEN,
            Convention.BEST_OF_SESSION,
        ]
