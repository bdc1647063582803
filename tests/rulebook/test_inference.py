"""Which format an event was ridden by: its rounds first, then its words, then its date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halflap.rulebook.format_file import SHIPPED
from halflap.rulebook.inference import infer, year_of
from halflap.sport.published import PublishedEvent, PublishedRound
from tests.rulebook.audit.sources import event, heat, real, round_of

REAL = {
    "1976-olympics-men": "knockout-16",
    "1992-olympics-men": "olympic-1992",
    "1995-worlds-men": "worlds-1995",
    "1996-olympics-men": "worlds-1995",
    "2000-olympics-men": "olympic-2000",
    "2004-olympics-men": "olympic-2004",
    "2004-olympics-women": "olympic-2004",
    "2008-olympics-women": "olympic-2004",
    "2008-paralympics-men-CP4": "para",
    "2008-worlds-men": "uci-2023",
    "2012-british-junior-men": "youth-placing-finals",
    "2016-paralympics-women-C4": "para",
    "2024-paralympics-men-C2": "para",
}


def bare(made: PublishedEvent) -> PublishedEvent:
    """The event without a word that could give its format away."""
    rounds = tuple(replace(one, date=None) for one in made.rounds)
    return replace(made, id="x", title="", date="", category=None, rounds=rounds)


def qualifying(count: int) -> PublishedRound:
    """A complete qualifying round."""
    return round_of("qualifying", *(f"- R{n} 4:{n + 10}.000" for n in range(1, count + 1)))


def matches(count: int, name: str) -> PublishedRound:
    """A complete match round."""
    heats = (heat(f"- R{2 * n} 4:18.0", f"- R{2 * n + 1} 4:19.0") for n in range(1, count + 1))
    return round_of("match", *heats, name=name)


def finals(*labels: str, complete: bool = True) -> PublishedRound:
    """Finals with these labels."""
    heats = (heat(f"- A{one} 4:18.0", f"- B{one} 4:19.0", label=one) for one in labels)
    return round_of("medal", *heats, complete=complete)


class TestRealEvents:
    """Every collected event, with its title and date."""

    @pytest.mark.parametrize(("event_id", "format_id"), REAL.items())
    def test_format(self, event_id: str, format_id: str) -> None:
        assert infer(real(event_id)).candidates[0] == format_id

    def test_what_a_source_claims_is_not_looked_at(self) -> None:
        made = real("2004-olympics-men")
        claims = tuple(replace(one, advance=4, rank_scope=None) for one in made.rounds)
        assert infer(replace(made, rounds=claims, final=())) == infer(made)


class TestRounds:
    """The rounds alone."""

    @pytest.mark.parametrize(
        ("rounds", "format_id"),
        [
            ((qualifying(9), finals("bronze", "gold")), "uci-2025"),
            ((qualifying(9), finals("7-8", "5-6", "bronze", "gold")), "youth-placing-finals"),
            ((qualifying(9), matches(4, "Match round"), finals("bronze", "gold")), "olympic-2004"),
            ((qualifying(9), matches(2, "Semifinals"), finals("bronze", "gold")), "olympic-2000"),
            (
                (
                    qualifying(9),
                    matches(4, "Quarterfinals"),
                    matches(2, "Semifinals"),
                    finals("gold"),
                ),
                "worlds-1995",
            ),
            (
                (
                    qualifying(9),
                    matches(4, "Quarterfinals"),
                    matches(2, "Semifinals"),
                    finals("bronze", "gold"),
                ),
                "knockout-8",
            ),
            (
                (
                    qualifying(17),
                    matches(8, "Eighth-finals"),
                    matches(4, "Quarterfinals"),
                    matches(2, "Semifinals"),
                    finals("bronze", "gold"),
                ),
                "knockout-16",
            ),
            (
                (
                    qualifying(17),
                    matches(4, "Group B"),
                    matches(4, "Group A"),
                    matches(2, "Semifinals"),
                    finals("gold"),
                ),
                "olympic-1992",
            ),
            (
                (
                    round_of(
                        "qualifying", heat("- A 4:18.0"), heat("- B 4:18.5"), heat("- C 4:19.0")
                    ),
                ),
                "club-solo",
            ),
        ],
    )
    def test_a_complete_event_fits_one_format(
        self, rounds: tuple[PublishedRound, ...], format_id: str
    ) -> None:
        assert infer(event(*rounds)).candidates[0] == format_id

    def test_the_rounds_of_athens_are_enough(self) -> None:
        assert infer(bare(real("2004-olympics-men"))).candidates == ("olympic-2004",)

    def test_a_fragment_fits_several(self) -> None:
        candidates = infer(bare(real("1995-worlds-men"))).candidates
        assert {"worlds-1995", "knockout-8", "olympic-2000"} <= set(candidates)

    def test_rounds_that_no_format_has(self) -> None:
        inference = infer(
            event(qualifying(20), matches(3, "Match round"), matches(7, "Semifinals"))
        )
        assert not inference.fits
        assert inference.candidates == ("uci-2025",)
        assert "no format" in str(inference.reasons[-1])


class TestWordsAndDates:
    """The same rounds at different times and places."""

    @pytest.mark.parametrize(
        ("date", "title", "category", "format_id"),
        [
            ("2024-10-18", "World Championships", "elite", "uci-2023"),
            ("2025-01-01", "Nations Cup", "elite", "uci-2025"),
            ("", "Nations Cup", "elite", "uci-2025"),
            ("2024-08-30", "Paralympic Games", "C2", "para"),
            ("2014-04-10", "World Championships", "B", "para"),
            ("2023-10-14", "World Masters Championships", "40-44", "masters"),
        ],
    )
    def test_formats_with_the_same_rounds(
        self, date: str, title: str, category: str, format_id: str
    ) -> None:
        made = event(
            qualifying(9), finals("bronze", "gold"), date=date, title=title, category=category
        )
        assert infer(made).candidates == (format_id,)

    @pytest.mark.parametrize(
        ("year", "format_id"),
        [(1964, "knockout-8"), (1976, "knockout-16"), (1980, "knockout-8"), (1984, "knockout-16")],
    )
    def test_the_games_by_their_year(self, year: int, format_id: str) -> None:
        made = event(qualifying(20), title="Olympic Games", date=f"{year}-07-20")
        assert infer(made).candidates == (format_id,)

    def test_the_rounds_are_stronger_than_the_words(self) -> None:
        made = event(
            qualifying(9),
            matches(2, "Semifinals"),
            finals("bronze", "gold"),
            title="Olympic Games",
            date="2004-08-20",
        )
        assert infer(made).candidates[0] == "olympic-2000"

    def test_the_year_is_in_the_date_or_the_title(self) -> None:
        assert year_of(event(date="1992-07-27/29")) == 1992
        assert year_of(event(title="Olympic Games Tokyo 1964")) == 1964
        assert year_of(event(title="4000 m")) is None

    def test_every_candidate_is_a_shipped_format(self) -> None:
        for event_id in REAL:
            assert set(infer(real(event_id)).candidates) <= set(SHIPPED)
