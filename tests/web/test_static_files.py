"""Scripts, sheets and templates: typed, from here only, small, and in the packages."""

from __future__ import annotations

import re
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from tests.tools import ROOT, node, node_modules

WEB = ROOT / "src" / "halflap" / "web"
SCRIPTS = sorted(WEB.rglob("*.js"))
SHEETS = sorted(WEB.rglob("*.css"))
PAGES = sorted(WEB.rglob("*.html"))

ELSEWHERE = re.compile(r"https?://(?!www[.]w3[.]org/)|[\"'(]//[a-z]|@import\b", re.IGNORECASE)
INLINE = re.compile(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:json|ld\+json))", re.I)
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(", re.IGNORECASE)
TOKENS = WEB / "static" / "tokens.css"
LONGEST = 300


def lines_with(pattern: re.Pattern[str], files: list[Path]) -> list[str]:
    return [
        f"{file.relative_to(WEB)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]


class TestTheFiles:
    def test_are_found(self) -> None:
        assert SCRIPTS
        assert SHEETS
        assert PAGES

    def test_name_nothing_outside(self) -> None:
        assert lines_with(ELSEWHERE, SCRIPTS + SHEETS + PAGES) == []

    def test_hold_nothing_that_the_policy_forbids(self) -> None:
        assert lines_with(INLINE, PAGES) == []
        assert lines_with(INLINE_SCRIPT, PAGES) == []

    def test_take_their_colours_from_one_place(self) -> None:
        assert lines_with(COLOUR, [sheet for sheet in SHEETS if sheet != TOKENS]) == []

    def test_define_each_colour_once_on_screen(self) -> None:
        """Paper has its own; walls are black in a dark hall."""
        on_screen, _, _ = TOKENS.read_text("utf-8").partition("@media print")
        named = re.findall(r"(--[\w-]+): [^;]*#", on_screen)
        assert [name for name in named if named.count(name) > 1] == ["--paper", "--paper"]

    @pytest.mark.parametrize(
        ("pattern", "line"),
        [
            (ELSEWHERE, '<link href="https://fonts.example/x.css">'),
            (ELSEWHERE, 'import x from "//cdn.example/x.js"'),
            (INLINE, '<p style="color: red">'),
            (INLINE, '<button onclick="go()">'),
            (INLINE_SCRIPT, "<script>go()</script>"),
            (COLOUR, ".lamp { color: #C3171d; }"),
        ],
    )
    def test_would_be_found_out(self, pattern: re.Pattern[str], line: str) -> None:
        assert pattern.search(line)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.relative_to(WEB)))
class TestEveryScript:
    def test_is_short(self, script: Path) -> None:
        assert script.read_text("utf-8").count("\n") <= LONGEST

    def test_asks_to_be_typed(self, script: Path) -> None:
        assert "// @ts-check" in script.read_text("utf-8").splitlines()[:2]


@pytest.mark.needs("node")
def test_the_scripts_are_well_typed() -> None:
    compiler = node_modules() / "typescript" / "bin" / "tsc"
    program = node()
    assert program is not None
    done = subprocess.run(
        [program, compiler, "--project", ROOT / "tools" / "web"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == []
    assert done.returncode == 0


class TestThePackages:
    """A user has no other place to get them from."""

    WANTED = frozenset(str(file.relative_to(ROOT / "src")) for file in [*SCRIPTS, *SHEETS, *PAGES])

    def test_the_wheel_holds_them(self, tmp_path: Path) -> None:
        (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
        with zipfile.ZipFile(built) as wheel:
            assert self.WANTED - set(wheel.namelist()) == set()

    def test_the_source_package_holds_them_and_no_node_module(self, tmp_path: Path) -> None:
        (built,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path))
        with tarfile.open(built) as packed:
            names = {name.partition("/")[2] for name in packed.getnames()}
        assert {f"src/{name}" for name in self.WANTED} - names == set()
        assert "tools/web/package-lock.json" in names
        assert [name for name in names if "node_modules" in name] == []
