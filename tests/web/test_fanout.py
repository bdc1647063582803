"""One message to everybody: what each browser gets, whether it came late, was away, or is slow."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from halflap.web.fanout import LAST_CHUNK, RING, Fanout
from tests.web.serving import chunks


class Phone:
    """A transport; while ``full`` it takes nothing."""

    def __init__(self) -> None:
        self.sent = b""
        self.full = False
        self.aborted = self.closed = False

    def write(self, data: bytes) -> None:
        self.sent += data

    def get_write_buffer_size(self) -> int:
        return 1 if self.full else 0

    def is_closing(self) -> bool:
        return self.aborted or self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.aborted = True

    @property
    def events(self) -> list[tuple[str, str]]:
        """What it was told: event and data."""
        text = b"".join(chunks(self.sent)).decode()
        found = [
            dict(line.partition(": ")[::2] for line in each.split("\n"))
            for each in text.split("\n\n")
        ]
        return [(one["event"], one["data"]) for one in found if "event" in one]

    @property
    def last_id(self) -> str:
        text = b"".join(chunks(self.sent)).decode()
        return [line[4:] for line in text.split("\n") if line.startswith("id: ")][-1]


SNAPSHOT = b'{"view":"' + b"everything " * 20 + b'"}'
WHOLE = ("snapshot", SNAPSHOT.decode())


def running(doing: Callable[[Fanout], Awaitable[None]], *, slow_s: float = 15.0) -> None:
    """Do something with a fan-out that runs."""

    async def run() -> None:
        fanout = Fanout(lambda: SNAPSHOT, lambda: b"{}", most=3, slow_s=slow_s)
        task = asyncio.create_task(fanout.run())
        try:
            await doing(fanout)
        finally:
            task.cancel()

    asyncio.run(run())


async def sent() -> None:
    """Let what is due go out."""
    for _ in range(10):
        await asyncio.sleep(0)


class TestWhoListens:
    def test_gets_everything_first_and_then_what_is_new_in_order(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone = Phone()
            fanout.join(phone)
            fanout.publish("live", b"1")
            fanout.publish("part", b"2", "part meet")
            await sent()
            assert phone.events == [WHOLE, ("live", "1"), ("part", "2")]

        running(doing)

    def test_is_told_the_moment_at_which_it_came(self) -> None:
        async def whole() -> None:
            moments = iter([b"1", b"2"])
            fanout = Fanout(lambda: next(moments), lambda: b"{}", most=9, fresh_s=0)
            phones = Phone(), Phone()
            for phone in phones:
                fanout.join(phone)
            assert [phone.events for phone in phones] == [[("snapshot", "1")], [("snapshot", "2")]]

        asyncio.run(whole())

    def test_is_told_once_what_its_snapshot_holds_already(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone = Phone()
            fanout.publish("live", b"1")
            fanout.join(phone)  # before that went out
            await sent()
            assert phone.events == [WHOLE]

        running(doing)

    def test_hears_a_beat_when_nothing_else_is_said(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone = Phone()
            fanout.join(phone)
            async with asyncio.timeout(10):
                while ("beat", "{}") not in phone.events:
                    await asyncio.sleep(0.05)

        running(doing)

    def test_is_one_of_as_many_as_there_may_be(self) -> None:
        async def doing(fanout: Fanout) -> None:
            listeners = [fanout.join(Phone()) for _ in range(3)]
            assert fanout.full
            fanout.leave(listeners[0])
            assert (fanout.full, fanout.count) == (False, 2)

        running(doing)

    def test_is_sent_away_in_order_at_the_end(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone = Phone()
            fanout.join(phone)
            fanout.end()
            assert phone.sent.endswith(LAST_CHUNK)
            assert phone.closed

        running(doing)

    def test_is_not_waited_for_at_the_end_with_what_it_has_not_taken(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone = Phone()
            fanout.join(phone)
            phone.full = True
            fanout.end()
            assert phone.aborted

        running(doing)

    def test_who_comes_while_it_ends_is_sent_away_as_well(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone = Phone()
            fanout.end()
            fanout.join(phone)
            assert phone.sent.endswith(LAST_CHUNK)
            assert phone.closed

        running(doing)

    def test_who_comes_once_it_is_served_again_may_stay(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone = Phone()
            fanout.end()
            again = asyncio.create_task(fanout.run())
            await sent()
            fanout.join(phone)
            assert not phone.closed
            again.cancel()

        running(doing)


class TestWhoComesBack:
    def test_gets_what_it_missed_the_newest_of_each_kind(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone, again = Phone(), Phone()
            listener = fanout.join(phone)
            fanout.publish("live", b"1")
            await sent()
            fanout.leave(listener)
            for data in (b"2", b"3", b"4"):
                fanout.publish("live", data)
            fanout.publish("part", b"5", "part meet")
            fanout.join(again, phone.last_id)
            assert again.events == [("live", "4"), ("part", "5")]

        running(doing)

    def test_having_missed_nothing_is_told_that_all_is_well(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone, again = Phone(), Phone()
            fanout.join(phone)
            fanout.join(again, phone.last_id)
            assert again.events == [("beat", "{}")]

        running(doing)

    def test_gets_everything_where_it_was_away_for_too_long(self) -> None:
        async def doing(fanout: Fanout) -> None:
            phone, again = Phone(), Phone()
            fanout.join(phone)
            for number in range(RING + 1):
                fanout.publish("live", str(number).encode())
            fanout.join(again, phone.last_id)
            assert again.events == [WHOLE]

        running(doing)

    def test_gets_everything_where_its_id_is_none_of_ours(self) -> None:
        async def doing(fanout: Fanout) -> None:
            wrong = ("elsewhere-1", f"{fanout.boot}-9", f"{fanout.boot}-x", "-", "²", "9" * 5000)
            for last in wrong:
                phone = Phone()
                fanout.leave(fanout.join(phone, last))
                assert phone.events == [WHOLE], last

        running(doing)


class TestWhoIsSlow:
    def test_is_passed_over_and_brought_forward_by_the_newest(self) -> None:
        async def doing(fanout: Fanout) -> None:
            slow, quick = Phone(), Phone()
            fanout.join(slow)
            fanout.join(quick)
            slow.full = True
            for data in (b"1", b"2", b"3"):
                fanout.publish("live", data)
                await sent()
            assert slow.events == [WHOLE]
            slow.full = False
            fanout.publish("live", b"4")
            await sent()
            assert slow.events == [WHOLE, ("live", "4")]
            assert [data for _, data in quick.events[1:]] == ["1", "2", "3", "4"]

        running(doing)

    def test_gets_the_snapshot_where_that_is_shorter(self) -> None:
        async def doing(fanout: Fanout) -> None:
            slow = Phone()
            fanout.join(slow)
            slow.full = True
            for number in range(20):
                fanout.publish("part", b"x" * 50, f"part {number}")
            await sent()
            slow.full = False
            fanout.publish("live", b"1")
            await sent()
            assert slow.events == [WHOLE, WHOLE]

        running(doing)

    def test_is_cut_off_when_it_takes_nothing_for_long(self) -> None:
        async def doing(fanout: Fanout) -> None:
            slow, quick = Phone(), Phone()
            fanout.join(slow)
            fanout.join(quick)
            slow.full = True
            for data in (b"1", b"2"):
                fanout.publish("live", data)
                await sent()
                await asyncio.sleep(0.01)
            assert (slow.aborted, quick.aborted) == (True, False)

        running(doing, slow_s=0.0)
