"""Knows what click's complaints about a command line mean, and says them as our sentences."""

from __future__ import annotations

import click

from halflap.cli.failure import Failure, unusable
from halflap.words.sentence import Sentence, say


def failure_of(error: click.UsageError) -> Failure:
    """The complaint with what to do; one that is not foreseen keeps click's own words."""
    path = error.ctx.command_path if error.ctx else "halflap"
    help_ = say("{command} --help says what belongs here.", command=path)
    return unusable("usage", _text(error), help_)


def _text(error: click.UsageError) -> Sentence:
    match error:
        case click.MissingParameter(param=click.Argument() as argument) if error.ctx:
            return say("{argument} is missing.", argument=argument.make_metavar(error.ctx))
        case click.MissingParameter(param=click.Option() as option):
            return say("The option {option} is missing.", option=option.opts[-1])
        case click.NoSuchOption(option_name=name):
            return say("There is no option {option} here.", option=name)
        case click.BadOptionUsage(option_name=name):
            return say("The option {option} needs a value.", option=name)
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as param):
            words = ", ".join(str(word) for word in choice.choices)
            return say("{option} is one of: {words}.", option=param.opts[-1], words=words)
        case click.BadParameter(param=click.Parameter(type=click.ParamType() as kind) as param):
            if isinstance(kind, click.types.IntParamType):
                return say("{option} is a whole number.", option=param.opts[-1])
            return say("{option}: {problem}", option=param.opts[-1], problem=error.message)
        case _:
            return say("{problem}", problem=error.format_message())
