"""Families for their authors: the faults of their files, and their moves in a paper's formulas."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drill.banks.load import Progress, load_catalogue
from drill.errors import BankError, UsageError
from drill.files import Locations, text_of
from drill.papers import PAPER_SUFFIX, Paper, check_family, is_family_file, list_files, parse_paper

if TYPE_CHECKING:
    from drill.papers import FamilyMatch, ImportProgress
    from drill.worker import Workers


def find_family_links(
    workers: Workers,
    source: Path,
    files: Sequence[Path],
    progress: ImportProgress = lambda stage, done, whole: None,
) -> tuple[Paper, Sequence[FamilyMatch]]:
    """Return a paper's formulas and the moves found in them, refused ones among them; nothing is written.

    ``source`` is a paper's source, a sheet, or an import's record (``NAME.paper.json``); ``files`` are
    families' files without a fault in `check_families`.

    Raises:
        PaperError: the source cannot be read.
        UsageError: there is no such file.
    """
    if not source.exists():
        raise UsageError(f"there is no file {source}")
    if source.name.endswith(PAPER_SUFFIX):
        text = text_of(source)
    else:
        text = workers.read_paper(str(source.absolute()), progress=progress)
    progress("looking for moves", 0, 0)
    matches = workers.find_families(text, [str(path.absolute()) for path in files])
    return parse_paper(text), matches


def check_families(
    places: Locations, paths: Sequence[Path], on_progress: Progress = lambda done, total: None
) -> tuple[Sequence[Path], Sequence[BankError]]:
    """Return which paths are families' files, all that come with the program if none is given, and faults."""
    families = [path for path in paths if is_family_file(path)] if paths else [*list_files()]
    skills = _list_exercises_by_skill(places, on_progress) if families else dict[str, Collection[str]]()
    doubles = [BankError(message, hint, path=str(path)) for path, message, hint in _find_doubles(families)]
    return families, [*doubles, *(fault for path in families for fault in check_family(path, skills))]


def _find_doubles(paths: Sequence[Path]) -> Iterator[tuple[Path, str, str]]:
    """Yield the files whose family another file has already, with the fault and the remedy.

    A file is called after its family.
    """
    seen: dict[str, Path] = {}
    for path in paths:
        if (first := seen.setdefault(path.stem, path)) != path:
            message = f"a second family with the id {path.stem}, the first is {first}"
            yield path, message, "rename one, with its file"


def _list_exercises_by_skill(places: Locations, on_progress: Progress) -> Mapping[str, Collection[str]]:
    """Return all skills with the ids of the subjects' exercises that train them."""
    catalogue = load_catalogue(places, on_progress=on_progress)
    found: dict[str, set[str]] = {skill: set() for skill in catalogue.skills}
    for bank in catalogue.banks:
        for entry in bank.entries:
            found.setdefault(entry.trains, set()).add(entry.id)
    return found
