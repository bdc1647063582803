"""Knows what opening a meet, a competition and an entry changes, and when it cannot follow."""

from __future__ import annotations

from halflap.journal import facts as f
from halflap.meet.fold.transition import (
    Illegal,
    competition_of,
    on,
    replace,
    with_competition,
)
from halflap.meet.pmap import PMap
from halflap.meet.state import Competition, Meet, PhaseState
from halflap.rulebook.format_file import stored_format
from halflap.words.sentence import say


@on(f.MeetOpened)
def _meet_opened(meet: Meet, fact: f.MeetOpened) -> Meet:
    if meet.opened:
        raise Illegal(say("the meet is already open"))
    return replace(
        meet, name=fact.name, venue=fact.venue, date=fact.date, zone=fact.zone, track=fact.track
    )


@on(f.StartLineSet)
def _start_line_set(meet: Meet, fact: f.StartLineSet) -> Meet:
    if not meet.opened:
        raise Illegal(say("there is no meet yet"))
    lines = tuple(each for each in meet.start_lines if each[0] != fact.distance_m)
    if fact.metres is not None:
        lines = (*lines, (fact.distance_m, fact.metres))
    return replace(meet, start_lines=lines)


@on(f.CompetitionOpened)
def _competition_opened(meet: Meet, fact: f.CompetitionOpened) -> Meet:
    if not meet.opened:
        raise Illegal(say("there is no meet yet"))
    if fact.competition in meet.competitions:
        raise Illegal(say("there is already a competition {id}", id=fact.competition))
    competition = Competition(
        id=fact.competition,
        title=fact.title,
        category=fact.category,
        distance_m=fact.distance_m,
        fmt=stored_format(fact.format_text),
        categories_text=fact.categories_text,
        records=fact.records,
        entries=PMap(),
    )
    return with_competition(meet, competition)


@on(f.RecordsSet)
def _records_set(meet: Meet, fact: f.RecordsSet) -> Meet:
    competition = competition_of(meet, fact.competition)
    return with_competition(meet, replace(competition, records=fact.records))


@on(f.RiderEntered)
def _rider_entered(meet: Meet, fact: f.RiderEntered) -> Meet:
    competition = competition_of(meet, fact.competition)
    if fact.entry.bib in competition.entries:
        raise Illegal(say("bib {bib} is already entered", bib=fact.entry.bib))
    entries = competition.entries.with_(fact.entry.bib, fact.entry)
    return with_competition(meet, replace(competition, entries=entries))


def _entered(competition: Competition, bib: int) -> f.EntryFact:
    entry = competition.entries.get(bib)
    if entry is None:
        raise Illegal(say("bib {bib} is not entered", bib=bib))
    return entry


@on(f.EntryCorrected)
def _entry_corrected(meet: Meet, fact: f.EntryCorrected) -> Meet:
    competition = competition_of(meet, fact.competition)
    _entered(competition, fact.entry.bib)
    entries = competition.entries.with_(fact.entry.bib, fact.entry)
    return with_competition(meet, replace(competition, entries=entries))


@on(f.ScheduleSet)
def _schedule_set(meet: Meet, fact: f.ScheduleSet) -> Meet:
    competition = competition_of(meet, fact.competition)
    _entered(competition, fact.bib)
    schedules = tuple(each for each in competition.schedules if each.bib != fact.bib)
    if fact.splits_us:
        schedules = (*schedules, fact)
    return with_competition(meet, replace(competition, schedules=schedules))


@on(f.RiderWithdrawn)
def _rider_withdrawn(meet: Meet, fact: f.RiderWithdrawn) -> Meet:
    competition = competition_of(meet, fact.competition)
    _entered(competition, fact.bib)
    if any(fact.bib in heat.bibs for _, phase in competition.phases for heat in phase.counting):
        raise Illegal(say("bib {bib} is drawn in a heat", bib=fact.bib))
    if fact.bib in dict(competition.withdrawn):
        raise Illegal(say("bib {bib} is already withdrawn", bib=fact.bib))
    withdrawn = (*competition.withdrawn, (fact.bib, fact.reason))
    return with_competition(meet, replace(competition, withdrawn=withdrawn))


@on(f.RiderSubstituted)
def _rider_substituted(meet: Meet, fact: f.RiderSubstituted) -> Meet:
    competition = competition_of(meet, fact.competition)
    _entered(competition, fact.bib)
    if fact.entry.bib in competition.entries:
        raise Illegal(say("bib {bib} is already entered", bib=fact.entry.bib))
    phases = tuple((id_, _swap_bib(phase, fact)) for id_, phase in competition.phases)
    return with_competition(
        meet,
        replace(
            competition,
            entries=competition.entries.with_(fact.entry.bib, fact.entry),
            withdrawn=(*competition.withdrawn, (fact.bib, fact.reason)),
            phases=phases,
        ),
    )


def _swap_bib(phase: PhaseState, fact: f.RiderSubstituted) -> PhaseState:
    heats = []
    for heat in phase.heats:
        if heat.rehearsal and heat.started:  # it was ridden by whom it was ridden
            heats.append(heat)
            continue
        if fact.bib in heat.bibs and heat.started:
            raise Illegal(say("bib {bib} has already started", bib=fact.bib))
        home = fact.entry.bib if heat.home == fact.bib else heat.home
        back = fact.entry.bib if heat.back == fact.bib else heat.back
        heats.append(replace(heat, home=home, back=back))
    return replace(phase, heats=tuple(heats))
