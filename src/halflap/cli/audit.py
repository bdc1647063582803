"""``halflap audit``: what contradicts itself in published results."""

from __future__ import annotations

from collections.abc import Sequence

from halflap.cli.command import argument, as_json, command, option
from halflap.cli.failure import DONE, FINDING, USAGE, Failure
from halflap.cli.output import Json, report, write_json_line
from halflap.cli.published import event_of, format_of
from halflap.cli.say import out, painted, spoken
from halflap.rulebook.audit.contradiction import AuditReport, Contradiction
from halflap.rulebook.audit.report import audit_event
from halflap.rulebook.format import Format
from halflap.words.sentence import Sentence, say

_SEVERITIES = {"error": say("error"), "doubt": say("doubt")}
_COLOURS = {"error": "red", "doubt": "yellow"}


@command(
    "audit",
    says=say(
        "Find what contradicts itself in published results: event JSON, classification JSON, "
        "plain text or wikitext, told apart by content. An error has no legal reading; a doubt "
        "depends on the assumption it names. Ends with 0 if there is no error, 1 if there is "
        "one, 2 if a file could not be read."
    ),
    examples=(
        ("halflap audit athens-2004.txt", say("one page")),
        ("halflap audit results/*.json --strict", say("many files; doubts count as errors")),
        ("halflap audit page.wiki --json", say("one JSON object a line per file")),
    ),
)
@argument(
    "files", metavar="FILE…", nargs=-1, required=True, says=say("The results; - is standard input.")
)
@option(
    "--format",
    "format_name",
    metavar="ID|FILE",
    says=say("The format; otherwise it is inferred and named."),
)
@option("--strict", is_flag=True, says=say("Doubts count as errors."))
@as_json
def audit(files: Sequence[str], format_name: str | None, strict: bool, as_json: bool) -> int:
    """The command: a file that cannot be read is named, and the others are judged all the same."""
    fmt = format_of(format_name) if format_name else None
    return max(_audit_file(file, fmt, strict, as_json) for file in files)


def _audit_file(file: str, fmt: Format | None, strict: bool, as_json: bool) -> int:
    try:
        found = audit_event(event_of(file), fmt)
    except Failure as failure:
        report(failure, as_json=False)
        return USAGE
    if as_json:
        write_json_line(
            {
                "file": file,
                "format": found.format_id,
                "contradictions": [_row(each) for each in found.contradictions],
            }
        )
    else:
        _print(file, found)
    return FINDING if found.has_errors or (strict and found.contradictions) else DONE


def _row(found: Contradiction) -> dict[str, Json]:
    return {
        "severity": found.severity,
        "kind": found.kind,
        "where": found.where,
        "says": found.says,
        "derived": spoken(found.derived),
        "rule": spoken(found.rule),
    }


def _print(file: str, found: AuditReport) -> None:
    out(painted(file, "bold"), f"  {spoken(_verdict(found))}")
    for each in found.contradictions:
        severity = painted(spoken(_SEVERITIES[each.severity]), _COLOURS[each.severity])
        out(
            "",
            f"  {severity} · {each.kind} · {each.where}",
            f"    {spoken(say('says: {text}', text=each.says))}",
            f"    {spoken(say('but: {text}', text=each.derived))}",
            f"    {spoken(say('rule: {text}', text=each.rule))}",
        )


def _verdict(found: AuditReport) -> Sentence:
    errors = sum(each.severity == "error" for each in found.contradictions)
    counted = say(
        "Errors: {errors}, doubts: {doubts}.",
        errors=errors,
        doubts=len(found.contradictions) - errors,
    )
    if found.format_id is None:
        return say("{counted} No format is known.", counted=counted)
    if found.inferred:
        return say("{counted} Format: {format}, inferred.", counted=counted, format=found.format_id)
    return say("{counted} Format: {format}.", counted=counted, format=found.format_id)
