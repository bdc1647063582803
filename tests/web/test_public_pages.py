"""The pages for everybody: whole without a script, in both languages, released values only."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest

from halflap.journal.facts import CompetitionOpened
from halflap.meet.commands import IssueDocument, OpenReview, Undo
from halflap.meet.views.communique import communique
from halflap.web.charts import gap_chart
from tests.web.busy_day import busy_day, page
from tests.web.raceday import RaceDay

LINK = re.compile(r'(?:href|src)="([^"#?]+)')


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    with busy_day(tmp_path_factory.mktemp("day") / "day.halflap") as found:
        yield found


def status(day: RaceDay, path: str) -> int:
    try:
        with urllib.request.urlopen(day.url(path), timeout=20) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


class TestTheLivePage:
    def test_shows_who_is_on_the_track_and_how_far(self, day: RaceDay) -> None:
        shown = page(day, "/")
        assert 'data-run="men/first-round/3/1"' in shown
        assert "1:21.320" in shown
        assert "Jörg Weiß leads by 1.080 s" in shown

    def test_shows_what_is_next(self, day: RaceDay) -> None:
        assert "Heat 4" in page(day, "/").split("Next", 1)[1]

    def test_shows_when_the_next_is_expected_as_the_start_times_do(self, day: RaceDay) -> None:
        found = re.findall(r"≈ </span>(\d\d:\d\d)", page(day, "/").split("Next", 1)[1])
        assert found == re.findall(r"≈ </span>(\d\d:\d\d)", page(day, "/session"))
        assert len(found) == 1

    def test_says_what_the_standings_are_worth(self, day: RaceDay) -> None:
        assert re.search(r"<caption>Standings <[^>]*>not confirmed yet<", page(day, "/"))
        assert re.search(r"<caption>Standings <[^>]*>official<", page(day, "/c/men/qualifying"))

    def test_explains_the_cut_where_it_is_drawn(self, tmp_path: Path) -> None:
        with RaceDay(tmp_path / "day.halflap", riders=8) as few:
            for heat, is_drawn in ((1, False), (2, True)):
                few.heat("qualifying", heat, 130.0 + heat, 131.5 + heat)
                shown = page(few, "/")
                assert ('class="cut"' in shown) is is_drawn
                assert ("The line is drawn after place 4" in shown) is is_drawn

    def test_shows_the_medals_of_what_is_over(self, day: RaceDay) -> None:
        assert re.search(r"Gold</span>\s*<span class=\"bib\">32", page(day, "/"))

    def test_speaks_french(self, day: RaceDay) -> None:
        shown = page(day, "/", "fr")
        assert "Jörg Weiß mène de 1.080 s" in shown
        assert 'lang="fr"' in shown

    def test_escapes_what_riders_are_called(self, day: RaceDay) -> None:
        assert "<b>Bold</b>" not in page(day, "/")
        assert "&lt;b&gt;Bold&lt;/b&gt;" in page(day, "/")


class TestAHeatPage:
    def test_says_after_each_half_lap_who_is_ahead_and_by_how_much(self, day: RaceDay) -> None:
        table = page(day, "/c/men/first-round/1").split('class="splits"')[1]
        assert '<th scope="col" class="number">Ahead</th>' in table
        ahead = re.findall(r"<tr>.*?</tr>", table, re.S)[-1].rpartition("<td")[2]
        assert re.search(r'class="lamp back".*>back straight</span></span> 0\.400<', ahead)


class TestTheStartTimes:
    def test_show_the_gun_of_what_has_started_and_what_the_next_is_expected_at(
        self, day: RaceDay
    ) -> None:
        shown = page(day, "/session")
        rows = re.findall(r"<tr>.*?</tr>", shown, re.S)[1:]
        assert len(rows) == 4
        assert all(re.search(r"\d\d:\d\d</span><br><span[^>]*>started", row) for row in rows[:3])
        assert re.search(r"expected</span>.*?≈ </span>\d\d:\d\d", rows[3], re.S)

    def test_say_how_they_are_reckoned(self, day: RaceDay) -> None:
        assert "From gun to gun over" in page(day, "/session")
        assert "un coup de feu à l" in page(day, "/session", "fr")

    def test_are_read_by_programs(self, day: RaceDay) -> None:
        with urllib.request.urlopen(day.url("/api/v1/session-plan"), timeout=20) as answer:
            plan = json.load(answer)
        (session,) = plan["sessions"]
        assert [each["state"] for each in session["heats"]] == [*["started"] * 3, "to-come"]
        assert session["heats"][3]["start_us"] > session["heats"][2]["start_us"]


class TestEveryPage:
    @pytest.mark.parametrize("language", ["en", "fr"])
    def test_every_link_leads_somewhere(self, day: RaceDay, language: str) -> None:
        seen: set[str] = set()
        waiting = {"/"}
        while waiting:
            path = waiting.pop()
            seen.add(path)
            shown = page(day, path, language) if not path.startswith("/static") else ""
            found = {each for each in LINK.findall(shown) if each.startswith("/")}
            waiting |= found - seen
        assert len([path for path in seen if path.startswith("/c/")]) > 25
        assert "/documents" in seen

    @pytest.mark.parametrize(
        "path",
        [
            "/c/nobody",
            "/c/men/nothing",
            "/c/men/qualifying/99",
            "/c/men/riders/999",
            "/c/men/riders/x",
            "/documents/99",
        ],
    )
    def test_what_is_not_there_is_said(self, day: RaceDay, path: str) -> None:
        assert status(day, path) == 404


class TestTheDocuments:
    """They are kept with codes; a page says those as its other pages do."""

    def test_are_called_what_they_are_and_of_which_phase(self, day: RaceDay) -> None:
        assert "Communiqué 1: Result, Finals" in page(day, "/documents")
        assert "Communiqué 2\u00a0: Classement final" in page(day, "/documents/2", "fr")

    def test_have_the_medals_in_their_order(self, day: RaceDay) -> None:
        medals = re.findall(r"<dt>(.*?)</dt>", page(day, "/documents/2").split("values won")[1])
        assert medals[:3] == ["Gold", "Silver", "Bronze"]

    def test_are_laid_out_to_be_signed_and_posted(self, day: RaceDay) -> None:
        shown = page(day, "/documents/1", "fr")
        assert "<title>Communiqué 1\u00a0: Résultat, Finales · " in shown
        assert re.search(r"<dt>Émis le</dt><dd>\d{4}-\d\d-\d\d \d\d:\d\d ", shown)
        assert "<dt>État</dt><dd><strong>officiel</strong>" in shown
        assert "Président du collège des commissaires" in shown
        assert re.search(r'<th scope="rowgroup" rowspan="\d">Course pour l', shown)

    def test_a_start_list_has_every_heat_with_its_sides(self, tmp_path: Path) -> None:
        with RaceDay(tmp_path / "day.halflap", riders=4) as day:
            men = day.meet.competitions["men"]
            found = communique(men, "start-list", men.fmt.phase[0])
            day.act(IssueDocument(competition="men", document=found.name, content=found.content))
            shown = page(day, "/documents/1", "fr")
        assert shown.count('<th scope="rowgroup" rowspan="2">Série') == 2
        assert shown.count("<td>arrivée</td>") == shown.count("<td>opposée</td>") == 2

    def test_stand_where_their_competition_was_taken_back(self, tmp_path: Path) -> None:
        with RaceDay(tmp_path / "day.halflap", riders=4) as day:
            men = day.meet.competitions["men"]
            found = communique(men, "start-list", men.fmt.phase[0])
            day.act(IssueDocument(competition="men", document=found.name, content=found.content))
            opened = next(
                entry.command
                for entry in day.live.desk.ledger.entries
                if isinstance(entry.fact, CompetitionOpened)
            )
            day.act(Undo(seq=opened, with_dependents=True, reason="the wrong meet"))
            assert "men" not in day.meet.competitions
            assert "Communiqué 1: Start list" in page(day, "/documents")
            assert "Communiqué 1: Start list" in page(day, "/documents/1")

    def test_a_revision_says_what_it_replaces_and_why(self, tmp_path: Path) -> None:
        with RaceDay(tmp_path / "day.halflap", riders=4) as day:
            for content, reason in (("a", ""), ("b", "wrong bib")):
                day.act(
                    IssueDocument(
                        competition="men",
                        document="start-list qualifying",
                        content=f'{{"title":"{content}","heats":[{{"riders":[{{"bib":1}}]}}]}}',
                        reason=reason,
                    )
                )
            shown = page(day, "/documents/2")
            assert "Revision 2, in place of communiqué 1." in shown
            assert "Reason: wrong bib" in shown
            assert re.search(r"<li>title a <span[^>]*>→</span><span[^>]*>now</span> b</li>", shown)
            assert 'href="/documents/2"' in page(day, "/documents/1")

    def test_speak_french_throughout(self, day: RaceDay) -> None:
        cells = re.findall(r"<(?:td|li)>(.*?)</(?:td|li)>", page(day, "/documents/1", "fr"))
        assert not [each for each in cells if re.search(r"\b(home|back|gold|official)\b", each)]
        assert "Argent" in page(day, "/documents/2", "fr")


class TestAHeat:
    def test_has_every_half_lap_and_the_gap(self, day: RaceDay) -> None:
        shown = page(day, "/c/men/first-round/1")
        assert shown.count('<th scope="row" class="number">') == 16
        assert "gap-line" in shown

    def test_under_review_says_so_and_not_why(self, day: RaceDay) -> None:
        shown = page(day, "/c/men/first-round/2")
        assert "under review" in shown
        assert "paced" not in shown
        assert "Team IRL" not in shown

    def test_without_times_shows_who_rides(self, day: RaceDay) -> None:
        shown = page(day, "/c/men/first-round/4")
        assert "to come" in shown
        assert "gap-line" not in shown


class TestACompetition:
    def test_shows_classification_records_and_entries(self, day: RaceDay) -> None:
        shown = page(day, "/c/women")
        assert "Final classification" in shown
        assert "3:30.113" in shown
        assert "Zoë Kłos" in shown

    def test_the_cut_is_drawn_in_the_standings(self, day: RaceDay) -> None:
        assert 'class="cut"' in page(day, "/c/men/qualifying")


class TestUnconfirmedResults:
    def test_are_on_no_page(self, tmp_path: Path) -> None:
        with RaceDay(tmp_path / "day.halflap") as meet:
            meet.act(
                OpenReview(
                    competition="men", phase="qualifying", heat="1", reason="a secret reason"
                )
            )
            for path in ("/", "/c/men", "/c/men/qualifying", "/c/men/qualifying/1"):
                assert "secret" not in page(meet, path)


class TestTheGapChart:
    def test_is_above_the_middle_while_home_leads(self) -> None:
        chart = gap_chart([10_000_000, 20_000_000], [10_500_000, 20_250_000], 4)
        assert chart is not None
        assert chart.lines == ("72,115 208,22 344,68.5",)
        assert [tick.label for tick in chart.gaps] == ["+0.5", "0", "+0.5"]

    @pytest.mark.parametrize(
        ("gap_us", "edge"),
        [(500_001, "+1"), (1_079_500, "+2"), (4_999_999, "+5"), (6_183_000, "+10")],
    )
    def test_ends_at_a_round_number(self, gap_us: int, edge: str) -> None:
        chart = gap_chart([20_000_000], [20_000_000 + gap_us], 4)
        assert chart is not None
        assert chart.gaps[0].label == edge

    def test_is_broken_where_a_split_is_missing(self) -> None:
        chart = gap_chart([1, None, 3, 4], [1, 2, 3, 4], 4)
        assert chart is not None
        assert len(chart.lines) == 2

    def test_is_not_drawn_without_a_common_split(self) -> None:
        assert gap_chart([1_000_000, None], [None, 2_000_000], 2) is None


class TestTheQrCode:
    def test_is_of_the_first_page(self, day: RaceDay) -> None:
        assert day.url("/") in page(day, "/qr")
        assert page(day, "/qr.svg").startswith("<svg")
