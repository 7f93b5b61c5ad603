"""Complete a path that is being typed, as a shell does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

# So many names of a folder are looked at; in a larger one nothing is certain.
MOST = 20_000


def complete_typed_path(typed: str) -> tuple[str, tuple[str, ...]]:
    """Return the path as far as it is certain, and the names that could follow."""
    head, name = os.path.split(typed)
    folder = Path(os.path.expanduser(head or "."))
    try:
        with os.scandir(folder) as scanned:
            entries = list(islice(scanned, MOST + 1))
    except (OSError, ValueError, RuntimeError):
        return typed, ()
    if len(entries) > MOST:
        return typed, ()
    names = sorted(
        entry.name + (os.sep if _is_folder(entry) else "")
        for entry in entries
        if entry.name.startswith(name) and (name or not entry.name.startswith("."))
    )
    if not names:
        return typed, ()
    return os.path.join(head, _shared_beginning(names)), tuple(names)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _shared_beginning(names: Sequence[str]) -> str:
    first, last = min(names), max(names)
    same = next(
        (
            n
            for n, (first_sign, last_sign) in enumerate(zip(first, last, strict=False))
            if first_sign != last_sign
        ),
        None,
    )
    return first[:same]
