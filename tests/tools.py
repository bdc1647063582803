"""The tools that some tests need besides Python: where each is, and how to get it.

A test marked ``needs("chromium")`` is left out where that tool is missing, and the last lines of
the run say so; with ``HALFLAP_CI=1`` nothing is left out, and a missing tool is a failure.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

HOW_TO_GET = {
    "chromium": "install Chromium (Debian, Ubuntu: apt-get install chromium), or name the program "
    "of a Chromium or Chrome in HALFLAP_CHROMIUM",
    "node": "install Node.js 18 or newer with npm (Debian, Ubuntu: apt-get install nodejs npm), "
    "then run make tools",
    "schemathesis": "run make tools",
}


def chromium() -> Path | None:
    """The browser, by ``HALFLAP_CHROMIUM`` or from the path."""
    named = os.environ.get("HALFLAP_CHROMIUM")
    found = [named] if named else [shutil.which(name) for name in _CHROMIUMS]
    return next((Path(path) for path in found if path and Path(path).exists()), None)


def node_modules() -> Path:
    """Where axe, html-validate and tsc are: made by ``make tools``."""
    return Path(os.environ.get("HALFLAP_NODE_MODULES") or ROOT / "tools" / "web" / "node_modules")


def node() -> Path | None:
    """Node, if the packages that are run with it are there as well."""
    found = shutil.which("node")
    wanted = [node_modules() / name for name in ("axe-core", "html-validate", "typescript")]
    return Path(found) if found and all(path.exists() for path in wanted) else None


def schemathesis() -> Path | None:
    """The fuzzer of the API: from an environment of its own, or beside the running Python."""
    beside = [ROOT / ".venv" / "fuzz" / "bin", Path(sys.executable).parent]
    return next((p / "schemathesis" for p in beside if (p / "schemathesis").exists()), None)


TOOLS = {"chromium": chromium, "node": node, "schemathesis": schemathesis}


def missing(tools: tuple[str, ...]) -> list[str]:
    """Those of the tools that are not here."""
    return [tool for tool in tools if TOOLS[tool]() is None]
