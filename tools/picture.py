"""Knows how docs/picture.svg is drawn: what halflap really prints, as a terminal window in SVG.

Run it with ``.venv/bin/python tools/picture.py`` after the wording of the output has changed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from html import escape
from pathlib import Path

PICTURE = Path(__file__).parent.parent / "docs" / "picture.svg"
COLUMNS, LINE, TOP = 96, 18, 44


def printed(folder: str, *command: str) -> list[str]:
    """What a command prints, line by line, in a folder of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "halflap", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.rstrip().splitlines()


def wrapped(line: str) -> list[str]:
    """A long line broken at blanks, the rest indented."""
    if len(line) <= COLUMNS:
        return [line]
    cut = line.rfind(" ", 0, COLUMNS)
    return [line[:cut], *wrapped("    " + line[cut + 1 :])]


def svg(lines: list[str]) -> str:
    """The lines as a window, legible on light and dark pages."""
    height = TOP + LINE * len(lines) + 16
    rows = "\n".join(
        f'<text x="18" y="{TOP + LINE * number}"{_style(line)}>{escape(line)}</text>'
        for number, line in enumerate(lines, start=1)
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 {height}" role="img">
<title>halflap result and halflap why on the Athens 2004 meet</title>
<style>text {{ font: 13.5px monospace; fill: #e6e6e6; white-space: pre; }}
.typed {{ fill: #8ad1ff; font-weight: bold; }}</style>
<rect width="860" height="{height}" rx="10" fill="#16202b"/>
<circle cx="24" cy="22" r="6" fill="#c23b3b"/><circle cx="44" cy="22" r="6" fill="#2f8f4e"/>
{rows}
</svg>
"""


def _style(line: str) -> str:
    return ' class="typed"' if line.startswith("$") else ""


def main() -> None:
    """Draw the picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        printed(folder, "demo", "--file", "athens.halflap")
        lines: list[str] = []
        for command in (("result", "athens.halflap"), ("why", "athens.halflap", "place/5")):
            lines += ["$ halflap " + " ".join(command), ""]
            lines += [part for line in printed(folder, *command) for part in wrapped(line)]
            lines.append("")
    PICTURE.write_text(svg(lines[:-1]), encoding="utf-8")


if __name__ == "__main__":
    main()
