"""Knows an example of everything that walls and overlays show, to lay them out without a race.

The riders are invented. Moments of the ride are told as microseconds before or after now.
"""

from __future__ import annotations

from typing import Any

from halflap.web.wall_panels import (
    Bracket,
    Medal,
    Medals,
    Pairing,
    Panels,
    Rider,
    Round,
    Row,
    StartList,
    Table,
)
from halflap.words.sentence import say

STATES = ("armed", "running", "last-lap", "finished", "between", "medals")
"""What can be asked for with ``?demo=``."""

TITLE = "Women’s individual pursuit"
QUALIFYING = {"en": "Qualifying", "fr": "Qualifications"}
FINALS = {"en": "Finals", "fr": "Finales"}
RIDERS = (
    (11, "Marguerite Delacroix-Fontaine", "FRA"),
    (7, "Ida Lund", "DEN"),
    (23, "Concetta Bellarosa", "ITA"),
    (4, "Anneke van der Westhuizen", "RSA"),
    (18, "Siobhán O’Reilly", "IRL"),
    (2, "Mei Tanaka", "JPN"),
    (31, "Katarzyna Wiśniewska", "POL"),
    (9, "June Park", "NZL"),
    (15, "Lucía Romero Ortega", "ESP"),
    (27, "Heidi Baumgartner", "SUI"),
)
TIMES = (
    "3:18.204",
    "3:19.877",
    "3:20.140",
    "3:20.981",
    "3:21.406",
    "3:22.073",
    "3:23.590",
    "3:24.218",
    "3:26.704",
    "3:29.115",
)
GAPS = (
    "",
    "+1.673",
    "+1.936",
    "+2.777",
    "+3.202",
    "+3.869",
    "+5.386",
    "+6.014",
    "+8.500",
    "+10.911",
)


def example(state: str) -> tuple[dict[str, Any] | None, Panels]:
    """The run on the track, or None, and the panels, in one of ``STATES``."""
    if state == "medals":
        return None, Panels(medals=_MEDALS, standings=_STANDINGS)
    return _RUNS.get(state), _PANELS


def _run(state: str, **fields: Any) -> dict[str, Any]:
    """The ride for gold over 3 km on 250 m."""
    home = {"side": "home", "bib": 11, "name": RIDERS[0][1], "nation": "FRA"}
    back = {"side": "back", "bib": 7, "name": RIDERS[1][1], "nation": "DEN"}
    nothing = {
        "done": 0,
        "to_go": 24,
        "split_us": None,
        "lap_us": None,
        "rank": None,
        "projected_us": None,
        "finish_us": None,
        "finish_digits": 3,
        "finish_order": None,
        "finished": False,
    }
    return {
        "competition": "women",
        "title": TITLE,
        "phase": "finals",
        "names": FINALS,
        "kind": "medal",
        "heat": "2",
        "label": "gold",
        "number": 2,
        "of": 2,
        "run": 1,
        "state": state,
        "countdown_us": None,
        "countdown_s": 50,
        "gun_us": None,
        "leader": None,
        "gap_us": None,
        "gap_digits": 3,
        "counters": [_counter("home", 11, 12), _counter("back", 7, 12)],
        **{name: value for name, value in fields.items() if name not in ("home", "back")},
        "riders": [
            home | nothing | fields.get("home", {}),
            back | nothing | fields.get("back", {}),
        ],
    }


def _counter(line: str, bib: int, laps: int, bell_us: int | None = None) -> dict[str, Any]:
    return {
        "line": line,
        "start": line,
        "bib": bib,
        "laps": laps,
        "half_lap": 0,
        "turns": [],
        "bell_us": bell_us,
        "read": None,
        "set_to": None,
        "set_at": None,
    }


def _ride(done: int, split_us: int, lap_us: int, projected_us: int) -> dict[str, Any]:
    return {
        "done": done,
        "to_go": 24 - done,
        "split_us": split_us,
        "lap_us": lap_us,
        "projected_us": projected_us,
    }


_RUNS: dict[str, dict[str, Any]] = {
    "armed": _run("armed", countdown_us=50_000_000),
    "running": _run(
        "running",
        gun_us=-121_400_000,
        leader="home",
        gap_us=424_000,
        home=_ride(14, 116_331_000, 16_204_000, 198_500_000),
        back=_ride(14, 116_755_000, 16_391_000, 199_300_000),
        counters=[_counter("home", 11, 5), _counter("back", 7, 5)],
    ),
    "last-lap": _run(
        "running",
        gun_us=-184_200_000,
        leader="back",
        gap_us=57_000,
        home=_ride(22, 182_017_000, 16_544_000, 198_600_000),
        back=_ride(22, 181_960_000, 16_390_000, 198_400_000),
        counters=[_counter("home", 11, 1, 182_017_000), _counter("back", 7, 1, 181_960_000)],
    ),
    "finished": _run(
        "finished",
        gun_us=-203_000_000,
        leader="home",
        gap_us=312_000,
        home=_ride(24, 198_204_000, 16_187_000, 198_204_000)
        | {"finish_us": 198_204_000, "finish_order": 1, "finished": True},
        back=_ride(24, 198_516_000, 16_556_000, 198_516_000)
        | {"finish_us": 198_516_000, "finish_order": 2, "finished": True},
        counters=[_counter("home", 11, 0), _counter("back", 7, 0)],
    ),
}


def _rider(n: int, side: str = "home", said: str = "", *, won: bool = False) -> Rider:
    bib, name, nation = RIDERS[n]
    return Rider(side, bib, name, nation, said, won)


def _heat(
    number: int, home: tuple[int, str], back: tuple[int, str], label: str | None = None
) -> Pairing:
    """Two riders by their place in the list, with what is said of them; the first one won."""
    riders = (
        _rider(home[0], "home", home[1], won=bool(home[1])),
        _rider(back[0], "back", back[1]),
    )
    return Pairing(TITLE, FINALS, number, label, riders)


_STANDINGS = Table(
    TITLE,
    QUALIFYING,
    tuple(
        Row(str(n + 1), *RIDERS[n], said=TIMES[n], gap=GAPS[n], cut=n == 3)
        for n in range(len(RIDERS))
    ),
)
_MEDALS = Medals(
    TITLE,
    say("Final classification"),
    tuple(Medal(medal, *RIDERS[n][1:]) for n, medal in enumerate(("gold", "silver", "bronze"))),
)
_PANELS = Panels(
    result=_heat(1, (2, "3:19.902"), (3, "3:21.337"), "bronze"),
    next=_heat(2, (0, ""), (1, ""), "gold"),
    startlist=StartList(
        TITLE,
        QUALIFYING,
        tuple(_heat(n + 1, (9 - 2 * n, ""), (8 - 2 * n, "")) for n in range(5)),
    ),
    standings=_STANDINGS,
    bracket=Bracket(
        TITLE,
        {},
        (
            Round(
                {"en": "First round", "fr": "Premier tour"},
                (
                    _heat(1, (3, "3:20.004"), (4, "3:22.518")),
                    _heat(2, (2, "3:19.866"), (5, "3:23.101")),
                    _heat(3, (1, "3:19.043"), (6, "OVL")),
                    _heat(4, (0, "3:18.730"), (7, "3:25.222")),
                ),
            ),
            Round(
                FINALS,
                (
                    _heat(1, (2, "3:19.902"), (3, "3:21.337"), "bronze"),
                    _heat(2, (0, ""), (1, ""), "gold"),
                ),
            ),
        ),
    ),
)
