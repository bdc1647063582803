"""Writes docs/api.md from the API itself: ``python -m tools.api_page``; a test holds it to that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from starlette.routing import Route

from halflap.web.openapi import COMMANDS, description
from halflap.web.operations import OPERATIONS

PAGE = Path(__file__).parents[1] / "docs" / "api.md"

INTRODUCTION = """\
# The API

*Made from the API itself by `python -m tools.api_page`; change the code, not this page.*

Everything that the pages of a meet show and do, a program can read and do as well. A running meet
describes itself: `/api` is a page, `/api/v1/openapi.json` the same for programs (OpenAPI 3.1) with
every type. Within version 1 fields are added and never changed: pass over those you do not know.

## Who asks

What is public needs nothing. For the rest a program sends the token that `halflap serve` shows once
(`--new-token` makes another):

    curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8020/api/v1/history?after=400

A page has a session instead, in a cookie, and gives commands with the header `X-Halflap: 1`. The
token has the rights of a commissaire, and its facts are those of the actor `API (commissaire)`.

## What is answered

Times are whole microseconds (`_us`). A sentence is given in every language: `{"en": …, "fr": …}`.
What is refused says why and what to do, and nothing was changed:

    {"refused": [{"code": "stale", "text": {"en": …}, "remedy": {"en": …}}]}

| status | means |
|---|---|
| 400 | it could not be understood; the text names the place |
| 401, 403 | nobody is signed in; not for this role |
| 404 | there is no such thing in this meet |
| 409 | not possible now, too late, or somebody decided something meanwhile |
| 413, 429 | too long; too often: wait for `Retry-After` seconds |
| 503 | it could not be kept, or nobody more can listen |

## Commands

    POST /api/v1/commands/ArmHeat
    {"id": "5f0c6f0e", "expects": {"seq": 412}, "until_us": 84210500000, "dry_run": false,
     "command": {"competition": "men", "phase": "qualifying", "heat": "1"}}

- `id`: new for each command, the same when it is sent again. A repetition gets the first answer
  (`"again": true`), also after a restart; the same id for another command is refused.
- `expects`: the newest fact that was known when the decision was made. If other people have since
  changed what the command is about, it is refused as `stale`, with what they decided: another
  heat's ruling makes no press stale, nor does a communiqué. May be left out.
- `until_us`: by the steady clock of the hub, as the streams tell it (`now_us`). Later the command
  is refused as `late`, and nothing was done; `now_us` beside the reasons says what that clock
  shows. What was done before is answered as it was done, however late it is asked again: who
  repeats the command until there is an answer knows which. Our pages give ten seconds from the
  press. May be left out.
- `dry_run`: nothing is done; the answer says what would change.

The answer names the facts that it became: `{"facts": [413], "again": false, "remarks": [],
"seq": 413}`.

## Streams

`/events/public` and `/events/officials` are server-sent events: `snapshot` first (everything), then
`live` (the run on the track), `part` (one part of the snapshot, by name) and `beat` (every second
when there is nothing else). Each says `now_us`, the steady clock of the hub, and `seq`, the newest
fact. A `fault` says that what is new could not be worked out, so that what is shown is not current;
officials are told it in a sentence (`says`), the cause is in the log of the server, and the next
`snapshot` ends it. Who comes back with `Last-Event-ID` gets what was missed, or a snapshot where
that is shorter.
"""


def page() -> str:
    """The page as it should be."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    routes = [Route(each.path, _nothing, methods=[each.method]) for each in OPERATIONS]
    described = description([*routes, Route(COMMANDS, _nothing, methods=["POST"])])
    yield INTRODUCTION
    yield "## Addresses"
    yield ""
    yield "| address | what it is for | who may |"
    yield "|---|---|---|"
    for each in OPERATIONS:
        operation = described["paths"][each.path][each.method]
        asked = "".join(f" `{query.name}`: {query.says}" for query in each.query)
        who = ", ".join(operation.get("x-roles", ())) or "everybody"
        yield f"| `{each.method.upper()} {each.path}` | {each.says}{asked} | {who} |"
    yield ""
    yield "## Every command"
    for path, methods in described["paths"].items():
        if path.startswith(COMMANDS.partition("{")[0]):
            yield from _command(path.rpartition("/")[2], methods["post"])


def _command(name: str, described: dict[str, Any]) -> Iterator[str]:
    body = described["requestBody"]["content"]["application/json"]
    (example,) = body["examples"].values()
    yield ""
    yield f"### {name}"
    yield ""
    yield described["description"].replace("``", "`")
    yield ""
    yield f"*{', '.join(described['x-roles'])}*"
    yield ""
    yield f"    {json.dumps(example['value']['command'], ensure_ascii=False)}"


async def _nothing() -> None:
    """Nobody asks here."""


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
