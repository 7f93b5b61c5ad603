"""The banks while the program runs: loaded once, and the learner's own again after they were edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from drill.banks.cache import Cache
from drill.banks.catalogue import Catalogue
from drill.banks.content import ReadFile
from drill.banks.load import Found, Loading, Progress, find_banks
from drill.errors import BankError
from drill.locations import Locations, shipped_banks
from drill.settings import SUBJECTS

# What tells a file from its edited self: time of the last change, size and number.
_Stamps = Mapping[str, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Edited:
    """The result of an edit: everything loaded again."""

    catalogue: Catalogue
    # Faults of files that are loaded as they were before them.
    refused: tuple[BankError, ...]
    # What is left out since it does not go together with another file.
    clashes: tuple[BankError, ...]


class Shelf:
    """All banks, and a watch on the learner's own."""

    def __init__(
        self,
        locations: Locations,
        subjects: Sequence[str] | None,
        read: ReadFile,
        is_stopped: Callable[[], bool] = lambda: False,
        begins_with: str = "",
        on_progress: Progress = lambda done, total: None,
    ) -> None:
        """Load every bank, as `drill.banks.load.load_catalogue` does; ``read`` may know more formats.

        Of the shipped banks the file ``begins_with`` is loaded alone, where one is named; `load_rest` begins
        with the others.

        Raises TimedOutError where it was stopped.
        """
        self._locations, self._read = locations, read
        self._subjects = SUBJECTS if subjects is None else subjects
        self._cache = Cache(locations.cache / "banks")
        self._shipped = find_banks(shipped_banks())
        self._stamps = self._looked_at()
        self._is_stopped, self._on_progress = is_stopped, on_progress
        self._lacks_files = bool(begins_with)
        self._rest: Future[tuple[Loading, Catalogue]] | None = None
        banks = _file_alone(self._shipped, shipped_banks() / begins_with) if begins_with else self._shipped
        self._loading, self.catalogue = self._loaded(banks)

    def load_rest(self) -> None:
        """Begin to load the other banks in a thread; the next `look` waits for it."""
        if self._lacks_files and self._rest is None:
            thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drill-banks")
            self._rest = thread.submit(self._loaded, self._shipped)
            thread.shutdown(wait=False)

    @property
    def files_read(self) -> tuple[int, int] | None:
        """How many of the shipped files are compiled, and how many there are, during loading; else
        ``None``."""
        if self._rest is None:
            return None
        whole = sum(len(bank.files) + (bank.subject is not None) for bank in self._shipped)
        return min(whole, self._cache.count()), whole

    @property
    def cache_fault(self) -> str:
        """Why compiled files cannot be kept, and where; empty while they can."""
        return f"{self._cache.folder}: {self._cache.fault}" if self._cache.fault else ""

    def look(self) -> Edited | None:
        """Load what was edited since the last look; ``None`` if nothing was."""
        if self._rest is not None:
            self._loading, self.catalogue = self._rest.result()
            self._rest, self._lacks_files = None, False
            return Edited(self.catalogue, (), ())
        stamps = self._looked_at()
        if stamps == self._stamps:
            return None
        self._stamps = stamps
        self._loading = Loading(self._cache, before=self._loading, read=self._read)
        known = {str(problem) for problem in self.catalogue.problems}
        self.catalogue = self._catalogue(self._loading, self._shipped)
        clashes = tuple(problem for problem in self.catalogue.problems if str(problem) not in known)
        return Edited(self.catalogue, tuple(self._loading.refused), clashes)

    def _loaded(self, shipped: Sequence[Found]) -> tuple[Loading, Catalogue]:
        loading = Loading(
            self._cache, read=self._read, is_stopped=self._is_stopped, on_progress=self._on_progress
        )
        return loading, self._catalogue(loading, shipped)

    def _catalogue(self, loading: Loading, shipped: Sequence[Found]) -> Catalogue:
        return loading.catalogue(shipped, self._locations.banks, self._subjects)

    def _looked_at(self) -> _Stamps:
        banks = find_banks(self._locations.banks)
        paths = [path for bank in banks for path in (*bank.files, bank.subject) if path is not None]
        return {str(path): _stamp(path) for path in paths}


def _file_alone(banks: Sequence[Found], file: Path) -> tuple[Found, ...]:
    """Return the bank of a file, reduced to that file."""
    return tuple(replace(bank, files=(file,)) for bank in banks if file in bank.files)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)
