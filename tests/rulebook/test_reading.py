"""How a published event is read: printed rounds as phases, printed rows as rides."""

from __future__ import annotations

from fractions import Fraction

import pytest

from halflap.rulebook.format_file import shipped
from halflap.rulebook.reading import identities, outcome_of, printed_time, read, ride_of
from halflap.sport.outcome import (
    Catch,
    Caught,
    DidNotFinish,
    DidNotStart,
    Disqualified,
    Outcome,
    Relegated,
    Timed,
    Untimed,
    Walkover,
)
from halflap.sport.published import PublishedEvent, PublishedHeat, PublishedRide, PublishedRound
from halflap.sport.times import RecordedTime, Source

TIME = RecordedTime(255_165_000, 3, Source.PUBLISHED)


def row(name: str, where: str = "", **fields: object) -> PublishedRide:
    return PublishedRide(where or f"/{name}", name, **fields)  # type: ignore[arg-type]


class TestARow:
    @pytest.mark.parametrize(
        ("status", "time", "outcome"),
        [
            ("OK", "4:15.165", Timed(TIME)),
            ("OK", None, Untimed()),
            (None, None, Untimed()),
            ("OK", "4:1x.165", Untimed()),
            ("CAP", "4:15.165", Catch(TIME)),
            ("CAP", None, Catch()),
            ("OVL", None, Caught()),
            ("OVL", "4:15.165", Caught(TIME)),
            ("REL", "4:15.165", Relegated(TIME)),
            ("WO", None, Walkover()),
            ("DNF", None, DidNotFinish()),
            ("DNS", None, DidNotStart()),
            ("DSQ", "4:15.165", Disqualified()),
        ],
    )
    def test_is_the_outcome_it_prints(
        self, status: str | None, time: str | None, outcome: Outcome
    ) -> None:
        assert outcome_of(row("A", status=status, time=time)) == outcome

    @pytest.mark.parametrize("excused", [True, False, None])
    def test_says_whether_an_absence_was_excused(self, excused: bool | None) -> None:
        assert outcome_of(row("A", status="DNS", excused=excused)) == DidNotStart(excused)

    def test_says_where_the_catch_was(self) -> None:
        assert outcome_of(row("A", status="CAP", caught_at_m="2750.5")) == Catch(
            None, Fraction(5501, 2)
        )

    def test_brings_last_lap_lot_and_re_ride(self) -> None:
        ride = ride_of(row("A", time="4:15.165", last_lap="15.1", lot=2, re_ride=True), "A")
        assert (str(ride.last_lap), ride.lot, ride.re_ride) == ("15.1", 2, True)

    def test_never_invents_a_time(self) -> None:
        assert printed_time(None) is None
        assert printed_time("") is None
        assert printed_time("0:00.000") is None
        assert printed_time("4:75.1") is None


def round_(name: str, kind: str, *heats: PublishedHeat, complete: bool = True) -> PublishedRound:
    return PublishedRound(f"/{name}", name, kind, heats=heats, complete=complete)


def heat(number: int, *names: str, label: str | None = None) -> PublishedHeat:
    return PublishedHeat(
        f"/heat/{number}/{names[0]}",
        tuple(row(name, f"/{number}/{name}", time="4:15.165") for name in names),
        number=number,
        label=label,
    )


def phases(format_id: str, *rounds: PublishedRound) -> dict[str, str]:
    """Each printed round by the phase it is read as."""
    found = read(PublishedEvent("x", rounds=rounds), shipped(format_id))
    return {each.name: found.rounds.get(each.where, "-") for each in rounds}


class TestARound:
    def test_is_the_phase_of_its_kind_and_name(self) -> None:
        found = phases(
            "olympic-1992",
            round_("Qualifying", "qualifying", heat(1, "A", "B")),
            round_("Group B classification", "match", heat(1, "C", "D")),
            round_("Quarterfinals (group A)", "match", heat(1, "A", "B")),
            round_("Semifinals", "match", heat(1, "A", "B")),
            round_("Final", "medal", heat(1, "A", "B")),
        )
        assert list(found.values()) == [
            *("qualifying", "group-b", "group-a", "semifinals", "finals"),
        ]

    def test_may_be_named_in_french_or_in_numbers(self) -> None:
        found = phases(
            "knockout-8",
            round_("1/4 finales", "match", heat(1, "A", "B")),
            round_("Demi-finales", "match", heat(1, "A", "B")),
        )
        assert list(found.values()) == ["quarterfinals", "semifinals"]

    def test_without_a_telling_name_is_the_next_of_its_kind(self) -> None:
        assert phases("olympic-2004", round_("Round", "match", heat(1, "A", "B"))) == {
            "Round": "first-round"
        }

    def test_that_the_format_does_not_have_is_left_over(self) -> None:
        semifinals = round_("Semifinals", "match", heat(1, "A", "B"))
        found = read(PublishedEvent("x", rounds=(semifinals,)), shipped("olympic-2004"))
        assert found.unplaced == (semifinals,)
        assert found.results == {}

    def test_says_whether_the_source_holds_all_of_it(self) -> None:
        part = round_("Qualifying", "qualifying", heat(1, "A"), complete=False)
        found = read(PublishedEvent("x", rounds=(part,)), shipped("uci-2025"))
        assert not found.results["qualifying"].complete


class TestFinals:
    def test_without_labels_take_them_in_running_order_gold_last(self) -> None:
        finals = round_("Finals", "medal", heat(1, "C", "D"), heat(2, "A", "B"))
        found = read(PublishedEvent("x", rounds=(finals,)), shipped("uci-2025"))
        assert [each.label for each in found.results["finals"].heats] == ["bronze", "gold"]

    def test_one_alone_without_a_label_is_the_gold_ride(self) -> None:
        finals = round_("Finals", "medal", heat(1, "A", "B"))
        found = read(PublishedEvent("x", rounds=(finals,)), shipped("uci-2025"))
        assert found.results["finals"].heats[0].label == "gold"

    def test_keep_the_label_they_print(self) -> None:
        finals = round_("Finals", "medal", heat(1, "A", "B", label="gold"), heat(2, "C", "D"))
        found = read(PublishedEvent("x", rounds=(finals,)), shipped("uci-2025"))
        assert [each.label for each in found.results["finals"].heats] == ["gold", "bronze"]


class TestAFlatList:
    RIDES = (row("A", time="4:15"), row("B", time="4:16"))

    def test_of_qualifying_is_ranked(self) -> None:
        flat = PublishedRound("/q", "Qualifying", "qualifying", flat=self.RIDES)
        found = read(PublishedEvent("x", rounds=(flat,)), shipped("uci-2025"))
        assert [(h.number, h.paired) for h in found.results["qualifying"].heats] == [
            *((1, True), (2, True)),
        ]

    def test_of_matches_says_nothing_of_who_met_whom(self) -> None:
        flat = PublishedRound("/m", "Match round", "match", flat=self.RIDES)
        found = read(PublishedEvent("x", rounds=(flat,)), shipped("olympic-2004"))
        assert [each.paired for each in found.results["first-round"].heats] == [False, False]


class TestWhoIsWho:
    def test_a_rider_is_known_by_name(self) -> None:
        qualifying = round_("Qualifying", "qualifying", heat(1, "A", "B"))
        finals = round_("Finals", "medal", heat(2, "B", "A"))
        found = read(PublishedEvent("x", rounds=(qualifying, finals)), shipped("uci-2025"))
        assert list(found.riders) == ["A", "B"]

    def test_namesakes_of_two_nations_are_two(self) -> None:
        rides = (
            row("Kim", "/0", nat="KOR"),
            row("Kim", "/1", nat="USA"),
            row("Lee", "/2", nat="KOR"),
        )
        event = PublishedEvent("x", rounds=(PublishedRound("/q", "Q", "qualifying", flat=rides),))
        assert identities(event) == {"/0": "Kim (KOR)", "/1": "Kim (USA)", "/2": "Lee"}

    def test_a_row_without_a_nation_makes_no_second_rider(self) -> None:
        rides = (row("Kim", "/0", nat="KOR"), row("Kim", "/1"))
        event = PublishedEvent("x", rounds=(PublishedRound("/q", "Q", "qualifying", flat=rides),))
        assert set(identities(event).values()) == {"Kim"}
