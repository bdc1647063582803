"""Knows every address of the API: what it is for, who may use it, what it takes and answers.

A test holds this against the routes: none is undescribed, and none is described that is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from halflap.meet.views.announced import Announced
from halflap.meet.views.coach_values import CoachTable
from halflap.meet.views.officials_live import OfficialsLive
from halflap.meet.views.officials_values import Officials
from halflap.meet.views.released_values import (
    LiveNow,
    ReleasedCompetition,
    ReleasedDocument,
    ReleasedHeat,
)
from halflap.meet.views.session_plan import SessionPlan
from halflap.meet.views.strip import Strip
from halflap.web.console import AT_THE_CONSOLE, Checking, Pressed
from halflap.web.display_register import Orders
from halflap.web.display_said import Here
from halflap.web.displays import MAY_DIRECT, Directed, Listed
from halflap.web.officials_stream import Operators, Page
from halflap.web.public_stream import PublicSnapshot
from halflap.web.reading_api import COMMISSAIRES, Explanation, History, Me, SignIns
from halflap.web.roles import EVERYBODY, OFFICIALS, Role
from halflap.web.telling import AT_ONCE_MS
from halflap.words.on_screen import Text
from halflap.words.sentence import Sentence, say

Method = Literal["get", "post"]


class Stamped(msgspec.Struct, frozen=True, kw_only=True):
    """What every message says of its moment: the hub's steady clock, and the newest fact.

    ``rate`` is there where the meet is simulated: so many of its seconds pass in one of ours.
    ``spread_ms`` is there where many listen: who asks for more after this message waits a while of
    chance, up to so long, before it does.
    """

    now_us: int
    seq: int
    rate: float = 1
    spread_ms: int = AT_ONCE_MS


class Public(Stamped, frozen=True, kw_only=True):
    """What was released, and the run on the track."""

    view: PublicSnapshot


class PublicLive(Stamped, frozen=True, kw_only=True):
    """The run on the track, as everybody sees it; null where there is none."""

    live: LiveNow | None


class OfficialsNow(Stamped, frozen=True, kw_only=True):
    """What officials see."""

    view: Officials


class OfficialsLiveNow(Stamped, frozen=True, kw_only=True):
    """The run on the track with its doubts; null where there is none."""

    live: OfficialsLive | None


class Part(Stamped, frozen=True, kw_only=True):
    """One part of the snapshot that changed: its name, and its new value."""

    part: str
    view: msgspec.Raw


class Fault(Stamped, frozen=True, kw_only=True):
    """What is shown is not current: what is new could not be worked out. A snapshot ends it."""


class OfficialsFault(Fault, frozen=True, kw_only=True):
    """The same for officials, in words."""

    says: Text


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """The impulse was given to this source."""

    source: str
    channel: str


class CheckRunning(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the session check is being done."""

    running: bool


@dataclass(frozen=True, slots=True)
class Query:
    """Something that may stand behind the question mark."""

    name: str
    kind: type
    says: Sentence
    such_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """``roles``: None is anybody. ``events`` are those of a stream, and ``answer`` is then unused.

    ``refusals`` are the numbers with which it may say no, besides those that any may.
    """

    method: Method
    path: str
    says: Sentence
    answer: type = msgspec.Raw
    roles: frozenset[Role] | None = None
    body: type | None = None
    query: tuple[Query, ...] = ()
    events: tuple[tuple[str, type], ...] = ()
    refusals: tuple[int, ...] = ()


def written(path: str) -> str:
    """A path of a route as the description writes it: without the kinds of its parts."""
    return re.sub(r":\w+(?=\})", "", path)


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        method="get",
        path="/api/v1/public",
        says=say("All that was released of the meet, and the run on the track."),
        answer=Public,
    ),
    Operation(
        method="get",
        path="/api/v1/public/live",
        says=say("The run on the track, as everybody sees it."),
        answer=PublicLive,
    ),
    Operation(
        method="get",
        path="/events/public",
        says=say("The same as a stream: everything at first, then what changes."),
        events=(
            ("snapshot", Public),
            ("live", PublicLive),
            ("part", Part),
            ("beat", Stamped),
            ("fault", Fault),
        ),
        refusals=(503,),
    ),
    Operation(
        method="get",
        path="/api/v1/competitions/{competition}",
        says=say("One competition, as it was released."),
        answer=ReleasedCompetition,
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/api/v1/heats/{competition}/{phase}/{heat}",
        says=say("One heat with its splits, as it was released."),
        answer=ReleasedHeat,
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/api/v1/coach/{competition}/{bib}",
        says=say("The half laps of one rider, against the opponent and another ride."),
        answer=CoachTable,
        query=(
            Query(
                "with",
                str,
                say("“quickest”, or a ride by its id: phase/heat/bib, as “rides” names them."),
            ),
        ),
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/api/v1/documents/{number}",
        says=say("A communiqué, word for word as it was issued."),
        answer=ReleasedDocument,
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/api/v1/session-plan",
        says=say("When each heat started or is expected to, and how that is reckoned."),
        answer=SessionPlan,
    ),
    Operation(
        method="get",
        path="/api/v1/announcer",
        says=say("What the announcer can say: who rides, and what it takes to go on or to win."),
        answer=Announced,
    ),
    Operation(
        method="get",
        path="/api/v1/openapi.json",
        says=say("This description, for programs."),
        answer=dict[str, Any],
    ),
    Operation(
        method="get",
        path="/api/v1/me",
        says=say("Who is signed in, and which commands that role may give."),
        answer=Me,
        roles=EVERYBODY,
    ),
    Operation(
        method="get",
        path="/api/v1/officials",
        says=say("What officials see: what is awaited, doubts, devices, the impulse strip."),
        answer=OfficialsNow,
        roles=OFFICIALS,
    ),
    Operation(
        method="get",
        path="/api/v1/strip/{competition}/{phase}/{heat}/{run}",
        says=say("Every impulse of one run, also of one that was started again, as it reads now."),
        answer=Strip,
        roles=OFFICIALS,
        refusals=(404,),
    ),
    Operation(
        method="get",
        path="/events/officials",
        says=say("What officials see as a stream."),
        events=(
            ("snapshot", OfficialsNow),
            ("live", OfficialsLiveNow),
            ("part", Part),
            ("beat", Stamped),
            ("fault", OfficialsFault),
        ),
        roles=OFFICIALS,
        refusals=(503,),
    ),
    Operation(
        method="get",
        path="/api/v1/sign-ins",
        says=say("Who signed in and out last, who tried in vain, and from where."),
        answer=SignIns,
        roles=COMMISSAIRES,
    ),
    Operation(
        method="get",
        path="/api/v1/history",
        says=say("Everything that was done, by whom and when, also what was taken back."),
        answer=History,
        roles=OFFICIALS,
        query=(
            Query("after", int, say("Only facts after this one.")),
            Query("most", int, say("So many at most; never more than 500.")),
        ),
        refusals=(400,),
    ),
    Operation(
        method="get",
        path="/api/v1/why",
        says=say("Why a number is what it is: inputs, arithmetic and articles."),
        answer=Explanation,
        roles=OFFICIALS,
        query=(
            Query(
                "competition",
                str,
                say("Which one; may be left out where there is one only."),
                "men",
            ),
            Query(
                "path",
                str,
                say("Such as place/3 or qualifying/rank/9; without it, all numbers there are."),
                "qualifying",
            ),
        ),
        refusals=(404,),
    ),
    Operation(
        method="post",
        path="/api/v1/console/impulse",
        says=say("An impulse by a button of the screen, where the meet has one as a source."),
        answer=Taken,
        roles=AT_THE_CONSOLE,
        body=Pressed,
        refusals=(400, 409, 413),
    ),
    Operation(
        method="post",
        path="/api/v1/here",
        says=say("A page of officials says which heat it is about, and hears who else is there."),
        answer=Operators,
        roles=OFFICIALS,
        body=Page,
        refusals=(400, 403, 413),
    ),
    Operation(
        method="post",
        path="/api/v1/console/check",
        says=say("Begin the session check, or end it."),
        answer=CheckRunning,
        roles=AT_THE_CONSOLE,
        body=Checking,
        refusals=(400, 409, 413),
    ),
    Operation(
        method="post",
        path="/api/v1/displays",
        says=say("A display says that it is there, and hears what it has to show."),
        answer=Orders,
        body=Here,
        refusals=(400, 409, 413, 429),
    ),
    Operation(
        method="get",
        path="/api/v1/displays",
        says=say("Every display that was heard of."),
        answer=list[Listed],
        roles=MAY_DIRECT,
    ),
    Operation(
        method="post",
        path="/api/v1/displays/{number}",
        says=say("Name a display, turn it dark, let it show something else."),
        answer=list[Listed],
        roles=MAY_DIRECT,
        body=Directed,
        refusals=(400, 404, 409, 413, 503),
    ),
)
"""All but the commands: those are described by their own types."""
