"""Read the texts of a packed source in memory; files that no honest source has are left out and noted."""

from __future__ import annotations

import codecs
import posixpath
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace

from drill import text as encodings
from drill.archives import MOST_UNPACKED, ArchiveMember, read_archive
from drill.errors import PaperError, UsageError
from drill.papers.model import NoteRow
from drill.text import clean_text

# Decode a file's bytes in the declared encoding, else in a detected one; binary data are refused.

# Max bytes of a text, about as many as a book has.
MAX_TEXT_BYTES = 8_000_000

# Number of bytes that are looked at to tell a text from binary data.
_SAMPLE = 65_536
# Max share of control characters, because a text has only a stray page break.
_MOST_CONTROLS = 0.005
_CONTROLS = dict.fromkeys((*(set(range(32)) - {9, 10, 12, 13, 27}), 127))
_DECLARED = re.compile(
    rb"^[^%\n]*\\(?:usepackage|RequirePackage)\s*\[\s*([\w-]+)\s*\]\s*\{inputenc\}|^[^%\n]*\\inputencoding\s*\{([\w-]+)\}"
    rb"|<meta[^>]{0,80}charset\s*=\s*[\"']?([\w-]+)",
    re.MULTILINE,
)
# Encodings by LaTeX names that Python does not know.
_INPUTENC = {
    "ansinew": "cp1252", "applemac": "mac-roman", "macce": "mac-latin2", "maccyr": "mac-cyrillic",
    "utf8x": "utf-8", "cp437de": "cp437",
}  # fmt: skip
# Advice for a file whose formulas cannot be read.
_BY_CHAT = "; or drill brief with the file asks a chat for its formulas, and drill import reads the answer"
_PACKED = (
    (b"%PDF", "a PDF"), (b"%!PS", "PostScript"), (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"),
)  # fmt: skip


def refuse_pictures(data: bytes, name: str) -> None:
    """Raise PaperError if ``data`` begins like a page description or a picture, whatever its name is."""
    for magic, format_name in _PACKED:
        if data.lstrip()[: len(magic)] == magic:
            raise PaperError(
                f"{name} is {format_name}; formulas cannot be read from it",
                "give the paper's LaTeX source: arXiv offers it under 'TeX Source'"
                + _BY_CHAT * (magic == b"%PDF"),
                path=name,
            )


def declared_encoding(data: bytes) -> str:
    r"""Return Python's name of the encoding that ``\\usepackage[…]{inputenc}`` or ``charset=`` states; empty
    without one."""
    match = _DECLARED.search(data)
    name = match[match.lastindex or 0].decode().lower() if match else ""
    with suppress(LookupError):
        return codecs.lookup(_INPUTENC.get(name, name)).name if name else ""
    return ""


def decode_source_bytes(data: bytes, name: str, declared: str = "") -> str:
    """Return the text of ``data``, cleaned, with ``\\n`` at line ends.

    Bytes that are not Unicode are read as ``declared``.

    Raises:
        PaperError: too large, a picture or a page description, or no text at all.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise PaperError(f"{name} is larger than {MAX_TEXT_BYTES // 1_000_000} MB", path=name)
    refuse_pictures(data, name)
    encoding = encodings.guess_encoding(data)
    if declared not in ("", "utf-8") and not encoding.name.startswith("utf"):
        encoding = replace(encoding, name=declared, errors=encodings.STRAY_BYTES)
    sample = encodings.decode(data[:_SAMPLE], replace(encoding, errors="replace"))
    controls = len(sample) - len(sample.translate(_CONTROLS))
    if controls > _MOST_CONTROLS * len(sample) + 8:
        raise PaperError(f"{name} is not text", "name a LaTeX, Markdown or HTML file", path=name)
    errors = "strict" if encoding.errors == "replace" else encoding.errors
    try:
        text = encodings.decode(data, replace(encoding, errors=errors))
    except UnicodeDecodeError as error:
        raise PaperError(f"{name} is not valid {encoding.name.upper()} text", path=name) from error
    return clean_text(text.replace("\f", "\n"))


TEXT_ENDINGS = (
    ".tex", ".ltx", ".sty", ".cls", ".md", ".markdown", ".rmd", ".qmd", ".html", ".htm",
    ".xhtml", ".txt", ".latex",
)  # fmt: skip
# Members that are never looked into.
NO_TEXT = (
    ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".eps", ".ps", ".tif", ".tiff", ".bmp", ".webp", ".bib",
    ".bbl", ".bst", ".blg", ".log", ".aux", ".toc", ".out", ".csv", ".tsv", ".json", ".npy", ".npz", ".mp4",
    ".zip", ".gz", ".ttf", ".otf", ".py", ".c", ".h", ".cpp", ".js", ".ipynb", ".yml", ".yaml", ".xml",
    ".css",
)  # fmt: skip
_NOT_TEXT = (b"%PDF", b"%!PS", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
# Max bytes of a text whose name leaves its format open.
_LONGEST_UNNAMED = 2_000_000
# Max members of an archive, more than the source of any paper has.
_MOST_FILES = 5_000
_REMEDY = "unpack it, and name the folder of the paper's source"
# Number of a member's bytes that are looked at.
_SOURCE_ARCHIVES_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Contents:
    """The texts of an archive by name, and the omitted files."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    notes: list[NoteRow] = field(default_factory=list[NoteRow])
    # The unpacked size of each member in bytes, also of members that are not read.
    sizes: list[int] = field(default_factory=list[int])

    def choose(self, member: ArchiveMember) -> int:
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
        """Keep a member's text; under a name that is not usual for text, if its bytes are text."""
        if len(data) > MAX_TEXT_BYTES:
            self._leave_out(name, f"more than {MAX_TEXT_BYTES // 1_000_000} MB of text")
            return
        is_none = (
            len(data) > _LONGEST_UNNAMED
            or data.startswith(_NOT_TEXT)
            or b"\0" in data[:_SOURCE_ARCHIVES_SAMPLE]
        )
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
