"""Knows the track: its exact length, and where a distance starts, passes and finishes on it.

It does not know who rides, nor which category rides which distance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from halflap.sport.heat import Side
from halflap.words.sentence import Sentence, say

TOLERANCE_M = Fraction(5, 100)  # UCI 3.6.068: a track may be up to 5 cm too long
HALF_LAPS_PER_KM = range(4, 16)  # UCI 3.6.068: 133 m to 500 m, a whole number of half laps is 1 km
SHORTEST_M, LONGEST_M = 50, 1000  # beyond these a length is a slip of the pen


class Line(Enum):
    """A pursuit line as the rider sees it: the one he starts at, or the one across the track."""

    OWN = "own"
    OPPOSITE = "opposite"


@dataclass(frozen=True, slots=True)
class Length:
    """A length as read: metres, and a sentence if what was printed was taken as a usual length."""

    metres: Fraction
    snapped: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Passing:
    """One passage of a pursuit line: metres ridden since the start, and which line it is."""

    at_m: Fraction
    line: Line


@dataclass(frozen=True, slots=True)
class Course:
    """A distance laid out on a track, backward from the finish, which is on a pursuit line.

    ``half_lap`` in metres; ``half_laps`` counts the half laps from the rider's own pursuit line
    to the finish; his start line lies ``start_offset`` metres beyond his own pursuit line in the
    riding direction (negative: before it; zero on every track of UCI 3.6.068 for whole half laps).
    """

    distance_m: int
    half_lap: Fraction
    half_laps: int

    @property
    def start_offset(self) -> Fraction:
        """Metres from the own pursuit line to the start line, in the riding direction."""
        return self.half_laps * self.half_lap - self.distance_m

    @property
    def finish(self) -> Line:
        """The pursuit line where a rider of this course finishes."""
        return Line.OPPOSITE if self.half_laps % 2 else Line.OWN

    def finish_side(self, start: Side) -> Side:
        """The straight where a rider who started on ``start`` finishes."""
        return start if self.finish is Line.OWN else start.other

    @property
    def first_half_lap_m(self) -> Fraction:
        """Metres to the first passage of the *opposite* line, where the first half lap ends.

        Until there a mishap stops the heat (UCI 3.2.074, 3.2.075).
        """
        return self.half_lap - self.start_offset

    @property
    def passings(self) -> tuple[Passing, ...]:
        """Every passage of a pursuit line up to the finish, the last at ``distance_m``.

        A start line before the own pursuit line makes the first passing one of the own line.
        """
        first = 0 if self.start_offset < 0 else 1
        return tuple(
            Passing(n * self.half_lap - self.start_offset, Line.OPPOSITE if n % 2 else Line.OWN)
            for n in range(first, self.half_laps + 1)
        )


@dataclass(frozen=True, slots=True)
class Track:
    """A velodrome: ``length`` in metres, measured as UCI 3.6.069 says.

    ``start_offsets`` are pairs (distance in m, metres the start line lies beyond its pursuit line)
    where the venue has painted such a line; without one the line nearest to the pursuit line is
    computed. Raises ``ValueError`` with a sentence if the length is not a track's.
    """

    length: Fraction
    name: str = ""
    start_offsets: tuple[tuple[int, Fraction], ...] = ()

    def __post_init__(self) -> None:
        if not SHORTEST_M <= self.length <= LONGEST_M:
            raise ValueError(
                say(
                    "{length} m is not the length of a track: give one from {least} to {most} m.",
                    length=printed(self.length),
                    least=SHORTEST_M,
                    most=LONGEST_M,
                )
            )

    @property
    def half_lap(self) -> Fraction:
        """Metres from one pursuit line to the other (UCI 3.6.084: exactly mid-straight)."""
        return self.length / 2

    @property
    def half_laps_per_km(self) -> Fraction:
        """Half laps in one kilometre: 8 on 250 m, 6 on 1000/3 m."""
        return 1000 / self.half_lap

    @property
    def conforming(self) -> bool:
        """Whether a whole number of half laps, 4 to 15, is exactly one kilometre (UCI 3.6.068)."""
        h = self.half_laps_per_km
        return h.denominator == 1 and h.numerator in HALF_LAPS_PER_KM

    def half_laps(self, distance_m: int) -> Fraction:
        """How many half laps ``distance_m`` is, exactly; a whole number has denominator 1."""
        return distance_m / self.half_lap

    def laps(self, distance_m: int) -> Fraction:
        """How many laps ``distance_m`` is, exactly."""
        return distance_m / self.length

    def course(self, distance_m: int) -> Course:
        """``distance_m`` laid out so that it ends on a pursuit line.

        Raises ``ValueError`` with a sentence if the distance is not one, or if the venue's start
        line for it is on the other straight or does not lead to a pursuit line within 5 cm.
        """
        if distance_m < self.half_lap:
            raise ValueError(
                say(
                    "{distance} m is less than half a lap of this track ({half} m):"
                    " give a longer distance.",
                    distance=distance_m,
                    half=printed(self.half_lap),
                )
            )
        given = dict(self.start_offsets).get(distance_m)
        if given is not None and abs(given) >= self.half_lap:
            raise ValueError(
                say(
                    "A start line {given} m from the pursuit line is not on the straight where the"
                    " rider starts: half a lap is {half} m.",
                    given=printed(abs(given)),
                    half=printed(self.half_lap),
                )
            )
        wanted = distance_m + (given or 0)
        half_laps = int(wanted / self.half_lap + Fraction(1, 2))  # nearest; a half goes forward
        course = Course(distance_m, self.half_lap, half_laps)
        if given is not None and abs(course.start_offset - given) > TOLERANCE_M:
            raise ValueError(
                say(
                    "A start line {given} m beyond the pursuit line does not end {distance} m on a"
                    " pursuit line: the nearest that does is {right} m.",
                    given=printed(given),
                    distance=distance_m,
                    right=printed(course.start_offset),
                )
            )
        return course


def printed(metres: Fraction) -> str:
    """A length for people: ``250``, ``333.333``, ``285.714``; cut to millimetres."""
    sign, metres = ("-", -metres) if metres < 0 else ("", metres)
    whole, rest = divmod(int(metres * 1000), 1000)
    return sign + (f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole))


_LENGTH = re.compile(r"^\s*(\d{1,4})(?:[.,](\d{1,6})|\s*/\s*(\d{1,3}))?\s*m?\s*$")


def parse_length(text: str) -> Length:
    """A printed track length: ``250``, ``333.33``, ``285,714``, ``1000/3``, ``336``.

    A length that is a UCI length (2000/h m, 3.6.068) cut or rounded to the decimals printed, or up
    to 5 cm longer than one, is taken as exactly that one, and ``snapped`` says so; every other
    length stays as printed. Raises ``ValueError`` with a sentence.
    """
    match = _LENGTH.match(text)
    if match is None or (match[3] and not int(match[3])):
        raise ValueError(
            say(
                "“{text}” is not the length of a track:"
                " write metres such as 250, 333.33 or 1000/3.",
                text=text,
            )
        )
    whole, decimals, parts = match.groups()
    if parts:
        return Length(Fraction(int(whole), int(parts)))
    scale: int = 10 ** len(decimals or "")
    units = int(whole + (decimals or ""))
    metres = Fraction(units, scale)
    for h in HALF_LAPS_PER_KM:
        exact = Fraction(2000, h)
        as_printed = {int(exact * scale), int(exact * scale + Fraction(1, 2))}
        if metres == exact:
            break
        if units in as_printed or exact < metres <= exact + TOLERANCE_M:
            note = say(
                "{text} m is taken as {exact} m exactly, {h} half laps to the kilometre.",
                text=text.strip().removesuffix("m").strip(),
                exact=str(exact),
                h=h,
            )
            return Length(exact, note)
    return Length(metres)
