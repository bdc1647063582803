"""``halflap verify``, ``backup``, ``export``, ``import``, and files that cannot be used."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from halflap.hub.desk import Desk
from halflap.journal.fact import Draft
from halflap.journal.store import MeetFile
from tests.cli.running import Runner


@pytest.fixture
def meet(run: Runner, tmp_path: Path) -> Path:
    """A meet with a ranking that is confirmed."""
    path = tmp_path / "club.halflap"
    commands = (
        ("new", "--format", "club-solo", "--distance", 3000),
        ("enter", "--bib", 1, "--name", "Emma Foss"),
        ("enter", "--bib", 2, "--name", "Ida Holm"),
        ("draw", "qualifying", "--heats", "1- 2-"),
        ("record", "qualifying", 1, "--home", "3:30.10"),
        ("record", "qualifying", 2, "--home", "3:31.10"),
        ("confirm", "qualifying", "--as", "official"),
    )
    for command, *args in commands:
        assert run(command, path, *args).code == 0
    return path


def head_of(run: Runner, path: Path) -> str:
    head: str = run("status", path, "--json").json["head"]
    return head


def rewrite(path: Path, statement: str) -> None:
    """Change a meet file as somebody with an SQLite tool could, and leave no trace of the tool."""
    with sqlite3.connect(path) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
    connection.close()


class TestVerify:
    def test_a_whole_file_is_proven_in_three_parts(self, run: Runner, meet: Path) -> None:
        done = run("verify", meet, "--head", head_of(run, meet))
        assert done.code == 0
        assert [line for line in done.out.splitlines() if line[:1].isdigit()] == [
            "1. Is every fact as it was kept?",
            "2. Does it hold what was printed or copied?",
            "3. Does what was confirmed still follow?",
        ]

    def test_without_a_head_a_cut_off_end_cannot_be_excluded(self, run: Runner, meet: Path) -> None:
        done = run("verify", meet)
        assert done.code == 0
        assert "it cannot be excluded that the end was cut off" in done.out
        assert run("verify", meet, "--json").json["end_proven"] is False

    def test_a_printed_head_that_is_not_in_it_is_a_finding(self, run: Runner, meet: Path) -> None:
        done = run("verify", meet, "--head", "3:0123456789ab", "--json")
        assert done.code == 1
        assert done.json["heads"] == [{"head": "3:0123456789ab", "contained": False}]

    def test_a_head_that_is_none_is_a_wrong_command_line(self, run: Runner, meet: Path) -> None:
        assert run("verify", meet, "--head", "3").code == 2

    def test_an_earlier_copy_is_in_order_a_later_one_is_a_finding(
        self, run: Runner, meet: Path
    ) -> None:
        copy = meet.with_name("copy.halflap")
        assert run("backup", meet, copy).code == 0
        assert run("undo", meet).code == 0
        earlier = run("verify", meet, "--against", copy, "--json")
        assert (earlier.code, earlier.json["copy"]["relation"]) == (0, "copy is behind")
        later = run("verify", copy, "--against", meet, "--json")
        assert (later.code, later.json["copy"]["relation"]) == (1, "copy is ahead")

    def test_a_changed_fact_is_named(self, run: Runner, meet: Path) -> None:
        changed = meet.with_name("changed.halflap")
        assert run("backup", meet, changed).code == 0
        rewrite(changed, "UPDATE facts SET actor = 'nobody' WHERE seq = 4")
        done = run("verify", changed, "--json")
        assert (done.code, done.json["first_bad_fact"]) == (1, 4)
        assert done.json["derived"] is None
        assert "  No: from fact 4 on it cannot be trusted." in run("verify", changed).out

    @pytest.mark.parametrize(
        ("draft", "why"),
        [
            (
                Draft("draw.kept", 1, '{"competition":"men","phase":"finals","reason":"-"}'),
                "fact 13: there is no competition men",
            ),
            (
                Draft("classification.confirmed", 1, '{"competition":"men","level":"official",'
                '"lines":[]}'),
                "fact 13: there is no competition men",
            ),
            (Draft("draw.kept", 1, '{"competition":1}'), "Expected `str`, got `int`"),
        ],
    )  # fmt: skip
    def test_whole_facts_that_cannot_follow_each_other_are_a_finding(
        self, run: Runner, meet: Path, draft: Draft, why: str
    ) -> None:
        with MeetFile.open(meet, write=True) as file:
            file.append(
                "forged", "-", [draft], outcome_text="-", utc_us=1, mono_us=1, boot_id="-"
            )  # fmt: skip
        done = run("verify", meet, "--json")
        assert (done.code, done.json["whole"], done.json["derived"]) == (1, True, None)
        assert why in done.json["reason"]
        assert "  No: its facts cannot follow each other" in run("verify", meet).out
        assert run("undo", meet).code == 4
        assert not meet.with_name("club.halflap-lock").exists()


class TestCarrying:
    def test_export_and_import_give_the_same_bytes(self, run: Runner, meet: Path) -> None:
        lines, again = meet.with_name("club.jsonl"), meet.with_name("again.halflap")
        exported, imported = run("export", meet, lines, "--json"), run("import", lines, again)
        assert (exported.code, imported.code) == (0, 0)
        assert exported.json == {"file": str(lines), "head": head_of(run, meet)}
        assert run("export", again).out == run("export", meet).out == lines.read_text("utf-8")
        assert run("verify", again, "--against", meet).code == 0

    def test_nothing_is_written_over(self, run: Runner, meet: Path) -> None:
        other = meet.with_name("other")
        other.write_text("kept")
        assert run("backup", meet, other).code == 4
        assert run("export", meet, other).code == 4
        assert run("import", other, meet).code == 4
        assert other.read_text() == "kept"

    def test_a_changed_line_is_refused_by_its_number(self, run: Runner, meet: Path) -> None:
        lines = meet.with_name("club.jsonl")
        run("export", meet, lines)
        lines.write_text(lines.read_text("utf-8").replace("Emma", "Erna"), "utf-8")
        done = run("import", lines, meet.with_name("again.halflap"), "--json")
        assert done.code == 2
        assert done.json["refused"][0]["code"] == "bad-line"
        assert not meet.with_name("again.halflap").exists()

    def test_a_missing_list_is_unreadable_input(self, run: Runner, tmp_path: Path) -> None:
        assert run("import", tmp_path / "no.jsonl", tmp_path / "new.halflap").code == 2


class TestFilesThatCannotBeUsed:
    def test_a_missing_one(self, run: Runner, tmp_path: Path) -> None:
        done = run("status", tmp_path / "no.halflap")
        assert (done.code, "There is no" in done.err) == (4, True)

    def test_a_foreign_one(self, run: Runner, tmp_path: Path) -> None:
        foreign = tmp_path / "notes.halflap"
        foreign.write_text("not a meet")
        done = run("undo", foreign, "--json")
        assert (done.code, done.json["refused"][0]["code"]) == (4, "not-a-meet")
        assert foreign.read_text() == "not a meet"

    def test_a_truncated_one(self, run: Runner, meet: Path) -> None:
        cut = meet.with_name("cut.halflap")
        assert run("backup", meet, cut).code == 0
        os.truncate(cut, cut.stat().st_size // 2)
        for command in ("status", "verify", "undo"):
            done = run(command, cut)
            assert (done.code, done.out) == (4, "")
            assert done.err.startswith("halflap: ")

    def test_one_that_another_program_writes(self, run: Runner, meet: Path) -> None:
        with Desk.open(meet, write=True):
            assert run("status", meet).code == 0
            done = run("undo", meet, "--json")
        assert (done.code, done.json["refused"][0]["code"]) == (4, "in-use")

    def test_one_of_a_newer_halflap(self, run: Runner, meet: Path) -> None:
        newer = meet.with_name("newer.halflap")
        shutil.copy(meet, newer)
        with sqlite3.connect(newer) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        done = run("status", newer, "--json")
        assert (done.code, done.json["refused"][0]["code"]) == (4, "newer")
