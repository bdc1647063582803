"""Knows which words a script says: the templates of its ``word("…")``, and of what it imports."""

from __future__ import annotations

import json
import posixpath
import re
from functools import cache

from halflap.web.assets import assets

_WORD = re.compile(r'\bword\(\s*("(?:[^"\\]|\\.)*")')
_IMPORT = re.compile(r'(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"')


def words_in(source: str) -> frozenset[str]:
    """The English templates in one script."""
    return frozenset(json.loads(text) for text in _WORD.findall(source))


@cache
def words_of(path: str) -> frozenset[str]:
    """Those that a script of ``static`` says itself or through its imports."""
    found: set[str] = set()
    seen, to_read = {path}, [path]
    while to_read:
        each = to_read.pop()
        source = assets()[each].body.decode()
        found |= words_in(source)
        for name in _IMPORT.findall(source):
            other = posixpath.normpath(posixpath.join(posixpath.dirname(each), name))
            if other not in seen and other in assets():
                seen.add(other)
                to_read.append(other)
    return frozenset(found)
