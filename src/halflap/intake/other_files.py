"""Knows by their first bytes files that are no table, so that a wrong one is called by its name."""

from __future__ import annotations

import io
import zipfile

from halflap.intake.unreadable import Unreadable
from halflap.words.sentence import Sentence, say

_BEGINS: tuple[tuple[bytes, Sentence], ...] = (
    (b"%PDF-", say("a PDF")),
    (b"\x89PNG\r\n", say("a picture")),
    (b"\xff\xd8\xff", say("a picture")),
    (b"GIF8", say("a picture")),
    (b"Rar!\x1a", say("an archive")),
    (b"7z\xbc\xaf\x27\x1c", say("an archive")),
    (b"\x1f\x8b", say("an archive")),
    (b"SQLite format 3\x00", say("a meet file or another database")),
    (b"{\\rtf", say("a text document")),
    (b"<!doctype html", say("a web page")),
    (b"<html", say("a web page")),
    (b"<?xml", say("an XML file")),
)
_BOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
"""What is in an XLSX, an XLSB, and an ODS."""
_ZIP = b"PK\x03\x04"
_LONGEST_MARK = 20


def refuse_others(data: bytes) -> None:
    """Raises ``Unreadable`` for an empty file, and for one that is known to be no table."""
    if not data.strip():
        raise Unreadable(say("The file is empty: save the list again, and choose that file."))
    begin = data[:_LONGEST_MARK].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, kind in _BEGINS:
        if begin.startswith(mark.lower()) or data.startswith(mark):
            raise _no_table(kind)
    if data.startswith(_ZIP):
        _refuse_archive(data)


def _refuse_archive(data: bytes) -> None:
    """Nothing is unpacked: the names in it say what it is; a damaged one is left to its reader."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return
    if not any(book in names for book in _BOOKS):
        text = any(name.startswith("word/") for name in names)
        raise _no_table(say("a text document") if text else say("an archive"))


def _no_table(kind: Sentence) -> Unreadable:
    return Unreadable(say("This is {kind}, and no table: save the list as CSV or XLSX.", kind=kind))
