"""Read packed sources in memory: nothing is written, no outside name is followed, sizes are bounded."""

from __future__ import annotations

import gzip
import io
import lzma
import posixpath
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Final

from drill.errors import PaperError
from drill.papers.model import NoteRow
from drill.papers.source.decode import MAX_TEXT_BYTES

# The largest sources on arXiv have about as much.
MAX_PACKED: Final = 50_000_000
# Four times as much: text packs so well, and a bomb far better.
MAX_UNPACKED: Final = 200_000_000
# Far more files than a paper has.
MAX_MEMBERS: Final = 5_000
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

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
# The byte of a tar file's mark, by its format.
_TAR_MAGIC_AT: Final = 257
# Bytes read at a time, between looks at the limits.
_CHUNK: Final = 1 << 16
# What reading an archive that is not whole may end in.
_DAMAGED: Final = (
    tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError, NotImplementedError,
    OverflowError, RuntimeError, ValueError, struct.error,
)  # fmt: skip
# The bit of a zip member's flags that says so.
_ENCRYPTED: Final = 1


class Contents:
    """The texts of an archive by name, and what was left out."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.notes: list[NoteRow] = []
        self._bytes = 0
        self._members = 0

    def count(self, size: int) -> None:
        """Count a member or a chunk against the limits; raises PaperError beyond them."""
        self._bytes += size
        if self._bytes > MAX_UNPACKED:
            raise PaperError(f"the archive unpacks to more than {MAX_UNPACKED // 1_000_000} MB")

    def member(self) -> None:
        """Count one member."""
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise PaperError(f"the archive has more than {MAX_MEMBERS:,} members")

    def leave_out(self, name: str, why: str) -> None:
        """Record a member that is not read."""
        self.notes.append(NoteRow("member", f"left out of the archive: {name[:120]!r} ({why})"))

    def wants(self, name: str) -> bool:
        """Return whether a regular member of this name is read; names that point outside are recorded."""
        if safe_name(name) is None:
            self.leave_out(name, "its name points outside the archive")
            return False
        return not name.lower().endswith(NO_TEXT)

    def keep(self, name: str, data: bytes) -> None:
        """Keep a member's text; under a name that no text has, if it is one by its bytes."""
        is_long = len(data) > _LONGEST_UNNAMED or data.startswith(_NOT_TEXT) or b"\0" in data[:_CHUNK]
        if is_named_text(name) or not is_long:
            self.files[safe_name(name) or name] = data


def is_named_text(name: str) -> bool:
    """Return whether a file is text by its name."""
    return name.lower().endswith(TEXT_ENDINGS) or "." not in posixpath.basename(name)


def safe_name(name: str) -> str | None:
    """Return ``name`` in plain form, or None if it is absolute or climbs out of the root."""
    plain = posixpath.normpath(name.replace("\\", "/"))
    if plain.startswith(("/", "..")) or plain[1:2] == ":" or plain == "." or "\0" in plain:
        return None
    return plain


def is_packed(data: bytes) -> bool:
    """Return whether ``data`` begins like gzip, zip or tar."""
    return data.startswith((_GZIP, _ZIP)) or data[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar"


def unpack(data: bytes, name: str) -> Contents:
    """Read the texts of a ``.zip``, ``.tar``, ``.tar.gz`` or ``.gz`` of one file.

    Raises:
        PaperError: too large, damaged, encrypted, or too many members.
    """
    if len(data) > MAX_PACKED:
        raise PaperError(f"{name} is larger than {MAX_PACKED // 1_000_000} MB", path=name)
    try:
        if data.startswith(_ZIP):
            return _zip(data, name)
        if data.startswith(_GZIP):
            return _gzip(data, name)
        return _tar(io.BytesIO(data), "r|")
    except _DAMAGED as error:
        raise PaperError(f"{name} is damaged or incomplete ({error})", "fetch it again", path=name) from error


def _gzip(data: bytes, name: str) -> Contents:
    contents = Contents()
    with gzip.open(io.BytesIO(data)) as stream:
        if stream.peek(512)[_TAR_MAGIC_AT:].startswith(b"ustar"):
            return _tar(io.BytesIO(data), "r|gz")
        text = _bounded(stream.read, contents, name)
    inner = posixpath.basename(name).removesuffix(".gz")
    contents.files[inner if inner.lower().endswith(TEXT_ENDINGS) else f"{inner}.tex"] = text
    return contents


def _tar(stream: IO[bytes], mode: str) -> Contents:
    contents = Contents()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # pyright: ignore[reportCallIssue, reportArgumentType]
        for member in archive:
            contents.member()
            if member.isdir():
                continue
            if not member.isreg():
                contents.leave_out(member.name, "a link or a device")
                continue
            contents.count(member.size)
            data = archive.extractfile(member) if contents.wants(member.name) else None
            if data is not None:
                contents.keep(member.name, data.read(MAX_TEXT_BYTES + 1))
    return contents


def _zip(data: bytes, name: str) -> Contents:
    contents = Contents()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            contents.member()
            if member.is_dir():
                continue
            if stat.S_ISLNK(member.external_attr >> 16):
                contents.leave_out(member.filename, "a link")
                continue
            if member.file_size > MAX_UNPACKED:
                contents.count(member.file_size)
            if contents.wants(member.filename):
                if member.flag_bits & _ENCRYPTED:
                    remedy = "unpack it with its password, and import the folder"
                    raise PaperError(f"{name} is encrypted", remedy, path=name)
                with archive.open(member) as stream:
                    if is_named_text(member.filename):
                        data = _bounded(stream.read, contents, member.filename)
                    else:
                        data = stream.read(_LONGEST_UNNAMED + 1)
                        contents.count(len(data))
                    contents.keep(member.filename, data)
            else:
                contents.count(member.file_size)
    return contents


def _bounded(read: Callable[[int], bytes], contents: Contents, name: str) -> bytes:
    """Read to the end, or raise as soon as it is more than a text can be."""
    pieces: list[bytes] = []
    size = 0
    while chunk := read(_CHUNK):
        size += len(chunk)
        contents.count(len(chunk))
        if size > MAX_TEXT_BYTES:
            limit = f"{MAX_TEXT_BYTES // 1_000_000} MB"
            raise PaperError(f"{name} unpacks to more than {limit} of text", path=name)
        pieces.append(chunk)
    return b"".join(pieces)
