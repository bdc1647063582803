"""Gives every test of the command line a runner and an environment that asks for no language."""

from __future__ import annotations

import pytest

from halflap.cli.say import LOCALE_VARIABLES
from tests.cli.running import Runner


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Runs commands; nothing of this machine's locale reaches them."""
    for variable in LOCALE_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    return Runner(capsys)
