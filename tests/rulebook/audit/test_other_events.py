"""Events that follow real ones in their shape: each classifies as it was, and nothing is wrong.

The patterns are those of Games, championships, cups and national meets from 1964 on as their
public result pages show them; names and times are made up where no source is at hand.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from tests.rulebook.audit.other_events import Json, classified, published, round_of
from tests.rulebook.audit.sources import found


@dataclass(frozen=True)
class Case:
    """An event, its format, and its places as ``"1 A, 2 B, - C"``."""

    title: str
    format: str
    rounds: tuple[Json, ...]
    final: str
    more: dict[str, object] = field(default_factory=dict)


SIX = (
    "A1 GBR 4:20.000 | A2 GER 4:21.000",
    "A3 FRA 4:22.000 | A4 ITA 4:23.000",
    "A5 ESP 4:24.000 | A6 USA 4:25.000",
)
EIGHT = (*SIX, "A7 AUS 4:26.000 | A8 NZL 4:27.000")
TEN = (*EIGHT, "A9 DEN 4:28.000 | A10 POL 4:29.000")
MATCHES = (
    "1. A4 4:21.500 | 2. A5 4:22.500",
    "1. A3 4:21.000 | 2. A6 4:23.500",
    "1. A2 4:20.500 | 2. A7 4:24.500",
    "1. A1 4:19.500 | 2. A8 4:25.500",
)

CASES = {
    "worlds 2007: the gold final ended in a catch, without times": Case(
        "UCI Track World Championships 2007 - Men's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of(
                "Finals", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A1 CAP | A2 OVL", kind="medal"
            ),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
        {"date": "2007-03-29"},
    ),
    "worlds 2019: the catcher rode on for a record": Case(
        "Track World Championships 2019 - Men's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of("Final", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A2 4:02.647 CAP | A1 OVL"),
        ),
        "1 A2, 2 A1, 3 A3, 4 A4, 5 A5, 6 A6",
        {"date": "2019"},
    ),
    "worlds 2010: bronze was faster than silver": Case(
        "2010 UCI Track Cycling World Championships – Women's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of(
                "Finals", "3-4: A4 4:19.0 | A3 4:20.0", "1-2: A2 4:20.5 | A1 4:21.5", kind="medal"
            ),
        ),
        "1 A2, 2 A1, 3 A4, 4 A3, 5 A5, 6 A6",
    ),
    "worlds 2001: each final under its own heading, no kinds": Case(
        "2001 UCI Track Cycling World Championships – Men's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of("Bronze medal race", "A3 4:20.1 | A4 4:22.1"),
            round_of("Gold medal race", "A1 4:19.1 | A2 4:21.1"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
    ),
    "worlds 2024: finals without labels are known by their seeds": Case(
        "2024 UCI Track Cycling World Championships – Men's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of("Finals", "A1 4:19.1 | A2 4:21.1", "A3 4:20.1 | A4 4:18.1", kind="medal"),
        ),
        "1 A1, 2 A2, 3 A4, 4 A3, 5 A5, 6 A6",
        {"date": "2024-10-18"},
    ),
    "worlds 1995: no bronze ride, the faster losing semifinalist has it": Case(
        "World Championships 1995 - Men's individual pursuit",
        "worlds-1995",
        (
            round_of("Qualifying", *TEN),
            round_of("Quarterfinals", *MATCHES),
            round_of("Semifinals", "A2 4:19.0 | A3 4:20.0", "A1 4:18.0 | A4 4:19.5"),
            round_of("Final", "A2 4:17.0 | A1 4:17.5", kind="medal"),
        ),
        "1 A2, 2 A1, 3 A4, 4 A3, 5 A5, 6 A6, 7 A7, 8 A8, 9 A9, 10 A10",
        {"date": "1995"},
    ),
    "games 1964: a first round sends eight to quarterfinals": Case(
        "Cycling at the 1964 Summer Olympics – Men's individual pursuit",
        "knockout-8",
        (
            round_of("First round", *TEN),
            round_of("Quarterfinals", *MATCHES),
            round_of("Semifinals", "A2 5:02.0 | A3 5:03.0", "A1 5:00.0 | A4 5:04.0"),
            round_of("Bronze medal ride", "A3 5:01.0 | A4 5:05.0"),
            round_of("Final", "A1 5:04.75 | A2 5:05.96"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6, 7 A7, 8 A8, 9 A9, 10 A10",
    ),
    "games 1972: four share the fifth place": Case(
        "Olympic Games Munich 1972 - Men's individual pursuit",
        "knockout-8",
        (
            round_of("Qualifying", *TEN),
            round_of("Quarterfinals", *MATCHES),
            round_of("Semifinals", "A1 4:47.0 | A4 4:49.0", "A2 4:48.0 | A3 4:50.0"),
            round_of("Finals", "bronze: A4 4:51.0 | A3 4:52.0", "gold: A1 4:45.7 | A2 4:51.9"),
        ),
        "1 A1, 2 A2, 3 A4, 4 A3, 5 A5, 6 A6, 7 A7, 8 A8, 9 A9, 10 A10",
    ),
    "games 2000 women: four go to semifinals, two finals": Case(
        "Cycling at the 2000 Summer Olympics – Women's individual pursuit",
        "olympic-2000",
        (
            round_of("Qualifying", *SIX),
            round_of("Semifinals", "A2 3:31.0 | A3 3:33.0", "A1 3:30.816 CAP | A4 OVL"),
            round_of("Medal round", "bronze: A3 3:38.7 | A4 3:42.5", "gold: A1 3:33.3 | A2 3:38.7"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
        {"sex": "F", "distance_m": 3000},
    ),
    "games 2008: a caught loser and one who did not finish come after the timed": Case(
        "Olympic Games Beijing 2008 - Men's individual pursuit",
        "olympic-2004",
        (
            round_of("Qualifying", *TEN, "A11 DNS | A12 DSQ"),
            round_of(
                "Match round",
                "A4 4:21.5 | A5 4:22.5",
                "A3 4:21.0 | A6 DNF",
                "A2 4:20.5 | A7 OVL",
                "A1 4:19.5 | A8 4:25.5",
            ),
            round_of(
                "Finals", "bronze: A4 4:21 | A3 4:22", "gold: A2 4:16.9 | A1 4:19.6", kind="medal"
            ),
        ),
        "1 A2, 2 A1, 3 A4, 4 A3, 5 A5, 6 A8, 7 A7, 8 A6, 9 A9, 10 A10, - A11, - A12",
    ),
    "world cup 2009: trade teams instead of nations": Case(
        "UCI Track World Cup 2009 Manchester - Men's individual pursuit",
        "uci-2023",
        (
            round_of(
                "Qualifying",
                "A1 TLM 4:20.0 | A2 OPM 4:21.0",
                "A3 TLM 4:22.0 | A4 4:23.0",
                "A5 OPM 4:24.0",
            ),
            round_of("Finals", "bronze: A4 4:20.1 | A3 4:22.1", "gold: A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A4, 4 A3, 5 A5",
    ),
    "commonwealth 2018: a bronze rider does not start": Case(
        "2018 Commonwealth Games – Women's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of("Finals", "bronze: A3 4:20.1 | A4 DNS", "gold: A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
    ),
    "paralympics 2020 B: tandems, several of a nation, the odd one first and alone": Case(
        "Paralympic Games Tokyo 2020 - Men's individual pursuit B",
        "para",
        (
            round_of(
                "Qualifying",
                "Ann Hall / Ben Low IRL 4:30.0",
                "Carl Ox / Dan Poe GBR 4:10.0 | Ed Ray / Flo Sun GBR 4:12.0",
                "Gus Tan / Hal Urn NED 4:08.0 | Ian Vox / Jo Wye NED 4:11.0",
            ),
            round_of(
                "Finals",
                "bronze: Ian Vox / Jo Wye NED OVL | Ed Ray / Flo Sun GBR CAP",
                "gold: Gus Tan / Hal Urn NED 4:07.0 | Carl Ox / Dan Poe GBR 4:09.0",
            ),
        ),
        "1 Gus Tan / Hal Urn, 2 Carl Ox / Dan Poe, 3 Ed Ray / Flo Sun, 4 Ian Vox / Jo Wye, "
        "5 Ann Hall / Ben Low",
        {"category": "B"},
    ),
    "paralympics: three entries and one final": Case(
        "Paralympic Games London 2012 - Women's individual pursuit C1",
        "para",
        (
            round_of("Qualifying", "A3 FRA 4:40.0", "A1 GBR 4:20.0 | A2 GER 4:30.0"),
            round_of("Final", "gold: A2 4:29.0 | A1 4:30.5"),
        ),
        "1 A2, 2 A1, 3 A3",
        {"category": "C1", "distance_m": 3000},
    ),
    "a cup with two entries": Case(
        "Cup 2015 - Women's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", "A1 GBR 3:40.0 | A2 GER 3:42.0"),
            round_of("Final", "gold: A2 3:41.0 | A1 3:41.5"),
        ),
        "1 A2, 2 A1",
        {"date": "2015", "distance_m": 3000},
    ),
    "european under 23: a finalist disqualified, silver is vacant": Case(
        "European Under-23 Championships 2011 - Men's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of("Finals", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A1 4:18 | A2 DSQ"),
        ),
        "1 A1, 3 A3, 4 A4, 5 A5, 6 A6, - A2",
    ),
    "national juniors 2019: the fastest forgoes the final and has silver": Case(
        "US Junior National Championships 2019 - Women's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", *SIX),
            round_of("Finals", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A1 DNS | A2 4:21.5"),
        ),
        "1 A2, 2 A1, 3 A3, 4 A4, 5 A5, 6 A6",
        {"category": "junior"},
    ),
    "british youth 2011: rides for 5-6 and 7-8": Case(
        "National Junior and Youth Track Championships 2011 - Youth A boys' pursuit",
        "youth-placing-finals",
        (
            round_of("Qualifying", *TEN),
            round_of(
                "Finals",
                "7-8: A8 4:20 | A7 4:21",
                "5-6: A5 4:20 | A6 4:21",
                "3-4: A3 4:20 | A4 4:21",
                "Final: A2 4:18 | A1 4:19",
            ),
        ),
        "1 A2, 2 A1, 3 A3, 4 A4, 5 A5, 6 A6, 7 A8, 8 A7, 9 A9, 10 A10",
        {"category": "youth"},
    ),
    "equal at the cut: the last lap decides": Case(
        "World Cup 2016 - Men's individual pursuit",
        "uci-2023",
        (
            round_of(
                "Qualifying",
                "A1 4:20.000 | A2 4:21.000",
                "A3 4:22.000 | A5 4:23.000 [last_lap=16.002]",
                "A4 4:23.000 [last_lap=15.998] | A6 4:25.000",
            ),
            round_of("Finals", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
        {"date": "2016"},
    ),
    "a re-ride replaces the first ride": Case(
        "World Cup 2017 - Men's individual pursuit",
        "uci-2023",
        (
            round_of(
                "Qualifying",
                "A1 4:20.000 | A2 DNF",
                "A3 4:22.000 | A4 4:23.000",
                "A2 4:21.000 [ride=re-ride]",
            ),
            round_of("Finals", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4",
        {"date": "2017"},
    ),
    "masters in whole seconds and hundredths": Case(
        "World Masters 2000 - Men 50-54 pursuit",
        "masters",
        (
            round_of("Qualifying", "A1 2:30 | A2 2:31", "A3 2:32 | A4 2:33", "A5 2:40"),
            round_of("Finals", "bronze: A3 2:31.45 | A4 2:31.46", "gold: A1 2:29.1 | A2 2:30.2"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5",
        {"distance_m": 2000},
    ),
    "rounds in another order": Case(
        "World Cup 2012 - Men's individual pursuit",
        "uci-2023",
        (
            round_of("Finals", "gold: A2 4:18 | A1 4:19", "bronze: A3 4:20.1 | A4 4:22.1"),
            round_of("Qualifying", *SIX),
        ),
        "1 A2, 2 A1, 3 A3, 4 A4, 5 A5, 6 A6",
        {"date": "2012"},
    ),
    "italian words and a flat list": Case(
        "Campionati italiani 2018 - Inseguimento individuale maschile",
        "uci-2023",
        (
            round_of(
                "Qualificazioni",
                "A1 4:20.0",
                "A2 4:21.0",
                "A3 4:22.0",
                "A4 4:23.0",
                "A5 4:24.0",
                flat=True,
            ),
            round_of("Finale per il bronzo", "A4 4:20.1 | A3 4:22.1"),
            round_of("Finale per l'oro", "A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A4, 4 A3, 5 A5",
        {"date": "2018"},
    ),
    "german words": Case(
        "Deutsche Meisterschaft 2016 - Einerverfolgung Männer",
        "uci-2023",
        (
            round_of("Qualifikation", *SIX),
            round_of("Kleines Finale", "A3 4:20.1 | A4 4:22.1"),
            round_of("Finale", "A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
        {"date": "2016"},
    ),
    "qualifying decided all: a catch of a rider who rode on": Case(
        "World Cup 2014 - Women's individual pursuit",
        "uci-2023",
        (
            round_of(
                "Qualifying",
                "A1 3:30.0 CAP | A5 3:50.0 OVL",
                "A2 3:31.0 | A3 3:32.0",
                "A4 3:33.0 | A6 DNF",
            ),
            round_of("Finals", "bronze: A3 3:31.0 | A4 3:34.0", "gold: A1 3:29 | A2 3:30"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, - A6",
        {"date": "2014", "distance_m": 3000},
    ),
    "two riders of one name and different nations": Case(
        "World Cup 2013 - Men's individual pursuit",
        "uci-2023",
        (
            round_of(
                "Qualifying",
                "Li Wei CHN 4:20.0 | A2 GER 4:21.0",
                "Li Wei HKG 4:22.0 | A4 ITA 4:23.0",
            ),
            round_of(
                "Finals",
                "bronze: Li Wei HKG 4:20.1 | A4 ITA 4:22.1",
                "gold: Li Wei CHN 4:18 | A2 GER 4:19",
            ),
        ),
        "1 Li Wei, 2 A2, 3 Li Wei, 4 A4",
        {"date": "2013"},
    ),
    "a rider relegated in qualifying is last": Case(
        "World Cup 2018 - Men's individual pursuit",
        "uci-2023",
        (
            round_of(
                "Qualifying",
                "A1 4:20.0 | A6 4:19.0 REL",
                "A2 4:21.0 | A3 4:22.0",
                "A4 4:23.0 | A5 4:24.0",
            ),
            round_of("Finals", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
        {"date": "2018"},
    ),
    "under 2025 rules": Case(
        "2025 UCI Track World Championships - Women's individual pursuit",
        "uci-2025",
        (
            round_of("Qualifying", *SIX),
            round_of("Finals", "bronze: A3 4:20.1 | A4 4:22.1", "gold: A1 4:18 | A2 4:19"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A5, 6 A6",
        {"date": "2025-10-25"},
    ),
    "three entries on the elite cup: gold ride only": Case(
        "Cup 2015 - Men's individual pursuit",
        "uci-2023",
        (
            round_of("Qualifying", "A3 4:25.0", "A1 4:20.0 | A2 4:21.0"),
            round_of("Final", "A1 4:18 | A2 4:19", kind="medal"),
        ),
        "1 A1, 2 A2, 3 A3",
        {"date": "2015"},
    ),
    "knockout games of 1984 to hundredths": Case(
        "Olympic Games Los Angeles 1984 - Men's individual pursuit",
        "knockout-16",
        (
            round_of(
                "Qualifying",
                *(f"A{n} {n // 10 + 4}:{(n % 10) + 30}.{n:02d}" for n in range(1, 19)),
                flat=True,
            ),
            round_of(
                "1/8 finals",
                *(f"A{n} 4:{n + 20}.10 | A{17 - n} 4:{n + 40}.10" for n in range(8, 0, -1)),
            ),
            round_of(
                "Quarterfinals",
                *(f"A{n} 4:{n + 20}.20 | A{9 - n} 4:{n + 40}.20" for n in range(4, 0, -1)),
            ),
            round_of("Semifinals", "A2 4:20.30 | A3 4:25.30", "A1 4:20.10 | A4 4:26.30"),
            round_of("Final", "bronze: A3 4:21.0 CAP | A4 OVL", "gold: A1 4:39.35 | A2 4:43.82"),
        ),
        "1 A1, 2 A2, 3 A3, 4 A4, 5 A8, 6 A7, 7 A6, 8 A5, "
        "9 A16, 10 A15, 11 A14, 12 A13, 13 A12, 14 A11, 15 A10, 16 A9, 17 A17, 18 A18",
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_classifies_as_it_was(case: Case) -> None:
    made = published(case.title, case.rounds, "", **case.more)
    format_id, places, missing = classified(made)
    assert (format_id, places, missing) == (case.format, case.final, [])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_has_nothing_wrong(case: Case) -> None:
    assert found(published(case.title, case.rounds, case.final, **case.more)) == []
