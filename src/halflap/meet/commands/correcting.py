"""Knows how a confirmed result is corrected, and how communiqués are issued and superseded."""

from __future__ import annotations

import msgspec

from halflap.journal.facts import DocumentIssued, ResultCorrected, RideFact, RuledWinner
from halflap.meet.commands.base import (
    Answer,
    Command,
    competition_of,
    heat_of,
    phase_of,
    plan_of,
    reasoned,
    refuse,
    rule,
)
from halflap.meet.commands.reviewing import review_of
from halflap.meet.commands.riding import check_rides, cut, merged
from halflap.meet.contents import difference, is_content
from halflap.meet.ledger import Ledger
from halflap.meet.lines import classification_lines, outdated
from halflap.meet.results import ALGORITHM, called, heat_value
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.meet.wording import ride_in_words
from halflap.rulebook.format import Phase
from halflap.rulebook.match import State, decide
from halflap.words.sentence import Sentence, say


class CorrectResult(Command, frozen=True, kw_only=True):
    """Put a confirmed heat right, with the reason; riders not named stay as they were."""

    competition: str
    phase: str
    heat: str
    rides: tuple[RideFact, ...]
    reason: str


class IssueDocument(Command, frozen=True, kw_only=True):
    """Issue a communiqué: ``content`` is the view of ``document`` as canonical JSON text."""

    competition: str
    document: str
    content: str
    reason: str = ""


@rule(CorrectResult)
def correct_result(ledger: Ledger, command: CorrectResult) -> Answer:
    """UCI 3.1.007: any change of a result is reported; here as revision n+1 with its difference."""
    competition = competition_of(ledger.state, command.competition)
    plan = plan_of(competition, command.phase)
    phase, heat = heat_of(competition, command.phase, command.heat)
    reasoned(command.reason)
    if heat.level is None:
        raise refuse(
            "not-confirmed",
            say("Heat {heat} of {phase} is not confirmed yet.", heat=heat.key, phase=plan.id),
            say("Just record it again: halflap record."),
        )
    given = tuple(cut(ride, competition) for ride in command.rides)
    rides = merged(heat, given)
    check_rides(competition, plan, heat, rides)
    changed = tuple(
        f"{called(competition, ride.bib)}: {ride_in_words(before)} -> {ride_in_words(ride)}"
        for ride in rides
        if (before := heat.ride(ride.bib)) is not None and before != ride
    )
    if not changed:
        raise refuse(
            "no-change",
            say("Heat {heat} of {phase} stands like that already.", heat=heat.key, phase=plan.id),
            say("Give what is to be changed."),
        )
    winner = _winner_after(competition, plan, phase, heat, rides)
    fact = ResultCorrected(
        competition=competition.id,
        phase=plan.id,
        heat=heat.key,
        revision=heat.revision + 1,
        rides=rides,
        winner=winner,
        difference=changed,
        reason=command.reason,
        algorithm=ALGORITHM,
    )
    remarks: list[Sentence] = []
    if phase.ranking is not None:
        drawn = any(competition.phase(each.id) for each in competition.fmt.fed_by(plan.id))
        remarks.append(
            say(
                "The ranking of {phase} has to be confirmed again; what was drawn from it stays "
                "until you keep it or draw again.",
                phase=plan.id,
            )
            if drawn
            else say("The ranking of {phase} has to be confirmed again.", phase=plan.id)
        )
    open_ = [p for p in competition.about(plan.id, heat.key) if p.upheld is None]
    if heat.review is not None and not open_:
        remarks.append(say("The review of the heat ends with the correction."))
    return [fact, *(review_of(competition, each) for each in open_[:1])], remarks


def _winner_after(
    competition: Competition,
    plan: Phase,
    phase: PhaseState,
    heat: HeatState,
    rides: tuple[RideFact, ...],
) -> RuledWinner | None:
    """The ruled winner stays only where the corrected rides do not decide the match themselves."""
    if plan.kind == "qualifying" or heat.winner is None:
        return None
    bare = decide(
        heat_value(competition, phase, msgspec.structs.replace(heat, rides=rides, winner=None)),
        competition.fmt.ties,
    )
    return None if bare.state is State.DECIDED else heat.winner


def _releasable(competition: Competition, document: str) -> None:
    """Results are issued as they are confirmed, never as they happen to stand; nothing is empty."""
    kind, _, phase_id = document.partition(" ")
    if kind == "start-list":
        drawn = competition.phase(phase_id)
        if drawn is None or not drawn.counting:
            raise refuse(
                "not-drawn",
                say("{phase} has not been drawn.", phase=phase_id),
                say("Draw it first: halflap draw MEET {phase}.", phase=phase_id),
            )
    if kind == "result" and phase_id:
        phase = phase_of(competition, phase_id)
        open_ = phase.ranking is None or outdated(competition, phase_id)
        remedy = say("Confirm it first: halflap confirm MEET {phase}.", phase=phase_id)
    elif kind == "classification":
        confirmed = competition.classification
        open_ = confirmed is None or confirmed.lines != classification_lines(competition)
        remedy = say("Confirm it first: halflap confirm MEET.")
    else:
        return
    if open_:
        raise refuse(
            "not-confirmed",
            say("The {document} is not confirmed as it stands.", document=document),
            remedy,
        )


@rule(IssueDocument)
def issue_document(ledger: Ledger, command: IssueDocument) -> Answer:
    """The next communiqué number; the same document again is the next revision, with its
    difference.
    """
    competition = competition_of(ledger.state, command.competition)
    _releasable(competition, command.document)
    if not is_content(command.content):
        raise refuse(
            "content",
            say("The content is none of a communiqué: no page could show it."),
            say("Send the view of the document, as the API gives it, as JSON text."),
        )
    issued = sorted(ledger.state.documents.items())
    before = [
        fact
        for _, fact in issued
        if (fact.competition, fact.document) == (competition.id, command.document)
    ]
    if before and before[-1].content == command.content:
        raise refuse(
            "issued",
            say("Communiqué {number} already says exactly this.", number=before[-1].number),
            say("Nothing has changed since."),
        )
    if before and not command.reason.strip():
        raise refuse(
            "no-reason",
            say("Communiqué {number} would be corrected.", number=before[-1].number),
            say("Give the reason with --reason."),
        )
    fact = DocumentIssued(
        number=(issued[-1][0] if issued else 0) + 1,
        competition=competition.id,
        document=command.document,
        revision=len(before) + 1,
        content=command.content,
        difference=difference(before[-1].content, command.content) if before else (),
        reason=command.reason,
    )
    return [fact], []
