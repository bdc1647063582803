"""Runs a command of halflap inside the test, in English unless told otherwise."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from halflap.cli import main

EVENTS = Path(__file__).parents[1] / "data" / "events"
PAGES = Path(__file__).parents[1] / "data" / "pages"
ATHENS = EVENTS / "2004-olympics-men.json"


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it wrote, as one JSON value."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Runner:
    """``run("classify", path)`` is ``halflap classify path``."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *args: object) -> Done:
        code = main([str(arg) for arg in args])
        written = self.capsys.readouterr()
        return Done(code, written.out, written.err)
