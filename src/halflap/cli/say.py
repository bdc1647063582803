"""Knows in which language this run speaks, and how sentences and lines reach the terminal."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import TextIO

from halflap.cli.failure import STORAGE, Failure, Refusal
from halflap.words.sentence import Sentence, say

LANGUAGES = ("en", "fr")
"""Those of the catalogue, which costs a start more than the rest of halflap and is loaded late."""

_language: ContextVar[str] = ContextVar("language", default="en")

LOCALE_VARIABLES = ("HALFLAP_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where a language is looked for, in this order; the last three are POSIX's own order."""

COLOURS = {"bold": "1", "red": "31", "yellow": "33"}


def language() -> str:
    """The language of this run: ``en`` or ``fr``."""
    return _language.get()


def speak(chosen: str) -> None:
    """From now on everything is said in ``chosen``, one of ``LANGUAGES``."""
    _language.set(chosen)


def asked_language(args: Sequence[str], environment: Mapping[str, str]) -> str:
    """The language of ``--lang``, wherever it stands; else of the environment; else English.

    It is looked up before anything is parsed, so that help and errors are said in it as well.
    """
    for number, arg in enumerate(args):
        if arg == "--":
            break
        option, equals, value = arg.partition("=")
        if option == "--lang":
            value = value if equals else "".join(args[number + 1 : number + 2])
            return value if value in LANGUAGES else "en"
    for variable in LOCALE_VARIABLES:
        if value := environment.get(variable, ""):
            code = value[:2].lower()
            return code if code in LANGUAGES else "en"
    return "en"


def spoken(sentence: Sentence | str) -> str:
    """The sentence in the language of this run; a text stays as it is."""
    if isinstance(sentence, str):
        return sentence
    return sentence.said(translated)


def translated(english: str) -> str:
    """A template in the language of this run."""
    if language() == "en":
        return english
    from halflap.words.catalogue import translate  # noqa: PLC0415 - loaded late, see LANGUAGES

    return translate(english, language())


def write_utf8() -> None:
    """Output is UTF-8 even where the locale is C; a lone surrogate is shown, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def out(*lines: Sentence | str) -> None:
    """Lines on standard output."""
    _write(sys.stdout, lines)


def err(*lines: Sentence | str) -> None:
    """Lines on standard error."""
    _write(sys.stderr, lines)


def _write(stream: TextIO, lines: Sequence[Sentence | str]) -> None:
    """Lines and their end.

    A reader who went away (``| head``) changes nothing of what was done: the rest is unsaid.
    """
    try:
        for line in lines:
            stream.write(f"{spoken(line)}\n")
        stream.flush()
    except BrokenPipeError:
        nobody_reads(stream)
    except OSError as error:
        nobody_reads(stream)
        text = say("The output could not be written ({problem}).", problem=error.strerror or "?")
        remedy = say("What was done before is kept: look at the meet, and do not repeat it.")
        raise Failure(STORAGE, [Refusal("output", text, remedy)]) from error


def nobody_reads(stream: TextIO) -> None:
    """From now on what is written to ``stream`` goes nowhere, without an error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def painted(text: str, colour: str) -> str:
    """``text`` in a colour on a terminal that wants colours; the words alone say it all."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        return text
    return f"\x1b[{COLOURS[colour]}m{text}\x1b[0m"
