"""What holds for every store of a meet; a new store is one more line in `STORES`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from halflap.journal.canonical import NotCanonical
from halflap.journal.chain import ChainWhole, verify
from halflap.journal.errors import StorageError
from halflap.journal.fact import GENESIS, Answer, Draft, Head
from halflap.journal.memory import MemoryJournal
from halflap.journal.protocol import Journal
from halflap.journal.store import MeetFile
from tests.journal.samples import BOOT, append, fill, impulse_bytes

STORES: dict[str, Callable[[Path], Journal]] = {
    "memory": lambda folder: MemoryJournal(),
    "file": lambda folder: MeetFile.create(folder / "athens.halflap"),
}


@pytest.fixture(params=STORES)
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    store = STORES[request.param](tmp_path)
    yield store
    store.close()


class TestANewJournal:
    def test_is_empty(self, journal: Journal) -> None:
        assert journal.head() == Head(0, GENESIS)
        assert list(journal.read()) == []
        assert list(journal.commands()) == []
        assert list(journal.chunks()) == []
        assert verify(journal) == ChainWhole(Head(0, GENESIS))


class TestAppending:
    def test_numbers_the_facts_from_one_without_gaps(self, journal: Journal) -> None:
        assert [fact.seq for fact in append(journal, "a", "{}", "{}")] == [1, 2]
        assert [fact.seq for fact in append(journal, "b")] == [3]

    def test_gives_back_what_is_then_read(self, journal: Journal) -> None:
        facts = append(journal, "a", '{"bib":12}', "[]")
        assert tuple(journal.read()) == facts
        assert journal.head() == Head(2, facts[1].hash)

    def test_keeps_every_value_as_given(self, journal: Journal) -> None:
        (fact,) = journal.append(
            "id 1",
            "Zoë 袁\x00",
            [Draft("late-entry", 3, '{"name":"Ð Çelik"}')],
            outcome_text="Entered.",
            utc_us=-1,
            mono_us=2**62,
            boot_id=BOOT,
        )
        (read,) = journal.read()
        assert read == fact
        assert (read.kind, read.version, read.body) == ("late-entry", 3, '{"name":"Ð Çelik"}')
        assert (read.actor, read.command_id, read.epoch) == ("Zoë 袁\x00", "id 1", 1)
        assert (read.utc_us, read.mono_us, read.boot_id) == (-1, 2**62, BOOT)

    def test_chains_each_fact_to_the_one_before(self, journal: Journal) -> None:
        fill(journal)
        facts = list(journal.read())
        assert [fact.prev for fact in facts] == [GENESIS, *(fact.hash for fact in facts[:-1])]
        assert verify(journal) == ChainWhole(journal.head())

    def test_needs_a_fact(self, journal: Journal) -> None:
        with pytest.raises(ValueError, match="at least one fact"):
            journal.append("a", "b", [], outcome_text="", utc_us=0, mono_us=0, boot_id=BOOT)
        assert journal.head() == Head()

    def test_takes_no_body_that_is_not_canonical(self) -> None:
        with pytest.raises(NotCanonical):
            Draft("heat-drawn", 1, '{"b":1, "a":2}')

    def test_refuses_a_text_that_is_none_and_keeps_nothing(self, journal: Journal) -> None:
        with pytest.raises(StorageError) as caught:
            append(journal, "half a \ud800 pair", chunks=(impulse_bytes(b"1"),))
        assert caught.value.code == "not-text"
        assert str(caught.value.text) == "'half a \\ud800 pair' holds signs that are no text."
        with pytest.raises(StorageError):
            journal.outcome_of("half a \ud800 pair")
        assert list(journal.chunks()) == []
        assert [fact.seq for fact in append(journal, "next")] == [1]


class TestReading:
    def test_goes_on_after_a_given_fact(self, journal: Journal) -> None:
        fill(journal)
        assert [fact.seq for fact in journal.read(after_seq=4)] == [5, 6]
        assert list(journal.read(after_seq=6)) == []
        assert [command.command_id for command in journal.commands(3)] == ["enter-2", "impulse-2"]
        assert [chunk.number for chunk in journal.chunks(2)] == [3]

    def test_gives_more_rows_than_are_fetched_at_once(self, journal: Journal) -> None:
        append(journal, "many", *["{}"] * 2500)
        assert [fact.seq for fact in journal.read()] == list(range(1, 2501))

    def test_may_stop_halfway_without_hindering_a_writer(self, journal: Journal) -> None:
        append(journal, "many", *["{}"] * 1500)
        reading = journal.read()
        assert len(list(islice(reading, 10))) == 10
        append(journal, "more")
        assert journal.head().seq == 1501


class TestARetriedCommand:
    def test_gets_the_first_answer_and_appends_nothing(self, journal: Journal) -> None:
        first = append(journal, "a", '{"bib":1}', chunks=(impulse_bytes(b"1"),))
        append(journal, "b")
        again = journal.append(
            "a",
            "secretary",
            [Draft("heat-drawn", 1, '{"bib":1}')],
            outcome_text="Another answer, a second later.",
            utc_us=1_093_089_601_000_000,
            mono_us=6_000_000,
            boot_id=BOOT,
            expected_head=Head(0, GENESIS),
            chunks=(impulse_bytes(b"1"),),
        )
        assert again == first
        assert journal.head().seq == 2
        assert [chunk.data for chunk in journal.chunks()] == [b"1"]
        assert journal.outcome_of("a") == Answer("a is done.", first)

    @pytest.mark.parametrize(
        ("bodies", "data"),
        [(['{"bib":2}'], [b"1"]), (['{"bib":1}', "{}"], [b"1"]), (['{"bib":1}'], [b"2"])],
        ids=["another body", "one fact more", "other bytes"],
    )
    def test_is_refused_with_other_contents(
        self, journal: Journal, bodies: list[str], data: list[bytes]
    ) -> None:
        append(journal, "a", '{"bib":1}', chunks=(impulse_bytes(b"1"),))
        with pytest.raises(StorageError) as caught:
            append(journal, "a", *bodies, chunks=tuple(map(impulse_bytes, data)))
        assert caught.value.code == "command-reused"
        assert str(caught.value) == (
            "Command a was answered before, as fact 1, with other contents. "
            "Give every new command an id of its own; nothing was changed."
        )
        assert [fact.seq for fact in append(journal, "next")] == [2]

    def test_that_was_never_appended_has_no_answer(self, journal: Journal) -> None:
        append(journal, "a")
        assert journal.outcome_of("b") is None


class TestTheExpectedHead:
    def append_at(self, journal: Journal, head: Head) -> None:
        journal.append(
            f"at {head}",
            "secretary",
            [Draft("heat-drawn", 1, "{}")],
            outcome_text="",
            utc_us=0,
            mono_us=0,
            boot_id=BOOT,
            expected_head=head,
        )

    def test_lets_a_command_through_that_was_decided_on_it(self, journal: Journal) -> None:
        self.append_at(journal, journal.head())
        self.append_at(journal, journal.head())
        assert journal.head().seq == 2

    def test_refuses_a_command_that_was_decided_on_an_older_one(self, journal: Journal) -> None:
        old = journal.head()
        append(journal, "meanwhile")
        with pytest.raises(StorageError) as caught:
            self.append_at(journal, old)
        assert caught.value.code == "head-moved"
        assert str(caught.value.text) == (
            "The meet has moved on: this was decided at fact 0:000000000000, "
            f"and it now stands at fact {journal.head()}."
        )
        assert [fact.seq for fact in append(journal, "next")] == [2]


class TestRawBytes:
    def test_are_kept_with_the_facts_of_their_commit(self, journal: Journal) -> None:
        fill(journal)
        assert [(chunk.number, chunk.data) for chunk in journal.chunks()] == [
            (1, b"\x02A\x03"),
            (2, b"\xff\x00"),
            (3, b""),
        ]
        assert [(c.command_id, c.first_chunk, c.last_chunk) for c in journal.commands()] == [
            ("enter-1", 1, 0),
            ("impulse-1", 1, 2),
            ("enter-2", 3, 2),
            ("impulse-2", 3, 3),
        ]

    def test_change_the_hashes_of_their_facts(self, journal: Journal) -> None:
        (fact,) = append(journal, "a", chunks=(impulse_bytes(b"1"),))
        (other,) = append(MemoryJournal(), "a", chunks=(impulse_bytes(b"2"),))
        assert fact.body == other.body
        assert fact.hash != other.hash


class TestTwoStores:
    def test_give_the_same_hashes_for_the_same_commands(self, tmp_path: Path) -> None:
        heads = set()
        for make in STORES.values():
            store = make(tmp_path)
            fill(store)
            heads.add(store.head())
            store.close()
        assert len(heads) == 1


class TestADryRun:
    def test_goes_on_in_memory_where_the_journal_ends(self, journal: Journal) -> None:
        fill(journal)
        before = journal.head()
        trial = MemoryJournal(journal)
        assert trial.head() == before
        (fact,) = append(trial, "what if", chunks=(impulse_bytes(b"?"),))
        assert (fact.seq, fact.prev, fact.epoch) == (7, before.hash, 2)
        assert isinstance(verify(trial), ChainWhole)
        assert journal.head() == before
