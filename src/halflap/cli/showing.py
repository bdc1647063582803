"""``halflap status``, ``result``, ``history`` and ``why``: a meet looked at, never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from halflap.cli.at_desk import AtDesk, looking
from halflap.cli.command import argument, option
from halflap.cli.failure import DONE, unusable
from halflap.cli.gathering import each_alone, gathered
from halflap.cli.output import Json, write_json
from halflap.cli.say import out, painted, spoken
from halflap.cli.sheets import (
    classification_lines,
    phase_lines,
)
from halflap.cli.table import table
from halflap.meet.authors import author_called
from halflap.meet.catches import is_ridden
from halflap.meet.state import Competition, Meet
from halflap.meet.venue_time import zone_of
from halflap.meet.views.communique import classification_json, phase_json
from halflap.meet.views.next_step import next_step
from halflap.meet.views.numbers import Number, numbers
from halflap.meet.views.status import attention, next_in_session, stale_documents
from halflap.meet.views.tables import classification_table, phase_table
from halflap.meet.views.timing_now import TimingNow, timing_now
from halflap.meet.views.unconfirmed import Unconfirmed, unconfirmed
from halflap.meet.views.unscheduled import says_unscheduled, unscheduled
from halflap.meet.wording import level, what_happened
from halflap.rulebook.format import Phase
from halflap.words.sentence import Sentence, say


@looking(
    "status",
    says=say("Say how far a meet is: what is awaited, and what somebody has to look at."),
    examples=(("halflap status club.halflap", say("the next step of each competition")),),
)
def status(at: AtDesk) -> int:
    """The command."""
    meet = at.meet
    chosen = [at.competition()] if at.named else list(meet.in_order())
    head = at.desk.journal.head()
    timing, waiting = timing_now(meet), unconfirmed(meet)
    if at.as_json:
        write_json(
            {
                "meet": meet.name,
                "venue": meet.venue,
                "date": meet.date,
                "track": meet.track,
                "competitions": [_status_json(at, each, waiting) for each in chosen],
                "sessions": [
                    {"session": each.name, "next": _next(meet, each.name)} for each in meet.sessions
                ],
                "in_no_session": ["/".join(place) for place in unscheduled(meet)],
                "timing": _timing_json(timing),
                "documents": len(meet.documents),
                "head": f"{head.seq}:{head.hash}",
            }
        )
        return DONE
    where = ", ".join(word for word in (meet.venue, meet.date) if word)
    out(painted(meet.name, "bold"), f"{where} · {meet.track} m" if where else f"{meet.track} m")
    for each in chosen:
        _print_status(at, each, waiting)
    if not chosen:
        out(say("No competition yet: halflap competition {meet} ID --format ID.", meet=at.path))
    if meet.sessions:
        out("")
    for session in meet.sessions:
        awaited = _next(meet, session.name)
        if awaited is None:
            out(say("Session {name}: all is ridden.", name=session.name))
        else:
            out(say("Session {name}: next is {heat}", name=session.name, heat=awaited))
    forgotten = says_unscheduled(meet)
    if forgotten is not None:
        out(painted(f"  ! {spoken(forgotten)}", "yellow"))
    if timing is not None:
        out("", say("Timing: {says}", says=timing.says))
        out(*(painted(f"  ! {spoken(each)}", "yellow") for each in timing.attention))
    out("", say("Head: {seq}:{hash}", seq=head.seq, hash=head.hash[:12]))
    return DONE


def _timing_json(timing: TimingNow | None) -> Json:
    """How live timing stands, for programs; null where there never was any."""
    if timing is None:
        return None
    run = timing.run
    return {
        "run": "/".join(map(str, run.at)) if run is not None else None,
        "state": run.machine.state.value if run is not None else None,
        "says": spoken(timing.says),
        "attention": [spoken(each) for each in timing.attention],
    }


def _next(meet: Meet, session: str) -> str | None:
    place = next_in_session(meet, session)
    return "/".join(place) if place else None


def _status_json(
    at: AtDesk, competition: Competition, waiting: Sequence[Unconfirmed]
) -> dict[str, Json]:
    step = next_step(at.meet, competition)
    confirmed = competition.classification
    return {
        "competition": competition.id,
        "title": competition.title,
        "category": competition.category,
        "distance_m": competition.distance_m,
        "format": competition.fmt.id,
        "entries": len(competition.bibs),
        "phases": [_phase_json(at.meet, competition, plan) for plan in competition.fmt.phase],
        "classification": confirmed.level if confirmed else None,
        "awaits": spoken(step.awaits),
        "command": _command(at, competition, step.command),
        "attention": [spoken(each) for each in _attention(at.meet, competition)],
        "unconfirmed": [
            {"phase": each.plan.id, "heat": each.heat.key, "says": spoken(each.sentence)}
            for each in waiting
            if each.competition is competition
        ],
    }


def _attention(meet: Meet, competition: Competition) -> tuple[Sentence, ...]:
    return (*attention(competition), *stale_documents(meet, competition))


def _phase_json(meet: Meet, competition: Competition, plan: Phase) -> dict[str, Json]:
    phase = competition.phase(plan.id)
    counting = phase.counting if phase else ()
    return {
        "phase": plan.id,
        "heats": len(counting),
        "ridden": sum(is_ridden(meet, competition, plan, heat) for heat in counting),
        "level": phase.ranking.level if phase and phase.ranking else None,
    }


def _command(at: AtDesk, competition: Competition, text: str) -> str:
    """A proposed command as it can be typed here."""
    if not text:
        return ""
    several = len(list(at.meet.in_order())) > 1
    return text.replace("MEET", at.path) + (f" --competition {competition.id}" if several else "")


def _print_status(at: AtDesk, competition: Competition, waiting: Sequence[Unconfirmed]) -> None:
    out("", painted(f"{competition.title} ({competition.id})", "bold"))
    out(
        say(
            "  {n} entries, {distance} m, format {format}"
            if len(competition.bibs) != 1
            else "  {n} entry, {distance} m, format {format}",
            n=len(competition.bibs),
            distance=competition.distance_m,
            format=competition.fmt.id,
        )
    )
    for plan in competition.fmt.phase:
        out(f"  {spoken(plan.called)}: {spoken(_how_far(at.meet, competition, plan))}")
    if competition.classification is not None:
        out(say("  Final classification: {level}", level=level(competition.classification.level)))
    for heat in waiting:
        if heat.competition is competition:
            out(painted(f"  ! {spoken(heat.sentence)}", "yellow"))
    for each in _attention(at.meet, competition):
        out(painted(f"  ! {spoken(each)}", "yellow"))
    step = next_step(at.meet, competition)
    out(say("  Next: {awaits}", awaits=step.awaits))
    if step.command:
        out(f"        {_command(at, competition, step.command)}")


def _how_far(meet: Meet, competition: Competition, plan: Phase) -> Sentence:
    phase = competition.phase(plan.id)
    if phase is None or not phase.counting:
        return say("not drawn")
    if phase.ranking is not None:
        return level(phase.ranking.level)
    ridden = sum(is_ridden(meet, competition, plan, heat) for heat in phase.counting)
    return say("{ridden} of {n} heats ridden", ridden=ridden, n=len(phase.counting))


@looking(
    "result",
    says=say("Show a phase with its heats and ranking, or the final classification."),
    examples=(
        ("halflap result club.halflap qualifying", say("start list, times and ranking")),
        ("halflap result club.halflap", say("the final classification")),
    ),
)
@argument(
    "phase",
    metavar="[PHASE]",
    required=False,
    says=say("The phase; without it the classification."),
)
def result(at: AtDesk, *, phase: str | None) -> int:
    """The command."""
    competition = at.competition()
    if phase is None:
        if at.as_json:
            write_json(classification_json(classification_table(competition), spoken))
        else:
            out(*classification_lines(competition))
        return DONE
    plan = at.phase(phase)
    if at.as_json:
        write_json(phase_json(phase_table(competition, plan), spoken))
    else:
        out(*phase_lines(competition, plan, spoken(plan.called)))
    return DONE


@looking(
    "history",
    says=say("Show everything that was done, by whom and when; what was taken back is marked."),
    examples=(
        ("halflap history club.halflap", say("everything, in order")),
        ("halflap history club.halflap --communique 3", say("what communiqué 3 says")),
    ),
    of_one=False,
)
@option(
    "--communique",
    "number",
    type=int,
    metavar="N",
    says=say("Show what communiqué N says, as it was issued."),
)
@option(
    "--impulses",
    is_flag=True,
    says=say("Show each impulse; otherwise those that follow each other are one line."),
)
def history(at: AtDesk, *, number: int | None, impulses: bool) -> int:
    """The command."""
    if number is not None:
        return _communique(at, number)
    withdrawn = at.desk.ledger.withdrawn
    entries = at.desk.ledger.entries
    if at.as_json:
        write_json(
            [
                {
                    "seq": each.seq,
                    "command": each.command,
                    "utc_us": each.utc_us,
                    "actor": each.actor,
                    "says": spoken(what_happened(each, at.meet)),
                    "withdrawn": each.command in withdrawn,
                }
                for each in entries
            ]
        )
        return DONE
    zone = zone_of(at.meet)
    head = [spoken(word) for word in (say("fact"), say("when"), say("who"), say("what"))]
    taken_back = spoken(say("(taken back)"))
    told = each_alone(at.meet, entries) if impulses else gathered(at.meet, entries)
    rows = [
        [
            str(each.seq),
            datetime.fromtimestamp(each.utc_us / 1_000_000, zone).strftime("%Y-%m-%d %H:%M:%S"),
            spoken(author_called(each.actor)),
            spoken(what) + (f" {taken_back}" if each.command in withdrawn else ""),
        ]
        for each, what in told
    ]
    out(*table(head, rows, "r"))
    return DONE


def _communique(at: AtDesk, number: int) -> int:
    issued = at.meet.documents.get(number)
    if issued is None:
        raise unusable(
            "no-communique",
            say("There is no communiqué {number}.", number=number),
            say("The last one is {last}.", last=len(at.meet.documents)),
        )
    write_json(
        {
            "communique": issued.number,
            "document": issued.document,
            "revision": issued.revision,
            "reason": issued.reason,
            "difference": list(issued.difference),
            "content": json.loads(issued.content),
        }
    )
    return DONE


@looking(
    "why",
    says=say(
        "Say why a number is what it is: the articles, the inputs and the arithmetic. Without a "
        "path, or with the beginning of one, the numbers there are."
    ),
    examples=(
        ("halflap why club.halflap place/3", say("why this rider is third")),
        ("halflap why club.halflap finals/pairing/gold", say("why these two ride for gold")),
        ("halflap why club.halflap qualifying", say("the numbers of qualifying")),
    ),
)
@argument(
    "path",
    metavar="[PATH]",
    required=False,
    says=say("What is asked about, such as place/3 or qualifying/rank/9."),
)
def why(at: AtDesk, *, path: str | None) -> int:
    """The command."""
    asked = (path or "").strip("/")
    first, _, rest = asked.partition("/")
    begins = at.meet.competitions.get(first) if at.named in (None, first) else None
    competition = begins or at.competition()
    asked = rest if begins is not None else asked
    known = numbers(at.meet, competition)
    if asked in known:
        _print_number(at, asked, known[asked])
        return DONE
    found = {name: number for name, number in known.items() if _leads_to(asked, name)}
    if not found:
        raise unusable(
            "no-path",
            say("There is no number “{path}” now.", path=path or ""),
            say("halflap why {meet} lists what there is.", meet=at.path),
        )
    if len(found) == 1:
        ((name, number),) = found.items()
        _print_number(at, name, number)
    else:
        _print_numbers(at, found)
    return DONE


def _leads_to(asked: str, name: str) -> bool:
    """Whether a path asked for is the beginning or the end of a number's path."""
    return not asked or f"{name}/".startswith(f"{asked}/") or name.endswith(f"/{asked}")


def _print_number(at: AtDesk, path: str, number: Number) -> None:
    if at.as_json:
        write_json(
            {
                "path": path,
                "value": number.value,
                "reasons": [
                    {"says": spoken(each.sentence), "article": each.article}
                    for each in number.reasons
                ],
            }
        )
        return
    out(painted(f"{path} = {number.value}", "bold"))
    for each in number.reasons:
        article = f" [{each.article}]" if each.article else ""
        out(f"  {spoken(each.sentence)}{article}")


def _print_numbers(at: AtDesk, found: Mapping[str, Number]) -> None:
    if at.as_json:
        write_json({"numbers": {name: number.value for name, number in found.items()}})
        return
    head = [spoken(say("path")), spoken(say("value"))]
    out(*table(head, [[name, number.value] for name, number in found.items()]))
