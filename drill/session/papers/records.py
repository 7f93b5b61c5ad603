"""Where papers' sheets and drafts lie: imported ones in the data folder, shipped ones beside their banks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from drill.banks.catalogue import Bank, Catalogue, Entry
from drill.errors import PaperError
from drill.files import save, text_of
from drill.locations import Locations
from drill.papers import DRAFTS_SUFFIX, OWN_SHELF, SHEET_SUFFIX, PaperRecord, parse_made, print_made
from drill.session.papers.names import bank_of, paper_bank, slug_of

_COPY = ".before"
# Some ten thousand times a usual record: what is larger is none.
_MOST_BYTES = 50_000_000
# So many records stay read: a list of papers is drawn after each change of one.
_MOST_AT_HAND = 32


def record_path(places: Locations, slug: str) -> Path:
    """Where the sheet of an imported paper lies; its drafts lie beside it."""
    return places.data / "papers" / f"{slug}{SHEET_SUFFIX}"


def read_record(path: Path) -> PaperRecord | None:
    """A sheet with its drafts, ``None`` where there is none.

    Raises PaperError where it cannot be read.
    """
    found = (path, _beside(path, DRAFTS_SUFFIX))
    try:
        stamps = tuple((one, *_stamp(one)) for one in found if one.is_file())
        if not stamps or stamps[0][0] != path:
            return None
        if any(size > _MOST_BYTES for _, _, size, _ in stamps):
            raise PaperError("the sheet of a paper is too large")
        return _read(path, stamps)
    except (OSError, UnicodeDecodeError) as error:
        raise PaperError(f"the sheet of a paper cannot be read: {path}: {error}", path=str(path)) from error
    except PaperError as error:
        place = "" if error.message.startswith(str(path)) else f"{path}: "
        raise PaperError(place + error.message, error.hint, path=str(path)) from error


def save_record(path: Path, record: PaperRecord) -> None:
    """Write a sheet, and beside it what was made of it; a copy keeps rows that could not be read.

    Raises FileError, and PaperError where what is to be copied cannot be read.
    """
    from drill.papers import print_sheet

    before = read_record(path) if any(row.file == str(path) for row in record.sheet.refused) else None
    if before is not None and before.sheet.refused:
        save(path.with_name(f"{path.name}{_COPY}"), text_of(path))
    save(path, print_sheet(record.sheet))
    save(_beside(path, DRAFTS_SUFFIX), print_made(record.made))


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=_MOST_AT_HAND)
def _read(path: Path, _stamps: tuple[tuple[Path, int, int, int], ...]) -> PaperRecord:
    """What lies in the files, read again when one of them is another one."""
    from drill.papers import parse_sheet

    slug = path.name.removesuffix(SHEET_SUFFIX)
    slug = f"{OWN_SHELF}{slug}" if path.parent.name == OWN_SHELF.rstrip("/") else slug
    drafts = _beside(path, DRAFTS_SUFFIX)
    sheet = parse_sheet(path.read_bytes(), slug, str(path))
    made = parse_made(drafts.read_text(encoding="utf-8")) if drafts.is_file() else None
    return PaperRecord(sheet) if made is None else PaperRecord(sheet, made)


def record_of(places: Locations, bank: Bank) -> PaperRecord | None:
    """The record of a paper's bank; a hand-written bank may have none. Raises PaperError."""
    return next((found for path in record_paths(places, bank) if (found := read_record(path))), None)


def record_paths(places: Locations, bank: Bank) -> tuple[Path, Path]:
    """Where the sheet of a paper's bank may lie: of an import first, then beside the bank."""
    return record_path(places, slug_of(bank.id)), beside_bank(Path(bank.path))


def paper_slug(catalogue: Catalogue, places: Locations, name: str) -> str:
    """The slug of a paper that has a bank, or a sheet before anything of it was kept.

    Raises UsageError, with the nearest names, where there is neither.
    """
    slug = slug_of(name)
    if catalogue.bank(bank_of(slug)) is None and slug in slugs_on_record(places):
        return slug
    return slug_of(paper_bank(catalogue, name).id)


def slugs_on_record(places: Locations) -> tuple[str, ...]:
    """The slugs of all papers that were imported, whether a bank was written or not."""
    folder = record_path(places, "_").parent
    try:
        paths = (*folder.glob(f"[!._]*{SHEET_SUFFIX}"), *folder.glob(f"{OWN_SHELF}[!._]*{SHEET_SUFFIX}"))
        names = (path.relative_to(folder).as_posix() for path in paths)
        return tuple(sorted(name.removesuffix(SHEET_SUFFIX) for name in names))
    except OSError:
        return ()


def former_ids(entry: Entry) -> tuple[str, ...]:
    """The ids under which an exercise may be on record: today's, and those it once had."""
    return (entry.id, *(item.rpartition("/")[2] for item in entry.was))


def beside_bank(bank: Path) -> Path:
    """Where the sheet of a bank lies that is not among the learner's own."""
    stem = bank.stem if bank.suffix in (".yaml", ".yml") else bank.name
    return bank.with_name(f"{stem}{SHEET_SUFFIX}")


def _beside(sheet: Path, suffix: str) -> Path:
    return sheet.with_name(f"{sheet.name.removesuffix(SHEET_SUFFIX)}{suffix}")
