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

SKIPPING = """
import pytest

@pytest.mark.skipif(True, reason="the tool is missing")
def test_with_the_tool():
    pass
"""


def run_pytest(folder: Path, source: str, *options: str, ci: bool = False) -> tuple[int, str]:
    """Run pytest with the project's settings on one file; give its exit code and last line."""
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
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, (done.stdout.strip().splitlines() or [done.stderr])[-1]


class TestLongTests:
    def test_are_deselected_by_default(self, tmp_path: Path) -> None:
        code, last = run_pytest(tmp_path, SAMPLE)
        assert code == 0
        assert last.startswith("1 passed, 1 deselected")

    def test_run_when_asked_for(self, tmp_path: Path) -> None:
        code, last = run_pytest(tmp_path, SAMPLE, "--long")
        assert code == 0
        assert last.startswith("2 passed")


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
