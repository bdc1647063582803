"""Knows how a format is read from its TOML text, what makes it wrong, and which formats are
shipped.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from halflap.rulebook.format import LOSER_CLASSES, Format, From, NotAHeat, Phase, plan, read_heat
from halflap.rulebook.incident_policy import DEFAULTS
from halflap.words.sentence import Sentence, say

SHIPPED = (
    "uci-2025",
    "uci-2023",
    "olympic-2004",
    "olympic-2000",
    "olympic-1992",
    "worlds-1995",
    "knockout-8",
    "knockout-16",
    "youth-placing-finals",
    "para",
    "masters",
    "club-solo",
)


_WORD = r"[a-z0-9][a-z0-9-]*"
_PARTS = ("rest", "winners", "losers")  # of a phase, so not the label of a final
_OF_QUALIFYING: tuple[tuple[From, ...], ...] = ((From.RANK,),)
_OF_A_MATCH: tuple[tuple[From, ...], ...] = (
    (From.WINNER, From.HEAT_WINNER),
    (From.LOSER, From.HEAT_LOSER),
)


class BadFormat(ValueError):
    """A format that cannot be used: ``sentence`` says where (key path or line) and why.

    ``path`` is the key path, empty where the text is no TOML.
    """

    def __init__(self, sentence: Sentence, path: str = "") -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.path = path


@cache
def shipped(format_id: str) -> Format:
    """One of the formats that come with halflap; raises ``KeyError`` for any other id."""
    return read_format(shipped_text(format_id))


@cache
def shipped_text(format_id: str) -> str:
    """The TOML text of a shipped format; raises ``KeyError`` for any other id."""
    if format_id not in SHIPPED:
        raise KeyError(format_id)
    file = files("halflap.rulebook") / "formats" / f"{format_id}.toml"
    return file.read_text(encoding="utf-8")


def read_format(text: str) -> Format:
    """A format from its TOML text; raises ``BadFormat`` naming the line or the key path."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFormat(say("The format is not TOML: {problem}", problem=str(error))) from error
    except (ValueError, RecursionError) as error:  # a number or a nesting beyond what Python reads
        raise BadFormat(say("The format holds a number too long or lists too deep.")) from error
    _check_idle(data)
    try:
        fmt = msgspec.convert(_with_defaults(data), type=Format, strict=True)
    except msgspec.ValidationError as error:
        raise _schema_problem(str(error)) from error
    if not re.fullmatch(_WORD, fmt.id):
        raise _wrong("id", say('"{id}" is not a word in lower case', id=fmt.id))
    if [number for number, phase in enumerate(fmt.phase) if phase.kind == "qualifying"] != [0]:
        raise _wrong("phase", say("the first phase is qualifying, and only the first"))
    for number, phase in enumerate(fmt.phase):
        _check_phase(fmt, phase, f"phase[{number}]")
    for number, phase in enumerate(fmt.phase):
        _check_goes_on(fmt, phase, f"phase[{number}]")
    _check_places(fmt)
    return fmt


@cache
def stored_format(text: str) -> Format:
    """A format as a meet has kept it: it was good when the competition was opened.

    What a later halflap asks of new files is not asked of it, and keys that are no longer known
    are passed over, so that the files of past releases stay openable.
    """
    data = _known(_with_defaults(tomllib.loads(text)), msgspec.inspect.type_info(Format))
    return msgspec.convert(data, type=Format, strict=True)


def _known(value: Any, type_: msgspec.inspect.Type) -> Any:
    """The value without the keys that its type does not have."""
    match type_:
        case msgspec.inspect.StructType(fields=fields) if isinstance(value, dict):
            types = {field.encode_name: field.type for field in fields}
            return {key: _known(each, types[key]) for key, each in value.items() if key in types}
        case msgspec.inspect.VarTupleType(item_type=item) if isinstance(value, list):
            return [_known(each, item) for each in value]
        case _:
            return value


def _with_defaults(data: dict[str, Any]) -> dict[str, Any]:
    """The data with what a phase does not say about incidents as its kind has it."""
    phases = data.get("phase")
    for phase in phases if isinstance(phases, list) else ():
        for kind, usual in DEFAULTS.items() if isinstance(phase, dict) else ():
            given = phase.get("incidents", {})
            if phase.get("kind") == kind and isinstance(given, dict):
                alone = {"re_rides": "alone"} if phase.get("riders_per_heat") == 1 else {}
                phase["incidents"] = msgspec.to_builtins(usual) | alone | given
    return data


_IDLE = {
    "qualifying": ("from", "heats", "losers", "caught_stops", "disqualified", "unexcused_absence"),
    "match": ("advance", "riders_per_heat"),
    "medal": ("advance", "riders_per_heat", "losers"),
}
"""Keys that would change nothing in a phase of a kind: written there, they were meant otherwise."""
_CATCH = {
    "qualifying": ("ride-on", "unranked"),  # UCI 3.2.056, and older rules: nobody is beaten yet
    "match": ("decides",),  # UCI 3.2.051, 3.2.057: who is caught is beaten
    "medal": ("decides",),
}


def _check_idle(data: dict[str, Any]) -> None:
    phases = data.get("phase")
    for number, phase in enumerate(phases if isinstance(phases, list) else ()):
        kind = phase.get("kind") if isinstance(phase, dict) else None
        for key in _IDLE.get(str(kind), ()):
            if key in phase:
                raise _wrong(
                    f"phase[{number}].{key}",
                    say('means nothing in a "{kind}" phase', kind=str(kind)),
                )


def _schema_problem(text: str) -> BadFormat:
    problem, _, path = text.partition(" - at `$")
    where = path.rstrip("`").lstrip(".")
    return BadFormat(say("{path}: {problem}", path=where or "format", problem=problem), where)


def _wrong(path: str, problem: Sentence) -> BadFormat:
    return BadFormat(say("{path}: {problem}", path=path, problem=problem), path)


def _check_phase(fmt: Format, phase: Phase, path: str) -> None:
    if not re.fullmatch(_WORD, phase.id):
        raise _wrong(f"{path}.id", say('"{id}" is not a word in lower case', id=phase.id))
    if sum(1 for other in fmt.phase if other.id == phase.id) > 1:
        raise _wrong(f"{path}.id", say('"{id}" is used twice', id=phase.id))
    if sorted(phase.losers) != sorted(LOSER_CLASSES):
        raise _wrong(
            f"{path}.losers", say("name each of {classes} once", classes=", ".join(LOSER_CLASSES))
        )
    if phase.catch not in _CATCH[phase.kind]:
        wanted = " / ".join(_CATCH[phase.kind])
        raise _wrong(
            f"{path}.catch",
            say('in a "{kind}" phase it is {wanted}', kind=phase.kind, wanted=wanted),
        )
    if phase.kind == "qualifying":
        return
    for field in ("mishap_later", "both_mishap_later", "hampered"):
        if getattr(phase.incidents, field) == "re-ride":
            # UCI 3.2.074: the end of qualifying; a match or final has no other opponent to give
            raise _wrong(f"{path}.incidents.{field}", say("re-rides are for qualifying only"))
    before = fmt.phase[: fmt.phase.index(phase)]
    source = next((other for other in before if other.id == phase.source), None)
    if source is None:
        raise _wrong(f"{path}.from", say('"{id}" is not a phase before this one', id=phase.source))
    if source.kind == "medal":
        raise _wrong(f"{path}.from", say('"{id}" decides places: nobody goes on', id=phase.source))
    if not phase.heats:
        raise _wrong(f"{path}.heats", say("a later phase needs its heats"))
    _check_heats(phase, source, path)


def _check_heats(phase: Phase, source: Phase, path: str) -> None:
    seen: set[str] = set()
    labels: set[str] = set()
    for number, text in enumerate(phase.heats):
        where = f"{path}.heats[{number}]"
        try:
            heat = read_heat(number + 1, text)
        except NotAHeat as error:
            raise _wrong(where, error.sentence) from error
        if (heat.label is None) == (phase.kind == "medal"):
            raise _wrong(where, say('finals are written "gold 1-2: W1 v W2", matches "R1 v R8"'))
        if heat.label and heat.label in (*_PARTS, *labels):
            raise _wrong(where, say('"{label}" is taken: choose another label', label=heat.label))
        labels.add(heat.label or "")
        for seed in heat.seeds:
            if str(seed) in seen:
                raise _wrong(where, say("seed {seed} is used twice", seed=str(seed)))
            seen.add(str(seed))
            limit = source.advance if source.kind == "qualifying" else len(source.heats)
            if (seed.of is From.RANK) != (source.kind == "qualifying") or seed.number > limit:
                raise _wrong(
                    where,
                    say("seed {seed} does not exist in {phase}", seed=str(seed), phase=source.id),
                )


def _check_goes_on(fmt: Format, phase: Phase, path: str) -> None:
    """Of a phase that feeds others every seed goes on once, or (losers, winners) none of its kind.

    Whoever went on twice, or was neither seeded nor placed, would be lost or counted twice.
    """
    seeds = [seed for next_ in fmt.fed_by(phase.id) for heat in plan(next_) for seed in heat.seeds]
    if phase.kind == "qualifying":
        kinds, wanted = _OF_QUALIFYING, phase.advance
    else:
        kinds, wanted = _OF_A_MATCH, len(phase.heats)
    for kind in kinds:
        of_kind = [seed for seed in seeds if seed.of in kind]
        if not of_kind and (phase.kind != "qualifying" or not wanted):
            continue
        numbers = sorted(seed.number for seed in of_kind)
        if numbers != list(range(1, wanted + 1)) or len({seed.of for seed in of_kind}) > 1:
            raise _wrong(
                path,
                say(
                    "of {first} to {last} every seed goes on exactly once, but these do: {seeds}",
                    first=f"{kind[0].value}1",
                    last=f"{kind[0].value}{wanted}",
                    seeds=", ".join(map(str, of_kind)) or "-",
                ),
            )


def _check_places(fmt: Format) -> None:
    """Every final and every group of beaten riders is placed exactly once, so nobody is lost."""
    wanted = [f"{phase.id}:{part}" for phase in fmt.phase for part in _parts(fmt, phase)]
    given = [places.of for places in fmt.places]
    for number, places in enumerate(fmt.places):
        if places.of not in wanted or given.count(places.of) > 1:
            raise _wrong(
                f"places[{number}].of",
                say(
                    '"{of}" is not one of {wanted}, each once',
                    of=places.of,
                    wanted=", ".join(wanted),
                ),
            )
        if places.caught_yield_to and places.caught_yield_to not in given[number + 1 :]:
            raise _wrong(
                f"places[{number}].caught_yield_to",
                say('"{of}" is not a block after this one', of=places.caught_yield_to),
            )
    for of in wanted:
        if of not in given:
            raise _wrong("places", say('"{of}" is missing: its riders would be lost', of=of))
    _check_numbers(fmt)


def _check_numbers(fmt: Format) -> None:
    """A final says which places it decides: those at which its block stands, the rest last."""
    start = 1
    for number, places in enumerate(fmt.places):
        where = f"places[{number}].of"
        phase = fmt.phase_of(places.phase)
        if places.part == "rest" and number + 1 < len(fmt.places):
            raise _wrong(where, say("who did not go on comes last"))
        decides = next((heat.places for heat in plan(phase) if heat.label == places.part), None)
        if decides is not None and decides != (start, start + 1):
            raise _wrong(
                where,
                say(
                    '"{of}" says it decides places {first}-{second}, but stands at {start}-{end}',
                    of=places.of,
                    first=decides[0],
                    second=decides[1],
                    start=start,
                    end=start + 1,
                ),
            )
        start += 2 if decides is not None else len(phase.heats)


def _parts(fmt: Format, phase: Phase) -> list[str]:
    if phase.kind == "qualifying":
        return ["rest"]
    if phase.kind == "medal":
        return [heat.label for heat in plan(phase) if heat.label]
    seeds = {
        seed.of for next_ in fmt.fed_by(phase.id) for heat in plan(next_) for seed in heat.seeds
    }
    parts = []
    if not seeds & {From.WINNER, From.HEAT_WINNER}:
        parts.append("winners")
    if not seeds & {From.LOSER, From.HEAT_LOSER}:
        parts.append("losers")
    return parts
