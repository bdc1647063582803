"""`halflap --version` answers at once, because it loads almost nothing.

A stopwatch would make this test a matter of luck; which modules were loaded is not.
"""

from __future__ import annotations

import re
import subprocess
import sys

from halflap import __version__

# Each of these costs a start more than the rest of the program together (benchmarks/bench_startup).
HEAVY = {"apsw", "asyncio", "msgspec", "python_calamine", "rich", "sqlite3", "xlsxwriter"}
OF_THE_WEB = {"anyio", "h11", "http", "httptools", "jinja2", "segno", "starlette", "uvicorn"}
LIGHT_ROOMS = {"cli", "words"}


def test_version_loads_no_engine_and_no_room_of_the_sport() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "halflap", "--version"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert __version__ in done.stdout
    loaded = set(re.findall(r"^import time:.*\|\s*(\S+)$", done.stderr, re.MULTILINE))
    assert "halflap.cli" in loaded
    assert {name.split(".")[0] for name in loaded} & (HEAVY | OF_THE_WEB) == set()
    rooms = {name.split(".")[1] for name in loaded if name.startswith("halflap.")}
    assert rooms - LIGHT_ROOMS == set()
