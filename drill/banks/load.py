"""Find and load the banks: those that come with the program, and the learner's own.

Light while the cache is warm: YAML and the reader of expressions are imported for a file that is new or has
changed, and for ``load_file``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from os.path import isdir, isfile
from pathlib import Path
from typing import TYPE_CHECKING

from drill.banks.cache import Cache, manner
from drill.banks.catalogue import (
    RESERVED,
    Bank,
    Catalogue,
    assemble_banks,
    bank_name_fault,
    make_bank_of_files,
)
from drill.banks.loaded_files import MOST_BYTES, UNREAD, LoadedFile, ReadFile, Skills, too_large
from drill.errors import BankError, CheckError, TimedOutError
from drill.files import Locations, refuse_endless, shipped_banks
from drill.gyr.entry import Entry
from drill.maths.tree_evaluation import step_budget
from drill.settings import SUBJECTS
from drill.text import clean_text, one_line

if TYPE_CHECKING:
    from drill.banks.models import Card, Exercise

# Limits on reading new banks in one command; files beyond them are left out and named.

# Max steps of reading, as many as all exercises of the program take.
MOST_STEPS = 4_000_000
# Max seconds of computing in this thread: some 2,000 ordinary exercises.
LIMIT_S = 20.0


class ReadingBudget:
    """Steps and seconds that all files of one load share."""

    def __init__(
        self,
        steps: float = MOST_STEPS,
        limit_s: float = LIMIT_S,
        clock: Callable[[], float] = time.thread_time,
    ) -> None:
        """``clock`` counts the seconds of this thread's computing."""
        self._steps_left = steps
        self._clock = clock
        self._limit_s = limit_s
        self._spent_s = 0.0

    def read(self, read: ReadFile, raw: bytes, path: str, *, expressions: bool) -> LoadedFile:
        """Return a file as ``read`` reads it; after the budget is spent, one with nothing but a fault."""
        if self._is_spent:
            return _make_unread_file(path)
        begun = self._clock()
        with step_budget(self._steps_left) as count:
            file = read(raw, path, expressions)
        self._steps_left -= count.steps
        self._spent_s += self._clock() - begun
        # the faults would be those of the budget
        return _make_unread_file(path) if self._steps_left <= 0 else file

    @property
    def _is_spent(self) -> bool:
        return self._steps_left <= 0 or self._spent_s >= self._limit_s


def _make_unread_file(path: str) -> LoadedFile:
    message = "not read: the files before it took all the computing that one command may spend on banks"
    hint = "drill check names what takes long; the next command goes on from here"
    return LoadedFile(path, problems=(BankError(message, hint, path=path, code=UNREAD),))


# Called with the number of files read so far, and the number of all files.
Progress = Callable[[int, int], object]
SUBJECT_FILE = "_subject.yaml"
# How a subject's file is read, as part of its cache key.
_SUBJECT = "subject"
# Folders of banks: each file or folder in them is a bank.
SHELVES = ("papers", "book", "my")
# In a shelf that versions up to 0.4.0 fetched: because of it each file or folder there is a bank.
ORIGIN_FILE = ".drill-origin.json"

SUFFIXES = (".yaml", ".yml")
# Max depth of folders in a bank; deeper ones are left out.
MOST_FOLDERS = 20
# The ending of a paper's sheet, which is next to its bank but is not one.
SHEET_SUFFIX = ".sheet.yaml"
# In the name of a file that another machine changed, too: it is beside one's own, and no bank.
FROM_DEVICE = ".from-"


@dataclass(frozen=True, slots=True)
class Found:
    """A bank's place: its id, and the files of its topics."""

    id: str
    path: Path
    files: tuple[Path, ...]
    subject: Path | None = None


def read_topic(raw: bytes, path: str, expressions: bool = True) -> LoadedFile:
    """Read a topic's file in the format of banks, as `drill.banks.read.read_file` does."""
    from drill.banks.read import read_file

    return read_file(raw, path, expressions=expressions)


def load_catalogue(
    locations: Locations,
    *,
    subjects: Sequence[str] = SUBJECTS,
    shipped: Path | None = None,
    read: ReadFile = read_topic,
    is_stored: bool = True,
    on_progress: Progress = lambda done, total: None,
) -> Catalogue:
    """Load every bank; faulty parts are left out and reported in the problems of its bank.

    ``subjects`` chooses and orders the shipped subjects (default: all). ``shipped`` names another folder of
    shipped banks, and ``read`` may support more formats. Compiled new files are kept in the cache, unless
    ``is_stored`` is false. Never raises for the content of a bank's file.
    """
    cache = Cache(locations.cache / "banks", is_written=is_stored)
    loading = Loading(cache, read=read, on_progress=on_progress)
    return loading.catalogue(find_banks(shipped or shipped_banks()), locations.banks, subjects)


def load_file(path: Path | str, read: ReadFile = read_topic) -> LoadedFile:
    """Check one file of a bank in full: return all its faults, and the parts that can be drilled."""
    raw = read_bytes(Path(path))
    if isinstance(raw, BankError):
        return LoadedFile(str(path), problems=(raw,))
    return load_bytes(raw, path, read)


def load_bytes(raw: bytes, path: Path | str, read: ReadFile = read_topic) -> LoadedFile:
    """Check the bytes of a file at ``path`` as :func:`load_file` does."""
    if Path(path).name == SUBJECT_FILE:
        from drill.banks.read import read_subject

        return read_subject(raw, str(path))
    return read(raw, str(path), True)


def load_subject(path: Path, cache: Cache) -> LoadedFile:
    """Return the content of a ``_subject.yaml``, read anew only if its bytes have changed."""
    raw = read_bytes(path)
    if isinstance(raw, BankError):
        return LoadedFile(str(path), problems=(raw,))
    return cache.get(raw, _SUBJECT, str(path)) or _compile_subject(raw, str(path), cache)


def _compile_subject(raw: bytes, path: str, cache: Cache) -> LoadedFile:
    from drill.banks.read import read_subject

    return cache.put(raw, _SUBJECT, read_subject(raw, path))


def find_banks(root: Path) -> tuple[Found, ...]:
    """Return the banks below a root, by id; none if the folder does not exist."""
    all_banks: list[Found] = []
    for entry in _list_visible_paths(root):
        if is_shelf(entry):
            for inner in _list_visible_paths(entry):
                if bank := _find_bank_at_path(inner, f"{entry.name}/"):
                    all_banks.append(bank)
        elif bank := _find_bank_at_path(entry, ""):
            all_banks.append(bank)
    return tuple(sorted(all_banks, key=lambda bank: (bank.id, str(bank.path))))


def is_shelf(folder: Path) -> bool:
    """Return whether each file or folder in a folder of the banks' root is a bank."""
    return isdir(folder) and (folder.name in SHELVES or isfile(folder / ORIGIN_FILE))


def find_at(path: Path) -> tuple[Found, ...]:
    """Return the banks that a path names: a file, a bank's folder, or a folder of banks.

    A topic's file next to a ``_subject.yaml`` belongs to the bank of its folder.
    """
    if not isdir(path):
        subject = path.parent / SUBJECT_FILE
        if isfile(subject):
            return (Found(path.resolve().parent.name, path, (path,), subject),)
        return (Found(path.stem, path, (path,)),)
    holds_topics = any(inner.suffix in SUFFIXES for inner in _list_visible_paths(path) if not isdir(inner))
    if not holds_topics:
        return find_banks(path)
    bank = _find_bank_at_path(path, "")
    if not bank:
        return ()
    return (Found(path.resolve().name, path, bank.files, bank.subject),)


def _find_bank_at_path(path: Path, shelf: str) -> Found | None:
    if isdir(path):
        files = tuple(_bank_files(path))
        subject = path / SUBJECT_FILE
        if not files and not isfile(subject):
            return None
        return Found(shelf + path.name, path, files, subject if isfile(subject) else None)
    if path.suffix not in SUFFIXES:
        return None
    return Found(shelf + path.stem, path, (path,))


def _bank_files(folder: Path, depth: int = 1) -> Iterator[Path]:
    """Yield the topics' files of a folder and of folders in it, by name; links to folders are not
    followed."""
    for path in _list_visible_paths(folder):
        if isdir(path):
            if not path.is_symlink() and depth < MOST_FOLDERS:
                yield from _bank_files(path, depth + 1)
        elif path.suffix in SUFFIXES and path.name != SUBJECT_FILE:
            yield path


def unreadable_names(root: Path) -> tuple[BankError, ...]:
    """Return faults of the files and folders below a root that cannot be banks because of their names.

    Either their names are not text, or they are too deep.
    """
    faults: list[BankError] = []
    for folder, folders, files in os.walk(root):
        if len(Path(folder).relative_to(root).parts) > MOST_FOLDERS:
            message = f"left out: it has more than {MOST_FOLDERS} folders in one another"
            faults.append(BankError(message, "move it up", path=one_line(folder), code="name"))
            folders.clear()
            continue
        banks = [name for name in files if name.endswith(SUFFIXES)]
        for name in sorted((*folders, *banks)):
            if not name.startswith(".") and not _is_shown(name):
                path_text = os.fsencode(Path(folder, name)).decode("utf-8", "backslashreplace")
                message = "left out: its name contains control characters, or bytes that are not UTF-8"
                faults.append(BankError(message, "rename it", path=one_line(path_text), code="name"))
    return tuple(faults)


def _list_visible_paths(folder: Path) -> list[Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [
        folder / name
        for name in names
        if not name.startswith(".")
        and not name.endswith(SHEET_SUFFIX)
        and FROM_DEVICE not in name
        and _is_shown(name)
    ]


def _is_shown(name: str) -> bool:
    """Return whether a name can be shown and typed: valid UTF-8 without control characters."""
    return clean_text(name) == name and "\n" not in name


def read_bytes(path: Path) -> bytes | BankError:
    """Return the bytes of a file, or an error (not raised) if it is too large or cannot be read."""
    try:
        size = refuse_endless(path).st_size
        if size > MOST_BYTES:
            return too_large(size, str(path))
        return path.read_bytes()
    except OSError as error:
        return BankError(f"cannot be read: {error.strerror or error}", path=str(path))


def _identify_problem(problem: BankError) -> tuple[str, str, str]:
    """Return the identity of a problem, which does not depend on its present line in the file."""
    return problem.code, problem.exercise, problem.message


class Loading:
    """One run over all banks, with the cache between it and their text.

    After an earlier run only the learner's own banks are read again. A file of theirs with new faults stays
    as it was ``before``, and is named in ``refused``, because somebody may be editing it.
    """

    def __init__(
        self,
        cache: Cache,
        before: Loading | None = None,
        read: ReadFile = read_topic,
        is_stopped: Callable[[], bool] = lambda: False,
        on_progress: Progress = lambda done, total: None,
    ) -> None:
        """``on_progress`` receives the number of files read so far and the total, before each new one and at
        the end.
        """
        self._cache = cache
        self._read = read
        self._is_stopped = is_stopped
        self._on_progress = on_progress
        self._budget = ReadingBudget()
        self._total = 0
        self._before = before
        self._files: dict[str, LoadedFile] = {}
        # The paths of shipped files.
        self._shipped: set[str] = set()
        self.refused: list[BankError] = []

    def catalogue(self, shipped: Sequence[Found], own_folder: Path, subjects: Sequence[str]) -> Catalogue:
        """Return everything loaded, in order: chosen subjects, other shipped banks, those in the folder
        ``own_folder``. Raises TimedOutError if it was stopped."""
        own_banks = find_banks(own_folder)
        by_id = {bank.id: bank for bank in shipped}
        chosen = [by_id[name] for name in subjects if name in by_id]
        other_shipped = [bank for bank in shipped if bank.id not in SUBJECTS]
        left_out = [bank for bank in shipped if bank.id in SUBJECTS and bank not in chosen]
        read_whole = (*chosen, *other_shipped, *own_banks)
        self._total = sum(len(bank.files) for bank in read_whole)
        self._total += sum(bank.subject is not None for bank in (*read_whole, *left_out))
        # The subjects left out still describe their skills, because others rest on them.
        skills = Skills(skill for bank in (*chosen, *left_out) for skill in self._subject(bank).skills)
        named = [(bank, bank_name_fault(bank.id, bank.path)) for bank in own_banks]
        misnamed = [fault for _, fault in named if fault is not None]
        banks, stray, own_skills = assemble_banks(
            [self._bank(bank, shipped=True) for bank in (*chosen, *other_shipped)],
            [self._bank(bank, shipped=False) for bank, fault in named if fault is None],
            reserved={name: "the package" for name in SUBJECTS if name in RESERVED}
            | {name: str(by_id[name].path) for name in RESERVED if name in by_id},
        )
        self._before = None
        self._on_progress(self._total, self._total)
        self._cache.prune()
        all_skills = Skills((*skills.values(), *own_skills))
        return Catalogue(
            banks, all_skills, self.exercise, self.cards, (*stray, *misnamed, *unreadable_names(own_folder))
        )

    def exercise(self, entry: Entry) -> Exercise:
        """Return the exercise of an entry, read from its file. Raises BankError if the file has changed
        since."""
        file = self._files[entry.file]
        index = next(n for n, known in enumerate(file.entries) if known.id == entry.id)
        with suppress(OSError, ValueError, CheckError):
            return file.exercises[index].exercise
        for loaded in self._read_anew(entry.file).exercises:
            if loaded.entry.id == entry.id:
                return loaded.exercise
        raise BankError(
            "the exercise is gone from its file", "start again", path=entry.file, exercise=entry.id
        )

    def cards(self, path: str) -> Mapping[str, Card]:
        """Return the cards of a file; none if it can no longer be read."""
        with suppress(OSError, ValueError, CheckError):
            return dict(self._files[path].cards)
        return dict(self._read_anew(path).cards)

    def _bank(self, bank: Found, *, shipped: bool) -> Bank:
        files = [self._file(path, shipped=shipped) for path in bank.files]
        subject = self._subject(bank)
        return make_bank_of_files(bank.id, str(bank.path), subject, files, shipped=shipped)

    def _subject(self, bank: Found) -> LoadedFile:
        if bank.subject is None:
            return LoadedFile("")
        path = str(bank.subject)
        if path not in self._files:
            self._files[path] = self._unless_refused(load_subject(bank.subject, self._cache))
        return self._files[path]

    def _file(self, path: Path, *, shipped: bool) -> LoadedFile:
        """Return a topic's file; a shipped file is taken from the earlier load if it has one."""
        if shipped:
            self._shipped.add(str(path))
        earlier = self._before._files.get(str(path)) if self._before and shipped else None
        file = earlier or self._unless_refused(self._read_file(path))
        self._files[file.path] = file
        return file

    def _read_file(self, path: Path) -> LoadedFile:
        """Return a file in its present state, from the cache if it is compiled."""
        raw = read_bytes(path)
        if isinstance(raw, BankError):
            return LoadedFile(str(path), problems=(raw,))
        how = self._manner(str(path))
        if (compiled := self._cache.get(raw, how, str(path))) is not None:
            return compiled
        if self._is_stopped():
            raise TimedOutError("loading the banks was stopped")
        self._on_progress(len(self._files), self._total)
        if str(path) in self._shipped:  # shipped files are read without limits
            return self._cache.put(raw, how, self._read(raw, str(path), False))
        file = self._budget.read(self._read, raw, str(path), expressions=True)
        is_unread = any(problem.code == UNREAD for problem in file.problems)
        return file if is_unread else self._cache.put(raw, how, file)

    def _read_anew(self, path: str) -> LoadedFile:
        """Return a file whose compiled form is broken or missing, compiled once more."""
        raw = read_bytes(Path(path))
        if isinstance(raw, BankError):
            return LoadedFile(path)
        if Path(path).name == SUBJECT_FILE:
            file = _compile_subject(raw, path, self._cache)
        else:
            read = self._read(raw, path, path not in self._shipped)
            file = self._cache.put(raw, self._manner(path), read)
        if file.entries == self._files[path].entries:  # otherwise it was edited, which the next look handles
            self._files[path] = file
        return file

    def _manner(self, path: str) -> str:
        """Return how a file is read: without expressions if it is shipped, because the tests read those."""
        return manner(self._read, expressions=path not in self._shipped)

    def _unless_refused(self, file: LoadedFile) -> LoadedFile:
        """Return the file, or its former version if the new one has new faults, which are recorded."""
        earlier = self._before._files.get(file.path) if self._before else None
        if earlier is None:
            return file
        known = {_identify_problem(problem) for problem in earlier.problems}
        new = [problem for problem in file.problems if _identify_problem(problem) not in known]
        self.refused += new
        return earlier if new else file


# The banks while the program runs: loaded once, and the learner's own again after they were edited.

# The marks of an edit of a file: time of the last change, size and number.
_Stamps = Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Edited:
    """The result of an edit: everything loaded again."""

    catalogue: Catalogue
    # Faults of files whose former versions are still loaded.
    refused: tuple[BankError, ...]
    # Parts left out because they conflict with another file.
    clashes: tuple[BankError, ...]


class Shelf:
    """All banks, and a watch on the learner's own."""

    def __init__(
        self,
        locations: Locations,
        subjects: Sequence[str] | None,
        read: ReadFile,
        is_stopped: Callable[[], bool] = lambda: False,
        on_progress: Progress = lambda done, total: None,
    ) -> None:
        """Load every bank, as `drill.banks.load.load_catalogue` does; ``read`` may know more formats.

        Raises TimedOutError if it was stopped.
        """
        self._locations = locations
        self._read = read
        self._subjects = SUBJECTS if subjects is None else subjects
        self._cache = Cache(locations.cache / "banks")
        self._shipped = find_banks(shipped_banks())
        self._stamps = self._looked_at()
        self._loading = Loading(self._cache, read=read, is_stopped=is_stopped, on_progress=on_progress)
        self.catalogue = self._catalogue(self._loading)

    @property
    def cache_fault(self) -> str:
        """Why compiled files cannot be kept, and where; empty if they can."""
        if not self._cache.fault:
            return ""
        return f"{self._cache.folder}: {self._cache.fault}"

    def look(self) -> Edited | None:
        """Load the files that were edited since the last look; ``None`` if none was."""
        stamps = self._looked_at()
        if stamps == self._stamps:
            return None
        self._stamps = stamps
        self._loading = Loading(self._cache, before=self._loading, read=self._read)
        known = {str(problem) for problem in self.catalogue.problems}
        self.catalogue = self._catalogue(self._loading)
        clashes = tuple(problem for problem in self.catalogue.problems if str(problem) not in known)
        return Edited(self.catalogue, tuple(self._loading.refused), clashes)

    def _catalogue(self, loading: Loading) -> Catalogue:
        return loading.catalogue(self._shipped, self._locations.banks, self._subjects)

    def _looked_at(self) -> _Stamps:
        banks = find_banks(self._locations.banks)
        paths = [path for bank in banks for path in (*bank.files, bank.subject) if path is not None]
        return {str(path): _stamp_bank_file(path) for path in paths}


def _stamp_bank_file(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)
