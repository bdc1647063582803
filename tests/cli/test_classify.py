"""``halflap classify``: the shape of its JSON, its order, and what it never looks at."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from halflap.rulebook.format_file import shipped_text
from tests.cli.running import ATHENS, EVENTS, Runner


def club(*riders: dict[str, object], **more: object) -> dict[str, Any]:
    """An evening where everybody rides alone."""
    heats = [{"no": number, "riders": [rider]} for number, rider in enumerate(riders, start=1)]
    qualifying = {"name": "Qualifying", "kind": "qualifying", "complete": True, "heats": heats}
    return {"id": "club", "event": "Club evening", "rounds": [qualifying], **more}


def rider(name: str, time: str | None = None, status: str = "OK") -> dict[str, object]:
    return {"name": name, "nat": "SUI", "time": time, "status": status}


@pytest.fixture
def event(tmp_path: Path) -> Path:
    return tmp_path / "event.json"


class TestAthens2004:
    """A complete event: the official classification, from the heats alone."""

    def test_is_classified_as_it_was(self, run: Runner) -> None:
        done = run("classify", ATHENS, "--json")
        assert done.code == 0
        assert list(done.json) == [
            "event",
            "format",
            "format_inferred",
            "complete",
            "missing",
            "classification",
            "medals",
            "medal_notes",
        ]
        assert done.json["format"] == "olympic-2004"
        assert done.json["format_inferred"] is True
        assert done.json["complete"] is True
        assert done.json["missing"] == []
        assert done.json["medals"] == {
            "gold": "Bradley Wiggins",
            "silver": "Brad McGee",
            "bronze": "Sergi Escobar",
        }
        rows = [(row["rank"], row["name"], row["nat"]) for row in done.json["classification"]]
        assert rows[:5] == [
            (1, "Bradley Wiggins", "GBR"),
            (2, "Brad McGee", "AUS"),
            (3, "Sergi Escobar", "ESP"),
            (4, "Rob Hayles", "GBR"),
            (5, "Luke Roberts", "AUS"),
        ]
        assert rows[-1] == (None, "Levi Heimans", "NED")

    def test_each_place_says_why_with_its_articles(self, run: Runner) -> None:
        first = run("classify", ATHENS, "--json").json["classification"][0]
        assert first["why"].startswith(
            "Bradley Wiggins 4:16.304 against Brad McGee 4:20.436: 4.132 s faster. [3.2.051]"
        )
        assert first["why"].endswith("[3.2.053]")

    def test_for_people_it_is_a_table_that_names_the_format(self, run: Runner) -> None:
        shown = run("classify", ATHENS).out
        assert "Format: olympic-2004, inferred." in shown
        assert "    1  Bradley Wiggins     GBR  4:16.304  " in shown
        assert "    –  Levi Heimans        NED  DNS " in shown

    def test_is_said_in_french(self, run: Runner) -> None:
        done = run("classify", ATHENS, "--json", "--lang", "fr")
        assert (
            "contre Brad McGee 4:20.436\u00a0: 4.132 s plus vite."
            in (done.json["classification"][0]["why"])
        )


class TestTheFormat:
    def test_named_is_not_inferred(self, run: Runner) -> None:
        done = run("classify", ATHENS, "--format", "olympic-2004", "--json")
        assert (done.json["format"], done.json["format_inferred"]) == ("olympic-2004", False)

    def test_may_be_a_file_of_ones_own(self, run: Runner, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        own.write_text(shipped_text("olympic-2004").replace('"olympic-2004"', '"our-own"'), "utf-8")
        done = run("classify", ATHENS, "--format", own, "--json")
        assert (done.code, done.json["format"]) == (0, "our-own")

    def test_unknown_is_refused_with_those_there_are(self, run: Runner) -> None:
        done = run("classify", ATHENS, "--format", "olympic-2005")
        assert done.code == 2
        assert "no format “olympic-2005”" in done.err
        assert "olympic-2004" in done.err

    def test_that_has_no_such_round_leaves_the_event_open(self, run: Runner) -> None:
        done = run("classify", ATHENS, "--format", "uci-2023", "--json")
        assert done.code == 1
        assert "Match round: uci-2023 has no such round" in done.json["missing"]


class TestAnIncompleteEvent:
    def test_lists_what_is_decided_and_ends_with_1(self, run: Runner) -> None:
        done = run("classify", EVENTS / "2012-british-junior-men.json", "--json")
        assert done.code == 1
        assert done.json["complete"] is False
        assert done.json["missing"] != []

    def test_riders_without_a_place_follow_as_dnf_dns_dsq(self, run: Runner, event: Path) -> None:
        riders = [
            rider("A", status="DSQ"),
            rider("B", status="DNS"),
            rider("C", "3:30.12"),
            rider("D", status="DNF"),
            rider("E", "3:29.11"),
        ]
        event.write_text(json.dumps(club(*riders)), "utf-8")
        done = run("classify", event, "--format", "club-solo", "--json")
        rows = [(row["rank"], row["name"]) for row in done.json["classification"]]
        assert rows == [(1, "E"), (2, "C"), (None, "D"), (None, "B"), (None, "A")]
        assert done.json["medals"] == {"gold": "E", "silver": "C", "bronze": None}
        assert done.json["medal_notes"] == ["bronze: vacant, nobody holds place 3"]


class TestWhatIsNotLookedAt:
    def test_ranks_finals_notes_and_claims_change_nothing(self, run: Runner, event: Path) -> None:
        riders = [rider("A", "3:30.12"), rider("B", "3:29.11")]
        event.write_text(json.dumps(club(*riders)), "utf-8")
        plain = run("classify", event, "--format", "club-solo", "--json").json
        false = club(
            {**riders[0], "rank": 1, "note": "Q WR"},
            {**riders[1], "rank": 2},
            final=[{"rank": 1, "name": "A", "nat": "SUI"}],
            contradictions=["none"],
        )
        false["rounds"][0]["advance"] = 1
        event.write_text(json.dumps(false), "utf-8")
        assert run("classify", event, "--format", "club-solo", "--json").json == plain


class TestTheInput:
    def test_may_come_from_standard_input(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stdin = io.TextIOWrapper(io.BytesIO(ATHENS.read_bytes()))
        monkeypatch.setattr("sys.stdin", stdin)
        assert run("classify", "-", "--json").json["medals"]["gold"] == "Bradley Wiggins"

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"{", "This is not JSON: line 1"),
            (b'{"id": "x"}', "neither “rounds” nor “final”"),
            (b'{"rounds": [{"name": 4}]}', "/rounds/0/name"),
            (b"\xff\xfe\x00", ""),
        ],
    )
    def test_that_cannot_be_read_ends_with_2(
        self, run: Runner, event: Path, content: bytes, says: str
    ) -> None:
        event.write_bytes(content)
        done = run("classify", event)
        assert (done.code, done.out) == (2, "")
        assert says in done.err
        assert str(event) in done.err

    def test_that_is_not_there_ends_with_2(self, run: Runner, event: Path) -> None:
        done = run("classify", event)
        assert done.code == 2
        assert done.err == f"halflap: There is no {event}. Check the name and the folder.\n"

    def test_that_is_a_folder_ends_with_2(self, run: Runner, tmp_path: Path) -> None:
        done = run("classify", tmp_path)
        assert (done.code, "is a folder" in done.err) == (2, True)


class TestALengthThatIsNone:
    def test_is_named_in_the_language_of_the_reader(self, run: Runner, tmp_path: Path) -> None:
        event = json.loads(ATHENS.read_text("utf-8")) | {"track_length_m": -1}
        file = tmp_path / "event.json"
        file.write_text(json.dumps(event), "utf-8")
        said = "/track_length_m\u00a0: -1 – il faudrait une longueur en mètres, par exemple 250"
        assert said in run("classify", file, "--lang", "fr").err
