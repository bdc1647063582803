"""Knows what people hear of a running day: what each commit changed about a run, each thing once.

A doubt is said when it appears, and not again when its percentage moves; impulses that come for a
heat which is confirmed, and lines that cannot be read, are said once and then counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from halflap.journal.facts import Fact
from halflap.journal.facts_timing import (
    AssignmentSet,
    ImpulseAttached,
    ImpulseMarkedStray,
    ImpulseReceived,
    ImpulsesPulled,
    IntervalTaken,
    LinesRejected,
    RunAt,
    RunClosed,
    SplitInserted,
)
from halflap.meet.automation import SETTLED_US
from halflap.meet.ledger import Entry
from halflap.meet.naming import named
from halflap.meet.runs import at_run, newest_us, reading
from halflap.meet.state import Meet
from halflap.meet.views.live import LiveRun, run_view, would_now_read
from halflap.meet.views.shots import late_start, said_of, shots
from halflap.meet.views.split_words import splits_said
from halflap.meet.wording_timing import sentence_of
from halflap.sport.heat import Side
from halflap.sport.run_plan import CatchPolicy
from halflap.sport.times import format_time
from halflap.sport.track import printed
from halflap.timing.assignment import Doubt, DoubtCode, RideReading
from halflap.timing.gun_shots import CATCH_AFTER_US
from halflap.timing.run_values import State
from halflap.words.sentence import Sentence, say

_REPAIRS = (
    AssignmentSet,
    ImpulseAttached,
    ImpulseMarkedStray,
    ImpulsesPulled,
    IntervalTaken,
    SplitInserted,
)

Known = tuple[RunAt, Side, DoubtCode, int | None, bool]

COUNTED = (10, 100, 1000, 10_000, 100_000)
"""Rejected lines are said at the first, and then at these counts."""

_UNSETTLED = (DoubtCode.RIVAL, DoubtCode.CLOSE, DoubtCode.ONE_WHEEL)
"""Doubts about which of some impulses it is."""

OF_BOTH = (DoubtCode.CATCH, DoubtCode.SHOT)
"""Doubts that both riders have, which are said once."""

ON_THE_TRACK = (State.RUNNING, State.ONE_FINISHED)


class News:
    """What was said so far, and what a commit adds to it."""

    def __init__(self, meet: Meet) -> None:
        self._meet = meet
        self._doubts: set[Known] = set()
        self._catches: set[tuple[RunAt, Side, int]] = set()
        self._shots: list[ImpulseReceived] = []
        self._rejected: dict[str, int] = {}
        self._would: dict[RunAt, list[Sentence]] = {}
        self._late: dict[RunAt, int] = {}

    def of(
        self, entries: Sequence[Entry], after: Meet, *, tripping: bool = False
    ) -> list[Sentence]:
        """What one commit changed, for people, in order; ``tripping``: the gun is being tried."""
        before, self._meet = self._meet, after
        said: list[Sentence] = []
        for entry in entries:
            if isinstance(entry.fact, LinesRejected):
                said += self._unread(entry.fact)
        places = dict.fromkeys(
            place
            for place in (
                before.timing.current,
                after.timing.current,
                *(_named(entry.fact) for entry in entries),
            )
            if place is not None
        )
        self._shots += [] if tripping else shots(entries, after)
        for at in places:
            now = run_view(after, at)
            if now is None or now.reading is None:
                continue
            found = at_run(after, at)
            if found is None or found[3].level is None:
                repaired = any(isinstance(entry.fact, _REPAIRS) for entry in entries)
                said += self._ridden(run_view(before, at), now, repaired=repaired)
            said += self._noticed(before, after, at)
        for entry in entries:
            if isinstance(entry.fact, RunClosed):
                said += self._counted(entry.fact)
        return [named(each, after) for each in said + self._fired(0)]

    def waited(self, since_us: int) -> list[Sentence]:
        """What is to be said ``since_us`` after the last impulse: who should have been seen by now,
        and what stays doubtful of a finish.
        """
        return [named(each, self._meet) for each in self._waited(since_us)]

    def _waited(self, since_us: int) -> list[Sentence]:
        said = self._fired(since_us)
        run = self._meet.timing.run
        newest = newest_us(self._meet, run) if run is not None else None
        found = at_run(self._meet, run.at) if run is not None else None
        if run is None or newest is None or found is None or found[3].level is not None:
            return said
        now_us = newest + since_us
        now = run_view(self._meet, run.at, now_us)
        if now is None or now.reading is None:
            return said
        for ride in now.reading.rides:
            said += self._doubtful(now, ride, now_us)
        return said

    def _fired(self, since_us: int) -> list[Sentence]:
        """What is to be said of shots, each once what it marks has come, or cannot any more."""
        said: list[Sentence] = []
        waiting, self._shots = self._shots, []
        source = self._meet.timing.primary
        for shot in waiting:
            waited = source is None or source.highest_us + since_us - shot.us >= CATCH_AFTER_US
            found = said_of(self._meet, shot, waited=waited)
            if found is None:
                self._shots.append(shot)
            else:
                said += found
        return said

    # --- lines that cannot be read

    def _unread(self, fact: LinesRejected) -> list[Sentence]:
        before = self._rejected.get(fact.source, 0)
        count = self._rejected[fact.source] = before + fact.count
        if not before:
            return [
                say(
                    "{source} sent a line that cannot be read. {why} It is kept as it came; if more"
                    " follow they are counted: check the speed of the line, the protocol and the"
                    " cable.",
                    source=fact.source,
                    why=sentence_of(fact.why),
                )
            ]
        if any(before < step <= count for step in COUNTED):
            return [
                say(
                    "{source}: {count} lines could not be read so far, the last: {why} Check the"
                    " speed of the line, the protocol and the cable.",
                    source=fact.source,
                    count=count,
                    why=sentence_of(fact.why),
                )
            ]
        return []

    # --- a run that is ridden

    def _ridden(self, before: LiveRun | None, now: LiveRun, *, repaired: bool) -> list[Sentence]:
        """New and changed splits, doubts, the catch; a repair says itself which splits change."""
        said: list[Sentence] = []
        assert now.reading is not None
        newest = newest_us(self._meet, now.run)
        for side, _, name in now.riders:
            ride = now.reading.assignment.ride(side)
            old = before.reading.assignment.ride(side) if before and before.reading else None
            if ride is not None:
                said += [] if repaired else splits_said(name, old, ride, now)
                said += self._doubtful(now, ride, newest)
        return said + self._caught(now)

    def _caught(self, run: LiveRun) -> list[Sentence]:
        """A catch that the half laps show, and what is doubtful of both riders; each once."""
        assert run.reading is not None
        said: list[Sentence] = []
        catch = run.reading.assignment.catch
        if catch is not None and (run.at, catch.by, catch.half_lap) not in self._catches:
            self._catches.add((run.at, catch.by, catch.half_lap))
            said.append(
                say(
                    "Catch proposed: {hunter} has caught {prey} at half lap {n} ({metres} m)."
                    " {remedy}",
                    hunter=run.name(catch.by),
                    prey=run.name(catch.by.other),
                    n=catch.half_lap,
                    metres=printed(catch.distance_m),
                    remedy=say("It ends the race: press c to confirm it, n if it was none.")
                    if run.reading.plan.catch is CatchPolicy.ENDS
                    else say("Both ride on."),
                )
            )
        texts = {
            (doubt.code, doubt.half_lap): doubt.text
            for ride in run.reading.rides
            for doubt in ride.doubts
            if doubt.code in OF_BOTH
        }
        for (code, half_lap), text in texts.items():
            known = (run.at, Side.HOME, code, half_lap, False)
            if known not in self._doubts:
                self._doubts.add(known)
                said.append(run.named(text))
        return said

    def _doubtful(self, run: LiveRun, ride: RideReading, now_us: int | None) -> list[Sentence]:
        """The doubts about a ride that were not said yet and are worth it now."""
        said: list[Sentence] = []
        for doubt in ride.doubts:
            if doubt.code in OF_BOTH:
                continue
            overdue = is_overdue(run, ride, doubt)
            known = (run.at, ride.start, doubt.code, doubt.half_lap, overdue)
            if known in self._doubts or not (overdue or is_ripe(run, ride, doubt, now_us)):
                continue
            if doubt.code in _UNSETTLED and not self._stands(run, ride, doubt):
                continue
            self._doubts.add(known)
            said.append(overdue_said(run, ride) if overdue else doubt_said(run, ride, doubt))
        return said

    def _stands(self, run: LiveRun, ride: RideReading, doubt: Doubt) -> bool:
        """Whether the run read as a whole leaves a doubt which of some impulses it is.

        While it is followed, a finish is weighed by what came before it only.
        """
        whole = reading(self._meet, run.at)
        found = whole.assignment.ride(ride.start) if whole is not None else None
        if found is None:
            return True
        return any(
            (each.code, each.half_lap) == (doubt.code, doubt.half_lap) for each in found.doubts
        )

    # --- a heat that is confirmed

    def _noticed(self, before: Meet, after: Meet, at: RunAt) -> list[Sentence]:
        """What came after the confirmation, and what it would change now."""
        run, old = after.timing.runs.get(at), before.timing.runs.get(at)
        if run is None or run.late == (old.late if old is not None else 0):
            return []
        if at == after.timing.current and late_start(after) is not None:
            return []  # they are of a heat that was started and not armed, as was said
        said: list[Sentence] = []
        if at not in self._late:
            said.append(
                say(
                    "An impulse came for heat {heat} of {phase}, which is confirmed: it stays as it"
                    " is. Others that follow are counted.",
                    heat=at[2],
                    phase=at[1],
                )
            )
        self._late[at] = run.late
        would = would_now_read(after, at)
        if would != self._would.get(at, []):
            said += would
        self._would[at] = would
        return said

    def _counted(self, fact: RunClosed) -> list[Sentence]:
        """How many came for a heat after it was confirmed, once its run is closed."""
        count = self._late.pop((fact.competition, fact.phase, fact.heat, fact.run), 0)
        if count < 2:
            return []
        return [
            say(
                "{count} impulses came for heat {heat} of {phase} after it was confirmed; its"
                " result is unchanged.",
                count=count,
                heat=fact.heat,
                phase=fact.phase,
            )
        ]


def _named(fact: Fact) -> RunAt | None:
    """The run that a decision is about."""
    at = tuple(getattr(fact, name, None) for name in ("competition", "phase", "heat", "run"))
    return None if None in at else at  # type: ignore[return-value]


def is_overdue(run: LiveRun, ride: RideReading, doubt: Doubt) -> bool:
    """Whether a doubt of a ride that goes on is that the rider was not seen again."""
    if doubt.code is not DoubtCode.MISSING or run.machine.state not in ON_THE_TRACK:
        return False
    n = doubt.half_lap
    return n is not None and all(split.us is None for split in ride.splits[n - 1 :])


def is_ripe(run: LiveRun, ride: RideReading, doubt: Doubt, now_us: int | None) -> bool:
    """Whether a doubt is worth saying: not of a run that was stopped, nor one that the next
    impulses may settle. In mid-ride a choice between impulses waits for the finish.
    """
    if run.machine.state is State.STOPPED or run.machine.stopped_for is not None:
        return False
    if doubt.code not in _UNSETTLED or now_us is None:
        return True
    finish = ride.splits[-1]
    finish_us = finish.us or max(finish.alternatives, default=None)
    if doubt.half_lap != len(ride.splits):
        return run.machine.state not in ON_THE_TRACK
    return finish_us is None or now_us - finish_us >= SETTLED_US


def overdue_said(run: LiveRun, ride: RideReading) -> Sentence:
    seen = next((split for split in reversed(ride.splits) if split.us is not None), None)
    if seen is None:
        return say(
            "{name} is overdue: not seen since the gun. If the rider is on the track, the line"
            " missed the passing; if not, rule what happened.",
            name=run.name(ride.start),
        )
    if seen.half_lap == len(ride.splits) - 1:
        return say(
            "{name} is overdue at the finish: not seen since half lap {n} ({time}). If the rider"
            " has finished, give the time: halflap split MEET {phase} {heat} {side}"
            " --half-lap {last} TIME; if not, rule what happened (d did not finish).",
            name=run.name(ride.start),
            n=seen.half_lap,
            time=format_time(seen.us or 0),
            competition=run.at[0],
            phase=run.at[1],
            heat=run.at[2],
            side=ride.start.value,
            last=len(ride.splits),
        )
    return say(
        "{name} is overdue: not seen since half lap {n} ({time}). If the rider is on the track, the"
        " line missed the passing: await the next one; if not, rule what happened (d did not"
        " finish).",
        name=run.name(ride.start),
        n=seen.half_lap,
        time=format_time(seen.us or 0),
    )


def doubt_said(run: LiveRun, ride: RideReading, doubt: Doubt) -> Sentence:
    name = run.name(ride.start)
    if doubt.code is not DoubtCode.MISSING or doubt.half_lap is None:
        return say("{name}: {doubt}", name=name, doubt=doubt.text)
    return say(
        "{name}: {doubt} By hand: halflap split MEET {phase} {heat} {side} --half-lap {n} TIME.",
        name=name,
        doubt=doubt.text,
        competition=run.at[0],
        phase=run.at[1],
        heat=run.at[2],
        side=ride.start.value,
        n=doubt.half_lap,
    )
