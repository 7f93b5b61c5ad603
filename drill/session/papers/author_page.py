"""The pages for a second author, and the meaning of the name that they are requested for.

The first call brings tasks with keys and witnesses; the second one mistakes, hints
and steps of proved exercises; in the third somebody solves the prompts blind. Proved exercises wait in the
review from the first call on, and counts as confirmed once it was solved blind.
"""

from __future__ import annotations

import os
import re
import tokenize
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice
from pathlib import Path

from drill import papers
from drill.errors import CheckError, TimedOutError, UsageError
from drill.files import refuse_endless
from drill.gyr.entry import Entry
from drill.gyr.events import ItemId, SkillId
from drill.session.papers.author_drafts import (
    AuthorDrafts,
    ask_blind,
    drafts_path,
    mark_questions,
    read_drafts,
)
from drill.session.scope import find_named_exercises, resolve
from drill.session.standing.paper_names import (
    SHELF,
    find_paper_slug,
    formulas_of,
    list_kept_beside,
    name_own_slug,
    name_paper_bank,
    read_record,
    record_of,
    record_path,
    slugs_on_record,
)
from drill.session.standing.paper_notes import read_paper_notes
from drill.session.workspace import Workspace
from drill.text import clean_text, count, one_line, remove_invisible

# Read Python files of a code base for the page that asks a second author for exercises about them.

_CODE_SUFFIXES = frozenset({".py", ".pyi", ".ipynb"})
# Max files of a folder that are searched for classes, and max files that are named.
_MOST_LOOKED_AT = 2_000
_MOST_NAMED = 12
_CLASS = re.compile(rb"^class \w+", re.MULTILINE)
_LICENCES = ("LICENSE", "LICENCE", "COPYING")
_LONGEST_LICENCE = 60
_SKIPPED = frozenset({"build", "dist", "node_modules", "site-packages", "venv", "__pycache__"})


def is_code(name: str) -> bool:
    """Return whether a name is that of a file of code."""
    return Path(name).suffix in _CODE_SUFFIXES


def make_code_files_page(
    workspace: Workspace,
    names: Sequence[str],
    classes: Sequence[str],
    record: papers.Paper | None,
    exercises: int,
) -> str:
    """Return the page for a second author about classes of files; ``record`` is of their paper.

    Raises:
        UsageError: a file cannot be read or is not Python, or no class has that name.
    """
    if len(names) > papers.MOST_FILES:
        complaint = f"{len(names)} files are too many for one page"
        raise UsageError(complaint, f"name up to {papers.MOST_FILES} of them")
    files = [_read_code_file(name) for name in names]
    if sum(len(file.text) for file in files) > papers.MOST_SOURCE:
        raise UsageError(
            f"the code has more than {papers.MOST_SOURCE:,} characters", "name fewer or smaller files"
        )
    try:
        reading = workspace.workers.read_code(files, classes)
    except (CheckError, TimedOutError) as error:
        raise UsageError(f"the code cannot be read: {error.message}") from error
    return papers.write_code_page(files[0].name, files, reading, exercises=exercises, record=record)


def _read_code_file(name: str) -> papers.CodeFile:
    path = Path(os.path.expanduser(name))
    shown_name = one_line(path.name)
    try:
        refuse_endless(path)
        if path.is_dir():
            raise UsageError(f"{one_line(name)} is a folder", _list_class_files(path))
        if path.suffix == ".ipynb":
            raise UsageError(f"{shown_name} is a notebook", "save its code as a .py file first")
        if path.stat().st_size > papers.MOST_SOURCE:
            raise UsageError(
                f"{shown_name} has more than {papers.MOST_SOURCE:,} bytes", "name a smaller file"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{one_line(name)} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # no path at all
        raise UsageError(f"{one_line(name)} cannot be read: {error}") from error
    if b"\0" in raw:
        raise UsageError(f"{shown_name} is a binary file, not Python")
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(raw).readline)
        text = raw.decode(encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        raise UsageError(f"{shown_name} is not text in its encoding", "save it as UTF-8") from error
    return papers.CodeFile(shown_name, text, _licence_beside(path.absolute()))


def _licence_beside(path: Path) -> str:
    """Return the first line of the licence of the repository that a file is in, if there is one."""
    for folder in path.parents:
        for entry in _licence_files(folder):
            try:
                refuse_endless(entry)
                with entry.open(encoding="utf-8", errors="replace") as stream:
                    lines = [one_line(line) for line in islice(stream, 5)]
            except OSError:
                continue
            return next((line[:_LONGEST_LICENCE] for line in lines if line), "")
        if (folder / ".git").exists():
            break
    return ""


def _licence_files(folder: Path) -> Iterator[Path]:
    for name in _LICENCES:
        for suffix in ("", ".txt", ".md"):
            if (licence_file := folder / f"{name}{suffix}").is_file():
                yield licence_file


def _list_class_files(folder: Path) -> str:
    """Return the paths to name in place of a folder: its files with classes, largest first."""
    sizes: list[tuple[int, str]] = []
    for path in islice(_python_files(folder), _MOST_LOOKED_AT):
        try:
            if path.stat().st_size <= papers.MOST_SOURCE and _CLASS.search(raw := path.read_bytes()):
                sizes.append((len(raw), one_line(str(path.relative_to(folder)))))
        except OSError:
            continue
    if not sizes:
        return "it has no Python file that defines a class"
    named = [name for _, name in sorted(sizes, key=lambda row: (-row[0], row[1]))]
    more = f" and {count(len(named) - _MOST_NAMED, 'more file')}" if len(named) > _MOST_NAMED else ""
    return f"name up to {papers.MOST_FILES} of its files, such as {', '.join(named[:_MOST_NAMED])}{more}"


def _python_files(folder: Path) -> Iterator[Path]:
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        yield from (Path(directory, name) for name in sorted(names) if name.endswith(".py"))


# Max bytes of a file of notes, because nobody wants exercises on a longer one at once. A PDF has a limit of
# its own, because it contains pictures.
_MOST_NOTES = 2_000_000
# Max formulas that a page is asked for; fewer fit if they are long.
MOST_FORMULAS = 40
_MOST_PDF = 100_000_000
# The request on the page of a call.
CALLS: Mapping[papers.Call, str] = {
    "1": "tasks and keys", "2": "mistakes, hints and steps",
    "blind": "answers of somebody who does not see the keys",
}  # fmt: skip


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


def find_bank(workspace: Workspace, name: str, text: str | None = None) -> str:
    """Return the bank in which exercises on a subject will be. Raises UsageError for an unknown name."""
    return name_paper_bank(find_author_subject(workspace, name, text).slug)


def write_formulas_page(name: str) -> str:
    """Return the page that asks a chat for the formulas of a file or an address; without a name of its paper.

    Raises:
        UsageError: there is no such file.
    """
    is_file_name = "://" not in name and Path(name).suffix
    if is_file_name and not Path(os.path.expanduser(name)).is_file():
        raise UsageError(f"there is no file {one_line(name)}", "drill brief --formulas needs none")
    return remove_invisible(papers.formulas_page(name))


def write_author_page(
    workspace: Workspace,
    name: str,
    *more_files: str,
    call: papers.Call | None = None,
    exercises: int = papers.EXERCISES,
    formulas: int = papers.FORMULAS,
    with_notes: bool = False,
    classes: Sequence[str] = (),
    paper: str = "",
    leaves_out: Collection[ItemId] = (),
    text: str | None = None,
) -> str:
    """Return a page for a second author: about a paper, topic, skill, file of notes, or files of code.

    ``call`` is by default the next one; of a PDF or an address it is the one that asks
    for formulas. ``classes`` are those of the files of code that it is about, besides
    the central formulas of ``paper``. Texts that reveal the key of one in ``leaves_out`` are omitted.
    With a ``text`` it is about that, and ``name`` is its title. Invisible characters are removed,
    because they may give an assistant instructions that no person sees.

    Raises:
        UsageError: nothing is called so, nothing waits for the call, or a file cannot be read.
        PaperError: the paper's record cannot be read.
    """
    is_pdf = Path(name).suffix.lower() == ".pdf"
    if call is None and text is None and ("://" in name or is_pdf):
        return write_formulas_page(name)
    if not 1 <= exercises <= 40 or not 1 <= formulas <= MOST_FORMULAS:
        raise UsageError(f"a page asks for 1 to 40 exercises on 1 to {MOST_FORMULAS} formulas")
    record = find_author_subject(workspace, paper).record if paper else None
    if paper and record is None:
        raise UsageError(f"{one_line(paper)} is not a paper with formulas", "drill banks lists the papers")
    subject = find_author_subject(workspace, name, text)
    drafts = read_drafts(drafts_path(workspace.places, subject.slug))
    call = call or drafts.next_call
    if call != "1":
        ids = {
            id_
            for bank, _, id_ in (item.rpartition("/") for item in leaves_out)
            if name_paper_bank(subject.slug) == bank
        }
        drafts = AuthorDrafts(tuple(draft for draft in drafts.drafts if draft.id not in ids))
        return remove_invisible(_later_page(workspace, subject, name, drafts, call))
    if more_files or classes or paper or subject.is_code:
        page = make_code_files_page(workspace, (name, *more_files), classes, record, exercises)
        return remove_invisible(page)
    if subject.text is not None:
        return remove_invisible(
            papers.notes_page(name, subject.title, subject.text, note=subject.note, exercises=exercises)
        )
    if subject.record is not None:
        record = _without_formulas(workspace, subject.record, leaves_out)
        noted = read_paper_notes(workspace, find_paper_slug(name)).items() if with_notes else ()
        notes = [f"{kind}: {note.text}" for (kind, _), note in noted if note.text and kind != "tick"]
        bank = workspace.catalogue.bank(record.bank)
        entries = (
            ()
            if bank is None
            else (*bank.entries, *list_kept_beside(workspace.catalogue, bank, with_unsolved=True))
        )
        there = [entry.title or entry.id for entry in entries]
        page = papers.paper_page(
            record, exercises=exercises, formulas=formulas, notes=notes, there=[*dict.fromkeys(there)]
        )
        return remove_invisible(page)
    catalogue = workspace.catalogue
    # a skill is trained in other banks as well, whose topics are about something else
    taught = [entry for entry in subject.entries if entry.bank == subject.entries[0].bank]
    spared = [entry for entry in subject.entries if entry.item in leaves_out]
    cards = [
        (catalogue.skills[skill].title if skill in catalogue.skills else skill, card)
        for skill in dict.fromkeys(entry.skill for entry in taught if entry.skill)
        if skill not in {entry.skill for entry in spared}
        and (card := catalogue.card(skill, taught[0].bank)) is not None
    ]
    theory = dict.fromkeys(catalogue.topic(entry).theory for entry in taught)
    for entry in spared:
        theory.pop(catalogue.topic(entry).theory, None)
    there = [entry.title or entry.id for entry in subject.entries]
    taught_text = "\n\n".join(theory)
    return remove_invisible(
        papers.topic_page(name, subject.title, taught_text, cards, there, exercises=exercises)
    )


def _without_formulas(workspace: Workspace, record: papers.Paper, items: Collection[ItemId]) -> papers.Paper:
    """Return a paper without the formulas that exercises are about, and without boxes, which repeat them."""
    bank = workspace.catalogue.bank(record.bank)
    if bank is None or not items:
        return record
    about = {
        formula.id
        for formula, entries in formulas_of(workspace, bank)
        if any(entry.item in items for entry in entries)
    }
    kept = tuple(formula for formula in record.formulas if formula.id not in about)
    return replace(record, formulas=kept, algorithms=())


def _later_page(
    workspace: Workspace, subject: AuthorSubject, name: str, drafts: AuthorDrafts, call: papers.Call
) -> str:
    record = read_record(record_path(workspace.places, subject.slug))
    waiting = drafts.list_for_call(record, call) if record is not None else ()
    if not waiting:
        first = "drill brief with --call 1 asks for exercises, and drill take proves the answer"
        raise UsageError(f"no exercise on {one_line(name)} waits for {CALLS[call]}", first)
    if call == "2":
        shown = [draft for draft in waiting if draft.passed == "1"] or waiting
        return papers.second_page(name, {draft.id: {**draft.exercise, **draft.written} for draft in shown})
    questions, _ = ask_blind(workspace, name_paper_bank(subject.slug), waiting)
    return papers.blind_page(name, mark_questions(questions), [question.task for question in questions])


def find_author_subject(workspace: Workspace, name: str, text: str | None = None) -> AuthorSubject:
    """Return the subject that a name denotes; a bank, topic or skill comes before a file of that name.

    A ``text`` that is given is called so.
    """
    name = clean_text(name)
    if text is not None:
        return AuthorSubject(name_own_slug(name), one_line(name), text=clean_text(text))
    catalogue = workspace.catalogue
    places = workspace.places
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
    if is_file and Path(name).suffix and Path(name).is_file():
        return _read_notes(workspace, Path(name))
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
        note = f"This is the text of {pages}; formulas in it are not read: write each one that you use."
        return replace(subject, text=clean_text(read.text), note=note)
    text = papers.decode_source_bytes(data, str(path))
    if not text.strip():
        raise UsageError(f"{path} contains no text", "name a file of notes, or a paper as PDF")
    return replace(subject, text=text)
