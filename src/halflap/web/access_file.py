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
    """Who signed in, by the hash of what the browser shows; ``until_s`` is in UTC seconds."""

    hash: str
    name: str
    role: Role
    until_s: int


class Kept(msgspec.Struct, frozen=True):
    """Everything in the file."""

    pins: dict[Role, Hashed]
    token: Hashed
    sessions: tuple[KeptSession, ...] = ()


def place(meet: Path) -> Path:
    """Where it is kept."""
    return meet.with_name(f"{meet.name}-access")


def read(meet: Path) -> Kept | None:
    """What is kept; None where nothing is, or nothing that can be read."""
    try:
        return msgspec.json.decode(place(meet).read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError):
        return None


def write(meet: Path, kept: Kept) -> None:
    """Keep it: whole, or as it was."""
    write_whole(place(meet), msgspec.json.encode(kept))


def new_pin() -> str:
    """So many that nobody guesses one while the attempts are counted."""
    return f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"


def new_token() -> str:
    """For programs."""
    return secrets.token_urlsafe(32)
