"""Knows how a form of a page becomes a command: what was typed, what is wrong at which field, what
the command would do, and what it did.

A form works without scripts: it is posted to the address of its page, which answers with the page
again (a preview, or what is wrong), or leads back to it once the command is kept. The id of the
command is in the form, so that pressing twice acts once.
"""

from __future__ import annotations

import hmac
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from halflap.journal.errors import StorageError
from halflap.meet.commands import Accepted, Command, Refusal, Refused
from halflap.meet.commands.base import NotNow, refuse
from halflap.meet.ledger import Entry
from halflap.meet.state import Meet
from halflap.meet.views.consequences import consequences
from halflap.meet.views.next_step import afterwards
from halflap.meet.wording import what_happened
from halflap.rulebook.explain import Chapter
from halflap.web.access import Official, needs
from halflap.web.meanwhile import objection
from halflap.web.reading import body_of
from halflap.web.roles import MAY_GIVE, NAMES, OFFICIALS, may_give
from halflap.web.site import Site
from halflap.web.taking_back import not_to_take_back
from halflap.words.on_screen import on_screen
from halflap.words.sentence import Sentence, say

LONGEST = 4 * 1024 * 1024
HEARD = 1024 * 1024 * 1024
"""Bytes of a form: what is taken in, and how much an official may send and is still answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form. ``options`` are (value, words); ``codes`` are the refusals about it."""

    name: str
    label: Sentence
    kind: str = "text"
    value: str = ""
    options: tuple[tuple[str, Sentence | str], ...] = ()
    hint: Sentence | None = None
    codes: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a form."""

    texts: dict[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as it was typed, without the blanks around it."""
        return self.texts.get(name, "").strip()

    def put(self, name: str, text: str) -> None:
        """Let a field bring something along when the form is shown again."""
        self.texts[name] = text

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.texts.get(name))

    def number(self, name: str) -> int | None:
        """A whole number, or None where nothing was typed; another text is refused."""
        text = self.text(name)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise refuse(
                f"field-{name}",
                say("“{text}” is not a whole number.", text=text),
                say("Write it in figures, such as 12."),
            )
        return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form and the command it makes of what is typed; ``opens`` folds it away until wanted,
    ``then`` is the page that it leads to, if not its own; ``explains`` says at length in a preview
    what was chosen.
    """

    id: str
    title: Sentence
    button: Sentence
    make: Callable[[Typed], Command]
    command: str
    fields: tuple[Field, ...] = ()
    note: Sentence | None = None
    opens: bool = True
    main: bool = False
    then: str = ""
    explains: Callable[[Typed], Sequence[Chapter]] | None = None


@dataclass(frozen=True, slots=True)
class Would:
    """What a command would do: its facts and remarks, what of the meet would be another, and what
    it means where a form explains that, and what would be left to do about it.
    """

    facts: tuple[Sentence, ...]
    remarks: tuple[Sentence, ...]
    changes: tuple[Sentence, ...]
    chapters: tuple[Chapter, ...] = ()
    then: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A form as it is put on the page: what was typed, what is wrong, what it would do."""

    form: Form
    id: str
    values: Mapping[str, str]
    wrong: Mapping[str, tuple[Refusal, ...]]
    others: tuple[Refusal, ...] = ()
    would: Would | None = None

    @property
    def open(self) -> bool:
        """Whether it is unfolded."""
        return bool(self.form.main or self.wrong or self.others or self.would)


@dataclass(frozen=True, slots=True)
class Screen:
    """A page with its forms and the values that its template shows."""

    template: str
    values: Mapping[str, object]
    forms: Sequence[Form] = ()


Build = Callable[[Request], Screen]


def screen(site: Site, path: str, build: Build) -> Route:
    """The page at ``path``, which takes its forms itself."""
    handler = needs(site.access, OFFICIALS, _Page(site, build).answer)
    return Route(path, handler, methods=["GET", "POST"])


class _Page:
    def __init__(self, site: Site, build: Build) -> None:
        self._site, self._build = site, build

    async def answer(self, request: Request) -> Response:
        if request.method == "POST":
            return await self._posted(request)
        return self._show(request, self._build(request), {}, done=self._done(request))

    def _done(self, request: Request) -> tuple[Entry, ...]:
        """What was kept just now, by the number in the address."""
        seq = request.query_params.get("done", "")
        if not (seq.isascii() and seq.isdigit() and len(seq) < 16):
            return ()
        return self._site.live.desk.ledger.command(int(seq))

    def _show(
        self,
        request: Request,
        screen: Screen,
        shown: Mapping[str, Shown],
        *,
        status: int = 200,
        done: Sequence[Entry] = (),
    ) -> Response:
        official: Official = request.state.official
        values: dict[str, Any] = dict(screen.values)
        forms = {
            form.id: shown.get(form.id) or _fresh(form)
            for form in screen.forms
            if form.command in MAY_GIVE[official.role]
        }
        return self._site.pages.page(
            request,
            screen.template,
            status=status,
            forms=forms,
            form_key=self._site.access.form_key(official),
            seq=self._site.seq,
            done=[on_screen(what_happened(each, self._site.meet)) for each in done],
            done_seq=done[0].seq if done else None,
            remarks=self._remarks(done),
            **values,
        )

    def _remarks(self, done: Sequence[Entry]) -> tuple[Sentence, ...]:
        return _REMARKS.get((id(self._site), done[0].seq), ()) if done else ()

    async def _posted(self, request: Request) -> Response:
        official: Official = request.state.official
        body = await body_of(request, LONGEST, HEARD)
        typed = read_form(request.headers.get("content-type", ""), body)
        if not hmac.compare_digest(
            typed.text("key").encode(), self._site.access.form_key(official).encode()
        ):
            raise HTTPException(403)
        screen = self._build(request)
        form = next((each for each in screen.forms if each.id == typed.text("form")), None)
        if form is None:
            raise HTTPException(409)
        return await self._given(request, screen, form, typed)

    async def _given(self, request: Request, screen: Screen, form: Form, typed: Typed) -> Response:
        official: Official = request.state.official
        try:
            command = form.make(typed)
            if not may_give(official.role, command):
                self._site.access.not_allowed(official, request)
                raise refuse(
                    "role",
                    say("This is not for the {role} to decide.", role=NAMES[official.role]),
                    say("Sign in with another role, or ask a commissaire."),
                )
            if typed.ticked("preview"):
                not_his = not_to_take_back(self._site.live.desk.ledger, official.role, command)
                if not_his is not None:
                    raise NotNow(not_his)
                return self._preview(request, screen, form, typed, command)
            return await self._do(request, screen, form, typed, command)
        except NotNow as not_now:
            shown = _again(form, typed, not_now.refusals)
            return self._show(request, screen, {form.id: shown}, status=409)

    def _preview(
        self, request: Request, screen: Screen, form: Form, typed: Typed, command: Command
    ) -> Response:
        live = self._site.live
        answer = live.preview(command)
        if isinstance(answer, Refused):
            raise NotNow(*answer.refusals)
        found = would(live.meet, answer)
        if form.explains is not None:
            found = replace(found, chapters=tuple(form.explains(typed)))
        shown = Shown(form, _id(typed), typed.texts, {}, (), found)
        return self._show(request, screen, {form.id: shown})

    async def _do(
        self, request: Request, screen: Screen, form: Form, typed: Typed, command: Command
    ) -> Response:
        live, official = self._site.live, request.state.official
        before = live.meet
        stale = objection(self._site, official, command, typed.number("seq"))
        try:
            done = await live.act(command, official.actor, _id(typed), stale)
        except StorageError as error:
            raise refuse(error.code, error.text, error.remedy) from error
        if isinstance(done, Refused):
            raise NotNow(*done.refusals)
        seq = done.facts[0].seq
        if done.accepted is not None:
            remarks = (*done.accepted.remarks, *afterwards(before, done.accepted.state))
            if remarks:
                _keep_remarks((id(self._site), seq), tuple(map(on_screen, remarks)))
        path = quote(form.then or request.url.path)
        # Named, or a browser keeps the part of the page that led to the form.
        return RedirectResponse(f"{path}?done={seq}#kept", 303)


_REMARKS: dict[tuple[int, int], tuple[Sentence, ...]] = {}
"""What was remarked on the last commands, until their pages have been shown."""

REMEMBERED = 100


def _keep_remarks(of: tuple[int, int], remarks: tuple[Sentence, ...]) -> None:
    _REMARKS[of] = remarks
    if len(_REMARKS) > REMEMBERED:
        del _REMARKS[next(iter(_REMARKS))]


def would(before: Meet, answer: Accepted) -> Would:
    """What a command would do to the meet as it is ``before``."""
    facts = tuple(
        on_screen(what_happened(Entry(0, 0, fact), answer.state)) for fact in answer.facts
    )
    found = consequences(before, answer.state)
    then = tuple(map(on_screen, afterwards(before, answer.state)))
    return Would(facts, tuple(map(on_screen, answer.remarks)), found, then=then)


def _id(typed: Typed) -> str:
    """The id of the command; a form that brings none has one made for it."""
    given = typed.text("id")
    return given if 0 < len(given) <= 100 and given.isascii() else uuid.uuid4().hex


def _fresh(form: Form) -> Shown:
    return Shown(form, uuid.uuid4().hex, {each.name: each.value for each in form.fields}, {})


def _again(form: Form, typed: Typed, refusals: Sequence[Refusal]) -> Shown:
    """The form as it was typed, each reason by the field that it is about."""
    wrong: dict[str, tuple[Refusal, ...]] = {}
    others: list[Refusal] = []
    for each in refusals:
        said = Refusal(each.code, on_screen(each.text), on_screen(each.remedy))
        name = _field_of(form, each.code)
        if name:
            wrong[name] = (*wrong.get(name, ()), said)
        else:
            others.append(said)
    return Shown(form, uuid.uuid4().hex, typed.texts, wrong, tuple(others))


def _field_of(form: Form, code: str) -> str:
    for each in form.fields:
        if each.kind != "hidden" and (code == f"field-{each.name}" or code in each.codes):
            return each.name
    return ""


def read_form(content_type: str, body: bytes) -> Typed:
    """The fields and files of a posted form; of equal names the values are joined by commas."""
    if content_type.startswith("multipart/form-data"):
        return _parts(content_type, body)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=2000)
    except ValueError as error:
        raise HTTPException(400) from error
    return Typed(_joined(pairs))


def _joined(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]},{value}" if found.get(name) else value
    return found


def _parts(content_type: str, body: bytes) -> Typed:
    head = f"content-type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    pairs: list[tuple[str, str]] = []
    files: dict[str, bytes] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = str(part.get_param("name", "", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if part.get_filename() is not None:
            files[name] = content
        else:
            pairs.append((name, content.decode("utf-8", "replace").rstrip("\r\n")))
    return Typed(_joined(pairs), files)
