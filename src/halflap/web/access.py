"""Knows who is signed in, and how somebody does it: a name, a role and its PIN, or a token.

PINs and the token are shown once, when they are made. A session is a random word in a cookie that
no script reads and no other site sends along; it survives a restart of the server.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import math
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from halflap.meet.authors import author, official_called
from halflap.web.access_file import (
    AccessFault,
    Hashed,
    Kept,
    KeptSession,
    new_pin,
    new_token,
    read,
    write,
)
from halflap.web.access_log import AccessLog
from halflap.web.answers import refusal
from halflap.web.attempts import Attempts
from halflap.web.roles import Role
from halflap.words.sentence import Sentence, say

COOKIE = "halflap-session"
DAY_S = 24 * 3600
LONGEST_NAME = 60
MOST_SESSIONS = 200
TOKEN_ACTOR = "API"

AT_ONCE, EVERY_S = 6, 20.0
"""Attempts of one address, then one every so many seconds."""

ALL_AT_ONCE, ALL_EVERY_S = 40, 1.0
"""Attempts of all addresses: a PIN of eight digits is then found in three years, not in a day."""


@dataclass(frozen=True, slots=True)
class Official:
    """Who is signed in; ``key`` names the session within the process, for forms and presence.

    ``device`` tells those apart who signed in by the same name and role, from 1.
    """

    name: str
    role: Role
    key: str
    device: int = 1

    @property
    def actor(self) -> str:
        """Whose the facts are, as it is kept; people read ``called``."""
        return author(self.name, self.role.value, self.device)

    @property
    def called(self) -> Sentence:
        """Who it is, in the language of the reader."""
        return official_called(self.name, self.role.value, self.device)


@dataclass(frozen=True, slots=True)
class New:
    """What was made and is shown once."""

    pins: dict[Role, str]
    token: str


class Denied(Exception):
    """Why nobody is signed in by that; ``wait_s``: not before so many seconds. ``status`` is that
    of the answer.
    """

    def __init__(
        self, text: Sentence, remedy: Sentence, wait_s: float = 0, *, status: int = 403
    ) -> None:
        super().__init__(str(text))
        self.text, self.remedy, self.wait_s = text, remedy, wait_s
        self.status = 429 if wait_s else status


class Access:
    """The officials of a meet. ``utc_s`` gives the time of day for how long a session lasts,
    ``now_s`` one that only grows for how often somebody may try. Raises ``AccessFault`` where what
    is kept cannot be read (new PINs are then the way out), or new PINs cannot be kept.
    """

    def __init__(
        self,
        meet: Path | None,
        *,
        utc_s: Callable[[], float],
        now_s: Callable[[], float],
        new_pins: bool = False,
        new_token: bool = False,
    ) -> None:
        self._meet = meet
        self._utc_s, self._now_s = utc_s, now_s
        self._each = Attempts(AT_ONCE, EVERY_S)
        self._all = Attempts(ALL_AT_ONCE, ALL_EVERY_S)
        self.ended: list[Callable[[str], None]] = []
        self.log = AccessLog(meet, utc_s)
        self._shown_token = secrets.token_urlsafe(32)  # until a program has shown the true one
        known = _known(meet, new_pins)
        self.new, self._kept = _made(known, new_pins, new_token)
        if self._kept != known:
            self._keep(self._kept)

    # --- signing in

    async def sign_in(
        self, name: str, role: Role, pin: str, address: str, before: Official | None = None
    ) -> str:
        """The word for the cookie; raises ``Denied``.

        ``before`` is who was signed in by that browser: his session ends.
        """
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise Denied(
                say("Who you are is kept with all that you decide: the name is missing."),
                say("Type your name, at most {count} letters.", count=LONGEST_NAME),
            )
        self._count(address)
        pin = "".join(pin.split())
        right = await asyncio.to_thread(self._kept.pins[role].is_of, pin)
        if not right:
            self.log.note("wrong-pin", name, role, address)
            raise Denied(
                say("That is not the PIN of this role."),
                say("Ask who started the server. New PINs (serve --new-pins) sign everybody out."),
            )
        word = secrets.token_urlsafe(32)
        valid = [
            each
            for each in self._kept.sessions
            if each.until_s > self._utc_s() and (before is None or each.hash != before.key)
        ]
        taken = {each.device for each in valid if (each.name, each.role) == (name, role)}
        device = next(n for n in range(1, len(valid) + 2) if n not in taken)
        session = KeptSession(_fast(word), name, role, int(self._utc_s()) + DAY_S, device)
        try:
            self._put([*valid, session][-MOST_SESSIONS:])
        except AccessFault as fault:
            raise Denied(fault.text, fault.remedy, status=503) from fault
        self._each.forgive(address)
        self.log.note("signed-in", name, role, address)
        for pushed_out in [*valid, session][:-MOST_SESSIONS]:
            self._end(pushed_out.hash)
        if before is not None:
            self._end(before.key)
        return word

    def lasts_s(self, official: Official) -> float | None:
        """So many seconds the session goes on; None where it has no end."""
        kept = next((each for each in self._kept.sessions if each.hash == official.key), None)
        return max(0.0, kept.until_s - self._utc_s()) if kept is not None else None

    def _count(self, address: str) -> None:
        now = self._now_s()
        # Who has used up his own attempts takes none of those that are there for everybody.
        wait = self._each.wait_s(address, now) or self._all.wait_s("", now)
        if wait:
            raise Denied(
                say("Too many attempts."),
                say("Try again in {seconds} s.", seconds=math.ceil(wait)),
                wait,
            )

    def not_allowed(self, official: Official, request: Request) -> None:
        """The official asked for what the role is not given: whoever wonders why finds it."""
        self.log.note("not-allowed", official.name, official.role, address_of(request))

    def sign_out(self, official: Official) -> None:
        """That session is over, also where a full disk still has it: nobody has its word."""
        left = tuple(each for each in self._kept.sessions if each.hash != official.key)
        with contextlib.suppress(AccessFault):
            self._put(list(left))
        self._kept = Kept(self._kept.pins, self._kept.token, left)
        self.log.note("signed-out", official.name, official.role)
        self._end(official.key)

    # --- who it is

    def official(self, request: Request) -> Official | None:
        """Who asks: by the cookie."""
        word = request.cookies.get(COOKIE, "")
        if not word:
            return None
        key = _fast(word)
        for each in self._kept.sessions:
            if hmac.compare_digest(each.hash, key) and each.until_s > self._utc_s():
                return Official(each.name, each.role, each.hash, each.device)
        return None

    async def program(self, request: Request) -> Official | None:
        """Which program asks: by the token, with the rights of a commissaire; raises ``Denied``.

        Once it was right it is not hashed slowly again.
        """
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        if hmac.compare_digest(self._shown_token.encode(), token.encode()):
            return Official(TOKEN_ACTOR, Role.COMMISSAIRE, "token")
        self._count(address_of(request))
        if not await asyncio.to_thread(self._kept.token.is_of, token):
            self.log.note("wrong-token", address=address_of(request))
            return None
        self._shown_token = token
        return Official(TOKEN_ACTOR, Role.COMMISSAIRE, "token")

    def form_key(self, official: Official) -> str:
        """What a form of this session has to bring along."""
        return _fast(f"form {official.key}")

    # --- inside

    def _put(self, sessions: list[KeptSession]) -> None:
        kept = Kept(self._kept.pins, self._kept.token, tuple(sessions))
        self._keep(kept)
        self._kept = kept

    def _keep(self, kept: Kept) -> None:
        if self._meet is not None:
            write(self._meet, kept)

    def _end(self, key: str) -> None:
        for listener in tuple(self.ended):
            listener(key)


def _known(meet: Path | None, new_pins: bool) -> Kept | None:
    """What is kept. One that cannot be read is in nobody's way where all of it is made anew."""
    try:
        return read(meet) if meet is not None else None
    except AccessFault:
        if new_pins:
            return None
        raise


def _made(known: Kept | None, new_pins: bool, new_token_: bool) -> tuple[New | None, Kept]:
    """What is kept from now on, and what of it was made just now."""
    if known is not None and not new_pins and not new_token_:
        return None, known
    made = New(
        {role: new_pin() for role in Role} if known is None or new_pins else {},
        new_token() if known is None or new_token_ else "",
    )
    pins = {role: Hashed.of(pin) for role, pin in made.pins.items()}
    if known is None:
        return made, Kept(pins, Hashed.of(made.token))
    token = Hashed.of(made.token) if made.token else known.token
    if pins:  # whoever was signed in by the old ones is not any more
        return made, Kept(pins, token)
    return made, Kept(known.pins, token, known.sessions)


def _fast(word: str) -> str:
    """A random word is long enough that a fast hash keeps it secret."""
    return hashlib.sha256(word.encode()).hexdigest()


def address_of(request: Request) -> str:
    """The machine that asks."""
    return request.client.host if request.client is not None else ""


# --- for handlers

Handler = Callable[[Request], Awaitable[Response]]


def needs(access: Access, roles: frozenset[Role], handler: Handler) -> Handler:
    """The handler for these roles only; others are asked to sign in, programs are refused."""

    async def guarded(request: Request) -> Response:
        try:
            official = access.official(request) or await access.program(request)
        except Denied as denied:
            response = refusal(request, 429, "attempts", denied.text, denied.remedy)
            response.headers["retry-after"] = str(math.ceil(denied.wait_s))
            return response
        if official is not None and official.role in roles:
            request.state.official = official
            return await handler(request)
        if official is None and request.method == "GET" and _is_page(request):
            asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/sign-in?next={quote(asked)}", 303)
        if official is None:
            raise HTTPException(401, headers={"www-authenticate": "Bearer"})
        access.not_allowed(official, request)
        raise HTTPException(403)

    return guarded


def _is_page(request: Request) -> bool:
    return not request.url.path.startswith(("/api/", "/events/"))
