"""Knows how a decision about a timed run finds it, and says what it makes of the times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from halflap.journal.facts import Fact
from halflap.journal.facts_timing import RunAt
from halflap.meet.commands.base import Command, competition_of, heat_of, plan_of, refuse
from halflap.meet.fold import apply
from halflap.meet.results import called
from halflap.meet.runs import RunReading, reading
from halflap.meet.state import Competition, HeatState, Meet, PhaseState
from halflap.meet.timing_state import TimedRun
from halflap.rulebook.format import Phase
from halflap.sport.times import format_time, truncate
from halflap.timing.assignment import RideReading
from halflap.words.sentence import Sentence, say


class OfRun(Command, frozen=True, kw_only=True):
    """The base of decisions about one run of a heat; run 0 is the last one that was timed."""

    competition: str
    phase: str
    heat: str
    run: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """The run that a decision is about, and where it hangs."""

    competition: Competition
    plan: Phase
    phase: PhaseState
    heat: HeatState
    at: RunAt

    @property
    def fields(self) -> dict[str, object]:
        """How a fact names the run."""
        return dict(zip(("competition", "phase", "heat", "run"), self.at, strict=True))


def case_of(meet: Meet, command: OfRun) -> Case:
    """The heat of a command with its run, timed or not; refused if there is no such heat."""
    competition = competition_of(meet, command.competition)
    plan = plan_of(competition, command.phase)
    phase, heat = heat_of(competition, command.phase, command.heat)
    run = command.run or max(1, len(heat.runs))
    return Case(competition, plan, phase, heat, (competition.id, plan.id, heat.key, run))


def timed_case(meet: Meet, command: OfRun) -> tuple[Case, TimedRun]:
    """The run of a command; refused where it had no gun."""
    case = case_of(meet, command)
    run = meet.timing.runs.get(case.at)
    if run is None or run.gun is None:
        raise refuse(
            "no-gun",
            say("Run {run} of heat {heat} has no gun.", run=case.at[3], heat=case.heat.key),
            say(
                "Arm the heat and take the gun, or recover the start: halflap gun MEET {phase}"
                " {heat} --impulse N.",
                phase=case.plan.id,
                heat=case.heat.key,
            ),
        )
    return case, run


def after(meet: Meet, facts: Iterable[Fact]) -> Meet:
    """The state that the facts would give; ``Illegal`` is left to ``decide``."""
    for fact in facts:
        meet = apply(meet, fact)
    return meet


def difference(meet: Meet, case: Case, facts: list[Fact]) -> list[Sentence]:
    """What facts change in the reading of a run, rider by rider and half lap by half lap."""
    before, now = reading(meet, case.at), reading(after(meet, facts), case.at)
    found: list[Sentence] = []
    if now is None:
        return found
    for side, bib in now.riders:
        ours = before.assignment.ride(side) if before else None
        theirs = now.assignment.ride(side)
        if theirs is not None:
            found += _changed(called(case.competition, bib), ours, theirs)
    if not found:
        found.append(say("No split changes."))
    if case.heat.level is not None:
        found.append(
            say(
                "Heat {heat} is confirmed and stays as it is: to change the result, correct it"
                " (halflap correct).",
                heat=case.heat.key,
            )
        )
    return found


def _changed(name: str, before: RideReading | None, now: RideReading) -> list[Sentence]:
    found: list[Sentence] = []
    last = len(now.splits)
    for number, split in enumerate(now.splits):
        old = before.splits[number].us if before and number < len(before.splits) else None
        if old == split.us:
            continue
        values = {"name": name, "before": printed(old), "after": printed(split.us)}
        if split.half_lap == last:
            found.append(say("{name}, finish: {before} becomes {after}.", **values))
        else:
            found.append(
                say(
                    "{name}, half lap {n}: {before} becomes {after}.",
                    n=split.half_lap,
                    **values,
                )
            )
    return found


def printed(us: int | None) -> str:
    """A split as it is printed, or a dash."""
    return "–" if us is None else format_time(truncate(us))


def reading_of(meet: Meet, case: Case) -> RunReading:
    """The reading of a run that has a gun."""
    found = reading(meet, case.at)
    if found is None:
        raise refuse(
            "no-gun",
            say("Run {run} of heat {heat} has no gun.", run=case.at[3], heat=case.heat.key),
            say("Recover the start first."),
        )
    return found
