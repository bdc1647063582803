"""Knows which commands there are and where each is, so that only the one asked for is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

from halflap.cli.command import Group
from halflap.cli.say import spoken
from halflap.words.sentence import Sentence, say

Found = tuple[str, Sentence]

SECTIONS: tuple[tuple[Sentence, Mapping[str, Found]], ...] = (
    (
        say("A meet and its riders"),
        {
            "new": ("halflap.cli.opening:new", say("Make a new meet file.")),
            "competition": (
                "halflap.cli.opening:competition",
                say("Open another competition in a meet."),
            ),
            "enter": ("halflap.cli.entering:enter", say("Enter riders from a list or one by one.")),
            "withdraw": ("halflap.cli.entering:withdraw", say("Take an entry back.")),
            "substitute": (
                "halflap.cli.entering:substitute",
                say("Let another rider take a rider's place."),
            ),
            "start-line": (
                "halflap.cli.scheduling:start_line",
                say("Say where the start line is painted."),
            ),
            "schedule": (
                "halflap.cli.scheduling:schedule",
                say("Set what a rider wants to ride."),
            ),
        },
    ),
    (
        say("Heats"),
        {
            "draw": ("halflap.cli.drawing:draw", say("Draw a phase, or draw it again.")),
            "swap": ("halflap.cli.drawing:swap", say("Let the riders of a heat change straights.")),
            "reorder": ("halflap.cli.drawing:reorder", say("Change the running order.")),
            "scratch": ("halflap.cli.drawing:scratch", say("Take a drawn rider out of a heat.")),
            "rehearse": ("halflap.cli.drawing:rehearse", say("Add a heat that counts nowhere.")),
            "session": ("halflap.cli.sessions:session", say("Order the heats of a session.")),
            "records": (
                "halflap.cli.records:records",
                say("Show, set and confirm records."),
            ),
            "lots": ("halflap.cli.drawing:lots", say("Keep lots as they were drawn.")),
            "keep": ("halflap.cli.drawing:keep", say("Keep a draw after a correction.")),
            "start": ("halflap.cli.riding:start", say("Start a run of a heat.")),
            "record": ("halflap.cli.riding:record", say("Record times and outcomes of a heat.")),
        },
    ),
    (
        say("Decisions"),
        {
            "rule": ("halflap.cli.riding:rule", say("Decide about a rider of a heat.")),
            "review": ("halflap.cli.deciding:review", say("Put a heat under review.")),
            "protest": ("halflap.cli.deciding:protest", say("Lodge or decide a protest.")),
            "confirm": (
                "halflap.cli.deciding:confirm",
                say("Confirm a heat, a ranking or the classification."),
            ),
            "correct": ("halflap.cli.riding:correct", say("Correct a confirmed heat.")),
            "issue": ("halflap.cli.deciding:issue", say("Issue a communiqué.")),
            "undo": ("halflap.cli.deciding:undo", say("Take a command back.")),
        },
    ),
    (
        say("Looking at a meet"),
        {
            "status": ("halflap.cli.showing:status", say("Say what is awaited.")),
            "result": (
                "halflap.cli.showing:result",
                say("Show a phase or the final classification."),
            ),
            "why": ("halflap.cli.showing:why", say("Say why a number is what it is.")),
            "history": ("halflap.cli.showing:history", say("Show everything that was done.")),
        },
    ),
    (
        say("Timing"),
        {
            "live": ("halflap.cli.live:live", say("Time a meet with its devices.")),
            "serve": ("halflap.cli.serve:serve", say("Run a meet in the browser.")),
            "check": ("halflap.cli.checking:check", say("Do the session check.")),
            "arm": ("halflap.cli.timing_runs:arm", say("Arm a heat for its gun.")),
            "abort": ("halflap.cli.timing_runs:abort", say("Stop the countdown.")),
            "gun": ("halflap.cli.timing_runs:gun", say("Take the gun, or recover a start.")),
            "times": (
                "halflap.cli.timing_runs:times",
                say("Record the times of a run as they read."),
            ),
            "splits": ("halflap.cli.timed:splits", say("Show a run half lap by half lap.")),
            "impulses": ("halflap.cli.timed:impulses", say("List what the devices sent.")),
            "attach": ("halflap.cli.timing_edits:attach", say("Say whose an impulse is.")),
            "stray": ("halflap.cli.timing_edits:stray", say("Say that an impulse is nobody's.")),
            "pull": ("halflap.cli.timing_edits:pull", say("Pull impulses into a run.")),
            "split": ("halflap.cli.timing_edits:split", say("Insert a split.")),
            "take": ("halflap.cli.timing_edits:take", say("Read an interval from another source.")),
            "limits": ("halflap.cli.timing_edits:limits", say("Read a run with other limits.")),
            "no-catch": ("halflap.cli.timing_runs:no_catch", say("Say that a catch was none.")),
            "counter": ("halflap.cli.timing_runs:counter", say("Set a lap counter by hand.")),
            "close": ("halflap.cli.timing_runs:close", say("Close a run.")),
            "automation": (
                "halflap.cli.timing_runs:automation",
                say("Pause or resume what follows by itself."),
            ),
            "time": ("halflap.cli.timing:time_files", say("Time recorded heats, without a meet.")),
            "simulate": (
                "halflap.cli.simulate:simulate",
                say("Ride heats on the simulated velodrome, as a timing device tells them."),
            ),
            "devices": (
                "halflap.cli.capturing:devices",
                say("Watch timing devices, or name the serial ports."),
            ),
            "capture": (
                "halflap.cli.capturing:capture",
                say("Record what a timing device sends."),
            ),
            "replay": ("halflap.cli.replaying:replay", say("Play recorded traffic again.")),
        },
    ),
    (
        say("The meet file"),
        {
            "verify": ("halflap.cli.keeping:verify", say("Prove that nothing was changed.")),
            "publish": (
                "halflap.cli.publish:publish",
                say("Write the public pages as files for a web host."),
            ),
            "backup": ("halflap.cli.keeping:backup", say("Copy a meet, also a running one.")),
            "export": ("halflap.cli.keeping:export", say("Write a meet as JSON lines.")),
            "import": (
                "halflap.cli.keeping:import_",
                say("Make a meet file of exported JSON lines."),
            ),
        },
    ),
    (
        say("Formats and published results"),
        {
            "demo": (
                "halflap.cli.demo:demo",
                say("Ride the men's individual pursuit of Athens 2004 again, as a real meet."),
            ),
            "formats": (
                "halflap.cli.formats:formats",
                say("List the competition formats, explain one in words, or check your own."),
            ),
            "classify": (
                "halflap.cli.classify:classify_event",
                say("Derive the final classification of an event from its heats."),
            ),
            "audit": (
                "halflap.cli.audit:audit",
                say("Find what contradicts itself in published results."),
            ),
        },
    ),
)

COMMANDS: Mapping[str, Found] = {
    name: found for _, commands in SECTIONS for name, found in commands.items()
}


class Commands(Group):
    """The command ``halflap``: its help needs none of the commands' modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        found = getattr(import_module(module), name)
        assert isinstance(found, click.Command)
        return found

    def format_list(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, commands in SECTIONS:
            with formatter.section(spoken(title)):
                formatter.write_dl([(name, spoken(says)) for name, (_, says) in commands.items()])
