"""The commissaires' desk over HTTP, as it works without scripts, task by task."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from halflap.journal.facts import CompetitionOpened, RecordFact
from halflap.meet.commands import (
    ConfirmHeat,
    DrawPhase,
    EnterRiders,
    IssueDocument,
    OpenCompetition,
    PauseAutomation,
    RecordOutcomes,
    Undo,
)
from halflap.rulebook.format_file import shipped, shipped_text
from halflap.web.roles import Role
from tests.meet_helper import MEN, confirming, entry, recording, ride
from tests.web.desk_helper import Sitting, at_desk, said
from tests.web.serving import ask

PHASE = f"/desk/competition/{MEN}/qualifying"
HEAT = f"{PHASE}/1"
TIMED = shipped("club-solo").phase[0].id


async def ridden(desk: Sitting) -> None:
    """Qualifying is ridden and official, the finals are drawn."""
    await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
    await desk.act(recording("qualifying", 2, "1 4:10.000", "3 4:30.000"))
    await desk.act(confirming("qualifying"))


class TestTheOverview:
    def test_says_what_is_next_and_what_has_to_be_looked_at(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "Ride Qualifying, heat 1" in said(await desk.open("/desk"))
            await desk.does(HEAT, "protest", by="Team A", reason="early start")
            shown = said(await desk.open("/desk"))
            assert "Protest 1 by Team A about Qualifying, heat 1 is open: early start" in shown

        at_desk(tmp_path, scene)

    def test_leads_to_every_heat_that_is_ridden_and_not_confirmed(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert 'id="waits"' not in await desk.open("/desk")
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            page = await desk.open("/desk")
            assert f'<a href="{HEAT}#form-confirm">Qualifying, heat 1: not confirmed</a>' in page
            assert 'id="form-confirm"' in await desk.open(HEAT)
            await desk.act(confirming("qualifying", 1, level="provisional"))
            assert 'id="waits"' not in await desk.open("/desk")

        at_desk(tmp_path, scene)

    def test_is_for_officials(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            answer = await desk.meet.get("/desk")
            assert (answer.status, answer.headers["location"]) == (303, "/sign-in?next=/desk")

        at_desk(tmp_path, scene)


class TestTheNextStep:
    """It is said from the draw to the end, and its link leads to the form that does it."""

    async def goes(self, desk: Sitting, words: str, **fields: str) -> str:
        """Follow the next step of the first page, and fill its form in; what it says then."""
        says, page, form = await self.next(desk)
        assert says.startswith(words), says
        return await desk.does(page, form, **fields)

    async def next(self, desk: Sitting) -> tuple[str, str, str]:
        shown = await desk.open("/desk")
        found = re.search(r'Next:</strong> <a href="([^"#]*)#([^"]*)">(.*?)</a>', shown)
        assert found is not None
        assert f'id="{found[2]}"' in await desk.open(found[1])
        return said(found[3]).strip(), found[1], found[2].removeprefix("form-")

    def test_leads_to_the_end(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await self.goes(desk, "Ride Qualifying, heat 1:", home="4:40.000", back="4:20.000")
            await desk.does(HEAT, "protest", by="Team A", reason="early start")
            await self.goes(desk, "Ride Qualifying, heat 2:", home="4:10.000", back="4:30.000")
            await self.goes(desk, "Decide protest 1", upheld="yes", reason="film")
            await self.goes(desk, "Settle protest 1", reason="a warning")
            await self.goes(desk, "Confirm the ranking of Qualifying.", level="official")
            await self.goes(desk, "Draw Finals.")
            await self.goes(desk, "Ride Finals, bronze ride:", home="4:30.000", back="4:40.000")
            await self.goes(desk, "Ride Finals, gold ride:", home="4:10.000", back="4:20.000")
            await self.goes(desk, "Confirm the ranking of Finals.", level="official")
            await self.goes(desk, "Confirm the final classification.", level="official")
            await self.goes(desk, "Issue the communiqué of the final classification")
            says, page, anchor = await self.next(desk)
            assert says.startswith("Everything is ridden, confirmed and issued. Gold: ")
            assert (page, anchor) == (f"/desk/competition/{MEN}", "classification")

        at_desk(tmp_path, scene)

    def test_of_a_superseded_draw_and_of_a_stale_communique(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await ridden(desk)
            await desk.does(PHASE, "issue-result")
            await self.goes(desk, "Draw Finals.")
            side = "home" if _heat(desk, 1).home == 3 else "back"
            await desk.does(f"{PHASE}/2", "correct", **{side: "4:15.000", "reason": "film"})
            await self.goes(desk, "Confirm the ranking of Qualifying again", level="official")
            await self.goes(desk, "Finals was drawn from results", reason="they warm up")
            says, _, _ = await self.next(desk)
            assert says.startswith("Ride Finals, bronze ride")
            await desk.act(recording("finals", "bronze", "3 4:30.000", "4 4:40.000"))
            await desk.act(recording("finals", "gold", "1 4:10.000", "2 4:20.000"))
            await desk.act(confirming("finals"))
            await desk.act(confirming())
            await self.goes(desk, "Issue communiqué 1 (Result, Qualifying) again", reason="film")

        at_desk(tmp_path, scene)


class TestADraw:
    def test_is_made_again_as_the_commissaires_set_it(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            page = await desk.does(PHASE, "draw", heats="1-2 3-4", again="yes")
            assert "Qualifying drawn: 2 heats" in said(page)
            heat = desk.meet.live.meet.competitions[MEN].phase("qualifying").heats[0]  # type: ignore[union-attr]
            assert heat.bibs == (1, 2)

        at_desk(tmp_path, scene)

    def test_is_refused_at_its_field(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            shown = await desk.refused(PHASE, "draw", heats="1+2")
            assert "“1+2” is not a heat. Write home-back, such as 1-2" in shown
            shown = await desk.refused(PHASE, "draw")
            assert "Qualifying is already drawn. Say that it is drawn again" in shown

        at_desk(tmp_path, scene)

    def test_has_another_order(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "Qualifying reordered: 2, 1" in said(
                await desk.does(PHASE, "reorder", order="2,1")
            )
            assert "name each heat of Qualifying once" in await desk.refused(
                PHASE, "reorder", order="2"
            )

        at_desk(tmp_path, scene)

    def test_has_sides_changed_and_riders_scratched(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "heat 1: sides changed" in said(await desk.does(HEAT, "swap"))
            bib = str(desk.meet.live.meet.competitions[MEN].phase("qualifying").heats[0].bibs[0])  # type: ignore[union-attr]
            page = said(await desk.does(HEAT, "scratch", bib=bib, reason="ill"))
            assert f"heat 1: {bib} does not start" in page
            assert "rides alone." in page

        at_desk(tmp_path, scene)

    def test_has_lots(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "Lots for Qualifying: 2, 1" in said(await desk.does(PHASE, "lots", order="2,1"))
            assert "at least two" in await desk.refused(PHASE, "lots", order="2")
            assert "is not a list of numbers" in await desk.refused(PHASE, "lots", order="two")

        at_desk(tmp_path, scene)


class TestADecision:
    def test_says_before_what_it_changes(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            await desk.act(recording("qualifying", 2, "1 4:10.000", "3 4:30.000"))
            shown = await desk.would(
                f"{PHASE}/2", "rule", ruling="dsq", bib="1", reason="passed below the line"
            )
            assert "Nothing is changed yet. This would happen:" in shown
            assert "Qualifying heat 2, ride of bib 1: DSQ instead of 4:10.000." in shown
            assert "Qualifying, rank 1: 2 B instead of 1 A." in shown

        at_desk(tmp_path, scene)

    def test_is_kept_with_who_and_why(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            page = said(
                await desk.does(HEAT, "rule", ruling="false-start", bib="2", reason="left early")
            )
            assert "Kept as fact" in page
            assert "false start of 2" in page
            assert "Ana (commissaire)" in page
            assert "left early" in page

        at_desk(tmp_path, scene)

    def test_is_told_with_the_role_of_its_author_in_the_language_of_the_page(
        self, tmp_path: Path
    ) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(PauseAutomation(), "Ben (timekeeper, device 2)")
            page = said(await desk.open("/desk/history?lang=fr"))
            assert "Ben (chronométreur, appareil 2)" in page
            assert "device 2" not in page

        at_desk(tmp_path, scene)

    def test_needs_a_reason_and_says_so_at_its_field(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            answer = await desk.post(HEAT, "rule", {"ruling": "dsq", "bib": "2", "reason": ""})
            assert answer.status == 409
            field = answer.text.partition('id="rule-reason-says">')[2].partition("</p>")[0]
            assert "A decision needs a reason." in field
            assert 'aria-describedby="rule-reason-says" aria-invalid="true"' in answer.text

        at_desk(tmp_path, scene)

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("at_m", "far", "“far” is not a distance in metres."),
            ("run", "one", "“one” is not a whole number."),
            ("bib", "77", "Bib 77 is not in heat 1."),
            ("ruling", "applause", "There is no ruling"),
        ],
    )
    def test_that_is_none_is_refused(
        self, tmp_path: Path, field: str, value: str, sentence: str
    ) -> None:
        async def scene(desk: Sitting) -> None:
            fields = {"ruling": "dsq", "bib": "2", "reason": "seen", field: value}
            assert sentence in await desk.refused(HEAT, "rule", **fields)

        at_desk(tmp_path, scene)

    def test_that_the_regulation_leaves_open_names_the_choices(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            fields = {"ruling": "gate-failure", "bib": "2", "reason": "gate stuck"}
            assert "Choose one of: restart" in await desk.refused(HEAT, "rule", **fields)
            page = await desk.does(HEAT, "rule", **fields, choice="restart")
            assert "gate failure" in said(page)

        at_desk(tmp_path, scene)


class TestARepeatedForm:
    def test_acts_once(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            access = desk.meet.site.access
            key = access.form_key(access.official(_request(desk)))  # type: ignore[arg-type]
            fields = {"key": key, "form": "swap", "id": "once", "seq": str(desk.meet.site.seq)}
            first = await desk.send(HEAT, fields)
            again = await desk.send(HEAT, fields)
            assert first.headers["location"] == again.headers["location"]

        at_desk(tmp_path, scene)

    def test_of_what_somebody_changed_meanwhile_is_refused_with_what(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            page = await desk.open(HEAT)
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            before = desk.meet.site.seq
            key = page.partition('name="key" value="')[2].partition('"')[0]
            seq = page.partition('name="seq" value="')[2].partition('"')[0]
            answer = await desk.send(HEAT, {"key": key, "form": "swap", "id": "x", "seq": seq})
            assert answer.status == 409
            assert "Something has been decided meanwhile:" in said(answer.text)
            assert "Qualifying heat 1 recorded: 2 4:20.000, 4 4:40.000" in said(answer.text)
            assert desk.meet.site.seq == before

        at_desk(tmp_path, scene)

    def test_of_another_site_is_turned_away(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            before = desk.meet.site.seq
            fields = {"key": "guessed", "form": "swap", "id": "x"}
            assert (await desk.send(HEAT, fields)).status == 403
            assert desk.meet.site.seq == before

        at_desk(tmp_path, scene)


def _request(desk: Sitting):  # type: ignore[no-untyped-def]
    from starlette.requests import Request  # noqa: PLC0415

    headers = [(b"cookie", desk.cookie["cookie"].encode())]
    return Request({"type": "http", "headers": headers})


class TestAReview:
    def test_is_opened_and_ended(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "Under review: film" in said(await desk.does(HEAT, "review", reason="film"))
            assert "review ended: stands" in said(
                await desk.does(HEAT, "end-review", reason="stands")
            )
            assert "A decision needs a reason." in await desk.refused(HEAT, "review", reason="")

        at_desk(tmp_path, scene)


class TestAProtest:
    def test_is_lodged_and_decided(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.does(HEAT, "protest", by="Team A", reason="early start")
            page = await desk.does(
                f"/desk/competition/{MEN}", "protest-1", upheld="no", reason="film seen"
            )
            assert "Protest 1 rejected: film seen" in said(page)

        at_desk(tmp_path, scene)

    def test_that_is_upheld_says_what_settles_it_until_that_is_done(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            await desk.does(HEAT, "protest", by="Team A", reason="early start")
            at = f"/desk/competition/{MEN}"
            page = await desk.does(at, "protest-1", upheld="yes", reason="film seen")
            assert "stays under review until you rule on it" in said(page)
            assert "not settled" in said(page)
            heat = await desk.open(HEAT)
            assert "It is not settled: the heat stays under review." in said(heat)
            assert '<a href="#form-rule">' in heat
            shown = await desk.would(HEAT, "rule", ruling="dsq", bib="2", reason="the film")
            assert "Qualifying heat 1: review ended: the film" in shown
            await desk.does(HEAT, "rule", ruling="dsq", bib="2", reason="the film")
            assert "not settled" not in said(await desk.open(HEAT))

        at_desk(tmp_path, scene)


class TestConfirming:
    def test_a_heat_a_ranking_and_issuing_it(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "has no outcome" in await desk.refused(HEAT, "confirm", level="provisional")
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            page = said(await desk.does(HEAT, "confirm", level="provisional"))
            assert "Qualifying heat 1 provisional" in page
            await desk.act(recording("qualifying", 2, "1 4:10.000", "3 4:30.000"))
            page = said(await desk.does(PHASE, "confirm-ranking", level="official"))
            assert "Ranking of Qualifying official" in page
            page = said(await desk.does(PHASE, "issue-result"))
            assert "Communiqué 1 issued: Result, Qualifying, revision 1" in page
            assert "already says exactly this" in await desk.refused(PHASE, "issue-result")
            assert "4:10.000" in said(await desk.open("/desk/communiques/1"))

        at_desk(tmp_path, scene)

    def test_acknowledges_each_doubt_by_its_name(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(recording("qualifying", 1, "4 4:30.3 hand", "2 4:30.100"))
            await desk.act(recording("qualifying", 2, "1 4:10.000", "3 4:30.150"))
            shown = await desk.refused(PHASE, "confirm-ranking", level="provisional")
            assert "I have looked at this:" in shown
            page = await desk.open(PHASE)
            names = re.findall(r'name="(doubt-[^"]+)"', page)
            assert names
            seen = dict.fromkeys(names, "yes")
            page = await desk.does(PHASE, "confirm-ranking", level="provisional", **seen)
            assert "Ranking of Qualifying provisional" in said(page)

        at_desk(tmp_path, scene)

    @pytest.mark.parametrize(
        ("where", "form", "confirms"),
        [
            (f"{PHASE}/1", "confirm", "Qualifying heat 1"),
            (PHASE, "confirm-ranking", "Ranking of Qualifying"),
        ],
    )
    def test_acknowledges_an_odd_speed_again_when_it_becomes_official(
        self, tmp_path: Path, where: str, form: str, confirms: str
    ) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(recording("qualifying", 1, "4 1:30.000", "2 16:40.000"))
            await desk.act(recording("qualifying", 2, "1 4:10.000", "3 4:30.000"))
            for level in ("provisional", "official"):
                shown = await desk.refused(where, form, level=level)
                assert "4 D: 1:30.000 over 2000 m is 80 km/h" in said(shown)
                boxes = await desk.open(where)
                assert boxes.count('name="doubt-speed"') == 1
                assert "I have looked at this: 2 B: 16:40.000 over 2000 m is 7 km/h" in said(boxes)
                assert "4 D: 1:30.000 over 2000 m is 80 km/h" in said(boxes)
                seen = {"doubt-speed": "yes"}
                page = said(await desk.does(where, form, level=level, **seen))
                assert f"{confirms} {level}" in page

        at_desk(tmp_path, scene)

    def test_after_it_a_change_is_a_correction(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await ridden(desk)
            await desk.does(PHASE, "issue-result")
            heat = f"{PHASE}/2"
            side = "home" if _heat(desk, 1).home == 1 else "back"
            shown = await desk.would(
                heat, "correct", **{side: "4:35.000", "source": "photo", "reason": "film"}
            )
            assert "Qualifying, rank 1: 2 B instead of 1 A." in shown
            assert "Communiqué 1 (Result, Qualifying) would be out of date" in shown
            assert "What would be left to do: Confirm the ranking of Qualifying again" in shown
            page = await desk.does(
                heat, "correct", **{side: "4:35.000", "source": "photo", "reason": "film"}
            )
            assert "corrected, revision 1" in said(page)
            assert "Confirm the ranking of Qualifying again" in said(page.partition("<h1>")[0])
            assert "stands like that already" in await desk.refused(heat, "correct", reason="x")

        at_desk(tmp_path, scene)


class TestACorrection:
    def test_does_not_make_a_hand_time_of_an_electronic_one_unasked(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert '<option value="electronic" selected>' not in await desk.open(HEAT)
            await ridden(desk)
            page = await desk.open(HEAT)
            form = page.partition('data-form="correct"')[2].partition("</form>")[0]
            assert '<option value="electronic" selected>' in form

        at_desk(tmp_path, scene)


def _heat(desk: Sitting, index: int):  # type: ignore[no-untyped-def]
    phase = desk.meet.live.meet.competitions[MEN].phase("qualifying")
    assert phase is not None
    return phase.heats[index]


class TestARecord:
    CUP = "/desk/competition/cup"

    async def beaten(self, desk: Sitting) -> None:
        """Bib 1 rode 2 km in 2:25, the track record being 2:30."""
        record = RecordFact(list="TR", us=150_000_000, rider="Somebody")
        await desk.act(
            OpenCompetition(
                competition="cup",
                title="Cup",
                category="",
                distance_m=2000,
                format_text=shipped_text("club-solo"),
                records=(record,),
            )
        )
        await desk.act(EnterRiders(competition="cup", entries=(entry(1), entry(2))))
        await desk.act(DrawPhase(competition="cup", phase=TIMED, heats=((1, None), (2, None))))
        times = (ride("1 2:25.000"),)
        await desk.act(RecordOutcomes(competition="cup", phase=TIMED, heat="1", rides=times))

    def test_is_confirmed_once_its_heat_is(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await self.beaten(desk)
            assert "is not confirmed" in await desk.refused(self.CUP, "record-1")
            await desk.act(
                ConfirmHeat(
                    competition="cup",
                    phase=TIMED,
                    heat="1",
                    level="provisional",
                    acknowledge=("record-resolution",),
                )
            )
            assert "TR confirmed: 1 in 2:25" in await desk.would(self.CUP, "record-1")
            page = await desk.does(self.CUP, "record-1")
            assert "TR confirmed: 1 in 2:25" in said(page)
            assert 'data-form="record-1"' not in page
            public = await desk.meet.get("/c/cup")
            assert "new, confirmed" in public.text

        at_desk(tmp_path, scene)

    def test_is_not_for_the_secretary_to_confirm(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await self.beaten(desk)
            page = await desk.open(self.CUP)
            assert "to be confirmed" in said(page)
            assert 'data-form="record-1"' not in page

        at_desk(tmp_path, scene, Role.SECRETARY)


class TestACommunique:
    def test_stands_where_its_competition_was_taken_back(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            found = '{"heats": []}'
            await desk.act(
                IssueDocument(competition=MEN, document="start-list qualifying", content=found)
            )
            ledger = desk.meet.live.desk.ledger
            opened = next(e for e in ledger.entries if isinstance(e.fact, CompetitionOpened))
            await desk.act(Undo(seq=opened.command, with_dependents=True, reason="wrong meet"))
            assert "1 Start list, qualifying men 1" in said(await desk.open("/desk"))
            assert "men · Start list, qualifying" in said(await desk.open("/desk/communiques/1"))

        at_desk(tmp_path, scene)

    def test_says_what_changed_as_it_is_posted(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            for time in ("4:21.000", "4:20.000"):
                row = f'{{"bib": 12, "name": "A", "time": "{time}"}}'
                content = f'{{"heats": [{{"heat": "3", "label": null, "riders": [{row}]}}]}}'
                await desk.act(
                    IssueDocument(
                        competition=MEN,
                        document="start-list qualifying",
                        content=content,
                        reason="-",
                    )
                )
            shown = said(await desk.open("/desk/communiques/2"))
            assert "Heat 3, 12 A · Time 4:21.000 → now 4:20.000" in shown

        at_desk(tmp_path, scene)


class TestTheHistory:
    def test_says_who_when_and_why_and_takes_back(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.does(HEAT, "swap", reason="agreed")
            seq = desk.meet.site.seq
            assert "agreed" in said(await desk.open("/desk/history"))
            page = await desk.does(f"/desk/history/{seq}", "undo", reason="not agreed")
            assert f"Taken back: facts {seq}" in said(page)

        at_desk(tmp_path, scene)

    def test_names_what_depends_on_it(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            await desk.act(recording("qualifying", 1, "4 4:40.000", "2 4:20.000"))
            seq = desk.meet.site.seq
            await desk.act(confirming("qualifying", 1))
            path = f"/desk/history/{seq}"
            shown = await desk.refused(path, "undo")
            assert "depends on it: Qualifying heat 1 official" in shown
            assert "Take it back first, or all of them together: the page of the fact" in shown
            await desk.does(path, "undo", dependents="yes")

        at_desk(tmp_path, scene)


class TestWhatIsNotThere:
    @pytest.mark.parametrize(
        "path",
        [
            "/desk/competition/women",
            "/desk/competition/men/sprint",
            "/desk/competition/men/qualifying/9",
            "/desk/history/999999",
            "/desk/communiques/1",
        ],
    )
    def test_is_not_found(self, tmp_path: Path, path: str) -> None:
        async def scene(desk: Sitting) -> None:
            answer = await ask(desk.meet.place, "GET", path, desk.cookie)
            assert answer.status == 404

        at_desk(tmp_path, scene)


class TestASecretary:
    def test_is_not_offered_what_is_not_his_to_decide(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            page = await desk.open(HEAT)
            assert 'data-form="swap"' in page
            assert 'data-form="rule"' not in page
            assert 'data-form="confirm"' not in page

        at_desk(tmp_path, scene, Role.SECRETARY)


class TestRacingWithoutTheSessionCheck:
    def test_is_answered_for_by_name(self, tmp_path: Path) -> None:
        async def scene(desk: Sitting) -> None:
            assert "Race without the session check" in await desk.open("/desk")
            shown = await desk.refused("/desk", "bypass", by="", reason="no time")
            assert "Nobody answers for racing without the session check." in shown
            await desk.does("/desk", "bypass", by="Bo", reason="the lines were seen to work")
            bypass = desk.meet.live.meet.timing.bypass
            assert bypass is not None
            assert (bypass.by, bypass.reason) == ("Bo", "the lines were seen to work")
            assert "Race without the session check" not in await desk.open("/desk")

        at_desk(tmp_path, scene)
