"""How every command ends: exit codes, languages, output that always arrives as UTF-8."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from halflap import __version__
from halflap.cli import commands
from halflap.cli.commands import COMMANDS
from halflap.cli.progress import counted
from halflap.cli.say import LANGUAGES, asked_language
from halflap.words import catalogue
from halflap.words.sentence import say
from tests.cli.running import ATHENS, Runner


def halflap(*args: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """``halflap`` as a process of its own."""
    command = [sys.executable, "-m", "halflap", *map(str, args)]
    env = {**os.environ, "PYTHONPATH": str(Path(commands.__file__).parents[2]), **environment}
    return subprocess.run(command, capture_output=True, env=env, check=False)


class TestTheCommandLineIsWrong:
    """Usage ends with 2 and says what to do."""

    @pytest.mark.parametrize(
        ("args", "says"),
        [
            (["clasify"], "There is no command “clasify”. halflap --help lists them."),
            (
                ["classify"],
                "EVENT.json is missing. halflap classify --help says what belongs here.",
            ),
            (["classify", "a", "b"], "“b” is one argument too many."),
            (["audit", "--sstrict", "a"], "There is no option --sstrict here."),
            (["audit", "a", "--format"], "The option --format needs a value."),
            (["--lang", "de", "formats"], "--lang is one of: en, fr."),
            (["formats", "explain"], "There is no command “explain”."),
        ],
    )
    def test_a_sentence_says_so(self, run: Runner, args: list[str], says: str) -> None:
        done = run(*args)
        assert done.code == 2
        assert done.out == ""
        assert done.err.startswith(f"halflap: {says}")

    def test_a_program_gets_it_as_json(self, run: Runner) -> None:
        done = run("classify", "a", "b", "--json")
        assert done.code == 2
        (refused,) = done.json["refused"]
        assert refused["code"] == "too-many-arguments"
        assert refused["text"] == "“b” is one argument too many."
        assert "Quote a name" in refused["remedy"]

    @pytest.mark.parametrize("args", [["--version"], ["--lang", "fr", "--version"]])
    def test_the_version_is_said_wherever_the_option_stands(
        self, run: Runner, args: list[str]
    ) -> None:
        assert (run(*args).code, run(*args).out) == (0, f"halflap {__version__}\n")

    def test_halflap_alone_shows_its_help(self, run: Runner) -> None:
        done = run()
        assert done.code == 2
        assert done.out.startswith("Usage: halflap [OPTIONS] COMMAND …")


class TestHelp:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_examples_in_both_languages(
        self, run: Runner, name: str, language: str
    ) -> None:
        done = run(name, "--help", "--lang", language)
        assert done.code == 0
        examples = "Examples:" if language == "en" else "Exemples:"
        assert f"\n{examples}\n  halflap {name}" in done.out

    def test_the_help_of_halflap_names_every_command(self, run: Runner) -> None:
        shown = run("--help").out
        assert [name for name in COMMANDS if f"\n  {name} " not in shown] == []

    def test_each_command_is_where_the_table_says(self) -> None:
        group = commands.Commands("halflap")
        context = click.Context(group)
        found = {name: group.get_command(context, name) for name in COMMANDS}
        assert {name: each.name for name, each in found.items() if each} == {
            name: name for name in COMMANDS
        }


class TestLanguage:
    def test_is_one_of_the_catalogues(self) -> None:
        assert LANGUAGES == catalogue.LANGUAGES

    @pytest.mark.parametrize(
        ("args", "environment", "language"),
        [
            ([], {}, "en"),
            ([], {"LANG": "fr_CA.UTF-8"}, "fr"),
            ([], {"LANG": "fr_FR", "LC_ALL": "C"}, "en"),
            ([], {"LANG": "fr_FR", "LC_ALL": ""}, "fr"),
            ([], {"LC_ALL": "en_GB", "HALFLAP_LANG": "fr"}, "fr"),
            ([], {"LANG": "de_DE"}, "en"),
            (["formats", "--lang", "fr"], {"LANG": "en"}, "fr"),
            (["--lang=fr", "formats"], {}, "fr"),
            (["enter", "--", "--lang", "fr"], {}, "en"),
            (["--lang"], {}, "en"),
        ],
    )
    def test_is_taken_from_the_option_then_the_environment(
        self, args: list[str], environment: dict[str, str], language: str
    ) -> None:
        assert asked_language(args, environment) == language

    def test_errors_are_said_in_it_too(self, run: Runner) -> None:
        assert run("clasify", "--lang", "fr").err == (
            "halflap: Il n'y a pas de commande «\u00a0clasify\u00a0»."
            " halflap --help en donne la liste.\n"
        )


class TestOurOwnFault:
    def test_is_loud_and_ends_with_70(self, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object) -> None:
            raise RuntimeError("the half lap was lost")

        monkeypatch.setattr("halflap.cli.formats.explain", broken)
        done = run("formats", "show", "para")
        assert done.code == 70
        assert "RuntimeError: the half lap was lost" in done.err
        assert f"a fault of halflap {__version__}, not yours" in done.err
        assert "halflap formats show para" in done.err


class TestInterrupted:
    def test_ends_as_programs_do_that_are_interrupted(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("halflap.cli.formats.explain", interrupted)
        done = run("formats", "show", "para")
        assert (done.code, done.err.strip()) == (130, "Interrupted.")


class TestOutput:
    def test_is_utf8_even_where_the_locale_is_c(self) -> None:
        done = halflap(
            "formats", "--lang", "fr", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
        )
        assert done.returncode == 0
        assert "Soirée de club" in done.stdout.decode("utf-8")

    def test_of_a_file_with_a_name_that_is_no_text_does_not_crash(self, tmp_path: Path) -> None:
        done = halflap("classify", os.fsdecode(b"no\xfftext.json"), LC_ALL="C.UTF-8")
        assert done.returncode == 2
        assert "There is no no\\udcfftext.json." in done.stderr.decode("utf-8")

    def test_may_lose_its_reader_and_the_command_still_ends_as_it_should(self) -> None:
        command = [sys.executable, "-m", "halflap", "classify", str(ATHENS)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stderr
            process.stdout.close()
            assert process.stderr.read() == b""
        assert process.returncode == 0

    def test_that_cannot_be_written_is_said_and_ends_with_4(self) -> None:
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "halflap", "formats"]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 4
        assert done.stderr.startswith(b"halflap: The output could not be written")

    def test_is_without_colours_where_nobody_looks(self, run: Runner) -> None:
        assert "\x1b" not in run("formats").out

    def test_has_colours_on_a_terminal_unless_it_wants_none(
        self, run: Runner, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        assert "\x1b[1mpara\x1b[0m" in run("formats").out
        monkeypatch.setenv("NO_COLOR", "1")
        assert "\x1b" not in run("formats").out


class TestLongWork:
    def test_counts_on_a_terminal_and_wipes_the_count(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        monkeypatch.setattr("halflap.cli.progress.EVERY_S", -1)
        assert list(counted("abc", say("reading facts"))) == ["a", "b", "c"]
        shown = capsys.readouterr().err.split("\r")
        assert shown[1:4] == [f"reading facts: {n} …" for n in (1, 2, 3)]
        assert shown[4:] == [" " * len(shown[3]), ""]

    def test_shows_nothing_where_nobody_looks(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert list(counted("abc", say("reading facts"))) == ["a", "b", "c"]
        assert capsys.readouterr().err == ""
