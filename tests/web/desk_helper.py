"""Somebody at a desk of the browser: pages opened, forms filled in and posted as a browser does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from halflap.meet.commands import Command, Refused
from halflap.web.access import COOKIE
from halflap.web.roles import Role
from tests.web.serving import Answer, Served, ask, served

Scene = Callable[["Sitting"], Awaitable[None]]


class Sitting:
    """Somebody signed in at a meet that is served."""

    def __init__(self, meet: Served, cookie: str) -> None:
        self.meet = meet
        self.cookie = {"cookie": cookie}

    async def open(self, path: str) -> str:
        """A page, which has to be there."""
        answer = await self.meet.get(path.partition("#")[0], **self.cookie)
        assert answer.status == 200, answer.text
        return answer.text

    async def post(self, path: str, form: str, fields: dict[str, str]) -> Answer:
        """A form of the page, filled in; what the page hides in it goes along."""
        page = await self.open(path)
        found = re.search(rf'<form[^>]* data-form="{re.escape(form)}".*?</form>', page, re.S)
        assert found is not None, f"no form {form} at {path}"
        return await self.send(path, hidden(found[0]) | fields)

    async def send(self, path: str, fields: dict[str, str]) -> Answer:
        """Fields as they are."""
        headers = self.cookie | {"content-type": "application/x-www-form-urlencoded"}
        return await ask(self.meet.place, "POST", path, headers, urlencode(fields).encode())

    async def does(self, path: str, form: str, **fields: str) -> str:
        """A form that has to be accepted; the page that it leads to."""
        answer = await self.post(path, form, fields)
        assert answer.status == 303, answer.text
        return await self.open(answer.headers["location"])

    async def refused(self, path: str, form: str, **fields: str) -> str:
        """A form that has to be refused, and changes nothing; the page with the reason."""
        before = self.meet.site.seq
        answer = await self.post(path, form, fields)
        assert answer.status == 409, answer.text
        assert self.meet.site.seq == before
        return said(answer.text)

    async def would(self, path: str, form: str, **fields: str) -> str:
        """A preview, which changes nothing."""
        before = self.meet.site.seq
        answer = await self.post(path, form, fields | {"preview": "yes"})
        assert answer.status == 200, answer.text
        assert self.meet.site.seq == before
        return said(answer.text)

    async def act(self, command: Command, actor: str = "Ben") -> None:
        """A command that somebody else gave."""
        done = await self.meet.live.act(command, actor)
        assert not isinstance(done, Refused), done


def hidden(form: str) -> dict[str, str]:
    """The hidden fields of a form."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found}


def said(page: str) -> str:
    """The text of a page, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def at_desk(tmp_path: Path, scene: Scene, role: Role = Role.COMMISSAIRE) -> None:
    """What somebody does while a meet is served."""

    async def run() -> None:
        async with served(tmp_path / "club.halflap") as meet:
            access = meet.site.access
            assert access.new is not None
            word = await access.sign_in("Ana", role, access.new.pins[role], "127.0.0.1")
            await scene(Sitting(meet, f"{COOKIE}={word}"))

    asyncio.run(run())
