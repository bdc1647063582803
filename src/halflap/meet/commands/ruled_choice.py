"""Knows which choices a ruling leaves to the commissaires, and which rulings are slips."""

from __future__ import annotations

from halflap.meet.commands.base import refuse
from halflap.meet.results import called
from halflap.meet.state import Competition, HeatState, PhaseState
from halflap.rulebook import incidents
from halflap.words.sentence import say

ALONE = "alone"
"""The choice of a re-ride that joins nobody, where re-rides are ridden in pairs."""


def chosen(found: incidents.Ruling | incidents.PanelDecides, choice: str) -> incidents.Ruling:
    """What follows; where the regulation is silent, as the commissaires chose among its options."""
    if isinstance(found, incidents.Ruling):
        check_choice(choice, ())
        return found
    options = dict(found.options)
    if not choice:
        raise refuse(
            "panel-decides",
            found.reasons[0].sentence,
            say("Give the decision with --choice, one of: {names}.", names=", ".join(options)),
        )
    check_choice(choice, tuple(options))
    return options[choice]


def check_choice(choice: str, offered: tuple[str, ...]) -> None:
    """A choice that the ruling does not offer is refused, for whoever gives it means something."""
    if not choice or choice in offered:
        return
    if not offered:
        raise refuse(
            "choice",
            say(
                "There is nothing to choose in this ruling, and “{choice}” was chosen.",
                choice=choice,
            ),
            say("Leave the choice out, or give another ruling."),
        )
    raise refuse(
        "choice",
        say("“{choice}” is no choice of this ruling.", choice=choice),
        say("The choices are: {names}.", names=", ".join(offered)),
    )


def check_relegated_once(competition: Competition, heat: HeatState, bib: int) -> None:
    """One relegation a heat: given twice it would count twice, and the third is a disqualification
    (UCI 3.2.013, 3.10.003).
    """
    ride = heat.ride(bib)
    if ride is not None and ride.code == "REL":
        raise refuse(
            "relegated",
            say(
                "{name} is relegated in heat {heat} already.",
                name=called(competition, bib),
                heat=heat.key,
            ),
            say("There is nothing to do."),
        )


def check_no_re_ride(
    competition: Competition, phase: PhaseState, heat: HeatState, bib: int
) -> None:
    """Refuse to rule on the first attempt of a rider who was granted another."""
    later = (each for each in phase.counting if each.number > heat.number)
    already = next((each for each in later if bib in each.bibs), None)
    if already is not None:
        raise refuse(
            "rides-again",
            say(
                "{name} rides again in heat {heat} already.",
                name=called(competition, bib),
                heat=already.key,
            ),
            say("Rule on heat {heat}.", heat=already.key),
        )
