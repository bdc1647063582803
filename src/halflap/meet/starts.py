"""Knows which impulses of the gun may be a start, and which within a run nobody has ruled on."""

from __future__ import annotations

from halflap.journal.facts_timing import ImpulseReceived, RunGunned
from halflap.meet.sightings import is_native
from halflap.meet.state import HeatState
from halflap.meet.timing_state import TimedRun, Timing
from halflap.sport.impulse import time_of_day
from halflap.sport.run_plan import GunKind
from halflap.sport.times import format_time
from halflap.timing.assignment import Assignment, Doubt, DoubtCode
from halflap.timing.gun_shots import REPEAT_US, Meaning, RunWindow, meanings
from halflap.words.sentence import Sentence, say


def stands(timing: Timing, shot: ImpulseReceived) -> bool:
    """Whether an impulse of the gun came once and as it happened, and its device stands by it."""
    return shot.again is None and not shot.memory and not timing.revoked(shot)


def may_start(timing: Timing, shot: ImpulseReceived) -> bool:
    """Whether an impulse of the gun may be a start: it stands, and its stamp is not suspect."""
    return stands(timing, shot) and not timing.doubted(shot)


def suspect_shot(shot: ImpulseReceived) -> Sentence:
    """What is said of a shot whose stamp is suspect."""
    return say(
        "A gun impulse came at {time} (impulse {number}), ahead of what its clock can show: it was"
        " misread, or the clock was set. It starts nothing unless the next impulses show that the"
        " clock was set.",
        time=time_of_day(shot.us),
        number=shot.impulse,
    )


def unruled_shots(timing: Timing, run: TimedRun, heat: HeatState) -> tuple[ImpulseReceived, ...]:
    """The later shots of a run that may have been another start and of which nobody has said what
    they were, in the order of the clock of its gun.

    Said is it of a run that was stopped or started again, and of a shot that is the start of a
    run, stray, or attached to a rider.
    """
    gun, number = run.gun, run.at[3]
    if gun is None or (number <= len(heat.runs) and heat.runs[number - 1].stopped):
        return ()
    found = [
        shot
        for source in timing.sources
        if source.attached.role != "hand"
        for shot in source.shots.since(gun.impulse or 0)
        if _within(timing, run, gun, shot)
    ]
    if not found:
        return ()
    starts = {other.gun.impulse for other in timing.gunned() if other.gun is not None}
    found = [shot for shot in found if shot.impulse not in starts]
    return tuple(sorted(found, key=lambda shot: timing.stamp(shot)[1]))


def _within(timing: Timing, run: TimedRun, gun: RunGunned, shot: ImpulseReceived) -> bool:
    """Whether a shot that may be a start fell in a run, later than its gun could be repeated."""
    number = shot.impulse
    inside = shot.run == run.at or any(each.impulse == number for each in run.pulled)
    if not inside or not may_start(timing, shot) or not is_native(timing, shot, gun):
        return False
    if number in run.strays or run.attachment(number) is not None:
        return False
    return timing.stamp(shot)[1] - gun.us >= REPEAT_US


def shot_doubts(
    timing: Timing, run: TimedRun, shots: tuple[ImpulseReceived, ...], read: Assignment
) -> list[Doubt]:
    """The doubts about every ride of a run in which the gun was fired again before the last finish:
    were it a start, all times would be wrong by what lies between the two.

    A shot of a pistol that marks a finish, a catch or a stop is no doubt.
    """
    gun = run.gun
    if gun is None or not shots:
        return []
    rides = [ride for ride in (read.home, read.back) if ride is not None]
    last_us = gun.us + max((ride.time_us or 0 for ride in rides), default=0)
    window = RunWindow(gun.us, shots=tuple(timing.stamp(shot)[1] for shot in shots))
    meant = {
        one.us
        for one in meanings(window, GunKind.PISTOL, read)
        if one.meaning is not Meaning.UNKNOWN
    }
    found: list[Doubt] = []
    for shot in shots:
        source, us = timing.source(shot.source), timing.stamp(shot)[1]
        pistol = source is not None and source.attached.gun_kind == "pistol"
        if us < last_us and not (pistol and us in meant):
            found.append(Doubt(DoubtCode.SHOT, None, _fired_again(run, shot, us - gun.us)))
    return found


def _fired_again(run: TimedRun, shot: ImpulseReceived, us: int) -> Sentence:
    competition, phase, heat, number = run.at
    if run.closed is None:
        return say(
            "The gun came again at {time} of the run (impulse {number}). If the heat was started"
            " again, these times count from the wrong gun: halflap close MEET {phase} {heat}"
            " --restarted, then halflap gun MEET {phase} {heat} --impulse {number}. If not:"
            " halflap stray MEET {phase} {heat} {number}.",
            time=format_time(us, 1),
            number=shot.impulse,
            competition=competition,
            phase=phase,
            heat=heat,
        )
    return say(
        "The gun came again at {time} of the run (impulse {number}). If the heat was started again,"
        " these times count from the wrong gun: halflap gun MEET {phase} {heat} --run {run}"
        " --impulse {number}. If not: halflap stray MEET {phase} {heat} {number}.",
        time=format_time(us, 1),
        number=shot.impulse,
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
    )
