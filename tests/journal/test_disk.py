"""A disk that is full, fails or cannot hold a log: a sentence, and nothing acknowledged lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import apsw
import pytest

from halflap.journal.backup import backup
from halflap.journal.chain import ChainWhole, verify
from halflap.journal.errors import StorageError
from halflap.journal.jsonl import export_jsonl, import_jsonl, write_jsonl
from halflap.journal.memory import MemoryJournal
from halflap.journal.store import MeetFile
from tests.journal.samples import append, fill, filled, names, run


class Disk(apsw.VFS):
    """The real disk, but with room for so many bytes, and perhaps none for a log or for syncing."""

    def __init__(self, real: str) -> None:
        super().__init__("test disk", real)
        self.real = real
        self.room: float = float("inf")
        self.holds_a_log = True
        self.syncs = True

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> apsw.VFSFile:
        if flags[0] & apsw.SQLITE_OPEN_WAL and not self.holds_a_log:
            raise apsw.CantOpenError
        return File(self, name, flags)


class File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: apsw.URIFilename | str | None, flags: list[int]) -> None:
        super().__init__(disk.real, name, flags)
        self.disk = disk

    def xWrite(self, data: bytes, offset: int) -> None:
        if len(data) > self.disk.room:
            raise apsw.FullError
        self.disk.room -= len(data)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:
        if not self.disk.syncs:
            raise apsw.IOError
        super().xSync(flags)


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Every SQLite file of the test lies on this disk."""
    usual = apsw.vfs_names()[0]
    disk = Disk(usual)
    apsw.set_default_vfs("test disk")
    yield disk
    apsw.set_default_vfs(usual)
    disk.unregister()


def failure(action: Callable[[], object]) -> StorageError | None:
    try:
        action()
    except StorageError as error:
        return error
    return None


def refused(error: pytest.ExceptionInfo[StorageError], code: str, path: Path) -> bool:
    return error.value.code == code and str(path) in str(error.value.text)


class TestAFullDisk:
    def test_at_any_byte_of_an_append_keeps_all_before_and_nothing_of_it(
        self, disk: Disk, tmp_path: Path
    ) -> None:
        path = tmp_path / "athens.halflap"
        long_body = '{"text":"%s"}' % ("x" * 15_000)
        with filled(path) as meet:
            acknowledged = list(meet.read())
            for room in range(0, 60_000, 1500):
                disk.room = room
                error = failure(partial(append, meet, f"with {room}", long_body))
                disk.room = float("inf")
                if error is None:
                    break
                assert error.code == "full"
                assert str(error) == (
                    f"The disk has no room left for {path}; nothing of this was kept. "
                    "Make room on the disk, and repeat it."
                )
                with MeetFile.open(path) as reader:
                    assert list(reader.read()) == acknowledged
            else:
                pytest.fail("it never fitted")
            assert room > 15_000
            append(meet, "with room again")
            assert meet.head().seq == len(acknowledged) + 2
            assert verify(meet) == ChainWhole(meet.head())
        with MeetFile.open(path) as meet:
            assert verify(meet) == ChainWhole(meet.head())
        assert names(tmp_path) == ["athens.halflap"]

    def test_at_any_byte_of_a_creation_leaves_nothing(self, disk: Disk, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        for room in range(0, 100_000, 3000):
            disk.room = room
            error = failure(lambda: MeetFile.create(path).close())
            if error is None:
                break
            assert error.code == "full"
            assert names(tmp_path) == []
        assert room > 9000
        assert names(tmp_path) == ["athens.halflap"]

    def test_during_a_backup_leaves_the_meet_and_no_backup(
        self, disk: Disk, tmp_path: Path
    ) -> None:
        path, stick = tmp_path / "athens.halflap", tmp_path / "stick"
        stick.mkdir()
        with filled(path) as meet:
            disk.room = 10_000
            with pytest.raises(StorageError) as caught:
                backup(path, stick / "athens.halflap")
            assert refused(caught, "full", stick)
            disk.room = float("inf")
            assert names(stick) == []
            assert verify(meet) == ChainWhole(meet.head())

    def test_during_an_import_leaves_nothing(self, disk: Disk, tmp_path: Path) -> None:
        journal = MemoryJournal()
        fill(journal)
        disk.room = 10_000
        with pytest.raises(StorageError) as caught:
            import_jsonl(export_jsonl(journal), tmp_path / "athens.halflap")
        assert refused(caught, "full", tmp_path)
        assert names(tmp_path) == []


class TestAFailingDisk:
    def test_is_told_and_nothing_unsynced_is_acknowledged(self, disk: Disk, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path) as meet:
            disk.syncs = False
            with pytest.raises(StorageError) as caught:
                append(meet, "not synced")
            assert refused(caught, "io", path)
            assert str(caught.value.remedy) == (
                "Check the disk and its cable; everything acknowledged before is kept."
            )
            disk.syncs = True
            assert meet.head().seq == 6
            append(meet, "synced")
            assert meet.outcome_of("not synced") is None
            assert verify(meet) == ChainWhole(meet.head())


class TestAFolderThatCannotHoldALog:
    def test_cannot_hold_a_new_meet(self, disk: Disk, tmp_path: Path) -> None:
        disk.holds_a_log = False
        with pytest.raises(StorageError) as caught:
            MeetFile.create(tmp_path / "athens.halflap")
        assert refused(caught, "no-log", tmp_path)
        assert str(caught.value.remedy) == (
            "Move the meet to a folder on a disk of this machine that can be written."
        )
        assert names(tmp_path) == []

    def test_lets_a_meet_be_read_and_not_written(self, disk: Disk, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        disk.holds_a_log = False
        with pytest.raises(StorageError) as caught:
            MeetFile.open(path, write=True)
        assert refused(caught, "no-log", path)
        with MeetFile.open(path) as meet:
            assert meet.head().seq == 6
        assert names(tmp_path) == ["athens.halflap"]


# The kernel's own limit: no file of this process may grow beyond it.
WITH_A_LIMIT = """
import pathlib, resource, sys
from halflap.journal.errors import StorageError
from halflap.journal.store import MeetFile
from tests.journal.samples import append
with MeetFile.create(pathlib.Path(sys.argv[1])) as meet:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    try:
        while True:
            print(append(meet, f"after {meet.head().seq}", '{"text":"%s"}' % ("x" * 3000))[0].seq)
    except StorageError as error:
        print(error.code, meet.head().seq)
"""


class TestARealLimit:
    def test_keeps_every_fact_that_was_acknowledged(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        *acknowledged, code, head = run(WITH_A_LIMIT, path).split()
        assert code in {"full", "io"}
        assert head == acknowledged[-1]
        with MeetFile.open(path) as meet:
            assert [str(fact.seq) for fact in meet.read()] == acknowledged
            assert verify(meet) == ChainWhole(meet.head())

    def test_leaves_no_half_export(self, tmp_path: Path) -> None:
        script = """
import pathlib, resource, sys
from halflap.journal.errors import StorageError
from halflap.journal.jsonl import write_jsonl
from halflap.journal.memory import MemoryJournal
from tests.journal.samples import append
journal = MemoryJournal()
append(journal, "long", '{"text":"%s"}' % ("x" * 30_000))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
try:
    write_jsonl(journal, pathlib.Path(sys.argv[1]))
except StorageError as error:
    print(error)
"""
        path = tmp_path / "athens.jsonl"
        assert run(script, path) == (
            f"The disk has no room left for {path}; nothing of this was kept. "
            "Make room on the disk, and repeat it.\n"
        )
        assert names(tmp_path) == []

    def test_does_not_hinder_an_export_that_fits(self, tmp_path: Path) -> None:
        journal = MemoryJournal()
        fill(journal)
        write_jsonl(journal, tmp_path / "athens.jsonl")
        assert (tmp_path / "athens.jsonl").read_bytes() == b"".join(export_jsonl(journal))
        assert names(tmp_path) == ["athens.jsonl"]
