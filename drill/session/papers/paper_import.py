"""Import a paper: read its source in a worker, carry over the review, and write the bank of kept drafts."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drill.banks.catalogue import BANK_PARTS, Bank, Catalogue, folder_of, list_bank_parts
from drill.codec import is_list, is_mapping, parse_json
from drill.errors import DrillError, PaperError, UsageError
from drill.files import Locations, lock_file_folder, save_text_file, shipped_banks, text_of
from drill.papers import (
    CENTRAL,
    LINE_KIND,
    LINK_TO_PAPER,
    PAPER_SUFFIX,
    LinkRow,
    Paper,
    ReferenceRow,
    carried_over,
    describe_retired,
    is_same_paper,
    keep_safe_drafts,
    kept_drafts,
    parse_paper,
    parts_of,
    print_paper,
    with_made,
    write_bank,
)
from drill.session.standing.paper_names import (
    bank_path,
    beside_bank,
    find_citation,
    is_paper,
    is_taken,
    name_paper_bank,
    read_bank_text,
    read_intact,
    read_record,
    record_path,
    save_record,
    slugs_on_record,
)
from drill.session.standing.withheld_exercises import count_made
from drill.text import clean_text, count, one_line
from drill.worker import Workers

if TYPE_CHECKING:
    from drill.papers import ImportProgress

_ARXIV = "arXiv:"


@dataclass(frozen=True, slots=True)
class Imported:
    """A paper that was read; nothing is written yet."""

    record: Paper
    # The path of its bank, written or not.
    bank: Path
    # The path of its record, written or not.
    record_file: Path
    # Drafts that an earlier import of the paper did not have.
    added: int = 0
    # Drafts of the earlier import that have gone, since their formulas changed.
    gone: int = 0
    # Whether the paper was imported before.
    is_again: bool = False
    # Whether its bank is outside the learner's own folder, where nobody reviews it.
    is_elsewhere: bool = False
    # Whether it was made anew, because the reader edited its symbols or formulas.
    is_edited: bool = False
    # What a newer sheet by hand replaced of the earlier one, in words.
    replaced: tuple[str, ...] = ()

    @property
    def slug(self) -> str:
        """The bank's name among the papers."""
        return self.record.slug

    @property
    def has_bank(self) -> bool:
        """Whether its bank was written, as a file or a folder of files."""
        return bool(list_bank_parts(self.bank))

    @property
    def written_to(self) -> Path:
        """The bank's file, or its folder where it is too large for one."""
        if self.bank.is_file() or not self.has_bank:
            return self.bank
        return folder_of(self.bank)

    @property
    def told(self) -> str:
        """The result in a line."""
        formulas = len(self.record.formulas)
        exercises = count_made(self.record.exercises or kept_drafts(with_made(self.record)))
        again = f", {self.added} new, {self.gone} gone" if self.is_again else ""
        return f"{count(formulas, 'formula')} found; {count(exercises, 'exercise')}{again}"


def import_paper_source(
    workers: Workers,
    places: Locations,
    source: str,
    *,
    out: Path | None = None,
    sheet: Path | None = None,
    formulas: int | None = None,
    progress: ImportProgress = lambda stage, done, whole: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Imported:
    """Read a source and draft its exercises; decisions on an earlier import are carried over.

    ``out`` is the bank's file if it is not among the learner's own; ``sheet`` one that somebody
    filled in: its entries count as theirs. ``formulas`` is how many are drilled, the most central ones;
    0 is for all, None for as many as before.

    Raises:
        PaperError, UsageError: it cannot be read or fetched.
        TimedOutError: it was cancelled, or takes too long.
    """
    path, id_ = _locate_paper_source(source, places, progress)
    filled_in: Paper | None = None
    if sheet is not None:
        from drill.papers import sheet_in  # loads the readers of formulas

        filled_in = sheet_in(sheet)
    if path.suffix.lower() == ".pdf" and path.is_file():
        with suppress(UsageError):  # without pypdf nothing more is known of it
            workers.read_pdf(str(path))
    paper_text = workers.read_paper(str(path), progress=progress, is_cancelled=is_cancelled)
    parsed = parse_paper(paper_text)
    if id_:
        row = LinkRow(f"https://arxiv.org/abs/{id_}", f"arXiv:{id_}", what=LINK_TO_PAPER)
        others = (link for link in parsed.links if link.url != row.url)
        parsed = replace(parsed, links=(row, *others))
    recorded_source = _name_recorded_source(path, id_, places, out)
    earlier, bank, record_file = _places_of(replace(parsed, read_from=recorded_source), places, out)
    if sheet is not None and filled_in is not None:
        from drill.papers import make_letter_test, sheet_in  # load the readers of formulas

        is_known = make_letter_test(parsed, filled_in, *filter(None, (earlier,)))
        filled_in = sheet_in(sheet, is_known)
    known = filled_in or earlier
    replaced: list[str] = []
    if known is not None:
        from drill.papers import list_replaced_texts, merge_sheets  # load the readers of formulas

        if filled_in is not None and earlier is not None:
            replaced = list_replaced_texts(filled_in, earlier)
            known = merge_sheets(filled_in, earlier, is_by_hand=True)
        parsed = merge_sheets(parsed, replace(known, slug=parsed.slug))
    if formulas is not None:
        drilled = formulas
    else:
        drilled = CENTRAL if earlier is None else earlier.drilled
    drafted_text = workers.draft_paper(
        print_paper(parsed.without_made()), formulas=drilled, progress=progress, is_cancelled=is_cancelled
    )
    fresh = replace(parse_paper(drafted_text), slug=bank.stem, read_from=recorded_source)
    if earlier is not None:
        fresh = carried_over(fresh, earlier)
    fresh = draft_line_questions(workers, fresh, is_cancelled=is_cancelled)
    if earlier is not None and (retired := describe_retired(fresh, earlier)):
        replaced.append(retired)
    before: set[str] = {draft.id for draft in earlier.drafts} if earlier else set()
    now = {draft.id for draft in fresh.drafts}
    return Imported(
        fresh, bank, record_file, added=len(now - before), gone=len(before - now),
        is_again=earlier is not None, is_elsewhere=out is not None, replaced=tuple(replaced),
    )  # fmt: skip


def save_pasted_paper(places: Locations, text: str, path: Path | None = None) -> Path:
    """Keep a chat's formulas in a file, which is imported as any other; ``path`` is the one of an earlier
    piece.
    """
    if path is None:
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
        path = places.cache / "papers" / f"pasted-{digest}.md"
    save_text_file(path, clean_text(text))
    return path


def make_drafts_anew(workers: Workers, record: Paper) -> Paper:
    """Return the drafts of a sheet in its present state, without its source, after an edited declaration.

    Raises:
        PaperError: a declaration cannot be read.
        TimedOutError: it takes too long.
    """
    text = workers.draft_paper(print_paper(record.without_made()), formulas=record.drilled)
    fresh = carried_over(parse_paper(text), record, is_edited=True)
    return draft_line_questions(workers, fresh)


def draft_line_questions(
    workers: Workers, record: Paper, *, is_cancelled: Callable[[], bool] = lambda: False
) -> Paper:
    """Return a paper with the exercises of its lines of NumPy; unchanged where it has none.

    Raises TimedOutError.
    """
    if not record.meanings and not any(draft.kind == LINE_KIND for draft in record.drafts):
        return record
    drafted = parse_paper(workers.draft_line_questions(print_paper(record), is_cancelled=is_cancelled))
    return replace(drafted, slug=record.slug)


def save_imported_paper(imported_paper: Imported, *, safe: bool = False) -> Imported:
    """Save the record, and write the bank with drafts made by rule; ``safe`` keeps all proved ones.

    Raises:
        FileError: it cannot be written there.
    """
    record = with_made(imported_paper.record)
    record = keep_safe_drafts(record) if safe else record
    if "kept" in record.decisions.values() or imported_paper.has_bank:
        return write_kept_bank(replace(imported_paper, record=record))
    save_record(imported_paper.record_file, record)
    return replace(imported_paper, record=record)


def save_merged_paper(imported_paper: Imported, *, safe: bool = False) -> Imported:
    """Save a paper that was read some time ago, merged with the decisions that were made since.

    Raises:
        FileError: it cannot be written there.
        UsageError: another paper took its name meanwhile.
        PaperError: its earlier record cannot be read.
    """
    with nullcontext() if imported_paper.is_elsewhere else lock_file_folder(imported_paper.record_file):
        latest = read_record(imported_paper.record_file)
        if latest is None:
            return save_imported_paper(imported_paper, safe=safe)
        if not is_same_paper(imported_paper.record, latest):
            raise UsageError(
                f"{imported_paper.record.bank} has become another paper in the meantime", "import it again"
            )
        decided = {**imported_paper.record.decisions, **latest.decisions}
        fresh = replace(imported_paper.record, decisions=decided)
        return save_imported_paper(
            replace(imported_paper, record=carried_over(fresh, latest, is_edited=imported_paper.is_edited)),
            safe=safe,
        )


def write_kept_bank(imported_paper: Imported) -> Imported:
    """Write the bank of kept drafts, and the record with it.

    Raises:
        FileError: it cannot be written there.
        UsageError: the bank that is there cannot be taken apart.
    """
    written = write_bank(imported_paper.record, read_bank_text(imported_paper.bank))
    save_bank(imported_paper.bank, written.text)
    save_record(imported_paper.record_file, written.record)
    return replace(imported_paper, record=written.record)


def find_imported_paper(places: Locations, slug: str) -> Imported:
    """Return a paper that was imported before, from its record.

    Raises:
        UsageError: no paper has that name.
        PaperError: its record cannot be read.
    """
    file = record_path(places, slug)
    record = read_record(file)
    if record is None:
        raise UsageError(f"no paper {slug} has been imported", "drill import SOURCE imports one")
    return Imported(record, bank_path(places, slug), file)


def _locate_paper_source(source: str, places: Locations, progress: ImportProgress) -> tuple[Path, str]:
    """Return the source's file, and its arXiv id; empty for a local source."""
    if not source.strip():
        raise PaperError("no source is named", "name the paper's LaTeX source, or an arXiv id")
    try:
        path = Path(os.path.expanduser(source)).absolute()
        if path.exists():
            return path, ""
    except (OSError, RuntimeError) as error:  # RuntimeError: the home folder of nobody, or links in a ring
        raise PaperError(f"{one_line(source)} cannot be opened: {error}") from error
    from drill.exchange import arxiv_id, fetch_paper_source  # loads the HTTP client

    id_ = arxiv_id(source)
    if id_ is None:
        raise PaperError(
            f"there is no file or folder {one_line(str(path))}",
            "name the paper's LaTeX source, or an arXiv id",
        )
    progress("fetching from arXiv", 0, 0)
    return fetch_paper_source(id_, places.cache / "papers"), id_.rpartition("v")[0] or id_


def _name_recorded_source(path: Path, id_: str, places: Locations, out: Path | None) -> str:
    """Return the record's name of the source: its arXiv id, or its path relative to the record.

    For a bank elsewhere the name will do, because nobody reads the source again.
    """
    if id_:
        return f"{_ARXIV}{id_}"
    if out is not None:
        return path.name
    try:
        return Path(os.path.relpath(path.resolve(), record_path(places, "_").parent.resolve())).as_posix()
    except ValueError:  # on another drive
        return path.name


def _places_of(fresh: Paper, places: Locations, out: Path | None) -> tuple[Paper | None, Path, Path]:
    """Return the record of an earlier import, the bank's file, and the record's file.

    Raises PaperError if the sheet of that name cannot be read, and UsageError if ``out`` is another's.
    """
    if out is not None:
        record_file = beside_bank(out)
        earlier = read_record(record_file)
        if earlier is not None and not is_same_paper(fresh, earlier):
            raise UsageError(f"{out} holds another paper, {earlier.title}", "name another file")
        if earlier is None and out.exists() and not _has_fingerprint(out, fresh):
            raise UsageError(f"{out} already exists and is not this paper's bank", "name another file")
        return earlier, out, record_file
    for slug in slugs_on_record(places):
        earlier = read_intact(read_record, record_path(places, slug))
        if earlier is not None and _is_again(fresh, earlier):
            return earlier, bank_path(places, slug), record_path(places, slug)
    slug = fresh.slug
    number = 2
    read_record(record_path(places, slug))  # one that cannot be read may be of this paper: it is mended first
    while (
        is_taken(record_path(places, slug)) or _is_shipped(slug) or _is_other(bank_path(places, slug), fresh)
    ):
        slug = f"{fresh.slug}-{number}"
        number = number + 1
    return None, bank_path(places, slug), record_path(places, slug)


def _is_again(fresh: Paper, earlier: Paper) -> bool:
    """Return whether an earlier import is of this paper: of the same text or the same place."""
    is_place = "/" in fresh.read_from or ":" in fresh.read_from
    return is_same_paper(fresh, earlier) or (is_place and fresh.read_from == earlier.read_from)


def _is_shipped(slug: str) -> bool:
    """Return whether a bank that comes with the program has this name."""
    return any((shipped_banks() / "papers" / name).exists() for name in (f"{slug}.yaml", slug))


def _is_other(bank: Path, fresh: Paper) -> bool:
    """Return whether something else exists in the bank's place."""
    return (bank.exists() or folder_of(bank).exists()) and not _has_fingerprint(bank, fresh)


def _has_fingerprint(bank: Path, fresh: Paper) -> bool:
    fingerprint_line = f"fingerprint: {fresh.fingerprint}"
    return bool(fresh.fingerprint) and any(
        fingerprint_line in text_of(file) for file in list_bank_parts(bank)
    )


# A bank's file is read up to a megabyte; this leaves room to edit it.
MOST_BYTES = 900_000


def save_bank(bank: Path, text: str) -> None:
    """Write a bank as one file, or as parts if it is too large or consists of parts already.

    Raises:
        FileError: it cannot be written there.
        UsageError: it is too large for one file, and its folder holds something else.
    """
    there = list_bank_parts(bank)
    is_parted = bool(there) and there != [bank]
    parts = parts_of(text, MOST_BYTES)
    if len(parts) == 1 and not is_parted:
        save_text_file(bank, text)
        return
    folder = folder_of(bank)
    if not is_parted and any(not file.match(BANK_PARTS) for file in folder.glob("[!.]*")):
        raise UsageError(f"the bank is too large for one file, and {folder} holds something else")
    files = [folder / f"part-{number:02}.yaml" for number in range(1, len(parts) + 1)]
    for file, part in zip(files, parts, strict=True):
        save_text_file(file, part)
    for old in there:
        if old not in files:
            old.unlink(missing_ok=True)


# Which paper of drill an import looks like, before it is kept: by arXiv id, title and formulas.

# Min number of formulas that both papers contain as written, if they have no title in common.
_LEAST_FORMULAS = 3
_SHIPPED_LIKE_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|e-print)/|arxiv:|^)(\d{4}\.\d{4,5})", re.IGNORECASE
)
_SPACE = re.compile(r"\s+|\\[,;:! ]")
# The text between the works of a citation: the year of the first one in brackets, a word that joins them.
_BETWEEN_WORKS = re.compile(r"\([^()]*\)[,;]?(?:\s*and\b)?|;")


@dataclass(frozen=True, slots=True)
class ShippedLike:
    """A paper that comes with drill, and how many exercises it has."""

    bank: str
    title: str
    exercises: int

    @property
    def told(self) -> str:
        """The likeness as a sentence."""
        name = self.title.partition(": ")[0]
        return f"This looks like {name}, which drill has: {count(self.exercises, 'exercise')} by hand."


# An arXiv number in the name of a file, and the one that is printed onto the first or the last page.
_NUMBER_IN_NAME = re.compile(r"(?<!\d)(\d{4}\.\d{4,5})(?:v\d+)?(?!\d)")
_NUMBER_PRINTED = re.compile(r"arXiv:\s*(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE)
# Characters of a PDF that are searched for it: the first page, before the works that it cites.
_FIRST_PAGE = 4_000


def find_arxiv_number(workers: Workers, source: str) -> str:
    """Return the arXiv number of a PDF: in its name, on its first page, or the only one on its last page.

    Empty without one, or without any text.
    """
    path = Path(os.path.expanduser(source))
    if match := _NUMBER_IN_NAME.search(path.name):
        return match[1]
    try:
        read = workers.read_pdf(str(path))
    except DrillError:
        return ""
    if match := _NUMBER_PRINTED.search(read.text[:_FIRST_PAGE]):
        return match[1]
    at_end = {*_NUMBER_PRINTED.findall(read.last)}  # several are those of cited works
    return at_end.pop() if len(at_end) == 1 else ""


def find_like_source(source: str) -> ShippedLike | None:
    """Return the paper that has the arXiv id which a source names, before anything is fetched."""
    match = _SHIPPED_LIKE_ARXIV.search(source.strip())
    if match is None or Path(source).exists():
        return None
    return next((_make_like(path) for path, sheet in _list_sheets() if match[1] in _list_ids(sheet)), None)


def find_like_paper(paper: Paper) -> ShippedLike | None:
    """Return the paper that a paper which was read has the arXiv id, the title, or the formulas of."""
    ids = {match[1] for link in paper.links if (match := _SHIPPED_LIKE_ARXIV.search(link.url))}
    title = _simplify_title(paper.title)
    formulas = {_SPACE.sub("", row.latex) for row in paper.formulas}
    for path, sheet in _list_sheets():
        shared = formulas & {
            _SPACE.sub("", str(row.get("latex", ""))) for row in _list_rows(sheet, "formulas")
        }
        known = _simplify_title(str(sheet.get("title", "")))
        is_called_so = known == title or (bool(shared) and known.split(":")[0] == title.split(":")[0])
        if not ids.isdisjoint(_list_ids(sheet)) or is_called_so or len(shared) >= _LEAST_FORMULAS:
            return _make_like(path)
    return None


def find_cited_banks(catalogue: Catalogue, references: Sequence[ReferenceRow]) -> Mapping[str, str]:
    """Return the banks of the cited papers that are here, by their keys: by arXiv number, else by title."""
    if not references:
        return {}
    by_number = _index_shipped_numbers()
    by_title = {
        title: bank.id for bank in catalogue.banks if is_paper(bank.id) for title in _list_titles(bank)
    }
    found: dict[str, str] = {}
    for row in references:
        bank = by_number.get(row.arxiv, "")
        if catalogue.bank(bank) is None:
            bank = by_title.get(_list_title_words(row.title), "")
        if bank:
            found[row.key] = bank
    return found


@cache
def _index_shipped_numbers() -> Mapping[str, str]:
    """Return the banks of the papers that come with drill by arXiv number; it is read once."""
    return {
        number: name_paper_bank(path.name.removesuffix(PAPER_SUFFIX))
        for path, sheet in _list_sheets()
        for number in _list_ids(sheet)
    }


def _list_titles(bank: Bank) -> Iterator[tuple[str, ...]]:
    """Yield a bank's title, and each end of a work in its citation from a comma on: one is the full title."""
    yield _list_title_words(bank.title)
    for work in _BETWEEN_WORKS.split(find_citation(bank)):
        parts = work.split(",")
        for index in range(len(parts)):
            if words := _list_title_words(",".join(parts[index:])):
                yield words


def _list_title_words(title: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", title.casefold()))


def _list_sheets() -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for path in sorted((shipped_banks() / "papers").glob(f"*{PAPER_SUFFIX}")):
        sheet = parse_json(text_of(path))
        if is_mapping(sheet):
            yield path, sheet


def _list_rows(sheet: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    rows = sheet.get(name)
    yield from (row for row in rows if is_mapping(row)) if is_list(rows) else ()


def _list_ids(sheet: Mapping[str, Any]) -> set[str]:
    """Return the arXiv ids of the links that are marked as the paper itself."""
    addresses = [str(row.get("url", "")) for row in _list_rows(sheet, "links") if row.get("what") == "paper"]
    return {match[1] for address in addresses[:1] if (match := _SHIPPED_LIKE_ARXIV.search(address))}


def _make_like(path: Path) -> ShippedLike:
    slug = path.name.removesuffix(PAPER_SUFFIX)
    bank = path.with_name(f"{slug}.yaml")
    files = [bank] if bank.is_file() else sorted(path.with_name(slug).glob("*.yaml"))
    exercises = sum(text_of(file).count("\n- id: ") for file in files)
    title = str(parse_json(text_of(path)).get("title", slug))
    return ShippedLike(name_paper_bank(slug), title, exercises)


def _simplify_title(title: str) -> str:
    return " ".join(re.findall(r"[\w:]+", title.casefold()))
