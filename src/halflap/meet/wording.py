"""Knows how a fact is said in one sentence, for the history, for undo and for refusals."""

from __future__ import annotations

from halflap.journal import facts as f
from halflap.meet.ledger import Entry
from halflap.meet.naming import heat_at, named
from halflap.meet.state import Meet
from halflap.meet.wording_timing import timing_in_words
from halflap.sport.times import format_time
from halflap.words.sentence import Sentence, say


def what_happened(entry: Entry, meet: Meet) -> Sentence:
    """What a fact says, in words; ``meet`` knows how its phases are called."""
    return named(_said(entry.fact), meet, getattr(entry.fact, "competition", ""))


def _said(fact: f.Fact) -> Sentence:
    match fact:
        case f.MeetOpened():
            return say("Meet {name} opened", name=fact.name)
        case f.CompetitionOpened():
            return say(
                "Competition {id} ({title}) opened, format {format}",
                id=fact.competition,
                title=fact.title,
                format=fact.format,
            )
        case f.RecordsSet(records=()):
            return say("{competition} has no record in force", competition=fact.competition)
        case f.RecordsSet(records=records):
            return say(
                "Records in force in {competition}: {records}",
                competition=fact.competition,
                records=_records(records),
            )
        case f.RiderEntered(entry=entered):
            return say("{bib} {name} entered", bib=entered.bib, name=_with_transponders(entered))
        case f.EntryCorrected(entry=entered):
            return say(
                "Entry {bib} corrected: {name}", bib=entered.bib, name=_with_transponders(entered)
            )
        case f.StartLineSet(metres=None):
            return say("The start line of {n} m is where it is computed to be", n=fact.distance_m)
        case f.StartLineSet(metres=str(metres)):
            return say(
                "The start line of {n} m lies {metres} m beyond the pursuit line",
                n=fact.distance_m,
                metres=metres,
            )
        case f.ScheduleSet(splits_us=()):
            return say("Bib {bib} has no schedule any more", bib=fact.bib)
        case f.ScheduleSet(splits_us=splits):
            total = format_time(splits[-1] or 0)
            return say("Bib {bib} has a schedule of {time}", bib=fact.bib, time=total)
        case f.RiderWithdrawn():
            return say("Bib {bib} withdrawn: {reason}", bib=fact.bib, reason=fact.reason)
        case f.RiderSubstituted():
            return say(
                "Bib {bib} replaced by {new} {name}",
                bib=fact.bib,
                new=fact.entry.bib,
                name=fact.entry.rider.name,
            )
        case f.PhaseDrawn(heats=(_,)):
            return say("{phase} drawn: 1 heat", phase=fact.phase)
        case f.PhaseDrawn():
            return say("{phase} drawn: {count} heats", phase=fact.phase, count=len(fact.heats))
        case f.HeatsReordered():
            order = ", ".join(map(str, fact.order))
            return say("{phase} reordered: {order}", phase=fact.phase, order=order)
        case f.SessionOrdered(breaks=(_, *_)):
            return say(
                "Session {name}: heats {count}, breaks {breaks}",
                name=fact.session,
                count=len(fact.heats),
                breaks=", ".join(
                    f"{each.title} {each.us // 60_000_000} min" for each in fact.breaks
                ),
            )
        case f.SessionOrdered(heats=(_,)):
            return say("Session {name}: 1 heat", name=fact.session)
        case f.SessionOrdered():
            return say("Session {name}: {count} heats", name=fact.session, count=len(fact.heats))
        case f.RehearsalDrawn():
            return say("Rehearsal in {phase}", phase=fact.phase)
        case f.LotsDrawn():
            order = ", ".join(map(str, fact.order))
            return say("Lots for {phase}: {order}", phase=fact.phase, order=order)
        case f.DrawKept():
            return say("Draw of {phase} kept: {reason}", phase=fact.phase, reason=fact.reason)
        case f.RankingConfirmed():
            return say("Ranking of {phase} {level}", phase=fact.phase, level=level(fact.level))
        case f.ClassificationConfirmed():
            return say("Final classification {level}", level=level(fact.level))
        case f.ProtestDecided(upheld=True):
            return say("Protest {number} upheld: {why}", number=fact.protest, why=fact.reason)
        case f.ProtestDecided():
            return say("Protest {number} rejected: {why}", number=fact.protest, why=fact.reason)
        case f.DocumentIssued():
            return say(
                "Communiqué {number} issued: {document}, revision {revision}",
                number=fact.number,
                document=fact.document,
                revision=fact.revision,
            )
        case f.RecordConfirmed():
            return say(
                "{record} confirmed: {bib} in {time}, {phase}",
                record=fact.record,
                bib=fact.bib,
                time=format_time(fact.us, fact.digits),
                phase=fact.phase,
            )
        case f.CommandWithdrawn():
            return say("Taken back: facts {seqs}", seqs=", ".join(map(str, fact.commands)))
        case _:
            return timing_in_words(fact) or _in_heat(fact)


def _with_transponders(entry: f.EntryFact) -> str:
    """The name, and in brackets what transponders the rider carries."""
    refs = ", ".join(entry.transponders)
    return f"{entry.rider.name} ({refs})" if refs else entry.rider.name


def _in_heat(fact: f.Fact) -> Sentence:
    match fact:
        case f.SidesSwapped(phase=phase, heat=heat):
            return say("{heat}: sides changed", heat=heat_at(phase, heat))
        case f.SidesReported(phase=phase, heat=heat):
            return say("{heat}: wrong sides reported", heat=heat_at(phase, heat))
        case f.RiderScratched(phase=phase, heat=heat):
            return say("{heat}: {bib} does not start", heat=heat_at(phase, heat), bib=fact.bib)
        case f.RunStarted(phase=phase, heat=heat):
            return say("{heat}: run {run} started", heat=heat_at(phase, heat), run=fact.run)
        case f.IncidentRuled(phase=phase, heat=heat):
            return say(
                "{heat}: {incident} of {bib}",
                heat=heat_at(phase, heat),
                incident=incident_in_words(fact.incident),
                bib=fact.bib,
            )
        case f.OutcomesRecorded(phase=phase, heat=heat):
            return say(
                "{heat} recorded: {rides}",
                heat=heat_at(phase, heat),
                rides=rides_in_words(fact.rides),
            )
        case f.RulingMade(ruling="catch", ride=f.RideFact() as ride):
            return _caught(fact, ride)
        case f.RulingMade(phase=phase, heat=heat):
            return say(
                "{heat}: ruling {ruling} on {bib}",
                heat=heat_at(phase, heat),
                ruling=ruling_in_words(fact.ruling),
                bib=fact.bib,
            )
        case f.ReRideGranted(phase=phase):
            return say(
                "{phase}: {bib} rides again in heat {heat}",
                phase=phase,
                bib=fact.bib,
                heat=fact.heat.number,
            )
        case f.ReviewOpened(phase=phase, heat=heat):
            return say("{heat} under review: {why}", heat=heat_at(phase, heat), why=fact.reason)
        case f.ReviewClosed(phase=phase, heat=heat):
            return say("{heat}: review ended: {why}", heat=heat_at(phase, heat), why=fact.reason)
        case f.ProtestLodged(phase=phase, heat=heat):
            return say(
                "{heat}: protest {number} by {by}",
                heat=heat_at(phase, heat),
                number=fact.protest,
                by=fact.by,
            )
        case f.ResultConfirmed(phase=phase, heat=heat):
            return say(
                "{heat} {level}: {rides}",
                heat=heat_at(phase, heat),
                level=level(fact.level),
                rides=rides_in_words(fact.rides),
            )
        case f.ResultCorrected(phase=phase, heat=heat):
            return say(
                "{heat} corrected, revision {revision}: {rides}",
                heat=heat_at(phase, heat),
                revision=fact.revision,
                rides=rides_in_words(fact.rides),
            )
        case _:
            raise TypeError(f"{type(fact).__name__} has no words")


def _caught(fact: f.RulingMade, ride: f.RideFact) -> Sentence:
    """A ruled catch: of the rider who caught, and of the one who was caught."""
    heat = heat_at(fact.phase, fact.heat)
    values: dict[str, int | Sentence] = {"heat": heat, "bib": fact.bib}
    if ride.code == "CAP":
        return say("{heat}: {bib} has caught the other rider", **values)
    if ride.at_m is None:
        return say("{heat}: {bib} was caught", **values)
    return say(
        "{heat}: {bib} was caught, having ridden {metres} m",
        metres=ride.at_m,
        **values,
    )


def level(name: str) -> Sentence:
    """How far a result is confirmed, in words."""
    return say("official") if name == "official" else say("provisional")


_INCIDENTS = {
    "false-start": say("false start"),
    "mishap": say("mishap"),
    "unrecognised-mishap": say("unrecognised mishap"),
    "gate-failure": say("gate failure"),
    "hampered": say("hindrance"),
    "interrupted": say("interruption"),
    "after-catch": say("fault after a catch"),
}
_RULINGS = {
    "catch": say("catch"),
    "relegate": say("relegation"),
    "dsq": say("disqualification"),
    "dnf": say("did not finish"),
    "dns": say("did not start"),
    "walkover": say("walkover"),
    "winner": say("winner"),
    "no-winner": say("no winner"),
    "re-ride": say("re-ride"),
    "warning": say("warning"),
    "report": say("report"),
}

_SOURCES = {
    "hand": say("hand"),
    "electronic": say("electronic timing"),
    "photo": say("photo finish"),
}


def incident_in_words(name: str) -> Sentence | str:
    """What happened, in words; a name of another release stays as it was kept."""
    return _INCIDENTS.get(name, name)


def ruling_in_words(name: str) -> Sentence | str:
    """What was ruled, in words: an incident or a decision."""
    return _RULINGS.get(name) or incident_in_words(name)


def source_in_words(name: str) -> Sentence | str:
    """Where a time comes from, in words."""
    return _SOURCES.get(name, name)


def ride_in_words(ride: f.RideFact) -> str:
    """``4:15.165``, ``DNF`` or ``CAP 4:24.496``: codes and times are the same in every language."""
    time = format_time(ride.time.us, ride.time.digits) if ride.time else ""
    if ride.code == "OK":
        return time
    return f"{ride.code} {time}".strip()


def rides_in_words(rides: tuple[f.RideFact, ...]) -> str:
    """All rides of a heat: ``12 4:15.165, 13 4:19.353``."""
    return ", ".join(f"{ride.bib} {ride_in_words(ride)}" for ride in rides)


def _records(records: tuple[f.RecordFact, ...]) -> str:
    return "; ".join(
        " ".join(filter(None, (each.list, format_time(each.us, each.digits), each.rider)))
        for each in records
    )
