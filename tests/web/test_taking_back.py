"""Who may take back what: nobody undoes what he may not decide himself."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from halflap.hub.control import KINDS as COMMANDS
from halflap.journal.facts import KINDS
from halflap.journal.facts_timing import BackupFailed, BackupMade, DiskLow
from halflap.meet.ledger import PERMANENT, Entry, Ledger
from halflap.web.roles import Role
from halflap.web.taking_back import DECIDED_BY, may_take_back, whose_to_take_back
from tests.meet_helper import Desk, confirming
from tests.web.serving import Answer, Served
from tests.web.test_access import codes, cookie, give, run

RECORDS = {"competition": "men", "records": [{"list": "TR", "us": 261_300_000}]}


async def records_set(meet: Served) -> None:
    """The secretary sets the records in force; the timekeeper had opened the check before."""
    answer = await give(meet, "SetRecords", RECORDS, await cookie(meet, Role.SECRETARY))
    assert answer.status == 200, answer.text


async def console(meet: Served) -> dict[str, Any]:
    answer = await meet.get("/api/v1/officials", cookie=await cookie(meet))
    found: dict[str, Any] = msgspec.json.decode(answer.body)["view"]["console"]
    return found


class TestTheRecordsOfTheSecretary:
    @pytest.mark.parametrize("dry_run", [False, True])
    @pytest.mark.parametrize("named", [False, True])
    def test_are_not_the_timekeepers_to_undo(
        self, tmp_path: Path, dry_run: bool, named: bool
    ) -> None:
        async def asked(meet: Served) -> tuple[Answer, int]:
            await records_set(meet)
            seq = meet.site.seq
            undo = {"seq": seq} if named else {}
            kept = await cookie(meet)
            return await give(meet, "Undo", undo, kept, id="two", dry_run=dry_run), (
                meet.site.seq - seq
            )

        answer, facts = run(tmp_path / "a.halflap", asked)
        assert (answer.status, codes(answer), facts) == (403, ["role"], 0)
        said = msgspec.json.decode(answer.body)["refused"][0]["text"]["en"]
        assert said.startswith("This is not for the timekeeper to take back: Records in force")

    @pytest.mark.parametrize("role", [Role.SECRETARY, Role.COMMISSAIRE])
    def test_are_undone_by_who_may_set_them(self, tmp_path: Path, role: Role) -> None:
        async def asked(meet: Served) -> int:
            await records_set(meet)
            return (await give(meet, "Undo", {}, await cookie(meet, role), id="two")).status

        assert run(tmp_path / "a.halflap", asked) == 200

    def test_are_not_what_the_console_offers(self, tmp_path: Path) -> None:
        async def asked(meet: Served) -> tuple[dict[str, Any], int, dict[str, Any], Answer]:
            await records_set(meet)
            nothing = await console(meet)
            bypass = {"by": "Ana", "reason": "late"}
            await give(meet, "BypassCheck", bypass, await cookie(meet), id="two")
            bypassed = meet.site.seq
            again = {"competition": "men", "records": []}
            secretary = await cookie(meet, Role.SECRETARY)
            await give(meet, "SetRecords", again, secretary, id="three")
            offered = await console(meet)
            (undo,) = offered["actions"]["undo"]["commands"]
            name, command = undo["name"], undo["fields"]
            done = await give(meet, name, command, await cookie(meet), id="four")
            return nothing, bypassed, offered, done

        nothing, bypassed, offered, done = run(tmp_path / "a.halflap", asked)
        assert nothing["undo"] is None
        assert [why["code"] for why in nothing["actions"]["undo"]["refused"]] == ["not-ours"]
        assert offered["undo"]["seq"] == bypassed
        assert done.status == 200


class TestThePageOfAFact:
    WHOSE: ClassVar = {
        Role.TIMEKEEPER: "Only the secretary and the commissaires can take this back.",
        Role.SECRETARY: None,
        Role.COMMISSAIRE: None,
    }

    @pytest.mark.parametrize("role", WHOSE)
    def test_has_the_form_for_who_may_take_it_back_or_says_who_may(
        self, tmp_path: Path, role: Role
    ) -> None:
        async def asked(meet: Served) -> str:
            await records_set(meet)
            kept = await cookie(meet, role)
            return (await meet.get(f"/desk/history/{meet.site.seq}", cookie=kept)).text

        page = run(tmp_path / "a.halflap", asked)
        whose = self.WHOSE[role]
        assert ('data-form="undo"' in page) is (whose is None)
        assert ("can take this back" in page) is (whose is not None)
        assert whose is None or whose in page


class TestACommand:
    def test_that_can_be_taken_back_is_decided_by_one_that_exists(self) -> None:
        by_itself = (BackupMade, BackupFailed, DiskLow)
        lasting = (*PERMANENT, *by_itself)
        assert {kind for kind in KINDS.values() if not issubclass(kind, lasting)} == set(DECIDED_BY)
        assert set(DECIDED_BY.values()) <= set(COMMANDS)

    @staticmethod
    def confirmed(level: Any) -> tuple[Ledger, tuple[Entry, ...]]:
        desk = Desk()
        desk.draw("qualifying")
        desk.record("qualifying", 1, "2 4:20.000", "4 4:21.000")
        desk.do(confirming("qualifying", 1, level=level))
        return desk.ledger, desk.ledger.command(desk.ledger.entries[-1].seq)

    def test_that_confirmed_as_provisional_is_the_timekeepers(self) -> None:
        assert may_take_back(Role.TIMEKEEPER, *self.confirmed("provisional"))
        assert not may_take_back(Role.SECRETARY, *self.confirmed("provisional"))

    def test_that_confirmed_as_official_is_the_commissaires(self) -> None:
        assert not may_take_back(Role.TIMEKEEPER, *self.confirmed("official"))
        assert may_take_back(Role.COMMISSAIRE, *self.confirmed("official"))
        whose = whose_to_take_back(Role.SECRETARY, *self.confirmed("official"))
        assert str(whose) == "Only the commissaires can take this back."
