"""The page about taking back is true: every command of docs/undo.md answers as it is printed.

After a change of wording, ``python -m tests.meet.test_undo_page`` writes the answers into the page;
read the difference before keeping it.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

from halflap.cli import main
from tests.cli.test_tutorial import BLOCK, fresh_folder

PAGE = Path(__file__).parents[2] / "docs" / "undo.md"
CHANGING = re.compile(r"\b[0-9a-f]{12}\b|\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d")


def answered(command: str) -> str:
    """A command line as it is typed, and what it answers; a refusal is an answer too."""
    both = io.StringIO()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        assert main(shlex.split(command)[1:]) in (0, 3), both.getvalue()
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


def test_every_command_of_the_page_answers_as_printed() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("$ halflap undo") == 6
    assert CHANGING.sub("…", typed_again(page)) == CHANGING.sub("…", page)


if __name__ == "__main__":
    PAGE.write_text(typed_again(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
