"""Knows what the lap counters have shown, which is kept by the process and not by the meet."""

from __future__ import annotations

import msgspec

from halflap.meet.views.lap_counter import LapCounter, held
from halflap.meet.views.released_values import LiveNow


class Shown:
    """What the lap counters have shown of the run on the track, so that none goes backwards."""

    def __init__(self) -> None:
        self._run: tuple[str, str, str, int] | None = None
        self._shown: dict[str, LapCounter] = {}

    def of(self, live: LiveNow, now_us: int) -> LiveNow:
        """The run with its counters as they may be shown now."""
        run = (live.competition, live.phase, live.heat, live.run)
        if run != self._run:
            self._run, self._shown = run, {}
        since = now_us - live.gun_us if live.gun_us is not None else 0
        shown = tuple(held(self._shown.get(each.line), each, since) for each in live.counters)
        self._shown = {each.line: each for each in shown}
        told = tuple(msgspec.structs.replace(each, read=None) for each in shown)
        return msgspec.structs.replace(live, counters=told)
