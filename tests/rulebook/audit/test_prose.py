"""Running text against tables: counts, pairings, margins, days, laps and catches."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halflap.sport.published import PublishedEvent
from tests.rulebook.audit.sources import ATHENS, event, found, heat, only, real, round_of, told

FIELD = event(
    round_of(
        "qualifying", heat("1 A 4:16.000 Q", "3 C 4:18.000"), heat("2 B 4:17.000 Q", "- D DNS")
    ),
    round_of("medal", heat("1 A 4:15.000", "2 B 4:16.000", label="gold"), complete=False),
)
"""Four entered, three started, two go on; the bronze ride is not known."""


def names_lost(made: PublishedEvent) -> PublishedEvent:
    """The event without any name."""
    rounds = []
    for each in made.rounds:
        heats = tuple(
            replace(
                one, rides=tuple(replace(row, name=f"[{row.where}]", nat="") for row in one.rides)
            )
            for one in each.heats
        )
        rounds.append(replace(each, heats=heats))
    return replace(made, rounds=tuple(rounds), final=())


class TestRiders:
    """How many rode."""

    @pytest.mark.parametrize(
        "text",
        [
            "Three riders raced against each other.",
            "The 3 cyclists competed in heats of two.",
            "Four riders were entered.",
            "The fastest two riders competed for the gold medal.",
            "Trois coureurs ont pris le départ.",
            "There were four riders from several clubs.",
            "The event featured 3 cyclists.",
            "The event was held with four men taking part.",
        ],
    )
    def test_right_counts(self, text: str) -> None:
        assert found(told(FIELD, text, of=0)) == []

    @pytest.mark.parametrize(
        "text",
        [
            "Four riders raced against each other.",
            "The 4 cyclists who competed were all young.",
            "Three riders were entered.",
            "Quatre coureurs ont pris le départ.",
        ],
    )
    def test_who_did_not_start_did_not_race(self, text: str) -> None:
        one = only(told(FIELD, text, of=0))
        assert (one.severity, one.kind, one.where) == ("error", "count", "line 1")
        assert str(one.derived) == "4 are listed, of whom 3 started."

    def test_an_incomplete_round_is_not_counted(self) -> None:
        part = event(round_of("qualifying", "1 A 4:16.000", complete=False))
        assert found(told(part, "Thirty riders raced.", of=0)) == []

    def test_how_many_went_on(self) -> None:
        assert found(told(FIELD, "The two fastest riders advanced.", of=0)) == []
        assert found(told(FIELD, "The cyclists with the two fastest times advanced.", of=0)) == []
        assert found(told(FIELD, "The three fastest riders qualified.", of=0)) == [
            "error count line 1"
        ]

    def test_how_many_were_under_a_time(self) -> None:
        assert found(told(FIELD, "Two riders went under 4:18.", of=0)) == []
        assert found(told(FIELD, "The top three riders were under 4:18.", of=0)) == [
            "error count line 1"
        ]

    def test_nations_are_those_of_the_list(self) -> None:
        made = real("2024-paralympics-men-C2")
        assert found(told(made, "Nine cyclists from nine nations competed.")) == []
        for text in (
            "Seven cyclists from seven nations competed.",
            "A total of 7 cyclists from 7 nations took part.",
            "Nine cyclists from seven nations competed.",
        ):
            assert found(told(made, text)) == ["error count line 1"]


class TestStories:
    """Sentences that tell of something else than the tables."""

    @pytest.mark.parametrize(
        "text",
        [
            "After three heats Wiggins led.",
            "Two riders entered the last lap together.",
            "Three riders rode under the old record.",
            "Four riders started too fast and faded.",
            "188 cyclists from 38 nations competed at the Games.",
            "If no rider was caught, times decided.",
            "Wiggins won, though McGee led by 1.2 seconds at halfway.",
            "Wiggins beat the record by a second against the third of the ranking.",
            "One rider was caught in qualifying by a camera crew.",
            "The finals were held on 21 August.",
            "The record of 20 September 2003 was ridden by Wiggins.",
            "McGee had beaten Wiggins by 3.5 seconds on the previous day.",
        ],
    )
    def test_nothing_is_counted_in_them(self, text: str) -> None:
        assert found(told(real(ATHENS), text)) == []


class TestMatches:
    """Athens 2004: 14 heats, 13 of them with two riders."""

    @pytest.mark.parametrize("count", ["thirteen", "fourteen", "14"])
    def test_all_heats_or_those_with_two_riders(self, count: str) -> None:
        assert found(told(real(ATHENS), f"There were {count} matches.")) == []

    def test_another_number_is_wrong(self) -> None:
        assert found(told(real(ATHENS), "There were twelve matches.")) == ["error count line 1"]


class TestPairings:
    """Seeds meet first against last."""

    RIGHT = "The fastest cyclist faced the eighth-fastest, the second-fastest faced the seventh."
    WRONG = "The fastest cyclist faced the eighth-fastest, the second-fastest faced the third."

    def test_right_pairs(self) -> None:
        assert found(told(real(ATHENS), self.RIGHT, of=None)) == []
        assert found(self.of_match_round(self.RIGHT)) == []

    def test_the_second_did_not_face_the_third(self) -> None:
        one = only(self.of_match_round(self.WRONG))
        assert (one.severity, one.kind, one.where) == ("error", "prose", "line 1")
        assert str(one.derived) == "With 4 heats number 2 meets number 7."

    def test_names_are_not_needed(self) -> None:
        assert found(names_lost(self.of_match_round(self.WRONG))) == ["error prose line 1"]

    def test_in_a_semifinal_the_second_does_face_the_third(self) -> None:
        semifinals = round_of(
            "match", heat("1 A 4:18.0", "2 B 4:19.0"), heat("1 C 4:18.5", "2 D 4:20.0")
        )
        text = "The second-fastest faced the third, the fastest faced the fourth."
        assert found(told(event(semifinals), text, of=0)) == []

    @pytest.mark.parametrize(
        ("text", "right"),
        [
            ("The third- and fourth-fastest riders faced off in the bronze medal match.", True),
            ("The first and second fastest rode for gold.", True),
            ("The first- and fourth-fastest riders faced off in the bronze medal match.", False),
            ("The third- and fourth-fastest riders rode for gold.", False),
        ],
    )
    def test_who_rode_for_which_medal(self, text: str, right: bool) -> None:
        assert found(told(real(ATHENS), text)) == ([] if right else ["error prose line 1"])

    @staticmethod
    def of_match_round(text: str) -> PublishedEvent:
        made = told(real(ATHENS), text)
        return replace(made, prose=(replace(made.prose[0], round="/rounds/1"),))


class TestMargins:
    """Beijing 2008, CP4: 3:38.205 against 3:37.848 is 0.357 s."""

    def test_a_margin_that_is_no_difference_of_the_two(self) -> None:
        made = real("2008-paralympics-men-CP4")
        text = "Ishii beat Scott by just 0.643 seconds in qualifying."
        qualifying = replace(told(made, text).prose[0], round="/rounds/0")
        one = only(replace(made, prose=(qualifying,)))
        assert (one.severity, one.kind) == ("error", "prose")
        assert "0.357 s" in str(one.derived)

    @pytest.mark.parametrize(
        "text",
        [
            "Ishii beat Scott by 0.357 seconds.",
            "Scott beat Ishii by only 0.013 seconds.",
            "Scott beat Ishii by less than a second, by under 0.5 seconds.",
            "The record fell by 0.643 seconds.",
        ],
    )
    def test_true_margins_in_any_round(self, text: str) -> None:
        assert found(told(real("2008-paralympics-men-CP4"), text)) == []

    def test_more_than_it_was(self) -> None:
        made = replace(real("2008-olympics-women"), rounds=real("2008-olympics-women").rounds[1:])
        assert found(told(made, "Kalytovska beat Shanks by over 3 seconds.")) == [
            "error prose line 1"
        ]
        assert found(told(made, "Kalytovska beat Shanks by over 2 seconds.")) == []


class TestDaysAndLaps:
    """Dates and distances in words."""

    def test_a_day_outside_the_event(self) -> None:
        made = real("2008-paralympics-men-CP4")
        assert found(told(made, "The event took place on 7 August.")) == ["error prose line 1"]
        assert found(told(made, "The event took place on 7 September 2008.")) == []
        assert found(told(made, "The record was set on 20 September 2004.")) == []

    def test_laps_of_the_track(self) -> None:
        made = real(ATHENS)
        assert found(told(made, "Each had 16 laps (4 kilometres) to ride.")) == []
        assert found(told(made, "Each had 12 laps (4 kilometres) to ride.")) == [
            "error prose line 1"
        ]
        assert found(told(made, "Each had 12 laps (3 km) to ride.")) == ["error prose line 1"]

    def test_laps_of_a_third_of_a_kilometre(self) -> None:
        made = event(distance_m="4000", track_length_m="333.33")
        assert found(told(made, "Each had 12 laps (4 kilometres) to ride.")) == []


class TestCatches:
    """UCI 3.2.051, 3.2.058: half a lap gained is a catch."""

    NOBODY = "In the thirteen matches, no cyclist was lapped."

    def test_a_gap_longer_than_the_last_half_lap_can_have_been(self) -> None:
        """Athens, heat 1: 9.626 s, while half a lap of the loser took 8.728 s on average."""
        one = only(told(real(ATHENS), self.NOBODY))
        assert (one.severity, one.kind, one.where) == ("doubt", "gap", "line 1")
        assert "Hossein Askari 4:39.302 finished 9.626 s after 4:29.676" in str(one.derived)
        assert "Assumed" in str(one.rule)

    def test_without_the_sentence_the_caught_rider_rode_on(self) -> None:
        assert found(real(ATHENS)) == []

    def test_a_condition_is_no_statement(self) -> None:
        assert found(told(real(ATHENS), "If no rider was caught, times decided.")) == []

    def test_a_gap_that_no_rolling_rider_needs_is_an_error(self) -> None:
        slow = round_of("qualifying", heat("1 A 4:15.000", "2 B 4:40.000"))
        made = event(slow, track_length_m="250")
        assert found(told(made, "No rider was caught.")) == ["error gap line 1"]

    def test_a_caught_rider_in_the_table(self) -> None:
        made = event(round_of("match", heat("1 A 4:27.703", "2 B OVL"), complete=False))
        assert found(told(made, "No rider was caught.")) == ["error prose line 1"]

    def test_a_match_that_went_on_after_the_catch_is_a_doubt(self) -> None:
        made = event(round_of("match", heat("1 A 4:15.000", "2 B 4:30.000"), complete=False))
        assert found(replace(made, track_length_m="250")) == ["doubt gap /0/0/1"]

    def test_one_caught_rider_counted(self) -> None:
        made = event(
            round_of("match", heat("1 A 4:27.703", "2 B OVL"), heat("1 C 4:28.0", "2 D 4:29.0"))
        )
        made = replace(made, track_length_m="250")
        assert found(told(made, "One cyclist was lapped.")) == []
        assert found(told(made, "Two cyclists were lapped.")) == ["error count line 1"]

    def test_fewer_than_the_tables_have(self) -> None:
        heats = (heat("1 A 4:27.703", "2 B OVL"), heat("1 C 4:28.0", "2 D OVL"))
        made = told(event(round_of("match", *heats, complete=False)), "One cyclist was lapped.")
        assert found(made) == ["error count line 1"]
