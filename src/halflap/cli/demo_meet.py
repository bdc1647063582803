"""Knows the men's pursuit of Athens 2004 as a meet that is timed live, in the order of the days.

The published result gives entries, the start list of qualifying and the times that the simulated
riders ride; the times that count are read from their impulses, and who rides later phases, every
rank and every medal is derived from these by the meet.
"""

from __future__ import annotations

import shlex
from datetime import date
from fractions import Fraction
from itertools import count
from pathlib import Path

from halflap.cli import demo_notes, demo_rides, demo_show
from halflap.cli.at_desk import refused
from halflap.cli.demo_proof import prove
from halflap.cli.demo_race import Racer
from halflap.cli.demo_stage import Stage
from halflap.cli.demo_timing import ACTOR, Start, Timing
from halflap.cli.demo_track import Velodrome
from halflap.cli.failure import DONE, FINDING
from halflap.cli.formats import in_language
from halflap.cli.say import out, spoken
from halflap.devices.velodrome.riders import RidePlan
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
    Refused,
    Scratch,
)
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.tables import Row, heat_table
from halflap.rulebook.format import Phase
from halflap.rulebook.format_file import shipped_text
from halflap.sport.heat import Side
from halflap.sport.published import PublishedEvent, PublishedRide, PublishedRound
from halflap.sport.times import recorded
from halflap.sport.track import Course, Track
from halflap.words.sentence import Sentence, say

FORMAT = "olympic-2004"
COMPETITION = "men"
CATEGORY = "ME"
ZONE = "Europe/Athens"


class Athens:
    """The event on its way through the commands."""

    def __init__(self, live: Live, stage: Stage, event: PublishedEvent, path: Path) -> None:
        self.live = live
        self.stage = stage
        self.event = event
        self.path = path
        self.velodrome = Velodrome(date.fromisoformat(event.date[:10]))
        self.timing = Timing(live, stage, self.velodrome)
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
        for phase, round_ in zip(self.competition.fmt.phase, self.event.rounds, strict=True):
            await self._draw(phase, round_)
            strangers = self._strangers(phase, round_)
            if strangers:
                out("", *strangers)
                return self._end(FINDING)
            if not await self._phase(phase, round_):
                return self._end(FINDING)
        await self._do(ConfirmClassification(competition=COMPETITION, level="official"))
        self.stage.title(say("Final classification"))
        out(*demo_show.classification(self.competition))
        await self.stage.pause(3)
        self.stage.title(say("Records"))
        out(*demo_show.records(self.live.meet, self.competition))
        await self.stage.pause(2)
        return self._end(self._prove())

    async def _do(self, command: Command) -> None:
        """One command, as from the desk; a refusal ends the demonstration in its own words."""
        done = await self.live.act(command, ACTOR, f"demo-{next(self._commands)}")
        if isinstance(done, Refused):
            raise refused(done)

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
        self.velodrome.session(first.date)
        said = await self.timing.check()
        self.stage.title(say("Session check"))
        out(*(f"  {spoken(sentence)}" for sentence in said))
        await self.stage.pause(1)

    @property
    def _course(self) -> Course:
        track = Track(Fraction(self.live.meet.track))
        return track.course(self.competition.distance_m)

    async def _draw(self, phase: Phase, round_: PublishedRound) -> None:
        """Qualifying as the start list has it; every later phase as halflap seeds it."""
        heats: tuple[tuple[int | None, int | None], ...] = ()
        if phase.kind == "qualifying":
            drawn = [[self.bibs[ride.name] for ride in heat.rides] for heat in round_.heats]
            heats = tuple((bibs[0], bibs[1] if len(bibs) > 1 else None) for bibs in drawn)
        await self._do(DrawPhase(competition=COMPETITION, phase=phase.id, heats=heats))
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
        self.velodrome.session(round_.date)
        rides = {self.bibs[ride.name]: ride for heat in round_.heats for ride in heat.rides}
        for heat in self._heats(phase):
            ridden = {bib: rides[bib] for bib in heat.bibs}
            if not await self._heat(phase, round_.name, heat, ridden):
                return False
        await self._do(ConfirmRanking(competition=COMPETITION, phase=phase.id, level="official"))
        if phase.kind != "medal":
            self.stage.title(say("{phase}: ranking", phase=in_language(phase.name)))
            out(*demo_show.ranking(self.competition, phase))
            await self.stage.pause(3)
        return True

    async def _heat(
        self, phase: Phase, round_: str, heat: HeatState, rides: dict[int, PublishedRide]
    ) -> bool:
        """One heat from the arming to its confirmed times; False: it waits for people."""
        before = self.competition
        drawn = before.phase(phase.id)
        assert drawn is not None
        shown = heat_table(before, phase, drawn, heat)
        self.stage.title(demo_show.heat_title(before, phase, shown))
        for bib, ride in rides.items():
            if ride.status == "DNS":
                await self._do(
                    Scratch(competition=COMPETITION, phase=phase.id, heat=heat.key, bib=bib)
                )
                out(say("  {name} does not start; the other rider is alone.", name=ride.name))
        start = self._start(round_, [(row, rides[row.bib]) for row in shown.rows])
        names = {racer.side: racer.name for racer in start.racers}
        run = await self.timing.ride((COMPETITION, phase.id, heat.key, 1), self._course, start)
        now = self.competition.phase(phase.id)
        ridden = now.heat(heat.key) if now else None
        if run is None or ridden is None or ridden.level is None:
            out(say("  The times are in doubt, and nobody is here to look at them:"))
            out(*(demo_notes.doubts(run, names) if run is not None else ()))
            return False
        state = self.live.meet
        out(*demo_show.ridden(before, state, self.competition, phase, heat.key))
        out(*demo_notes.notes(run, names))
        await self.stage.pause(0.5)
        return True

    def _start(self, round_: str, rows: list[tuple[Row, PublishedRide]]) -> Start:
        """Who starts where, and the simulated ride of each.

        Who started at Athens finished, and nobody was caught: every ride has a time.
        """
        racers: list[Racer] = []
        rides: dict[Side, RidePlan] = {}
        for row, ride in rows:
            if ride.time is None:
                continue
            side = Side(row.side)
            racers.append(Racer(side, spoken(demo_show.SIDES[row.side]), row.name, row.nation))
            rides[side] = demo_rides.ride_plan(
                round_, ride.name, recorded(ride.time).us, self._course.half_laps
            )
        return Start(tuple(racers), rides)

    def _prove(self) -> int:
        proof = prove(self.live.meet, self.competition, self.event)
        self.stage.title(say("Against the published result"))
        out(*demo_show.proof(proof))
        self.stage.title(demo_show.verdict(proof))
        return FINDING if proof.differences else DONE

    def _end(self, code: int) -> int:
        head = self.live.desk.journal.head()
        file = shlex.quote(str(self.path))
        out(
            "",
            say(
                "The meet is kept in {file}: {count} facts, head {head}.",
                file=str(self.path),
                count=head.seq,
                head=f"{head.seq}:{head.hash[:12]}",
            ),
            say("Look around in it:"),
            f"  halflap status {file}",
            f"  halflap why {file} place/5",
            f"  halflap history {file}",
            f"  halflap verify {file} --head {head.seq}:{head.hash[:12]}",
        )
        return code
