"""JSONL: out and in byte for byte, and no line is taken over that is not exactly as exported."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.journal.canonical import encode
from halflap.journal.chain import verify
from halflap.journal.errors import StorageError
from halflap.journal.fact import Chunk, Draft, Row
from halflap.journal.jsonl import export_jsonl, import_jsonl, parse_line, write_jsonl
from halflap.journal.memory import MemoryJournal
from halflap.journal.store import MeetFile
from tests.journal.samples import append, fill, filled, names
from tests.journal.test_canonical import VALUES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
DRAFTS = st.builds(Draft, TEXT, INTEGERS, VALUES.map(encode))
CHUNKS = st.builds(Chunk, TEXT, INTEGERS, INTEGERS, st.binary(max_size=20))
COMMANDS = st.tuples(
    TEXT, TEXT, INTEGERS, st.lists(DRAFTS, min_size=1, max_size=3), st.lists(CHUNKS, max_size=2)
)


def journal_of(
    commands: list[tuple[str, str, int, list[Draft], list[Chunk]]],
) -> MemoryJournal:
    journal = MemoryJournal()
    for number, (actor, text, time, drafts, chunks) in enumerate(commands):
        journal.append(
            f"{number} {text}",
            actor,
            drafts,
            outcome_text=text,
            utc_us=time,
            mono_us=time,
            boot_id=text,
            chunks=chunks,
        )
    return journal


def exported() -> list[bytes]:
    """The first line, and then of each command the chunks, the command itself, the facts."""
    journal = MemoryJournal()
    fill(journal)
    return list(export_jsonl(journal))


def refusal(lines: list[bytes], path: Path) -> str:
    """Why the lines are not imported; and nothing is left of the attempt."""
    with pytest.raises(StorageError) as caught:
        import_jsonl(lines, path)
    assert caught.value.code == "bad-line"
    assert str(caught.value.remedy) == (
        "Import the file exactly as it was exported; nothing was made of this one."
    )
    assert names(path.parent) == []
    return str(caught.value.text)


class TestAnExport:
    def test_comes_back_byte_for_byte(self, tmp_path: Path) -> None:
        with filled(tmp_path / "athens.halflap") as meet:
            lines = b"".join(export_jsonl(meet))
            head = import_jsonl(io.BytesIO(lines), tmp_path / "copy.halflap")
            assert head == meet.head()
            with MeetFile.open(tmp_path / "copy.halflap") as copy:
                assert list(copy.read()) == list(meet.read())
                assert list(copy.commands()) == list(meet.commands())
                assert list(copy.chunks()) == list(meet.chunks())
                assert b"".join(export_jsonl(copy)) == lines

    def test_of_an_empty_meet_comes_back_too(self, tmp_path: Path) -> None:
        lines = list(export_jsonl(MemoryJournal()))
        assert lines == [b'{"halflap":"journal","version":1}\n']
        assert import_jsonl(lines, tmp_path / "empty.halflap").seq == 0

    def test_goes_on_where_it_ended_once_it_is_imported(self, tmp_path: Path) -> None:
        import_jsonl(exported(), tmp_path / "athens.halflap")
        with MeetFile.open(tmp_path / "athens.halflap", write=True) as meet:
            (fact,) = append(meet, "next")
            assert (fact.seq, fact.epoch) == (7, 2)
            assert verify(meet) == verify(MemoryJournal(meet))

    def test_can_be_read_by_a_person(self) -> None:
        first_members = [list(json.loads(line))[:6] for line in exported()[1:4]]
        assert first_members == [
            ["command", "outcome", "first_seq", "last_seq", "first_chunk", "last_chunk"],
            ["seq", "utc_us", "actor", "kind", "version", "body"],
            ["seq", "utc_us", "actor", "kind", "version", "body"],
        ]
        assert '"body":{"name":"Ð Çelik 袁"}' in exported()[9].decode()

    @given(st.lists(COMMANDS, max_size=4))
    def test_of_any_journal_is_read_as_what_was_written(
        self, commands: list[tuple[str, str, int, list[Draft], list[Chunk]]]
    ) -> None:
        journal = journal_of(commands)
        rows: list[Row] = [*journal.read(), *journal.commands(), *journal.chunks()]
        assert [parse_line(row.line()) for row in rows] == rows
        assert not any("\n" in row.line() for row in rows)

    def test_is_never_written_over_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.jsonl"
        path.write_text("the only copy")
        with pytest.raises(StorageError) as caught:
            write_jsonl(MemoryJournal(), path)
        assert caught.value.code == "exists"
        assert path.read_text() == "the only copy"


class TestAnImport:
    def test_is_never_written_over_a_meet(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        before = path.read_bytes()
        with pytest.raises(StorageError) as caught:
            import_jsonl(exported(), path)
        assert caught.value.code == "exists"
        assert path.read_bytes() == before

    @pytest.mark.parametrize(
        ("line", "old", "new", "reason"),
        [
            (4, b"McGee", b"McGoo", "Fact 2 was changed: its hash is another."),
            (4, b'"version":1', b'"version":1.0', "Its version is no integer of 64 bits."),
            (4, b'"version":1', b'"version":true', "Its version is no integer of 64 bits."),
            (
                4,
                b'"epoch":1',
                b'"epoch":9223372036854775808',
                "Its epoch is no integer of 64 bits.",
            ),
            (4, b'"actor":"secretary"', b'"actor":7', "Its actor is no text."),
            (4, b'"seq":2', b'"seq": 2', "It is not spelt as halflap spells it."),
            (4, b"McGee", b"Mc\\u0047ee", "It is not spelt as halflap spells it."),
            (4, b"\n", b"\r\n", "It is not spelt as halflap spells it."),
            (4, b'"epoch":1,', b"", "Its members are not seq, utc_us,"),
            (4, b'"Bradley McGee"', b"1.5", "Its body is not canonical. It holds a float"),
            (4, b"McGee", b"Mc\xffee", "It is not UTF-8."),
            (4, b"}\n", b"\n", "It is no JSON ("),
            (5, b'"AkED"', b'"AkE"', "Its bytes are not base64."),
            (5, b'"AkED"', b'"AkEE"', "Chunk 1 was changed: its hash is another."),
            (5, b'{"chunk"', b'{"junk"', "It is neither a fact, nor a command, nor a chunk."),
            (7, b'"impulse-1"', b'"enter-1"', "Command enter-1 stands twice."),
            (1, b'"version":1', b'"version":2', "It is from a newer halflap (version 2;"),
            (1, b"journal", b"results", "It is not the first line of an exported meet."),
        ],
    )
    def test_names_the_line_that_was_changed(
        self, tmp_path: Path, line: int, old: bytes, new: bytes, reason: str
    ) -> None:
        lines = exported()
        assert old in lines[line - 1]
        lines[line - 1] = lines[line - 1].replace(old, new)
        told = refusal(lines, tmp_path / "athens.halflap")
        assert told.startswith(f"Line {line} cannot be taken over. {reason}")

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            (2, "Fact 1 belongs to no command."),
            (3, "Fact 1 is missing."),
            (5, "Chunk 1 is missing."),
            (6, "The chunks before fact 3 are not those of its command."),
            (7, "Fact 3 belongs to no command."),
        ],
    )
    def test_names_the_line_before_which_one_was_taken_out(
        self, tmp_path: Path, line: int, reason: str
    ) -> None:
        lines = exported()
        del lines[line - 1]
        told = refusal(lines, tmp_path / "athens.halflap")
        assert told == f"Line {line} cannot be taken over. {reason}"

    @pytest.mark.parametrize("line", range(1, len(exported())))
    def test_takes_the_lines_in_no_other_order(self, tmp_path: Path, line: int) -> None:
        lines = exported()
        lines[line - 1 : line + 1] = [lines[line], lines[line - 1]]
        told = refusal(lines, tmp_path / "athens.halflap")
        assert told.startswith((f"Line {line} ", f"Line {line + 1} "))


class TestAnImportOfSomethingElse:
    @pytest.mark.parametrize(
        ("lines", "text"),
        [
            ([], "Line 1 cannot be taken over. It is missing: the file is empty."),
            ([b"\n"], "Line 1 cannot be taken over. It is no JSON ("),
            ([b"[]\n"], "Line 1 cannot be taken over. It is no JSON object."),
            ([b"{}\n"], "Line 1 cannot be taken over. It is not the first line of an exported"),
            ([b"name;bib\n"], "Line 1 cannot be taken over. It is no JSON ("),
            ([b"[" * 100_000 + b"\n"], "Line 1 cannot be taken over. It is no JSON ("),
        ],
    )
    def test_is_refused(self, tmp_path: Path, lines: list[bytes], text: str) -> None:
        assert refusal(lines, tmp_path / "athens.halflap").startswith(text)


class TestAnImportThatIsCutOff:
    def test_within_a_line_is_refused(self, tmp_path: Path) -> None:
        lines = exported()
        lines[-1] = lines[-1][:-1]
        told = refusal(lines, tmp_path / "athens.halflap")
        assert told == f"Line {len(lines)} cannot be taken over. Its end is cut off."

    @pytest.mark.parametrize(
        ("kept", "reason"),
        [
            (2, "Fact 1 is missing."),
            (3, "Fact 2 is missing."),
            (5, "Chunk 1 belongs to no command."),
            (7, "Fact 3 is missing."),
        ],
    )
    def test_within_a_commit_is_refused(self, tmp_path: Path, kept: int, reason: str) -> None:
        told = refusal(exported()[:kept], tmp_path / "athens.halflap")
        assert told == f"Line {kept + 1} cannot be taken over. {reason}"

    def test_between_two_commits_is_a_whole_meet_that_ends_earlier(self, tmp_path: Path) -> None:
        assert import_jsonl(exported()[:4], tmp_path / "athens.halflap").seq == 2
