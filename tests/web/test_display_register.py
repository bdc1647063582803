"""Screens that tell where they are, and what they are told."""

from __future__ import annotations

from typing import Any

import pytest

from halflap.web.display_register import (
    FORGET_UNNAMED_US,
    FORGET_US,
    IDENTIFY_US,
    MOST,
    SEEN_US,
    Here,
    Register,
    Unfit,
    checked_page,
)

S = 1_000_000


def here(number: int = 1, **fields: Any) -> Here:
    """What the display says that made up the id of that number."""
    return Here(**{"id": f"{number:016x}", "page": "/board", **fields})


@pytest.fixture
def register() -> Register:
    return Register()


class TestADisplay:
    def test_enters_itself_and_has_a_number(self, register: Register) -> None:
        orders = register.here(here(1, name="North wall", width=3840, height=2160), 0)
        assert (orders.number, orders.name) == (1, "North wall")
        assert not orders.blank
        assert register.here(here(2), 0).number == 2
        assert [each.here.page for each in register] == ["/board", "/board"]

    def test_stays_itself(self, register: Register) -> None:
        register.here(here(1), 0)
        assert register.here(here(1, page="/countdown"), 5 * S).number == 1
        assert [each.here.page for each in register] == ["/countdown"]

    def test_that_is_not_heard_of_is_away_and_comes_back(self, register: Register) -> None:
        register.here(here(1), 0)
        (display,) = register
        assert display.connected(SEEN_US)
        assert not display.connected(SEEN_US + 1)
        register.here(here(1), SEEN_US + 1)
        assert display.connected(SEEN_US + 1)

    def test_of_a_name_that_went_away_is_known_again(self, register: Register) -> None:
        """A mixer forgets everything but the address when it starts again."""
        register.here(here(1, name="OBS"), 0)
        register.blank(1, dark=True)
        found = register.here(here(2, name="OBS"), SEEN_US + 1)
        assert (found.number, found.blank) == (1, True)
        assert len(list(register)) == 1

    def test_of_a_name_that_is_here_is_another_one(self, register: Register) -> None:
        register.here(here(1, name="OBS"), 0)
        assert register.here(here(2, name="OBS"), 1).number == 2

    def test_that_was_told_tells_it_to_a_hub_that_started_again(self, register: Register) -> None:
        found = register.here(here(1, name="Wall", done=7, blank=True), 0)
        assert (found.blank, found.go) == (True, 7)
        register.send(1, "/countdown")
        assert register.here(here(1, done=7, blank=True), 1).go == 8


class TestTheDesk:
    @pytest.fixture(autouse=True)
    def _one(self, register: Register) -> None:
        register.here(here(1), 0)

    def test_names_one(self, register: Register) -> None:
        register.rename(1, "  North   wall ")
        assert register.here(here(1), 1).name == "North wall"

    def test_blanks_one_and_shows_it_again(self, register: Register) -> None:
        register.blank(1, dark=True)
        assert register.here(here(1), 1).blank
        register.blank(1, dark=False)
        assert not register.here(here(1, blank=True), 2).blank

    def test_lets_one_show_its_number_for_a_while(self, register: Register) -> None:
        register.identify(1, 5 * S)
        assert register.here(here(1), 6 * S).identify
        assert not register.here(here(1), 5 * S + IDENTIFY_US).identify

    def test_sends_one_to_another_page_once(self, register: Register) -> None:
        register.send(1, "/lapcounter?line=back")
        orders = register.here(here(1), 1)
        assert (orders.go, orders.page) == (1, "/lapcounter?line=back")
        orders = register.here(here(1, page="/lapcounter?line=back", done=1), 2)
        assert orders.go == 1  # no further order: somebody may open another page there

    def test_lets_one_load_again(self, register: Register) -> None:
        register.send(1, "/countdown")
        register.send(1)
        orders = register.here(here(1), 1)
        assert (orders.go, orders.page) == (2, "")

    def test_strikes_off_only_one_that_is_away(self, register: Register) -> None:
        with pytest.raises(Unfit, match="Display 1 is connected"):
            register.forget(1, SEEN_US)
        register.forget(1, SEEN_US + 1)
        assert list(register) == []

    def test_is_told_that_there_is_no_such_display(self, register: Register) -> None:
        with pytest.raises(Unfit, match="There is no display 7"):
            register.blank(7, dark=True)

    def test_counts_its_orders(self, register: Register) -> None:
        register.here(here(1), 1)
        assert register.revision == 0
        register.rename(1, "a")
        register.blank(1, dark=True)
        register.identify(1, 0)
        register.send(1)
        assert register.revision == 4


class TestThePlaces:
    def test_are_bounded(self, register: Register) -> None:
        for number in range(MOST):
            register.here(here(number), 0)
        with pytest.raises(Unfit, match=f"{MOST} displays are connected"):
            register.here(here(999), 1)

    def test_of_one_that_is_away_are_given_to_who_comes(self, register: Register) -> None:
        for number in range(MOST):
            register.here(here(number), 0)
        for number in range(1, MOST):
            register.here(here(number), SEEN_US + 1)
        assert register.here(here(999), SEEN_US + 2).number == 1
        assert register.here(here(5), SEEN_US + 2).number == 6

    def test_are_free_after_a_day_or_sooner_without_a_name(self, register: Register) -> None:
        register.here(here(1, name="Wall"), 0)
        register.here(here(2), 0)
        register.here(here(3), FORGET_UNNAMED_US)
        assert [each.number for each in register] == [1, 2, 3]
        register.here(here(3), FORGET_UNNAMED_US + 1)
        assert [each.number for each in register] == [1, 3]
        register.here(here(3), FORGET_US + 1)
        assert [each.here.id[-1] for each in register] == ["3"]


class TestAPage:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("/board", "/board"),
            ("/lapcounter?line=home", "/lapcounter?line=home"),
            ("/overlay/ride?scale=1.5&position=top", "/overlay/ride?scale=1.5&position=top"),
            ("/board?display=Wall&lang=fr", "/board?lang=fr"),
        ],
    )
    def test_for_displays_is_kept(self, given: str, kept: str) -> None:
        assert checked_page(given) == kept

    @pytest.mark.parametrize(
        "page",
        [
            "",
            "/",
            "/displays",
            "board",
            "//evil.example/board",
            "https://evil.example/board",
            "/board#x",
            "javascript:alert(1)",
            "/board?" + "x=1&" * 100,
            "/overlay/unknown",
            "/board?x",
            "http://[::1/board",
        ],
    )
    def test_of_another_kind_is_refused(self, page: str) -> None:
        with pytest.raises(Unfit, match="is no page for displays"):
            checked_page(page)


class TestWhatADisplaySays:
    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"id": "xyz"}, "id"),
            ({"id": "A" * 16}, "id"),
            ({"name": "n" * 41}, "name"),
            ({"name": "a\u202eb"}, "name"),
            ({"page": "/console"}, "page"),
        ],
    )
    def test_is_refused(self, register: Register, fields: dict[str, Any], code: str) -> None:
        with pytest.raises(Unfit) as refused:
            register.here(here(**fields), 0)
        assert refused.value.code == code
        assert list(register) == []

    def test_is_left_out_where_it_makes_no_sense(self, register: Register) -> None:
        register.here(here(1, width=-4, height=10**9, language="xx", done=-1), 0)
        (display,) = register
        assert (display.here.width, display.here.height) == (0, 0)
        assert (display.here.language, display.go) == ("en", 0)
