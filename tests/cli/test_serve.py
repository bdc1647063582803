"""``halflap serve`` begins nothing where it could not let the officials in."""

from __future__ import annotations

from pathlib import Path

from halflap.cli.failure import STORAGE
from tests.cli.running import Runner


def test_with_pins_that_are_damaged_it_does_not_start(run: Runner, tmp_path: Path) -> None:
    meet = tmp_path / "club.halflap"
    assert run("new", meet, "--name", "Club").code == 0
    pins = tmp_path / "club.halflap-access"
    pins.write_text("{")
    before = meet.read_bytes()
    done = run("serve", meet, "--http", "127.0.0.1:0", "--source", "timy=timy@screen:")
    assert done.code == STORAGE
    assert "The PINs in" in done.err
    assert "make new PINs for everybody with --new-pins" in done.err
    assert pins.read_text() == "{"
    assert meet.read_bytes() == before
