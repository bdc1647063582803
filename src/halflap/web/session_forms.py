"""Knows the forms by which the secretary puts heats and breaks into sessions."""

from __future__ import annotations

from halflap.meet.automation import next_heats
from halflap.meet.commands import Command, OrderSession
from halflap.meet.commands.base import refuse
from halflap.meet.session_lines import lines_of, session_of
from halflap.meet.state import Meet, Session
from halflap.meet.venue_time import moment, shown
from halflap.meet.views.unscheduled import unscheduled
from halflap.web.forms import Field, Form, Typed
from halflap.web.office_forms import checked
from halflap.words.sentence import say

SESSIONS = "/office/sessions"


def session_forms(meet: Meet) -> list[Form]:
    """One for each session there is, and one for another."""
    known = [_session(meet, each, f"session-{n}") for n, each in enumerate(meet.sessions, 1)]
    waiting = unscheduled(meet) if meet.sessions else tuple(next_heats(meet))
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
                    "other-session",
                    "no-heat",
                    "no-competition",
                    "not-drawn",
                    "no-phase",
                    "break",
                ),
            ),
        ),
    )
