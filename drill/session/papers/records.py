"""Where the records of papers are: imported ones in the data folder, shipped ones next to their banks."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from drill.banks.catalogue import Bank, Catalogue
from drill.errors import PaperError
from drill.files import save
from drill.gyr.entry import Entry
from drill.locations import Locations
from drill.papers import (
    DRAFTS_SUFFIX,
    OWN_SHELF,
    PAPER_SUFFIX,
    SHEET_SUFFIX,
    FormulaRow,
    Paper,
    parse_paper,
    print_paper,
    with_drafts_of_format_2,
)
from drill.session.papers.names import bank_of, paper_bank, slug_of

# Some ten thousand times a usual record: what is larger is none.
_MOST_BYTES = 50_000_000
# So many records stay read: a list of papers is drawn after each change of one.
_MOST_AT_HAND = 32


def record_path(places: Locations, slug: str) -> Path:
    """Return where an imported paper's record is."""
    return places.data / "papers" / f"{slug}{PAPER_SUFFIX}"


def read_record(path: Path) -> Paper | None:
    """Return the paper in a file, or in the two files of format 2 next to it; ``None`` without one.

    Raises PaperError where it cannot be read.
    """
    sheet = _beside(path, SHEET_SUFFIX)
    try:
        files = (
            (path,) if path.is_file() else (sheet, _beside(path, DRAFTS_SUFFIX)) if sheet.is_file() else ()
        )
        stamps = tuple((file, *_stamp(file)) for file in files if file.is_file())
        if not stamps:
            return None
        if any(size > _MOST_BYTES for _, _, size, _ in stamps):
            raise PaperError("the paper's file is too large")
        return _read(path, stamps)
    except (OSError, UnicodeDecodeError) as error:
        raise PaperError(f"the paper's file cannot be read: {path}: {error}", path=str(path)) from error
    except PaperError as error:
        path_prefix = "" if error.message.startswith((str(path), str(sheet))) else f"{path}: "
        raise PaperError(path_prefix + error.message, error.hint, path=str(path)) from error


def is_taken(path: Path) -> bool:
    """Return whether there is a record at a path, in whatever format."""
    return path.exists() or _beside(path, SHEET_SUFFIX).exists()


def save_record(path: Path, record: Paper) -> None:
    """Write a paper; the files of format 2 stay as they are. Raises FileError."""
    save(path, print_paper(replace(record, refused=())))


def _stamp(path: Path) -> tuple[int, int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


@lru_cache(maxsize=_MOST_AT_HAND)
def _read(path: Path, _stamps: tuple[tuple[Path, int, int, int], ...]) -> Paper:
    """Return the content of the files, read again when one of them has changed."""
    from drill.papers import parse_sheet

    slug = path.name.removesuffix(PAPER_SUFFIX)
    slug = f"{OWN_SHELF}{slug}" if path.parent.name == OWN_SHELF.rstrip("/") else slug
    files = [file for file, _, _, _ in _stamps]
    if files == [path]:
        return replace(parse_paper(path.read_text(encoding="utf-8")), slug=slug)
    paper = parse_sheet(files[0].read_bytes(), slug, str(files[0]))
    for drafts in files[1:]:
        paper = with_drafts_of_format_2(paper, drafts.read_text(encoding="utf-8"))
    return paper


def record_of(places: Locations, bank: Bank) -> Paper | None:
    """Return the record of a paper's bank; a hand-written bank may have none. Raises PaperError."""
    return next((record for path in record_paths(places, bank) if (record := read_record(path))), None)


def formulas_of(places: Locations, bank: Bank) -> list[tuple[FormulaRow, list[Entry]]]:
    """Return a paper's formulas, each with the exercises on it; none without a record that can be read."""
    try:
        record = record_of(places, bank)
    except PaperError:  # whoever opens the paper is told
        record = None
    if record is None:
        return []
    about = {exercise.id: exercise.about for exercise in record.exercises}
    subjects = [(entry, {about.get(id_) for id_ in former_ids(entry)}) for entry in bank.entries]
    return [(formula, [entry for entry, ids in subjects if formula.id in ids]) for formula in record.formulas]


def record_paths(places: Locations, bank: Bank) -> tuple[Path, Path]:
    """Return where the sheet of a paper's bank may be: an import's first, then next to the bank."""
    return record_path(places, slug_of(bank.id)), beside_bank(Path(bank.path))


def paper_slug(catalogue: Catalogue, places: Locations, name: str) -> str:
    """Return the slug of a paper that has a bank, or a sheet before anything of it was kept.

    Raises UsageError, with the nearest names, where there is neither.
    """
    slug = slug_of(name)
    if catalogue.bank(bank_of(slug)) is None and slug in slugs_on_record(places):
        return slug
    return slug_of(paper_bank(catalogue, name).id)


def slugs_on_record(places: Locations) -> tuple[str, ...]:
    """Return the slugs of all papers that were imported, whether a bank was written or not."""
    folder = record_path(places, "_").parent
    names = {
        path.relative_to(folder).as_posix().removesuffix(suffix)
        for suffix in (PAPER_SUFFIX, SHEET_SUFFIX)
        for shelf in ("", OWN_SHELF)
        for path in _files(folder, f"{shelf}[!._]*{suffix}")
    }
    return tuple(sorted(names))


def _files(folder: Path, pattern: str) -> list[Path]:
    try:
        return [*folder.glob(pattern)]
    except OSError:
        return []


def former_ids(entry: Entry) -> tuple[str, ...]:
    """Return the ids under which an exercise may be on record: its present one, and former ones."""
    return (entry.id, *(item.rpartition("/")[2] for item in entry.was))


def beside_bank(bank: Path) -> Path:
    """Return the record of a bank's paper that is not among the learner's own."""
    stem = bank.stem if bank.suffix in (".yaml", ".yml") else bank.name
    return bank.with_name(f"{stem}{PAPER_SUFFIX}")


def _beside(paper: Path, suffix: str) -> Path:
    return paper.with_name(f"{paper.name.removesuffix(PAPER_SUFFIX)}{suffix}")
