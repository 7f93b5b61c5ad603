"""Read archives from elsewhere in memory: nothing is written, no name is followed, and all has bounds."""

from __future__ import annotations

import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from drill.errors import UsageError
from drill.text import clean_text, one_line

# The largest sources on arXiv have about as much.
MOST_PACKED = 50_000_000
# Four times as much: text packs so well, and a bomb far better.
MOST_UNPACKED = 4 * MOST_PACKED
# Far more files and folders than a paper has.
MOST_MEMBERS = 50_000
# Of a name: folders in one another, and characters.
_MOST_STEPS = 20
_LONGEST_NAME = 400
# Bytes of what a .tar says of one member beside its name.
_LONGEST_HEADER = 65_536

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
# What each member begins with in the directory of a .zip.
_ZIP_MEMBER = b"PK\x01\x02"
# The bit of a zip member's flags that says that it is encrypted.
_ENCRYPTED = 1
# Where the mark of a .tar stands.
_TAR_MARK = b"ustar"
_TAR_MARK_AT = 257
_TAR_HEADERS = (
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)  # fmt: skip
# What reading an archive that is not whole may end in.
_DAMAGED = (
    tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """A file that an archive has, of so many bytes, and why it is not read: empty for an ordinary one."""

    name: str
    size: int
    fault: str = ""


# Says how many bytes of a member are read at most, and one more if it has more; zero to pass over it.
Choose = Callable[[ArchiveMember], int]


def is_archive(data: bytes) -> bool:
    """Return whether ``data`` begins like gzip, zip or tar."""
    return data.startswith((_GZIP, _ZIP)) or data[_TAR_MARK_AT:].startswith(_TAR_MARK)


def plain_member(name: str, size: int, *, is_file: bool = True) -> ArchiveMember:
    """Return a member with its name in plain form: ``a/b``, whatever slashes and dots stand in it."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in ("", ".")]
    plain = "/".join(steps)
    fault = ""
    if not is_file:
        fault = "a link or a device"
    elif clean_text(name) != name or "\n" in name:
        fault = "a name that is not text"
    elif ".." in steps or not steps or name.startswith(("/", "\\")) or name[1:2] == ":":
        fault = "a name that points elsewhere"
    elif len(steps) > _MOST_STEPS or len(plain) > _LONGEST_NAME:
        fault = f"a name with more than {_MOST_STEPS} folders in one another, or {_LONGEST_NAME} characters"
    return ArchiveMember(one_line(name)[:100] if fault else plain, size, fault)


def read_archive(data: bytes, choose: Choose, *, lone_name: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the names and the bytes of the chosen members of a ``.zip``, ``.tar`` or ``.tar.gz``.

    With ``lone_name``, a ``.gz`` that contains no ``.tar`` is one member of that name.

    Raises UsageError: it is damaged, has an encrypted member that is wanted, or passes a bound.
    """
    if len(data) > MOST_PACKED:
        raise UsageError(f"it has more than {MOST_PACKED // 1_000_000} MB")
    try:
        if data.startswith(_ZIP[:2]):
            yield from _read_zip(data, choose)
        elif not data.startswith(_GZIP):
            yield from _read_tar(io.BytesIO(data), choose)
        else:
            with gzip.open(io.BytesIO(data)) as stream:
                if lone_name and not stream.peek(512)[_TAR_MARK_AT:].startswith(_TAR_MARK):
                    yield lone_name, stream.read(choose(ArchiveMember(lone_name, 0)) + 1)
                else:
                    yield from _read_tar(stream, choose)
    except _DAMAGED as error:
        message = f"it is not an archive, or is damaged or incomplete: {one_line(str(error))}"
        raise UsageError(message, "fetch it again") from None


def _read_zip(data: bytes, choose: Choose) -> Iterator[tuple[str, bytes]]:
    if data.count(_ZIP_MEMBER) > MOST_MEMBERS:
        raise make_count_error()  # before the directory is read, which takes half a kilobyte for each
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            is_file = stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
            member = plain_member(info.orig_filename, info.file_size, is_file=is_file)
            most = choose(member)
            if not most or member.fault:
                continue
            if info.flag_bits & _ENCRYPTED:
                remedy = "unpack it with its password, and name the folder"
                raise UsageError(f"it contains an encrypted file: {member.name!r}", remedy)
            unpacked += min(info.file_size, most)
            if unpacked > MOST_UNPACKED:
                raise _make_size_error()
            with archive.open(info) as stream:
                yield member.name, stream.read(most + 1)


def _read_tar(stream: io.BytesIO | gzip.GzipFile, choose: Choose) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=_Bounded(stream), mode="r|", tarinfo=_TarInfo, errors="replace") as archive:  # pyright: ignore[reportArgumentType]  read alone is asked of it
        for number, info in enumerate(archive, 1):
            vars(archive)["members"] = []  # it would keep them all
            if number > MOST_MEMBERS:
                raise make_count_error()
            if info.isdir():
                continue
            member = plain_member(info.name, info.size, is_file=info.isreg() and not info.issparse())
            most = choose(member)
            if most and not member.fault and (content := archive.extractfile(info)) is not None:
                yield member.name, content.read(most + 1)


class _Bounded(io.RawIOBase):
    """A stream of unpacked data, up to a limit."""

    def __init__(self, stream: io.BytesIO | gzip.GzipFile) -> None:
        self._stream, self._bytes = stream, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._bytes += len(data)
        if self._bytes > MOST_UNPACKED:
            raise _make_size_error()
        return data


class _TarInfo(tarfile.TarInfo):
    """A member of a ``.tar`` whose extra headers are short: they are read whole, and kept."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _TAR_HEADERS and self.size > _LONGEST_HEADER:
            raise UsageError("a header in it is too long", "ask for a plain archive")
        return super()._proc_member(archive)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]  where headers are read


def make_count_error() -> UsageError:
    """Return the refusal of an archive with too many members, or folders that only their names have."""
    return UsageError(f"it contains more than {MOST_MEMBERS:,} files and folders")


def _make_size_error() -> UsageError:
    return UsageError(f"it unpacks to more than {MOST_UNPACKED // 1_000_000} MB")
