"""The pure rooms get the time of day and the world outside as values, never by asking.

Which modules they may import is the import contract in pyproject.toml. Here stands what imports do
not show: a call of the wall clock, a file opened, a module imported under a computed name.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HALFLAP = Path(__file__).parents[2] / "src" / "halflap"
PURE_ROOMS = ("words", "sport", "rulebook", "timing", "meet")

WALL_CLOCK = {"now", "today", "utcnow"}
OUTSIDE = {"__import__", "eval", "exec", "import_module", "input", "open", "print"}


def impure_calls(source: str) -> list[str]:
    """Name every call in `source` that a pure room may not make, with its line."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case (
                ast.Attribute(attr=name, value=ast.Name(id="datetime" | "date"))
                | ast.Attribute(attr=name, value=ast.Attribute(attr="datetime" | "date"))
            ) if name in WALL_CLOCK:
                found.append(f"line {node.lineno}: {name}")
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in OUTSIDE:
                found.append(f"line {node.lineno}: {name}")
    return found


class TestTheCheckItself:
    @pytest.mark.parametrize(
        ("source", "found"),
        [
            ("datetime.now(UTC)", ["line 1: now"]),
            ("datetime.datetime.utcnow()", ["line 1: utcnow"]),
            ("date.today()", ["line 1: today"]),
            ("\nopen('a')", ["line 2: open"]),
            ("importlib.import_module('time')", ["line 1: import_module"]),
            ("datetime(2004, 8, 21)", []),
            ("heat.now", []),
        ],
    )
    def test_names_each_impure_call(self, source: str, found: list[str]) -> None:
        assert impure_calls(source) == found


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_a_pure_room_asks_nobody(room: str) -> None:
    modules = sorted((HALFLAP / room).rglob("*.py"))
    assert modules, f"the room {room} has no modules"
    assert {m.name: calls for m in modules if (calls := impure_calls(m.read_text("utf-8")))} == {}
