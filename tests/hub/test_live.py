"""The running loop: what came is kept before it is shown, heats go on by themselves, undo waits for
nobody.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from halflap.devices.health import HealthChange
from halflap.devices.health_states import State
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Chunk
from halflap.hub import live as live_module
from halflap.hub.backups import Backups
from halflap.hub.desk import Desk, Done
from halflap.hub.live import Kept, Live, Told, Trouble
from halflap.journal.chain import ChainWhole, verify
from halflap.journal.errors import StorageError
from halflap.journal.fact import StoredFact
from halflap.journal.facts import OutcomesRecorded, ResultConfirmed
from halflap.journal.facts_timing import (
    BackupFailed,
    BackupMade,
    BytesKept,
    ClockEpochOpened,
    ClockShifted,
    ClocksMapped,
    DiskLow,
    HeatArmed,
    ImpulseReceived,
    LinesRejected,
    RunGunned,
    SourceAttached,
    SourceHealthChanged,
)
from halflap.journal.store import MeetFile
from halflap.meet.automation import next_command
from halflap.meet.commands import (
    Accepted,
    ArmHeat,
    Command,
    OpenMeet,
    RecoverStart,
    Refused,
    ResumeAutomation,
    Undo,
    decide,
)
from halflap.meet.ledger import Ledger
from halflap.meet.runs import reading
from halflap.meet.state import Meet
from halflap.meet.wording_timing import sentence_of
from halflap.sport.impulse import Impulse
from halflap.timing.assignment import DoubtCode, RideStatus
from halflap.words.sentence import say
from tests.hub.live_helper import (
    MORNING_S,
    TIMY,
    Script,
    heat,
    impulses,
    line,
    new_meet,
    opened,
    two_heats,
)
from tests.meet.timing_table import splits
from tests.meet_helper import MEN

Doing = Callable[[Live], Awaitable[None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A meet file of four riders, qualifying drawn."""
    file = tmp_path / "meet.halflap"
    new_meet(file)
    return file


def run(
    path: Path, doing: Doing, *, unattended: bool = True, backups: Backups | None = None
) -> Desk:
    """Run the loop on a meet file, and give its desk, closed again."""

    async def all_of_it() -> Desk:
        with Desk.open(path, write=True) as desk:
            async with Live(desk, unattended=unattended, backups=backups) as live:
                await asyncio.wait_for(doing(live), 60)
            return desk

    return asyncio.run(all_of_it())


def serving(*scripts: Script, attached: tuple[SourceAttached, ...] = ()) -> Doing:
    """Attach the devices and serve until they have given all they have."""

    async def doing(live: Live) -> None:
        await opened(live, *attached)
        await live.serve(scripts)

    return doing


def of(desk: Desk, kind: type) -> list[object]:
    """The facts of a kind."""
    return [entry.fact for entry in desk.ledger.entries if isinstance(entry.fact, kind)]


def results(desk: Desk) -> list[str]:
    """What was confirmed: ``2 131.0, 4 135.5``."""
    return [
        ", ".join(f"{ride.bib} {ride.time.us / 1e6}" for ride in fact.rides if ride.time)
        for fact in of(desk, ResultConfirmed)
        if isinstance(fact, ResultConfirmed)
    ]


class TestADayOfHeats:
    EXPECTED = ("2 131.0, 4 135.5", "1 129.5, 3 132.5")

    def test_goes_by_itself_from_the_first_gun_to_the_last_confirmation(self, path: Path) -> None:
        desk = run(path, serving(impulses(two_heats())))
        assert results(desk) == list(self.EXPECTED)
        assert desk.ledger.state.timing.current is None

    def test_is_the_same_whatever_arrives_together(self, path: Path) -> None:
        lines = b"".join(line(channel, at) for at, channel in two_heats())
        for size in (7, 100, 10_000):
            file = path.with_name(f"{size}.halflap")
            new_meet(file)
            address = SourceAttached(source="timy", protocol="timy", address="file:x")
            pieces = [lines[at : at + size] for at in range(0, len(lines), size)]
            desk = run(file, serving(Script(pieces), attached=(address,)))
            assert results(desk) == list(self.EXPECTED)

    def test_keeps_every_byte_in_order(self, path: Path) -> None:
        lines = [line(channel, at) for at, channel in two_heats()]
        run(path, serving(Script([lines[0][:5], lines[0][5:], *lines[1:]])))
        with MeetFile.open(path) as journal:
            kept = b"".join(chunk.data for chunk in journal.chunks())
            assert kept == b"".join(lines)
            assert verify(journal) == ChainWhole(journal.head())

    def test_opened_again_is_the_same_meet(self, path: Path) -> None:
        desk = run(path, serving(impulses(two_heats())))
        with Desk.open(path) as again:
            assert again.ledger.state == desk.ledger.state


class TestARestart:
    def test_in_mid_heat_goes_on_with_every_split_it_had(self, path: Path) -> None:
        passings = two_heats()
        for cut in (1, 12, 31):
            file = path.with_name(f"{cut}.halflap")
            new_meet(file)

            async def first(live: Live, cut: int = cut) -> None:
                await opened(live)
                await live.serve([impulses(passings[:cut])])

            run(file, first)
            desk = run(file, serving(impulses(passings[cut:])))
            assert results(desk) == list(TestADayOfHeats.EXPECTED)

    def test_knows_again_what_the_device_sends_out_of_its_memory(self, path: Path) -> None:
        passings = two_heats()
        run(path, serving(impulses(passings[:20])))
        again = [line(channel, at, memory=True) for at, channel in passings[:24]]
        rest = [line(channel, at) for at, channel in passings[24:]]
        host = [MORNING_S + 200.0] * 24 + [at + 0.01 for at, _ in passings[24:]]
        desk = run(path, serving(Script([*again, *rest], host=host)))
        found = [f for f in of(desk, ImpulseReceived) if isinstance(f, ImpulseReceived)]
        assert sum(one.again is not None for one in found) == 20
        assert results(desk) == list(TestADayOfHeats.EXPECTED)


class TestWhatIsKept:
    def test_is_on_disk_before_anybody_is_told(self, path: Path) -> None:
        told: list[tuple[int, int]] = []

        async def doing(live: Live) -> None:
            def listen(news: Told) -> None:
                if isinstance(news, Kept):
                    with MeetFile.open(path) as reader:
                        told.append((news.entries[-1].seq, reader.head().seq))

            live.listeners.append(listen)
            await opened(live)
            await live.serve([impulses(two_heats()[:8])])

        run(path, doing)
        assert told
        assert all(said <= kept for said, kept in told)

    def test_together_is_what_came_while_the_disk_was_busy(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        append = MeetFile.append

        def slow(self: MeetFile, *args: object, **kwargs: object) -> tuple[StoredFact, ...]:
            time.sleep(0.05)
            return append(self, *args, **kwargs)  # type: ignore[arg-type]

        monkeypatch.setattr(MeetFile, "append", slow)
        passings = [(MORNING_S + n * 0.5, "C2") for n in range(60)]
        run(path, serving(impulses(passings)))
        with MeetFile.open(path) as journal:
            sizes = [
                command.last_seq - command.first_seq + 1
                for command in journal.commands()
                if command.outcome == "ReceiveImpulses"
            ]
        assert sum(sizes) == 60
        assert max(sizes) > 20

    def test_waits_for_a_full_disk_and_loses_nothing(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("halflap.hub.live.RETRY_S", 0.01)
        append, failures = MeetFile.append, [3]

        def full(self: MeetFile, *args: object, **kwargs: object) -> tuple[StoredFact, ...]:
            if kwargs["chunks"] and failures[0]:
                failures[0] -= 1
                raise StorageError("full", say("The disk is full."), say("Make room."))
            return append(self, *args, **kwargs)  # type: ignore[arg-type]

        troubles: list[str] = []

        async def doing(live: Live) -> None:
            await opened(live)
            monkeypatch.setattr(MeetFile, "append", full)
            live.listeners.append(
                lambda told: troubles.append(str(told.text)) if isinstance(told, Trouble) else None
            )
            await live.serve([impulses(two_heats())])

        desk = run(path, doing)
        assert troubles == ["The disk is full."] * 3
        assert results(desk) == list(TestADayOfHeats.EXPECTED)

    def test_holds_lines_that_cannot_be_read_as_well(self, path: Path) -> None:
        desk = run(path, serving(Script([b"rubbish\r", line("C2", MORNING_S + 1)])))
        (rejected,) = of(desk, LinesRejected)
        assert isinstance(rejected, LinesRejected)
        assert (rejected.source, rejected.count) == ("timy", 1)

    def test_holds_bytes_that_never_became_a_line(self, path: Path) -> None:
        desk = run(path, serving(Script([b"001"])))
        (kept,) = of(desk, BytesKept)
        assert isinstance(kept, BytesKept)
        assert kept.size == 3

    def test_says_what_became_of_a_device(self, path: Path) -> None:
        gone = HealthChange("timy", State.CONNECTED, State.GONE, 5, say("timy is gone."), None)
        desk = run(path, serving(Script([line("C2", MORNING_S), gone])))
        (health,) = of(desk, SourceHealthChanged)
        assert isinstance(health, SourceHealthChanged)
        assert health.state == "gone"
        source = desk.ledger.state.timing.source("timy")
        assert source is not None
        assert not source.well


class TestAReceipt:
    @pytest.mark.parametrize("protocol", ["chronelec", "thcom08"])
    def test_is_given_only_for_what_is_on_disk(self, path: Path, protocol: str) -> None:
        """A device that has its receipt may forget the passing."""
        box = SourceAttached(source="box", protocol=protocol, gun="1", home="2", back="3")
        encode = PROTOCOLS[protocol].encode
        lines = [encode(Impulse("2", 36_000_000_000 + n * 1_000_000)) for n in range(20)]
        asked: list[int] = []

        async def doing(live: Live) -> None:
            await opened(live, box)
            before = live.desk.journal.head().seq

            class Asked(Script):
                async def stream(self) -> AsyncIterator[Chunk | HealthChange]:
                    async for item in super().stream():
                        yield item
                        # here a source sends the answer to what it gave
                        asked.append(live.desk.journal.head().seq - before)

            await live.serve([Asked(lines, name="box", protocol=protocol)])

        run(path, doing, unattended=False)
        assert len(asked) == 20
        assert all(kept >= given for given, kept in enumerate(asked, start=1))


class TestClocks:
    def test_of_two_sources_are_compared_by_what_both_see(self, path: Path) -> None:
        backup = SourceAttached(source="b", protocol="timy", role="backup")
        passings = heat(MORNING_S, splits(8.0), splits(8.3))
        first = impulses(passings)
        second = Script(
            [line(channel, at + 12.5) for at, channel in passings],
            name="b",
            host=[at + 0.012 for at, _ in passings],
        )
        desk = run(path, serving(first, second, attached=(TIMY, backup)))
        found = of(desk, ClocksMapped)
        assert found
        last = found[-1]
        assert isinstance(last, ClocksMapped)
        assert (last.clock, last.onto) == ("b", "timy")
        assert abs(last.offset_us + 12_500_000) <= 200

    def test_that_are_set_in_mid_heat_open_an_epoch_and_a_doubt(self, path: Path) -> None:
        passings = heat(MORNING_S, splits(8.0), splits(8.3))
        pieces = [line(channel, at) for at, channel in passings[:12]]
        pieces += [line(channel, at - 30_000) for at, channel in passings[12:]]
        script = Script(pieces, host=[at + 0.01 for at, _ in passings])
        desk = run(path, serving(script))
        (opened_,) = of(desk, ClockEpochOpened)
        assert isinstance(opened_, ClockEpochOpened)
        assert opened_.run == (MEN, "qualifying", "1", 1)
        found = [f for f in of(desk, ImpulseReceived) if isinstance(f, ImpulseReceived)]
        read = dict(desk.ledger.state.timing.clock("timy").opened[0].renamed)
        later = [one for one in found if one.epoch == 1 or one.impulse in read]
        assert len(later) == len(passings) - 12
        assert results(desk) == []

    @pytest.mark.parametrize("by", [-0.3, 0.08])
    def test_that_are_set_by_a_fraction_of_a_second_leave_no_time_clear(
        self, path: Path, by: float
    ) -> None:
        passings = heat(MORNING_S, splits(8.0), splits(8.3))
        pieces = [
            line(channel, at + (by if n >= 16 else 0)) for n, (at, channel) in enumerate(passings)
        ]
        script = Script(pieces, host=[at + 0.01 for at, _ in passings])
        desk = run(path, serving(script))
        (shift,) = of(desk, ClockShifted)
        assert isinstance(shift, ClockShifted)
        found = reading(desk.ledger.state, (MEN, "qualifying", "1", 1))
        assert found is not None
        assert [ride.status for ride in found.rides] == [RideStatus.DOUBTFUL] * 2
        for ride in found.rides:
            assert DoubtCode.CLOCK in [doubt.code for doubt in ride.doubts]
        assert results(desk) == []

    def test_that_were_set_name_both_lines_anew_where_they_showed_the_same(
        self, path: Path
    ) -> None:
        """Both riders at once, kept before the next impulses tell that the clock was set."""
        at = [(MORNING_S + n * 4.0, "C2") for n in range(4)]
        at += [(MORNING_S + 20.0, "C2"), (MORNING_S + 20.0, "C3"), (MORNING_S + 28.0, "C2")]
        pieces = [line(c, s - (30_000 if n >= 4 else 0)) for n, (s, c) in enumerate(at)]
        host = [s + 0.01 for s, _ in at]
        desk = run(path, serving(Script(pieces, host=host, pause_s=0.02)))
        (opened_,) = of(desk, ClockEpochOpened)
        assert isinstance(opened_, ClockEpochOpened)
        us = 6_020_000_000
        assert opened_.renamed == ((5, us), (6, us))

    @pytest.mark.parametrize("by", [-0.3, 0.3, 0.8])
    @pytest.mark.parametrize("kept", [16, 17, 18])
    def test_that_are_set_around_a_restart_of_the_program_leave_no_time_clear(
        self, path: Path, by: float, kept: int
    ) -> None:
        passings = heat(MORNING_S, splits(8.0), splits(8.3))
        pieces = [
            line(channel, at + (by if n >= 16 else 0)) for n, (at, channel) in enumerate(passings)
        ]
        host = [at + 0.01 for at, _ in passings]
        run(path, serving(Script(pieces[:kept], host=host[:kept])))

        async def going_on(live: Live) -> None:
            await live.serve([Script(pieces[kept:], host=host[kept:])])

        desk = run(path, going_on)
        found = reading(desk.ledger.state, (MEN, "qualifying", "1", 1))
        assert found is not None
        assert RideStatus.CLEAR not in [ride.status for ride in found.rides]
        for ride in found.rides:
            assert DoubtCode.CLOCK in [doubt.code for doubt in ride.doubts]
        assert results(desk) == []

    def test_set_before_the_start_leave_the_run_whole(self, path: Path) -> None:
        """The device was switched off over lunch: the gun is the first impulse after that."""
        morning = [(MORNING_S + n, "C2") for n in range(4)]
        passings = heat(MORNING_S + 3_600, splits(8.0), splits(8.3))
        pieces = [line(channel, at) for at, channel in morning]
        pieces += [line(channel, at - 30_000) for at, channel in passings]
        host = [at + 0.01 for at, _ in (*morning, *passings)]
        desk = run(path, serving(Script(pieces, host=host)))
        found = reading(desk.ledger.state, (MEN, "qualifying", "1", 1))
        assert found is not None
        assert [ride.time_us for ride in found.rides] == [131_000_000, 135_500_000]

    def test_set_ahead_before_the_start_leave_the_run_whole(self, path: Path) -> None:
        """The gun is suspect until the next impulses say that the clock was set."""
        morning = [(MORNING_S + n, "C2") for n in range(4)]
        passings = heat(MORNING_S + 3_600, splits(8.0), splits(8.3))
        pieces = [line(channel, at) for at, channel in morning]
        pieces += [line(channel, at + 10_000) for at, channel in passings]
        host = [at + 0.01 for at, _ in (*morning, *passings)]
        desk = run(path, serving(Script(pieces, host=host)))
        found = reading(desk.ledger.state, (MEN, "qualifying", "1", 1))
        assert found is not None
        assert [ride.time_us for ride in found.rides] == [131_000_000, 135_500_000]

    @pytest.mark.parametrize("misread", [3, 12, 37, 50])
    def test_misread_once_do_not_make_what_follows_look_old(self, path: Path, misread: int) -> None:
        """One stamp two hours ahead: in the warm-up, in a heat, between heats, in the next one."""
        warm_up = [(MORNING_S - 100 + n, "C2") for n in range(4)]
        between = [(MORNING_S + 150 + 2.0 * n, "C3") for n in range(10)]
        passings = sorted([*warm_up, *two_heats(), *between])
        extra = passings[misread][0] + 0.2
        pieces = [line(channel, at) for at, channel in passings]
        pieces.insert(misread + 1, line("C4", extra + 7_200))
        host = sorted([at + 0.01 for at, _ in passings] + [extra + 0.01])
        desk = run(path, serving(Script(pieces, host=host)))
        assert results(desk) == list(TestADayOfHeats.EXPECTED)
        (suspect,) = [each for each in of(desk, ImpulseReceived) if getattr(each, "suspect", False)]
        assert isinstance(suspect, ImpulseReceived)
        assert suspect.us == round((extra + 7_200) * 1e4) * 100

    def test_misread_before_a_restart_do_not_lead_the_clock(self, path: Path) -> None:
        passings = two_heats()
        at = MORNING_S - 5.0
        first = [line("C2", at - 4 + n) for n in range(4)] + [line("C2", at + 7_200)]
        run(path, serving(Script(first, host=[at - 4 + n for n in range(4)] + [at + 0.01])))
        desk = run(path, serving(impulses(passings)))
        assert results(desk) == list(TestADayOfHeats.EXPECTED)

    def test_go_on_over_midnight(self, path: Path) -> None:
        start = 86_400 - 60
        passings = heat(start, splits(8.0), splits(8.3))
        script = Script(
            [line(channel, at % 86_400) for at, channel in passings],
            host=[at + 0.01 for at, _ in passings],
        )
        desk = run(path, serving(script))
        assert results(desk) == ["2 131.0, 4 135.5"]


class TestCommands:
    def test_are_kept_once_as_at_a_desk(self, path: Path) -> None:
        async def doing(live: Live) -> None:
            await opened(live)
            asked = ArmHeat(competition=MEN, phase="qualifying", heat="1")
            first = await live.act(asked, "Ana", "arm-1")
            again = await live.act(asked, "Ana", "arm-1")
            assert isinstance(first, Done)
            assert isinstance(again, Done)
            assert (again.facts, again.accepted) == (first.facts, None)
            assert isinstance(await live.act(OpenMeet(name="Again"), "Ana"), Refused)

        run(path, doing, unattended=False)

    def test_given_up_by_whoever_asked_are_kept_whole(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is on its way to the disk is in the state as well; the file opens again."""
        append = MeetFile.append

        def slow(*given: Any, **named: Any) -> Any:
            time.sleep(0.2)
            return append(*given, **named)

        async def doing(live: Live) -> None:
            await opened(live)
            monkeypatch.setattr(MeetFile, "append", slow)
            asked = ArmHeat(competition=MEN, phase="qualifying", heat="1")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.05):
                    await live.act(asked, "Ana")
            assert live.desk.ledger.entries[-1].seq == live.desk.journal.head().seq
            assert isinstance(await live.act(asked, "Ana"), Refused)

        run(path, doing, unattended=False)
        with Desk.open(path) as desk:
            assert desk.ledger.state.timing.run is not None

    def test_have_their_turn_while_impulses_come(self, path: Path) -> None:
        passings = [(MORNING_S + n * 0.01, "C2") for n in range(3_000)]
        counts: list[int] = []

        async def doing(live: Live) -> None:
            await opened(live)
            served = asyncio.create_task(live.serve([impulses(passings)]))
            while live.meet.timing.count == 0:
                await asyncio.sleep(0)
            await live.act(ArmHeat(competition=MEN, phase="qualifying", heat="1"), "Ana")
            counts.append(live.meet.timing.count)
            await served

        desk = run(path, doing, unattended=False)
        assert counts[0] < 1_500
        assert desk.ledger.state.timing.count == 3_000

    def test_an_undo_goes_on_beside_the_impulses(self, path: Path) -> None:
        passings = [(MORNING_S + 400 + n * 0.2, "C2") for n in range(2_000)]

        async def doing(live: Live) -> None:
            await opened(live)
            live.unattended = True
            await live.serve([impulses(two_heats())])
            live.unattended = False
            served = asyncio.create_task(live.serve([impulses(passings)]))
            while live.meet.timing.count < 1_000:
                await asyncio.sleep(0.001)
            confirmed = next(
                e.seq for e in live.desk.ledger.entries if isinstance(e.fact, ResultConfirmed)
            )
            done = await live.act(Undo(seq=confirmed, with_dependents=True), "Ana")
            assert isinstance(done, Done), done
            await served

        desk = run(path, doing, unattended=False)
        assert desk.ledger.state.timing.count == 2_066
        with Desk.open(path) as again:
            assert again.ledger.state == desk.ledger.state


CONFIRMED = (HeatArmed, ResultConfirmed)
RECORDED = (*CONFIRMED, OutcomesRecorded)
"""What is taken back, the last first: heat 2 armed, heat 1 confirmed, heat 1 recorded."""


class TestWhatFollowedByItselfAndWasTakenBack:
    """A person's word stands: it is not done again, that is said, and how it goes on as well."""

    @staticmethod
    def undone(kinds: Sequence[type], told: list[str], then: Doing | None = None) -> Doing:
        """Heat 1 runs by itself; the last fact of each kind is taken back; then riders roll on."""

        async def doing(live: Live) -> None:
            await opened(live)
            passings = heat(MORNING_S, splits(8.0), splits(8.3))
            live.listeners.append(
                lambda one: told.append(str(one.text)) if isinstance(one, Trouble) else None
            )
            await live.serve([impulses(passings)])
            for kind in kinds:
                seq = [e.seq for e in live.desk.ledger.entries if isinstance(e.fact, kind)][-1]
                done = await live.act(Undo(seq=seq, with_dependents=True), "Ana")
                assert isinstance(done, Done), done
                assert done.accepted is not None
                assert "It is not done again by itself" in str(done.accepted.remarks[-1])
            if then is not None:
                await then(live)
            rolling = [(MORNING_S + 200.0 + 8 * n, "C2") for n in range(3)]
            await live.serve([impulses(rolling)])

        return doing

    def test_is_not_done_again(self, path: Path) -> None:
        told: list[str] = []
        desk = run(path, self.undone(CONFIRMED, told))
        state = desk.ledger.state.competitions[MEN].phase("qualifying")
        assert state is not None
        assert [heat.level for heat in state.heats] == [None, None]
        assert state.heats[0].ridden
        said = [
            line for line in told if line.startswith("Taken back, and not done again by itself")
        ]
        assert len(said) == 2
        assert "Qualifying heat 2" in said[0]
        assert "Qualifying heat 1" in said[1]

    def test_is_named_where_an_undo_takes_back_something_older(self, path: Path) -> None:
        async def doing(live: Live) -> None:
            await opened(live)
            await live.serve([impulses(heat(MORNING_S, splits(8.0), splits(8.3)))])
            last = live.desk.ledger.entries[-1]
            done = await live.act(Undo(), "Ana")
            assert isinstance(done, Done), done
            assert done.accepted is not None
            said = [str(remark) for remark in done.accepted.remarks]
            assert said[0] == "Taken back: Session check bypassed by Ana: a test"
            assert said[-1].startswith("What followed by itself since then stands")
            assert said[-1].endswith(f"halflap undo MEET {last.command}.")

        run(path, doing)

    def test_is_not_worked_out_again_for_every_wheel(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[Meet] = []

        def counted(meet: Meet, **options: Any) -> Command | None:
            asked.append(meet)
            return next_command(meet, **options)

        async def doing(live: Live) -> None:
            await self.undone(RECORDED, [])(live)
            monkeypatch.setattr(live_module, "next_command", counted)
            await live.serve([impulses([(MORNING_S + 230.0 + n / 2, "C2") for n in range(60)])])

        run(path, doing)
        assert len(asked) <= 3

    def test_is_asked_for_only_while_a_gun_is_awaited(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It goes through what was taken back: not at every impulse of a ride."""
        asked: list[bool] = []

        async def doing(live: Live) -> None:
            await opened(live)

            def counting(_: Ledger) -> frozenset[int]:
                run = live.meet.timing.run
                asked.append(run is not None and run.gun is None)
                return frozenset()

            monkeypatch.setattr(live_module, "passed_over", counting)
            await live.serve([impulses(heat(MORNING_S, splits(8.0), splits(8.3)))])

        run(path, doing)
        assert asked
        assert all(asked)

    def test_times_are_not_recorded_again(self, path: Path) -> None:
        desk = run(path, self.undone(RECORDED, []))
        state = desk.ledger.state.competitions[MEN].phase("qualifying")
        assert state is not None
        assert state.heats[0].rides == ()
        assert desk.ledger.state.timing.current == (MEN, "qualifying", "1", 1)

    def test_holds_after_a_restart_as_well(self, path: Path) -> None:
        run(path, self.undone(CONFIRMED, []))
        desk = run(path, serving(impulses([(MORNING_S + 260.0, "C2")])))
        state = desk.ledger.state.competitions[MEN].phase("qualifying")
        assert state is not None
        assert state.heats[0].level is None
        assert desk.ledger.state.timing.current == (MEN, "qualifying", "1", 1)

    def test_follows_again_when_the_automation_is_resumed(self, path: Path) -> None:
        async def resumed(live: Live) -> None:
            assert isinstance(await live.act(ResumeAutomation(), "Ana"), Done)
            assert isinstance(await live.act(ResumeAutomation(), "Ana"), Refused)

        desk = run(path, self.undone(CONFIRMED, [], resumed))
        assert results(desk) == ["2 131.0, 4 135.5"] * 2

    def test_follows_where_a_person_has_changed_what_it_rests_on(self, path: Path) -> None:
        """Another time is read: that is another result."""

        async def moved(live: Live) -> None:
            gun = live.meet.timing.runs[MEN, "qualifying", "1", 1].gun
            assert gun is not None
            asked = RecoverStart(
                competition=MEN,
                phase="qualifying",
                heat="1",
                run=1,
                us=gun.us - 250_000,
                reason="read from the film",
            )
            assert isinstance(await live.act(asked, "Ana"), Done)

        desk = run(path, self.undone(RECORDED, [], moved))
        assert results(desk)[-1] == "2 131.25, 4 135.75"

    def test_a_shot_that_was_no_start_leaves_the_next_one_to_be_it(self, path: Path) -> None:
        async def doing(live: Live) -> None:
            await opened(live)
            await live.serve([impulses([(MORNING_S - 30, "C2"), (MORNING_S - 20, "C0")])])
            (seq,) = [e.seq for e in live.desk.ledger.entries if isinstance(e.fact, RunGunned)]
            assert isinstance(await live.act(Undo(seq=seq), "Ana"), Done)
            assert live.meet.timing.run is not None
            assert live.meet.timing.run.gun is None
            await live.serve([impulses(heat(MORNING_S, splits(8.0), splits(8.3)))])

        assert results(run(path, doing)) == ["2 131.0, 4 135.5"]


class TestACommandThatFollowsAndIsRefused:
    def test_is_said_once_and_not_with_every_impulse(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = ArmHeat(competition=MEN, phase="qualifying", heat="9")
        monkeypatch.setattr(live_module, "next_command", lambda *_, **__: asked)
        decided: list[Command] = []

        def counted(ledger: Ledger, command: Command) -> Accepted | Refused:
            if command == asked:
                decided.append(command)
            return decide(ledger, command)

        monkeypatch.setattr(live_module, "decide", counted)
        told: list[Told] = []

        async def doing(live: Live) -> None:
            await opened(live)
            told.clear()
            decided.clear()
            live.listeners.append(told.append)
            passings = [(MORNING_S + n, "C2") for n in range(40)]
            pieces = [line(channel, at) for at, channel in passings]
            host = [at + 0.01 for at, _ in passings]
            await live.serve([Script(pieces, host=host, pause_s=0.002)])

        run(path, doing)
        assert [one for one in told if isinstance(one, Trouble)] == []  # said when it was armed
        assert len(decided) <= 3


class TestLinesAreAwaited:
    def test_from_the_gun_until_the_run_is_closed(self, path: Path) -> None:
        script = impulses(two_heats())
        run(path, serving(script))
        assert script.awaited == [True, False, True, False]


class TestBackups:
    def test_are_made_after_every_confirmed_heat_and_hold_it(self, path: Path) -> None:
        folder = path.parent / "stick"
        folder.mkdir()
        desk = run(path, serving(impulses(two_heats())), backups=Backups(path, folder))
        made = [fact for fact in of(desk, BackupMade) if isinstance(fact, BackupMade)]
        assert len(made) == 2
        for fact in made:
            with Desk.open(Path(fact.path)) as copy:
                assert str(copy.journal.head()) == f"{fact.seq}:{fact.hash[:12]}"
                assert results(copy)

    def test_that_cannot_be_made_are_said_and_stop_nothing(self, path: Path) -> None:
        desk = run(
            path, serving(impulses(two_heats())), backups=Backups(path, path.parent / "nowhere")
        )
        failed = [fact for fact in of(desk, BackupFailed) if isinstance(fact, BackupFailed)]
        assert len(failed) == 2
        assert all(fact.remedy.template for fact in failed)
        assert results(desk) == list(TestADayOfHeats.EXPECTED)

    def test_whose_process_answers_in_no_text_are_said(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Process:
            async def communicate(self) -> tuple[bytes, bytes]:
                return b'{"hash":"\xff"}', b"no room\xff\n"

        async def started(*_: object, **__: object) -> Process:
            return Process()

        monkeypatch.setattr("halflap.hub.backups.asyncio.create_subprocess_exec", started)
        made = asyncio.run(Backups(path, path.parent).make(1))
        assert isinstance(made, BackupFailed)
        assert str(sentence_of(made.says)) == "The backup failed: no room\ufffd"


class TestTheDisk:
    def test_with_little_room_is_said_once(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Usage:
            free = 120_000_000

        monkeypatch.setattr("halflap.hub.backups.shutil.disk_usage", lambda _: Usage)
        monkeypatch.setattr("halflap.hub.live.HOUSEKEEPING_S", 0.001)
        monkeypatch.setattr("halflap.hub.live.DISK_EVERY_S", 1)
        desk = run(path, serving(Script([b"", b"", b""], pause_s=0.02)))
        (low,) = of(desk, DiskLow)
        assert isinstance(low, DiskLow)
        assert low.free_mb == 120


class TestASourceThatIsNotAttached:
    def test_is_not_served_and_that_is_said(self, path: Path) -> None:
        gone = HealthChange(
            "other", State.CONNECTED, State.GONE, 1, say("other is gone."), None, lost_lines=0
        )
        other = Script([line("C2", MORNING_S), gone], name="other")
        told: list[str] = []

        async def doing(live: Live) -> None:
            await opened(live)
            live.listeners.append(
                lambda one: told.append(str(one.text)) if isinstance(one, Trouble) else None
            )
            await live.serve([other, impulses([(MORNING_S, "C3")])])

        desk = run(path, doing)
        assert [getattr(each, "channel", "") for each in of(desk, ImpulseReceived)] == ["C3"]
        assert told == ["other is not attached: nothing of it is taken in."]


class TestAnEndBeforeItBegan:
    def test_takes_nothing_in_and_the_next_time_it_serves(self, path: Path) -> None:
        """A signal may come between the opening of the meet and its first impulse."""

        async def doing(live: Live) -> None:
            await opened(live)
            await live.stop()
            await live.serve([impulses([(MORNING_S, "C2")])], stay=True)
            await live.serve([impulses([(MORNING_S, "C3")])])

        desk = run(path, doing)
        assert [getattr(each, "channel", "") for each in of(desk, ImpulseReceived)] == ["C3"]
