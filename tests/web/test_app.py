"""What every page has in common: headers, words, and the answer when it is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import pytest

from halflap.web.app import of_site
from halflap.web.assets import assets, version
from halflap.web.headers import ALWAYS
from tests.web.serving import Answer, Served, ask, served

Question = Callable[[Served], Awaitable[Answer]]


def asked(tmp_path: Path, question: Question) -> Answer:
    """One question to a meet that is served."""

    async def run() -> Answer:
        async with served(tmp_path / "club.halflap") as meet:
            return await question(meet)

    return asyncio.run(run())


def get(tmp_path: Path, path: str, **headers: str) -> Answer:
    return asked(tmp_path, lambda meet: meet.get(path, **headers))


class TestEveryAnswer:
    @pytest.mark.parametrize(
        "path", ["/", "/nothing/here", "/static/tokens.css", "/api/v1/nothing"]
    )
    def test_says_what_a_page_may_load_and_do(self, tmp_path: Path, path: str) -> None:
        answer = get(tmp_path, path)
        assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "unsafe" not in policy
        assert "server" not in answer.headers

    def test_has_no_inline_script_or_style(self, tmp_path: Path) -> None:
        text = get(tmp_path, "/").text
        assert "<style" not in text
        assert " style=" not in text
        assert "<script>" not in text


class TestAPageThatIsNotThere:
    def test_says_so_in_words(self, tmp_path: Path) -> None:
        answer = get(tmp_path, "/nothing/here")
        assert answer.status == 404
        assert "There is no such page in this meet." in answer.text

    def test_in_the_language_of_the_browser(self, tmp_path: Path) -> None:
        answer = get(tmp_path, "/nothing/here", accept_language="fr-CH, en;q=0.5")
        assert answer.headers["content-language"] == "fr"
        assert "Cette page n&#39;existe pas dans cette réunion." in answer.text

    def test_is_a_refusal_where_a_program_asked(self, tmp_path: Path) -> None:
        answer = get(tmp_path, "/api/v1/nothing")
        assert answer.status == 404
        assert b'{"refused":[{"code":"http-404","text":{"en":"There is no such page' in answer.body


class TestTheLanguageAndTheLook:
    def test_are_chosen_by_the_address_and_stay(self, tmp_path: Path) -> None:
        answer = get(tmp_path, "/?lang=fr&theme=dark", accept_language="en")
        assert '<html lang="fr" data-theme="dark"' in answer.text
        assert "lang=fr;" in answer.raw.decode()
        assert "theme=dark;" in answer.raw.decode()

    def test_are_those_of_the_cookie(self, tmp_path: Path) -> None:
        answer = get(tmp_path, "/", cookie="lang=fr; theme=light")
        assert '<html lang="fr" data-theme="light"' in answer.text

    def test_are_otherwise_those_of_the_device(self, tmp_path: Path) -> None:
        assert '<html lang="en" data-theme="auto"' in get(tmp_path, "/", accept_language="de").text

    @pytest.mark.parametrize("wrong", ["/?lang=xx&theme=pink", "/?lang=%22%3E%3Cscript%3E"])
    def test_what_is_not_known_changes_nothing(self, tmp_path: Path, wrong: str) -> None:
        answer = get(tmp_path, wrong)
        assert answer.status == 200
        assert '<html lang="en" data-theme="auto"' in answer.text
        assert "set-cookie" not in answer.headers
        assert "><script>" not in answer.text


class TestWhatABrowserHasAlready:
    @pytest.mark.parametrize("path", ["/", "/static/tokens.css"])
    def test_is_not_sent_again(self, tmp_path: Path, path: str) -> None:
        async def twice(meet: Served) -> Answer:
            first = await meet.get(path)
            return await meet.get(path, if_none_match=first.headers["etag"])

        answer = asked(tmp_path, twice)
        assert (answer.status, answer.body) == (304, b"")

    @pytest.mark.parametrize("path", ["/", "/static/tokens.css"])
    def test_goes_compressed_where_the_browser_can(self, tmp_path: Path, path: str) -> None:
        packed = get(tmp_path, path, accept_encoding="gzip")
        plain = get(tmp_path, path)
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.body == plain.body
        assert len(packed.raw) < len(plain.raw)

    def test_a_file_under_its_version_stays_for_ever(self, tmp_path: Path) -> None:
        lasting = get(tmp_path, f"/static/{version()}/tokens.css")
        assert "immutable" in lasting.headers["cache-control"]
        assert get(tmp_path, "/static/tokens.css").headers["cache-control"] == "no-cache"
        assert get(tmp_path, "/static/000000000000/tokens.css").status == 404

    def test_no_address_leads_out_of_the_files(self, tmp_path: Path) -> None:
        for path in ("/static/../pages.py", "/static/%2e%2e/pages.py", "/static//etc/passwd"):
            assert get(tmp_path, path).status == 404
        assert all(not path.startswith(("/", ".")) for path in assets())


class TestOtherMethods:
    def test_head_is_the_answer_without_its_body(self, tmp_path: Path) -> None:
        answer = asked(tmp_path, lambda meet: ask(meet.place, "HEAD", "/"))
        assert (answer.status, answer.body) == (200, b"")
        assert int(answer.headers["content-length"]) > 0

    @pytest.mark.parametrize("method", ["POST", "DELETE", "PUT"])
    def test_a_page_is_only_read(self, tmp_path: Path, method: str) -> None:
        answer = asked(tmp_path, lambda meet: ask(meet.place, method, "/"))
        assert answer.status == 405
        assert "This address does not take that." in answer.text


def test_the_public_place_serves_the_public_pages(tmp_path: Path) -> None:
    async def run() -> int:
        app = partial(of_site, public_only=True)
        async with served(tmp_path / "club.halflap", app=app) as meet:
            return (await meet.get("/")).status

    assert asyncio.run(run()) == 200
