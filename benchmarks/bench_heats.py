"""How many heats are timed right, condition by condition, nobody touching anything.

    python -m benchmarks.bench_heats [--heats N] [--seed N] [--noise S] [CONDITION ...]

Beside each condition stands the oracle of ``oracle.py`` in the same heats: what it gets wrong,
nobody can tell from the stream.
"""

from __future__ import annotations

import argparse
import multiprocessing
import secrets
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise

from benchmarks.heats import SURE, RideVerdict, Verdict, WrongSplit, heat, judge, read
from benchmarks.measurement import Measurement, Table
from benchmarks.oracle import oracle
from halflap.devices.velodrome.conditions import CONDITIONS
from halflap.devices.velodrome.drawing import NOISE_US
from halflap.sport.times import format_time

HEATS = 2000
PROCESSES = 2

CLEAN = ("clean", "rear-wheels", "coincident", "gun-shots")
"""All heats right, and no doubt raised."""
BARS: dict[str, float] = {
    **dict.fromkeys(CLEAN, 100),
    **dict.fromkeys(("one-missed", "two-missed", "front-missed", "short-track"), 99.5),
    **dict.fromkeys(("three-km-400", "child", "solo", "fading"), 99.5),
    "one-stray": 98.5,
    "five-strays": 93,
    "overtaking": 94,
    "overtaking-rear": 94,
    "stray-missed-rear": 98.5,
}
"""Percent of heats that have to be right at half-lap noise of 0.1 s."""
OTHER_NOISE_US = (50_000, 200_000)
NOISY = ("clean", "rear-wheels", "one-missed", "one-stray", "overtaking", "stray-missed-rear")
"""Measured at other noise as well: there the bar is the oracle less one point."""
BELOW_ORACLE = 1.0

PEER = "metarace trackmeet 1.13.15, measured in 200 heats"
PEERS: dict[str, tuple[str, str]] = {
    "clean": ("200 of 200", "0"),
    "rear-wheels": ("200 of 200", "0"),
    "one-missed": ("0 of 200", "200"),
    "finish-missed": ("0 of 200", "200"),
    "one-stray": ("192 of 200", "8"),
    "five-strays": ("172 of 200", "27"),
    "overtaking": ("184 of 200", "0"),
    "overtaking-rear": ("197 of 200", "3"),
}
"""Heats fully right, and bad heats with no warning on the screen."""

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, SURE)
GIVEN_FROM = (0.6, 0.7, 0.8, 0.9)
"""What would be right if less probable splits were not given but only shown as alternatives."""

ORACLE_RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Timed:
    """One heat as judged, as the oracle has it, and how long the reading took."""

    ours: Verdict
    oracle: Verdict
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """All heats of one condition at one noise."""

    condition: str
    noise_us: int
    heats: tuple[Timed, ...]

    @property
    def rides(self) -> list[RideVerdict]:
        """All rides of the condition."""
        return list(chain.from_iterable(one.ours.rides for one in self.heats))

    @property
    def right(self) -> float:
        """Percent of the heats in which everything given is true."""
        return percent([one.ours.right for one in self.heats])

    @property
    def oracle(self) -> float:
        """The same of the oracle."""
        return percent([one.oracle.right for one in self.heats])

    @property
    def silent_times(self) -> int:
        """Wrong times that need no acknowledgement."""
        return sum(ride.silent_time for ride in self.rides)

    @property
    def silent_splits(self) -> list[tuple[Timed, WrongSplit]]:
        """Wrong splits about which nothing is said."""
        return [(one, split) for one in self.heats for split in one.ours.silent_splits]

    @property
    def given(self) -> float:
        """Percent given of the splits whose impulse came."""
        return 100 * sum(r.given for r in self.rides) / sum(r.givable for r in self.rides)

    @property
    def wolves(self) -> float:
        """Percent of the rides that finished alone whose time is not clear."""
        alone = [not ride.clear for ride in self.rides if ride.finish_alone]
        return percent(alone) if alone else 0.0

    @property
    def doubts(self) -> int:
        """Doubts raised."""
        return sum(one.ours.doubts for one in self.heats)

    @property
    def missed_finish(self) -> tuple[float, float, float] | None:
        """Percent of missed finishes that are not clear; of the others' rides that are right, and
        whose time is clear and right. None where no finish was missed.
        """
        pairs = [one.ours.rides for one in self.heats if len(one.ours.rides) == 2]
        lost = [
            (ride, other)
            for first, second in pairs
            for ride, other in ((first, second), (second, first))
            if ride.finished and not ride.finish_seen and other.finish_seen
        ]
        if not lost:
            return None
        return (
            percent([not ride.clear for ride, _ in lost]),
            percent([other.right and other.time_right for _, other in lost]),
            percent([other.clear and other.time_right for _, other in lost]),
        )

    def right_from(self, confidence: float) -> float:
        """Percent of right heats if splits less probable than this were not given."""
        wrong = ([split for ride in one.ours.rides for split in ride.wrong] for one in self.heats)
        return percent([all(split.confidence < confidence for split in each) for each in wrong])

    def given_from(self, confidence: float) -> float:
        """Percent of the splits whose impulse came that would then still be given."""
        held = sum(1 for ride in self.rides for sure, _ in ride.unsure if sure < confidence)
        return 100 * (sum(r.given for r in self.rides) - held) / sum(r.givable for r in self.rides)


def percent(found: Sequence[bool]) -> float:
    """How many of them are true."""
    return 100 * sum(found) / len(found)


def timed(condition: str, noise_us: int, seed: int) -> Timed:
    """One heat, timed by both."""
    one = heat(condition, seed, noise_us)
    began = time.perf_counter()
    reading = read(one)
    seconds = time.perf_counter() - began
    return Timed(judge(one, reading), judge(one, oracle(one)), seconds)


def rows(
    wanted: Iterable[tuple[str, int]], seed: int, heats: int, processes: int = PROCESSES
) -> Iterator[Row]:
    """Each condition with its noise, over heats with seeds from ``seed`` on."""
    with multiprocessing.Pool(processes) as pool:
        for condition, noise_us in wanted:
            timing = partial(timed, condition, noise_us)
            found = pool.map(timing, range(seed, seed + heats), chunksize=25)
            yield Row(condition, noise_us, tuple(found))


def measure(seed: int) -> Iterator[Measurement | Table]:
    """The table of conditions, with their limits as the share of heats that are not right."""
    wanted = [(condition, NOISE_US) for condition in CONDITIONS]
    wanted += [(condition, noise_us) for noise_us in OTHER_NOISE_US for condition in NOISY]
    yield from report(list(rows(wanted, seed, HEATS)))


def report(found: Sequence[Row]) -> Iterator[Measurement | Table]:
    """What was measured: the promises first, then the tables."""
    for row in found:
        yield from promises(row)
    heats = len(found[0].heats)
    yield Table(
        f"{heats:,} heats a condition. Right: every time and split that is given is true to the"
        " thousandth. Oracle: knows all but the doubtful impulses. Wolf: of rides that finished"
        f" alone, those whose time is not clear. Peer: {PEER}.",
        (
            "condition",
            "noise, s",
            "right, %",
            "oracle, %",
            "given, %",
            "silent wrong times",
            "silent wrong splits",
            "wolf, %",
            "doubts",
            "ms a heat",
            "peer right",
            "peer wrong in silence",
        ),
        tuple(_cells(row) for row in found),
    )
    if lost := [row for row in found if row.missed_finish is not None]:
        yield _missed_finishes(lost)
    yield _withheld([row for row in found if row.right < 100])
    yield _calibration(found)
    yield _silent(found)


def promises(row: Row) -> Iterator[Measurement]:
    """The measurements with a limit."""
    where = row.condition if row.noise_us == NOISE_US else f"{row.condition}, {_noise(row)} s"
    if row.noise_us != NOISE_US:
        limit = 100 - row.oracle + BELOW_ORACLE
        yield Measurement(f"{where}: heats not right", 100 - row.right, "%", limit)
    elif row.condition in BARS:
        limit = 100 - BARS[row.condition]
        yield Measurement(f"{where}: heats not right", 100 - row.right, "%", limit)
    if row.condition in CLEAN and row.noise_us == NOISE_US:
        yield Measurement(f"{where}: doubts raised", row.doubts, "", 0)
    yield Measurement(f"{where}: silent wrong times", row.silent_times, "", 0)
    told = sum(_of_oracle(one, split) == ORACLE_RIGHT for one, split in row.silent_splits)
    yield Measurement(f"{where}: silent wrong splits that the oracle gets", told, "", 0)
    yield Measurement(f"{where}: crying wolf", row.wolves, "% of rides", 2)
    if row.missed_finish is not None:
        doubted, others, _ = row.missed_finish
        yield Measurement(f"{where}: missed finishes that are clear", 100 - doubted, "%", 0)
        yield Measurement(f"{where}: the other rider not right", 100 - others, "%", 0)


def same(one: WrongSplit, other: WrongSplit) -> bool:
    """Whether two wrong splits are of one half lap."""
    return (one.side, one.half_lap) == (other.side, other.half_lap)


def _noise(row: Row) -> str:
    return f"{row.noise_us / 1e6:g}"


def _cells(row: Row) -> tuple[str, ...]:
    peer = PEERS.get(row.condition, ("", "")) if row.noise_us == NOISE_US else ("", "")
    milliseconds = 1000 * sum(one.seconds for one in row.heats) / len(row.heats)
    return (
        row.condition,
        _noise(row),
        f"{row.right:.2f}",
        f"{row.oracle:.2f}",
        f"{row.given:.2f}",
        str(row.silent_times),
        str(len(row.silent_splits)),
        f"{row.wolves:.2f}",
        str(row.doubts),
        f"{milliseconds:.0f}",
        *peer,
    )


def _missed_finishes(found: Iterable[Row]) -> Table:
    cells = []
    for row in found:
        assert row.missed_finish is not None
        cells.append((row.condition, *(f"{one:.2f}" for one in row.missed_finish)))
    return Table(
        "Missed finishes.",
        ("condition", "not clear, %", "other ride right, %", "other time clear and right, %"),
        tuple(cells),
    )


def _withheld(found: Iterable[Row]) -> Table:
    cells = []
    for row in found:
        cells.append(
            (
                f"{row.condition}, {_noise(row)} s",
                f"{row.right:.2f} ({row.given:.2f})",
                *(f"{row.right_from(c):.2f} ({row.given_from(c):.2f})" for c in GIVEN_FROM),
                f"{row.oracle:.2f}",
            )
        )
    return Table(
        "Heats right if splits less probable than so much were not given, in percent; in brackets"
        " the splits that would still be given.",
        ("condition", "as it is", *(str(one) for one in GIVEN_FROM), "oracle, all given"),
        tuple(cells),
    )


def _calibration(found: Iterable[Row]) -> Table:
    found = list(found)
    unsure = [each for row in found for ride in row.rides for each in ride.unsure]
    cells = []
    for least, most in pairwise(BINS):
        inside = [each for each in unsure if least <= each[0] < most]
        if inside:
            mean = 100 * sum(confidence for confidence, _ in inside) / len(inside)
            right = percent([right for _, right in inside])
            cells.append(
                (f"{least:g} to {most:g}", f"{len(inside):,}", f"{mean:.2f}", f"{right:.2f}")
            )
    sure = [ride.sure for row in found for ride in row.rides]
    count, right = sum(one for one, _ in sure), sum(one for _, one in sure)
    if count:
        share = f"{100 * right / count:.4f}"
        cells.append((f"{SURE:g} to 1", f"{count:,}", f"{100 * SURE:g} or more", share))
    return Table(
        "Calibration: of the splits given with a confidence, how many are right.",
        ("confidence", "splits", "mean confidence, %", "right, %"),
        tuple(cells),
    )


def _silent(found: Iterable[Row]) -> Table:
    cells = []
    for row in found:
        for one, split in row.silent_splits:
            cells.append(
                (
                    f"{row.condition}, {_noise(row)} s",
                    str(one.ours.seed),
                    f"{split.side.value} {split.half_lap}",
                    format_time(split.us),
                    format_time(split.true_us) if split.true_us is not None else "not ridden",
                    f"{split.confidence:.4f}",
                    _of_oracle(one, split),
                )
            )
    return Table(
        "Silent wrong splits, each by its seed.",
        ("condition", "seed", "half lap", "read", "true", "confidence", "oracle"),
        tuple(cells),
    )


def _of_oracle(one: Timed, split: WrongSplit) -> str:
    """What the oracle makes of a split that was read wrong."""
    wrong = [each for ride in one.oracle.rides for each in ride.wrong if same(split, each)]
    if not wrong:
        return ORACLE_RIGHT
    return "wrong in silence" if wrong[0].silent else "wrong, and doubtful"


def main() -> None:
    """Only some heats or conditions, printed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench_heats")
    parser.add_argument("conditions", nargs="*", metavar="CONDITION")
    parser.add_argument("--heats", type=int, default=HEATS)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--noise", type=float, default=NOISE_US / 1e6, help="seconds")
    options = parser.parse_args()
    wanted = [(name, round(options.noise * 1e6)) for name in options.conditions or CONDITIONS]
    print(f"Seeds from {options.seed} on.", flush=True)
    found = []
    for row in rows(wanted, options.seed, options.heats):
        print(*_cells(row), sep="  ", flush=True)
        found.append(row)
    for one in report(found):
        if isinstance(one, Table):
            print("", *one.lines, sep="\n")
        elif not one.kept:
            print(f"NOT KEPT: {one.what}: {one.value:.4g} {one.unit}, at most {one.limit:g}")


if __name__ == "__main__":
    main()
