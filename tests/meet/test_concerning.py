"""Which facts make a press stale: those that change what it is about, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.journal import facts as f
from halflap.journal import facts_timing as t
from halflap.journal.facts import EntryFact, Fact, HeatFact, Name
from halflap.journal.facts_lap_counter import LapCounterOverridden
from halflap.meet import commands as c
from halflap.meet.commands import Command
from halflap.meet.concerning import ASIDE, concerns
from halflap.meet.ledger import Entry, Ledger
from halflap.web.command_examples import EXAMPLES
from tests.meet_helper import Desk

PHASE: dict[str, Any] = {"competition": "men", "phase": "qualifying"}
ONE = PHASE | {"heat": "1"}
TWO = PHASE | {"heat": "2"}
FINAL: dict[str, Any] = {"competition": "men", "phase": "finals", "heat": "1"}
WOMEN: dict[str, Any] = {"competition": "women", "phase": "qualifying", "heat": "1"}
WHY: dict[str, Any] = {"reason": "a reason"}


def entered(bib: int) -> EntryFact:
    return EntryFact(bib=bib, rider=Name(name="Ana"))


def ruled(at: dict[str, Any]) -> Fact:
    return f.RulingMade(**at, ruling="dsq", bib=11, **WHY)


def armed(at: dict[str, Any]) -> Fact:
    return t.HeatArmed(**at, run=1)


COMMUNIQUE = f.DocumentIssued(
    competition="men", document="start list qualifying", number=1, revision=0, content="{}"
)
DRAWN = f.PhaseDrawn(**PHASE, heats=(HeatFact(number=1, home=11),))
GUN, CONFIRM = c.RecoverStart(**ONE, us=1), c.ConfirmHeat(**ONE, level="provisional")
CATCH = c.Rule(**ONE, ruling="catch", bib=11, **WHY)
RANKING = c.ConfirmRanking(**PHASE, level="official")
SECOND = f.ReRideGranted(**PHASE, heat=HeatFact(number=3, home=11), bib=11)

TABLE: list[tuple[Command, Fact, bool]] = [
    # a communiqué changes only what would be issued under the same name
    (CONFIRM, COMMUNIQUE, False),
    (c.ArmHeat(**ONE), COMMUNIQUE, False),
    (RANKING, COMMUNIQUE, False),
    (c.Undo(), COMMUNIQUE, False),
    (
        c.IssueDocument(competition="men", document="start list qualifying", content=""),
        COMMUNIQUE,
        True,
    ),
    (
        c.IssueDocument(competition="men", document="result qualifying", content=""),
        COMMUNIQUE,
        False,
    ),
    # what is decided of this heat, and of another
    (CONFIRM, ruled(ONE), True),
    (CONFIRM, ruled(TWO), False),
    (CONFIRM, ruled(WOMEN), False),
    (CATCH, f.ReviewOpened(**ONE, **WHY), True),
    (CATCH, f.ProtestLodged(**TWO, protest=1, by="team", **WHY), False),
    (GUN, f.RiderScratched(**ONE, bib=11), True),
    (GUN, f.RiderScratched(**TWO, bib=12), False),
    (c.DecideProtest(competition="men", protest=1, upheld=True, **WHY), ruled(ONE), True),
    (c.DecideProtest(competition="men", protest=1, upheld=True, **WHY), ruled(TWO), False),
    (CONFIRM, f.ProtestDecided(competition="men", protest=1, upheld=True, **WHY), True),
    (
        c.ConfirmHeat(**TWO, level="provisional"),
        f.ProtestDecided(competition="men", protest=1, upheld=True, **WHY),
        False,
    ),
    # what is ridden and repaired
    (CONFIRM, t.ImpulseMarkedStray(**ONE, run=1, impulse=4), True),
    (CONFIRM, t.ImpulseMarkedStray(**TWO, run=1, impulse=4), False),
    (c.TakeGun(), armed(ONE), True),
    (c.AbortCountdown(), t.CountdownAborted(**ONE, run=1), True),
    (RANKING, armed(FINAL), False),
    (RANKING, f.ResultCorrected(**ONE, revision=1, rides=(), **WHY), True),
    # draws, rankings, lots
    (c.ArmHeat(**ONE), DRAWN, True),
    (c.ArmHeat(**FINAL), DRAWN, False),
    (GUN, f.LotsDrawn(competition="men", phase="finals", order=(1,)), False),
    (c.DrawPhase(competition="men", phase="finals"), ruled(ONE), True),
    (c.DrawPhase(competition="men", phase="finals"), ruled(WOMEN), False),
    (
        c.CorrectResult(**ONE, rides=(), **WHY),
        f.PhaseDrawn(competition="men", phase="finals", heats=()),
        True,
    ),
    (c.CorrectResult(**ONE, rides=(), **WHY), armed(FINAL), False),
    (c.ArmHeat(**ONE), SECOND, False),
    (CONFIRM, SECOND, True),
    # entries
    (CONFIRM, f.EntryCorrected(competition="men", entry=entered(11)), False),
    (GUN, f.RiderWithdrawn(competition="men", bib=11), True),
    (c.DrawPhase(**PHASE), f.RiderEntered(competition="men", entry=entered(15)), True),
    (
        c.CorrectEntry(competition="men", entry=entered(11)),
        f.EntryCorrected(competition="men", entry=entered(11)),
        True,
    ),
    (
        c.CorrectEntry(competition="men", entry=entered(11)),
        f.EntryCorrected(competition="men", entry=entered(12)),
        False,
    ),
    (
        c.EnterRiders(competition="men", entries=(entered(11), entered(12))),
        f.RiderEntered(competition="men", entry=entered(12)),
        True,
    ),
    (c.EnterRiders(competition="men", entries=(entered(11),)), armed(ONE), False),
    (c.WithdrawRider(competition="men", bib=11), DRAWN, True),
    # what stands beside the race
    (c.PauseAutomation(), t.AutomationPaused(), True),
    (GUN, t.AutomationPaused(), False),
    (c.PauseAutomation(), ruled(ONE), False),
    (CONFIRM, t.CheckStepDone(step="gun"), False),
    (c.BypassCheck(by="Ana", **WHY), t.CheckBypassed(by="Bo"), True),
    (c.SetSchedule(competition="men", bib=11), f.ScheduleSet(competition="men", bib=11), True),
    (c.SetSchedule(competition="men", bib=11), f.ScheduleSet(competition="men", bib=12), False),
    (CONFIRM, f.ScheduleSet(competition="men", bib=11), False),
    (c.ArmHeat(**ONE), f.SessionOrdered(session="evening", heats=()), True),
    (CONFIRM, f.SessionOrdered(session="evening", heats=()), False),
    (c.ArmHeat(**ONE), f.StartLineSet(distance_m=4000, metres="1"), True),
    (
        c.ConfirmRecord(competition="men", record="WR", phase="qualifying", bib=11),
        f.RecordsSet(competition="men", records=(), reason="the list of May"),
        True,
    ),
    (CONFIRM, f.RecordsSet(competition="men", records=(), reason="the list of May"), False),
    (CATCH, LapCounterOverridden(**ONE, run=1, line="home", half_lap=2, laps=3), False),
    # an undo takes back the last thing that was done
    (c.Undo(), ruled(WOMEN), True),
    (c.Undo(seq=4), ruled(WOMEN), False),
    (c.Undo(seq=4, with_dependents=True), ruled(WOMEN), True),
]


@pytest.fixture(scope="module")
def protested() -> Ledger:
    """A competition with a protest against heat 1 of qualifying."""
    desk = Desk()
    desk.draw("qualifying")
    desk.do(c.LodgeProtest(**ONE, by="team", **WHY))
    return desk.ledger


@pytest.mark.parametrize(("command", "fact", "stale"), TABLE)
def test_a_press_is_stale_where_what_it_is_about_has_changed(
    protested: Ledger, command: Command, fact: Fact, stale: bool
) -> None:
    assert concerns(protested, command, fact) is stale


def test_a_communique_makes_nothing_stale_but_itself() -> None:
    stale = [name for name, each in EXAMPLES.items() if concerns(Ledger(), each, COMMUNIQUE)]
    assert stale == ["IssueDocument"]


def test_what_is_taken_back_makes_stale_what_it_had_changed() -> None:
    ledger = Ledger().extend([Entry(1, 1, t.AutomationPaused(), "Bo", 0)])
    taken = f.CommandWithdrawn(commands=(1,))
    assert concerns(ledger, c.ResumeAutomation(), taken)
    assert not concerns(ledger, CONFIRM, taken)


def test_every_fact_that_people_decide_changes_some_command() -> None:
    """Nothing is forgotten: a kind of fact that made nothing stale would be decided in silence."""
    decided = set(f.KINDS.values()) - set(t.RECEIVED) - {f.CommandWithdrawn}
    tried = {type(fact) for _, fact, stale in TABLE if stale}
    beside = {kind for kind, changes in ASIDE.items() if changes}
    by_heat = {kind for kind in decided if "heat" in kind.__struct_fields__}
    by_phase = {kind for kind in decided if "phase" in kind.__struct_fields__}
    of_all = {f.ClassificationConfirmed, f.RiderSubstituted}
    assert decided == tried | beside | by_heat | by_phase | of_all
