"""Files of every release stay openable and say what they said; old facts are brought up to date."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from halflap.hub.desk import Desk
from halflap.journal import facts
from halflap.journal.chain import ChainWhole, verify
from halflap.journal.facts import EntryFact, Name, RiderEntered, UnknownFact, decode
from halflap.journal.upcast import UPCASTERS, upcast
from halflap.meet.commands import EnterRiders, OpenCompetition
from halflap.meet.views.derives import differences
from halflap.rulebook.format_file import shipped_text
from tests.meet.release import values

RELEASES = Path(__file__).parents[1] / "data" / "releases"
FILES = sorted(RELEASES.glob("*/*.halflap"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
class TestAFileOfARelease:
    def test_opens_and_says_what_it_said(self, file: Path, tmp_path: Path) -> None:
        said = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        with Desk.open(Path(shutil.copy(file, tmp_path))) as desk:
            assert str(desk.journal.head()) == said["head"]
            assert verify(desk.journal) == ChainWhole(desk.journal.head())
            assert values(desk.ledger.state) == said["numbers"]

    def test_holds_nothing_confirmed_that_no_longer_derives(
        self, file: Path, tmp_path: Path
    ) -> None:
        with Desk.open(Path(shutil.copy(file, tmp_path))) as desk:
            assert [d for d in differences(desk.ledger.entries) if d.failure] == []

    def test_can_be_gone_on_with(self, file: Path, tmp_path: Path) -> None:
        with Desk.open(Path(shutil.copy(file, tmp_path)), write=True) as desk:
            before = desk.journal.head().seq
            desk.act(
                OpenCompetition(
                    competition="later",
                    title="Later",
                    category="elite women",
                    distance_m=3000,
                    format_text=shipped_text("uci-2025"),
                ),
                "secretary",
                "later",
            )
            entry = EntryFact(bib=1, rider=Name(name="Late"))
            desk.act(EnterRiders(competition="later", entries=(entry,)), "secretary", "enter")
            assert desk.journal.head().seq == before + 2


class TestThereIs:
    def test_a_file_of_the_first_release(self) -> None:
        assert {file.parent.name for file in FILES} >= {"0.1.0"}


class TestUpcasting:
    """Version 1 of an entry had the rider's name alone; version 2 had a nation beside it."""

    OLD = '{"bib":12,"competition":"men","name":"王小明"}'

    @pytest.fixture(autouse=True)
    def _third_version(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def first(old: dict[str, Any]) -> dict[str, Any]:
            return {**old, "nation": ""}

        def second(old: dict[str, Any]) -> dict[str, Any]:
            rider = {"name": old["name"], "nation": old["nation"]}
            return {"competition": old["competition"], "entry": {"bib": old["bib"], "rider": rider}}

        monkeypatch.setitem(UPCASTERS, ("rider.entered", 1), first)
        monkeypatch.setitem(UPCASTERS, ("rider.entered", 2), second)
        monkeypatch.setattr(facts, "VERSION", 3)

    def test_goes_step_by_step_to_the_version_in_use(self) -> None:
        entered = RiderEntered(
            competition="men", entry=EntryFact(bib=12, rider=Name(name="王小明"))
        )
        assert decode("rider.entered", 1, self.OLD) == entered

    def test_begins_at_the_version_that_was_written(self) -> None:
        written = '{"bib":12,"competition":"men","name":"Ana","nation":"AUS"}'
        fact = decode("rider.entered", 2, written)
        assert isinstance(fact, RiderEntered)
        assert fact.entry.rider == Name(name="Ana", nation="AUS")

    def test_leaves_a_kind_that_never_changed_byte_for_byte(self) -> None:
        body = '{ "name" : "Athens" }'
        assert upcast("meet.opened", 1, body, 3) == body

    def test_does_not_guess_at_a_newer_version_or_at_none(self) -> None:
        for version in (4, 0, -1):
            with pytest.raises(UnknownFact, match=f"rider.entered version {version}"):
                decode("rider.entered", version, self.OLD)
        with pytest.raises(UnknownFact, match=r"podium\.built version 1"):
            decode("podium.built", 1, "{}")
