"""``halflap session``: the heats of a session in their order, and when each is to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec

from halflap.cli import typed
from halflap.cli.at_desk import AtDesk, acting
from halflap.cli.command import argument, option
from halflap.cli.failure import DONE, Failure, unusable
from halflap.cli.output import write_json
from halflap.cli.say import language, out, spoken
from halflap.cli.table import table
from halflap.journal.clock import HostClock
from halflap.journal.facts import BreakFact
from halflap.meet.commands import OrderSession
from halflap.meet.guns import Guns
from halflap.meet.naming import phase_at
from halflap.meet.state import Meet, Session
from halflap.meet.venue_time import moment, shown
from halflap.meet.views.session_plan import (
    MINUTE_US,
    PlannedBreak,
    PlannedSession,
    SessionPlan,
    how_it_is_reckoned,
    session_plan,
)
from halflap.words.sentence import say

Row = tuple[str, ...]
Break = TypeVar("Break", BreakFact, PlannedBreak)


@acting(
    "session",
    says=say(
        "Order a session: heats of any competitions, one after the other, and its planned start. "
        "Without either it is shown."
    ),
    examples=(
        (
            "halflap session worlds.halflap friday men/qualifying/1 women/qualifying/1 "
            "--start 19:30",
            say("alternating"),
        ),
        ("halflap session worlds.halflap friday", say("what it holds")),
        ("halflap session worlds.halflap friday --plan", say("when each heat starts")),
    ),
    of_one=False,
)
@argument("name", metavar="NAME", says=say("The name of the session."))
@argument(
    "places",
    metavar="[COMPETITION/PHASE/HEAT …]",
    nargs=-1,
    says=say("The heats in their order, and breaks between them: '15 min Medal ceremony'."),
)
@option(
    "--start",
    metavar="TIME",
    says=say("When the first heat is planned to start, by the clocks of the venue: 19:30."),
)
@option("--plan", is_flag=True, says=say("When each heat started or is expected to, and why."))
def session(at: AtDesk, *, name: str, places: Sequence[str], start: str | None, plan: bool) -> int:
    """The command; what is not said anew of a session stays as it was."""
    known = next((each for each in at.meet.sessions if each.name == name), None)
    if places or start is not None:
        heats, breaks = typed.session_of(places)
        if not heats and (places or known is None):
            raise _no_session(at.meet, name)
        starts_us = known.starts_us if known is not None else None
        if start is not None:
            starts_us = typed.checked(lambda text: moment(at.meet, text), start)
        if not places and known is not None:
            heats, breaks = known.heats, known.breaks
        return at.do(OrderSession(session=name, heats=heats, starts_us=starts_us, breaks=breaks))
    if known is None:
        raise _no_session(at.meet, name)
    return _show_plan(at, name) if plan else _show_heats(at, known)


def _show_heats(at: AtDesk, known: Session) -> int:
    if at.as_json:
        heats = ["/".join(heat) for heat in known.heats]
        breaks = msgspec.to_builtins(known.breaks)
        write_json(
            {
                "session": known.name,
                "heats": heats,
                "starts_us": known.starts_us,
                "breaks": breaks,
            }
        )
    else:
        head = [spoken(say("competition")), spoken(say("phase")), spoken(say("heat"))]
        rows = _with_breaks(
            known.heats,
            known.breaks,
            lambda each: (f"{each.title} ({each.us // MINUTE_US} min)", "", ""),
        )
        out(*table(head, rows))
    return DONE


def _show_plan(at: AtDesk, name: str) -> int:
    found = session_plan(at.meet, Guns().of(at.desk.ledger), HostClock().now().utc_us)
    planned = next(each for each in found.sessions if each.session == name)
    if at.as_json:
        write_json(
            {
                "session": msgspec.to_builtins(planned),
                "intervals": msgspec.to_builtins(found.intervals),
                "zone": found.zone,
            }
        )
    else:
        out(*_plan_lines(at.meet, found, planned))
    return DONE


def _plan_lines(meet: Meet, found: SessionPlan, planned: PlannedSession) -> Iterator[str]:
    def clock(us: int | None) -> str:
        return "-" if us is None else shown(meet, us, "%H:%M")

    states = {
        "to-come": spoken(say("expected")),
        "started": spoken(say("started")),
        "over": spoken(say("over")),
    }
    head = [say("Start"), say("note"), say("competition"), say("phase"), say("heat")]
    yield from table(
        [*map(spoken, head), spoken(say("Planned"))],
        _with_breaks(
            [
                (
                    clock(each.start_us),
                    states[each.state],
                    each.competition,
                    spoken(phase_at(meet, (each.competition, each.phase))),
                    each.label or each.heat,
                    clock(each.planned_us),
                )
                for each in planned.heats
            ],
            planned.breaks,
            lambda each: (
                clock(each.start_us),
                states["over" if each.over else "to-come"],
                f"{each.title} ({each.us // MINUTE_US} min)",
                "",
                "",
                clock(each.planned_us),
            ),
        ),
    )
    yield ""
    yield planned.says[language()]
    yield spoken(how_it_is_reckoned())
    for interval in found.intervals:
        yield interval.says[language()]


def _with_breaks(
    heats: Sequence[Row], breaks: Sequence[Break], row: Callable[[Break], Row]
) -> list[Row]:
    """The rows of heats with those of the breaks between them."""
    rows: list[Row] = []
    for n in range(len(heats) + 1):
        rows += [row(each) for each in breaks if each.after == n]
        rows += heats[n : n + 1]
    return rows


def _no_session(meet: Meet, name: str) -> Failure:
    return unusable(
        "no-session",
        say("There is no session “{name}”.", name=name),
        say(
            "Name its heats to make it, or one of: {names}.",
            names=", ".join(each.name for each in meet.sessions) or "-",
        ),
    )
