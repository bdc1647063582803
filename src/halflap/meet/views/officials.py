"""Knows what the timekeeper's console shows beside the ride: what is awaited, what can be done and
why not the rest, the strip, the devices.

It is computed after an impulse has been told, never before; what nothing has changed about is not
computed again.
"""

from __future__ import annotations

from halflap.journal.facts_timing import RECEIVED, BackupFailed, BackupMade, RunAt
from halflap.meet.acting import Action, Moment
from halflap.meet.among import happened_among, phase_among, title_among
from halflap.meet.automation import next_heat
from halflap.meet.commands.timing_checking import check_lines, check_open
from halflap.meet.commands.timing_recording import RecordTimed
from halflap.meet.commands.undoing import Ours, last_of_people
from halflap.meet.holding import taken_back
from halflap.meet.ledger import Ledger
from halflap.meet.results import called
from halflap.meet.runs import at_run, starters
from halflap.meet.state import HeatState, Meet
from halflap.meet.views.awaiting import awaiting
from halflap.meet.views.live import LiveRun, live_run
from halflap.meet.views.news import ON_THE_TRACK
from halflap.meet.views.officials_values import (
    Automation,
    Checking,
    ConsoleNow,
    Device,
    Devices,
    Kept,
    Officials,
    Place,
    Step,
    Undoable,
)
from halflap.meet.views.possible import Possible, Value, Why, possible, why
from halflap.meet.views.shots import late_start
from halflap.meet.views.strip import StripFollower
from halflap.meet.views.unconfirmed import what_waits
from halflap.meet.wording import rides_in_words
from halflap.meet.wording_timing import sentence_of
from halflap.sport.impulse import time_of_day
from halflap.sport.run_plan import CatchPolicy
from halflap.words.on_screen import Text, text
from halflap.words.sentence import Sentence, say

NEXT = {
    Action.ARM: say("arms it: the riders are locked in and the countdown runs"),
    Action.CONFIRM: say("records the times and confirms the heat"),
    Action.CONFIRM_ALL: say("confirms the heat and acknowledges its doubts:"),
    Action.CATCH: say("confirms the catch"),
    Action.GUN: say("takes the shot that came as the start"),
}
"""What the action that comes next does."""


class OfficialsView:
    """What the console shows, look after look; one for all screens of a process."""

    def __init__(
        self, *, unattended: bool = False, began: int = 0, ours: Ours | None = None
    ) -> None:
        self._unattended = unattended
        self._began = began
        self._ours = ours
        self._strip = StripFollower()
        self._told: dict[str, object] = {}
        self._basis: object = None
        self._console: ConsoleNow | None = None
        self._decided = 0
        self._seen = 0
        self._check: tuple[Sentence, Sentence] | None = None
        self._checked: Sentence | None = None

    def check_says(self, asks: Sentence, said: Sentence) -> None:
        """What the session check that is done now asks for, and what it said last."""
        self._check, self._checked = (asks, said), None

    def check_ended(self, outcome: Sentence) -> None:
        """No session check is done any more: how it went is said until a heat is armed."""
        self._check, self._checked = None, outcome

    def snapshot(self, ledger: Ledger, offset_us: int | None) -> Officials:
        """Everything; ``offset_us`` is the clock of the device less that of the host."""
        return Officials(
            console=self._now(ledger, offset_us),
            strip=self._strip.whole(ledger.state),
            devices=devices(ledger.state),
        )

    def parts(self, ledger: Ledger, offset_us: int | None) -> dict[str, Value]:
        """What has changed since it was asked last."""
        found: dict[str, Value] = {}
        strip = self._strip.look(ledger.state)
        if strip is not None:
            found["strip"] = strip
        for name, value in (
            ("devices", devices(ledger.state)),
            ("console", self._now(ledger, offset_us)),
        ):
            if self._told.get(name) != value:
                self._told[name] = found[name] = value
        return found

    def _now(self, ledger: Ledger, offset_us: int | None) -> ConsoleNow:
        now = live_run(ledger.state)
        basis = self._basis_of(ledger, now, offset_us is not None)
        if self._console is None or basis is None or basis != self._basis:
            self._basis = basis
            self._console = self._made(ledger, now, offset_us)
        return self._console

    def _basis_of(self, ledger: Ledger, now: LiveRun | None, clock: bool) -> object:
        """What has to change before it is worth computing again; None: always.

        While they ride, that is no impulse alone: only what it makes of the run.
        """
        for entry in ledger.entries[self._seen :]:
            if not isinstance(entry.fact, RECEIVED):
                self._decided = entry.seq
        self._seen = len(ledger.entries)
        timing = ledger.state.timing
        shots = sum(len(source.shots) for source in timing.sources)
        ridden: object = None
        if now is not None:
            catch = now.reading.assignment.catch if now.reading is not None else None
            ridden = (now.machine.state, now.machine.first_done, catch)
            if now.machine.state not in ON_THE_TRACK and now.run.gun is not None:
                ridden = (ridden, len(now.run.log))
        wired = tuple(source.attached for source in timing.sources)
        kept = (timing.backup, timing.disk, self._check, self._checked, clock)
        return (self._decided, len(ledger.withdrawn), shots, wired, ridden, kept)

    def _made(self, ledger: Ledger, now: LiveRun | None, offset_us: int | None) -> ConsoleNow:
        meet = ledger.state
        at = Moment(_device_us(meet, offset_us), self._began, self._ours)
        actions = possible(ledger, at, now)
        awaits, action = _awaited(meet, now, actions)
        waits = what_waits(meet, now.at[:3] if now is not None else None)
        notice = _notice(meet, now, actions)
        if now is not None:
            self._checked = None
        if self._check is not None and now is None:
            asks, said = self._check
            awaits, action = say("Session check. {asks}", asks=asks), None
            notice = text(said) if said != asks else None
        elif notice is None and self._checked is not None:
            notice = text(self._checked)
        elif notice is not None and not actions[Action.GUN.value].refused:
            action = Action.GUN  # arming it first would start it at the next press
        return ConsoleNow(
            awaits=text(awaits),
            action=action.value if action is not None else None,
            does=_does(action, actions),
            notice=notice,
            run=_run(meet, now),
            next=_next(meet, now),
            actions=actions,
            undo=_undoable(ledger, at, actions[Action.UNDO.value]),
            check=_checking(meet, self._check),
            automation=Automation(
                unattended=self._unattended,
                paused=meet.timing.paused,
                held=tuple(text(happened_among(meet, entry)) for entry in taken_back(ledger)),
            ),
            kept=_kept(meet),
            waits=text(waits) if waits is not None else None,
            offset_us=offset_us,
            decided=self._decided,
        )


def _device_us(meet: Meet, offset_us: int | None) -> int | None:
    """A moment that the clock of the device may show now; the screen puts in the very one."""
    source = meet.timing.primary
    return source.highest_us if offset_us is not None and source is not None else None


def _awaited(
    meet: Meet, now: LiveRun | None, actions: dict[str, Possible]
) -> tuple[Sentence, Action | None]:
    """What is awaited, and the action that comes next."""
    found = awaiting(meet, now)
    if found.action is Action.ARM and (
        check_open(meet) is not None or actions[Action.ARM.value].refused
    ):
        return found.text, None
    if now is None or now.reading is None:
        return found.text, found.action
    catch = now.reading.assignment.catch
    ends = now.reading.plan.catch is CatchPolicy.ENDS
    if catch is not None and ends and not actions[Action.NO_CATCH.value].refused:
        said = say(
            "{hunter} has caught {prey} at half lap {n}, as the impulses read.",
            hunter=now.name(catch.by),
            prey=now.name(catch.by.other),
            n=catch.half_lap,
        )
        return said, Action.CATCH
    refused = actions[Action.CONFIRM.value].refused
    if found.action is Action.CONFIRM and refused:
        doubts = all(each.code.startswith("doubt-") for each in refused)
        return found.text, Action.CONFIRM_ALL if doubts else None
    return found.text, found.action


def _does(action: Action | None, actions: dict[str, Possible]) -> Text | None:
    """What the action that comes next does; each doubt that it acknowledges is named whole."""
    if action is None or action not in NEXT:
        return None
    names = [given.name for given in actions[action.value].commands]
    if action is Action.CONFIRM and RecordTimed.__name__ not in names:
        return text(say("confirms the heat as it is recorded"))
    said = text(NEXT[action])
    if action is not Action.CONFIRM_ALL:
        return said
    doubts = actions[Action.CONFIRM.value].refused
    return {
        each: f"{does} " + " ".join(dict.fromkeys(doubt.text[each] for doubt in doubts))
        for each, does in said.items()
    }


def _notice(meet: Meet, now: LiveRun | None, actions: dict[str, Possible]) -> Text | None:
    """A shot that may have been a start and is not taken: its stamp cannot be, or none was armed.

    Not while a heat is ridden, where the key of the gun does nothing.
    """
    for reason in actions[Action.GUN.value].refused:
        if reason.code == "suspect-shot":
            return {each: f"{said} {reason.remedy[each]}" for each, said in reason.text.items()}
    found = late_start(meet)
    ridden = now is not None and now.machine.state in ON_THE_TRACK
    if found is None or (ridden and actions[Action.GUN.value].refused):
        return None
    shot, place = found
    return text(
        say(
            "A gun impulse came at {time}, and no heat is armed: it starts nothing. If heat {heat}"
            " of {phase} was started, press g; otherwise there is nothing to do.",
            time=time_of_day(shot.us),
            heat=place[2],
            phase=phase_among(meet, place),
        )
    )


def _run(meet: Meet, now: LiveRun | None) -> Place | None:
    return _place(meet, now.at) if now is not None else None


def _next(meet: Meet, now: LiveRun | None) -> Place | None:
    """The next heat; while one is open that is not confirmed, the one after it."""
    heat = next_heat(meet)
    if heat is None or (now is not None and heat == now.at[:3] and not now.machine.stopped_for):
        return None
    return _place(meet, (*heat, 0))


def _place(meet: Meet, at: RunAt) -> Place | None:
    found = at_run(meet, at)
    if found is None:
        return None
    competition, plan, _, heat = found
    run = at[3] or len(heat.runs) + 1
    riders = starters(heat, run)
    return Place(
        at=(*at[:3], run),
        title=competition.title,
        competition=title_among(meet, at[0]),
        phase=text(plan.called),
        label=heat.label,
        riders=tuple((side.value, bib, called(competition, bib)) for side, bib in riders),
        level=heat.level,
        result=_result(heat),
    )


def _result(heat: HeatState) -> Text | None:
    return text(say("{rides}", rides=rides_in_words(heat.rides))) if heat.rides else None


def _undoable(ledger: Ledger, at: Moment, undo: Possible) -> Undoable | None:
    last = last_of_people(ledger, at.ours, at.began)
    if not last or undo.refused:
        return None
    said = happened_among(ledger.state, last[0])
    for entry in last[1:3]:
        said = say("{what}; {then}", what=said, then=happened_among(ledger.state, entry))
    return Undoable(seq=last[0].command, text=text(said), actor=last[0].actor)


def _checking(meet: Meet, says: tuple[Sentence, Sentence] | None) -> Checking:
    timing = meet.timing
    waits, lines = check_open(meet), check_lines(timing)
    return Checking(
        waits=why(waits, meet) if waits is not None else None,
        steps=tuple(
            Step(
                post=line.step.post.value,
                source=line.step.input.device,
                channel=line.step.input.channel,
                passed=line.passed,
                says=text(sentence_of(line.done.says)) if line.done and line.done.says else None,
            )
            for line in lines
        ),
        running=says is not None,
        says=tuple(map(text, reversed(dict.fromkeys(says)))) if says is not None else (),
        bypass=timing.bypass.by if timing.bypass is not None else None,
    )


def _kept(meet: Meet) -> Kept:
    timing = meet.timing
    made, failed = None, None
    if isinstance(timing.backup, BackupMade):
        made = timing.backup.path
    elif isinstance(timing.backup, BackupFailed):
        failed = Why(
            code="backup",
            text=text(sentence_of(timing.backup.says)),
            remedy=text(sentence_of(timing.backup.remedy)),
        )
    disk = timing.disk.says if timing.disk is not None else None
    return Kept(made=made, failed=failed, disk=text(sentence_of(disk)) if disk else None)


def devices(meet: Meet) -> Devices:
    """The sources as they are."""
    order = {"primary": 0, "backup": 1, "hand": 2}
    sources = sorted(meet.timing.sources, key=lambda each: order[each.attached.role])
    found: list[Device] = []
    for source in sources:
        health, attached, last = source.health, source.attached, source.log.last
        says = health.says if health is not None and not source.well else None
        remedy = health.remedy if health is not None and not source.well else None
        found.append(
            Device(
                name=source.name,
                role=attached.role,
                protocol=attached.protocol,
                address=attached.address,
                state=health.state if health is not None else "connecting",
                well=source.well,
                says=text(sentence_of(says)) if says is not None else None,
                remedy=text(sentence_of(remedy)) if remedy is not None else None,
                impulses=len(source.log),
                rejected=source.rejected,
                lost=source.lost,
                outside=source.outside,
                last=f"{time_of_day(last.us)} {last.channel}" if last is not None else "",
                inputs={"gun": attached.gun, "home": attached.home, "back": attached.back},
            )
        )
    return Devices(devices=tuple(found))
