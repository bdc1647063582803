"""Pairings and re-seeding: riders meet by the seeds of every format that could apply."""

from __future__ import annotations

from halflap.sport.published import PublishedHeat, PublishedRound
from tests.rulebook.audit.sources import ATHENS, changed, event, found, heat, only, real, round_of


def ranked(count: int) -> PublishedRound:
    """Riders R1, R2, … in the order of their times."""
    return round_of("qualifying", *(f"{n} R{n} 4:{n + 10}.000" for n in range(1, count + 1)))


def duel(a: int, b: int) -> PublishedHeat:
    """Rider a beat rider b; the time of the winner is that of his seed."""
    return heat(f"- R{a} 4:{a + 10}.500", f"- R{b} 4:{b + 10}.500")


class TestMatchRound:
    """Eight riders: 4v5, 3v6, 2v7, 1v8."""

    def test_the_pairs_of_the_format_are_right_in_any_order(self) -> None:
        match = round_of("match", duel(1, 8), duel(2, 7), duel(3, 6), duel(4, 5))
        assert found(event(ranked(9), match), "olympic-2004") == []

    def test_second_against_third_is_not_a_pair(self) -> None:
        match = round_of("match", duel(1, 8), duel(2, 3), duel(6, 7), duel(4, 5))
        one = only(event(ranked(9), match), "olympic-2004")
        assert (one.severity, one.kind, one.where) == ("error", "pairing", "/1/1")
        assert "R2 is R2 and R3 is R3; the format pairs R4 v R5, R3 v R6" in str(one.derived)

    def test_equal_times_can_be_seeded_either_way(self) -> None:
        tied = round_of(
            "qualifying",
            *(f"- R{n} 4:{n + 10}.000" for n in range(1, 7)),
            "- R7 4:17.000",
            "- R8 4:17.000",
        )
        match = round_of("match", duel(1, 7), duel(2, 8), duel(3, 6), duel(4, 5))
        assert found(event(tied, match), "olympic-2004") == []

    def test_a_fragment_is_judged_by_its_printed_ranks(self) -> None:
        part = round_of(
            "qualifying", "4 R4 4:17.930", "5 R5 4:18.169", "6 R6 4:19.0", complete=False
        )
        right = round_of("match", duel(4, 5), complete=False)
        wrong = round_of("match", duel(4, 6), complete=False)
        assert found(event(part, right), "olympic-2004") == []
        assert found(event(part, wrong), "olympic-2004") == ["error pairing /1/0"]

    def test_an_error_must_hold_in_every_format_that_could_apply(self) -> None:
        semifinals = round_of("match", duel(2, 3), duel(1, 4), name="Semifinals", complete=False)
        assert found(event(ranked(8), semifinals)) == []


class TestOldFormats:
    """Formats that only follow from results (Atlanta 1996, Montreal 1976 …): assumptions."""

    def test_another_pairing_is_a_doubt_that_names_its_assumption(self) -> None:
        match = round_of("match", duel(1, 5), duel(2, 7), duel(3, 6), duel(4, 8))
        one = only(event(ranked(9), match), "worlds-1995")
        assert (one.severity, one.kind, one.where) == ("doubt", "pairing", "/1/0")
        assert "Assumed: seeded and placed as in worlds-1995" in str(one.rule)

    def test_beaten_riders_in_another_order_are_a_doubt(self) -> None:
        """Yatsenko, caught in his quarterfinal, is 7th before Perez in 1996."""
        rounds = (
            ranked(8),
            round_of(
                "match", duel(4, 5), duel(3, 6), duel(2, 7), heat("- R1 4:11.0 CAP", "- R8 OVL")
            ),
            round_of("match", duel(2, 3), duel(1, 4), name="Semifinals"),
            round_of("medal", heat("1 R1 4:11.0", "2 R2 4:12.0", label="gold")),
        )
        final = ["1 R1", "2 R2", "3 R3", "4 R4", "5 R5", "6 R6", "8 R7", "7 R8"]
        assert found(event(*rounds, final=final), "worlds-1995") == [
            "doubt classification /final/7"
        ]
        assert found(event(*rounds, final=["1 R2", "2 R1"]), "worlds-1995") == [
            "error medal /final/0"
        ]


class TestFinals:
    """Winners are seeded again by the times of their round."""

    def test_athens_is_seeded_by_the_match_round(self) -> None:
        assert found(real(ATHENS)) == []

    def test_a_winner_in_the_wrong_final(self) -> None:
        made = real(ATHENS)
        escobar, mcgee = "/rounds/2/heats/0/riders/0", "/rounds/2/heats/1/riders/1"
        made = changed(made, escobar, name="Brad McGee", nat="AUS")
        made = changed(made, mcgee, name="Sergi Escobar", nat="ESP")
        assert "error seeding /rounds/2/heats/0" in found(made)

    def test_winners_without_known_times_may_be_in_either_final(self) -> None:
        match = round_of(
            "match", heat("1 R1 ?", "2 R8 ?"), heat("1 R2 ?", "2 R7 ?"), duel(3, 6), duel(4, 5)
        )
        final = round_of("medal", heat("1 R4 ?", "2 R3 ?", label="gold"), complete=False)
        assert found(event(ranked(9), match, final), "olympic-2004") == []

    def test_a_loser_of_the_match_round_rides_no_final(self) -> None:
        match = round_of("match", duel(1, 8), duel(2, 7), duel(3, 6), duel(4, 5))
        final = round_of("medal", heat("1 R1 ?", "2 R7 ?", label="gold"), complete=False)
        assert found(event(ranked(9), match, final), "olympic-2004") == ["error seeding /2/0"]

    def test_no_seed_is_drawn_from_a_rank_that_is_contradicted(self) -> None:
        made = changed(real(ATHENS), "/rounds/0/heats/5/riders/1", rank=2)
        made = changed(made, "/rounds/0/heats/7/riders/0", rank=7)
        assert {one.split()[1] for one in found(made)} == {"rank"}
