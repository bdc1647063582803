"""``halflap record --from FILE.lif``: the photo finish as the outcome of a heat."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Runner
from tests.cli.test_meet import Club

HEADER = '1,1,1,"Qualifying heat 1",,,,,,3000,14:32:05.1234\r\n'


@pytest.fixture
def club(run: Runner, tmp_path: Path) -> Club:
    found = Club(run, tmp_path)
    found.open()
    found.enter()
    found.does("draw", "qualifying", "--heats", "1-2 3-4 5-")
    return found


def lif(folder: Path, *rows: str) -> Path:
    path = folder / "heat.lif"
    path.write_bytes((HEADER + "".join(f"{row}\r\n" for row in rows)).encode())
    return path


class TestThePhotoFinishAsOutcome:
    def test_times_are_photo_finishes_cut_to_the_thousandth(
        self, club: Club, tmp_path: Path
    ) -> None:
        path = lif(
            tmp_path,
            "1,2,2,Holm,Ida,DEN,3:31.2039,,,,,,,,,,,",
            "2,1,1,Foss,Emma,NOR,3:32.118,,,,,,,,,,,",
        )
        club.does("record", "qualifying", 1, "--from", path)
        exported = club.export()
        assert '"bib":2,"code":"OK","time":{"source":"photo","us":211203000}' in exported
        assert '"bib":1,"code":"OK","time":{"source":"photo","us":212118000}' in exported

    def test_a_word_in_the_column_of_places_is_an_outcome(self, club: Club, tmp_path: Path) -> None:
        path = lif(tmp_path, "1,1,1,Foss,Emma,NOR,3:32.118,,,,,,,,,,,", "DNF,2,2,,,,,,,,,,,,,,,")
        club.does("record", "qualifying", 1, "--from", path)
        assert '"bib":2,"code":"DNF"' in club.export()

    def test_a_rider_of_another_heat_is_refused(self, club: Club, tmp_path: Path) -> None:
        path = lif(tmp_path, "1,3,1,Lind,Nora,SWE,3:32.118,,,,,,,,,,,")
        assert club.refused("record", "qualifying", 1, "--from", path) == ["not-in-heat"]

    def test_a_file_without_an_outcome_is_refused(self, club: Club, tmp_path: Path) -> None:
        path = lif(tmp_path, ",1,1,Foss,Emma,NOR,,,,,,,,,,,,")
        assert club.refused("record", "qualifying", 1, "--from", path) == ["not-in-heat"]

    @pytest.mark.parametrize(
        "content", [b"", b"rubbish\n", HEADER.encode() + b"1,1,1,Foss,Emma,NOR,3:32.118"]
    )
    def test_what_is_no_finished_file_changes_nothing(
        self, club: Club, tmp_path: Path, content: bytes
    ) -> None:
        (tmp_path / "heat.lif").write_bytes(content)
        before = club.export()
        done = club("record", "qualifying", 1, "--from", tmp_path / "heat.lif")
        assert done.code == 2
        assert "FinishLynx" in done.err
        assert club.export() == before

    def test_times_typed_besides_are_refused(self, club: Club, tmp_path: Path) -> None:
        path = lif(tmp_path, "1,1,1,Foss,Emma,NOR,3:32.118,,,,,,,,,,,")
        done = club("record", "qualifying", 1, "--from", path, "--home", "3:30.1")
        assert done.code == 2
        assert "--from" in done.err
