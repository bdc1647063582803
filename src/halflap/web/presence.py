"""Knows which officials have a page open, on which device, and on which heat each of them is.

Somebody is there while a browser of his listens to the officials' stream. Which heat it is about,
each page says by itself every few seconds (``POST /api/v1/here``): several pages share a stream.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from halflap.meet.views.officials_values import AtHeat, Operator
from halflap.web.access import Official
from halflap.words.on_screen import text

EXPIRES_S = 25.0
"""A page says where it is every 10 s; one that has not for so long is closed."""

MOST_PAGES = 20
"""So many pages of one device are remembered."""


class Presence:
    """Who is there; ``now_s`` gives a time that only grows."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._streams: Counter[Official] = Counter()
        self._pages: dict[str, dict[str, tuple[float, AtHeat]]] = {}

    def came(self, official: Official) -> None:
        """A browser of his listens."""
        self._streams[official] += 1

    def left(self, official: Official) -> None:
        """It does not any more."""
        self._streams[official] -= 1
        if self._streams[official] <= 0:
            del self._streams[official]

    def at(self, official: Official, page: str, heat: AtHeat | None) -> None:
        """A page of his, by a name that it made up, is about a heat now, or about none."""
        now = self._now_s()
        for key, pages in tuple(self._pages.items()):
            for closed in [each for each, (until, _) in pages.items() if until <= now]:
                del pages[closed]
            if not pages:
                del self._pages[key]
        pages = self._pages.setdefault(official.key, {})
        pages.pop(page, None)
        if heat is not None:
            pages[page] = (now + EXPIRES_S, heat)
        while len(pages) > MOST_PAGES:
            del pages[next(iter(pages))]

    def there(self) -> tuple[Operator, ...]:
        """Every device once, by its name."""
        found = (
            Operator(
                who=each.actor,
                says=text(each.called),
                name=each.name,
                role=each.role.value,
                device=each.device,
                heats=self._heats(each.key),
            )
            for each in self._streams
        )
        return tuple(sorted(found, key=lambda each: each.who))

    def _heats(self, key: str) -> tuple[AtHeat, ...]:
        now, found = self._now_s(), list[AtHeat]()
        for until, heat in self._pages.get(key, {}).values():
            if until > now and heat not in found:
                found.append(heat)
        return tuple(found)
