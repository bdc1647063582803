"""Knows which words a script says: the templates of its ``word("…")``, and of what it imports."""

from __future__ import annotations

import posixpath
import re
from functools import cache

from halflap.web.assets import assets

_LITERAL = r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|`(?:[^`\\$]|\\.)*`'
_TEXT = rf"(?:{_LITERAL})(?:\s*\+\s*(?:{_LITERAL}))*"
_CALL = re.compile(r"(?<![\w.$])word\(\s*")
_TEXT_HERE = re.compile(rf"\s*({_TEXT})\s*")
_CHOICE = re.compile(rf"[^?,;{{}}]+\?\s*({_TEXT})\s*:\s*")
_IMPORT = re.compile(r'(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"')


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


@cache
def words_of(path: str) -> frozenset[str]:
    """The templates that a script of ``static`` says itself or through its imports."""
    found: set[str] = set()
    seen, to_read = {path}, [path]
    while to_read:
        each = to_read.pop()
        source = assets()[each].body.decode()
        found |= script_templates(source)
        for name in _IMPORT.findall(source):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(each), name))
            if other not in seen and other in assets():
                seen.add(other)
                to_read.append(other)
    return frozenset(found)
