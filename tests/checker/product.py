"""Knows how to ask the product for a classification; the only file here that imports it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def product(event: dict[str, Any], format_id: str) -> dict[str, Any]:
    """What ``halflap classify --json`` answers."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "event.json"
        path.write_text(json.dumps(event), encoding="utf-8")
        command = [sys.executable, "-m", "halflap", "classify", str(path)]
        done = subprocess.run(
            [*command, "--format", format_id, "--json"], capture_output=True, check=False
        )
    assert done.returncode in {0, 1}, done.stderr.decode()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
