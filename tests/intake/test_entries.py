"""Entry lists: rows as values, or every error by row and column, and never a part of the list."""

from __future__ import annotations

import io
import sys
from datetime import date

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from halflap.intake.entries import EntryList, EntryRow, read_entries
from halflap.intake.unreadable import Unreadable
from halflap.words.catalogue import translate

GOOD = "Bib,Name,Nation\n1,Ada Example,GBR\n2,Berta Muster,GER\n"


def entries(*lines: str, year: int | None = 2026) -> EntryList:
    return read_entries("\n".join(lines).encode(), year)


def errors(found: EntryList) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.says) for each in found.errors]


def workbook(rows: list[list[object]], first_sheet: list[list[object]] | None = None) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd", "in_memory": True})
    for content in ([first_sheet] if first_sheet else []) + [rows]:
        sheet = book.add_worksheet()
        for number, row in enumerate(content):
            sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


class TestAGoodList:
    def test_becomes_rows_with_their_numbers(self) -> None:
        assert entries(*GOOD.splitlines()) == EntryList(
            "utf-8",
            (
                EntryRow(2, 1, "Ada Example", nation="GBR"),
                EntryRow(3, 2, "Berta Muster", nation="GER"),
            ),
        )

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_in_any_usual_file(self, delimiter: str, encoding: str) -> None:
        text = "Dossard,Nom,Prénom,Pays\r\n7,Élan,Zoé,FRA\r\n".replace(",", delimiter)
        found = read_entries(text.encode(encoding))
        assert found.origin == encoding
        assert found.rows == (EntryRow(2, 7, "Zoé Élan", family="Élan", given="Zoé", nation="FRA"),)

    def test_with_every_column(self) -> None:
        found = entries(
            "Start list of the cup",
            "",
            "No.;UCI ID;Last Name;First Name;NOC;Date of birth;Category;Club;Seed;Pilot;"
            "Pilot UCI ID;Remarks",
            "12;100 123 456 56;Example;Ada;gbr;23/05/1998;WE;Velo;3;P. Lot;10000000182;late",
        )
        assert found.rows == (
            EntryRow(
                row=4,
                bib=12,
                name="Ada Example",
                family="Example",
                given="Ada",
                nation="GBR",
                uci_id="10012345656",
                born_year=1998,
                category="WE",
                team="Velo",
                seed=3,
                pilot="P. Lot",
                pilot_uci_id="10000000182",
            ),
        )
        assert found.unused == ("Remarks",)

    @pytest.mark.parametrize(
        ("cell", "found"), [("0123", ("0123",)), ("12 / 13", ("12", "13")), ("", ())]
    )
    def test_the_transponders_of_a_rider(self, cell: str, found: tuple[str, ...]) -> None:
        assert entries("bib,name,Transponder", f"1,A,{cell}").rows[0].transponders == found

    @pytest.mark.parametrize("nothing", ["0", "000", "12 0"])
    def test_a_nought_is_no_transponder(self, nothing: str) -> None:
        (error,) = entries("bib,name,Chip", f"1,A,{nothing}").errors
        assert str(error.sentence) == f"“{nothing}” is no transponder: leave it empty."

    def test_a_transponder_written_twice_is_named(self) -> None:
        (error,) = entries("bib,name,Chip", "1,A,012 12").errors
        assert (error.column, error.says) == ("Chip", "012 12")
        assert str(error.sentence) == "“012 12” names a transponder twice."

    @pytest.mark.parametrize(
        "name",
        ["李 小鹏", "Γιάννης Παπαδόπουλος", "Ольга Слюсарева", "O’Neill-Śmith", "van DEN Bos"],
    )
    def test_keeps_a_name_in_any_script(self, name: str) -> None:
        assert entries("bib,name", f"1,{name}").rows[0].name == name

    def test_a_name_with_a_comma_is_quoted(self) -> None:
        assert entries("bib,name", '1,"Example, Ada"').rows[0].name == "Example, Ada"

    def test_blank_rows_do_not_count_but_are_counted(self) -> None:
        assert [row.row for row in entries("bib,name", "1,A", "", " , ", "2,B").rows] == [2, 5]

    @pytest.mark.parametrize("born", ["1998", "1998-05-23", "23.5.1998", "05/23/1998"])
    def test_a_year_of_birth_however_written(self, born: str) -> None:
        assert entries("bib,name,born", f"1,A,{born}").rows[0].born_year == 1998


class TestEveryErrorByRowAndColumn:
    def test_all_of_them_and_no_row(self) -> None:
        found = entries(
            "Bib;Rider;Nat;UCI ID;YoB;Seed",
            "1;Ada Example;GBR;10012345656;1998;1",
            "1;Berta Muster;DEU;10012345657;1798;x",
            "A;;;;;",
            ";Carla;;;2027;0",
        )
        assert found.rows == ()
        assert sorted(errors(found)) == [
            (3, "Bib", "1"),
            (3, "Nat", "DEU"),
            (3, "Seed", "x"),
            (3, "UCI ID", "10012345657"),
            (3, "YoB", "1798"),
            (4, "Bib", "A"),
            (4, "Rider", ""),
            (5, "Bib", ""),
            (5, "Seed", "0"),
            (5, "YoB", "2027"),
        ]

    def test_say_what_and_what_to_do(self) -> None:
        found = entries("bib,name,nat", "1,A,GER", "1,B,DEU", "3,,FRA")
        assert [str(each.sentence).split(":")[0] for each in found.errors] == [
            "1 stands in row 2 already",
            "DEU is the ISO code; results use the IOC code",
            "The entry has no name",
        ]

    def test_a_uci_id_twice(self) -> None:
        found = entries("bib,name,uci id", "1,A,10012345656", "2,B,100 123 456 56")
        assert errors(found) == [(3, "uci id", "10012345656")]

    def test_missing_columns_by_name(self) -> None:
        assert errors(entries("Nation,Club", "GBR,Velo")) == [(1, "bib", ""), (1, "name", "")]

    def test_two_columns_for_one_thing(self) -> None:
        assert errors(entries("Bib,Name,No.", "1,A,2")) == [(1, "No.", "No.")]

    def test_a_cell_too_many(self) -> None:
        assert errors(entries("bib,name", "1,Example, Ada")) == [(2, "cell 3", "Ada")]

    def test_a_list_without_entries(self) -> None:
        assert errors(entries("bib,name", "")) == [(2, "bib", "")]

    @pytest.mark.parametrize("bib", ["0", "-1", "1.5", "1e3", "10012345656", "١"])
    def test_a_bib_is_a_number_from_1(self, bib: str) -> None:
        assert errors(entries("bib,name", f"{bib},A")) == [(2, "bib", bib)]

    def test_in_french(self) -> None:
        (error,) = entries("dossard,nom", "1,").errors
        assert error.sentence.said(lambda template: translate(template, "fr")) == (
            "L'engagement n'a pas de nom\u00a0: donnez-en un."
        )


class TestWorkbooks:
    def test_numbers_and_dates_read_as_a_person_reads_them(self) -> None:
        data = workbook(
            [
                ["BIB", "UCI ID", "Last Name", "First Name", "Country", "Born"],
                [12, 10012345656, "Example", "Ada", "GBR", date(1998, 5, 23)],
                [],
                [13.0, "100 000 001 82", "Muster", "Berta", "GER", 1999],
            ]
        )
        found = read_entries(data, 2026)
        assert [(row.row, row.bib, row.uci_id, row.born_year) for row in found.rows] == [
            (2, 12, "10012345656", 1998),
            (4, 13, "10000000182", 1999),
        ]

    def test_the_sheet_with_the_entries_is_found(self) -> None:
        data = workbook([["Bib", "Name"], [1, "A"]], first_sheet=[["Field", "Value"]])
        found = read_entries(data)
        assert found.origin == "sheet Sheet2"
        assert [row.name for row in found.rows] == ["A"]

    def test_a_damaged_workbook(self) -> None:
        with pytest.raises(Unreadable, match="damaged or locked"):
            read_entries(workbook([["Bib", "Name"]])[:200])

    def test_without_the_extra_it_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "python_calamine", None)
        with pytest.raises(Unreadable, match=r"needs the extra “xlsx”: pip install"):
            read_entries(workbook([["Bib", "Name"]]))


class TestBytesThatAreNoList:
    def test_an_open_quote_is_named_by_its_line(self) -> None:
        with pytest.raises(Unreadable, match="Line 3 cannot be read"):
            entries("bib;name", '1;"Example', "2;B")

    def test_a_binary_file(self) -> None:
        with pytest.raises(Unreadable, match="no table"):
            read_entries(b"GIF89a\x00\x00\x01")

    @given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode()))
    def test_nothing_breaks_the_reader(self, data: bytes) -> None:
        try:
            found = read_entries(b"bib,name\n" + data)
        except Unreadable:
            return
        assert bool(found.rows) != bool(found.errors)

    @given(
        st.lists(
            st.tuples(
                st.integers(1, 99_999),
                st.text(st.characters(categories=["L"]), min_size=1, max_size=12),
            ),
            min_size=1,
            max_size=20,
            unique_by=lambda entry: entry[0],
        )
    )
    def test_what_was_written_is_read(self, listed: list[tuple[int, str]]) -> None:
        found = entries("bib,name", *(f"{bib},{name}" for bib, name in listed))
        assert [(row.bib, row.name) for row in found.rows] == listed
