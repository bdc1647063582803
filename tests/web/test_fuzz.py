"""Whatever is sent to the API, as it describes itself: no fault, and answers as described.

The fuzzer is a tool by itself (``make tools``), run by its command line against a served meet.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from tests.tools import schemathesis
from tests.web.serving import Served
from tests.web.test_access import made, run

MORE = os.environ.get("HALFLAP_FUZZ")
EXAMPLES = int(MORE or 8)
"""So many inputs for each address, besides those that the description itself suggests."""

PATIENCE_S = 900

pytestmark = [pytest.mark.long, pytest.mark.needs("schemathesis")]


COMMANDS = "/api/v1/commands/"
UNDO = f"{COMMANDS}Undo"
"""Tried by itself: it takes away what everything else needs, whatever it is given."""

CHOSEN = {
    # A stream has no end; which pages a display may show is no matter of a schema.
    "what is read": ("--exclude-path-regex", f"^/events/|^/api/v1/displays|^{COMMANDS}"),
    "commands": ("--include-path-regex", f"^{COMMANDS}", "--exclude-path", UNDO),
    "undo": ("--include-path", UNDO),
}
EVERY_VALUE = "examples,coverage,fuzzing"
PHASES = {"commands": EVERY_VALUE if MORE else "examples,fuzzing"}
"""Every value of every field of every command takes minutes: with ``HALFLAP_FUZZ=50`` and the like
these are tried as well.
"""


async def fuzzed(meet: Served, folder: Path, what: str) -> tuple[int, str]:
    """The fuzzer's verdict on what is chosen of the description."""
    tool = schemathesis()
    assert tool is not None
    process = await asyncio.create_subprocess_exec(
        tool,
        "run",
        f"{meet.place.url}/api/v1/openapi.json",
        "--header",
        f"Authorization: Bearer {made(meet).token}",
        "--phases",
        PHASES.get(what, EVERY_VALUE),
        "--checks",
        "all",
        "--exclude-checks",
        "ignored_auth",  # it tries wrong tokens until it has to wait; test_access.py tries one
        "--workers",
        "1",
        "--max-examples",
        str(EXAMPLES),
        "--request-timeout",
        "20",
        "--continue-on-failure",
        *CHOSEN[what],
        "--no-color",
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            out, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return process.returncode or 0, out.decode(errors="replace")


@pytest.mark.parametrize("what", CHOSEN)
def test_the_api_answers_as_it_says(tmp_path: Path, what: str) -> None:
    async def whole(meet: Served) -> tuple[int, str, int]:
        code, out = await fuzzed(meet, tmp_path, what)
        return code, out, (await meet.get("/")).status

    code, out, alive = run(tmp_path / "a.halflap", whole)
    assert code == 0, out
    assert alive == 200
