"""What holds for the tests of the pages: secrets are hashed as they are, only not at full cost."""

from __future__ import annotations

import pytest

from halflap.web import access_file


@pytest.fixture(autouse=True)
def _cheap_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A quarter of a second for each meet that is served would be most of the time of a test."""
    monkeypatch.setitem(access_file.COST, "n", 2)
