"""Knows when the collector of unused objects may look at everything: while nobody rides.

Late in a long day a full look takes 80 ms, and an impulse would wait for it. What was looked at
once is set apart, so that the looks which come by themselves only see what is new; and they come
rarely, because what an impulse leaves behind is nearly all in use.
"""

from __future__ import annotations

import gc

RARELY = (20_000, 20, 50)
_USUAL = gc.get_threshold()


def tidy() -> None:
    """Look at everything now, and never by itself again at what is there."""
    gc.set_threshold(*RARELY)
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def leave() -> None:
    """Leave the collector as it was found."""
    gc.set_threshold(*_USUAL)
    gc.unfreeze()
