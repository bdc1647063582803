"""The coach's page without a script, and the same table for programs: released values only."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.web.busy_day import busy_day, page
from tests.web.raceday import RaceDay
from tests.web.stepping import even

HOME, BACK = 12, 18
"""Who is on the track: heat 3 of the first round, after ten half laps."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    with busy_day(tmp_path_factory.mktemp("coach") / "day.halflap") as found:
        yield found


def told(day: RaceDay, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page(day, f"/api/v1/coach/{path}"))
    return found


def refused(day: RaceDay, path: str) -> tuple[int, str]:
    """The status of an answer that is no good one, and what it says."""
    try:
        page(day, path)
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()
    raise AssertionError(path)


def value(shown: str, name: str) -> str:
    """A large figure, as it is read."""
    found = re.search(rf'data-value="{name}">(.*?)</(?:dd|span></dd|dt|span> <small)', shown)
    assert found is not None, name
    return " ".join(re.sub(r"<[^>]*>", "", found[1]).split())


class TestTheRideOnTheTrack:
    def test_is_large_half_lap_by_half_lap(self, day: RaceDay) -> None:
        shown = page(day, f"/coach/men/{HOME}")
        assert value(shown, "current") == "11"
        assert value(shown, "laps") == "3"
        assert (value(shown, "lap"), value(shown, "half")) == ("15.664", "7.832")
        assert value(shown, "opponent") == "▲−1.080 faster"
        assert value(shown, "finish") == "2:08.312"

    def test_has_a_row_for_each_half_lap_the_newest_first(self, day: RaceDay) -> None:
        shown = page(day, f"/coach/men/{HOME}")
        assert re.findall(r'data-half-lap="(\d+)"', shown) == [str(n) for n in range(10, 0, -1)]

    def test_is_held_against_another_ride(self, day: RaceDay) -> None:
        shown = page(day, f"/coach/men/{HOME}?with=quickest")
        assert "cf. 11" in shown
        assert '<option value="quickest" selected>' in shown
        assert "▼" in shown

    def test_speaks_french(self, day: RaceDay) -> None:
        assert "plus vite" in page(day, f"/coach/men/{HOME}", "fr")

    def test_says_nothing_of_the_schedule_that_the_meet_holds(self, day: RaceDay) -> None:
        assert day.meet.competitions["men"].schedule(HOME) is not None
        for path in (f"/coach/men/{HOME}", f"/api/v1/coach/men/{HOME}"):
            shown = page(day, path)
            assert "to_schedule" not in shown
            assert "26900000" not in shown
            assert "2:08.000" not in shown

    def test_has_no_form_that_needs_a_script(self, day: RaceDay) -> None:
        section = re.search(r'<section id="schedule"[^>]*>', page(day, f"/coach/men/{HOME}"))
        assert section is not None
        assert " hidden" in section[0]


class TestBeforeARide:
    def test_it_says_after_how_many_heats_and_against_whom(self, day: RaceDay) -> None:
        shown = page(day, "/coach/men/11")
        assert "1 heat before" in shown
        assert "from the home straight" in shown
        assert "Πέτρος" in shown

    def test_the_last_ride_stays(self, day: RaceDay) -> None:
        assert value(page(day, "/coach/men/11"), "finish") == "2:07.117"

    def test_nothing_to_come_is_said(self, day: RaceDay) -> None:
        assert "No heat of this rider is to come." in page(day, "/coach/women/31")


class TestARiderAlone:
    def test_is_held_against_nobody(self, tmp_path: Path) -> None:
        with RaceDay(tmp_path / "day.halflap", riders=1) as meet:
            assert "alone" in page(meet, "/coach/men/11")
            meet.arm()
            meet.gun(even(130.0, meet.half_laps))
            meet.step(4)
            shown = page(meet, "/coach/men/11")
            assert value(shown, "lap") == "15.875"
            assert "To the opponent" not in shown


class TestARideToCompareWithThatIsNotThere:
    def test_is_said_next_to_the_choice(self, day: RaceDay) -> None:
        shown = page(day, f"/coach/men/{HOME}?with=finals/gold/9")
        assert 'aria-invalid="true" aria-describedby="with-says"' in shown
        assert "is not among those released" in shown
        assert value(shown, "half") == "7.832"


class TestWhereNobodyIs:
    @pytest.mark.parametrize("path", ["/coach/men/99", "/coach/nobody/1", "/coach/men/x"])
    def test_the_page_says_so(self, day: RaceDay, path: str) -> None:
        assert refused(day, path)[0] == 404


class TestTheChoiceOfARider:
    def test_begins_with_who_is_on_the_track_and_who_is_next(self, day: RaceDay) -> None:
        shown = page(day, "/coach")
        found = re.findall(r'href="/coach/(men|women)/(\d+)"', shown)
        assert found[:4] == [("men", "12"), ("men", "18"), ("men", "11"), ("men", "16")]
        assert ("women", "31") in found

    def test_is_led_to_from_the_first_page_and_from_a_rider(self, day: RaceDay) -> None:
        assert 'href="/coach"' in page(day, "/")
        assert 'href="/coach/men/12"' in page(day, "/c/men/riders/12")


class TestTheTableForPrograms:
    def test_is_the_same(self, day: RaceDay) -> None:
        ride = told(day, f"men/{HOME}?with=qualifying/4/11")["ride"]
        assert ride["state"] == "running"
        newest = ride["rows"][-1]
        assert newest == {
            "half_lap": 10,
            "distance_m": "1250",
            "us": 81_320_000,
            "half_lap_us": 7_832_000,
            "lap_us": 15_664_000,
            "to_opponent_us": -1_080_000,
            "to_compared_us": 747_000,
        }
        assert ride["to_opponent"] == {"half_lap": 10, "us": -1_080_000}

    def test_names_the_rides_that_can_be_compared_with(self, day: RaceDay) -> None:
        rides = told(day, f"men/{HOME}")["rides"]
        assert [each["bib"] for each in rides][:2] == [HOME, 11]

    def test_says_why_there_is_none_to_compare_with(self, day: RaceDay) -> None:
        code, body = refused(day, f"/api/v1/coach/men/{HOME}?with=nothing")
        assert code == 404
        (reason,) = json.loads(body)["refused"]
        assert reason["code"] == "no-ride"
        assert "quickest" in reason["remedy"]["en"]
