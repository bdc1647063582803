"""A wrong file is called by its name: what it is, and what to do with it."""

from __future__ import annotations

import io
import zipfile

import pytest

from halflap.intake.entries import read_entries
from halflap.intake.unreadable import Unreadable


def zipped(*names: str) -> bytes:
    """An archive of files with these names."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name in names:
            archive.writestr(name, "bib,name\n1,Ann\n")
    return found.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"SQLite format 3\x00\x10\x00", "a meet file or another database"),
        (b"{\\rtf1\\ansi bib name}", "a text document"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><title>List", "a web page"),
        (zipped("entries.csv"), "an archive"),
        (zipped("word/document.xml"), "a text document"),
        (b"\x1f\x8b\x08\x00", "an archive"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, kind: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_entries(data)
    assert str(refused.value.sentence) == (
        f"This is {kind}, and no table: save the list as CSV or XLSX."
    )


@pytest.mark.parametrize("data", [b"", b"\n\r\n  \n"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    with pytest.raises(Unreadable, match="The file is empty"):
        read_entries(data)


def test_a_damaged_workbook_is_said_to_be_damaged() -> None:
    with pytest.raises(Unreadable, match="damaged or locked"):
        read_entries(b"PK\x03\x04" + bytes(40))


def test_a_list_without_a_header_is_told_what_its_first_row_is() -> None:
    found = read_entries(b"1;Ann;GER\n2;Bea;GER\n")
    assert "This one reads: 1;Ann;GER." in str(found.errors[0].sentence)


def test_a_long_first_row_is_shown_in_part() -> None:
    found = read_entries(b"x" * 500 + b"\n")
    assert f"This one reads: {'x' * 80}…." in str(found.errors[0].sentence)
