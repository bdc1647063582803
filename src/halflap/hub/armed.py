"""Knows when the countdown that runs was begun, on the host's steady clock."""

from __future__ import annotations

from halflap.journal.clock import Moment
from halflap.journal.facts_timing import HeatArmed
from halflap.meet.ledger import Ledger


class Armed:
    """Asked at any moment; it looks once for each countdown.

    The fact has the time of day at which the riders were locked in. It is brought to the steady
    clock when it is first asked for, so that setting the time of day moves no countdown that runs;
    and a hub that starts again goes on where it was.
    """

    def __init__(self) -> None:
        self._known: tuple[HeatArmed, int] | None = None

    def us(self, ledger: Ledger, now: Moment) -> int | None:
        """When the run was armed that awaits its gun; None if none does."""
        run = ledger.state.timing.run
        armed = run.armed if run is not None and run.gun is None else None
        if armed is None:
            return None
        if self._known is None or self._known[0] is not armed:
            utc_us = next(
                (entry.utc_us for entry in reversed(ledger.entries) if entry.fact is armed), None
            )
            if utc_us is None:
                return None
            self._known = (armed, now.mono_us - (now.utc_us - utc_us))
        return self._known[1]
