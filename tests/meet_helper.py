"""A desk in memory: a meet run by the real commands, said as briefly as the people there say it.

Riders are bibs from 1, named A, B, C … and seeded in that order. A ride is written as on a result
sheet: ``1 4:15.165``, ``2 OVL``, ``1 CAP 4:20.000``, ``3 DNS``, with ``last=15.1`` for the last lap
and ``hand`` for a time by hand.
"""

from __future__ import annotations

from typing import Any

from halflap.journal.facts import EntryFact, Fact, Level, Name, RecordFact, RideFact, TimeFact
from halflap.meet.commands import (
    Accepted,
    Command,
    ConfirmClassification,
    ConfirmHeat,
    ConfirmRanking,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    RecordOutcomes,
    Refusal,
    Refused,
    Rule,
    Scratch,
    StartRun,
    decide,
)
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.results import classification, standing
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.numbers import Number, numbers
from halflap.rulebook.format_file import shipped_text
from halflap.sport.times import Source, recorded

MEN = "men"


def entry(bib: int) -> EntryFact:
    """The entry of a bib: 1 is A and seeded first."""
    return EntryFact(bib=bib, rider=Name(name=chr(ord("A") + bib - 1)), seed=bib)


def ride(text: str) -> RideFact:
    """One ride as it is recorded."""
    bib, *words = text.split()
    source = Source.HAND if "hand" in words else Source.ELECTRONIC
    times = [word for word in words if word[0].isdigit()]
    codes = [word for word in words if word.isupper() and not word[0].isdigit()]
    last_laps = [word.removeprefix("last=") for word in words if word.startswith("last=")]
    fields: dict[str, Any] = {
        "bib": int(bib),
        "code": codes[0] if codes else "OK",
        "time": _time(times[0], source) if times else None,
        "last_lap": _time(last_laps[0], source) if last_laps else None,
    }
    return RideFact(**fields)


def _time(text: str, source: Source) -> TimeFact:
    time = recorded(text, source)
    return TimeFact(us=time.us, digits=time.digits, source=source.value)


class Desk:
    """One meet with one competition; ``format_text`` is a shipped id or the text of a format."""

    def __init__(
        self,
        format_text: str = "uci-2025",
        riders: int = 4,
        track: str = "250",
        distance_m: int = 4000,
        records: tuple[RecordFact, ...] = (),
    ) -> None:
        self.ledger = Ledger()
        self.commands: list[Command] = []
        self.remarks: list[str] = []
        text = format_text if "\n" in format_text else shipped_text(format_text)
        self.do(OpenMeet(name="Meet", track=track))
        self.do(
            OpenCompetition(
                competition=MEN,
                title="Men",
                category="ME",
                distance_m=distance_m,
                format_text=text,
                records=records,
            )
        )
        if riders:
            self.do(
                EnterRiders(competition=MEN, entries=tuple(entry(bib + 1) for bib in range(riders)))
            )

    def do(self, command: Command) -> tuple[Fact, ...]:
        """A command that has to be accepted; what it remarks is kept in ``remarks``."""
        answer = decide(self.ledger, command)
        assert isinstance(answer, Accepted), answer
        first = len(self.ledger.entries) + 1
        for seq, fact in enumerate(answer.facts, start=first):
            self.ledger.append(Entry(seq, first, fact))
        self.commands.append(command)
        self.remarks = [str(remark) for remark in answer.remarks]
        return answer.facts

    def refused(self, command: Command) -> tuple[Refusal, ...]:
        """Why a command is refused; it has to be."""
        answer = decide(self.ledger, command)
        assert isinstance(answer, Refused), answer
        return answer.refusals

    def codes(self, command: Command) -> list[str]:
        """The codes of the refusals of a command."""
        return [refusal.code for refusal in self.refused(command)]

    @property
    def competition(self) -> Competition:
        """The competition as it stands."""
        return self.ledger.state.competitions[MEN]

    def heats(self, phase: str) -> list[str]:
        """The heats in running order: ``1: 1-3``, an empty straight is ``.``."""
        state = self.competition.phase(phase)
        assert state is not None
        return [
            f"{heat.label or heat.key}: {heat.home or '.'}-{heat.back or '.'}"
            for heat in state.counting
        ]

    def heat(self, phase: str, key: str | int) -> HeatState:
        """A heat by number or label."""
        state = self.competition.phase(phase)
        found = state.heat(str(key)) if state else None
        assert found is not None
        return found

    def draw(self, phase: str, *heats: tuple[int | None, int | None], again: bool = False) -> None:
        """Draw a phase, by seed or as given (home, back)."""
        self.do(DrawPhase(competition=MEN, phase=phase, heats=heats, again=again))

    def start(self, phase: str, heat: str | int) -> None:
        """A run begins."""
        self.do(StartRun(competition=MEN, phase=phase, heat=str(heat)))

    def record(self, phase: str, heat: str | int, *rides: str) -> None:
        """Outcomes by hand."""
        self.do(recording(phase, heat, *rides))

    def rule(self, phase: str, heat: str | int, ruling: str, bib: int, **options: Any) -> None:
        """A ruling."""
        self.do(ruled(phase, heat, ruling, bib, **options))

    def scratch(self, phase: str, heat: str | int, bib: int, *, excused: bool = True) -> None:
        """A drawn rider does not start."""
        self.do(Scratch(competition=MEN, phase=phase, heat=str(heat), bib=bib, excused=excused))

    def confirm(
        self,
        phase: str = "",
        heat: str | int = "",
        *,
        level: Level = "official",
        acknowledge: tuple[str, ...] = (),
    ) -> None:
        """Confirm a heat, a ranking, or without a phase the classification."""
        self.do(confirming(phase, heat, level=level, acknowledge=acknowledge))

    def qualify(self, *times: str, phase: str = "qualifying") -> None:
        """Draw and ride qualifying, everybody in the time given for his bib, and confirm it."""
        if self.competition.phase(phase) is None:
            self.draw(phase)
        state = self.competition.phase(phase)
        assert state is not None
        for heat in state.counting:
            self.record(phase, heat.key, *(f"{bib} {times[bib - 1]}" for bib in heat.bibs))
        self.confirm(phase)

    def ranking(self, phase: str) -> list[str]:
        """``1 A``, ``- B`` in the order of a phase as it derives now."""
        lines = standing(self.competition).order(phase)
        return [f"{line.rank or '-'} {line.rider.split()[1]}" for line in lines]

    def places(self) -> list[str]:
        """The final classification as far as it is decided."""
        found = classification(self.competition).placings
        return [f"{placing.rank or '-'} {placing.rider.split()[1]}" for placing in found]

    def missing(self) -> list[str]:
        """What the classification waits for."""
        return [str(sentence) for sentence in classification(self.competition).missing]

    def numbers(self) -> dict[str, Number]:
        """Every derived number by its path."""
        return numbers(self.ledger.state, self.competition)

    def charged(self, phase: str, heat: str | int) -> list[tuple[int, ...]]:
        """Who was charged with a fault, incident by incident."""
        runs = self.heat(phase, heat).runs
        return [incident.charged for run in runs for incident in run.incidents]


def recording(phase: str, heat: str | int, *rides: str) -> RecordOutcomes:
    """The command that records outcomes."""
    return RecordOutcomes(
        competition=MEN, phase=phase, heat=str(heat), rides=tuple(ride(text) for text in rides)
    )


def ruled(phase: str, heat: str | int, ruling: str, bib: int, **options: Any) -> Rule:
    """The command that rules."""
    options.setdefault("reason", "as seen by the starter")
    return Rule(competition=MEN, phase=phase, heat=str(heat), ruling=ruling, bib=bib, **options)


def confirming(
    phase: str = "",
    heat: str | int = "",
    *,
    level: Level = "official",
    acknowledge: tuple[str, ...] = (),
) -> Command:
    """The command that confirms a heat, a ranking or the classification."""
    if not phase:
        return ConfirmClassification(competition=MEN, level=level)
    if not heat:
        return ConfirmRanking(competition=MEN, phase=phase, level=level, acknowledge=acknowledge)
    return ConfirmHeat(
        competition=MEN, phase=phase, heat=str(heat), level=level, acknowledge=acknowledge
    )
