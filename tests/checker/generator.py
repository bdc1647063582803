"""Knows how to invent a whole competition from a number, for the product and the checker to rank.

It draws each round as the independent reference would, so that what is ridden is coherent; it
must not know how the product ranks. Everything awkward happens often: ties to the thousandth,
catches, withdrawals, disqualifications, re-rides, small fields, results cut off in the middle.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tests.checker import reference, rides
from tests.checker.heats import Heats, Row, text
from tests.checker.reference import FORMATS
from tests.checker.rides import UNDECIDED, Rider, Standing

NATIONS = ["AUS", "COL", "DEN", "ESP", "FRA", "GBR", "GER", "ITA", "JPN", "NZL", "UKR", "USA"]
ROUND_NAMES = {
    "first-round": "First round",
    "eighth-finals": "Eighth-finals",
    "quarterfinals": "Quarterfinals",
    "semifinals": "Semifinals",
    "group-b": "Group B",
    "group-a": "Quarterfinals (group A)",
}


def competition(seed: int, format_id: str | None = None) -> dict[str, Any]:
    """A published event of 1 to 64 entries, ridden by the format, always the same for one seed."""
    rng = random.Random(seed)
    chosen = format_id or rng.choice(sorted(FORMATS))
    return _Competition(rng, chosen, seed).event()


def format_of(seed: int) -> str:
    """The format that ``competition(seed)`` is ridden by."""
    return random.Random(seed).choice(sorted(FORMATS))


class _Competition(Heats):
    """One competition in the making; ``rounds`` grows as it is ridden."""

    def __init__(self, rng: random.Random, format_id: str, seed: int) -> None:
        super().__init__(rng, hundredths=format_id == "club-solo")
        self.format_id = format_id
        self.seed = seed
        self.lot_rate = rng.choice([0.0, 0.3, 1.0])
        size = rng.random()
        entries = rng.randint(1, 5) if size < 0.25 else rng.randint(1, 20 if size < 0.7 else 64)
        self.entries = self._names(entries)

    def event(self) -> dict[str, Any]:
        """Ride it all, then perhaps lose the end of it."""
        self._ride()
        if self.format_id == "olympic-1992" and len(self.rounds) > 2 and self.rng.random() < 0.2:
            groups = [round_ for round_ in self.rounds if "roup" in round_["name"]]
            if len(groups) == 2:  # the groups are printed best first
                self.rounds[1:3] = groups[::-1]
        if self.rng.random() < 0.1:
            self._cut()
        if self.rng.random() < 0.3:
            self._print_nonsense()
        return {
            "id": f"generated-{self.seed}",
            "event": f"Generated competition {self.seed} by {self.format_id}",
            "date": "2026-05-01",
            "venue": "Velodrome",
            "track_length_m": 250,
            "distance_m": 4000,
            "sex": self.rng.choice("MF"),
            "category": "elite",
            "rounds": self.rounds,
            "final": [],
            "records_before": [],
            "notes": [],
            "contradictions": [],
            "source": [],
        }

    def _names(self, entries: int) -> list[Rider]:
        riders = [
            (f"Rider {number:02d}", self.rng.choice(NATIONS)) for number in range(1, entries + 1)
        ]
        if entries > 1 and self.rng.random() < 0.03:  # namesakes of two nations
            riders[0], riders[1] = ("Rider 01", "AUS"), ("Rider 01", "NZL")
        self.rng.shuffle(riders)
        return riders

    # Rounds ----------------------------------------------------------------------------------

    def _ride(self) -> None:
        """Phase after phase, as long as the draw of the next one follows from the last."""
        plan = FORMATS[self.format_id]
        groups = self._qualifying()
        if groups is None:
            return
        drawn: dict[str, Standing] = {"Q": groups}
        for phase, seeded_by, pairs in plan["matches"]:
            numbers = reference.pairs_of(pairs)
            if not self._draw_is_certain(drawn[seeded_by], numbers):
                return
            previous = rides.positions(drawn["Q"] if seeded_by == "Q" else drawn["W"])
            heats = self._heats(phase, drawn[seeded_by], numbers)
            if heats and not self._add_round(phase, "match", heats, [None] * len(heats)):
                return
            if phase != "group-b":
                winners, losers = rides.worlds(self._rides(heats))[0]
                drawn["W"] = rides.rank_winners(winners, previous)
                drawn["L"] = rides.rank_losers(losers, previous)
        self._finals(plan["finals"], drawn)

    def _finals(self, finals: Sequence[tuple[str, str]], drawn: dict[str, Standing]) -> None:
        heats, labels = [], []
        for label, pair in finals:
            numbers = reference.pairs_of([pair])
            if not self._draw_is_certain(drawn[pair[0]], numbers):
                return
            for heat in self._heats(label, drawn[pair[0]], numbers):
                heats.append(heat)
                labels.append(label)
        for index in reversed(range(len(heats))):
            # With nobody to ride against, the place is often given without a ride.
            if len(heats[index]) == 1 < len(heats) and self.rng.random() < 0.4:
                del heats[index], labels[index]
        if heats:
            self._add_round("Finals", "medal", heats, labels)

    def _draw_is_certain(self, standing: Standing, pairs: Sequence[tuple[int, int]]) -> bool:
        """Equals leave the draw open unless they meet each other in any case."""
        first = 1
        for group in standing:
            tied = set(range(first, first + len(group)))
            if len(group) > 1:
                touched = [pair for pair in pairs if tied & set(pair)]
                if any(not tied <= set(pair) for pair in touched):
                    return False
            first += len(group)
        return True

    def _heats(
        self, phase: str, standing: Standing, pairs: Sequence[tuple[int, int]]
    ) -> list[list[Row]]:
        order = [ride.rider for group in standing for ride in group]
        heats = []
        for pair in pairs:
            riders = [order[seed - 1] for seed in pair if seed <= len(order)]
            if len(riders) == 2:
                heats.append(self._match(riders[0], riders[1]))
            elif riders:
                heats.append([self._alone(riders[0])])
        return heats

    def _add_round(
        self, name: str, kind: str, heats: list[list[Row]], labels: Sequence[str | None]
    ) -> bool:
        """Keep a round; false if one of its matches has no decision, so that nothing follows."""
        self.rounds.append(
            {
                "name": ROUND_NAMES.get(name, name),
                "kind": kind,
                "date": "2026-05-01",
                "complete": True,
                "heats": [
                    {"no": number, "label": label, "riders": heat}
                    for number, (heat, label) in enumerate(zip(heats, labels, strict=True), 1)
                ],
            }
        )
        return all(rides.winner(heat) != UNDECIDED for heat in self._rides(heats))

    # Qualifying ------------------------------------------------------------------------------

    def _qualifying(self) -> Standing | None:
        """Ride the qualifying round; who goes on, in order, or None if that is open."""
        advance = FORMATS[self.format_id]["advance"]
        heats = self._qualifying_heats()
        rows = [row for heat in heats for row in heat]
        late = [row for row in rows if row["status"] == "DNF" and self.rng.random() < 0.3]
        again = [self._again(row) for row in late]
        heats += [again[i : i + 2] for i in range(0, len(again), 2)]
        round_: dict[str, Any] = {
            "name": "Qualifying",
            "kind": "qualifying",
            "date": "2026-05-01",
            "advance": advance,
            "complete": True,
        }
        if self.rng.random() < 0.15:
            round_["results"] = [row for heat in heats for row in heat]
            round_["heats"] = []
        else:
            round_["heats"] = [
                {"no": number, "label": None, "riders": heat}
                for number, heat in enumerate(heats, 1)
            ]
        self.rounds.append(round_)
        self._lots_in_qualifying([*rows, *again])
        qualified = self._qualified()
        if qualified.unknown:
            return None
        return self._through(qualified.groups, advance)

    def _qualified(self) -> rides.Qualified:
        event = {"rounds": self.rounds}
        return rides.qualify(reference.counting_rides(event, self.unit), self.format_id)

    def _through(self, groups: Standing, advance: int) -> Standing | None:
        """The first so many, unless equals stand on both sides of the cut."""
        through: Standing = []
        count = 0
        for group in groups:
            if count >= advance:
                break
            count += len(group)
            through.append(group)
        return through if count <= advance else None

    def _lots_in_qualifying(self, rows: Sequence[Row]) -> None:
        """Lots among equals: always where the event could not go on without, else as it comes."""
        advance = FORMATS[self.format_id]["advance"]
        before = 0
        for group in self._qualified().groups:
            matters = before < advance and self.rng.random() < 0.85
            if len(group) > 1 and (matters or self.rng.random() < self.lot_rate):
                tied = {ride.rider for ride in group}
                # A rider of two rows has his lot in the one that counts, and it harms no other.
                mine = [r for r in rows if (r["name"], r["nat"]) in tied]
                lots = self.rng.sample(range(1, 65), len(tied))
                for rider, lot in zip(sorted(tied), lots, strict=True):
                    for row in mine:
                        if (row["name"], row["nat"]) == rider:
                            row["lot"] = lot
                if not matters and self.rng.random() < 0.2:
                    del mine[0]["lot"]
            before += len(group)

    def _again(self, row: Row) -> Row:
        """A second attempt, which may be worse than the first."""
        rider = (row["name"], row["nat"])
        again = self._row(rider, "OK", self._time())
        if self.rng.random() < 0.15:
            again = self._row(rider, "DNF")
        elif self.rng.random() < 0.2:  # the first attempt had been timed, and does not count
            row |= {"status": "OK", "time": text(250_000, self.decimals)}
        return again | {"ride": "re-ride"}

    def _qualifying_heats(self) -> list[list[Row]]:
        riders = list(self.entries)
        solo = self.format_id == "club-solo" or self.rng.random() < 0.05
        heats = []
        if solo or len(riders) % 2:
            alone = len(riders) if solo else 1
            heats = [[self._one_ride(riders.pop())] for _ in range(alone)]
        while riders:
            first, second = riders.pop(), riders.pop()
            if self.rng.random() < self.trouble / 2:
                caught = self._time() if self.rng.random() < 0.6 else None
                heats.append(
                    [self._row(first, "CAP", self._time()), self._row(second, "OVL", caught)]
                )
            else:
                heats.append([self._one_ride(first), self._one_ride(second)])
            self.rng.shuffle(heats[-1])
        return heats

    def _one_ride(self, rider: Rider) -> Row:
        if self.rng.random() >= self.trouble:
            return self._row(rider, "OK", self._time())
        if self.rng.random() < 0.01:
            return self._untimed(rider)
        return self._without_finish(rider, self.rng.choice(["DNF", "DNF", "DNS", "DSQ", "REL"]))

    # What is published -----------------------------------------------------------------------

    def _cut(self) -> None:
        """Lose the end: whole rounds, the last final, or the rest of qualifying."""
        last = self.rounds[-1]
        if last["kind"] == "medal" and self.rng.random() < 0.4:
            last["heats"].pop()
            last["complete"] = False
            if not last["heats"]:
                self.rounds.pop()
        elif len(self.rounds) > 1:
            del self.rounds[self.rng.randint(1, len(self.rounds) - 1) :]
        elif self.rng.random() < 0.5:
            last["complete"] = False

    def _print_nonsense(self) -> None:
        """What the source claims beside the rides is never used to classify."""
        for round_ in self.rounds:
            round_["advance"] = self.rng.choice([None, 3, 12])
        namesakes = len({name for name, _ in self.entries}) < len(self.entries)
        for row in rides.all_rows({"rounds": self.rounds}):
            row["rank"] = self.rng.randint(1, 70)
            row["note"] = self.rng.choice(["Q", "WR", None])
        for round_ in self.rounds[1:]:
            for heat in round_["heats"]:
                if not namesakes and self.rng.random() < 0.1:
                    heat["riders"][0]["nat"] = None
