"""One working line of every command about a timed run, and how far the run has come for it."""

from __future__ import annotations

CASES = [
    ("arm qual 1", "attached"),
    ("abort", "armed"),
    ("gun qual 1 --impulse 4", "attached"),
    ("times qual 1", "ridden"),
    ("attach qual 1 9 home --half-lap 3", "ridden"),
    ("stray qual 1 9", "ridden"),
    ("pull qual 1 1", "ridden"),
    ("split qual 1 home 27.5 --half-lap 3", "ridden"),
    ("take qual 1 backup --from 20 --until 30", "ridden"),
    ("limits qual 1 --limit-first 25", "ridden"),
    ("no-catch qual 1 --reason film", "ridden"),
    ("counter qual 1 home 3", "ridden"),
    ("close qual 1", "ridden"),
    ("automation pause", "attached"),
]
"""``attached``: three impulses of the check and a heat with a catch came, outside a run; ``armed``:
and the heat is armed; ``ridden``: and its start was recovered.
"""
