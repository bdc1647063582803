"""Knows where the API is described: for programs, and as a page for those who write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.web.answers import JSON, answer
from halflap.web.openapi import COMMANDS, description
from halflap.web.operations import OPERATIONS
from halflap.web.roles import NAMES
from halflap.web.site import Site


def routes(site: Site) -> Sequence[BaseRoute]:
    """Both; each describes what the server that is asked serves."""

    async def for_programs(request: Request) -> Response:
        return answer(request, msgspec.json.encode(_described(request)), JSON)

    async def page(request: Request) -> Response:
        described = _described(request)
        known = [
            each for each in OPERATIONS if each.method in described["paths"].get(each.path, ())
        ]
        return site.pages.page(
            request,
            "api.html",
            operations=[
                (each, described["paths"][each.path][each.method].get("x-roles", ()))
                for each in known
            ],
            commands=[_command(path, each) for path, each in _commands(described)],
            at=COMMANDS,
            role_names={role.value: name for role, name in NAMES.items()},
        )

    return (Route("/api/v1/openapi.json", for_programs), Route("/api", page))


def _described(request: Request) -> dict[str, Any]:
    """Made once for each server: its addresses do not change while it serves."""
    state = request.app.state
    if not hasattr(state, "described"):
        state.described = description(request.app.routes)
    found: dict[str, Any] = state.described
    return found


def _commands(described: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    start = COMMANDS.partition("{")[0]
    return [
        (path, each["post"]) for path, each in described["paths"].items() if path.startswith(start)
    ]


def _command(path: str, described: Mapping[str, Any]) -> dict[str, Any]:
    (example,) = described["requestBody"]["content"]["application/json"]["examples"].values()
    return {
        "name": path.rpartition("/")[2],
        "says": described["description"].replace("``", ""),
        "roles": described["x-roles"],
        "example": msgspec.json.format(msgspec.json.encode(example["value"]["command"])).decode(),
    }
