"""Compiled files of banks, so that starting does not read YAML again.

One file of the cache holds one source file as the lines of JSON of `drill.banks.file_codec`, the first behind
its own checksum and the size of the others. Its name is a hash of the source's bytes and of the code that
compiled it, so nothing in it is ever out of date. What is broken is as if it were not there; what cannot be
written is kept for the process.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

from drill.banks.content import LoadedFile
from drill.banks.file_codec import from_lines, to_lines
from drill.files import write_whole

# The packages whose code decides what a source file compiles to.
_COMPILERS = ("arraycode", "banks", "checking", "exchange", "latex", "maths", "notation")
# Hex digits of a check sum.
_SUM = 16
# As much as a small compiled file has.
_PROBE_BYTES = 64 * 1024
# Compiled files that nobody asked for stay so long, since another folder of banks may use them.
_KEPT_S = 30 * 24 * 3600


class Cache:
    """The folder of compiled files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._used: set[str] = set()
        # What could not be written, as it would have been: its first line and the others.
        self._unwritten: dict[str, tuple[str, Sequence[str]]] = {}
        # Why nothing can be written; empty while it can.
        self.fault = ""
        # Whether anything was put in since it was pruned last.
        self.has_new = False

    def get(self, raw: bytes, how: str, path: str) -> LoadedFile | None:
        """Return what the bytes at ``path`` were compiled to in this way, if that is cached and intact."""
        stored = self._path(raw, how)
        try:
            with stored.open("rb") as file:
                line = file.readline()
                size = os.fstat(file.fileno()).st_size
        except OSError:
            if (kept := self._unwritten.get(stored.name)) is None:
                return None
            return from_lines(path, json.loads(kept[0]), lambda: kept[1])
        written, text = line[:_SUM], line[_SUM:].strip()
        if written != _sum(text):
            return None
        size_of_others, _, first = text.partition(b" ")
        if int(size_of_others) != size - len(line):
            return None
        return from_lines(path, json.loads(first), partial(_lines_after_first, stored))

    def put(self, raw: bytes, how: str, file: LoadedFile, *, places: bool = False) -> LoadedFile:
        """Cache what these bytes compiled to in this way and return it; for this process alone if writing
        fails."""
        self.has_new = True
        stored = self._path(raw, how)
        first, *lines = to_lines(file, places=places)
        later_lines = "\n".join(lines).encode()
        text = f"{len(later_lines)} {first}".encode()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(stored, _sum(text) + text + b"\n" + later_lines, durably=False)
        except OSError as error:
            self.fault = error.strerror or str(error)
            self._unwritten[stored.name] = first, lines
            return from_lines(file.path, json.loads(first), lambda: lines)
        return from_lines(file.path, json.loads(first), partial(_lines_after_first, stored))

    def is_writable(self) -> bool:
        """Return whether something can be written; processes that compile for others ask first."""
        probe = self.folder / ".probe"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(probe, bytes(_PROBE_BYTES), durably=False)
            probe.unlink()
        except OSError as error:
            self.fault = error.strerror or str(error)
        return not self.fault

    def count(self) -> int:
        """Return how many compiled files there are."""
        try:
            return sum(path.suffix == ".jsonl" for path in self.folder.iterdir())
        except OSError:
            return 0

    def prune(self) -> None:
        """Remove what nobody used in a month, this run included."""
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


def _lines_after_first(stored: Path) -> Sequence[str]:
    return stored.read_text(encoding="utf-8").split("\n")[1:]


def _sum(text: bytes) -> bytes:
    """Return the checksum of the first line."""
    return hashlib.sha256(text).hexdigest()[:_SUM].encode()


@lru_cache(maxsize=4)
def code_fingerprint(packages: tuple[str, ...] = _COMPILERS) -> bytes:
    """Return the names, sizes and times of all source files of the packages whose output is cached."""
    root = Path(__file__).parent.parent
    stats: list[str] = []
    waiting = list(packages)
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
