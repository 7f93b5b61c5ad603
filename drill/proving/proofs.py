"""What was proved before, so that only what changed is read and verified again. Light while nothing changed.

Files are kept as they were read, with the place of every field; reports of exercises by a hash of the
exercise with its topic's theory, the number of variants, and all code and libraries that take part.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache, partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from drill.banks.assemble import SubjectPart
from drill.banks.cache import Cache, Compiled, code_fingerprint, write_whole
from drill.banks.compile import compile_subject, plain_problems, problems_of
from drill.banks.content import LoadedExercise, LoadedFile, place_key
from drill.banks.load import load_bytes, read_bytes
from drill.errors import BankError
from drill.proving.reports import ExerciseReport, Problem

_PROVERS = ("banks", "proving", "checking", "maths", "typeset")
"""The rooms whose code decides what verification finds."""
_LIBRARIES = ("sympy", "numpy", "mpmath")

Places = Mapping[str, Sequence[int]]


class Proofs:
    """The folder of what was read and proved."""

    def __init__(self, folder: Path, variants: int) -> None:
        self._files = Cache(folder / "read")
        self._folder = folder / "proved"
        self._variants = variants
        self._kept: dict[Path, dict[str, Any]] = {}

    def file(self, path: Path) -> LoadedFile:
        """A topic's file with all its faults, read anew only if its bytes have changed."""
        raw = read_bytes(path)
        if isinstance(raw, BankError):
            return LoadedFile(str(path), problems=(raw,))
        compiled = self._files.get(raw, "check")
        found = None if compiled is None else _loaded(str(path), compiled)
        if found is None:
            found = load_bytes(raw, path)
            self._files.put(raw, "check", _compiled(found))
        return found

    def subject(self, path: Path) -> SubjectPart:
        """A subject's skills and topics, and what is wrong with its file."""
        raw = read_bytes(path)
        if isinstance(raw, BankError):
            return SubjectPart(problems=(raw,))
        compiled = self._files.get(raw, "subject")
        if compiled is None:
            from drill.banks.read import read_subject

            compiled = self._files.put(raw, "subject", compile_subject(read_subject(raw, str(path))))
        return SubjectPart.read(compiled.head, problems_of(compiled, str(path)))

    def report(self, path: str, body: Mapping[str, object]) -> ExerciseReport | None:
        """What verification found of this exercise before, if it is the same still."""
        found = self._of(path).get(self._key(body))
        try:
            return None if found is None else _report(found)
        except (TypeError, KeyError):
            return None

    def keep(self, path: str, proved: Sequence[tuple[Mapping[str, object], ExerciseReport]]) -> None:
        """Keep the reports of a file's exercises; others of that file are forgotten.

        A report that ran out of time says nothing for good, and is not kept.
        """
        reports = {self._key(body): asdict(report) for body, report in proved if not report.is_cut_short}
        if reports == self._of(path):
            return
        text = json.dumps(reports, ensure_ascii=False, separators=(",", ":"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._place(path), text.encode())
        except OSError:
            return  # without a cache everything is proved each time

    def prune(self) -> None:
        """Take out what nobody asked for in a month."""
        self._files.prune()

    def _of(self, path: str) -> dict[str, Any]:
        place = self._place(path)
        if place not in self._kept:
            try:
                found = json.loads(place.read_bytes())
            except (OSError, ValueError):
                found = {}
            self._kept[place] = found if isinstance(found, dict) else {}
        return self._kept[place]

    def _place(self, path: str) -> Path:
        name = hashlib.sha256(f"{Path(path).resolve()}\x1f{self._variants}".encode()).hexdigest()[:40]
        return self._folder / f"{name}.json"

    def _key(self, body: Mapping[str, object]) -> str:
        digest = hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode())
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


def _compiled(loaded: LoadedFile) -> Compiled:
    head = {
        "topic": loaded.topic,
        "title": loaded.title,
        "theory": loaded.theory,
        "source": loaded.source,
        "licence": loaded.licence,
        "problems": plain_problems(loaded.problems),
    }
    bodies = (
        {"id": each.id, "line": each.line, "body": each.body, "places": each.places()}
        for each in loaded.exercises
    )
    return Compiled(
        head, tuple(json.dumps(body, ensure_ascii=False, separators=(",", ":")) for body in bodies)
    )


def _loaded(path: str, compiled: Compiled) -> LoadedFile | None:
    bodies = compiled.all_bodies()
    if bodies is None:
        return None
    head = compiled.head
    return LoadedFile(
        path,
        topic=head["topic"],
        title=head["title"],
        theory=head["theory"],
        source=head["source"],
        licence=head["licence"],
        exercises=tuple(
            LoadedExercise(
                each["id"],
                each["line"],
                each["body"],
                partial(_place, each["places"]),
                partial(dict, each["places"]),
            )
            for each in bodies
        ),
        problems=tuple(problems_of(compiled, path)),
    )


def _place(places: Places, path: Sequence[str | int]) -> tuple[int, int]:
    """The place of a field, or of the nearest one above it."""
    for length in range(len(path), -1, -1):
        found = places.get(place_key(path[:length]))
        if found is not None:
            return found[0], found[1]
    return 1, 1


def _report(data: Mapping[str, Any]) -> ExerciseReport:
    return ExerciseReport(**{**data, "problems": [Problem(**each) for each in data["problems"]]})
