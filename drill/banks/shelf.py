"""The banks while the program runs: loaded once, and the learner's own again after they were edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drill.banks.cache import Cache
from drill.banks.catalogue import Catalogue
from drill.banks.load import Loading, Progress, find_banks
from drill.banks.loaded_files import ReadFile
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
        on_progress: Progress = lambda done, total: None,
    ) -> None:
        """Load every bank, as `drill.banks.load.load_catalogue` does; ``read`` may know more formats.

        Raises TimedOutError where it was stopped.
        """
        self._locations, self._read = locations, read
        self._subjects = SUBJECTS if subjects is None else subjects
        self._cache = Cache(locations.cache / "banks")
        self._shipped = find_banks(shipped_banks())
        self._stamps = self._looked_at()
        self._loading = Loading(self._cache, read=read, is_stopped=is_stopped, on_progress=on_progress)
        self.catalogue = self._catalogue(self._loading)

    @property
    def cache_fault(self) -> str:
        """Why compiled files cannot be kept, and where; empty while they can."""
        return f"{self._cache.folder}: {self._cache.fault}" if self._cache.fault else ""

    def look(self) -> Edited | None:
        """Load what was edited since the last look; ``None`` if nothing was."""
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
