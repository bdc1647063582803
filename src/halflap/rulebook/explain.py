"""Knows how a format is said in words: every switch that applies to it, phase by phase."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from halflap.rulebook.format import Format, From, HeatPlan, Phase, Places, Seed, Words, plan
from halflap.rulebook.incident_policy import MEANING, IncidentPolicy
from halflap.words.sentence import Sentence, say


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of the explanation under its title."""

    title: Sentence | str
    lines: tuple[Sentence, ...]


_TIE_CHAIN: Mapping[str, Sentence] = {
    "last-lap": say("the better last lap (UCI 3.2.061)"),
    "lots": say("lots drawn by the commissaires"),
}
_TWO_WATCHES: Mapping[str, Sentence] = {
    "slower": say("Of three hand watches the middle one counts, of two the slower."),
    "faster": say("Of three hand watches the middle one counts, of two the faster."),
    "mean": say("Of three hand watches the middle one counts, of two their mean, cut."),
}
_CATCH: Mapping[str, Sentence] = {
    "ride-on": say("Catch: it decides nothing; both ride on and have their times (UCI 3.2.056)."),
    "unranked": say("Catch: the caught rider has no rank, whatever is still ridden."),
    "decides": say("Catch: the match is decided and the catcher has won (UCI 3.2.057)."),
}
_LOSER: Mapping[str, Sentence] = {
    "timed": say("those with a time, by time"),
    "caught": say("those caught"),
    "dnf": say("those who did not finish"),
    "relegated": say("those relegated"),
    "dns": say("those who did not start"),
}
_DISQUALIFIED: Mapping[str, Sentence] = {
    "vacant": say("A disqualified rider has no place; it stays vacant (UCI 3.2.060)."),
    "close-up": say("A disqualified rider has no place; those behind move up."),
}
_ABSENT: Mapping[str, Sentence] = {
    "disqualified": say(
        "Who does not start without a recognised reason is disqualified (UCI 3.2.004, 3.2.060)."
    ),
    "did-not-start": say("Who does not start is placed as one who did not start."),
}
_INCIDENTS: Mapping[str, Sentence] = {
    "charged": say("Who is charged"),
    "last_fault": say("With no start left"),
    "mishap_first_half_lap": say("Recognised mishap in the first half lap"),
    "mishap_later": say("Recognised mishap later"),
    "both_mishap_later": say("Mishap of both later"),
    "unrecognised": say("Mishap not recognised"),
    "gate_failure": say("Failure of the gate"),
    "hampered": say("Hindrance by the other"),
    "interrupted": say("Interruption from outside"),
    "re_rides": say("Those who ride again"),
}
_OF_TWO = ("charged", "both_mishap_later", "hampered")
_AFTER_CATCH: Mapping[str, Sentence] = {
    "disqualified": say("Who drafts or passes again after a catch is disqualified (UCI 3.2.056)."),
    "ride-on": say("Who drafts or passes again after a catch is only reported."),
    "panel": say("Who drafts or passes again after a catch: the commissaires decide."),
}


def explain(fmt: Format, language: str) -> tuple[Chapter, ...]:
    """The format in words, names of phases in ``language`` (``en`` or ``fr``)."""

    def name(words: Words) -> str:
        return words.fr if language == "fr" else words.en

    names = {phase.id: name(phase.name) for phase in fmt.phase}
    return (
        Chapter(say("Times, ties and records"), tuple(_whole(fmt))),
        *(Chapter(names[phase.id], tuple(_phase(fmt, phase, names))) for phase in fmt.phase),
        Chapter(say("Final classification"), tuple(_classification(fmt, names))),
    )


def _whole(fmt: Format) -> Iterable[Sentence]:
    if fmt.decimals == 3:
        yield say("Times count to 1/1000 s, cut and never rounded (UCI 3.2.015).")
    else:
        yield say("Times count to 1/100 s, cut and never rounded.")
    if fmt.minimum_entries > 1:
        yield say("At least {n} riders have to be entered.", n=fmt.minimum_entries)
    if fmt.ties.chain:
        chain = [_TIE_CHAIN[link] for link in fmt.ties.chain]
        yield say("Equal times are separated by {chain}.", chain=_then(chain))
    else:
        yield say("Nothing separates equal times.")
    yield say(
        "What is still equal shares the place; where a cut, a seeding or a medal hangs on it, "
        "it is undecided until lots are drawn or the commissaires rule."
    )
    if fmt.ties.shared_medals:
        yield say("Riders still equal share a medal.")
    yield _TWO_WATCHES[fmt.hand_times.two]
    yield say(
        "A hand time is taken to be right within {margin} ms: closer than that to a time taken "
        "otherwise, their order is a doubt.",
        margin=fmt.hand_times.margin_ms,
    )
    if fmt.records.same_day == "all":
        yield say("Every ride better than the record that stood is a record.")
    else:
        yield say("A record beaten on the same day is none: only the last one counts.")
    if fmt.records.after_catch:
        yield say("The time of a rider who rides on after a catch may be a record.")
    else:
        yield say("The time of a rider who rides on after a catch is never a record.")


def _phase(fmt: Format, phase: Phase, names: Mapping[str, str]) -> Iterable[Sentence]:
    if phase.kind == "qualifying":
        yield from _qualifying(fmt, phase)
    else:
        yield say("Riders come from: {phase}. Heats in running order:", phase=names[phase.source])
        yield from (_heat(heat) for heat in plan(phase))
    alone = phase.riders_per_heat == 1 and phase.incidents.re_rides == "alone"
    if not alone:
        yield _CATCH[phase.catch]
    if phase.catch == "decides":
        if phase.caught_stops:
            yield say("The caught rider is stopped and has no time.")
        else:
            yield say("The caught rider may ride on for a time.")
    if phase.kind == "match":
        order = _then([_LOSER[each] for each in phase.losers])
        yield say("Beaten riders are placed in this order: {order}.", order=order)
        yield say("Those without a time keep the order of the phase they came from.")
    if phase.kind == "qualifying":
        yield _DISQUALIFIED["close-up"]
    else:
        yield _DISQUALIFIED[phase.disqualified]
        yield _ABSENT[phase.unexcused_absence]
    yield from _incidents(phase.incidents, alone)


def _qualifying(fmt: Format, phase: Phase) -> Iterable[Sentence]:
    if phase.riders_per_heat == 1:
        yield say("Everybody rides alone, one after the other; the times count (UCI 3.2.053).")
    else:
        yield say("Everybody rides, two at a time; the times count (UCI 3.2.053).")
        if fmt.best_two_apart:
            yield say("Riders presumed of equal worth meet, the two best never (UCI 3.2.055).")
        else:
            yield say("Riders presumed of equal worth meet, the two best as well.")
    if phase.advance:
        yield say("The {n} best go on.", n=phase.advance)
    else:
        yield say("No phase follows: the times decide everything.")


def _incidents(policy: IncidentPolicy, alone: bool) -> Iterable[Sentence]:
    """What follows from incidents; who rides ``alone`` neither catches nor is hampered."""
    yield say("Starts of each rider in this phase: {n} (UCI 3.2.021ter).", n=policy.starts)
    if not alone:
        yield _AFTER_CATCH[policy.after_catch]
    panel: list[Sentence] = []
    values = {field: getattr(policy, field) for field in _INCIDENTS}
    if "re-ride" not in values.values():
        del values["re_rides"]
    for field, value in values.items():
        if alone and field in _OF_TWO:
            continue
        title = _INCIDENTS[field]
        if value == "panel":
            panel.append(title)
        else:
            meaning = Sentence(MEANING[field][value])
            yield say("{incident}: {meaning}.", incident=title, meaning=meaning)
    if panel:
        yield say("The commissaires decide about: {incidents}.", incidents=_and(panel))


def _heat(heat: HeatPlan) -> Sentence:
    first, second = (_seed(seed) for seed in heat.seeds)
    if heat.label is None or heat.places is None:
        return say("heat {n}: {a} – {b}", n=heat.number, a=first, b=second)
    return say(
        "heat {n}, {label}, for places {first} and {second}: {a} – {b}",
        n=heat.number,
        label=label_in_words(heat.label),
        first=heat.places[0],
        second=heat.places[1],
        a=first,
        b=second,
    )


def label_in_words(label: str) -> Sentence | str:
    """How a final is called; a label of another format stays as it is."""
    return {"gold": say("gold"), "bronze": say("bronze")}.get(label, label)


def _seed(seed: Seed) -> Sentence:
    match seed.of:
        case From.RANK:
            return say("rank {n}", n=seed.number)
        case From.WINNER:
            return say("winner {n} by time", n=seed.number)
        case From.LOSER:
            return say("beaten rider {n}", n=seed.number)
        case From.HEAT_WINNER:
            return say("the winner of heat {n}", n=seed.number)
        case From.HEAT_LOSER:
            return say("the beaten rider of heat {n}", n=seed.number)


def _classification(fmt: Format, names: Mapping[str, str]) -> Iterable[Sentence]:
    yield say("No place is ever decided by comparing times of different rounds.")
    first = 1
    for places in fmt.places:
        seats = _seats(fmt, places)
        who = _block(fmt, places, names)
        if seats is None:
            yield say("From place {first}: {who}.", first=first, who=who)
        else:
            last = first + seats - 1
            yield say("Places {first} to {last}: {who}.", first=first, last=last, who=who)
            first = last + 1
        if places.caught_yield_to:
            other = next(each for each in fmt.places if each.of == places.caught_yield_to)
            yield say(
                "Each caught rider among them gives the place up to one of the fastest of "
                "these and follows them: {other}.",
                other=_block(fmt, other, names),
            )
    yield say("With a smaller field the later places begin earlier.")


def _seats(fmt: Format, places: Places) -> int | None:
    """How many places a block holds with a full field; None for the open end."""
    if places.part == "rest":
        return None
    phase = fmt.phase_of(places.phase)
    return len(phase.heats) if places.part in ("losers", "winners") else 2


def block_in_words(fmt: Format, places: Places) -> Sentence:
    """Whose places a block holds: ``Finals, gold: winner and beaten rider``."""
    return _block(fmt, places, {phase.id: phase.called for phase in fmt.phase})


def _block(fmt: Format, places: Places, names: Mapping[str, str | Sentence]) -> Sentence:
    name = names[places.phase]
    match places.part:
        case "rest" if not fmt.phase_of(places.phase).advance:
            return say("{phase}: everybody, in its order", phase=name)
        case "rest":
            return say("{phase}: those who did not go on, in its order", phase=name)
        case "losers":
            return say("{phase}: the beaten riders", phase=name)
        case "winners":
            return say("{phase}: the winners, by time", phase=name)
        case label:
            return say(
                "{phase}, {label}: winner and beaten rider", phase=name, label=label_in_words(label)
            )


def _then(parts: Iterable[Sentence]) -> Sentence:
    first, *rest = parts
    for part in rest:
        first = say("{before}, then {last}", before=first, last=part)
    return first


def _and(parts: Iterable[Sentence]) -> Sentence:
    first, *rest = parts
    for part in rest:
        first = say("{before}; {last}", before=first, last=part)
    return first
