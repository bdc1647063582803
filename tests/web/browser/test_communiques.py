"""A communiqué on paper: A4, in both languages, and nothing on it that belongs to a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.browser.conftest import Browse, Shot
from tests.web.busy_day import busy_day
from tests.web.raceday import RaceDay


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaceDay]:
    with busy_day(tmp_path_factory.mktemp("day") / "day.halflap") as found:
        yield found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_is_printed_on_a4_with_a_place_to_sign(
    evening: RaceDay, browse: Browse, shot: Shot, language: str, tmp_path: Path
) -> None:
    page = browse(evening.url("/documents/2"), language=language)
    page.emulate_media(media="print")
    expect(page.locator(".signing dd").first).to_be_visible()
    # Both together make the browser repeat it on every page.
    expect(page.locator(".running")).to_have_css("display", "table-header-group")
    expect(page.locator(".running")).to_have_css("break-inside", "avoid")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(".foot")).to_be_hidden()
    shot(page, f"communique-{language}")
    printed = tmp_path / "printed.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.read_bytes())
    assert box is not None
    assert [round(float(each)) for each in box.groups()] == [595, 842]
