"""The switches of tests/conftest.py do what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

SAMPLE = """
import pytest

def test_always():
    pass

@pytest.mark.long
def test_long():
    pass
"""

SEARCHING = """
from hypothesis import given
from hypothesis import strategies as st

@given(st.integers())
def test_of_any_number(number):
    pass
"""

SKIPPING = """
import pytest

@pytest.mark.skipif(True, reason="the tool is missing")
def test_with_the_tool():
    pass
"""

NEEDING = """
import pytest

@pytest.mark.needs("chromium")
def test_in_a_browser():
    pass

def test_without():
    pass
"""


def run_pytest(folder: Path, source: str, *options: str, ci: bool = False) -> tuple[int, str]:
    """Run pytest with the project's settings on one file; give its exit code and last line."""
    code, lines = run_pytest_saying(folder, source, *options, ci=ci)
    return code, lines[-1]


def run_pytest_saying(
    folder: Path, source: str, *options: str, ci: bool = False, chromium: str = ""
) -> tuple[int, list[str]]:
    """The same with every line; ``chromium`` is the program said to be the browser."""
    sample = folder / "test_sample.py"
    sample.write_text(source)
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml")]
    command += ["--rootdir", str(folder), "-p", "tests.conftest", "-p", "no:cacheprovider", "-q"]
    done = subprocess.run(
        [*command, *options, str(sample)],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONPATH": str(ROOT),
            "HALFLAP_CI": str(int(ci)),
            "HALFLAP_CHROMIUM": chromium,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip().splitlines() or [done.stderr]


class TestLongTests:
    def test_are_deselected_by_default(self, tmp_path: Path) -> None:
        code, last = run_pytest(tmp_path, SAMPLE)
        assert code == 0
        assert last.startswith("1 passed, 1 deselected")

    def test_run_when_asked_for(self, tmp_path: Path) -> None:
        code, last = run_pytest(tmp_path, SAMPLE, "--long")
        assert code == 0
        assert last.startswith("2 passed")


class TestTheRest:
    """What a run without tools has not run already."""

    def test_is_what_is_long_searches_or_needs_a_tool(self, tmp_path: Path) -> None:
        source = SAMPLE + SEARCHING + NEEDING.replace("test_without", "test_without_a_tool")
        code, lines = run_pytest_saying(
            tmp_path, source, "--long", "--rest", "-vv", chromium=sys.executable
        )
        assert code == 0
        ran = {line.split("::")[1].split()[0] for line in lines if "::" in line}
        assert ran == {"test_long", "test_of_any_number", "test_in_a_browser"}

    def test_makes_with_the_first_run_the_whole(self, tmp_path: Path) -> None:
        source = SAMPLE + SEARCHING + NEEDING
        _, first = run_pytest_saying(tmp_path, source, "--no-tools")
        _, second = run_pytest_saying(tmp_path, source, "--long", "--rest", chromium=sys.executable)
        assert first[-1].startswith("3 passed, 2 deselected")
        assert second[-1].startswith("3 passed, 2 deselected")


class TestSkips:
    def test_are_allowed_at_a_desk(self, tmp_path: Path) -> None:
        code, last = run_pytest(tmp_path, SKIPPING)
        assert code == 0
        assert last.startswith("1 skipped")

    def test_are_failures_in_ci(self, tmp_path: Path) -> None:
        code, last = run_pytest(tmp_path, SKIPPING, ci=True)
        assert code == 1
        assert "skipped" not in last

    def test_of_whole_modules_are_failures_too(self, tmp_path: Path) -> None:
        source = "import pytest\npytest.importorskip('a_tool_nobody_has')\n"
        code, last = run_pytest(tmp_path, source, ci=True)
        assert code == 2
        assert last.startswith("1 error")


class TestToolsThatAreMissing:
    NOWHERE = "/nowhere/chromium"

    def test_leave_their_tests_out_and_the_run_says_how_to_get_them(self, tmp_path: Path) -> None:
        code, lines = run_pytest_saying(tmp_path, NEEDING, chromium=self.NOWHERE)
        assert code == 0
        assert lines[-1].startswith("1 passed, 1 deselected")
        (said,) = [line for line in lines if "left out" in line]
        assert said.startswith("1 tests left out, for want of chromium: install Chromium")

    def test_are_told_once_by_several_processes(self, tmp_path: Path) -> None:
        code, lines = run_pytest_saying(tmp_path, NEEDING, "-n", "2", chromium=self.NOWHERE)
        assert code == 0
        (said,) = [line for line in lines if "left out" in line]
        assert said.startswith("1 tests left out, for want of chromium: install Chromium")

    def test_are_failures_in_ci(self, tmp_path: Path) -> None:
        code, lines = run_pytest_saying(tmp_path, NEEDING, ci=True, chromium=self.NOWHERE)
        assert code == 1
        assert "1 passed, 1 error" in lines[-1]

    def test_need_not_be_there_where_their_tests_are_not_wanted(self, tmp_path: Path) -> None:
        code, lines = run_pytest_saying(
            tmp_path, NEEDING, "--no-tools", ci=True, chromium=self.NOWHERE
        )
        assert code == 0
        assert lines[-1].startswith("1 passed, 1 deselected")
        assert [line for line in lines if "left out" in line] == []

    def test_run_where_the_tool_is(self, tmp_path: Path) -> None:
        code, lines = run_pytest_saying(tmp_path, NEEDING, chromium=sys.executable)
        assert code == 0
        assert lines[-1].startswith("2 passed")
