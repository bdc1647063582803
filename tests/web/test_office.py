"""The secretary's office over HTTP, as it works without scripts, task by task."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from halflap.web.roles import Role
from tests.meet_helper import MEN
from tests.web.desk_helper import Scene, Sitting, at_desk, hidden, said
from tests.web.serving import Answer, ask

ENTRIES = f"/office/competition/{MEN}"
BOUNDARY = "a-line-between-parts"


def at_office(tmp_path: Path, scene: Scene) -> None:
    at_desk(tmp_path, scene, Role.SECRETARY)


async def uploads(desk: Sitting, content: bytes, **fields: str) -> Answer:
    """The form of a list with a file in it, as a browser sends it."""
    page = await desk.open(ENTRIES)
    form = re.search(r'<form[^>]* data-form="import".*?</form>', page, re.S)
    assert form is not None
    parts = [
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (hidden(form[0]) | fields).items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="list.csv"\r\n'
        f"content-type: text/csv\r\n\r\n".encode()
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    headers = desk.cookie | {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return await ask(desk.meet.place, "POST", ENTRIES, headers, b"".join(parts))


class TestAList:
    def test_is_shown_and_then_entered_exactly_as_shown(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            before = desk.meet.site.seq
            checked = await uploads(desk, "bib,name\n21,Zoë Kłos\n22,Ana\n".encode(), preview="yes")
            assert checked.status == 200
            assert "21 Zoë Kłos entered" in said(checked.text)
            assert desk.meet.site.seq == before
            form = re.search(r'<form[^>]* data-form="import".*?</form>', checked.text, re.S)
            assert form is not None
            done = await desk.send(ENTRIES, hidden(form[0]))
            assert done.status == 303
            assert {21, 22} <= set(desk.meet.live.meet.competitions[MEN].bibs)

        at_office(tmp_path, scene)

    def test_is_not_entered_unseen(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            before = desk.meet.site.seq
            answer = await uploads(desk, b"bib,name\n21,Ana\n")
            assert answer.status == 409
            assert "A list is checked before it is entered." in said(answer.text)
            assert "There is no file." in await desk.refused(ENTRIES, "import")
            assert desk.meet.site.seq == before

        at_office(tmp_path, scene)

    def test_has_every_bad_row_named(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            bad = b"bib,name,nation\nx,Ana,ESP\n22,,ESP\n23,Tom,XXX\n"
            answer = await uploads(desk, bad, preview="yes")
            assert answer.status == 409
            shown = said(answer.text)
            assert "Row 2, column “bib”, “x”: “x” is not a whole number" in shown
            assert "Row 3, column “name”" in shown
            assert "Row 4, column “nation”" in shown
            assert shown.count("Nothing was entered.") == 1
            assert answer.text.count("<li>Row ") == 3

        at_office(tmp_path, scene)


class TestOneRider:
    def test_is_entered(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            page = await desk.does(ENTRIES, "enter", bib="31", name="Ane Lie", nation="NOR")
            assert "31 Ane Lie entered" in said(page)

        at_office(tmp_path, scene)

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("bib", "1", "Bib 1 is taken"),
            ("bib", "one", "“one” is not a whole number."),
            ("name", "", "Bib 31 has no name."),
            ("uci_id", "12", "12"),
            ("nation", "Atlantis", "Atlantis"),
        ],
    )
    def test_is_refused_at_the_field(
        self, tmp_path: Path, field: str, value: str, sentence: str
    ) -> None:
        async def scene(desk: Sitting) -> None:
            before = desk.meet.site.seq
            answer = await desk.post(
                ENTRIES, "enter", {"bib": "31", "name": "Ane Lie", field: value}
            )
            assert answer.status == 409
            at = answer.text.partition(f'id="enter-{field}-says">')[2].partition("</p>")[0]
            assert sentence in said(at)
            assert desk.meet.site.seq == before

        at_office(tmp_path, scene)

    def test_is_put_right_withdrawn_or_replaced(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.does(ENTRIES, "enter", bib="31", name="Ane Lie")
            page = await desk.does(f"{ENTRIES}/31", "correct", name="Ane Lye", nation="NOR")
            assert "Entry 31 corrected: Ane Lye" in said(page)
            page = await desk.does(
                f"{ENTRIES}/1", "substitute", bib="41", name="Emma Foss", reason="ill"
            )
            assert "Bib 1 replaced by 41 Emma Foss" in said(page)
            assert "is drawn in heat" in await desk.refused(f"{ENTRIES}/2", "withdraw")
            done = await desk.post(f"{ENTRIES}/31", "withdraw", {"reason": "ill"})
            assert done.status == 303
            assert "Withdrawn" in said(await desk.open(ENTRIES))

        at_office(tmp_path, scene)

    def test_has_a_schedule(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            page = await desk.does(f"{ENTRIES}/2", "schedule", laps="20.1 15.0")
            assert "Bib 2 has a schedule of" in said(page)
            assert "“soon” is no time." in await desk.refused(
                f"{ENTRIES}/2", "schedule", laps="20.1 soon"
            )

        at_office(tmp_path, scene)


class TestTheStartLine:
    def test_is_where_the_venue_painted_it(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "not a distance in metres" in await desk.refused(
                ENTRIES, "start-line", metres="here"
            )
            assert "there already" in await desk.refused(ENTRIES, "start-line", metres="")

        at_office(tmp_path, scene)


class TestAFormat:
    def test_is_said_in_words(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "uci-2025" in await desk.open("/office")
            assert "Sources" in said(await desk.open("/office/formats/uci-2025"))
            assert "Sources" in said(await desk.open(f"{ENTRIES}/format"))

        at_office(tmp_path, scene)


class TestWhatIsNotThere:
    @pytest.mark.parametrize("path", [f"{ENTRIES}/77", "/office/formats/club"])
    def test_is_not_found(self, tmp_path: Path, path: str) -> None:
        async def scene(desk: Sitting) -> None:
            assert (await ask(desk.meet.place, "GET", path, desk.cookie)).status == 404

        at_office(tmp_path, scene)
