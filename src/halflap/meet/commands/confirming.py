"""Knows how heats, rankings and the classification become provisional and official."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.journal.facts import (
    ClassificationConfirmed,
    DoubtFact,
    Fact,
    Level,
    RankingConfirmed,
    ResultConfirmed,
)
from halflap.meet.commands.base import (
    Answer,
    Command,
    NotNow,
    Refusal,
    competition_of,
    heat_of,
    phase_of,
    plan_of,
    refuse,
    rule,
)
from halflap.meet.commands.timing_confirming import splits_to_keep, timing_doubts
from halflap.meet.doubts import heat_doubts, ranking_doubts
from halflap.meet.ledger import Ledger
from halflap.meet.lines import classification_lines, medal_lines, outdated, ranking_lines
from halflap.meet.results import (
    ALGORITHM,
    bib_of,
    called,
    classification,
    heat_value,
    proposal_of,
    rankings,
    standing,
)
from halflap.meet.state import Competition, HeatState, Meet, PhaseState, Protest
from halflap.rulebook.doubts import Doubt
from halflap.rulebook.format import Phase
from halflap.rulebook.match import Match, State, decide
from halflap.rulebook.progression import undecided_seeds
from halflap.words.sentence import Sentence, say

ALL = "all"


class ConfirmHeat(Command, frozen=True, kw_only=True):
    """Confirm a heat; ``acknowledge`` names the codes of the doubts accepted (or "all")."""

    competition: str
    phase: str
    heat: str
    level: Level
    acknowledge: tuple[str, ...] = ()


class ConfirmRanking(Command, frozen=True, kw_only=True):
    """Confirm the ranking of a phase, and its ridden heats with it."""

    competition: str
    phase: str
    level: Level
    acknowledge: tuple[str, ...] = ()


class ConfirmClassification(Command, frozen=True, kw_only=True):
    """Confirm the final classification and the medals."""

    competition: str
    level: Level


def _acknowledged(doubts: Sequence[Doubt], acknowledge: tuple[str, ...]) -> tuple[DoubtFact, ...]:
    """The doubts as acknowledged by name; any other is a refusal."""
    open_ = [doubt for doubt in doubts if doubt.code not in acknowledge and ALL not in acknowledge]
    if open_:
        raise NotNow(
            *(
                Refusal(
                    f"doubt-{doubt.code}",
                    doubt.sentence,
                    say("Check it, then confirm with --acknowledge {code}.", code=doubt.code),
                )
                for doubt in open_
            )
        )
    return tuple(
        DoubtFact(
            code=doubt.code,
            text=str(doubt.sentence),
            bibs=tuple(bib_of(one) for one in doubt.riders),
        )
        for doubt in doubts
    )


@rule(ConfirmHeat)
def confirm_heat(ledger: Ledger, command: ConfirmHeat) -> Answer:
    """A heat is confirmed as it stands, with every outcome."""
    competition = competition_of(ledger.state, command.competition)
    plan = plan_of(competition, command.phase)
    _, heat = heat_of(competition, command.phase, command.heat)
    if heat.level in ("official", command.level):
        raise refuse(
            "confirmed",
            say("Heat {heat} of {phase} is already confirmed.", heat=heat.key, phase=plan.id),
            say("A change now is a correction: halflap correct."),
        )
    return [_heat_fact(ledger.state, competition, plan, heat, command)], []


def _heat_fact(
    meet: Meet,
    competition: Competition,
    plan: Phase,
    heat: HeatState,
    command: ConfirmHeat | ConfirmRanking,
) -> ResultConfirmed:
    phase = phase_of(competition, plan.id)
    refusals = _heat_blocks(competition, plan, phase, heat, command.level)
    if refusals:
        raise NotNow(*refusals)
    value = heat_value(competition, phase, heat)
    match = decide(value, competition.fmt.ties) if plan.kind != "qualifying" else None
    doubts = (
        *heat_doubts(competition, plan, phase, heat),
        *timing_doubts(meet, competition, plan, heat),
    )
    return ResultConfirmed(
        competition=competition.id,
        phase=plan.id,
        heat=heat.key,
        level=command.level,
        rides=heat.rides,
        winner=bib_of(match.winner) if match and match.winner else None,
        ruled=heat.winner,
        lots=phase.lots_between(heat) if match else (),
        doubts=_acknowledged(doubts, command.acknowledge),
        algorithm=ALGORITHM,
        splits=splits_to_keep(meet, competition, plan, heat),
    )


def _heat_blocks(
    competition: Competition, plan: Phase, phase: PhaseState, heat: HeatState, level: Level
) -> list[Refusal]:
    found: list[Refusal] = []
    waiting = [bib for bib in heat.bibs if heat.ride(bib) is None]
    found += [
        Refusal(
            "not-ridden",
            say(
                "{phase} heat {heat}: {name} has no outcome.",
                phase=plan.id,
                heat=heat.key,
                name=called(competition, bib),
            ),
            say(
                "Record a time or a status: halflap record MEET {phase} {heat}.",
                phase=plan.id,
                heat=heat.key,
            ),
        )
        for bib in waiting
    ]
    match = undecided_match(competition, plan, phase, heat)
    if match is not None:
        found.append(
            Refusal(
                "undecided",
                match.reasons[0].sentence,
                say("Draw lots (halflap lots), or rule a winner (halflap rule … winner)."),
            )
        )
    return found + _disputes(competition, plan.id, heat, level)


def undecided_match(
    competition: Competition, plan: Phase, phase: PhaseState, heat: HeatState
) -> Match | None:
    """A ridden match without a winner that lots or a ruling have to decide; None: it is decided."""
    if plan.kind == "qualifying" or not heat.ridden:
        return None
    match = decide(heat_value(competition, phase, heat), competition.fmt.ties)
    shared = plan.kind == "medal" and match.shared(competition.fmt.ties)
    return match if match.state is State.UNDECIDED and not shared else None


def _disputes(
    competition: Competition, phase_id: str, heat: HeatState, level: Level
) -> list[Refusal]:
    """A review and, before anything is official, a protest that is open about a heat."""
    found: list[Refusal] = []
    about = competition.about(phase_id, heat.key)
    if heat.review is not None:
        found.append(
            Refusal(
                "review",
                say("{phase} heat {heat} is under review.", phase=phase_id, heat=heat.key),
                _end_of_review(about),
            )
        )
    if level == "official" and any(protest.upheld is None for protest in about):
        found.append(
            Refusal(
                "protest",
                say("A protest about {phase} heat {heat} is open.", phase=phase_id, heat=heat.key),
                say("Decide the protest first."),
            )
        )
    return found


def _end_of_review(about: Sequence[Protest]) -> Sentence:
    """What ends a review, given the protests about its heat."""
    upheld = [protest for protest in about if protest.waits]
    if upheld:
        return say(
            "Protest {number} is upheld: rule on the heat or correct it, or end the review and say"
            " what became of it.",
            number=upheld[0].number,
        )
    return say("End the review, or decide the protest, first.")


@rule(ConfirmRanking)
def confirm_ranking(ledger: Ledger, command: ConfirmRanking) -> Answer:
    """The ranking and every heat of the phase at once: what is not ready is named heat by heat."""
    competition = competition_of(ledger.state, command.competition)
    plan = plan_of(competition, command.phase)
    nobody = nobody_left(competition, plan)
    phase = PhaseState() if nobody else phase_of(competition, command.phase)
    facts: list[Fact] = []
    refusals: list[Refusal] = [] if nobody else _not_drawn(competition, plan, phase)
    for heat in phase.counting:
        if heat.level in ("official", command.level):
            refusals += _heat_blocks(competition, plan, phase, heat, command.level)
            continue
        try:
            facts.append(_heat_fact(ledger.state, competition, plan, heat, command))
        except NotNow as not_now:
            refusals += not_now.refusals
    if refusals:
        raise NotNow(*refusals)
    known = standing(competition)
    unknown = dict.fromkeys(
        sentence for ranking in rankings(known, plan.id) for sentence in ranking.missing
    )
    if unknown:
        remedy = say("Correct or record what is missing, or rule on it.")
        raise NotNow(*(Refusal("unknown", sentence, remedy) for sentence in unknown))
    undecided = undecided_seeds(competition.fmt, plan.id, known)
    if undecided:
        remedy = say("Draw lots: halflap lots MEET {phase} --order BIB,BIB.", phase=plan.id)
        raise NotNow(*(Refusal("undecided", sentence, remedy) for sentence in undecided))
    lines = ranking_lines(competition, plan.id)
    revision = 1
    if phase.ranking is not None:
        same = not outdated(competition, plan.id)
        if same and phase.ranking.level in (command.level, "official") and not facts:
            raise refuse(
                "confirmed",
                say("The ranking of {phase} is already confirmed.", phase=plan.id),
                say("Nothing has changed since."),
            )
        if phase.ranking.level == "official" and command.level != "official":
            raise refuse(
                "official",
                say("The ranking of {phase} was official.", phase=plan.id),
                say("Confirm it as official again: --as official."),
            )
        revision = phase.ranking.revision + (not same)
    doubts = _acknowledged(ranking_doubts(competition, plan), command.acknowledge)
    facts.append(
        RankingConfirmed(
            competition=competition.id,
            phase=plan.id,
            level=command.level,
            lines=lines,
            lots=phase.lots,
            corrections=phase.corrections,
            doubts=doubts,
            algorithm=ALGORITHM,
            revision=revision,
        )
    )
    return facts, []


def nobody_left(competition: Competition, plan: Phase) -> bool:
    """Whether a later phase has no heat because nobody of its source phase is left to ride."""
    phase = competition.phase(plan.id)
    source = competition.phase(plan.source) if plan.source else None
    if source is None or source.ranking is None or (phase is not None and phase.counting):
        return False
    proposal = proposal_of(competition, plan)
    return not proposal.missing and not any(heat.riders for heat in proposal.heats)


def _not_drawn(competition: Competition, plan: Phase, phase: PhaseState) -> list[Refusal]:
    if plan.source and not phase.counting:
        return [
            Refusal(
                "not-drawn",
                say("{phase} has not been drawn.", phase=plan.id),
                say("Draw it first: halflap draw MEET {phase}.", phase=plan.id),
            )
        ]
    remedy = say("Draw again, withdraw the rider, or undo the entry.")
    if any(heat.started for heat in phase.counting):
        remedy = say("A run has started, so the draw stands: withdraw the rider.")
    return [
        Refusal(
            "not-drawn",
            say("{name} is entered but in no heat.", name=called(competition, bib)),
            remedy,
        )
        for bib in not_in_a_heat(competition, plan, phase)
    ]


def not_in_a_heat(competition: Competition, plan: Phase, phase: PhaseState) -> list[int]:
    """Who is entered and in no heat of the first phase."""
    drawn = {bib for heat in phase.counting for bib in heat.bibs}
    return [] if plan.source else [bib for bib in competition.bibs if bib not in drawn]


@rule(ConfirmClassification)
def confirm_classification(ledger: Ledger, command: ConfirmClassification) -> Answer:
    """The classification follows the confirmed phases; medals follow the finals, not the times."""
    competition = competition_of(ledger.state, command.competition)
    refusals: list[Refusal] = []
    for plan in competition.fmt.phase:
        phase = competition.phase(plan.id)
        if phase is None or phase.ranking is None:
            refusals.append(
                Refusal(
                    "ranking-open",
                    say("The ranking of {phase} is not confirmed.", phase=plan.id),
                    say("Confirm it first: halflap confirm MEET {phase}.", phase=plan.id),
                )
            )
        elif command.level == "official" and phase.ranking.level != "official":
            refusals.append(
                Refusal(
                    "provisional",
                    say("The ranking of {phase} is provisional.", phase=plan.id),
                    say(
                        "Make it official first: halflap confirm MEET {phase} --as official.",
                        phase=plan.id,
                    ),
                )
            )
        elif outdated(competition, plan.id):
            refusals.append(
                Refusal(
                    "superseded",
                    say("{phase} was corrected after its ranking was confirmed.", phase=plan.id),
                    say("Confirm the ranking again: halflap confirm MEET {phase}.", phase=plan.id),
                )
            )
    for phase_id, phase in competition.phases:
        for heat in phase.counting:
            refusals += _disputes(competition, phase_id, heat, command.level)
    result = classification(competition)
    if not refusals:
        remedy = say("Draw lots or rule on it.")
        refusals += [Refusal("undecided", missing, remedy) for missing in result.missing]
    if refusals:
        raise NotNow(*refusals)
    lines = classification_lines(competition)
    before = competition.classification
    if before is not None and before.lines == lines and before.level in (command.level, "official"):
        raise refuse(
            "confirmed",
            say("The classification is already confirmed."),
            say("Nothing has changed since."),
        )
    fact = ClassificationConfirmed(
        competition=competition.id,
        level=command.level,
        lines=lines,
        corrections=competition.corrections,
        medals=medal_lines(competition),
        algorithm=ALGORITHM,
        revision=1 if before is None else before.revision + (before.lines != lines),
    )
    return [fact], list(result.medal_notes)
