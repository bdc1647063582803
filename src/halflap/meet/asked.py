"""Knows which doubts a confirmation asks to be acknowledged: those that its own rule refuses by."""

from __future__ import annotations

from msgspec.structs import replace

from halflap.journal.facts import Level
from halflap.meet.commands import ConfirmHeat, ConfirmRanking, Refused, decide
from halflap.meet.ledger import Ledger
from halflap.words.sentence import Sentence

DOUBT = "doubt-"
"""How the codes of refusals begin that only ask for a doubt to be acknowledged."""

LEVELS: tuple[Level, ...] = ("provisional", "official")


def doubts_asked(
    ledger: Ledger, command: ConfirmHeat | ConfirmRanking
) -> dict[str, tuple[Sentence, ...]]:
    """What is doubtful, by the code to acknowledge it with, as provisional and as official.

    What is provisional already is asked about again before it is official, and the doubts about a
    ranking come only after those about its heats: each is acknowledged to see what comes next.
    """
    found: dict[str, dict[Sentence, None]] = {}
    for level in LEVELS:
        while True:
            seen = tuple(found)
            answer = decide(ledger, replace(command, level=level, acknowledge=seen))
            for each in answer.refusals if isinstance(answer, Refused) else ():
                if each.code.startswith(DOUBT):
                    found.setdefault(each.code.removeprefix(DOUBT), {})[each.text] = None
            if len(found) == len(seen):
                break
    return {code: tuple(texts) for code, texts in found.items()}
