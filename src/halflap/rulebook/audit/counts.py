"""Knows whether numbers in the prose fit the tables: riders, qualifiers, matches, nations, laps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from halflap.rulebook.audit.contradiction import Contradiction, error
from halflap.rulebook.audit.lapped import LAPS
from halflap.rulebook.audit.numbers import NUMBER, number
from halflap.rulebook.audit.sentences import RIDERS, Said, sentences
from halflap.rulebook.audit.sheet import RODE, Row, Sheet
from halflap.sport.times import format_time, parse_time
from halflap.words.sentence import Sentence, say

_NATIONS = r"(?:nations|countries|nationalities|NOCs|pays)"
_FROM = rf"(?: (?:from|representing|of|de) (?P<nations>{NUMBER}) (?:different )?{_NATIONS})?"
_RODE = (
    r"(?<!fastest )(?<!slowest )(?<!first )(?<!last )(?<!best )(?<!top )(?<!other )"
    rf"(?P<n>{NUMBER}) {RIDERS}{_FROM}(?: (?:who|that|had|have|all|each|actually|ont|qui))* "
)
_STARTED = re.compile(
    _RODE + r"(?P<verb>raced|rode|started|took the start|competed|took part|participated|"
    r"couru|pris le départ|participé|prirent le départ|participèrent|coururent)\b"
    r"(?! (?:under|inside|below|faster|slower|alone|together|within|too|fast|slow|well|badly|for|"
    r"to|better|off|out)\b)",
    re.IGNORECASE,
)
_ENTERED = re.compile(
    _RODE + r"(?:(?:were|had been|étaient) (?P<verb>entered|registered|inscrits|engagés)\b|"
    r"entered(?=[.,;]| the (?:event|competition|tournament)))",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"(?:there were|featured|attracted|a total of|a field of) "
    rf"(?P<n>{NUMBER}) {RIDERS}\b{_FROM}(?! (?:under|caught|lapped|in (?:each|a|every))\b)",
    re.IGNORECASE,
)
_TAKING_PART = re.compile(
    _RODE + r"(?P<verb>competing|taking part|participating|starting)\b", re.IGNORECASE
)
_LATER_FIELDS = (4, 8, 16)
"""How many riders a later round that is not known may have."""
_ADVANCED = re.compile(
    rf"(?P<n>{NUMBER}) (?:(?:fastest|best|quickest|leading|top) )?"
    rf"(?:(?:times?|{RIDERS}|qualifiers) )?"
    r"(?:(?:then|who|all) )?(?:advanced|qualified|progressed|went through|went on|moved on)\b",
    re.IGNORECASE,
)
_MATCHES = re.compile(
    r"\b(?:in the|of the|in all|there were|comprised|consisted of|over|raced in|rode in|split into|"
    r"divided into|held in|les|en|dans les) "
    rf"(?P<n>{NUMBER}) (?:matches|heats|duels|séries|manches)\b",
    re.IGNORECASE,
)
_UNDER = re.compile(
    rf"(?P<n>{NUMBER}) {RIDERS}(?: (?:went|rode|were|finished|all|broke|clocked))* "
    r"(?:under|inside|below) (?P<time>\d{1,2}:\d{2}(?:\.\d{1,3})?)(?!\d)",
    re.IGNORECASE,
)
_IN_THE_BOX = re.compile(r"(?P<what>competitors|nations) = (?P<n>\d{1,3})")
_QUALIFIED = {"Q", "q", "QG", "QB"}
_MEDAL = re.compile(r"gold|silver|bronze|medal|l['’]or\b|argent|médaille", re.IGNORECASE)


def counts_in_prose(sheet: Sheet) -> Iterator[Contradiction]:
    """Numbers that no way of counting the tables gives; incomplete tables are not counted."""
    yield from _advance(sheet)
    for said in sentences(sheet):
        if found := _IN_THE_BOX.fullmatch(said.text):
            yield from _boxed(sheet, said, found)
            continue
        yield from _starters(sheet, said)
        yield from _qualified(sheet, said)
        yield from _matches(sheet, said)
        yield from _faster_than(sheet, said)
        yield from _laps(sheet, said)


def _wrong(said: Said, derived: Sentence) -> Contradiction:
    rule = say("Counted in the tables of the same source.")
    return error("count", said.where, said.text, derived, rule)


def _advance(sheet: Sheet) -> Iterator[Contradiction]:
    """How many are said to go on against how many are marked; a small field may have fewer."""
    for index, each in enumerate(sheet.event.rounds):
        rows = sheet.rows[index]
        if each.kind != "qualifying" or not each.advance or not sheet.whole(index):
            continue
        marked = sum(1 for row in rows if _QUALIFIED & {*row.ride.marks})
        timed = sum(1 for row in rows if row.ride.status in RODE)
        if marked and (marked > each.advance or marked < min(each.advance, timed)):
            derived = say("{count} are marked as qualified.", count=marked)
            rule = say("Counted in the tables of the same source.")
            yield error("count", each.where, f"advance: {each.advance}", derived, rule)


def _spoken_of(sheet: Sheet, said: Said) -> tuple[int, ...]:
    """The whole rounds a sentence may count: its own, or any; none without whole qualifying."""
    if said.round is not None:
        return (said.round,) if sheet.whole(said.round) else ()
    whole = tuple(index for index in range(len(sheet.rows)) if sheet.whole(index))
    return whole if any(sheet.round(index).kind == "qualifying" for index in whole) else ()


def _boxed(sheet: Sheet, said: Said, found: re.Match[str]) -> Iterator[Contradiction]:
    """Riders and nations of an infobox: those who started, or all who are listed."""
    qualifying = [i for i in range(len(sheet.rows)) if sheet.round(i).kind == "qualifying"]
    if len(qualifying) != 1 or not sheet.whole(qualifying[0]):
        return
    rows = sheet.rows[qualifying[0]]
    fields = (rows, tuple(row for row in rows if row.started))
    if found["what"] == "competitors":
        counts = [len(each) for each in fields]
        derived = say(
            "{entered} are listed, of whom {started} started.", entered=counts[0], started=counts[1]
        )
    else:
        counts = [len({row.ride.nat for row in each}) for each in fields]
        derived = say("They are of {nations} nations.", nations=counts[0])
        if not all(row.ride.nat for row in rows):
            return
    if int(found["n"]) not in counts:
        yield _wrong(said, derived)


def _is_field(found: re.Match[str]) -> bool:
    """Whether a number can be that of a whole field: two riders are a heat, hundreds the Games."""
    return 2 < number(found["n"]) < 100


def _starters(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    started = _STARTED.search(said.text)
    entered = _ENTERED.search(said.text)
    found = started or entered or _TAKING_PART.search(said.text) or _LISTED.search(said.text)
    rounds = _spoken_of(sheet, said)
    if found is None or not rounds or not _is_field(found) or _MEDAL.search(said.text):
        return  # "the fastest two riders competed for the gold medal" counts nobody else
    fields = [sheet.rows[index] for index in rounds]
    ways: set[int] = set()
    if not entered:
        ways |= {sum(1 for row in rows if row.started) for rows in fields}
    if not started:
        ways |= {len(rows) for rows in fields}
    if said.round is None and len(rounds) < len(sheet.rows):
        ways |= {*_LATER_FIELDS}
    if number(found["n"]) not in ways:
        derived = say(
            "{entered} are listed, of whom {started} started.",
            entered=len(fields[0]),
            started=sum(1 for row in fields[0] if row.started),
        )
        yield _wrong(said, derived)
    elif found["nations"] and all(row.ride.nat for rows in fields for row in rows):
        nations = [{row.ride.nat for row in rows} for rows in fields]
        nations += [{row.ride.nat for row in rows if row.started} for rows in fields]
        if number(found["nations"]) not in {len(each) for each in nations}:
            yield _wrong(said, say("They are of {nations} nations.", nations=len(nations[0])))


def _qualified(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    found = _ADVANCED.search(said.text)
    rounds = _spoken_of(sheet, said)
    if found is None or not rounds or not _is_field(found) or _MEDAL.search(said.text):
        return
    ways: dict[int, None] = {}
    for index in rounds:
        marked = sum(1 for row in sheet.rows[index] if _QUALIFIED & {*row.ride.marks})
        after = [sheet.rows[number] for number in range(index + 1, len(sheet.rows))]
        if marked:
            ways[marked] = None
        if after and sheet.whole(index + 1):
            ways |= {len(after[0]): None, sum(len(rows) for rows in after): None}
    if said.round is None and len(rounds) < len(sheet.rows):
        ways |= dict.fromkeys(_LATER_FIELDS)
    if ways and number(found["n"]) not in ways:
        yield _wrong(said, say("{count} went on.", count=next(iter(ways))))


def _matches(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    """Heats may be counted all, or only those that two rode, in one round or in the event."""
    found = _MATCHES.search(said.text)
    rounds = range(len(sheet.rows))
    whole = [index for index in rounds if sheet.whole(index) and sheet.round(index).heats]
    if found is None or len(whole) < len(sheet.rows) or not whole:
        return
    all_heats = {index: len(sheet.heats(index)) for index in rounds}
    ridden = {index: sum(1 for _, rows in sheet.heats(index) if _duel(rows)) for index in rounds}
    ways = {sum(all_heats.values()), sum(ridden.values()), *all_heats.values(), *ridden.values()}
    matches = [index for index in rounds if sheet.round(index).kind != "qualifying"]
    ways |= {sum(all_heats[index] for index in matches), sum(ridden[index] for index in matches)}
    if number(found["n"]) not in ways:
        derived = say(
            "There were {heats} heats, {ridden} of them with two riders.",
            heats=sum(all_heats.values()),
            ridden=sum(ridden.values()),
        )
        yield _wrong(said, derived)


def _duel(rows: tuple[Row, ...]) -> bool:
    return sum(1 for row in rows if row.started) == 2


def _faster_than(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    found = _UNDER.search(said.text)
    rounds = _spoken_of(sheet, said)
    if found is None or not rounds:
        return
    fields = [sheet.rows[index] for index in rounds]
    if any(row.us is None and row.ride.status == "OK" for rows in fields for row in rows):
        return
    limit, _ = parse_time(found["time"])
    ways = [sum(1 for row in rows if row.us is not None and row.us < limit) for rows in fields]
    if number(found["n"]) not in ways:
        derived = say("{count} were under {time}.", count=ways[0], time=format_time(limit))
        yield _wrong(said, derived)


def _laps(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    """ "16 laps (4 kilometres)" against distance and track, and against what a track can be."""
    found = LAPS.search(said.text)
    if found is None:
        return
    length = found["length"].replace(",", ".")
    kilometres = found["unit"].lower().startswith("k")
    metres = Fraction(length) if length[0].isdigit() else Fraction(number(length))
    metres *= 1000 if kilometres else 1
    laps = number(found["laps"])
    rule = say("Laps × track = distance; a track is 133 to 500 m long (UCI 3.6.068).")
    if sheet.distance is not None and metres != sheet.distance:
        derived = say("The distance is {metres} m.", metres=str(sheet.distance))
        yield error("prose", said.where, said.text, derived, rule)
    elif sheet.half_laps is not None and sheet.half_laps != 2 * laps:
        derived = say(
            "{metres} m are {laps} laps of {track} m.",
            metres=str(metres),
            laps=f"{sheet.half_laps / 2:g}",
            track=sheet.event.track_length_m or "",
        )
        yield error("prose", said.where, said.text, derived, rule)
    elif not laps or not 133 <= metres / laps <= 500:
        derived = say("{metres} m in {laps} laps is no track.", metres=str(metres), laps=laps)
        yield error("prose", said.where, said.text, derived, rule)
