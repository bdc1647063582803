"""Everything halflap says has its French, with the same names in it, and no French is left over.

A template is the literal of a ``say("…")``, of a ``t("…")`` in a page and of a ``word("…")`` in a
script. Where ``say`` is given a name instead, it was chosen
from templates of the same module: there every text with a placeholder counts as one.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from halflap.rulebook.incident_policy import MEANING
from halflap.web.script_words import script_templates
from halflap.words.catalogue import LANGUAGES, catalogue, translate
from halflap.words.on_screen import on_screen, screen_templates
from halflap.words.sentence import NAME, name, say
from tests.words.page_words import page_templates

SOURCE = Path(__file__).parents[2] / "src" / "halflap"
FRENCH = sorted((SOURCE / "words" / "fr").glob("*.toml"))


def placeholders(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def literals(node: ast.expr) -> Iterator[str] | None:
    """The texts an argument can be: a literal, or a choice between literals."""
    match node:
        case ast.Constant(value=str(text)):
            return iter((text,))
        case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
            return iter((one, other))
        case _:
            return None


def templates(source: str) -> set[str]:
    """The templates of one module."""
    tree = ast.parse(source)
    found: set[str] = set()
    chosen_elsewhere = False
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="say"), args=[template, *_]):
                texts = literals(template)
                found.update(texts or ())
                chosen_elsewhere = chosen_elsewhere or texts is None
    if chosen_elsewhere:
        found |= {text for text in texts_of(tree) if placeholders_or_none(text)}
    return found


def texts_of(tree: ast.Module) -> Iterator[str]:
    """All texts of a module but docstrings and the pieces of f-strings."""
    pieces = {
        id(value)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for value in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            pieces.add(id(node.value))
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in pieces
        ):
            yield node.value


def placeholders_or_none(text: str) -> list[str]:
    try:
        return [name for name in placeholders(text) if name.isidentifier()]
    except ValueError:
        return []


@cache
def said() -> frozenset[str]:
    """Every template of the source; meanings of policies and what screens say stand in tables."""
    modules = sorted(SOURCE.rglob("*.py"))
    found = {text for module in modules for text in templates(module.read_text("utf-8"))}
    found |= {text for values in MEANING.values() for text in values.values()}
    for path in sorted(SOURCE.rglob("*.html")):
        found |= page_templates(path.read_text("utf-8"))
    for path in sorted(SOURCE.rglob("*.js")):
        found |= script_templates(path.read_text("utf-8"))
    return frozenset(found | set(screen_templates().values()) | {NAME})


class TestTheCollector:
    @pytest.mark.parametrize(
        ("source", "found"),
        [
            ('say("One.")', {"One."}),
            ('say("Two " "parts: {n}.", n=2)', {"Two parts: {n}."}),
            ('say("Either." if n else "Or.")', {"Either.", "Or."}),
            ('"""Not {this}."""\nsays = "{rider} rode."\nsay(says, rider=1)', {"{rider} rode."}),
            ('print("{not} said")', set()),
            ('says = "{a}"\nsay(says, a=f"{b} and")', {"{a}"}),
        ],
    )
    def test_finds_what_is_said(self, source: str, found: set[str]) -> None:
        assert templates(source) == found

    @pytest.mark.parametrize(
        ("source", "found"),
        [
            ("<p>{{ t('One {n}', n=2) }}</p>", {"One {n}"}),
            ("{{ t('Either' if n else 'Or') }}{{ t(sentence) }}", {"Either", "Or"}),
            ('{% set x = t("In a block") %}{% include t("x") ~ "y" %}', {"In a block", "x"}),
            ("{# t('a remark') #}{{ other('Not this') }}", set()),
        ],
    )
    def test_finds_what_a_page_says(self, source: str, found: set[str]) -> None:
        assert page_templates(source) == found

    @pytest.mark.parametrize(
        ("source", "found"),
        [
            ('word("One {n}", { n })', {"One {n}"}),
            ('word(\n  "Two " + "parts",\n)', {"Two parts"}),
            ("word('It is \\'so\\'')", {"It is 'so'"}),
            ('word(n === 1 ? "Either" : "Or", {})', {"Either", "Or"}),
            ('word(a ? "A" : b ? "B" : "C")', {"A", "B", "C"}),
            ('word(text); password("no"); this.word("no")', set()),
        ],
    )
    def test_finds_what_a_script_says(self, source: str, found: set[str]) -> None:
        assert script_templates(source) == found


class TestTheFrench:
    def test_is_complete(self) -> None:
        assert sorted(said() - catalogue("fr").keys()) == []

    def test_has_nothing_that_is_never_said(self) -> None:
        assert sorted(catalogue("fr").keys() - said()) == []

    def test_fills_in_the_same_values(self) -> None:
        unlike = [
            english
            for english, french in catalogue("fr").items()
            if english != NAME and placeholders(english) != placeholders(french)
        ]
        assert unlike == []

    def test_ends_as_the_english_does(self) -> None:
        ends = ".:?"
        unlike = [
            english
            for english, french in catalogue("fr").items()
            if (english[-1] in ends or french[-1] in ends) and english[-1] != french[-1]
        ]
        assert unlike == []

    @pytest.mark.parametrize("sign", ":;!?»")
    def test_has_no_line_begin_with(self, sign: str) -> None:
        wrong = re.compile(rf"(?<![\u00a0\u202f]){re.escape(sign)}(?=[\s)»”.]|$)")
        assert [text for text in self.without_typed() if wrong.search(text)] == []

    def test_has_no_line_end_with_an_opening_quote(self) -> None:
        assert [
            text for text in self.without_typed() if re.search("«(?![\u00a0\u202f])", text)
        ] == []

    @staticmethod
    def without_typed() -> list[str]:
        """The French without what is typed or sent as it is, and the list of keys."""
        typed = re.compile(
            r"^halflap:|keyboard:|screen:|X-Halflap:|gold 1-2:|, \? (?:pour toutes|cette liste)"
        )
        return [typed.sub("", text) for text in catalogue("fr").values()]

    def test_stands_in_one_file_each(self) -> None:
        keys = Counter(key for file in FRENCH for key in tomllib.loads(file.read_text("utf-8")))
        assert [key for key, times in keys.items() if times > 1] == []


class TestSaying:
    def test_a_sentence_is_said_in_the_language_asked_for(self) -> None:
        sentence = say("{winner} caught {loser}.", winner="Wiggins", loser="McGee")
        assert str(sentence) == "Wiggins caught McGee."
        assert sentence.said(lambda text: translate(text, "fr")) == "Wiggins a rejoint McGee."

    def test_a_sentence_within_a_sentence_is_said_in_the_same_language(self) -> None:
        sentence = say(
            "{phase} {label}: {why}",
            phase="finals",
            label="gold",
            why=say("Both riders were disqualified: nobody wins."),
        )
        french = sentence.said(lambda text: translate(text, "fr"))
        assert (
            french
            == "finals gold\u00a0: Les deux coureurs sont disqualifiés\u00a0: personne ne gagne."
        )

    def test_a_name_with_braces_is_left_as_it_is(self) -> None:
        assert str(say("{winner} caught {loser}.", winner="{loser}", loser="{x}")) == (
            "{loser} caught {x}."
        )

    def test_a_phase_is_said_by_its_name_and_typed_by_its_id(self) -> None:
        first = name("first-round", en="First round", fr="Premier tour")
        sentence = say("Draw it first: halflap draw MEET {phase}.", phase=first)
        assert str(sentence) == "Draw it first: halflap draw MEET first-round."
        said = on_screen(sentence)
        assert str(said) == "Draw First round first."
        assert said.said(lambda text: translate(text, "fr")) == (
            "Composez d'abord la phase «\u00a0Premier tour\u00a0»."
        )

    def test_an_unknown_language_is_refused(self) -> None:
        assert LANGUAGES == ("en", "fr")
        with pytest.raises(KeyError):
            catalogue("de")
