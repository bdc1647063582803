"""A file that somebody names is read only so far, and no command waits for ever for a pipe."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import pytest

from halflap.cli import user_files
from tests.cli.running import ATHENS, Runner

pytestmark = pytest.mark.skipif(
    not Path("/dev/zero").exists(), reason="the endless file of Unix is missing"
)
ENDLESS = "/dev/zero"
TOO_LONG = "/dev/zero is longer than 16 MB, and no list, result or format is."


@pytest.fixture
def meet(run: Runner, tmp_path: Path) -> Path:
    file = tmp_path / "club.halflap"
    assert run("new", file, "--name", "Club", "--track", "250").code == 0
    assert (
        run(
            "competition",
            file,
            "men",
            "--category",
            "ME",
            "--distance",
            "4000",
            "--format",
            "uci-2025",
        ).code
        == 0
    )
    return file


class TestAFileWithoutEnd:
    def test_as_a_list_of_entries(self, run: Runner, meet: Path) -> None:
        done = run("enter", meet, ENDLESS)
        assert done.code == 2
        assert TOO_LONG in done.err
        assert "Check that it is the file you mean" in done.err

    def test_as_a_result_to_be_audited(self, run: Runner) -> None:
        assert TOO_LONG in run("audit", ENDLESS).err

    def test_as_a_format(self, run: Runner) -> None:
        assert TOO_LONG in run("formats", "check", ENDLESS).err

    def test_as_the_traffic_of_a_device(self, run: Runner) -> None:
        done = run("time", ENDLESS, "--protocol", "timy", "--track", "250", "--distance", "4000")
        assert done.code == 2
        assert "/dev/zero is longer than 256 MB" in done.err

    def test_as_a_result_of_a_photo_finish(self, run: Runner, meet: Path) -> None:
        run("enter", meet, "--bib", "1", "--name", "Ann")
        run("enter", meet, "--bib", "2", "--name", "Bea")
        assert run("draw", meet, "qualifying").code == 0
        done = run("record", meet, "qualifying", "1", "--from", ENDLESS)
        assert done.code == 2
        assert TOO_LONG in done.err

    def test_as_exported_lines(self, run: Runner, tmp_path: Path) -> None:
        done = run("import", ENDLESS, tmp_path / "again.halflap")
        assert done.code == 2
        assert "/dev/zero has a line of more than 16 MB" in done.err
        assert not (tmp_path / "again.halflap").exists()

    def test_on_standard_input(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        with Path(ENDLESS).open("rb") as zeros:
            monkeypatch.setattr("sys.stdin", io.TextIOWrapper(zeros))
            assert "longer than 16 MB" in run("audit", "-").err


def test_a_file_of_ten_gigabytes_is_not_read(run: Runner, meet: Path, tmp_path: Path) -> None:
    file = tmp_path / "entries.csv"
    with file.open("wb") as sparse:
        sparse.truncate(10 * 1024**3)
    assert f"{file} is longer than 16 MB" in run("enter", meet, file).err


class TestAPipe:
    def test_into_which_nobody_writes(
        self, run: Runner, meet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(user_files, "PATIENCE_S", 0.05)
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        done = run("enter", meet, pipe)
        assert done.code == 2
        assert f"{pipe} is a pipe, and nobody writes into it." in done.err

    def test_into_which_somebody_writes_is_read_to_its_end(
        self, run: Runner, tmp_path: Path
    ) -> None:
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        writer = threading.Thread(target=pipe.write_bytes, args=(ATHENS.read_bytes(),))
        writer.start()
        done = run("audit", pipe)
        writer.join()
        assert done.code == run("audit", ATHENS).code
        assert done.err == ""
