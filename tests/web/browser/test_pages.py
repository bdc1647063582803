"""Every page during a live heat, light and dark, on a phone, a desk and a wall: nothing is wrong
with it, and a picture of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from tests.web.browser.auditing import audit
from tests.web.browser.conftest import Browse, Shot
from tests.web.busy_day import busy_day
from tests.web.raceday import RaceDay

pytestmark = [pytest.mark.needs("node"), pytest.mark.long]

PAGES = {
    "home": "/",
}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    """An evening with everything on it, and a heat on the track."""
    with busy_day(tmp_path_factory.mktemp("evening") / "club.halflap") as day:
        yield day


@pytest.mark.parametrize("width", [320, 1280, 3840])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_as_it_should_be(
    evening: RaceDay,
    browse: Browse,
    shot: Shot,
    name: str,
    theme: Literal["light", "dark"],
    width: int,
) -> None:
    page = browse(evening.url(PAGES[name]), theme=theme, width=width)
    page.wait_for_load_state("load")
    shot(page, f"{name}-{theme}-{width}")
    assert audit(page) == []
