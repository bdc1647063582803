"""What holds for every test: which are run, how hard hypothesis searches, what a skip means.

- `--long` adds the tests marked `long` and lets every property test try more examples. Without it
  they are deselected, and hypothesis repeats the same examples on every machine, so that a failing
  `make test` is never a matter of luck.
- `--rest` leaves out what a run of `--no-tools` has run: tests that are neither long nor a search,
  and need no tool. `.ci/run` runs that first.
- Tests marked `needs("chromium")` and the like are left out where that tool is missing, and the end
  of the run says how to get it; `--no-tools` leaves them out anyway.
- With `HALFLAP_CI=1` a skipped test is a failed test, and no tool may be missing.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any, TypeVar

import pytest
from hypothesis import settings

from tests import tools

LACKING = pytest.StashKey[dict[str, int]]()

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

settings.register_profile("fast", max_examples=60, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=500, deadline=None, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long",
        action="store_true",
        default=False,
        help="also run the tests marked long, and search longer in every property test",
    )
    parser.addoption(
        "--no-tools",
        action="store_true",
        default=False,
        help="leave out the tests that need a browser, node or schemathesis",
    )
    parser.addoption(
        "--rest",
        action="store_true",
        default=False,
        help="leave out what a run with --no-tools and without --long has run as it is",
    )
    parser.addoption("--screenshots", metavar="FOLDER", help="keep pictures of the pages there")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "fast")
    config.stash[LACKING] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    out = [item for item in items if _is_left_out(config, item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in out]


def _is_left_out(config: pytest.Config, item: pytest.Item) -> bool:
    if item.get_closest_marker("long") and not config.getoption("--long"):
        return True
    needed = _needed(item)
    if needed and config.getoption("--no-tools"):
        return True
    if config.getoption("--rest") and not needed and not _is_long(item):
        return True
    lacking = tools.missing(needed)
    if not lacking or os.environ.get("HALFLAP_CI") == "1":
        return False
    for tool in lacking:
        config.stash[LACKING][tool] = config.stash[LACKING].get(tool, 0) + 1
    return True


def _is_long(item: pytest.Item) -> bool:
    """Whether `--long` adds the test, or lets it search longer."""
    searches = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    return bool(searches or item.get_closest_marker("long"))


def _needed(item: pytest.Item) -> tuple[str, ...]:
    return tuple(tool for mark in item.iter_markers("needs") for tool in mark.args)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for tool in tools.missing(_needed(item)):
        pytest.fail(f"{tool} is missing: {tools.HOW_TO_GET[tool]}", pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Of several processes, each of which collects every test, each tells what it left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["lacking"] = session.config.stash[LACKING]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    if hasattr(node, "workeroutput"):  # one that crashed has told nothing
        node.config.stash[LACKING] = node.workeroutput["lacking"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for tool, count in terminalreporter.config.stash[LACKING].items():
        how = tools.HOW_TO_GET[tool]
        terminalreporter.write_line(f"{count} tests left out, for want of {tool}: {how}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _without_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skip((yield))


def _without_skip(report: Report) -> Report:
    if report.skipped and os.environ.get("HALFLAP_CI") == "1":
        report.outcome = "failed"
        report.longrepr = f"Skipped, which HALFLAP_CI=1 forbids: {report.longrepr}"
    return report
