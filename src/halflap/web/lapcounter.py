"""Knows the page of a lap counter, one giant number and the bell of the last lap; and how officials
see both counters, and set them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from halflap.journal.errors import StorageError
from halflap.meet.commands import OverrideLapCounter, Refused
from halflap.meet.views.lap_counter import lap_counters
from halflap.meet.views.live import live_run
from halflap.web.access import Official
from halflap.web.display_said import Unfit
from halflap.web.meanwhile import objection
from halflap.web.site import Site
from halflap.web.wall_options import demo_of, lines_of
from halflap.web.walls import field, shown, unfit_page
from halflap.words.on_screen import on_screen
from halflap.words.sentence import Sentence, say


def routes(site: Site) -> list[Route]:
    """The counter of one line, or of both."""

    async def lapcounter(request: Request) -> Response:
        try:
            lines, demo = lines_of(request.query_params), demo_of(request.query_params)
        except Unfit as refusal:
            return unfit_page(site, request, refusal)
        live, _ = shown(site, demo)
        return site.pages.page(
            request,
            "lapcounter.html",
            counters=[_as_it_is(line, live) for line in lines],
            demo=live if demo is not None else None,
            example=demo is not None,
        )

    return [Route("/lapcounter", lapcounter)]


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter as officials see it: ``read`` is what the impulses alone would show, if other."""

    line: Literal["home", "back"]
    laps: int | None
    read: int | None
    overridden: bool
    whose: str


def counters(site: Site) -> list[Counter]:
    """Both, home line first; none where no run is armed or open."""
    run = live_run(site.meet)
    if run is None:
        return []
    names = {bib: name for _, bib, name in run.riders}
    return [
        Counter(each.line, each.laps, each.read, each.overridden, names[each.bib])
        for each in lap_counters(run)
        if each.bib is not None
    ]


@dataclass(frozen=True, slots=True)
class Sent:
    """How a page sent it: for which run it was shown, the id of the command, and until when by the
    hub's clock it is meant. What is empty is not said.
    """

    at: str = ""
    id: str = ""
    until_us: int | None = None


async def set_counter(
    site: Site, line: Literal["home", "back"], typed: str, official: Official, sent: Sent
) -> tuple[Sentence, Sentence] | None:
    """Set a counter, or leave it to itself (``auto``); why not and what to do, if it cannot be."""
    at = _run_at(site, sent.at)
    if typed != "auto" and not (typed.isascii() and typed.isdigit() and len(typed) < 4):
        return (
            say("“{text}” is no number of laps.", text=typed[:20]),
            say("Write a number such as 7."),
        )
    competition, phase, heat, number = at or ("", "", "", 0)
    asked = OverrideLapCounter(
        competition=competition,
        phase=phase,
        heat=heat,
        run=number,
        line=line,
        laps=None if typed == "auto" else int(typed),
    )
    if at is None:
        return (
            say("No run is armed or open."),
            say("A lap counter is set while its run is armed or ridden; it ends with the run."),
        )
    try:
        late = objection(site, official, asked, None, sent.until_us)
        done = await site.live.act(asked, official.actor, sent.id, late)
    except StorageError as error:
        return error.text, error.remedy
    if isinstance(done, Refused):
        return on_screen(done.refusals[0].text), on_screen(done.refusals[0].remedy)
    return None


def _run_at(site: Site, named: str) -> tuple[str, str, str, int] | None:
    """The run that a page names, else the one that is armed or open."""
    *heat, number = named.split("/")
    if len(heat) == 3 and number.isascii() and number.isdigit() and len(number) < 5:
        return heat[0], heat[1], heat[2], int(number)
    run = site.meet.timing.run
    return run.at if run is not None else None


def _as_it_is(line: str, live: object) -> dict[str, Any]:
    """What a counter shows in a page without scripts."""
    counters = field(live, "counters") or ()
    counter = next((each for each in counters if field(each, "line") == line), None)
    laps = field(counter, "laps")
    riders = field(live, "riders") or ()
    rider = next((each for each in riders if field(each, "bib") == field(counter, "bib")), None)
    known = laps is not None and rider is not None
    whose = f"{field(rider, 'bib')} {field(rider, 'name')}" if known else ""
    return {"line": line, "laps": laps, "whose": whose, "rung": laps == 1}
