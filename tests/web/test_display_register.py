"""Screens that tell where they are, and what they are told."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from halflap.web.display_register import (
    FORGET_UNNAMED_US,
    FORGET_US,
    IDENTIFY_US,
    MOST,
    MOST_OF_ONE,
    SEEN_US,
    Register,
)
from halflap.web.display_said import MOST_KEPT, Here, Unfit, checked_page

S = 1_000_000


def here(number: int = 1, **fields: Any) -> Here:
    """What the display says that made up the secret of that number."""
    return Here(**{"secret": secret(number), "page": "/board", **fields})


def secret(number: int) -> str:
    return f"{number:032x}"


@pytest.fixture
def register() -> Register:
    return Register()


class TestADisplay:
    def test_enters_itself_and_has_a_number(self, register: Register) -> None:
        orders = register.here(here(1, name="North wall", width=3840, height=2160), 0)
        assert (orders.number, orders.name) == (1, "North wall")
        assert not orders.blank
        assert register.here(here(2), 0).number == 2
        assert [each.here.page for each in register if each.here] == ["/board", "/board"]

    def test_stays_itself(self, register: Register) -> None:
        register.here(here(1), 0)
        assert register.here(here(1, page="/countdown"), 5 * S).number == 1
        assert [each.here.page for each in register if each.here] == ["/countdown"]

    def test_that_is_not_heard_of_is_away_and_comes_back(self, register: Register) -> None:
        register.here(here(1), 0)
        (display,) = register
        assert display.connected(SEEN_US)
        assert not display.connected(SEEN_US + 1)
        register.here(here(1), SEEN_US + 1)
        assert display.connected(SEEN_US + 1)

    def test_that_was_told_tells_it_to_a_hub_that_started_again(self, register: Register) -> None:
        found = register.here(here(1, name="Wall", done=7, blank=True), 0)
        assert (found.blank, found.go) == (True, 7)
        register.send(1, "/countdown")
        assert register.here(here(1, done=7, blank=True), 1).go == 8


class TestAStranger:
    """Whoever is on the network may be a display, and none that another one is."""

    @pytest.mark.parametrize("away", [0, SEEN_US + 1, FORGET_US])
    def test_gets_no_name_that_a_display_has(self, register: Register, away: int) -> None:
        register.here(here(1, name="North wall"), 0)
        found = register.here(here(2, name="North wall"), away)
        assert (found.number, found.name) == (2, "")
        assert [(each.name, each.wants) for each in register] == [
            ("North wall", ""),
            ("", "North wall"),
        ]
        assert register.here(here(1), away).name == "North wall"

    def test_hears_no_orders_of_another(self, register: Register) -> None:
        register.here(here(1, name="North wall"), 0)
        register.send(1, "/countdown")
        found = register.here(here(2, name="North wall", done=99, blank=True), 1)
        assert (found.go, found.page, found.secret) == (99, "", "")
        assert register.here(here(1), 2).go == 1

    def test_renames_nothing(self, register: Register) -> None:
        register.here(here(1, name="North wall"), 0)
        assert register.here(here(1, name="Other"), 1).name == "North wall"

    def test_strikes_off_nothing_that_was_named_at_the_desk(self, register: Register) -> None:
        for number in range(MOST):
            register.here(here(number), 0, f"10.0.0.{number}")
        register.rename(1, "North wall")
        now = SEEN_US + 1
        for number in range(MOST, 3 * MOST):
            with contextlib.suppress(Unfit):
                register.here(here(number, name=str(number)), now, f"10.0.1.{number}")
        assert len(list(register)) == MOST
        assert register.here(here(0), now).name == "North wall"

    def test_takes_the_place_of_one_without_a_name_first(self, register: Register) -> None:
        register.here(here(0, name="North wall"), 0)
        for number in range(1, MOST):
            register.here(here(number), 1, f"10.0.0.{number}")
        now = SEEN_US + 2
        for number in range(MOST, 2 * MOST - 1):
            register.here(here(number), now, f"10.0.1.{number}")
        assert register.here(here(0), now).name == "North wall"

    def test_of_one_machine_takes_not_all_places(self, register: Register) -> None:
        for number in range(MOST_OF_ONE):
            register.here(here(number), 0, "10.0.0.66")
        with pytest.raises(Unfit, match=f"{MOST_OF_ONE} displays are connected"):
            register.here(here(99), 1, "10.0.0.66")
        assert register.here(here(100), 1, "10.0.0.7").number == MOST_OF_ONE + 1
        register.here(here(99), SEEN_US + 1, "10.0.0.66")  # in place of one of its own
        assert len(list(register)) == MOST_OF_ONE + 1

    def test_reads_no_secret_out_of_what_the_hub_knows(self, register: Register) -> None:
        register.here(here(1, name="Wall", kept=(secret(2),)), 0)
        assert not any(secret(n) in repr((list(register), register.named())) for n in (1, 2))


class TestAReplacedDisplay:
    def test_has_the_name_when_the_desk_lets_it(self, register: Register) -> None:
        register.here(here(1, name="North wall"), 0)
        register.blank(1, dark=True)
        register.here(here(2, name="North wall"), SEEN_US + 1)
        register.let(2, SEEN_US + 1)
        found = register.here(here(2, name="North wall"), SEEN_US + 2)
        assert (found.name, found.blank) == ("North wall", True)
        assert [each.number for each in register] == [2]

    def test_leaves_the_one_that_is_still_there_without_a_name(self, register: Register) -> None:
        register.here(here(1, name="North wall"), 0)
        register.here(here(2, name="North wall"), 1)
        register.let(2, 1)
        assert register.here(here(1, name="North wall"), 2).name == ""
        assert [(each.name, each.wants) for each in register] == [("", ""), ("North wall", "")]

    def test_has_the_name_once_no_other_has_it(self, register: Register) -> None:
        register.here(here(1, name="North wall"), 0)
        register.here(here(2, name="North wall"), SEEN_US + 1)
        register.forget(1, SEEN_US + 1)
        assert register.here(here(2, name="North wall"), SEEN_US + 2).name == "North wall"
        assert [each.wants for each in register] == [""]

    def test_has_to_ask_first(self, register: Register) -> None:
        register.here(here(1), 0)
        with pytest.raises(Unfit, match="Display 1 does not ask for a name"):
            register.let(1, 0)

    def test_of_the_same_browser_is_the_same(self, register: Register) -> None:
        """A screen that was switched off: its tab is new, what the browser keeps is not."""
        register.here(here(1, name="North wall"), 0)
        found = register.here(here(2, kept=(secret(1),)), SEEN_US + 1)
        assert (found.number, found.name, found.secret) == (1, "North wall", secret(1))
        assert len(list(register)) == 1

    def test_that_was_quick_waits_until_its_old_tab_is_away(self, register: Register) -> None:
        register.here(here(1, name="OBS"), 0)
        again = here(2, name="OBS", kept=(secret(1),))
        assert register.here(again, 3 * S).name == ""
        assert register.here(again, SEEN_US + 1).name == "OBS"
        assert [each.number for each in register] == [1]

    def test_of_the_same_browser_with_another_name_is_another_one(self, register: Register) -> None:
        register.here(here(1, name="Ride"), 0)
        found = register.here(here(2, name="Clock", kept=(secret(1),)), SEEN_US + 1)
        assert (found.number, found.name) == (2, "Clock")


class TestAHubThatStartsAgain:
    def test_knows_who_has_a_name(self, register: Register) -> None:
        register.here(here(1, name="North wall"), 0)
        register.here(here(2), 0)
        again = Register(register.named(), 0)
        assert [each.name for each in again] == ["North wall"]
        assert again.here(here(3, name="North wall"), 1).name == ""
        found = again.here(here(1, blank=True, done=7), 2)
        assert (found.number, found.name, found.blank, found.go) == (1, "North wall", True, 7)

    def test_gives_orders_to_one_that_has_not_come_yet(self, register: Register) -> None:
        register.here(here(1, name="North wall"), 0)
        again = Register(register.named(), 0)
        again.send(1, "/countdown")
        found = again.here(here(1, done=7), 1)
        assert (found.go, found.page) == (8, "/countdown")


class TestTheDesk:
    @pytest.fixture(autouse=True)
    def _one(self, register: Register) -> None:
        register.here(here(1), 0)

    def test_names_one(self, register: Register) -> None:
        register.rename(1, "  North   wall ")
        assert register.here(here(1), 1).name == "North wall"

    def test_gives_a_name_once(self, register: Register) -> None:
        register.here(here(2, name="South wall"), 0)
        with pytest.raises(Unfit, match="Display 2 has the name “South wall”"):
            register.rename(1, "South wall")
        register.rename(2, "South wall")

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
            register.here(here(number), 0, str(number))
        with pytest.raises(Unfit, match=f"{MOST} displays are connected"):
            register.here(here(999), 1)

    def test_of_one_that_is_away_are_given_to_who_comes(self, register: Register) -> None:
        for number in range(MOST):
            register.here(here(number), 0, str(number))
        for number in range(1, MOST):
            register.here(here(number), SEEN_US + 1, str(number))
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
        assert [each.name for each in register] == [""]


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
            ({"secret": ""}, "secret"),
            ({"secret": "0123456789abcdef"}, "secret"),
            ({"secret": "é" * 32}, "secret"),
            ({"kept": ("xyz",)}, "secret"),
            ({"kept": (secret(1),) * (MOST_KEPT + 1)}, "secret"),
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
        assert display.here is not None
        assert (display.here.width, display.here.height) == (0, 0)
        assert (display.here.language, display.go) == ("en", 0)
