"""Knows by which format a published event was probably ridden: by its rounds, words and date.

What a source claims (ranks, how many advance, notes) is not looked at. Its prose is the weakest
evidence: it only orders the formats that rounds, title and date leave open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from halflap.rulebook.format import Format, From, Phase, plan
from halflap.rulebook.format_file import SHIPPED, shipped
from halflap.rulebook.reading import read, rides_of
from halflap.sport.published import PublishedEvent, PublishedRound
from halflap.words.sentence import Sentence, say

# The Games by year (official results; facts of rules that were never in one book).
_OLYMPIC = {
    1964: ("knockout-8",),
    1968: ("knockout-8",),
    1972: ("knockout-8",),
    1976: ("knockout-16",),
    1980: ("knockout-8",),
    1984: ("knockout-16",),
    1988: ("knockout-16", "knockout-8"),
    1992: ("olympic-1992",),
    1996: ("worlds-1995",),
    2000: ("olympic-2000",),
    2004: ("olympic-2004",),
    2008: ("olympic-2004",),
}
_PARA_CLASS = re.compile(
    r"^(?:C ?[1-5]|CP ?[1-4]|LC ?[1-4]|B(?:[ &/]*VI)?|VI|T ?[12]|H ?[1-5])$", re.I
)
_NO_MATCHES = ("uci-2025", "uci-2023", "para", "masters")
"""Formats with the same rounds; the category and the date choose one of them."""
_WORDS = {
    "youth-placing-finals": r"\b5[- –]?(?:to|v|-|–)[- –]?[68]\b|\b7[- –]?(?:v|-|–)[- –]?8\b|"
    r"classification rides|minor places|placing (?:rides|finals)",
    "olympic-1992": r"\bgroup b\b|\bgroupe b\b",
    "worlds-1995": r"faster (?:losing|beaten) semi|no (?:bronze|third-place) (?:race|ride|match)",
    "knockout-8": r"bronze (?:race|ride|match)|third[- ]place",
    "knockout-16": r"eighth[- ]?finals|1/8",
    "olympic-2000": r"(?:four|4) fastest[^.;]{0,40}semi|semi-?finals? \(?1 ?v",
    "olympic-2004": r"match[- ]round",
}
"""Words by which a source's prose tells a format from others that its rounds fit as well."""
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_FROM_2025 = "uci-2025"


@dataclass(frozen=True, slots=True)
class Inference:
    """Shipped formats, best first, and why; more than one where nothing decides.

    ``fits`` is False where the rounds are those of none of them.
    """

    candidates: tuple[str, ...]
    reasons: tuple[Sentence, ...]
    fits: bool = True


def infer(event: PublishedEvent) -> Inference:
    """The formats that the event's rounds fit; among them those that its words and date speak for.

    Never empty: if no format fits the rounds, the words and the date alone speak.
    """
    fitting = [format_id for format_id in SHIPPED if _fits(event, shipped(format_id))]
    plain = _plain(event)
    fitting = [one for one in fitting if one == plain or one not in _NO_MATCHES]
    spoken, reason = _spoken(event)
    named = [one for one in spoken if one in fitting]
    if named:
        named.sort(key=lambda one: not _told(event, one))
        return Inference(tuple(named), (reason, _rounds_fit(named[0])))
    if not fitting:
        chosen = spoken or (plain,)
        reasons = (*((reason,) if spoken else ()), _nothing_fits(chosen[0]))
        return Inference(tuple(chosen), reasons, fits=False)
    fitting.sort(
        key=lambda one: (_missing(event, shipped(one)), not _told(event, one), one != plain)
    )
    return Inference(tuple(fitting), (_rounds_fit(fitting[0]),))


def _told(event: PublishedEvent, format_id: str) -> bool:
    """Whether the source's prose has words that belong to the format."""
    words = _WORDS.get(format_id)
    return words is not None and any(
        re.search(words, prose.text, re.IGNORECASE) for prose in event.prose
    )


def _rounds_fit(format_id: str) -> Sentence:
    return say("The rounds fit {format}.", format=format_id)


def _nothing_fits(format_id: str) -> Sentence:
    return say("The rounds fit no format; {format} is assumed.", format=format_id)


def year_of(event: PublishedEvent) -> int | None:
    """The year of the event, from its date, else from its title."""
    for text in (event.date, *(each.date or "" for each in event.rounds), event.title, event.id):
        if found := _YEAR.search(text):
            return int(found[1])
    return None


def _plain(event: PublishedEvent) -> str:
    """Which of the formats without matches: para and masters by category, else by date."""
    words = f"{event.title} {event.category or ''} {event.id}".casefold()
    if _is_para(event, words):
        return "para"
    if re.search(r"\b(?:masters?|vétérans?|veterans?)\b", words):
        return "masters"
    year = year_of(event)
    # Women ride 4 km from 1 January 2025; without a date the format in force is meant.
    return _FROM_2025 if year is None or year >= 2025 else "uci-2023"


def _is_para(event: PublishedEvent, words: str) -> bool:
    return bool(_PARA_CLASS.match(event.category or "")) or bool(
        re.search(r"paralymp|para[- ](?:cycl|track|world)|handisport|\bpara\b", words)
    )


def _spoken(event: PublishedEvent) -> tuple[tuple[str, ...], Sentence]:
    """What the title, the category and the year speak for; empty if for nothing in particular."""
    words = f"{event.title} {event.id}".casefold()
    category = (event.category or "").casefold()
    year = year_of(event)
    if _is_para(event, f"{words} {category}"):
        return ("para",), say("It is an event of para cyclists.")
    if year is not None and re.search(r"\bolympi|\bjeux olymp", words.replace("-", " ")):
        found = _OLYMPIC.get(year, ())
        if year == 1992 and event.sex == "F":
            found = ("worlds-1995",)  # eight of 17 riders, no groups
        return found, say("It is the pursuit of the Olympic Games of {year}.", year=year)
    if year is not None and 1993 <= year <= 1998 and re.search(r"world|monde", words):
        return ("worlds-1995",), say("It is a world championship of {year}.", year=year)
    if re.search(r"junior|youth|cadet|jeune", f"{words} {category}"):
        plain = _plain(event)
        labels = {heat.label for each in event.rounds for heat in each.heats}
        if labels & {"5-6", "7-8"}:
            return ("youth-placing-finals",), say("It has rides for the places after the medals.")
        reason = say("It is an event of juniors or youths.")
        # The national youth championships ride for all eight places; juniors ride as the UCI does.
        if re.search(r"\byouth", words) and "olymp" not in words:
            return ("youth-placing-finals", plain), reason
        return (plain, "youth-placing-finals"), reason
    return (), say("It fits no known event.")


def _fits(event: PublishedEvent, fmt: Format) -> bool:
    """Whether the rounds can be phases of the format; a fragment may lack any of them."""
    found = read(event, fmt)
    if found.unplaced:
        return False
    if fmt.phase[0].riders_per_heat == 1 and not _rode_alone(event):
        return False
    if not _as_many_matches(event, fmt):
        return False
    return all(
        _round_fits(event, each, fmt.phase_of(found.rounds[each.where])) for each in event.rounds
    )


def _rode_alone(event: PublishedEvent) -> bool:
    """Whether everybody rode alone and only one round is known: a race against the clock."""
    heats = [heat for each in event.rounds for heat in each.heats]
    one_round = len(event.rounds) == 1 and event.rounds[0].kind == "qualifying"
    return one_round and len(heats) > 2 and all(len(heat.rides) == 1 for heat in heats)


def _as_many_matches(event: PublishedEvent, fmt: Format) -> bool:
    """From qualifying to the medals without a gap, every match round must be there."""
    kinds = [each.kind for each in event.rounds]
    if not {"qualifying", "medal"} <= set(kinds) or not all(one.complete for one in event.rounds):
        return True
    ranked = _ranked(event)
    needed = [one for one in fmt.phase if one.kind == "match" and ranked >= _first_seed(one)]
    return kinds.count("match") >= len(needed)


def _first_seed(phase: Phase) -> int:
    """How many riders have to be left for a match round to be held at all."""
    ranks = [seed.number for heat in plan(phase) for seed in heat.seeds if seed.of is From.RANK]
    return min(ranks) if ranks else 2 * len(plan(phase))


def _round_fits(event: PublishedEvent, each: PublishedRound, phase: Phase) -> bool:
    if phase.kind == "qualifying":
        return True
    heats = plan(phase)
    labels = {heat.label for heat in each.heats if heat.label}
    if phase.kind == "medal":
        known = {heat.label for heat in heats}
        whole = each.complete and bool(labels) and len(each.heats) > 1
        return labels <= known and (not whole or known <= labels or len(labels) == 1)
    if len(each.heats) > len(heats):
        return False
    seeds = [seed.number for heat in heats for seed in heat.seeds if seed.of is From.RANK]
    if each.complete and each.heats and seeds:
        # Half the heats or fewer are another format's, unless too few riders were left.
        return 2 * len(each.heats) > len(heats) or _ranked(event) < max(seeds)
    return True


def _ranked(event: PublishedEvent) -> int:
    """How many riders qualifying can have ranked; unknown counts as none."""
    rides = [
        ride
        for each in event.rounds
        if each.kind == "qualifying" and each.complete
        for ride in rides_of(each)
    ]
    return sum(1 for ride in rides if ride.status in ("OK", "CAP", "REL"))


def _missing(event: PublishedEvent, fmt: Format) -> int:
    """How many phases of the format the source does not have."""
    return len(fmt.phase) - len(set(read(event, fmt).rounds.values()))
