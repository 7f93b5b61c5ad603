"""Names of papers: a slug, or the bank ``papers/<slug>``, which is also the item of its notes."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from drill.banks.catalogue import Bank, Catalogue, list_bank_parts
from drill.codec import is_list, is_mapping, parse_json
from drill.errors import PaperError, UsageError, describe_removal
from drill.files import Locations, save_text_file, text_of, write_whole
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId
from drill.papers import OWN_SHELF, PAPER_SUFFIX, SHEET_SUFFIX
from drill.settings import Settings
from drill.text import join_in_sentence, one_line

if TYPE_CHECKING:
    from drill.papers import FormulaRow, Paper
    from drill.session.workspace import Workspace

SHELF = "papers/"
_ASKED_NOTE = re.compile(r"papers/[^/]+/note-[0-9a-f]{10}")


# A year of four digits that is not a part of a longer number.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_AT_END = re.compile(r"-(?:19|20)\d\d$")


def is_paper(bank: str) -> bool:
    """Return whether a bank is a paper's."""
    return bank.startswith(SHELF)


def is_import(bank: Bank) -> bool:
    """Return whether a bank is a paper's that was imported, and not one that comes with the program."""
    return not bank.shipped and is_paper(bank.id)


def is_in_day(bank: str, settings: Settings) -> bool:
    """Return whether a bank may be a part of the day: of papers only the goal, and those that are named."""
    return not is_paper(bank) or not {settings.goal, *settings.papers}.isdisjoint(
        (bank, find_paper_slug(bank))
    )


def is_asked_note(item: str) -> bool:
    """Return whether an item is a note on a paper that comes back, rather than an exercise of a bank."""
    return _ASKED_NOTE.fullmatch(item) is not None


def find_paper_slug(bank: str) -> str:
    """Return the slug of a paper's bank."""
    return bank.removeprefix(SHELF)


def name_paper_bank(slug: str) -> str:
    """Return the bank of a slug; a second author's work on something else has its bank's name."""
    return slug if slug.startswith(OWN_SHELF) else SHELF + slug


def name_own_slug(name: str) -> str:
    """Return the slug of a second author's work on something else than an import: ``my/calc-diff-2nd``."""
    plain = re.sub(r"[^a-z0-9]+", "-", name.removeprefix(OWN_SHELF).lower()).strip("-") or "notes"
    return f"{OWN_SHELF}{plain}-2nd"


def list_kept_beside(catalogue: Catalogue, bank: Bank, *, with_unsolved: bool = False) -> tuple[Entry, ...]:
    """Return the exercises of a second author that the learner keeps on a paper of the program.

    Those that nobody has solved blind are left out, unless they are asked for.
    """
    kept = catalogue.bank(name_own_slug(bank.id)) if bank.shipped and is_paper(bank.id) else None
    if kept is None:
        return ()
    return tuple(entry for entry in kept.entries if with_unsolved or entry.item not in kept.unsolved)


def notes_item(slug: str) -> ItemId:
    """Return the item under which the notes on a paper are kept."""
    return ItemId(name_paper_bank(slug))


def find_paper_year(bank: Bank) -> str:
    """Return the year of a paper: that of its slug, else the first in its citation; empty without one.

    A paper of the program that is about several has its own year and the last one: ``2024-2025``. Earlier
    works are not in it, because it builds on them.
    """
    if not is_paper(bank.id):
        return ""
    cited = _YEAR.findall(find_citation(bank))
    years = _YEAR.findall(find_paper_slug(bank.id))
    if not years:
        return next(iter(cited), "")
    last = max(cited, default="")
    if bank.shipped and years[-1] < last:
        return f"{years[-1]}-{last}"
    return years[-1]


def find_citation(bank: Bank) -> str:
    """Return the authors of a paper and its full title; empty if its bank does not give them."""
    if isinstance(bank.source, str):
        return bank.source
    return bank.source.get("citation", "")


def name_with_year(title: str, year: str) -> str:
    """Return a paper's name followed by its year: ``DDPM: denoising diffusion … (2020)``."""
    return f"{title} ({year})" if year else title


def paper_banks(catalogue: Catalogue) -> Sequence[Bank]:
    """Return the papers' banks by title, the learner's own first."""
    banks = (bank for bank in catalogue.banks if is_paper(bank.id))
    return sorted(banks, key=lambda bank: (bank.shipped, bank.title.casefold()))


def list_paper_names(bank: str, title: str) -> frozenset[str]:
    """Return a paper's names in small letters: slug with and without year, title whole and up to a colon."""
    slug = find_paper_slug(bank)
    short = title.partition(":")[0].strip().casefold()
    return frozenset((slug, _YEAR_AT_END.sub("", slug), title.casefold(), short, short.replace(" ", "-")))


def find_called_paper(catalogue: Catalogue, name: str) -> Bank | None:
    """Return the paper with a short name: ``ddpm``, ``Segment Anything``; ``None`` if there is none."""
    called = name.casefold()
    return next(
        (bank for bank in paper_banks(catalogue) if called in list_paper_names(bank.id, bank.title)), None
    )


def paper_bank(catalogue: Catalogue, name: str) -> Bank:
    """Return the bank of a paper that is named by its slug, its bank or its short name.

    Raises UsageError, with the nearest names, for an unknown paper.
    """
    bank = catalogue.bank(SHELF + find_paper_slug(name)) or find_called_paper(catalogue, name)
    if bank is not None:
        return bank
    if catalogue.bank(name) is not None:
        raise UsageError(f"{name} is not a paper's bank: it has no workbook", _papers_there(catalogue))
    slugs = [find_paper_slug(bank.id) for bank in paper_banks(catalogue)]
    near = difflib.get_close_matches(find_paper_slug(name), slugs, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(SHELF + slug for slug in near)}?" if near else _papers_there(catalogue)
    raise UsageError(f"no paper is called {one_line(name)!r}", hint)


def _papers_there(catalogue: Catalogue) -> str:
    there = [bank.id for bank in paper_banks(catalogue)]
    if not there:
        return "there are no papers here yet: see drill import"
    return f"papers here: {', '.join(there)}"


# The papers that were opened last: a convenience, no part of the log.


def last_opened(places: Locations) -> Sequence[str]:
    """Return the papers by slug, the one opened last first."""
    try:
        saved = parse_json(_find_opened_papers_file(places).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    return [*map(str, saved)] if is_list(saved) or is_mapping(saved) else ()


def note_opened(places: Locations, slug: str) -> None:
    """Remember that a paper was opened; a full disk loses nothing else."""
    others = [other for other in last_opened(places) if other != slug]
    with suppress(OSError):
        write_whole(_find_opened_papers_file(places), json.dumps([slug, *others]).encode(), durably=False)


def _find_opened_papers_file(places: Locations) -> Path:
    return places.data / "papers" / "opened.json"


# Where the records of papers are: imported ones in the data folder, shipped ones next to their banks.

# Max bytes of a record, some ten thousand times a usual one.
_MOST_BYTES = 50_000_000
# Max records that stay read, because a list of papers is drawn after each change of one.
_MOST_AT_HAND = 32


def record_path(places: Locations, slug: str) -> Path:
    """Return where an imported paper's record is."""
    return places.data / "papers" / f"{slug}{PAPER_SUFFIX}"


def bank_path(places: Locations, slug: str) -> Path:
    """Return where an imported paper's bank is, if one file is enough for it."""
    return places.banks / f"{name_paper_bank(slug)}.yaml"


def read_bank_text(bank: Path) -> str:
    """Return the text of a bank, all of its files joined; empty if it has no file."""
    from drill.papers import join_bank_texts  # who does not open the paper needs no reader of it

    return join_bank_texts([text_of(file) for file in list_bank_parts(bank)])


def read_record(path: Path) -> Paper | None:
    """Return the paper in a file; ``None`` if the file does not exist.

    Raises PaperError if it cannot be read, or was written by an earlier version.
    """
    try:
        stamp = path.stat() if path.is_file() else None
        if stamp is None:
            _refuse_former(path)
            return None
        if stamp.st_size > _MOST_BYTES:
            raise PaperError("the paper's file is too large")
        return _read_cached_record(path, (stamp.st_mtime_ns, stamp.st_size, stamp.st_ino))
    except (OSError, UnicodeDecodeError) as error:
        raise PaperError(f"the paper's file cannot be read: {path}: {error}", path=str(path)) from error
    except PaperError as error:
        path_prefix = "" if error.path else f"{path}: "
        raise PaperError(path_prefix + error.message, error.hint, path=error.path or str(path)) from error


def read_intact(read: Callable[..., Paper | None], *arguments: object) -> Paper | None:
    """Return the record that a reader returns; None for a damaged one, since opening the paper reports
    it."""
    try:
        return read(*arguments)
    except PaperError:
        return None


def _refuse_former(path: Path) -> None:
    sheet = former_sheet(path)
    if sheet.is_file():
        message = f"{sheet} is a paper in the format of a version before 0.3"
        raise PaperError(message, describe_removal("kept", "sheet"), path=str(sheet))


def is_taken(path: Path) -> bool:
    """Return whether there is a record at a path, be it one that an earlier version wrote."""
    return path.exists() or former_sheet(path).exists()


def save_record(path: Path, record: Paper) -> None:
    """Write a paper. Raises FileError."""
    from drill.papers import print_paper  # loads the readers of papers

    save_text_file(path, print_paper(replace(record, refused=())))


@lru_cache(maxsize=_MOST_AT_HAND)
def _read_cached_record(path: Path, _stamp: tuple[int, int, int]) -> Paper:
    """Return the content of a file, read again when it has changed."""
    from drill.papers import parse_paper  # loads the readers of papers

    slug = path.name.removesuffix(PAPER_SUFFIX)
    slug = f"{OWN_SHELF}{slug}" if path.parent.name == OWN_SHELF.rstrip("/") else slug
    return replace(parse_paper(path.read_text(encoding="utf-8")), slug=slug)


def record_of(places: Locations, bank: Bank) -> Paper | None:
    """Return the record of a paper's bank; a hand-written bank may have none. Raises PaperError.

    The subjects of a second author's exercises on a paper of the program are added to its own record.
    """
    record = next((record for path in record_paths(places, bank) if (record := read_record(path))), None)
    kept = read_record(record_path(places, name_own_slug(bank.id))) if record and bank.shipped else None
    if record and kept:
        return replace(record, exercises=(*record.exercises, *kept.exercises))
    return record


def read_for_learner(places: Locations, bank: Bank) -> Paper | None:
    """Return the record of a paper's bank as its learner sees it. Raises PaperError.

    Numbers and places are shown where they are those of the learner's own source.
    """
    record = record_of(places, bank)
    if record is None or find_paper_slug(bank.id) in slugs_on_record(places):
        return record
    return replace(
        record,
        blocks=tuple(replace(row, printed="") for row in record.blocks),
        formulas=tuple(replace(row, number="", file="") for row in record.formulas),
        symbols=tuple(replace(row, file="") for row in record.symbols),
        absent=tuple(replace(row, file="") for row in record.absent),
    )


def formulas_of(workspace: Workspace, bank: Bank) -> list[tuple[FormulaRow, list[Entry]]]:
    """Return a paper's formulas, each with the exercises on it; none without a record that can be read."""
    record = read_intact(read_for_learner, workspace.places, bank)
    if record is None:
        return []
    entries = (*bank.entries, *list_kept_beside(workspace.catalogue, bank))
    about = {exercise.id: exercise.about for exercise in record.exercises}
    subjects = [(entry, {about.get(id_) for id_ in former_ids(entry)}) for entry in entries]
    return [(row, [entry for entry, ids in subjects if row.id in ids]) for row in record.formulas]


def find_formula(workspace: Workspace, entry: Entry) -> FormulaRow | None:
    """Return the formula that an import's exercise is about."""
    bank = workspace.catalogue.bank(entry.bank)
    rows = formulas_of(workspace, bank) if bank is not None and is_import(bank) else []
    return next((row for row, entries in rows if entry in entries), None)


def find_linked_skill(workspace: Workspace, entry: Entry) -> str:
    """Return the first skill that the formula of an import's exercise is linked to; empty if none is."""
    row = find_formula(workspace, entry)
    return "" if row is None else "".join(row.linked[:1])


def describe_connections(workspace: Workspace, entry: Entry) -> str:
    """Return which formulas an import's formula uses, and which use it; empty if a skill drills it."""
    bank = workspace.catalogue.bank(entry.bank)
    row = find_formula(workspace, entry)
    if bank is None or row is None or row.linked:
        return ""
    rows = [other for other, _ in formulas_of(workspace, bank) if other.id != row.id]
    uses = [other.title_with_move for other in rows if other.id in row.uses]
    users = [other.title_with_move for other in rows if row.id in other.uses]
    told = [f"It uses {join_in_sentence(uses)}."] if uses else []
    told += [f"{join_in_sentence(users)} {'use' if users[1:] else 'uses'} it."] if users else []
    return " ".join(told)


def record_paths(places: Locations, bank: Bank) -> tuple[Path, Path]:
    """Return where the record of a paper's bank may be: an import's first, then next to the bank."""
    return record_path(places, find_paper_slug(bank.id)), beside_bank(Path(bank.path))


def paper_slug(catalogue: Catalogue, places: Locations, name: str) -> str:
    """Return the slug of a paper that has a bank, or a record before anything of it was kept.

    Raises UsageError, with the nearest names, for a paper without either.
    """
    slug = find_paper_slug(name)
    if catalogue.bank(name_paper_bank(slug)) is None and slug in slugs_on_record(places):
        return slug
    return find_paper_slug(paper_bank(catalogue, name).id)


def slugs_on_record(places: Locations) -> tuple[str, ...]:
    """Return the slugs of all papers that were imported, whether a bank was written or not."""
    folder = record_path(places, "_").parent
    names = {
        path.relative_to(folder).as_posix().removesuffix(suffix)
        for suffix in (PAPER_SUFFIX, SHEET_SUFFIX)
        for shelf in ("", OWN_SHELF)
        for path in _list_record_files(folder, f"{shelf}[!._]*{suffix}")
    }
    return tuple(sorted(names))


def _list_record_files(folder: Path, pattern: str) -> list[Path]:
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


def former_sheet(path: Path) -> Path:
    """Return where versions before 0.3 kept the paper whose record is at a path."""
    return path.with_name(f"{path.name.removesuffix(PAPER_SUFFIX)}{SHEET_SUFFIX}")
