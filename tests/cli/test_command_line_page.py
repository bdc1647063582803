"""docs/command-line.md: it has every command with every option of its own."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from halflap.cli.commands import COMMANDS, Commands

PAGE = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text("utf-8")
SHARED, *SECTIONS = re.split(r"^### ", PAGE, flags=re.MULTILINE)
BY_NAME = {section.partition("\n")[0]: section for section in SECTIONS}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_there_with_its_options(name: str) -> None:
    group = Commands("halflap")
    command = group.get_command(click.Context(group), name)
    assert command
    below = command.commands.values() if isinstance(command, click.Group) else ()
    options = {
        option
        for each in (command, *below)
        for param in each.params
        for option in (*param.opts, *param.secondary_opts)
        if isinstance(param, click.Option)
    }
    assert f"halflap {name}" in BY_NAME[name]
    assert [each for each in sorted(options) if each not in SHARED + BY_NAME[name]] == []


def test_no_section_is_of_a_command_that_is_not_there() -> None:
    assert sorted(BY_NAME) == sorted(COMMANDS)
