"""When the countdown was begun, on the clock that nobody sets."""

from __future__ import annotations

from halflap.hub.armed import Armed
from halflap.journal.clock import Moment
from halflap.meet.commands import AbortCountdown, ArmHeat
from halflap.meet.commands.base import Accepted, decide
from halflap.meet.ledger import Entry
from tests.meet.timing_table import TimingDesk
from tests.meet_helper import MEN

NOON = 1_093_089_600_000_000
S = 1_000_000


def armed_at(desk: TimingDesk, utc_us: int, heat: str = "1") -> None:
    """The riders of a heat are locked in at that time of day."""
    answer = decide(desk.ledger, ArmHeat(competition=MEN, phase="qualifying", heat=heat))
    assert isinstance(answer, Accepted)
    first = len(desk.ledger.entries) + 1
    for seq, fact in enumerate(answer.facts, start=first):
        desk.ledger.append(Entry(seq, first, fact, "Ana", utc_us))


def at(utc_us: int, mono_us: int) -> Moment:
    return Moment(utc_us, mono_us, "boot")


def test_nothing_is_armed() -> None:
    assert Armed().us(TimingDesk().ledger, at(NOON, 0)) is None


def test_a_hub_that_starts_later_goes_on_where_it_was() -> None:
    desk = TimingDesk()
    armed_at(desk, NOON)
    assert Armed().us(desk.ledger, at(NOON + 20 * S, 500 * S)) == 480 * S


def test_setting_the_time_of_day_moves_no_countdown() -> None:
    desk, armed = TimingDesk(), Armed()
    armed_at(desk, NOON)
    assert armed.us(desk.ledger, at(NOON, 100 * S)) == 100 * S
    assert armed.us(desk.ledger, at(NOON + 3600 * S, 101 * S)) == 100 * S


def test_each_countdown_is_its_own() -> None:
    desk, armed = TimingDesk(), Armed()
    armed_at(desk, NOON)
    assert armed.us(desk.ledger, at(NOON, 100 * S)) == 100 * S
    desk.do(AbortCountdown())
    assert armed.us(desk.ledger, at(NOON + 5 * S, 105 * S)) is None
    armed_at(desk, NOON + 9 * S)
    assert armed.us(desk.ledger, at(NOON + 10 * S, 110 * S)) == 109 * S


def test_the_gun_ends_it() -> None:
    desk = TimingDesk()
    armed_at(desk, NOON)
    desk.gun()
    assert Armed().us(desk.ledger, at(NOON + 60 * S, 160 * S)) is None
