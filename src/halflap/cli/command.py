"""Knows how a command is declared and how its help is said: click commands whose help is sentences.

It knows no command.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from halflap.cli.failure import unusable
from halflap.cli.say import LANGUAGES, spoken, translated
from halflap.words.sentence import Sentence, say

Function = TypeVar("Function", bound=Callable[..., object])
Example = tuple[str, Sentence]

_HELP = say("Show this help.")


class Argument(click.Argument):
    """An argument that says what it is; click's own has no words for it."""

    def __init__(self, *args: Any, says: Sentence, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.says = says


class Command(click.Command):
    """A command whose help is said in the language of the run, with examples."""

    examples: Sequence[Example] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.append(
            # The value was taken before parsing (say.asked_language); here it is only checked.
            click.Option(
                ["--lang"],
                type=click.Choice(LANGUAGES),
                expose_value=False,
                help=say(
                    "Speak English or French; otherwise HALFLAP_LANG, LC_ALL or LANG says which."
                ).template,
            )
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if ctx.args and not isinstance(self, click.Group):
            raise unusable(
                "too-many-arguments",
                say("“{argument}” is one argument too many.", argument=ctx.args[0]),
                say(
                    "Quote a name that holds spaces; {command} --help says what belongs here.",
                    command=ctx.command_path,
                ),
            )
        return rest

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        usage = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, usage, f"{spoken(say('Usage:'))} ")
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(translated(self.help or ""))
        self.format_rows(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        arguments = [param.make_metavar(ctx) for param in self.params if _is_argument(param)]
        return [*arguments, spoken(say("[OPTIONS]"))]

    def format_rows(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        arguments = [
            (param.make_metavar(ctx), spoken(param.says))
            for param in self.params
            if isinstance(param, Argument)
        ]
        if arguments:
            with formatter.section(spoken(say("Arguments"))):
                formatter.write_dl(arguments)
        options = [_option_row(param, ctx) for param in self.params if not _is_argument(param)]
        with formatter.section(spoken(say("Options"))):
            formatter.write_dl([*options, ("--help", spoken(_HELP))])
        if self.examples:
            with formatter.section(spoken(say("Examples"))):
                for line, says in self.examples:
                    formatter.write_text(line)
                    with formatter.indentation(), formatter.indentation():
                        formatter.write_text(spoken(says))


class Group(Command, click.Group):
    """A command with commands below it."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [spoken(say("[OPTIONS]")), spoken(say("COMMAND …"))]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            raise unusable(
                "no-such-command",
                say("There is no command “{name}”.", name=name),
                say("{command} --help lists them.", command=ctx.command_path),
            )
        return super().resolve_command(ctx, args)

    def format_rows(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_list(ctx, formatter)
        super().format_rows(ctx, formatter)

    def format_list(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands below this one, with their first sentences."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(spoken(say("Commands"))):
            formatter.write_dl(
                [(name, translated(found.help or "")) for name, found in commands if found]
            )

    def add(
        self, name: str, says: Sentence, examples: Sequence[Example] = ()
    ) -> Callable[[Callable[..., int]], Command]:
        """Declare a command below this one."""

        def declare(function: Callable[..., int]) -> Command:
            made = command(name, says, examples)(function)
            self.add_command(made)
            return made

        return declare


def _is_argument(param: click.Parameter) -> bool:
    return isinstance(param, click.Argument)


def _option_row(param: click.Parameter, ctx: click.Context) -> tuple[str, str]:
    assert isinstance(param, click.Option)
    names = ", ".join(param.opts)
    if not param.is_flag:
        names = f"{names} {param.make_metavar(ctx)}"
    return names, translated(param.help or "")


def argument(name: str, says: Sentence, **kwargs: Any) -> Callable[[Function], Function]:
    """An argument; ``says`` is its line of the help."""
    return click.argument(name, cls=Argument, says=says, **kwargs)


def option(*names: str, says: Sentence, **kwargs: Any) -> Callable[[Function], Function]:
    """An option; ``says`` is its line of the help (without values: the English is its key)."""
    return click.option(*names, help=says.template, **kwargs)


def command(
    name: str, says: Sentence, examples: Sequence[Example] = ()
) -> Callable[[Callable[..., int]], Command]:
    """A command: the function returns its exit code."""

    def declare(function: Callable[..., int]) -> Command:
        made = click.command(name, cls=Command, help=says.template)(function)
        made.examples = examples
        return made

    return declare


def as_json(function: Function) -> Function:
    """The option ``--json``, as ``as_json``."""
    return option("--json", "as_json", is_flag=True, says=say("Write JSON, for programs."))(
        function
    )
