"""What a second author's exercises are about: an imported paper, a topic, a skill, notes, or code."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from drill import papers
from drill.errors import UsageError
from drill.files import refuse_endless
from drill.gyr.entry import Entry
from drill.gyr.events import SkillId
from drill.session.papers.code_files import is_code
from drill.session.scope import find_named_exercises, resolve
from drill.session.standing.paper_names import (
    SHELF,
    find_paper_slug,
    name_own_slug,
    name_paper_bank,
    read_record,
    record_of,
    record_path,
    slugs_on_record,
)
from drill.session.workspace import Workspace
from drill.text import clean_text, one_line

# Max bytes of a file of notes, because nobody wants exercises on a longer one at once. A PDF has a limit of
# its own, because it contains pictures.
_MOST_NOTES = 2_000_000
_MOST_PDF = 100_000_000


@dataclass(frozen=True, slots=True)
class AuthorSubject:
    """The subject of a page: an imported paper, a topic, a skill or notes."""

    slug: str
    title: str
    record: papers.Paper | None = None
    entries: tuple[Entry, ...] = ()
    text: str | None = None
    # The origin of the text, where it was made of something else.
    note: str = ""
    is_code: bool = False

    @property
    def is_import(self) -> bool:
        """Whether it is a paper that was imported, whose record keeps a chat's words on it."""
        return self.record is not None and self.record.slug == self.slug


def find_bank(workspace: Workspace, name: str, text: str | None = None) -> str:
    """Return the bank in which exercises on a subject will be. Raises UsageError for an unknown name."""
    return name_paper_bank(find_author_subject(workspace, name, text).slug)


def find_author_subject(workspace: Workspace, name: str, text: str | None = None) -> AuthorSubject:
    """Return the subject that a name denotes; a bank, topic or skill comes before a file of that name.

    A ``text`` that is given is called so.
    """
    name = clean_text(name)
    if text is not None:
        return AuthorSubject(name_own_slug(name), one_line(name), text=clean_text(text))
    catalogue, places = workspace.catalogue, workspace.places
    slug = find_paper_slug(name)
    if slug in slugs_on_record(places):
        record = read_record(record_path(places, slug))
        assert record is not None
        if record.is_own:
            entries = tuple(entry for entry in catalogue.entries.values() if entry.bank == record.bank)
            return AuthorSubject(slug, record.title, entries=entries)
        return AuthorSubject(slug, record.title, record)
    bank = catalogue.bank(name) or catalogue.bank(name_paper_bank(slug))
    if bank is not None and bank.id.startswith(SHELF) and (record := record_of(places, bank)) is not None:
        return AuthorSubject(name_own_slug(bank.id), bank.title, record)
    of_code = AuthorSubject(name_own_slug(Path(name).stem), one_line(Path(name).name), is_code=True)
    is_file = bank is None and not any(find_named_exercises(catalogue, name))
    if is_file and is_code(name):
        return of_code
    if is_file and Path(name).suffix and Path(os.path.expanduser(name)).is_file():
        return _read_notes(workspace, Path(os.path.expanduser(name)))
    try:
        entries = resolve(catalogue, [bank.id if bank is not None else name]).entries
    except UsageError:
        if not Path(os.path.expanduser(name)).is_dir():
            raise
        return of_code
    topic = catalogue.topic(entries[0])
    skill = catalogue.skills[SkillId(name)].title if SkillId(name) in catalogue.skills else ""
    title = skill or (bank.title if bank is not None else topic.title)
    return AuthorSubject(name_own_slug(name), f"{title} ({name})", entries=entries)


def _read_notes(workspace: Workspace, path: Path) -> AuthorSubject:
    """Return a file of text in whatever encoding, or the text of a PDF. Raises UsageError, PaperError."""
    subject = AuthorSubject(name_own_slug(path.stem), one_line(path.stem))
    is_pdf = path.suffix.lower() == ".pdf"
    most = _MOST_PDF if is_pdf else _MOST_NOTES
    try:
        if refuse_endless(path).st_size > most:
            raise UsageError(f"{path} is larger than {most // 1_000_000} MB", "name a part of it")
        data = b"" if is_pdf else path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    if is_pdf:
        read = workspace.workers.read_pdf(str(path))
        pages = f"the first {read.read} of its {read.pages} pages" if read.read < read.pages else "a PDF"
        note = f"This is the text of {pages}; its formulas are not read: write them as the paper prints them."
        return replace(subject, text=clean_text(read.text), note=note)
    text = papers.decode_source_bytes(data, str(path))
    if not text.strip():
        raise UsageError(f"{path} contains no text", "name a file of notes, or a paper as PDF")
    return replace(subject, text=text)
