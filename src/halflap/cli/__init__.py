"""The command line knows the commands; it holds no logic of the sport."""

from __future__ import annotations

from collections.abc import Sequence

import click

from halflap import __version__


@click.group()
@click.version_option(__version__, prog_name="halflap")
def halflap() -> None:
    """Run a track-cycling individual pursuit competition."""


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `args` defaults to the process's own."""
    return int(halflap.main(args, prog_name="halflap", standalone_mode=False) or 0)
