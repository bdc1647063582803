"""Single rows: impossible times, damage, and names that are somebody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from halflap.rulebook.audit import audit_event
from halflap.rulebook.audit.sheet import fold
from halflap.rulebook.format_file import shipped
from halflap.sport.published import Damage
from halflap.words.sentence import say
from tests.rulebook.audit.sources import event, found, heat, only, real, ride, round_of

FISHER = "2016-paralympics-women-C4"


class TestTimes:
    """What no ride can have taken."""

    @pytest.mark.parametrize("time", ["3:30.000", "1:15.165", "12:10.000"])
    def test_a_speed_that_nobody_rides(self, time: str) -> None:
        made = event(round_of("qualifying", "- A 4:20.000", "- B 4:21.000", f"- C {time}"))
        assert found(made) == ["error time /0/2"]

    @pytest.mark.parametrize("time", ["3:59.153", "6:30.000", "4:24"])
    def test_fast_and_slow_times_that_were_ridden(self, time: str) -> None:
        assert found(event(round_of("qualifying", f"- C {time}"))) == []

    def test_if_all_are_impossible_it_is_the_distance(self) -> None:
        made = event(round_of("qualifying", "- A 3:20.000", "- B 3:21.000", "- C 3:22.000"))
        one = only(made)
        assert (one.kind, one.where) == ("time", "/0/0")
        assert "it is the distance that does not fit" in str(one.derived)

    def test_without_a_distance_the_round_is_the_measure(self) -> None:
        rides = ("- A 4:20.000", "- B 4:21.000", "- C 4:22.000", "- D 1:23.000")
        assert found(event(round_of("qualifying", *rides), distance_m=None)) == ["doubt time /0/3"]

    def test_a_fourth_decimal_is_a_doubt(self) -> None:
        """Beijing 2008: "3:48.9124", time and rank run together."""
        made = event(round_of("qualifying", "- Bouska 4:48.9124"))
        assert found(made) == ["doubt time /0/0"]

    @pytest.mark.parametrize("time", ["4:75.000", "0:00.000", "4-15-165"])
    def test_what_is_no_time(self, time: str) -> None:
        row = replace(ride("- A 4:20.000"), time=time)
        assert found(event(round_of("qualifying", row))) == ["error time /0/0"]

    def test_a_contradicted_rider_leaves_no_hole_in_the_ranks(self) -> None:
        made = event(round_of("qualifying", "1 A 3:15.165", "2 B 4:16.000", "3 C 4:17.000"))
        assert found(made) == ["error time /0/0"]

    def test_who_did_not_start_has_no_time(self) -> None:
        row = replace(ride("- A 4:20.000"), status="DNS")
        assert found(event(round_of("qualifying", row))) == ["error time /0/0"]


class TestDamage:
    """What the reader of the page could not read as it stands."""

    def test_a_broken_row_is_a_doubt_at_its_line(self) -> None:
        made = event(damage=(Damage("line 21", "| | 4:39.302 | 15 | |", say("a name in cell 2")),))
        one = only(made, "uci-2023")
        assert (one.severity, one.kind, one.where) == ("doubt", "table", "line 21")
        assert one.says == "| | 4:39.302 | 15 | |"

    def test_rows_of_a_table_that_are_broken_alike_are_one_fault(self) -> None:
        lines = (21, 23, 25, 48)
        made = event(
            damage=tuple(Damage(f"line {n}", "| |", say("a name in cell 2")) for n in lines)
        )
        assert found(made, "uci-2023") == ["doubt table line 21", "doubt table line 48"]
        report = audit_event(made, shipped("uci-2023"))
        assert str(report.contradictions[0].derived) == (
            "Expected here: a name in cell 2. The same at line 23, line 25."
        )

    def test_three_riders_in_one_heat_are_several_heats_run_together(self) -> None:
        made = event(round_of("match", heat("1 A 4:18.0", "2 B 4:19.0", "3 C 4:20.0")))
        assert found(made, "olympic-2004") == ["error table /0/0"]


class TestIdentity:
    """Riders are followed by name and nation."""

    def test_a_letter_off_is_probably_the_same_rider(self) -> None:
        """Rio 2016: the bronze ride prints Disher for Fisher."""
        made = real(FISHER)
        bronze = made.rounds[1].heats[0]
        rides = (replace(bronze.rides[0], name="Megan Disher"), bronze.rides[1])
        heats = (replace(bronze, rides=rides), made.rounds[1].heats[1])
        one = only(replace(made, rounds=(made.rounds[0], replace(made.rounds[1], heats=heats))))
        assert (one.severity, one.kind, one.where) == (
            "doubt",
            "identity",
            "/rounds/1/heats/0/riders/0",
        )
        assert str(one.derived) == "Megan Disher is probably Megan Fisher."

    @pytest.mark.parametrize(
        "name", ["Brad McGee", "B. McGee", "McGee", "MCGEE Bradley", "Bradley Mcgée"]
    )
    def test_a_short_or_turned_name_is_the_same_rider(self, name: str) -> None:
        qualifying = round_of("qualifying", "1 X 4:15.0", "2 Y 4:16.0")
        row = replace(qualifying.flat[0], name="Bradley McGee")
        other = replace(qualifying.flat[1], name="Rob Hayles")
        gold = heat(replace(row, name=name), other, label="gold")
        made = event(
            replace(qualifying, flat=(row, other)), round_of("medal", gold, complete=False)
        )
        assert found(made, "uci-2023") == []

    def test_a_name_in_common_and_one_nation_is_probably_the_same_rider(self) -> None:
        names = ("Antonio Tauler Llull", "Jens Mouris")
        rows = [
            replace(ride(f"{n} X 4:1{n}.0", nat="ESP"), name=name)
            for n, name in enumerate(names, 1)
        ]
        gold = heat(replace(rows[0], name="Toni Tauler"), rows[1], label="gold")
        made = event(round_of("qualifying", *rows), round_of("medal", gold, complete=False))
        assert found(made, "uci-2023") == ["doubt identity /1/0/0"]

    def test_a_stranger_in_the_final(self) -> None:
        final = round_of(
            "medal", heat("1 Ursi 4:15.0", "2 Zoro 4:16.0", label="gold"), complete=False
        )
        made = event(round_of("qualifying", "1 Ursi 4:14.0", "2 Isler 4:15.0"), final)
        assert found(made, "uci-2023") == ["error identity /1/0/1"]

    def test_a_stranger_may_come_from_the_missing_part_of_a_fragment(self) -> None:
        final = round_of(
            "medal", heat("1 Ursi 4:15.0", "2 Zoro 4:16.0", label="gold"), complete=False
        )
        made = event(round_of("qualifying", "1 Ursi 4:14.0", complete=False), final)
        assert found(made, "uci-2023") == []

    def test_a_rider_twice_in_one_round(self) -> None:
        made = event(round_of("qualifying", heat("1 A 4:15.0", "3 B 4:17.0"), heat("2 A 4:16.0")))
        assert found(made) == ["error identity /0/1/0"]

    def test_a_re_ride_is_not_twice(self) -> None:
        again = replace(ride("1 A 4:15.0"), re_ride=True)
        made = event(round_of("qualifying", heat("- A DNF", "2 B 4:17.0"), heat(again)))
        assert found(made) == []

    def test_namesakes_of_two_nations_are_two_riders(self) -> None:
        qualifying = (ride("1 Jones 4:15.0", nat="GBR"), ride("2 Jones 4:16.0", nat="AUS"))
        gold = heat(
            ride("1 Jones 4:14.0", nat="GBR"), ride("2 Jones 4:15.0", nat="AUS"), label="gold"
        )
        made = event(round_of("qualifying", *qualifying), round_of("medal", gold, complete=False))
        assert found(made, "uci-2023") == []

    def test_one_rider_under_two_nations_is_a_doubt(self) -> None:
        gold = heat(ride("1 Jones 4:14.0", nat="GBR"), label="gold")
        made = event(
            round_of("qualifying", ride("1 Jones 4:15.0", nat="AUS")),
            round_of("medal", gold, complete=False),
        )
        assert found(made, "uci-2023") == ["doubt identity /1/0/0"]

    def test_accents_case_and_order_make_no_other_name(self) -> None:
        assert fold("Karin THÜRIG") == fold("Thurig, Karin") == "karin thurig"
