"""A cache of earlier proofs, so that only what changed is read and verified again. Light.

Files are kept as they were read, with the place of every field; reports of exercises by a hash of the
exercise with its topic's theory, the number of variants, and all code and libraries that take part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from drill.banks.cache import Cache, code_fingerprint
from drill.banks.content import UNREAD, LoadedFile, ReadFile
from drill.banks.load import load_bytes, load_subject, read_bytes, read_topic
from drill.banks.models import Exercise
from drill.errors import BankError, CheckError
from drill.files import write_whole
from drill.proving.reports import ExerciseReport
from drill.reading import read_typed, write_plain

# The packages whose code decides what verification finds.
_PROVERS = ("banks", "proving", "checking", "drawing", "maths", "typeset")
_LIBRARIES = ("sympy", "numpy", "mpmath")


class Proofs:
    """The folder of cached files and reports."""

    def __init__(self, folder: Path, variants: int, read: ReadFile = read_topic) -> None:
        self._read = read
        self._files = Cache(folder / "read")
        self._folder = folder / "proved"
        self._variants = variants
        self._kept: dict[Path, dict[str, Any]] = {}

    def file(self, path: Path) -> LoadedFile:
        """Return a topic's file with all its faults, read again only if its bytes have changed."""
        raw = read_bytes(path)
        if isinstance(raw, BankError):
            return LoadedFile(str(path), problems=(raw,))
        with suppress(OSError, ValueError, CheckError):
            if (compiled := self._files.get(raw, "packed", str(path))) is not None:
                return compiled.whole()
        file = load_bytes(raw, path, self._read)
        if all(problem.code != UNREAD for problem in file.problems):
            self._files.put(raw, "packed", file, places=True)
        return file

    def subject(self, path: Path) -> LoadedFile:
        """Return a subject's skills and topics, and what is wrong with its file."""
        return load_subject(path, self._files)

    def report(self, path: str, exercise: Exercise) -> ExerciseReport | None:
        """Return the cached report of an exercise, if the exercise is unchanged."""
        stored = self._of(path).get(self._key(exercise))
        try:
            return None if stored is None else read_typed(ExerciseReport, stored)
        except CheckError:
            return None

    def keep(self, path: str, proved: Sequence[tuple[Exercise, ExerciseReport]]) -> None:
        """Cache the reports of a file's exercises; others of that file are removed.

        A report that ran out of time says nothing for good, and is not kept.
        """
        reports = {
            self._key(exercise): write_plain(report) for exercise, report in proved if not report.is_cut_short
        }
        if reports == self._of(path):
            return
        text = json.dumps(reports, ensure_ascii=False, separators=(",", ":"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._cache_path(path), text.encode())
        except OSError:
            return  # without a cache everything is proved each time

    def prune(self) -> None:
        """Remove what nobody used in a month."""
        self._files.prune()

    def _of(self, path: str) -> dict[str, Any]:
        file = self._cache_path(path)
        if file not in self._kept:
            try:
                stored = json.loads(file.read_bytes())
            except (OSError, ValueError):
                stored = {}
            self._kept[file] = stored if isinstance(stored, dict) else {}
        return self._kept[file]

    def _cache_path(self, path: str) -> Path:
        name = hashlib.sha256(f"{Path(path).resolve()}\x1f{self._variants}".encode()).hexdigest()[:40]
        return self._folder / f"{name}.json"

    def _key(self, exercise: Exercise) -> str:
        digest = hashlib.sha256(
            json.dumps(write_plain(exercise), ensure_ascii=False, sort_keys=True).encode()
        )
        digest.update(f"\x1f{self._variants}\x1f".encode() + _fingerprint())
        return digest.hexdigest()[:40]


@lru_cache(maxsize=1)
def _fingerprint() -> bytes:
    return "\x1f".join(map(_version, _LIBRARIES)).encode() + code_fingerprint(_PROVERS)


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
