"""Knows which reader a published result needs: event JSON, or a page of text or wikitext."""

from __future__ import annotations

from halflap.intake.decoding import decode
from halflap.intake.event_json import read_event
from halflap.intake.page import read_page
from halflap.sport.published import PublishedEvent


def read_published(data: bytes) -> PublishedEvent:
    """The result in ``data``: JSON where it begins with a brace (but no template or table does).

    Raises ``Unreadable``.
    """
    opening = decode(data)[0].lstrip()[:2]
    if opening[:1] == "{" and opening not in ("{{", "{|"):
        return read_event(data)
    return read_page(data)
