"""How long one event takes to be classified and to be audited: Athens 2004, from file to answer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measurement import Measurement, shortest
from halflap.cli.published import event_of_json
from halflap.rulebook.audit.report import audit_event
from halflap.rulebook.classification import Classification, classify
from halflap.rulebook.format_file import shipped
from halflap.rulebook.inference import infer
from halflap.rulebook.reading import read
from halflap.sport.published import PublishedEvent

EVENT = Path(__file__).parents[1] / "tests" / "data" / "events" / "2004-olympics-men.json"
ROUNDS = 15


def measure(seed: int) -> Iterator[Measurement]:
    """The fastest of fifteen; nothing here is random, so `seed` is not used."""
    del seed
    for command in ("classify", "audit"):
        arguments = [sys.executable, "-m", "halflap", command, str(EVENT), "--json"]
        # An audit that finds a contradiction in what was printed ends with 1.
        run = partial(subprocess.run, arguments, capture_output=True, check=False)
        yield Measurement(f"halflap {command}, a whole process", shortest(ROUNDS, run) * 1000, "ms")
    reading = shortest(ROUNDS, partial(event_of_json, str(EVENT)))
    yield Measurement("the event read", reading * 1000, "ms")
    published = event_of_json(str(EVENT))
    classifying = shortest(ROUNDS, partial(_classified, published))
    yield Measurement("its format inferred and its places derived", classifying * 1000, "ms")
    auditing = shortest(ROUNDS, partial(audit_event, published))
    yield Measurement("the event audited", auditing * 1000, "ms")


def _classified(published: PublishedEvent) -> Classification:
    fmt = shipped(infer(published).candidates[0])
    return classify(fmt, read(published, fmt).results)
