"""How a ride can end: a closed union in which no status is a number or a magic time."""

from __future__ import annotations

import typing

import pytest

from halflap.sport.outcome import (
    CODES,
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
    code,
    time_of,
)
from halflap.sport.times import recorded

TIME = recorded("4:15.165")


class TestTheUnionIsClosed:
    def test_every_outcome_has_a_code(self) -> None:
        assert set(CODES) == set(typing.get_args(Outcome))

    @pytest.mark.parametrize(
        ("outcome", "text"),
        [
            (Timed(TIME), "OK"),
            (Untimed(), "OK"),
            (Catch(), "CAP"),
            (Caught(TIME), "OVL"),
            (Walkover(), "WO"),
            (Relegated(TIME), "REL"),
            (DidNotFinish(), "DNF"),
            (DidNotStart(excused=False), "DNS"),
            (Disqualified(), "DSQ"),
        ],
    )
    def test_the_codes_are_those_of_result_sheets(self, outcome: Outcome, text: str) -> None:
        assert code(outcome) == text


class TestATimeIsThereOnlyIfItWasRidden:
    @pytest.mark.parametrize("outcome", [Timed(TIME), Catch(TIME), Caught(TIME), Relegated(TIME)])
    def test_kept_through_a_catch_and_a_relegation(self, outcome: Outcome) -> None:
        assert time_of(outcome) == TIME

    @pytest.mark.parametrize(
        "outcome",
        [
            None,
            Untimed(),
            Catch(),
            Caught(),
            Relegated(),
            Walkover(),
            DidNotFinish(),
            DidNotStart(),
            Disqualified(),
        ],
    )
    def test_nobody_without_a_time_gets_one(self, outcome: Outcome | None) -> None:
        assert time_of(outcome) is None


class TestAnAbsence:
    def test_is_neither_excused_nor_unexcused_until_somebody_ruled(self) -> None:
        assert DidNotStart().excused is None
