"""What the public sees after a result was corrected: what is changed, and nothing else."""

from __future__ import annotations

from msgspec.structs import replace

from halflap.meet.commands import CorrectResult, IssueDocument, Undo
from halflap.meet.state import HeatState
from halflap.meet.views.communique import communique
from halflap.meet.views.published import Published
from halflap.meet.views.released import released
from halflap.meet.views.released_values import (
    Released,
    ReleasedCompetition,
    ReleasedHeat,
    ReleasedPhase,
    ReleasedRow,
)
from tests.meet_helper import MEN, Desk, ride

HAND_TIMED = (
    "4:20.11",
    "4:21.22",
    "4:22.33",
    "4:23.4 hand",
    "4:24.55",
    "4:25.66",
    "4:26.77",
    "4:27.88",
)
"""Qualifying of bibs 1 to 8, to the hundredth; bib 4 by hand, to the tenth."""


def ridden() -> Desk:
    """Athens in small: eight qualify, ride a match round and finals, all of it official."""
    desk = Desk("olympic-2004", riders=8)
    desk.draw("qualifying")
    for heat in ("1", "2", "3", "4"):
        bibs = desk.heat("qualifying", heat).bibs
        desk.record("qualifying", heat, *(f"{bib} {HAND_TIMED[bib - 1]}" for bib in bibs))
    desk.confirm("qualifying", acknowledge=("all",))
    desk.draw("first-round")
    desk.record("first-round", 1, "4 4:22.01", "5 4:24.52")
    desk.record("first-round", 2, "3 4:21.01", "6 4:25.63")
    desk.record("first-round", 3, "2 4:20.01", "7 4:26.74")
    desk.record("first-round", 4, "1 4:19.01", "8 4:27.85")
    desk.confirm("first-round")
    desk.draw("finals")
    desk.record("finals", "bronze", "3 4:22.5", "4 4:23.5")
    desk.record("finals", "gold", "1 4:18.25", "2 4:19.75")
    desk.confirm("finals")
    desk.confirm()
    return desk


def correct(desk: Desk, phase: str, heat: str | int, *rides: str) -> None:
    """A result that was confirmed is put right."""
    changed = tuple(ride(text) for text in rides)
    key = desk.heat(phase, heat).key
    desk.do(
        CorrectResult(
            competition=MEN, phase=phase, heat=key, rides=changed, reason="the photo finish"
        )
    )


def seen(desk: Desk) -> Released:
    return released(desk.ledger.state, Published().of(desk.ledger))


def men(desk: Desk) -> ReleasedCompetition:
    found = seen(desk).competition(MEN)
    assert found is not None
    return found


def phase(desk: Desk, id_: str) -> ReleasedPhase:
    return next(each for each in men(desk).phases if each.id == id_)


def heat(desk: Desk, id_: str, key: str) -> ReleasedHeat:
    return next(each for each in phase(desk, id_).heats if key in (each.key, each.label))


def places(desk: Desk) -> tuple[ReleasedRow, ...]:
    found = men(desk).classification
    assert found is not None
    return found.rows


def said(row: ReleasedRow) -> str:
    """A line as it is read: ``1. 4 4:20.11 +1.00 provisional``."""
    words = (f"{row.rank or '-'}.", row.bib, row.time, row.code, row.gap, row.level)
    return " ".join(str(word) for word in words if word)


class TestACorrectionInQualifying:
    def test_moves_its_lines_only_and_the_others_stay_official(self) -> None:
        desk = ridden()
        correct(desk, "qualifying", heat_of(desk, 3), "3 4:20.95")
        shown = phase(desk, "qualifying")
        assert shown.level == "official"
        assert [said(row) for row in shown.ranking] == [
            "1. 1 4:20.11 official",
            "2. 2 4:21.22 +1.11 provisional",
            "3. 3 4:20.95 +0.84 provisional",
            "4. 4 4:23.4 +3.2 official",
            "5. 5 4:24.55 +4.44 official",
            "6. 6 4:25.66 +5.55 official",
            "7. 7 4:26.77 +6.66 official",
            "8. 8 4:27.88 +7.77 official",
        ]

    def test_of_the_fastest_gives_every_gap_to_who_is_the_fastest_now(self) -> None:
        desk = ridden()
        correct(desk, "qualifying", heat_of(desk, 1), "1 4:22.00")
        assert [said(row) for row in phase(desk, "qualifying").ranking][:4] == [
            "1. 1 4:22.00 +0.78 provisional",
            "2. 2 4:21.22 provisional",
            "3. 3 4:22.33 +1.11 official",
            "4. 4 4:23.4 +2.1 official",
        ]

    def test_leaves_who_had_qualified_by_then(self) -> None:
        desk = ridden()
        correct(desk, "qualifying", heat_of(desk, 8), "8 DSQ")
        assert [row.bib for row in phase(desk, "qualifying").ranking if row.qualified] == [
            1, 2, 3, 4, 5, 6, 7, 8,
        ]  # fmt: skip
        assert said(phase(desk, "qualifying").ranking[-1]) == "8. 8 DSQ provisional"

    def test_changes_no_place_that_does_not_rest_on_it(self) -> None:
        desk = ridden()
        correct(desk, "qualifying", heat_of(desk, 3), "3 4:20.95")
        found = men(desk).classification
        assert found is not None
        assert found.level == "official"
        assert {row.level for row in found.rows} == {"official"}


class TestACorrectionOfTheGoldRide:
    def test_shows_its_time_everywhere_as_it_was_recorded(self) -> None:
        desk = ridden()
        correct(desk, "finals", "gold", "2 4:18.9 hand")
        (gold,) = (each for each in men(desk).bracket if each.label == "gold")
        assert [rider.time for rider in heat(desk, "finals", "gold").riders] == [
            "4:18.25",
            "4:18.9",
        ]
        assert [seat.time for seat in gold.seats] == ["4:18.25", "4:18.9"]
        assert [row.time for row in places(desk)[:2]] == ["4:18.25", "4:18.9"]

    def test_leaves_the_places_that_it_does_not_touch_official(self) -> None:
        desk = ridden()
        correct(desk, "finals", "gold", "2 4:18.9 hand")
        found = men(desk).classification
        assert found is not None
        assert found.level == "official"
        assert [said(row) for row in found.rows] == [
            "1. 1 4:18.25 official",
            "2. 2 4:18.9 provisional",
            "3. 3 4:22.5 official",
            "4. 4 4:23.5 official",
            "5. 5 4:24.52 official",
            "6. 6 4:25.63 official",
            "7. 7 4:26.74 official",
            "8. 8 4:27.85 official",
        ]
        assert [(each.medal, each.bib, each.level) for each in men(desk).medals] == [
            ("gold", 1, "official"),
            ("silver", 2, "provisional"),
            ("bronze", 3, "official"),
        ]

    def test_ranks_nobody_anew_before_the_places_are_confirmed_again(self) -> None:
        desk = ridden()
        correct(desk, "finals", "gold", "2 4:18.00")
        assert [said(row) for row in places(desk)[:3]] == [
            "1. 1 4:18.25 provisional",
            "2. 2 4:18.00 provisional",
            "3. 3 4:22.5 official",
        ]
        assert [rider.bib for rider in heat(desk, "finals", "gold").riders if rider.won] == [2]
        desk.confirm("finals")
        desk.confirm()
        assert [said(row) for row in places(desk)[:3]] == [
            "1. 2 4:18.00 official",
            "2. 1 4:18.25 official",
            "3. 3 4:22.5 official",
        ]

    def test_gives_the_finals_no_ranking_that_they_had_not_before(self) -> None:
        desk = ridden()
        before = phase(desk, "finals").ranking
        correct(desk, "finals", "gold", "2 4:18.00")
        assert (phase(desk, "finals").ranking, before) == ((), ())


class TestACorrectionThatMovesNothing:
    def test_leaves_everything_official(self) -> None:
        desk = ridden()
        correct(desk, "first-round", 1, "5 4:24.52 last=0:32.1")
        assert men(desk).medals[0].level == "official"
        assert {row.level for row in places(desk)} == {"official"}
        assert {row.level for row in phase(desk, "first-round").ranking} == {"official"}


class TestACorrectionOfARoundAlreadyRiddenFrom:
    def test_leaves_the_gold_ride_the_time_of_the_gold_ride(self) -> None:
        """Who went on by the time corrected since still rode for gold, and that is the time."""
        desk = ridden()
        correct(desk, "first-round", 3, "2 4:27.00")
        first, second, *_ = places(desk)
        assert said(first) == "1. 1 4:18.25 official"
        assert (second.rank, second.bib, second.time) == (2, 2, "4:19.75")


def issue(desk: Desk, kind: str, phase_id: str = "", reason: str = "") -> int:
    """A communiqué as it stands; its number."""
    plan = next((each for each in desk.competition.fmt.phase if each.id == phase_id), None)
    made = communique(desk.competition, kind, plan)
    desk.do(IssueDocument(competition=MEN, document=made.name, content=made.content, reason=reason))
    return max(desk.ledger.state.documents)


class TestACorrectionIsSaid:
    """UCI 3.1.007: every change of a result is reported."""

    def test_from_what_to_what_and_why(self) -> None:
        desk = ridden()
        correct(desk, "finals", "gold", "2 4:18.9 hand")
        (found,) = heat(desk, "finals", "gold").corrections
        assert [(each.bib, each.before, each.after) for each in found.changes] == [
            (2, "4:19.75", "4:18.9")
        ]
        assert (found.revision, found.reason) == (1, "the photo finish")
        assert heat(desk, "finals", "bronze").corrections == ()

    def test_each_after_the_other(self) -> None:
        desk = ridden()
        correct(desk, "finals", "gold", "2 4:18.9 hand")
        correct(desk, "finals", "gold", "1 DSQ", "2 4:18.91")
        assert [
            [(each.bib, each.before, each.after) for each in found.changes]
            for found in heat(desk, "finals", "gold").corrections
        ] == [[(2, "4:19.75", "4:18.9")], [(1, "4:18.25", "DSQ"), (2, "4:18.9", "4:18.91")]]

    def test_of_a_last_lap_as_well(self) -> None:
        desk = ridden()
        correct(desk, "first-round", 1, "5 4:24.52 last=0:32.1")
        (found,) = heat(desk, "first-round", "1").corrections
        assert [(each.before, each.after) for each in found.changes] == [
            ("4:24.52 (–)", "4:24.52 (32.1)")
        ]

    def test_with_when_it_was_made(self) -> None:
        desk = ridden()
        correct(desk, "finals", "gold", "2 4:18.9 hand")
        entry = desk.ledger.entries[-1]
        desk.ledger.entries[-1] = replace(entry, utc_us=1_781_376_300_000_000)
        (found,) = heat(desk, "finals", "gold").corrections
        assert found.utc_us == 1_781_376_300_000_000

    def test_by_the_communiques_that_report_it_first(self) -> None:
        desk = ridden()
        assert [issue(desk, "result", "finals"), issue(desk, "classification")] == [1, 2]
        correct(desk, "finals", "gold", "2 4:18.9 hand")
        assert heat(desk, "finals", "gold").corrections[0].communiques == ()
        desk.confirm("finals")
        desk.confirm()
        assert issue(desk, "result", "finals", reason="the photo finish") == 3
        assert issue(desk, "classification", reason="the photo finish") == 4
        (found,) = heat(desk, "finals", "gold").corrections
        assert found.communiques == (3, 4)
        documents = seen(desk).documents
        assert [each.corrections for each in documents] == [(), (), (found,), (found,)]

    def test_no_more_once_it_is_taken_back(self) -> None:
        desk = ridden()
        correct(desk, "finals", "gold", "2 4:18.9 hand")
        told = Published()
        assert told.of(desk.ledger).corrections(desk.competition, "finals", gold(desk)) != ()
        desk.do(Undo())
        assert told.of(desk.ledger).corrections(desk.competition, "finals", gold(desk)) == ()


def gold(desk: Desk) -> HeatState:
    """The ride for gold."""
    return desk.heat("finals", "gold")


class TestALineOfAHeat:
    def test_is_not_written_with_decimals_that_nobody_recorded(self) -> None:
        desk = ridden()
        correct(desk, "qualifying", heat_of(desk, 3), "3 4:20.95")
        times = [row.time for row in phase(desk, "qualifying").ranking]
        times += [row.time for row in places(desk)]
        written = {
            rider.time for each in men(desk).phases for heat in each.heats for rider in heat.riders
        }
        assert set(times) <= written


def heat_of(desk: Desk, bib: int) -> str:
    """The heat of qualifying in which a rider rode."""
    drawn = desk.competition.phase("qualifying")
    assert drawn is not None
    return next(each.key for each in drawn.heats if bib in each.bibs)
