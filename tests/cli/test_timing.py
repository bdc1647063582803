"""``halflap time``: the simulated truth comes out, and what is shown and refused."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from halflap.devices import timy
from halflap.devices.codec import Received
from halflap.devices.protocols import PROTOCOLS
from halflap.devices.recording import Recorded, Recording
from halflap.sport.impulse import Impulse
from halflap.sport.times import parse_time
from halflap.timing.assignment import DoubtCode
from tests.cli.running import Done, Runner
from tests.cli.test_tutorial import typed_again

TRACK = ("--track", "250", "--distance", "4000")


class Simulated:
    """A file of simulated heats and the truth about them."""

    def __init__(self, run: Runner, folder: Path, *args: object, protocol: str = "timy") -> None:
        self.file, truth = folder / "heats", folder / "truth"
        self.protocol = protocol
        command = ("simulate", "--protocol", protocol, *args, "--to", self.file)
        assert run(*command, "--truth", truth).code == 0
        self.truth = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
        self._run = run

    def time(self, *args: object, track: Sequence[object] = TRACK) -> Done:
        return self._run("time", self.file, "--protocol", self.protocol, *track, *args)

    def json(self, *args: object, track: Sequence[object] = TRACK) -> Any:
        done = self.time("--json", *args, track=track)
        (line,) = done.out.splitlines()
        assert done.err == ""
        return json.loads(line)

    def edit(self, channel: bytes, first: int = 1) -> None:
        """Take the impulses of a channel out of the Timy's file, from the given one on."""
        lines = self.file.read_bytes().split(b"\r")
        found = [line for line in lines if b" %s " % channel in line][first - 1 :]
        self.file.write_bytes(b"\r".join(line for line in lines if line not in found))


def is_true(run: dict[str, Any], truth: dict[str, Any]) -> bool:
    """Every half lap of a run as it was ridden, a missed one missing."""
    for side in ("home", "back"):
        if truth[side] is None:
            if run[side] is not None:
                return False
            continue
        ridden = [
            None if split["missed"] else parse_time(split["elapsed"])[0]
            for split in truth[side]["splits"]
        ]
        read = [
            None if split["elapsed"] is None else parse_time(split["elapsed"])[0]
            for split in run[side]["splits"][: len(ridden)]
        ]
        if read != ridden or any(s["elapsed"] for s in run[side]["splits"][len(ridden) :]):
            return False
    return bool(run["gun"] == truth["gun"])


def timy_file(path: Path, impulses: Sequence[Impulse]) -> Path:
    path.write_bytes(b"".join(timy.encode(each) for each in impulses))
    return path


def impulses_of(path: Path) -> list[Impulse]:
    decoder = timy.Decoder()
    events = [*decoder.feed(path.read_bytes()), *decoder.close()]
    return [event.impulse for event in events if isinstance(event, Received)]


class TestTheTruthComesOut:
    @pytest.mark.parametrize("protocol", PROTOCOLS)
    def test_of_every_protocol_on_its_own_inputs(
        self, run: Runner, tmp_path: Path, protocol: str
    ) -> None:
        heats = Simulated(run, tmp_path, "--heats", 2, "--seed", 3, protocol=protocol)
        found = heats.json()
        assert [run["end"] for run in found["runs"]] == ["finished", "finished"]
        assert all(is_true(*pair) for pair in zip(found["runs"], heats.truth, strict=True))
        assert heats.time("--json").code == 0

    @pytest.mark.parametrize(
        "condition",
        [
            "rear-wheels",
            "one-missed",
            "two-missed",
            "solo",
            "late",
            "midnight",
            "doubled",
            "coincident",
        ],
    )
    def test_whatever_happens_on_the_way(self, run: Runner, tmp_path: Path, condition: str) -> None:
        heat = Simulated(run, tmp_path, "--condition", condition, "--seed", 1)
        (found,) = heat.json()["runs"]
        assert is_true(found, heat.truth[0])
        assert heat.time().code == 0

    @pytest.mark.parametrize("protocol", ["chronelec", "rr"])
    def test_with_transponders_and_riders_who_warm_up(
        self, run: Runner, tmp_path: Path, protocol: str
    ) -> None:
        refs = ("--home-ref", "123456", "--back-ref", "654321")
        heat = Simulated(run, tmp_path, "--warm-up", 3, *refs, protocol=protocol)
        (found,) = heat.json(*refs)["runs"]
        assert is_true(found, heat.truth[0])
        (with_zero,) = heat.json("--home-ref", "0123456", *refs[2:])["runs"]
        assert with_zero == found

    def test_on_other_inputs(self, run: Runner, tmp_path: Path) -> None:
        inputs = ("--gun", "C7", "--home", "C4", "--back", "C5")
        heat = Simulated(run, tmp_path, *inputs)
        assert is_true(
            heat.json("--gun", "7", "--home", "c4", "--back", "C5")["runs"][0], heat.truth[0]
        )
        assert heat.time().code == 2

    def test_a_recalled_start_is_a_run_of_its_own(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--condition", "false-start", "--seed", 3)
        first, second = heat.json("--gun-kind", "pistol")["runs"]
        assert first["end"] in ("stopped", "restarted")
        assert is_true(second, heat.truth[0])
        runs = heat.json()["runs"]
        assert {each["end"] for each in runs[:-1]} == {"restarted"}
        assert is_true(runs[-1], heat.truth[0])

    def test_shots_taken_for_starts_are_hinted_at(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--gun-shots", "--distance", 4000, "--seed", 4)
        assert "If it is a pistol, which is fired at finishes" in heat.time().err
        assert heat.time("--gun-kind", "pistol").err == ""

    def test_shots_of_a_pistol_are_no_starts(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--condition", "catch-shots", "--seed", 1)
        (found,) = heat.json("--gun-kind", "pistol")["runs"]
        assert is_true(found, heat.truth[0])
        said = [
            each["why"].partition(": ")[2]
            for each in found["unassigned"]
            if each["channel"] == "C0"
        ]
        assert sorted(said) == [
            "the catch by the rider of the back line.",
            "the finish, the rider of the back line.",
            "the finish, the rider of the home line.",
        ]

    def test_a_start_that_was_missed_is_given(self, run: Runner, tmp_path: Path) -> None:
        heats = Simulated(run, tmp_path, "--heats", 2)
        heats.edit(b"C0", first=2)
        (first,) = heats.json()["runs"]
        assert is_true(first, heats.truth[0])
        runs = heats.json("--gun-at", heats.truth[1]["gun"])["runs"]
        assert all(is_true(*pair) for pair in zip(runs, heats.truth, strict=True))

    def test_three_kilometres_on_400_m_finish_opposite(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--condition", "three-km-400")
        track = ("--track", 400, "--distance", 3000)
        (found,) = heat.json(track=track)["runs"]
        assert is_true(found, heat.truth[0])
        assert len(found["home"]["splits"]) == 15
        assert "the finish is on the opposite line" in heat.time(track=track).out

    @pytest.mark.parametrize("asked", [(), ("--finish", "own"), ("--start-offset", "32")])
    def test_on_336_m_the_start_line_is_32_m_beyond(
        self, run: Runner, tmp_path: Path, asked: tuple[str, ...]
    ) -> None:
        heat = Simulated(run, tmp_path, "--track", 336, "--distance", 4000)
        track = ("--track", 336, "--distance", 4000)
        (found,) = heat.json(*asked, track=track)["runs"]
        assert is_true(found, heat.truth[0])
        metres = [split["distance_m"] for split in found["home"]["splits"]]
        assert (metres[0], metres[-1]) == (136, 4000)

    def test_with_a_finish_on_the_other_line_the_first_half_lap_is_longer(
        self, run: Runner, tmp_path: Path
    ) -> None:
        heat = Simulated(run, tmp_path, "--track", 336, "--distance", 4000)
        track = ("--track", 336, "--distance", 4000, "--finish", "opposite")
        metres = [s["distance_m"] for s in heat.json(track=track)["runs"][0]["home"]["splits"]]
        assert (len(metres), metres[0], metres[-1]) == (23, 304, 4000)

    def test_half_laps_beyond_the_limits_are_not_believed(
        self, run: Runner, tmp_path: Path
    ) -> None:
        heat = Simulated(run, tmp_path, "--condition", "child")
        track = ("--track", 250, "--distance", 2000)
        (found,) = heat.json("--limit-first", 40, "--limit-half", 30, track=track)["runs"]
        assert is_true(found, heat.truth[0])
        (found,) = heat.json("--limit-first", 20, track=track)["runs"]
        assert [found[side]["splits"][0]["elapsed"] for side in ("home", "back")] == [None, None]

    def test_a_catch(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--condition", "overtaking", "--seed", 2)
        (found,) = heat.json()["runs"]
        truth = heat.truth[0]["catch"]
        assert found["catch"] == {**truth, "doubtful": False}
        by, other = truth["by"], {"home": "back", "back": "home"}[truth["by"]]
        hunter, prey = (
            [parse_time(split["elapsed"])[0] for split in found[side]["splits"]]
            for side in (by, other)
        )
        n = truth["half_lap"]
        assert hunter[n] <= prey[n - 1]
        assert hunter[n - 1] > prey[n - 2]

    def test_out_of_a_recording_of_several_connections(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, protocol="thcom08")
        data = heat.file.read_bytes()
        halves = [data[: data.index(b"\n", 900) + 1], data[data.index(b"\n", 900) + 1 :]]
        recording = Recording(tmp_path / "recording")
        for number, half in enumerate(halves, 1):
            for begin in range(0, len(half), 7):
                recording.write(Recorded("main", "thcom08", number, 0, 0, half[begin : begin + 7]))
        recording.write(Recorded("other", "timy", 1, 0, 0, b"rubbish"))
        recording.close()
        again = run("time", tmp_path / "recording", "--protocol", "thcom08", *TRACK, "--json")
        assert again.code == 0
        assert again.json["runs"] == heat.json()["runs"]


class TestLinesThatAreDamagedOrTakenBack:
    def test_damage_is_named_and_leaves_a_gap(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path)
        lines = heat.file.read_bytes().split(b"\r")
        lines[29] = lines[29][:14] + bytes([lines[29][14] ^ 1]) + lines[29][15:]
        heat.file.write_bytes(b"\r".join(lines))
        found = heat.json()
        assert [each["line"] for each in found["rejected"]] == [30]
        assert found["rejected"][0]["why"].startswith("The checksum is wrong:")
        splits = [*found["runs"][0]["home"]["splits"], *found["runs"][0]["back"]["splits"]]
        (gap,) = [split for split in splits if split["elapsed"] is None]
        assert (gap["impulses"], gap["confidence"], gap["alternatives"]) == ([], 0, [])
        assert "line 30 not read: The checksum is wrong" in heat.time().out

    def test_a_re_send_counts_once(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path)
        sent = impulses_of(heat.file)
        memory = [replace(each, memory=True) for each in sent]
        timy_file(heat.file, [*sent, *memory])
        (found,) = heat.json()["runs"]
        assert is_true(found, heat.truth[0])

    def test_a_cleared_impulse_is_listed_and_not_used(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path)
        sent = impulses_of(heat.file)
        timy_file(heat.file, [*sent[:31], replace(sent[30], withdrawn=True), *sent[31:]])
        (found,) = heat.json()["runs"]
        listed = {each["line"]: each["why"] for each in found["unassigned"]}
        assert listed[31] == "The device took this time back."
        assert listed[32] == "The device says here that it takes a time back."
        splits = [*found["home"]["splits"], *found["back"]["splits"]]
        assert sum(split["elapsed"] is None for split in splits) == 1

    def test_a_clock_set_back_in_mid_heat(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--gun-at", "12:00:00")
        sent = impulses_of(heat.file)
        moved = [replace(each, us=each.us - 600_000_000) for each in sent[40:]]
        timy_file(heat.file, [*sent[:40], *moved])
        (found,) = heat.json()["runs"]
        for side in ("home", "back"):
            assert (found[side]["time"], found[side]["status"]) == (None, "incomplete")
            assert "clock" in [doubt["code"] for doubt in found[side]["doubts"]]
        assert heat.time().code == 1


class TestTheJson:
    """Keys and types exactly as programs were promised."""

    def test_of_a_file(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--condition", "finish-one-wheel", "--seed", 2)
        found = heat.json()
        assert list(found) == ["file", "runs", "rejected"]
        assert found["file"] == str(heat.file)
        (run_,) = found["runs"]
        assert list(run_) == ["gun", "end", "home", "back", "catch", "unassigned"]
        assert run_["gun"] == heat.truth[0]["gun"]
        assert {tuple(each) for each in run_["unassigned"]} == {("line", "channel", "why")}
        for side in ("home", "back"):
            assert list(run_[side]) == ["time", "status", "splits", "doubts"]
            assert [split["half_lap"] for split in run_[side]["splits"]] == list(range(1, 33))
            for split in run_[side]["splits"]:
                assert list(split) == [
                    *("half_lap", "distance_m", "elapsed", "impulses", "confidence"),
                    "alternatives",
                ]
                assert split["distance_m"] == 125 * split["half_lap"]
                assert 0 <= split["confidence"] <= 1
        (home,) = [side for side in ("home", "back") if run_[side]["time"] is None]
        last = run_[home]["splits"][-1]
        assert last["elapsed"] is None
        assert len(last["alternatives"]) == 2
        assert len(last["impulses"]) == 1
        assert run_[home]["status"] == "doubtful"
        (doubt,) = run_[home]["doubts"]
        assert (doubt["code"], doubt["half_lap"]) == ("one_wheel", 32)

    def test_times_have_minutes_and_are_cut(self, run: Runner, tmp_path: Path) -> None:
        gun = 36_000_000_000
        ridden = [14_123_999, 22_234_999]
        impulses = [Impulse("C0", gun, digits=6)] + [
            Impulse(channel, gun + us, digits=6)
            for channel, us in zip(("C3", "C2"), ridden, strict=True)
        ]
        file = tmp_path / "one.jsonl"
        file.write_bytes(b"".join(PROTOCOLS["jsonl"].encode(each) for each in impulses))
        done = run(
            *("time", file, "--protocol", "jsonl", "--track", 250, "--distance", 250, "--json")
        )
        (found,) = done.json["runs"]
        assert [split["elapsed"] for split in found["home"]["splits"]] == ["0:14.123", "0:22.234"]
        assert found["home"]["time"] == "0:22.234"
        assert found["home"]["splits"][0]["impulses"] == [2]
        assert found["back"] is None

    def test_short_tracks_have_parts_of_a_metre(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--condition", "short-track")
        (found,) = heat.json(track=("--track", "166.67", "--distance", 4000))["runs"]
        assert is_true(found, heat.truth[0])
        assert found["home"]["splits"][0]["distance_m"] == 83.333

    def test_is_a_line_for_each_file(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path)
        done = run("time", heat.file, heat.file, "--protocol", "timy", *TRACK, "--json")
        one, other = done.out.splitlines()
        assert one == other
        assert done.code == 0


class TestWhatPeopleSee:
    def test_a_table_of_half_laps_and_what_is_left_over(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--seed", 3)
        lines = heat.time().out.splitlines()
        assert lines[:2] == [
            "4000 m are 32 half laps, the finish is on the rider's own line.",
            "ALGE Timy: gun C0, home line C2, back line C3.",
        ]
        assert f"Run 1, gun {heat.truth[0]['gun']}: finished" in lines
        (last,) = [line for line in lines if line.startswith("32 ")]
        times = [heat.truth[0][side]["time"] for side in ("home", "back")]
        assert last.split() == ["32", "4000", *times]
        assert f"home: {times[0]}, clear" in lines
        assert f"back: {times[1]}, clear" in lines
        (start,) = [line for line in lines if "at the start" in line]
        assert start.startswith("lines 2-5 (C2, C3): A wheel")

    def test_in_french(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path, "--condition", "finish-missed", "--seed", 1)
        said = heat.time("--lang", "fr").out
        assert "pas de temps, incomplet" in said
        assert "Pas d'impulsion de l'arrivée" in said

    def test_standard_input(
        self, run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heat = Simulated(run, tmp_path)
        stdin = io.TextIOWrapper(io.BytesIO(heat.file.read_bytes()))
        monkeypatch.setattr(sys, "stdin", stdin)
        done = run("time", "-", "--protocol", "timy", *TRACK, "--json")
        assert done.json["file"] == "-"
        assert done.json["runs"] == heat.json()["runs"]

    def test_what_never_fired_is_said_on_standard_error(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path)
        done = heat.time("--back", "C5", "--home-ref", "12", "--json")
        assert "has no impulse on C5. It has: C0 (1), C2 (" in done.err
        assert "has no transponder 12." in done.err
        assert len(done.out.splitlines()) == 1


class TestTheExitCode:
    def test_is_1_for_what_is_doubtful_or_incomplete(self, run: Runner, tmp_path: Path) -> None:
        for number, condition in enumerate(("finish-missed", "finish-one-wheel", "stopped")):
            folder = tmp_path / str(number)
            folder.mkdir()
            heat = Simulated(run, folder, "--condition", condition, "--seed", 2)
            assert heat.time().code == 1

    def test_is_2_if_one_of_several_cannot_be_read_and_the_others_are_timed(
        self, run: Runner, tmp_path: Path
    ) -> None:
        heat = Simulated(run, tmp_path)
        missing = tmp_path / "missing"
        done = run("time", missing, heat.file, "--protocol", "timy", *TRACK, "--json")
        assert done.code == 2
        assert done.json["file"] == str(heat.file)
        assert done.err == f"halflap: {missing} cannot be read (No such file or directory).\n"


class TestWhatCannotBeTimed:
    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "is empty."),
            (b" \r\n\r\n", "is empty."),
            (bytes(range(256)) * 9, "holds no impulse as ALGE Timy writes it. Check --protocol"),
            (b'{"channel": "C2", "time": "10:00:00.5"}\n', "can be read with --protocol jsonl."),
            (b'{"halflap_recording": 99}\n', "was recorded by a later halflap."),
        ],
    )
    def test_a_file_with_nothing_in_it(
        self, run: Runner, tmp_path: Path, data: bytes, says: str
    ) -> None:
        file = tmp_path / "file"
        file.write_bytes(data)
        done = run("time", file, "--protocol", "timy", *TRACK, "--json")
        assert (done.code, done.out) == (2, "")
        assert says in done.err

    def test_a_folder(self, run: Runner, tmp_path: Path) -> None:
        done = run("time", tmp_path, "--protocol", "timy", *TRACK)
        assert (done.code, done.out) == (2, "")
        assert "cannot be read (Is a directory)" in done.err

    def test_a_recording_of_several_sources_or_of_another(
        self, run: Runner, tmp_path: Path
    ) -> None:
        file = tmp_path / "file"
        recording = Recording(file)
        for source in ("main", "backup"):
            recording.write(Recorded(source, "timy", 1, 0, 0, b"x\r"))
        recording.close()
        done = run("time", file, "--protocol", "timy", *TRACK)
        assert (done.code, done.out) == (2, "")
        assert "several sources, each with its own clock: backup, main." in done.err
        done = run("time", file, "--protocol", "p3", *TRACK)
        assert (done.code, done.out) == (2, "")
        assert "can be read with --protocol timy." in done.err

    def test_a_file_without_a_start(self, run: Runner, tmp_path: Path) -> None:
        heat = Simulated(run, tmp_path)
        heat.edit(b"C0")
        done = heat.time()
        assert (done.code, done.out) == (2, "")
        assert "has no start: nothing that counts on C0. It has: C2 (" in done.err
        assert "--gun-at" in done.err

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (("--track", "25", "--distance", "4000"), "is not the length of a track"),
            (("--track", "round", "--distance", "4000"), "is not the length of a track"),
            (("--track", "250", "--distance", "0"), "less than half a lap"),
            (("--track", "250", "--distance", "-5"), "less than half a lap"),
            (("--track", "250", "--distance", "9000000"), "is not the distance of a pursuit"),
            (("--track", "250", "--distance", "4e3"), "--distance is a whole number"),
            ((*TRACK, "--gun-at", "24:00:00"), "is not a time of day"),
            ((*TRACK, "--gun-at", "noon"), "is not a time of day"),
            ((*TRACK, "--gun-at", "10:60:00"), "is not a time of day"),
            ((*TRACK, "--gun", "2"), "two of them are the same input"),
            (
                (*TRACK, "--home-ref", "7", "--back-ref", "07"),
                "Both riders have the transponder 7.",
            ),
            ((*TRACK, "--limit-first", "nan"), "is not a number for --limit-first"),
            ((*TRACK, "--limit-half", "0"), "is not a number for --limit-half"),
            ((*TRACK, "--finish", "opposite"), "the finish is on the rider's own line"),
            ((*TRACK, "--start-offset", "40"), "the nearest that does is 0 m"),
            ((*TRACK, "--start-offset", "far"), "is not a distance in metres"),
            ((*TRACK, "--start-offset", "250"), "is not on the straight where the rider starts"),
            ((*TRACK, "--start-offset", "-125"), "is not on the straight where the rider starts"),
            (
                (
                    "--track",
                    "336",
                    "--distance",
                    "4000",
                    "--start-offset",
                    "32",
                    "--finish",
                    "opposite",
                ),
                "the finish is on the rider's own line",
            ),
        ],
    )
    def test_a_course_or_a_wiring_that_cannot_be(
        self, run: Runner, tmp_path: Path, args: tuple[str, ...], says: str
    ) -> None:
        done = run("time", tmp_path / "unread", "--protocol", "timy", *args)
        assert (done.code, done.out) == (2, "")
        assert says in done.err


PAGE = (Path(__file__).parents[2] / "docs" / "timing.md").read_text("utf-8")


class TestThePage:
    """docs/timing.md says what is so."""

    def test_its_commands_answer_so(self) -> None:
        assert typed_again(PAGE) == PAGE

    def test_it_has_the_inputs_of_every_protocol(self) -> None:
        for name, protocol in PROTOCOLS.items():
            (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]
            wiring = protocol.wiring
            assert row.endswith(f"| {wiring.gun} | {wiring.home} | {wiring.back} |")

    def test_it_explains_every_doubt(self) -> None:
        rows = re.findall(r"^\| `(\w+)` \| .+ \| .+ \|$", PAGE, re.MULTILINE)
        assert [code for code in rows if code not in PROTOCOLS] == [
            code.value for code in DoubtCode
        ]

    def test_its_json_has_the_keys_that_are_written(self, run: Runner, tmp_path: Path) -> None:
        (block,) = re.findall(r"^```json\n(.+?)^```$", PAGE, re.MULTILINE | re.DOTALL)
        shown = json.loads(block)
        found = Simulated(run, tmp_path, "--missed", "home:3").json()
        assert keys_of(shown) >= keys_of(found)
        assert keys_of(shown) - keys_of(found) == {"rejected[].line", "rejected[].why"}


def keys_of(value: Any, path: str = "") -> set[str]:
    """Every key with where it stands; both rides are alike."""
    if isinstance(value, list):
        return {key for each in value for key in keys_of(each, f"{path}[]")}
    if not isinstance(value, dict):
        return set()
    found: set[str] = set()
    for key, each in value.items():
        place = f"{path}.{key}".removeprefix(".")
        found |= {place.replace("back", "home")} | keys_of(each, place.replace("back", "home"))
    return found


class TestABusyDay:
    @pytest.mark.long
    def test_many_heats_and_thousands_of_riders_who_warm_up(
        self, run: Runner, tmp_path: Path
    ) -> None:
        args = ("--condition", "busy-track", "--warm-up", 40, "--heats", 10, "--seed", 3)
        heats = Simulated(run, tmp_path, *args)
        assert len(heats.file.read_bytes().split(b"\r")) > 19_000
        runs = heats.json()["runs"]
        assert all(is_true(*pair) for pair in zip(runs, heats.truth, strict=True))
