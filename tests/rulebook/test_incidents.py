"""False starts, mishaps and what follows (UCI 3.2.021-.021ter, 3.2.056, 3.2.074, 3.2.075)."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halflap.rulebook.incident_policy import (
    DEFAULTS,
    MATCH,
    MEANING,
    MEDAL,
    QUALIFYING,
    IncidentPolicy,
    PhaseKind,
    allowed,
)
from halflap.rulebook.incidents import (
    Beaten,
    Consequence,
    Finished,
    Incident,
    Kind,
    PanelDecides,
    Restarts,
    RidesAgain,
    RidesOn,
    Ruling,
    rule,
    warned_out,
)
from halflap.sport.outcome import DidNotFinish, Disqualified, Relegated, Walkover
from halflap.words.catalogue import translate

PHASES: tuple[PhaseKind, ...] = ("qualifying", "match", "medal")


def ruled(incident: Incident, policy: IncidentPolicy | None = None) -> Ruling:
    """The ruling, where the regulation gives one."""
    found = rule(incident, policy or DEFAULTS[incident.phase])
    assert isinstance(found, Ruling), found
    return found


def options(incident: Incident, policy: IncidentPolicy | None = None) -> dict[str, Ruling]:
    """The options of the commissaires, where the regulation gives none."""
    found = rule(incident, policy or DEFAULTS[incident.phase])
    assert isinstance(found, PanelDecides), found
    return dict(found.options)


def false_start(phase: PhaseKind, faults: int = 0) -> Incident:
    return Incident(Kind.FALSE_START, phase, "1", "2", faults={"1": faults})


def mishap(
    phase: PhaseKind, late: bool, faults: int = 0, both: bool = False, opponent: str | None = "2"
) -> Incident:
    return Incident(
        Kind.MISHAP,
        phase,
        "1",
        opponent,
        both=both,
        past_first_half_lap=late,
        faults={"1": faults},
    )


class TestUci_3_2_021ter_TwoStartsAPhase:
    @pytest.mark.parametrize("phase", PHASES)
    def test_case_11_a_first_false_start_restarts_both_and_charges_one(
        self, phase: PhaseKind
    ) -> None:
        ruling = ruled(false_start(phase))
        assert ruling.stopped
        assert ruling.consequences == (("1", Restarts()), ("2", Restarts()))
        assert ruling.charged == ("1",)
        assert str(ruling.reasons[0]) == "1 has used 1 of 2 starts of this phase. [3.2.021ter]"

    @pytest.mark.parametrize(
        ("phase", "first", "second"),
        [
            ("qualifying", Finished(DidNotFinish()), Restarts()),
            ("match", Finished(Relegated()), Restarts()),
            ("medal", Finished(DidNotFinish()), Finished(Walkover())),
        ],
    )
    def test_case_12_a_second_one_ends_it(
        self, phase: PhaseKind, first: Consequence, second: Consequence
    ) -> None:
        ruling = ruled(false_start(phase, faults=1))
        assert ruling.of("1") == first
        assert ruling.of("2") == second
        assert ruling.stopped

    @pytest.mark.parametrize("phase", PHASES)
    def test_a_false_start_after_a_mishap_is_the_second_fault(self, phase: PhaseKind) -> None:
        first = ruled(mishap(phase, late=False))
        faults = {rider: 1 for rider in first.charged}
        again = ruled(Incident(Kind.FALSE_START, phase, "1", "2", faults=faults))
        assert isinstance(again.of("1"), Finished)

    def test_case_13_each_rider_has_his_own_restart(self) -> None:
        ruling = ruled(Incident(Kind.FALSE_START, "medal", "2", "1", faults={"1": 1}))
        assert ruling.consequences == (("2", Restarts()), ("1", Restarts()))
        assert ruling.charged == ("2",)

    def test_case_13_a_format_may_charge_both_for_a_stopped_heat(self) -> None:
        policy = IncidentPolicy(charged="both")
        first = ruled(false_start("qualifying"), policy)
        assert first.charged == ("1", "2")
        second = ruled(
            Incident(Kind.FALSE_START, "qualifying", "2", "1", faults={"1": 1, "2": 1}), policy
        )
        assert second.of("2") == Finished(DidNotFinish())
        assert second.of("1") == Restarts()

    def test_both_may_start_too_early(self) -> None:
        ruling = ruled(Incident(Kind.FALSE_START, "medal", "1", "2", both=True, faults={"2": 1}))
        assert ruling.charged == ("1", "2")
        assert ruling.of("2") == Finished(DidNotFinish())
        assert ruling.of("1") == Finished(Walkover())

    def test_a_format_may_give_three_starts(self) -> None:
        policy = IncidentPolicy(starts=3)
        assert ruled(false_start("qualifying", faults=1), policy).of("1") == Restarts()
        assert ruled(false_start("qualifying", faults=2), policy).of("1") == Finished(
            DidNotFinish()
        )

    @given(
        faults=st.integers(0, 5),
        starts=st.integers(1, 5),
        phase=st.sampled_from(PHASES),
        kind=st.sampled_from([Kind.FALSE_START, Kind.MISHAP]),
    )
    def test_the_last_start_is_the_last(
        self, faults: int, starts: int, phase: PhaseKind, kind: Kind
    ) -> None:
        policy = msgspec.structs.replace(DEFAULTS[phase], starts=starts)
        ruling = ruled(Incident(kind, phase, "1", "2", faults={"1": faults}), policy)
        assert isinstance(ruling.of("1"), Finished) is (faults + 1 >= starts)
        assert not isinstance(ruling.of("2"), Finished) or phase == "medal"


class TestUci_3_2_074_MishapInQualifying:
    def test_case_15_in_the_first_half_lap_both_start_again_at_once(self) -> None:
        ruling = ruled(mishap("qualifying", late=False))
        assert ruling.consequences == (("1", Restarts()), ("2", Restarts()))
        assert ruling.charged == ("1",)

    def test_case_16_later_the_victim_rides_again_and_the_other_rides_on(self) -> None:
        ruling = ruled(mishap("qualifying", late=True))
        assert not ruling.stopped
        assert ruling.consequences == (("1", RidesAgain(paired=True)), ("2", RidesOn()))
        assert ruling.charged == ("1",)
        assert ruling.reasons[-1].article == "3.2.074"

    def test_case_16_a_second_mishap_ends_it(self) -> None:
        ruling = ruled(mishap("qualifying", late=True, faults=1))
        assert ruling.of("1") == Finished(DidNotFinish())
        assert ruling.of("2") == RidesOn()

    def test_case_17_both_ride_again_and_may_meet(self) -> None:
        ruling = ruled(mishap("qualifying", late=True, both=True))
        again = RidesAgain(paired=True)
        assert ruling.consequences == (("1", again), ("2", again))
        assert ruling.charged == ("1", "2")

    def test_a_format_may_have_them_ride_again_alone(self) -> None:
        policy = IncidentPolicy(re_rides="alone")
        assert ruled(mishap("qualifying", late=True), policy).of("1") == RidesAgain(paired=False)

    def test_a_rider_alone_in_his_heat_rides_again_too(self) -> None:
        ruling = ruled(mishap("qualifying", late=True, opponent=None))
        assert ruling.consequences == (("1", RidesAgain(paired=True)),)


class TestUci_3_2_075_MishapInAFinal:
    def test_in_the_first_half_lap_both_start_again(self) -> None:
        ruling = ruled(mishap("medal", late=False))
        assert ruling.consequences == (("1", Restarts()), ("2", Restarts()))

    def test_case_19_later_the_victim_is_beaten(self) -> None:
        ruling = ruled(mishap("medal", late=True))
        assert not ruling.stopped
        assert ruling.consequences == (("1", Beaten()), ("2", RidesOn()))
        assert ruling.charged == ()
        assert ruling.reasons[0].article == "3.2.075"

    def test_case_20_when_both_fall_later_the_panel_decides(self) -> None:
        found = options(mishap("medal", late=True, both=True))
        assert list(found) == ["restart", "ride-on"]
        assert found["ride-on"].consequences == (("1", RidesOn()), ("2", RidesOn()))

    def test_case_20_a_format_may_let_the_first_to_finish_win(self) -> None:
        policy = msgspec.structs.replace(MEDAL, both_mishap_later="ride-on")
        assert not ruled(mishap("medal", late=True, both=True), policy).charged

    def test_a_match_round_follows_by_analogy(self) -> None:
        assert ruled(mishap("match", late=True)).of("1") == Beaten()


class TestUci_3_2_021_UnrecognisedMishap:
    @pytest.mark.parametrize("phase", PHASES)
    @pytest.mark.parametrize("late", [False, True])
    def test_stops_nothing(self, phase: PhaseKind, late: bool) -> None:
        incident = Incident(Kind.UNRECOGNISED, phase, "1", "2", past_first_half_lap=late)
        ruling = ruled(incident)
        assert not ruling.stopped
        assert ruling.consequences == (("1", RidesOn()), ("2", RidesOn()))
        assert ruling.charged == ()


class TestWhereTheRegulationIsSilent:
    def test_case_14_the_panel_says_what_a_failed_gate_is(self) -> None:
        found = options(Incident(Kind.GATE_FAILURE, "qualifying", "1", "2"))
        assert list(found) == ["restart", "mishap", "false-start", "unrecognised"]
        assert found["restart"].charged == ()
        assert found["mishap"].charged == ("1",)
        assert found["false-start"].of("1") == Restarts()
        assert found["unrecognised"].of("1") == RidesOn()

    def test_case_14_a_format_may_say_it(self) -> None:
        policy = IncidentPolicy(gate_failure="mishap")
        ruling = ruled(Incident(Kind.GATE_FAILURE, "qualifying", "1", "2"), policy)
        assert ruling == ruled(mishap("qualifying", late=False))

    def test_an_option_that_is_open_itself_brings_its_own(self) -> None:
        policy = IncidentPolicy(mishap_first_half_lap="panel")
        found = options(Incident(Kind.GATE_FAILURE, "qualifying", "1", "2"), policy)
        assert "mishap: restart" in found

    def test_case_18_the_panel_may_grant_a_hampered_rider_a_re_ride_without_a_fault(self) -> None:
        found = options(Incident(Kind.HAMPERED, "qualifying", "1", "2", past_first_half_lap=True))
        assert list(found) == ["re-ride", "restart", "ride-on"]
        assert found["re-ride"].of("1") == RidesAgain(paired=True)
        assert found["re-ride"].charged == ()

    @pytest.mark.parametrize("phase", PHASES)
    def test_case_24_weather_or_a_broken_timer_is_nobodys_fault(self, phase: PhaseKind) -> None:
        found = options(
            Incident(Kind.INTERRUPTED, phase, "1", "2", past_first_half_lap=True, faults={"1": 1})
        )
        assert found["restart"].consequences == (("1", Restarts()), ("2", Restarts()))
        assert found["restart"].charged == ()


class TestUci_3_2_056_AfterACatch:
    def test_case_30_drafting_disqualifies_and_the_others_time_stands(self) -> None:
        ruling = ruled(Incident(Kind.AFTER_CATCH, "qualifying", "2", "1", past_first_half_lap=True))
        assert ruling.consequences == (("2", Finished(Disqualified())), ("1", RidesOn()))
        assert ruling.reasons[0].article == "3.2.056"


class TestUci_3_2_013_Warnings:
    @pytest.mark.parametrize(("warnings", "relegations"), [(0, 0), (1, 2)])
    def test_case_33_one_warning_or_two_relegations_are_not_enough(
        self, warnings: int, relegations: int
    ) -> None:
        assert warned_out(warnings, relegations) is None

    @pytest.mark.parametrize(
        ("warnings", "relegations", "says"),
        [(2, 0, "2 warnings"), (0, 3, "3 relegations")],
    )
    def test_case_33_two_warnings_or_a_third_relegation_disqualify(
        self, warnings: int, relegations: int, says: str
    ) -> None:
        assert says in str(warned_out(warnings, relegations))


class TestEveryPolicy:
    @given(
        kind=st.sampled_from(Kind),
        phase=st.sampled_from(PHASES),
        late=st.booleans(),
        both=st.booleans(),
        alone=st.booleans(),
        faults=st.integers(0, 3),
        data=st.data(),
    )
    def test_answers_every_incident_for_every_rider_with_a_reason(
        self,
        *,
        kind: Kind,
        phase: PhaseKind,
        late: bool,
        both: bool,
        alone: bool,
        faults: int,
        data: st.DataObject,
    ) -> None:
        chosen = {f: data.draw(st.sampled_from(allowed(f)), f) for f in MEANING if allowed(f)}
        policy = msgspec.convert(chosen, IncidentPolicy)
        opponent = None if alone else "2"
        incident = Incident(kind, phase, "1", opponent, both, late, {"1": faults})
        found = rule(incident, policy)
        rulings = (
            [ruling for _, ruling in found.options] if isinstance(found, PanelDecides) else [found]
        )
        assert rulings
        for ruling in rulings:
            assert [rider for rider, _ in ruling.consequences] == list(incident.riders)
            assert ruling.reasons
            assert {*ruling.charged} <= {*incident.riders}
            starts_again = any(isinstance(what, Restarts) for _, what in ruling.consequences)
            assert ruling.stopped or not starts_again

    def test_has_a_meaning_for_each_value(self) -> None:
        for name in msgspec.structs.fields(IncidentPolicy):
            if name.name == "starts":
                continue
            assert {*MEANING[name.name]} == {*allowed(name.name)}, name.name

    def test_has_its_meaning_in_french(self) -> None:
        texts = [text for values in MEANING.values() for text in values.values()]
        assert [text for text in texts if translate(text, "fr") == text] == []

    def test_defaults_differ_by_the_last_fault_and_later_mishaps(self) -> None:
        assert (QUALIFYING.last_fault, MATCH.last_fault, MEDAL.last_fault) == (
            "dnf",
            "relegated",
            "loses",
        )
        assert (QUALIFYING.mishap_later, MATCH.mishap_later, MEDAL.mishap_later) == (
            "re-ride",
            "beaten",
            "beaten",
        )

    @pytest.mark.parametrize("wrong", [{"starts": 0}, {"charged": "nobody"}, {"restarts": 1}])
    def test_with_a_wrong_value_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, IncidentPolicy)
