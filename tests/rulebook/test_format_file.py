"""A format is a TOML file: what it may say, and what a wrong one is told (key path or line)."""

from __future__ import annotations

import pytest

from halflap.rulebook.format_file import SHIPPED, BadFormat, read_format, shipped, shipped_text

OWN = """
id = "own"
name = { en = "Own", fr = "À nous" }
summary = { en = "Four qualify.", fr = "Quatre qualifiés." }
sources = ["our club"]
places = [
  { of = "finals:gold" },
  { of = "semis:losers" },
  { of = "qualifying:rest" },
]

[[phase]]
id = "qualifying"
kind = "qualifying"
name = { en = "Qualifying", fr = "Qualifications" }
advance = 4
catch = "ride-on"
[phase.incidents]

[[phase]]
id = "semis"
kind = "match"
name = { en = "Semifinals", fr = "Demi-finales" }
from = "qualifying"
heats = ["R2 v R3", "R1 v R4"]
catch = "decides"
[phase.incidents]

[[phase]]
id = "finals"
kind = "medal"
name = { en = "Final", fr = "Finale" }
from = "semis"
heats = ["gold 1-2: W1 v W2"]
catch = "decides"
[phase.incidents]
"""


def refused(old: str, new: str) -> str:
    """What a reader is told of the own format with ``old`` replaced by ``new``."""
    assert OWN.count(old) >= 1
    with pytest.raises(BadFormat) as bad:
        read_format(OWN.replace(old, new, 1))
    return str(bad.value.sentence)


class TestAFileOfOnesOwn:
    def test_can_be_used_without_code(self) -> None:
        assert [phase.id for phase in read_format(OWN).phase] == ["qualifying", "semis", "finals"]

    def test_says_what_is_silent_by_its_defaults(self) -> None:
        fmt = read_format(OWN)
        assert fmt.decimals == 3
        assert fmt.ties.chain == ("last-lap", "lots")
        assert fmt.phase[1].losers == ("timed", "caught", "dnf", "relegated", "dns")


class TestTheShippedOnes:
    def test_are_the_documented_twelve(self) -> None:
        assert SHIPPED == (
            "uci-2025",
            "uci-2023",
            "olympic-2004",
            "olympic-2000",
            "olympic-1992",
            "worlds-1995",
            "knockout-8",
            "knockout-16",
            "youth-placing-finals",
            "para",
            "masters",
            "club-solo",
        )

    @pytest.mark.parametrize("format_id", SHIPPED)
    def test_can_be_read_and_are_called_by_their_name(self, format_id: str) -> None:
        assert shipped(format_id).id == format_id

    def test_another_id_is_not_among_them(self) -> None:
        with pytest.raises(KeyError):
            shipped_text("../format_file")


class TestWhatIsNotToml:
    def test_is_refused_with_its_line(self) -> None:
        text = refused("advance = 4", "advance = ")
        assert text == "The format is not TOML: Invalid value (at line 16, column 11)"

    @pytest.mark.parametrize("value", ["[" * 100_000, "9" * 5_000])
    def test_is_refused_even_where_no_line_can_be_named(self, value: str) -> None:
        text = refused("advance = 4", f"advance = {value}")
        assert text == "The format holds a number too long or lists too deep."


class TestAKey:
    @pytest.mark.parametrize(
        ("old", "new", "says"),
        [
            ('id = "own"\n', "", "format: Object missing required field `id`"),
            ('kind = "match"\n', "", "phase[1]: Object missing required field `kind`"),
            ("advance = 4", "advanse = 4", "phase[0]: Object contains unknown field `advanse`"),
            ("advance = 4", 'advance = "4"', "phase[0].advance: Expected `int`, got `str`"),
            ("advance = 4", "advance = -4", "phase[0].advance: Expected `int` >= 0"),
            ("advance = 4", "advance = 1001", "phase[0].advance: Expected `int` <= 1000"),
            (
                'kind = "match"',
                'kind = ["match"]',
                "phase[1].kind: Expected `str`, got `array`",
            ),
            ('kind = "match"', 'kind = "mass"', "phase[1].kind: Invalid enum value 'mass'"),
            ('fr = "Finale"', "fr = 1", "phase[2].name.fr: Expected `str`, got `int`"),
            (
                "[phase.incidents]",
                "[phase.incidents]\nstarts = 0",
                "phase[0].incidents: starts = 0: every rider has at least one start.",
            ),
            (
                "sources",
                "hand_times = { margin_ms = -1 }\nsources",
                "hand_times.margin_ms: Expected `int` >= 0",
            ),
            ("sources", "minimum_entries = 0\nsources", "minimum_entries: Expected `int` >= 1"),
            (
                "sources",
                'ties = { chain = ["first-lap"] }\nsources',
                "ties.chain[0]: Invalid enum value 'first-lap'",
            ),
        ],
    )
    def test_missing_unknown_or_of_another_kind_is_named(
        self, old: str, new: str, says: str
    ) -> None:
        assert refused(old, new) == says


class TestAPhase:
    def test_has_an_id_in_lower_case(self) -> None:
        assert refused('id = "semis"', 'id = "Semi Finals"') == (
            'phase[1].id: "Semi Finals" is not a word in lower case'
        )
        assert (
            refused('id = "own"', 'id = "Our own"') == 'id: "Our own" is not a word in lower case'
        )

    def test_has_an_id_of_its_own(self) -> None:
        assert refused('id = "finals"', 'id = "semis"') == 'phase[1].id: "semis" is used twice'

    def test_is_qualifying_first_and_only_first(self) -> None:
        only_first = "phase: the first phase is qualifying, and only the first"
        semis = '[[phase]]\nid = "semis"'
        again = '[[phase]]\nid = "again"\nkind = "qualifying"\ncatch = "ride-on"\n'
        named = 'name = { en = "Again", fr = "Encore" }\n'
        assert refused(semis, again + named + semis) == only_first

    def test_of_entries_has_no_seeds(self) -> None:
        says = 'means nothing in a "qualifying" phase'
        for key, line in (("heats", 'heats = ["R1 v R2"]'), ("from", 'from = "semis"')):
            assert refused("advance = 4", f"advance = 4\n{line}") == f"phase[0].{key}: {says}"

    @pytest.mark.parametrize(
        ("where", "line", "says"),
        [
            (0, 'disqualified = "vacant"', 'disqualified: means nothing in a "qualifying" phase'),
            (0, "caught_stops = true", 'caught_stops: means nothing in a "qualifying" phase'),
            (1, "advance = 4", 'advance: means nothing in a "match" phase'),
            (2, "riders_per_heat = 1", 'riders_per_heat: means nothing in a "medal" phase'),
        ],
    )
    def test_refuses_what_would_change_nothing(self, where: int, line: str, says: str) -> None:
        kind = ("qualifying", "match", "medal")[where]
        told = refused(f'kind = "{kind}"', f'kind = "{kind}"\n{line}')
        assert told == f"phase[{where}].{says}"

    @pytest.mark.parametrize(
        ("where", "catch", "says"),
        [
            (0, "decides", 'in a "qualifying" phase it is ride-on / unranked'),
            (1, "ride-on", 'in a "match" phase it is decides'),
            (2, "unranked", 'in a "medal" phase it is decides'),
        ],
    )
    def test_has_a_catch_that_its_kind_can_have(self, where: int, catch: str, says: str) -> None:
        before = ("ride-on", "decides", "decides")[where]
        parts = OWN.split("[[phase]]")
        old = parts[where + 1]
        told = refused(old, old.replace(f'catch = "{before}"', f'catch = "{catch}"'))
        assert told == f"phase[{where}].catch: {says}"

    def test_comes_from_one_before_it(self) -> None:
        assert refused('from = "qualifying"', 'from = "finals"') == (
            'phase[1].from: "finals" is not a phase before this one'
        )

    def test_after_qualifying_has_heats(self) -> None:
        assert refused('heats = ["R2 v R3", "R1 v R4"]', "heats = []") == (
            "phase[1].heats: a later phase needs its heats"
        )

    def test_that_decides_places_feeds_nobody(self) -> None:
        after = (
            'heats = ["gold 1-2: W1 v W2"]\ncatch = "decides"\n[phase.incidents]\n'
            '[[phase]]\nid = "more"\nkind = "medal"\nname = { en = "", fr = "" }\n'
            'from = "finals"\nheats = ["a 3-4: W1 v L1"]'
        )
        assert refused('heats = ["gold 1-2: W1 v W2"]', after) == (
            'phase[3].from: "finals" decides places: nobody goes on'
        )

    def test_places_each_class_of_beaten_riders(self) -> None:
        says = "phase[1].losers: name each of timed, caught, dnf, relegated, dns once"
        for losers in ('["timed", "caught"]', '["timed", "timed", "dnf", "relegated", "dns"]'):
            heats = 'heats = ["R2 v R3", "R1 v R4"]'
            assert refused(heats, f"{heats}\nlosers = {losers}") == says


class TestAHeat:
    def test_is_two_seeds(self) -> None:
        assert refused("R2 v R3", "R2 vs R3") == (
            'phase[1].heats[0]: "R2 vs R3" is not a heat such as "R4 v R5" or "gold 1-2: W1 v W2"'
        )

    def test_of_a_final_has_label_and_places_and_of_a_match_none(self) -> None:
        says = 'finals are written "gold 1-2: W1 v W2", matches "R1 v R8"'
        assert refused("gold 1-2: W1 v W2", "W1 v W2") == f"phase[2].heats[0]: {says}"
        assert refused("R2 v R3", "gold 1-2: R2 v R3") == f"phase[1].heats[0]: {says}"

    def test_names_no_seed_twice(self) -> None:
        assert refused("R1 v R4", "R1 v R2") == "phase[1].heats[1]: seed R2 is used twice"

    @pytest.mark.parametrize("seed", ["R5", "W1"])
    def test_names_no_seed_that_qualifying_does_not_have(self, seed: str) -> None:
        assert refused("R1 v R4", f"R1 v {seed}") == (
            f"phase[1].heats[1]: seed {seed} does not exist in qualifying"
        )

    @pytest.mark.parametrize("seed", ["W3", "L3", "WH3", "R1"])
    def test_names_no_seed_that_a_match_round_does_not_have(self, seed: str) -> None:
        assert refused("W1 v W2", f"W1 v {seed}") == (
            f"phase[2].heats[0]: seed {seed} does not exist in semis"
        )

    @pytest.mark.parametrize("label", ["rest", "winners", "losers"])
    def test_is_not_labelled_as_a_part_of_a_phase(self, label: str) -> None:
        assert refused("gold 1-2", f"{label} 1-2") == (
            f'phase[2].heats[0]: "{label}" is taken: choose another label'
        )

    def test_has_a_label_of_its_own(self) -> None:
        heats = '"gold 1-2: W1 v W2", "gold 3-4: L1 v L2"'
        assert refused('"gold 1-2: W1 v W2"', heats) == (
            'phase[2].heats[1]: "gold" is taken: choose another label'
        )


class TestIncidents:
    """What a phase does not say about them, its kind says (UCI 3.2.021ter, 3.2.074, 3.2.075)."""

    def test_last_faults_and_later_mishaps_are_those_of_the_kind_of_phase(self) -> None:
        policies = [phase.incidents for phase in read_format(OWN).phase]
        assert [policy.last_fault for policy in policies] == ["dnf", "relegated", "loses"]
        assert [policy.mishap_later for policy in policies] == ["re-ride", "beaten", "beaten"]

    def test_what_a_phase_says_itself_is_kept(self) -> None:
        text = OWN.replace("[phase.incidents]", '[phase.incidents]\nlast_fault = "relegated"', 1)
        assert read_format(text).phase[0].incidents.last_fault == "relegated"
        assert read_format(text).phase[0].incidents.mishap_later == "re-ride"

    def test_may_be_left_out_altogether(self) -> None:
        assert read_format(OWN.replace("[phase.incidents]\n", "")) == read_format(OWN)

    @pytest.mark.parametrize("field", ["mishap_later", "both_mishap_later", "hampered"])
    def test_of_a_match_or_a_final_have_no_re_rides(self, field: str) -> None:
        old = 'heats = ["gold 1-2: W1 v W2"]\ncatch = "decides"\n[phase.incidents]\n'
        assert refused(old, f'{old}{field} = "re-ride"\n') == (
            f"phase[2].incidents.{field}: re-rides are for qualifying only"
        )


class TestNobodyIsLostOrTwice:
    """Every entrant appears exactly once in the classification, so a format has to see to it."""

    def test_everybody_who_qualifies_has_a_seat(self) -> None:
        assert refused("advance = 4", "advance = 5") == (
            "phase[0]: of R1 to R5 every seed goes on exactly once, but these do: R2, R3, R1, R4"
        )

    def test_every_winner_goes_on_if_one_does(self) -> None:
        assert refused("W1 v W2", "W1 v L2") == (
            "phase[1]: of W1 to W2 every seed goes on exactly once, but these do: W1"
        )

    def test_winners_go_on_by_time_or_by_heat_but_not_both(self) -> None:
        assert refused("W1 v W2", "W1 v WH2") == (
            "phase[1]: of W1 to W2 every seed goes on exactly once, but these do: W1, WH2"
        )

    def test_nobody_rides_two_phases_at_once(self) -> None:
        second = (
            '[[phase]]\nid = "five"\nkind = "match"\nname = { en = "", fr = "" }\n'
            'from = "qualifying"\nheats = ["R1 v R2"]\ncatch = "decides"\n[phase.incidents]\n'
            '[[phase]]\nid = "semis"'
        )
        assert refused('[[phase]]\nid = "semis"', second) == (
            "phase[0]: of R1 to R4 every seed goes on exactly once, but these do: "
            "R1, R2, R2, R3, R1, R4"
        )

    def test_every_group_has_its_places(self) -> None:
        assert refused('  { of = "semis:losers" },\n', "") == (
            'places: "semis:losers" is missing: its riders would be lost'
        )

    def test_no_group_has_them_twice(self) -> None:
        twice = '{ of = "semis:losers" },\n  { of = "semis:losers" }'
        assert refused('{ of = "semis:losers" }', twice) == (
            'places[1].of: "semis:losers" is not one of qualifying:rest, semis:losers, '
            "finals:gold, each once"
        )

    def test_who_went_on_is_not_placed_where_he_came_from(self) -> None:
        assert refused("semis:losers", "semis:winners").startswith(
            'places[1].of: "semis:winners" is not one of'
        )

    def test_who_did_not_go_on_comes_last(self) -> None:
        old = '  { of = "semis:losers" },\n  { of = "qualifying:rest" },'
        new = '  { of = "qualifying:rest" },\n  { of = "semis:losers" },'
        assert refused(old, new) == "places[1].of: who did not go on comes last"

    def test_a_final_stands_at_the_places_that_it_decides(self) -> None:
        assert refused("gold 1-2", "gold 3-4") == (
            'places[0].of: "finals:gold" says it decides places 3-4, but stands at 1-2'
        )

    def test_a_caught_rider_yields_to_a_block_after_his(self) -> None:
        yields = '{ of = "semis:losers", caught_yield_to = "finals:gold" }'
        assert refused('{ of = "semis:losers" }', yields) == (
            'places[1].caught_yield_to: "finals:gold" is not a block after this one'
        )
