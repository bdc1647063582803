"""Small rooms: every module says what it knows, and a long one says why it is long."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
MODULES = sorted(SOURCE.rglob("*.py"))
LIMIT = 400
EXCUSE = "longer than 400 lines because"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
class TestEveryModule:
    def test_begins_with_a_sentence(self, module: Path) -> None:
        docstring = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
        first = " ".join(docstring.split("\n\n")[0].split())
        assert first.endswith((".", ":")), "the docstring's first paragraph is no sentence"

    def test_is_short_or_says_why_not(self, module: Path) -> None:
        text = module.read_text("utf-8")
        lines = text.count("\n")
        docstring = " ".join((ast.get_docstring(ast.parse(text)) or "").split())
        assert lines <= LIMIT or EXCUSE in docstring, f"{lines} lines, and no reason given"
