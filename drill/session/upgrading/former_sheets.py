"""Papers of format 2: a sheet in YAML (``<slug>.sheet.yaml``), and beside it what an import had made of it
(``<slug>.drafts.json``). They become one ``<slug>.paper.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from drill.codec import is_mapping
from drill.errors import PaperError
from drill.files import refuse_endless
from drill.papers import OWN_SHELF, PAPER_SUFFIX, SHEET_SUFFIX, Paper, parse_paper, parse_sheet, print_paper
from drill.reading import write_plain
from drill.session.standing.paper_records import read_record
from drill.session.upgrading.file_changes import FileChange
from drill.session.upgrading.former_banks import convert_exercises

_DRAFTS_SUFFIX: Final = ".drafts.json"
_FORMAT_OF_DRAFTS: Final = 2
_MOST_BYTES: Final = 50_000_000


def find_records(folder: Path) -> Iterator[Path]:
    """Yield where the records of imported papers are or will be, and those of a second author's work."""
    for shelf in (folder, folder / OWN_SHELF):
        names = {
            path.name.removesuffix(suffix)
            for suffix in (PAPER_SUFFIX, SHEET_SUFFIX)
            for path in shelf.glob(f"[!._]*{suffix}")
        }
        yield from (shelf / f"{name}{PAPER_SUFFIX}" for name in sorted(names))


def convert_sheet(sheet: Path) -> FileChange:
    """Return what becomes of a sheet and its drafts; those of a paper that was kept anew are only put away.

    Raises PaperError, with the file and mostly the line, for what cannot be read, be it one row.
    """
    name = sheet.name.removesuffix(SHEET_SUFFIX)
    slug = f"{OWN_SHELF}{name}" if sheet.parent.name == OWN_SHELF.rstrip("/") else name
    drafts = sheet.with_name(f"{name}{_DRAFTS_SUFFIX}")
    files = (sheet, drafts) if drafts.is_file() else (sheet,)
    sources = tuple((file, _read_paper_file(file)) for file in files)
    target = sheet.with_name(f"{name}{PAPER_SUFFIX}")
    called = " and ".join(file.name for file in files)
    if target.exists():
        read_record(target)  # what cannot be read has taken nobody's place
        words = f"{called} removed, since {target.name} replaces {'it' if len(files) == 1 else 'them'}"
        return FileChange(str(sheet), (words,), sources, target, None)
    paper = parse_sheet(sources[0][1], slug, str(sheet))
    if paper.refused:
        row = paper.refused[0]
        message = f"{sheet}:{row.line}:{row.column}: {row.message}"
        raise PaperError(message, path=str(sheet), line=row.line, column=row.column)
    for file, content in sources[1:]:
        paper = _add_drafts(paper, file, content)
    content = print_paper(convert_exercises(paper)).encode("utf-8", "replace")
    return FileChange(str(sheet), (f"{called} became {target.name}",), sources, target, content)


def _add_drafts(paper: Paper, file: Path, content: bytes) -> Paper:
    """Return the paper of a sheet with its drafts file."""
    try:
        made: Any = json.loads(content.decode("utf-8"))
    except json.JSONDecodeError as error:
        message = (
            f"{file}:{error.lineno}:{error.colno}: this is not what an earlier import wrote: {error.msg}"
        )
        raise PaperError(message, path=str(file), line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise PaperError(
            f"{file}: this is not what an earlier import wrote: {error}", path=str(file)
        ) from error
    if not is_mapping(made) or made.get("format") != _FORMAT_OF_DRAFTS:
        raise PaperError(f"{file}:1:1: this is not what an earlier import wrote", path=str(file))
    text = json.dumps({**write_plain(paper), "format": 3, "made": made})
    try:
        return replace(parse_paper(text), slug=paper.slug)
    except PaperError as error:
        raise PaperError(f"{file}: {error.message}", path=str(file)) from error


def _read_paper_file(file: Path) -> bytes:
    try:
        if refuse_endless(file).st_size > _MOST_BYTES:
            raise PaperError(f"{file}: this is too large for a paper", path=str(file))
        return file.read_bytes()
    except OSError as error:
        raise PaperError(f"{file} cannot be read: {error.strerror or error}", path=str(file)) from error
