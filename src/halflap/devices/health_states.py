"""Knows the states of a source of impulses, what moves it between them, and the limits of each.

A signal without an entry in ``TABLE`` changes nothing, so repeated attempts to reach a device that
is gone, or a minute of silence, are one change and not many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US


class State(Enum):
    """How a source fares."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    SILENT = "silent"
    RUBBISH = "rubbish"
    FLOODING = "flooding"
    CUT_OFF = "cut off"
    GONE = "gone"


class Signal(Enum):
    """What can move a source to another state."""

    OPENED = "opened"
    LOST = "lost"
    HEARD = "heard"
    STALLED = "stalled"
    UNREADABLE = "unreadable"
    READABLE = "readable"
    FLOOD = "flood"
    OVER_QUOTA = "over quota"
    OVERRUN = "overrun"
    CALM = "calm"


_S, _G = State, Signal

TABLE: Mapping[State, Mapping[Signal, State]] = {
    _S.CONNECTING: {_G.OPENED: _S.CONNECTED, _G.LOST: _S.GONE},
    _S.GONE: {_G.OPENED: _S.CONNECTED},
    _S.CONNECTED: {
        _G.LOST: _S.GONE,
        _G.STALLED: _S.SILENT,
        _G.UNREADABLE: _S.RUBBISH,
        _G.FLOOD: _S.FLOODING,
        _G.OVERRUN: _S.FLOODING,
    },
    _S.SILENT: {
        _G.LOST: _S.GONE,
        _G.HEARD: _S.CONNECTED,
        _G.UNREADABLE: _S.RUBBISH,
        _G.FLOOD: _S.FLOODING,
        _G.OVERRUN: _S.FLOODING,
    },
    _S.RUBBISH: {
        _G.LOST: _S.GONE,
        _G.READABLE: _S.CONNECTED,
        _G.FLOOD: _S.FLOODING,
        _G.OVERRUN: _S.FLOODING,
    },
    _S.FLOODING: {_G.LOST: _S.GONE, _G.OVER_QUOTA: _S.CUT_OFF, _G.CALM: _S.CONNECTED},
    _S.CUT_OFF: {_G.LOST: _S.GONE, _G.CALM: _S.CONNECTED},
}
"""Every legal transition."""

TROUBLE = frozenset(State) - {State.CONNECTING, State.CONNECTED}


@dataclass(frozen=True, slots=True)
class Limits:
    """When a source is in trouble.

    ``silent_us``: lines are awaited and none came for so long. ``rubbish_row``: so many lines in a
    row could not be read; ``rubbish_share`` percent of the last ``rubbish_of`` could not. A source
    floods above ``flood_lines`` or ``flood_bytes`` a second; then ``quota_lines`` and
    ``quota_bytes`` a minute are kept and no more, until it was calm for ``calm_us``.
    """

    silent_us: int = 20 * SECOND_US
    rubbish_row: int = 20
    rubbish_of: int = 50
    rubbish_share: int = 50
    readable_row: int = 5
    flood_lines: int = 1_000
    flood_bytes: int = 256 * 1024
    quota_lines: int = 20_000
    quota_bytes: int = 4 * 1024 * 1024
    calm_us: int = 5 * SECOND_US
