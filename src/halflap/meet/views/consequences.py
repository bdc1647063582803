"""Knows what a decision would change, in sentences: results, pairings, places, documents."""

from __future__ import annotations

from collections.abc import Iterator

from halflap.meet.naming import document_called, named
from halflap.meet.results import called
from halflap.meet.state import Meet
from halflap.meet.views.changes import Change, changes
from halflap.meet.views.communique import CLASSIFICATION, communique
from halflap.words.sentence import Sentence, say


def consequences(before: Meet, after: Meet) -> tuple[Sentence, ...]:
    """Every number that would be another one, then every communiqué that would be out of date."""
    found = [
        _pairing(change, before, after) or in_words(change, after)
        for change in changes(before, after)
    ]
    return (*found, *_documents(before, after))


def in_words(change: Change, meet: Meet) -> Sentence:
    """A change of a number as it is said to people."""
    what = number_in_words(change.path, meet)
    if not change.before:
        return say("{what}: {after}, new.", what=what, after=change.after)
    if not change.after:
        return say("{what}: no longer {before}.", what=what, before=change.before)
    return say(
        "{what}: {after} instead of {before}.", what=what, after=change.after, before=change.before
    )


def _pairing(change: Change, before: Meet, after: Meet) -> Sentence | None:
    """Who would meet by the results, where the heat is drawn in both states: the draw stays."""
    competition_id, *rest = change.path.split("/")
    match rest:
        case [phase_id, "pairing", key]:
            old, new = (_drawn(meet, competition_id, phase_id, key) for meet in (before, after))
        case _:
            return None
    if old is None or new is None:
        return None
    (riders, started), what = new, number_in_words(change.path, after)
    if set(riders.split(" v ")) == set(change.after.split(" v ")):
        return say("{what}: {riders}, as it is drawn.", what=what, riders=riders)
    if started:
        return say(
            "{what}: {after} by these results. It was started as {riders}, and that stays.",
            what=what,
            after=change.after,
            riders=riders,
        )
    return say(
        "{what}: {after} by these results. It is drawn as {riders}, and stays so unless you draw"
        " again.",
        what=what,
        after=change.after,
        riders=riders,
    )


def _drawn(meet: Meet, competition_id: str, phase_id: str, key: str) -> tuple[str, bool] | None:
    """Who meet in a heat as it is drawn, and whether its phase has been started."""
    competition = meet.competitions.get(competition_id)
    phase = competition.phase(phase_id) if competition is not None else None
    heat = phase.heat(key) if phase is not None else None
    if competition is None or phase is None or heat is None:
        return None
    riders = " v ".join(called(competition, bib) for bib in heat.bibs)
    return riders, any(each.started for each in phase.counting)


def number_in_words(path: str, meet: Meet) -> Sentence:
    """What the path of a number (competition first) means."""
    return named(_number(path), meet, path.partition("/")[0])


def _number(path: str) -> Sentence:
    competition, *rest = path.split("/")
    match rest:
        case ["place", rank]:
            return say("{competition}, place {rank}", competition=competition, rank=rank)
        case ["medal", "gold"]:
            return say("{competition}, gold medal", competition=competition)
        case ["medal", "silver"]:
            return say("{competition}, silver medal", competition=competition)
        case ["medal", "bronze"]:
            return say("{competition}, bronze medal", competition=competition)
        case ["unplaced", bib]:
            return say("{competition}, bib {bib} without a place", competition=competition, bib=bib)
        case ["record", record, _, bib]:
            return say(
                "{competition}, record {record} by bib {bib}",
                competition=competition,
                record=record,
                bib=bib,
            )
        case [phase, "rank", rank]:
            return say("{phase}, rank {rank}", phase=phase, rank=rank)
        case [phase, "winner", rank]:
            return say("{phase}, winners, rank {rank}", phase=phase, rank=rank)
        case [phase, "loser", rank]:
            return say("{phase}, beaten riders, rank {rank}", phase=phase, rank=rank)
        case [phase, "unranked", bib]:
            return say("{phase}, bib {bib} without a rank", phase=phase, bib=bib)
        case [phase, "pairing", heat]:
            return say("{phase}, pairing of heat {heat}", phase=phase, heat=heat)
        case [phase, "heat", heat, "winner"]:
            return say("{phase}, winner of heat {heat}", phase=phase, heat=heat)
        case [phase, "heat", heat, "home"]:
            return say("{phase} heat {heat}, home", phase=phase, heat=heat)
        case [phase, "heat", heat, "back"]:
            return say("{phase} heat {heat}, back", phase=phase, heat=heat)
        case [phase, "heat", heat, "ride", bib]:
            return say("{phase} heat {heat}, ride of bib {bib}", phase=phase, heat=heat, bib=bib)
        case _:
            return say("{path}", path=path)


def _documents(before: Meet, after: Meet) -> Iterator[Sentence]:
    """The communiqués, each as issued last, whose content would be another."""
    last = {(fact.competition, fact.document): fact for _, fact in sorted(before.documents.items())}
    for (competition, document), fact in last.items():
        if competition not in after.competitions or competition not in before.competitions:
            continue
        old, new = _content(before, competition, document), _content(after, competition, document)
        if old != new:
            yield say(
                "Communiqué {number} ({document}) would be out of date: issue its next revision.",
                number=fact.number,
                document=document_called(after.competitions[competition], document),
            )


def _content(meet: Meet, competition_id: str, document: str) -> str:
    competition = meet.competitions[competition_id]
    kind, _, phase_id = document.partition(" ")
    if kind == CLASSIFICATION:
        return communique(competition, kind, None).content
    plan = next((each for each in competition.fmt.phase if each.id == phase_id), None)
    return communique(competition, kind, plan).content if plan is not None else ""
