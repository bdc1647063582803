"""Knows what sentences say of pairings, winning margins and days, and whether the tables agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from halflap.rulebook.audit.contradiction import Contradiction, error
from halflap.rulebook.audit.numbers import ORDINAL, ordinal
from halflap.rulebook.audit.sentences import Said, sentences
from halflap.rulebook.audit.sheet import Row, Sheet, fold
from halflap.sport.times import format_time, parse_time
from halflap.words.sentence import say

_RANKED = r"(?:[- ](?:fastest|quickest|best|seed(?:ed)?|ranked|placed))?"
_NOUN = r"(?: (?:riders?|cyclists?|qualifiers?|seeds?|time|man|woman))?"
_FACED = re.compile(
    rf"(?P<one>{ORDINAL}){_RANKED}{_NOUN} "
    r"(?:faced|met|raced against|rode against|was (?:paired|matched|drawn) (?:with|against)|"
    r"against|versus|vs?\.?|affronte|affrontait|rencontre|contre) (?:off against )?"
    rf"(?:the |l[ea] |l['’])?(?P<other>{ORDINAL}){_RANKED}",
    re.IGNORECASE,
)
_RODE_FOR = re.compile(
    rf"(?P<one>{ORDINAL})-?(?:[- ]fastest)? (?:and|et) (?P<other>{ORDINAL})"
    r"[- ](?:fastest|quickest)\b[^,;.]{0,60}?\b(?P<medal>gold|bronze)\b",
    re.IGNORECASE,
)
_MARGIN = re.compile(
    r"\b(?:by|de|with) (?:a margin of )?(?:just |only |a mere |seulement )?"
    r"(?P<about>over |more than |less than |under |plus de |moins de )?"
    r"(?P<gap>\d{1,3}(?:[.,]\d{1,3})?) ?(?:seconds?|secs?|secondes?|s)\b",
    re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier", "february février", "march mars", "april avril", "may mai",
            "june juin", "july juillet", "august août", "september septembre", "october octobre",
            "november novembre", "december décembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_DAY = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?(?: of)? (?P<month>{'|'.join(_MONTHS)})"
    r"(?:,? (?P<year>\d{4}))?"
)
_HELD = re.compile(
    r"(?:took place|(?:was|were) (?:held|contested|run|ridden)|a eu lieu|"
    r"s['’]est (?:tenue?|disputée?)|se déroulent?)[^.;]{0,60}?\b(?:on|le) (?:\w+,? )?"
    rf"{_DAY}",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:/(?:(\d{2})-)?(\d{2})(?!\d))?")
_A_WEEK = timedelta(days=7)
"""How far a day in words may lie from the dates in figures: those may be only the first one."""
_BEAT = re.compile(
    r"\b(?:beat|defeat|won|victory|edg|outpac|bat|gagn|remport|devanc)", re.IGNORECASE
)
_ON_THE_WAY = re.compile(
    r"\b(?:l[eé]d|lead|trail|half-?way|after|kilomet|km|laps?\b|mark|splits?|record|mi-course|"
    r"behind at|down|previous)",
    re.IGNORECASE,
)


def prose_against_tables(sheet: Sheet) -> Iterator[Contradiction]:
    """Sentences that the tables of the same source, or the seeding of its round, exclude."""
    for said in sentences(sheet):
        yield from _pairings(sheet, said)
        yield from _finals(said)
        yield from _margins(sheet, said)
        yield from _days(sheet, said)


def _pairings(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    """ "The second-fastest faced the third": in every format the seeds of a heat add up alike.

    With H heats seeds i and 2H+1-i meet (1 v 8, 2 v 7, …, 1 v 4, 2 v 3); the second group of
    sixteen meets as 9 v 16 to 12 v 13.
    """
    if said.round is None or sheet.round(said.round).kind != "match":
        return
    heats = len(sheet.heats(said.round))
    if heats < 2 or not sheet.round(said.round).complete:
        return
    for found in _FACED.finditer(said.text):
        if not re.search("fastest|quickest|best|seed|ranked|placed", found[0], re.IGNORECASE):
            continue  # "by a second against the first" is no pairing
        pair = sorted((ordinal(found["one"]), ordinal(found["other"])))
        if sum(pair) == 2 * heats + 1 or (pair[0] > 8 and sum(pair) == 25):
            continue
        derived = say(
            "With {heats} heats number {one} meets number {other}.",
            heats=heats,
            one=pair[0],
            other=2 * heats + 1 - pair[0],
        )
        rule = say(
            "Seeds meet first against last, second against last but one, and so on (as in the team "
            "sprint, UCI 3.2.145)."
        )
        yield error("prose", said.where, said.text, derived, rule)


def _finals(said: Said) -> Iterator[Contradiction]:
    """ "The third- and fourth-fastest faced off for bronze", the two fastest for gold."""
    for found in _RODE_FOR.finditer(said.text):
        pair = {ordinal(found["one"]), ordinal(found["other"])}
        gold = found["medal"].lower() in ("gold", "or")
        if pair != ({1, 2} if gold else {3, 4}):
            derived = say("The two fastest ride for gold, the next two for bronze.")
            rule = say("The finals are seeded by time (UCI 3.2.053).")
            yield error("prose", said.where, said.text, derived, rule)
            return


def _margins(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    """ "A beat B by 0.643 seconds": the difference of their times in some round."""
    found = _MARGIN.search(said.text)
    if found is None or not _BEAT.search(said.text) or _ON_THE_WAY.search(said.text):
        return
    rounds = [said.round] if said.round is not None else range(len(sheet.rows))
    named = [_named(sheet.rows[index], said.text) for index in rounds]
    duels = [rows for rows in named if len(rows) == 2]
    if not duels or any(len(rows) > 2 for rows in named):
        return
    if any(row.us is None for rows in duels for row in rows):
        return
    us, digits = parse_time(found["gap"] if not found["gap"].isdigit() else found["gap"] + ".0")
    digits = 0 if found["gap"].isdigit() else digits
    gaps = [abs((rows[0].us or 0) - (rows[1].us or 0)) for rows in duels]
    unit = max(10 ** (6 - digits), 1_000)
    if not any(_matches(gap, us, unit, (found["about"] or "").strip().lower()) for gap in gaps):
        first, second = duels[0]
        derived = say(
            "{one} rode {time}, {other} {theirs}: {gap} s.",
            one=first.name,
            time=first.time,
            other=second.name,
            theirs=second.time,
            gap=format_time(gaps[0]),
        )
        rule = say("A margin is the difference of two times, cut or rounded.")
        yield error("prose", said.where, said.text, derived, rule)


def _matches(gap: int, said: int, unit: int, about: str) -> bool:
    if about in ("over", "more than", "plus de"):
        return gap >= said
    if about in ("less than", "under", "moins de"):
        return gap <= said
    return said - unit // 2 - 1_000 < gap < said + unit + 1_000


def _named(rows: tuple[Row, ...], text: str) -> list[Row]:
    """The rows whose family name, or a longer word of the name, stands in the sentence."""
    words = set(fold(text).split())
    found = [row for row in rows if row.rider and _surname(row.name) in words]
    return found if len({_surname(row.name) for row in found}) == len(found) else []


def _surname(name: str) -> str:
    """The last word of a printed name, or the one in capitals."""
    words = name.split()
    capitals = [word for word in words if word.isupper() and len(word) > 2]
    return fold((capitals or words)[-1]).replace(" ", "")


def _days(sheet: Sheet, said: Said) -> Iterator[Contradiction]:
    """ "Was held on 7 August" against the dates of the event and its rounds."""
    found = _HELD.search(said.text)
    span = _span(sheet)
    if found is None or span is None:
        return
    year = int(found["year"] or span[0].year)
    try:
        day = date(year, _MONTHS[found["month"].lower()], int(found["day"]))
    except ValueError:
        day = None
    if day is None or (not span[0] - _A_WEEK <= day <= span[1] + _A_WEEK and year == span[0].year):
        derived = say(
            "The event is dated {first} to {last}.", first=str(span[0]), last=str(span[1])
        )
        rule = say("An event is held on its dates.")
        yield error("prose", said.where, said.text, derived, rule)


def _span(sheet: Sheet) -> tuple[date, date] | None:
    """The first and last day that the source gives in figures."""
    days: list[date] = []
    texts = [sheet.event.date, *(each.date or "" for each in sheet.event.rounds)]
    for text in texts:
        for found in _ISO.finditer(text):
            year, month, first, other, last = found.groups()
            try:
                days.append(date(int(year), int(month), int(first)))
                if last:
                    days.append(date(int(year), int(other or month), int(last)))
            except ValueError:
                return None
    return (min(days), max(days)) if days else None
