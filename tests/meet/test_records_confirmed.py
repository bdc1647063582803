"""A record that falls, and what the commissaires' confirmation of it is worth afterwards."""

from __future__ import annotations

from msgspec.structs import replace

from halflap.journal.facts import ClassificationConfirmed, RecordFact, RideFact, TimeFact
from halflap.meet.commands import (
    ConfirmHeat,
    ConfirmRecord,
    CorrectResult,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    OpenReview,
    RecordOutcomes,
    Rule,
    Undo,
)
from halflap.meet.records import beaten_records, fallen_records
from halflap.meet.state import Competition
from halflap.meet.views.released import released
from halflap.meet.views.status import attention
from halflap.rulebook.format_file import shipped_text
from tests.meet.finishing import finish, follow
from tests.meet.table import Table
from tests.meet_helper import entry, ride

TRACK_RECORD_US = 270_000_000


def ridden(time: str = "4:25.000") -> Table:
    """Bib 1 rode 4 km alone; the track record is 4:30.000."""
    table = Table()
    table.act(OpenMeet(name="Club", track="250"))
    table.act(
        OpenCompetition(
            competition="men",
            title="Men",
            category="ME",
            distance_m=4000,
            format_text=shipped_text("uci-2023"),
            records=(RecordFact(list="TR", us=TRACK_RECORD_US, rider="Somebody"),),
        )
    )
    table.act(EnterRiders(competition="men", entries=(entry(1), entry(2))))
    table.act(DrawPhase(competition="men", phase="qualifying", heats=((1, None), (2, None))))
    table.act(
        RecordOutcomes(competition="men", phase="qualifying", heat="1", rides=(ride(f"1 {time}"),))
    )
    return table


def confirmed_heat() -> Table:
    table = ridden()
    table.act(ConfirmHeat(competition="men", phase="qualifying", heat="1", level="official"))
    return table


def ridden_again() -> Table:
    """Rider 1 may ride again; then the time of the first ride is found to stand after all."""
    table = ridden()
    table.act(
        Rule(
            competition="men",
            phase="qualifying",
            heat="1",
            ruling="re-ride",
            bib=1,
            reason="somebody was in the way",
        )
    )
    for heat, ridden_in in (("2", "2 4:40.000"), ("3", "1 3:29.000"), ("1", "1 3:30.000")):
        rides = (ride(ridden_in),)
        table.act(RecordOutcomes(competition="men", phase="qualifying", heat=heat, rides=rides))
    for heat in ("1", "3"):
        table.act(
            ConfirmHeat(
                competition="men",
                phase="qualifying",
                heat=heat,
                level="official",
                acknowledge=("all",),
            )
        )
    return table


CONFIRM = ConfirmRecord(competition="men", record="TR", phase="qualifying", bib=1)


def corrected(us: int) -> CorrectResult:
    return CorrectResult(
        competition="men",
        phase="qualifying",
        heat="1",
        rides=(RideFact(bib=1, code="OK", time=TimeFact(us=us)),),
        reason="read again",
    )


def public(table: Table) -> list[tuple[str, bool]]:
    (competition,) = released(table.meet).competitions
    return [
        (each.record, each.confirmed)
        for each in competition.records
        if each.convention == "as-ridden"
    ]


def classified(table: Table) -> Competition:
    """As it stands once the classification is official."""
    done = ClassificationConfirmed(competition="men", level="official", lines=())
    return replace(table.competition(), classification=done)


class TestARecord:
    def test_is_awaited_at_the_end_until_somebody_has_confirmed_it(self) -> None:
        table = confirmed_heat()
        assert attention(table.competition()) == ()
        waits = [str(each) for each in attention(classified(table))]
        assert waits == ["TR is to be confirmed: 1 A, 4:25.000."]
        table.act(CONFIRM)
        assert attention(classified(table)) == ()

    def test_is_shown_as_to_be_confirmed_and_then_as_confirmed(self) -> None:
        table = confirmed_heat()
        assert public(table) == [("TR", False)]
        table.act(CONFIRM)
        assert public(table) == [("TR", True)]

    def test_waits_for_its_heat(self) -> None:
        assert [each.code for each in ridden().refused(CONFIRM)] == ["record-open"]
        table = confirmed_heat()
        table.act(OpenReview(competition="men", phase="qualifying", heat="1", reason="film"))
        assert [each.code for each in table.refused(CONFIRM)] == ["record-open"]

    def test_that_was_not_beaten_is_refused_with_those_that_were(self) -> None:
        table = confirmed_heat()
        (refusal,) = table.refused(
            ConfirmRecord(competition="men", record="WR", phase="qualifying", bib=1)
        )
        assert refusal.code == "no-record"
        assert "TR 1 qualifying" in str(refusal.remedy)

    def test_is_confirmed_once(self) -> None:
        table = confirmed_heat()
        table.act(CONFIRM)
        assert [each.code for each in table.refused(CONFIRM)] == ["record-confirmed"]

    def test_of_who_rode_again_is_confirmed_in_either_heat(self) -> None:
        table = ridden_again()
        finish(table, "men")
        step = follow(table, "men", until="ConfirmRecord")
        assert step.command.endswith("--confirm TR --phase qualifying --rider 1 --heat 1")
        table.act(replace(CONFIRM, heat="3"))
        step = follow(table, "men", until="ConfirmRecord")
        assert step.command.endswith("--confirm TR --phase qualifying --rider 1")
        assert [each.confirmed for each in beaten_records(table.competition())[:2]] == [False, True]
        table.act(CONFIRM)
        assert [each.confirmed for each in beaten_records(table.competition())[:2]] == [True, True]
        for heat in (None, "1", "3"):
            refused = table.refused(replace(CONFIRM, heat=heat))
            assert [each.code for each in refused] == ["record-confirmed"]
        (other,) = table.refused(replace(CONFIRM, heat="2"))
        assert (other.code, str(other.remedy)) == ("no-record", "Beaten in: 1, 3.")
        assert [each.code for each in table.refused(replace(CONFIRM, heat="9"))] == ["no-heat"]
        final = table.competition().phase("finals")
        assert final is not None
        table.act(replace(CONFIRM, phase="finals", heat=final.counting[0].label))


class TestTheConfirmation:
    def test_falls_with_the_time_and_stands_again_with_it(self) -> None:
        table = confirmed_heat()
        table.act(CONFIRM)
        table.act(corrected(266_000_000))
        assert public(table) == [("TR", False)]
        assert [each.us for each in fallen_records(table.competition())] == [265_000_000]
        table.act(Undo(seq=table.head))
        assert public(table) == [("TR", True)]
        assert fallen_records(table.competition()) == ()

    def test_of_a_time_that_beats_nothing_any_more_falls(self) -> None:
        table = confirmed_heat()
        table.act(CONFIRM)
        table.act(corrected(271_000_000))
        assert beaten_records(table.competition()) == ()
        assert len(fallen_records(table.competition())) == 1

    def test_is_taken_back_with_a_sentence(self) -> None:
        table = confirmed_heat()
        table.act(CONFIRM)
        remarks = table.act(Undo(seq=table.head)).remarks
        assert "TR confirmed: 1 in 4:25.000, Qualifying" in " ".join(map(str, remarks))
        assert public(table) == [("TR", False)]

    def test_depends_on_that_of_the_heat(self) -> None:
        table = confirmed_heat()
        of_the_heat = table.head
        table.act(CONFIRM)
        (refusal,) = table.refused(Undo(seq=of_the_heat))
        assert "TR confirmed" in str(refusal.text) + str(refusal.remedy)
