"""Lists of records in force, as federations and organisers write them."""

from __future__ import annotations

import pytest

from halflap.intake.record_rows import RecordRow, read_records
from halflap.intake.unreadable import Unreadable


def test_a_list_in_english() -> None:
    found = read_records(
        b"Record,Time,Holder,Nation,Place,Date\n"
        b"WR,3:59.304,Jonathan Milan,ITA,Ballerup,2024-10-18\n"
        b"TR,4:21.3,,,,\n"
    )
    assert found.rows == (
        RecordRow("WR", "3:59.304", "Jonathan Milan", "ITA", "Ballerup", "2024-10-18"),
        RecordRow("TR", "4:21.3"),
    )


def test_a_list_in_french_with_semicolons_in_utf_16() -> None:
    text = "Records\n\nRecord;Temps;Détenteur;Pays;Lieu;Jour;Source\nRM;4:15,1;Zoé;FRA;Hyères;;x\n"
    found = read_records(text.encode("utf-16"))
    assert found.rows == (RecordRow("RM", "4:15,1", "Zoé", "FRA", "Hyères"),)
    assert found.unused == ("Source",)


@pytest.mark.parametrize(
    ("data", "row", "column", "says"),
    [
        (b"record,holder\nWR,Ann\n", 1, "time", "There is no column “time”"),
        (b"record,time\n", 2, "record", "the list is empty"),
        (b"record,time\nWR,fast\n", 2, "time", "“fast” is no time"),
        (b"record,time\nWR,4:15.165\n,4:20\n", 3, "record", "The cell is empty"),
        (b"record,time,date\nWR,4:15.165,18.10.2024\n", 2, "date", "“18.10.2024” is no date"),
        (b"record,time,nation\nWR,4:15.165,XXX\n", 2, "nation", "XXX"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(
    data: bytes, row: int, column: str, says: str
) -> None:
    found = read_records(data)
    assert found.rows == ()
    (error,) = found.errors
    assert (error.row, error.column) == (row, column)
    assert says in str(error.sentence)


def test_what_is_no_table_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="is not CP1252 text"):
        read_records(bytes(range(256)))
