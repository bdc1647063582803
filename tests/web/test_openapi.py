"""The description of the API says what is served, to whom, and with examples that can be given."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.routing import Route

from halflap.hub.control import KINDS
from halflap.web.app import of_site
from halflap.web.command_examples import EXAMPLES
from halflap.web.openapi import COMMANDS
from halflap.web.operations import OPERATIONS, Operation, written
from halflap.web.roles import MAY_GIVE, Role
from tests.web.serving import Answer, Served, ask, served
from tests.web.test_access import cookie, give, made, run
from tests.web.test_commands_api import value
from tools.api_page import PAGE, page

THERE = {
    "{competition}": "men",
    "{phase}": "qualifying",
    "{heat}": "1",
    "{run}": "1",
    "{number}": "1",
    "{bib}": "1",
}


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    async def asked(meet: Served) -> Answer:
        return await meet.get("/api/v1/openapi.json")

    answer = run(tmp_path_factory.mktemp("api") / "a.halflap", asked)
    assert answer.status == 200
    return dict(value(answer))


def path_of(operation: Operation) -> str:
    path = operation.path
    for name, there in THERE.items():
        path = path.replace(name, there)
    return path


class TestTheDescription:
    def test_has_every_address_of_the_api_and_no_other(self, tmp_path: Path) -> None:
        async def routes(meet: Served) -> set[tuple[str, str]]:
            found = set()
            for each in of_site(meet.site).routes:
                assert isinstance(each, Route)
                if each.path.startswith(("/api/v1/", "/events/")) and each.path != COMMANDS:
                    assert each.methods is not None, each.path
                    found |= {(written(each.path), name) for name in each.methods - {"HEAD"}}
            return found

        known = {(each.path, each.method.upper()) for each in OPERATIONS}
        assert run(tmp_path / "a.halflap", routes) == known

    def test_has_every_command_with_the_roles_that_may_give_it(
        self, described: dict[str, Any]
    ) -> None:
        for name in KINDS:
            found = described["paths"][COMMANDS.replace("{name}", name)]["post"]
            assert found["x-roles"] == [role.value for role in Role if name in MAY_GIVE[role]]

    def test_refers_to_nothing_that_it_does_not_hold(self, described: dict[str, Any]) -> None:
        refs: set[str] = set()
        _gather(described, refs)
        assert refs
        for ref in refs:
            found: Any = described
            for part in ref.removeprefix("#/").split("/"):
                found = found[part]

    def test_has_no_two_operations_of_one_name(self, described: dict[str, Any]) -> None:
        names = [
            each["operationId"] for path in described["paths"].values() for each in path.values()
        ]
        assert len(names) == len(set(names))

    def test_of_the_public_place_says_nothing_of_the_officials(self, tmp_path: Path) -> None:
        async def whole() -> Any:
            public = partial(of_site, public_only=True)
            async with served(tmp_path / "a.halflap", app=public) as meet:
                return value(await meet.get("/api/v1/openapi.json"))

        paths = asyncio.run(whole())["paths"]
        assert "/api/v1/public" in paths
        assert not [path for path in paths if "officials" in path or "commands" in path]

    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_is_a_page_as_well(self, tmp_path: Path, language: str) -> None:
        async def asked(meet: Served) -> Answer:
            return await meet.get("/api", accept_language=language)

        answer = run(tmp_path / "a.halflap", asked)
        assert answer.status == 200
        assert ("Who may:" if language == "en" else "Qui y a droit\u00a0:") in answer.text
        assert all(f'id="{name}"' in answer.text for name in KINDS)


def _gather(value_: Any, refs: set[str]) -> None:
    if isinstance(value_, dict):
        if isinstance(value_.get("$ref"), str):
            refs.add(value_["$ref"])
        for each in value_.values():
            _gather(each, refs)
    elif isinstance(value_, list):
        for each in value_:
            _gather(each, refs)


class TestAnExample:
    def test_is_there_for_every_command(self) -> None:
        assert set(EXAMPLES) == set(KINDS)

    def test_of_the_description_can_be_given(
        self, tmp_path: Path, described: dict[str, Any]
    ) -> None:
        """It is taken as what it is, and either previewed or refused as not possible now."""

        async def all_of_them(meet: Served) -> dict[str, tuple[int, Any]]:
            kept = await cookie(meet, Role.COMMISSAIRE)
            found = {}
            for name in KINDS:
                post = described["paths"][f"/api/v1/commands/{name}"]["post"]
                content = post["requestBody"]["content"]["application/json"]
                example = content["examples"]["one"]["value"]
                answer = await give(
                    meet, name, example["command"], kept, id=example["id"], dry_run=True
                )
                found[name] = (answer.status, value(answer))
            return found

        answers = run(tmp_path / "a.halflap", all_of_them)
        assert {name: a for name, a in answers.items() if a[0] not in (200, 409)} == {}
        assert sum(status == 200 for status, _ in answers.values()) >= 3


class TestWhatIsForOfficials:
    @pytest.mark.parametrize(
        "operation",
        [each for each in OPERATIONS if each.roles is not None],
        ids=lambda each: f"{each.method} {each.path}",
    )
    def test_is_asked_for_by_them_alone(self, tmp_path: Path, operation: Operation) -> None:
        """Nobody without a session; no role that the description does not name."""

        async def asked(meet: Served) -> tuple[int, dict[Role, int]]:
            path, method = path_of(operation), operation.method.upper()
            alone = await ask(meet.place, method, path)
            found = {}
            for role in Role:
                if operation.roles is not None and role not in operation.roles:
                    kept = {"cookie": await cookie(meet, role)}
                    found[role] = (await ask(meet.place, method, path, kept)).status
            return alone.status, found

        alone, others = run(tmp_path / "a.halflap", asked)
        assert alone == 401
        assert set(others.values()) <= {403}


class TestTheHistory:
    def test_is_told_in_every_language_from_where_one_is(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Any, Any, int]:
            bearer = {"authorization": f"Bearer {made(meet).token}"}
            whole = value(await meet.get("/api/v1/history", **bearer))
            seen = whole["newest"]
            await give(meet, "PauseAutomation", {}, await cookie(meet))
            since = value(await meet.get(f"/api/v1/history?after={seen}", **bearer))
            return whole, since, seen

        whole, since, seen = run(tmp_path / "a.halflap", asked)
        assert [each["seq"] for each in whole["facts"]] == list(range(1, seen + 1))
        (fact,) = since["facts"]
        assert (fact["seq"], fact["actor"]) == (seen + 1, "Ana (timekeeper)")
        assert set(fact["says"]) == {"en", "fr"}

    def test_says_what_was_taken_back(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> list[bool]:
            kept = await cookie(meet)
            await give(meet, "PauseAutomation", {}, kept, id="a")
            await give(meet, "Undo", {}, kept, id="b")
            told = value(await meet.get("/api/v1/history", cookie=kept))
            return [each["withdrawn"] for each in told["facts"]][-2:]

        assert run(tmp_path / "a.halflap", asked) == [True, False]

    @pytest.mark.parametrize("query", ["after=-1", "after=x", "most=%C2%B2", "after=" + "9" * 40])
    def test_by_no_number_is_refused(self, tmp_path: Path, query: str) -> None:
        async def asked(meet: Served) -> Answer:
            return await meet.get(f"/api/v1/history?{query}", cookie=await cookie(meet))

        assert run(tmp_path / "a.halflap", asked).status == 400


class TestWhy:
    def test_a_number_is_explained_with_its_articles(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Any, Any]:
            kept = await cookie(meet)
            every = value(await meet.get("/api/v1/why", cookie=kept))
            first = every["numbers"][0]["path"]
            return every, value(await meet.get(f"/api/v1/why?path={first}", cookie=kept))

        every, one = run(tmp_path / "a.halflap", asked)
        assert len(every["numbers"]) > 1
        assert not any(each["reasons"] for each in every["numbers"])
        assert one["numbers"][0]["reasons"]

    @pytest.mark.parametrize("query", ["path=nothing", "competition=nobody"])
    def test_what_is_not_there_is_said(self, tmp_path: Path, query: str) -> None:
        async def asked(meet: Served) -> Answer:
            return await meet.get(f"/api/v1/why?{query}", cookie=await cookie(meet))

        answer = run(tmp_path / "a.halflap", asked)
        assert answer.status == 404
        assert set(value(answer)["refused"][0]["text"]) == {"en", "fr"}


class TestWhatWasReleased:
    def test_is_read_piece_by_piece_by_anybody(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[Any, Any]:
            heat = value(await meet.get("/api/v1/heats/men/qualifying/1"))
            return heat, value(await meet.get("/api/v1/competitions/men"))

        heat, competition = run(tmp_path / "a.halflap", asked)
        assert heat == competition["phases"][0]["heats"][0]

    @pytest.mark.parametrize(
        "path",
        [
            "competitions/nobody",
            "heats/men/qualifying/99",
            "heats/men/nothing/1",
            "documents/99",
            "coach/men/999",
            "coach/nobody/1",
            "coach/men/1?with=nothing",
            "documents/x",
            "heats/men/qualifying/..%2f..%2fofficials",
        ],
    )
    def test_what_is_not_there_is_said(self, tmp_path: Path, path: str) -> None:
        async def asked(meet: Served) -> Answer:
            return await meet.get(f"/api/v1/{path}")

        answer = run(tmp_path / "a.halflap", asked)
        assert answer.status == 404
        assert set(value(answer)["refused"][0]["text"]) == {"en", "fr"}


class TestWhoIAm:
    def test_is_said_with_what_i_may(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> Any:
            return value(await meet.get("/api/v1/me", cookie=await cookie(meet, Role.ANNOUNCER)))

        me = run(tmp_path / "a.halflap", asked)
        assert (me["name"], me["role"], me["may_give"]) == ("Ana", "announcer", [])
        assert "halflap-session" not in msgspec.json.encode(me).decode()


def test_the_page_of_the_documentation_is_what_the_api_says() -> None:
    """``python -m tools.api_page`` writes it."""
    assert PAGE.read_text("utf-8") == page()
