"""The tutorial is true: every command of docs/tutorial.md is typed again and answers the same.

After a change of wording, ``python -m tests.cli.test_tutorial`` writes the answers into the page;
read the difference before keeping it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from halflap.cli import main
from halflap.cli.say import LOCALE_VARIABLES

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(console|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# What is another one in every run: hashes with the clock in them, and the clock.
CHANGING = re.compile(r"\b[0-9a-f]{12}\b|\d\d:\d\d:\d\d")


@contextlib.contextmanager
def fresh_folder() -> Iterator[None]:
    """An empty folder, and an environment that asks for no language and names the desk."""
    kept = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for variable in LOCALE_VARIABLES:
            os.environ.pop(variable, None)
        os.environ["HALFLAP_ACTOR"] = "desk"
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(kept)


def answered(command: str) -> str:
    """A command line as it is typed, and what it answers."""
    program, *args = shlex.split(command)
    assert program == "halflap"
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        code = main(args)
    assert code == 0, f"{command} ended with {code}: {both.getvalue()}"
    return f"$ {command}\n{both.getvalue()}"


def typed_again(page: str) -> str:
    """The page with the answers its commands give now."""

    def renewed(block: re.Match[str]) -> str:
        kind, text = block.groups()
        if kind == "csv":
            Path("entries.csv").write_text(text, encoding="utf-8")
            return block[0]
        commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
        return "```console\n" + "\n".join(map(answered, commands)) + "```"

    with fresh_folder():
        return BLOCK.sub(renewed, page)


def steady(page: str) -> list[str]:
    """The lines of a page without what changes from run to run."""
    return CHANGING.sub("…", page).splitlines()


def test_every_command_of_the_tutorial_answers_as_printed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("$ halflap ") > 20
    assert steady(typed_again(page)) == steady(page)


if __name__ == "__main__":
    PAGE.write_text(typed_again(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
