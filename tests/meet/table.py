"""Knows how a test runs a meet in a line a command, without a file: the judges' table."""

from __future__ import annotations

from collections.abc import Iterable

from halflap.journal.facts import EntryFact, Name, RideFact, TimeFact, decode, encode
from halflap.meet.commands import (
    Accepted,
    Command,
    ConfirmRanking,
    DrawPhase,
    EnterRiders,
    OpenCompetition,
    OpenMeet,
    RecordOutcomes,
    Refusal,
    Refused,
    Rule,
    StartRun,
    SwapSides,
    decide,
)
from halflap.meet.ledger import Entry, Ledger
from halflap.meet.state import Competition, HeatState, Meet, PhaseState
from halflap.meet.views.numbers import numbers
from halflap.rulebook.format_file import shipped_text
from halflap.sport.times import parse_time


class Table:
    """A ledger that is given commands; facts go through their JSON text as they do in a file."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.done: list[Command] = []

    @property
    def meet(self) -> Meet:
        return self.ledger.state

    def act(self, command: Command) -> Accepted:
        """Do a command that must be possible."""
        answer = decide(self.ledger, command)
        assert isinstance(answer, Accepted), texts(answer)
        self.keep(answer)
        self.done.append(command)
        return answer

    def keep(self, answer: Accepted) -> None:
        """Take in the facts of an answer."""
        first = len(self.ledger.entries) + 1
        for seq, fact in enumerate(answer.facts, first):
            self.ledger.append(Entry(seq, first, decode(*encode(fact))))

    def refused(self, command: Command) -> tuple[Refusal, ...]:
        """The refusals of a command that must not be possible."""
        answer = decide(self.ledger, command)
        assert isinstance(answer, Refused), answer.facts
        return answer.refusals

    def competition(self, id_: str = "men") -> Competition:
        return self.meet.competitions[id_]

    def phase(self, phase: str, competition: str = "men") -> PhaseState:
        found = self.competition(competition).phase(phase)
        assert found is not None
        return found

    def heat(self, phase: str, key: str, competition: str = "men") -> HeatState:
        found = self.phase(phase, competition).heat(key)
        assert found is not None
        return found

    def values(self, competition: str = "men") -> dict[str, str]:
        """Every derived number as text, by its path."""
        found = numbers(self.meet, self.competition(competition))
        return {path: number.value for path, number in found.items()}

    @property
    def head(self) -> int:
        """The sequence of the last command's first fact: what ``Undo`` takes."""
        return self.ledger.entries[-1].command

    # --- a line a step

    def open(
        self, format_id: str = "olympic-2004", riders: int = 8, competition: str = "men"
    ) -> None:
        """A meet with a competition and so many riders; bib 1 has seed 1, and so on."""
        if not self.meet.opened:
            self.act(OpenMeet(name="Athens"))
        self.act(
            OpenCompetition(
                competition=competition,
                title="Men",
                category="elite men",
                distance_m=4000,
                format_text=shipped_text(format_id),
            )
        )
        if riders:
            entries = tuple(entry(bib) for bib in range(1, riders + 1))
            self.act(EnterRiders(competition=competition, entries=entries))

    def draw(self, phase: str = "qualifying", *, again: bool = False) -> None:
        self.act(DrawPhase(competition="men", phase=phase, again=again))

    def record(self, phase: str, heat: str, rides: Iterable[RideFact]) -> None:
        self.act(RecordOutcomes(competition="men", phase=phase, heat=heat, rides=tuple(rides)))

    def ride(self, phase: str, competition: str = "men") -> None:
        """Everybody who has no outcome rides 4:20 and as many seconds as the bib says."""
        for heat in self.phase(phase, competition).counting:
            rides = [timed(bib, 260 + bib) for bib in heat.bibs if heat.ride(bib) is None]
            if rides:
                self.act(
                    RecordOutcomes(
                        competition=competition, phase=phase, heat=heat.key, rides=tuple(rides)
                    )
                )

    def confirm(self, phase: str, level: str = "provisional", competition: str = "men") -> None:
        self.act(
            ConfirmRanking(
                competition=competition,
                phase=phase,
                level="official" if level == "official" else "provisional",
                acknowledge=("all",),
            )
        )

    def run(self, phase: str) -> None:
        """Draw, ride and confirm a phase."""
        self.draw(phase)
        self.ride(phase)
        self.confirm(phase)

    def swap(self, phase: str, heat: str) -> None:
        self.act(SwapSides(competition="men", phase=phase, heat=heat))

    def start(self, heat: str, phase: str = "qualifying") -> None:
        self.act(StartRun(competition="men", phase=phase, heat=heat))

    def rule(self, heat: str, ruling: str, bib: int, phase: str = "qualifying") -> Accepted:
        return self.act(ruled(heat, ruling, bib, phase))


def entry(bib: int, name: str = "") -> EntryFact:
    return EntryFact(bib=bib, rider=Name(name=name or f"Rider {bib}", nation="AUS"), seed=bib)


def at(text: str) -> TimeFact:
    """A printed time as a fact."""
    us, digits = parse_time(text)
    return TimeFact(us=us, digits=digits)


def timed(bib: int, seconds: int | str, last_lap: str | None = None) -> RideFact:
    """A ride with a time: ``4:15.165`` or whole seconds."""
    time = TimeFact(us=seconds * 1_000_000) if isinstance(seconds, int) else at(seconds)
    return RideFact(bib=bib, code="OK", time=time, last_lap=at(last_lap) if last_lap else None)


def ruled(heat: str, ruling: str, bib: int, phase: str = "qualifying") -> Rule:
    return Rule(
        competition="men", phase=phase, heat=heat, ruling=ruling, bib=bib, reason="seen by us"
    )


def texts(answer: Refused) -> list[str]:
    return [f"{refusal.code}: {refusal.text} {refusal.remedy}" for refusal in answer.refusals]
