"""A starter bank for a new author: valid, proved, with comments on each line."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

from drill.banks.catalogue import unfit_character
from drill.banks.load import SHELVES, SUBJECT_FILE, SUFFIXES, is_shelf
from drill.errors import UsageError
from drill.files import Locations, save_text_file, shipped_banks
from drill.settings import SUBJECTS
from drill.text import capitalise, clean_text, make_id_part

_TEMPLATES = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class NewBank:
    """The path of a starter bank, and its name once it is among the learner's own banks."""

    path: Path
    bank: str


def write_starter(name: str, places: Locations) -> NewBank:
    """Write a starter bank to a path; a bare word names one among the learner's own banks.

    Raises:
        UsageError: the file already exists, or a bank cannot have this name.
        FileError: it cannot be written.
    """
    path = _choose_new_bank_path(name, places)
    bank = _bank_id(path, places)
    _write_starter_template(
        path, "starter.yaml", name if Path(name).suffix else str(path), bank, f"my.{make_id_part(path.stem)}"
    )
    return NewBank(path, bank)


def write_subject(name: str, places: Locations) -> NewBank:
    """Write a folder with the graph of a subject's skills and a first topic, perhaps among one's own banks.

    Raises:
        UsageError: a file of it already exists, or a bank cannot have this name.
        FileError: it cannot be written.
    """
    folder = _choose_new_bank_path(name, places).with_suffix("")
    bank = _bank_id(folder.with_suffix(".yaml"), places)
    prefix = make_id_part(folder.name)
    topic = folder / "first-steps.yaml"
    skill = f"{prefix}.first.slope"
    for path, template in ((folder / SUBJECT_FILE, "starter_subject.yaml"), (topic, "starter.yaml")):
        _write_starter_template(path, template, str(path), bank, f"{prefix}.first", skill)
    return NewBank(folder, bank)


def _write_starter_template(
    path: Path, template: str, shown_path: str, bank: str, topic: str, skill: str = ""
) -> None:
    """Write a template with its marks filled in. Raises UsageError if something exists there.

    Its exercises practise ``skill``, if that is given.
    """
    if path.exists():
        raise UsageError(f"{path} exists already", "name another file, or edit that one")
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    for mark, value in {
        "@SCHEMA@": (shipped_banks() / "bank.schema.json").resolve().as_uri(),
        "@GUIDE@": str(shipped_banks() / "README.md"),
        "@PATH@": shlex.quote(shown_path),
        "@FOLDER@": shlex.quote(str(path.parent)),
        "@BANK@": bank,
        "@TOPIC@": topic,
        "@PREFIX@": topic.partition(".")[0],
        "@TITLE@": _make_title_from_stem(path.stem if template == "starter.yaml" else path.parent.name),
    }.items():
        text = text.replace(mark, value)
    if skill:
        text = text.replace("  level:", f"  skill: {skill}\n  level:")
    path.parent.mkdir(parents=True, exist_ok=True)
    save_text_file(path, text)


def _choose_new_bank_path(name: str, places: Locations) -> Path:
    if clean_text(name) != name or "\n" in name:
        raise UsageError("the name of a bank has no control characters", "use letters, digits and hyphens")
    path = Path(os.path.expanduser(name))
    if not name.strip() or path.is_dir() or name.endswith(("/", "\\")):
        raise UsageError(
            f"{name or 'nothing'} is a folder, not a file", "name a file, such as attention.yaml"
        )
    if path.suffix in SUFFIXES:
        return path
    if path.suffix:
        raise UsageError(f"a bank is a YAML file, not {path.suffix}", f"name it {path.stem}.yaml")
    path = path.with_name(f"{path.name}.yaml")
    return path if path.parent != Path() else places.banks / path


def _bank_id(path: Path, places: Locations) -> str:
    """Return the bank's name among the learner's own: its first folder there, or its own name."""
    if not make_id_part(path.stem) or unfit_character(path.stem):
        raise UsageError(f"no bank can be called {path.stem!r}", "use letters, digits and hyphens")
    inside = path.resolve()
    if not inside.is_relative_to(places.banks.resolve()):
        return path.stem
    steps = inside.relative_to(places.banks.resolve()).with_suffix("").parts
    bank = "/".join(steps[:2]) if is_shelf(places.banks / steps[0]) or steps[0] in SHELVES else steps[0]
    if bank in SUBJECTS:
        raise UsageError(f"{bank} is the name of a bank that comes with the program", "take another name")
    return bank


def _make_title_from_stem(stem: str) -> str:
    words = " ".join(make_id_part(stem).split("-"))
    return capitalise(words)
