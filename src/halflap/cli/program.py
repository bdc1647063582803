"""Knows the command ``halflap`` itself: its options, how a run begins, and how every run ends."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from halflap import __version__
from halflap.cli.command import Example, option
from halflap.cli.commands import Commands
from halflap.cli.failure import BUG, DONE, INTERRUPTED, USAGE, Failure
from halflap.cli.say import asked_language, err, out, speak, write_utf8
from halflap.words.sentence import say

_EXAMPLES: tuple[Example, ...] = (
    ("halflap demo", say("a whole competition, to see what halflap does")),
    ("halflap new club.halflap --format uci-2025 --category ME", say("a meet of your own")),
    ("halflap status club.halflap", say("what it waits for, at any time")),
    ("halflap classify athens.json", say("who won, and why")),
    ("halflap audit results/*.txt", say("what cannot be right in published results")),
)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    help=say("Run a track-cycling individual pursuit competition.").template,
)
@option("--version", is_flag=True, says=say("Show the version of halflap."))
@click.pass_context
def halflap(ctx: click.Context, version: bool) -> int:
    """The command without a command below it says what there is."""
    if version:
        out(f"halflap {__version__}")
        return DONE
    if ctx.invoked_subcommand is None:
        out(ctx.get_help())
        return USAGE
    return DONE


halflap.examples = _EXAMPLES


def run(given: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    write_utf8()
    speak(asked_language(given, os.environ))
    try:
        return int(halflap.main(given, prog_name="halflap", standalone_mode=False) or DONE)
    except Failure as failure:
        return _ended(failure, given)
    except click.UsageError as error:
        from halflap.cli.usage import failure_of  # noqa: PLC0415 - only errors pay for it

        return _ended(failure_of(error), given)
    except click.Abort:
        err(say("Interrupted."))
        return INTERRUPTED
    except Exception as bug:  # the one place where our own faults end: loud, and nothing goes on
        return _bug(bug, given)


def _ended(failure: Failure, args: Sequence[str]) -> int:
    from halflap.cli.output import report  # noqa: PLC0415 - only errors pay for it

    report(failure, "--json" in args)
    return failure.exit_code


def _bug(bug: Exception, args: Sequence[str]) -> int:
    import traceback  # noqa: PLC0415 - only errors pay for it

    err("".join(traceback.format_exception(bug)))
    err(
        say(
            "This is a fault of halflap {version}, not yours. Everything acknowledged is kept; "
            "before repeating the command, look at the meet with halflap status. Please report "
            "what stands above, with the command (halflap {command}) and, if you may share it, "
            "the file.",
            version=__version__,
            command=" ".join(args),
        )
    )
    return BUG
