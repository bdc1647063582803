"""Knows what all pages share: the running meet, how pages are made, and the settings."""

from __future__ import annotations

from dataclasses import dataclass

from halflap.hub.live import Live
from halflap.meet.state import Meet
from halflap.web.pages import Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the browser side is to be served.

    ``streams``: so many spectators are told at once; the others ask every few seconds.
    """

    streams: int = 12_000


class Site:
    """What every handler reaches."""

    def __init__(self, live: Live, settings: Settings | None = None) -> None:
        self.live = live
        self.settings = settings or Settings()
        self.pages = Pages(lambda: self.meet)

    @property
    def meet(self) -> Meet:
        """The meet as it stands."""
        return self.live.meet

    @property
    def seq(self) -> int:
        """The sequence of the newest fact."""
        entries = self.live.desk.ledger.entries
        return entries[-1].seq if entries else 0
