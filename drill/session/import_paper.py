"""Importing a paper: its source read in a worker, drafts to review, and the bank of what was kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from drill.errors import PaperError, UsageError
from drill.locations import Locations, shipped_banks
from drill.papers.bank_text import joined, parts_of, split_bank
from drill.papers.record import PaperRecord, SymbolDecision, from_json, to_json
from drill.papers.review import accept_safe, carried_over, is_same_paper, waiting_drafts
from drill.papers.write import Written, write_bank
from drill.session.fetch_paper import arxiv_id, fetch
from drill.session.paper_files import read_record, record_path, slugs_on_record
from drill.session.whole_files import write_whole
from drill.worker.client import Workers

_MOST_BYTES: Final = 900_000
"""A bank's file is read up to a megabyte; this leaves room to edit it."""
Progress = Callable[[str, int, int], None]
"""Told the stage, and how much of how much is done (0 of 0 where that is not known)."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A paper that was read; nothing is written by that alone."""

    record: PaperRecord
    bank: Path
    """Where its bank lies, or will."""
    record_file: Path
    """Where its record lies, or will."""
    added: int = 0
    """Drafts that an earlier import of the paper did not have."""
    gone: int = 0
    """Drafts of the earlier import that are no more, since their formulas changed."""
    is_again: bool = False
    """The paper was imported before."""

    @property
    def slug(self) -> str:
        """The bank's name among the papers."""
        return self.record.slug

    @property
    def has_bank(self) -> bool:
        """Whether its bank was written, as a file or a folder of files."""
        return bool(_files_of(self.bank))

    @property
    def written_to(self) -> Path:
        """The bank's file, or its folder where it is too large for one."""
        return self.bank if self.bank.is_file() or not self.has_bank else _folder_of(self.bank)

    @property
    def told(self) -> str:
        """What was found, in a line."""
        formulas, drafts = len(self.record.formulas), len(waiting_drafts(self.record))
        again = f", {self.added} new, {self.gone} retired" if self.is_again else ""
        return f"{_counted(formulas, 'formula')} found; {_counted(drafts, 'draft')} to look at{again}"


def read_source(
    workers: Workers,
    places: Locations,
    source: str,
    *,
    out: Path | None = None,
    progress: Progress = lambda stage, done, whole: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Imported:
    """Read a source and draft its exercises; what was decided when it was read before is carried over.

    ``out`` is the bank's file where it is not to lie among the learner's own.

    Raises:
        PaperError, UsageError: it cannot be read or fetched.
        TimedOutError: it was cancelled, or takes too long.
    """
    path, called = _opened(source, places, progress)

    def read(decisions: Mapping[str, SymbolDecision]) -> PaperRecord:
        given = {
            key: {"decision": one.decision, "meaning": one.meaning, "shape": one.shape}
            for key, one in decisions.items()
        }
        text = workers.import_paper(str(path), decisions=given, progress=progress, is_cancelled=is_cancelled)
        return replace(from_json(text), source=called)

    fresh = read({})
    earlier, bank, record_file = _places_of(fresh, places, out)
    if earlier is not None:
        if earlier.glossary:
            fresh = read(earlier.glossary)
        fresh = carried_over(fresh, earlier)
    slug = bank.stem
    before, now = ({draft.id for draft in each.drafts} if each else set() for each in (earlier, fresh))
    return Imported(
        replace(fresh, bank=f"papers/{slug}"),
        bank,
        record_file,
        added=len(now - before),
        gone=len(before - now),
        is_again=earlier is not None,
    )


def keep(found: Imported, *, safe: bool = False) -> Imported:
    """Keep the record, and write the bank where something of it was kept; ``safe`` keeps proved drafts.

    Raises:
        UsageError: it cannot be written there.
    """
    record = accept_safe(found.record) if safe else found.record
    has_kept = any(said.decision == "kept" for said in record.review.values())
    if has_kept or found.has_bank:
        return write(replace(found, record=record))[0]
    _save(found.record_file, to_json(record))
    return replace(found, record=record)


def keep_read(found: Imported) -> Imported:
    """Keep what was read some time ago, with all that was decided since. Raises as `keep`, and PaperError."""
    latest = read_record(found.record_file)
    record = found.record if latest is None else carried_over(found.record, latest)
    return keep(replace(found, record=replace(record, bank=found.record.bank)))


def write(found: Imported) -> tuple[Imported, Written]:
    """Write the bank of what was kept, and the record with it.

    One that would be too large for a file becomes a folder of files.

    Raises:
        UsageError: it cannot be written there.
    """
    there = _files_of(found.bank)
    texts = [_text_of(file) for file in there]
    written = write_bank(found.record, joined(texts))
    folder = _folder_of(found.bank)
    heads = [split_bank(text)[0] for text in texts] if folder.is_dir() else []
    parts = parts_of(written.text, _MOST_BYTES, heads)
    if len(parts) == 1 and not folder.is_dir():
        _save(found.bank, parts[0])
    else:
        _save_parts(folder, parts, there)
    _save(found.record_file, to_json(written.record))
    return replace(found, record=written.record), written


def _save_parts(folder: Path, parts: Sequence[str], there: Sequence[Path]) -> None:
    """Write the parts of a bank; files of it that are no part any more go once all are written."""
    files = [folder / f"part-{number:02}.yaml" for number in range(1, len(parts) + 1)]
    for file, text in zip(files, parts, strict=True):
        _save(file, text)
    for old in there:
        if old not in files:
            old.unlink(missing_ok=True)


def _folder_of(bank: Path) -> Path:
    """Where the files of a bank lie that is too large for one."""
    return bank.with_suffix("")


def _files_of(bank: Path) -> list[Path]:
    """The files of a bank that are there, in order."""
    if bank.is_file():
        return [bank]
    return sorted(_folder_of(bank).glob("*.yaml")) if _folder_of(bank).is_dir() else []


def imported(places: Locations, slug: str) -> Imported:
    """A paper that was imported before, from its record.

    Raises:
        UsageError: there is none of that name.
        PaperError: its record cannot be read.
    """
    file = record_path(places, slug)
    record = read_record(file)
    if record is None:
        raise UsageError(f"no paper {slug} was imported", "drill import SOURCE imports one")
    return Imported(record, _bank_path(places, slug), file)


def _opened(source: str, places: Locations, progress: Progress) -> tuple[Path, str]:
    """The source's file, and what it is called in the record: its place or its arXiv id."""
    given = Path(source).expanduser()
    if not given.exists() and (id_ := arxiv_id(source)) is not None:
        progress("fetching from arXiv", 0, 0)
        return fetch(id_, places.cache / "papers"), f"arXiv:{id_.rpartition('v')[0] or id_}"
    path = given.absolute()
    if not path.exists():
        raise PaperError(
            f"there is no file or folder {path}", "name the paper's LaTeX source, or an arXiv id"
        )
    return path, str(path.resolve())


def _places_of(
    fresh: PaperRecord, places: Locations, out: Path | None
) -> tuple[PaperRecord | None, Path, Path]:
    """The record from when the paper was imported before, its bank's file, and its record's."""
    if out is not None:
        record_file = out.with_suffix(".json")
        earlier = read_record(record_file)
        if earlier is not None and not is_same_paper(fresh, earlier):
            raise UsageError(f"{out} holds another paper, {earlier.title}", "name another file")
        if earlier is None and out.exists() and not _has_fingerprint(out, fresh):
            raise UsageError(f"{out} exists already and is no bank of this paper", "name another file")
        return earlier, out, record_file
    for slug in slugs_on_record(places):
        earlier = _readable(record_path(places, slug))
        if earlier is not None and is_same_paper(fresh, earlier):
            return earlier, _bank_path(places, slug), record_path(places, slug)
    slug, number = fresh.slug, 2
    while (
        record_path(places, slug).exists() or _is_shipped(slug) or _is_other(_bank_path(places, slug), fresh)
    ):
        slug, number = f"{fresh.slug}-{number}", number + 1
    return None, _bank_path(places, slug), record_path(places, slug)


def _is_shipped(slug: str) -> bool:
    """Whether a bank that comes with the program has this name."""
    return any((shipped_banks() / "papers" / name).exists() for name in (f"{slug}.yaml", slug))


def _is_other(bank: Path, fresh: PaperRecord) -> bool:
    return bool(_files_of(bank)) and not _has_fingerprint(bank, fresh)


def _has_fingerprint(bank: Path, fresh: PaperRecord) -> bool:
    said = f"fingerprint: {fresh.fingerprint}"
    return bool(fresh.fingerprint) and any(said in _text_of(file) for file in _files_of(bank))


def _readable(file: Path) -> PaperRecord | None:
    """The record in a file; a damaged one is passed over, and left alone."""
    try:
        return read_record(file)
    except PaperError:
        return None


def _bank_path(places: Locations, slug: str) -> Path:
    return places.banks / "papers" / f"{slug}.yaml"


def _text_of(bank: Path) -> str:
    try:
        return bank.read_text(encoding="utf-8") if bank.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{bank} cannot be read, so it is left alone: {error}") from error


def _save(file: Path, text: str) -> None:
    try:
        write_whole(file, text.encode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}") from error


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
