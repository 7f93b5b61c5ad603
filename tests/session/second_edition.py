"""A home that 0.2 made, and what 0.3 showed of it before anything of it was converted."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

KEPT = Path(__file__).with_name("second-edition")
SLUG = "averaged-descent"
EXPECTED: dict[str, Any] = json.loads((KEPT / "expected.json").read_text(encoding="utf-8"))


def lay_out(home: Path) -> Path:
    """Write the home into a folder; return it."""
    shutil.copytree(
        KEPT, home, ignore=shutil.ignore_patterns("drill.sql", "expected.json"), dirs_exist_ok=True
    )
    with closing(sqlite3.connect(home / "drill.db")) as connection:
        connection.executescript((KEPT / "drill.sql").read_text(encoding="utf-8"))
    return home


def files_in(folder: Path, *, left_out: tuple[str, ...] = ("cache", "backups")) -> dict[str, bytes]:
    """Return all files by their place, caches, backups and locks aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock" and path.relative_to(folder).parts[0] not in left_out
    }
