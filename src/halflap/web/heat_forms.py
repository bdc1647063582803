"""Knows the forms of a heat: what commissaires decide about it, and what may change in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from halflap.hub.live import Live
from halflap.journal.facts import Level, RideFact
from halflap.meet import typed as read
from halflap.meet.asked import DOUBT, doubts_asked
from halflap.meet.commands import (
    CloseReview,
    Command,
    ConfirmHeat,
    ConfirmRanking,
    CorrectResult,
    LodgeProtest,
    OpenReview,
    RecordOutcomes,
    Rule,
    Scratch,
    SwapSides,
)
from halflap.meet.commands.ruling import RULINGS
from halflap.meet.results import called
from halflap.meet.state import Competition, HeatState
from halflap.meet.wording import ride_in_words, ruling_in_words, source_in_words
from halflap.rulebook.format import Phase
from halflap.web.forms import Field, Form, Typed
from halflap.words.sentence import Sentence, say

LEVELS = (("provisional", say("provisional")), ("official", say("official")))


def reason_field(*, needed: bool = False, hint: Sentence | None = None) -> Field:
    """Why something is decided; ``hint``: who reads it."""
    hint = hint or say("It stands in the history and in what is issued.")
    return Field(name="reason", label=say("Reason"), hint=hint, codes=("no-reason",), needed=needed)


def level_of(text: str) -> Level:
    """How far something is confirmed."""
    return "official" if text == "official" else "provisional"


def heat_forms(live: Live, competition: Competition, plan: Phase, heat: HeatState) -> list[Form]:
    """All that can be done with a heat as it stands."""
    at = {"competition": competition.id, "phase": plan.id, "heat": heat.key}
    found = [_rule(competition, heat, at), *_outcomes(competition, heat, at)]
    if heat.level != "official":
        found.append(confirm_form(live, "confirm", ConfirmHeat, at))
    waits = any(each.waits for each in competition.about(plan.id, heat.key))
    found += [*_review(heat, at, settles=waits), _swap(heat, at), _scratch(competition, heat, at)]
    return found


def _riders(competition: Competition, heat: HeatState) -> tuple[tuple[str, str], ...]:
    return tuple((str(bib), called(competition, bib)) for bib in heat.bibs)


def _bib(competition: Competition, heat: HeatState) -> Field:
    return Field(
        name="bib",
        label=say("Rider"),
        kind="choice",
        options=_riders(competition, heat),
        codes=("no-rider", "not-in-heat", "alone", "rides-again"),
    )


def _rule(competition: Competition, heat: HeatState, at: dict[str, str]) -> Form:
    def make(typed: Typed) -> Command:
        metres = typed.text("at_m")
        return Rule(
            **at,
            ruling=typed.text("ruling"),
            bib=typed.number("bib") or 0,
            reason=typed.text("reason"),
            both=typed.ticked("both"),
            past_first_half_lap=typed.ticked("past"),
            choice=typed.text("choice"),
            excused=not typed.ticked("unexcused"),
            at_m=read.metres(metres) if metres else None,
            run=typed.number("run") or 0,
        )

    return Form(
        id="rule",
        title=say("Decide about a rider"),
        button=say("Decide"),
        command="Rule",
        make=make,
        opens=False,
        main=True,
        fields=(
            Field(
                name="ruling",
                label=say("Decision"),
                kind="choice",
                options=tuple((name, ruling_in_words(name)) for name in RULINGS),
                codes=("ruling", "no-match", "no-re-ride"),
            ),
            _bib(competition, heat),
            reason_field(),
            Field(name="both", label=say("It happened to both riders"), kind="check"),
            Field(
                name="past",
                label=say("The rider had passed the first half lap (UCI 3.2.074)"),
                kind="check",
                codes=("first-half-lap",),
            ),
            Field(
                name="unexcused",
                label=say("Did not start without a recognised reason"),
                kind="check",
            ),
            Field(
                name="at_m",
                label=say("Metres ridden"),
                hint=say("Where it happened, such as 2312.5; may stay empty."),
                codes=("metres",),
            ),
            Field(
                name="choice",
                label=say("Choice"),
                hint=say("Where the regulation leaves it open; the preview names what there is."),
                codes=("panel-decides", "choice"),
            ),
            Field(
                name="run",
                label=say("Run"),
                kind="number",
                hint=say("Empty: the one that was started again and not ruled on, or the last."),
                codes=("run",),
            ),
        ),
    )


def _outcomes(competition: Competition, heat: HeatState, at: dict[str, str]) -> Iterator[Form]:
    """Times and statuses by hand; of a confirmed heat it is a correction with its reason."""
    corrects = heat.level is not None

    def rides(typed: Typed) -> tuple[RideFact, ...]:
        ended = [(side, typed.text(side) or None) for side in ("home", "back")]
        laps = [f"{side}={lap}" for side in ("home", "back") if (lap := typed.text(f"{side}-lap"))]
        source = typed.text("source") if typed.text("source") in read.SOURCES else "hand"
        return read.rides(
            competition, heat, ended, laps, source, unexcused=typed.ticked("unexcused")
        )

    def make(typed: Typed) -> Command:
        if corrects:
            return CorrectResult(**at, rides=rides(typed), reason=typed.text("reason"))
        return RecordOutcomes(**at, rides=rides(typed))

    fields: list[Field] = []
    for side, bib in (("home", heat.home), ("back", heat.back)):
        if bib is None:
            continue
        ride = heat.ride(bib)
        name = called(competition, bib)
        fields += [
            Field(
                name=side,
                label=say("Home: {name}", name=name)
                if side == "home"
                else say("Back: {name}", name=name),
                hint=say(
                    "Now {ride}. A time, watches such as 4:15.1/4:15.3, a status, or both such as"
                    " CAP:4:24.496; empty: as it is.",
                    ride=ride_in_words(ride) if ride else "-",
                ),
                codes=("time", "watches", "no-time", "caught-time", "catch", "nothing", "nobody"),
            ),
            Field(
                name=f"{side}-lap",
                label=say("Last lap"),
                hint=say("It separates equal times; may stay empty."),
                codes=("last-lap",),
            ),
        ]
    fields.append(
        Field(
            name="source",
            label=say("Where the times come from"),
            kind="choice",
            options=tuple((name, source_in_words(name)) for name in read.SOURCES),
            value=_source_now(heat) if corrects else "",
        )
    )
    fields.append(
        Field(
            name="unexcused", label=say("Did not start without a recognised reason"), kind="check"
        )
    )
    if corrects:
        yield Form(
            id="correct",
            title=say("Correct the result"),
            button=say("Correct"),
            command="CorrectResult",
            make=make,
            fields=(*fields, reason_field(hint=say("Everybody reads it beside the result."))),
            note=say(
                "It becomes the next revision, with its difference and the reason, and everybody"
                " sees it at once. What was drawn from it stays until it is kept or drawn again."
            ),
        )
    else:
        yield Form(
            id="record",
            title=say("Record by hand"),
            button=say("Record"),
            command="RecordOutcomes",
            make=make,
            fields=tuple(fields),
        )


def _source_now(heat: HeatState) -> str:
    """Where the times of a heat come from: a correction does not make them hand times unasked."""
    sources = {ride.time.source for ride in heat.rides if ride.time is not None}
    return next((name for name in read.SOURCES if sources == {name}), "")


def confirm_form(
    live: Live,
    id_: str,
    kind: type[ConfirmHeat] | type[ConfirmRanking],
    at: dict[str, Any],
    level: str = "provisional",
) -> Form:
    """Confirm a heat or a ranking; every doubt that is asked about is acknowledged by its name."""
    doubts = doubts_asked(live.desk.ledger, kind(**at, level="provisional"))

    def make(typed: Typed) -> Command:
        seen = tuple(code for code in doubts if typed.ticked(f"{DOUBT}{code}"))
        return kind(**at, level=level_of(typed.text("level")), acknowledge=seen)

    return Form(
        id=id_,
        title=say("Confirm the heat") if kind is ConfirmHeat else say("Confirm the ranking"),
        button=say("Confirm"),
        command=kind.__name__,
        make=make,
        fields=(
            Field(
                name="level",
                label=say("As"),
                kind="choice",
                options=LEVELS,
                value=level,
                codes=("confirmed", "official", "role"),
            ),
            *(
                Field(
                    name=f"{DOUBT}{code}",
                    label=say("I have looked at this: {doubt}", doubt=texts),
                    kind="check",
                    codes=(f"{DOUBT}{code}",),
                )
                for code, texts in doubts.items()
            ),
        ),
        opens=False,
        main=True,
    )


def _review(heat: HeatState, at: dict[str, str], *, settles: bool) -> Iterator[Form]:
    if heat.review is None:
        yield _open_review(at)
    else:
        yield _end_review(at, settles=settles)
    yield Form(
        id="protest",
        title=say("Lodge a protest"),
        button=say("Lodge"),
        command="LodgeProtest",
        make=lambda typed: LodgeProtest(**at, by=typed.text("by"), reason=typed.text("reason")),
        fields=(Field(name="by", label=say("Who protests"), needed=True), reason_field()),
        note=say("The heat goes under review until it is decided and, if it is upheld, settled."),
    )


def _open_review(at: dict[str, str]) -> Form:
    return Form(
        id="review",
        title=say("Put under review"),
        button=say("Put under review"),
        command="OpenReview",
        make=lambda typed: OpenReview(**at, reason=typed.text("reason")),
        fields=(reason_field(),),
        note=say("Meanwhile the public sees what was released last, and that it is reviewed."),
    )


def _end_review(at: dict[str, str], *, settles: bool) -> Form:
    return Form(
        id="end-review",
        title=say("End the review"),
        button=say("End the review"),
        command="CloseReview",
        make=lambda typed: CloseReview(**at, reason=typed.text("reason")),
        fields=(reason_field(),),
        note=say("A protest is upheld: say in the reason what became of it.") if settles else None,
    )


def _swap(heat: HeatState, at: dict[str, str]) -> Form:
    return Form(
        id="swap",
        title=say("Report wrong sides") if heat.started else say("Change sides"),
        button=say("Report") if heat.started else say("Change sides"),
        command="SwapSides",
        make=lambda typed: SwapSides(**at, reason=typed.text("reason")),
        fields=(reason_field(),),
    )


def _scratch(competition: Competition, heat: HeatState, at: dict[str, str]) -> Form:
    return Form(
        id="scratch",
        title=say("Scratch a rider"),
        button=say("Scratch"),
        command="Scratch",
        make=lambda typed: Scratch(
            **at,
            bib=typed.number("bib") or 0,
            excused=not typed.ticked("unexcused"),
            reason=typed.text("reason"),
        ),
        fields=(
            _bib(competition, heat),
            Field(name="unexcused", label=say("Without a recognised reason"), kind="check"),
            reason_field(),
        ),
        note=say("The opponent rides alone; nothing is drawn again."),
    )
