"""Knows the commissaires' desk: what is awaited, the heats and what is decided about them, the
protests, the records, the communiqués and the history.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute

from halflap.journal.facts_timing import RECEIVED
from halflap.meet.authors import author_called
from halflap.meet.commands.timing_checking import check_open
from halflap.meet.ledger import Entry, permanent
from halflap.meet.records import beaten_records, fallen_records
from halflap.meet.results import called
from halflap.meet.state import Competition, HeatState, Meet
from halflap.meet.venue_time import shown
from halflap.meet.views.next_step import next_step
from halflap.meet.views.reissued import changed
from halflap.meet.views.status import attention, next_in_session, stale_documents
from halflap.meet.views.tables import classification_table, heat_table, phase_table
from halflap.meet.views.unconfirmed import unconfirmed
from halflap.meet.views.unscheduled import says_unscheduled
from halflap.meet.wording import what_happened
from halflap.rulebook.format import Phase
from halflap.web.desk_forms import competition_forms, meet_forms, phase_forms, undo_form
from halflap.web.desk_steps import address_of
from halflap.web.forms import Screen, screen
from halflap.web.heat_forms import heat_forms
from halflap.web.site import Site
from halflap.web.taking_back import whose_to_take_back
from halflap.words.on_screen import on_screen
from halflap.words.sentence import Sentence

PAGE = 100
"""So many facts are on a page of the history."""


def routes(site: Site) -> Sequence[BaseRoute]:
    """The pages of the desk; each takes its own forms."""
    desk = _Desk(site)
    at = "/desk/competition/{competition}"
    return (
        screen(site, "/desk", desk.overview),
        screen(site, at, desk.competition),
        screen(site, f"{at}/{{phase}}", desk.phase),
        screen(site, f"{at}/{{phase}}/{{heat}}", desk.heat),
        screen(site, "/desk/history", desk.history),
        screen(site, "/desk/history/{seq:int}", desk.fact),
        screen(site, "/desk/communiques/{number:int}", desk.communique),
    )


def competition_at(meet: Meet, request: Request) -> Competition:
    """The competition of an address."""
    found = meet.competitions.get(request.path_params["competition"])
    if found is None:
        raise HTTPException(404)
    return found


def told(meet: Meet, entry: Entry, withdrawn: frozenset[int]) -> dict[str, object]:
    """A fact as a line of a table."""
    return {
        "seq": entry.seq,
        "command": entry.command,
        "when": shown(meet, entry.utc_us),
        "who": author_called(entry.actor),
        "what": on_screen(what_happened(entry, meet)),
        "why": getattr(entry.fact, "reason", ""),
        "withdrawn": entry.command in withdrawn,
    }


class _Desk:
    def __init__(self, site: Site) -> None:
        self._site = site

    def overview(self, _: Request) -> Screen:
        meet = self._site.meet
        return Screen(
            "desk.html",
            {
                "competitions": [
                    {
                        "id": each.id,
                        "title": each.title,
                        "next": self._next(each),
                        "attention": self._attention(each),
                    }
                    for each in meet.in_order()
                ],
                "check": _check(meet),
                "unscheduled": says_unscheduled(meet),
                "sessions": [
                    (each.name, next_in_session(meet, each.name)) for each in meet.sessions
                ],
                "waits": [
                    (each.sentence, (each.competition.id, each.plan.id, each.heat.key))
                    for each in unconfirmed(meet)
                ],
                "documents": [fact for _, fact in sorted(meet.documents.items())],
            },
            meet_forms(meet),
        )

    def competition(self, request: Request) -> Screen:
        competition = competition_at(self._site.meet, request)
        table = classification_table(competition)
        return Screen(
            "desk_competition.html",
            {
                "competition": competition,
                "next": self._next(competition),
                "attention": self._attention(competition),
                "phases": [
                    (plan, phase_table(competition, plan)) for plan in competition.fmt.phase
                ],
                "table": table,
                "records": beaten_records(competition),
                "fallen": fallen_records(competition),
            },
            competition_forms(competition),
        )

    def phase(self, request: Request) -> Screen:
        competition = competition_at(self._site.meet, request)
        plan = _plan(competition, request)
        return Screen(
            "desk_phase.html",
            {
                "competition": competition,
                "plan": plan,
                "table": phase_table(competition, plan),
                "next": self._next(competition),
            },
            phase_forms(self._site.live, competition, plan),
        )

    def heat(self, request: Request) -> Screen:
        meet = self._site.meet
        competition = competition_at(meet, request)
        plan = _plan(competition, request)
        phase = competition.phase(plan.id)
        heat = phase.heat(request.path_params["heat"]) if phase is not None else None
        if phase is None or heat is None:
            raise HTTPException(404)
        return Screen(
            "desk_heat.html",
            {
                "competition": competition,
                "plan": plan,
                "heat": heat,
                "table": heat_table(competition, plan, phase, heat),
                "facts": self._of_heat(competition, plan, heat),
                "protests": competition.about(plan.id, heat.key),
                "next": self._next(competition),
                "called": {bib: called(competition, bib) for bib in heat.bibs},
            },
            heat_forms(self._site.live, competition, plan, heat),
        )

    def _next(self, competition: Competition) -> tuple[Sentence, str]:
        """The next step, and the address of the form that does it."""
        step = next_step(self._site.meet, competition)
        return on_screen(step.awaits), address_of(competition, step)

    def _attention(self, competition: Competition) -> tuple[Sentence, ...]:
        found = (*attention(competition), *stale_documents(self._site.meet, competition))
        return tuple(map(on_screen, found))

    def _of_heat(
        self, competition: Competition, plan: Phase, heat: HeatState
    ) -> list[dict[str, object]]:
        ledger = self._site.live.desk.ledger
        at = (competition.id, plan.id, heat.key)
        names = ("competition", "phase", "heat")
        return [
            told(self._site.meet, each, ledger.withdrawn)
            for each in ledger.entries
            if tuple(getattr(each.fact, name, None) for name in names) == at
        ]

    def history(self, request: Request) -> Screen:
        """People's decisions, the newest first; ``before`` is the fact to go on from."""
        ledger = self._site.live.desk.ledger
        before = request.query_params.get("before", "")
        last = int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
        rows: list[dict[str, object]] = []
        for entry in reversed(ledger.entries):
            if isinstance(entry.fact, RECEIVED) or (last is not None and entry.seq >= last):
                continue
            rows.append(told(self._site.meet, entry, ledger.withdrawn))
            if len(rows) > PAGE:
                break
        return Screen("desk_history.html", {"rows": rows[:PAGE], "more": len(rows) > PAGE})

    def fact(self, request: Request) -> Screen:
        ledger = self._site.live.desk.ledger
        entries = ledger.command(request.path_params["seq"])
        if not entries:
            raise HTTPException(404)
        first = entries[0]
        lasting = permanent(entries)
        stands = not lasting and first.command not in ledger.withdrawn
        whose = whose_to_take_back(request.state.official.role, ledger, entries) if stands else None
        return Screen(
            "desk_fact.html",
            {
                "rows": [told(self._site.meet, each, ledger.withdrawn) for each in entries],
                "lasting": lasting,
                "whose": whose,
                "seq_shown": first.seq,
            },
            [undo_form(first.seq)] if stands and whose is None else [],
        )

    def communique(self, request: Request) -> Screen:
        fact = self._site.meet.documents.get(request.path_params["number"])
        if fact is None:
            raise HTTPException(404)
        content = msgspec.json.format(fact.content.encode(), indent=2).decode()
        found = changed(fact.difference, msgspec.json.decode(fact.content))
        return Screen("desk_communique.html", {"fact": fact, "text": content, "changed": found})


def _check(meet: Meet) -> tuple[Sentence, Sentence] | None:
    """What the session check waits for, and what to do about it."""
    waits = check_open(meet)
    return (on_screen(waits.text), on_screen(waits.remedy)) if waits is not None else None


def _plan(competition: Competition, request: Request) -> Phase:
    for plan in competition.fmt.phase:
        if plan.id == request.path_params["phase"]:
            return plan
    raise HTTPException(404)
