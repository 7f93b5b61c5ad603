"""A cache of earlier proofs, so that only what changed is read and verified again. Light.

Files are kept as they were read, with the place of every field; reports of exercises by a hash of the
exercise with its topic's theory, the number of variants, and all code and libraries that take part.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

from drill.banks.cache import COMPILERS, Cache, code_fingerprint
from drill.banks.load import load_bytes, load_subject, read_bytes, read_topic
from drill.banks.loaded_files import UNREAD, LoadedFile, ReadFile
from drill.banks.models import Exercise
from drill.codec import is_mapping, parse_json
from drill.errors import BankError, CheckError, UsageError
from drill.files import refuse_endless, save_text_file, write_whole
from drill.proving.reports import ExerciseReport
from drill.reading import read_typed, write_plain
from drill.text import one_line, quote_for_message

# The packages whose code decides what verification finds.
PROVERS = (*COMPILERS, "proving", "typeset", "formulas", "types")
_LIBRARIES = ("sympy", "numpy", "mpmath", "einops")


class Proofs:
    """The folder of cached files and reports."""

    def __init__(self, folder: Path, variants: int, read: ReadFile = read_topic) -> None:
        self._read = read
        self._files = Cache(folder / "read")
        self._folder = folder / "proved"
        self._variants = variants
        self._kept: dict[Path, dict[str, dict[str, Any]]] = {}
        self._keys: dict[int, tuple[Exercise, str]] = {}

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
        """Return a subject's skills and topics, and the faults of its file."""
        return load_subject(path, self._files)

    def report(self, path: str, exercise: Exercise) -> ExerciseReport | None:
        """Return the cached report of an exercise, if the exercise is unchanged."""
        stored = self._of(path).get(self._key(exercise))
        try:
            return None if stored is None else read_typed(ExerciseReport, stored)
        except CheckError:
            return None

    def keep(self, path: str, exercise: Exercise, report: ExerciseReport) -> None:
        """Cache the report of an exercise at once, in place of its earlier reports.

        A report that ran out of time is not kept, because it is not final.
        """
        if report.is_cut_short:
            return
        reports = self._of(path)
        for key in [key for key, stored in reports.items() if stored.get("exercise") == exercise.id]:
            del reports[key]
        reports[self._key(exercise)] = write_plain(report)
        self._write(path, reports)

    def keep_only(self, path: str, exercises: Sequence[Exercise]) -> None:
        """Remove the reports of exercises that a file no longer contains."""
        reports, keys = self._of(path), set(map(self._key, exercises))
        if gone := reports.keys() - keys:
            for key in gone:
                del reports[key]
            self._write(path, reports)

    def _write(self, path: str, reports: dict[str, Any]) -> None:
        text = json.dumps(reports, ensure_ascii=False, separators=(",", ":"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._cache_path(path), text.encode(), durably=False)
        except OSError:
            return  # without a cache everything is proved each time

    def prune(self) -> None:
        """Remove files and reports that were not used for a month."""
        self._files.prune()

    def _of(self, path: str) -> dict[str, dict[str, Any]]:
        file = self._cache_path(path)
        if file not in self._kept:
            try:
                stored: object = parse_json(file.read_bytes())
            except (OSError, ValueError):
                stored = {}
            self._kept[file] = _reports_in(stored)
        return self._kept[file]

    def _cache_path(self, path: str) -> Path:
        name = hashlib.sha256(f"{Path(path).resolve()}\x1f{self._variants}".encode()).hexdigest()[:40]
        return self._folder / f"{name}.json"

    def _key(self, exercise: Exercise) -> str:
        if id(exercise) not in self._keys:
            self._keys[id(exercise)] = exercise, self._hash(exercise)
        return self._keys[id(exercise)][1]

    def _hash(self, exercise: Exercise) -> str:
        digest = hashlib.sha256(
            json.dumps(write_plain(exercise), ensure_ascii=False, sort_keys=True).encode()
        )
        digest.update(f"\x1f{self._variants}\x1f".encode() + _fingerprint_provers())
        return digest.hexdigest()[:40]


def _reports_in(stored: object) -> dict[str, dict[str, Any]]:
    """Return the reports in a file by their keys; none of a file that is broken."""
    if not is_mapping(stored) or not all(map(is_mapping, stored.values())):
        return {}
    return {str(key): dict(report) for key, report in stored.items() if is_mapping(report)}


@lru_cache(maxsize=1)
def _fingerprint_provers() -> bytes:
    return "\x1f".join(map(_find_library_version, _LIBRARIES)).encode() + code_fingerprint(PROVERS)


def _find_library_version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


# Records of a check: a line for each exercise without an error, with its hashes and the number of draws.
#
# A check with a record proves only new and changed exercises, because unchanged ones were proved when the
# record was written, for example for a release. A record is a text that can be stored beside the bank and
# used on any machine. The cached reports above guarantee more, because they expire when the code or the
# libraries change, but they are valid on one machine only.
#
# Only a check without a record shows a newer program's findings in unchanged exercises, and those in content
# outside of every exercise's hash: a topic's theory, and the ``seeds`` that a check always tries.

# Max bytes of a record; that of all shipped exercises has a quarter of a megabyte.
MOST_BYTES = 50_000_000
_ROW = re.compile(r"(\S+) ([0-9a-f]{16}) ([0-9a-f]{16}) ([1-9]\d{0,8})", re.ASCII)
_HINT = "name a file that drill check --record FILE wrote"


class Recorded(NamedTuple):
    """An exercise with the number of draws that found no error: its item and its content's hashes."""

    item: str
    maths: str
    wording: str
    variants: int

    @property
    def form(self) -> tuple[str, str]:
        """The content, whatever its name was."""
        return self.maths, self.wording


def read_check_record(path: Path) -> tuple[Recorded, ...]:
    """Read a record.

    Raises:
        UsageError: it cannot be read, or a line of it does not belong in a record.
    """
    try:
        if (size := refuse_endless(path).st_size) > MOST_BYTES:
            raise UsageError(f"{path}: {size:,} bytes are too many for a record", _HINT)
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: this is not a record of a check: it is not text in UTF-8", _HINT) from None
    except OSError as error:
        raise UsageError(f"{path}: the record cannot be read: {error.strerror or error}", _HINT) from None
    return tuple(
        _read_row(path, number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()
    )


def _read_row(path: Path, number: int, line: str) -> Recorded:
    match = _ROW.fullmatch(line.strip())
    if match is None:
        shown = quote_for_message(one_line(line))
        raise UsageError(f"{path}:{number}: this is not a line of a record of a check: {shown}", _HINT)
    item, maths, wording, variants = match.groups()
    return Recorded(item, maths, wording, int(variants))


def update_check_record(path: Path, checked: Collection[str], proved: Iterable[Recorded]) -> None:
    """Write the ``proved`` ones of the items that were ``checked``; a record's entries on others stay.

    Raises:
        UsageError: there is a file that is not a record; it is left as it is.
        FileError: it cannot be written.
    """
    others = [row for row in read_check_record(path) if row.item not in checked] if path.exists() else []
    rows = sorted({*others, *proved})
    save_text_file(path, "".join(f"{' '.join(map(str, row))}\n" for row in rows))
