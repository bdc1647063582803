"""Knows how the lap counter of a pursuit line is set by hand, and left to itself again."""

from __future__ import annotations

from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.journal.facts_timing import Straight
from halflap.meet.commands.base import Answer, refuse, rule
from halflap.meet.commands.timing_base import OfRun, case_of
from halflap.meet.ledger import Ledger
from halflap.meet.results import called
from halflap.meet.views.lap_counter import ridden, rider_at
from halflap.meet.views.live import run_view
from halflap.sport.heat import Side
from halflap.timing.wording import line as line_in_words
from halflap.words.sentence import say

MOST_LAPS = 99
"""What a lap counter has digits for."""


class OverrideLapCounter(OfRun, frozen=True, kw_only=True):
    """The lap counter of a line shows so many laps now, and counts on from there until the run is
    closed; ``laps`` None leaves it to itself again.
    """

    line: Straight
    laps: int | None = None
    reason: str = ""


@rule(OverrideLapCounter)
def override_lap_counter(ledger: Ledger, command: OverrideLapCounter) -> Answer:
    """Once it runs, the counter says how far the riders have to go (UCI 3.2.017ter), so a wrong one
    must be put right at once; no reason is asked for.
    """
    meet = ledger.state
    case = case_of(meet, command)
    line = Side(command.line)
    run = meet.timing.run
    asked = run is not None and run.at[:3] == case.at[:3] and command.run in (0, run.at[3])
    seen = run_view(meet, run.at) if run is not None and asked else None
    if run is None or seen is None:
        raise refuse(
            "not-ridden",
            say(
                "Heat {heat} of {phase} is not armed or open.",
                heat=case.heat.key,
                phase=case.plan.id,
            ),
            say("A lap counter is set while its run is armed or ridden; it ends with the run."),
        )
    if command.laps is not None and not 0 <= command.laps <= MOST_LAPS:
        raise refuse(
            "laps",
            say("A lap counter shows 0 to {most} laps.", most=MOST_LAPS),
            say("Give the laps that the rider has to go when he next comes to the line."),
        )
    start = rider_at(seen, line)
    if start is None:
        raise refuse(
            "no-rider",
            say("Nobody finishes on {line} in this run.", line=line_in_words(line)),
            say("Set the counter of {line}.", line=line_in_words(line.other)),
        )
    if command.laps is None and all(each.line != command.line for each in run.counters):
        raise refuse(
            "unchanged",
            say("The lap counter of {line} counts by itself.", line=line_in_words(line)),
            say("There is nothing to do."),
        )
    competition, phase, heat, number = run.at
    fact = LapCounterOverridden(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        line=command.line,
        half_lap=ridden(seen, start),
        laps=command.laps,
        reason=command.reason,
    )
    bib = next(bib for side, bib, _ in seen.riders if side is start)
    remark = say("It is the counter of {name}.", name=called(case.competition, bib))
    return [fact], [remark]
