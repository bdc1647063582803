"""The chain: what was changed after it was appended is found, and the first bad fact named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.journal.chain import (
    ChainBroken,
    ChainWhole,
    Comparison,
    GivenHead,
    Links,
    compare,
    missing_heads,
    verify,
    verify_facts,
)
from halflap.journal.commit import Commit, Tip, make_commit
from halflap.journal.errors import StorageError
from halflap.journal.fact import GENESIS, Draft, Head, Row, StoredCommand, StoredFact, digest
from halflap.journal.memory import MemoryJournal
from halflap.journal.schema import STATEMENTS
from halflap.journal.store import MeetFile
from halflap.words.sentence import say
from tests.journal.samples import append, fill, filled, impulse_bytes

TRIGGERS = [sql for sql in STATEMENTS if sql.startswith("CREATE TRIGGER")]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed meet file with six facts in four commands and three chunks."""
    path = tmp_path_factory.mktemp("whole") / "athens.halflap"
    with filled(path):
        pass
    return path


def sample_facts() -> list[StoredFact]:
    journal = MemoryJournal()
    fill(journal)
    return list(journal.read())


@contextmanager
def forged(whole: Path, path: Path, change: str) -> Iterator[MeetFile]:
    """The file after someone took the triggers off, made a change, and put them back."""
    path.write_bytes(whole.read_bytes())
    forger = apsw.Connection(str(path))
    for sql in TRIGGERS:
        forger.execute(f"DROP TRIGGER {sql.split()[2]}")
    forger.execute(change)
    assert forger.changes() > 0, "the forgery changes nothing"
    for sql in TRIGGERS:
        forger.execute(sql)
    forger.close()
    with MeetFile.open(path) as meet:
        yield meet


# Which fact is the first that cannot be trusted when that row is changed.
FACTS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6}
COMMANDS = {1: 1, 3: 3, 4: 4, 5: 5}
CHUNKS = {1: 3, 2: 3, 3: 5}
NUMBERS = "{0} + 1000"
LONGER = "{0} || ' '"
OTHER = "substr({0}, 1, length({0}) - 1) || char((unicode(substr({0}, -1)) + 1) % 128 + 1)"


def every_column() -> Iterator[tuple[str, str, str, int, int]]:
    """Table, key, the SQL of a change to one column, the row's key, the first bad fact."""
    tables = (
        ("facts", "seq", FACTS, "epoch version utc_us mono_us seq"),
        ("commands", "first_seq", COMMANDS, "first_seq last_seq first_chunk last_chunk"),
        ("chunks", "number", CHUNKS, "number utc_us mono_us"),
    )
    texts = {
        "facts": "kind boot_id actor command_id seal body prev hash",
        "commands": "chunk_head command_id outcome",
        "chunks": "source prev hash",
    }
    for table, key, rows, numbers in tables:
        changes = [f"{name} = {NUMBERS.format(name)}" for name in numbers.split()]
        for name in texts[table].split():
            changes += [f"{name} = {change.format(name)}" for change in (LONGER, OTHER)]
        if table == "chunks":
            changes.append("data = CAST(data || x'00' AS BLOB)")
        for change in changes:
            for row, first_bad in rows.items():
                yield table, key, change, row, first_bad


class TestAChangedColumn:
    @pytest.mark.parametrize("change", sorted({(t, k, c) for t, k, c, _, _ in every_column()}))
    def test_is_found_in_every_row_and_the_first_bad_fact_named(
        self, whole: Path, tmp_path: Path, change: tuple[str, str, str]
    ) -> None:
        for number, (table, key, setting, row, first_bad) in enumerate(every_column()):
            if (table, key, setting) != change:
                continue
            forgery = f"UPDATE {table} SET {setting} WHERE {key} = {row}"
            with forged(whole, tmp_path / f"{number}.halflap", forgery) as meet:
                found = verify(meet)
                assert isinstance(found, ChainBroken), forgery
                assert found.first_bad_seq == first_bad, forgery


class TestARemovedRow:
    @pytest.mark.parametrize(
        ("row", "first_bad", "reason"),
        [
            ("facts WHERE seq = 2", 2, "Fact 2 is missing."),
            ("facts WHERE seq = 6", 6, "Fact 6 is missing."),
            ("commands WHERE first_seq = 3", 3, "The command of fact 3 is missing."),
            ("commands WHERE first_seq = 5", 5, "Fact 5 belongs to no command."),
            ("chunks WHERE number = 1", 3, "Chunk 1 is missing."),
            (
                "chunks WHERE number = 3",
                5,
                "The chunks before fact 5 are not those of its command.",
            ),
        ],
    )
    def test_is_found(
        self, whole: Path, tmp_path: Path, row: str, first_bad: int, reason: str
    ) -> None:
        with forged(whole, tmp_path / "forged", f"DELETE FROM {row}") as meet:
            found = verify(meet)
        assert isinstance(found, ChainBroken)
        assert (found.first_bad_seq, str(found.reason)) == (first_bad, reason)


class TestAnAddedRow:
    def test_is_found_even_when_its_own_hash_is_right(self, whole: Path, tmp_path: Path) -> None:
        journal = MemoryJournal()
        fill(journal)
        (fact,) = append(journal, "forged")
        added = (
            "INSERT INTO facts SELECT 7, 1, kind, version, utc_us, mono_us, boot_id, actor, "
            f"'forged', '{fact.seal}', '{{}}', '{fact.prev}', '{fact.hash}' "
            "FROM facts WHERE seq = 1"
        )
        with forged(whole, tmp_path / "forged", added) as meet:
            found = verify(meet)
            assert verify_facts(meet.read()) == ChainWhole(journal.head())
        assert found == ChainBroken(7, say("Fact {seq} belongs to no command.", seq=7))

    def test_is_found_too_when_it_is_a_chunk(self, whole: Path, tmp_path: Path) -> None:
        journal = MemoryJournal()
        fill(journal)
        append(journal, "forged", chunks=(impulse_bytes(b"\x00"),))
        chunk = list(journal.chunks())[-1]
        added = (
            "INSERT INTO chunks SELECT 4, source, utc_us, mono_us, x'00', "
            f"'{chunk.prev}', '{chunk.hash}' FROM chunks WHERE number = 1"
        )
        with forged(whole, tmp_path / "forged", added) as meet:
            found = verify(meet)
        assert found == ChainBroken(7, say("Chunk {number} belongs to no command.", number=4))


class TestAForgerWhoComputesHashes:
    """Rows whose hashes are all right, but that no commit of halflap can have made."""

    def commit(self, tip: Tip) -> Commit:
        return make_commit(
            tip,
            "forged",
            "secretary",
            [Draft("heat-drawn", 1, "{}")],
            [],
            epoch=1,
            outcome_text="",
            utc_us=0,
            mono_us=0,
            boot_id="",
        )

    def reasons(self, *rows: Row) -> list[str | None]:
        links = Links()
        return [str(reason) if (reason := links.take(row)) else None for row in rows]

    def test_cannot_claim_other_chunks(self) -> None:
        forged = self.commit(Tip(Head(), 0, "1" * 64))
        assert self.reasons(forged.command) == [
            "The chunks before fact 1 are not those of its command."
        ]

    def test_cannot_let_a_command_do_nothing(self) -> None:
        empty = StoredCommand(1, 0, 1, 0, GENESIS, "forged", "")
        assert self.reasons(empty) == ["The command of fact 1 is missing."]

    def test_cannot_give_a_fact_to_another_command(self) -> None:
        commit = self.commit(Tip(Head(), 0, GENESIS))
        other = replace(commit.facts[0], command_id="another")
        forged = replace(other, hash=digest(other.hashed_text()))
        assert self.reasons(commit.command, commit.facts[0]) == [None, None]
        assert self.reasons(commit.command, forged) == [
            None,
            "The answer or the chunks stored with command forged are not those that "
            "fact 1 is sealed with.",
        ]


class TestAFlippedBit:
    @given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
    def test_anywhere_in_the_file_is_refused_or_found_or_changes_nothing(
        self, tmp_path_factory: pytest.TempPathFactory, whole: Path, place: float, bit: int
    ) -> None:
        path = tmp_path_factory.mktemp("flip") / "flipped.halflap"
        data = bytearray(whole.read_bytes())
        data[int(place * len(data))] ^= 1 << bit
        path.write_bytes(data)
        assert outcome_of_reading(path) in {"refused", "broken", "unchanged"}


def outcome_of_reading(path: Path) -> str:
    """What becomes of a tampered copy of the six facts."""
    try:
        with MeetFile.open(path) as meet:
            if isinstance(verify(meet), ChainBroken):
                return "broken"
            return "unchanged" if list(meet.read()) == sample_facts() else "not noticed"
    except StorageError:
        return "refused"


class TestTheFactsAlone:
    @given(st.integers(0, 5), st.integers(1, 2**40), st.booleans())
    def test_show_a_changed_time(self, index: int, shift: int, host: bool) -> None:
        facts = sample_facts()
        fact = facts[index]
        facts[index] = (
            replace(fact, utc_us=fact.utc_us + shift)
            if host
            else replace(fact, mono_us=fact.mono_us + shift)
        )
        found = verify_facts(facts)
        assert isinstance(found, ChainBroken)
        assert found.first_bad_seq == index + 1

    @given(st.permutations(range(6)))
    def test_show_another_order(self, order: list[int]) -> None:
        facts = sample_facts()
        found = verify_facts([facts[index] for index in order])
        if order == [0, 1, 2, 3, 4, 5]:
            assert found == ChainWhole(Head(6, facts[5].hash))
        else:
            first = next(place for place, index in enumerate(order) if place != index)
            assert isinstance(found, ChainBroken)
            assert found.first_bad_seq == first + 1

    def test_cannot_show_that_the_end_was_cut_off(self) -> None:
        facts = sample_facts()
        assert verify_facts(facts[:4]) == ChainWhole(Head(4, facts[3].hash))


class TestAGivenHead:
    def test_is_the_number_and_at_least_twelve_digits_of_the_hash(self) -> None:
        assert GivenHead.parse(" 412:0123456789AB\n") == GivenHead(412, "0123456789ab")
        assert str(GivenHead(412, "0123456789ab")) == "412:0123456789ab"

    @pytest.mark.parametrize(
        "text",
        ["412", "412:", "412:0123456789a", "x:0123456789ab", "4:" + "0" * 65, "4:0123456789ag"],
    )
    def test_in_another_form_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"\d|x"):
            GivenHead.parse(text)

    def test_shows_that_the_end_was_cut_off(self) -> None:
        facts = sample_facts()
        printed = GivenHead.parse(str(Head(6, facts[5].hash)))
        assert missing_heads(facts, [printed]) == ()
        assert missing_heads(facts[:5], [printed]) == (printed,)

    def test_shows_that_everything_was_rewritten(self) -> None:
        rewritten = MemoryJournal()
        append(rewritten, "enter-1", '{"name":"Bradley Wiggins"}', '{"name":"Robert Bartko"}')
        printed = [GivenHead(seq, sample_facts()[seq - 1].hash) for seq in (1, 2)]
        assert verify(rewritten) == ChainWhole(rewritten.head())
        # The first fact is as it was: the rewriting began with the second.
        assert missing_heads(rewritten.read(), printed) == (printed[1],)

    def test_of_an_empty_journal_is_in_every_journal(self) -> None:
        assert missing_heads(sample_facts(), [GivenHead.parse(str(Head(0, GENESIS)))]) == ()


class TestACopy:
    def test_is_equal_behind_or_ahead(self) -> None:
        facts = sample_facts()
        assert compare(facts, list(facts)) == Comparison("equal", None)
        assert compare(facts, facts[:4]) == Comparison("copy is behind", 5)
        assert compare(facts[:4], facts) == Comparison("copy is ahead", 5)
        assert compare([], []) == Comparison("equal", None)

    @given(st.integers(0, 5))
    def test_differs_from_its_first_changed_fact_on(self, index: int) -> None:
        facts = sample_facts()
        copy = [*facts[:index], replace(facts[index], body="[]"), *facts[index + 1 :]]
        assert compare(facts, copy) == Comparison("differs", index + 1)
