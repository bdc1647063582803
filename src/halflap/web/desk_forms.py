"""Knows the forms of a phase, of a competition and of the history at the commissaires' desk."""

from __future__ import annotations

from collections.abc import Iterator

from halflap.hub.live import Live
from halflap.meet import typed as read
from halflap.meet.commands import (
    BypassCheck,
    ConfirmClassification,
    ConfirmRanking,
    ConfirmRecord,
    DecideProtest,
    DrawLots,
    DrawPhase,
    IssueDocument,
    KeepDraw,
    Rehearse,
    ReorderHeats,
    Undo,
)
from halflap.meet.commands.timing_checking import check_open
from halflap.meet.records import BeatenRecord, beaten_records
from halflap.meet.state import Competition, Meet
from halflap.meet.views.communique import CLASSIFICATION, START_LIST, communique
from halflap.rulebook.format import Phase
from halflap.web.forms import Field, Form, Typed
from halflap.web.heat_forms import LEVELS, confirm_form, level_of, reason_field
from halflap.words.sentence import say


def phase_forms(live: Live, competition: Competition, plan: Phase) -> list[Form]:
    """All that can be done with a phase as it stands."""
    at = {"competition": competition.id, "phase": plan.id}
    phase = competition.phase(plan.id)
    found = [_draw(at, drawn=phase is not None and bool(phase.counting))]
    if phase is not None and phase.counting:
        order = ",".join(str(heat.number) for heat in phase.counting)
        found += [_reorder(at, order), _lots(at)]
        found += [_issue(competition, START_LIST, plan), _issue(competition, "result", plan)]
        found.append(_rehearse(at))
        if phase.basis:
            found.append(_keep(at))
    level = "official" if phase is not None and phase.ranking is not None else "provisional"
    found.append(confirm_form(live, "confirm-ranking", ConfirmRanking, at, level))
    return found


def _draw(at: dict[str, str], *, drawn: bool) -> Form:
    def make(typed: Typed) -> DrawPhase:
        return DrawPhase(**at, heats=read.heats(typed.text("heats")), again=typed.ticked("again"))

    again = Field(
        name="again",
        label=say("Replace the draw that stands; it stays in the history"),
        kind="check",
        codes=("already-drawn",),
    )
    return Form(
        id="draw",
        title=say("Draw again") if drawn else say("Draw"),
        button=say("Draw"),
        command="DrawPhase",
        make=make,
        main=not drawn,
        fields=(
            Field(
                name="heats",
                label=say("Heats as the commissaires set them"),
                hint=say(
                    "Home-back by bib in running order, such as 3-4 1-2 5-. Empty: by seed, or from"
                    " the confirmed ranking."
                ),
                codes=("heats", "twice", "left-out", "no-rider", "alone"),
            ),
            *((again,) if drawn else ()),
        ),
    )


def _numbers(name: str, label: str, value: str = "") -> Field:
    hint = say("Divide the numbers by commas.")
    codes = ("numbers", "order", "ridden", "lots", "no-rider", "confirmed")
    words = say("Order of the heats") if label == "heats" else say("Bibs in the order of the lots")
    return Field(name=name, label=words, value=value, hint=hint, codes=codes)


def _reorder(at: dict[str, str], order: str) -> Form:
    return Form(
        id="reorder",
        title=say("Ride the heats in another order"),
        button=say("Change the order"),
        command="ReorderHeats",
        make=lambda typed: ReorderHeats(**at, order=read.whole_numbers(typed.text("order"))),
        fields=(_numbers("order", "heats", order),),
    )


def _lots(at: dict[str, str]) -> Form:
    return Form(
        id="lots",
        title=say("Keep lots as they were drawn"),
        button=say("Keep the lots"),
        command="DrawLots",
        make=lambda typed: DrawLots(**at, order=read.whole_numbers(typed.text("order"))),
        fields=(_numbers("order", "lots"),),
    )


def _keep(at: dict[str, str]) -> Form:
    return Form(
        id="keep",
        title=say("Keep the draw"),
        button=say("Keep the draw"),
        command="KeepDraw",
        make=lambda typed: KeepDraw(**at, reason=typed.text("reason")),
        fields=(reason_field(),),
        note=say("It stands although results that it was made from were corrected since."),
    )


def _rehearse(at: dict[str, str]) -> Form:
    return Form(
        id="rehearse",
        title=say("Add a rehearsal"),
        button=say("Add"),
        command="Rehearse",
        make=lambda typed: Rehearse(**at, home=typed.number("home"), back=typed.number("back")),
        fields=(
            Field(name="home", label=say("Bib at home"), kind="number", codes=("no-rider",)),
            Field(name="back", label=say("Bib at back"), kind="number", codes=("riders",)),
        ),
        note=say("It counts nowhere."),
    )


def _issue(competition: Competition, document: str, plan: Phase | None) -> Form:
    def make(typed: Typed) -> IssueDocument:
        made = communique(competition, document, plan)
        return IssueDocument(
            competition=competition.id,
            document=made.name,
            content=made.content,
            reason=typed.text("reason"),
        )

    titles = {
        START_LIST: say("Issue the start list"),
        CLASSIFICATION: say("Issue the classification"),
    }
    return Form(
        id=f"issue-{document}",
        title=titles.get(document, say("Issue the result")),
        button=say("Issue"),
        command="IssueDocument",
        make=make,
        fields=(reason_field(),),
        note=say(
            "It has the next communiqué number. Issued again it is the next revision, with its"
            " difference and a reason; what was issued is never changed."
        ),
    )


def competition_forms(competition: Competition) -> list[Form]:
    """All that can be done with a competition as a whole."""
    return [
        Form(
            id="confirm-classification",
            title=say("Confirm the final classification"),
            button=say("Confirm"),
            command="ConfirmClassification",
            make=lambda typed: ConfirmClassification(
                competition=competition.id, level=level_of(typed.text("level"))
            ),
            fields=(
                Field(
                    name="level",
                    label=say("As"),
                    kind="choice",
                    options=LEVELS,
                    value="official",
                    codes=("confirmed", "provisional"),
                ),
            ),
        ),
        _issue(competition, CLASSIFICATION, None),
        *_protests(competition),
        *_records(competition),
    ]


def _records(competition: Competition) -> Iterator[Form]:
    for number, each in enumerate(beaten_records(competition), 1):
        if not each.confirmed:
            yield _record(competition.id, f"record-{number}", each)


def _record(competition_id: str, form_id: str, beaten: BeatenRecord) -> Form:
    return Form(
        id=form_id,
        title=say(
            "Confirm {record}: {name}, {time}",
            record=beaten.record,
            name=beaten.name,
            time=str(beaten.time),
        ),
        button=say("Confirm"),
        command="ConfirmRecord",
        make=lambda _: ConfirmRecord(
            competition=competition_id,
            record=beaten.record,
            phase=beaten.phase,
            bib=beaten.bib,
            heat=beaten.heat.key,
        ),
        note=say("The list is kept by its federation, which has to accept it."),
    )


def _protests(competition: Competition) -> Iterator[Form]:
    for protest in competition.protests:
        if protest.upheld is None:
            yield _decide(competition.id, protest.number)


def _decide(competition_id: str, number: int) -> Form:
    return Form(
        id=f"protest-{number}",
        title=say("Decide protest {number}", number=number),
        button=say("Decide"),
        command="DecideProtest",
        make=lambda typed: DecideProtest(
            competition=competition_id,
            protest=number,
            upheld=typed.text("upheld") == "yes",
            reason=typed.text("reason"),
        ),
        fields=(
            Field(
                name="upheld",
                label=say("Decision"),
                kind="choice",
                options=(("no", say("rejected")), ("yes", say("upheld"))),
            ),
            reason_field(),
        ),
        opens=False,
        main=True,
    )


def meet_forms(meet: Meet) -> list[Form]:
    """While the session check has not passed: that somebody answers for racing without it."""
    if check_open(meet) is None:
        return []
    return [
        Form(
            id="bypass",
            title=say("Race without the session check"),
            button=say("Race without it"),
            command="BypassCheck",
            make=lambda typed: BypassCheck(by=typed.text("by"), reason=typed.text("reason")),
            fields=(
                Field(name="by", label=say("Who answers for it"), codes=("no-name",), needed=True),
                reason_field(),
            ),
        )
    ]


def undo_form(seq: int) -> Form:
    """Take a command back, alone or with all that depends on it."""
    return Form(
        id="undo",
        title=say("Take this back"),
        button=say("Take back"),
        command="Undo",
        make=lambda typed: Undo(
            seq=seq, with_dependents=typed.ticked("dependents"), reason=typed.text("reason")
        ),
        fields=(
            Field(
                name="dependents",
                label=say("Together with all that depends on it"),
                kind="check",
                codes=("dependent",),
            ),
            reason_field(),
        ),
        note=say("Nothing is deleted: taking back is one more fact, and can be taken back."),
        opens=False,
        main=True,
    )
