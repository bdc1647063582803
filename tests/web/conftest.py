"""What holds for the tests of the pages: secrets are hashed as they are, only not at full cost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.child import cheap_secrets


@pytest.fixture(scope="session", autouse=True)
def _cheap_secrets() -> Iterator[None]:
    """A quarter of a second for each meet that is served would be most of the time of a test."""
    with cheap_secrets():
        yield
