"""An evening in full swing, for pages that are to have everything on them.

The women's competition is over: catches, a hand time, medals, official. The men have
ridden qualifying; of their first round one heat is confirmed, one
is under review after a protest, and one is on the track after ten laps. One rider has a schedule.
"""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from halflap.journal.facts import EntryFact, Name, RecordFact
from halflap.meet.commands import (
    Command,
    ConfirmClassification,
    ConfirmRanking,
    DrawPhase,
    EnterRiders,
    IssueDocument,
    LodgeProtest,
    OpenCompetition,
    OrderSession,
    RecordOutcomes,
    SetSchedule,
)
from halflap.meet.guns import Guns
from halflap.meet.views.communique import CLASSIFICATION, communique
from halflap.rulebook.format_file import shipped_text
from tests.meet_helper import ride
from tests.web.raceday import MEN, RaceDay
from tests.web.stepping import even

WOMEN = "women"
WOMEN_RIDERS = ("Clara Müller", "Ingrid Ødegård", "Léa Fabre", "Beatriz Nuñez", "Zoë Kłos")
QUALIFYING_S = {
    1: (132.9, 134.8),
    2: (131.4, 136.02),
    3: (129.6, 130.1),
    4: (127.117, 133.3),
}


@contextmanager
def busy_day(path: Path) -> Iterator[RaceDay]:
    """The day, open and in full swing."""
    with RaceDay(path, riders=8, format_id="olympic-2004") as day:
        _fill(day)
        yield day


def _fill(day: RaceDay) -> None:
    """All that happened before, and the heat that is ridden now."""
    for command in _women():
        day.act(command, "Marta")
    women = day.meet.competitions[WOMEN]
    final = next(plan for plan in women.fmt.phase if plan.id == "finals")
    for name, plan in (("result", final), (CLASSIFICATION, None)):
        found = communique(women, name, plan)
        day.act(
            IssueDocument(competition=WOMEN, document=found.name, content=found.content),
            "Marta",
        )
    for number, (home_s, back_s) in QUALIFYING_S.items():
        day.heat("qualifying", number, home_s, back_s)
    day.act(ConfirmRanking(competition=MEN, phase="qualifying", level="official"))
    day.act(DrawPhase(competition=MEN, phase="first-round"))
    day.act(
        SetSchedule(
            competition=MEN, bib=12, given_us=(19_100_000, 15_600_000), total_us=128_000_000
        )
    )
    day.heat("first-round", 1, 131.3, 130.9)
    day.heat("first-round", 2, 130.2, 131.7)
    day.act(
        LodgeProtest(
            competition=MEN,
            phase="first-round",
            heat="2",
            by="Team IRL",
            reason="The other rider was paced after the catch bell.",
        )
    )
    day.act(
        OrderSession(
            session="Friday evening",
            heats=tuple((MEN, "first-round", str(n)) for n in range(1, 5)),
            starts_us=Guns().of(day.site.live.desk.ledger)[MEN, "first-round", "1"],
        ),
        "Sofia",
    )
    day.arm("first-round", 3)
    day.gun(even(128.313, day.half_laps), even(130.04, day.half_laps))
    day.step(20)


def _women() -> list[Command]:
    return [
        OpenCompetition(
            competition=WOMEN,
            title="Women’s individual pursuit",
            category="WE",
            distance_m=3000,
            format_text=shipped_text("uci-2023"),
            records=(
                RecordFact(list="WR", us=196_937_000, rider="Somebody Fast", nation="USA"),
                RecordFact(list="TR", us=212_000_000, rider="Clara Müller", nation="GER"),
            ),
        ),
        EnterRiders(
            competition=WOMEN,
            entries=tuple(
                EntryFact(bib=31 + n, rider=Name(name=name, nation="SUI"), seed=n + 1)
                for n, name in enumerate(WOMEN_RIDERS)
            ),
        ),
        DrawPhase(competition=WOMEN, phase="qualifying", heats=((35, None), (33, 34), (31, 32))),
        _recorded("qualifying", "1", "35 3:49.101"),
        _recorded("qualifying", "2", "33 CAP 3:33.450", "34 OVL"),
        _recorded("qualifying", "3", "31 3:30.113", "32 3:31.9 hand"),
        ConfirmRanking(
            competition=WOMEN, phase="qualifying", level="official", acknowledge=("all",)
        ),
        DrawPhase(competition=WOMEN, phase="finals"),
        _recorded("finals", "bronze", "33 CAP", "35 OVL"),
        _recorded("finals", "gold", "31 3:31.002", "32 3:30.881"),
        ConfirmRanking(competition=WOMEN, phase="finals", level="official", acknowledge=("all",)),
        ConfirmClassification(competition=WOMEN, level="official"),
    ]


def _recorded(phase: str, heat: str, *rides: str) -> Command:
    return RecordOutcomes(
        competition=WOMEN, phase=phase, heat=heat, rides=tuple(ride(text) for text in rides)
    )


def page(day: RaceDay, path: str, language: str = "en") -> str:
    """What a browser of that language gets."""
    request = urllib.request.Request(day.url(path), headers={"accept-language": language})
    with urllib.request.urlopen(request, timeout=20) as answer:
        body: bytes = answer.read()
    return body.decode()
