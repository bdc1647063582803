"""``halflap simulate``: what it writes, where it speaks, and what it refuses."""

from __future__ import annotations

import asyncio
import json
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from halflap.cli.simulate_words import MEANINGS
from halflap.devices.codec import Received
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.velodrome.conditions import CONDITIONS
from halflap.sport.times import parse_time
from tests.cli.running import Runner

WAIT_S = 20.0


def truth_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def impulses(protocol: str, data: bytes) -> list[tuple[str, int]]:
    """What the protocol's own decoder reads; nothing may be left that it cannot read."""
    decoder = PROTOCOLS[protocol].decoder()
    events = [*decoder.feed(data), *decoder.close()]
    assert {type(event) for event in events} == {Received}
    return [
        (each.impulse.channel, each.impulse.us) for each in events if isinstance(each, Received)
    ]


class TestToAFile:
    @pytest.mark.parametrize("protocol", PROTOCOLS)
    def test_every_protocol_is_read_by_its_decoder_as_the_truth_says(
        self, run: Runner, tmp_path: Path, protocol: str
    ) -> None:
        file, truth = tmp_path / "heat", tmp_path / "truth"
        args = ("--protocol", protocol, "--condition", "rear-wheels", "--gun-at", "10:00:00")
        done = run("simulate", *args, "--to", file, "--truth", truth)
        assert done.code == 0
        (heat,) = truth_of(truth)
        read = impulses(protocol, file.read_bytes())
        assert len(read) == len(heat["impulses"])
        channels = PROTOCOLS[protocol].wiring
        by_what = {
            (each["kind"], each["side"], each["half_lap"]): us
            for each, (_, us) in zip(heat["impulses"], read, strict=True)
        }
        assert {channel for channel, _ in read} == {channels.gun, channels.home, channels.back}
        gun = by_what["gun", None, None]
        for side in ("home", "back"):
            for split in heat[side]["splits"]:
                elapsed = by_what["front", side, split["half_lap"]] - gun
                assert elapsed // 1000 * 1000 == parse_time(split["elapsed"])[0]
            assert heat[side]["time"] == heat[side]["splits"][-1]["elapsed"]

    def test_says_the_times_and_gives_the_same_heat_again(
        self, run: Runner, tmp_path: Path
    ) -> None:
        first = run("simulate", "--seed", 3, "--to", tmp_path / "one")
        again = run("simulate", "--seed", 3, "--to", tmp_path / "two")
        assert first.out == again.out
        assert re.fullmatch(r"Heat 1: home 4:\d\d\.\d{3}, back 4:\d\d\.\d{3}\.\n", first.out)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

    def test_several_heats_follow_each_other_on_one_device(
        self, run: Runner, tmp_path: Path
    ) -> None:
        file, truth = tmp_path / "heats", tmp_path / "truth"
        args = ("--condition", "one-missed", "--heats", 3, "--gap", 90, "--seed", 5)
        assert run("simulate", *args, "--to", file, "--truth", truth).code == 0
        heats = truth_of(truth)
        assert [(heat["heat"], heat["seed"]) for heat in heats] == [(1, 5), (2, 6), (3, 7)]
        numbers = [each["number"] for heat in heats for each in heat["impulses"]]
        assert numbers == list(range(1, len(numbers) + 1))
        read = impulses("timy", file.read_bytes())
        guns = [at for at, (channel, _) in enumerate(read) if channel == "C0"]
        assert len(guns) == 3
        assert read[guns[1]][1] - read[guns[1] - 1][1] == pytest.approx(90_000_000, abs=2000)
        missing = [
            split["half_lap"]
            for heat in heats
            for side in ("home", "back")
            for split in heat[side]["splits"]
            if split["missed"]
        ]
        assert len(missing) == 3

    def test_a_heat_of_ones_own(self, run: Runner, tmp_path: Path) -> None:
        truth = tmp_path / "truth"
        done = run(
            *("simulate", "--track", "333.33", "--distance", 3000, "--solo", "back"),
            *("--back-pace", "10.5", "--first", "16", "--noise", 0, "--strays", 2),
            *("--missed", "back:4", "--stop-at", "back:16", "--home", "C5", "--back-ref", "77"),
            *("--to", tmp_path / "own", "--truth", truth, "--protocol", "jsonl"),
        )
        assert done.out == "Heat 1: stopped after 16 half laps, alone.\n"
        (heat,) = truth_of(truth)
        assert (heat["track"], heat["distance"], heat["home"]) == ("1000/3", 3000, None)
        splits = heat["back"]["splits"]
        assert len(splits) == 16
        assert (splits[3]["missed"], splits[3]["distance_m"]) == (True, 666.667)
        assert parse_time(splits[15]["elapsed"])[0] == pytest.approx(173_500_000, abs=1000)
        kinds = [each["kind"] for each in heat["impulses"]]
        assert kinds.count("stray") == 2
        lines = [json.loads(line) for line in (tmp_path / "own").read_text("utf-8").splitlines()]
        assert {line["channel"] for line in lines} == {"C0", "C3", "C5"}
        assert {line.get("ref") for line in lines} == {None, "77"}

    @pytest.mark.parametrize(
        ("protocol", "wiring", "code"),
        [
            ("timy", (), 2),
            ("thcom08", (), 2),
            ("p3", (), 2),
            ("p3", ("--home", "1", "--back", "2"), 0),
            ("chronelec", (), 0),
        ],
    )
    def test_transponders_are_sent_or_refused(
        self, run: Runner, tmp_path: Path, protocol: str, wiring: tuple[str, ...], code: int
    ) -> None:
        file = tmp_path / "own"
        done = run(
            *("simulate", "--protocol", protocol, *wiring, "--home-ref", "5005", "--to", file)
        )
        assert done.code == code
        assert ("says no transponder" in done.err) is (code == 2)
        assert file.exists() is (code == 0)

    def test_standard_output_has_the_impulses_alone(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "halflap", "simulate", "--to", "-"],
            capture_output=True,
            check=True,
        )
        assert len(impulses("timy", done.stdout)) > 60
        assert done.stderr.startswith(b"Heat 1: ")

    def test_a_reader_who_has_had_enough_is_no_error(self) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "halflap", "simulate", "--to", "-", "--heats", "200"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.read(20)
            process.stdout.close()
            said = process.stderr.read()
        assert process.returncode == 0
        assert b"Traceback" not in said

    def test_the_conditions_are_listed(self, run: Runner) -> None:
        done = run("simulate", "--list")
        assert [line.split()[0] for line in done.out.splitlines()[2:]] == list(CONDITIONS)
        assert MEANINGS.keys() == CONDITIONS.keys()
        french = run("simulate", "--list", "--lang", "fr")
        assert "il manque un passage" in french.out


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("args", "says"),
        [
            ((), "The option --to is missing."),
            (("--to", "x", "--condition", "foggy"), "--condition is one of: clean,"),
            (("--to", "x", "--condition", "solo", "--track", "250"), "contradict each other"),
            (("--to", "x", "--track", "12"), "is not the length of a track"),
            (("--to", "x", "--distance", "30"), "less than half a lap"),
            (("--to", "x", "--distance", "-30"), "less than half a lap"),
            (("--to", "x", "--noise", "much"), "“much” is not a number for --noise."),
            (("--to", "x", "--home-pace", "0"), "--home-pace is more than zero."),
            (("--to", "x", "--miss-chance", "2"), "“2” is not a number for --miss-chance."),
            (("--to", "x", "--heats", "0"), "--heats is at least 1."),
            (("--to", "x", "--strays", "-1"), "--strays is at least 0."),
            (("--to", "x", "--missed", "left:3"), "“left:3” is no rider and half lap."),
            (("--to", "x", "--missed", "home:33"), "There is no half lap 33: 32 is the last."),
            (("--to", "x", "--stop-at", "home:9:front"), "is no rider and half lap."),
            (("--to", "x", "--solo", "home", "--missed", "back:3"), "Nobody starts at back."),
            (("--to", "x", "--gun-at", "25:00:00"), "“25:00:00” is not a time of day."),
            (("--to", "tcp:far:7000"), "“tcp:far:7000” is not a port of this machine."),
            (("--to", "mqtt://host"), "the topic is missing"),
            (("--to", "x", "--protocol", "morse"), "--protocol is one of: timy,"),
        ],
    )
    def test_with_a_sentence_and_nothing_written(
        self,
        run: Runner,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        args: tuple[str, ...],
        says: str,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        done = run("simulate", *args)
        assert done.code == 2
        assert says in done.err
        assert list(tmp_path.iterdir()) == []

    def test_an_existing_file_is_never_written_over(self, run: Runner, tmp_path: Path) -> None:
        old = tmp_path / "old"
        old.write_text("mine")
        for args in (("--to", old, "--truth", tmp_path / "t"), ("--to", "-", "--truth", old)):
            done = run("simulate", *args)
            assert done.code == 2
            assert "exists already." in done.err
        assert old.read_text() == "mine"
        assert not (tmp_path / "t").exists()

    def test_a_folder_that_is_not_there(self, run: Runner, tmp_path: Path) -> None:
        done = run("simulate", "--to", tmp_path / "no" / "file")
        assert done.code == 4
        assert "could not be written" in done.err


@contextmanager
def running(*args: object) -> Iterator[subprocess.Popen[str]]:
    """The command as its own process, ended at the latest when the test ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "halflap", "simulate", *(str(arg) for arg in args)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def place(process: subprocess.Popen[str], pattern: str) -> str:
    """Where the device says that it is."""
    assert process.stdout
    for line in process.stdout:
        if match := re.search(pattern, line):
            return match[1]
    raise AssertionError(process.stderr and process.stderr.read())


def read_line(fd: int, until: float, is_done: bytes | None = None) -> bytes:
    """Everything that can be read from a line until it is unplugged or ``is_done`` was seen."""
    data = b""
    while time.monotonic() < until:
        if not select.select([fd], [], [], 0.2)[0]:
            continue
        try:
            more = os.read(fd, 4096)
        except OSError:  # unplugged
            return data
        if not more:
            return data
        data += more
        if is_done and is_done in data:
            return data
    raise AssertionError(f"nothing more within {WAIT_S} s after {data!r}")


class TestOnASerialLine:
    def test_the_device_waits_answers_and_sends_every_impulse(self, tmp_path: Path) -> None:
        truth = tmp_path / "truth"
        with running("--to", "pty", "--speed", 1000, "--truth", truth) as process:
            path = place(process, r"at (\S+) and waits")
            fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
            try:
                os.write(fd, b"CHK1\rPROG?\r")
                data = read_line(fd, time.monotonic() + WAIT_S)
            finally:
                os.close(fd)
            assert process.wait(WAIT_S) == 0
        answers = b"CHK1\rPROG: Backup\r"
        assert data.startswith(answers)
        read = impulses("timy", data.removeprefix(answers))
        assert len(read) == len(truth_of(truth)[0]["impulses"])

    def test_it_can_be_asked_for_its_memory_as_long_as_the_line_is_open(self) -> None:
        with running("--to", "pty", "--speed", 0, "--stay") as process:
            path = place(process, r"at (\S+) and waits")
            fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
            try:
                first = read_line(fd, time.monotonic() + WAIT_S, b" 0070 ")
                time.sleep(1)
                os.write(fd, b"RSM\r")
                again = read_line(fd, time.monotonic() + WAIT_S, b"m0070 ")
            finally:
                os.close(fd)
            assert process.wait(WAIT_S) == 0
        assert b"m0001 C0 " in again
        assert b" 0001 C0 " in first

    def test_ctrl_c_ends_it(self) -> None:
        with running("--to", "pty") as process:
            place(process, r"at (\S+) and waits")
            process.send_signal(signal.SIGINT)
            assert process.wait(WAIT_S) == 130
            assert process.stderr
            assert process.stderr.read().strip() == "Interrupted."


def received(host: socket.socket) -> bytes:
    """Everything until the other end says that nothing more comes."""
    data = b""
    while more := host.recv(4096):
        data += more
    return data


class TestOnATcpPort:
    def test_everybody_connected_hears_it(self, tmp_path: Path) -> None:
        truth = tmp_path / "truth"
        with running(
            "--to", "tcp:0", "--protocol", "p3", "--speed", 200, "--truth", truth
        ) as process:
            address = ("127.0.0.1", int(place(process, r"127\.0\.0\.1:(\d+) ")))
            with socket.create_connection(address) as one, socket.create_connection(address) as two:
                one.settimeout(WAIT_S)
                two.settimeout(WAIT_S)
                heard = [received(one), received(two)]
            assert process.wait(WAIT_S) == 0
        count = len(truth_of(truth)[0]["impulses"])
        assert [len(impulses("p3", data)) for data in heard] == [count, count]

    @pytest.mark.parametrize("protocol", ["chronelec", "rr", "thcom08"])
    def test_the_host_of_a_protocol_gets_every_impulse(self, tmp_path: Path, protocol: str) -> None:
        truth = tmp_path / "truth"
        known = PROTOCOLS[protocol]
        with running(
            "--to", "tcp:0", "--protocol", protocol, "--speed", 0, "--truth", truth
        ) as process:
            decoder, got = known.decoder(), 0
            port = int(place(process, r"127\.0\.0\.1:(\d+) "))
            with socket.create_connection(("127.0.0.1", port)) as host:
                host.settimeout(WAIT_S)
                host.sendall(known.hello)
                while data := host.recv(4096):
                    got += sum(isinstance(event, Received) for event in decoder.feed(data))
                    host.sendall(decoder.take_replies())
            assert process.wait(WAIT_S) == 0
        assert got == len(truth_of(truth)[0]["impulses"])

    def test_a_host_who_goes_away_does_not_stop_it(self) -> None:
        with running("--to", "tcp:0", "--speed", 300) as process:
            port = int(place(process, r"127\.0\.0\.1:(\d+) "))
            with socket.create_connection(("127.0.0.1", port)) as host:
                host.settimeout(WAIT_S)
                assert host.recv(10)
            assert process.wait(WAIT_S) == 0

    def test_is_ended_by_ctrl_c_in_a_word_while_a_host_is_there(self) -> None:
        with running("--to", "tcp:0", "--speed", 300, "--stay") as process:
            port = int(place(process, r"127\.0\.0\.1:(\d+) "))
            with socket.create_connection(("127.0.0.1", port)) as host:
                host.settimeout(WAIT_S)
                assert host.recv(10)
                process.send_signal(signal.SIGINT)
                said = process.communicate(timeout=WAIT_S)[1]
        assert "Interrupted." in said
        assert "Traceback" not in said

    def test_a_port_that_is_taken(self, run: Runner) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            done = run("simulate", "--to", f"tcp:{port}")
        assert done.code == 2
        assert f"127.0.0.1:{port}" in done.err

    def test_the_speed_is_kept(self) -> None:
        args = ("--distance", 500, "--solo", "home", "--home-pace", 8, "--noise", 0, "--first", 12)
        with running("--to", "tcp:0", "--speed", 40, *args) as process:
            port = int(place(process, r"127\.0\.0\.1:(\d+) "))
            with socket.create_connection(("127.0.0.1", port)) as host:
                host.settimeout(WAIT_S)
                lines: list[float] = []  # when each of them came
                while data := host.recv(4096):
                    lines += [time.monotonic()] * data.count(b"\r")
        # The gun, two wheels, four half laps (36 s in all), and two to four more.
        assert len(lines) >= 9
        assert lines[6] - lines[0] == pytest.approx(36 / 40, abs=0.25)


@pytest.fixture
def broker() -> Iterator[int]:
    """A real broker on a free port of this machine."""
    program = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        pytest.skip("mosquitto is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    process = subprocess.Popen([program, "-p", str(port)], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(WAIT_S)


class TestThroughABroker:
    def test_each_impulse_is_a_message(self, broker: int, tmp_path: Path) -> None:
        gmqtt = pytest.importorskip("gmqtt")
        truth = tmp_path / "truth"

        async def heard() -> list[bytes]:
            found: list[bytes] = []
            there = asyncio.Event()
            client = gmqtt.Client("listener")
            client.on_subscribe = lambda *_: there.set()

            def on_message(_client: object, _topic: str, payload: bytes, *_: object) -> int:
                found.append(payload)
                return 0

            client.on_message = on_message
            await client.connect("127.0.0.1", broker)
            client.subscribe("velodrome/impulses", qos=1)
            await there.wait()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "halflap", "simulate", "--protocol", "mqtt"),
                *("--speed", "0", "--truth", str(truth)),
                *("--to", f"mqtt://127.0.0.1:{broker}/velodrome/impulses"),
            )
            assert await asyncio.wait_for(process.wait(), WAIT_S) == 0
            await asyncio.sleep(0.2)
            await client.disconnect()
            return found

        messages = asyncio.run(heard())
        assert len(messages) == len(truth_of(truth)[0]["impulses"])
        read = impulses("mqtt", b"\n".join(messages))
        assert len(read) == len(messages)
        assert read[0][0] == "C0"

    def test_a_broker_that_is_not_there(self, run: Runner) -> None:
        pytest.importorskip("gmqtt")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = int(free.getsockname()[1])
        done = run("simulate", "--to", f"mqtt://127.0.0.1:{port}/topic")
        assert done.code == 2
        assert "Nobody answers" in done.err

    def test_without_the_extra(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "gmqtt", None)
        done = run("simulate", "--to", "mqtt://127.0.0.1/topic")
        assert done.code == 2
        assert "halflap[mqtt]" in done.err


class TestInputsAsPeopleWriteThem:
    def test_two_loops_of_p3_stay_two(self, run: Runner, tmp_path: Path) -> None:
        path = tmp_path / "p3.bin"
        done = run(
            "simulate", "--condition", "clean", "--protocol", "p3", "--home", "2329",
            "--back", "232a", "--to", path, "--speed", 0,
        )  # fmt: skip
        assert done.code == 0
        raw = path.read_bytes()
        assert bytes.fromhex("810429230000") in raw
        assert bytes.fromhex("81042a230000") in raw
