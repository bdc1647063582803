"""Knows whether two printed names mean one rider, and which names cannot be anybody's.

An abbreviated name is the same rider without a word; one or two letters off, with a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from halflap.rulebook.audit.contradiction import Contradiction, doubt, error
from halflap.rulebook.audit.sheet import fold, is_named, who
from halflap.sport.published import PublishedEvent, PublishedPlace, PublishedRide, PublishedRound
from halflap.words.sentence import Sentence, say

_LONG_ENOUGH = 6
_LETTERS_OFF = 2


@dataclass(frozen=True, slots=True)
class Identities:
    """``aliases``: folded spellings and the riders they stand for; and what was found.

    ``namesakes`` are folded names that two riders of one round have, of different nations;
    ``joined`` says that a complete qualifying round lacks a rider of a later one.
    """

    aliases: tuple[tuple[str, str], ...]
    namesakes: frozenset[str]
    found: tuple[Contradiction, ...]
    joined: bool = False


@dataclass(slots=True)
class _Register:
    """The riders met so far, by key: printed name and nation."""

    namesakes: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    nations: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    joined: bool = False


def identities(event: PublishedEvent) -> Identities:
    """Who is who, round by round in the order of the source, then in the classification."""
    register = _Register(_namesakes(event))
    found: list[Contradiction] = []
    for each in event.rounds:
        rides = [ride for heat in each.heats for ride in heat.rides]
        found += _twice(rides, register.namesakes)
        found += _meet(register, [*rides, *each.flat])
        if each.kind == "qualifying" and _names_everybody(each):
            register.closed = True
    found += _twice(event.final, register.namesakes)
    found += _meet(register, event.final)
    found += _meet(register, [place for _, place in event.medals])
    return Identities(
        tuple(register.aliases.items()), register.namesakes, tuple(found), register.joined
    )


def _namesakes(event: PublishedEvent) -> frozenset[str]:
    found: set[str] = set()
    for each in event.rounds:
        nations: dict[str, set[str]] = {}
        for ride in (*(ride for heat in each.heats for ride in heat.rides), *each.flat):
            if ride.nat:
                nations.setdefault(fold(ride.name), set()).add(ride.nat)
        found |= {name for name, of in nations.items() if len(of) > 1}
    return frozenset(found)


def _names_everybody(each: PublishedRound) -> bool:
    rides = [*(ride for heat in each.heats for ride in heat.rides), *each.flat]
    return each.complete and bool(rides) and all(is_named(ride.name) for ride in rides)


def _twice(
    rides: list[PublishedRide] | tuple[PublishedPlace, ...], namesakes: frozenset[str]
) -> Iterator[Contradiction]:
    seen: dict[str, str] = {}
    for ride in rides:
        if not is_named(ride.name) or (isinstance(ride, PublishedRide) and ride.re_ride):
            continue
        if not ride.nat and fold(ride.name) in namesakes:
            continue  # the source does not say which of them is meant
        key = f"{fold(ride.name)} {ride.nat}"
        if key in seen:
            derived = say("{name} stands already at {place}.", name=ride.name, place=seen[key])
            rule = say("A rider rides once in a round and has one place (UCI 3.2.053).")
            yield error("identity", ride.where, ride.name, derived, rule)
        seen.setdefault(key, ride.where)


def _meet(
    register: _Register,
    rides: list[PublishedRide] | list[PublishedPlace] | tuple[PublishedPlace, ...],
) -> Iterator[Contradiction]:
    """Riders of one list join the register; those who were not met before are looked for in it."""
    named = [ride for ride in rides if is_named(ride.name)]
    here = {who(ride.name, ride.nat, register.namesakes) for ride in named}
    before = dict(register.names)
    for ride in named:
        folded = who(ride.name, ride.nat, register.namesakes)
        if not folded:
            continue  # one of several with that name, and the source does not say which
        known = register.aliases.get(folded, folded)
        if known in register.names:
            yield from _nation(register, known, ride)
            continue
        free = {one: name for one, name in before.items() if one not in here}
        if short := _only(one for one in free if _abbreviates(folded, one)):
            register.aliases[folded] = short
            continue
        near = _only(one for one in free if _near(folded, one)) or _only(
            one for one in free if ride.nat and _shares_a_name(folded, one, register, ride.nat)
        )
        if near and ride.nat in ("", register.nations[near]):
            register.aliases[folded] = near
            derived = say("{name} is probably {other}.", name=ride.name, other=free[near])
            rule = say("Assumed: one rider of that nation under two spellings.")
            yield doubt("identity", ride.where, ride.name, derived, rule)
            continue
        if register.closed:
            derived = say(
                "{name} is not in the qualifying round, which is complete.", name=ride.name
            )
            rule = say("Nobody joins after qualifying (UCI 3.2.053, 3.2.060).")
            yield error("identity", ride.where, ride.name, derived, rule)
            register.joined = True
        register.names[folded] = ride.name
        register.nations[folded] = ride.nat


def _nation(
    register: _Register, known: str, ride: PublishedRide | PublishedPlace
) -> Iterator[Contradiction]:
    nation = register.nations[known]
    if ride.nat and nation and ride.nat != nation:
        derived = say("{name} rode for {nation} before.", name=ride.name, nation=nation)
        yield doubt("identity", ride.where, f"{ride.name} {ride.nat}", derived, _one_nation())
    elif not nation:
        register.nations[known] = ride.nat


def _one_nation() -> Sentence:
    return say("Assumed: no two riders of the event have one name.")


def _only(found: Iterator[str]) -> str | None:
    names = list(found)
    return names[0] if len(names) == 1 else None


def _abbreviates(one: str, other: str) -> bool:
    """Whether every word of the shorter name begins or equals a word of the longer.

    "B. McGee", "Brad McGee" and "McGee" are "Bradley McGee".
    """
    short, long = sorted(
        (one.split(), other.split()), key=lambda words: (len(words), sum(map(len, words)))
    )
    if not set(short) & set(long):
        return False
    rest = list(long)
    for word in sorted(short, key=len, reverse=True):
        match = next((each for each in rest if each == word), None) or next(
            (each for each in rest if each.startswith(word)), None
        )
        if match is None:
            return False
        rest.remove(match)
    return True


def _near(one: str, other: str) -> bool:
    """Whether two names are a slip of the pen apart: at most two letters, in one of the words."""
    if min(len(one), len(other)) < _LONG_ENOUGH or abs(len(one) - len(other)) > _LETTERS_OFF:
        return False
    if set(one.split()) & set(other.split()):
        return _distance(one, other) <= _LETTERS_OFF
    return _one_letter_off(one, other)


def _one_letter_off(one: str, other: str) -> bool:
    """Whether at most one letter is to insert, delete or change."""
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    return one[at:] == other[at + 1 :] or one[at + 1 :] == other[at + 1 :]


def _shares_a_name(one: str, other: str, register: _Register, nat: str) -> bool:
    """Whether two riders of one nation have a name in common: Toni and Antonio Tauler."""
    shared = set(one.split()) & set(other.split())
    return register.nations[other] == nat and any(len(word) > 3 for word in shared)


def _distance(one: str, other: str) -> int:
    """Letters to insert, delete or change (Levenshtein)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, start=1):
        diagonal, row[0] = row[0], index
        for column, there in enumerate(other, start=1):
            change = diagonal + (letter != there)
            diagonal = row[column]
            row[column] = min(change, row[column] + 1, row[column - 1] + 1)
    return row[-1]
