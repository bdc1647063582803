"""One file for one meet: what it is, what is refused as one, and what lies beside it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from halflap.journal.chain import ChainWhole, GivenHead, missing_heads, verify
from halflap.journal.errors import StorageError
from halflap.journal.schema import STATEMENTS
from halflap.journal.store import MeetFile
from tests.journal.samples import append, fill, filled, names, run


def refusal(path: Path, *, write: bool) -> StorageError:
    with pytest.raises(StorageError) as caught:
        MeetFile.open(path, write=write, wait_s=0)
    return caught.value


both = pytest.mark.parametrize("write", [False, True], ids=["to read", "to write"])


class TestAMeet:
    def test_is_a_single_file_once_everybody_has_closed_it(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path), MeetFile.open(path):
            assert len(names(tmp_path)) > 1
        assert names(tmp_path) == ["athens.halflap"]
        with MeetFile.open(path) as reader:
            assert reader.head().seq == 6
        assert names(tmp_path) == ["athens.halflap"]

    def test_opens_with_any_sqlite_tool(self, tmp_path: Path) -> None:
        with filled(tmp_path / "athens.halflap"):
            pass
        tool = apsw.Connection(str(tmp_path / "athens.halflap"))
        names_entered = "SELECT body ->> 'name' FROM facts WHERE body ->> 'name' LIKE 'B%'"
        assert tool.execute(names_entered).fetchall() == [("Bradley Wiggins",), ("Bradley McGee",)]
        assert tool.execute("PRAGMA application_id").get == 0x48414C46
        assert tool.execute("PRAGMA user_version").get == 1
        tool.close()

    def test_counts_its_writers(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        MeetFile.create(path).close()
        for command_id in ("a", "b"):
            with MeetFile.open(path, write=True) as meet:
                append(meet, command_id)
                append(meet, f"{command_id} again")
        with MeetFile.open(path) as meet:
            assert [fact.epoch for fact in meet.read()] == [1, 1, 2, 2]

    def test_shows_a_reader_what_a_writer_appends_meanwhile(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with MeetFile.create(path) as writer, MeetFile.open(path) as reader:
            fill(writer)
            assert reader.head() == writer.head()
            assert verify(reader) == ChainWhole(writer.head())

    def test_waits_for_a_tool_that_holds_it_for_a_moment(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        tool = apsw.Connection(str(path))
        tool.execute("PRAGMA locking_mode = EXCLUSIVE")
        tool.execute("BEGIN EXCLUSIVE")
        timer = threading.Timer(0.1, tool.close)
        timer.start()
        with MeetFile.open(path) as meet:
            assert meet.head().seq == 6
        timer.join()

    def test_opened_for_reading_takes_nothing(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        MeetFile.create(path).close()
        with MeetFile.open(path) as reader, pytest.raises(ValueError, match="for reading"):
            append(reader, "a")

    def test_with_any_name_is_found_again(self, tmp_path: Path) -> None:
        path = tmp_path / "Zürich 50% #1? 袁.halflap"
        with filled(path):
            pass
        with MeetFile.open(path) as meet:
            assert meet.head().seq == 6
        assert names(tmp_path) == ["Zürich 50% #1? 袁.halflap"]

    def test_reached_through_a_link_has_the_same_lock(self, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(tmp_path / "athens.halflap")
        with filled(tmp_path / "athens.halflap"):
            assert refusal(tmp_path / "link", write=True).code == "in-use"

    def test_may_be_closed_twice(self, tmp_path: Path) -> None:
        meet = MeetFile.create(tmp_path / "athens.halflap")
        meet.close()
        meet.close()


class TestTheTables:
    @pytest.mark.parametrize("table", ["facts", "commands", "chunks"])
    @pytest.mark.parametrize(
        "change",
        [
            "DELETE FROM {table}",
            "UPDATE {table} SET rowid = rowid + 100",
            "INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE rowid = 1",
            "REPLACE INTO {table} SELECT * FROM {table}",
        ],
    )
    def test_are_only_ever_appended_to(self, tmp_path: Path, table: str, change: str) -> None:
        with filled(tmp_path / "athens.halflap") as meet:
            tool = apsw.Connection(str(tmp_path / "athens.halflap"))
            with pytest.raises(apsw.ConstraintError, match=r"only ever appended to|answered once"):
                tool.execute(change.format(table=table))
            tool.close()
            assert verify(meet) == ChainWhole(meet.head())

    def test_hold_a_command_once(self, tmp_path: Path) -> None:
        with filled(tmp_path / "athens.halflap"):
            tool = apsw.Connection(str(tmp_path / "athens.halflap"))
            with pytest.raises(apsw.ConstraintError, match="answered once"):
                tool.execute("INSERT INTO commands VALUES (7, 7, 4, 3, '', 'enter-1', '')")
            tool.close()


class TestANewMeet:
    def test_is_never_written_over_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "results.xlsx"
        path.write_text("the only copy")
        with pytest.raises(StorageError) as caught:
            MeetFile.create(path)
        assert caught.value.code == "exists"
        assert str(caught.value) == (
            f"{path} exists already. "
            "Choose another name: nothing is ever written over an existing file."
        )
        assert path.read_text() == "the only copy"
        assert names(tmp_path) == ["results.xlsx"]

    def test_needs_a_folder_that_exists(self, tmp_path: Path) -> None:
        with pytest.raises(StorageError) as caught:
            MeetFile.create(tmp_path / "2004" / "athens.halflap")
        assert caught.value.code == "missing"
        assert str(caught.value.text) == f"There is no {tmp_path / '2004'}."

    def test_needs_a_folder_that_is_none_of_the_files(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StorageError) as caught:
            MeetFile.create(tmp_path / "file" / "athens.halflap")
        assert caught.value.code == "missing"

    def test_takes_the_place_of_one_that_was_never_finished(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        for left in ("-new", "-new-journal", "-lock"):
            path.with_name(path.name + left).write_text("left by a power cut")
        MeetFile.create(path).close()
        assert names(tmp_path) == ["athens.halflap"]


class TestWhatIsNoMeet:
    @both
    def test_a_missing_file(self, tmp_path: Path, write: bool) -> None:
        error = refusal(tmp_path / "athens.halflap", write=write)
        assert error.code == "missing"
        assert str(error.text) == f"There is no {tmp_path / 'athens.halflap'}."
        assert names(tmp_path) == []

    @both
    def test_a_folder(self, tmp_path: Path, write: bool) -> None:
        error = refusal(tmp_path, write=write)
        assert error.code == "not-a-file"
        assert str(error) == f"{tmp_path} is a folder. Name a file in it."

    @both
    @pytest.mark.parametrize(
        "data", [b"", b"\x00", b"name,bib\nWiggins,1\n" * 100], ids=["empty", "a byte", "a CSV"]
    )
    def test_a_file_of_something_else(self, tmp_path: Path, write: bool, data: bytes) -> None:
        path = tmp_path / "entries.csv"
        path.write_bytes(data)
        error = refusal(path, write=write)
        assert error.code == "not-a-meet"
        assert str(error.text) == f"{path} is not a meet file."
        assert path.read_bytes() == data
        assert names(tmp_path) == ["entries.csv"]

    @both
    def test_another_programs_database(self, tmp_path: Path, write: bool) -> None:
        path = tmp_path / "club.db"
        other = apsw.Connection(str(path))
        other.execute("CREATE TABLE facts (seq INTEGER PRIMARY KEY)")
        other.close()
        before = path.read_bytes()
        assert refusal(path, write=write).code == "not-a-meet"
        assert path.read_bytes() == before
        assert names(tmp_path) == ["club.db"]

    @both
    def test_a_meet_without_a_version(self, tmp_path: Path, write: bool) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        tool = apsw.Connection(str(path))
        tool.execute("PRAGMA user_version = 0")
        tool.close()
        assert refusal(path, write=write).code == "not-a-meet"


class TestANewerMeet:
    @both
    def test_is_refused_and_left_alone(self, tmp_path: Path, write: bool) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        newer = apsw.Connection(str(path))
        newer.execute("PRAGMA user_version = 2")
        newer.close()
        before = path.read_bytes()
        error = refusal(path, write=write)
        assert error.code == "newer"
        assert str(error) == (
            f"{path} was made by a newer halflap "
            "(version 2 of the file, and this halflap knows version 1). "
            "Open it with the newer halflap; nothing was changed."
        )
        assert path.read_bytes() == before
        assert names(tmp_path) == ["athens.halflap"]


class TestADamagedMeet:
    @both
    @pytest.mark.parametrize("sixteenths", range(1, 16))
    def test_cut_off_is_refused_and_left_alone(
        self, tmp_path: Path, write: bool, sixteenths: int
    ) -> None:
        path = tmp_path / "athens.halflap"
        with MeetFile.create(path) as meet:
            append(meet, "many", *['{"name":"Bradley Wiggins"}'] * 200)
        cut = path.read_bytes()[: path.stat().st_size * sixteenths // 16]
        path.write_bytes(cut)
        error = refusal(path, write=write)
        assert error.code == "damaged"
        assert str(error.text).startswith(f"{path} is damaged (")
        assert str(error.remedy) == "Keep it as it is, and go on with its newest backup."
        assert path.read_bytes() == cut
        assert names(tmp_path) == ["athens.halflap"]

    def test_with_a_log_cut_off_ends_with_a_whole_commit_and_a_printed_head_shows_it(
        self, tmp_path: Path
    ) -> None:
        path, copy = tmp_path / "athens.halflap", tmp_path / "copy.halflap"
        with filled(path) as meet:
            database, log = path.read_bytes(), Path(f"{path}-wal").read_bytes()
            printed = GivenHead.parse(str(meet.head()))
        ends = set()
        for sixteenths in range(17):
            copy.write_bytes(database)
            Path(f"{copy}-wal").write_bytes(log[: len(log) * sixteenths // 16])
            with MeetFile.open(copy) as meet:
                head = meet.head()
                assert verify(meet) == ChainWhole(head)
                assert missing_heads(meet.read(), [printed]) == ((printed,) if head.seq < 6 else ())
            ends.add(head.seq)
            assert names(tmp_path) == ["athens.halflap", "copy.halflap"]
        assert ends == {0, 2, 3, 4, 6}

    def test_with_a_value_of_another_type_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        self.without_strict_types(path, "UPDATE facts SET body = x'7b7d' WHERE seq = 4")
        with MeetFile.open(path) as meet, pytest.raises(StorageError) as caught:
            list(meet.read())
        assert caught.value.code == "damaged"
        assert "a value in it is of another type" in str(caught.value.text)

    def without_strict_types(self, path: Path, change: str) -> None:
        """Makes a change that SQLite would refuse in our tables, as a flipped bit may make it."""
        steps = (
            "PRAGMA writable_schema = ON",
            "DROP TRIGGER facts_update",
            "UPDATE sqlite_schema SET sql = replace(sql, ') STRICT', ')') WHERE name = 'facts'",
            "PRAGMA writable_schema = RESET",
            change,
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET sql = sql || ' STRICT' WHERE name = 'facts'",
            next(sql for sql in STATEMENTS if "TRIGGER facts_update" in sql),
        )
        for step in steps:
            tool = apsw.Connection(str(path))
            tool.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 0)
            tool.execute("PRAGMA writable_schema = ON")
            tool.execute(step)
            tool.close()

    @both
    def test_without_its_triggers_is_refused(self, tmp_path: Path, write: bool) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        forger = apsw.Connection(str(path))
        forger.execute("DROP TRIGGER facts_update")
        forger.close()
        error = refusal(path, write=write)
        assert error.code == "damaged"
        assert "a table or a trigger of it was changed" in str(error)


AS_NOBODY = """
import os, pathlib, sys
import urllib.parse  # pathlib may want it later, when this user cannot read it any more
from halflap.journal.store import MeetFile
from halflap.journal.errors import StorageError
from halflap.journal.backup import backup
from tests.journal.samples import append, names
folder = pathlib.Path(sys.argv[1])
if os.geteuid() == 0:  # nothing is read-only to the superuser
    os.setgid(65534)
    os.setuid(65534)
def attempt(name, action):
    try:
        print(name, action())
    except StorageError as error:
        print(name, error.code)
path = folder / "athens.halflap"
attempt("create", lambda: MeetFile.create(folder / "new.halflap"))
attempt("write", lambda: MeetFile.open(path, write=True, wait_s=0))
attempt("read", lambda: MeetFile.open(path).head().seq)
attempt("backup", lambda: backup(path, folder / "backup.halflap"))
attempt("crashed", lambda: MeetFile.open(folder / "crashed.halflap"))
archived = folder / "archive" / "athens.halflap"
attempt("write an archived meet", lambda: MeetFile.open(archived, write=True))
attempt("read it", lambda: MeetFile.open(archived).head().seq)
print(names(folder / "archive"))
attempt("secret", lambda: MeetFile.open(folder / "secret.halflap"))
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
        Path(name).chmod(0o700)


class TestAReadOnlyFolder:
    def test_can_be_read_and_nothing_else(self, open_folder: Path) -> None:
        folder = open_folder
        for name in ("athens", "secret"):
            with filled(folder / f"{name}.halflap"):
                pass
        with filled(folder / "crashing.halflap"):
            for ending in ("", "-wal"):
                data = (folder / f"crashing.halflap{ending}").read_bytes()
                (folder / f"crashed.halflap{ending}").write_bytes(data)
        (folder / "secret.halflap").chmod(0o000)
        (folder / "archive").mkdir()
        with filled(folder / "archive" / "athens.halflap"):
            pass
        (folder / "archive" / "athens.halflap").chmod(0o444)
        (folder / "archive").chmod(0o777)
        folder.chmod(0o555)
        before = names(folder)
        told = run(AS_NOBODY, folder)
        assert told.splitlines() == [
            "create read-only",
            "write read-only",
            "read 6",
            "backup read-only",
            "crashed no-log",
            "write an archived meet read-only",
            "read it 6",
            "['athens.halflap']",
            "secret unreadable",
        ]
        assert names(folder) == before
