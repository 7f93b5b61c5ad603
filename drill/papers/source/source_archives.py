"""Read the texts of a packed source in memory; what no honest source has is left out and noted."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import Final

from drill.archives import MOST_UNPACKED, Member, read_archive
from drill.errors import PaperError, UsageError
from drill.papers.model import NoteRow
from drill.papers.source.decode import MAX_TEXT_BYTES

TEXT_ENDINGS: Final = (
    ".tex", ".ltx", ".sty", ".cls", ".md", ".markdown", ".rmd", ".qmd", ".rst", ".html", ".htm",
    ".xhtml", ".txt", ".latex",
)  # fmt: skip
# Members that are never looked into.
NO_TEXT: Final = (
    ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".eps", ".ps", ".tif", ".tiff", ".bmp", ".webp", ".bib",
    ".bbl", ".bst", ".blg", ".log", ".aux", ".toc", ".out", ".csv", ".tsv", ".json", ".npy", ".npz", ".mp4",
    ".zip", ".gz", ".ttf", ".otf", ".py", ".c", ".h", ".cpp", ".js", ".ipynb", ".yml", ".yaml", ".xml",
    ".css",
)  # fmt: skip
_NOT_TEXT: Final = (b"%PDF", b"%!PS", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# Bytes of a text whose name does not say so.
_LONGEST_UNNAMED: Final = 2_000_000
# More files than the source of any paper has.
_MOST_FILES: Final = 5_000
_REMEDY: Final = "unpack it, and name the folder of the paper's source"
# Bytes of it that are looked at.
_SAMPLE: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Contents:
    """The texts of an archive by name, and what was left out."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    notes: list[NoteRow] = field(default_factory=list[NoteRow])
    # The bytes that each member has unpacked, those of members that are not read among them.
    sizes: list[int] = field(default_factory=list[int])

    def choose(self, member: Member) -> int:
        """Return how many bytes of a member are read; what must not be read is noted.

        Raises UsageError where there are more members, or more bytes in them, than a paper has.
        """
        self.sizes.append(member.size)
        if len(self.sizes) > _MOST_FILES:
            raise UsageError(f"it contains more than {_MOST_FILES:,} files", _REMEDY)
        if sum(self.sizes) > MOST_UNPACKED:
            raise UsageError(f"it unpacks to more than {MOST_UNPACKED // 1_000_000} MB", _REMEDY)
        if member.fault:
            self._leave_out(member.name, member.fault)
        if member.fault or member.name.lower().endswith(NO_TEXT):
            return 0
        return MAX_TEXT_BYTES if _is_named_text(member.name) else _LONGEST_UNNAMED

    def keep(self, name: str, data: bytes) -> None:
        """Keep a member's text; under a name that no text has, if it is one by its bytes."""
        if len(data) > MAX_TEXT_BYTES:
            self._leave_out(name, f"more than {MAX_TEXT_BYTES // 1_000_000} MB of text")
            return
        is_none = len(data) > _LONGEST_UNNAMED or data.startswith(_NOT_TEXT) or b"\0" in data[:_SAMPLE]
        if _is_named_text(name) or not is_none:
            self.files[name] = data

    def _leave_out(self, name: str, why: str) -> None:
        self.notes.append(NoteRow("member", f"left out of the archive: {name!r} ({why})"))


def _is_named_text(name: str) -> bool:
    return name.lower().endswith(TEXT_ENDINGS) or "." not in posixpath.basename(name)


def unpack_source_archive(data: bytes, name: str) -> Contents:
    """Read the texts of a ``.zip``, ``.tar``, ``.tar.gz`` or ``.gz`` of one file.

    Raises:
        PaperError: too large, damaged, encrypted, or too many members.
    """
    contents = Contents()
    inner = posixpath.basename(name).removesuffix(".gz")
    lone_name = inner if inner.lower().endswith(TEXT_ENDINGS) else f"{inner}.tex"
    try:
        for member_name, text in read_archive(data, contents.choose, lone_name=lone_name):
            contents.keep(member_name, text)
    except UsageError as error:
        raise PaperError(f"{name} cannot be read: {error.message}", error.hint, path=name) from error
    if contents.notes and not contents.files:
        raise PaperError(f"{name} cannot be read: {contents.notes[0].message}", path=name)
    return contents
