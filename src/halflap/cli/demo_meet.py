"""Knows the men's pursuit of Athens 2004 as commands to a meet file, in the order of the days.

The published result gives entries, the start list of qualifying and each rider's times; who rides
later phases, every rank and every medal is derived from these by the meet.
"""

from __future__ import annotations

import shlex
from fractions import Fraction
from itertools import count
from pathlib import Path

from halflap.cli import demo_show
from halflap.cli.at_desk import refused
from halflap.cli.demo_proof import prove
from halflap.cli.demo_stage import Racer, Stage
from halflap.cli.failure import DONE, FINDING
from halflap.cli.formats import in_language
from halflap.cli.say import out, spoken
from halflap.hub.desk import Desk
from halflap.journal.facts import EntryFact, Name, RecordFact, RideFact, TimeFact
from halflap.meet.commands import (
    Command,
    ConfirmClassification,
    ConfirmRanking,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    RecordOutcomes,
    Refused,
    Scratch,
    StartRun,
)
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.tables import heat_table
from halflap.rulebook.format import Phase
from halflap.rulebook.format_file import shipped_text
from halflap.sport.published import PublishedEvent, PublishedRide, PublishedRound
from halflap.sport.times import recorded
from halflap.sport.track import Track
from halflap.words.sentence import Sentence, say

FORMAT = "olympic-2004"
COMPETITION = "men"
CATEGORY = "ME"
ZONE = "Europe/Athens"


class Athens:
    """The event on its way through the commands."""

    def __init__(self, desk: Desk, stage: Stage, event: PublishedEvent, path: Path) -> None:
        self.desk = desk
        self.stage = stage
        self.event = event
        self.path = path
        rides = [ride for heat in event.rounds[0].heats for ride in heat.rides]
        self.bibs = {ride.name: bib for bib, ride in enumerate(rides, start=1)}
        self._commands = count(1)

    @property
    def competition(self) -> Competition:
        """The competition as it stands."""
        return self.desk.ledger.state.competitions[COMPETITION]

    def ride(self) -> int:
        """The whole event; the exit code."""
        self._enter()
        for phase, round_ in zip(self.competition.fmt.phase, self.event.rounds, strict=True):
            self._draw(phase, round_)
            strangers = self._strangers(phase, round_)
            if strangers:
                out("", *strangers)
                return self._end(FINDING)
            self._phase(phase, round_)
        self._do(ConfirmClassification(competition=COMPETITION, level="official"))
        self.stage.title(say("Final classification"))
        out(*demo_show.classification(self.competition))
        self.stage.pause(3)
        self.stage.title(say("Records"))
        out(*demo_show.records(self.desk.ledger.state, self.competition))
        self.stage.pause(2)
        return self._end(self._prove())

    def _do(self, command: Command) -> None:
        """One command, as from the desk; a refusal ends the demonstration in its own words."""
        done = self.desk.act(command, "halflap demo", f"demo-{next(self._commands)}")
        if isinstance(done, Refused):
            raise refused(done)

    def _enter(self) -> None:
        event = self.event
        meet, _, title = event.title.partition(" - ")
        self._do(
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
        self._do(
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
        self._do(
            EnterRiders(
                competition=COMPETITION,
                entries=tuple(
                    EntryFact(bib=bib, rider=Name(name=name, nation=rides[name].nat))
                    for name, bib in self.bibs.items()
                ),
            )
        )
        self.stage.title(event.title)
        out(*demo_show.opening(self.desk.ledger.state, self.competition, event.date))
        self.stage.title(say("Entries"))
        out(*demo_show.entries(self.competition))
        self.stage.pause(3)

    @property
    def _half_laps(self) -> Fraction:
        track = Track(Fraction(self.desk.ledger.state.track))
        return track.half_laps(self.competition.distance_m)

    def _draw(self, phase: Phase, round_: PublishedRound) -> None:
        """Qualifying as the start list has it; every later phase as halflap seeds it."""
        heats: tuple[tuple[int | None, int | None], ...] = ()
        if phase.kind == "qualifying":
            drawn = [[self.bibs[ride.name] for ride in heat.rides] for heat in round_.heats]
            heats = tuple((bibs[0], bibs[1] if len(bibs) > 1 else None) for bibs in drawn)
        self._do(DrawPhase(competition=COMPETITION, phase=phase.id, heats=heats))
        if phase.kind == "qualifying":
            return
        self.stage.title(say("{phase}: who meets whom, and why", phase=in_language(phase.name)))
        out(*demo_show.seeding(self.desk.ledger.state, self.competition, phase))
        self.stage.pause(3)

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

    def _phase(self, phase: Phase, round_: PublishedRound) -> None:
        rides = {self.bibs[ride.name]: ride for heat in round_.heats for ride in heat.rides}
        for heat in self._heats(phase):
            self._heat(phase, heat, {bib: rides[bib] for bib in heat.bibs})
        self._do(ConfirmRanking(competition=COMPETITION, phase=phase.id, level="official"))
        if phase.kind != "medal":
            self.stage.title(say("{phase}: ranking", phase=in_language(phase.name)))
            out(*demo_show.ranking(self.competition, phase))
            self.stage.pause(3)

    def _heat(self, phase: Phase, heat: HeatState, rides: dict[int, PublishedRide]) -> None:
        before = self.competition
        drawn = before.phase(phase.id)
        assert drawn is not None
        shown = heat_table(before, phase, drawn, heat)
        self.stage.title(demo_show.heat_title(before, phase, shown))
        for bib, ride in rides.items():
            if ride.status == "DNS":
                self._do(Scratch(competition=COMPETITION, phase=phase.id, heat=heat.key, bib=bib))
                out(say("  {name} does not start; the other rider is alone.", name=ride.name))
        self._do(StartRun(competition=COMPETITION, phase=phase.id, heat=heat.key))
        started = {bib: ride for bib, ride in rides.items() if ride.status != "DNS"}
        self.stage.race(
            tuple(
                Racer(spoken(demo_show.SIDES[row.side]), row.name, row.nation, time.us)
                for row in shown.rows
                if row.bib in started and (time := _time(started[row.bib])) is not None
            ),
            self._half_laps,
        )
        # Who started at Athens finished, and nobody was caught: every ride has a time.
        outcomes = tuple(
            RideFact(bib=bib, code="OK", time=_time(ride)) for bib, ride in started.items()
        )
        self._do(
            RecordOutcomes(competition=COMPETITION, phase=phase.id, heat=heat.key, rides=outcomes)
        )
        state = self.desk.ledger.state
        out(*demo_show.ridden(before, state, self.competition, phase, heat.key))
        self.stage.pause(0.5)

    def _prove(self) -> int:
        proof = prove(self.desk.ledger.state, self.competition, self.event)
        self.stage.title(say("Against the published result"))
        out(*demo_show.proof(proof))
        self.stage.title(demo_show.verdict(proof))
        return FINDING if proof.differences else DONE

    def _end(self, code: int) -> int:
        head = self.desk.journal.head()
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


def _time(ride: PublishedRide) -> TimeFact | None:
    """A published time says nothing of the clock it came from."""
    if ride.time is None:
        return None
    found = recorded(ride.time)
    return TimeFact(us=found.us, digits=found.digits, source="published")
