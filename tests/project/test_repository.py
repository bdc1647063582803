"""The repository stands alone: no machine's paths, no registry, and its lists agree."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements" / "dev.txt").read_text("utf-8")

# Written so that no pattern matches itself.
REGISTRY = re.compile(r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|crates[.]io", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.)\]}])/(?:root|Users|work)/|[.]{2}/shared")


def kept_files() -> list[Path]:
    """Every file that is, or would be, committed; in a copy without git, every visible file."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
        paths = [ROOT / name for name in listed.decode().split("\0") if name]
    else:
        paths = [p for p in ROOT.rglob("*") if not re.search(r"/[.]|__pycache__", str(p)[1:])]
    return [path for path in paths if path.is_file()]


def lines_matching(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in kept_files()
        for number, line in enumerate(path.read_bytes().decode("utf-8", "ignore").splitlines(), 1)
        if pattern.search(line)
    ]


def names(requirements: list[str]) -> set[str]:
    """The distributions that requirement strings name, in their normalised spelling."""
    found = {re.match(r"[\w.-]+", text) for text in requirements}
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


class TestNothingOfOneMachine:
    def test_no_registry_is_named(self) -> None:
        assert lines_matching(REGISTRY) == []

    def test_no_path_of_a_machine_is_named(self) -> None:
        assert lines_matching(MACHINE) == []

    @pytest.mark.parametrize(
        ("pattern", "line"),
        [
            (REGISTRY, "https://files.python" + "hosted.org/packages"),
            (MACHINE, "open('/" + "root/meet')"),
            (MACHINE, "see .." + "/shared/rules.md"),
        ],
    )
    def test_the_patterns_find_what_they_should(self, pattern: re.Pattern[str], line: str) -> None:
        assert pattern.search(line)


class TestTheLock:
    def test_holds_every_requirement(self) -> None:
        project = PROJECT["project"]
        wanted = names(
            project["dependencies"]
            + [r for extra in project["optional-dependencies"].values() for r in extra]
            + PROJECT["dependency-groups"]["dev"]
            + PROJECT["build-system"]["requires"]
        )
        assert wanted - names(re.findall(r"^\S+==", LOCK, re.MULTILINE)) == {"halflap"}

    def test_pins_and_hashes_every_line(self) -> None:
        entries = re.split(r"\n(?=\S)", LOCK.strip())
        assert [e for e in entries if not re.match(r"\S+==\S+ .*--hash=sha256:", e, re.S)] == []


class TestTheExtras:
    EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]

    def test_are_documented_in_the_readme(self) -> None:
        readme = (ROOT / "README.md").read_text("utf-8")
        assert [extra for extra in self.EXTRAS if f"`{extra}`" not in readme] == []

    def test_all_means_all(self) -> None:
        (everything,) = self.EXTRAS["all"]
        listed = everything.removeprefix("halflap[").removesuffix("]").split(",")
        assert sorted(listed) == sorted(self.EXTRAS.keys() - {"all"})


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text("utf-8")
