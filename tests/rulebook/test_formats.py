"""Every shipped format ridden once with riders A, B, C …, and formats of one's own.

A rides qualifying in 4:15, B in 4:16 and so on, so the letters are the seeds.
"""

from __future__ import annotations

import pytest

from halflap.rulebook.classification import classify
from halflap.rulebook.explain import explain
from halflap.rulebook.format import Format
from halflap.rulebook.format_file import read_format, shipped
from tests.meet_helper import Desk
from tests.rulebook.riding import event, paired, placed, ranked, waits

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
QUARTERS_AS_SEEDED = ("D 4:18 - E 4:19", "C 4:17 - F 4:20", "B 4:16 - G 4:21", "A 4:15 - H 4:22")
QUARTERS_C_BEST = ("D 4:18 - E 4:19", "C 4:14 - F 4:20", "B 4:16 - G 4:21", "A 4:15 - H 4:22")


def qualifying(riders: int) -> list[str]:
    """A 4:15, B 4:16 …, each alone: who met whom does not count."""
    return [f"{LETTERS[n]} {(255 + n) // 60}:{(255 + n) % 60:02d}.000" for n in range(riders)]


def seeds(found: list[str]) -> list[str]:
    """The places as letters only: ``A B C``."""
    return " ".join(line.split()[1] for line in found).split()


FINALS_ONLY = ["uci-2025", "uci-2023", "para", "masters"]


@pytest.mark.parametrize("format_id", FINALS_ONLY)
class TestTwoPhases:
    """UCI 3.2.053: the two best of qualifying ride for 1-2, the next two for 3-4."""

    def test_the_finals_are_1v2_and_3v4_with_the_bronze_first(self, format_id: str) -> None:
        results = event(qualifying=qualifying(6))
        assert paired(shipped(format_id), results, "finals") == ["bronze: C v D", "gold: A v B"]

    def test_medals_follow_the_finals_and_not_the_times(self, format_id: str) -> None:
        results = event(
            qualifying=qualifying(6),
            finals=["bronze: C 4:10.0 - D 4:09.0", "gold: A 4:21.0 - B 4:20.0"],
        )
        found = classify(shipped(format_id), results)
        assert placed(found) == ["1 B", "2 A", "3 D", "4 C", "5 E", "6 F"]
        assert found.complete

    def test_of_three_the_third_rides_for_bronze_alone(self, format_id: str) -> None:
        results = event(qualifying=qualifying(3))
        assert paired(shipped(format_id), results, "finals") == ["bronze: C v -", "gold: A v B"]

    def test_before_qualifying_is_ridden_nothing_is_paired(self, format_id: str) -> None:
        results = event(qualifying=["A 4:15 - B"])
        assert paired(shipped(format_id), results, "finals") == []
        assert waits(shipped(format_id), results, "finals") == ["Qualifying: B has not ridden yet"]


class TestOlympic2004:
    """Eight by time; 4v5 3v6 2v7 1v8; the two fastest winners ride for gold."""

    FMT = shipped("olympic-2004")
    ROUND = ("D 4:18 - E 4:19", "C 4:17 - F 4:16.5", "B 4:15 - G 4:21", "A 4:16 - H 4:22")

    def test_the_match_round_in_its_running_order(self) -> None:
        assert paired(self.FMT, event(qualifying=qualifying(9)), "first-round") == [
            *("D v E", "C v F", "B v G", "A v H"),
        ]

    def test_winners_are_seeded_again_by_the_time_of_the_round(self) -> None:
        results = event(qualifying=qualifying(9), first_round=self.ROUND)
        assert paired(self.FMT, results, "finals") == ["bronze: F v D", "gold: B v A"]

    def test_losers_are_5th_to_8th_by_the_time_of_the_round(self) -> None:
        results = event(
            qualifying=qualifying(9),
            first_round=self.ROUND,
            finals=["bronze: F 4:20 - D 4:19", "gold: B 4:15 - A 4:16"],
        )
        assert placed(classify(self.FMT, results)) == [
            *("1 B", "2 A", "3 D", "4 F", "5 C", "6 E", "7 G", "8 H", "9 I"),
        ]


class TestOlympic2000:
    """Four by time; 2v3 and 1v4; winners for gold, losers for bronze."""

    FMT = shipped("olympic-2000")

    def test_from_the_semifinals_to_the_places(self) -> None:
        semifinals = ["B 4:20 - C 4:19", "A 4:15 - D 4:18"]
        results = event(qualifying=qualifying(5))
        assert paired(self.FMT, results, "semifinals") == ["B v C", "A v D"]
        results = event(qualifying=qualifying(5), semifinals=semifinals)
        assert paired(self.FMT, results, "finals") == ["bronze: D v B", "gold: A v C"]
        results = event(
            qualifying=qualifying(5),
            semifinals=semifinals,
            finals=["bronze: D 4:20 - B 4:21", "gold: A 4:16 - C 4:15"],
        )
        assert placed(classify(self.FMT, results)) == ["1 C", "2 A", "3 D", "4 B", "5 E"]


class TestOlympic1992:
    """Sixteen by time in groups A and B; a caught loser of A yields his place to a winner of B."""

    FMT = shipped("olympic-1992")
    GROUP_B = ("L 4:26 - M 4:27", "K 4:25 - N 4:28", "J 4:24 - O 4:29", "I 4:23 - P 4:30")
    LATER = (["B 4:16 - C 4:17", "A 4:15 - D 4:18"], ["gold: A 4:15 - B 4:16"])

    def classified(self, *group_a: str) -> list[str]:
        semifinals, finals = self.LATER
        results = event(
            qualifying=qualifying(17),
            group_b=self.GROUP_B,
            group_a=group_a,
            semifinals=semifinals,
            finals=finals,
        )
        found = classify(self.FMT, results)
        assert found.complete
        return placed(found)

    def test_nine_to_sixteen_meet_in_group_b(self) -> None:
        results = event(qualifying=qualifying(17))
        assert paired(self.FMT, results, "group-b") == ["L v M", "K v N", "J v O", "I v P"]
        assert paired(self.FMT, results, "group-a") == ["D v E", "C v F", "B v G", "A v H"]

    def test_bronze_goes_by_semifinal_time_and_groups_follow_each_other(self) -> None:
        places = self.classified(*QUARTERS_AS_SEEDED)
        assert places == [
            *("1 A", "2 B", "3 C", "4 D", "5 E", "6 F", "7 G", "8 H"),
            *("9 I", "10 J", "11 K", "12 L", "13 M", "14 N", "15 O", "16 P", "17 Q"),
        ]

    def test_a_caught_loser_of_a_changes_with_the_fastest_winner_of_b(self) -> None:
        places = self.classified(
            "D 4:18 - E 4:19", "C 4:17 - F 4:20", "B 4:16 - G 4:21", "A CAP 4:15 - H OVL"
        )
        assert places[4:12] == ["5 E", "6 F", "7 G", "8 I", "9 H", "10 J", "11 K", "12 L"]

    def test_with_fewer_winners_of_b_than_caught_losers_all_of_them_move_up(self) -> None:
        results = event(
            qualifying=qualifying(10),
            group_b=["J 4:24", "I 4:23"],
            group_a=["D CAP - E OVL", "C CAP - F OVL", "B CAP - G OVL", "A CAP - H OVL"],
            semifinals=self.LATER[0],
            finals=self.LATER[1],
        )
        assert placed(classify(self.FMT, results))[4:] == [
            *("5 I", "6 J", "7 E", "8 F", "9 G", "10 H"),
        ]

    def test_equal_winners_of_b_draw_lots_for_the_place_that_is_given_up(self) -> None:
        results = event(
            qualifying=qualifying(17),
            group_b=(*self.GROUP_B[:2], "J 4:23 - O 4:29", "I 4:23 - P 4:30"),
            group_a=(*QUARTERS_AS_SEEDED[:3], "A CAP 4:15 - H OVL"),
            semifinals=self.LATER[0],
            finals=self.LATER[1],
        )
        found = classify(self.FMT, results)
        assert [str(sentence) for sentence in found.missing] == [
            "J, I are equal: lots decide who moves up"
        ]
        assert "9 H" in placed(found)

    def test_who_was_caught_in_qualifying_is_out(self) -> None:
        results = event(qualifying=["A CAP 4:15 - B OVL 4:40", "C 4:50"])
        assert ranked(self.FMT, results, "qualifying") == ["1 A", "2 C", "- B"]


class TestWorlds1995:
    """Eight by time, quarterfinals, semifinals, one final; bronze by semifinal time."""

    def test_from_the_quarterfinals_to_the_places(self) -> None:
        fmt = shipped("worlds-1995")
        results = event(
            qualifying=qualifying(9),
            quarterfinals=[
                "D 4:18 - E 4:19",
                "C 4:14 - F 4:20",
                "B 4:16 - G 4:21",
                "A 4:15 - H 4:22",
            ],
        )
        assert paired(fmt, results, "semifinals") == ["A v B", "C v D"]
        results |= event(
            semifinals=["A 4:15 - B 4:16.5", "C 4:14 - D 4:16.4"], finals=["gold: C 4:14 - A 4:13"]
        )
        assert placed(classify(fmt, results)) == [
            *("1 A", "2 C", "3 D", "4 B", "5 E", "6 F", "7 G", "8 H", "9 I"),
        ]


class TestKnockOut8:
    """As Moscow 1980: semifinals by quarterfinal time, and a ride for bronze."""

    def test_losers_of_the_semifinals_ride_for_bronze(self) -> None:
        fmt = shipped("knockout-8")
        results = event(
            qualifying=qualifying(8),
            quarterfinals=[
                "D 4:18 - E 4:19",
                "C 4:14 - F 4:20",
                "B 4:16 - G 4:21",
                "A 4:15 - H 4:22",
            ],
            semifinals=["A 4:15 - B 4:16.5", "C 4:14 - D 4:16.4"],
        )
        assert paired(fmt, results, "finals") == ["bronze: D v B", "gold: C v A"]
        results |= event(finals=["bronze: D 4:17 - B 4:16", "gold: C 4:14 - A 4:13"])
        assert placed(classify(fmt, results))[:5] == ["1 A", "2 C", "3 B", "4 D", "5 E"]


class TestKnockOut16:
    """As Montreal 1976: sixteen by time and four rounds."""

    FMT = shipped("knockout-16")

    def test_every_round_is_seeded_by_the_times_of_the_one_before(self) -> None:
        eighths = [f"{LETTERS[7 - n]} 4:{22 - n} - {LETTERS[8 + n]} 4:{30 + n}" for n in range(8)]
        results = event(qualifying=qualifying(17), eighth_finals=eighths)
        assert paired(self.FMT, event(qualifying=qualifying(17)), "eighth-finals") == [
            *("H v I", "G v J", "F v K", "E v L", "D v M", "C v N", "B v O", "A v P"),
        ]
        assert paired(self.FMT, results, "quarterfinals") == [
            *("D v E", "C v F", "B v G", "A v H"),
        ]
        results |= event(
            quarterfinals=[
                "D 4:18 - E 4:19",
                "C 4:17 - F 4:20",
                "B 4:16 - G 4:21",
                "A 4:15 - H 4:22",
            ],
            semifinals=["B 4:16 - C 4:17", "A 4:15 - D 4:18"],
            finals=["bronze: C 4:17 - D 4:18", "gold: A 4:15 - B 4:16"],
        )
        found = classify(self.FMT, results)
        assert seeds(placed(found)) == list("ABCDEFGHIJKLMNOPQ")
        assert found.complete


class TestYouthPlacingFinals:
    """Eight by time into finals for 7-8, 5-6, bronze and gold."""

    def test_each_final_decides_its_two_places(self) -> None:
        fmt = shipped("youth-placing-finals")
        assert paired(fmt, event(qualifying=qualifying(9)), "finals") == [
            *("7-8: G v H", "5-6: E v F", "bronze: C v D", "gold: A v B"),
        ]
        results = event(
            qualifying=qualifying(9),
            finals=[
                "7-8: G 4:01 - H 4:00",
                "5-6: E 4:19 - F 4:20",
                "bronze: C 4:18 - D 4:17",
                "gold: A 4:15 - B 4:16",
            ],
        )
        assert placed(classify(fmt, results)) == [
            *("1 A", "2 B", "3 D", "4 C", "5 E", "6 F", "7 H", "8 G", "9 I"),
        ]


class TestClubSolo:
    """One rider at a time, and the times decide everything, to 1/100 s."""

    def test_everybody_rides_alone_and_hundredths_count(self) -> None:
        desk = Desk("club-solo", riders=3)
        desk.draw("qualifying")
        assert desk.heats("qualifying") == ["1: 3-.", "2: 2-.", "3: 1-."]
        desk.record("qualifying", 1, "3 5:01.239")
        desk.record("qualifying", 2, "2 5:01.231")
        desk.record("qualifying", 3, "1 5:01.22")
        assert desk.ranking("qualifying") == ["1 A", "2 C", "2 B"]
        assert desk.missing() == [
            "places from 1: 2 B, 3 C are equal for a medal; lots or a ruling decide"
        ]

    def test_who_rides_again_rides_alone_too(self) -> None:
        desk = Desk("club-solo", riders=3)
        desk.draw("qualifying")
        for heat, bib in ((1, 3), (2, 2)):
            desk.start("qualifying", heat)
            desk.rule("qualifying", heat, "mishap", bib, past_first_half_lap=True)
        assert desk.heats("qualifying") == ["1: 3-.", "2: 2-.", "3: 1-.", "4: 3-.", "5: 2-."]

    def test_the_words_speak_of_no_opponent(self) -> None:
        _, qualifying_, places = explain(shipped("club-solo"), "en")
        said = " ".join(str(line) for line in qualifying_.lines)
        assert [
            word for word in ("Catch", "catch", "both", "meet", "Hindrance") if word in said
        ] == []
        assert str(places.lines[1]) == "From place 1: Qualifying: everybody, in its order."

    def test_the_medals_are_places_of_the_only_ranking(self) -> None:
        found = classify(shipped("club-solo"), event(qualifying=qualifying(4)))
        assert placed(found) == ["1 A", "2 B", "3 C", "4 D"]


BRACKET = """
id = "club-bracket"
name = { en = "Club bracket", fr = "Tableau de club" }
summary = { en = "Winners meet by their heats.", fr = "Les vainqueurs se rencontrent par série." }
sources = ["our club"]
minimum_entries = 3
ties = { chain = ["last-lap"], shared_medals = true }
places = [
  { of = "finals:gold" },
  { of = "finals:bronze" },
  { of = "quarters:losers" },
  { of = "qualifying:rest" },
]

[[phase]]
id = "qualifying"
kind = "qualifying"
name = { en = "Qualifying", fr = "Qualifications" }
advance = 8
catch = "ride-on"

[[phase]]
id = "quarters"
kind = "match"
name = { en = "Quarterfinals", fr = "Quarts de finale" }
from = "qualifying"
heats = ["R4 v R5", "R3 v R6", "R2 v R7", "R1 v R8"]
catch = "decides"

[[phase]]
id = "semis"
kind = "match"
name = { en = "Semifinals", fr = "Demi-finales" }
from = "quarters"
heats = ["WH2 v WH3", "WH1 v WH4"]
catch = "decides"

[[phase]]
id = "finals"
kind = "medal"
name = { en = "Finals", fr = "Finales" }
from = "semis"
heats = ["bronze 3-4: LH1 v LH2", "gold 1-2: WH1 v WH2"]
catch = "decides"
"""


class TestAFormatNobodyThoughtOf:
    """A bracket without re-seeding, shared medals and a least number of entries: only a file."""

    FMT: Format = read_format(BRACKET)
    QUARTERS = ("D 4:18 - E 4:10", "C 4:17 - F 4:20", "B 4:16 - G 4:21", "A 4:15 - H 4:22")

    def test_winners_meet_by_their_heats_and_not_by_their_times(self) -> None:
        results = event(qualifying=qualifying(8), quarters=self.QUARTERS)
        assert paired(self.FMT, results, "semis") == ["C v B", "E v A"]
        results |= event(semis=["C 4:10 - B 4:11", "E 4:30 - A 4:20"])
        assert paired(self.FMT, results, "finals") == ["bronze: B v E", "gold: C v A"]

    def test_equal_finalists_share_the_medal_and_the_next_place_stays_empty(self) -> None:
        results = event(
            qualifying=qualifying(8),
            quarters=self.QUARTERS,
            semis=["C 4:10 - B 4:11", "E 4:30 - A 4:20"],
            finals=["bronze: B 4:12 - E 4:13", "gold: C 4:10 - A 4:10"],
        )
        found = classify(self.FMT, results)
        assert placed(found)[:4] == ["1 C", "1 A", "3 B", "4 E"]
        assert [str(note) for note in found.medal_notes] == [
            "gold: shared by C, A",
            "silver: vacant, nobody holds place 2",
        ]
        assert found.complete

    def test_a_small_field_keeps_the_numbers_of_its_heats(self) -> None:
        desk = Desk(BRACKET, riders=3)
        desk.qualify("4:15.0", "4:16.0", "4:17.0")
        desk.draw("quarters")
        assert desk.heats("quarters") == ["2: 3-.", "3: 2-.", "4: 1-."]
        desk.record("quarters", 2, "3 4:17.0")
        desk.record("quarters", 3, "2 4:16.0")
        desk.record("quarters", 4, "1 4:15.0")
        desk.confirm("quarters")
        desk.draw("semis")
        assert desk.heats("semis") == ["1: 2-3", "2: 1-."]

    def test_of_two_winners_the_better_time_finishes_at_home(self) -> None:
        desk = Desk(BRACKET, riders=8)
        desk.qualify(*(f"4:{15 + n}.0" for n in range(8)))
        desk.draw("quarters")
        for key, rides in enumerate(("4 5", "3 6", "2 7", "1 8"), start=1):
            first, second = rides.split()
            desk.record("quarters", key, f"{first} 4:1{first}.0", f"{second} 4:2{second}.0")
        desk.confirm("quarters")
        desk.draw("semis")
        assert desk.heats("semis") == ["1: 2-3", "2: 1-4"]
