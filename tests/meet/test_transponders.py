"""Passings that say who they are: of a rider of the run, of somebody else, of nobody known."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from halflap.journal.facts import EntryFact, Name, RiderEntered, decode, encode
from halflap.journal.facts_timing import ImpulseReceived
from halflap.meet.commands import (
    AttachImpulse,
    CorrectEntry,
    EnterRiders,
    OpenCompetition,
    ReceiveImpulses,
    Substitute,
    Undo,
)
from halflap.rulebook.format_file import shipped_text
from halflap.sport.heat import Side
from halflap.timing.assignment import RideStatus
from tests.meet.timing_table import TimingDesk, splits
from tests.meet_helper import MEN, entry


@pytest.fixture
def desk() -> TimingDesk:
    """Heat 1 of qualifying is 2 against 4; their bicycles have transponders."""
    desk = TimingDesk()
    carry(desk, 2, "00123")
    carry(desk, 4, "77", "78")
    carry(desk, 1, "55")
    return desk


def carry(desk: TimingDesk, bib: int, *transponders: str) -> None:
    entry = msgspec.structs.replace(
        desk.ledger.state.competitions[MEN].entries[bib], transponders=transponders
    )
    desk.do(CorrectEntry(competition=MEN, entry=entry))


def passing(desk: TimingDesk, channel: str, after_s: float, ref: str = "") -> int:
    """A passing so many seconds after the gun; its number."""
    one = ImpulseReceived(
        impulse=0,
        source="timy",
        channel=channel,
        clock="timy",
        epoch=0,
        us=round((desk.started + after_s) * 1e6),
        ref=ref,
    )
    (kept,) = desk.do(ReceiveImpulses(received=(one,)))
    assert isinstance(kept, ImpulseReceived)
    return kept.impulse


def ridden(desk: TimingDesk, home: str = "123", back: str = "77") -> None:
    """Both ride nearly side by side on opposite straights, and pass on either line together."""
    desk.arm()
    desk.gun()
    both: list[tuple[float, str, str]] = []
    for ref, ride, lines in (
        (home, splits(8.0), ("C3", "C2")),
        (back, splits(8.02), ("C2", "C3")),
    ):
        both += [(at, lines[n % 2], ref) for n, at in enumerate(ride)]
    for at, channel, ref in sorted(both):
        passing(desk, channel, at, ref)


def times(desk: TimingDesk) -> Sequence[int | None]:
    return [ride.time_us for ride in desk.reading().rides]


class TestAPassing:
    def test_of_a_rider_of_the_run_is_his(self, desk: TimingDesk) -> None:
        """However a device writes it: with or without leading zeros."""
        ridden(desk)
        assert times(desk) == [131_000_000, 131_300_000]
        assert desk.reading().plan.refs != ()

    def test_on_the_wrong_line_for_its_rider_is_no_one_elses(self, desk: TimingDesk) -> None:
        """A finish that the line missed, and the other rider who rolls over it just then."""
        desk.arm()
        desk.gun()
        for ref, ride, lines in (
            ("123", splits(8.0)[:-1], ("C3", "C2")),
            ("77", splits(8.3), ("C2", "C3")),
        ):
            for n, at in enumerate(ride):
                passing(desk, lines[n % 2], at, ref)
        passing(desk, "C2", 131.0, "77")
        assert times(desk)[0] is None

    def test_of_somebody_else_who_is_entered_is_nobodys(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:-1], splits(8.3))
        stranger = passing(desk, "C2", 131.0, "55")
        assert times(desk)[0] is None
        desk.do(
            AttachImpulse(
                competition=MEN,
                phase="qualifying",
                heat="1",
                impulse=stranger,
                rider="home",
                half_lap=16,
            )
        )
        assert times(desk)[0] == 131_000_000

    def test_of_a_transponder_that_nobody_entered_is_read_as_anonymous(
        self, desk: TimingDesk
    ) -> None:
        """A spare bicycle, or a rider without an entry of it."""
        ridden(desk, home="999")
        assert [ride.status for ride in desk.reading().rides] == [RideStatus.CLEAR] * 2
        assert times(desk) == [131_000_000, 131_300_000]

    def test_of_a_borrowed_one_counts_where_a_rider_has_none_of_his_own(self) -> None:
        """Rider 4 lists none and rides on the bicycle of rider 3, who is not in the heat."""
        desk = TimingDesk()
        carry(desk, 2, "123")
        carry(desk, 3, "77")
        ridden(desk)
        assert times(desk) == [131_000_000, 131_300_000]

    def test_of_a_rider_listed_in_another_competition_is_still_his(self) -> None:
        desk = TimingDesk()
        desk.do(
            OpenCompetition(
                competition="omnium",
                title="Omnium",
                category="ME",
                distance_m=2000,
                format_text=shipped_text("uci-2025"),
            )
        )
        listed = [
            msgspec.structs.replace(entry(bib), transponders=(ref,))
            for bib, ref in ((2, "123"), (4, "77"))
        ]
        desk.do(EnterRiders(competition="omnium", entries=tuple(listed)))
        ridden(desk)
        assert times(desk) == [131_000_000, 131_300_000]
        assert desk.reading().plan.refs == ((Side.HOME, "123"), (Side.BACK, "77"))

    def test_without_one_is_anonymous_though_somebody_was_listed_with_a_nought(self) -> None:
        desk = TimingDesk()
        carry(desk, 1, "000")
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0), splits(8.3))
        assert times(desk) == [131_000_000, 135_500_000]

    def test_counts_as_soon_as_its_transponder_is_entered(self, desk: TimingDesk) -> None:
        desk.arm()
        desk.gun()
        desk.ride(splits(8.0)[:-1], splits(8.3))
        passing(desk, "C2", 131.0, "66")
        assert times(desk)[0] == 131_000_000
        carry(desk, 3, "66")
        assert times(desk)[0] is None
        desk.do(Undo())
        assert times(desk)[0] == 131_000_000


class TestAnEntry:
    @staticmethod
    def entry(bib: int, *transponders: str) -> EntryFact:
        return EntryFact(bib=bib, rider=Name(name="Ana"), transponders=transponders)

    def test_with_a_transponder_of_another_rider_is_refused(self, desk: TimingDesk) -> None:
        asked = EnterRiders(competition=MEN, entries=(self.entry(9, "123"),))
        (refusal,) = desk.refused(asked)
        assert str(refusal.text) == "Bib 2 and bib 9 have the transponder 123."
        corrected = CorrectEntry(competition=MEN, entry=self.entry(1, "0078"))
        assert desk.codes(corrected) == ["transponder-taken"]

    def test_of_two_riders_with_the_same_one_is_refused(self, desk: TimingDesk) -> None:
        asked = EnterRiders(competition=MEN, entries=(self.entry(9, "5"), self.entry(10, "5")))
        assert desk.codes(asked) == ["transponder-taken"]

    def test_of_a_substitute_may_have_the_transponder_of_who_leaves(self, desk: TimingDesk) -> None:
        desk.do(Substitute(competition=MEN, bib=2, entry=self.entry(9, "123"), reason="ill"))

    def test_without_one_is_kept_as_before(self) -> None:
        """Files of past releases have entries without."""
        entered = RiderEntered(competition="men", entry=self.entry(9))
        kind, version, body = encode(entered)
        assert "transponder" not in body
        assert decode(kind, version, body) == entered
