"""What officials are told, and who may hear it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from halflap.web.roles import Role
from tests.web.serving import Answer, Served
from tests.web.test_access import codes, cookie, give, run

ARM = {"competition": "men", "phase": "qualifying", "heat": "1"}


async def view(meet: Served, word: str) -> dict[str, Any]:
    answer = await meet.get("/api/v1/officials", cookie=word)
    assert answer.status == 200
    found: dict[str, Any] = msgspec.json.decode(answer.body)["view"]
    return found


class TestWhoMayHear:
    @pytest.mark.parametrize("path", ["/api/v1/officials", "/events/officials"])
    def test_nobody_who_is_not_an_official(self, tmp_path: Path, path: str) -> None:
        async def asked(meet: Served) -> tuple[Answer, Answer]:
            announcer = await cookie(meet, Role.ANNOUNCER)
            return await meet.get(path), await meet.get(path, cookie=announcer)

        stranger, announcer = run(tmp_path / "a.halflap", asked)
        assert (stranger.status, announcer.status) == (401, 403)
        assert codes(stranger) == ["http-401"]


class TestTheStripOfARun:
    def test_is_for_officials_and_says_where_there_is_none(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, Answer]:
            path = "/api/v1/strip/men/qualifying/1/1"
            return await meet.get(path), await meet.get(path, cookie=await cookie(meet))

        stranger, official = run(tmp_path / "a.halflap", asked)
        assert (stranger.status, official.status) == (401, 404)
        assert codes(official) == ["no-run"]


class TestTheSnapshot:
    def test_has_for_each_action_its_commands_or_why_not(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> dict[str, Any]:
            return await view(meet, await cookie(meet))

        actions = run(tmp_path / "a.halflap", asked)["console"]["actions"]
        for name, action in actions.items():
            offered = action["commands"] or action["choices"]
            assert bool(offered) is not bool(action["refused"]), name
        assert [each["code"] for each in actions["arm"]["refused"]] == ["no-source"]

    def test_gives_the_reason_that_the_command_gives(self, tmp_path: Path) -> None:
        """Law 7: the same list disables the button and is the answer of the API."""

        async def asked(meet: Served) -> tuple[list[Any], Answer]:
            word = await cookie(meet)
            why = (await view(meet, word))["console"]["actions"]["arm"]["refused"]
            return why, await give(meet, "ArmHeat", ARM, word)

        shown, answer = run(tmp_path / "a.halflap", asked)
        refused = msgspec.json.decode(answer.body)["refused"]
        keys = ("code", "text", "remedy")
        assert [[each[key] for key in keys] for each in shown] == [
            [each[key] for key in keys] for each in refused
        ]
