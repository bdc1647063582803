"""What is said on a screen names no command of the terminal, no option, and no key of it."""

from __future__ import annotations

import re

import pytest

from halflap.words.on_screen import on_screen, screen_templates, text
from halflap.words.sentence import say
from tests.words.test_french import SOURCE, placeholders, templates

TERMINAL = re.compile(
    r"halflap [a-z-]+ ?(MEET|…|\()|\(halflap |: halflap |MEET|--[a-z]|[Pp]ress [a-z]\b"
    r"|\([a-z] [a-z]|\b[a-z] \([a-z]"
)

ROOMS = ("meet", "timing", "rulebook", "hub", "sport")


def said_below_the_terminal() -> set[str]:
    """The templates of the rooms whose sentences may come to a screen."""
    modules = [module for room in ROOMS for module in (SOURCE / room).rglob("*.py")]
    return {found for module in modules for found in templates(module.read_text("utf-8"))}


def test_every_sentence_that_names_a_command_is_said_otherwise_on_a_screen() -> None:
    named = {template for template in said_below_the_terminal() if TERMINAL.search(template)}
    assert sorted(named - screen_templates().keys()) == []


def test_what_is_said_instead_names_none() -> None:
    assert [said for said in screen_templates().values() if TERMINAL.search(said)] == []


def test_nothing_is_kept_that_is_never_said() -> None:
    assert sorted(screen_templates().keys() - said_below_the_terminal()) == []


def test_it_needs_no_value_that_the_sentence_does_not_have() -> None:
    for terminal, screen in screen_templates().items():
        assert set(placeholders(screen)) <= set(placeholders(terminal)), terminal


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Confirm medal first."), ("fr", "Confirmez d'abord la phase «\u00a0medal\u00a0».")],
)
def test_a_remedy_in_every_language(language: str, said: str) -> None:
    remedy = say("Confirm it first: halflap confirm MEET {phase}.", phase="medal")
    assert text(remedy)[language] == said


def test_a_sentence_within_a_sentence() -> None:
    inner = say("Give it with --reason.")
    assert str(on_screen(say("{what} {why}", what="x", why=inner))) == "x Give a reason."
