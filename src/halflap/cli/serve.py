"""``halflap serve``: a meet in the browser, with its timing devices or without."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from halflap.cli.at_desk import MEET, default_actor, only_text, refused, storage_failures
from halflap.cli.command import command, option
from halflap.cli.failure import DONE, STORAGE, Failure, Refusal, unusable
from halflap.cli.live import attach, ended_by_signals
from halflap.cli.say import err, out
from halflap.cli.wiring import Wires, second_place, sitting_options, wired, wiring_options
from halflap.devices.source import Source
from halflap.hub.backups import Backups
from halflap.hub.control import open_to_commands
from halflap.hub.desk import Desk
from halflap.hub.live import Live, Told, Trouble
from halflap.journal.facts_timing import SourceAttached
from halflap.meet.commands import BypassCheck, Refused
from halflap.meet.commands.timing_checking import check_open
from halflap.web.access_file import AccessFault
from halflap.web.app import of_site
from halflap.web.roles import NAMES
from halflap.web.server import Place, bound, connections_allowed, place_of, serving
from halflap.web.site import Settings, Site
from halflap.words.sentence import say

HERE = "127.0.0.1:8020"


@command(
    "serve",
    says=say(
        "Run a meet in the browser: the console, the pages for everybody, the board. Devices are "
        "named as for halflap live; without any it serves too. Ctrl-C ends it."
    ),
    examples=(
        (
            "halflap serve club.halflap --source timy=timy@serial:/dev/ttyUSB0",
            say("with a Timy, for this machine alone"),
        ),
        (
            "halflap serve club.halflap --http 127.0.0.1:8020 --public-http 0.0.0.0:8080",
            say("the public pages for every phone on the network, the rest for this machine"),
        ),
    ),
)
@MEET
@wiring_options
@option(
    "--http",
    "http",
    metavar="HOST:PORT",
    default=HERE,
    says=say(
        "Where everything is served, normally 127.0.0.1:8020: this machine only. 0.0.0.0:8020 is "
        "every machine on the network; port 0 takes any that is free."
    ),
)
@option(
    "--public-http",
    "public_http",
    metavar="HOST:PORT",
    says=say("Another place that serves the public pages alone."),
)
@option(
    "--address",
    "names",
    metavar="NAME",
    multiple=True,
    says=say("A name that browsers may use for this machine besides its own; may be repeated."),
)
@option(
    "--new-pins",
    "new_pins",
    is_flag=True,
    says=say("Make new PINs for all roles and show them; whoever is signed in has to do it again."),
)
@option(
    "--new-token",
    "new_token",
    is_flag=True,
    says=say("Make a new token for programs and show it; the old one is not valid any more."),
)
@sitting_options
def serve(
    meet: str,
    *,
    http: str,
    public_http: str | None,
    names: tuple[str, ...],
    new_pins: bool,
    new_token: bool,
    backup: str | None,
    unattended: bool,
    bypass: str | None,
    actor: str | None,
    **wires: Any,
) -> int:
    """The command."""
    only_text(actor, bypass, backup, http, public_http, *names)
    wiring = wired(Wires(**wires))
    place = second_place(backup)
    with (
        storage_failures(meet),
        Desk.open(Path(meet), write=True) as desk,
        contextlib.ExitStack() as opened,
    ):
        sockets = Sockets.of(opened, http, public_http)
        backups = Backups(Path(meet), place) if place is not None else None
        live = Live(desk, unattended=unattended, backups=backups)
        settings = Settings(names=names, new_pins=new_pins, new_token=new_token)
        site = _site(live, settings)
        asyncio.run(
            _run(live, wiring, sockets, site, actor=actor or default_actor(), bypass=bypass)
        )
    return DONE


def _site(live: Live, settings: Settings) -> Site:
    """The site with its PINs; where they cannot be read or kept, nothing is begun."""
    site = Site(live, settings)
    try:
        _ = site.access
    except AccessFault as fault:
        raise Failure(STORAGE, [Refusal("pins", fault.text, fault.remedy)]) from fault
    return site


@dataclass(frozen=True, slots=True)
class Sockets:
    """Where it is served: everything, and the public pages alone."""

    all: socket.socket
    public: socket.socket | None = None

    @classmethod
    def of(cls, opened: contextlib.ExitStack, http: str, public_http: str | None) -> Sockets:
        """Bound as typed; a place that cannot be had is a failure in words."""
        everything = opened.enter_context(_bound("--http", http))
        if public_http is None:
            return cls(everything)
        return cls(everything, opened.enter_context(_bound("--public-http", public_http)))


def _bound(name: str, text: str) -> socket.socket:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise unusable(
            "place",
            say("“{text}” is no place to serve at.", text=text),
            say("Write {option} HOST:PORT, such as 127.0.0.1:8020.", option=name),
        )
    try:
        return bound(host.strip("[]") or "0.0.0.0", int(port))
    except OSError as error:
        text_ = say(
            "Nothing can be served at {place} ({problem}).",
            place=text,
            problem=error.strerror or str(error),
        )
        remedy = say(
            "Choose another: {option} HOST:PORT; port 0 takes one that is free.", option=name
        )
        raise Failure(STORAGE, [Refusal("place", text_, remedy)]) from error


async def _run(
    live: Live,
    wiring: Sequence[tuple[Source, SourceAttached]],
    sockets: Sockets,
    site: Site,
    *,
    actor: str,
    bypass: str | None,
) -> None:
    async with live:
        live.listeners.append(_told)
        await attach(live, wiring, actor)
        if bypass is not None and check_open(live.meet) is not None:
            done = await live.act(BypassCheck(by=actor, reason=bypass), actor)
            if isinstance(done, Refused):
                raise refused(done)
        path = (live.desk.path or Path()).resolve()
        serving_ = served(site, sockets)
        async with ended_by_signals(live), open_to_commands(live, path), serving_:
            await live.serve([source for source, _ in wiring], stay=True)


@contextlib.asynccontextmanager
async def served(site: Site, sockets: Sockets) -> AsyncIterator[Site]:
    """Serve the meet while the block runs, and say where to look and how officials get in."""
    most = connections_allowed()
    async with contextlib.AsyncExitStack() as stack:
        place = await stack.enter_async_context(serving(of_site(site), sockets.all, most=most))
        out(say("Look at {url} in a browser; Ctrl-C ends it.", url=place.url))
        if sockets.public is not None:
            public = of_site(site, public_only=True)
            await stack.enter_async_context(serving(public, sockets.public, most=most))
            out(say("The public pages alone: {url}", url=place_of(sockets.public).url))
        for each in filter(None, (place_of(sockets.public or sockets.all),)):
            say_network(each)
        _say_new(site)
        yield site


def _say_new(site: Site) -> None:
    """PINs and the token are shown once, when they are made."""
    new = site.access.new
    if new is None:
        return
    for role, pin in new.pins.items():
        out(say("PIN of the {role}: {pin}", role=NAMES[role], pin=f"{pin[:4]} {pin[4:]}"))
    if new.token:
        out(say("Token for programs: {token}", token=new.token))
    out(say("Write that down: it is not shown again. Officials sign in at /sign-in."))


def say_network(place: Place) -> None:
    """Where the other machines on the network look, if they may."""
    if place.host not in ("0.0.0.0", "::"):
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, contextlib.suppress(OSError):
        asked.connect(("192.0.2.1", 9))  # sends nothing: only the own address is wanted
        out(
            say(
                "From other machines on the network: {url}",
                url=Place(asked.getsockname()[0], place.port).url,
            )
        )


def _told(told: Told) -> None:
    """What the loop could not do is said where it was started."""
    if isinstance(told, Trouble):
        err(told.text, told.remedy)
