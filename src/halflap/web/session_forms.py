"""Knows the forms by which the secretary opens a competition and puts heats into sessions."""

from __future__ import annotations

from datetime import date

from halflap.meet.automation import next_heats
from halflap.meet.commands import Command, OpenCompetition, OrderSession
from halflap.meet.commands.base import refuse
from halflap.meet.fold.transition import replace
from halflap.meet.session_lines import lines_of, session_of
from halflap.meet.state import Meet, Session
from halflap.meet.venue_time import moment, shown
from halflap.rulebook.format_file import SHIPPED, shipped, shipped_text
from halflap.rulebook.tables import categories, categories_text
from halflap.sport.category import distance_m
from halflap.web.forms import Field, Form, Typed
from halflap.web.office_forms import checked
from halflap.words.sentence import say

SESSIONS = "/office/sessions"


def opening_form(meet: Meet, language: str) -> Form:
    """A competition with its category, distance and format."""

    def make(typed: Typed) -> Command:
        category, fmt = typed.text("category"), typed.text("format")
        if fmt not in SHIPPED:
            raise refuse(
                "field-format",
                say("No format is chosen."),
                say("Choose one; what each means stands below."),
            )
        return OpenCompetition(
            competition=typed.text("competition"),
            title=typed.text("title") or typed.text("competition"),
            category=category if category in categories() else "",
            distance_m=typed.number("distance") or _distance(meet, typed),
            format_text=shipped_text(fmt),
            categories_text=categories_text(),
        )

    def called(fr: str, en: str) -> str:
        return fr if language == "fr" else en

    return Form(
        id="open-competition",
        title=say("Open a competition"),
        button=say("Open"),
        command="OpenCompetition",
        make=make,
        main=not meet.competitions,
        fields=(
            Field(
                name="competition",
                label=say("Short name"),
                hint=say("It stands in addresses and cannot be changed, such as men-elite."),
                codes=("competition-id", "competition-open"),
                needed=True,
            ),
            Field(
                name="title",
                label=say("Title"),
                hint=say("As it is to be printed; empty: the short name."),
            ),
            Field(
                name="category",
                label=say("Category"),
                kind="choice",
                options=(
                    ("", say("none of these")),
                    *(
                        (each.id, f"{each.id} · {called(each.name_fr, each.name_en)}")
                        for each in categories().values()
                    ),
                ),
            ),
            Field(
                name="distance",
                label=say("Distance in metres"),
                kind="number",
                hint=say("Empty: that of the category in the year of the meet."),
                codes=("distance",),
            ),
            Field(
                name="format",
                label=say("Format"),
                kind="choice",
                options=(
                    ("", say("choose")),
                    *(
                        (each, f"{called(shipped(each).name.fr, shipped(each).name.en)} · {each}")
                        for each in SHIPPED
                    ),
                ),
                codes=("bad-format",),
            ),
        ),
    )


def _distance(meet: Meet, typed: Typed) -> int:
    category = categories().get(typed.text("category"))
    if category is None or not meet.date:
        raise refuse(
            "field-distance",
            say("The distance is not given, and no category says it."),
            say("Give it in metres, such as 4000."),
        )
    year = date.fromisoformat(meet.date).year
    try:
        return distance_m(category, year)
    except ValueError as error:
        problem = error.args[0]
        raise refuse("field-distance", problem, say("Give it in metres, such as 4000.")) from error


def session_forms(meet: Meet) -> list[Form]:
    """One for each session there is, and one for another."""
    known = [_session(meet, each, f"session-{n}") for n, each in enumerate(meet.sessions, 1)]
    planned = {place for each in meet.sessions for place in each.heats}
    drawn = next_heats(replace(meet, sessions=()))
    waiting = tuple(place for place in drawn if place not in planned)
    return [*known, _session(meet, Session(name="", heats=waiting), "session-new")]


def _session(meet: Meet, known: Session, form_id: str) -> Form:
    def make(typed: Typed) -> Command:
        name = known.name or typed.text("name")
        if not name:
            raise refuse(
                "field-name",
                say("The session has no name."),
                say("Give it one, such as Friday evening."),
            )
        if not known.name and any(each.name == name for each in meet.sessions):
            raise refuse(
                "field-name",
                say("There is already a session “{name}”.", name=name),
                say("Choose another name, or order that one anew."),
            )
        heats, breaks = session_of(typed.text("heats").splitlines())
        return OrderSession(
            session=name,
            heats=heats,
            starts_us=checked(typed, "start", lambda text: moment(meet, text)),
            breaks=breaks,
        )

    start = "" if known.starts_us is None else shown(meet, known.starts_us, "%Y-%m-%d %H:%M")
    name = Field(name="name", label=say("Name"), hint=say("Such as Friday evening."), needed=True)
    return Form(
        id=form_id,
        title=(
            say("Order {session} anew", session=known.name)
            if known.name
            else say("Order another session")
        ),
        button=say("Keep"),
        command="OrderSession",
        make=make,
        main=not known.name and not meet.sessions,
        fields=(
            *(() if known.name else (name,)),
            Field(
                name="start",
                label=say("Planned start"),
                value=start,
                hint=say(
                    "By the clocks of the venue: 19:30, or 2026-08-21 19:30. Empty: none is"
                    " planned."
                ),
                codes=("session-start",),
            ),
            Field(
                name="heats",
                label=say("Heats and breaks in their order"),
                kind="area",
                value="\n".join(lines_of(known)),
                hint=say(
                    "One a line: a heat as competition/phase/heat (men/qualifying/1), a break with"
                    " its minutes (15 min Medal ceremony)."
                ),
                codes=(
                    "place",
                    "twice",
                    "no-heat",
                    "no-competition",
                    "not-drawn",
                    "no-phase",
                    "break",
                ),
            ),
        ),
    )
