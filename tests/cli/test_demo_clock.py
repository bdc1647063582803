"""The clock of the simulated velodrome: it goes as fast as the show, and never back."""

from __future__ import annotations

from halflap.cli.demo_clock import VelodromeClock
from halflap.journal.clock import HostClock

MIDNIGHT_US = 1_092_949_200_000_000


class Steady:
    """A clock of the machine that is moved on by hand."""

    def __init__(self) -> None:
        self.ns = 5_000_000_000

    def __call__(self) -> int:
        return self.ns

    def pass_s(self, seconds: float) -> None:
        self.ns += round(seconds * 1e9)


class TestTheClock:
    def test_goes_as_fast_as_the_show(self) -> None:
        steady = Steady()
        clock = VelodromeClock(MIDNIGHT_US, 10, steady)
        steady.pass_s(1.5)
        assert clock.us == 15_000_000
        now = clock.now()
        assert (now.utc_us, now.mono_us) == (MIDNIGHT_US + 15_000_000, 15_000_000)
        assert clock.seconds_to(20_000_000) == 0.5

    def test_skips_the_hours_between_but_never_back(self) -> None:
        steady = Steady()
        clock = VelodromeClock(MIDNIGHT_US, 10, steady)
        clock.skip_to(60_000_000)
        steady.pass_s(1)
        clock.skip_to(20_000_000)
        assert clock.us == 70_000_000

    def test_without_a_speed_it_stands_until_it_is_moved(self) -> None:
        steady = Steady()
        clock = VelodromeClock(MIDNIGHT_US, 0, steady)
        steady.pass_s(100)
        assert clock.us == 0
        clock.skip_to(7)
        assert clock.us == 7

    def test_is_of_no_start_of_this_machine(self) -> None:
        boots = {VelodromeClock(0).now().boot_id, VelodromeClock(0).now().boot_id}
        assert len(boots) == 2
        assert HostClock().now().boot_id not in boots
