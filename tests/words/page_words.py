"""What the pages say: the templates given to ``t("…")`` in HTML."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, nodes


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
