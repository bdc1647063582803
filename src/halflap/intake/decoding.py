"""Knows how bytes of a text file become characters, and says which encoding it took them for."""

from __future__ import annotations

import codecs

from halflap.intake.unreadable import Unreadable
from halflap.words.sentence import say

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding: by its mark, else UTF-8, else UTF-16 if it reads so, else cp1252.

    Raises ``Unreadable`` for bytes that are no text.
    """
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            say(
                "Byte {byte} is not {encoding} text: save the file as UTF-8.",
                byte=error.start + 1,
                encoding=encoding.upper(),
            )
        ) from error
    if "\0" in text:
        raise Unreadable(say("This is no text but a binary file: save it as UTF-8 text."))
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    if data[1::2].count(0) * 4 > len(data):  # every second byte of Latin text in UTF-16
        return "utf-16-le"
    if data[::2].count(0) * 4 > len(data):
        return "utf-16-be"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
