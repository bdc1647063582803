"""Knows what every fact is a kind of, and the parts that several kinds share."""

from __future__ import annotations

import msgspec


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The base of all facts; unknown fields of a newer minor version are ignored when read."""


class Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The base of the values that facts are made of."""
