"""A home of an earlier version becomes one of this version: what is to change is found, copied, converted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Literal

from drill import locations, settings
from drill.banks.load import Found, find_at, find_banks
from drill.errors import DrillError, FileError, PaperError
from drill.files import lock_file_folder, number_names
from drill.gyr.events import Note
from drill.locations import Locations, shipped_banks
from drill.papers import PAPER_SUFFIX, SHEET_SUFFIX, Paper, parse_paper
from drill.session.database_location import database_at, database_file
from drill.session.standing.paper_names import find_paper_slug, is_paper, notes_item
from drill.session.standing.paper_notes import notes_from
from drill.session.standing.paper_records import beside_bank, former_sheet, read_record, record_path
from drill.session.upgrading.file_changes import FileChange, apply_change, copy_sources
from drill.session.upgrading.former_banks import convert_bank, convert_record
from drill.session.upgrading.former_notes import rewrite_notes
from drill.session.upgrading.former_settings import convert_settings
from drill.session.upgrading.former_sheets import convert_sheet, find_records
from drill.store import Repository, copy_to_read, former_schema, upgrade_database
from drill.text import count as counted

What = Literal["store", "settings", "paper", "bank", "notes"]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was converted, or would be: its name, and what became of it."""

    what: What
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class HomeUpgrade:
    """What an upgrade changed, where the former state is kept, and what it left alone."""

    changes: Sequence[Change]
    # The copy of the database, and the folder with the copies of files.
    backups: Sequence[Path]
    # What could not be read or written, each with its file.
    faults: Sequence[DrillError]


def upgrade_home(environ: Mapping[str, str], now: datetime, *, is_trial: bool = False) -> HomeUpgrade:
    """Convert all that an earlier version kept in a home; a trial writes nothing.

    Another process that converts the same home is waited for.

    Raises:
        FileError: nothing can be written there, not even the copy of what would be changed.
        SettingsError, UsageError: the surroundings do not allow it.
    """
    upgrade = _Upgrade(environ, now, is_trial=is_trial)
    target = database_at(environ, upgrade.places)
    planned = _Upgrade(environ, now, is_trial=True)
    planned.convert_store(target)
    planned.convert_files(_find_files_of_home)
    if is_trial:
        upgrade = planned
    elif not planned.changes:
        upgrade.faults += planned.faults
    else:
        with lock_file_folder(upgrade.places.database):
            upgrade.convert_store(target)
            upgrade.convert_files(_find_files_of_home)
    upgrade.convert_notes(target)
    return upgrade.result()


def upgrade_files(
    environ: Mapping[str, str], paths: Sequence[Path], now: datetime, *, is_trial: bool = False
) -> HomeUpgrade:
    """Convert banks, folders of banks and sheets that lie anywhere.

    Raises FileError where one is missing, or what would be changed cannot be copied.
    """
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            raise FileError(path, "read", error) from error
    upgrade = _Upgrade(environ, now, is_trial=is_trial)
    upgrade.convert_files(lambda _: chain.from_iterable(map(_find_files_at, paths)))
    return upgrade.result()


def upgrade_notes(environ: Mapping[str, str], now: datetime) -> HomeUpgrade:
    """Convert the notes alone, as after an old copy was restored. Raises SettingsError."""
    upgrade = _Upgrade(environ, now, is_trial=False)
    upgrade.convert_notes(database_at(environ, upgrade.places))
    return upgrade.result()


class _Upgrade:
    """One run: what it has converted so far, and what it left alone."""

    def __init__(self, environ: Mapping[str, str], now: datetime, *, is_trial: bool) -> None:
        self.environ = environ
        self.places = locations.find(environ)
        self.changes: list[Change] = []
        self._now = now
        self._is_trial = is_trial
        self._backups: list[Path] = []
        self.faults: list[DrillError] = []
        # Papers that a trial would have written.
        self._papers: dict[Path, bytes] = {}

    def result(self) -> HomeUpgrade:
        return HomeUpgrade(self.changes, self._backups, self.faults)

    @contextmanager
    def _noting_faults(self) -> Generator[None, None, None]:
        try:
            yield
        except DrillError as error:
            self.faults.append(error)

    def convert_store(self, target: str | Path) -> None:
        """Bring the database to the present schema."""
        with self._noting_faults():
            if version := former_schema(target):
                if not self._is_trial and (copy := upgrade_database(target, self.places.backups, self._now)):
                    self._backups.append(copy)
                words = f"converted from format {version}"
                self.changes.append(Change("store", "database", words))

    def convert_files(self, found: Callable[[Locations], Iterable[_Found]]) -> None:
        """Copy the files that are to be changed, then convert one after the other. Raises FileError."""
        changes: list[tuple[What, FileChange]] = []
        for what, convert in found(self.places):
            with self._noting_faults():
                change, left = convert()
                if change is not None:
                    changes.append((what, change))
                self.faults += left
        if changes and not self._is_trial:
            stamp = f"{self._now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            folder = _find_free_folder(self.places.backups, f"before-upgrade-{stamp}")
            copy_sources((change for _, change in changes), folder, self.places.data)
            self._backups.append(folder)
        for what, change in changes:
            with self._noting_faults():
                if not self._is_trial:
                    apply_change(change)
                elif change.content is not None:
                    self._papers[change.target] = change.content
                name = _name_file(self.places, change.sources[0][0], what)
                self.changes += (Change(what, name, words) for words in change.words)

    def convert_notes(self, target: str | Path) -> None:
        """Write the notes in former fields of every learner of a file, of a server's own one, anew."""
        with self._noting_faults(), tempfile.TemporaryDirectory(prefix="drill-") as folder:
            loaded = settings.load_settings(self.places.config, self.environ)
            file = database_file(self.environ, self.places)
            if file is None:
                loaded.refuse_unnamed()
            looked_at: str | Path = target
            if file is not None:
                if not file.is_file() or not file.stat().st_size:
                    return
                looked_at = Path(folder, "drill.db")
                copy_to_read(file, looked_at)
            with self._opened(looked_at, loaded.settings.learner) as store:
                learners = [store.learner] if file is None else store.learners()
            for learner in learners:
                with self._opened(looked_at, learner) as store:
                    is_former = any(self._former_notes(store))
                if is_former:
                    with self._opened(looked_at if self._is_trial else target, learner) as store:
                        self._convert_notes_of(store, loaded.settings.learner)

    def _opened(self, target: str | Path, learner: str) -> Repository:
        begins = settings.load_settings(self.places.config, self.environ).settings.day_begins
        now = self._now.astimezone()
        return Repository.open(target, learner=learner, clock=lambda: now, day_begins=begins)

    def _former_notes(self, store: Repository) -> Iterator[tuple[str, Mapping[tuple[str, str], str]]]:
        """Yield the papers with notes in former fields, and what is written instead."""
        for item in filter(is_paper, store.all_notes()):
            notes, record = notes_from(store.history(item)), self._record(find_paper_slug(item))
            if changed := rewrite_notes(notes, record or Paper(find_paper_slug(item))):
                yield item, changed

    def _convert_notes_of(self, store: Repository, me: str) -> None:
        for item, changed in self._former_notes(store):
            for (field, key), text in () if self._is_trial else changed.items():
                store.append(Note(field=field, key=key, text=text), item=notes_item(find_paper_slug(item)))
            former = sum(not text for text in changed.values())
            whose = "" if store.learner == me else f" of {store.learner}"
            words = f"{counted(former, 'note')} moved to the overview, under From earlier versions"
            self.changes.append(Change("notes", f"notes on {item}{whose}", words))

    def _record(self, slug: str) -> Paper | None:
        """Return a paper's record: the learner's, that beside a bank of theirs, a shipped one."""
        banks = (folder / "papers" / f"{slug}.yaml" for folder in (self.places.banks, shipped_banks()))
        for path in (record_path(self.places, slug), *map(beside_bank, banks)):
            try:
                content = self._papers.get(path)
                record = read_record(path) if content is None else parse_paper(content.decode("utf-8"))
            except PaperError:  # which is told where it is converted or opened
                continue
            if record is not None:
                return record
        return None


# What is found, and what converts it.
_Found = tuple[What, Callable[[], tuple[FileChange | None, Sequence[DrillError]]]]


def _find_files_of_home(places: Locations) -> Iterator[_Found]:
    yield "settings", lambda: (convert_settings(places.config), ())
    for record in find_records(places.data / "papers"):
        yield from _find_files_of_paper(record)
    yield from _find_files_of_banks(find_banks(places.banks))


def _find_files_at(path: Path) -> Iterator[_Found]:
    if path.name.endswith(SHEET_SUFFIX):
        yield "paper", lambda: (convert_sheet(path), ())
    else:
        yield from _find_files_of_banks(find_banks(path) if path.is_dir() else find_at(path))


def _find_files_of_paper(record: Path) -> Iterator[_Found]:
    sheet = former_sheet(record)
    if record.is_file():
        yield "paper", lambda: (convert_record(record), ())
    if sheet.is_file():
        yield "paper", lambda: (convert_sheet(sheet), ())


def _find_files_of_banks(banks: Iterable[Found]) -> Iterator[_Found]:
    """Yield banks, and the papers beside them."""
    for bank in banks:
        yield from _find_files_of_paper(beside_bank(bank.path))
        for file in (*bank.files, *filter(None, (bank.subject,))):
            yield "bank", lambda file=file: convert_bank(file)


def _name_file(places: Locations, source: Path, what: What) -> str:
    """Return how a converted file is called: a paper of the home by its bank, others by their place."""
    place = source.relative_to(places.data).as_posix() if source.is_relative_to(places.data) else str(source)
    return place.removesuffix(SHEET_SUFFIX).removesuffix(PAPER_SUFFIX) if what == "paper" else place


def _find_free_folder(parent: Path, name: str) -> Path:
    return next(folder for each in number_names(name) if not (folder := parent / each).exists())
