"""``halflap capture``, ``replay``, ``devices``: against real sockets and pseudo terminals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from halflap.cli.listening import sources_of
from halflap.cli.live_view import Watched, signed_seconds
from halflap.devices.clock_offset import ClockOffset
from halflap.devices.recording import Recorded, Recording, recorded
from halflap.sport.impulse import DAY_US, Impulse
from tests.cli.running import Runner
from tests.devices.source_helper import line, lines

HALFLAP = (sys.executable, "-m", "halflap")


@contextmanager
def device(data: bytes, *, stays: bool = True) -> Iterator[int]:
    """A device at a TCP port that sends ``data`` to whoever connects, and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            server.settimeout(5)
            with server.accept()[0] as connection:
                connection.sendall(data)
                if stays:
                    over.wait(5)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        thread.join()


def a_recording(path: Path, *pieces: tuple[str, int, bytes], connection: int = 1) -> Path:
    recording = Recording(path)
    for source, mono_us, data in pieces:
        recording.write(Recorded(source, "timy", connection, mono_us, 0, data))
    recording.close()
    return path


class TestCapture:
    def test_keeps_every_byte_and_says_what_came(self, run: Runner, tmp_path: Path) -> None:
        data = lines(1, 20) + b"\xff\xfe\r"
        file = tmp_path / "day.jsonl"
        with device(data) as port:
            done = run(
                "capture", f"tcp:127.0.0.1:{port}", "--protocol", "timy", "--to", file,
                "--seconds", 0.4, "--name", "main",
            )  # fmt: skip
        assert done.code == 0
        assert done.out == (
            f"main: 583 bytes; lines 21, impulses 20, rejected 1, lost 0.\nRecorded in {file}.\n"
        )
        assert done.err == (f"Connecting to main (tcp:127.0.0.1:{port}).\nmain is connected.\n")
        pieces = [piece for piece in recorded(file) if isinstance(piece, Recorded)]
        assert b"".join(piece.data for piece in pieces) == data
        assert {(piece.source, piece.protocol) for piece in pieces} == {("main", "timy")}
        assert all(abs(piece.utc_us - time.time_ns() // 1000) < 60_000_000 for piece in pieces)

    def test_of_a_device_that_goes_away_numbers_its_connections(
        self, run: Runner, tmp_path: Path
    ) -> None:
        file = tmp_path / "day.jsonl"
        with device(line(1)[:10], stays=False) as port:
            done = run(
                "capture", f"tcp:127.0.0.1:{port}", "--protocol", "timy", "--to", file,
                "--seconds", 0.4, "--json",
            )  # fmt: skip
        assert done.json["bytes"] == 10
        assert done.json["rejected"] == 1
        assert "timy is gone." in done.err

    def test_goes_on_with_a_recording_that_is_there(self, run: Runner, tmp_path: Path) -> None:
        file = tmp_path / "day.jsonl"
        raw = tmp_path / "raw.txt"
        raw.write_bytes(lines(1, 3))
        for _ in range(2):
            assert run(
                "capture", f"file:{raw}@0", "--protocol", "timy", "--to", file
            ).code == 0  # fmt: skip
        pieces = [piece for piece in recorded(file) if isinstance(piece, Recorded)]
        assert b"".join(piece.data for piece in pieces) == lines(1, 3) * 2

    def test_that_was_cut_off_ends_with_1(self, run: Runner, tmp_path: Path) -> None:
        with device(lines(1, 9_999) * 4) as port:
            done = run(
                "capture", f"tcp:127.0.0.1:{port}", "--protocol", "timy", "--to", tmp_path / "x",
                "--json", "--seconds", 2.0,
            )  # fmt: skip
        assert done.code == 1
        assert done.json["lost"] > 15_000
        assert done.json["impulses"] + done.json["lost"] in (39_996, 39_997)
        assert f"Lines of timy that were lost: {done.json['lost']}." in done.err

    @pytest.mark.parametrize(
        ("address", "code", "says"),
        [
            ("tcp:7000", 2, "“tcp:7000” is no address: the host is missing."),
            ("file:none", 2, "There is no none."),
        ],
    )
    def test_of_what_cannot_be_is_said(
        self, run: Runner, tmp_path: Path, address: str, code: int, says: str
    ) -> None:
        done = run("capture", address, "--protocol", "timy", "--to", tmp_path / "x")
        assert done.code == code
        assert says in done.err

    def test_into_another_file_is_refused(self, run: Runner, tmp_path: Path) -> None:
        other = tmp_path / "notes.txt"
        other.write_text("mine")
        done = run("capture", "udp:127.0.0.1:0", "--protocol", "timy", "--to", other)
        assert done.code == 2
        assert "no recording to go on with" in done.err
        assert other.read_text() == "mine"

    def test_into_a_folder_that_is_not_there_is_said(self, run: Runner, tmp_path: Path) -> None:
        done = run(
            "capture", "udp:127.0.0.1:0", "--protocol", "timy", "--to", tmp_path / "no" / "x"
        )
        assert done.code == 4

    def test_warns_of_a_full_disk(
        self, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        @dataclass
        class Usage:
            free: int = 123_000_000

        monkeypatch.setattr("shutil.disk_usage", lambda _: Usage())
        done = run(
            "capture", "udp:127.0.0.1:0", "--protocol", "timy", "--to", tmp_path / "x",
            "--seconds", 0.1,
        )  # fmt: skip
        assert f"Only 123 MB of the disk of {tmp_path} are free: delete" in done.err

    @pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
    def test_ends_with_its_summary_when_it_is_asked_to(
        self, tmp_path: Path, sign: signal.Signals
    ) -> None:
        file = tmp_path / "day.jsonl"
        with (
            device(lines(1, 5)) as port,
            subprocess.Popen(
                [*HALFLAP, *f"capture tcp:127.0.0.1:{port} --protocol timy --to {file}".split()],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            ) as process,
        ):
            wait_for(lambda: file.exists() and len(file.read_bytes()) > 100)
            process.send_signal(sign)
            said, _ = process.communicate(timeout=5)
        assert said.startswith("timy: 145 bytes; lines 5, impulses 5, rejected 0, lost 0.")
        assert process.returncode == 0

    def test_killed_leaves_a_recording_that_can_be_read(self, tmp_path: Path) -> None:
        file = tmp_path / "day.jsonl"
        with (
            device(lines(1, 5)) as port,
            subprocess.Popen(
                [*HALFLAP, *f"capture tcp:127.0.0.1:{port} --protocol timy --to {file}".split()],
                stderr=subprocess.DEVNULL,
            ) as process,
        ):
            wait_for(lambda: file.exists() and len(file.read_bytes()) > 100)
            process.kill()
        pieces = [piece for piece in recorded(file) if isinstance(piece, Recorded)]
        assert b"".join(piece.data for piece in pieces) == lines(1, 5)


def wait_for(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.005)
    pytest.fail("it did not come true in time")


class TestReplay:
    def test_of_what_no_device_wrote_is_no_success(self, run: Runner, tmp_path: Path) -> None:
        junk = tmp_path / "junk.bin"
        junk.write_bytes(b"rubbish\rmore of it\r")
        done = run("replay", junk, "--protocol", "timy")
        assert done.code == 2
        assert "Not read: “rubbish” is no line of ALGE Timy." in done.out
        assert done.err.startswith("halflap: No impulse can be read from it.")

    def test_shows_what_was_sent(self, run: Runner, tmp_path: Path) -> None:
        file = a_recording(tmp_path / "x", ("main", 0, line(1)), ("main", 9, b"rubbish\r"))
        done = run("replay", file)
        assert done.code == 0
        assert done.out == (
            "main       1  13:53:20.100000 C1 #1\n"
            "main       2  Not read: “rubbish” is no line of ALGE Timy.\n"
        )

    def test_shows_it_to_programs(self, run: Runner, tmp_path: Path) -> None:
        file = a_recording(tmp_path / "x", ("main", 0, line(1)))
        assert run("replay", file, "--json").json == {
            "source": "main",
            "line": 1,
            "kind": "impulse",
            "channel": "C1",
            "time": "13:53:20.100000",
            "ref": "",
            "number": 1,
            "manual": False,
            "memory": False,
            "withdrawn": False,
        }

    def test_does_not_join_two_connections(self, run: Runner, tmp_path: Path) -> None:
        file = a_recording(tmp_path / "x", ("main", 0, line(1)[:12]))
        a_recording(file, ("main", 5, line(1)[12:] + line(2)), connection=2)
        said = run("replay", file).out.splitlines()
        assert [each[12:28] for each in said][-1] == "  13:53:20.20000"
        assert sum("Not read" in each for each in said) == 2

    def test_of_raw_bytes_needs_their_protocol(self, run: Runner, tmp_path: Path) -> None:
        file = tmp_path / "raw"
        file.write_bytes(line(1))
        assert run("replay", file).code == 2
        assert "13:53:20.100000 C1 #1" in run("replay", file, "--protocol", "timy").out

    def test_of_a_torn_recording_plays_what_is_there_and_ends_with_1(
        self, run: Runner, tmp_path: Path
    ) -> None:
        file = a_recording(tmp_path / "x", ("main", 0, line(1)), ("main", 9, line(2)))
        file.write_bytes(file.read_bytes()[:-5])
        done = run("replay", file)
        assert done.code == 1
        assert "#1" in done.out
        assert "line 3, is torn" in done.err

    def test_writes_the_bytes_alone(self, tmp_path: Path) -> None:
        file = a_recording(tmp_path / "x", ("main", 0, b"\x00\xff"), ("main", 9, b"\r"))
        done = subprocess.run(
            [*HALFLAP, *f"replay {file} --to - --speed 0".split()],
            stdout=subprocess.PIPE,
            check=True,
        )
        assert done.stdout == b"\x00\xff\r"

    def test_over_tcp_is_what_a_capture_records(self, tmp_path: Path) -> None:
        raw = lines(1, 3000)
        file = a_recording(tmp_path / "x", ("main", 0, raw[:999]), ("main", 400_000, raw[999:]))
        again = tmp_path / "again"
        with replaying(file, "tcp-listen:127.0.0.1:0", "--speed", "4") as (process, where):
            port = where.rpartition(" ")[2].strip(".\n")
            done = captured(f"tcp:127.0.0.1:{port}", again, process)
        assert done["impulses"] == 3000
        pieces = [piece for piece in recorded(again) if isinstance(piece, Recorded)]
        assert b"".join(piece.data for piece in pieces) == raw
        assert pieces[-1].mono_us - pieces[0].mono_us >= 95_000

    def test_over_a_pseudo_terminal_is_what_a_capture_records(self, tmp_path: Path) -> None:
        raw = lines(1, 3000)
        file = a_recording(tmp_path / "x", ("main", 0, raw))
        link = tmp_path / "ttyTIMY"
        with replaying(file, f"pty:{link}", "--speed", "0") as (process, where):
            assert where == f"The device is at {link}.\n"
            done = captured(f"serial:{link}", tmp_path / "again", process)
        assert done["impulses"] == 3000
        assert not link.is_symlink()

    def test_over_udp_reaches_who_listens(self, run: Runner, tmp_path: Path) -> None:
        file = a_recording(tmp_path / "x", ("main", 0, line(1)), ("main", 9, line(2)))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            sock.settimeout(2)
            port = sock.getsockname()[1]
            assert run("replay", file, "--to", f"udp:127.0.0.1:{port}", "--speed", 0).code == 0
            assert sock.recv(100) + sock.recv(100) == line(1) + line(2)

    def test_of_several_sources_asks_which(self, run: Runner, tmp_path: Path) -> None:
        file = a_recording(tmp_path / "x", ("a", 0, line(1)), ("b", 9, line(2)))
        done = run("replay", file, "--to", "tcp-listen:0")
        assert done.code == 2
        assert "several sources: a, b." in done.err
        assert run("replay", file, "--source", "c").code == 2
        assert run("replay", file, "--source", "b").out == "b       1  13:53:20.200000 C1 #2\n"

    @pytest.mark.parametrize(
        "args",
        [
            ("--to", "keyboard:"),
            ("--to", "udp:2008"),
            ("--to", "nowhere"),
            ("--to", "tcp:127.0.0.1:1"),
            ("--speed", "-1"),
            ("--speed", "inf"),
        ],
    )
    def test_to_what_cannot_be_is_refused(
        self, run: Runner, tmp_path: Path, args: tuple[str, str]
    ) -> None:
        file = a_recording(tmp_path / "x", ("a", 0, line(1)))
        assert run("replay", file, *args).code == 2

    def test_of_a_file_that_is_not_there_is_said(self, run: Runner, tmp_path: Path) -> None:
        done = run("replay", tmp_path / "none")
        assert done.code == 2
        assert f"There is no {tmp_path / 'none'}." in done.err


@contextmanager
def replaying(file: Path, sink: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A replay in another process, and what it says first."""
    command = [*HALFLAP, "replay", str(file), "--to", sink, *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        yield process, process.stderr.readline()
        process.kill()


def captured(address: str, file: Path, replay: subprocess.Popen[str]) -> Any:
    """What a capture says that goes on until the replay has ended."""
    arguments = f"capture {address} --protocol timy --to {file} --json".split()
    with subprocess.Popen(
        [*HALFLAP, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert replay.wait(5) == 0
        process.send_signal(signal.SIGINT)
        return json.loads(process.communicate(timeout=5)[0])


class TestDevices:
    def test_shows_each_source_once(self, run: Runner) -> None:
        with device(lines(1, 4)) as one, device(b"\xff\r" * 30) as two:
            done = run(
                "devices", f"main=timy@tcp:127.0.0.1:{one}", f"spare=timy@tcp:127.0.0.1:{two}",
                "--once", "--seconds", 0.4,
            )  # fmt: skip
        head, _, main, spare, remedy = done.out.splitlines()
        assert head.split()[:2] == ["source", "state"]
        assert main.split()[:3] == ["main", "connected", "0"]
        assert "13:53:20.400000 C1 #4 · 13:53:20.300000 C1 #3 · 13:53:20.200000 C1 #2" in main
        assert spare.startswith("spare   not readable")
        assert remedy == (
            "What spare sends cannot be read. Check the baud rate, the protocol and the cable."
        )

    def test_shows_it_to_programs(self, run: Runner) -> None:
        with device(lines(1, 4)) as port:
            done = run(
                "devices", f"tcp:127.0.0.1:{port}", "--protocol", "timy", "--once", "--json",
                "--seconds", 0.4,
            )  # fmt: skip
        (source,) = done.json["sources"]
        assert source["state"] == "connected"
        assert source["impulses"] == source["impulses_per_minute"] == 4
        assert source["age_s"] == 0
        assert [each["number"] for each in source["last"]] == [4, 3, 2]
        assert isinstance(source["clock_offset_us"], int)

    def test_without_a_terminal_says_changes_only_and_the_table_at_the_end(
        self, run: Runner
    ) -> None:
        with device(lines(1, 4)) as port:
            done = run("devices", f"tcp:127.0.0.1:{port}", "--protocol", "timy", "--seconds", 0.3)
        assert done.out.splitlines()[:2] == [
            f"Connecting to timy (tcp:127.0.0.1:{port}).",
            "timy is connected.",
        ]
        assert len(done.out.splitlines()) == 5

    def test_says_changes_to_programs_a_line_each(self, run: Runner) -> None:
        with device(b"") as port:
            done = run(
                "devices", f"tcp:127.0.0.1:{port}", "--protocol", "timy", "--seconds", 0.3,
                "--json",
            )  # fmt: skip
        said: list[Any] = [json.loads(each) for each in done.out.splitlines()]
        assert [each.get("state") for each in said] == ["connecting", "connected", None]
        assert said[-1]["sources"][0]["source"] == "timy"

    def test_on_a_terminal_draws_the_table_again(self) -> None:
        with device(lines(1, 4)) as port:
            master, terminal = os.openpty()
            termios.tcsetwinsize(terminal, (24, 60))
            subprocess.run(
                [*HALFLAP, *f"devices tcp:127.0.0.1:{port} --protocol timy --seconds 1.2".split()],
                stdout=terminal,
                env={name: value for name, value in os.environ.items() if name != "COLUMNS"},
                check=True,
            )
            os.close(terminal)
            with closing(os.fdopen(master, "rb", buffering=0)) as screen:
                shown = screen.read(100_000).decode()
        assert shown.count("source  state") >= 2
        assert "\x1b[3A" in shown
        assert max(map(len, shown.split("\r\n"))) < 70

    def test_without_an_address_names_the_serial_ports(self, run: Runner) -> None:
        done = run("devices", "--json")
        assert done.code == 0
        assert all(each["path"] for each in done.json["serial_ports"])

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (("tcp:h:1",), "Which protocol does “tcp:h:1” speak?"),
            (("a=omega@tcp:h:1",), "“omega” is no protocol."),
            (("a=timy@udp:1", "a=timy@udp:2"), "Two sources are called a."),
            (("a=timy@x",), "“x” is no address of a device."),
        ],
    )
    def test_of_what_cannot_be_is_said(self, run: Runner, args: tuple[str, ...], says: str) -> None:
        done = run("devices", *args)
        assert done.code == 2
        assert says in done.err

    def test_of_the_same_protocol_are_numbered(self) -> None:
        sources = sources_of(["udp:1", "udp:2", "b=jsonl@udp:3"], "timy")
        assert [source.name for source in sources] == ["timy", "timy-2", "b"]


class TestTheClockOffset:
    def test_is_that_of_the_impulse_that_came_quickest(self) -> None:
        offset = ClockOffset()
        for late_us in (90_000, 4_000, 30_000):
            offset.came(Impulse("C1", 40_000_000), 40_000_000 - 5_000_000 + late_us)
        assert offset.utc_us == 4_996_000

    @pytest.mark.parametrize("ahead_us", [-3_000_000, 0, 2_000_000, DAY_US // 2 - 1])
    def test_holds_across_midnight(self, ahead_us: int) -> None:
        offset = ClockOffset()
        for second in range(-5, 5):
            utc_us = 20_000 * DAY_US + second * 1_000_000
            offset.came(Impulse("C1", (utc_us + ahead_us) % DAY_US), utc_us)
        assert offset.utc_us == ahead_us

    def test_is_not_told_by_memory(self) -> None:
        offset = ClockOffset()
        offset.came(Impulse("C1", 1, memory=True), 5)
        assert offset.utc_us is None
        assert offset.local_us(3600) is None

    def test_to_local_time_is_less_the_zone(self) -> None:
        offset = ClockOffset()
        offset.came(Impulse("C1", 3_600_250_000), 20_000 * DAY_US)
        assert offset.local_us(3600) == 250_000

    @pytest.mark.parametrize(
        ("us", "text"), [(0, "+0.000"), (1_234_999, "+1.234"), (-999, "−0.000"), (-5_000, "−0.005")]
    )
    def test_is_written_with_its_sign(self, us: int, text: str) -> None:
        assert signed_seconds(us) == text


class TestTheRate:
    def test_counts_the_last_minute(self) -> None:
        (source,) = sources_of(["udp:1"], "timy")
        watched = Watched(source)
        assert watched.age_s(5) is None
        assert watched.per_minute(5) == 0
