"""Knows how results are written for programs: JSON on standard output, one value a call."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TypeAlias

from halflap.cli.failure import Failure
from halflap.cli.say import err, out, spoken

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


def write_json(value: Json) -> None:
    """The value, indented for eyes that happen to see it."""
    out(json.dumps(value, ensure_ascii=False, indent=2))


def write_json_line(value: Json) -> None:
    """The value on a line of its own, for output that is read line by line."""
    out(json.dumps(value, ensure_ascii=False))


def report(failure: Failure, as_json: bool) -> None:
    """Why the command ended: sentences for people, ``{"refused": [...]}`` for programs."""
    if as_json:
        write_json(
            {
                "refused": [
                    {
                        "code": refusal.code,
                        "text": spoken(refusal.text),
                        "remedy": spoken(refusal.remedy) if refusal.remedy else "",
                    }
                    for refusal in failure.refusals
                ]
            }
        )
        return
    refusals = failure.refusals
    for refusal, after in zip_longest(refusals, refusals[1:]):
        # A remedy that is the same for several reasons is said once, after the last of them.
        said_next = after is not None and after.remedy == refusal.remedy
        remedy = spoken(refusal.remedy) if refusal.remedy and not said_next else ""
        text = spoken(refusal.text)
        full_stop = "." if remedy and text[-1:] not in ".!?" else ""  # a finding may have none
        err(f"halflap: {text}{full_stop} {remedy}".rstrip())
