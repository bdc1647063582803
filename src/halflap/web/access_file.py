"""Knows how the PINs, the token and the sessions of a meet are kept: hashed, beside the meet file.

Nobody can read a PIN or a session out of it; new ones are made when one is lost. Only the user who
runs the meet may open it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path

import msgspec

from halflap.web.roles import Role
from halflap.web.whole_file import write_whole
from halflap.words.sentence import Sentence, say

PIN_DIGITS = 8
COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
"""About 50 ms a guess (RFC 7914)."""


class Hashed(msgspec.Struct, frozen=True):
    """A secret as it is kept."""

    salt: str
    hash: str

    @classmethod
    def of(cls, secret: str) -> Hashed:
        """The secret, with a salt of its own."""
        salt = secrets.token_hex(16)
        return cls(salt, _slow(secret, salt))

    def is_of(self, secret: str) -> bool:
        """Whether this is the secret; takes a while."""
        return hmac.compare_digest(self.hash, _slow(secret, self.salt))


def _slow(secret: str, salt: str) -> str:
    return hashlib.scrypt(secret.encode(), salt=bytes.fromhex(salt), **COST).hex()


class KeptSession(msgspec.Struct, frozen=True):
    """Who signed in, by the hash of what the browser shows; ``until_s`` is in UTC seconds.

    ``device`` tells those of one name and role apart, from 1.
    """

    hash: str
    name: str
    role: Role
    until_s: int
    device: int = 1


class Kept(msgspec.Struct, frozen=True):
    """Everything in the file."""

    pins: dict[Role, Hashed]
    token: Hashed
    sessions: tuple[KeptSession, ...] = ()


def place(meet: Path) -> Path:
    """Where it is kept."""
    return meet.with_name(f"{meet.name}-access")


class AccessFault(Exception):
    """The file cannot be read or kept: what is wrong, and the remedy. Nothing was changed."""

    def __init__(self, text: Sentence, remedy: Sentence) -> None:
        super().__init__(str(text))
        self.text, self.remedy = text, remedy


def read(meet: Path) -> Kept | None:
    """What is kept; None where nothing is yet. Raises ``AccessFault``: a file that is damaged is
    never taken for none, since all PINs would then be other ones without anybody having said so.
    """
    path = place(meet)
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=Kept)
        for each in (*kept.pins.values(), kept.token):
            bytes.fromhex(each.salt)
        missing = set(Role) - set(kept.pins)
        why = ", ".join(sorted(role.value for role in missing))
    except FileNotFoundError:
        return None
    except OSError as error:
        why = error.strerror or str(error)
    except ValueError as error:
        why = str(error)
    if not why:
        return kept
    raise AccessFault(
        say("The PINs in {path} cannot be read ({why}).", path=str(path), why=why),
        say("Put back a copy of that file, or make new PINs for everybody with --new-pins."),
    )


def write(meet: Path, kept: Kept) -> None:
    """Keep it: whole, or as it was, which raises ``AccessFault``."""
    path = place(meet)
    try:
        write_whole(path, msgspec.json.encode(kept))
    except OSError as error:
        raise AccessFault(
            say(
                "{path} cannot be written ({why}): nothing was changed.",
                path=str(path),
                why=error.strerror or str(error),
            ),
            say("Make room on that disk, or make it writable, then do it again."),
        ) from error


def new_pin() -> str:
    """So many that nobody guesses one while the attempts are counted."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def new_token() -> str:
    """For programs."""
    return secrets.token_urlsafe(32)
