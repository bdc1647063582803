"""What goes wrong in a browser without anybody looking: written down from the first request on."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

HERE = {"127.0.0.1", "localhost"}


class Watch:
    """The faults of all pages of a test: failed scripts, broken policy, requests of other hosts."""

    def __init__(self) -> None:
        self._faults: list[str] = []
        self._forgiven: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch everything that a context does."""
        context.on("page", self._page)
        context.on("request", self._request)

    def forgive(self, *parts: str) -> None:
        """A fault with one of these parts is awaited, such as a refused connection."""
        self._forgiven += parts

    @property
    def faults(self) -> list[str]:
        """What went wrong and was not awaited."""
        return [f for f in self._faults if not any(part in f for part in self._forgiven)]

    def _page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._faults.append(f"script failed: {error}"))
        page.on("crash", lambda _: self._faults.append("the page crashed"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            where = message.location.get("url", "")
            self._faults.append(f"console {message.type}: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.hostname not in HERE:
            self._faults.append(f"asked elsewhere: {request.url}")
