"""A small file beside the meet: whole, or as it was; after a power cut as well."""

from __future__ import annotations

import errno
import os
import stat
import sys
from pathlib import Path

import pytest

from halflap.web.whole_file import write_whole


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be opened there")
def test_its_name_is_on_the_disk_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[tuple[bool, bool]] = []
    file, truly = tmp_path / "club.halflap-displays", os.fsync

    def sync(handle: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(handle).st_mode), file.exists()))
        truly(handle)

    monkeypatch.setattr(os, "fsync", sync)
    write_whole(file, b"[]")
    assert synced == [(False, False), (True, True)]  # the file, then the folder that names it


def test_what_was_there_stays_where_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "club.halflap-displays"
    write_whole(file, b"[]")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(file, b"[1]")
    assert file.read_bytes() == b"[]"
    assert list(tmp_path.iterdir()) == [file]
