"""The file of recorded traffic: readable whatever cut it off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.devices.recording import BadRecording, Recorded, Recording, is_recording, recorded

ONE = Recorded("timy", "timy", 1, 5_000_000, 1_700_000_000_000_000, b"\x00 0001 C1\r")
TWO = Recorded("timy", "timy", 2, 6_000_000, 1_700_000_001_000_000, b"\xff\n")


def written(path: Path, *pieces: Recorded) -> Path:
    recording = Recording(path)
    for piece in pieces:
        recording.write(piece)
    recording.close()
    return path


class TestARecording:
    def test_is_read_as_it_was_written(self, tmp_path: Path) -> None:
        path = written(tmp_path / "day", ONE, TWO)
        assert is_recording(path)
        assert list(recorded(path)) == [ONE, TWO]

    def test_is_lines_that_a_person_can_read(self, tmp_path: Path) -> None:
        path = written(tmp_path / "day", ONE)
        assert path.read_text("utf-8").splitlines() == [
            '{"halflap_recording": 1}',
            '{"mono_us": 5000000, "utc_us": 1700000000000000, "source": "timy", '
            '"protocol": "timy", "connection": 1, "bytes": "ACAwMDAxIEMxDQ=="}',
        ]

    def test_is_continued(self, tmp_path: Path) -> None:
        path = written(tmp_path / "day", ONE)
        assert list(recorded(written(path, TWO))) == [ONE, TWO]

    def test_whose_last_line_is_torn_is_read_up_to_it(self, tmp_path: Path) -> None:
        path = written(tmp_path / "day", ONE, TWO)
        path.write_bytes(path.read_bytes()[:-20])
        first, torn = recorded(path)
        assert first == ONE
        assert str(torn) == (
            "The last line of the recording, line 3, is torn: it was being written when the power "
            "or the program ended."
        )

    def test_that_was_torn_is_continued_after_it(self, tmp_path: Path) -> None:
        path = written(tmp_path / "day", ONE, ONE)
        path.write_bytes(path.read_bytes()[:-20])
        assert [str(each) for each in recorded(written(path, TWO))] == [
            str(ONE),
            "Line 3 of the recording is damaged.",
            str(TWO),
        ]

    @given(st.integers(0, 400))
    def test_cut_anywhere_loses_only_the_line_that_was_cut(self, cut: int) -> None:
        whole = b'{"halflap_recording": 1}\n'
        line = b'{"mono_us": 1, "utc_us": 2, "source": "a", "protocol": "b", "bytes": "eA=="}\n'
        path = Path("/dev/shm" if os.path.isdir("/dev/shm") else "/tmp") / f"cut-{os.getpid()}"
        try:
            path.write_bytes((whole + line * 4)[: len(whole) + cut])
            found = list(recorded(path))
        finally:
            path.unlink()
        pieces = [each for each in found if isinstance(each, Recorded)]
        # A line that lacks only its end is whole.
        assert len(pieces) == min(4, (cut + 1) // len(line))
        assert len(found) == min(4, -(-cut // len(line)))

    def test_of_another_file_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "day"
        path.write_bytes(b" 0001 C1\r")
        assert not is_recording(path)
        with pytest.raises(BadRecording):
            Recording(path)
        with pytest.raises(BadRecording):
            list(recorded(path))
        assert path.read_bytes() == b" 0001 C1\r"

    def test_of_a_later_version_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "day"
        path.write_bytes(b'{"halflap_recording": 2}\n')
        with pytest.raises(BadRecording, match="later halflap"):
            list(recorded(path))

    @pytest.mark.parametrize(
        "line",
        [
            b"[]",
            b"7",
            b'{"mono_us": "x", "utc_us": 1, "source": "", "protocol": "", "bytes": ""}',
            b'{"mono_us": 1, "utc_us": 1, "source": "", "protocol": "", "bytes": "!"}',
            b'{"mono_us": 1, "utc_us": 1, "source": "", "protocol": ""}',
            b"\xff\xfe",
            b"[" * 100_000,
        ],
    )
    def test_says_which_line_is_damaged(self, tmp_path: Path, line: bytes) -> None:
        path = tmp_path / "day"
        path.write_bytes(b'{"halflap_recording": 1}\n' + line + b"\n")
        assert [str(each) for each in recorded(path)] == ["Line 2 of the recording is damaged."]


class TestTheDisk:
    def test_is_made_sure_of_every_second_and_at_the_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        synced: list[int] = []
        monkeypatch.setattr("os.fsync", synced.append)
        recording = Recording(tmp_path / "day")
        for tenth in range(25):
            recording.write(Recorded("a", "b", 1, tenth * 100_000, 0, b"x"))
        assert len(synced) == 2
        recording.sync_if_due(2_999_999)
        assert len(synced) == 2
        recording.sync_if_due(3_000_000)
        recording.sync_if_due(9_000_000)
        assert len(synced) == 3
        recording.close()
        assert len(synced) == 4


WRITER = """
import sys
from pathlib import Path
from halflap.devices.recording import Recorded, Recording
recording = Recording(Path(sys.argv[1]))
for number in range(1_000_000):
    recording.write(Recorded("a", "b", 1, number, 0, b"%d" % number))
    print(number, flush=True)
"""


class TestAKilledProgram:
    def test_leaves_every_line_that_it_wrote(self, tmp_path: Path) -> None:
        path = tmp_path / "day"
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            for said in process.stdout:
                if int(said) >= 500:
                    break
            process.send_signal(signal.SIGKILL)
            last = [int(said), *map(int, process.stdout.read().split("\n")[:-1])][-1]
        numbers = [int(each.data) for each in recorded(path) if isinstance(each, Recorded)]
        assert numbers[: last + 1] == list(range(last + 1))
