"""Compiled files of banks, so that starting does not read YAML again.

One file of the cache holds one source file: a first line of JSON with everything that listing needs, behind
its own checksum, then a line of JSON for each body. Its name is a hash of the source's bytes and of the code
that compiled it, so nothing in it is ever out of date. What is broken or cannot be written is as if it were
not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from drill.codec import is_mapping
from drill.files import write_whole

# The rooms whose code decides what a source file compiles to.
_COMPILERS = ("arraycode", "banks", "checking", "exchange", "latex", "maths", "notation")
# Hex digits of a check sum.
_SUM = 16
# Compiled files that nobody asked for stay so long, since another folder of banks may use them.
_KEPT_S = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a source file holds: ``head`` for listing, ``bodies`` as lines of JSON.

    ``bodies`` is empty where they lie in the file ``stored``.
    """

    head: Mapping[str, Any]
    bodies: tuple[str, ...] = ()
    stored: Path | None = None

    def body(self, index: int) -> Mapping[str, Any] | None:
        """Return the body at ``index``; ``None`` if it can no longer be read."""
        try:
            line = self._lines()[index]
            found = json.loads(line)
        except (OSError, ValueError, IndexError):
            return None
        return found if is_mapping(found) else None

    def all_bodies(self) -> list[dict[str, Any]] | None:
        """Return all bodies in order; ``None`` if they can no longer be read."""
        try:
            return [json.loads(line) for line in self._lines() if line]
        except (OSError, ValueError):
            return None

    def _lines(self) -> Sequence[str]:
        if self.stored is None:
            return self.bodies
        return self.stored.read_text(encoding="utf-8").split("\n")[1:]


class Cache:
    """The folder of compiled files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: set[str] = set()
        # Whether anything was put in since it was pruned last.
        self.has_new = False

    def get(self, raw: bytes, how: str) -> Compiled | None:
        """Say what these bytes compiled to in this way, if it is here and whole."""
        path = self._path(raw, how)
        try:
            with path.open("rb") as file:
                line = file.readline()
                size = os.fstat(file.fileno()).st_size
        except OSError:
            return None
        written, text = line[:_SUM], line[_SUM:].strip()
        if written != _sum(text):
            return None
        head = json.loads(text)
        return Compiled(head, stored=path) if head["size"] == size - len(line) else None

    def put(self, raw: bytes, how: str, compiled: Compiled) -> Compiled:
        """Keep what these bytes compiled to in this way; where that fails it stays in memory."""
        self.has_new = True
        path = self._path(raw, how)
        bodies = "\n".join(compiled.bodies).encode()
        head = {**compiled.head, "size": len(bodies)}
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, _sum(text) + text + b"\n" + bodies, durably=False)
        except OSError:
            return compiled
        return Compiled(compiled.head, stored=path)

    def count(self) -> int:
        """Return how many compiled files there are."""
        try:
            return sum(path.suffix == ".jsonl" for path in self.folder.iterdir())
        except OSError:
            return 0

    def prune(self) -> None:
        """Take out what nobody asked for in a month and this run did not use."""
        self.has_new = False
        oldest = time.time() - _KEPT_S
        try:
            for path in self.folder.iterdir():
                if path.name not in self._used and path.stat().st_mtime < oldest:
                    path.unlink()
        except OSError:
            return

    def _path(self, raw: bytes, how: str) -> Path:
        digest = hashlib.sha256(raw)
        digest.update(how.encode() + code_fingerprint())
        name = digest.hexdigest()[:40] + ".jsonl"
        self._used.add(name)
        return self.folder / name


def _sum(text: bytes) -> bytes:
    """What proves a first line whole."""
    return hashlib.sha256(text).hexdigest()[:_SUM].encode()


@lru_cache(maxsize=4)
def code_fingerprint(rooms: tuple[str, ...] = _COMPILERS) -> bytes:
    """Return what changes with every release and every edit of the code of these rooms."""
    root = Path(__file__).parent.parent
    stats: list[str] = []
    waiting = list(rooms)
    while waiting:
        folder = waiting.pop()
        with os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    stats.append(f"{folder}/{entry.name} {stat.st_size} {stat.st_mtime_ns}")
                elif entry.name != "__pycache__" and entry.is_dir():
                    waiting.append(f"{folder}/{entry.name}")
    return "\n".join(sorted(stats)).encode()
