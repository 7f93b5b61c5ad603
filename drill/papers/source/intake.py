"""Open a source: a folder, a file of LaTeX, Markdown or HTML, or an archive."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from drill.archives import MOST_PACKED, is_archive
from drill.errors import PaperError
from drill.files import refuse_endless
from drill.papers.model import NoteRow
from drill.papers.source.document import Kind
from drill.papers.source.source_archives import (
    MAX_TEXT_BYTES,
    NO_TEXT,
    declared_encoding,
    decode_source_bytes,
    refuse_pictures,
    unpack_source_archive,
)

_LATEX = (".tex", ".ltx", ".latex")
_MARKDOWN = (".md", ".markdown", ".rmd", ".qmd")
_HTML = (".html", ".htm", ".xhtml")
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(_LATEX, "latex"),
    **dict.fromkeys(_MARKDOWN, "markdown"),
    **dict.fromkeys(_HTML, "html"),
}
_USUAL_NAMES = ("main", "ms", "paper", "article", "root", "arxiv")
_CLASS = re.compile(r"^[^%\n]*\\document(?:class|style)\b", re.MULTILINE)
_BEGIN = re.compile(r"^[^%\n]*\\begin\s*\{document\}", re.MULTILINE)
# Content that only LaTeX has, for a name that leaves the format open.
_TEX = re.compile(
    r"^[^%\n]*\\(?:document(?:class|style)\b|begin\s*\{(?:document|equation|align|gather|eqnarray|multline)\*?\})",
    re.MULTILINE,
)
# Max files of a folder, far more than the folder of a paper has.
_MOST_FILES = 5_000
# Max files without a known suffix whose content is looked at.
_MOST_UNNAMED = 200
_ASKED = re.compile(r"\\(?:input|include|subfile|(?:sub)?import\*?\s*\{[^{}\n]*\})\s*\{?([^{}\s\\]+)")
_ABOUT = frozenset(("readme", "license", "contributing", "changelog", "code_of_conduct"))
_SKIPPED_FOLDERS = frozenset((".git", "node_modules", "__pycache__", ".venv"))


def safe_name(name: str) -> str | None:
    """Return ``name`` in plain form, or None if it is absolute or climbs out of the root."""
    plain = posixpath.normpath(name.replace("\\", "/"))
    if plain.startswith(("/", "..")) or plain[1:2] == ":" or plain == "." or "\0" in plain:
        return None
    return plain


class Packed:
    """Files of an archive, in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._encoding = next((name for name in map(declared_encoding, files.values()) if name), "")

    def names(self) -> Iterator[str]:
        """Yield the names of all files, in order."""
        yield from sorted(self._files)

    def find(self, name: str) -> str | None:
        """Return the one name of a file; None without one."""
        return name if name in self._files else None

    def read(self, name: str) -> str | None:
        """Return the text of a file; None without one. Raises PaperError if it is not text."""
        data = self._files.get(name)
        if data is None:
            return None
        return decode_source_bytes(data, name, self._encoding)


class Folder:
    """Files below a folder on disk, read when asked for; never outside of it, links included."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._encoding = ""

    def names(self) -> Iterator[str]:
        """Yield the names of all files, in order."""
        count = 0
        for folder, inner, files in os.walk(self._root):
            inner[:] = sorted(name for name in inner if name not in _SKIPPED_FOLDERS)
            for file in sorted(files):
                count += 1
                if count > _MOST_FILES:
                    message = f"{self._root} holds more than {_MOST_FILES:,} files"
                    raise PaperError(message, "name the paper's own folder")
                yield (Path(folder) / file).relative_to(self._root).as_posix()

    def find(self, name: str) -> str | None:
        """Return the one name of a file, whatever links lead to it; None without one."""
        try:
            path = (self._root / name).resolve()
            is_there = path.is_relative_to(self._root) and path.is_file()
        except (OSError, RuntimeError, ValueError):  # longer than the system allows, links in a ring, NUL
            return None
        return path.relative_to(self._root).as_posix() if is_there else None

    def read(self, name: str) -> str | None:
        """Return the text of a file; None without one. Raises PaperError if it is not text."""
        path = self.find(name)
        if path is None:
            return None
        data = _read_file_bytes(self._root / path, MAX_TEXT_BYTES)
        self._encoding = declared_encoding(data) or self._encoding
        return decode_source_bytes(data, name, self._encoding)


# The texts below a paper's root.
Files = Packed | Folder


@dataclass(frozen=True, slots=True)
class Source:
    """An opened source; ``main`` is the file to begin with."""

    name: str
    kind: Kind
    main: str
    files: Files
    notes: tuple[NoteRow, ...] = ()
    # Files beside ``main`` as parts of the same work; none of them includes another.
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The main file's text."""
        return self.files.read(self.main) or ""


def open_source(path: Path) -> Source:
    """Open ``path``, a folder or a file, by its content rather than by its name.

    Raises:
        PaperError: nothing there, a PDF, no text, no LaTeX in it, or beyond the limits.
    """
    if path.is_dir():
        return _choose_main_file(path.name or "paper", Folder(path), ())
    if not path.exists():
        remedy = "name the paper's LaTeX source"
        raise PaperError(f"there is no file or folder {path}", remedy, path=str(path))
    data = _read_file_bytes(path, MOST_PACKED)
    if is_archive(data):
        contents = unpack_source_archive(data, path.name)
        for name, text in contents.files.items():
            if len(contents.files) == 1:
                refuse_pictures(text, name)
        return _choose_main_file(path.name, Packed(contents.files), tuple(contents.notes))
    text = decode_source_bytes(data, path.name, declared_encoding(data))
    if not text.strip():
        raise PaperError(f"{path.name} is empty", "name a file with LaTeX or Markdown in it", path=path.name)
    return Source(path.name, _recognise_source_kind(path.name, text), path.name, Folder(path.parent))


def _read_file_bytes(path: Path, limit: int) -> bytes:
    try:
        refuse_endless(path)
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise PaperError(f"{path} cannot be read: {error.strerror}", path=str(path)) from error
    if len(data) > limit:
        raise PaperError(f"{path.name} is larger than {limit // 1_000_000} MB", path=str(path))
    return data


def _recognise_source_kind(name: str, text: str) -> Kind:
    known = _KINDS.get(posixpath.splitext(name.lower())[1])
    if known is not None:
        return known
    if "\\begin" in text or "\\document" in text or "\\input" in text:
        return "latex"
    return "markdown"


def _choose_main_file(name: str, files: Files, notes: tuple[NoteRow, ...]) -> Source:
    """Return the file that the others belong to: LaTeX before HTML before Markdown."""
    files_by_kind: dict[Kind, list[str]] = {"latex": [], "html": [], "markdown": []}
    for file in files.names():
        kind = _KINDS.get(posixpath.splitext(file.lower())[1])
        if kind is not None and safe_name(file) is not None:
            files_by_kind[kind].append(file)
    if not files_by_kind["latex"]:
        unnamed = islice(filter(_may_be_latex, files.names()), _MOST_UNNAMED)
        texts = {file: text_or_none(files, file) or "" for file in unnamed}
        files_by_kind["latex"] = [file for file, text in texts.items() if _TEX.search(text)]
    if files_by_kind["latex"]:
        return _choose_latex_document(name, files_by_kind["latex"], files, notes)
    if files_by_kind["html"]:
        return Source(name, "html", min(files_by_kind["html"], key=_rank_file_name), files, notes)
    if files_by_kind["markdown"]:
        # in order; files about the folder are left out if there are others
        names = files_by_kind["markdown"]
        telling = [file for file in names if posixpath.basename(file).lower().split(".")[0] not in _ABOUT]
        chapters = sorted(telling or names)
        return Source(name, "markdown", chapters[0], files, notes, tuple(chapters[1:]))
    remedy = "name the folder or archive of the paper's source"
    raise PaperError(f"{name} contains no LaTeX, Markdown or HTML", remedy, path=name)


def _choose_latex_document(name: str, names: list[str], files: Files, notes: tuple[NoteRow, ...]) -> Source:
    """Return the document among the files; all of them if none is one, as in a collection of fragments."""
    texts = {file: text for file in names if (text := text_or_none(files, file)) is not None}
    if not texts:
        raise PaperError("no LaTeX file in it can be read", path=names[0])
    whole = [file for file, text in texts.items() if _CLASS.search(text) and _BEGIN.search(text)]
    beginning = whole or [file for file, text in texts.items() if _BEGIN.search(text)]
    if not beginning:
        fragments = _not_put_in(texts) or list(texts)
        return Source(name, "latex", fragments[0], files, notes, tuple(fragments[1:]))
    main = min(beginning, key=lambda file: (*_rank_file_name(file), -len(texts[file])))
    unread_documents = sorted(set(beginning) & set(_not_put_in(texts)) - {main})
    if unread_documents:
        message = (
            f"{main} is read; not read, since each is a paper of its own: {', '.join(unread_documents[:5])}"
        )
        notes = (*notes, NoteRow("other", message))
    return Source(name, "latex", main, files, notes)


def _may_be_latex(name: str) -> bool:
    """Return whether a file's name leaves its format open."""
    ending = posixpath.splitext(name.lower())[1]
    is_known = ending in _KINDS or ending in (".sty", ".cls", *NO_TEXT)
    return not is_known and safe_name(name) is not None


def _not_put_in(texts: Mapping[str, str]) -> list[str]:
    r"""Return files that no other includes by ``\input`` or the like, in order."""
    included_names = (match[1].strip() for text in texts.values() for match in _ASKED.finditer(text))
    ends = {posixpath.basename(included_name.removesuffix(".tex")) for included_name in included_names}
    return [file for file in sorted(texts) if posixpath.splitext(posixpath.basename(file))[0] not in ends]


def _rank_file_name(name: str) -> tuple[int, int]:
    stem = posixpath.splitext(posixpath.basename(name))[0].lower()
    usual = _USUAL_NAMES.index(stem) if stem in _USUAL_NAMES else len(_USUAL_NAMES)
    return name.count("/"), usual


def text_or_none(files: Files, name: str) -> str | None:
    """Return a file's text; None without a file, or if it is not text."""
    try:
        return files.read(name)
    except PaperError:
        return None
