"""Fetch banks by their address: an archive over HTTPS, or a folder, within limits.

Nothing of it is executed or written: names and sizes are looked at first, and only the text of ``.yaml``
files is taken.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import shlex
import stat
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from drill import archives
from drill.archives import Member, plain_member, read_archive
from drill.errors import FileError, UsageError
from drill.exchange.download import download_bytes
from drill.removals import describe_removal
from drill.text import clean_text, one_line

MOST_KEPT: Final = 20_000_000
MOST_FILES: Final = 2_000
_ENDINGS: Final = (".zip", ".tar.gz", ".tgz")
# What git alone fetches, without a password: ``https://host/banks.git``, ``git@host:banks``.
_OF_GIT: Final = re.compile(
    r"(?:git\+)?((?:https?|file)://[^\s@]+\.git/?)|git\+(https?://[^\s@]+)|(?:git\+)?((?:ssh|git)://\S+)|"
    r"([\w.-]+@[\w.-]+:[^\s-]\S*)"
)
_REMOTE: Final = re.compile(r"^\s*url\s*=\s*(\S+)\s*$", re.M)


@dataclass(frozen=True, slots=True)
class Fetched:
    """The texts of banks by their paths, and the revision of the address."""

    files: Mapping[str, bytes]
    revision: str


def find_name_in_address(address: str) -> str:
    """Return the name in an address: its last step."""
    step = posixpath.basename(address.partition("?")[0].rstrip("/"))
    return next((step.removesuffix(ending) for ending in (*_ENDINGS, ".git") if step.endswith(ending)), step)


def cloned_from(folder: str) -> str:
    """Return the address of the repository that a folder is a clone of; empty for any other folder."""
    with suppress(OSError, UnicodeDecodeError):
        config = Path(folder, ".git", "config")
        if config.is_file() and (remote := _REMOTE.search(config.read_text("utf-8"))) is not None:
            return clean_text(remote[1])
    return ""


def refuse_repository(address: str, options: Sequence[str], shelf: str = "") -> None:
    """Raise UsageError for an address of git's, with what to type instead.

    The ``options`` belong to the folder that git makes; ``shelf`` was fetched from there by an earlier
    version.
    """
    match = _OF_GIT.fullmatch(address)
    if match is None or clean_text(address) != address:
        return
    repository = match[match.lastindex or 0]
    folder = f"./{find_name_in_address(repository.rpartition(':')[2])}"
    lines = (shlex.join(("git", "clone", repository)), shlex.join(("drill", "get", folder, *options)))
    stays = f"The banks of {shelf} stay as they are. " if shelf else ""
    message = f"drill get no longer runs git. {stays}{describe_removal('address', 'git')}"
    raise UsageError("\n  ".join((message, *lines)))


def fetch_banks(address: str, subfolder: str = "", schemes: Sequence[str] = ("https",)) -> Fetched:
    """Fetch the banks of an address or a folder, or of the folder ``subfolder`` in it.

    Raises:
        UsageError: the address is refused, cannot be reached, or holds what is refused: links, devices, names
            that point outside or differ in capitals alone, too much.
        FileError: the folder cannot be read.
    """
    if os.path.isdir(address):
        return _read_folder(Path(address), subfolder)
    if os.path.isabs(address):
        raise UsageError(f"there is no folder {one_line(address)}", "was it moved?")
    try:
        url = urlsplit(address)
    except ValueError as error:
        raise UsageError(f"this is not an address: {one_line(address)}: {error}", "write https://…") from None
    if clean_text(address) != address or address != address.strip() or " " in address or url.username:
        raise UsageError(f"this is not an address: {one_line(address)}", "write https://… without a password")
    if url.scheme not in schemes:
        message = f"banks come over HTTPS or from a folder, not from {one_line(address)}"
        raise UsageError(message, "write https://…, or ./ and the folder's name")
    if not url.path.endswith(_ENDINGS):
        remedy = "name an archive, or clone the repository and name its folder"
        raise UsageError(f"{address} does not end in {', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}", remedy)
    data = _download_archive(address, schemes)
    tree = _Tree()
    try:
        for name, text in read_archive(data, tree.choose):
            tree.keep(name, text)
    except UsageError as error:
        raise UsageError(f"{address}: {error.message}", error.hint) from None
    return Fetched(
        _select_subfolder_files(tree.unwrapped(), subfolder), hashlib.sha256(data).hexdigest()[:12]
    )


class _Tree:
    """The content of an archive or a folder: all names are checked, and YAML files are kept."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self._spelt: dict[str, str] = {}
        self._names: set[str] = set()
        self._bytes = 0

    def choose(self, member: Member) -> int:
        """Return how many bytes of a file are read. Raises UsageError for what no honest archive has."""
        name = member.name
        if member.fault:
            raise UsageError(
                f"it is refused, since it contains {member.fault}: {name!r}", "ask for plain files"
            )
        steps = name.split("/")
        for depth in range(1, len(steps) + 1):
            path = "/".join(steps[:depth])
            key = unicodedata.normalize("NFC", path).casefold()
            is_known, first_spelling = key in self._spelt, self._spelt.setdefault(key, path)
            if first_spelling != path:
                raise UsageError(
                    f"it is refused: {first_spelling} and {path} are the same name on many systems"
                )
            if (is_known and depth == len(steps)) or path in self._names:
                raise UsageError(f"it is refused: two things in it are called {path}")
        if len(self._spelt) > archives.MOST_MEMBERS:
            raise archives.make_count_error()
        self._names.add(name)
        if not name.endswith(".yaml") or any(step.startswith(".") for step in steps):
            return 0
        self._refuse_too_much(member.size)
        return MOST_KEPT

    def keep(self, name: str, data: bytes) -> None:
        """Keep a file's text. Raises UsageError where it is too much."""
        self.kept[name] = data
        self._bytes += len(data)
        self._refuse_too_much(0)

    def _refuse_too_much(self, size: int) -> None:
        """Refuse a file that exceeds the limits together with the others."""
        if self._bytes + size > MOST_KEPT or len(self.kept) > MOST_FILES:
            raise UsageError(f"it has more than {MOST_KEPT // 1_000_000} MB or {MOST_FILES:,} files of YAML")

    def unwrapped(self) -> Mapping[str, bytes]:
        """Return the files without the top folder that forges add, unless that is a bank itself."""
        tops = {name.partition("/")[0] for name in self._names if "/" in name}
        top = next(iter(tops), "")
        is_bank = f"{top}/_subject.yaml" in self._names
        if len(tops) != 1 or is_bank or any("/" not in name for name in self._names):
            return self.kept
        return {name.removeprefix(f"{top}/"): data for name, data in self.kept.items()}


def _select_subfolder_files(files: Mapping[str, bytes], subfolder: str) -> Mapping[str, bytes]:
    """Return the files of a folder."""
    root = subfolder.strip("/")
    start = f"{root}/" if root else ""
    result = {name.removeprefix(start): data for name, data in files.items() if name.startswith(start)}
    if not result:
        raise UsageError(f"there is no .yaml file in {one_line(root) or 'it'}", "name a folder: --at PATH")
    return result


def _read_folder(folder: Path, subfolder: str) -> Fetched:
    """Read the banks of a folder; what is hidden and what links lead to is passed over."""
    tree = _Tree()
    number = 0
    try:
        for path, inner, files in os.walk(folder / posixpath.normpath(f"/{subfolder}")[1:]):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            number += len(files)
            if number > archives.MOST_MEMBERS:
                message = f"{folder} contains more than {archives.MOST_MEMBERS:,} files"
                raise UsageError(message, "name a folder in it: --at PATH")
            for file in (Path(path, name) for name in sorted(files) if name.endswith(".yaml")):
                about = file.lstat()
                name = os.fsencode(file.relative_to(folder)).decode("utf-8", "replace").replace(os.sep, "/")
                member = plain_member(name, about.st_size, is_file=stat.S_ISREG(about.st_mode))
                if most := tree.choose(member):
                    with file.open("rb") as stream:
                        tree.keep(member.name, stream.read(most + 1))
    except OSError as error:
        raise FileError(error.filename or folder, "read", error) from error
    whole = hashlib.sha256(repr(sorted(tree.kept.items())).encode())
    return Fetched(_select_subfolder_files(tree.kept, subfolder), whole.hexdigest()[:12])


def _download_archive(address: str, schemes: Sequence[str]) -> bytes:
    def refused(target: str) -> str:
        is_allowed = urlsplit(target).scheme in schemes
        return "" if is_allowed else f"it redirects to {one_line(target)}, which is not HTTPS"

    try:
        return download_bytes(
            address, refused, lambda why: UsageError(f"the download of {address} was stopped: {why}")
        )
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise UsageError(
            f"{address} cannot be fetched: {one_line(str(reason))}", "is the address right?"
        ) from None
