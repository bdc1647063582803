"""Knows where in a JSON document a value stands, and refuses one of the wrong type."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from halflap.intake.unreadable import Unreadable
from halflap.words.sentence import Sentence, say

LONGEST_NUMBER = 40  # characters; anything longer is no length, rank or number of a heat

TYPE_NAMES: dict[type, Sentence] = {
    type(None): say("nothing (null)"),
    bool: say("true or false"),
    int: say("a whole number"),
    Decimal: say("a number"),
    str: say("a text"),
    list: say("a list"),
    dict: say("an object"),
}


@dataclass(frozen=True, slots=True)
class Node:
    """An object of the document and its JSON Pointer (RFC 6901); ``""`` is the whole document."""

    members: Mapping[str, object]
    where: str = ""

    def at(self, key: str) -> str:
        """The pointer of a member."""
        return f"{self.where}/{key.replace('~', '~0').replace('/', '~1')}"

    def text(self, key: str) -> str | None:
        """A text, or None where it is null, absent or blank."""
        value = self._value(key, str)
        return _printable(value).strip() or None if isinstance(value, str) else None

    def integer(self, key: str) -> int | None:
        """A whole number, or None."""
        value = self._value(key, int)
        return value if isinstance(value, int) else None

    def flag(self, key: str) -> bool | None:
        """True, false or None."""
        value = self._value(key, bool)
        return value if isinstance(value, bool) else None

    def number_text(self, key: str) -> str | None:
        """A number or a text as it is printed, so that no digit of 285.714 is lost; or None."""
        value = self._value(key, int, Decimal, str)
        if isinstance(value, Decimal):
            return f"{value:f}"
        return None if value is None else _printable(str(value)).strip() or None

    def child(self, key: str) -> Node | None:
        """An object, or None."""
        value = self._value(key, dict)
        return Node(value, self.at(key)) if isinstance(value, dict) else None

    def children(self, key: str) -> Iterator[Node]:
        """The objects of a list; none where it is null or absent."""
        value = self._value(key, list)
        for index, member in enumerate(value if isinstance(value, list) else ()):
            where = f"{self.at(key)}/{index}"
            if not isinstance(member, dict):
                raise _wrong(where, member, dict)
            yield Node(member, where)

    def _value(self, key: str, *types: type) -> object:
        value = self.members.get(key)
        if value is not None and type(value) not in types:
            raise _wrong(self.at(key), value, *types)
        return value


def read_tree(data: bytes) -> Node:
    """The document's root object, from UTF-8 with or without mark, UTF-16 or UTF-32.

    Raises ``Unreadable`` with line and column where it is no JSON.
    """
    encoding = json.detect_encoding(data)
    try:
        text = data.decode(encoding)
        root: object = json.loads(
            text,
            parse_float=_decimal,
            parse_int=_whole,
            parse_constant=_constant,
            object_pairs_hook=_members,
        )
    except UnicodeDecodeError as error:
        raise Unreadable(
            say(
                "Byte {byte} is not {encoding} text: save the file as UTF-8.",
                byte=error.start + 1,
                encoding=error.encoding.upper(),
            )
        ) from error
    except json.JSONDecodeError as error:
        raise Unreadable(
            say(
                "This is not JSON: line {line}, column {column}. Mend it there (a comma, a quote "
                "or a bracket is often missing just before).",
                line=error.lineno,
                column=error.colno,
            ),
            f"line {error.lineno}",
        ) from error
    except RecursionError as error:
        raise Unreadable(
            say("The JSON is nested too deeply for a result: is it the right file?")
        ) from error
    if not isinstance(root, dict):
        raise _wrong("", root, dict)
    return Node(root)


def _wrong(where: str, value: object, *types: type) -> Unreadable:
    return Unreadable(
        say(
            "At {where} there is {found}; {expected} belongs there. Correct it, or leave it out "
            "where it is not known.",
            where=where or "/",
            found=TYPE_NAMES[type(value)],
            expected=TYPE_NAMES[types[0]],
        ),
        where,
    )


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object; a key that stands twice is refused, for nobody could say which value is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Unreadable(
            say(
                "The key “{key}” stands twice in one object: keep the one that is right.",
                key=_printable(twice),
            )
        )
    return found


def _decimal(digits: str) -> Decimal:
    try:
        value = Decimal(digits)
    except InvalidOperation:
        raise _no_number(digits) from None
    if len(digits) > LONGEST_NUMBER or abs(value.adjusted()) > LONGEST_NUMBER:
        raise _no_number(digits)
    return value


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise _no_number(digits)
    return int(digits)


def _constant(word: str) -> object:
    """``NaN`` and ``Infinity``, which Python's reader would let pass."""
    raise _no_number(word)


def _no_number(digits: str) -> Unreadable:
    return Unreadable(
        say(
            "{number} is not a number that a result can hold: correct it, or write null.",
            number=digits[:LONGEST_NUMBER],
        )
    )


def _printable(text: str) -> str:
    """A text without half characters, which could not be written to any file or screen."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
