"""The men's individual pursuit of Athens 2004, command by command: nothing is set by hand but
entries, the start list of qualifying and times.

Times, pairings and places: Olympedia (results/155088) and Wikipedia, "Cycling at the 2004 Summer
Olympics - Men's individual pursuit", with the names of all heats from its Italian edition. Bibs are
counted from the start list.
"""

from __future__ import annotations

import pytest

from halflap.journal.facts import EntryFact, Name, RecordFact, RideFact, TimeFact
from halflap.meet.commands import (
    Accepted,
    Command,
    ConfirmClassification,
    ConfirmRanking,
    ConfirmRecord,
    DrawPhase,
    EnterRiders,
    IssueDocument,
    OpenCompetition,
    OpenMeet,
    RecordOutcomes,
    Refused,
    Scratch,
    decide,
)
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.records import record_marks
from halflap.meet.state import Competition
from halflap.meet.views.communique import CLASSIFICATION, communique
from halflap.meet.views.next_step import next_step
from halflap.meet.views.numbers import numbers
from halflap.meet.views.status import attention
from halflap.meet.views.tables import phase_table
from halflap.rulebook.format_file import shipped_text
from halflap.rulebook.records import Convention
from halflap.sport.times import recorded

RIDERS = {
    1: ("Yuriy Yuda", "KAZ"),
    2: ("Hossein Askari", "IRI"),
    3: ("Linas Balciunas", "LTU"),
    4: ("Vasil Kiryienka", "BLR"),
    5: ("Carlos Castano", "ESP"),
    6: ("Levi Heimans", "NED"),
    7: ("Volodymyr Dyudya", "UKR"),
    8: ("Christian Lademann", "GER"),
    9: ("Fabien Sanchez", "FRA"),
    10: ("Alexei Markov", "RUS"),
    11: ("Bradley Wiggins", "GBR"),
    12: ("Luke Roberts", "AUS"),
    13: ("Rob Hayles", "GBR"),
    14: ("Robert Bartko", "GER"),
    15: ("Sergi Escobar", "ESP"),
    16: ("Brad McGee", "AUS"),
}
START_LIST = ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10), (11, 12), (13, 14), (15, 16))
QUALIFYING = {
    1: "4:29.676",
    2: "4:39.302",
    3: "4:22.392",
    4: "4:29.005",
    5: "4:27.871",
    7: "4:18.169",
    8: "4:26.760",
    9: "4:20.606",
    10: "4:25.520",
    11: "4:15.165",
    12: "4:19.353",
    13: "4:17.930",
    14: "4:18.991",
    15: "4:16.862",
    16: "4:17.510",
}
FIRST_ROUND = {
    13: "4:19.559",
    7: "4:22.720",
    16: "4:17.978",
    14: "4:26.184",
    15: "4:19.581",
    12: "4:20.336",
    11: "4:17.215",
    9: "4:21.235",
}
FINALS = {13: "4:22.291", 15: "4:17.947", 11: "4:16.304", 16: "4:20.436"}


class Desk:
    """A meet in memory: commands are decided and their facts folded, as at a real desk."""

    def __init__(self) -> None:
        self.ledger = Ledger()

    def do(self, command: Command) -> Accepted:
        answer = decide(self.ledger, command)
        assert isinstance(answer, Accepted), answer
        first = len(self.ledger.entries) + 1
        for seq, fact in enumerate(answer.facts, start=first):
            self.ledger.append(Entry(seq, first, fact))
        return answer

    def refused(self, command: Command) -> list[str]:
        answer = decide(self.ledger, command)
        assert isinstance(answer, Refused), answer
        return [refusal.code for refusal in answer.refusals]

    @property
    def men(self) -> Competition:
        return self.ledger.state.competitions["men"]

    def value(self, path: str) -> str:
        return numbers(self.ledger.state, self.men)[path].value

    def why(self, path: str) -> str:
        return " ".join(
            str(reason.sentence) for reason in numbers(self.ledger.state, self.men)[path].reasons
        )

    def drawn(self, phase: str) -> list[tuple[str, int | None, int | None]]:
        """The heats in running order: key or label, home, back."""
        state = self.men.phase(phase)
        assert state is not None
        return [(heat.label or heat.key, heat.home, heat.back) for heat in state.counting]

    def ride(self, phase: str, heat: str, times: dict[int, str]) -> None:
        """Record whoever of a heat has a time, as the heat was drawn."""
        state = self.men.phase(phase)
        drawn = state.heat(heat) if state else None
        assert drawn is not None
        rides = tuple(ridden(bib, times[bib]) for bib in drawn.bibs if bib in times)
        self.do(RecordOutcomes(competition="men", phase=phase, heat=heat, rides=rides))

    def marks(self, convention: Convention) -> list[tuple[str, str, str]]:
        return [
            (mark.record, mark.ride.rider, str(mark.ride.time))
            for mark in record_marks(self.men)
            if mark.convention is convention
        ]


def ridden(bib: int, text: str) -> RideFact:
    time = recorded(text)
    return RideFact(bib=bib, code="OK", time=TimeFact(us=time.us, digits=time.digits))


def confirm(phase: str) -> ConfirmRanking:
    return ConfirmRanking(competition="men", phase=phase, level="official")


@pytest.fixture
def entered() -> Desk:
    """The meet is open and the sixteen are entered."""
    desk = Desk()
    desk.do(OpenMeet(name="Athens 2004", date="2004-08-20", zone="Europe/Athens", track="250"))
    desk.do(
        OpenCompetition(
            competition="men",
            title="Men's individual pursuit",
            category="ME",
            distance_m=4000,
            format_text=shipped_text("olympic-2004"),
            records=(
                RecordFact(list="WR", us=251_114_000, rider="Christopher Boardman"),
                RecordFact(list="OR", us=258_515_000, rider="Robert Bartko"),
            ),
        )
    )
    entries = tuple(
        EntryFact(bib=bib, rider=Name(name=name, nation=nation))
        for bib, (name, nation) in RIDERS.items()
    )
    desk.do(EnterRiders(competition="men", entries=entries))
    return desk


@pytest.fixture
def qualified(entered: Desk) -> Desk:
    """Qualifying is ridden and official; Heimans did not start."""
    entered.do(DrawPhase(competition="men", phase="qualifying", heats=START_LIST))
    entered.do(Scratch(competition="men", phase="qualifying", heat="3", bib=6))
    for heat in range(1, 9):
        entered.ride("qualifying", str(heat), QUALIFYING)
    entered.do(confirm("qualifying"))
    return entered


@pytest.fixture
def seeded(qualified: Desk) -> Desk:
    """The first round is ridden and official, and the finals are drawn."""
    qualified.do(DrawPhase(competition="men", phase="first-round"))
    for heat in ("1", "2", "3", "4"):
        qualified.ride("first-round", heat, FIRST_ROUND)
    qualified.do(confirm("first-round"))
    qualified.do(DrawPhase(competition="men", phase="finals"))
    return qualified


@pytest.fixture
def classified(seeded: Desk) -> Desk:
    """Everything is ridden and official."""
    seeded.ride("finals", "bronze", FINALS)
    seeded.ride("finals", "gold", FINALS)
    seeded.do(confirm("finals"))
    seeded.do(ConfirmClassification(competition="men", level="official"))
    return seeded


class TestQualifying:
    def test_is_drawn_as_the_start_list_has_it(self, entered: Desk) -> None:
        entered.do(DrawPhase(competition="men", phase="qualifying", heats=START_LIST))
        assert entered.drawn("qualifying") == [
            ("1", 1, 2),
            ("2", 3, 4),
            ("3", 5, 6),
            ("4", 7, 8),
            ("5", 9, 10),
            ("6", 11, 12),
            ("7", 13, 14),
            ("8", 15, 16),
        ]

    def test_a_start_list_that_forgets_a_rider_is_refused(self, entered: Desk) -> None:
        command = DrawPhase(competition="men", phase="qualifying", heats=START_LIST[:-1])
        assert entered.refused(command) == ["not-once", "not-once"]

    def test_the_opponent_of_a_rider_who_does_not_start_rides_alone(self, entered: Desk) -> None:
        entered.do(DrawPhase(competition="men", phase="qualifying", heats=START_LIST))
        entered.do(Scratch(competition="men", phase="qualifying", heat="3", bib=6))
        assert entered.drawn("qualifying")[2] == ("3", 5, 6)
        entered.ride("qualifying", "3", QUALIFYING)
        assert entered.value("qualifying/heat/3/ride/5") == "4:27.871"
        assert entered.value("qualifying/heat/3/ride/6") == "DNS"

    def test_waits_for_every_heat(self, entered: Desk) -> None:
        entered.do(DrawPhase(competition="men", phase="qualifying", heats=START_LIST))
        for heat in range(1, 8):
            entered.ride("qualifying", str(heat), {**QUALIFYING, 6: "4:30.000"})
        assert entered.refused(confirm("qualifying")) == ["not-ridden", "not-ridden"]
        assert str(next_step(entered.ledger.state, entered.men).awaits) == (
            "Ride Qualifying, heat 8: 15 Sergi Escobar - 16 Brad McGee."
        )

    def test_ranks_fifteen_by_time(self, qualified: Desk) -> None:
        plan = qualified.men.fmt.phase_of("qualifying")
        ranking = phase_table(qualified.men, plan).ranking
        assert [(row.rank, row.bib, row.time or row.code, row.note) for row in ranking] == [
            (1, 11, "4:15.165", "Q"),
            (2, 15, "4:16.862", "Q"),
            (3, 16, "4:17.510", "Q"),
            (4, 13, "4:17.930", "Q"),
            (5, 7, "4:18.169", "Q"),
            (6, 14, "4:18.991", "Q"),
            (7, 12, "4:19.353", "Q"),
            (8, 9, "4:20.606", "Q"),
            (9, 3, "4:22.392", ""),
            (10, 10, "4:25.520", ""),
            (11, 8, "4:26.760", ""),
            (12, 5, "4:27.871", ""),
            (13, 4, "4:29.005", ""),
            (14, 1, "4:29.676", ""),
            (15, 2, "4:39.302", ""),
            (None, 6, "DNS", ""),
        ]

    def test_leaves_no_doubt(self, qualified: Desk) -> None:
        assert attention(qualified.men) == ()


class TestTheFirstRound:
    def test_cannot_be_drawn_before_qualifying_is_confirmed(self, entered: Desk) -> None:
        entered.do(DrawPhase(competition="men", phase="qualifying", heats=START_LIST))
        command = DrawPhase(competition="men", phase="first-round")
        assert entered.refused(command) == ["ranking-open"]

    def test_is_4v5_3v6_2v7_1v8_in_that_order_the_better_one_at_home(self, qualified: Desk) -> None:
        qualified.do(DrawPhase(competition="men", phase="first-round"))
        assert qualified.drawn("first-round") == [
            ("1", 13, 7),
            ("2", 16, 14),
            ("3", 15, 12),
            ("4", 11, 9),
        ]

    def test_says_why(self, qualified: Desk) -> None:
        qualified.do(DrawPhase(competition="men", phase="first-round"))
        assert qualified.why("first-round/pairing/4") == (
            "11 Bradley Wiggins is R1: rank 1 of Qualifying. "
            "9 Fabien Sanchez is R8: rank 8 of Qualifying."
        )
        assert qualified.why("first-round/heat/4/home").startswith(
            "11 Bradley Wiggins was better in the previous phase and finishes at the home line"
        )

    def test_its_winners_are_ordered_by_time_and_its_losers_after_them(self, seeded: Desk) -> None:
        assert [seeded.value(f"first-round/winner/{rank}") for rank in (1, 2, 3, 4)] == [
            "11 Bradley Wiggins",
            "16 Brad McGee",
            "13 Rob Hayles",
            "15 Sergi Escobar",
        ]
        assert [seeded.value(f"first-round/loser/{rank}") for rank in (1, 2, 3, 4)] == [
            "12 Luke Roberts",
            "9 Fabien Sanchez",
            "7 Volodymyr Dyudya",
            "14 Robert Bartko",
        ]


class TestTheFinals:
    def test_the_two_fastest_winners_meet_for_gold_after_the_bronze_ride(
        self, seeded: Desk
    ) -> None:
        assert seeded.drawn("finals") == [("bronze", 13, 15), ("gold", 11, 16)]

    def test_are_re_seeded_by_the_times_of_the_round_not_of_qualifying(self, seeded: Desk) -> None:
        """Escobar was second in qualifying and fourth of the winners: he rides for bronze."""
        assert seeded.why("finals/pairing/bronze") == (
            "13 Rob Hayles is W3: winner number 3 of First round by time. "
            "15 Sergi Escobar is W4: winner number 4 of First round by time."
        )

    def test_the_rider_of_the_back_straight_wins_bronze(self, classified: Desk) -> None:
        assert classified.value("finals/heat/bronze/winner") == "15 Sergi Escobar"
        assert classified.why("finals/heat/bronze/winner") == (
            "15 Sergi Escobar 4:17.947 against 13 Rob Hayles 4:22.291: 4.344 s faster."
        )

    def test_wiggins_wins_gold(self, classified: Desk) -> None:
        assert classified.why("finals/heat/gold/winner") == (
            "11 Bradley Wiggins 4:16.304 against 16 Brad McGee 4:20.436: 4.132 s faster."
        )


class TestTheClassification:
    def test_cannot_be_confirmed_before_the_finals_are(self, seeded: Desk) -> None:
        command = ConfirmClassification(competition="men", level="official")
        assert "ranking-open" in seeded.refused(command)

    def test_is_the_published_one(self, classified: Desk) -> None:
        confirmed = classified.men.classification
        assert confirmed is not None
        assert [(line.rank, RIDERS[line.bib][0]) for line in confirmed.lines] == [
            (1, "Bradley Wiggins"),
            (2, "Brad McGee"),
            (3, "Sergi Escobar"),
            (4, "Rob Hayles"),
            (5, "Luke Roberts"),
            (6, "Fabien Sanchez"),
            (7, "Volodymyr Dyudya"),
            (8, "Robert Bartko"),
            (9, "Linas Balciunas"),
            (10, "Alexei Markov"),
            (11, "Christian Lademann"),
            (12, "Carlos Castano"),
            (13, "Vasil Kiryienka"),
            (14, "Yuriy Yuda"),
            (15, "Hossein Askari"),
            (None, "Levi Heimans"),
        ]
        assert confirmed.lines[-1].code == "DNS"

    def test_gives_the_medals_by_match_and_not_by_time(self, classified: Desk) -> None:
        """Bronze was ridden in 4:17.947, silver in 4:20.436."""
        confirmed = classified.men.classification
        assert confirmed is not None
        assert confirmed.medals == (("gold", 11), ("silver", 16), ("bronze", 15))

    def test_leaves_nothing_to_do(self, classified: Desk) -> None:
        found = communique(classified.men, CLASSIFICATION, None)
        issue = IssueDocument(competition="men", document=found.name, content=found.content)
        assert next_step(classified.ledger.state, classified.men).does == "IssueDocument"
        classified.do(issue)
        for phase, record, bib in (("qualifying", "OR", 7), ("qualifying", "OR", 11)):
            classified.do(ConfirmRecord(competition="men", record=record, phase=phase, bib=bib))
        assert str(next_step(classified.ledger.state, classified.men).awaits) == (
            "Everything is ridden, confirmed and issued. Gold: 11 Bradley Wiggins."
            " Silver: 16 Brad McGee. Bronze: 15 Sergi Escobar."
        )


class TestTheOlympicRecord:
    def test_falls_twice_as_ridden(self, classified: Desk) -> None:
        """Hayles, Escobar and McGee beat the old record too, but not Wiggins's of heat 6."""
        assert classified.marks(Convention.AS_RIDDEN) == [
            ("OR", "7 Volodymyr Dyudya", "4:18.169"),
            ("OR", "11 Bradley Wiggins", "4:15.165"),
        ]

    def test_falls_once_where_the_best_of_the_session_counts(self, classified: Desk) -> None:
        assert classified.marks(Convention.BEST_OF_SESSION) == [
            ("OR", "11 Bradley Wiggins", "4:15.165")
        ]

    def test_stands_in_the_order_of_the_heats_as_they_are_ridden(self, entered: Desk) -> None:
        entered.do(DrawPhase(competition="men", phase="qualifying", heats=START_LIST))
        entered.ride("qualifying", "4", QUALIFYING)
        assert entered.marks(Convention.AS_RIDDEN) == [("OR", "7 Volodymyr Dyudya", "4:18.169")]


class TestTheWholeEvent:
    def test_replays_to_the_same_state(self, classified: Desk) -> None:
        assert Ledger().extend(classified.ledger.entries).state == classified.ledger.state
