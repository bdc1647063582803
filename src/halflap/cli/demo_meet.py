"""Knows the men's pursuit of Athens 2004 as a meet that is timed live, in the order of the days.

The published result gives entries, the start list of qualifying and the times that the simulated
riders ride; the times that count are read from their impulses, and who rides later phases, every
rank and every medal is derived from these by the meet.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from shutil import which

from halflap.cli import demo_notes, demo_show
from halflap.cli.demo_proof import prove
from halflap.cli.demo_stage import Stage
from halflap.cli.demo_timing import Place, Timing
from halflap.cli.failure import DONE, FINDING
from halflap.cli.formats import in_language
from halflap.cli.say import out, spoken
from halflap.hub.live import Live
from halflap.journal.facts import EntryFact, Name, RecordFact
from halflap.meet.commands import (
    Command,
    ConfirmClassification,
    ConfirmRanking,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    Scratch,
)
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.tables import heat_table
from halflap.rulebook.format import Phase
from halflap.rulebook.format_file import shipped_text
from halflap.sport.published import PublishedEvent, PublishedRound
from halflap.sport.times import recorded
from halflap.words.sentence import Sentence, say

FORMAT = "olympic-2004"
COMPETITION = "men"
CATEGORY = "ME"
ZONE = "Europe/Athens"


class Athens:
    """The event on its way through the commands."""

    def __init__(
        self, live: Live, timing: Timing, stage: Stage, event: PublishedEvent, path: Path
    ) -> None:
        self.live = live
        self.timing = timing
        self.stage = stage
        self.event = event
        self.path = path
        self.code: int | None = None  # once it has come to its end
        rides = [ride for heat in event.rounds[0].heats for ride in heat.rides]
        self.bibs = {ride.name: bib for bib, ride in enumerate(rides, start=1)}
        self._commands = count(1)

    @property
    def competition(self) -> Competition:
        """The competition as it stands."""
        return self.live.meet.competitions[COMPETITION]

    async def ride(self) -> int:
        """The whole event; the exit code."""
        await self._enter()
        await self._check(self.event.rounds[0])
        async with self.timing.open():
            self.code = self._end(await self._ride())
            await self.timing.stay()
        return self.code

    async def _ride(self) -> int:
        for phase, round_ in zip(self.competition.fmt.phase, self.event.rounds, strict=True):
            await self._draw(phase, round_)
            strangers = self._strangers(phase, round_)
            if strangers:
                out("", *strangers)
                return FINDING
            if not await self._phase(phase, round_):
                return FINDING
        await self._do(
            ConfirmClassification(competition=COMPETITION, level="official"),
            lambda: self.competition.classification is not None,
        )
        self.stage.title(say("Final classification"))
        out(*demo_show.classification(self.competition))
        await self.stage.pause(3)
        self.stage.title(say("Records"))
        out(*demo_show.records(self.live.meet, self.competition))
        await self.stage.pause(2)
        return self._prove()

    async def _do(self, command: Command, is_done: Callable[[], bool] = lambda: False) -> None:
        """One command, as from the desk; ``is_done``: others may have done it already."""
        await self.timing.act(command, f"demo-{next(self._commands)}", is_done)

    async def _enter(self) -> None:
        event = self.event
        meet, _, title = event.title.partition(" - ")
        await self._do(
            OpenMeet(
                name=meet,
                venue=event.venue,
                date=event.date[:10],
                zone=ZONE,
                track=event.track_length_m or "",
            )
        )
        records = []
        for record in event.records_before:
            standing = recorded(record.time)
            records.append(
                RecordFact(
                    list=record.record,
                    us=standing.us,
                    digits=standing.digits,
                    rider=record.rider,
                    nation=record.nat,
                    place=record.place,
                    date=record.date,
                )
            )
        await self._do(
            OpenCompetition(
                competition=COMPETITION,
                title=title,
                category=CATEGORY,
                distance_m=int(event.distance_m or 0),
                format_text=shipped_text(FORMAT),
                records=tuple(records),
            )
        )
        rides = {ride.name: ride for heat in event.rounds[0].heats for ride in heat.rides}
        await self._do(
            EnterRiders(
                competition=COMPETITION,
                entries=tuple(
                    EntryFact(bib=bib, rider=Name(name=name, nation=rides[name].nat))
                    for name, bib in self.bibs.items()
                ),
            )
        )
        self.stage.title(event.title)
        out(*demo_show.opening(self.live.meet, self.competition, event.date))
        self.stage.title(say("Entries"))
        out(*demo_show.entries(self.competition))
        await self.stage.pause(3)

    async def _check(self, first: PublishedRound) -> None:
        self.timing.velodrome.session(first.date)
        said = await self.timing.check()
        self.stage.title(say("Session check"))
        out(*(f"  {spoken(sentence)}" for sentence in said))
        await self.stage.pause(1)

    async def _draw(self, phase: Phase, round_: PublishedRound) -> None:
        """Qualifying as the start list has it; every later phase as halflap seeds it."""
        heats: tuple[tuple[int | None, int | None], ...] = ()
        if phase.kind == "qualifying":
            drawn = [[self.bibs[ride.name] for ride in heat.rides] for heat in round_.heats]
            heats = tuple((bibs[0], bibs[1] if len(bibs) > 1 else None) for bibs in drawn)
        self.timing.velodrome.session(round_.date)
        self.timing.velodrome.lock_in()
        await self._do(
            DrawPhase(competition=COMPETITION, phase=phase.id, heats=heats),
            lambda: self.competition.phase(phase.id) is not None,
        )
        if phase.kind == "qualifying":
            return
        self.stage.title(say("{phase}: who meets whom, and why", phase=in_language(phase.name)))
        out(*demo_show.seeding(self.live.meet, self.competition, phase))
        await self.stage.pause(3)

    def _heats(self, phase: Phase) -> tuple[HeatState, ...]:
        drawn = self.competition.phase(phase.id)
        return drawn.counting if drawn else ()

    def _strangers(self, phase: Phase, round_: PublishedRound) -> list[Sentence]:
        """Riders who are drawn but have no published ride: then the event cannot go on."""
        if not self.timing.alone:
            return []  # rides are made up for them
        rode = {ride.name for heat in round_.heats for ride in heat.rides}
        return [
            say(
                "The outcome does not equal the published one: here {name} rides {phase}, there "
                "no such ride.",
                name=name,
                phase=in_language(phase.name),
            )
            for heat in self._heats(phase)
            for bib in heat.bibs
            if (name := self.competition.entries[bib].rider.name) not in rode
        ]

    async def _phase(self, phase: Phase, round_: PublishedRound) -> bool:
        """Every heat of a phase, and its ranking; False: a heat waits for people."""
        rides = {self.bibs[ride.name]: ride for heat in round_.heats for ride in heat.rides}
        seen: set[str] = set()
        while left := [heat for heat in self._heats(phase) if heat.key not in seen]:
            heat = left[0]
            seen.add(heat.key)
            absent = [
                (bib, rides[bib].name)
                for bib in heat.bibs
                if bib in rides and rides[bib].status == "DNS"
            ]
            if not await self._heat(phase, heat, absent):
                return False
        await self._do(
            ConfirmRanking(competition=COMPETITION, phase=phase.id, level="official"),
            lambda: self._is_ranked(phase),
        )
        if phase.kind != "medal":
            self.stage.title(say("{phase}: ranking", phase=in_language(phase.name)))
            out(*demo_show.ranking(self.competition, phase))
            await self.stage.pause(3)
        return True

    def _is_ranked(self, phase: Phase) -> bool:
        drawn = self.competition.phase(phase.id)
        return drawn is not None and drawn.ranking is not None

    async def _heat(self, phase: Phase, heat: HeatState, absent: list[tuple[int, str]]) -> bool:
        """One heat from the arming to its confirmed times; False: it waits for people."""
        before, place = self.competition, (COMPETITION, phase.id, heat.key)
        drawn = before.phase(phase.id)
        assert drawn is not None
        self.stage.title(
            demo_show.heat_title(before, phase, heat_table(before, phase, drawn, heat))
        )
        for bib, name in absent:
            await self._do(
                Scratch(competition=COMPETITION, phase=phase.id, heat=heat.key, bib=bib),
                partial(self._is_out, place, bib),
            )
            out(say("  {name} does not start; the other rider is alone.", name=name))
        run = await self.timing.ride(place)
        riders = run.riders if run is not None else ()
        names = {side: self.competition.entries[bib].rider.name for side, bib, _ in riders}
        ridden = self.timing.heat(place)
        if ridden is None:
            return not self.timing.alone  # drawn anew by somebody else
        if ridden.level is None:
            out(say("  The times are in doubt, and nobody is here to look at them:"))
            out(*(demo_notes.doubts(run, names) if run is not None else ()))
            return False
        out(*demo_show.ridden(before, self.live.meet, self.competition, phase, heat.key))
        out(*(demo_notes.notes(run, names) if run is not None else ()))
        await self.stage.pause(0.5)
        return True

    def _is_out(self, place: Place, bib: int) -> bool:
        """Whether how a rider ended is known."""
        heat = self.timing.heat(place)
        return heat is None or heat.ride(bib) is not None

    def _prove(self) -> int:
        proof = prove(self.live.meet, self.competition, self.event)
        self.stage.title(say("Against the published result"))
        out(*demo_show.proof(proof))
        self.stage.title(demo_show.verdict(proof))
        others = self.timing.others
        if proof.differences and others:
            out(
                say(
                    "{names} had a hand in it: it need not be the published one.",
                    names=", ".join(others),
                )
            )
        return FINDING if proof.differences and not others else DONE

    def _end(self, code: int) -> int:
        head = self.live.desk.journal.head()
        file = shlex.quote(str(self.path))
        halflap = as_typed(sys.argv[0])
        out(
            "",
            say(
                "The meet is kept in {file}: {count} facts, head {head}.",
                file=str(self.path),
                count=head.seq,
                head=f"{head.seq}:{head.hash[:12]}",
            ),
            say("Look around in it:"),
            f"  {halflap} status {file}",
            f"  {halflap} why {file} place/5",
            f"  {halflap} history {file}",
            f"  {halflap} verify {file} --head {head.seq}:{head.hash[:12]}",
        )
        return code


def as_typed(started: str) -> str:
    """How halflap can be typed here: by its name where that is found, else as it was started."""
    if which("halflap"):
        return "halflap"
    if Path(started).name == "__main__.py":  # python -m halflap
        return f"{shlex.quote(sys.executable)} -m halflap"
    return shlex.quote(started)
