"""The secretary's office over HTTP, as it works without scripts, task by task."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import pytest

from halflap.meet.commands import OpenCompetition
from halflap.meet.state import Meet
from halflap.rulebook.format_file import shipped_text
from halflap.web.forms import Typed
from halflap.web.opening_forms import opening_form
from halflap.web.record_forms import record_forms
from halflap.web.roles import Role
from tests.meet_helper import MEN, Desk
from tests.web.desk_helper import Scene, Sitting, at_desk, hidden, said
from tests.web.serving import Answer, ask

ENTRIES = f"/office/competition/{MEN}"
BOUNDARY = "a-line-between-parts"


def at_office(tmp_path: Path, scene: Scene) -> None:
    at_desk(tmp_path, scene, Role.SECRETARY)


async def uploads(
    desk: Sitting,
    content: bytes,
    path: str = ENTRIES,
    form_id: str = "import",
    file: str = "file",
    **fields: str,
) -> Answer:
    """A form with a file in it, as a browser sends it."""
    page = await desk.open(path)
    form = re.search(rf'<form[^>]* data-form="{form_id}".*?</form>', page, re.S)
    assert form is not None
    parts = [
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in (hidden(form[0]) | fields).items()
    ]
    parts.append(
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{file}"; filename="list.csv"\r\n'
        f"content-type: text/csv\r\n\r\n".encode()
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    headers = desk.cookie | {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    return await ask(desk.meet.place, "POST", path, headers, b"".join(parts))


class TestAList:
    def test_of_more_than_4_mb_is_refused_with_the_limit(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            before = desk.meet.site.seq
            answer = await uploads(desk, bytes(5 * 1024 * 1024), preview="yes")
            assert answer.status == 413
            assert "longer than 4096 kB, and nothing of it was kept" in said(answer.text)
            assert desk.meet.site.seq == before

        at_office(tmp_path, scene)

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

    def test_says_which_rows_and_columns_it_passes_over(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            rows = b"bib,name,category,phone\n21,Ana,WE,1\n22,Bo,ME,2\n23,Cy,ME,3\n"
            shown = said((await uploads(desk, rows, preview="yes", category="me")).text)
            assert "2 rows have the category me, 1 have another." in shown
            assert "Not used: phone." in shown
            assert "21 Ana entered" not in shown
            plain = said((await uploads(desk, b"bib,name\n21,Ana\n", preview="yes")).text)
            assert "passed over" not in plain

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


class TestOpeningACompetition:
    def test_keeps_the_format_whole(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            fields = {"competition": "juniors", "title": "Juniors", "distance": "3000"}
            await desk.does("/office", "open-competition", **fields, format="uci-2025")
            opened = desk.meet.live.meet.competitions["juniors"]
            assert (opened.title, opened.distance_m, opened.fmt.id) == ("Juniors", 3000, "uci-2025")
            assert "Juniors" in said(await desk.open("/office"))

        at_office(tmp_path, scene)

    @pytest.mark.parametrize(("category", "metres"), [("ME", 4000), ("MJ", 3000)])
    def test_takes_the_distance_of_the_category(self, category: str, metres: int) -> None:
        form = opening_form(Meet(name="Worlds", date="2023-08-03"), "en")
        typed = {"competition": "cup", "category": category, "format": "uci-2025"}
        command = form.make(Typed(typed))
        assert isinstance(command, OpenCompetition)
        assert (command.category, command.distance_m) == (category, metres)

    def test_is_previewed_first(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            shown = await desk.would(
                "/office", "open-competition", competition="cup", distance="2000", format="uci-2025"
            )
            assert "Nothing is changed yet." in shown

        at_office(tmp_path, scene)

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("competition", "two words", "is not an id of a competition"),
            ("competition", MEN, "There is already a competition"),
            ("distance", "far", "“far” is not a whole number."),
            ("distance", "", "The distance is not given, and no category says it."),
            ("format", "", "No format is chosen."),
        ],
    )
    def test_is_refused_at_the_field(
        self, tmp_path: Path, field: str, value: str, sentence: str
    ) -> None:
        async def scene(desk: Sitting) -> None:
            fields = {"competition": "cup", "distance": "2000", "format": "uci-2025"}
            answer = await desk.post("/office", "open-competition", fields | {field: value})
            assert answer.status == 409
            at = answer.text.partition(f'id="open-competition-{field}-says">')[2]
            assert sentence in said(at.partition("</p>")[0])
            assert "cup" not in desk.meet.live.meet.competitions

        at_office(tmp_path, scene)


SESSIONS = "/office/sessions"


class TestASession:
    HEATS = (f"{MEN}/qualifying/2", f"{MEN}/qualifying/1")

    def test_offers_what_is_drawn_and_keeps_the_order_and_the_planned_start(
        self, tmp_path: Path
    ) -> None:
        async def scene(desk: Sitting) -> None:
            page = await desk.open(SESSIONS)
            assert f"{MEN}/qualifying/1\n{MEN}/qualifying/2" in page
            fields = {"name": "Friday", "start": "2026-08-21 19:30", "heats": "\n".join(self.HEATS)}
            preview = await desk.would(SESSIONS, "session-new", **fields)
            assert "The first start is planned at 2026-08-21 19:30" in preview
            page = await desk.does(SESSIONS, "session-new", **fields)
            (session,) = desk.meet.live.meet.sessions
            assert ["/".join(each) for each in session.heats] == list(self.HEATS)
            assert 'value="2026-08-21 19:30"' in page

        at_office(tmp_path, scene)

    def test_names_the_heats_that_it_leaves_out(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            words = "In no session, so that they never come next: Qualifying, heat 1."
            assert words not in said(await desk.open("/office"))
            fields = {"name": "Friday", "heats": self.HEATS[0]}
            assert words in said(await desk.does(SESSIONS, "session-new", **fields))
            assert words in said(await desk.open("/office"))
            assert words in said(await desk.open("/desk"))

        at_office(tmp_path, scene)

    def test_has_breaks_that_everybody_sees(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            lines = f"{self.HEATS[0]}\n15 min Medal ceremony\n{self.HEATS[1]}"
            fields = {"name": "Friday", "start": "2026-08-21 19:30", "heats": lines}
            page = await desk.does(SESSIONS, "session-new", **fields)
            assert "Session Friday: heats 2, breaks Medal ceremony 15 min" in said(page)
            assert "15 min Medal ceremony" in page  # in the form, to be moved
            assert "Medal ceremony 15 min" in said(await desk.open("/session"))
            wrong = await desk.refused(SESSIONS, "session-1", start="", heats="15 min")
            assert "The break “15 min” says not what it is for." in wrong

        at_office(tmp_path, scene)

    def test_is_ordered_anew_without_its_start(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            fields = {"start": "2026-08-21 19:30", "heats": " ".join(self.HEATS)}
            await desk.does(SESSIONS, "session-new", name="Friday", **fields)
            await desk.does(SESSIONS, "session-1", start="", heats=self.HEATS[0])
            (session,) = desk.meet.live.meet.sessions
            assert (session.starts_us, len(session.heats)) == (None, 1)

        at_office(tmp_path, scene)

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("name", "", "The session has no name."),
            ("start", "soon", "“soon” is no time of day"),
            ("heats", "1 2", "“1” is not a heat of a session."),
            ("heats", f"{MEN}/qualifying/9", "9"),
            ("heats", "women/qualifying/1", "There is no competition"),
            ("heats", f"{MEN}/qualifying/1 {MEN}/qualifying/1", "is in the session twice"),
        ],
    )
    def test_is_refused_at_the_field(
        self, tmp_path: Path, field: str, value: str, sentence: str
    ) -> None:
        async def scene(desk: Sitting) -> None:
            fields = {"name": "Friday", "start": "", "heats": " ".join(self.HEATS)}
            answer = await desk.post(SESSIONS, "session-new", fields | {field: value})
            assert answer.status == 409
            at = answer.text.partition(f'id="session-new-{field}-says">')[2]
            assert sentence in said(at.partition("</p>")[0])
            assert desk.meet.live.meet.sessions == ()

        at_office(tmp_path, scene)


class TestWhatIsNotThere:
    @pytest.mark.parametrize("path", [f"{ENTRIES}/77", "/office/formats/club"])
    def test_is_not_found(self, tmp_path: Path, path: str) -> None:
        async def scene(desk: Sitting) -> None:
            assert (await ask(desk.meet.place, "GET", path, desk.cookie)).status == 404

        at_office(tmp_path, scene)


class TestRecordsInForce:
    PAGE = f"{ENTRIES}/records"

    def test_are_set_put_right_and_dropped(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            page = await desk.does(
                self.PAGE, "record-new", record="NR", time="2:05.3", rider="Ana", nation="ESP"
            )
            assert "Records in force in Men: " in said(page)
            assert "NR 2:05.3 Ana" in said(page)
            records = desk.meet.live.meet.competitions[MEN].records
            form = f"record-{len(records)}"
            page = await desk.does(self.PAGE, form, time="2:05.31", rider="Ana Gómez")
            assert "NR 2:05.31 Ana Gómez" in said(page)
            await desk.does(self.PAGE, form, time="2:05.31", gone="yes")
            assert desk.meet.live.meet.competitions[MEN].records == records[:-1]

        at_office(tmp_path, scene)

    @pytest.mark.parametrize(("distance_m", "lists"), [(4000, True), (2000, False)])
    def test_a_list_is_offered_where_one_is_of_the_distance(
        self, distance_m: int, lists: bool
    ) -> None:
        meet = Desk(distance_m=distance_m).ledger.state
        form, _ = record_forms(meet, meet.competitions[MEN], "en")
        assert ("list" in [each.name for each in form.fields]) is lists

    def test_what_cannot_be_one_is_said_at_its_field(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            shown = await desk.refused(self.PAGE, "record-new", record="NR", time="fast")
            assert "“fast” is no time. Write it as it is printed" in shown
            shown = await desk.refused(self.PAGE, "record-new", record="NR", time="2:0", date="x")
            assert "is no time" in shown
            shown = await desk.refused(self.PAGE, "record-new", record="NR", time="2:05", date="x")
            assert "“x” is not a date." in shown

        at_office(tmp_path, scene)

    def test_are_shown_from_a_file_and_then_kept_as_shown(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            checked = await uploads(
                desk, b"record,time\nWR,2:01.5\n", self.PAGE, "records-file", preview="yes"
            )
            assert "Records in force in Men: WR 2:01.5" in said(checked.text)
            form = re.search(r'<form[^>]* data-form="records-file".*?</form>', checked.text, re.S)
            assert form is not None
            assert (await desk.send(self.PAGE, hidden(form[0]))).status == 303
            (record,) = desk.meet.live.meet.competitions[MEN].records
            assert (record.list, record.us, record.digits) == ("WR", 121_500_000, 1)

        at_office(tmp_path, scene)

    def test_every_bad_row_of_a_file_is_named(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            bad = b"record,time\nWR,quick\n,2:01\n"
            answer = await uploads(desk, bad, self.PAGE, "records-file", preview="yes")
            assert answer.status == 409
            assert "Row 2, column “time”, “quick”" in said(answer.text)
            assert "Row 3, column “record”" in said(answer.text)

        at_office(tmp_path, scene)


class TestAFormatOfOnesOwn:
    OPEN: ClassVar[dict[str, str]] = {"competition": "cup", "title": "Cup", "distance": "3000"}
    OWN = shipped_text("uci-2025").replace('id = "uci-2025"', 'id = "our-cup"', 1)

    async def sent(self, desk: Sitting, text: bytes, **fields: str) -> Answer:
        return await uploads(
            desk, text, "/office", "open-competition", "own", **(self.OPEN | fields)
        )

    def test_is_explained_and_then_used_as_it_was_checked(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            checked = await self.sent(desk, self.OWN.encode(), preview="yes")
            assert checked.status == 200
            assert "Competition cup (Cup) opened, format our-cup" in said(checked.text)
            assert "Places" in said(checked.text)
            form = re.search(r'data-form="open-competition".*?</form>', checked.text, re.S)
            assert form is not None
            done = await desk.send("/office", hidden(form[0]) | self.OPEN)
            assert done.status == 303
            assert desk.meet.live.meet.competitions["cup"].fmt.id == "our-cup"

        at_office(tmp_path, scene)

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            ("advance = 4", "advance = four", "The format is not TOML"),
            ("starts = 2", "starts = true", "Line 22: phase[0].incidents.starts: "),
            ('from = "qualifying"', 'from = "semis"', '"semis" is not a phase before this one'),
        ],
    )
    def test_says_in_which_line_it_is_wrong(
        self, tmp_path: Path, old: str, new: str, sentence: str
    ) -> None:
        async def scene(desk: Sitting) -> None:
            bad = self.OWN.replace(old, new, 1)
            answer = await self.sent(desk, bad.encode(), preview="yes")
            assert answer.status == 409
            assert sentence in said(answer.text)
            assert "Mend the file and choose it again; nothing was opened." in said(answer.text)

        at_office(tmp_path, scene)

    def test_is_text_checked_first_and_chosen_alone(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            before = desk.meet.site.seq
            for content, fields, sentence in (
                (b"PK\x03\x04\x00\x00", {"preview": "yes"}, "binary file"),
                (self.OWN.encode(), {}, "A format is checked before it is used."),
                (self.OWN.encode(), {"preview": "yes", "format": "para"}, "Two formats are chosen"),
            ):
                answer = await self.sent(desk, content, **fields)
                assert answer.status == 409
                assert sentence in said(answer.text)
            assert desk.meet.site.seq == before

        at_office(tmp_path, scene)

    def test_begins_as_a_copy_of_a_shipped_one(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "last_fault" in await desk.open("/office/formats/uci-2025")

        at_office(tmp_path, scene)
