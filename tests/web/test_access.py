"""Who may do what: PINs, sessions, the token, and what is turned away before anybody looks."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import stat
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest
from msgspec.structs import replace
from starlette.requests import Request

from halflap.hub.control import KINDS
from halflap.meet.commands import ConfirmHeat
from halflap.web import access_file
from halflap.web.access import ALL_AT_ONCE, Access, Denied, New
from halflap.web.access_file import AccessFault
from halflap.web.access_log import AccessLog
from halflap.web.app import of_site
from halflap.web.attempts import REMEMBERED, Attempts
from halflap.web.roles import MAY_GIVE, Role, may_give
from halflap.web.site import Settings
from tests.web.serving import Answer, Served, ask, served

ARM = {"competition": "men", "phase": "qualifying", "heat": "1"}


def run(path: Path, what: Callable[[Served], Awaitable[Any]], **settings: Any) -> Any:
    async def whole() -> Any:
        async with served(path, settings=Settings(**settings)) as meet:
            return await what(meet)

    return asyncio.run(whole())


def made(meet: Served) -> New:
    assert meet.site.access.new is not None
    return meet.site.access.new


async def sign_in(meet: Served, role: Role, pin: str, name: str = "Ana", **form: str) -> Answer:
    body = urlencode({"name": name, "role": role.value, "pin": pin, **form}).encode()
    return await ask(meet.place, "POST", "/sign-in", {}, body)


async def cookie(meet: Served, role: Role = Role.TIMEKEEPER) -> str:
    answer = await sign_in(meet, role, made(meet).pins[role])
    assert answer.status == 303, answer.text
    return answer.headers["set-cookie"].partition(";")[0]


async def give(
    meet: Served, name: str, command: dict[str, Any], cookie: str = "", **more: Any
) -> Answer:
    headers = {"x-halflap": "1", "cookie": cookie, **more.pop("headers", {})}
    body = msgspec.json.encode({"id": more.pop("id", "one"), "command": command, **more})
    return await ask(meet.place, "POST", f"/api/v1/commands/{name}", headers, body)


def codes(answer: Answer) -> list[str]:
    return [each["code"] for each in msgspec.json.decode(answer.body)["refused"]]


class TestPins:
    def test_are_made_once_and_kept_so_that_nobody_reads_them(self, tmp_path: Path) -> None:
        meet = tmp_path / "a.halflap"

        async def first(served: Served) -> New:
            return made(served)

        async def again(served: Served) -> object:
            return served.site.access.new

        new = run(meet, first)
        assert set(new.pins) == set(Role)
        assert all(len(pin) == access_file.PIN_DIGITS for pin in new.pins.values())
        file = access_file.place(meet)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert not any(secret in file.read_text() for secret in (*new.pins.values(), new.token))
        assert run(meet, again) is None

    def test_new_ones_end_every_session(self, tmp_path: Path) -> None:
        meet = tmp_path / "a.halflap"
        kept = run(meet, cookie)

        async def with_it(served: Served) -> Answer:
            return await give(served, "PauseAutomation", {}, kept)

        assert run(meet, with_it).status == 200
        assert run(meet, with_it, new_pins=True).status == 401

    def test_a_wrong_one_says_so_and_signs_nobody_in(self, tmp_path: Path) -> None:
        async def wrong(meet: Served) -> Answer:
            return await sign_in(meet, Role.TIMEKEEPER, "00000000")

        answer = run(tmp_path / "a.halflap", wrong)
        assert answer.status == 403
        assert "That is not the PIN of this role." in answer.text
        assert "set-cookie" not in answer.headers

    def test_among_too_many_fields_is_not_looked_for(self, tmp_path: Path) -> None:
        async def flood(meet: Served) -> Answer:
            headers = {"content-type": "application/x-www-form-urlencoded"}
            return await ask(meet.place, "POST", "/sign-in", headers, b"a=1&" * 21)

        assert run(tmp_path / "a.halflap", flood).status == 400

    def test_of_another_role_does_not_do(self, tmp_path: Path) -> None:
        async def wrong(meet: Served) -> Answer:
            return await sign_in(meet, Role.COMMISSAIRE, made(meet).pins[Role.TIMEKEEPER])

        assert run(tmp_path / "a.halflap", wrong).status == 403

    def test_are_not_found_by_trying(self, tmp_path: Path) -> None:
        async def often(meet: Served) -> Answer:
            for _ in range(6):
                await sign_in(meet, Role.TIMEKEEPER, "00000000")
            return await sign_in(meet, Role.TIMEKEEPER, made(meet).pins[Role.TIMEKEEPER])

        answer = run(tmp_path / "a.halflap", often)
        assert answer.status == 429
        assert int(answer.headers["retry-after"]) > 0
        assert "Too many attempts." in answer.text

    @pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\tb\x00"])
    def test_a_name_is_asked_for(self, tmp_path: Path, name: str) -> None:
        async def nameless(meet: Served) -> Answer:
            pin = made(meet).pins[Role.TIMEKEEPER]
            return await sign_in(meet, Role.TIMEKEEPER, pin, name)

        assert run(tmp_path / "a.halflap", nameless).status == 403


class TestAttempts:
    def test_come_back_with_time(self) -> None:
        attempts = Attempts(2, 10.0)
        assert [attempts.wait_s("a", 0.0) for _ in range(3)] == [0, 0, 10]
        assert attempts.wait_s("b", 0.0) == 0
        assert attempts.wait_s("a", 10.0) == 0

    def test_of_one_machine_lock_nobody_else_out(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> str:
            access = meet.site.access
            for _ in range(ALL_AT_ONCE + 20):
                with contextlib.suppress(Denied):
                    await access.sign_in("Eve", Role.COMMISSAIRE, "00000000", "10.0.0.66")
            pin = made(meet).pins[Role.COMMISSAIRE]
            return await access.sign_in("Ana", Role.COMMISSAIRE, pin, "10.0.0.7")

        assert run(tmp_path / "a.halflap", asked)

    def test_are_not_remembered_without_end(self) -> None:
        attempts = Attempts(1, 10.0)
        for number in range(3 * REMEMBERED):
            attempts.wait_s(str(number), 0.0)
        assert len(attempts._buckets) == REMEMBERED


class TestASession:
    def test_is_kept_from_scripts_and_other_sites(self, tmp_path: Path) -> None:
        async def answer(meet: Served) -> Answer:
            return await sign_in(meet, Role.TIMEKEEPER, made(meet).pins[Role.TIMEKEEPER])

        said = run(tmp_path / "a.halflap", answer).headers["set-cookie"].lower()
        assert "httponly" in said
        assert "samesite=strict" in said

    def test_survives_a_restart_of_the_server(self, tmp_path: Path) -> None:
        meet = tmp_path / "a.halflap"
        kept = run(meet, cookie)

        async def with_it(served: Served) -> Answer:
            return await give(served, "PauseAutomation", {}, kept)

        assert run(meet, with_it).status == 200

    def test_ends_after_a_day(self, tmp_path: Path) -> None:
        utc = [1_000_000.0]
        access = Access(None, utc_s=lambda: utc[0], now_s=lambda: 0.0)
        assert access.new is not None
        pin = access.new.pins[Role.SECRETARY]
        word = asyncio.run(access.sign_in("Bo", Role.SECRETARY, pin, "here"))
        request = _request(word)
        assert access.official(request) is not None
        utc[0] += 24 * 3600
        assert access.official(request) is None

    def test_that_others_push_out_is_over_for_its_stream_too(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("halflap.web.access.MOST_SESSIONS", 1)
        access, ended = Access(None, utc_s=lambda: 0.0, now_s=lambda: 0.0), list[str]()
        access.ended.append(ended.append)
        assert access.new is not None
        pins = access.new.pins
        word = asyncio.run(access.sign_in("Ana", Role.TIMEKEEPER, pins[Role.TIMEKEEPER], "a"))
        official = access.official(_request(word))
        asyncio.run(access.sign_in("Bo", Role.DISPLAY, pins[Role.DISPLAY], "b"))
        assert official is not None
        assert ended == [official.key]
        assert access.official(_request(word)) is None

    def test_of_the_same_name_and_role_is_another_author(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> list[str]:
            first, second = await cookie(meet), await cookie(meet)
            other = await cookie(meet, Role.COMMISSAIRE)
            for number, kept in enumerate((first, second, other)):
                name = "PauseAutomation" if number % 2 == 0 else "ResumeAutomation"
                assert (await give(meet, name, {}, kept, id=str(number))).status == 200
            return [each.actor for each in meet.live.desk.ledger.entries[-3:]]

        assert run(tmp_path / "a.halflap", asked) == [
            "Ana (timekeeper)",
            "Ana (timekeeper, device 2)",
            "Ana (commissaire)",
        ]

    def test_that_begins_again_in_the_same_browser_ends_the_one_before(
        self, tmp_path: Path
    ) -> None:
        async def asked(meet: Served) -> tuple[str, int]:
            first = await cookie(meet)
            pin = made(meet).pins[Role.TIMEKEEPER]
            body = urlencode({"name": "Ana", "role": "timekeeper", "pin": pin}).encode()
            answer = await ask(meet.place, "POST", "/sign-in", {"cookie": first}, body)
            again = answer.headers["set-cookie"].partition(";")[0]
            mine = await meet.get("/api/v1/me", cookie=again)
            return msgspec.json.decode(mine.body)["actor"], (
                await meet.get("/api/v1/me", cookie=first)
            ).status

        assert run(tmp_path / "a.halflap", asked) == ("Ana (timekeeper)", 401)

    def test_is_told_of_what_its_other_device_decided(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> list[str]:
            first, second = await cookie(meet), await cookie(meet)
            seen = {"seq": meet.site.seq}
            await give(meet, "PauseAutomation", {}, first)
            late = await give(meet, "ResumeAutomation", {}, second, id="two", expects=seen)
            return codes(late)

        assert run(tmp_path / "a.halflap", asked) == ["stale"]

    def test_ends_by_signing_out(self, tmp_path: Path) -> None:
        async def out(meet: Served) -> Answer:
            kept = await cookie(meet)
            await ask(meet.place, "POST", "/sign-out", {"cookie": kept})
            return await give(meet, "PauseAutomation", {}, kept)

        assert run(tmp_path / "a.halflap", out).status == 401

    def test_a_word_that_was_brought_along_is_never_taken_for_one(self, tmp_path: Path) -> None:
        async def fixed(meet: Served) -> str:
            body = urlencode(
                {"name": "Ana", "role": "timekeeper", "pin": made(meet).pins[Role.TIMEKEEPER]}
            ).encode()
            theirs = {"cookie": "halflap-session=chosen-by-somebody"}
            answer = await ask(meet.place, "POST", "/sign-in", theirs, body)
            return answer.headers["set-cookie"]

        assert "chosen-by-somebody" not in run(tmp_path / "a.halflap", fixed)

    @pytest.mark.parametrize(
        ("wanted", "led_to"),
        [("/console?x=1", "/console?x=1"), ("//evil.example", "/console"), ("", "/console")],
    )
    def test_leads_to_the_page_that_was_asked_for_and_never_elsewhere(
        self, tmp_path: Path, wanted: str, led_to: str
    ) -> None:
        async def answer(meet: Served) -> Answer:
            pin = made(meet).pins[Role.TIMEKEEPER]
            return await sign_in(meet, Role.TIMEKEEPER, pin, next=wanted)

        assert run(tmp_path / "a.halflap", answer).headers["location"] == led_to


def _request(word: str) -> Request:
    cookie = f"halflap-session={word}".encode()
    return Request({"type": "http", "headers": [(b"cookie", cookie)]})


class TestWhoCameAndWent:
    def test_is_kept_and_shown_to_the_commissaires_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "a.halflap"

        async def asked(meet: Served) -> tuple[str, str, bytes]:
            await sign_in(meet, Role.TIMEKEEPER, "00000000", "Eve")
            theirs = await cookie(meet, Role.COMMISSAIRE)
            others = await cookie(meet, Role.TIMEKEEPER)
            shown = await meet.get("/sign-in", cookie=theirs)
            hidden = await meet.get("/sign-in", cookie=others)
            told = await meet.get("/api/v1/sign-ins", cookie=theirs)
            return shown.text, hidden.text, told.body

        shown, hidden, told = run(path, asked)
        lines = msgspec.json.decode(told)["lines"]
        assert [(each["what"], each["name"]) for each in lines] == [
            ("wrong-pin", "Eve"),
            ("signed-in", "Ana"),
            ("signed-in", "Ana"),
        ]
        assert "wrong PIN" in shown
        assert "Eve" not in hidden
        file = path.with_name(f"{path.name}-access-log")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert len(file.read_bytes().splitlines()) == len(lines)
        assert b"00000000" not in file.read_bytes()

    def test_says_who_was_refused_for_the_role(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> list[str]:
            kept = await cookie(meet, Role.ANNOUNCER)
            statuses = [
                (await meet.get("/console", cookie=kept)).status,
                (await meet.get("/events/officials", cookie=kept)).status,
            ]
            secretary = await cookie(meet, Role.SECRETARY)
            statuses.append((await give(meet, "ArmHeat", ARM, secretary)).status)
            assert statuses == [403, 403, 403]
            last = meet.site.access.log.last
            return [each.role.value for each in last if each.what == "not-allowed" and each.role]

        found = run(tmp_path / "a.halflap", asked)
        assert sorted(found) == ["announcer", "announcer", "secretary"]

    def test_is_read_again_after_a_restart(self, tmp_path: Path) -> None:
        meet = tmp_path / "a.halflap"
        first = AccessLog(meet, lambda: 1.0)
        first.note("signed-in", "Ana", Role.SECRETARY, "here")
        with meet.with_name(f"{meet.name}-access-log").open("ab") as file:
            file.write(b'{"utc_s": 2, "what": "signed-in", "name": "\xff"}\n{"utc_s": 2, "wh')
        assert list(AccessLog(meet, lambda: 3.0).last) == list(first.last)

    def test_never_fills_a_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("halflap.web.access_log.LONGEST", 500)
        log = AccessLog(tmp_path / "a.halflap", lambda: 1.0)
        for _ in range(200):
            log.note("wrong-pin", "Eve", Role.TIMEKEEPER, "there")
        assert sum(each.stat().st_size for each in tmp_path.iterdir()) < 1500


class TestTheHeadOfEveryPage:
    @pytest.mark.parametrize(
        ("role", "first"),
        [
            (Role.TIMEKEEPER, "/console"),
            (Role.COMMISSAIRE, "/desk"),
            (Role.SECRETARY, "/office"),
            (Role.DISPLAY, "/board"),
        ],
    )
    def test_leads_to_where_the_work_of_the_role_begins(
        self, tmp_path: Path, role: Role, first: str
    ) -> None:
        async def signed_in(meet: Served) -> str:
            return (await sign_in(meet, role, made(meet).pins[role])).headers["location"]

        assert run(tmp_path / "a.halflap", signed_in) == first

    def test_says_who_is_signed_in_and_leads_to_where_one_signs_out(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[str, str, str]:
            kept = await cookie(meet, Role.SECRETARY)
            mine, others = await meet.get("/", cookie=kept), await meet.get("/")
            return mine.text, others.text, (await meet.get("/sign-in", cookie=kept)).text

        mine, others, sign_in_page = run(tmp_path / "a.halflap", asked)
        assert "Ana (secretary)</a>" in mine
        assert "Ana" not in others
        assert sign_in_page.count('action="/sign-out"') == 1  # in the header, as everywhere
        assert "You are signed in as Ana (secretary)." in sign_in_page

    def test_of_the_public_place_says_nothing_of_it(self, tmp_path: Path) -> None:
        """A browser sends the cookie to every port of a machine."""
        path = tmp_path / "a.halflap"
        kept = run(path, cookie)

        async def whole() -> str:
            public = partial(of_site, public_only=True)
            async with served(path, app=public) as meet:
                return (await meet.get("/", cookie=kept)).text

        assert "Ana" not in asyncio.run(whole())


class TestASlowStranger:
    def test_who_sends_a_body_without_end_is_cut_off(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("halflap.web.wire.BODY_S", 0.2)

        async def slowly(meet: Served) -> bytes:
            reader, writer = await asyncio.open_connection(meet.place.host, meet.place.port)
            head = (
                f"POST /sign-in HTTP/1.1\r\nhost: {meet.place.host}:{meet.place.port}\r\n"
                "content-length: 100\r\n\r\nname="
            )
            writer.write(head.encode())
            try:
                async with asyncio.timeout(20):
                    return await reader.read()
            except ConnectionError:
                return b""
            finally:
                writer.close()

        assert run(tmp_path / "a.halflap", slowly) == b""


class TestNoSecret:
    def test_is_in_an_address_or_a_journal(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[str, bytes, New]:
            kept = await cookie(meet)
            await give(meet, "PauseAutomation", {}, kept)
            answer = await meet.get("/console", accept="text/html")
            facts = b"".join(msgspec.json.encode(each) for each in meet.live.desk.ledger.entries)
            return answer.headers["location"] + kept, facts, made(meet)

        told, facts, new = run(tmp_path / "a.halflap", asked)
        location, _, word = told.partition("halflap-session=")
        assert location == "/sign-in?next=/console"
        secrets = (*new.pins.values(), new.token, word)
        assert not any(secret.encode() in facts for secret in secrets)


class TestOtherSites:
    @pytest.mark.parametrize(
        "headers",
        [
            {"origin": "http://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ],
    )
    def test_cannot_make_a_browser_do_anything(
        self, tmp_path: Path, headers: dict[str, str]
    ) -> None:
        async def posted(meet: Served) -> Answer:
            return await give(meet, "PauseAutomation", {}, await cookie(meet), headers=headers)

        answer = run(tmp_path / "a.halflap", posted)
        assert (answer.status, codes(answer)) == (403, ["origin"])

    def test_a_form_cannot_give_a_command(self, tmp_path: Path) -> None:
        async def posted(meet: Served) -> Answer:
            return await give(
                meet, "PauseAutomation", {}, await cookie(meet), headers={"x-halflap": ""}
            )

        answer = run(tmp_path / "a.halflap", posted)
        assert (answer.status, codes(answer)) == (403, ["no-header"])

    def test_cannot_point_their_name_at_this_machine(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await meet.get("/", host="evil.example")

        answer = run(tmp_path / "a.halflap", asked)
        assert (answer.status, codes(answer)) == (421, ["host"])

    @pytest.mark.parametrize("name", ["timing.club.example", "localhost:8020", "[::1]:8020"])
    def test_names_that_are_known_are_answered(self, tmp_path: Path, name: str) -> None:
        async def asked(meet: Served) -> Answer:
            return await meet.get("/sign-in", host=name)

        assert run(tmp_path / "a.halflap", asked, names=("timing.club.example",)).status == 200


class TestOddSigns:
    """What a browser never sends is refused, and is no fault of ours."""

    @pytest.mark.parametrize(
        "headers", [{"authorization": "Bearer \xe9"}, {"host": "["}, {"origin": "http://["}]
    )
    def test_in_a_header(self, tmp_path: Path, headers: dict[str, str]) -> None:
        async def asked(meet: Served) -> int:
            method = "POST" if "origin" in headers else "GET"
            return (await ask(meet.place, method, "/api/v1/officials", headers)).status

        assert 400 <= run(tmp_path / "a.halflap", asked) < 500

    def test_in_the_key_of_a_form(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> int:
            kept = await cookie(meet, Role.COMMISSAIRE)
            form = "application/x-www-form-urlencoded"
            headers = {"cookie": kept, "content-type": form}
            body = urlencode({"key": "é", "form": "x"}).encode()
            return (await ask(meet.place, "POST", "/desk", headers, body)).status

        assert run(tmp_path / "a.halflap", asked) == 403


class TestRoles:
    def test_the_commissaires_may_give_every_command(self) -> None:
        assert MAY_GIVE[Role.COMMISSAIRE] == set(KINDS)

    def test_every_command_named_for_a_role_exists(self) -> None:
        assert {name for names in MAY_GIVE.values() for name in names} <= set(KINDS)

    def test_a_timekeeper_confirms_as_provisional_only(self) -> None:
        asked = ConfirmHeat(competition="men", phase="qualifying", heat="1", level="provisional")
        assert may_give(Role.TIMEKEEPER, asked)
        assert not may_give(Role.TIMEKEEPER, replace(asked, level="official"))

    def test_a_command_of_another_desk_is_refused(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await give(meet, "ArmHeat", ARM, await cookie(meet, Role.SECRETARY))

        answer = run(tmp_path / "a.halflap", asked)
        assert (answer.status, codes(answer)) == (403, ["role"])

    @pytest.mark.parametrize("role", [Role.ANNOUNCER, Role.DISPLAY])
    def test_who_only_looks_gives_none(self, tmp_path: Path, role: Role) -> None:
        async def asked(meet: Served) -> Answer:
            return await give(meet, "PauseAutomation", {}, await cookie(meet, role))

        assert run(tmp_path / "a.halflap", asked).status == 403


class TestPrograms:
    def test_give_commands_by_the_token(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[int, str]:
            bearer = {"authorization": f"Bearer {made(meet).token}", "x-halflap": ""}
            answer = await give(meet, "PauseAutomation", {}, headers=bearer)
            return answer.status, meet.live.desk.ledger.entries[-1].actor

        assert run(tmp_path / "a.halflap", asked) == (200, "API (commissaire)")

    def test_a_wrong_token_opens_nothing(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Answer:
            return await give(
                meet, "PauseAutomation", {}, headers={"authorization": "Bearer wrong"}
            )

        assert run(tmp_path / "a.halflap", asked).status == 401


class TestThePublicPlace:
    def test_serves_nothing_of_the_officials(self, tmp_path: Path) -> None:
        async def whole() -> list[int]:
            public = partial(of_site, public_only=True)
            async with served(tmp_path / "a.halflap", app=public) as meet:
                asked = [await meet.get("/sign-in"), await give(meet, "PauseAutomation", {})]
                return [answer.status for answer in asked]

        assert asyncio.run(whole()) == [404, 404]


class TestTheOfficialsStream:
    def test_ends_with_the_session(self, tmp_path: Path) -> None:
        async def signed_out(meet: Served) -> int:
            kept = await cookie(meet)
            reader, writer = await asyncio.open_connection(meet.place.host, meet.place.port)
            host = f"{meet.place.host}:{meet.place.port}"
            head = f"GET /events/officials HTTP/1.1\r\nhost: {host}\r\ncookie: {kept}\r\n\r\n"
            writer.write(head.encode())
            async with asyncio.timeout(20):
                await reader.readuntil(b"event: snapshot")
                await ask(meet.place, "POST", "/sign-out", {"cookie": kept})
                with contextlib.suppress(ConnectionError):
                    while await reader.read(65536):
                        pass
            writer.close()
            return (await meet.get("/events/officials", cookie=kept)).status

        assert run(tmp_path / "a.halflap", signed_out) == 401

    def test_ends_when_the_session_runs_out(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("halflap.web.access.DAY_S", 1)

        async def heard(meet: Served) -> bytes:
            kept = await cookie(meet)
            reader, writer = await asyncio.open_connection(meet.place.host, meet.place.port)
            head = f"GET /events/officials HTTP/1.1\r\nhost: 127.0.0.1\r\ncookie: {kept}\r\n\r\n"
            writer.write(head.encode())
            found = b""
            async with asyncio.timeout(20):
                with contextlib.suppress(ConnectionError):
                    while piece := await reader.read(65536):
                        found += piece
            writer.close()
            return found

        assert b"event: snapshot" in run(tmp_path / "a.halflap", heard)

    def test_is_for_officials(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> list[int]:
            display = await cookie(meet, Role.DISPLAY)
            return [
                (await meet.get("/events/officials")).status,
                (await meet.get("/events/officials", cookie=display)).status,
            ]

        assert run(tmp_path / "a.halflap", asked) == [401, 403]


class TestTheFileOfPins:
    """It is never made anew by itself: everybody's PIN would be wrong, and nobody had said so."""

    @pytest.mark.parametrize(
        "damaged",
        [b"", b"{", b'{"pins": {}, "token": {"salt": "00", "hash": ""}}', b'{"pins": 1}'],
    )
    def test_that_is_damaged_is_refused_and_stays(self, tmp_path: Path, damaged: bytes) -> None:
        meet = tmp_path / "a.halflap"
        access_file.place(meet).write_bytes(damaged)
        with pytest.raises(AccessFault, match=r"a\.halflap-access cannot be read") as fault:
            Access(meet, utc_s=lambda: 0.0, now_s=lambda: 0.0)
        assert "--new-pins" in str(fault.value.remedy)
        with pytest.raises(AccessFault):
            Access(meet, utc_s=lambda: 0.0, now_s=lambda: 0.0, new_token=True)
        assert access_file.place(meet).read_bytes() == damaged

    def test_that_is_damaged_is_replaced_by_new_pins(self, tmp_path: Path) -> None:
        meet = tmp_path / "a.halflap"
        access_file.place(meet).write_bytes(b"{")
        access = Access(meet, utc_s=lambda: 0.0, now_s=lambda: 0.0, new_pins=True)
        assert access.new is not None
        assert set(access.new.pins) == set(Role)
        assert access.new.token

    def test_that_cannot_be_read_is_refused(self, tmp_path: Path) -> None:
        meet = tmp_path / "a.halflap"
        access_file.place(meet).mkdir()
        with pytest.raises(AccessFault, match="cannot be read"):
            Access(meet, utc_s=lambda: 0.0, now_s=lambda: 0.0)

    def test_that_cannot_be_written_is_said_at_the_start(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("halflap.web.access_file.write_whole", _full)
        with pytest.raises(AccessFault, match="cannot be written"):
            Access(tmp_path / "a.halflap", utc_s=lambda: 0.0, now_s=lambda: 0.0)

    def test_that_cannot_be_written_signs_nobody_in_and_says_so(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def asked(meet: Served) -> tuple[Answer, list[str]]:
            with monkeypatch.context() as patched:
                patched.setattr("halflap.web.access_file.write_whole", _full)
                full = await sign_in(meet, Role.TIMEKEEPER, made(meet).pins[Role.TIMEKEEPER], "Ana")
            return full, [each.what for each in meet.site.access.log.last]

        full, log = run(tmp_path / "a.halflap", asked)
        assert full.status == 503
        assert "cannot be written (No space left on device): nothing was changed." in full.text
        assert "Make room on that disk" in full.text
        assert "set-cookie" not in full.headers
        assert log == []

    def test_that_cannot_be_written_lets_one_sign_out_all_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def out(meet: Served) -> tuple[int, int]:
            kept = await cookie(meet)
            with monkeypatch.context() as patched:
                patched.setattr("halflap.web.access_file.write_whole", _full)
                left = await ask(meet.place, "POST", "/sign-out", {"cookie": kept})
            return left.status, (await give(meet, "PauseAutomation", {}, kept)).status

        assert run(tmp_path / "a.halflap", out) == (303, 401)


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
