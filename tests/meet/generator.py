"""Knows how to invent a meet from a number, command by command, as awkward as people can be.

It must not know what the product will answer: half of what it asks is not possible.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Literal

from halflap.journal.facts import EntryFact, Level, Name, RecordFact, RideFact, TimeFact
from halflap.meet import commands as c
from halflap.meet.commands.ruling import RULINGS
from halflap.meet.ledger import Ledger
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.rulebook.format_file import shipped_text

FORMATS = (
    "club-solo",
    "knockout-16",
    "knockout-8",
    "masters",
    "olympic-1992",
    "olympic-2000",
    "olympic-2004",
    "para",
    "uci-2023",
    "uci-2025",
    "worlds-1995",
    "youth-placing-finals",
)
NAMES = ("Ursula Bösch", "Łukasz Żak", "王小明", "Ana O'Neill", "Þór Ægisson", "محمد علي")
STATUSES: tuple[Literal["DNF", "DNS", "DSQ", "REL", "WO"], ...] = (
    "DNF",
    "DNS",
    "DSQ",
    "REL",
    "WO",
)


RECORDS = (RecordFact(list="WR", us=245_000_000, digits=3, rider="Old Champion", nation="AUS"),)
"""About every third time beats it."""
OLYMPIC = RecordFact(list="OR", us=250_000_000)


class Chance:
    """Asks for one command after the other; the same number asks the same of the same meet."""

    def __init__(self, seed: int, *, mischief: float = 0.35) -> None:
        self.rng = random.Random(seed)
        self.mischief = mischief
        self.competitions = self.rng.choice([1, 1, 2, 3])

    def commands(self, ledger: Ledger, steps: int) -> Iterator[c.Command]:
        """So many commands, each asked of the ledger as it is by then."""
        yield c.OpenMeet(name="Generated", track=self.rng.choice(["250", "1000/3", "400"]))
        for number in range(1, self.competitions + 1):
            yield self._open(f"c{number}")
        for _ in range(steps):
            yield self.command(ledger)

    def command(self, ledger: Ledger) -> c.Command:
        """The next useful thing, or some mischief."""
        opened = [competition.id for competition in ledger.state.in_order()]
        gone = [f"c{n}" for n in range(1, self.competitions + 1) if f"c{n}" not in opened]
        if gone and (not opened or self.rng.random() < 0.5):
            return self._open(gone[0])
        competition = ledger.state.competitions[self.rng.choice(opened)]
        if self.rng.random() < 0.06:
            return self._undo(ledger)
        if self.rng.random() < self.mischief:
            return self.rng.choice(self._mischiefs())(competition)
        return self._useful(competition)

    def _open(self, id_: str) -> c.Command:
        return c.OpenCompetition(
            competition=id_,
            title=f"Competition {id_}",
            category="elite men",
            distance_m=self.rng.choice([2000, 3000, 4000]),
            format_text=shipped_text(self.rng.choice(FORMATS)),
            records=RECORDS,
        )

    def _undo(self, ledger: Ledger) -> c.Command:
        last = ledger.entries[-1].seq
        seq = self.rng.choice(
            [None, last, self.rng.randint(max(1, last - 12), last), self.rng.randint(0, last + 1)]
        )
        return c.Undo(seq=seq, with_dependents=self.rng.random() < 0.6, reason="a slip")

    # --- what comes next

    def _useful(self, competition: Competition) -> c.Command:
        if not competition.bibs:
            return self._enter(competition)
        if self.rng.random() < 0.02:
            painted = self.rng.choice([None, "0", "-0.02", "31/2"])
            if self.rng.random() < 0.5:
                return c.SetStartLine(competition=competition.id, metres=painted)
            records = self.rng.choice([RECORDS, (), (*RECORDS, OLYMPIC)])
            return c.SetRecords(competition=competition.id, records=records)
        if self.rng.random() < 0.03:
            given = (20_000_000, 15_000_000) if self.rng.random() < 0.7 else ()
            bib = self.rng.choice(competition.bibs)
            return c.SetSchedule(competition=competition.id, bib=bib, given_us=given)
        for plan in competition.fmt.phase:
            phase = competition.phase(plan.id)
            if phase is None or not phase.counting:
                if phase is not None and phase.ranking is not None:
                    continue
                if self.rng.random() < 0.2:
                    return self._confirm_ranking(competition, plan.id)
                return c.DrawPhase(competition=competition.id, phase=plan.id)
            open_heats = [heat for heat in phase.counting if not heat.ridden]
            if open_heats:
                heat = self.rng.choice(open_heats[:3])
                return self._record(competition, plan.id, heat)
            if phase.ranking is None:
                return self._settle(competition, plan.id, phase)
        return c.ConfirmClassification(competition=competition.id, level=self._level())

    def _settle(self, competition: Competition, phase_id: str, phase: PhaseState) -> c.Command:
        """A ridden phase: lots, winners, the end of reviews, and most often its ranking."""
        kind = self.rng.random()
        bibs = [bib for heat in phase.counting for bib in heat.bibs]
        heat = self.rng.choice(phase.counting)
        if kind < 0.12:
            lots = tuple(self.rng.sample(bibs, len(bibs)))
            return c.DrawLots(competition=competition.id, phase=phase_id, order=lots)
        if kind < 0.24:
            return self._rule(competition, phase_id, heat, "winner")
        if kind < 0.36 and (reviewed := [h for h in phase.heats if h.review]):
            return c.CloseReview(
                competition=competition.id,
                phase=phase_id,
                heat=self.rng.choice(reviewed).key,
                reason="seen",
            )
        if kind < 0.45 and competition.protests:
            return self._decide_protest(competition)
        return self._confirm_ranking(competition, phase_id)

    def _confirm_ranking(self, competition: Competition, phase_id: str) -> c.Command:
        return c.ConfirmRanking(
            competition=competition.id,
            phase=phase_id,
            level=self._level(),
            acknowledge=("all",) if self.rng.random() < 0.9 else (),
        )

    def _level(self) -> Level:
        return self.rng.choice(["provisional", "official"])

    def _enter(self, competition: Competition) -> c.Command:
        size = self.rng.random()
        count = self.rng.randint(1, 6 if size < 0.5 else 20 if size < 0.85 else 64)
        first = max(competition.entries, default=0) + 1
        entries = tuple(self._entry(bib) for bib in range(first, first + count))
        return c.EnterRiders(competition=competition.id, entries=entries)

    def _entry(self, bib: int) -> EntryFact:
        pilot = Name(name="Pilot") if self.rng.random() < 0.05 else None
        seed = self.rng.randint(1, 70) if self.rng.random() < 0.7 else None
        return EntryFact(
            bib=bib, rider=Name(name=self.rng.choice(NAMES), nation="AUS"), pilot=pilot, seed=seed
        )

    def _record(self, competition: Competition, phase: str, heat: HeatState) -> c.Command:
        return c.RecordOutcomes(
            competition=competition.id, phase=phase, heat=heat.key, rides=self._rides(heat)
        )

    def _rides(self, heat: HeatState) -> tuple[RideFact, ...]:
        bibs = list(heat.bibs)
        if len(bibs) == 2 and self.rng.random() < 0.12:
            self.rng.shuffle(bibs)
            time = self._time() if self.rng.random() < 0.6 else None
            return (RideFact(bib=bibs[0], code="CAP", time=time), RideFact(bib=bibs[1], code="OVL"))
        if self.rng.random() < 0.05:
            bibs = bibs[:1]
        return tuple(self._ride(bib) for bib in bibs)

    def _ride(self, bib: int) -> RideFact:
        if self.rng.random() < 0.85:
            last = self._time() if self.rng.random() < 0.2 else None
            return RideFact(bib=bib, code="OK", time=self._time(), last_lap=last)
        status = self.rng.choice(STATUSES)
        excused = self.rng.choice([True, False]) if status == "DNS" else None
        return RideFact(bib=bib, code=status, excused=excused)

    def _time(self) -> TimeFact:
        """Few different times, so that riders are often equal to the thousandth."""
        us = self.rng.choice([180, 240, 250]) * 1_000_000 + self.rng.randint(0, 9) * 1000
        source, digits = self.rng.choice([("electronic", 3), ("electronic", 4), ("hand", 2)])
        return TimeFact(us=us, digits=digits, source="hand" if source == "hand" else "electronic")

    # --- mischief

    def _mischiefs(self) -> list[Callable[[Competition], c.Command]]:
        return [
            self._enter,
            self._withdraw,
            self._substitute,
            self._substitute,
            self._correct_entry,
            self._draw_again,
            self._start,
            self._scratch,
            self._swap,
            self._reorder,
            self._rehearse,
            self._session,
            self._lots,
            self._keep,
            self._review,
            self._close,
            self._protest,
            self._decide_protest,
            self._confirm_heat,
            self._correct,
            self._correct,
            self._issue,
            self._any_ruling,
            self._any_ruling,
            self._any_ruling,
            self._any_record,
            self._confirm_record,
        ]

    def _confirm_record(self, competition: Competition) -> c.Command:
        return c.ConfirmRecord(
            competition=competition.id,
            record=self.rng.choice(["WR", "WR", "WR", "XR"]),
            phase=self._phase(competition),
            bib=self._bib(competition),
        )

    def _place(self, competition: Competition) -> tuple[str, HeatState]:
        """A phase and a heat of it, or where there is none, one that does not exist."""
        drawn = [(id_, heat) for id_, phase in competition.phases for heat in phase.heats]
        if not drawn or self.rng.random() < 0.02:
            phase = self.rng.choice([competition.fmt.phase[0].id, "no-phase"])
            return phase, HeatState(key="77", number=77, home=1, back=2)
        return self.rng.choice(drawn[-8:] if self.rng.random() < 0.7 else drawn)

    def _bib(self, competition: Competition) -> int:
        return self.rng.choice([*sorted(competition.entries), 999])

    def _of(self, heat: HeatState) -> int:
        return self.rng.choice([*heat.bibs, *heat.bibs, *heat.bibs, 999])

    def _phase(self, competition: Competition) -> str:
        drawn = [id_ for id_, _ in competition.phases]
        return self.rng.choice([*drawn, self.rng.choice(competition.fmt.phase).id])

    def _withdraw(self, competition: Competition) -> c.Command:
        return c.WithdrawRider(competition=competition.id, bib=self._bib(competition), reason="ill")

    def _substitute(self, competition: Competition) -> c.Command:
        bib = max(competition.entries, default=0) + self.rng.choice([0, 1, 1, 1])
        return c.Substitute(
            competition=competition.id, bib=self._bib(competition), entry=self._entry(bib)
        )

    def _correct_entry(self, competition: Competition) -> c.Command:
        return c.CorrectEntry(competition=competition.id, entry=self._entry(self._bib(competition)))

    def _draw_again(self, competition: Competition) -> c.Command:
        phase = self._phase(competition)
        heats: tuple[tuple[int | None, int | None], ...] = ()
        if self.rng.random() < 0.3:
            bibs = list(competition.bibs)
            self.rng.shuffle(bibs)
            heats = tuple((bib, None) for bib in bibs)
        return c.DrawPhase(competition=competition.id, phase=phase, again=True, heats=heats)

    def _start(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.StartRun(competition=competition.id, phase=phase, heat=heat.key)

    def _scratch(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.Scratch(
            competition=competition.id,
            phase=phase,
            heat=heat.key,
            bib=self._of(heat),
            excused=self.rng.random() < 0.5,
        )

    def _swap(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.SwapSides(competition=competition.id, phase=phase, heat=heat.key)

    def _reorder(self, competition: Competition) -> c.Command:
        id_ = self._phase(competition)
        phase = competition.phase(id_)
        numbers = [heat.number for heat in phase.counting] if phase else [1]
        order = tuple(self.rng.sample(numbers, len(numbers)))
        return c.ReorderHeats(competition=competition.id, phase=id_, order=order)

    def _rehearse(self, competition: Competition) -> c.Command:
        home, back = self._bib(competition), self._bib(competition)
        return c.Rehearse(
            competition=competition.id, phase=self._phase(competition), home=home, back=back
        )

    def _session(self, competition: Competition) -> c.Command:
        heats = {
            (competition.id, phase, heat.key)
            for phase, heat in [self._place(competition) for _ in range(3)]
        }
        return c.OrderSession(session=self.rng.choice("ab"), heats=tuple(sorted(heats)))

    def _lots(self, competition: Competition) -> c.Command:
        bibs = sorted(competition.entries)
        order = tuple(self.rng.sample(bibs, min(len(bibs), self.rng.randint(1, 5))))
        return c.DrawLots(competition=competition.id, phase=self._phase(competition), order=order)

    def _keep(self, competition: Competition) -> c.Command:
        return c.KeepDraw(
            competition=competition.id, phase=self._phase(competition), reason="the panel"
        )

    def _review(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.OpenReview(
            competition=competition.id, phase=phase, heat=heat.key, reason="the photo"
        )

    def _close(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.CloseReview(competition=competition.id, phase=phase, heat=heat.key, reason="seen")

    def _protest(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.LodgeProtest(
            competition=competition.id, phase=phase, heat=heat.key, by="AUS", reason="drafting"
        )

    def _decide_protest(self, competition: Competition) -> c.Command:
        return c.DecideProtest(
            competition=competition.id,
            protest=self.rng.randint(1, max(1, len(competition.protests))),
            upheld=self.rng.random() < 0.5,
            reason="heard",
        )

    def _confirm_heat(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.ConfirmHeat(
            competition=competition.id,
            phase=phase,
            heat=heat.key,
            level=self._level(),
            acknowledge=("all",),
        )

    def _correct(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return c.CorrectResult(
            competition=competition.id,
            phase=phase,
            heat=heat.key,
            rides=self._rides(heat),
            reason="the photo",
        )

    def _issue(self, competition: Competition) -> c.Command:
        return c.IssueDocument(
            competition=competition.id,
            document=self.rng.choice(["start list", "result"]),
            content=f'{{"n":{self.rng.randint(1, 3)}}}',
            reason=self.rng.choice(["", "corrected"]),
        )

    def _any_ruling(self, competition: Competition) -> c.Command:
        phase, heat = self._place(competition)
        return self._rule(
            competition, phase, heat, self.rng.choice([*RULINGS, "nonsense", "re-ride", "mishap"])
        )

    def _rule(
        self, competition: Competition, phase: str, heat: HeatState, ruling: str
    ) -> c.Command:
        return c.Rule(
            competition=competition.id,
            phase=phase,
            heat=heat.key,
            ruling=ruling,
            bib=self._of(heat),
            reason=self.rng.choice(["seen"] * 9 + [""]),
            both=self.rng.random() < 0.3,
            past_first_half_lap=self.rng.random() < 0.5,
            choice=self.rng.choice(
                [""] * 5 + ["alone", "restart", "re-ride", "ride-on", "beaten", "mishap"]
            ),
            excused=self.rng.random() < 0.5,
        )

    def _any_record(self, competition: Competition) -> c.Command:
        return self._record(competition, *self._place(competition))
