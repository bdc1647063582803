"""``halflap check``: the session check, input by input, before anybody races."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from pathlib import Path
from typing import Any

import click

from halflap.cli.asking import Given, ask_live, opened
from halflap.cli.at_desk import MEET, default_actor, only_text, refused, storage_failures
from halflap.cli.command import as_json, command, option
from halflap.cli.failure import DONE, FINDING
from halflap.cli.live import attach
from halflap.cli.output import write_json
from halflap.cli.say import out, spoken
from halflap.cli.table import table
from halflap.cli.wiring import Wires, second_place, wired, wiring_options
from halflap.hub.backups import Backups
from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.hub.session_check import SessionCheck
from halflap.journal.facts_timing import BackupFailed
from halflap.meet.commands import BypassCheck, Refused
from halflap.meet.commands.timing_checking import check_lines, check_open
from halflap.meet.state import Meet
from halflap.meet.wording_timing import sentence_of
from halflap.timing.checking import Post
from halflap.words.sentence import Sentence, say

_POSTS = {
    Post.GUN: say("gun"),
    Post.HOME: say("home line"),
    Post.BACK: say("back line"),
    Post.BACKUP: say("backup"),
}


@command(
    "check",
    says=say(
        "The session check: trip the gun, both lines and the backup in the order asked. Without "
        "a source it shows how the check stands. Ends with 1 if it has not passed."
    ),
    examples=(
        (
            "halflap check club.halflap --source timy=timy@serial:/dev/ttyUSB0 --backup /mnt/stick",
            say("with the devices, and the second place"),
        ),
        ("halflap check club.halflap", say("how it stands")),
        ("halflap check club.halflap --bypass 'no spare sensor'", say("race without it")),
    ),
)
@MEET
@wiring_options
@option("--backup", "backup", metavar="FOLDER", says=say("The second place, tried as well."))
@option("--bypass", metavar="REASON", says=say("Race without the check, and answer for it."))
@option(
    "--seconds",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    says=say("How long to wait for all inputs; otherwise until they have answered or Ctrl-C."),
)
@option(
    "--actor",
    metavar="NAME",
    says=say("Who decides or types this; otherwise HALFLAP_ACTOR or the login name."),
)
@as_json
def check(
    meet: str,
    *,
    backup: str | None,
    bypass: str | None,
    seconds: float | None,
    actor: str | None,
    as_json: bool,
    **wires: Any,
) -> int:
    """The command."""
    only_text(actor, bypass, backup)
    who = actor or default_actor()
    devices = wired(Wires(**wires)) if wires["sources"] else []
    folder = second_place(backup)
    well = True
    if bypass:
        _bypass(meet, who, bypass)
    with storage_failures(meet), Desk.open(Path(meet), write=bool(devices)) as desk:
        if devices:
            place = Backups(Path(meet), folder) if folder is not None else None

            async def all_of_it() -> bool:
                async with Live(desk) as loop:
                    await attach(loop, devices, who)
                    trial = SessionCheck(loop, out, who)
                    await _tried(loop, trial, [source for source, _ in devices], seconds)
                    out(*trial.clocks())
                    if not trial.check.passed:
                        out(*_UNANSWERED)
                    copied = place is None or await _backed_up(loop, place)
                    return copied and trial.check.passed

            well = asyncio.run(all_of_it())
            out(_room(Path(meet)))
        if as_json:
            write_json(_json(desk.ledger.state))
        else:
            out(*_lines(desk.ledger.state))
        return DONE if well and check_open(desk.ledger.state) is None else FINDING


_UNANSWERED = (
    say("This time not every input has answered: the table shows what passed before as well."),
    say("Look at the cable and the device (halflap devices), and check again."),
)


def _bypass(meet: str, who: str, reason: str) -> None:
    """Answer for racing without the check, also while ``halflap live`` holds the meet."""
    given = Given(BypassCheck(by=who, reason=reason), who, uuid.uuid4().hex)
    with storage_failures(meet):
        desk, live = opened(Path(meet), dry_run=False)
    with storage_failures(meet), desk:
        if live is not None:
            ask_live(live, meet, desk.ledger.state, given)
            return
        done = desk.act(given.command, who, given.command_id)
        if isinstance(done, Refused):
            raise refused(done)


async def _tried(
    loop: Live, trial: SessionCheck, sources: list[Any], seconds: float | None
) -> None:
    """Listen until every input has answered, the time is over, or the sources have ended."""
    serving = asyncio.create_task(loop.serve(sources))
    trying = asyncio.create_task(trial.run())
    await asyncio.wait([serving, trying], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    await loop.stop()
    await serving
    trial.end()
    await trying


async def _backed_up(loop: Live, place: Backups) -> bool:
    """Whether a copy can be made in the second place."""
    made = await place.make(loop.desk.ledger.entries[-1].seq)
    if isinstance(made, BackupFailed):
        out(sentence_of(made.says), sentence_of(made.remedy))
        return False
    out(say("The second place works: {path}.", path=made.path))
    return True


def _room(meet: Path) -> Sentence:
    free = shutil.disk_usage(meet.resolve().parent).free // 1_000_000
    return say("{mb} MB are free where the meet is kept.", mb=free)


def _lines(meet: Meet) -> list[str]:
    words = (say("post"), say("input"), say("source"), say("state"))
    rows = [
        [
            spoken(_POSTS[line.step.post]),
            line.step.input.channel,
            line.step.input.device,
            spoken(say("passed") if line.passed else say("open")),
        ]
        for line in check_lines(meet.timing)
    ]
    lines = table([spoken(word) for word in words], rows) if rows else []
    waits = check_open(meet)
    bypass = meet.timing.bypass
    if waits is not None:
        lines += [spoken(waits.text), spoken(waits.remedy)]
    elif bypass is not None:
        lines.append(
            spoken(say("Session check bypassed by {by}: {why}", by=bypass.by, why=bypass.reason))
        )
    return lines


def _json(meet: Meet) -> dict[str, Any]:
    return {
        "passed": check_open(meet) is None,
        "bypassed": meet.timing.bypass is not None,
        "steps": [
            {
                "post": line.step.post.value,
                "source": line.step.input.device,
                "channel": line.step.input.channel,
                "passed": line.passed,
            }
            for line in check_lines(meet.timing)
        ],
    }
