"""Every sentence of the stores is said in French too, with the same values in it."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

HALFLAP = Path(__file__).parents[2] / "src" / "halflap"
FRENCH: dict[str, str] = tomllib.loads(
    (HALFLAP / "words" / "fr" / "journal.toml").read_text("utf-8")
)


def templates() -> set[str]:
    """The first argument of every call of `say` in the room."""
    calls = (
        node
        for module in (HALFLAP / "journal").glob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def test_every_sentence_has_its_french_and_every_french_its_sentence() -> None:
    assert templates() == FRENCH.keys()


def test_the_values_are_the_same_in_both() -> None:
    def values(text: str) -> list[str]:
        return sorted(re.findall(r"{\w+}", text))

    assert {said: french for said, french in FRENCH.items() if values(said) != values(french)} == {}
