"""The console over HTTP: whose page it is, its buttons as a source, its session check."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
from markupsafe import escape

from halflap.devices.ports.address import read_address
from halflap.devices.ports.opening import port_of
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.source import Source
from halflap.journal.facts_timing import ImpulseReceived, SourceAttached
from halflap.meet.commands import AttachSource
from halflap.sport.impulse import DAY_US
from halflap.web.roles import Role
from halflap.words.catalogue import translate
from tests.web.serving import Answer, Served, ask
from tests.web.test_access import codes, cookie, run


async def post(
    meet: Served, path: str, value: dict[str, Any], role: Role = Role.TIMEKEEPER
) -> Answer:
    headers = {"x-halflap": "1", "cookie": await cookie(meet, role)}
    return await ask(meet.place, "POST", path, headers, msgspec.json.encode(value))


class TestThePage:
    def test_is_for_who_is_signed_in(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, Answer, Answer]:
            stranger = await meet.get("/console")
            announcer = await meet.get("/console", cookie=await cookie(meet, Role.ANNOUNCER))
            return stranger, announcer, await meet.get("/console", cookie=await cookie(meet))

        stranger, announcer, timekeeper = run(tmp_path / "a.halflap", asked)
        assert (stranger.status, announcer.status, timekeeper.status) == (303, 403, 200)
        assert stranger.headers["location"] == "/sign-in?next=/console"

    def test_says_without_scripts_what_is_awaited_and_why_not(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await meet.get("/console", cookie=await cookie(meet), accept_language="fr")

        page = run(tmp_path / "a.halflap", asked).text
        assert str(escape(translate("No run is armed or open.", "fr"))) in page
        assert 'data-action="arm"' in page
        assert "without-scripts" in page


class TestTheButton:
    def test_is_refused_where_no_source_is_one(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await post(meet, "/api/v1/console/impulse", {"input": "home"})

        answer = run(tmp_path / "a.halflap", asked)
        assert answer.status == 409
        assert codes(answer) == ["no-button"]

    def test_takes_nothing_that_is_no_press(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await post(meet, "/api/v1/console/impulse", {"what": 1})

        answer = run(tmp_path / "a.halflap", asked)
        assert answer.status == 400
        assert codes(answer) == ["malformed"]


class TestAMeetWithAButton:
    """Its source is at the address ``screen:``; here it is the only one."""

    @staticmethod
    async def with_button(
        meet: Served, what: Callable[[Served], Awaitable[Any]]
    ) -> tuple[Any, list[ImpulseReceived]]:
        protocol = PROTOCOLS["timy"]
        port = port_of(read_address("screen:"), protocol.encode)
        attached = SourceAttached(source="hand", protocol="timy", address="screen:")
        await meet.live.attach(AttachSource(attached=attached), "Ana")
        serving = asyncio.create_task(meet.live.serve([Source("hand", port, protocol)]))
        await asyncio.sleep(0)
        answer = await what(meet)
        async with asyncio.timeout(5):
            while answer.status == 200 and meet.live.meet.timing.count == 0:
                await asyncio.sleep(0.01)
        await meet.live.stop()
        await serving
        entries = meet.live.desk.ledger.entries
        return answer, [e.fact for e in entries if isinstance(e.fact, ImpulseReceived)]

    def test_a_press_is_an_impulse_of_its_moment(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Any:
            ago_us = meet.live.now().mono_us - 2_000_000
            pressed = {"input": "home", "at_us": ago_us}
            before = meet.live.now().utc_us % DAY_US
            answer, came = await self.with_button(
                meet, lambda meet: post(meet, "/api/v1/console/impulse", pressed)
            )
            return answer, came, before

        answer, came, before = run(tmp_path / "a.halflap", asked)
        assert answer.status == 200
        (impulse,) = came
        assert (impulse.channel, impulse.manual) == ("C2", True)
        assert -2_100_000 <= impulse.us - before <= -1_500_000

    def test_a_press_that_is_sent_again_is_one_impulse(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Any:
            pressed = {"input": "home", "at_us": meet.live.now().mono_us}
            other = {"input": "back", "at_us": pressed["at_us"]}

            async def twice(meet: Served) -> Answer:
                headers = {"x-halflap": "1", "cookie": await cookie(meet)}
                for each in (pressed, pressed, other):
                    body = msgspec.json.encode(each)
                    answer = await ask(meet.place, "POST", "/api/v1/console/impulse", headers, body)
                    assert answer.status == 200
                async with asyncio.timeout(5):
                    while meet.live.meet.timing.count < 2:
                        await asyncio.sleep(0.01)
                return answer

            return await self.with_button(meet, twice)

        _, came = run(tmp_path / "a.halflap", asked)
        assert [impulse.channel for impulse in came] == ["C2", "C3"]

    def test_a_press_that_is_too_old_is_no_impulse(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Any:
            pressed = {"input": "home", "at_us": meet.live.now().mono_us - 60_000_000}
            return await self.with_button(
                meet, lambda meet: post(meet, "/api/v1/console/impulse", pressed)
            )

        answer, came = run(tmp_path / "a.halflap", asked)
        assert codes(answer) == ["too-late"]
        assert came == []

    def test_an_input_that_is_none_is_refused(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Any:
            return await self.with_button(
                meet, lambda meet: post(meet, "/api/v1/console/impulse", {"input": "roof"})
            )

        answer, came = run(tmp_path / "a.halflap", asked)
        assert codes(answer) == ["no-input"]
        assert came == []


class TestTheSessionCheck:
    def test_is_begun_and_ended(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> list[bool]:
            running = []
            for wanted in (True, False):
                answer = await post(meet, "/api/v1/console/check", {"run": wanted})
                assert answer.status == 200
                running.append(msgspec.json.decode(answer.body)["running"])
            return running

        assert run(tmp_path / "a.halflap", asked) == [True, False]
