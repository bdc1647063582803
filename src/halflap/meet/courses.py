"""Knows how the distance of a competition is laid out on the track of its meet."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from halflap.meet.state import Competition, Meet
from halflap.sport.track import Course, Track

REMEMBERED = 64


Laid = tuple[str, tuple[tuple[int, str], ...], int]
"""The length of a track, the start lines painted there, and a distance in metres."""


def track_of(meet: Meet) -> Track:
    """The track, with the start lines that the venue painted off the pursuit line."""
    return _track(meet.track, meet.start_lines)


def course_of(meet: Meet, competition: Competition) -> Course:
    """The course of a competition."""
    return course_as((meet.track, meet.start_lines, competition.distance_m))


@lru_cache(maxsize=REMEMBERED)
def course_as(laid: Laid) -> Course:
    """A distance as it is laid out there."""
    length, start_lines, distance_m = laid
    return _track(length, start_lines).course(distance_m)


@lru_cache(maxsize=REMEMBERED)
def _track(length: str, start_lines: tuple[tuple[int, str], ...]) -> Track:
    offsets = tuple((distance_m, Fraction(metres)) for distance_m, metres in start_lines)
    return Track(Fraction(length), start_offsets=offsets)
