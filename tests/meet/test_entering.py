"""How a meet and its entries begin: late entries, substitutes, rehearsals, sessions."""

from __future__ import annotations

from zoneinfo import ZoneInfoNotFoundError

import pytest
from msgspec.structs import replace

from halflap.journal.facts import RiderEntered
from halflap.meet import venue_time
from halflap.meet.commands import (
    ConfirmRanking,
    CorrectEntry,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    OrderSession,
    Rehearse,
    ReorderHeats,
    Scratch,
    Substitute,
    WithdrawRider,
)
from halflap.meet.venue_time import shown
from halflap.meet.views.status import next_in_session
from halflap.rulebook.format_file import shipped_text
from tests.meet.table import Table, entry, timed


def entered(riders: int = 8) -> Table:
    table = Table()
    table.open(riders=riders)
    return table


def opening(id_: str = "women", distance_m: int = 4000) -> OpenCompetition:
    return OpenCompetition(
        competition=id_,
        title="Women",
        category="elite women",
        distance_m=distance_m,
        format_text=shipped_text("uci-2025"),
    )


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        "track",
        ["0", "-250", "1/0", "1/1000", "90000", "round", "1e400", "1e999999999", "0.0001", " 250"],
    )
    def test_a_track_nobody_can_ride(self, track: str) -> None:
        assert [r.code for r in Table().refused(OpenMeet(name="Athens", track=track))] == [
            "track-length"
        ]

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            (
                {"name": "Worlds\x1b[2J"},
                "The name of the meet holds a sign that is not shown, U+001B."
                " Type it again without that sign.",
            ),
            (
                {"name": "W" * 10_000},
                "The name of the meet has 10000 signs: WWWWWWWWWWWWWWWWWWWW… Write 100 at most.",
            ),
            (
                {"venue": "Vél\u202eodrome"},
                "The venue holds a sign that is not shown, U+202E."
                " Type it again without that sign.",
            ),
            ({"date": "20.8.2004"}, "“20.8.2004” is not a date. Write it as 2004-08-20."),
            ({"date": "2004-02-30"}, "“2004-02-30” is not a date. Write it as 2004-08-20."),
            (
                {"zone": "Mars/Base"},
                "“Mars/Base” is not a time zone known here. Write it as Europe/Athens, or UTC.",
            ),
            (
                {"zone": "../zone"},
                "“../zone” is not a time zone known here. Write it as Europe/Athens, or UTC.",
            ),
        ],
    )
    def test_a_meet_that_no_sheet_could_show(self, given: dict[str, str], says: str) -> None:
        (refusal,) = Table().refused(OpenMeet(**{"name": "Athens", **given}))
        assert f"{refusal.text} {refusal.remedy}" == says

    def test_no_zone_where_the_machine_knows_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(name: str) -> None:
            raise ZoneInfoNotFoundError(name)

        monkeypatch.setattr(venue_time, "ZoneInfo", unknown)
        table = Table()
        table.act(OpenMeet(name="Athens", zone="Europe/Athens"))
        assert shown(table.meet, 0, "%H:%M") == "00:00"  # UTC

    def test_a_competition_that_no_sheet_could_show(self) -> None:
        command = replace(opening(), title="W" * 101, category="elite\nwomen")
        assert [str(refusal.text) for refusal in entered().refused(command)] == [
            "The title of the competition has 101 signs: WWWWWWWWWWWWWWWWWWWW…",
            "The category holds a sign that is not shown, U+000A.",
        ]

    @pytest.mark.parametrize("distance_m", [-4000, 0, 100, 4_000_000])
    def test_a_distance_that_nobody_rides(self, distance_m: int) -> None:
        table = entered()
        assert [r.code for r in table.refused(opening(distance_m=distance_m))] == ["distance"]

    @pytest.mark.parametrize("id_", ["", " ", "men/elite", "a b", ".", "..", "m" * 41])
    def test_an_id_that_cannot_stand_in_a_path(self, id_: str) -> None:
        assert [r.code for r in entered().refused(opening(id_))] == ["competition-id"]

    def test_entries_without_bib_or_name_and_then_none_is_entered(self) -> None:
        table = entered(0)
        entries = (entry(1), entry(0), entry(2, "  "), entry(1))
        refusals = table.refused(EnterRiders(competition="men", entries=entries))
        assert [str(refusal.text) for refusal in refusals] == [
            "0 is not a bib.",
            "Bib 2 has no name.",
            "Bib 1 is given twice.",
        ]

    def test_a_name_corrected_to_nothing(self) -> None:
        table = entered()
        assert [
            r.code for r in table.refused(CorrectEntry(competition="men", entry=entry(1, " ")))
        ] == ["no-name"]


class TestLateEntries:
    def test_get_a_heat_by_drawing_again(self) -> None:
        table = entered()
        table.draw()
        answer = table.act(EnterRiders(competition="men", entries=(entry(9),)))
        assert [str(remark) for remark in answer.remarks] == [
            "Rider 9 is a late entry: draw the first phase again to give a heat."
        ]
        table.draw(again=True)
        assert sum(9 in heat.bibs for heat in table.phase("qualifying").heats) == 1

    def test_are_not_forgotten_when_the_ranking_is_confirmed(self) -> None:
        table = entered()
        table.draw()
        table.act(EnterRiders(competition="men", entries=(entry(9),)))
        table.ride("qualifying")
        command = ConfirmRanking(competition="men", phase="qualifying", level="provisional")
        assert [str(r.text) for r in table.refused(command)] == [
            "9 Rider 9 is entered but in no heat."
        ]

    def test_end_with_the_first_start(self) -> None:
        table = entered()
        table.draw()
        table.ride("qualifying")
        command = EnterRiders(competition="men", entries=(entry(9),))
        assert [refusal.code for refusal in table.refused(command)] == ["racing"]


class TestSubstitutes:
    def test_take_over_the_heats_drawn(self) -> None:
        table = entered()
        table.draw()
        before = table.heat("qualifying", "1")
        old = before.bibs[0]
        table.act(Substitute(competition="men", bib=old, entry=entry(20), reason="ill"))
        after = table.heat("qualifying", "1")
        assert after.bibs == (20, before.bibs[1])
        table.ride("qualifying")
        table.confirm("qualifying")
        assert old not in table.competition().bibs

    def test_come_no_more_once_the_rider_has_started(self) -> None:
        table = entered()
        table.draw()
        table.ride("qualifying")
        (refusal,) = table.refused(Substitute(competition="men", bib=1, entry=entry(20)))
        assert str(refusal.text) == "bib 1 has already started"


class TestRehearsals:
    """A rehearsal counts nowhere."""

    def test_has_no_part_in_any_ranking(self) -> None:
        table = entered()
        table.act(Rehearse(competition="men", phase="qualifying", home=1, back=2))
        table.record("qualifying", "R1", [timed(1, 100), timed(2, 101)])
        table.draw()
        table.ride("qualifying")
        table.confirm("qualifying")
        assert table.values()["qualifying/rank/1"] == "1 Rider 1"
        assert table.heat("qualifying", "4").ride(1) == timed(1, 261)
        assert not any(path.startswith("record/") for path in table.values())

    def test_is_no_draw_that_an_entry_could_be_late_for(self) -> None:
        table = entered()
        table.act(Rehearse(competition="men", phase="qualifying", home=1, back=2))
        answer = table.act(EnterRiders(competition="men", entries=(entry(9),)))
        assert answer.remarks == ()
        assert [fact.late for fact in answer.facts if isinstance(fact, RiderEntered)] == [False]

    def test_does_not_stand_in_the_way_of_a_withdrawal_or_a_substitute(self) -> None:
        table = entered()
        table.act(Rehearse(competition="men", phase="qualifying", home=1, back=2))
        table.record("qualifying", "R1", [timed(1, 250), timed(2, 251)])
        table.act(WithdrawRider(competition="men", bib=1))
        table.act(Substitute(competition="men", bib=2, entry=entry(20)))
        assert table.heat("qualifying", "R1").bibs == (1, 2)
        assert table.competition().bibs == (3, 4, 5, 6, 7, 8, 20)

    def test_may_be_ridden_when_the_ranking_is_confirmed(self) -> None:
        table = entered()
        table.run("qualifying")
        before = table.values()
        table.act(Rehearse(competition="men", phase="qualifying", home=1))
        table.record("qualifying", "R1", [timed(1, 240)])
        assert {p: v for p, v in table.values().items() if "heat/R1" not in p} == before


class TestScratching:
    def test_lets_the_opponent_ride_alone_and_redraws_nothing(self) -> None:
        table = entered()
        table.draw()
        heats = [heat.bibs for heat in table.phase("qualifying").heats]
        answer = table.act(Scratch(competition="men", phase="qualifying", heat="4", bib=1))
        assert [str(remark) for remark in answer.remarks] == ["3 Rider 3 rides alone."]
        assert [heat.bibs for heat in table.phase("qualifying").heats] == heats

    def test_of_a_drawn_rider_is_what_a_withdrawal_is_refused_for(self) -> None:
        table = entered()
        table.draw()
        (refusal,) = table.refused(WithdrawRider(competition="men", bib=1))
        assert str(refusal.remedy) == (
            "Scratch the rider: halflap scratch MEET qualifying 4 --rider 1."
        )


class TestSessions:
    def two_competitions(self) -> Table:
        table = entered()
        table.open(riders=4, competition="women")
        table.draw()
        table.act(DrawPhase(competition="women", phase="qualifying"))
        return table

    def test_hold_heats_of_several_competitions_in_their_order(self) -> None:
        table = self.two_competitions()
        heats = (("women", "qualifying", "1"), ("men", "qualifying", "1"))
        table.act(OrderSession(session="evening", heats=heats))
        assert next_in_session(table.meet, "evening") == heats[0]
        table.ride("qualifying", "women")
        assert next_in_session(table.meet, "evening") == heats[1]

    def test_are_ordered_anew_as_a_whole(self) -> None:
        table = self.two_competitions()
        first = ("women", "qualifying", "1")
        table.act(OrderSession(session="evening", heats=(first,)))
        table.act(OrderSession(session="evening", heats=(("men", "qualifying", "2"), first)))
        assert [len(session.heats) for session in table.meet.sessions] == [2]

    def test_name_no_heat_twice_and_none_that_is_not_drawn(self) -> None:
        table = self.two_competitions()
        first = ("women", "qualifying", "1")
        twice = OrderSession(session="evening", heats=(first, first))
        assert [refusal.code for refusal in table.refused(twice)] == ["twice"]
        nowhere = OrderSession(session="evening", heats=(("women", "qualifying", "9"),))
        assert {refusal.code for refusal in table.refused(nowhere)} == {"no-heat"}

    def test_hold_a_heat_once_among_them_all(self) -> None:
        table = self.two_competitions()
        one, other = ("women", "qualifying", "1"), ("women", "qualifying", "2")
        table.act(OrderSession(session="evening", heats=(one, other)))
        both = OrderSession(session="morning", heats=(("men", "qualifying", "1"), one))
        (refusal,) = table.refused(both)
        assert refusal.code == "other-session"
        assert str(refusal.text) == "Men, Qualifying, heat 1 is in the session evening already."
        assert "anew without it" in str(refusal.remedy)
        table.act(OrderSession(session="evening", heats=(other,)))
        table.act(both)

    def test_another_running_order_keeps_numbers_and_results(self) -> None:
        table = self.two_competitions()
        before = table.values()
        table.act(ReorderHeats(competition="men", phase="qualifying", order=(3, 1, 4, 2)))
        assert [heat.number for heat in table.phase("qualifying").heats] == [3, 1, 4, 2]
        assert table.values() == before
        table.ride("qualifying")
        ridden = ReorderHeats(competition="men", phase="qualifying", order=(1, 2, 3, 4))
        assert [refusal.code for refusal in table.refused(ridden)] == ["ridden"]
        command = ReorderHeats(competition="men", phase="qualifying", order=(3, 1, 4))
        assert [refusal.code for refusal in table.refused(command)] == ["order"]
