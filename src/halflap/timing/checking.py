"""Knows the session check: each input is tripped in the order asked, before anybody races.

A check is a list of steps, gun, home, back and backup as far as they are configured. Each awaits an
impulse on its own input; the right one passes it, any other is named. What it finds beside that:
lines that are swapped, inputs that nobody configured, how close two impulses of one input came
(so how short its dead time is), and the offset of each clock to the host's.

The table is ``VERDICTS``: from what answered (``Answer``) to what becomes of the step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from halflap.timing.wording import seconds
from halflap.words.sentence import Sentence, say

AGAIN_US = 1_000_000
"""An impulse of the same input this soon belongs to the same tripping."""

BOUNCE_US = 20_000
"""No two wheels follow so closely: 1 m between them is 0.04 s at 90 km/h."""


class Post(Enum):
    """What is tripped."""

    GUN = "gun"
    HOME = "home"
    BACK = "back"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Input:
    """One input of one device, as the device names it."""

    device: str
    channel: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to trip. ``beside``: the post whose tripping a backup on the same line sees too."""

    post: Post
    input: Input
    beside: Post | None = None


@dataclass(frozen=True, slots=True)
class Trip:
    """An impulse during the check: its input, its clock and the host's on arrival, microseconds."""

    input: Input
    us: int
    host_us: int | None = None


class Answer(Enum):
    """What answered when a post was to be tripped."""

    RIGHT = "right"
    AGAIN = "again"  # the same tripping once more: another wheel, or a bounce
    BESIDE = "beside"  # the backup on the line being tripped
    OTHER_LINE = "other line"
    OTHER = "other"  # another post of this check
    UNKNOWN = "unknown"  # an input that is not in this check


class Verdict(Enum):
    """What becomes of the step."""

    PASSES = "passes"
    STAYS = "stays"
    FAILS = "fails"


VERDICTS: Mapping[Answer, Verdict] = {
    Answer.RIGHT: Verdict.PASSES,
    Answer.AGAIN: Verdict.STAYS,
    Answer.BESIDE: Verdict.STAYS,
    Answer.OTHER_LINE: Verdict.FAILS,
    Answer.OTHER: Verdict.FAILS,
    Answer.UNKNOWN: Verdict.FAILS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the check found wrong or worth saying; ``wrong``: it has to be put right."""

    post: Post
    text: Sentence
    wrong: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A session check so far.

    ``passed_steps`` has the step numbers that passed. ``answers``: every impulse with what it was.
    ``closest``: by input the shortest time between two impulses of one tripping, so its dead time
    is shorter. ``offsets``: by device, its clock less the host's, of the quickest delivery.
    ``crossed``: the lines where the other one's input answered.
    """

    steps: tuple[Step, ...]
    passed_steps: tuple[int, ...] = ()
    answers: tuple[tuple[Trip, Answer], ...] = ()
    findings: tuple[Finding, ...] = ()
    closest: tuple[tuple[Input, int], ...] = ()
    offsets: tuple[tuple[str, int], ...] = ()
    crossed: tuple[Post, ...] = ()

    @property
    def awaited(self) -> Step | None:
        """The step whose impulse is awaited; None when all have passed.

        A line where the other one's input answered waits until that other line was tripped too:
        only both together show that they are swapped.
        """
        left = [step for n, step in enumerate(self.steps) if n not in self.passed_steps]
        straight = (step for step in left if step.post not in self.crossed)
        return next(straight, left[0] if left else None)

    @property
    def passed(self) -> bool:
        """Whether every step has passed; a check of nothing has not."""
        return bool(self.steps) and self.awaited is None

    @property
    def swapped(self) -> bool:
        """Whether each line answered for the other."""
        return {Post.HOME, Post.BACK} <= set(self.crossed)

    def offset_between(self, device: str, other: str) -> int | None:
        """What the clock of ``other`` shows more than that of ``device``, microseconds."""
        found = dict(self.offsets)
        if device not in found or other not in found:
            return None
        return found[other] - found[device]


def tripped(check: Check, trip: Trip) -> Check:
    """The check after an impulse."""
    check = _measured(check, trip)
    step = check.awaited
    if step is None:
        return check
    answer = _answer(check, step, trip)
    check = replace(check, answers=(*check.answers, (trip, answer)))
    match VERDICTS[answer]:
        case Verdict.PASSES:
            return _passed(check, step)
        case Verdict.FAILS:
            return _failed(check, step, trip, answer)
        case Verdict.STAYS:
            return check if answer is Answer.AGAIN else _seen_beside(check, trip)


def skip(check: Check) -> Check:
    """The check without the step that is awaited: that input is not used today."""
    step = check.awaited
    if step is None:
        return check
    return replace(check, steps=tuple(one for one in check.steps if one is not step))


def asked(check: Check) -> Sentence:
    """The one sentence that says what to do now."""
    step = check.awaited
    if step is None and not check.steps:
        return say("Nothing is configured to be checked: name the device and its inputs.")
    if step is None:
        return say("Every input answered as it should: the check has passed.")
    return say(
        "Trip {post}. Awaited: an impulse on {channel} of {device}.",
        post=_named(step.post),
        channel=step.input.channel,
        device=step.input.device,
    )


def dead_time(check: Check, of: Input) -> Sentence | None:
    """What two impulses of one tripping say about the dead time of an input; None if they did not
    come.
    """
    closest = dict(check.closest).get(of)
    if closest is None:
        return None
    if closest < BOUNCE_US:
        return say(
            "{channel} of {device} fired twice within {seconds} s, closer than two wheels can be:"
            " the contact bounces. Set the dead time of this input to about 0.02 s.",
            channel=of.channel,
            device=of.device,
            seconds=seconds(closest, 4),
        )
    return say(
        "{channel} of {device} fired twice within {seconds} s: its dead time is shorter than that,"
        " so both wheels of a bicycle can be seen.",
        channel=of.channel,
        device=of.device,
        seconds=seconds(closest, 4),
    )


def _answer(check: Check, step: Step, trip: Trip) -> Answer:
    """What an impulse is when ``step`` is awaited."""
    if _again(check, trip):
        return Answer.AGAIN
    if trip.input == step.input:
        return Answer.RIGHT
    posts = [other for other in check.steps if other.input == trip.input]
    if not posts:
        return Answer.UNKNOWN
    lines = {Post.HOME, Post.BACK}
    if any(other.beside is step.post or step.beside is other.post for other in posts):
        return Answer.BESIDE
    if any(
        other.beside is not None and _just_tripped(check, other.beside, trip) for other in posts
    ):
        return Answer.BESIDE
    if step.post in lines and any(other.post in lines for other in posts):
        return Answer.OTHER_LINE
    return Answer.OTHER


def _again(check: Check, trip: Trip) -> bool:
    """Whether this input answered a moment ago."""
    return any(
        before.input == trip.input and abs(trip.us - before.us) <= AGAIN_US
        for before, _ in check.answers[-8:]
    )


def _just_tripped(check: Check, post: Post, trip: Trip) -> bool:
    """Whether that post passed a moment ago, by the host's clock: its backup comes right after."""
    inputs = {step.input for step in check.steps if step.post is post}
    return any(
        answer is Answer.RIGHT
        and before.input in inputs
        and (
            trip.host_us is None
            or before.host_us is None
            or abs(trip.host_us - before.host_us) <= AGAIN_US
        )
        for before, answer in check.answers[-4:]
    )


def _measured(check: Check, trip: Trip) -> Check:
    """The check with what this impulse says of dead time and clock."""
    closest = dict(check.closest)
    for before, _ in check.answers[-8:]:
        apart = abs(trip.us - before.us)
        if before.input == trip.input and apart <= AGAIN_US:
            closest[trip.input] = min(apart, closest.get(trip.input, apart))
    offsets = dict(check.offsets)
    if trip.host_us is not None:
        offset = trip.us - trip.host_us
        device = trip.input.device
        offsets[device] = max(offset, offsets.get(device, offset))
    return replace(check, closest=tuple(closest.items()), offsets=tuple(offsets.items()))


def _passed(check: Check, step: Step) -> Check:
    """The check with this step passed, and what was found wrong about it settled."""
    return replace(
        check,
        passed_steps=(*check.passed_steps, check.steps.index(step)),
        findings=tuple(one for one in check.findings if one.post is not step.post),
        crossed=tuple(post for post in check.crossed if post is not step.post),
    )


def _seen_beside(check: Check, trip: Trip) -> Check:
    """A backup that saw the tripping of its line has passed without being asked."""
    found = [
        number
        for number, step in enumerate(check.steps)
        if step.input == trip.input and step.beside is not None
    ]
    fresh = [number for number in found if number not in check.passed_steps]
    return replace(check, passed_steps=(*check.passed_steps, *fresh))


def _failed(check: Check, step: Step, trip: Trip, answer: Answer) -> Check:
    """The check with a wrong input named, and the remedy."""
    if answer is Answer.OTHER_LINE and step.post not in check.crossed:
        check = replace(check, crossed=(*check.crossed, step.post))
    finding = Finding(step.post, _why(check, step, trip, answer), wrong=True)
    kept = tuple(one for one in check.findings if one.post is not step.post)
    return replace(check, findings=(*kept, finding))


def _why(check: Check, step: Step, trip: Trip, answer: Answer) -> Sentence:
    post, channel, device = _named(step.post), trip.input.channel, trip.input.device
    if answer is Answer.OTHER_LINE and check.swapped:
        return say(
            "The lines are swapped: each answered on the input of the other. Exchange the two"
            " plugs, or the two channels in the set-up, and trip both again."
        )
    if answer is Answer.OTHER_LINE:
        return say(
            "Asked for was {post}, but {channel} of {device} answered, the input of the other"
            " line. Either the other line was tripped, or the two are swapped: the next one shows"
            " which.",
            post=post,
            channel=channel,
            device=device,
        )
    if answer is Answer.OTHER:
        return say(
            "Asked for was {post}, but {channel} of {device} answered, which belongs to something"
            " else: trip what was asked for, or look where its cable goes.",
            post=post,
            channel=channel,
            device=device,
        )
    return say(
        "Asked for was {post}, but {channel} of {device} answered, which is not configured: plug"
        " the cable into {right}, or set the channel up.",
        post=post,
        channel=channel,
        device=device,
        right=step.input.channel,
    )


def _named(post: Post) -> Sentence:
    match post:
        case Post.GUN:
            return say("the gun")
        case Post.HOME:
            return say("the home line")
        case Post.BACK:
            return say("the back line")
        case Post.BACKUP:
            return say("the backup")
