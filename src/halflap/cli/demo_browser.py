"""Knows how the demonstration is looked at: served on this machine, opened where there is a screen.

On a machine without one it says where to look, and how to let other machines look.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Mapping

from halflap.cli.say import out
from halflap.cli.serve import Sockets, say_network
from halflap.hub.live import Live
from halflap.web.app import of_site
from halflap.web.roles import NAMES, Role
from halflap.web.server import connections_allowed, serving
from halflap.web.site import Settings, Site
from halflap.words.sentence import say

TEXT_BROWSERS = frozenset({"www-browser", "links", "elinks", "lynx", "w3m"})
"""They would take the terminal over."""

SHOWN = (Role.TIMEKEEPER, Role.COMMISSAIRE)


@contextlib.asynccontextmanager
async def looked_at(
    live: Live, sockets: Sockets, speed: int, *, opened: bool
) -> AsyncIterator[None]:
    """Serve it while the block runs, say where, and open it in a browser if there is one."""
    site = Site(live, Settings(rate=speed))
    async with serving(of_site(site), sockets.all, most=connections_allowed()) as place:
        _say_where(site, place.url)
        say_network(place)
        if opened and has_screen(os.environ, sys.platform):
            threading.Thread(target=_open, args=(place.url,), daemon=True).start()
        elif opened:
            out(
                say(
                    "No browser can be opened here. To look from another machine, start it with"
                    " --http 0.0.0.0:8020."
                )
            )
        yield


def _say_where(site: Site, url: str) -> None:
    out(say("Look at {url} in a browser; Ctrl-C ends it.", url=url))
    new = site.access.new
    pins = new.pins if new is not None else {}
    for role in SHOWN:
        pin = pins[role]
        out(say("PIN of the {role}: {pin}", role=NAMES[role], pin=f"{pin[:4]} {pin[4:]}"))
    out(
        say(
            "Take it over at any moment: sign in at {console} as the timekeeper, and press p.",
            console=f"{url}/console",
        )
    )


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether somebody sits in front of a graphical session."""
    if platform in ("darwin", "win32"):
        return "SSH_CONNECTION" not in environment
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _open(url: str) -> None:
    """The browser that people use, if it has a window of its own."""
    with contextlib.suppress(webbrowser.Error, OSError):
        browser = webbrowser.get()
        if getattr(browser, "name", "") not in TEXT_BROWSERS:
            browser.open(url)
