"""Fetch banks by their address: a git repository or an archive, over HTTPS, within limits.

Nothing of it is executed, and nothing written but what git needs to fetch: names and sizes are looked at
first, and only the text of ``.yaml`` files is taken.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import os
import posixpath
import signal
import stat
import struct
import subprocess
import tarfile
import tempfile
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from drill import limits
from drill.errors import UsageError
from drill.exchange.download import LIMIT_S, MOST_BYTES, download
from drill.text import clean, one_line

MOST_KEPT = 20_000_000
MOST_FILES = 2_000
_MOST_UNPACKED = 4 * MOST_BYTES
# Far more files than a repository of banks has.
_MOST_MEMBERS = 50_000
# Of one name in it: folders in one another, and characters.
_MOST_STEPS, _LONGEST_NAME = 20, 400
# Bytes of what a .tar says of one member beside its name.
_LONGEST_HEADER = 65_536
# What each member begins with in the directory of a .zip.
_ZIP_MEMBER = b"PK\x01\x02"
# Seconds between two looks at what git has fetched.
_LOOK_S = 0.1
_ENDINGS = (".git", ".zip", ".tar.gz", ".tgz")
_PASSED_ON = (
    "PATH", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "GIT_SSL_CAINFO", "SYSTEMROOT",
)  # fmt: skip
_DAMAGED = (
    tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, zlib.error, lzma.LZMAError, struct.error,
    NotImplementedError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
# The bit of a zip member's flags that says so.
_ENCRYPTED = 1


@dataclass(frozen=True, slots=True)
class Fetched:
    """The texts of banks by their paths, and the revision of the address."""

    files: Mapping[str, bytes]
    revision: str


def name_in(address: str) -> str:
    """Return the name in an address: its last step."""
    step = posixpath.basename(address.partition("?")[0].rstrip("/"))
    return next((step.removesuffix(ending) for ending in _ENDINGS if step.endswith(ending)), step)


def fetch(address: str, subfolder: str = "", schemes: Sequence[str] = ("https",)) -> Fetched:
    """Fetch the banks of an address, or of the folder ``subfolder`` in it.

    Raises:
        UsageError: the address is refused, cannot be reached, or holds what is refused: links, devices, names
            that point outside or differ in capitals alone, too much.
    """
    try:
        url = urlsplit(address)
    except ValueError as error:
        raise UsageError(f"this is not an address: {one_line(address)}: {error}", "write https://…") from None
    if clean(address) != address or address != address.strip() or " " in address or url.username:
        raise UsageError(f"this is not an address: {one_line(address)}", "write https://… without a password")
    if url.scheme not in schemes:
        raise UsageError(f"banks come over HTTPS only, not from {one_line(address)}", "write https://…")
    if not url.path.endswith(_ENDINGS):
        raise UsageError(f"{address} is none of {', '.join(_ENDINGS)}", "name a repository or an archive")
    if url.path.endswith(".git"):
        return _from_git(address, subfolder, schemes)
    data = _downloaded(address, schemes)
    tree = _Tree()
    try:
        for name, text in _zip(data, tree) if data.startswith(b"PK") else _tar(data, tree):
            tree.keep(name, text)
    except _DAMAGED as error:
        raise UsageError(f"{address} is not an archive, or is damaged: {one_line(str(error))}") from None
    return Fetched(_below(tree.unwrapped(), subfolder), hashlib.sha256(data).hexdigest()[:12])


class _Tree:
    """The content of a repository or an archive: all names are checked, and YAML files are kept."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self._spelt: dict[str, str] = {}
        self._names: set[str] = set()
        self._bytes = 0

    def wants(self, name: str) -> bool:
        """Return whether a file is kept. Raises UsageError for a name that no honest archive has."""
        if len(self._names) >= _MOST_MEMBERS:
            raise _too_many()
        steps = name.split("/")
        if len(steps) > _MOST_STEPS or len(name) > _LONGEST_NAME:
            long = f"more than {_MOST_STEPS} folders in one another, or {_LONGEST_NAME} characters"
            raise UsageError(f"it is refused: a name in it has {long}: {one_line(name)[:60]!r}…")
        is_odd = "\\" in name or name.startswith("/") or name[1:2] == ":" or {"", ".", ".."} & {*steps}
        if is_odd or clean(name) != name or "\n" in name:
            raise UsageError(f"it is refused: a name in it points elsewhere: {one_line(name)[:100]!r}")
        for depth in range(1, len(steps) + 1):
            path = "/".join(steps[:depth])
            first_spelling = self._spelt.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
            if first_spelling != path or (depth == len(steps) and path in self._names):
                clashing = f"{one_line(first_spelling)} and {one_line(path)}"
                raise UsageError(f"it is refused: {clashing} are one name on many systems")
        self._names.add(name)
        return name.endswith(".yaml") and not any(step.startswith(".") for step in steps)

    def keep(self, name: str, data: bytes) -> None:
        """Keep a file's text. Raises UsageError where it is too much."""
        self.kept[name] = data
        self._bytes += len(data)
        self.room(0)

    def room(self, size: int) -> None:
        """Refuse a file that exceeds the limits together with the others."""
        if self._bytes + size > MOST_KEPT or len(self.kept) > MOST_FILES:
            raise self.too_much()

    def too_much(self) -> UsageError:
        """Return the error for more YAML than is kept."""
        return UsageError(f"it has more than {MOST_KEPT // 1_000_000} MB or {MOST_FILES:,} files of YAML")

    def unwrapped(self) -> Mapping[str, bytes]:
        """Return the files without the top folder that forges add, unless that is a bank itself."""
        tops = {name.partition("/")[0] for name in self._names if "/" in name}
        top = next(iter(tops), "")
        is_bank = f"{top}/_subject.yaml" in self._names
        if len(tops) != 1 or is_bank or any("/" not in name for name in self._names):
            return self.kept
        return {name.removeprefix(f"{top}/"): data for name, data in self.kept.items()}


def _too_many() -> UsageError:
    return UsageError(f"it contains more than {_MOST_MEMBERS:,} files and folders")


def _refused(kind: str, name: str) -> UsageError:
    return UsageError(f"it is refused: it contains {kind}: {one_line(name)[:100]!r}", "ask for plain files")


def _below(files: Mapping[str, bytes], subfolder: str) -> Mapping[str, bytes]:
    """Return the files of a folder."""
    root = subfolder.strip("/")
    start = f"{root}/" if root else ""
    result = {name.removeprefix(start): data for name, data in files.items() if name.startswith(start)}
    if not result:
        raise UsageError(f"there is no .yaml file in {one_line(root) or 'it'}", "name a folder: --at PATH")
    return result


# --- archives ----------------------------------------------------------------------------------------------


def _downloaded(address: str, schemes: Sequence[str]) -> bytes:
    def refused(target: str) -> str:
        is_allowed = urlsplit(target).scheme in schemes
        return "" if is_allowed else f"it redirects to {one_line(target)}, which is not HTTPS"

    try:
        return download(address, refused, lambda size, ends: _within(size, ends, address))
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise UsageError(
            f"{address} cannot be fetched: {one_line(str(reason))}", "is the address right?"
        ) from None


def _within(size: int, ends: float, address: str) -> None:
    if size > MOST_BYTES:
        raise UsageError(f"{address} was stopped: it has more than {MOST_BYTES // 1_000_000} MB")
    if time.monotonic() > ends:
        raise UsageError(f"{address} was stopped: it took longer than {LIMIT_S:g} s", "try again later")


def _zip(data: bytes, tree: _Tree) -> Iterator[tuple[str, bytes]]:
    if data.count(_ZIP_MEMBER) > _MOST_MEMBERS:
        raise _too_many()  # before the directory is read, which takes half a kilobyte for each
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            mode = member.external_attr >> 16
            if member.is_dir():
                continue
            if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                raise _refused("a link or a device", member.filename)
            if tree.wants(member.orig_filename):
                if member.flag_bits & _ENCRYPTED:
                    raise _refused("an encrypted file", member.filename)
                tree.room(member.file_size)
                with archive.open(member) as stream:
                    yield member.filename, stream.read(MOST_KEPT + 1)


class _Bounded(io.RawIOBase):
    """A stream of unpacked data, up to a limit."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._bytes = stream, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._bytes += len(data)
        if self._bytes > _MOST_UNPACKED:
            raise UsageError(f"it unpacks to more than {_MOST_UNPACKED // 1_000_000} MB")
        return data


class _Member(tarfile.TarInfo):
    """A member of an archive whose extra headers are short: they are read whole, and kept."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADERS and self.size > _LONGEST_HEADER:
            raise UsageError("it is refused: a header in it is too long", "ask for a plain archive")
        return super()._proc_member(archive)  # pyright: ignore[reportAttributeAccessIssue]


_HEADERS = (
    tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)  # fmt: skip


def _tar(data: bytes, tree: _Tree) -> Iterator[tuple[str, bytes]]:
    with (
        gzip.GzipFile(fileobj=io.BytesIO(data)) as stream,
        tarfile.open(fileobj=_Bounded(stream), mode="r|", tarinfo=_Member) as archive,  # pyright: ignore[reportArgumentType]
    ):
        for number, member in enumerate(archive, 1):
            vars(archive)["members"] = []  # it would keep them all
            if number > _MOST_MEMBERS:
                raise _too_many()
            if member.isdir():
                continue
            if not member.isreg() or member.issparse():
                raise _refused("a link or a device", member.name)
            if tree.wants(member.name.removeprefix("./")):
                tree.room(member.size)
                if (text := archive.extractfile(member)) is not None:
                    yield member.name.removeprefix("./"), text.read(MOST_KEPT + 1)


# --- git ---------------------------------------------------------------------------------------------------


def _from_git(address: str, subfolder: str, schemes: Sequence[str]) -> Fetched:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        git = _Git(Path(folder), address, schemes)
        git.run("init", "--quiet", "--bare", "--template=", ".")
        git.run(
            "fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", address, "HEAD"
        )
        revision = git.run("rev-parse", "FETCH_HEAD").decode().strip()
        tree = _Tree()
        wanted: list[tuple[str, int]] = []
        blobs: list[str] = []
        for row in git.run("ls-tree", "-r", "-z", "-l", "--full-tree", "FETCH_HEAD").split(b"\0"):
            if not row:
                continue
            about, _, raw = row.partition(b"\t")
            mode, kind, blob, size = about.decode().split()
            name = raw.decode("utf-8", "surrogateescape")
            if mode == "120000":
                raise _refused("a link", name)
            if kind == "blob" and tree.wants(name):  # a submodule is none, and not fetched
                wanted.append((name, int(size)))
                blobs.append(blob)
        if len(wanted) > MOST_FILES:
            raise tree.too_much()
        tree.room(sum(size for _, size in wanted))
        texts = io.BytesIO(git.run("cat-file", "--batch", input_text="\n".join(blobs)))
        for name, size in wanted:
            texts.readline()
            tree.keep(name, texts.read(size))
            texts.read(1)
    return Fetched(_below(tree.kept, subfolder), revision[:12])


def _confined() -> None:
    """Set limits in the process that becomes git: what a server sends may need any memory."""
    limits.confine_program(MOST_BYTES)


class _Git:
    """The git program without settings, prompts, hooks and filters, and without a work tree."""

    def __init__(self, folder: Path, address: str, schemes: Sequence[str]) -> None:
        self._folder, self._address = folder, address
        self._ends = time.monotonic() + LIMIT_S
        allowed = [f"protocol.{scheme}.allow=always" for scheme in schemes]
        settings = [
            "protocol.allow=never", *allowed, f"core.hooksPath={os.devnull}", "credential.helper=",
            "gc.auto=0", "http.followRedirects=initial", "core.bigFileThreshold=1m",
            "submodule.recurse=false",
        ]  # fmt: skip
        self._words = ["git", *(word for setting in settings for word in ("-c", setting))]
        self._environ = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
            "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "GIT_LFS_SKIP_SMUDGE": "1",
        }  # fmt: skip

    def run(self, *arguments: str, input_text: str = "") -> bytes:
        """Run git with ``input_text`` as its standard input, and return what it prints.

        Raises UsageError where it fails, takes too long, or fetches too much.
        """
        out, err, words = (self._folder / name for name in (".out", ".err", ".in"))
        words.write_text(input_text, "utf-8")
        try:
            with out.open("wb") as stdout, err.open("wb") as stderr, words.open("rb") as stdin:
                process = subprocess.Popen(
                    [*self._words, *arguments], cwd=self._folder, env=self._environ, stdin=stdin,
                    stdout=stdout, stderr=stderr, start_new_session=True, preexec_fn=_confined,
                )  # fmt: skip
                try:
                    while process.poll() is None:
                        time.sleep(_LOOK_S if arguments[0] == "fetch" else _LOOK_S / 20)
                        size = _size(self._folder) if arguments[0] == "fetch" else out.stat().st_size
                        _within(size, self._ends, self._address)
                finally:
                    if process.poll() is None:
                        with suppress(OSError, AttributeError):
                            os.killpg(process.pid, signal.SIGKILL)
                        process.kill()
                        process.wait()
        except FileNotFoundError:
            raise UsageError("git is not installed", "name a .zip or .tar.gz instead") from None
        if process.returncode:
            lines = err.read_text("utf-8", "replace").strip().splitlines() or ["git failed"]
            if any("memory" in line for line in lines):
                reason = "git needs more memory for it than for any repository of banks"
                raise UsageError(f"{self._address} was stopped: {reason}", "name a .zip or .tar.gz instead")
            raise UsageError(
                f"{self._address} cannot be fetched: {one_line(lines[-1])}", "is the address right?"
            )
        return out.read_bytes()


def _size(folder: Path) -> int:
    """Return the bytes below a folder; 0 while git moves its files about."""
    with suppress(OSError):
        return sum(path.lstat().st_size for path in folder.rglob("*"))
    return 0
