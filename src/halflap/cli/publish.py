"""``halflap publish``: the public pages of a meet as files for any web host."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from halflap.cli.at_desk import MEET, storage_failures
from halflap.cli.command import command, option
from halflap.cli.failure import DONE, STORAGE, Failure, Refusal, unusable
from halflap.cli.say import out
from halflap.hub.desk import Desk
from halflap.hub.live import Live
from halflap.meet.state import Meet
from halflap.meet.views.next_step import next_step
from halflap.web.app import of_site
from halflap.web.export import NotWhole, content_of, exported, stamp
from halflap.web.site import Site
from halflap.words.sentence import Sentence, say

MARK = ".halflap-site"
"""The file by which a folder is known as one of these: what was written there, with digests."""


@command(
    "publish",
    says=say(
        "Write the public pages as files that any web host can serve. Run it again after each "
        "change: what changed is written, what is gone is removed, the rest stays."
    ),
    examples=(("halflap publish club.halflap --site public", say("into the folder “public”")),),
)
@MEET
@option(
    "--site",
    "folder",
    metavar="FOLDER",
    required=True,
    says=say("Where the files go: a new or empty folder, or one that this command made."),
)
def publish(meet: str, *, folder: str) -> int:
    """The command."""
    place = Path(folder)
    before = _written(place)
    with storage_failures(meet), Desk.open(Path(meet)) as desk:
        files = _made(desk)
        lacks = tuple(_lacking(desk.ledger.state, meet))
    try:
        count, gone = _put(place, before, files)
    except OSError as error:
        raise Failure(
            STORAGE,
            [
                Refusal(
                    "site",
                    say(
                        "The pages cannot be written to {folder} ({problem}).",
                        folder=folder,
                        problem=error.strerror or str(error),
                    ),
                    say("Make room there, or choose another folder, and run it again."),
                )
            ],
        ) from error
    out(
        say(
            "{all} files in {folder}: {count} written, {gone} removed.",
            all=len(files),
            folder=folder,
            count=count,
            gone=gone,
        ),
        *lacks,
    )
    return DONE


def _lacking(meet: Meet, path: str) -> Iterator[Sentence]:
    """What is not whole in what was written, and the command that goes on."""
    if not meet.competitions:
        yield say("No competition yet: halflap competition {meet} ID --format ID.", meet=path)
    for competition in meet.in_order():
        step = next_step(meet, competition)
        if step.command:
            yield say(
                "{competition} is not whole yet. {awaits} {command}",
                competition=competition.title,
                awaits=step.awaits,
                command=f"{step.command.replace('MEET', path)} --competition {competition.id}",
            )


def _made(desk: Desk) -> dict[str, bytes]:
    try:
        return asyncio.run(_exported(desk))
    except NotWhole as fault:
        raise unusable(
            "site",
            say(
                "The page {path} could not be made (status {status}): nothing was written.",
                path=fault.path,
                status=fault.status,
            ),
            say("That is a fault of halflap: report it with the lines of halflap export."),
        ) from fault


async def _exported(desk: Desk) -> dict[str, bytes]:
    async with Live(desk) as live:
        site = Site(live)
        told = stamp(site)
        site.pages.always.append(lambda _: told)
        return await exported(of_site(site, public_only=True))


def _written(folder: Path) -> dict[str, str]:
    """What this command wrote there before; a folder of anybody else is refused."""
    try:
        return msgspec.json.decode((folder / MARK).read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:  # of which bad JSON and bad UTF-8 are both
        raise unusable(
            "site",
            say("{file} cannot be read: {problem}", file=str(folder / MARK), problem=str(error)),
            say("Choose another folder, or empty this one."),
        ) from error
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise unusable(
            "site",
            say("{folder} holds something that halflap has not written.", folder=str(folder)),
            say("Choose a new or empty folder."),
        )
    return {}


def _put(folder: Path, before: dict[str, str], files: dict[str, bytes]) -> tuple[int, int]:
    """Each file is whole or as it was; the mark is last, so that a cut run is made up next time."""
    now = {place: sha256(content_of(place, body)).hexdigest() for place, body in files.items()}
    gone = set(before) - set(now)
    folder.mkdir(parents=True, exist_ok=True)
    _whole(folder / MARK, msgspec.json.encode(before | dict.fromkeys(now.keys() - before, "")))
    written = 0
    for place, digest in now.items():
        path = folder / place
        if before.get(place) == digest and path.is_file():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        _whole(path, files[place])
        written += 1
    for place in gone:
        if (folder / place).resolve().is_relative_to(folder.resolve()):
            (folder / place).unlink(missing_ok=True)
    _whole(folder / MARK, msgspec.json.encode(now, order="sorted"))
    return written, len(gone)


def _whole(path: Path, body: bytes) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(body)
    beside.replace(path)
