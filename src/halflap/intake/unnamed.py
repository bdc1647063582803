"""Knows what to call a rider whose name the source lost: his place in it, in square brackets."""

from __future__ import annotations


def unnamed(round_name: str, heat: str, position: int) -> str:
    """``[rider 2, heat 4, Qualifying]``: unique in a source, so that no two rows become one rider.

    Nobody's printed name begins with a square bracket: who follows riders from round to round
    sees by it that there is no name, and has only times and ranks to go by.
    """
    words = [f"rider {position}", heat, round_name]
    return f"[{', '.join(word for word in words if word)}]"
