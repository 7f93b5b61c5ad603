"""A starter bank for a new author: valid, proved, with comments that say what each line is for."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

from drill.banks.load import SHELVES, is_shelf
from drill.errors import UsageError
from drill.files import save
from drill.locations import Locations, shipped_banks
from drill.settings import SUBJECTS
from drill.text import clean

_TEMPLATE = Path(__file__).parent.parent / "banks" / "starter.yaml"
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class NewBank:
    """Where a starter bank lies, and what it is called once it lies among the learner's own banks."""

    path: Path
    bank: str


def write_starter(name: str, places: Locations) -> NewBank:
    """Write a starter bank to a path; a bare word names one among the learner's own banks.

    Raises:
        UsageError: something lies there already, or no bank can be called so.
        FileError: it cannot be written.
    """
    path = _path(name, places)
    bank = _bank_id(path, places)
    if path.exists():
        raise UsageError(f"{path} exists already", "name another file, or edit that one")
    text = _TEMPLATE.read_text(encoding="utf-8")
    shown = name if Path(name).suffix else str(path)
    for mark, value in {
        "@SCHEMA@": (shipped_banks() / "bank.schema.json").resolve().as_uri(),
        "@GUIDE@": str(shipped_banks() / "README.md"),
        "@PATH@": shlex.quote(shown),
        "@BANK@": bank,
        "@TOPIC@": f"my.{_slug(path.stem)}",
        "@TITLE@": _title(path.stem),
    }.items():
        text = text.replace(mark, value)
    save(path, text)
    return NewBank(path, bank)


def _path(name: str, places: Locations) -> Path:
    if clean(name) != name or "\n" in name:
        raise UsageError("the name of a bank holds no control characters", "use letters, digits and hyphens")
    given = Path(name).expanduser()
    if not name.strip() or given.is_dir() or name.endswith(("/", "\\")):
        raise UsageError(
            f"{name or 'nothing'} is a folder, not a file", "name a file, such as attention.yaml"
        )
    if given.suffix in _SUFFIXES:
        return given
    if given.suffix:
        raise UsageError(f"a bank is a YAML file, not {given.suffix}", f"name it {given.stem}.yaml")
    given = given.with_name(f"{given.name}.yaml")
    return given if given.parent != Path() else places.banks / given


def _bank_id(path: Path, places: Locations) -> str:
    """The bank's name among the learner's own: its first folder there, or its own name."""
    if not _slug(path.stem):
        raise UsageError(f"no bank can be called {path.stem}", "use small letters, digits and hyphens")
    inside = path.resolve()
    if not inside.is_relative_to(places.banks.resolve()):
        return path.stem
    steps = inside.relative_to(places.banks.resolve()).with_suffix("").parts
    bank = "/".join(steps[:2]) if is_shelf(places.banks / steps[0]) or steps[0] in SHELVES else steps[0]
    if bank in SUBJECTS:
        raise UsageError(f"{bank} is the name of a bank that comes with the program", "take another name")
    return bank


def _slug(stem: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")


def _title(stem: str) -> str:
    words = " ".join(_slug(stem).split("-"))
    return words[:1].upper() + words[1:]
