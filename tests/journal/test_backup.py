"""A backup: one proven file, made while the meet goes on, and never over another file."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import apsw
import pytest

from halflap.journal.backup import backup
from halflap.journal.chain import ChainWhole, Comparison, compare, verify
from halflap.journal.errors import StorageError
from halflap.journal.jsonl import export_jsonl, import_jsonl
from halflap.journal.schema import STATEMENTS
from halflap.journal.store import MeetFile
from tests.journal.samples import append, filled, names, start
from tests.journal.test_crash import WRITING


class TestABackup:
    def test_is_a_single_file_with_every_row(self, tmp_path: Path) -> None:
        (tmp_path / "stick").mkdir()
        copy = tmp_path / "stick" / "athens.halflap"
        with filled(tmp_path / "athens.halflap") as meet:
            assert backup(tmp_path / "athens.halflap", copy) == meet.head()
            assert names(tmp_path / "stick") == ["athens.halflap"]
            with MeetFile.open(copy) as copied:
                assert b"".join(export_jsonl(copied)) == b"".join(export_jsonl(meet))
            append(meet, "later")
            with MeetFile.open(copy) as copied:
                assert compare(meet.read(), copied.read()) == Comparison("copy is behind", 7)

    @pytest.mark.skipif(os.name == "nt", reason="names are text there")
    @pytest.mark.parametrize(
        ("meet", "to"), [(b"athens\xff.halflap", b"copy"), (b"athens.halflap", b"copy\xff")]
    )
    def test_of_a_name_that_is_no_text_is_refused(
        self, tmp_path: Path, meet: bytes, to: bytes
    ) -> None:
        with filled(tmp_path / "athens.halflap"):
            pass
        path = tmp_path / os.fsdecode(meet)
        (tmp_path / "athens.halflap").rename(path)
        with pytest.raises(StorageError) as raised:
            backup(path, tmp_path / os.fsdecode(to))
        assert raised.value.code == "not-text"
        assert "\\udcff" in str(raised.value)
        assert names(tmp_path) == [path.name]

    def test_can_be_gone_on_with(self, tmp_path: Path) -> None:
        with filled(tmp_path / "athens.halflap"):
            pass
        backup(tmp_path / "athens.halflap", tmp_path / "spare.halflap")
        with MeetFile.open(tmp_path / "spare.halflap", write=True) as spare:
            assert append(spare, "next")[0].seq == 7

    @pytest.mark.parametrize("target", ["stick/old.halflap", "athens.halflap"])
    def test_is_never_written_over_a_file(self, tmp_path: Path, target: str) -> None:
        (tmp_path / "stick").mkdir()
        for name in ("athens.halflap", "stick/old.halflap"):
            with filled(tmp_path / name):
                pass
        before = (tmp_path / target).read_bytes()
        with pytest.raises(StorageError) as caught:
            backup(tmp_path / "athens.halflap", tmp_path / target)
        assert caught.value.code == "exists"
        assert (tmp_path / target).read_bytes() == before
        assert names(tmp_path) == ["athens.halflap", "stick"]

    def test_needs_a_name_in_a_folder_that_exists(self, tmp_path: Path) -> None:
        (tmp_path / "stick").mkdir()
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        for target, code in ((tmp_path / "stick", "not-a-file"), (path / "x", "missing")):
            with pytest.raises(StorageError) as caught:
                backup(path, target)
            assert caught.value.code == code
        assert names(tmp_path) == ["athens.halflap", "stick"]

    def test_of_a_meet_that_was_changed_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        (trigger,) = (sql for sql in STATEMENTS if "TRIGGER facts_update" in sql)
        forger = apsw.Connection(str(path))
        forger.execute("DROP TRIGGER facts_update")
        forger.execute("UPDATE facts SET utc_us = 0 WHERE seq = 4")
        forger.execute(trigger)
        forger.close()
        with pytest.raises(StorageError) as caught:
            backup(path, tmp_path / "copy.halflap")
        assert caught.value.code == "chain-broken"
        assert str(caught.value.text) == (
            f"{path} cannot be trusted from fact 4 on. Fact 4 was changed: its hash is another."
        )
        assert names(tmp_path) == ["athens.halflap"]

    def test_of_a_meet_with_a_damaged_index_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        with filled(path):
            pass
        data = path.read_bytes()
        pages = [data[start : start + 4096] for start in range(0, len(data), 4096)]
        index_page = b"\x0a"  # the first byte of a page of the index over command ids
        damaged = [
            page.replace(b"enter-2", b"enter-9") if page.startswith(index_page) else page
            for page in pages
        ]
        assert damaged != pages
        path.write_bytes(b"".join(damaged))
        with pytest.raises(StorageError) as caught:
            backup(path, tmp_path / "copy.halflap")
        assert caught.value.code == "damaged"
        assert "idx" in str(caught.value.text) or "index" in str(caught.value.text)
        assert names(tmp_path) == ["athens.halflap"]


class TestWhileAnotherProcessWrites:
    def test_every_copy_and_every_export_is_whole(self, tmp_path: Path) -> None:
        path = tmp_path / "athens.halflap"
        MeetFile.create(path).close()
        writer = start(WRITING, path)
        assert writer.stdout is not None
        try:
            before = 0
            for number in range(5):
                acknowledged = int(writer.stdout.readline())
                head = backup(path, tmp_path / f"copy {number}.halflap")
                assert head.seq >= acknowledged > before
                before = acknowledged
                with MeetFile.open(path) as meet:
                    found = verify(meet)
                    assert isinstance(found, ChainWhole)
                    assert found.head.seq >= head.seq
                    exported = import_jsonl(export_jsonl(meet), tmp_path / f"in {number}.halflap")
                    assert exported.seq >= found.head.seq
        finally:
            os.kill(writer.pid, signal.SIGKILL)
            writer.communicate(timeout=30)
