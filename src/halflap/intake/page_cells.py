"""Knows what the cell of a result table says: a time, a status, a rank, a rider with his nation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from halflap.sport.nations import Standing, nations

_TIME = re.compile(
    r"(?:\d{1,2}:)?\d{1,2}\s?[:.'’′]\s?\d{2}(?:\s?[.,:\"”″]\s?\d{1,6}|\s?(?:''|’’)\s?\d{1,6})"
    r"|\d{1,2}:\d{2}(?![\d:])"
)
_RANK = re.compile(
    r"\(?\s*=?\s*(\d{1,3})(?:\s?(?:st|nd|rd|th|ème|er|re|e|º|°))?\s*[.=]?\s*\)?(?=$|[\s,;(])"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)")
_DASHES = re.compile(r"[-–—−‒\s.?]*\Z")
_STATUS = (
    (
        "DNS",
        re.compile(
            r"\b(?:DNS|NP|NPT)\b|(?i:did not start|non[- ]partante?\b|nicht gestartet|"
            r"non partit[oa]\b)"
        ),
    ),
    (
        "DNF",
        re.compile(
            r"\b(?:DNF|AB|ABD|RIT)\b|(?i:did not finish|\babandon|\britirat[oa]\b|\baufgegeben)"
        ),
    ),
    ("DSQ", re.compile(r"\b(?:DS?Q|DISQ)\b|(?i:dis?qualif|squalificat)")),
    (
        "CAP",
        re.compile(
            r"\bCAP\b|(?i:\bcaught (?:(?:his|her|the) )?opponent|\bovertook\b|"
            r"\blapped (?:his|her|the)\b|\ba (?:rattrapé|rejoint)\b)"
        ),
    ),
    (
        "OVL",
        re.compile(
            r"\b(?:OVL|OVT|LAP)\b|(?i:\b(?:overtaken|overlapped|lapped|caught|rattrapée?|rejointe?|"
            r"raggiunt[oa]|eingeholt|überholt)\b)"
        ),
    ),
    ("REL", re.compile(r"\bREL\b|(?i:\b(?:relegated|déclassée?)\b)")),
    ("WO", re.compile(r"\bW/?O\b|(?i:\b(?:walk-?over|forfait)\b)")),
)

MEDALS = ("gold", "silver", "bronze")

COLUMNS: dict[str, tuple[str, ...]] = {
    "heat": ("heat", "race", "match", "série", "course", "manche"),
    "rank": ("rank", "pos", "position", "place", "#", "rk", "rang", "clt", "no", "final rank"),
    "name": ("name", "rider", "riders", "cyclist", "cyclists", "athlete", "athletes",
             "competitor", "nom", "coureur", "coureuse", "cycliste"),
    "nat": ("nation", "nationality", "country", "noc", "nat", "team", "pays", "nationalité"),
    "time": ("time", "result", "results", "temps", "final time", "finish", "résultat"),
    "speed": ("speed", "avg speed", "ave speed", "average speed", "average", "km/h", "vitesse"),
    "gap": ("behind", "gap", "diff", "difference", "deficit", "écart", "time behind"),
    "note": ("notes", "note", "remarks", "qual", "q", "qualification", "qualified", "remarques",
             "record", "comment"),
    "bib": ("bib", "number", "dossard"),
}  # fmt: skip
_OF_TWO = re.compile(r" (?:[12ab]|one|two)\Z")  # "Rider 1": both riders of a heat in one row
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|\.")


@dataclass(frozen=True, slots=True)
class TimeCell:
    """What stands in a cell of times: the time, a status, and what else is written there."""

    time: str | None
    status: str | None
    rest: str


def is_blank(cell: str) -> bool:
    """Whether a cell is empty, or holds a dash only."""
    return _DASHES.match(cell) is not None


def is_timed(cell: str) -> bool:
    """Whether a cell can be only a time or a status, so that it belongs in the column of times."""
    found = read_time_cell(cell)
    return found.time is not None or (found.status is not None and len(cell) <= 30)


def time_in(text: str) -> tuple[int, int] | None:
    """Where a time stands in a text; digits, letters or a plus beside it make it something else."""
    found = _TIME.search(text)
    if found is None:
        return None
    before, after = text[: found.start()], text[found.end() :]
    if before[-1:].isalnum() or before[-1:] == "+" or after[:1].isdigit():
        return None
    return found.span()


def read_time_cell(cell: str) -> TimeCell:
    """``4:18.169 Q`` as time and rest, ``DNS`` as status, ``OVL 4:30.123`` as both."""
    time = None
    if span := time_in(cell):
        start, end = span
        time, cell = cell[start:end], f"{cell[:start]} {cell[end:]}"
    for status, words in _STATUS:
        if said := words.search(cell):
            rest = cell[: said.start()] + cell[said.end() :]
            return TimeCell(time, status, rest.strip(" ;,()"))
    return TimeCell(time, None, "" if is_blank(cell) else cell.strip(" ;,()-–—"))


def read_rank(cell: str) -> tuple[int | None, str]:
    """``14``, ``(3rd)``, ``5=``, ``Gold``, ``1 Q``: the rank and what else stands there."""
    text = cell.strip()
    if is_blank(text):
        return None, ""
    if text.casefold() in MEDALS:
        return MEDALS.index(text.casefold()) + 1, ""
    found = _RANK.match(text)
    if found is None or not int(found[1]):
        return None, text
    return int(found[1]), text[found.end() :].strip(" ;,()")


def read_rider(cell: str) -> tuple[str, str]:
    """``Bradley Wiggins (GBR)`` as name and nation; no nation printed gives an empty one."""
    for found in _BRACKETS.finditer(cell):
        nation = _code_in(found[1].strip())
        if nation:
            name = f"{cell[: found.start()]} {cell[found.end() :]}"
            return " ".join(name.split()).strip(" ,;"), nation
    cell = _EMPTY_BRACKETS.sub("", cell)
    return ("" if is_blank(cell) else " ".join(cell.split())), ""


def read_nation(cell: str) -> str:
    """A nation as its IOC code where the cell holds the code or the name, else as printed."""
    text, code = read_rider(cell)
    return code or _codes().get(text.casefold(), text)


def _code_in(text: str) -> str:
    """The code of a nation that stands in brackets, by its form or by its name, or nothing."""
    if re.fullmatch(r"[A-Z]{3}", text):
        return "" if read_time_cell(text).status else text
    return _codes().get(text.casefold(), "")


@cache
def _codes() -> dict[str, str]:
    """The codes of nations by their English and French names, today's before those of old."""
    names: dict[str, str] = {}
    for each in sorted(nations().values(), key=lambda each: each.standing is not Standing.CURRENT):
        names.setdefault(each.name_en.casefold(), each.code)
        names.setdefault(each.name_fr.casefold(), each.code)
    return names


def columns_of(cells: tuple[str, ...]) -> dict[str, int] | None:
    """The columns a header row names, or None if it is none: at least two known words, no time."""
    if any(is_timed(cell) for cell in cells):
        return None
    columns: dict[str, int] = {}
    for index, cell in enumerate(cells):
        word = " ".join(_IN_BRACKETS.sub("", cell).casefold().split())
        for column, synonyms in COLUMNS.items():
            if word in synonyms or _OF_TWO.sub("", word) in synonyms:
                columns.setdefault(column, index)
    return columns if len(columns) >= 2 and ("name" in columns or "time" in columns) else None
