"""What holds of every draw and classification, whatever is corrected after the next phase was drawn
from it: nobody rides a round twice, everybody has one place, medals are won in the finals.

Few riders, few different times: riders are often equal, at the cut and in a match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halflap.journal.facts import EntryFact, Name, RideFact, TimeFact
from halflap.meet import commands as c
from halflap.meet.results import bib_of, classification
from halflap.meet.state import Competition, HeatState
from halflap.meet.views.status import attention
from halflap.rulebook.format import plan
from halflap.rulebook.format_file import shipped_text
from tests.meet.finishing import finish
from tests.meet.generator import FORMATS
from tests.meet.table import Table, timed

MEN = "men"
Draw = st.DataObject

TIMES = st.integers(240, 246).map(lambda seconds: TimeFact(us=seconds * 1_000_000))
OUT: tuple[Literal["DNF", "DNS", "DSQ", "REL"], ...] = ("DNF", "DNS", "DSQ", "REL")


def rides(data: Draw, heat: HeatState) -> tuple[RideFact, ...]:
    """How a heat ended: times mostly, now and then a catch or a status."""
    bibs = heat.bibs
    if len(bibs) == 2 and data.draw(st.integers(0, 6)) == 0:
        catcher, caught = data.draw(st.permutations(bibs))
        time = data.draw(TIMES)
        return (RideFact(bib=catcher, code="CAP", time=time), RideFact(bib=caught, code="OVL"))
    return tuple(ride(data, bib) for bib in bibs)


def ride(data: Draw, bib: int) -> RideFact:
    if data.draw(st.integers(0, 7)) > 0:
        return RideFact(bib=bib, code="OK", time=data.draw(TIMES))
    code = data.draw(st.sampled_from(OUT))
    return RideFact(bib=bib, code=code, excused=data.draw(st.booleans()) if code == "DNS" else None)


class Day:
    """A competition brought forward, with what went wrong on the way."""

    def __init__(self, data: Draw, format_id: str) -> None:
        self.data, self.table = data, Table()
        self.table.act(c.OpenMeet(name="Generated"))
        self.table.act(
            c.OpenCompetition(
                competition=MEN,
                title="Men",
                category="elite men",
                distance_m=4000,
                format_text=shipped_text(format_id),
            )
        )
        most = 2 + self.competition.fmt.phase[0].advance
        count = data.draw(st.integers(max(1, self.competition.fmt.minimum_entries), max(3, most)))
        self.ask(
            c.EnterRiders(
                competition=MEN,
                entries=tuple(
                    EntryFact(bib=bib, rider=Name(name=f"Rider {bib}"), seed=bib)
                    for bib in range(1, count + 1)
                ),
            )
        )

    @property
    def competition(self) -> Competition:
        return self.table.competition(MEN)

    def ask(self, command: c.Command) -> bool:
        """Give a command, which may be refused; what is taken has to leave everything in order."""
        answer = c.decide(self.table.ledger, command)
        if isinstance(answer, c.Refused):
            return False
        self.table.keep(answer)
        check(self.competition)
        return True

    def go_on(self) -> None:
        """Draw, ride and confirm phase after phase; between them people change their minds."""
        for phase in self.competition.fmt.phase:
            if not self.ask(c.DrawPhase(competition=MEN, phase=phase.id)):
                break
            self.disturb()
            for heat in self.table.phase(phase.id).counting:
                self.record(phase.id, heat)
            self.ask(confirming(phase.id))
            self.disturb()

    def record(self, phase: str, heat: HeatState) -> None:
        self.ask(
            c.RecordOutcomes(
                competition=MEN, phase=phase, heat=heat.key, rides=rides(self.data, heat)
            )
        )

    def disturb(self) -> None:
        for _ in range(self.data.draw(st.integers(0, 2))):
            phase = self.data.draw(st.sampled_from([id_ for id_, _ in self.competition.phases]))
            match self.data.draw(st.sampled_from(("correct", "correct", "again", "lots", "keep"))):
                case "correct":
                    heat = self.data.draw(st.sampled_from(self.table.phase(phase).counting))
                    self.correct(phase, heat)
                case "again":
                    self.ask(c.DrawPhase(competition=MEN, phase=phase, again=True))
                case "lots":
                    bibs = [bib for each in self.table.phase(phase).counting for bib in each.bibs]
                    order = tuple(self.data.draw(st.permutations(bibs)))
                    self.ask(c.DrawLots(competition=MEN, phase=phase, order=order))
                case "keep":
                    self.ask(c.KeepDraw(competition=MEN, phase=phase, reason="as announced"))

    def correct(self, phase: str, heat: HeatState) -> None:
        corrected = self.ask(
            c.CorrectResult(
                competition=MEN,
                phase=phase,
                heat=heat.key,
                rides=rides(self.data, heat),
                reason="the photo",
            )
        )
        if corrected and self.data.draw(st.booleans()):
            self.ask(confirming(phase))


def confirming(phase: str) -> c.Command:
    return c.ConfirmRanking(competition=MEN, phase=phase, level="provisional", acknowledge=("all",))


def twice(bibs: Sequence[int]) -> list[int]:
    return [bib for bib, times in Counter(bibs).items() if times > 1]


def check(competition: Competition) -> None:
    """Nobody is drawn twice where only one ride is due, and nobody is listed twice."""
    fmt = competition.fmt
    for phase in fmt.phase:
        drawn = [
            bib
            for fed in ([phase] if not phase.source else fmt.fed_by(phase.source))
            if (state := competition.phase(fed.id)) is not None
            for heat in state.counting
            if not heat.joined
            for bib in heat.bibs
        ]
        assert not twice(drawn), f"{phase.id}: drawn twice"
    found = classification(competition)
    assert not twice([bib_of(placing.rider) for placing in found.placings])
    ranks = [placing.rank for placing in found.placings if placing.rank is not None]
    assert ranks == sorted(ranks)
    for rank in twice(ranks):
        assert all(each.shared for each in found.placings if each.rank == rank), f"two on {rank}"
    if found.complete and competition.phases:
        check_complete(competition)


def check_complete(competition: Competition) -> None:
    """Everybody entered once; a place that nobody holds is said; medals are of the finals."""
    found = classification(competition)
    assert {bib_of(placing.rider) for placing in found.placings} == set(competition.bibs)
    for rank in (1, 2, 3):
        assert len(found.holders(rank)) == 1 or found.medal_notes
    for label, places in finals(competition):
        phase = competition.fmt.phase[-1].id
        state = competition.phase(phase)
        heat = state.heat(label) if state is not None else None
        if heat is None:
            continue
        for rank in places[: len(heat.bibs)]:  # who rides it alone leaves the next place to others
            assert {bib_of(rider) for rider in found.holders(rank)} <= set(heat.bibs)


def finals(competition: Competition) -> list[tuple[str, tuple[int, int]]]:
    last = competition.fmt.phase[-1]
    if last.kind != "medal":
        return []
    return [(heat.label, heat.places) for heat in plan(last) if heat.label and heat.places]


@pytest.mark.parametrize("format_id", FORMATS)
class TestWhateverIsCorrectedAfterTheNextDraw:
    @settings(max_examples=10)
    @given(data=st.data())
    def test_everybody_has_one_place(self, format_id: str, data: Draw) -> None:
        day = Day(data, format_id)
        day.go_on()
        finish(day.table, MEN)
        check(day.competition)
        ended = day.competition.classification
        assert ended is not None
        assert sorted(line.bib for line in ended.lines) == list(day.competition.bibs)


class TestTwoGroupsFromOneRanking:
    """Barcelona 1992: 1-8 of qualifying ride group A, 9-16 group B, which rides first.

    Bib 9 was ninth; a correction of his time makes him third, and bib 8 ninth.
    """

    @staticmethod
    def corrected(*, ridden: bool = True, both: bool = False) -> Table:
        table = Table()
        table.open("olympic-1992", riders=16)
        table.run("qualifying")
        table.draw("group-b")
        if both:
            table.draw("group-a")
        if ridden:
            table.ride("group-b")
            table.confirm("group-b")
        heat = next(h for h in table.phase("qualifying").counting if 9 in h.bibs)
        table.act(
            c.CorrectResult(
                competition=MEN,
                phase="qualifying",
                heat=heat.key,
                rides=(timed(9, "4:22.500"),),
                reason="the photo",
            )
        )
        table.confirm("qualifying")
        return table

    @staticmethod
    def pairs(table: Table, phase: str) -> list[set[int]]:
        return [set(heat.bibs) for heat in table.phase(phase).counting]

    def test_who_rode_group_b_does_not_ride_group_a_as_well(self) -> None:
        table = self.corrected()
        table.draw("group-a")
        assert self.pairs(table, "group-a") == [{4, 5}, {3, 6}, {2, 7}, {1, 8}]
        assert table.values()["group-a/pairing/4"] == "1 Rider 1 v 8 Rider 8"
        assert [
            str(each) for each in attention(table.competition()) if "group-a" in str(each)
        ] == []

    def test_everybody_has_one_place_at_the_end(self) -> None:
        table = self.corrected()
        for phase in ("group-a", "semifinals", "finals"):
            table.run(phase)
        table.act(c.ConfirmClassification(competition=MEN, level="provisional"))
        ended = table.competition().classification
        assert ended is not None
        assert [(line.rank, line.bib) for line in ended.lines] == [
            (rank, rank) for rank in range(1, 17)
        ]

    def test_before_the_start_the_other_draw_is_settled_first(self) -> None:
        table = self.corrected(ridden=False)
        (refusal,) = table.refused(c.DrawPhase(competition=MEN, phase="group-a"))
        assert str(refusal.text) == "9 Rider 9 is drawn in Group B, from superseded times."
        table.draw("group-b", again=True)
        table.draw("group-a")
        assert self.pairs(table, "group-b") == [{12, 13}, {11, 14}, {10, 15}, {8, 16}]

    def test_or_kept(self) -> None:
        table = self.corrected(ridden=False)
        table.act(c.KeepDraw(competition=MEN, phase="group-b", reason="as announced"))
        table.draw("group-a")
        assert self.pairs(table, "group-a")[-1] == {1, 8}

    def test_both_are_drawn_again_together(self) -> None:
        table = self.corrected(ridden=False, both=True)
        answer = table.act(c.DrawPhase(competition=MEN, phase="group-a", again=True))
        assert [str(remark) for remark in answer.remarks] == ["Group B is drawn again with it."]
        assert self.pairs(table, "group-a") == [{3, 4}, {9, 5}, {2, 6}, {1, 7}]
        assert self.pairs(table, "group-b")[-1] == {8, 16}


class TestAFinalThatWasNotHeld:
    """Bibs 3 and 4 did not finish, so only gold was ridden; then the photo gave them times."""

    @staticmethod
    def corrected() -> Table:
        table = Table()
        table.open("uci-2023", riders=4)
        table.draw("qualifying")
        for heat in table.phase("qualifying").counting:
            rides = [
                timed(bib, 260 + bib) if bib < 3 else RideFact(bib=bib, code="DNF")
                for bib in heat.bibs
            ]
            table.record("qualifying", heat.key, rides)
        table.confirm("qualifying")
        table.draw("finals")
        for heat in table.phase("qualifying").counting:
            for bib in {3, 4} & set(heat.bibs):
                table.act(
                    c.CorrectResult(
                        competition=MEN,
                        phase="qualifying",
                        heat=heat.key,
                        rides=(timed(bib, 260 + bib),),
                        reason="the photo",
                    )
                )
        table.confirm("qualifying")
        return table

    def test_may_be_drawn_until_the_others_are_ridden(self) -> None:
        table = self.corrected()
        found = classification(table.competition())
        assert [str(each) for each in found.missing][-1] == "Finals, bronze: not ridden yet"
        table.draw("finals", again=True)
        assert [heat.label for heat in table.phase("finals").counting] == ["bronze", "gold"]

    def test_leaves_its_medal_to_nobody_once_the_others_are(self) -> None:
        table = self.corrected()
        table.ride("finals")
        table.confirm("finals")
        table.act(c.ConfirmClassification(competition=MEN, level="provisional"))
        found = classification(table.competition())
        assert [(each.rank, bib_of(each.rider)) for each in found.placings] == [
            (1, 1),
            (2, 2),
            (5, 3),
            (6, 4),
        ]
        assert [str(note) for note in found.medal_notes] == ["bronze: vacant, nobody holds place 3"]
