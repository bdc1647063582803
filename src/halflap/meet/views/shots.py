"""Knows what is said of an impulse of the gun that starts nothing, with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.journal.facts_timing import ImpulseReceived, RunGunned
from halflap.meet.among import phase_among
from halflap.meet.automation import next_command, next_heat
from halflap.meet.commands.timing_starting import TakeGun
from halflap.meet.ledger import Entry
from halflap.meet.runs import at_run, newest_us, reading
from halflap.meet.starts import may_start, stands, suspect_shot
from halflap.meet.state import HeatState, Meet
from halflap.meet.timing_state import TimedRun
from halflap.meet.views.live import live_run
from halflap.sport.impulse import time_of_day
from halflap.sport.run_plan import GunKind
from halflap.sport.times import format_time
from halflap.timing.gun_shots import (
    DOUBLE_US,
    REPEAT_US,
    Meaning,
    RunWindow,
    Shot,
    meanings,
)
from halflap.words.sentence import Sentence, say

LATE_US = 900_000_000
"""A shot that is older was no start of a heat that nobody had armed."""


def is_shot(meet: Meet, fact: object) -> bool:
    """Whether a fact is an impulse of the gun of the primary source that may be a start."""
    return (
        isinstance(fact, ImpulseReceived)
        and _is_of_primary(meet, fact)
        and may_start(meet.timing, fact)
    )


def _is_of_primary(meet: Meet, shot: ImpulseReceived) -> bool:
    primary = meet.timing.primary
    return primary is not None and (shot.source, shot.channel) == (
        primary.name,
        primary.attached.gun,
    )


def shots(entries: Sequence[Entry], meet: Meet) -> list[ImpulseReceived]:
    """The shots of a commit, those that a backup saw as well, and those whose stamp is suspect."""
    guns = {
        (source.name, source.attached.gun)
        for source in meet.timing.sources
        if source.attached.role != "hand"
    }
    facts = (entry.fact for entry in entries if isinstance(entry.fact, ImpulseReceived))
    return [
        fact
        for fact in facts
        if (fact.source, fact.channel) in guns
        and fact.again is None
        and not (fact.withdrawn or fact.memory)
    ]


def late_start(meet: Meet) -> tuple[ImpulseReceived, tuple[str, str, str]] | None:
    """The shot that came with no heat armed, and the heat that it started if it was a start.

    That is the latest shot since the last gun, also one given by hand, that marks nothing else and
    was no trial; the heat is the one that was stopped, else the next.
    """
    timing = meet.timing
    primary, run = timing.primary, timing.run
    place = restarting(meet, run) or next_heat(meet)
    if primary is None or place is None or (run is not None and run.gun is None):
        return None
    guns = [each.gun for each in timing.gunned() if each.gun]
    taken = max((gun.impulse or 0 for gun in guns), default=0)
    tried = max((done.impulse or 0 for done in timing.check), default=0)
    for shot in primary.shots.since(max(taken, tried)):
        if primary.highest_us - shot.us > LATE_US:
            return None
        if any(_before(shot, gun) for gun in guns):
            continue
        if is_shot(meet, shot) and not _marks(meet, shot):
            return shot, place
    return None


def _before(shot: ImpulseReceived, gun: RunGunned) -> bool:
    """Whether a shot came before a start that was taken on its clock: what it was is decided."""
    return (shot.clock, shot.epoch) == (gun.clock, gun.epoch) and shot.us <= gun.us


def _marks(meet: Meet, shot: ImpulseReceived) -> bool:
    """Whether a shot is the finish, the catch or the stop of the run in which it fell."""
    run = meet.timing.runs.get(shot.run) if shot.run is not None else None
    proposed = _proposed(meet, run, shot) if run is not None else []
    return any(one.us == shot.us and one.meaning is not Meaning.UNKNOWN for one in proposed)


def restarting(meet: Meet, run: TimedRun | None) -> tuple[str, str, str] | None:
    """The heat of the open run if that run was stopped, so that the next one is its restart."""
    heat = _heat(meet, run)
    if run is None or heat is None or len(heat.runs) < run.at[3]:
        return None
    return run.at[:3] if heat.runs[run.at[3] - 1].stopped else None


def _heat(meet: Meet, run: TimedRun | None) -> HeatState | None:
    found = at_run(meet, run.at) if run is not None else None
    return found[3] if found is not None else None


def said_of(meet: Meet, shot: ImpulseReceived, *, waited: bool) -> list[Sentence] | None:
    """What is to be said of a shot: nothing where it starts the armed heat.

    None: what it marks may still come, the impulse of a finish or of a catch; so ask again, and
    with ``waited`` once that is over.
    """
    run, time = meet.timing.run, time_of_day(shot.us)
    if not stands(meet.timing, shot):
        return []
    if meet.timing.doubted(shot):
        return [_suspect(run, shot)] if _is_of_primary(meet, shot) else []
    if not is_shot(meet, shot):
        return _of_backup(meet, shot, time)
    if run is None:
        return [_unarmed(meet, time)]
    if run.gun is None:
        return _armed(meet, time)
    if run.gun.impulse == shot.impulse:
        return []
    heat = _heat(meet, run)
    proposed = _proposed(meet, run, shot)
    found = next((one for one in proposed if one.us == shot.us), None)
    marks = found is not None and found.meaning is not Meaning.UNKNOWN
    if restarting(meet, run) is not None and not marks:
        return [
            say(
                "A gun impulse came at {time}, but the restart of heat {heat} is not armed. If it"
                " was that start, press g.",
                time=time,
                heat=run.at[2],
            )
        ]
    if heat is not None and heat.level is not None and not marks:
        return [_unarmed(meet, time)]
    if found is None:
        return [_again(run, shot, time)]
    if found.meaning is Meaning.UNKNOWN and not waited:
        return None
    second = any(
        one.meaning is Meaning.STOP and 0 < found.us - one.us <= DOUBLE_US for one in proposed
    )
    return [] if found.meaning is Meaning.STOP and second else [_meaning(meet, found)]


def _suspect(run: TimedRun | None, shot: ImpulseReceived) -> Sentence:
    """A shot whose stamp cannot be: with a heat armed, also what to do if that was its start."""
    if run is None or run.gun is not None:
        return suspect_shot(shot)
    return say(
        "{what} If it was the start of heat {heat}: halflap gun MEET {phase} {heat} --at"
        " HH:MM:SS.ffff, with what the clock of the device showed.",
        what=suspect_shot(shot),
        competition=run.at[0],
        phase=run.at[1],
        heat=run.at[2],
    )


def _of_backup(meet: Meet, shot: ImpulseReceived, time: str) -> list[Sentence] | None:
    """A shot that a backup saw, worth a word where the primary source goes on without one."""
    run, primary = meet.timing.run, meet.timing.primary
    if run is None or run.gun is not None or primary is None:
        return []
    last, own = primary.log.last, primary.shots.last
    if own is not None and own.impulse > shot.impulse:
        return []
    if last is None or last.impulse < shot.impulse:
        return None
    return [
        say(
            "{backup} saw the gun at {time} and {primary} did not: press g to take it from there,"
            " and check the cable of the gun to {primary}.",
            backup=shot.source,
            time=time,
            primary=primary.name,
        )
    ]


def _armed(meet: Meet, time: str) -> list[Sentence]:
    """A shot while a heat is armed: taken by itself, unless something keeps it from that."""
    if isinstance(next_command(meet), TakeGun):
        return []
    if meet.timing.paused:
        return [
            say(
                "A gun impulse came at {time}; the automation is paused. If it was the start,"
                " press g.",
                time=time,
            )
        ]
    return [
        say(
            "A gun impulse came at {time}, so soon after a finish that it probably marks that. If"
            " it was the start of the armed heat, press g.",
            time=time,
        )
    ]


def _unarmed(meet: Meet, time: str) -> Sentence:
    place = next_heat(meet)
    if place is None:
        return say(
            "A gun impulse came at {time}, and no heat is armed: it starts nothing.", time=time
        )
    return say(
        "A gun impulse came at {time}, and no heat is armed: it starts nothing. If heat {heat} of"
        " {phase} was started, press g; otherwise there is nothing to do.",
        time=time,
        heat=place[2],
        phase=phase_among(meet, place),
    )


def _again(run: TimedRun, shot: ImpulseReceived, time: str) -> Sentence:
    """A shot of a gate, or of another clock, while a run is open: perhaps a restart."""
    gun = run.gun
    if gun is not None and gun.recovered:
        return say(
            "A gun impulse came at {time}, and the start of heat {heat} was taken by hand before:"
            " it starts nothing. If this was the start, press u and then g; otherwise type halflap"
            " stray MEET {phase} {heat} {number}.",
            time=time,
            heat=run.at[2],
            competition=run.at[0],
            phase=run.at[1],
            number=shot.impulse,
        )
    if gun is not None and (gun.clock, gun.epoch) == (shot.clock, shot.epoch):
        return say(
            "A gun impulse came at {time}, {elapsed} after the start of heat {heat}, which goes on:"
            " it starts nothing. If the heat was started again, press f (false start) or m"
            " (mishap) and then g; otherwise type halflap stray MEET {phase} {heat} {number}.",
            time=time,
            elapsed=format_time(max(0, shot.us - gun.us)),
            heat=run.at[2],
            competition=run.at[0],
            phase=run.at[1],
            number=shot.impulse,
        )
    return say(
        "A gun impulse came at {time} on another clock than that of the start of heat {heat}: it"
        " starts nothing. If the heat was started again, press f (false start) or m (mishap) and"
        " then g.",
        time=time,
        heat=run.at[2],
    )


def _proposed(meet: Meet, run: TimedRun, shot: ImpulseReceived) -> list[Shot]:
    """What the later shots of a run are proposed to mean, as in a recorded heat (``gun_shots.py``).

    None of them where a shot in mid-run has no meaning: a gate that fires again.
    """
    gun, source = run.gun, meet.timing.source(shot.source)
    if gun is None or source is None or (gun.clock, gun.epoch) != (shot.clock, shot.epoch):
        return []
    pistol = source.attached.gun_kind == "pistol"
    if shot.us < gun.us or not (pistol or shot.us - gun.us < REPEAT_US):
        return []
    until_us = source.highest_us
    later = tuple(
        one.us
        for one in source.shots.between(gun.us, until_us)
        if is_shot(meet, one)
        and (one.clock, one.epoch) == (gun.clock, gun.epoch)
        and one.impulse != gun.impulse
    )
    read = reading(meet, run.at, newest_us(meet, run))
    window = RunWindow(gun.us, shots=later)
    kind = GunKind.PISTOL if pistol else GunKind.GATE
    found = meanings(window, kind, read.assignment if read is not None else None)
    return found[1:]


def _meaning(meet: Meet, shot: Shot) -> Sentence:
    run = live_run(meet)
    text = run.named(shot.text) if run is not None else shot.text
    if shot.meaning is Meaning.STOP:
        return say(
            "Shot at {meaning} If the heat is stopped, press f (false start) or m (mishap).",
            meaning=text,
        )
    return say("Shot at {meaning}", meaning=text)
