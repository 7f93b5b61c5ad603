"""Shelves of banks fetched by their address: installed, updated, removed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os.path import isdir
from pathlib import Path

from drill.banks.bank_names import NAME_CHARACTERS, unfit_character
from drill.banks.load import ORIGIN_FILE, SHELVES, SUBJECT_FILE, find_banks, origin_of
from drill.banks.loaded_files import UNREAD, ReadFile
from drill.errors import FileError, UsageError
from drill.exchange.addresses import cloned_from, fetch_banks, find_name_in_address, refuse_repository
from drill.exchange.books import make_id_part
from drill.exchange.formats import read_file
from drill.files import lock_file_folder
from drill.locations import Locations, shipped_banks
from drill.text import clean_text

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
# Hex digits that tell edited files from those that were got.
_SUM_DIGITS = 16


@dataclass(frozen=True, slots=True)
class StagedShelf:
    """Fetched banks, staged below ``root`` next to the place where they will be installed."""

    name: str
    root: Path
    origin: Mapping[str, str]
    # Files of YAML that are no banks.
    left_out: tuple[str, ...]
    # Files of YAML whose name, or that of their folder, is none that a bank may have.
    misnamed: tuple[str, ...]
    # Files that took too long to read.
    unread: tuple[str, ...]
    is_update: bool
    places: Locations

    def place(self) -> Path | None:
        """Install them; return where the former ones are kept, if they were edited by hand.

        Raises FileError.
        """
        target = self.places.banks / self.name
        before = self.root / ".before"
        try:
            if self.is_update:
                target.rename(before)
            (self.root / self.name).rename(target)
            if not self.is_update or origin_of(before).get("sum") == _hash_shelf_files(before):
                return None
            backup = self.places.backups / f"{self.name}.before-get"
            shutil.rmtree(backup, ignore_errors=True)
            backup.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(before, backup)
            return backup
        except OSError as error:
            if before.exists() and not target.exists():
                before.rename(target)
            raise FileError(target, "written", error) from error


@contextmanager
def stage_shelf(
    source: str,
    places: Locations,
    *,
    at: str = "",
    name: str = "",
    schemes: Sequence[str] = ("https",),
    read: ReadFile = read_file,
) -> Generator[StagedShelf]:
    """Fetch the banks of an address or a folder, or again those of a shelf by its name; nothing is changed.

    ``read`` says what a file holds.

    Raises:
        UsageError: the name is taken, or `fetch_banks` refuses.
        FileError: they cannot be written.
    """
    known: Mapping[str, str] = origin_of(places.banks / source) if _NAME.fullmatch(source) else {}
    address, at = (known["address"], known.get("at", "")) if "address" in known else (source, at)
    if not known and isdir(source):
        address = str(Path(source).resolve())
    default = make_id_part(find_name_in_address(address))
    name = source if known else name or default
    as_name = ("--as", name) if name != default else ()
    refuse_repository(address, (*(("--at", at) if at else ()), *as_name), source if known else "")
    _refuse_taken(name, address, places)
    fetched = fetch_banks(address, at, schemes)
    with (
        lock_file_folder(places.banks / name),
        tempfile.TemporaryDirectory(prefix=".get-", dir=places.banks) as folder,
    ):
        fitting = {path: data for path, data in fetched.files.items() if _has_fitting_name(path)}
        misnamed = tuple(sorted(fetched.files.keys() - fitting.keys()))
        if not fitting:
            message = f"no file in it can be used: the name of a bank has only {NAME_CHARACTERS}"
            raise UsageError(message, "ask its author to rename the files")
        root = Path(folder)
        try:
            shelf = _write_shelf_files(fitting, root, name)
            left_out, unread = _without_banks(fitting, shelf, read)
            origin = {
                "address": address,
                "at": at,
                "revision": fetched.revision,
                "sum": _hash_shelf_files(root / name),
            }
            (root / name / ORIGIN_FILE).write_text(json.dumps(origin), "utf-8")
        except OSError as error:
            raise FileError(places.banks / name, "written", error) from error
        is_update = (places.banks / name).is_dir()
        yield StagedShelf(name, root, origin, left_out, misnamed, unread, is_update, places)


def remove_shelf(name: str, places: Locations) -> None:
    """Remove a shelf; its marks stay in the log. Raises UsageError, FileError."""
    folder = places.banks / name
    if not _NAME.fullmatch(name) or not origin_of(folder):
        raise UsageError(f"no banks were got as {clean_text(name)}", "drill banks lists what is there")
    with lock_file_folder(folder), tempfile.TemporaryDirectory(prefix=".get-", dir=places.banks) as trash:
        try:
            folder.rename(Path(trash, name))
        except OSError as error:
            raise FileError(folder, "written", error) from error


def _refuse_taken(name: str, address: str, places: Locations) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"banks cannot be called {clean_text(name) or 'nothing'}",
            "use lower-case letters, digits, hyphens: --as NAME",
        )
    shipped = {bank.id.partition("/")[0] for bank in find_banks(shipped_banks())}
    if name in shipped or name in SHELVES:
        raise UsageError(f"{name} is a name that drill itself uses", "choose another: --as NAME")
    origin = origin_of(places.banks / name)
    there = [places.banks / f"{name}{ending}" for ending in ("", ".yaml", ".yml")]
    if any(path.exists() for path in there) and origin.get("address") not in (address, cloned_from(address)):
        where = f"the banks of {origin['address']}" if origin else "a bank of yours"
        raise UsageError(f"{name} is taken by {where}", "choose another: --as NAME")


def _has_fitting_name(path: str) -> bool:
    return not any(map(unfit_character, path.split("/")))


def _write_shelf_files(files: Mapping[str, bytes], root: Path, name: str) -> Path:
    """Write files below a root as a shelf; return their folder, a lone bank's own folder."""
    folder = root / name / name if SUBJECT_FILE in files else root / name
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


def _without_banks(
    files: Mapping[str, bytes], folder: Path, read: ReadFile
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remove the files that hold no exercises or cards and describe no subject, and those that could not be
    read in time; return the names of both."""
    left_out: list[str] = []
    unread: list[str] = []
    for path, data in files.items():
        file = folder / path
        loaded = None if file.name == SUBJECT_FILE else read(data, str(file), False)
        if loaded is not None and not loaded.exercises and not loaded.cards:
            file.unlink()
            is_unread = any(problem.code == UNREAD for problem in loaded.problems)
            (unread if is_unread else left_out).append(clean_text(path))
    if not any(Path(path).name != SUBJECT_FILE for path in files.keys() - {*left_out, *unread}):
        raise UsageError("it has no bank: no file in it has exercises", "name a folder of banks: --at PATH")
    return tuple(sorted(left_out)), tuple(sorted(unread))


def _hash_shelf_files(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(folder).as_posix()}\n".encode())
        whole.update(hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()[:_SUM_DIGITS]
