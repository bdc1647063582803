"""Knows who rides: bib, name as given, nation, UCI ID, and the pilot of a tandem.

It does not know what anybody rode.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from halflap.sport.category import uci_age
from halflap.sport.nations import nation
from halflap.words.sentence import say

CHECK_MODULUS = 97


def bare_transponder(text: str) -> str:
    """A transponder without the leading zeros that some devices write and others do not."""
    text = text.strip()
    return text.lstrip("0") or text[-1:]


def transponders(text: str) -> tuple[str, ...]:
    """The transponders of a rider as listed: one or several, divided by spaces, commas or /.

    Raises ``ValueError`` with a sentence where one is written twice, or is no transponder.
    """
    found = tuple(re.split(r"[\s,;/]+", text.strip())) if text.strip() else ()
    if any(bare_transponder(each) in ("", "0") for each in found):
        raise ValueError(say("“{text}” is no transponder: leave it empty.", text=text))
    if len({bare_transponder(each) for each in found}) < len(found):
        raise ValueError(say("“{text}” names a transponder twice.", text=text))
    return found


def check_uci_id(text: str) -> str:
    """A UCI ID as its 11 digits, from ``100 123 456 56`` or ``10012345656``.

    The last two digits are the number made by the first nine, modulo 97; the first is never 0.
    That proves the number well formed, not that the rider exists. Raises ``ValueError`` with a
    sentence that says what is wrong.
    """
    digits = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not re.fullmatch(r"[1-9][0-9]{10}", digits):
        raise ValueError(
            say(
                "“{text}” is not a UCI ID: it has 11 digits and does not begin with 0;"
                " copy it from the licence.",
                text=text,
            )
        )
    if int(digits[:9]) % CHECK_MODULUS != int(digits[9:]):
        raise ValueError(
            say(
                "UCI ID {text} has wrong check digits: {first} modulo 97 is {right:02d},"
                " not {given}; one digit is probably mistyped.",
                text=text.strip(),
                first=digits[:9],
                right=int(digits[:9]) % CHECK_MODULUS,
                given=digits[9:],
            )
        )
    return digits


@dataclass(frozen=True, slots=True)
class Rider:
    """An entry: one rider, or on a tandem the rider with ``pilot``, under one ``bib``.

    ``name`` is kept exactly as given, in any script; ``family`` and ``given`` only where the
    source says which is which. ``nation`` is an IOC/UCI code, ``uci_id`` 11 digits. Raises
    ``ValueError`` with a sentence if one of them cannot be right.
    """

    bib: int
    name: str
    family: str | None = None
    given: str | None = None
    nation: str | None = None
    uci_id: str | None = None
    born_year: int | None = None
    team: str | None = None
    category: str | None = None
    pilot: Rider | None = None

    def __post_init__(self) -> None:
        if self.bib < 1:
            raise ValueError(say("{bib} is not a bib: give a whole number from 1.", bib=self.bib))
        if not self.name.strip():
            raise ValueError(say("Bib {bib} has no name: give one.", bib=self.bib))
        if self.pilot is not None and self.pilot.pilot is not None:
            raise ValueError(
                say("The pilot of bib {bib} has a pilot: a tandem carries two.", bib=self.bib)
            )
        if self.nation is not None and nation(self.nation).code != self.nation:
            raise ValueError(
                say(
                    "Write the nation of bib {bib} in capitals: {code}.",
                    bib=self.bib,
                    code=self.nation.strip().upper(),
                )
            )
        if self.uci_id is not None and check_uci_id(self.uci_id) != self.uci_id:
            raise ValueError(
                say("Write the UCI ID of bib {bib} as 11 digits without spaces.", bib=self.bib)
            )

    @property
    def names(self) -> str:
        """All names under this bib, the rider first: ``Stephen Bate / Adam Duggleby``."""
        return self.name if self.pilot is None else f"{self.name} / {self.pilot.name}"

    def age(self, event_year: int) -> int | None:
        """UCI age in the year of the event, or None if the year of birth is not known."""
        return None if self.born_year is None else uci_age(event_year, self.born_year)
