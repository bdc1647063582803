"""What holds of the released meet whatever people do: what is not released changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from msgspec.structs import replace

from halflap.journal.facts import IncidentRuled, RideFact, TimeFact
from halflap.meet.commands import Accepted
from halflap.meet.pmap import PMap
from halflap.meet.state import Competition, HeatState, Meet
from halflap.meet.views.released import released
from tests.meet.test_properties import FAST, long_seeds, play

SECRET = "Only officials know this."


def told(meet: Meet) -> bytes:
    """What the public gets, as it is sent."""
    return msgspec.json.encode(released(meet))


def otherwise(ride: RideFact) -> RideFact:
    """Another outcome of the same rider: his time a second less, or no time at all."""
    if ride.time is None:
        return RideFact(bib=ride.bib, code="OK", time=TimeFact(us=200_000_000 + ride.bib))
    return replace(ride, time=replace(ride.time, us=ride.time.us - 1_000_000))


def another_ruling(incident: IncidentRuled) -> IncidentRuled:
    """Something else happened, to somebody else."""
    return replace(
        incident,
        incident="stranger",
        bib=incident.bib + 1,
        charged=(),
        consequences=(),
        reason=SECRET,
    )


def heat_with_other_secrets(heat: HeatState) -> HeatState:
    """The heat with another review; before it is confirmed, also with other outcomes and rulings.

    That a run was stopped, and that a heat is over, everybody sees.
    """
    heat = replace(heat, review=None if heat.review is None else SECRET)
    if heat.level is not None:
        return heat
    runs = tuple(
        replace(run, incidents=tuple(map(another_ruling, run.incidents))) for run in heat.runs
    )
    return replace(heat, rides=tuple(map(otherwise, heat.rides)), runs=runs, winner=None)


def with_other_secrets(meet: Meet) -> Meet:
    """The meet, in which everything that is not released is otherwise."""
    competitions: PMap[str, Competition] = PMap()
    for competition in meet.in_order():
        phases = tuple(
            (id_, replace(phase, heats=tuple(map(heat_with_other_secrets, phase.heats))))
            for id_, phase in competition.phases
        )
        protests = tuple(replace(each, reason=SECRET) for each in competition.protests)
        cautions = (*competition.cautions, (1, SECRET))
        other = replace(
            competition, phases=phases, protests=protests, cautions=cautions, schedules=()
        )
        competitions = competitions.with_(competition.id, other)
    return replace(meet, competitions=competitions)


def states(seed: int) -> Iterator[Meet]:
    """The states of a generated meet, after everything that was accepted."""
    for table, answer, _, _ in play(seed):
        if isinstance(answer, Accepted):
            yield table.meet


def check_secrets(seed: int) -> int:
    """How many states had a secret."""
    count = 0
    for meet in states(seed):
        other = with_other_secrets(meet)
        count += other.competitions != meet.competitions
        assert told(other) == told(meet)
    return count


def check_reviews(seed: int) -> int:
    """A review that opens or ends by itself changes only that there is one; gives how many did."""
    count = 0
    before: dict[tuple[str, str, str], HeatState] = {}
    for meet in states(seed):
        now = {
            (competition.id, phase, heat.key): heat
            for competition in meet.in_order()
            for phase, state in competition.phases
            for heat in state.heats
        }
        for place, heat in now.items():
            was = before.get(place)
            opened = was is not None and was.review is None and heat.review is not None
            if opened and was is not None and replace(heat, review=None) == was:
                count += 1
                alone = _with_heat(meet, place, was)
                shown, shown_before = (_heat(told(each), place) for each in (meet, alone))
                assert shown.pop("under_review") is True
                assert shown_before.pop("under_review") is False
                assert shown == shown_before
        before = now
    return count


def check_written_alike(seed: int) -> int:
    """A ride has one time and one code, in one writing, wherever it is told; gives how many were
    told of tables that a correction had moved.
    """
    count = 0
    for meet in states(seed):
        for competition in released(meet).competitions:
            heats = [heat for phase in competition.phases for heat in phase.heats]
            ridden = {
                (rider.bib, rider.time, rider.code)
                for heat in heats
                if not heat.rehearsal
                for rider in heat.riders
            }
            tables = [(phase.ranking, phase.level) for phase in competition.phases]
            if (confirmed := competition.classification) is not None:
                tables.append((confirmed.rows, confirmed.level))
            for rows, level in tables:
                count += sum(row.level != level for row in rows)
                assert {(row.bib, row.time, row.code) for row in rows if row.time} <= ridden
            seats = [seat for heat in competition.bracket for seat in heat.seats if seat.time]
            assert {(seat.bib or 0, seat.time, seat.code) for seat in seats} <= ridden
    return count


def _with_heat(meet: Meet, place: tuple[str, str, str], heat: HeatState) -> Meet:
    competition = meet.competitions[place[0]]
    phases = tuple(
        (id_, replace(phase, heats=tuple(heat if h.key == place[2] else h for h in phase.heats)))
        if id_ == place[1]
        else (id_, phase)
        for id_, phase in competition.phases
    )
    changed = replace(competition, phases=phases)
    return replace(meet, competitions=meet.competitions.with_(place[0], changed))


def _heat(data: bytes, place: tuple[str, str, str]) -> dict[str, object]:
    competition, phase, key = place
    found: dict[str, object] = next(
        heat
        for each in msgspec.json.decode(data)["competitions"]
        if each["id"] == competition
        for phases in each["phases"]
        if phases["id"] == phase
        for heat in phases["heats"]
        if heat["key"] == key
    )
    return found


@pytest.mark.parametrize("seed", FAST)
def test_secrets_change_nothing(seed: int) -> None:
    assert check_secrets(seed) > 0


def test_a_review_changes_only_that_there_is_one() -> None:
    assert sum(map(check_reviews, FAST)) > 0


def test_a_time_is_written_alike_wherever_it_is_told() -> None:
    assert sum(map(check_written_alike, FAST)) > 0


@pytest.mark.long
def test_secrets_change_nothing_in_any_meet() -> None:
    for seed in long_seeds(25):
        check_secrets(seed)
        check_reviews(seed)
        check_written_alike(seed)
