"""Runs every bench_*.py of this folder and writes what it measured, where, when and on what.

    python -m benchmarks [--seed N] [NAME ...]

A bench is a module with `measure(seed) -> Iterator[Measurement | Table]`. The seed is new each
time and printed before the bench that uses it, so that every figure can be taken again. The report
is written when all that were asked for ran: their sections are put in, each with its date and
commit, and the others stay. Exit code 1: a promised limit was not kept.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import os
import platform
import secrets
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.measurement import Measurement, Table

FOLDER = Path(__file__).parent
REPORT = FOLDER / "report.md"


def bench_names() -> list[str]:
    return sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))


def commit() -> str:
    """The commit measured, marked when the working tree differs from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    done = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown (no git)"


def machine() -> str:
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def row(measurement: Measurement) -> str:
    limit = "" if measurement.limit is None else f"{measurement.limit:g}"
    verdict = "" if measurement.limit is None else "kept" if measurement.kept else "**not kept**"
    value = f"{measurement.value:.4g} {measurement.unit}"
    return f"| {measurement.what} | {value} | {limit} | {verdict} |"


def section(name: str, seed: int, found: Iterable[Measurement | Table]) -> list[str]:
    found = list(found)
    now = datetime.datetime.now(datetime.UTC)
    taken = f"Seed {seed}. {now:%Y-%m-%d %H:%M} UTC, commit {commit()}, {machine()}."
    rows = [row(one) for one in found if isinstance(one, Measurement)]
    table = ["| what | measured | at most | |", "|---|---|---|---|", *rows, ""]
    tables = [line for one in found if isinstance(one, Table) for line in (*one.lines, "")]
    return [f"## {name}", "", taken, "", *table, *tables]


def sections(report: str) -> dict[str, list[str]]:
    """The sections of a report, by their benches."""
    found: dict[str, list[str]] = {}
    for line in report.splitlines():
        if line.startswith("## "):
            found[line.removeprefix("## ")] = []
        if found:
            found[next(reversed(found))].append(line)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(bench_names())}")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    options = parser.parse_args()
    if unknown := sorted(set(options.names) - set(bench_names())):
        parser.error(f"no bench of the name {', '.join(unknown)}")

    measured: dict[str, list[str]] = {}
    kept = True
    for name in options.names or bench_names():
        print(f"{name}: seed {options.seed}", flush=True)
        bench = importlib.import_module(f"benchmarks.bench_{name}")
        found = list(bench.measure(options.seed))
        kept = kept and all(one.kept for one in found if isinstance(one, Measurement))
        lines = section(name, options.seed, found)
        print("\n".join(lines[4:]), flush=True)
        measured[name] = lines
    known = sections(REPORT.read_text(encoding="utf-8")) if REPORT.exists() else {}
    known |= measured
    report = ["# Measurements", ""]
    for name in bench_names():
        report += known.get(name, [])
    REPORT.write_text("\n".join(report) + "\n", encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
