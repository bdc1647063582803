"""Other people's words for rounds, rides and statuses, as they stand in real sources."""

from __future__ import annotations

import json

import pytest

from halflap.intake.event_json import read_event
from halflap.intake.ride_label import label_of
from halflap.intake.round_kind import kind_of
from halflap.intake.unreadable import Unreadable
from halflap.sport.published import PublishedEvent


def event(*rounds: dict[str, object], **members: object) -> PublishedEvent:
    return read_event(json.dumps({"id": "e", "rounds": rounds, **members}).encode())


class TestStatuses:
    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("LAP", "OVL"),
            ("ovt", "OVL"),
            ("lapped", "OVL"),
            ("NP", "DNS"),
            ("Did not start", "DNS"),
            ("dnf", "DNF"),
            ("AB", "DNF"),
            ("DQ", "DSQ"),
            ("DNS", "DNS"),
            ("cap", "CAP"),
            ("w/o", "WO"),
            ("ok", "OK"),
        ],
    )
    def test_are_read_in_their_other_words(self, word: str, status: str) -> None:
        found = event({"kind": "qualifying", "results": [{"name": "A", "status": word}]})
        assert found.rounds[0].flat[0].status == status

    def test_an_unknown_one_is_refused_at_its_pointer(self) -> None:
        with pytest.raises(Unreadable) as refused:
            event({"kind": "qualifying", "results": [{"name": "A", "status": "WON"}]})
        assert refused.value.where == "/rounds/0/results/0/status"
        assert "OK, DNS, DNF, DSQ" in str(refused.value.sentence)


class TestHowManyAdvance:
    @pytest.mark.parametrize("number", [0, None])
    def test_nobody_is_no_damage(self, number: int | None) -> None:
        found = event({"kind": "medal", "advance": number})
        assert (found.rounds[0].advance, found.damage) == (None, ())

    def test_fewer_than_nobody_is(self) -> None:
        assert event({"kind": "medal", "advance": -1}).damage[0].where == "/rounds/0/advance"


class TestRounds:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("Qualificazioni", "qualifying"),
            ("Qualifikation", "qualifying"),
            ("Vorläufe", "qualifying"),
            ("Qualifications", "qualifying"),
            ("Viertelfinale", "match"),
            ("Halbfinale", "match"),
            ("Ottavi di finale", "match"),
            ("Quarti di finale", "match"),
            ("Demi-finales", "match"),
            ("Petite finale", "medal"),
            ("Finale per il bronzo", "medal"),
            ("Kleines Finale", "medal"),
        ],
    )
    def test_are_known_in_five_languages(self, name: str, kind: str) -> None:
        assert kind_of(name) == kind

    def test_a_first_round_without_qualifying_before_it_is_qualifying(self) -> None:
        found = event({"name": "First round"}, {"name": "Quarterfinals"}, {"name": "Final"})
        assert [each.kind for each in found.rounds] == ["qualifying", "match", "medal"]

    def test_a_first_round_after_qualifying_is_a_match_round(self) -> None:
        found = event({"name": "Qualifying"}, {"name": "First round"}, {"name": "Finals"})
        assert [each.kind for each in found.rounds] == ["qualifying", "match", "medal"]

    def test_a_printed_kind_stays(self) -> None:
        found = event({"name": "First round", "kind": "match"}, {"name": "Final"})
        assert found.rounds[0].kind == "match"


class TestRides:
    @pytest.mark.parametrize(
        ("words", "label"),
        [
            ("Final", "gold"),
            ("gold", "gold"),
            ("Gold medal race", "gold"),
            ("A final", "gold"),
            ("Finale 1-2", "gold"),
            ("Final 1st–2nd", "gold"),
            ("Bronze medal race", "bronze"),
            ("3rd place", "bronze"),
            ("Third-place match", "bronze"),
            ("B final", "bronze"),
            ("petite finale", "bronze"),
            ("Kleines Finale", "bronze"),
            ("Finale per il bronzo", "bronze"),
            ("Places 3/4", "bronze"),
            ("5-6", "5-6"),
            ("Places 7 and 8", "7-8"),
            ("Fifth place ride", "5-6"),
            ("Gold and bronze medal rides", None),
            ("Finals", None),
            ("Medal round", None),
            ("1/8 finals", None),
        ],
    )
    def test_are_known_by_their_words(self, words: str, label: str | None) -> None:
        assert label_of(words) == label

    def test_a_round_of_one_ride_names_it(self) -> None:
        ride = {"riders": [{"name": "A"}, {"name": "B"}]}
        found = event(
            {"name": "Bronze medal race", "kind": "medal", "heats": [ride]},
            {"name": "Final", "kind": "medal", "heats": [ride]},
        )
        assert [each.heats[0].label for each in found.rounds] == ["bronze", "gold"]

    def test_a_round_of_two_rides_names_neither(self) -> None:
        ride = {"riders": [{"name": "A"}, {"name": "B"}]}
        found = event({"name": "Final", "kind": "medal", "heats": [ride, ride]})
        assert [heat.label for heat in found.rounds[0].heats] == [None, None]


class TestKeys:
    def test_one_that_stands_twice_is_refused(self) -> None:
        with pytest.raises(Unreadable, match="“time” stands twice"):
            read_event(b'{"rounds": [{"results": [{"time": "4:20.1", "time": "4:21.1"}]}]}')
