"""Every page during a live heat, light and dark, on a phone, a desk and a wall: nothing is wrong
with it, and a picture of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from starlette.routing import Mount, Route

from halflap.web.app import of_site
from halflap.web.roles import Role
from halflap.web.sign_in import FIRST
from tests.web.browser.auditing import axe_faults, html_faults, layout_faults
from tests.web.browser.conftest import Browse, Shot, resize
from tests.web.browser.watching import Watch
from tests.web.busy_day import busy_day
from tests.web.raceday import RaceDay
from tests.web.stepping import even

pytestmark = [pytest.mark.needs("node"), pytest.mark.long]

NO_PAGES = ("/api/", "/events/", "/static/", "/favicon", "/manifest", "/robots", "/qr.svg")

PAGES = {
    "live": "/",
    "competition": "/c/men",
    "competition-over": "/c/women",
    "phase": "/c/men/qualifying",
    "bracket": "/c/men/first-round",
    "heat": "/c/men/qualifying/4",
    "heat-riding": "/c/men/first-round/3",
    "heat-under-review": "/c/men/first-round/2",
    "rider": "/c/men/riders/12",
    "coach": "/coach/men/12?with=quickest",
    "coach-before": "/coach/men/11?with=nothing",
    "coach-riders": "/coach",
    "session": "/session",
    "documents": "/documents",
    "document": "/documents/1",
    "poster": "/qr",
    "why": "/why?path=women/place/1",
    "sign-in": "/sign-in",
    "api": "/api",
    "board": "/board",
    "lapcounter": "/lapcounter?line=home",
    "countdown": "/countdown",
    "overlay-ride": "/overlay/ride",
    "no-such-page": "/no-such-page",
}
"""What anybody may open."""

DESKS: dict[str, tuple[Role, str]] = {
    "console": (Role.TIMEKEEPER, "/console"),
    "displays": (Role.TIMEKEEPER, "/displays"),
    "announcer": (Role.ANNOUNCER, "/announcer"),
    "desk": (Role.COMMISSAIRE, "/desk"),
    "desk-competition": (Role.COMMISSAIRE, "/desk/competition/men"),
    "desk-competition-over": (Role.COMMISSAIRE, "/desk/competition/women"),
    "desk-phase": (Role.COMMISSAIRE, "/desk/competition/men/first-round"),
    "desk-heat": (Role.COMMISSAIRE, "/desk/competition/men/first-round/2"),
    "desk-history": (Role.COMMISSAIRE, "/desk/history"),
    "desk-fact": (Role.COMMISSAIRE, "/desk/history/10"),
    "office": (Role.SECRETARY, "/office"),
    "office-sessions": (Role.SECRETARY, "/office/sessions"),
    "office-competition": (Role.SECRETARY, "/office/competition/men"),
    "office-records": (Role.SECRETARY, "/office/competition/men/records"),
    "office-entry": (Role.SECRETARY, "/office/competition/men/12"),
    "office-format": (Role.SECRETARY, "/office/formats/uci-2025"),
    "office-format-of": (Role.SECRETARY, "/office/competition/men/format"),
    "desk-why": (Role.COMMISSAIRE, "/desk/why?path=men/qualifying/heat/4/ride/11"),
    "desk-communique": (Role.COMMISSAIRE, "/desk/communiques/1"),
}
"""What officials open, and as whom."""

MOVING = {
    "live": "#clock, .clock",
    "console": "#clock",
    "board": "[data-panel=live] [data-clock]",
    "overlay-ride": "[data-live] [data-clock]",
}
"""Where the time of the heat runs: the page is looked at when it does."""

WIDTHS = (320, 1280, 3840)
BETWEEN = (390, 480, 600, 900, 1000, 1100, 1440, 1920)
Theme = Literal["light", "dark"]

AXE: dict[Theme, tuple[int, ...]] = {"light": (320, 1280), "dark": (1280,)}
"""Where axe looks too: a phone changes what scrolls, a theme only the colours."""


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    """An evening with everything on it, and a heat on the track."""
    with busy_day(tmp_path_factory.mktemp("evening") / "club.halflap") as day:
        yield day


@pytest.fixture(scope="module")
def sessions(evening: RaceDay) -> dict[Role, str]:
    """One official of each role, signed in."""
    return {role: evening.session(role) for role in Role}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, *DESKS])
def test_a_page_is_as_it_should_be(
    evening: RaceDay,
    sessions: dict[Role, str],
    browse: Browse,
    watch: Watch,
    shot: Shot,
    name: str,
    theme: Theme,
) -> None:
    if name == "no-such-page":
        watch.forgive("404 (Not Found)")
    role, path = DESKS[name] if name in DESKS else (None, PAGES[name])
    session = sessions[role] if role is not None else ""
    page = browse(evening.url(path), theme=theme, width=WIDTHS[0], session=session)
    if name in MOVING:
        expect(page.locator(MOVING[name]).first).to_have_text(re.compile(r"^\d+:\d\d\.\d$"))
        expect(page.locator(MOVING[name]).first).to_be_visible()
    faults = []
    for width in WIDTHS:
        resize(page, width)
        shot(page, f"{name}-{theme}-{width}")
        found = layout_faults(page) + (axe_faults(page) if width in AXE[theme] else [])
        faults += [f"{width} wide: {fault}" for fault in found]
    faults += html_faults(page) if theme == "light" else []
    assert not faults, "\n".join([page.url, *faults])


@pytest.mark.parametrize("name", [*PAGES, *DESKS])
def test_nothing_lies_over_anything_at_any_width_in_french(
    evening: RaceDay, sessions: dict[Role, str], browse: Browse, watch: Watch, name: str
) -> None:
    if name == "no-such-page":
        watch.forgive("404 (Not Found)")
    role, path = DESKS[name] if name in DESKS else (None, PAGES[name])
    session = sessions[role] if role is not None else ""
    assert_laid_out(browse(evening.url(path), language="fr", session=session))


@pytest.fixture(scope="module")
def long_ride(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    """4 km on the track: the longest numbers that a ride has."""
    path = tmp_path_factory.mktemp("long ride") / "club.halflap"
    with RaceDay(path, distance_m=4000) as day:
        day.arm()
        day.gun(even(260.0, day.half_laps), even(262.3, day.half_laps))
        day.step(19)
        yield day


@pytest.mark.parametrize("path", ["/", "/coach/men/12", "/announcer", "/console", "/lapcounter"])
def test_nor_during_a_ride_of_4_km(long_ride: RaceDay, browse: Browse, path: str) -> None:
    session = "" if path == "/" else long_ride.session(Role.TIMEKEEPER)
    for language in ("en", "fr"):
        page = browse(long_ride.url(path), language=language, session=session)
        expect(page.locator("body")).to_contain_text("10" if path == "/lapcounter" else "1:15.")
        assert_laid_out(page)


def assert_laid_out(page: Page) -> None:
    faults = []
    for width in BETWEEN:
        resize(page, width)
        faults += [f"{width} wide: {fault}" for fault in layout_faults(page)]
    assert not faults, "\n".join([page.url, *faults])


def test_no_page_is_left_out(evening: RaceDay) -> None:
    paths = {urlsplit(path).path for path in [*PAGES.values(), *(d[1] for d in DESKS.values())]}
    left_out = []
    for route in of_site(evening.site).routes:
        assert isinstance(route, Route | Mount), route
        if isinstance(route, Mount) or "GET" not in (route.methods or ()):
            continue
        if not route.path.startswith(NO_PAGES) and not any(map(route.path_regex.match, paths)):
            left_out.append(route.path)
    assert left_out == []


@pytest.mark.parametrize("role", Role, ids=lambda role: str(role.value))
def test_the_work_of_a_role_begins_on_a_page_that_is_there(
    evening: RaceDay, sessions: dict[Role, str], browse: Browse, role: Role
) -> None:
    page = browse(evening.url("/sign-in"), session=sessions[role])
    assert page.request.get(evening.url(FIRST[role])).status == 200
