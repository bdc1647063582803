"""Pins the independent reference with results worked out by hand or ridden in reality."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.checker.reference import classify

Row = dict[str, Any]


def ride(name: str, result: str | None = None, **more: Any) -> Row:
    """``ride("A", "4:20.000")``, ``ride("A", "DNS")``, ``ride("A", "CAP 4:20.000")``."""
    status, time = "OK", result
    if result is not None and result[0].isalpha():
        status, _, rest = result.partition(" ")
        time = rest or None
    return {"name": name, "nat": "XXX", "status": status, "time": time, **more}


def round_of(kind: str, name: str, *heats: list[Row], labels: str = "") -> dict[str, Any]:
    """A round of heats; ``labels`` names the finals in order."""
    named: Sequence[str | None] = labels.split() or [None] * len(heats)
    return {
        "kind": kind,
        "name": name,
        "complete": True,
        "heats": [
            {"no": i, "label": label, "riders": heat}
            for i, (label, heat) in enumerate(zip(named, heats, strict=True), 1)
        ],
    }


def qualifying(*rows: Row) -> dict[str, Any]:
    """Everybody alone against the clock."""
    return round_of("qualifying", "Qualifying", *[[row] for row in rows])


def in_order(names: str, first: int = 250) -> dict[str, Any]:
    """A qualifying round in which the riders finished a second apart."""
    seconds = range(first, first + len(names))
    return qualifying(
        *[ride(n, f"{s // 60}:{s % 60:02d}.000") for n, s in zip(names, seconds, strict=True)]
    )


def matches(name: str, *heats: list[Row]) -> dict[str, Any]:
    return round_of("match", name, *heats)


def finals(labels: str, *heats: list[Row]) -> dict[str, Any]:
    return round_of("medal", "Finals", *heats, labels=labels)


def result(format_id: str, *rounds: dict[str, Any]) -> dict[str, Any]:
    return classify({"rounds": list(rounds)}, format_id)


def places(classified: dict[str, Any]) -> str:
    """``1A 2B -C``: the classification in one line."""
    return " ".join(f"{line['rank'] or '-'}{line['name']}" for line in classified["classification"])


def medals(classified: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    won = classified["medals"]
    return won["gold"], won["silver"], won["bronze"]


class TestAthens2004Men:
    """The real event: times and places as published by Olympedia and in the press of the day."""

    QUALIFYING = qualifying(
        ride("Yuda", "4:29.676"),
        ride("Askari", "4:39.302"),
        ride("Balciunas", "4:22.392"),
        ride("Kiryienka", "4:29.005"),
        ride("Castano", "4:27.871"),
        ride("Heimans", "DNS"),
        ride("Dyudya", "4:18.169"),
        ride("Lademann", "4:26.760"),
        ride("Sanchez", "4:20.606"),
        ride("Markov", "4:25.520"),
        ride("Wiggins", "4:15.165"),
        ride("Roberts", "4:19.353"),
        ride("Hayles", "4:17.930"),
        ride("Bartko", "4:18.991"),
        ride("Escobar", "4:16.862"),
        ride("McGee", "4:17.510"),
    )
    FIRST_ROUND = matches(
        "First round",
        [ride("Hayles", "4:19.559"), ride("Dyudya", "4:22.720")],
        [ride("McGee", "4:17.978"), ride("Bartko", "4:26.184")],
        [ride("Escobar", "4:19.581"), ride("Roberts", "4:20.336")],
        [ride("Wiggins", "4:17.215"), ride("Sanchez", "4:21.235")],
    )
    FINALS = finals(
        "bronze gold",
        [ride("Escobar", "4:17.947"), ride("Hayles", "4:22.291")],
        [ride("Wiggins", "4:16.304"), ride("McGee", "4:20.436")],
    )

    def test_classifies_as_published(self) -> None:
        classified = result("olympic-2004", self.QUALIFYING, self.FIRST_ROUND, self.FINALS)
        assert places(classified) == (
            "1Wiggins 2McGee 3Escobar 4Hayles 5Roberts 6Sanchez 7Dyudya 8Bartko 9Balciunas "
            "10Markov 11Lademann 12Castano 13Kiryienka 14Yuda 15Askari -Heimans"
        )
        assert medals(classified) == ("Wiggins", "McGee", "Escobar")
        assert classified["complete"] is True

    def test_without_the_finals_only_the_places_from_five_are_certain(self) -> None:
        classified = result("olympic-2004", self.QUALIFYING, self.FIRST_ROUND)
        assert places(classified).startswith("5Roberts 6Sanchez 7Dyudya 8Bartko 9Balciunas")
        assert medals(classified) == (None, None, None)
        assert classified["complete"] is False


class TestMatchRoundLosers:
    """Beijing 2008: after the timed losers the caught one, then the one who did not finish."""

    QUALIFYING = in_order("ABCDEFGHI")
    FINALS = finals(
        "bronze gold",
        [ride("C", "4:10.000"), ride("D", "4:12.000")],
        [ride("A", "4:11.000"), ride("B", "4:10.000")],
    )

    def first_round(self, e: str, f: str, g: str, h: str) -> dict[str, Any]:
        return matches(
            "First round",
            [ride("D", "4:10.003"), ride("E", e)],
            [ride("C", "4:10.002"), ride("F", f)],
            [ride("B", "4:10.001"), ride("G", g)],
            [ride("A", "4:10.000"), ride("H", h)],
        )

    def test_timed_caught_unfinished_relegated(self) -> None:
        first_round = self.first_round("REL", "OVL", "DNF", "4:30.000")
        classified = result("olympic-2004", self.QUALIFYING, first_round, self.FINALS)
        assert places(classified) == "1B 2A 3C 4D 5H 6F 7G 8E 9I"

    def test_two_caught_stand_as_they_qualified_whatever_their_times(self) -> None:
        first_round = self.first_round("DNS", "OVL 4:50.000", "OVL 4:40.000", "DNS")
        classified = result("olympic-2004", self.QUALIFYING, first_round, self.FINALS)
        assert places(classified) == "1B 2A 3C 4D 5F 6G 7E 8H 9I"

    def test_a_disqualified_loser_leaves_the_last_place_of_the_block_vacant(self) -> None:
        first_round = self.first_round("DSQ", "4:20.000", "4:21.000", "4:22.000")
        classified = result("olympic-2004", self.QUALIFYING, first_round, self.FINALS)
        assert places(classified) == "1B 2A 3C 4D 5F 6G 7H 9I -E"
        assert classified["complete"] is True

    def test_an_unexcused_absence_is_a_disqualification(self) -> None:
        first_round = self.first_round("DNS", "4:20.000", "4:21.000", "4:22.000")
        first_round["heats"][0]["riders"][1]["excused"] = False
        classified = result("olympic-2004", self.QUALIFYING, first_round, self.FINALS)
        assert places(classified) == "1B 2A 3C 4D 5F 6G 7H 9I -E"

    def test_equal_losers_share_the_place(self) -> None:
        first_round = self.first_round("4:20.000", "4:20.000", "4:21.000", "DNF")
        classified = result("olympic-2004", self.QUALIFYING, first_round, self.FINALS)
        assert places(classified) == "1B 2A 3C 4D 5E 5F 7G 8H 9I"

    def test_a_heat_nobody_won_leaves_the_fourth_place_vacant(self) -> None:
        first_round = self.first_round("DSQ", "4:20.000", "4:21.000", "4:22.000")
        first_round["heats"][0]["riders"][0] = ride("D", "DSQ")
        medal_rides = finals(
            "bronze gold", [ride("C", "WO")], [ride("A", "4:11.000"), ride("B", "4:10.000")]
        )
        classified = result("olympic-2004", self.QUALIFYING, first_round, medal_rides)
        assert places(classified) == "1B 2A 3C 5F 6G 7H 9I -D -E"
        assert classified["complete"] is True

    def test_while_a_heat_is_undecided_the_other_losers_are_certain_if_no_outcome_moves_them(
        self,
    ) -> None:
        first_round = self.first_round("DNF", "4:20.000", "4:21.000", "DNS")
        first_round["heats"][0]["riders"][0] = ride("D", "DNF")
        classified = result("olympic-2004", self.QUALIFYING, first_round)
        # D or E did not finish and is seventh; H did not start and is eighth either way.
        assert places(classified) == "5F 6G 8H 9I"

    def test_a_loser_of_unknown_time_makes_the_timed_losers_uncertain(self) -> None:
        first_round = self.first_round("4:20.000", "4:21.000", "4:22.000", "DNF")
        first_round["heats"][0]["riders"] = [ride("D", "CAP 4:11.000"), ride("E", None)]
        classified = result("olympic-2004", self.QUALIFYING, first_round, self.FINALS)
        assert places(classified) == "1B 2A 3C 4D 8H 9I"
        assert classified["complete"] is False


class TestQualifyingRank:
    def rank(self, *rows: Row, format_id: str = "club-solo") -> str:
        return places(result(format_id, qualifying(*rows)))

    def behind_three(self, *rows: Row) -> str:
        """The line from the fourth place down."""
        medallists = [ride(name, f"4:1{i}.00") for i, name in enumerate("XYZ")]
        return self.rank(*medallists, *rows).removeprefix("1X 2Y 3Z ")

    def test_equal_times_share_the_rank_and_the_next_is_left_out(self) -> None:
        assert (
            self.behind_three(
                ride("A", "4:20.00"),
                ride("B", "4:21.00"),
                ride("C", "4:21.00"),
                ride("D", "4:22.00"),
            )
            == "4A 5B 5C 7D"
        )

    def test_the_better_last_lap_goes_first_if_all_of_the_tied_have_one(self) -> None:
        slow = ride("A", "4:21.00", last_lap="15.201")
        fast = ride("B", "4:21.00", last_lap="15.200")
        assert self.behind_three(slow, fast) == "4B 5A"
        assert self.behind_three(slow, fast, ride("C", "4:21.00")) == "4A 4B 4C"

    def test_then_the_lot_if_all_of_the_tied_have_one(self) -> None:
        assert self.rank(ride("A", "4:21.00", lot=2), ride("B", "4:21.00", lot=1)) == "1B 2A"
        assert self.behind_three(ride("A", "4:21.00", lot=2), ride("B", "4:21.00")) == "4A 4B"

    def test_the_last_lap_goes_before_the_lot(self) -> None:
        assert (
            self.rank(
                ride("A", "4:21.00", lot=1, last_lap="15.300"),
                ride("B", "4:21.00", lot=2, last_lap="15.200"),
            )
            == "1B 2A"
        )

    def test_the_club_times_to_the_hundredth_and_cuts_off(self) -> None:
        assert self.behind_three(ride("A", "4:21.009"), ride("B", "4:21.001")) == "4A 4B"

    def test_others_time_to_the_thousandth_and_cut_off(self) -> None:
        rows = [ride(n, f"4:1{i}.000") for i, n in enumerate("WXYZ")]
        tied = self.rank(
            *rows, ride("A", "4:21.0019"), ride("B", "4:21.0011"), format_id="uci-2025"
        )
        assert tied == "5A 5B"
        parted = self.rank(
            *rows, ride("A", "4:21.002"), ride("B", "4:21.0019"), format_id="uci-2025"
        )
        assert parted == "5B 6A"

    def test_relegated_riders_come_last_and_the_others_are_not_ranked(self) -> None:
        assert (
            self.rank(
                ride("A", "DSQ"),
                ride("B", "DNS"),
                ride("C", "REL"),
                ride("D", "REL 4:00.00"),
                ride("E", "5:00.00"),
                ride("F", "DNF"),
            )
            == "1E 2D 3C -F -B -A"
        )

    def test_a_re_ride_replaces_the_first_attempt_even_a_better_one(self) -> None:
        assert (
            self.rank(
                ride("A", "4:10.00"), ride("B", "4:20.00"), ride("A", "4:30.00", ride="re-ride")
            )
            == "1B 2A"
        )

    def test_an_overtaken_rider_who_rode_on_is_ranked_today_and_was_not_before_1997(self) -> None:
        rows = [ride(n, f"4:1{i}.000") for i, n in enumerate("PQRSTUVW")]
        overtaken = [*rows, ride("X", "CAP 4:20.000"), ride("Y", "OVL 4:30.000")]
        assert self.rank(*overtaken, format_id="olympic-2004") == "9X 10Y"
        assert self.rank(*overtaken, format_id="worlds-1995") == "9X -Y"

    def test_an_unknown_time_makes_every_rank_by_time_uncertain(self) -> None:
        classified = result(
            "club-solo",
            qualifying(ride("A", "4:21.00"), ride("B", None), ride("C", "REL"), ride("D", "DNS")),
        )
        assert places(classified) == "3C -D"
        assert classified["complete"] is False

    def test_a_medal_is_not_shared_but_undecided(self) -> None:
        classified = result(
            "club-solo",
            qualifying(
                ride("A", "4:20.00"),
                ride("B", "4:21.00"),
                ride("C", "4:21.00"),
                ride("D", "4:22.00"),
            ),
        )
        assert places(classified) == "1A 4D"
        assert medals(classified) == ("A", None, None)
        assert classified["complete"] is False


class TestTieAtTheCut:
    ROWS = tuple(ride(n, f"4:1{i}.000") for i, n in enumerate("ABC"))

    def test_is_undecided_without_last_laps_or_lots(self) -> None:
        classified = result(
            "uci-2025",
            qualifying(
                *self.ROWS, ride("D", "4:20.000"), ride("E", "4:20.000"), ride("F", "4:21.000")
            ),
        )
        assert places(classified) == "6F"
        assert classified["complete"] is False

    def test_is_decided_by_the_lot(self) -> None:
        classified = result(
            "uci-2025",
            qualifying(
                *self.ROWS,
                ride("D", "4:20.000", lot=2),
                ride("E", "4:20.000", lot=1),
                ride("F", "4:21.000"),
            ),
            finals(
                "bronze gold",
                [ride("C", "4:10.000"), ride("E", "4:11.000")],
                [ride("A", "4:10.000"), ride("B", "4:11.000")],
            ),
        )
        assert places(classified) == "1A 2B 3C 4E 5D 6F"


class TestFinals:
    QUALIFYING = in_order("ABCDE")
    BRONZE = (ride("C", "4:10.000"), ride("D", "4:11.000"))

    def classify_gold(self, a: Row, b: Row) -> dict[str, Any]:
        return result("uci-2025", self.QUALIFYING, finals("bronze gold", list(self.BRONZE), [a, b]))

    def test_the_slower_gold_ride_is_still_before_a_faster_bronze_ride(self) -> None:
        classified = self.classify_gold(ride("A", "4:50.000"), ride("B", "4:51.000"))
        assert places(classified) == "1A 2B 3C 4D 5E"

    def test_the_catch_decides_without_a_time(self) -> None:
        assert places(self.classify_gold(ride("A", "OVL"), ride("B", "CAP"))).startswith("1B 2A")

    def test_the_catcher_may_stop(self) -> None:
        assert places(self.classify_gold(ride("A", "OVL"), ride("B", "DNF"))).startswith("1B 2A")

    def test_a_relegated_catcher_has_lost(self) -> None:
        assert places(self.classify_gold(ride("A", "OVL"), ride("B", "REL"))).startswith("1A 2B")

    def test_an_excused_absence_is_second(self) -> None:
        assert places(self.classify_gold(ride("A", "DNS"), ride("B", "WO"))).startswith("1B 2A")

    def test_an_unexcused_absence_leaves_the_second_place_vacant(self) -> None:
        classified = self.classify_gold(ride("A", "DNS", excused=False), ride("B", "WO"))
        assert places(classified) == "1B 3C 4D 5E -A"
        assert medals(classified) == ("B", None, "C")
        assert classified["complete"] is True

    def test_both_disqualified_leave_both_places_vacant(self) -> None:
        classified = self.classify_gold(ride("A", "DSQ"), ride("B", "DSQ"))
        assert places(classified) == "3C 4D 5E -A -B"
        assert medals(classified) == (None, None, "C")
        assert classified["complete"] is True

    def test_against_a_disqualified_rider_even_one_who_did_not_finish_wins(self) -> None:
        classified = self.classify_gold(ride("A", "DSQ"), ride("B", "DNF"))
        assert places(classified) == "1B 3C 4D 5E -A"

    def test_both_not_finishing_needs_a_ruling(self) -> None:
        classified = self.classify_gold(ride("A", "DNF"), ride("B", "DNF"))
        assert places(classified) == "3C 4D 5E"
        assert classified["complete"] is False

    def test_a_dead_heat_is_undecided_until_lots_are_drawn(self) -> None:
        tied = self.classify_gold(ride("A", "4:20.000"), ride("B", "4:20.000"))
        assert places(tied) == "3C 4D 5E"
        drawn = self.classify_gold(ride("A", "4:20.000", lot=2), ride("B", "4:20.000", lot=1))
        assert places(drawn) == "1B 2A 3C 4D 5E"

    def test_youth_rides_for_the_places_to_eight(self) -> None:
        classified = result(
            "youth-placing-finals",
            in_order("ABCDEFGHI"),
            finals(
                "7-8 5-6 bronze gold",
                [ride("G", "4:11.000"), ride("H", "4:10.000")],
                [ride("E", "DSQ"), ride("F", "4:11.000")],
                [ride("C", "4:10.000"), ride("D", "4:11.000")],
                [ride("A", "4:10.000"), ride("B", "4:11.000")],
            ),
        )
        assert places(classified) == "1A 2B 3C 4D 5F 7H 8G 9I -E"


class TestSmallFields:
    def test_one_rider_rides_the_gold_final_alone(self) -> None:
        classified = result("uci-2025", in_order("A"), finals("gold", [ride("A", "4:20.000")]))
        assert places(classified) == "1A"
        assert medals(classified) == ("A", None, None)

    def test_one_rider_has_no_medal_before_the_final(self) -> None:
        classified = result("uci-2025", in_order("A"))
        assert (places(classified), classified["complete"]) == ("", False)

    def test_two_riders_have_no_bronze(self) -> None:
        gold = [ride("A", "4:20.000"), ride("B", "4:19.000")]
        classified = result("uci-2025", in_order("AB"), finals("gold", gold))
        assert places(classified) == "1B 2A"
        assert classified["complete"] is True

    def test_three_riders_leave_the_third_alone_for_bronze(self) -> None:
        gold = [ride("A", "4:20.000"), ride("B", "4:19.000")]
        classified = result(
            "uci-2025", in_order("ABC"), finals("bronze gold", [ride("C", "WO")], gold)
        )
        assert places(classified) == "1B 2A 3C"

    def test_three_riders_need_no_bronze_ride(self) -> None:
        gold = [ride("A", "4:20.000"), ride("B", "4:19.000")]
        classified = result("uci-2025", in_order("ABC"), finals("gold", gold))
        assert places(classified) == "1B 2A 3C"
        assert classified["complete"] is True

    def test_a_bye_not_completed_leaves_one_winner_fewer(self) -> None:
        classified = result(
            "worlds-1995",
            in_order("ABC"),
            matches("Quarterfinals", *[[ride(n, f"4:2{i}.000")] for i, n in enumerate("ABC")]),
            matches(
                "Semifinals", [ride("B", "4:20.000"), ride("C", "4:19.000")], [ride("A", "DNF")]
            ),
            finals("gold", [ride("C", "4:20.000")]),
        )
        assert places(classified) == "1C 2B 3A"

    def test_four_riders_all_ride_the_first_round_alone(self) -> None:
        classified = result(
            "olympic-2004",
            in_order("ABCD"),
            matches("First round", *[[ride(n, f"4:2{n_}.000")] for n_, n in enumerate("DCBA")]),
            finals(
                "bronze gold",
                [ride("B", "4:20.000"), ride("A", "4:21.000")],
                [ride("D", "4:20.000"), ride("C", "4:21.000")],
            ),
        )
        assert places(classified) == "1D 2C 3B 4A"
        assert classified["complete"] is True

    def test_five_riders_have_one_match_and_one_fifth(self) -> None:
        classified = result(
            "olympic-2004",
            in_order("ABCDE"),
            matches(
                "First round",
                [ride("D", "4:24.000"), ride("E", "4:23.000")],
                [ride("C", "4:22.000")],
                [ride("B", "4:21.000")],
                [ride("A", "4:20.000")],
            ),
            finals(
                "bronze gold",
                [ride("C", "4:20.000"), ride("E", "4:21.000")],
                [ride("A", "4:20.000"), ride("B", "4:21.000")],
            ),
        )
        assert places(classified) == "1A 2B 3C 4E 5D"

    def test_three_riders_of_a_knockout_give_a_third_by_the_semifinal(self) -> None:
        classified = result(
            "worlds-1995",
            in_order("ABC"),
            matches("Quarterfinals", *[[ride(n, f"4:2{i}.000")] for i, n in enumerate("ABC")]),
            matches(
                "Semifinals", [ride("B", "4:20.000"), ride("C", "4:19.000")], [ride("A", "WO")]
            ),
            finals("gold", [ride("C", "4:20.000"), ride("A", "4:21.000")]),
        )
        assert places(classified) == "1C 2A 3B"
        assert classified["complete"] is True

    def test_nobody_who_started_leaves_nothing_to_ride_for(self) -> None:
        classified = result("uci-2025", qualifying(ride("A", "DNS"), ride("B", "DNF")))
        assert places(classified) == "-B -A"
        assert classified["complete"] is True


class TestKnockout:
    QUALIFYING = in_order("ABCDEFGHI")
    QUARTERFINALS = matches(
        "Quarterfinals",
        [ride("D", "4:23.000"), ride("E", "4:33.000")],
        [ride("C", "4:22.000"), ride("F", "4:32.000")],
        [ride("B", "4:21.000"), ride("G", "4:31.000")],
        [ride("A", "4:20.000"), ride("H", "4:30.000")],
    )
    SEMIFINALS = matches(
        "Semifinals",
        [ride("B", "4:20.000"), ride("C", "4:22.000")],
        [ride("A", "4:19.000"), ride("D", "4:21.000")],
    )

    def test_worlds_1995_gives_bronze_by_the_semifinal_time(self) -> None:
        classified = result(
            "worlds-1995",
            self.QUALIFYING,
            self.QUARTERFINALS,
            self.SEMIFINALS,
            finals("gold", [ride("A", "4:18.000"), ride("B", "4:17.000")]),
        )
        assert places(classified) == "1B 2A 3D 4C 5H 6G 7F 8E 9I"

    def test_bogota_1995_women_behind_the_finalists(self) -> None:
        """Third and fourth by semifinal time, fifth to eighth by quarterfinal time.

        Times of the places 3 to 8 as Cyclingnews published them; who met whom, and the times of
        the winners, are invented.
        """
        seeds = ["First", "Second", "Vaaland", "Clignet", "Marsal", "Quigley", "McGregor", "Watt"]
        classified = result(
            "worlds-1995",
            qualifying(*[ride(name, f"3:4{i}.000") for i, name in enumerate(seeds)]),
            matches(
                "Quarterfinals",
                [ride("Clignet", "3:39.300"), ride("Marsal", "3:45.649")],
                [ride("Vaaland", "3:39.200"), ride("Quigley", "3:46.967")],
                [ride("Second", "3:39.100"), ride("McGregor", "3:45.164")],
                [ride("First", "3:39.000"), ride("Watt", "3:48.921")],
            ),
            matches(
                "Semifinals",
                [ride("Second", "3:36.000"), ride("Vaaland", "3:37.437")],
                [ride("First", "3:36.000"), ride("Clignet", "3:38.420")],
            ),
            finals("gold", [ride("First", "3:35.000"), ride("Second", "3:36.000")]),
        )
        assert places(classified) == (
            "1First 2Second 3Vaaland 4Clignet 5McGregor 6Marsal 7Quigley 8Watt"
        )

    def test_knockout_8_rides_for_bronze(self) -> None:
        classified = result(
            "knockout-8",
            self.QUALIFYING,
            self.QUARTERFINALS,
            self.SEMIFINALS,
            finals(
                "bronze gold",
                [ride("C", "4:18.000"), ride("D", "4:19.000")],
                [ride("A", "4:18.000"), ride("B", "4:17.000")],
            ),
        )
        assert places(classified) == "1B 2A 3C 4D 5H 6G 7F 8E 9I"

    def test_a_disqualified_semifinalist_leaves_the_other_alone_for_bronze(self) -> None:
        semifinals = matches(
            "Semifinals",
            [ride("B", "4:20.000"), ride("C", "DSQ")],
            [ride("A", "4:19.000"), ride("D", "4:21.000")],
        )
        classified = result(
            "knockout-8",
            self.QUALIFYING,
            self.QUARTERFINALS,
            semifinals,
            finals(
                "bronze gold",
                [ride("D", "WO")],
                [ride("A", "4:18.000"), ride("B", "4:17.000")],
            ),
        )
        assert places(classified) == "1B 2A 3D 5H 6G 7F 8E 9I -C"
        assert classified["complete"] is True


class TestBarcelona1992:
    QUALIFYING = in_order("ABCDEFGHIJKLMNOPQ")
    GROUP_B = matches(
        "Group B",
        [ride("L", "4:33.000"), ride("M", "4:43.000")],
        [ride("K", "4:32.000"), ride("N", "4:42.000")],
        [ride("J", "4:31.000"), ride("O", "4:41.000")],
        [ride("I", "4:30.000"), ride("P", "4:40.000")],
    )
    REST = (
        matches(
            "Semifinals",
            [ride("B", "4:20.000"), ride("C", "4:22.000")],
            [ride("A", "4:19.000"), ride("D", "4:21.000")],
        ),
        finals("gold", [ride("A", "CAP"), ride("B", "OVL")]),
    )

    def group_a(self, e: str, f: str, g: str, h: str) -> dict[str, Any]:
        return matches(
            "Quarterfinals (group A)",
            [ride("D", "CAP 4:23.000"), ride("E", e)],
            [ride("C", "CAP 4:22.000"), ride("F", f)],
            [ride("B", "CAP 4:21.000"), ride("G", g)],
            [ride("A", "CAP 4:20.000"), ride("H", h)],
        )

    def places_with(self, e: str, f: str, g: str, h: str) -> str:
        group_a = self.group_a(e, f, g, h)
        classified = result("olympic-1992", self.QUALIFYING, self.GROUP_B, group_a, *self.REST)
        assert classified["complete"] is True
        return places(classified)

    def test_with_nobody_caught_the_groups_follow_each_other(self) -> None:
        assert self.places_with("4:30.000", "4:31.000", "4:32.000", "4:33.000") == (
            "1A 2B 3D 4C 5E 6F 7G 8H 9I 10J 11K 12L 13P 14O 15N 16M 17Q"
        )

    def test_a_caught_loser_gives_his_place_to_the_fastest_winner_of_group_b(self) -> None:
        assert self.places_with("4:30.000", "4:31.000", "4:32.000", "OVL") == (
            "1A 2B 3D 4C 5E 6F 7G 8I 9H 10J 11K 12L 13P 14O 15N 16M 17Q"
        )

    def test_two_caught_losers_give_two_places_and_stand_as_they_qualified(self) -> None:
        assert self.places_with("4:30.000", "OVL", "4:32.000", "OVL") == (
            "1A 2B 3D 4C 5E 6G 7I 8J 9F 10H 11K 12L 13P 14O 15N 16M 17Q"
        )

    def test_a_disqualified_loser_leaves_the_eighth_place_vacant(self) -> None:
        assert self.places_with("4:30.000", "OVL", "4:32.000", "DSQ") == (
            "1A 2B 3D 4C 5E 6G 7I 9F 10J 11K 12L 13P 14O 15N 16M 17Q -H"
        )

    def test_a_heat_nobody_won_vacates_the_fourth_and_the_eighth_place(self) -> None:
        group_a = self.group_a("DSQ", "4:31.000", "4:32.000", "OVL")
        group_a["heats"][0]["riders"][0] = ride("D", "DSQ")
        semifinals = matches(
            "Semifinals",
            [ride("B", "4:20.000"), ride("C", "4:22.000")],
            [ride("A", "4:19.000")],
        )
        classified = result(
            "olympic-1992", self.QUALIFYING, self.GROUP_B, group_a, semifinals, self.REST[1]
        )
        assert places(classified) == ("1A 2B 3C 5F 6G 7I 9H 10J 11K 12L 13P 14O 15N 16M 17Q -D -E")
        assert classified["complete"] is True

    def test_equal_winners_of_group_b_of_whom_one_would_rise_are_undecided(self) -> None:
        group_a = self.group_a("4:30.000", "4:31.000", "4:32.000", "OVL")
        group_b = matches(
            "Group B",
            *[heat["riders"] for heat in self.GROUP_B["heats"][:2]],
            [ride("J", "4:30.000"), ride("O", "4:41.000")],
            [ride("I", "4:30.000"), ride("P", "4:40.000")],
        )
        classified = result("olympic-1992", self.QUALIFYING, group_b, group_a, *self.REST)
        assert places(classified) == "1A 2B 3D 4C 5E 6F 7G 9H 11K 12L 13P 14O 15N 16M 17Q"

    def test_equal_losers_of_group_a_leave_no_hole(self) -> None:
        assert self.places_with("4:30.000", "4:30.000", "4:32.000", "4:33.000") == (
            "1A 2B 3D 4C 5E 5F 7G 8H 9I 10J 11K 12L 13P 14O 15N 16M 17Q"
        )

    def test_without_a_group_b_a_caught_loser_keeps_his_place(self) -> None:
        group_a = self.group_a("4:30.000", "OVL", "DSQ", "4:33.000")
        classified = result("olympic-1992", in_order("ABCDEFGH"), group_a, *self.REST)
        assert places(classified) == "1A 2B 3D 4C 5E 6H 7F -G"

    def test_before_group_a_has_ridden_only_the_losers_of_group_b_are_certain(self) -> None:
        classified = result("olympic-1992", self.QUALIFYING, self.GROUP_B)
        assert places(classified) == "13P 14O 15N 16M 17Q"


class TestWinnersWithoutATime:
    def test_stand_after_the_timed_ones_in_the_order_of_the_phase_before(self) -> None:
        """Caught in the semifinals, C and D stand as they did after the quarterfinals.

        There C caught his opponent and stopped, and D had none: both after A and B, and C before
        D because he qualified better.
        """
        classified = result(
            "worlds-1995",
            in_order("ABCDEFGH"),
            matches(
                "Quarterfinals",
                [ride("D", "WO"), ride("E", "DNS")],
                [ride("C", "CAP"), ride("F", "OVL")],
                [ride("B", "4:21.000"), ride("G", "4:31.000")],
                [ride("A", "4:20.000"), ride("H", "4:30.000")],
            ),
            matches(
                "Semifinals",
                [ride("B", "CAP 4:20.000"), ride("C", "OVL")],
                [ride("A", "CAP 4:19.000"), ride("D", "OVL")],
            ),
            finals("gold", [ride("A", "4:18.000"), ride("B", "4:17.000")]),
        )
        assert places(classified) == "1B 2A 3C 4D 5H 6G 7F 8E"


class TestIdentity:
    def test_a_nation_may_be_absent_in_one_place(self) -> None:
        gold = [ride("A", "4:20.000", nat=None), ride("B", "4:19.000", nat=None)]
        classified = result("uci-2025", in_order("AB"), finals("gold", gold))
        assert classified["classification"] == [
            {"rank": 1, "name": "B", "nat": "XXX", "status": None},
            {"rank": 2, "name": "A", "nat": "XXX", "status": None},
        ]

    def test_namesakes_of_two_nations_are_two_riders(self) -> None:
        rows = [ride("A", "4:20.00", nat="AUS"), ride("A", "4:21.00", nat="NZL")]
        assert places(result("club-solo", qualifying(*rows))) == "1A 2A"
