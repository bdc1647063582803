"""``halflap audit``: the shape of its JSON, its exit codes, and one bad file among good ones."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.running import ATHENS, EVENTS, PAGES, Runner

WRONG = EVENTS / "2008-olympics-women.json"
PAGE = PAGES / "athens-2004-names-lost.txt"


class TestTheExitCode:
    def test_is_0_where_nothing_is_wrong(self, run: Runner) -> None:
        assert run("audit", ATHENS).code == 0

    def test_is_1_for_an_error(self, run: Runner) -> None:
        assert run("audit", ATHENS, WRONG).code == 1

    def test_is_2_for_a_file_that_cannot_be_read_and_the_others_are_judged(
        self, run: Runner, tmp_path: Path
    ) -> None:
        done = run("audit", WRONG, tmp_path / "missing.json", ATHENS, "--json")
        assert done.code == 2
        assert [json.loads(line)["file"] for line in done.out.splitlines()] == [
            str(WRONG),
            str(ATHENS),
        ]
        assert "missing.json" in done.err

    def test_counts_doubts_only_when_strict(self, run: Runner, tmp_path: Path) -> None:
        doubtful = tmp_path / "doubtful.json"
        rides = [{"name": "A", "nat": "SUI", "time": "4:15.1651"}]
        rounds = [{"name": "Qualifying", "kind": "qualifying", "results": rides}]
        doubtful.write_text(json.dumps({"id": "x", "rounds": rounds}), "utf-8")
        shown = run("audit", doubtful)
        assert shown.code == 0
        assert "doubt · time · /rounds/0/results/0" in shown.out
        assert run("audit", doubtful, "--strict").code == 1


class TestTheJson:
    def test_is_one_object_a_line(self, run: Runner) -> None:
        first, second = run("audit", ATHENS, WRONG, "--json").out.splitlines()
        assert json.loads(first) == {
            "file": str(ATHENS),
            "format": "olympic-2004",
            "contradictions": [],
        }
        (found,) = json.loads(second)["contradictions"]
        assert list(found) == ["severity", "kind", "where", "says", "derived", "rule"]
        assert found["severity"] == "error"
        assert found["kind"] == "rank"
        assert found["where"].startswith("/rounds/0/")
        assert "3:34.480 is faster than 3:41.175" in found["derived"]

    def test_names_lines_of_a_page(self, run: Runner) -> None:
        found = json.loads(run("audit", PAGE, "--json").out)["contradictions"]
        assert found
        assert all(each["where"].startswith("line ") for each in found)

    def test_of_a_classification_is_read_as_well(self, run: Runner, tmp_path: Path) -> None:
        own = tmp_path / "classification.json"
        own.write_text(run("classify", ATHENS, "--json").out, "utf-8")
        assert run("audit", own).code == 0


class TestForPeople:
    def test_says_what_stands_there_what_follows_and_by_which_rule(self, run: Runner) -> None:
        shown = run("audit", WRONG).out
        assert "  error · rank · /rounds/0/heats/2/riders/1\n    says: 11. " in shown
        assert "\n    but: 3:34.480 is faster than" in shown
        assert "\n    rule: The better time has the better rank (UCI 3.2.053)." in shown

    def test_names_the_format_and_that_it_was_inferred(self, run: Runner) -> None:
        assert "Format: olympic-2004, inferred." in run("audit", ATHENS).out
        named = run("audit", ATHENS, "--format", "olympic-2004").out
        assert "Format: olympic-2004." in named
