"""Read Python files of a code base for the page that asks a second author for exercises about them."""

from __future__ import annotations

import os
import re
import tokenize
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path

from drill import papers
from drill.errors import CheckError, TimedOutError, UsageError
from drill.files import refuse_endless
from drill.session.workspace import Workspace
from drill.text import count, one_line

_SUFFIXES = frozenset({".py", ".pyi", ".ipynb"})
# Max files of a folder that are searched for classes, and max files that are named.
_MOST_LOOKED_AT = 2_000
_MOST_NAMED = 12
_CLASS = re.compile(rb"^class \w+", re.MULTILINE)
_LICENCES = ("LICENSE", "LICENCE", "COPYING")
_LONGEST_LICENCE = 60
_SKIPPED = frozenset({"build", "dist", "node_modules", "site-packages", "venv", "__pycache__"})


def is_code(name: str) -> bool:
    """Return whether a name is that of a file of code."""
    return Path(name).suffix in _SUFFIXES


def write_code_files_page(
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
    shown = one_line(path.name)
    try:
        refuse_endless(path)
        if path.is_dir():
            raise UsageError(f"{one_line(name)} is a folder", _list_class_files(path))
        if path.suffix == ".ipynb":
            raise UsageError(f"{shown} is a notebook", "save its code as a .py file first")
        if path.stat().st_size > papers.MOST_SOURCE:
            raise UsageError(f"{shown} has more than {papers.MOST_SOURCE:,} bytes", "name a smaller file")
        raw = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(BytesIO(raw).readline)
        text = raw.decode(encoding)
    except OSError as error:
        raise UsageError(f"{one_line(name)} cannot be read: {error.strerror or error}") from error
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        raise UsageError(f"{shown} is not text in its encoding", "save it as UTF-8") from error
    except ValueError as error:  # no path at all
        raise UsageError(f"{one_line(name)} cannot be read: {error}") from error
    if "\0" in text:
        raise UsageError(f"{shown} is a binary file, not Python")
    return papers.CodeFile(shown, text, _find_licence(path.absolute()))


def _find_licence(path: Path) -> str:
    """Return the first line of the licence of the repository that a file is in, if there is one."""
    for folder in path.parents:
        for file in (folder / f"{name}{suffix}" for name in _LICENCES for suffix in ("", ".txt", ".md")):
            if file.is_file():
                try:
                    refuse_endless(file)
                    with file.open(encoding="utf-8", errors="replace") as stream:
                        lines = [one_line(line) for line in islice(stream, 5)]
                except OSError:
                    continue
                return next((line[:_LONGEST_LICENCE] for line in lines if line), "")
        if (folder / ".git").exists():
            break
    return ""


def _list_class_files(folder: Path) -> str:
    """Return the paths to name in place of a folder: its files with classes, largest first."""
    sizes: list[tuple[int, str]] = []
    for path in islice(_walk_python_files(folder), _MOST_LOOKED_AT):
        try:
            if path.stat().st_size <= papers.MOST_SOURCE and _CLASS.search(raw := path.read_bytes()):
                sizes.append((-len(raw), one_line(str(path.relative_to(folder)))))
        except OSError:
            continue
    if not sizes:
        return "it has no Python file that defines a class"
    named = [name for _, name in sorted(sizes)]
    more = f" and {count(len(named) - _MOST_NAMED, 'more file')}" if len(named) > _MOST_NAMED else ""
    return f"name up to {papers.MOST_FILES} of its files, such as {', '.join(named[:_MOST_NAMED])}{more}"


def _walk_python_files(folder: Path) -> Iterator[Path]:
    for directory, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED and not name.startswith("."))
        yield from (Path(directory, name) for name in sorted(names) if name.endswith(".py"))
