"""Who goes on: the fastest of qualifying and the winners of the matches, nobody else."""

from __future__ import annotations

from dataclasses import replace

from tests.rulebook.audit.sources import (
    ATHENS,
    changed,
    event,
    found,
    heat,
    only,
    real,
    round_of,
)


class TestMarks:
    """Marks against times."""

    def test_the_fastest_have_the_mark(self) -> None:
        made = event(round_of("qualifying", "- A 4:15.165 Q", "- B 4:16.862 Q", "- C 4:22.392"))
        assert found(made) == []

    def test_a_faster_rider_without_the_mark(self) -> None:
        rides = (
            "- A 4:15.165 Q",
            "- B 4:16.862",
            "- C 4:17.510 Q",
            "- D 4:17.930 Q",
            "- E 4:22.392",
        )
        one = only(event(round_of("qualifying", *rides)))
        assert (one.kind, one.where) == ("qualifier", "/0/1")
        assert str(one.derived) == "D was slower, 4:17.930, and has the better mark."

    def test_gold_before_bronze(self) -> None:
        rides = ("- A 4:16.34 QG", "- B 4:17.02 QB", "- C 4:18.24 QG", "- D 4:18.33 QB")
        assert found(event(round_of("qualifying", *rides))) == ["error qualifier /0/2"]

    def test_the_second_group_of_sixteen_has_a_small_q(self) -> None:
        rides = (
            "- A 4:27.357 Q",
            "- B 4:35.904 Q",
            "- C 4:37.288 q",
            "- D 4:39.645 q",
            "- E 4:50.0",
        )
        assert found(event(round_of("qualifying", *rides))) == []

    def test_a_caught_rider_without_a_mark_is_older_rules(self) -> None:
        rides = ("- A 4:15.000 OVL", "- B 4:16.000 Q", "- C 4:17.000")
        assert found(event(round_of("qualifying", *rides))) == []

    def test_the_mark_of_a_match_is_the_winners(self) -> None:
        made = event(round_of("match", heat("1 A 4:19.0", "2 B 4:20.0 Q"), complete=False))
        assert found(made) == ["error qualifier /0/0/1"]

    def test_the_number_said_to_go_on_is_the_number_of_marks(self) -> None:
        rides = [f"- R{n} 4:{n + 10}.000 Q" for n in range(8)] + ["- S 4:40.000", "- T 4:41.000"]
        made = event(round_of("qualifying", *rides))
        right = replace(made, rounds=(replace(made.rounds[0], advance=8),))
        wrong = replace(made, rounds=(replace(made.rounds[0], advance=10),))
        assert found(right) == []
        assert found(wrong) == ["error count /0"]

    def test_more_marks_than_the_next_round_has_seats(self) -> None:
        rides = [f"- R{n} 4:{n + 10}.000 Q" for n in range(1, 10)] + ["- S 4:40.000"]
        heats = [heat("- ? 4:18.0", "- ? 4:19.0") for _ in range(4)]
        heats = [
            heat(*(replace(row, name="") for row in one.rides)) for one in heats
        ]  # the next round lost its names
        made = event(round_of("qualifying", *rides), round_of("match", *heats))
        assert found(made, "olympic-2004") == ["error qualifier /0/8"]

    def test_heats_of_a_match_round_are_marked_alike(self) -> None:
        heats = [heat(f"- A{n} 4:18.0 Q", f"- B{n} 4:19.0") for n in range(3)]
        bare = heat("- C 4:18.0", "- D 4:19.0")
        both = heat("- C 4:18.0 Q", "- D 4:19.0 Q")
        assert found(event(round_of("match", *heats, bare))) == ["error qualifier /0/3/0"]
        assert found(event(round_of("match", *heats, both))) == ["error qualifier /0/3/1"]
        other = heat("- E 4:18.0 Q", "- F 4:19.0 Q")
        assert found(event(round_of("match", both, other, complete=False))) == []


class TestByHeats:
    """Older events sent on the winners of the heats, not the fastest."""

    def test_every_winner_and_no_loser(self) -> None:
        heats = (heat("1 A 4:20.0 Q", "2 B 4:21.0"), heat("1 C 4:25.0 Q", "2 D 4:26.0"))
        assert found(event(round_of("qualifying", *heats))) == []

    def test_not_every_winner(self) -> None:
        heats = (
            heat("1 A 4:20.0 Q", "2 B 4:21.0"),
            heat("1 C 4:25.0 Q", "2 D 4:26.0"),
            heat("1 E 4:27.0", "2 F 4:28.0"),
        )
        assert found(event(round_of("qualifying", *heats))) == ["error qualifier /0/1/0"]


class TestNextRound:
    """Who rides the next round (UCI 3.2.053), without replacement (UCI 3.2.060)."""

    def test_athens_with_the_ninth_in_the_match_round(self) -> None:
        made = changed(
            real(ATHENS), "/rounds/1/heats/3/riders/1", name="Linas Balciunas", nat="LTU"
        )
        assert "error qualifier /rounds/1/heats/3/riders/1" in found(made)

    def test_a_rider_who_withdraws_leaves_his_opponent_alone(self) -> None:
        made = real(ATHENS)
        matches = made.rounds[1]
        alone = replace(matches.heats[3], rides=matches.heats[3].rides[:1])
        rounds = (made.rounds[0], replace(matches, heats=(*matches.heats[:3], alone)))
        assert found(replace(made, rounds=rounds, final=())) == []

    def test_a_medal_rider_comes_from_the_matches(self) -> None:
        made = changed(
            real(ATHENS), "/rounds/2/heats/0/riders/1", name="Linas Balciunas", nat="LTU"
        )
        assert "error qualifier /rounds/2/heats/0/riders/1" in found(made)

    def test_the_round_of_the_second_group_alone_is_a_fragment(self) -> None:
        rides = [f"{n} R{n} 4:{n + 10}.000" for n in range(1, 17)]
        group_b = [heat(f"- R{a} 4:50.000", f"- R{25 - a} 4:51.000") for a in (12, 11, 10, 9)]
        made = event(round_of("qualifying", *rides), round_of("match", *group_b, name="Group B"))
        assert found(made, "olympic-1992") == []
