"""What a phone loads to see the ride, and how long that takes on a slow network.

Chromium on a connection like a crowded cell: 1.6 Mbit/s down, 150 ms each way there and back, the
processor four times slower. The page is opened for the first time, in the middle of a heat.
What the event stream goes on sending is not counted.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.measurement import Measurement
from tests import tools
from tests.web.raceday import RaceDay
from tests.web.stepping import even

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
SLOWER = 4
AT_MOST_KB = 100.0
WAIT_MS = 30_000
SPLIT = "() => /\\d/.test(document.querySelector('[data-value=split]')?.textContent ?? '')"
CLOCK = "() => /\\d/.test(document.querySelector('#clock')?.textContent ?? '')"


def measure(seed: int) -> Iterator[Measurement]:
    """The first page, opened once on a fresh browser."""
    with tempfile.TemporaryDirectory() as folder, RaceDay(Path(folder) / "day.halflap") as day:
        day.arm("qualifying", 1)
        day.gun(home=even(130, 16), back=even(132, 16))
        day.step(12)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=tools.chromium(),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            context = browser.new_context(viewport={"width": 390, "height": 844})
            page = context.new_page()
            wire = context.new_cdp_session(page)
            loaded: list[float] = []

            def finished(event: dict[str, Any]) -> None:
                loaded.append(event["encodedDataLength"])

            wire.on("Network.loadingFinished", finished)
            wire.send("Network.enable")
            wire.send("Network.emulateNetworkConditions", SLOW)
            wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            began = time.perf_counter()
            page.goto(day.url("/"), wait_until="commit")
            page.wait_for_function(SPLIT, timeout=WAIT_MS)
            split_s = time.perf_counter() - began
            page.wait_for_function(CLOCK, timeout=WAIT_MS)
            clock_s = time.perf_counter() - began
            page.wait_for_timeout(2000)
            browser.close()
    yield Measurement("transferred", sum(loaded) / 1000, "kB", AT_MOST_KB)
    yield Measurement("requests", len(loaded), "requests")
    yield Measurement("until the first split is shown", split_s, "s")
    yield Measurement("until the clock runs", clock_s, "s")
