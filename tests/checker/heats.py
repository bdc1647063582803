"""Knows how to invent one ride or one heat: times, ties, catches, absences, lots.

It must not know the formats; `generator` puts the heats together.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tests.checker import rides
from tests.checker.rides import UNDECIDED, Rider

Row = dict[str, Any]


def text(milliseconds: int, decimals: int = 3) -> str:
    """``256304`` as ``4:16.304``, or a lap as ``15.120``."""
    seconds, thousandths = divmod(milliseconds, 1000)
    fraction = f"{thousandths:03d}"[:decimals]
    if seconds < 60:
        return f"{seconds}.{fraction}"
    return f"{seconds // 60}:{seconds % 60:02d}.{fraction}"


class Heats:
    """Invents heats from one source of chance; ``rounds`` are those ridden so far."""

    def __init__(self, rng: random.Random, *, hundredths: bool) -> None:
        self.rng = rng
        self.decimals = 2 if hundredths else 3
        self.unit = 10 if hundredths else 1
        self.tie_rate = rng.choice([0.0, 0.05, 0.2, 0.5])
        self.trouble = rng.choice([0.0, 0.05, 0.15, 0.4])
        self.lap_rate = rng.choice([0.0, 0.5, 0.9, 1.0])
        self.rounds: list[dict[str, Any]] = []
        self.used: list[int] = []
        self.alone_unfinished = False

    def _rides(self, heats: Sequence[Sequence[Row]]) -> list[list[rides.Ride]]:
        event = {"rounds": [*self.rounds, {"heats": [{"riders": heat} for heat in heats]}]}
        return [[rides.read_ride(event, row, unit=self.unit) for row in heat] for heat in heats]

    def _row(self, rider: Rider, status: str | None, time: int | None = None) -> Row:
        row: Row = {
            "rank": None,
            "name": rider[0],
            "nat": rider[1],
            "time": None if time is None else text(time, self.decimals),
            "status": status,
            "note": None,
            "straight": None,
        }
        if time is not None and self.rng.random() < self.lap_rate:
            row["last_lap"] = text(self.rng.randint(15200, 15204))
        if status == "OVL" and self.rng.random() < 0.5:
            row["caught_at_m"] = self.rng.choice([2125, 3000, 3562.5])
        return row

    def _time(self) -> int:
        """A time of 4:10 to 5:00, often one that somebody has already ridden."""
        if self.used and self.rng.random() < self.tie_rate:
            time = self.rng.choice(self.used)
        else:
            time = self.rng.randint(250_000, 299_999)
        self.used.append(time)
        return time

    def _did_not_start(self, rider: Rider) -> Row:
        row = self._row(rider, "DNS")
        excused = self.rng.choice([None, True, False])
        if excused is not None:
            row["excused"] = excused
        return row

    def _untimed(self, rider: Rider) -> Row:
        return self._row(rider, self.rng.choice(["OK", None]))

    def _without_finish(self, rider: Rider, status: str) -> Row:
        if status == "DNS":
            return self._did_not_start(rider)
        if status == "untimed":
            return self._untimed(rider)
        timed = status == "REL" and self.rng.random() < 0.5
        return self._row(rider, status, self._time() if timed else None)

    def _match(self, first: Rider, second: Rider) -> list[Row]:
        """A heat of two; undecided ones are mostly decided by lots, and otherwise rare."""
        heat = self._one_match(first, second)
        while rides.winner(self._rides([heat])[0]) == UNDECIDED:
            dead_heat = all(row["status"] == "OK" and row["time"] for row in heat)
            if dead_heat and self.rng.random() < 0.85:
                self._draw_lots(heat)
            if self.rng.random() < 0.15:
                break
            if rides.winner(self._rides([heat])[0]) == UNDECIDED:
                heat = self._one_match(first, second)
        self.rng.shuffle(heat)
        return heat

    def _one_match(self, first: Rider, second: Rider) -> list[Row]:
        if self.rng.random() >= max(self.trouble, 0.05):
            time = self._time()
            level = self.rng.random() < self.tie_rate
            return [
                self._row(first, "OK", time),
                self._row(second, "OK", time if level else self._time()),
            ]
        if self.rng.random() < 0.5:
            first, second = second, first
        kind = self.rng.choices(
            ["catch", "against", "walkover", "both out", "open"], [40, 35, 10, 12, 3]
        )[0]
        if kind == "catch":
            catcher = self.rng.choice(["CAP", "CAP", "CAP", "CAP", "OK", "OK", "DNF"])
            timed = catcher == "OK" or (catcher == "CAP" and self.rng.random() < 0.6)
            loser = self.rng.choice(["OVL"] * 6 + ["DNF", "DSQ"]) if timed else "OVL"
            return [
                self._row(first, catcher, self._time() if timed else None),
                self._row(second, loser, self._time() if self._once_in(5, loser) else None),
            ]
        if kind == "against":
            loser = self.rng.choice(["DNF", "DNS", "DNS", "DSQ", "REL"])
            winner = self._row(first, "OK", self._time())
            if self.rng.random() < 0.08:
                winner = self._untimed(first)
            elif loser in ("DSQ", "REL") and self.rng.random() < 0.2:
                winner = self._row(first, "OVL")
            return [winner, self._without_finish(second, loser)]
        if kind == "walkover":
            loser = self.rng.choice(["DNS", "DSQ", "DNF", "REL"])
            return [self._row(first, "WO"), self._without_finish(second, loser)]
        if kind == "both out":
            loser = self.rng.choice(["DSQ", "DNS", "DNF", "REL"])
            return [self._row(first, "DSQ"), self._without_finish(second, loser)]
        out = ["DNF", "DNS", "REL", "untimed"]
        return [
            self._without_finish(first, self.rng.choice(out)),
            self._without_finish(second, self.rng.choice(out)),
        ]

    def _once_in(self, times: int, status: str) -> bool:
        return status == "OVL" and self.rng.randrange(times) == 0

    def _alone(self, rider: Rider) -> Row:
        """A bye is ridden, walked over, or once in a competition not finished."""
        draw = self.rng.random()
        if draw < 0.12:
            return self._row(rider, "WO")
        if draw < 0.15:
            return self._untimed(rider)
        if draw < 0.15 + self.trouble / 4 and not self.alone_unfinished:
            self.alone_unfinished = True
            return self._without_finish(rider, self.rng.choice(["DNF", "DNS", "DSQ", "REL"]))
        return self._row(rider, "OK", self._time())

    def _draw_lots(self, rows: Sequence[Row]) -> None:
        lots = list(range(1, len(rows) + 1))
        self.rng.shuffle(lots)
        for row, lot in zip(rows, lots, strict=True):
            row["lot"] = lot
