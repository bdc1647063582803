"""Whole sources: real events, a page without names, and competitions made up by the generator."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halflap.intake.event_json import read_event
from halflap.intake.page import read_page
from halflap.rulebook.audit import audit_event
from halflap.rulebook.audit.contradiction import by_place
from halflap.rulebook.classification import classify
from halflap.rulebook.format_file import shipped
from halflap.rulebook.reading import read
from halflap.sport.published import (
    Prose,
    PublishedEvent,
    PublishedHeat,
    PublishedPlace,
    PublishedRide,
    PublishedRound,
)
from tests.checker.generator import competition, format_of
from tests.rulebook.audit.sources import DATA, changed, found, real

EVENTS = sorted(path.stem for path in (DATA / "events").glob("*.json"))
WRONG = {
    # Rank 11 is printed with 3:34.480, faster than rank 10 with 3:41.175.
    "2008-olympics-women": ["error rank /rounds/0/heats/2/riders/1"],
    # 4:31.033 over 4 km is 53.130 km/h, printed 53.30.
    "1992-olympics-men": ["error speed /rounds/0/results/2"],
}


class TestRealEvents:
    """Real results, complete and fragments."""

    @pytest.mark.parametrize("event_id", EVENTS)
    def test_nothing_is_found_where_nothing_is_wrong(self, event_id: str) -> None:
        assert found(real(event_id)) == WRONG.get(event_id, [])

    def test_there_are_events_to_look_at(self) -> None:
        assert len(EVENTS) >= 13

    def test_the_report_says_which_format_it_assumed(self) -> None:
        inferred = audit_event(real("2004-olympics-men"))
        given = audit_event(real("2004-olympics-men"), shipped("olympic-2004"))
        assert (inferred.format_id, inferred.inferred) == ("olympic-2004", True)
        assert (given.format_id, given.inferred) == ("olympic-2004", False)

    def test_a_format_that_it_was_not(self) -> None:
        kinds = {one.split()[1] for one in found(real("2004-olympics-men"), "uci-2023")}
        assert kinds <= {"seeding", "classification", "medal"}
        assert kinds

    def test_the_order_is_that_of_the_source(self) -> None:
        made = changed(real("2004-olympics-men"), "/final/15", rank=16)
        made = changed(made, "/rounds/2/heats/1/riders/0", time="4:21.304")
        made = changed(made, "/rounds/0/heats/2/riders/0", time="4:19.000")
        assert found(made) == [
            "doubt classification /final/15",
            "error rank /rounds/0/heats/2/riders/0",
            "error winner /rounds/2/heats/1/riders/0",
        ]


class TestPageWithoutNames:
    """The shape of a page that lost its names and shifted its rows."""

    def test_what_the_prose_gets_wrong_is_found(self) -> None:
        page = read_page((DATA / "pages" / "athens-2004-names-lost.txt").read_bytes())
        report = audit_event(page)
        assert report.format_id == "olympic-2004"
        assert {one.kind for one in report.contradictions if one.severity == "error"} <= {
            "count",
            "prose",
        }


ROWS = st.builds(
    PublishedRide,
    where=st.text("/0123456789", max_size=6),
    name=st.sampled_from(["", "[lost]", "Ursi", "Isler", "B. McGee", "Bradley McGee", "李"]),
    nat=st.sampled_from(["", "ITA", "AUS"]),
    rank=st.none() | st.integers(1, 9),
    time=st.none() | st.sampled_from(["4:15.165", "4:15.16", "3:1", "x", "0:00.000", "9:59.9999"]),
    status=st.none() | st.sampled_from(["OK", "DNS", "DNF", "DSQ", "OVL", "CAP", "REL", "WO"]),
    marks=st.lists(st.sampled_from(["Q", "q", "QG", "QB", "WR", "OR"]), max_size=2).map(tuple),
    speed=st.none() | st.sampled_from(["53.86", "5x"]),
    gap=st.none() | st.sampled_from(["+0.413", "+x"]),
)
ROUNDS = st.builds(
    PublishedRound,
    where=st.sampled_from(["/0", "/1", "/2"]),
    name=st.sampled_from(["", "Semifinals", "Group B", "Final"]),
    kind=st.sampled_from(["qualifying", "match", "medal"]),
    heats=st.lists(
        st.builds(
            PublishedHeat,
            where=st.text("/0123456789", max_size=6),
            rides=st.lists(ROWS, max_size=3).map(tuple),
            number=st.none() | st.integers(1, 4),
            label=st.none() | st.sampled_from(["gold", "bronze", "5-6"]),
        ),
        max_size=4,
    ).map(tuple),
    flat=st.lists(ROWS, max_size=4).map(tuple),
    advance=st.none() | st.integers(1, 16),
    complete=st.booleans(),
)


class TestNonsense:
    """Whatever a source says, the audit ends with a report in the order of the source."""

    @settings(deadline=None, max_examples=60)
    @given(
        st.lists(ROUNDS, max_size=4),
        st.lists(st.sampled_from(["No rider was caught.", "Nine riders raced in the 3 heats."])),
        st.none() | st.sampled_from(["uci-2025", "olympic-1992", "knockout-16"]),
    )
    def test_every_source_gets_a_report(
        self, rounds: list[PublishedRound], prose: list[str], format_id: str | None
    ) -> None:
        made = PublishedEvent(
            id="x",
            track_length_m="250",
            distance_m="4000",
            rounds=tuple(rounds),
            prose=tuple(Prose(f"line {n}", text, "/0") for n, text in enumerate(prose)),
        )
        report = audit_event(made, shipped(format_id) if format_id else None)
        assert report.contradictions == by_place(report.contradictions)
        assert all(str(one.derived) and str(one.rule) for one in report.contradictions)


class TestGeneratedCompetitions:
    """A competition published as it classifies contradicts nothing, whatever happened in it."""

    @pytest.mark.parametrize("seed", range(40))
    def test_no_false_alarm(self, seed: int) -> None:
        made = competition(seed)
        for each in made["rounds"]:
            each["advance"] = None
            rows = [row for heat in each.get("heats") or [] for row in heat["riders"]]
            for row in [*rows, *(each.get("results") or [])]:
                row["rank"], row["note"] = None, None
        event = _with_final(read_event(json.dumps(made).encode()), format_of(seed))
        for assumed in (format_of(seed), None):
            # Made-up times may be minutes apart, which is a doubt of gaps.
            assert [one for one in found(event, assumed) if one.split()[1] != "gap"] == []


def _with_final(event: PublishedEvent, format_id: str) -> PublishedEvent:
    known = read(event, shipped(format_id))
    placings = classify(shipped(format_id), known.results).placings
    rows = [(one.rank, known.riders[one.rider]) for one in placings]
    final = tuple(
        PublishedPlace(f"/final/{index}", rank, row.name, row.nat)
        for index, (rank, row) in enumerate(rows)
    )
    return replace(event, final=final)
