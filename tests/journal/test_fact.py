"""The hashes, recomputed by someone who has the exported lines and nothing of halflap."""

from __future__ import annotations

import hashlib
import json
import re

from halflap.journal.fact import Head
from halflap.journal.jsonl import export_jsonl
from halflap.journal.memory import MemoryJournal
from tests.journal.samples import append, fill, run


def exported() -> list[bytes]:
    journal = MemoryJournal()
    fill(journal)
    return [line.removesuffix(b"\n") for line in export_jsonl(journal)]


class TestAThirdParty:
    def test_recomputes_the_hash_of_a_line_from_the_line_alone(self) -> None:
        seen = 0
        for line in exported():
            if found := re.search(rb',"hash":"([0-9a-f]{64})"}$', line):
                without = line[: found.start()] + b"}"
                assert hashlib.sha256(without).hexdigest().encode() == found[1]
                seen += 1
        assert seen == 9  # six facts and three chunks

    def test_finds_the_seal_of_every_fact_by_hashing_its_command(self) -> None:
        seals = {
            json.loads(line)["command"]: hashlib.sha256(line).hexdigest()
            for line in exported()
            if line.startswith(b'{"command":')
        }
        facts = [json.loads(line) for line in exported() if line.startswith(b'{"seq":')]
        assert len(facts) == 6
        assert all(fact["seal"] == seals[fact["command_id"]] for fact in facts)


class TestTheValues:
    def test_are_had_without_any_database(self) -> None:
        script = """
import sys
import halflap.journal.chain, halflap.journal.clock, halflap.journal.memory
print("apsw" in sys.modules, "sqlite3" in sys.modules)
"""
        assert run(script) == "False False\n"


class TestTheFormat:
    def test_of_version_1_never_changes(self) -> None:
        (fact,) = append(MemoryJournal(), "enter-1", '{"bib":1}')
        assert fact.line() == (
            '{"seq":1,"utc_us":1093089600000000,"actor":"secretary","kind":"heat-drawn",'
            '"version":1,"body":{"bib":1},"command_id":"enter-1","epoch":1,"mono_us":5000000,'
            '"boot_id":"7f1c1a52-6d0f-4e0b-9d0e-000000000001",'
            '"seal":"24a3bc325190535f6b7e27453ea1ec6ca61948e7929324072cdb5386045de002",'
            '"prev":"0000000000000000000000000000000000000000000000000000000000000000",'
            '"hash":"677ae749ebb536f7cc8661978cf9252251ca2f6b13012e5b3de586798fc4a8e0"}'
        )

    def test_of_a_head_is_its_number_and_twelve_digits(self) -> None:
        assert str(Head(412, "0123456789abcdef" * 4)) == "412:0123456789ab"
