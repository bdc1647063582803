"""Knows which screens are connected, what each shows, and what it was told to do.

A display tells where it is every few seconds and hears its orders in the answer, so one that was
switched off, or whose network was cut, comes back by itself. *Blank* and *identify* are states that
last; *go* is done once, so that somebody who stands at the display may still open another page
there. What a display was told it tells back.

Which display it is, it proves by the secret that it made up when it first came; here only the hash
of it is known. Who comes with another one is a new display. If it asks for a name that another one
has, it stays without, and the desk sees what it asks for: only there it is let have the name. So
nobody on the network takes a display over. Where room is needed for another, one that is away and
has no name makes it first, then one that named itself, and one that was named at the desk never.

Time enters as a value, in microseconds of the host's steady clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from halflap.web.display_said import Here, Unfit, checked, checked_name, checked_page, hashed
from halflap.words.sentence import say

SEEN_US = 12_000_000
"""A display that has not been heard of for so long is away; it speaks every 5 s."""

FORGET_US = 24 * 3_600_000_000
FORGET_UNNAMED_US = 600_000_000
"""A display that is away is struck off after a day, and after ten minutes if it has no name."""

IDENTIFY_US = 20_000_000
MOST = 64
MOST_OF_ONE = 24
"""So many displays that the desk has not named may come from one machine."""


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What a display has to do: ``go`` once to ``page`` (empty: load again what it shows).

    ``secret`` is another one of its browser, by which it is known from now on; else empty.
    """

    number: int
    name: str
    blank: bool
    identify: bool
    go: int
    page: str = ""
    secret: str = ""


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """What outlasts the hub of a display that has a name; ``given``: the desk named it."""

    hash: str
    number: int
    name: str
    given: bool


class Display(msgspec.Struct, kw_only=True):
    """One display as known; ``number`` is what it shows when it identifies itself.

    ``given``: its name is from the desk. ``wants``: it asks for this name, which another one has.
    ``here`` is None where nothing was heard of it since the hub began.
    """

    hash: str
    number: int
    name: str
    seen_us: int
    here: Here | None = None
    address: str = ""
    given: bool = False
    wants: str = ""
    blank: bool = False
    identify_until_us: int = 0
    go: int = 0
    page: str = ""

    def connected(self, now_us: int) -> bool:
        """Whether it was heard of lately."""
        return self.here is not None and now_us - self.seen_us <= SEEN_US

    def orders(self, now_us: int, secret: str = "") -> Orders:
        """What it has to do now."""
        return Orders(
            number=self.number,
            name=self.name,
            blank=self.blank,
            identify=now_us < self.identify_until_us,
            go=self.go,
            page=self.page,
            secret=secret,
        )


class Register:
    """Every display of a hub; ``revision`` grows whenever there are new orders."""

    def __init__(self, named: Iterable[Named] = (), now_us: int = 0) -> None:
        self.revision = 0
        self._displays: dict[str, Display] = {
            each.hash: Display(
                hash=each.hash,
                number=each.number,
                name=each.name,
                given=each.given,
                seen_us=now_us,
            )
            for each in named
        }

    def __iter__(self) -> Iterator[Display]:
        return iter(sorted(self._displays.values(), key=lambda each: each.number))

    def named(self) -> tuple[Named, ...]:
        """Those with a name, as they are to be known when the hub starts again."""
        return tuple(
            Named(hash=each.hash, number=each.number, name=each.name, given=each.given)
            for each in self
            if each.name
        )

    def here(self, said: Here, now_us: int, address: str = "") -> Orders:
        """A display of the machine ``address`` tells where it is; what it has to do.

        Raises ``Unfit``.
        """
        here = checked(said)
        self._tidy(now_us)
        known = self._displays.get(hashed(here.secret))
        secret = ""
        if known is None or (known.wants and not known.name):
            before, its = self._before(here, now_us, new=known is None)
            if before is not None:
                if known is not None:
                    del self._displays[known.hash]
                known, secret = before, its
        if known is None:
            known = self._new(here, now_us, address)
        if known.wants and not self._has(known.wants):  # since it asked, that one was struck off
            known.name, known.wants = known.wants, ""
        if known.here is None:  # what it was told before the hub began, it tells
            known.blank, known.go = known.blank or here.blank, known.go + here.done
        known.here = msgspec.structs.replace(here, secret="", kept=())
        known.seen_us, known.address = now_us, address
        return known.orders(now_us, secret)

    def _has(self, name: str) -> bool:
        """Whether a display has that name."""
        return any(each.name == name for each in self)

    def _before(self, here: Here, now_us: int, *, new: bool) -> tuple[Display | None, str]:
        """The display that was in this browser before and is away now, with its secret.

        That of the name it asks for; for a new one without a name, any that has one.
        """
        for secret in here.kept:
            display = self._displays.get(hashed(secret))
            if display is None or display.connected(now_us):
                continue
            if display.name == here.name if here.name else new and display.name:
                return display, secret
        return None, ""

    def _new(self, here: Here, now_us: int, address: str) -> Display:
        self._make_room(now_us, address)
        taken = {each.number for each in self._displays.values()}
        number = next(n for n in range(1, MOST + 1) if n not in taken)
        held = here.name and self._has(here.name)
        made = Display(
            hash=hashed(here.secret),
            number=number,
            name="" if held else here.name,
            wants=here.name if held else "",
            seen_us=now_us,
        )
        self._displays[made.hash] = made
        return made

    def _make_room(self, now_us: int, address: str) -> None:
        """Room for one more of that machine; what the desk has named is never in the way."""
        passing = [each for each in self if not each.given]
        own = [each for each in passing if each.address == address]
        if len(own) >= MOST_OF_ONE:
            self._drop(own, MOST_OF_ONE, now_us)
        elif len(self._displays) >= MOST:
            self._drop(passing, MOST, now_us)

    def _drop(self, of: list[Display], most: int, now_us: int) -> None:
        """Strike off the one of these that is away for longest, if possible without a name."""
        away = [each for each in of if not each.connected(now_us)]
        if not away:
            raise Unfit(
                "too-many",
                say("{n} displays are connected, and no more can be.", n=most),
                say("Close one that nobody looks at; this page works all the same."),
            )
        del self._displays[min(away, key=lambda each: (bool(each.name), each.seen_us)).hash]

    def _tidy(self, now_us: int) -> None:
        for hash_, each in tuple(self._displays.items()):
            if now_us - each.seen_us > (FORGET_US if each.name else FORGET_UNNAMED_US):
                del self._displays[hash_]

    # --- from the desk

    def rename(self, number: int, name: str) -> None:
        """Give a display a name; raises ``Unfit``, as all of these do."""
        display, name = self.at(number), checked_name(name)
        for other in self:
            if name and other.name == name and other is not display:
                raise Unfit(
                    "taken",
                    say("Display {n} has the name “{name}”.", n=other.number, name=name),
                    say("Give that one another name first, or strike it off."),
                )
        display.name, display.given, display.wants = name, bool(name), ""
        self.revision += 1

    def let(self, number: int, now_us: int) -> None:
        """Let a display have the name it asks for, in place of the one that had it."""
        display = self.at(number)
        if not display.wants:
            raise Unfit(
                "no-wish",
                say("Display {n} does not ask for a name.", n=number),
                say("Look at the list as it is now, or type a name for it."),
            )
        for other in tuple(self):
            if other.name != display.wants:
                continue
            display.blank = other.blank
            if other.connected(now_us):
                other.name, other.given = "", False
            else:
                del self._displays[other.hash]
        display.name, display.given, display.wants = display.wants, True, ""
        self.revision += 1

    def blank(self, number: int, *, dark: bool) -> None:
        """Show nothing there, or something again."""
        self.at(number).blank = dark
        self.revision += 1

    def identify(self, number: int, now_us: int) -> None:
        """Let it show its number, big, for a while."""
        self.at(number).identify_until_us = now_us + IDENTIFY_US
        self.revision += 1

    def send(self, number: int, page: str = "") -> None:
        """Let it go to another page, or load again what it shows."""
        display = self.at(number)
        display.page = checked_page(page) if page else ""
        display.go += 1
        self.revision += 1

    def forget(self, number: int, now_us: int) -> None:
        """Strike off a display that is away."""
        display = self.at(number)
        if display.connected(now_us):
            raise Unfit(
                "connected",
                say("Display {n} is connected.", n=number),
                say("Close its page first, or leave it in the list."),
            )
        del self._displays[display.hash]

    def at(self, number: int) -> Display:
        """The display of that number."""
        for display in self._displays.values():
            if display.number == number:
                return display
        raise Unfit(
            "no-display",
            say("There is no display {n}.", n=number),
            say("Open one of the pages for screens on it: it enters itself in the list."),
        )
