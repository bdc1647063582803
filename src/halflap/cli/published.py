"""Knows how a published result and a format given on the command line are found and read."""

from __future__ import annotations

from pathlib import Path

from halflap.cli.failure import Failure, unusable
from halflap.cli.user_files import read_bytes
from halflap.intake.event_json import read_event
from halflap.intake.published import read_published
from halflap.intake.unreadable import Unreadable
from halflap.rulebook.format import Format
from halflap.rulebook.format_file import SHIPPED, BadFormat, read_format, shipped, shipped_text
from halflap.rulebook.format_lines import line_of
from halflap.sport.published import PublishedEvent
from halflap.words.sentence import say


def event_of_json(path: str) -> PublishedEvent:
    """The event of an event JSON."""
    data = read_bytes(path)
    try:
        return read_event(data)
    except Unreadable as error:
        raise _unreadable(path, error) from error


def event_of(path: str) -> PublishedEvent:
    """The event of a file of any kind that can be audited: JSON, plain text or wikitext."""
    data = read_bytes(path)
    try:
        return read_published(data)
    except Unreadable as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: Unreadable) -> Failure:
    return unusable("unreadable", say("{path}: {problem}", path=path, problem=error.sentence))


def format_of(name: str) -> Format:
    """A shipped format by its id, or one of a file: a name with a dot or a slash is a file's."""
    return shipped(name) if name in SHIPPED else format_of_text(name, format_text(name))


def format_text(name: str) -> str:
    """The TOML text of a shipped format or of a file."""
    if name in SHIPPED:
        return shipped_text(name)
    if not Path(name).suffix and len(Path(name).parts) == 1:
        raise unusable(
            "no-such-format",
            say("halflap ships no format “{id}”.", id=name),
            say("Choose one of {ids}, or name a file such as club.toml.", ids=", ".join(SHIPPED)),
        )
    return text_of(name)


def text_of(path: str) -> str:
    """The text of a UTF-8 file."""
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unusable(
            "unreadable",
            say("{path} is not UTF-8 text (byte {byte}).", path=path, byte=error.start + 1),
            say("Save the file as UTF-8."),
        ) from error


def format_of_text(path: str, text: str) -> Format:
    """The format of a file's text; a bad one is refused with its key path or line."""
    try:
        return read_format(text)
    except BadFormat as error:
        line = line_of(text, error.path) if error.path else None
        raise unusable(
            "bad-format",
            say("{path}: {problem}", path=path, problem=error.sentence)
            if line is None
            else say(
                "{path}, line {line}: {problem}", path=path, line=line, problem=error.sentence
            ),
            say("docs/formats.md says what each key means."),
        ) from error
