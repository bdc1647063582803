"""Every switch of a format does something: each of its values, and what it changes.

Where the regulation is silent a format decides. The switches that a referee meets on the day stand
in ``test_referee_cases``; here each is turned and something different follows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest

from halflap.meet.commands import DrawPhase
from halflap.rulebook.classification import classify
from halflap.rulebook.draw import draw_qualifying
from halflap.rulebook.format import Format, HandTimes, RecordRules, Ties
from halflap.rulebook.format_file import read_format, shipped, shipped_text
from halflap.rulebook.hand_times import hand_time
from halflap.rulebook.incident_policy import IncidentPolicy, PhaseKind, allowed
from halflap.rulebook.incidents import Incident, Kind, PanelDecides, rule
from halflap.rulebook.records import RecordRide, marks
from halflap.sport.times import recorded
from tests.meet_helper import MEN, Desk, confirming, recording
from tests.rulebook.riding import event, placed, ranked, waits, with_line

TIED = event(
    qualifying=["A 4:15 - B 4:16", "C 4:17 - D 4:18", "E 4:19"],
    finals=["bronze: C 4:17 - D 4:17", "gold: A 4:15 - B 4:16"],
)


def in_phase(format_id: str, phase: str, line: str) -> str:
    """The text of a format with a line more in a phase."""
    text = shipped_text(format_id)
    mark = f'id = "{phase}"\n'
    assert mark in text
    return text.replace(mark, f"{mark}{line}\n")


class TestTheWholeFormat:
    @pytest.mark.parametrize(("decimals", "time"), [(3, "4:15.169"), (2, "4:15.16")])
    def test_decimals_cut_what_is_recorded(self, decimals: int, time: str) -> None:
        desk = Desk(f"decimals = {decimals}\n{shipped_text('uci-2025')}", riders=1)
        desk.draw("qualifying")
        desk.record("qualifying", 1, "1 4:15.169")
        assert desk.numbers()["qualifying/heat/1/ride/1"].value == time

    @pytest.mark.parametrize(
        ("apart", "heats"), [("true", ["1: 2-4", "2: 1-3"]), ("false", ["1: 3-4", "2: 1-2"])]
    )
    def test_best_two_apart_is_the_draw(self, apart: str, heats: list[str]) -> None:
        desk = Desk(f"best_two_apart = {apart}\n{shipped_text('uci-2025')}")
        desk.draw("qualifying")
        assert desk.heats("qualifying") == heats

    def test_best_two_apart_holds_for_the_smallest_fields(self) -> None:
        assert [heat.riders for heat in draw_qualifying(["A", "B"], 2, True)] == [("B",), ("A",)]
        assert [heat.riders for heat in draw_qualifying(["A", "B"], 2, False)] == [("A", "B")]

    def test_minimum_entries_refuse_the_draw_of_too_few(self) -> None:
        text = f"minimum_entries = 5\n{shipped_text('uci-2025')}"
        draw = DrawPhase(competition=MEN, phase="qualifying")
        assert Desk(text, riders=4).codes(draw) == ["too-few"]
        Desk(text, riders=5).do(draw)
        Desk(riders=1).do(draw)


class TestTies:
    @pytest.mark.parametrize(
        ("chain", "order"),
        [
            ('["last-lap", "lots"]', ["1 B", "2 C", "3 A"]),
            ('["last-lap"]', ["1 B", "2 A", "2 C"]),
            ('["lots"]', ["1 C", "2 A", "3 B"]),
            ("[]", ["1 A", "1 B", "1 C"]),
        ],
    )
    def test_chain_is_asked_in_its_order(self, chain: str, order: list[str]) -> None:
        fmt = with_line("uci-2025", f"ties = {{ chain = {chain} }}")
        results = event(
            qualifying=[
                "A 4:15 last=15.2 lot=2",
                "B 4:15 last=15.1 lot=3",
                "C 4:15 last=15.2 lot=1",
            ]
        )
        assert ranked(fmt, results, "qualifying") == order

    def test_shared_medals_false_leaves_an_equal_final_undecided(self) -> None:
        found = classify(shipped("uci-2025"), TIED)
        assert placed(found) == ["1 A", "2 B", "5 E"]
        assert [str(sentence) for sentence in found.missing] == [
            "Finals bronze: Both rode 4:17 and nothing separates them: undecided until lots or a "
            "ruling."
        ]

    def test_shared_medals_true_shares_the_bronze(self) -> None:
        found = classify(with_line("uci-2025", "ties = { shared_medals = true }"), TIED)
        assert placed(found) == ["1 A", "2 B", "3 C", "3 D", "5 E"]
        assert [str(note) for note in found.medal_notes] == ["bronze: shared by C, D"]

    def test_shared_medals_never_seed_a_final(self) -> None:
        fmt = with_line("uci-2025", "ties = { shared_medals = true }")
        results = event(qualifying=["A 4:15", "B 4:16", "C 4:16", "D 4:18"])
        assert waits(fmt, results, "finals") == [
            "Qualifying: B, C are equal on ranks 2 to 3, and the seeding hangs on it: "
            "lots have to be drawn"
        ]

    def test_shared_medals_true_lets_the_desk_confirm_an_equal_final(self) -> None:
        text = f"ties = {{ shared_medals = true }}\n{shipped_text('uci-2025')}"
        desk = Desk(text, riders=4)
        desk.qualify("4:15.0", "4:16.0", "4:17.0", "4:18.0")
        desk.draw("finals")
        desk.record("finals", "gold", "1 4:15.0", "2 4:16.0")
        desk.record("finals", "bronze", "3 4:17.0", "4 4:17.0")
        desk.confirm("finals")
        desk.confirm()
        assert desk.places() == ["1 A", "2 B", "3 C", "3 D"]


class TestHandTimes:
    WATCHES = ((255_100_000, 1), (255_400_000, 1))

    @pytest.mark.parametrize(
        ("two", "time"), [("slower", "4:15.4"), ("faster", "4:15.1"), ("mean", "4:15.2")]
    )
    def test_two_watches_become_one_time(self, two: Any, time: str) -> None:
        fmt = with_line("uci-2025", f'hand_times = {{ two = "{two}" }}')
        found, _ = hand_time(self.WATCHES, fmt.hand_times.two)
        assert str(found) == time

    @pytest.mark.parametrize(("margin_ms", "doubts"), [(99, []), (100, ["doubt-source"])])
    def test_margin_ms_is_how_far_a_watch_may_be_off(
        self, margin_ms: int, doubts: list[str]
    ) -> None:
        desk = Desk(
            f"hand_times = {{ margin_ms = {margin_ms} }}\n{shipped_text('uci-2025')}", riders=2
        )
        desk.qualify("4:15.0", "4:16.0")
        desk.draw("finals")
        desk.record("finals", "gold", "1 4:15.100", "2 4:15.2 hand")
        command = confirming("finals", "gold")
        if doubts:
            assert desk.codes(command) == doubts
        else:
            desk.do(command)


class TestRecords:
    RIDES = (
        RecordRide("A", recorded("4:10.0"), 1, "morning", date(2024, 10, 18)),
        RecordRide("B", recorded("4:09.0"), 1, "evening", date(2024, 10, 18), after_catch=True),
    )

    @pytest.mark.parametrize(
        ("line", "riders"),
        [
            ('same_day = "all"', {"A", "B"}),
            ('same_day = "last"', {"B"}),
            ("after_catch = true", {"A", "B"}),
            ("after_catch = false", {"A"}),
        ],
    )
    def test_say_which_rides_count(self, line: str, riders: set[str]) -> None:
        rules = with_line("uci-2025", f"records = {{ {line} }}").records
        found = marks(self.RIDES, {"WR": recorded("4:11.0")}, rules.same_day, rules.after_catch)
        assert {mark.ride.rider for mark in found} == riders


class TestAPhase:
    @pytest.mark.parametrize(
        ("riders", "heats"),
        [(2, ["1: 2-4", "2: 1-3"]), (1, ["1: 4-.", "2: 3-.", "3: 2-.", "4: 1-."])],
    )
    def test_riders_per_heat(self, riders: int, heats: list[str]) -> None:
        desk = Desk(in_phase("uci-2025", "qualifying", f"riders_per_heat = {riders}"))
        desk.draw("qualifying")
        assert desk.heats("qualifying") == heats

    @pytest.mark.parametrize(
        ("catch", "order"), [("ride-on", ["1 A", "2 B"]), ("unranked", ["1 A", "- B"])]
    )
    def test_catch_in_qualifying(self, catch: str, order: list[str]) -> None:
        text = shipped_text("uci-2025").replace('catch = "ride-on"', f'catch = "{catch}"')
        results = event(qualifying=["A CAP 4:15 - B OVL 4:40"])
        assert ranked(read_format(text), results, "qualifying") == order

    @pytest.mark.parametrize("stops", [True, False])
    def test_caught_stops_in_a_match(self, stops: bool) -> None:
        line = f"caught_stops = {str(stops).lower()}"
        desk = Desk(in_phase("uci-2025", "finals", line), riders=2)
        desk.qualify("4:15.0", "4:16.0")
        desk.draw("finals")
        command = recording("finals", "gold", "1 CAP 4:15.0", "2 OVL 4:30.0")
        if stops:
            assert desk.codes(command) == ["caught-time"]
        else:
            desk.do(command)

    @pytest.mark.parametrize(
        ("absence", "beaten"), [("disqualified", ["- B"]), ("did-not-start", ["5 B"])]
    )
    def test_unexcused_absence(self, absence: str, beaten: list[str]) -> None:
        line = f'unexcused_absence = "{absence}"'
        fmt = read_format(in_phase("olympic-2004", "first-round", line))
        results = event(first_round=["A 4:15 - B DNS-unexcused"])
        assert ranked(fmt, results, "first-round") == ["1 A", *beaten]

    @pytest.mark.parametrize(
        ("places", "order"),
        [
            ("vacant", ["5 E", "6 F", "7 G", "9 I", "- H"]),
            ("close-up", ["5 E", "6 F", "7 G", "8 I", "- H"]),
        ],
    )
    def test_the_place_of_a_disqualified_loser(self, places: str, order: list[str]) -> None:
        fmt = read_format(in_phase("olympic-2004", "first-round", f'disqualified = "{places}"'))
        results = event(
            qualifying=[f"{name} 4:{15 + n}" for n, name in enumerate("ABCDEFGHI")],
            first_round=["D 4:18 - E 4:20", "C 4:17 - F 4:21", "B 4:16 - G 4:22", "A 4:15 - H DSQ"],
            finals=["bronze: C 4:17 - D 4:18", "gold: A 4:15 - B 4:16"],
        )
        assert placed(classify(fmt, results))[4:] == order

    @pytest.mark.parametrize(
        ("places", "order"),
        [("vacant", ["1 A", "3 C", "4 D", "- B"]), ("close-up", ["1 A", "2 C", "3 D", "- B"])],
    )
    def test_the_place_of_a_disqualified_finalist(self, places: str, order: list[str]) -> None:
        fmt = read_format(in_phase("uci-2025", "finals", f'disqualified = "{places}"'))
        results = event(
            qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18"],
            finals=["bronze: C 4:17 - D 4:18", "gold: A 4:15 - B DSQ"],
        )
        assert placed(classify(fmt, results)) == order

    @pytest.mark.parametrize(
        ("gold", "bronze", "order"),
        [
            ("A 4:15", "D DNF", ["1 A", "2 D", "3 E", "- B", "- C"]),
            ("A DNF", "D 4:16", ["2 D", "3 E", "- A", "- B", "- C"]),
        ],
    )
    def test_finals_that_close_up_take_no_empty_seat_from_the_phase_before(
        self, gold: str, bronze: str, order: list[str]
    ) -> None:
        fmt = read_format(in_phase("olympic-2000", "finals", 'disqualified = "close-up"'))
        results = event(
            qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18", "E 4:19"],
            semifinals=["B DSQ - C DSQ", "A 4:15 - D 4:16"],
            finals=[f"bronze: {bronze}", f"gold: {gold}"],
        )
        assert placed(classify(fmt, results)) == order

    def test_a_final_that_nobody_won_keeps_its_first_place_when_others_close_up(self) -> None:
        fmt = read_format(in_phase("uci-2025", "finals", 'disqualified = "close-up"'))
        results = event(
            qualifying=["A 4:15", "B 4:16", "C 4:17", "D 4:18"],
            finals=["bronze: C 4:17 - D 4:18", "gold: A DSQ - B DNF"],
        )
        bronze, gold = results["finals"].heats
        finals = replace(results["finals"], heats=(bronze, replace(gold, no_winner=True)))
        found = classify(fmt, {**results, "finals": finals})
        assert placed(found) == ["2 B", "3 C", "4 D", "- A"]

    @pytest.mark.parametrize(
        ("losers", "order"),
        [
            ('["timed", "caught", "dnf", "relegated", "dns"]', ["5 E", "6 F", "7 G", "8 H"]),
            ('["relegated", "dnf", "caught", "timed", "dns"]', ["5 H", "6 G", "7 F", "8 E"]),
        ],
    )
    def test_losers_are_placed_by_class(self, losers: str, order: list[str]) -> None:
        fmt = read_format(in_phase("olympic-2004", "first-round", f"losers = {losers}"))
        results = event(
            first_round=[
                "A 4:15 - E 4:30",
                "B CAP 4:16 - F OVL",
                "C 4:17 - G DNF",
                "D 4:18 - H REL",
            ]
        )
        assert ranked(fmt, results, "first-round")[4:] == order


KINDS: dict[str, tuple[Kind, bool, bool]] = {
    "starts": (Kind.FALSE_START, False, False),
    "charged": (Kind.FALSE_START, False, False),
    "last_fault": (Kind.FALSE_START, False, False),
    "mishap_first_half_lap": (Kind.MISHAP, False, False),
    "mishap_later": (Kind.MISHAP, False, True),
    "both_mishap_later": (Kind.MISHAP, True, True),
    "unrecognised": (Kind.UNRECOGNISED, False, True),
    "gate_failure": (Kind.GATE_FAILURE, False, False),
    "hampered": (Kind.HAMPERED, False, True),
    "interrupted": (Kind.INTERRUPTED, False, True),
    "after_catch": (Kind.AFTER_CATCH, False, True),
    "re_rides": (Kind.MISHAP, False, True),
}
"""The incident that asks for each field of the policy: its kind, whether both, whether later."""


def answers(field: str, phase: PhaseKind = "qualifying") -> list[object]:
    """What follows under each value of a field, after one fault of the rider where it counts."""
    kind, both, later = KINDS[field]
    faults = {"A": 1} if field == "last_fault" else {}
    incident = Incident(kind, phase, "A", "B", both, later, faults)
    values = (1, 2) if field == "starts" else allowed(field)
    policies = [msgspec.structs.replace(IncidentPolicy(), **{field: value}) for value in values]
    return [rule(incident, policy) for policy in policies]


class TestIncidents:
    def test_every_field_of_the_policy_is_asked_by_an_incident(self) -> None:
        assert set(KINDS) == set(IncidentPolicy.__struct_fields__)

    @pytest.mark.parametrize(
        "field", [field for field in KINDS if field not in ("last_fault", "gate_failure")]
    )
    def test_every_value_has_another_answer(self, field: str) -> None:
        found = answers(field)
        assert len(found) > 1
        assert len({repr(answer) for answer in found}) == len(found)

    def test_last_fault_dnf_and_loses_differ_by_the_opponent(self) -> None:
        found = {repr(answer) for answer in answers("last_fault", "medal")}
        assert len(found) == 3

    def test_gate_failure_can_be_anything_a_fault_can_be(self) -> None:
        restart, mishap, false_start, unrecognised, panel = answers("gate_failure")
        assert mishap == rule(Incident(Kind.MISHAP, "qualifying", "A", "B"), IncidentPolicy())
        assert false_start == rule(
            Incident(Kind.FALSE_START, "qualifying", "A", "B"), IncidentPolicy()
        )
        assert restart not in (mishap, false_start, unrecognised)
        assert isinstance(panel, PanelDecides)

    @pytest.mark.parametrize("field", [field for field in KINDS if "panel" in allowed(field)])
    def test_panel_leaves_every_other_value_to_the_commissaires(self, field: str) -> None:
        panel = answers(field)[-1]
        assert isinstance(panel, PanelDecides)
        assert [name for name, _ in panel.options] == [
            name for name in allowed(field) if name != "panel"
        ]
        assert panel.reasons[0].article == f"format: {field}"


class TestTheDefaultsAreWhatTheRegulationSays:
    def test_of_ties_hand_times_and_records(self) -> None:
        fmt: Format = shipped("uci-2025")
        assert fmt.ties == Ties(chain=("last-lap", "lots"), shared_medals=False)
        assert (fmt.hand_times.two, fmt.hand_times.margin_ms) == ("slower", 200)
        assert fmt.records == RecordRules(same_day="all", after_catch=True)
        assert fmt.hand_times == HandTimes()
