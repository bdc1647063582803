"""Knows an example of every command, for the description of the API.

They are values of the commands themselves, and a test gives each to a running meet: an example
that could not be given is no example.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from halflap.journal.facts import EntryFact, Name, RecordFact, RideFact, TimeFact
from halflap.journal.facts_timing import SourceAttached
from halflap.meet import commands as give
from halflap.meet.commands import Command

_AT: dict[str, Any] = {"competition": "men", "phase": "qualifying", "heat": "1"}
_FORMAT = 'format = 1\nid = "…"\n'

_ALL: tuple[Command, ...] = (
    give.AbortCountdown(reason="a rider is not ready"),
    give.ArmHeat(**_AT, countdown_s=50),
    give.AttachImpulse(**_AT, impulse=17, rider="home", half_lap=4),
    give.AttachSource(attached=SourceAttached(source="timy", protocol="timy")),
    give.BypassCheck(by="Ana", reason="checked by hand before the session"),
    give.ChangeSettings(**_AT, half_lap_us=6_000_000, reason="juniors ride slower"),
    give.CheckStep(post="home", source="timy", channel="C2", passed=True),
    give.CloseReview(**_AT, reason="the film shows no fault"),
    give.CloseRun(**_AT, restarted=True, reason="false start"),
    give.ConfirmClassification(competition="men", level="official"),
    give.ConfirmHeat(**_AT, level="provisional"),
    give.ConfirmRanking(competition="men", phase="qualifying", level="official"),
    give.ConfirmRecord(competition="men", record="TR", phase="qualifying", bib=11),
    give.CorrectEntry(
        competition="men", entry=EntryFact(bib=11, rider=Name(name="Ana Gómez", nation="ESP"))
    ),
    give.CorrectResult(
        **_AT,
        rides=(RideFact(bib=11, code="OK", time=TimeFact(us=256_123_000)),),
        reason="read again from the strip",
    ),
    give.DecideProtest(competition="men", protest=1, upheld=False, reason="no contact was seen"),
    give.DismissCatch(**_AT, reason="he was half a wheel behind"),
    give.DrawLots(competition="men", phase="qualifying", order=(12, 11)),
    give.DrawPhase(competition="men", phase="qualifying"),
    give.EnterRiders(
        competition="men",
        entries=(EntryFact(bib=11, rider=Name(name="Ana Gómez", nation="ESP"), seed=1),),
    ),
    give.InsertSplit(**_AT, rider="home", half_lap=5, us=41_230_000, reason="the tape was wet"),
    give.IssueDocument(
        competition="men",
        document="start list qualifying",
        content='{"heats": []}',
    ),
    give.KeepDraw(competition="men", phase="finals", reason="the riders are on the track"),
    give.LodgeProtest(**_AT, by="team of 12", reason="false start"),
    give.MarkStray(**_AT, impulse=18, reason="a mechanic crossed the line"),
    give.OpenCompetition(
        competition="women",
        title="Women’s individual pursuit",
        category="WE",
        distance_m=4000,
        format_text=_FORMAT,
    ),
    give.OpenMeet(
        name="Spring Meet",
        venue="Velodrome",
        date="2027-05-01",
        zone="Europe/Paris",
        track="250",
    ),
    give.OpenReview(**_AT, reason="the film is being looked at"),
    give.OrderSession(session="evening", heats=(("men", "qualifying", "1"),)),
    give.OverrideLapCounter(**_AT, line="home", laps=3, reason="the board was one behind"),
    give.PauseAutomation(reason="a delegation visits"),
    give.PullImpulses(**_AT, impulses=(19, 20)),
    give.RecordOutcomes(**_AT, rides=(RideFact(bib=11, code="OK", time=TimeFact(us=256_123_000)),)),
    give.RecordTimed(**_AT),
    give.RecoverStart(**_AT, us=36_000_120_000, reason="the gun was not heard"),
    give.Rehearse(competition="men", phase="qualifying"),
    give.ReorderHeats(competition="men", phase="qualifying", order=(2, 1)),
    give.ResumeAutomation(),
    give.Rule(**_AT, ruling="false-start", bib=11, reason="moved before the gun"),
    give.Scratch(**_AT, bib=11, reason="ill"),
    give.SetRecords(
        competition="men",
        records=(
            RecordFact(
                list="TR",
                us=261_300_000,
                rider="Eva Ruiz",
                nation="ESP",
                place="Velodrome",
                date="2026-05-02",
            ),
        ),
        reason="ridden at the spring meet",
    ),
    give.SetSchedule(competition="men", bib=11, total_us=256_000_000),
    give.SetStartLine(competition="men", metres="0"),
    give.StartRun(**_AT),
    give.Substitute(
        competition="men",
        bib=11,
        entry=EntryFact(bib=15, rider=Name(name="Eva Ruiz", nation="ESP")),
        reason="ill",
    ),
    give.SwapSides(**_AT),
    give.TakeFromSource(**_AT, source="reserve", reason="the first device stopped"),
    give.TakeGun(impulse=16),
    give.Undo(reason="pressed by mistake"),
    give.WithdrawRider(competition="men", bib=11, reason="ill"),
)

EXAMPLES: Mapping[str, Command] = {type(each).__name__: each for each in _ALL}
