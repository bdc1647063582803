"""Knows a long day as facts: competition after competition, as busy at its end as at its start."""

from __future__ import annotations

import random
from collections.abc import Iterator

from halflap.journal import facts as f
from halflap.meet.ledger import Entry
from halflap.rulebook.format_file import shipped_text

RIDERS = 16


def entries(seed: int, count: int) -> Iterator[Entry]:
    """So many facts, a command each; every fiftieth command takes a recent one back."""
    day = _day(random.Random(seed))
    return (Entry(seq, seq, fact) for seq, fact in zip(range(1, count + 1), day, strict=False))


def _day(chance: random.Random) -> Iterator[f.Fact]:
    yield f.MeetOpened(name="A long day")
    seq, number = 1, 0
    while True:
        number += 1
        for fact in _competition(chance, f"c{number}"):
            seq += 1
            yield fact
            if seq % 50 == 0 and isinstance(fact, f.OutcomesRecorded):
                seq += 2
                yield f.CommandWithdrawn(commands=(seq - 2,), reason="the other heat")
                yield fact  # recorded again


def _competition(chance: random.Random, id_: str) -> Iterator[f.Fact]:
    """Qualifying of eight heats with restarts, corrections of the entries, and its ranking."""
    yield f.CompetitionOpened(
        competition=id_,
        title=id_,
        category="elite men",
        distance_m=4000,
        format="olympic-2004",
        format_text=shipped_text("olympic-2004"),
    )
    for bib in range(1, RIDERS + 1):
        yield f.RiderEntered(competition=id_, entry=_entry(bib))
    heats = tuple(
        f.HeatFact(number=number, home=2 * number - 1, back=2 * number)
        for number in range(1, RIDERS // 2 + 1)
    )
    yield f.PhaseDrawn(competition=id_, phase="qualifying", heats=heats)
    for heat in heats:
        yield from _heat(chance, id_, heat)
    lines = tuple(f.RankFact(bib=bib, rank=bib) for bib in range(1, RIDERS + 1))
    yield f.RankingConfirmed(competition=id_, phase="qualifying", level="provisional", lines=lines)


def _heat(chance: random.Random, id_: str, heat: f.HeatFact) -> Iterator[f.Fact]:
    key, run = str(heat.number), 1
    yield f.RunStarted(competition=id_, phase="qualifying", heat=key, run=run)
    if chance.random() < 0.3 and heat.home is not None:
        yield f.IncidentRuled(
            competition=id_,
            phase="qualifying",
            heat=key,
            run=run,
            incident="false-start",
            bib=heat.home,
            stopped=True,
            charged=(heat.home,),
        )
        run += 1
        yield f.RunStarted(competition=id_, phase="qualifying", heat=key, run=run)
    rides = tuple(
        f.RideFact(bib=bib, code="OK", time=f.TimeFact(us=chance.randint(250_000, 300_000) * 1000))
        for bib in (heat.home, heat.back)
        if bib is not None
    )
    for _ in range(chance.randint(1, 4)):  # typed, looked at, typed again
        yield f.OutcomesRecorded(
            competition=id_, phase="qualifying", heat=key, run=run, rides=rides
        )
    yield f.ResultConfirmed(
        competition=id_, phase="qualifying", heat=key, level="provisional", rides=rides
    )


def _entry(bib: int) -> f.EntryFact:
    return f.EntryFact(bib=bib, rider=f.Name(name=f"Rider {bib}", nation="AUS"), seed=bib)
