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
