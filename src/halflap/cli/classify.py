"""``halflap classify``: the final classification of an event from its heats."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.cli.command import argument, as_json, command, option
from halflap.cli.failure import DONE, FINDING
from halflap.cli.output import Json, write_json
from halflap.cli.published import event_of_json, format_of
from halflap.cli.say import err, out, painted, spoken
from halflap.cli.table import table
from halflap.rulebook.classification import MEDALS, Classification, Placing, classify
from halflap.rulebook.format_file import shipped
from halflap.rulebook.inference import infer
from halflap.rulebook.reading import Read, read
from halflap.sport.outcome import code, time_of
from halflap.sport.reason import Reason
from halflap.words.sentence import Sentence, say


@command(
    "classify",
    says=say(
        "Derive the final classification of an event from its heats. Only riders, heats and "
        "outcomes are used; ranks, a final classification and notes in the file are not looked "
        "at. Ends with 0 if all is decided, 1 if something is missing, 2 if the file cannot be "
        "read."
    ),
    examples=(
        ("halflap classify athens.json", say("as a table, with the reasons")),
        ("halflap classify athens.json --format olympic-2004", say("by this format")),
        ("halflap classify - --json < athens.json", say("from standard input, as JSON")),
    ),
)
@argument(
    "event",
    metavar="EVENT.json",
    says=say("The event (docs/event-format.md); - is standard input."),
)
@option(
    "--format",
    "format_name",
    metavar="ID|FILE",
    says=say("The format; otherwise it is inferred and named."),
)
@as_json
def classify_event(event: str, format_name: str | None, as_json: bool) -> int:
    """The command."""
    published = event_of_json(event)
    if format_name:
        fmt = format_of(format_name)
        format_line = say("Format: {format}.", format=fmt.id)
    else:
        inference = infer(published)
        fmt = shipped(inference.candidates[0])
        format_line = say(
            "Format: {format}, inferred. {reasons}", format=fmt.id, reasons=inference.reasons
        )
    known = read(published, fmt)
    found = classify(fmt, known.results)
    missing = (
        *found.missing,
        *(
            say("{round}: {format} has no such round", round=round_.name, format=fmt.id)
            for round_ in known.unplaced
        ),
    )
    for damage in published.damage:
        err(
            say(
                "{where}: {found} – it should be {expected}",
                where=damage.where,
                found=damage.says,
                expected=damage.expected,
            )
        )
    if as_json:
        write_json(
            {
                "event": published.id,
                "format": fmt.id,
                "format_inferred": not format_name,
                "complete": not missing,
                "missing": [spoken(sentence) for sentence in missing],
                "classification": [_row(placing, known) for placing in found.placings],
                "medals": {
                    medal: _holder(rank, found, known) for rank, medal in enumerate(MEDALS, start=1)
                },
                "medal_notes": [spoken(note) for note in found.medal_notes],
            }
        )
    else:
        _print(published.title or published.id, format_line, found, known, missing)
    return FINDING if missing else DONE


def _row(placing: Placing, known: Read) -> dict[str, Json]:
    printed = known.riders[placing.rider]
    return {
        "rank": placing.rank,
        "name": printed.name,
        "nat": printed.nat,
        "why": " ".join(said(reason) for reason in placing.reasons),
    }


def said(reason: Reason) -> str:
    """A reason with the article it rests on."""
    text = spoken(reason.sentence)
    return f"{text} [{reason.article}]" if reason.article else text


def _holder(rank: int, found: Classification, known: Read) -> str | None:
    """Who alone holds a medal; a shared, vacant or undecided one has a note instead."""
    holders = found.holders(rank)
    return known.riders[holders[0]].name if len(holders) == 1 else None


def result(placing: Placing) -> str:
    """The time, or the code of the outcome, or both, of the ride that placed a rider."""
    outcome = placing.ride.outcome
    if outcome is None:
        return ""
    time = time_of(outcome)
    words = [str(time) if time else "", "" if code(outcome) == "OK" else code(outcome)]
    return " ".join(word for word in words if word)


def _print(
    title: str,
    format_line: Sentence,
    found: Classification,
    known: Read,
    missing: Sequence[Sentence],
) -> None:
    if title:
        out(painted(title, "bold"))
    out(format_line, "")
    head = [
        spoken(word) for word in (say("place"), say("rider"), say("nat"), say("ride"), say("why"))
    ]
    rows = [
        [
            "–" if placing.rank is None else str(placing.rank),
            known.riders[placing.rider].name,
            known.riders[placing.rider].nat,
            result(placing),
            said(placing.reasons[0]) if placing.reasons else "",
        ]
        for placing in found.placings
    ]
    out(*table(head, rows, "r"))
    for title_, sentences in ((say("Medals"), found.medal_notes), (say("Not decided"), missing)):
        if sentences:
            out("", painted(spoken(title_), "bold"), *(f"  {spoken(each)}" for each in sentences))
