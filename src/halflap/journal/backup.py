"""Knows how to copy a running meet into a single file that is proven before it gets its name."""

from __future__ import annotations

from pathlib import Path

from halflap.journal.beside import beside
from halflap.journal.chain import ChainBroken, verify
from halflap.journal.errors import StorageError
from halflap.journal.fact import Head
from halflap.journal.lock import WriterLock
from halflap.journal.store import MeetFile
from halflap.words.sentence import say


def backup(meet: Path, to: Path, *, wait_s: float = 2.0) -> Head:
    """Copies ``meet`` as of now to the new file ``to``, and says up to which fact.

    Another process may go on writing the meet. The copy is read back, page by page and hash by
    hash, before it is renamed to ``to``. Raises ``StorageError``; then there is no file at ``to``,
    or the one that was there before, untouched: an older backup is never written over.
    """
    to = to.resolve()
    with MeetFile.open(meet) as source, WriterLock(to, wait_s), beside(to) as new:
        source.copy_to(new)
        with MeetFile.open(new) as copy:
            copy.check_pages()
            found = verify(copy)
        if isinstance(found, ChainBroken):
            raise StorageError(
                "chain-broken",
                say(
                    "{path} cannot be trusted from fact {seq} on. {reason}",
                    path=str(meet),
                    seq=found.first_bad_seq,
                    reason=found.reason,
                ),
                say("Keep it as it is, and go on with its newest backup."),
            )
    return found.head
