"""Where the records of papers lie: imported ones in the data folder, shipped ones beside their banks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from drill.banks import Bank, Catalogue, Entry
from drill.errors import PaperError
from drill.locations import Locations
from drill.papers_first.bank.record import PaperRecord, from_json
from drill.session.papers.names import SHELF, paper_bank, slug_of

_MOST_BYTES = 50_000_000
_MOST_AT_HAND = 32
"""So many records stay read: a list of papers is drawn after each change of one."""


def record_path(places: Locations, slug: str) -> Path:
    """Where the record of an imported paper lies."""
    return places.data / "papers" / f"{slug}.json"


def read_record(path: Path) -> PaperRecord | None:
    """The record in a file, ``None`` where there is none. Raises PaperError where it cannot be read."""
    try:
        if not path.is_file():
            return None
        found = path.stat()
        if found.st_size > _MOST_BYTES:
            raise PaperError("the record of a paper is too large")
        return _read(path, found.st_mtime_ns, found.st_size, found.st_ino)
    except (OSError, UnicodeDecodeError) as error:
        raise PaperError(f"the record of a paper cannot be read: {path}: {error}", path=str(path)) from error
    except PaperError as error:
        raise PaperError(f"{path}: {error.message}", error.hint, path=str(path)) from error


@lru_cache(maxsize=_MOST_AT_HAND)
def _read(path: Path, _time: int, _size: int, _number: int) -> PaperRecord:
    """The record in a file, read again when the file is another one."""
    return from_json(path.read_text(encoding="utf-8"))


def record_of(places: Locations, bank: Bank) -> PaperRecord | None:
    """The record of a paper's bank; a hand-written bank may have none. Raises PaperError."""
    return next((found for path in record_paths(places, bank) if (found := read_record(path))), None)


def record_paths(places: Locations, bank: Bank) -> tuple[Path, Path]:
    """Where the record of a paper's bank may lie: of an import first, then beside the bank."""
    return record_path(places, slug_of(bank.id)), _beside(Path(bank.path))


def paper_slug(catalogue: Catalogue, places: Locations, name: str) -> str:
    """The slug of a paper that has a bank, or a record before anything of it was kept.

    Raises UsageError, with the nearest names, where there is neither.
    """
    slug = slug_of(name)
    if catalogue.bank(SHELF + slug) is None and slug in slugs_on_record(places):
        return slug
    return slug_of(paper_bank(catalogue, name).id)


def slugs_on_record(places: Locations) -> tuple[str, ...]:
    """The slugs of all papers that were imported, whether a bank was written or not."""
    try:
        return tuple(sorted(path.stem for path in record_path(places, "_").parent.glob("[!._]*.json")))
    except OSError:
        return ()


def former_ids(entry: Entry) -> tuple[str, ...]:
    """The ids under which an exercise may be on record: today's, and those it once had."""
    return (entry.id, *(item.rpartition("/")[2] for item in entry.was))


def _beside(bank: Path) -> Path:
    is_file = bank.suffix in (".yaml", ".yml")
    return bank.with_suffix(".json") if is_file else bank.with_name(f"{bank.name}.json")
