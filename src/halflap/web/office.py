"""Knows the secretary's office: who is entered, when heats start, which records are in
force, and what the formats mean."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute

from halflap.meet.views.next_step import next_step
from halflap.meet.views.tables import entry_rows
from halflap.meet.views.unscheduled import says_unscheduled
from halflap.rulebook.explain import explain
from halflap.rulebook.format import Format, Words
from halflap.rulebook.format_file import SHIPPED, shipped, shipped_text
from halflap.sport.times import format_time
from halflap.web.asked import asked
from halflap.web.desk import competition_at
from halflap.web.forms import Screen, screen
from halflap.web.office_forms import competition_forms, entry_forms
from halflap.web.opening_forms import opening_form
from halflap.web.planned import planned
from halflap.web.record_forms import record_forms
from halflap.web.session_forms import SESSIONS, session_forms
from halflap.web.site import Site


def routes(site: Site) -> Sequence[BaseRoute]:
    """The pages of the office."""
    office = _Office(site)
    at = "/office/competition/{competition}"
    return (
        screen(site, "/office", office.overview),
        screen(site, SESSIONS, office.sessions),
        screen(site, at, office.competition),
        screen(site, f"{at}/format", office.format_of),
        screen(site, f"{at}/records", office.records),
        screen(site, f"{at}/{{bib:int}}", office.entry),
        screen(site, "/office/formats/{format}", office.format),
    )


def _in(words: Words, language: str) -> str:
    return words.fr if language == "fr" else words.en


class _Office:
    def __init__(self, site: Site) -> None:
        self._site = site

    def overview(self, request: Request) -> Screen:
        language = asked(request).language
        return Screen(
            "office.html",
            {
                "unscheduled": says_unscheduled(self._site.meet),
                "competitions": [
                    (each, next_step(self._site.meet, each).awaits)
                    for each in self._site.meet.in_order()
                ],
                "formats": [
                    (each, _in(shipped(each).name, language), _in(shipped(each).summary, language))
                    for each in SHIPPED
                ],
            },
            [opening_form(self._site.meet, language)],
        )

    def sessions(self, request: Request) -> Screen:
        released = self._site.released()
        values = {
            "plan": planned(self._site),
            "competitions": released.competitions,
            "unscheduled": says_unscheduled(self._site.meet),
        }
        return Screen("office_sessions.html", values, session_forms(self._site.meet))

    def competition(self, request: Request) -> Screen:
        meet = self._site.meet
        competition = competition_at(meet, request)
        return Screen(
            "office_competition.html",
            {"competition": competition, "rows": entry_rows(competition)},
            competition_forms(meet, competition),
        )

    def entry(self, request: Request) -> Screen:
        competition = competition_at(self._site.meet, request)
        bib = request.path_params["bib"]
        if bib not in competition.bibs:
            raise HTTPException(404)
        entry = competition.entries[bib]
        values = {"competition": competition, "entry": entry}
        return Screen("office_entry.html", values, entry_forms(competition, entry))

    def records(self, request: Request) -> Screen:
        meet = self._site.meet
        competition = competition_at(meet, request)
        rows = [(each, format_time(each.us, each.digits)) for each in competition.records]
        return Screen(
            "office_records.html",
            {"competition": competition, "rows": rows},
            record_forms(meet, competition, asked(request).language),
        )

    def format_of(self, request: Request) -> Screen:
        return _explained(request, competition_at(self._site.meet, request).fmt)

    def format(self, request: Request) -> Screen:
        if request.path_params["format"] not in SHIPPED:
            raise HTTPException(404)
        name = request.path_params["format"]
        return _explained(request, shipped(name), shipped_text(name))


def _explained(request: Request, fmt: Format, text: str = "") -> Screen:
    language = asked(request).language
    return Screen(
        "office_format.html",
        {
            "fmt": fmt,
            "called": _in(fmt.name, language),
            "summary": _in(fmt.summary, language),
            "chapters": explain(fmt, language),
            "text": text,
        },
    )
