"""Files that are no pursuit: each is refused in a sentence, or read, and nobody waits for it."""

from __future__ import annotations

import json
import time

import pytest

from halflap.intake.published import read_published
from halflap.intake.unreadable import Unreadable
from halflap.rulebook.audit import audit_event

RIDES = [{"name": f"Rider {n}", "time": f"4:{n % 60:02d}.{n:03d}"} for n in range(10_000)]
HOSTILE = {
    "empty": b"",
    "a list": b"[]",
    "nested lists": b'{"rounds":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "nested objects": b'{"rounds":' * 50_000,
    "not a number": b'{"rounds": [], "distance_m": NaN}',
    "a number without end": b'{"rounds": [], "distance_m": ' + b"9" * 5_000 + b"}",
    "binary": bytes(range(256)) * 20,
    "null for a rider": b'{"rounds": [{"results": [null]}]}',
    "ten thousand riders": json.dumps({"rounds": [{"results": RIDES}]}).encode(),
    "ten thousand places": json.dumps({"final": RIDES}).encode(),
    "a thousand rounds": json.dumps({"rounds": [{"name": "Final"}] * 1_000}).encode(),
    "a page of ten thousand rows": b"= X =\n== Qualifying ==\n"
    + b"".join(b"| %d | Rider %d | 4:20.%03d |\n" % (n, n, n % 1_000) for n in range(10_000)),
    "braces": b"{{" * 50_000,
    "links": b"[[" * 50_000,
    "a line without end": b"== Qualifying ==\n" + b"1 Abc " * 100_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_is_refused_in_a_sentence_and_at_once(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Unreadable) as refused:
        read_published(data)
    assert str(refused.value.sentence).endswith((".", "?"))
    assert time.process_time() - began < 4


def test_the_longest_result_is_audited_at_once() -> None:
    rides = [{**each, "rank": n} for n, each in enumerate(RIDES[:300], start=1)]
    final = [{"rank": n, "name": f"Rydder {n}"} for n in range(1, 301)]
    event = {"rounds": [{"name": "Qualifying", "results": rides}], "final": final}
    began = time.process_time()
    audit_event(read_published(json.dumps(event).encode()))
    assert time.process_time() - began < 4


def test_a_hundred_finals_are_audited_at_once() -> None:
    ride = {"heats": [{"riders": [{"name": "A", "time": "4:20.0"}, {"name": "B"}]}]}
    rounds = [{**ride, "name": f"Final {n}"} for n in range(100)]
    began = time.process_time()
    audit_event(read_published(json.dumps({"rounds": rounds}).encode()))
    assert time.process_time() - began < 4
