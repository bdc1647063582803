"""The command line knows the commands; it holds no logic of the sport."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from halflap import __version__


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `args` defaults to the process's own."""
    given = list(sys.argv[1:] if args is None else args)
    if given == ["--version"]:
        # Scripts ask this often, and loading click alone takes four bare starts of Python.
        sys.stdout.write(f"halflap {__version__}\n")
        return 0
    from halflap.cli.program import run  # noqa: PLC0415 - see above

    return run(given)
