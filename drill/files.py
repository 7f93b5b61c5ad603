"""Files that are written completely or not at all, and by one window at a time; the places of files."""

from __future__ import annotations

import errno
import os
import stat
import sys
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import BinaryIO

from drill.errors import DrillError, FileError, SourceError, UsageError
from drill.text import clean_text

_LOCK = ".lock"


def save_text_file(file: Path, text: str) -> None:
    """Write a file as a whole. Raises FileError if that fails; the former content is kept."""
    try:
        write_whole(file, text.encode("utf-8", "replace"))
    except OSError as error:
        raise FileError(file, "written", error) from error


def text_of(file: Path) -> str:
    """Return the text of a file before it is changed. Raises SourceError if it cannot be read."""
    try:
        refuse_endless(file)
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read, so it is left as it is: {error}") from error


def refuse_endless(path: Path) -> os.stat_result:
    """Return the status of a file or folder; refuse a pipe, device or socket, because it may never end.

    Raises OSError: it is one of these (ESPIPE), or it does not exist.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
        raise OSError(
            errno.ESPIPE, "it is a pipe or a device, not a file; save it as a file first", str(path)
        )
    return about


def number_names(stem: str) -> Iterator[str]:
    """Yield names to find one that is free: ``stem``, ``stem-2``, ``stem-3`` and so on."""
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def write_whole(path: Path, data: bytes, *, durably: bool = True) -> None:
    """Write a file next to its place and move it there; a link is followed. Raises OSError."""
    path.resolve().parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path, durably=durably) as stream:
        stream.write(data)


@contextmanager
def whole_file(path: Path, *, durably: bool = True) -> Generator[BinaryIO, None, None]:
    """Open a stream that replaces the file at ``path`` when it is complete. Raises OSError.

    ``durably`` waits for the disk, so that a power failure leaves the old file or the new one; files that can
    be made again need not wait.
    """
    target = path.resolve()
    descriptor, half = tempfile.mkstemp(prefix=f".{target.name[:80]}-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            if durably:
                stream.flush()
                os.fsync(stream.fileno())
        os.chmod(half, _choose_file_mode(target))
        os.replace(half, target)
    except BaseException:
        with suppress(OSError):
            os.remove(half)
        raise


def keep_traceback(folder: Path, error: BaseException) -> Path | None:
    """Write the traceback of an error into the log folder; return its file, or ``None`` if that fails."""
    import traceback

    path = folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    text = "".join(traceback.format_exception(error))
    try:
        write_whole(path, clean_text(text).encode("utf-8", "replace"), durably=False)
    except OSError:
        return None
    return path


@contextmanager
def log_faults(folder: Path, name: str) -> Generator[None]:
    """Have a fault of the program told as a row that cannot be followed, its traceback kept in ``folder``.

    Whatever is replayed at a start is read so, because a fault that stayed would stop each day that comes.

    Raises DrillError, which whoever leads to the row takes as a reason to leave it out.
    """
    try:
        yield
    except DrillError:
        raise
    except Exception as error:
        report = keep_traceback(folder, error)
        kept = f"; the details are in {report}" if report else ""
        raise DrillError(f"{name} cannot be followed, by a fault of the program{kept}") from error


@contextmanager
def lock_file_folder(file: Path) -> Generator[None, None, None]:
    """Lock the folder of a file between reading and writing it, so that others wait.

    Raises FileError if it cannot be locked.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        stack = ExitStack()
        _lock(stack.enter_context((file.parent / _LOCK).open("a+b")).fileno())
    except OSError as error:
        raise FileError(file, "written", error) from error
    with stack:
        yield  # closing the file of the lock releases it


def hold_file(file: Path) -> int | None:
    """Lock a file until the returned descriptor is closed; return ``None`` if it is already locked.

    The end of the process closes it, too. Raises OSError if the file cannot be opened.
    """
    descriptor = os.open(file, os.O_RDWR)
    try:
        _lock(descriptor, waits=False)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, waits: bool = True) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK if waits else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int, *, waits: bool = True) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if waits else fcntl.LOCK_EX | fcntl.LOCK_NB)


def _choose_file_mode(target: Path) -> int:
    """Return the mode of the existing file, else that of a new file under the user's mask."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


# The places of files: settings, the learner's data, caches.
#
# ``DRILL_HOME`` puts everything into one folder; otherwise the places of the platform are used.

APPLICATION = "drill"


@dataclass(frozen=True, slots=True)
class Locations:
    """Absolute paths, which need not exist."""

    # The settings file.
    config: Path
    # The folder of files that must not be lost.
    data: Path
    # The folder of files that can be made again.
    cache: Path
    # The folder of crash reports.
    log: Path

    @property
    def database(self) -> Path:
        """The learner's events."""
        return self.data / "drill.db"

    @property
    def class_token(self) -> Path:
        """The token of the class that the learner joined, readable only by its owner."""
        return self.data / "class-token"

    @property
    def banks(self) -> Path:
        """The learner's own and imported banks."""
        return self.data / "banks"

    @property
    def backups(self) -> Path:
        """Consistent copies of the database."""
        return self.data / "backups"


def find(environ: Mapping[str, str]) -> Locations:
    """Return the places for this environment.

    Raises:
        UsageError: ``DRILL_HOME`` is a file or refers to an unknown user, or without it there is no home.
    """
    home = environ.get("DRILL_HOME", "")
    if home:
        try:
            root = Path(home).expanduser().absolute()
        except RuntimeError as error:
            raise UsageError(f"DRILL_HOME is not a folder: {home}", "name a folder, or unset it") from error
        if os.path.lexists(root) and not os.path.isdir(root):
            raise UsageError(f"DRILL_HOME is not a folder: {root}", "name a folder, or unset it")
        return Locations(root / "config.toml", root, root / "cache", root / "log")
    # Imported here, because it is not needed with ``DRILL_HOME``.
    from platformdirs import PlatformDirs

    places = PlatformDirs(APPLICATION, appauthor=False)
    try:
        return Locations(
            config=Path(places.user_config_dir) / "config.toml",
            data=Path(places.user_data_dir),
            cache=Path(places.user_cache_dir),
            log=Path(places.user_log_dir),
        )
    except RuntimeError as error:
        raise UsageError(
            "you have no home folder here", "let DRILL_HOME name a folder for your marks"
        ) from error


def is_on_server(environ: Mapping[str, str], places: Locations) -> bool:
    """Return whether the marks are in a database on a server, not in the file of `Locations`."""
    return "DRILL_DATABASE_URL" in environ or places.class_token.exists()


def shipped_banks() -> Path:
    """Return the folder of the banks that come with the program.

    A wheel contains it in the package as ``_exercises``; in a checkout it is next to the package.
    """
    package = Path(str(files("drill")))
    installed = package / "_exercises"
    if installed.is_dir():
        return installed
    return package.parent / "exercises"


def compiled_banks() -> Path:
    """Return the folder of the banks that were compiled when the wheel was built; it may not exist.

    A checkout does not have one. If Python runs in a checkout, the folder is that of an installed wheel,
    because the checkout may be the current folder of somebody who installed drill from it.
    """
    own = Path(str(files("drill"))) / "_compiled_banks"
    others = (Path(folder, "drill", "_compiled_banks") for folder in sys.path)
    return next((folder for folder in (own, *others) if folder.is_dir()), own)
