"""Knows how the timing devices of a meet are typed at a command line, and what each is used for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from halflap.cli.command import option
from halflap.cli.failure import Failure, unusable
from halflap.cli.listening import sources_of
from halflap.devices.source import Source
from halflap.journal.facts_timing import Role, SourceAttached
from halflap.meet.state import Meet
from halflap.words.sentence import say

ROLES: tuple[Role, ...] = ("primary", "backup", "hand")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wires:
    """How the sources are used: what was typed at the command line."""

    sources: tuple[str, ...]
    protocol: str | None
    roles: tuple[str, ...]
    inputs: tuple[str, ...]
    clocks: tuple[str, ...]
    gun: str | None
    home: str | None
    back: str | None
    gun_kind: Literal["gate", "pistol"]


def wired(wires: Wires) -> list[tuple[Source, SourceAttached]]:
    """The sources with what they are used for; the first is the primary one."""
    sources = sources_of(wires.sources, wires.protocol)
    names = [source.name for source in sources]
    if len(set(names)) < len(names):
        raise unusable(
            "same-name",
            say("Two sources have the same name."),
            say("Name them: NAME=PROTOCOL@ADDRESS."),
        )
    named = _Named(
        roles=_by_name(wires.roles, names, "--role"),
        inputs=_by_name(wires.inputs, names, "--inputs"),
        clocks=_by_name(wires.clocks, names, "--clock"),
    )
    return [
        (source, _attached(source, "backup" if number else "primary", wires, named))
        for number, source in enumerate(sources)
    ]


def second_place(folder: str | None) -> Path | None:
    """The folder of the backups; a failure if it is not there."""
    if folder is None:
        return None
    if not Path(folder).is_dir():
        raise unusable(
            "backup",
            say("There is no folder {path}.", path=folder),
            say("Make it, or name another one: --backup FOLDER."),
        )
    return Path(folder)


def without_source(meet: Meet) -> Failure:
    """No source was named where one is needed; those that the meet knows are said."""
    known = " ".join(
        f"--source {source.name}={source.attached.protocol}@{source.attached.address}"
        for source in meet.timing.sources
    )
    return unusable(
        "no-source",
        say("No timing device is named."),
        say("Name it as before: {sources}.", sources=known)
        if known
        else say(
            "Name it, such as --source timy=timy@serial:/dev/ttyUSB0@9600; halflap devices lists"
            " the serial ports."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What was said of single sources, by their names."""

    roles: dict[str, str]
    inputs: dict[str, str]
    clocks: dict[str, str]


def _by_name(given: Sequence[str], names: Sequence[str], name: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        source, equals, value = text.partition("=")
        if not equals or source not in names:
            raise unusable(
                "source",
                say("“{text}” names no source.", text=text),
                say(
                    "Write {option} NAME=VALUE with one of: {names}.",
                    option=name,
                    names=", ".join(names),
                ),
            )
        found[source] = value
    return found


def _attached(source: Source, role: Role, wires: Wires, named: _Named) -> SourceAttached:
    given = named.roles.get(source.name, role)
    found = next((known for known in ROLES if known == given), None)
    if found is None:
        raise unusable(
            "role",
            say("“{role}” is no role of a source.", role=given),
            say("It is one of: {roles}.", roles=", ".join(ROLES)),
        )
    protocol = source.protocol
    gun, home, back = _inputs(source.name, found, wires, named)
    return SourceAttached(
        source=source.name,
        protocol=protocol.name,
        address=source.where,
        role=found,
        gun=protocol.canonical(gun or protocol.wiring.gun),
        home=protocol.canonical(home or protocol.wiring.home),
        back=protocol.canonical(back or protocol.wiring.back),
        gun_kind=wires.gun_kind,
        clock=named.clocks.get(source.name, ""),
    )


def _inputs(
    name: str, role: Role, wires: Wires, named: _Named
) -> tuple[str | None, str | None, str | None]:
    """The inputs of a source as they were typed; None: as its protocol has them."""
    if name in named.inputs:
        parts = named.inputs[name].split(",")
        if len(parts) != 3:
            raise unusable(
                "inputs",
                say("“{text}” are not three inputs.", text=named.inputs[name]),
                say("Write the gun and the two lines: --inputs {name}=C0,C2,C3.", name=name),
            )
        return parts[0], parts[1], parts[2]
    return (wires.gun, wires.home, wires.back) if role == "primary" else (None, None, None)


_WIRES = (
    option(
        "--gun-kind",
        type=click.Choice(("gate", "pistol")),
        default="gate",
        says=say("What fires the start: a gate starts only; a pistol is fired again."),
    ),
    option("--back", metavar="CHANNEL", says=say("The input of the back line.")),
    option("--home", metavar="CHANNEL", says=say("The input of the home line.")),
    option(
        "--gun",
        metavar="CHANNEL",
        says=say("The input of the start; otherwise as the protocol has it."),
    ),
    option(
        "--clock",
        "clocks",
        multiple=True,
        metavar="NAME=CLOCK",
        says=say("Two sources with the same clock share its name."),
    ),
    option(
        "--inputs",
        multiple=True,
        metavar="NAME=GUN,HOME,BACK",
        says=say("The inputs of one source."),
    ),
    option(
        "--role",
        "roles",
        multiple=True,
        metavar="NAME=ROLE",
        says=say("primary, backup or hand; the first source is the primary one."),
    ),
    option(
        "--protocol",
        metavar="NAME",
        says=say("The protocol of sources that are given as an address alone."),
    ),
    option(
        "--source",
        "sources",
        multiple=True,
        metavar="NAME=PROTOCOL@ADDRESS",
        says=say("A timing device; may be given again."),
    ),
)


def wiring_options(function: Callable[..., int]) -> Callable[..., int]:
    """The options that say which devices there are."""
    for decorate in _WIRES:
        function = decorate(function)
    return function


_SITTING = (
    option(
        "--actor",
        metavar="NAME",
        says=say("Who decides or types this; otherwise HALFLAP_ACTOR or the login name."),
    ),
    option(
        "--bypass-check",
        "bypass",
        metavar="REASON",
        says=say("Race without the session check, and answer for it by name."),
    ),
    option(
        "--auto",
        "unattended",
        is_flag=True,
        says=say("Arm, record, confirm what is clear, and go on, with nobody attending."),
    ),
    option(
        "--backup",
        "backup",
        metavar="FOLDER",
        says=say("A second place: a verified copy goes there after every confirmed heat."),
    ),
)


def sitting_options(function: Callable[..., int]) -> Callable[..., int]:
    """The options of whatever runs a meet with its devices."""
    for decorate in _SITTING:
        function = decorate(function)
    return function
