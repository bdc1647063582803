"""Knows how a fact of live timing is said in one sentence."""

from __future__ import annotations

from halflap.journal import facts_timing as t
from halflap.journal.facts import Fact
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.meet.naming import heat_at
from halflap.sport.impulse import DAY_US, time_of_day
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say

Value = str | int | Sentence | tuple[Sentence, ...]


def sentence_of(said: t.Says) -> Sentence:
    """A kept sentence as one that can be said in any language."""
    return Sentence(said.template, tuple((name, _said(value)) for name, value in said.values))


def _said(value: str | int | t.Says | tuple[t.Says, ...]) -> Value:
    if isinstance(value, t.Says):
        return sentence_of(value)
    return tuple(sentence_of(each) for each in value) if isinstance(value, tuple) else value


def says_of(sentence: Sentence) -> t.Says:
    """A sentence as it is kept."""
    values = tuple((name, _kept(value)) for name, value in sentence.values)
    return t.Says(template=sentence.template, values=values)


def _kept(value: Value) -> str | int | t.Says | tuple[t.Says, ...]:
    if isinstance(value, Sentence):
        return says_of(value)
    return tuple(says_of(each) for each in value) if isinstance(value, tuple) else value


def timing_in_words(fact: Fact) -> Sentence | None:
    """What a fact of live timing says; None if it is none."""
    return _received(fact) or _of_run(fact) or _repaired(fact) or _around(fact)


def _received(fact: Fact) -> Sentence | None:
    match fact:
        case t.SourceAttached():
            return say(
                "Source {source} attached: {protocol} at {address}, {role}",
                source=fact.source,
                protocol=fact.protocol,
                address=fact.address or "-",
                role=role_in_words(fact.role),
            )
        case t.ImpulseReceived(again=int(again)):
            return say("Impulse {number}: {again} sent again", number=fact.impulse, again=again)
        case t.ImpulseReceived(run=None):
            return say(
                "Impulse {number}: {channel} of {source} at {time}, outside a run",
                number=fact.impulse,
                channel=fact.channel,
                source=fact.source,
                time=time_of_day(fact.us),
            )
        case t.ImpulseReceived():
            return say(
                "Impulse {number}: {channel} of {source} at {time}",
                number=fact.impulse,
                channel=fact.channel,
                source=fact.source,
                time=time_of_day(fact.us),
            )
        case t.LinesRejected(count=1):
            return say(
                "{source}: a line rejected. {why}", source=fact.source, why=sentence_of(fact.why)
            )
        case t.LinesRejected():
            return say(
                "{source}: {count} lines rejected, the first: {why}",
                source=fact.source,
                count=fact.count,
                why=sentence_of(fact.why),
            )
        case t.BytesKept():
            return say("{source}: {size} bytes kept", source=fact.source, size=fact.size)
        case t.SourceHealthChanged(says=t.Says() as said):
            return sentence_of(said)
        case t.SourceHealthChanged():
            return say("{source} is {state}.", source=fact.source, state=fact.state)
        case t.ClockEpochOpened(why=t.Says() as said):
            return sentence_of(said)
        case t.ClockEpochOpened():
            return say("The clock {clock} was set anew.", clock=fact.clock)
        case t.ClockShifted(why=t.Says() as said):
            return sentence_of(said)
        case t.ClockShifted():
            return say("The clock {clock} was set anew.", clock=fact.clock)
        case t.ClocksMapped():
            return say(
                "The clock {clock} is {offset} s behind {onto}, good to {good} s",
                clock=fact.clock,
                onto=fact.onto,
                offset=signed(time_apart(fact.offset_us)),
                good=format_time(fact.uncertainty_us, 3),
            )
        case _:
            return None


def time_apart(us: int) -> int:
    """How far two clocks are apart in their time of day: one may count from 1970, one from 0:00."""
    return (us + DAY_US // 2) % DAY_US - DAY_US // 2


def signed(us: int) -> str:
    """Seconds with their sign and six decimals."""
    sign = "-" if us < 0 else "+"
    whole, rest = divmod(abs(us), 1_000_000)
    return f"{sign}{whole}.{rest:06d}"


_ROLES = {"primary": say("primary"), "backup": say("backup"), "hand": say("by hand")}


def role_in_words(role: str) -> Sentence | str:
    """What a source is used for, in words."""
    return _ROLES.get(role, role)


def rider_in_words(side: str) -> Sentence:
    """The rider who started on that side."""
    return say("the rider of the home line" if side == "home" else "the rider of the back line")


def _of_run(fact: Fact) -> Sentence | None:
    match fact:
        case t.HeatArmed(phase=phase, heat=heat, run=run):
            return say("{heat}: run {run} armed", heat=heat_at(phase, heat), run=run)
        case t.CountdownAborted(phase=phase, heat=heat):
            return say("{heat}: countdown aborted", heat=heat_at(phase, heat))
        case t.RunGunned(recovered=True, phase=phase, heat=heat, run=run):
            return say(
                "{heat}: start of run {run} recovered at {time}",
                heat=heat_at(phase, heat),
                run=run,
                time=time_of_day(fact.us),
            )
        case t.RunGunned(phase=phase, heat=heat, run=run):
            return say(
                "{heat}: gun of run {run} at {time}",
                heat=heat_at(phase, heat),
                run=run,
                time=time_of_day(fact.us),
            )
        case t.RunClosed(phase=phase, heat=heat, run=run):
            return say("{heat}: run {run} closed", heat=heat_at(phase, heat), run=run)
        case t.CatchDismissed(phase=phase, heat=heat):
            return say("{heat}: no catch", heat=heat_at(phase, heat))
        case LapCounterOverridden():
            return _counter(fact)
        case _:
            return None


_COUNTERS = {
    "home": say("lap counter of the home line"),
    "back": say("lap counter of the back line"),
}


def _counter(fact: LapCounterOverridden) -> Sentence:
    counter = _COUNTERS[fact.line]
    if fact.laps is None:
        return say(
            "{heat}: {counter} counts by itself again",
            heat=heat_at(fact.phase, fact.heat),
            counter=counter,
        )
    return say(
        "{heat}: {counter} set to {laps}",
        heat=heat_at(fact.phase, fact.heat),
        counter=counter,
        laps=fact.laps,
    )


def _repaired(fact: Fact) -> Sentence | None:
    match fact:
        case t.ImpulseAttached(phase=phase, heat=heat, half_lap=None):
            return say(
                "{heat}: impulse {number} is of {rider}",
                heat=heat_at(phase, heat),
                number=fact.impulse,
                rider=rider_in_words(fact.rider),
            )
        case t.ImpulseAttached(phase=phase, heat=heat, half_lap=int(half_lap)):
            return say(
                "{heat}: impulse {number} is half lap {n} of {rider}",
                heat=heat_at(phase, heat),
                number=fact.impulse,
                n=half_lap,
                rider=rider_in_words(fact.rider),
            )
        case t.ImpulseMarkedStray(phase=phase, heat=heat):
            return say(
                "{heat}: impulse {number} is a stray",
                heat=heat_at(phase, heat),
                number=fact.impulse,
            )
        case t.ImpulsesPulled(phase=phase, heat=heat, impulses=(_,)):
            return say("{heat}: 1 impulse pulled in", heat=heat_at(phase, heat))
        case t.ImpulsesPulled(phase=phase, heat=heat):
            return say(
                "{heat}: {count} impulses pulled in",
                heat=heat_at(phase, heat),
                count=len(fact.impulses),
            )
        case t.SplitInserted(phase=phase, heat=heat):
            return say(
                "{heat}: half lap {n} of {rider} set to {time}",
                heat=heat_at(phase, heat),
                n=fact.half_lap,
                rider=rider_in_words(fact.rider),
                time=format_time(fact.us, fact.digits),
            )
        case t.IntervalTaken(phase=phase, heat=heat):
            return say(
                "{heat}: taken from {source} from {start} to {end}",
                heat=heat_at(phase, heat),
                source=fact.source,
                start=format_time(fact.from_us),
                end=format_time(fact.until_us),
            )
        case t.AssignmentSet(phase=phase, heat=heat):
            return say("{heat}: read with other limits", heat=heat_at(phase, heat))
        case _:
            return None


def _around(fact: Fact) -> Sentence | None:
    match fact:
        case t.CheckStepDone(passed=True):
            return say(
                "Check: {channel} of {source} passed", channel=fact.channel, source=fact.source
            )
        case t.CheckStepDone(says=t.Says() as said):
            return say("Check: {finding}", finding=sentence_of(said))
        case t.CheckStepDone():
            return say(
                "Check: {channel} of {source} failed", channel=fact.channel, source=fact.source
            )
        case t.CheckBypassed():
            return say("Session check bypassed by {by}: {why}", by=fact.by, why=fact.reason)
        case t.AutomationPaused():
            return say("Automation paused")
        case t.AutomationResumed():
            return say("Automation resumed")
        case t.BackupMade():
            return say("Backup up to fact {seq}: {path}", seq=fact.seq, path=fact.path)
        case t.BackupFailed():
            return say("No backup: {why}", why=sentence_of(fact.says))
        case t.DiskLow(says=t.Says() as said):
            return sentence_of(said)
        case t.DiskLow():
            return say("{path}: {mb} MB left", path=fact.path, mb=fact.free_mb)
        case _:
            return None
