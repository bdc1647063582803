"""Record marks: as the record stood when ridden, or the best of the session; both are right."""

from __future__ import annotations

from dataclasses import replace

from halflap.sport.published import PublishedEvent, PublishedHeat, PublishedRecord
from tests.rulebook.audit.sources import event, found, heat, only, round_of

OLYMPIC = PublishedRecord("/records/0", "OR", "4:18.515", "Bartko")


def session(*parts: PublishedHeat | str, complete: bool = True) -> PublishedEvent:
    """A qualifying round under the Olympic record of Sydney."""
    made = event(round_of("qualifying", *parts, complete=complete))
    return replace(made, records_before=(OLYMPIC,))


def athens(
    dyudya: str = "", wiggins: str = "", hayles: str = "", escobar: str = ""
) -> PublishedEvent:
    """Heats 4, 6, 7 and 8 of Athens 2004, with the marks asked for."""
    return session(
        heat(f"- Dyudya 4:18.169 {dyudya}"),
        heat(f"- Wiggins 4:15.165 {wiggins}", "- Roberts 4:19.353"),
        heat(f"- Hayles 4:17.930 {hayles}"),
        heat(f"- Escobar 4:16.862 {escobar}"),
    )


class TestHeatByHeat:
    """The order of the heats is known."""

    def test_every_record_as_it_was_ridden(self) -> None:
        assert found(athens(dyudya="OR", wiggins="OR")) == []

    def test_only_the_best_of_the_session(self) -> None:
        assert found(athens(wiggins="OR")) == []

    def test_a_mark_on_a_ride_after_a_better_one(self) -> None:
        one = only(athens(wiggins="OR", escobar="OR"))
        assert (one.severity, one.kind, one.where) == ("error", "record", "/0/3/0")
        assert (
            str(one.derived)
            == "4:16.862 is not better than 4:15.165, which Wiggins had ridden before."
        )

    def test_the_best_without_a_mark_while_another_has_one(self) -> None:
        assert found(athens(dyudya="OR")) == ["error record /0/1/0"]

    def test_some_but_not_all_records_as_they_were_ridden(self) -> None:
        made = session(heat("- A 4:18.4"), heat("- B 4:18.0 OR"), heat("- C 4:17.0 OR"))
        assert found(made) == ["error record /0/0/0"]

    def test_no_marks_at_all_are_no_contradiction(self) -> None:
        assert found(athens()) == []

    def test_the_loser_of_the_same_heat_is_no_record(self) -> None:
        made = session(
            heat("- Mactier 4:17.945 OR", "- Zijlaard 4:18.422"), heat("- Ulmer 4:16.400 OR")
        )
        assert found(made) == []

    def test_a_world_record_is_an_olympic_record(self) -> None:
        made = session(heat("- Mactier 4:17.945 WR"), heat("- Ulmer 4:16.400 WR OR"))
        assert found(made) == []


class TestUnknownOrder:
    """Heats are not known: only what no order could make true is an error."""

    def test_some_order_makes_several_marks_true(self) -> None:
        rides = ("1 A 4:15.165 OR", "2 B 4:16.862 OR", "3 C 4:17.510", "4 D 4:17.930 OR")
        assert found(session(*rides)) == []

    def test_a_mark_on_a_ride_slower_than_the_old_record(self) -> None:
        one = only(session("1 A 4:15.165 OR", "2 B 4:19.000 OR"))
        assert (one.kind, one.where) == ("record", "/0/1")
        assert str(one.derived) == "4:19.000 is not better than the record of 4:18.515."

    def test_the_best_has_the_mark_in_every_order(self) -> None:
        assert found(session("1 A 4:15.165", "2 B 4:16.862 OR")) == ["error record /0/0"]

    def test_an_unknown_time_may_have_been_the_record(self) -> None:
        assert found(session("- A 4:15.165", "- B 4:16.862 OR", "- C ?")) == []


class TestCombinedClasses:
    """Every para class has its own records."""

    def test_marks_of_several_classes_are_not_compared(self) -> None:
        made = session("1 A 4:15.165", "2 B 4:16.862 OR", "3 C 4:20.000 OR")
        assert found(replace(made, title="Women's individual pursuit C1-3")) == []
        assert found(replace(made, title="Women's individual pursuit C3")) != []


class TestLaterRounds:
    """A record counts from the moment it is ridden."""

    def test_a_mark_in_the_final_beats_the_qualifying(self) -> None:
        qualifying = round_of("qualifying", "1 A 4:16.000 OR", "2 B 4:17.000")
        final = round_of("medal", heat("1 A 4:16.500 OR", "2 B 4:17.500", label="gold"))
        assert found(event(qualifying, final)) == ["error record /1/0/0"]

    def test_a_time_after_a_catch_is_a_record_in_some_lists_only(self) -> None:
        """Boardman 1992 counted, Collinelli 1996 did not."""
        catch = round_of("match", heat("1 A 4:19.153 CAP", "2 B OVL"), complete=False)
        marked = round_of("match", heat("1 A 4:19.153 CAP OR", "2 B OVL"), complete=False)
        before = round_of("qualifying", "1 A 4:19.699 OR", "8 B 4:30.751", complete=False)
        assert found(event(before, catch)) == []
        assert found(event(before, marked)) == []

    def test_a_session_without_marks_is_a_doubt_where_others_have_them(self) -> None:
        qualifying = round_of("qualifying", "1 A 4:17.000 OR", "2 B 4:18.000")
        final = round_of("medal", heat("1 A 4:16.500", "2 B 4:17.500", label="gold"))
        made = replace(event(qualifying, final), records_before=(OLYMPIC,))
        assert found(made) == ["doubt record /1/0/0"]
