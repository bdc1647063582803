"""Knows how it is said that JSON is not what was asked for: which field, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import msgspec

from halflap.words.sentence import Sentence, say

T = TypeVar("T")

_KINDS: Mapping[str, Sentence] = {
    "int": say("a whole number"),
    "float": say("a number"),
    "str": say("a text"),
    "bool": say("true or false"),
    "array": say("a list"),
    "object": say("an object"),
    "null": say("null"),
}

_TYPE = re.compile(r"Expected `(?P<kind>[^`]+)`, got `(?P<got>[^`]+)`")
_BOUND = re.compile(r"Expected `(?P<kind>[^`]+)` (?P<bound>.+?)(?: - at|$)")
_LENGTH = re.compile(r"Expected `array` of length (?P<n>\d+)")
_MISSING = re.compile(r"Object missing required field `(?P<field>[^`]*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<field>[^`]*)`")
_VALUE = re.compile(r"Invalid enum value (?P<value>.+?)(?: - at|$)")
_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`")


def decoded(body: bytes, kind: type[T]) -> T:
    """The value that JSON holds; raises ``msgspec.DecodeError`` for whatever else was sent."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (UnicodeDecodeError, RecursionError) as error:  # no JSON of ours
        raise msgspec.DecodeError(str(error)) from error


def problem(error: msgspec.DecodeError) -> Sentence:
    """What is wrong, in a sentence that ends with a dot."""
    text = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return say("It is no JSON in UTF-8, or it is cut off.")
    at = _AT.search(text)
    path = at["path"] if at else ""
    if (found := _MISSING.match(text)) is not None:
        return say("The field {field} is missing.", field=_within(path, found["field"]))
    if (found := _UNKNOWN.match(text)) is not None:
        return say("There is no field {field}.", field=_within(path, found["field"]))
    if (found := _TYPE.match(text)) is not None:
        kind, got = _kind(found["kind"]), _kind(found["got"])
        if not path:
            return say("Expected is {kind}, and here is {got}.", kind=kind, got=got)
        return say(
            "The field {field} is {kind}, and here is {got}.", field=path, kind=kind, got=got
        )
    if (found := _LENGTH.match(text)) is not None:
        return say("The field {field} is a list of {n} elements.", field=path or "-", n=found["n"])
    if (found := _BOUND.match(text)) is not None:
        return say("The field {field} has to be {bound}.", field=path or "-", bound=found["bound"])
    if (found := _VALUE.match(text)) is not None:
        value = found["value"].strip("'")
        return say("The field {field} cannot be “{value}”.", field=path or "-", value=value)
    return say("The field {field} does not hold what it should.", field=path or "-")


def _within(path: str, field: str) -> str:
    return f"{path}.{field}" if path else field


def _kind(names: str) -> Sentence | str:
    """One kind, or several: ``int | null`` is a whole number where there is one."""
    first = names.split(" | ", maxsplit=1)[0]
    return _KINDS.get(first, first)
