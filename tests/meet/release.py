"""Knows how the meet files of a release are made, which every later release has to open.

    python -m tests.meet.release tests/data/releases/0.1.0

Run once for each release, before it is published, and never again for that one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from halflap.hub.desk import Desk
from halflap.meet.commands import ConfirmClassification, IssueDocument
from halflap.meet.state import Meet
from halflap.meet.views.numbers import numbers
from tests.meet.generator import Chance
from tests.meet.table import Table


def values(meet: Meet) -> dict[str, dict[str, str]]:
    """Every derived number of every competition, as text."""
    return {
        competition.id: {path: n.value for path, n in numbers(meet, competition).items()}
        for competition in meet.in_order()
    }


def _plain() -> Table:
    """Twelve riders from the draw to the medals, without any trouble."""
    table = Table()
    table.open(riders=12)
    for phase in ("qualifying", "first-round", "finals"):
        table.run(phase)
        table.confirm(phase, "official")
    table.act(ConfirmClassification(competition="men", level="official"))
    table.act(IssueDocument(competition="men", document="classification", content="{}"))
    return table


def main(folder: Path) -> None:
    """The files and, beside each, what it said when it was written."""
    folder.mkdir(parents=True)
    with Desk.create(folder / "plain.halflap") as desk:
        for number, command in enumerate(_plain().done):
            desk.act(command, "secretary", f"command {number}")
        _say(folder / "plain.json", desk)
    for seed in (3, 5, 11):
        with Desk.create(folder / f"troubled-{seed}.halflap") as desk:
            for number, command in enumerate(Chance(seed).commands(desk.ledger, 140)):
                desk.act(command, "secretary", f"command {number}")
            _say(folder / f"troubled-{seed}.json", desk)


def _say(path: Path, desk: Desk) -> None:
    said = {"head": str(desk.journal.head()), "numbers": values(desk.ledger.state)}
    text = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
