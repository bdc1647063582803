"""The health of a source: a table of states, and a change only where the state changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from halflap.devices.health import Counts, Health, HealthChange, disk_health
from halflap.devices.health_states import TABLE, Limits, Signal, State
from halflap.words.sentence import say

S = 1_000_000
GOOD = Counts(good=1, size=27)
BAD = Counts(bad=1, size=12)
WHY = say("It was unplugged.")


def connected(limits: Limits | None = None) -> Health:
    health, _ = Health("timy", limits or Limits()).begun(0, "serial:x@9600")
    health, _ = health.opened(0)
    return health


def said(change: HealthChange | None) -> str:
    assert change is not None
    return f"{change.text} {change.remedy or ''}".rstrip()


class TestTheTable:
    def test_has_every_state(self) -> None:
        assert set(TABLE) == set(State)

    def test_lets_no_state_lead_to_itself_or_back_to_the_beginning(self) -> None:
        for state, signals in TABLE.items():
            assert state not in signals.values()
            assert State.CONNECTING not in signals.values()

    def test_leads_from_everywhere_but_gone_to_gone(self) -> None:
        for state, signals in TABLE.items():
            assert (signals.get(Signal.LOST) is State.GONE) == (state is not State.GONE)


class TestConnecting:
    def test_is_said_once_and_then_connected(self) -> None:
        health, begun = Health("timy").begun(0, "serial:x@9600")
        assert said(begun) == "Connecting to timy (serial:x@9600)."
        _, change = health.opened(S)
        assert said(change) == "timy is connected."

    def test_that_fails_again_and_again_is_one_change(self) -> None:
        health, change = Health("timy").lost(0, WHY, say("Plug it in."), 250_000)
        assert said(change) == "timy is gone. It was unplugged. Plug it in."
        assert change is not None
        assert change.retry_us == 250_000
        health, change = health.lost(S, WHY, None, 2 * S)
        assert change is None
        assert health.retry_us == 2 * S

    def test_after_it_was_gone_is_a_recovery(self) -> None:
        health, _ = connected().lost(10 * S, WHY, None, 11 * S)
        _, change = health.opened(17 * S)
        assert said(change) == "timy is well again, after 7 s."
        assert change is not None
        assert change.recovered


class TestSilence:
    def test_is_no_trouble_while_nothing_is_awaited(self) -> None:
        assert connected().tick(3600 * S)[1] is None

    def test_is_told_after_the_limit_within_a_run(self) -> None:
        health, _ = connected().await_lines(100 * S, True)
        health, change = health.tick(119 * S)
        assert change is None
        health, change = health.tick(120 * S)
        assert said(change) == (
            "Nothing from timy for 20 s. Check the cable and that the device is on."
        )
        assert health.tick(121 * S)[1] is None

    def test_ends_with_the_next_line(self) -> None:
        health, _ = connected().await_lines(0, True)
        health, _ = health.tick(20 * S)
        _, change = health.heard(32 * S, GOOD)
        assert said(change) == "timy is well again, after 12 s."

    def test_ends_with_the_run(self) -> None:
        health, _ = connected().await_lines(0, True)
        health, _ = health.tick(20 * S)
        health, change = health.await_lines(30 * S, False)
        assert said(change) == "Nothing is awaited from timy any longer."
        assert health.tick(90 * S)[1] is None

    def test_is_counted_from_the_last_line(self) -> None:
        health, _ = connected().await_lines(0, True)
        health, _ = health.heard(15 * S, GOOD)
        assert health.tick(34 * S)[1] is None
        assert health.tick(35 * S)[1] is not None


class TestRubbish:
    def test_is_a_row_of_lines_that_cannot_be_read(self) -> None:
        health = connected()
        for number in range(19):
            health, change = health.heard(number * S, BAD)
            assert change is None
        health, change = health.heard(20 * S, BAD)
        assert said(change) == (
            "What timy sends cannot be read. Check the baud rate, the protocol and the cable."
        )
        assert health.heard(21 * S, BAD)[1] is None

    def test_is_a_share_of_the_last_lines(self) -> None:
        health = connected()
        changes = []
        for number in range(60):
            counts = GOOD if number % 3 == 0 else BAD
            health, change = health.heard(number * S, counts)
            changes += [number] if change else []
        assert changes == [49]

    def test_of_one_line_in_four_is_not_told(self) -> None:
        health = connected()
        for number in range(200):
            health, change = health.heard(number * S, BAD if number % 4 == 0 else GOOD)
            assert change is None

    def test_ends_when_five_lines_in_a_row_can_be_read(self) -> None:
        health, _ = connected().heard(0, Counts(bad=20, size=400))
        assert health.state is State.RUBBISH
        health, change = health.heard(S, Counts(good=4, size=100))
        assert change is None
        health, change = health.heard(2 * S, GOOD)
        assert change is not None
        assert change.recovered

    def test_is_not_ended_by_empty_lines(self) -> None:
        health, _ = connected().heard(0, Counts(bad=20, size=400))
        assert health.heard(S, Counts(neutral=50, size=50))[0].state is State.RUBBISH


class TestAFlood:
    LIMITS = Limits(flood_lines=1000, quota_lines=3000, quota_bytes=1 << 20)

    def flood(self, health: Health, lines: int) -> tuple[Health, list[HealthChange]]:
        """``lines`` in a second, a hundred at a time."""
        changes = []
        start_us = (health.heard_us or 0) + S
        for number in range(lines // 100):
            at_us = start_us + number * 100 * S // lines
            if health.keeps:
                health, change = health.heard(at_us, Counts(good=100, size=2700))
            else:
                health, change = health.dropped(at_us, 100, 2700)
            changes += [change] if change else []
        return health, changes

    def test_begins_above_a_thousand_lines_a_second(self) -> None:
        _, changes = self.flood(connected(self.LIMITS), 1000)
        assert changes == []
        _, changes = self.flood(connected(self.LIMITS), 1100)
        assert [said(change) for change in changes] == [
            "timy sends more than 1000 lines or 256 KiB a second. 3000 lines or 1024 KiB a "
            "minute are kept, then it is cut off. Look for a loose contact, or a sensor that "
            "fires all the time."
        ]

    def test_within_the_quota_is_kept_whole(self) -> None:
        health, _ = self.flood(connected(self.LIMITS), 2000)
        _, change = health.tick(10 * S)
        assert said(change) == "timy no longer floods; all of it was kept."

    def test_over_the_quota_is_cut_off_and_the_lines_lost_are_counted(self) -> None:
        health, changes = self.flood(connected(self.LIMITS), 10_000)
        assert [change.state for change in changes] == [State.FLOODING, State.CUT_OFF]
        assert health.lost_lines == 10_000 - 3100
        health, change = health.tick(3 * S)
        assert change is None
        health, change = health.tick(7 * S)
        assert said(change) == (
            "timy no longer floods. Lines of timy that were lost: 6900. If it keeps what it "
            "measured, ask it for its memory."
        )
        assert change is not None
        assert change.lost_lines == 6900
        assert health.lost_lines == 0

    def test_that_ends_with_the_connection_says_the_loss_then(self) -> None:
        health, _ = self.flood(connected(self.LIMITS), 10_000)
        _, change = health.lost(2 * S, WHY, None, 3 * S)
        assert said(change) == "timy is gone. It was unplugged. Lines of timy that were lost: 6900."

    def test_of_bytes_without_lines_is_a_flood_too(self) -> None:
        health, change = connected(self.LIMITS).heard(0, Counts(size=300_000))
        assert change is not None
        assert change.state is State.FLOODING
        _, change = health.heard(0, Counts(size=1_000_000))
        assert change is not None
        assert change.state is State.CUT_OFF

    def test_in_the_same_minute_has_no_new_quota(self) -> None:
        health, _ = self.flood(connected(self.LIMITS), 2500)
        health, _ = health.tick(10 * S)
        assert health.state is State.CONNECTED
        health, changes = self.flood(health, 2000)
        assert [change.state for change in changes] == [State.FLOODING, State.CUT_OFF]

    def test_that_the_port_could_not_hold_names_what_was_lost(self) -> None:
        health, change = connected(self.LIMITS).overrun(0, 17)
        assert said(change).startswith("timy sent more than could be taken in. Messages lost: 17.")
        health, change = health.overrun(S, 3)
        assert change is None
        _, change = health.tick(6 * S)
        assert change is not None
        assert change.lost_lines == 20


class TestTheDisk:
    def test_with_500_mb_is_well(self) -> None:
        assert disk_health("/meets", 500_000_000) is None

    def test_with_less_is_warned_of(self) -> None:
        assert str(disk_health("/meets", 499_999_999)) == (
            "Only 499 MB of the disk of /meets are free: delete what is not needed there, or go on"
            " on another disk."
        )


STEPS = st.one_of(
    st.just("opened"),
    st.just("lost"),
    st.just("tick"),
    st.booleans(),
    st.integers(1, 50),
    st.builds(
        Counts,
        good=st.integers(0, 900),
        bad=st.integers(0, 30),
        neutral=st.integers(0, 300),
        size=st.integers(0, 200_000),
    ),
)
PAUSES = st.sampled_from((0, 1000, 300_000, 2 * S, 25 * S, 70 * S))


def stepped(health: Health, step: object, at_us: int) -> tuple[Health, HealthChange | None]:
    match step:
        case "opened":
            return health.opened(at_us)
        case "lost":
            return health.lost(at_us, WHY, None, at_us + S)
        case bool(awaited):
            return health.await_lines(at_us, awaited)
        case int(lines):
            return health.overrun(at_us, lines)
        case Counts() as counts if health.keeps:
            return health.heard(at_us, counts)
        case Counts() as counts:
            return health.dropped(at_us, counts.lines, counts.size)
        case _:
            return health.tick(at_us)


class TestAnySequenceOfEvents:
    @given(st.lists(st.tuples(PAUSES, STEPS), max_size=60))
    def test_takes_only_legal_transitions_and_tells_each_once(
        self, steps: list[tuple[int, object]]
    ) -> None:
        health, _ = Health("timy", Limits(quota_lines=2000)).begun(0, "x")
        at_us = lost = told = 0
        for pause_us, step in steps:
            at_us += pause_us
            before = health.state
            if isinstance(step, int) and not isinstance(step, bool):
                lost += step
            elif isinstance(step, Counts) and not health.keeps:
                lost += step.lines
            health, change = stepped(health, step, at_us)
            assert (change is None) == (health.state is before)
            if change is not None:
                assert health.state in TABLE[before].values()
                assert (change.before, change.state) == (before, health.state)
                assert str(change.text).strip()
                if health.state in (State.CONNECTED, State.GONE):
                    told += change.lost_lines
        assert told + health.lost_lines == lost

    @given(st.lists(STEPS, max_size=30))
    def test_that_ends_well_ends_connected(self, steps: list[object]) -> None:
        health, _ = Health("timy").begun(0, "x")
        at_us = 0
        for step in steps:
            at_us += S
            health, _ = stepped(health, step, at_us)
        health, _ = health.opened(at_us)
        health, _ = health.tick(at_us + 10 * S)
        for number in range(10):
            health, _ = health.heard(at_us + (11 + number) * S, GOOD)
        assert health.state is State.CONNECTED
