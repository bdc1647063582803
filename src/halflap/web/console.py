"""Knows the timekeeper's console: its page, its buttons as a source of impulses, its session check.

Everything else that it does are commands, which any program may give as well.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from halflap.devices.ports.base import HostMoment
from halflap.devices.ports.hand import HandPort
from halflap.devices.source import Source
from halflap.hub.session_check import SessionCheck
from halflap.meet.acting import Action
from halflap.timing.checking import asked as asked_for
from halflap.web.access import Handler, needs
from halflap.web.answers import json_answer, refusal
from halflap.web.commands_api import HEADER
from halflap.web.malformed import decoded, problem
from halflap.web.reading import body_of
from halflap.web.roles import Role
from halflap.web.site import Site
from halflap.words.sentence import Sentence, say

T = TypeVar("T", bound=msgspec.Struct)

LABELS = {
    Action.ARM: say("Arm"),
    Action.GUN: say("Gun"),
    Action.ABORT: say("Abort"),
    Action.FALSE_START: say("False start"),
    Action.MISHAP: say("Mishap"),
    Action.CATCH: say("Catch"),
    Action.NO_CATCH: say("No catch"),
    Action.DNF: say("Rider out"),
    Action.RECORD: say("Record times"),
    Action.CONFIRM: say("Confirm"),
    Action.CONFIRM_ALL: say("Accept doubts"),
    Action.CLOSE: say("Close"),
    Action.UNDO: say("Undo"),
    Action.PAUSE: say("Pause"),
}
"""What stands on each button, in the order of an evening."""

AT_THE_CONSOLE = frozenset({Role.TIMEKEEPER, Role.COMMISSAIRE})

LONGEST = 4096

OLDEST_US = 10_000_000
"""A press that is older was lost on its way, and is no moment any more."""


REMEMBERED = 100
"""So many presses are known again when they are sent again."""


class Pressed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A press of a button of the screen: which input, and when by the hub's clock (None: now).

    The same input of the same microsecond by the same person is the same press, sent again.
    """

    input: str
    at_us: int | None = None


class Checking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The session check is begun, or ended."""

    run: bool


def routes(site: Site) -> list[Route]:
    """The console and what only it can do."""
    console = _Console(site)

    def at(path: str, handler: Handler, method: str) -> Route:
        return Route(path, needs(site.access, AT_THE_CONSOLE, handler), methods=[method])

    return [
        at("/console", console.page, "GET"),
        at("/api/v1/console/impulse", console.impulse, "POST"),
        at("/api/v1/console/check", console.check, "POST"),
    ]


class _Console:
    """The handlers, and the session check that is done now."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._trial: SessionCheck | None = None
        self._trying: asyncio.Task[None] | None = None
        self._taken: deque[tuple[str, Pressed]] = deque(maxlen=REMEMBERED)

    async def page(self, request: Request) -> Response:
        """The page as it stands; its scripts take it from there."""
        whole = self._site.officials.snapshot(
            self._site.live.desk.ledger, self._site.live.device_us(0)
        )
        return self._site.pages.page(
            request,
            "console.html",
            now=whole.console,
            devices=whole.devices.devices,
            actions=[(action.value, label) for action, label in LABELS.items()],
            me=request.state.official.actor,
            buttons=button(self._site) is not None,
        )

    async def impulse(self, request: Request) -> Response:
        """An impulse of a button, stamped when it was pressed."""
        pressed = await asked(request, Pressed)
        if isinstance(pressed, Response):
            return pressed
        found = button(self._site)
        if found is None:
            return refusal(
                request,
                409,
                "no-button",
                say("No button of the screen is a source of this meet."),
                say("Start the meet with one, at the address “screen:”."),
            )
        source, port = found
        known = self._site.meet.timing.source(source)
        channels = (
            {
                "gun": known.attached.gun,
                "home": known.attached.home,
                "back": known.attached.back,
            }
            if known is not None
            else {}
        )
        if pressed.input not in channels:
            return refusal(
                request,
                409,
                "no-input",
                say("“{input}” is no input of {source}.", input=pressed.input, source=source),
                say("Name one of: {names}.", names=", ".join(channels)),
            )
        taken = json_answer(request, {"source": source, "channel": channels[pressed.input]})
        this = (request.state.official.actor, pressed)
        if pressed.at_us is not None and this in self._taken:
            return taken
        now = self._site.live.now()
        late_us = now.mono_us - (pressed.at_us if pressed.at_us is not None else now.mono_us)
        if not -OLDEST_US <= late_us <= OLDEST_US:
            return refusal(
                request,
                409,
                "too-late",
                say("The press came too late to be a moment of this run."),
                say("Look at the connection, then insert a hand time if it is still missing."),
            )
        late_us = max(0, late_us)
        self._taken.append(this)
        port.press(channels[pressed.input], HostMoment(now.mono_us - late_us, now.utc_us - late_us))
        return taken

    async def check(self, request: Request) -> Response:
        """Begin the session check, or end it before all inputs have answered."""
        wanted = await asked(request, Checking)
        if isinstance(wanted, Response):
            return wanted
        if not wanted.run:
            if self._trial is not None:
                self._trial.end()
            return json_answer(request, {"running": False})
        if self._site.meet.timing.run is not None:
            return refusal(
                request,
                409,
                "armed",
                say("A heat is armed or open: the gun would count for it."),
                say("Check the inputs when it is over, or abort the countdown."),
            )
        if self._trial is None:
            self._trial = SessionCheck(
                self._site.live, self._check_says, request.state.official.actor
            )
            self._trying = asyncio.create_task(self._try_inputs(self._trial))
        return json_answer(request, {"running": True})

    def _check_says(self, said: Sentence) -> None:
        if self._trial is not None:
            self._site.officials.check_says(asked_for(self._trial.check), said)

    async def _try_inputs(self, trial: SessionCheck) -> None:
        try:
            await trial.run()
        finally:
            self._trial = None
            self._site.officials.check_ended(
                asked_for(trial.check)
                if trial.check.passed
                else say("The session check is ended before all inputs have answered.")
            )


def button(site: Site) -> tuple[str, HandPort] | None:
    """The source whose impulses are buttons of the screen, if the meet has one."""
    for source in site.meet.timing.sources:
        feed = site.live.feed(source.name)
        if isinstance(feed, Source) and type(feed.port) is HandPort:
            return source.name, feed.port
    return None


async def asked(request: Request, kind: type[T]) -> T | Response:
    """What was posted, or why it is refused."""
    if request.state.official.key != "token" and request.headers.get(HEADER) != "1":
        text, remedy = (
            say("A page gives commands with the header X-Halflap: 1."),
            say("Send it, or use the token of the API."),
        )
        return refusal(request, 403, "no-header", text, remedy)
    try:
        return decoded(await body_of(request, LONGEST), kind)
    except msgspec.DecodeError as error:
        text = say("That is no {name}: {problem}", name=kind.__name__, problem=problem(error))
        remedy = say("The description of the API says what it holds: /api/v1/openapi.json.")
        return refusal(request, 400, "malformed", text, remedy)
