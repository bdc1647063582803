"""What every page has to pass, whatever it shows: run over it by ``audit``.

- axe finds nothing against WCAG 2.2 AA or against good practice;
- the HTML as served, and as the scripts left it, is valid;
- nothing reaches beyond the side of the screen, no text lies over other text or is cut off.

That no script failed, nothing broke the content security policy and nothing was asked of another
host is watched from the first request on, see ``watching.py``.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import Any

from playwright.sync_api import Page

from tests.tools import ROOT, node, node_modules

_LAYOUT = (ROOT / "tests" / "web" / "browser" / "layout.js").read_text("utf-8")
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def audit(page: Page, *, without: tuple[str, ...] = (), html: bool = True) -> None:
    """Fail with everything that is wrong with a page as it stands, said so that it can be found.

    ``html=False``: the document is looked at elsewhere, and only its look is different here.
    """
    faults = [*layout_faults(page), *axe_faults(page, without=without)]
    faults += html_faults(page) if html else []
    assert not faults, "\n".join([page.url, *faults])


def layout_faults(page: Page) -> list[str]:
    """What is beyond the side of the screen, cut off, or over something else."""
    found: list[str] = page.evaluate(_LAYOUT)
    return found


def axe_faults(page: Page, *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds; the debugger brings it in, so that the policy stays in force."""
    if not page.evaluate("'axe' in window"):
        page.evaluate((node_modules() / "axe-core" / "axe.min.js").read_text("utf-8"))
    options = {
        "resultTypes": ["violations"],
        "runOnly": _STANDARDS,
        "rules": {rule: {"enabled": False} for rule in without},
    }
    result: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"axe {violation['id']}: {each['html'][:120]} ({_why(each)})"
        for violation in result["violations"]
        for each in violation["nodes"]
    ]


def _why(found: dict[str, Any]) -> str:
    checks = [*found["any"], *found["all"], *found["none"]]
    return "; ".join(check["message"] for check in checks)


def html_faults(page: Page) -> list[str]:
    """What html-validate says of the bytes as served, and of the page as it is now."""
    served = page.request.get(page.url)
    return [
        *validated(served.text(), f"{page.url} as served"),
        *validated(_without_sheets(page.content()), f"{page.url} as it is"),
    ]


def _without_sheets(html: str) -> str:
    """Properties that scripts set one by one are read back as a style attribute: no fault."""
    return re.sub(r' style="[^"]*"', "", html)


def validated(html: str, name: str) -> list[str]:
    """What html-validate says of a document."""
    return _validator().validate(html, name)


class _Validator:
    """html-validate in one process for all pages, since starting it takes half a second."""

    def __init__(self) -> None:
        tool = ROOT / "tools" / "web" / "validate.mjs"
        program = node()
        assert program is not None
        self._process = subprocess.Popen(
            [program, tool, node_modules()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def validate(self, html: str, name: str) -> list[str]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"html": html}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "html-validate ended"
        return [f"html {found}, in {name}" for found in json.loads(answer)]

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


_VALIDATORS: list[_Validator] = []


def _validator() -> _Validator:
    if not _VALIDATORS:
        _VALIDATORS.append(_Validator())
    return _VALIDATORS[0]


def close_validator() -> None:
    """End what ``validated`` began."""
    while _VALIDATORS:
        _VALIDATORS.pop().close()
