"""Knows how a command is given over HTTP: once, by somebody who may, of something still current.

``POST /api/v1/commands/{Name}`` takes ``Given``. A repetition of its id gets the first answer, also
after a restart. What it ``expects`` is the fact that its author had seen last: if somebody else has
changed what it is about since, it is refused and told what. After its ``until_us`` it is not done
any more: a press that was lost on its way never starts or catches anybody later.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from halflap.hub.control import KINDS
from halflap.journal.errors import StorageError
from halflap.meet.commands import Command, Refusal, Refused
from halflap.meet.views.changes import changes
from halflap.web.access import Official, needs
from halflap.web.answers import json_answer
from halflap.web.malformed import decoded, problem
from halflap.web.meanwhile import LATE, objection
from halflap.web.reading import body_of
from halflap.web.roles import NAMES, OFFICIALS, may_give
from halflap.web.site import Site
from halflap.web.taking_back import not_to_take_back
from halflap.words.on_screen import Text, text
from halflap.words.sentence import Sentence, say

LONGEST = 4 * 1024 * 1024
HEADER = "x-halflap"
"""Only a program of ours can send a header of its own from a browser."""

REMEMBERED = 256
"""So many refusals are known by their ids; a repetition comes within seconds."""


class Expects(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``seq``: the newest fact that was known when the command was given."""

    seq: int


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A command as it is posted: ``id`` is new for each, and the same for a repetition.

    ``until_us``: by the steady clock of the hub (``now_us`` of the streams); later it is not done.
    """

    id: str
    command: msgspec.Raw = msgspec.Raw(b"{}")
    expects: Expects | None = None
    until_us: int | None = None
    dry_run: bool = False


class Why(msgspec.Struct, frozen=True):
    """A reason, in every language, and what can be done."""

    code: str
    text: Text
    remedy: Text


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """``facts`` are the sequences it was kept as; ``again``: it was done before."""

    facts: tuple[int, ...]
    again: bool
    remarks: tuple[Text, ...]
    seq: int


class Previewed(msgspec.Struct, frozen=True, kw_only=True):
    """What it would change."""

    changes: tuple[Text, ...]
    remarks: tuple[Text, ...]


class NotDone(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Nothing was changed; every reason is named.

    ``now_us``: what the clock of the hub shows, where the command came too late.
    """

    refused: tuple[Why, ...]
    now_us: int | None = None


def routes(site: Site) -> Sequence[BaseRoute]:
    """Where commands are given."""
    handler = needs(site.access, OFFICIALS, _Commands(site).give)
    return (Route("/api/v1/commands/{name}", handler, methods=["POST"]),)


def _refused(
    request: Request,
    status: int,
    *whys: tuple[str, Sentence, Sentence],
    now_us: int | None = None,
) -> Response:
    reasons = tuple(Why(code, text(said), text(remedy)) for code, said, remedy in whys)
    return json_answer(request, NotDone(refused=reasons, now_us=now_us), status=status)


class _Commands:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._refusals: OrderedDict[tuple[str, str], tuple[Refusal, ...]] = OrderedDict()

    async def give(self, request: Request) -> Response:
        name, official = request.path_params["name"], request.state.official
        kind = KINDS.get(name)
        if kind is None:
            text_ = say("There is no command “{name}”.", name=name[:80])
            remedy = say("The description of the API names all of them: /api/v1/openapi.json.")
            return _refused(request, 404, ("no-command", text_, remedy))
        if official.key != "token" and request.headers.get(HEADER) != "1":
            text_ = say("A page gives commands with the header X-Halflap: 1.")
            remedy = say("Send it, or use the token of the API.")
            return _refused(request, 403, ("no-header", text_, remedy))
        try:
            given = decoded(await body_of(request, LONGEST), Given)
            command = decoded(bytes(given.command), kind)
        except msgspec.DecodeError as error:
            text_ = say("That is no {name}: {problem}", name=name, problem=problem(error))
            remedy = say("The description of the API says what it holds: /api/v1/openapi.json.")
            return _refused(request, 400, ("malformed", text_, remedy))
        if not 0 < len(given.id) <= 100 or not (given.id.isascii() and given.id.isprintable()):
            text_ = say("A command needs an id of its own, of at most 100 letters.")
            remedy = say("Make a new one for each command, and keep it for a repetition.")
            return _refused(request, 400, ("no-id", text_, remedy))
        if not may_give(official.role, command):
            self._site.access.not_allowed(official, request)
            text_ = say("This is not for the {role} to decide.", role=NAMES[official.role])
            remedy = say("Sign in with another role, or ask a commissaire.")
            return _refused(request, 403, ("role", text_, remedy))
        return await self._done(request, official, given, command)

    async def _done(
        self, request: Request, official: Official, given: Given, command: Command
    ) -> Response:
        live = self._site.live
        if given.dry_run:
            return self._preview(request, official, command)
        seen = given.expects.seq if given.expects is not None else None
        stale = objection(self._site, official, command, seen, given.until_us)
        this = (official.actor, given.id)

        def asked() -> Refusal | None:
            """A repetition of what was refused is refused, also one that took the longer way."""
            return self._refusals[this][0] if this in self._refusals else stale()

        try:
            done = await live.act(command, official.actor, given.id, asked)
        except StorageError as error:
            status = 409 if error.code == "command-reused" else 503
            return _refused(request, status, (error.code, error.text, error.remedy))
        if isinstance(done, Refused):
            refusals = self._refusals.get(this, done.refusals)
            late = any(each.code == LATE for each in refusals)
            if not late:  # that one may be given again, with another deadline
                self._refusals[this] = refusals
                if len(self._refusals) > REMEMBERED:
                    self._refusals.popitem(last=False)
            whys = [(each.code, each.text, each.remedy) for each in refusals]
            denied = any(each.code == "role" for each in refusals)
            if denied:
                self._site.access.not_allowed(official, request)
            now_us = self._site.now_us if late else None
            return _refused(request, 403 if denied else 409, *whys, now_us=now_us)
        remarks = done.accepted.remarks if done.accepted is not None else ()
        answered = Answered(
            facts=tuple(fact.seq for fact in done.facts),
            again=done.accepted is None,
            remarks=tuple(map(text, remarks)),
            seq=self._site.seq,
        )
        return json_answer(request, answered)

    def _preview(self, request: Request, official: Official, command: Command) -> Response:
        live = self._site.live
        not_his = not_to_take_back(live.desk.ledger, official.role, command)
        if not_his is not None:
            return _refused(request, 403, (not_his.code, not_his.text, not_his.remedy))
        answer = live.preview(command)
        if isinstance(answer, Refused):
            whys = [(each.code, each.text, each.remedy) for each in answer.refusals]
            return _refused(request, 409, *whys)
        found = changes(live.meet, answer.state)
        return json_answer(
            request,
            Previewed(
                changes=tuple(text(each.sentence) for each in found),
                remarks=tuple(map(text, answer.remarks)),
            ),
        )
