"""Knows what is shown of sources while they send: state, age, rate, clock, last impulses."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence

from halflap.cli.listening import Item
from halflap.cli.output import Json
from halflap.cli.say import spoken
from halflap.cli.table import table
from halflap.devices.clock_offset import ClockOffset
from halflap.devices.codec import Received
from halflap.devices.health import HealthChange
from halflap.devices.health_states import TROUBLE, State
from halflap.devices.source import Source
from halflap.sport.impulse import Impulse, time_of_day
from halflap.words.sentence import Sentence, say

STATES: dict[State, Sentence] = {
    State.CONNECTING: say("connecting"),
    State.CONNECTED: say("connected"),
    State.SILENT: say("silent"),
    State.RUBBISH: say("not readable"),
    State.FLOODING: say("flooding"),
    State.CUT_OFF: say("cut off"),
    State.GONE: say("gone"),
}

SHOWN = 3
RATE_OVER_US = 60_000_000
KEPT = 100_000  # impulses of the last minute that a rate can count


def impulse_words(impulse: Impulse) -> str:
    """An impulse on a line: time of day, channel, and what else its device said."""
    words = [time_of_day(impulse.us), impulse.channel]
    if impulse.ref:
        words.append(impulse.ref)
    if impulse.number is not None:
        words.append(f"#{impulse.number}")
    marks = (
        (impulse.manual, say("by hand")),
        (impulse.memory, say("from memory")),
        (impulse.withdrawn, say("withdrawn")),
    )
    words += [spoken(mark) for so, mark in marks if so]
    return " ".join(words)


def impulse_json(impulse: Impulse) -> dict[str, Json]:
    """An impulse for programs."""
    return {
        "channel": impulse.channel,
        "time": time_of_day(impulse.us),
        "ref": impulse.ref,
        "number": impulse.number,
        "manual": impulse.manual,
        "memory": impulse.memory,
        "withdrawn": impulse.withdrawn,
    }


class Watched:
    """One source as it is shown."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.change: HealthChange | None = None
        self._offset = ClockOffset()
        self._last: deque[Impulse] = deque(maxlen=SHOWN)
        self._moments: deque[int] = deque(maxlen=KEPT)
        self._heard_us: int | None = None

    def took(self, item: Item) -> None:
        """Something came."""
        if isinstance(item, HealthChange):
            self.change = item
            return
        if item.raw:
            self._heard_us = item.mono_us
        for event in item.events:
            if isinstance(event, Received):
                self._offset.came(event.impulse, item.utc_us)
                self._last.append(event.impulse)
                self._moments.append(item.mono_us)

    def age_s(self, now_us: int) -> int | None:
        """Whole seconds since something came; None: nothing yet."""
        return None if self._heard_us is None else max(0, now_us - self._heard_us) // 1_000_000

    def per_minute(self, now_us: int) -> int:
        """Impulses of the last minute."""
        while self._moments and now_us - self._moments[0] > RATE_OVER_US:
            self._moments.popleft()
        return len(self._moments)

    def clock(self) -> tuple[int, str] | None:
        """Device minus host in microseconds, and to which time its clock is set."""
        utc_us = self._offset.utc_us
        local_us = self._offset.local_us(time.localtime().tm_gmtoff)
        if utc_us is None or local_us is None:
            return None
        return (local_us, "local") if abs(local_us) <= abs(utc_us) else (utc_us, "utc")

    @property
    def trouble(self) -> HealthChange | None:
        """What is wrong now, with its remedy."""
        change = self.change
        wrong = change and change.state in TROUBLE and change.state is self.source.health.state
        return change if wrong else None

    def row(self, now_us: int) -> list[str]:
        """Its row of the table."""
        age_s = self.age_s(now_us)
        return [
            self.source.name,
            spoken(STATES[self.source.health.state]),
            "–" if age_s is None else f"{age_s} s",
            str(self.per_minute(now_us)),
            self._clock_words(),
            " · ".join(impulse_words(impulse) for impulse in reversed(self._last)),
        ]

    def _clock_words(self) -> str:
        found = self.clock()
        if found is None:
            return "–"
        us, zone = found
        if zone == "utc":
            return spoken(say("{offset} s to UTC", offset=signed_seconds(us)))
        return spoken(say("{offset} s to local time", offset=signed_seconds(us)))

    def json(self, now_us: int) -> dict[str, Json]:
        """It for programs."""
        found = self.clock()
        tally = self.source.tally
        health = self.source.health
        trouble = self.trouble
        return {
            "source": self.source.name,
            "protocol": self.source.protocol.name,
            "address": self.source.where,
            "state": health.state.value,
            "says": spoken(trouble.text) if trouble else "",
            "remedy": spoken(trouble.remedy) if trouble and trouble.remedy else "",
            "age_s": self.age_s(now_us),
            "impulses_per_minute": self.per_minute(now_us),
            "clock_offset_us": found[0] if found else None,
            "clock_offset_to": found[1] if found else None,
            "bytes": tally.size,
            "lines": tally.lines,
            "impulses": tally.impulses,
            "rejected": tally.rejected,
            "lost": tally.lost,
            "last": [impulse_json(impulse) for impulse in reversed(self._last)],
        }


def signed_seconds(us: int) -> str:
    """Microseconds as seconds with three decimals, cut, and a sign."""
    whole, rest = divmod(abs(us), 1_000_000)
    return f"{'−' if us < 0 else '+'}{whole}.{rest // 1000:03d}"


def lines_of(watched: Sequence[Watched], now_us: int) -> list[str]:
    """The table, and under it what is wrong and what to do."""
    head = [
        say("source"),
        say("state"),
        say("last line"),
        say("impulses/min"),
        say("clock"),
        say("last impulses"),
    ]
    lines = table([spoken(word) for word in head], [each.row(now_us) for each in watched], "llrr")
    for each in watched:
        if each.trouble:
            lines.append(change_words(each.trouble))
    return lines


def change_words(change: HealthChange) -> str:
    """A change of health with its remedy, on a line."""
    remedy = f" {spoken(change.remedy)}" if change.remedy else ""
    return f"{spoken(change.text)}{remedy}"


def change_json(change: HealthChange) -> dict[str, Json]:
    """A change of health for programs."""
    return {
        "source": change.source,
        "state": change.state.value,
        "before": change.before.value if change.before else None,
        "says": spoken(change.text),
        "remedy": spoken(change.remedy) if change.remedy else "",
        "lost": change.lost_lines,
    }
