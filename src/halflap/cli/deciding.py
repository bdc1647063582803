"""``halflap review``, ``protest``, ``confirm``, ``issue`` and ``undo``: decisions about results."""

from __future__ import annotations

from collections.abc import Sequence

import click

from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import argument, option
from halflap.cli.drawing import HEAT, PHASE, REASON
from halflap.cli.failure import unusable
from halflap.cli.sheets import classification_lines, phase_lines
from halflap.journal.facts import Level
from halflap.meet.commands import (
    CloseReview,
    Command,
    ConfirmClassification,
    ConfirmHeat,
    ConfirmRanking,
    DecideProtest,
    IssueDocument,
    LodgeProtest,
    OpenReview,
    Undo,
)
from halflap.meet.state import Meet
from halflap.meet.views.communique import CLASSIFICATION, DOCUMENTS, communique
from halflap.words.sentence import say


@acting(
    "review",
    says=say(
        "Put a heat under review, or end its review: meanwhile the public sees the last released "
        "value."
    ),
    examples=(
        ("halflap review club.halflap qual 3 --reason 'film is looked at'", say("it begins")),
        ("halflap review club.halflap qual 3 --end --reason 'time stands'", say("it ends")),
    ),
)
@PHASE
@HEAT
@option("--end", is_flag=True, says=say("End the review."))
@REASON
def review(at: AtDesk, *, phase: str, heat: str, end: bool, reason: str) -> int:
    """The command."""
    kind = CloseReview if end else OpenReview
    return at.do(
        kind(competition=at.competition().id, phase=at.phase(phase).id, heat=heat, reason=reason)
    )


@acting(
    "protest",
    says=say("Lodge a protest about a heat, which goes under review; or decide one by its number."),
    examples=(
        ("halflap protest club.halflap qual 3 --by 'Team A' --reason 'early start'", say("lodged")),
        ("halflap protest club.halflap --decide 1 --rejected --reason 'film seen'", say("decided")),
    ),
)
@argument("phase", metavar="[PHASE]", required=False, says=say("The phase of the heat."))
@argument("heat", metavar="[HEAT]", required=False, says=say("The heat."))
@option("--by", metavar="NAME", says=say("Who protests."))
@option("--decide", type=click.INT, metavar="N", says=say("Decide protest N."))
@option("--upheld/--rejected", default=None, says=say("How it is decided."))
@REASON
def protest(
    at: AtDesk,
    *,
    phase: str | None,
    heat: str | None,
    by: str | None,
    decide: int | None,
    upheld: bool | None,
    reason: str,
) -> int:
    """The command."""
    id_ = at.competition().id
    if decide is not None and upheld is not None and phase is None and by is None:
        return at.do(DecideProtest(competition=id_, protest=decide, upheld=upheld, reason=reason))
    if decide is None and upheld is None and phase and heat and by:
        plan = at.phase(phase)
        return at.do(LodgeProtest(competition=id_, phase=plan.id, heat=heat, by=by, reason=reason))
    raise unusable(
        "protest",
        say("A protest is either lodged or decided."),
        say(
            "Lodge it with PHASE HEAT --by NAME, decide it with --decide N and --upheld or "
            "--rejected."
        ),
    )


@acting(
    "confirm",
    says=say(
        "Confirm a heat, the ranking of a phase with its heats, or the final classification, as "
        "provisional or official. From then on a change is a correction with its reason."
    ),
    examples=(
        ("halflap confirm club.halflap qual 3 --as provisional", say("a heat")),
        ("halflap confirm club.halflap qual --as official", say("the ranking and all its heats")),
        ("halflap confirm club.halflap --as official", say("the classification and the medals")),
    ),
)
@argument(
    "phase",
    metavar="[PHASE]",
    required=False,
    says=say("The phase; without it the classification."),
)
@argument(
    "heat", metavar="[HEAT]", required=False, says=say("The heat; without it the whole phase.")
)
@option(
    "--as",
    "level",
    type=click.Choice(("provisional", "official")),
    default="provisional",
    says=say("How far it is confirmed; normally provisional."),
)
@option(
    "--acknowledge",
    multiple=True,
    metavar="CODE|all",
    says=say("A doubt that was looked at, by the code in the refusal."),
)
def confirm(
    at: AtDesk, *, phase: str | None, heat: str | None, level: Level, acknowledge: Sequence[str]
) -> int:
    """The command."""
    id_ = at.competition().id
    if phase is None:
        if acknowledge:
            raise unusable(
                "acknowledge",
                say("Doubts are acknowledged when a heat or a ranking is confirmed."),
                say("Name the phase."),
            )
        asked: Command = ConfirmClassification(competition=id_, level=level)
        return at.do(asked, lambda meet: ["", *classification_lines(meet.competitions[id_])])
    plan = at.phase(phase)
    doubts = tuple(acknowledge)
    if heat is not None:
        asked = ConfirmHeat(
            competition=id_, phase=plan.id, heat=heat, level=level, acknowledge=doubts
        )
        return at.do(asked)
    asked = ConfirmRanking(competition=id_, phase=plan.id, level=level, acknowledge=doubts)

    def lines(meet: Meet) -> list[str]:
        return ["", *phase_lines(meet.competitions[id_], plan, plan.id)]

    return at.do(asked, lines)


@acting(
    "issue",
    says=say(
        "Issue a communiqué with the next number. The same document again is its next revision, "
        "with the difference and the reason; an issued one is never changed."
    ),
    examples=(
        ("halflap issue club.halflap start-list qualifying", say("who rides when")),
        ("halflap issue club.halflap result qualifying", say("heats and ranking")),
        ("halflap issue club.halflap classification", say("places and medals")),
    ),
)
@argument(
    "document",
    metavar="DOCUMENT",
    type=click.Choice(DOCUMENTS),
    says=say("start-list, result or classification."),
)
@argument(
    "phase", metavar="[PHASE]", required=False, says=say("The phase of a start list or result.")
)
@REASON
def issue(at: AtDesk, *, document: str, phase: str | None, reason: str) -> int:
    """The command."""
    if (phase is None) != (document == CLASSIFICATION):
        raise unusable(
            "document",
            say("A start list and a result are of a phase, the classification is not."),
            say("Write start-list PHASE, result PHASE or classification."),
        )
    plan = None if phase is None else at.phase(phase)
    made = communique(at.competition(), document, plan)
    return at.do(
        IssueDocument(
            competition=at.competition().id,
            document=made.name,
            content=made.content,
            reason=reason,
        )
    )


@acting(
    "undo",
    says=say(
        "Take a command back: the last one, or that of a fact of the history. Nothing is deleted: "
        "undoing is one more fact, and can be undone. What depends on it is named, or goes with "
        "it."
    ),
    examples=(
        ("halflap undo club.halflap", say("the last command")),
        ("halflap undo club.halflap 41 --with-dependents --dry-run", say("what would go with 41")),
    ),
    of_one=False,
)
@argument(
    "seq",
    metavar="[SEQ]",
    type=click.INT,
    required=False,
    says=say("The number of a fact; halflap history shows them."),
)
@option("--with-dependents", is_flag=True, says=say("Take back what depends on it as well."))
@REASON
def undo(at: AtDesk, *, seq: int | None, with_dependents: bool, reason: str) -> int:
    """The command."""
    return at.do(Undo(seq=seq, with_dependents=with_dependents, reason=reason))
