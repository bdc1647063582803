"""What the pages say: the templates given to ``t("…")`` in HTML and to ``word("…")`` in scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2 import Environment, nodes

_LITERAL = r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\$]|\\.)*`'
_TEXT = rf"(?:{_LITERAL})(?:\s*\+\s*(?:{_LITERAL}))*"
_CALL = re.compile(r"(?<![\w.$])word\(\s*")
_TEXT_HERE = re.compile(rf"\s*({_TEXT})\s*")
_CHOICE = re.compile(rf"[^?,;{{}}]+\?\s*({_TEXT})\s*:\s*")


def page_templates(source: str) -> set[str]:
    """The templates of one HTML template of Jinja."""
    calls = Environment().parse(source).find_all(nodes.Call)
    asked = [call.args[0] for call in calls if _named(call) == "t" and call.args]
    return {text for argument in asked for text in _texts(argument)}


def _named(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


def _texts(argument: nodes.Expr) -> Iterator[str]:
    match argument:
        case nodes.Const(value=str(text)):
            yield text
        case nodes.CondExpr(expr1=one, expr2=other):
            yield from _texts(one)
            if other is not None:
                yield from _texts(other)
        case nodes.Concat(nodes=parts):
            yield "".join(text for part in parts for text in _texts(part))


def script_templates(source: str) -> set[str]:
    """The templates of one script; what is chosen between by ``a ? "b" : "c"`` counts as well."""
    found: set[str] = set()
    for call in _CALL.finditer(source):
        at = call.end()
        while (choice := _CHOICE.match(source, at)) is not None:
            found.add(_joined(choice[1]))
            at = choice.end()
        if (text := _TEXT_HERE.match(source, at)) is not None:
            found.add(_joined(text[1]))
    return found


def _joined(literals: str) -> str:
    pieces = (piece[1:-1] for piece in re.findall(_LITERAL, literals))
    return "".join(re.sub(r"\\(.)", r"\1", piece) for piece in pieces)
