"""Walls and overlays in every shape and state: nothing is cut off, nothing lies over anything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from halflap.web.display_said import OVERLAYS
from halflap.web.wall_example import STATES
from tests.web.browser.auditing import audit, layout_faults
from tests.web.browser.conftest import Browse, Shot, resize
from tests.web.raceday import RaceDay
from tests.web.stepping import even

pytestmark = pytest.mark.long

SHAPES = {
    "phone": (320, 640),
    "long phone": (360, 800),
    "desk": (1280, 720),
    "old": (1024, 768),
    "wall": (3840, 2160),
    "strip": (1920, 480),
    "small strip": (768, 192),
    "column": (720, 1280),
    "tall column": (384, 1536),
}
PAGES = {
    **{f"board {state}": f"/board?demo={state}" for state in STATES},
    **{f"countdown {state}": f"/countdown?demo={state}" for state in ("armed", "running")},
    "lapcounter both": "/lapcounter?demo=last-lap",
    "lapcounter home": "/lapcounter?line=home&demo=running",
}
PICTURES = {
    **{f"overlay {name}": f"/overlay/{name}?demo=running" for name in OVERLAYS},
    "overlay medals": "/overlay/medals?demo=medals",
    "overlay result large": "/overlay/result?demo=running&scale=1.6",
}


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    """A meet that only serves: what is shown is the example."""
    with RaceDay(tmp_path_factory.mktemp("quiet") / "club.halflap") as day:
        yield day


SHAPES_IN = {"dark": (*SHAPES,), "light": ("desk", "column")}
SIZES_IN = {"dark": ((1920, 1080), (3840, 2160), (1080, 1920)), "light": ((1920, 1080),)}


@pytest.mark.parametrize("theme", SHAPES_IN)
@pytest.mark.parametrize("name", PAGES)
def test_a_wall_of_every_shape(
    quiet: RaceDay, browse: Browse, shot: Shot, name: str, theme: str
) -> None:
    page = browse(quiet.url(f"{PAGES[name]}&theme={theme}"))
    page.wait_for_function("document.fonts.status === 'loaded'")
    faults = {}
    for shape in SHAPES_IN[theme]:
        resize(page, *SHAPES[shape])
        shot(page, f"{name} {shape} {theme}")
        faults[shape] = layout_faults(page)
    assert {shape: found for shape, found in faults.items() if found} == {}


@pytest.mark.parametrize("theme", SIZES_IN)
@pytest.mark.parametrize("name", PICTURES)
def test_an_overlay_on_a_picture_of_every_size(
    quiet: RaceDay, browse: Browse, shot: Shot, name: str, theme: str
) -> None:
    page = browse(quiet.url(f"{PICTURES[name]}&theme={theme}"))
    faults = {}
    for width, height in SIZES_IN[theme]:
        resize(page, width, height)
        shot(page, f"{name} {width}x{height} {theme}")
        faults[width, height] = layout_faults(page)
    assert {size: found for size, found in faults.items() if found} == {}


@pytest.fixture(scope="module")
def riding(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    """4 km: one rider has 11 laps to go, the other 11½, which is the longest that is shown."""
    folder = tmp_path_factory.mktemp("riding")
    with RaceDay(folder / "club.halflap", distance_m=4000) as day:
        day.arm()
        day.gun(even(260.0, day.half_laps), even(262.3, day.half_laps))
        day.step(19)
        yield day


@pytest.mark.parametrize("name", ["board", *(f"overlay/{name}" for name in OVERLAYS)])
def test_half_a_lap_has_its_room(riding: RaceDay, browse: Browse, shot: Shot, name: str) -> None:
    page = browse(riding.url(f"/{name}"))
    page.wait_for_function("document.fonts.status === 'loaded'")
    assert name != "board" or page.locator("[data-laps]").all_inner_texts() == ["11", "11½"]
    faults = {}
    sizes = {**SHAPES, "tablet": (600, 1000)}.values() if name == "board" else SIZES_IN["dark"]
    for width, height in sizes:
        resize(page, width, height)
        shot(page, f"{name.replace('/', ' ')} half a lap {width}x{height}")
        faults[width, height] = layout_faults(page)
    assert {size: found for size, found in faults.items() if found} == {}


@pytest.mark.needs("node")
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", [*PAGES, *PICTURES])
def test_everybody_can_read_it(quiet: RaceDay, browse: Browse, name: str, language: str) -> None:
    page = browse(quiet.url(f"{(PAGES | PICTURES)[name]}&lang={language}"))
    audit(page)
