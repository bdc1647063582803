"""Commands over HTTP: once, by whom, of something still current, and why not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest

from halflap.hub.desk import Done
from halflap.meet.commands import IssueDocument, PauseAutomation, ResumeAutomation
from halflap.meet.views.communique import START_LIST, communique
from halflap.web.roles import Role
from tests.web.serving import Answer, Served, ask
from tests.web.test_access import codes, cookie, give, made, run, sign_in

WITHDRAW = {"competition": "men", "bib": 1, "reason": "ill"}


def value(answer: Answer) -> Any:
    return msgspec.json.decode(answer.body)


def facts(meet: Served) -> int:
    return len(meet.live.desk.ledger.entries)


class TestACommand:
    def test_is_kept_as_somebodys(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, str]:
            answer = await give(meet, "PauseAutomation", {}, await cookie(meet))
            return answer, meet.live.desk.ledger.entries[-1].actor

        answer, actor = run(tmp_path / "a.halflap", asked)
        assert answer.status == 200
        assert value(answer)["again"] is False
        assert value(answer)["facts"] == [value(answer)["seq"]]
        assert actor == "Ana (timekeeper)"

    def test_that_is_repeated_is_done_once(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, Answer, int]:
            kept = await cookie(meet)
            before = facts(meet)
            first = await give(meet, "PauseAutomation", {}, kept, id="the one")
            again = await give(meet, "PauseAutomation", {}, kept, id="the one")
            return first, again, facts(meet) - before

        first, again, more = run(tmp_path / "a.halflap", asked)
        assert more == 1
        assert value(again)["again"] is True
        assert value(again)["facts"] == value(first)["facts"]

    def test_an_id_that_was_used_for_another_is_refused(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            kept = await cookie(meet)
            await give(meet, "PauseAutomation", {}, kept, id="the one")
            return await give(meet, "ResumeAutomation", {}, kept, id="the one")

        answer = run(tmp_path / "a.halflap", asked)
        assert (answer.status, codes(answer)) == (409, ["command-reused"])

    def test_that_is_not_possible_says_why_in_every_language(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await give(meet, "ResumeAutomation", {}, await cookie(meet))

        answer = run(tmp_path / "a.halflap", asked)
        assert answer.status == 409
        assert set(value(answer)["refused"][0]["text"]) == {"en", "fr"}


class TestAPreview:
    def test_says_what_would_change_and_changes_nothing(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, int]:
            kept = await cookie(meet, Role.COMMISSAIRE)
            before = facts(meet)
            command = {"competition": "men", "phase": "qualifying", "heat": "1"}
            answer = await give(meet, "SwapSides", command, kept, dry_run=True)
            return answer, facts(meet) - before

        answer, more = run(tmp_path / "a.halflap", asked)
        assert (answer.status, more) == (200, 0)
        assert any("qualifying/heat/1/home" in each["en"] for each in value(answer)["changes"])


class TestWhatIsStale:
    def test_is_refused_with_what_changed(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, int]:
            kept = await cookie(meet)
            seen = meet.site.seq
            await meet.live.act(PauseAutomation(), "Bo")
            before = facts(meet)
            answer = await give(meet, "ResumeAutomation", {}, kept, expects={"seq": seen})
            return answer, facts(meet) - before

        answer, more = run(tmp_path / "a.halflap", asked)
        assert (answer.status, codes(answer), more) == (409, ["stale"], 0)
        assert "paused" in value(answer)["refused"][0]["text"]["en"].lower()

    def test_is_known_of_two_at_the_same_moment(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, Answer]:
            ana = await cookie(meet)
            pin = made(meet).pins[Role.COMMISSAIRE]
            signed_in = await sign_in(meet, Role.COMMISSAIRE, pin, "Bo")
            bo = signed_in.headers["set-cookie"].partition(";")[0]
            seen = {"seq": meet.site.seq}
            async with meet.live._one:  # both wait for their turn
                first = give(meet, "PauseAutomation", {}, ana, id="a", expects=seen)
                second = give(meet, "ResumeAutomation", {}, bo, id="b", expects=seen)
                both = asyncio.gather(first, second)
                async with asyncio.timeout(20):
                    while len(meet.live._one._waiters or ()) < 2:
                        await asyncio.sleep(0)
            one, other = await both
            return one, other

        answers = run(tmp_path / "a.halflap", asked)
        assert sorted(each.status for each in answers) == [200, 409]
        (refused,) = [each for each in answers if each.status == 409]
        assert codes(refused) == ["stale"]

    def test_is_nothing_that_changes_something_else(self, tmp_path: Path) -> None:
        """A communiqué that the secretary issued meanwhile keeps nobody from the automation."""

        async def asked(meet: Served) -> Answer:
            kept, seen = await cookie(meet), meet.site.seq
            men = meet.site.meet.competitions["men"]
            found = communique(men, START_LIST, men.fmt.phase[0])
            issued = IssueDocument(competition="men", document=found.name, content=found.content)
            assert isinstance(await meet.live.act(issued, "Bo"), Done)
            return await give(meet, "PauseAutomation", {}, kept, expects={"seq": seen})

        assert run(tmp_path / "a.halflap", asked).status == 200

    def test_ones_own_decisions_are_known(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            kept = await cookie(meet)
            seen = meet.site.seq
            await give(meet, "PauseAutomation", {}, kept, id="a")
            return await give(meet, "ResumeAutomation", {}, kept, id="b", expects={"seq": seen})

        assert run(tmp_path / "a.halflap", asked).status == 200

    def test_a_repetition_of_what_was_done_is_answered_all_the_same(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            kept = await cookie(meet)
            expects = {"seq": meet.site.seq}
            await give(meet, "PauseAutomation", {}, kept, id="a", expects=expects)
            await meet.live.act(ResumeAutomation(), "Bo")
            return await give(meet, "PauseAutomation", {}, kept, id="a", expects=expects)

        answer = run(tmp_path / "a.halflap", asked)
        assert (answer.status, value(answer)["again"]) == (200, True)

    def test_a_repetition_of_what_was_refused_is_refused(self, tmp_path: Path) -> None:
        """The page has said that it was not done: what took the longer way must not do it."""

        async def asked(meet: Served) -> tuple[list[Answer], Answer, int]:
            kept, seen = await cookie(meet), meet.site.seq
            await meet.live.act(PauseAutomation(), "Bo")
            old = {"id": "a", "expects": {"seq": seen}}
            first = await give(meet, "PauseAutomation", {}, kept, **old)
            await meet.live.act(ResumeAutomation(), "Bo")
            before = facts(meet)
            again = await give(meet, "PauseAutomation", {}, kept, id="a")
            done = facts(meet) - before
            return [first, again], await give(meet, "PauseAutomation", {}, kept, id="b"), done

        refused, other, done = run(tmp_path / "a.halflap", asked)
        assert [each.status for each in refused] == [409, 409]
        assert value(refused[0]) == value(refused[1])
        assert (other.status, done) == (200, 0)


class TestADeadline:
    """``until_us``: what is lost on its way is not done when nobody means it any more."""

    def test_that_is_to_come_is_kept(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            until_us = meet.site.now_us + 60_000_000
            return await give(meet, "PauseAutomation", {}, await cookie(meet), until_us=until_us)

        assert run(tmp_path / "a.halflap", asked).status == 200

    def test_that_has_passed_does_nothing_and_says_so_with_the_time(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, int, int]:
            kept, before, until_us = await cookie(meet), facts(meet), meet.site.now_us
            answer = await give(meet, "PauseAutomation", {}, kept, until_us=until_us)
            return answer, facts(meet) - before, until_us

        answer, more, until_us = run(tmp_path / "a.halflap", asked)
        assert (answer.status, codes(answer), more) == (409, ["late"], 0)
        assert value(answer)["now_us"] > until_us
        (why,) = value(answer)["refused"]
        assert why["text"]["en"] == "The command came too late: nothing was done."
        assert why["remedy"]["en"] == "Look at what is shown now, and press again."

    def test_that_passes_while_it_waits_for_its_turn_does_nothing(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, int]:
            kept, before = await cookie(meet), facts(meet)
            async with meet.live._one:
                until_us = meet.site.now_us + 200_000
                answer = asyncio.create_task(
                    give(meet, "PauseAutomation", {}, kept, until_us=until_us)
                )
                while not meet.live._one._waiters or meet.site.now_us <= until_us:
                    await asyncio.sleep(0.01)
            return await answer, facts(meet) - before

        answer, more = run(tmp_path / "a.halflap", asked)
        assert (codes(answer), more) == (["late"], 0)

    def test_is_no_matter_where_it_was_done_before(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Answer, Answer]:
            kept = await cookie(meet)
            until_us = meet.site.now_us + 60_000_000
            first = await give(meet, "PauseAutomation", {}, kept, id="a", until_us=until_us)
            return first, await give(meet, "PauseAutomation", {}, kept, id="a", until_us=1)

        first, again = run(tmp_path / "a.halflap", asked)
        assert (again.status, value(again)["again"]) == (200, True)
        assert value(again)["facts"] == value(first)["facts"]

    def test_is_the_first_thing_that_is_said(self, tmp_path: Path) -> None:
        """What others decided meanwhile makes no difference to a press that is over."""

        async def asked(meet: Served) -> Answer:
            kept, seen = await cookie(meet), meet.site.seq
            await meet.live.act(PauseAutomation(), "Bo")
            return await give(meet, "ResumeAutomation", {}, kept, expects={"seq": seen}, until_us=1)

        assert codes(run(tmp_path / "a.halflap", asked)) == ["late"]


class TestWhatIsNoCommand:
    @pytest.mark.parametrize(
        ("name", "body", "status", "code"),
        [
            ("Nothing", b"{}", 404, "no-command"),
            ("ReceiveImpulses", b"{}", 404, "no-command"),
            ("PauseAutomation", b"", 400, "malformed"),
            ("PauseAutomation", b"[1]", 400, "malformed"),
            ("PauseAutomation", b'{"id": "\xff"}', 400, "malformed"),
            ("PauseAutomation", b'{"id": "x", "command": ' + b"[" * 50_000, 400, "malformed"),
            ("PauseAutomation", b'{"id": "", "command": {}}', 400, "no-id"),
            ("PauseAutomation", b'{"id": "x", "command": {"more": 1}}', 400, "malformed"),
            ("PauseAutomation", b'{"id": "x", "command": {}, "more": 1}', 400, "malformed"),
            ("ArmHeat", b'{"id": "x", "command": {"competition": 1}}', 400, "malformed"),
        ],
    )
    def test_is_refused_in_words_and_changes_nothing(
        self, tmp_path: Path, name: str, body: bytes, status: int, code: str
    ) -> None:
        async def asked(meet: Served) -> tuple[Answer, int]:
            headers = {"cookie": await cookie(meet), "x-halflap": "1"}
            before = facts(meet)
            path = f"/api/v1/commands/{name}"
            answer = await ask(meet.place, "POST", path, headers, body)
            return answer, facts(meet) - before

        answer, more = run(tmp_path / "a.halflap", asked)
        assert (answer.status, codes(answer), more) == (status, [code], 0)

    def test_too_long_a_body_is_not_taken_in(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            headers = {"cookie": await cookie(meet), "x-halflap": "1"}
            body = b'{"id": "' + b"x" * (4 * 1024 * 1024) + b'"}'
            return await ask(meet.place, "POST", "/api/v1/commands/PauseAutomation", headers, body)

        assert run(tmp_path / "a.halflap", asked).status == 413

    def test_nobody_gives_one_without_being_signed_in(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await give(meet, "PauseAutomation", {})

        assert run(tmp_path / "a.halflap", asked).status == 401
