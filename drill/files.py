"""Files that are written whole or not at all, and by one window at a time."""

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

from drill.errors import FileError, SourceError, UsageError
from drill.text import clean_text

_LOCK = ".lock"


def save_text_file(file: Path, text: str) -> None:
    """Write a file whole. Raises FileError where that fails: what was there before stays."""
    try:
        write_whole(file, text.encode("utf-8", "replace"))
    except OSError as error:
        raise FileError(file, "written", error) from error


def text_of(file: Path) -> str:
    """Return the text of a file that is going to be changed. Raises SourceError if it cannot be read."""
    try:
        refuse_endless(file)
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read, so it is left as it is: {error}") from error


def refuse_endless(path: Path) -> os.stat_result:
    """Refuse a pipe, a device or a socket, of which a reader may never see the end; return what it is else.

    Raises OSError: it is one of them (ESPIPE), or there is nothing.
    """
    about = path.stat()
    if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
        raise OSError(
            errno.ESPIPE, "it is a pipe or a device, not a file; save it as a file first", str(path)
        )
    return about


def number_names(stem: str) -> Iterator[str]:
    """Yield names for something that may be there already: ``stem``, ``stem-2``, ``stem-3`` and so on."""
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def write_whole(path: Path, data: bytes, *, durably: bool = True) -> None:
    """Write a file next to its place and move it there; a link's target is written. Raises OSError."""
    path.resolve().parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path, durably=durably) as stream:
        stream.write(data)


@contextmanager
def whole_file(path: Path, *, durably: bool = True) -> Generator[BinaryIO, None, None]:
    """Open a stream that becomes the file at ``path`` once all is written, and nothing before. Raises
    OSError.

    ``durably`` waits for the disk, so that a loss of power leaves one file or the other; what can be made
    again need not wait.
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
    """Write an error's traceback into the log folder; return its file, ``None`` where that fails."""
    import traceback

    path = folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    text = "".join(traceback.format_exception(error))
    try:
        write_whole(path, clean_text(text).encode("utf-8", "replace"), durably=False)
    except OSError:
        return None
    return path


@contextmanager
def lock_file_folder(file: Path) -> Generator[None, None, None]:
    """Lock a file's folder between reading the file and writing it; others wait.

    Raises FileError where that cannot be.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        stack = ExitStack()
        _lock(stack.enter_context((file.parent / _LOCK).open("a+b")).fileno())
    except OSError as error:
        raise FileError(file, "written", error) from error
    with stack:
        yield  # closing the lock's file lets go of it


def hold_file(file: Path) -> int | None:
    """Lock a file until its descriptor, which this returns, is closed; ``None`` where it is locked already.

    The end of the process closes it, too. Raises OSError where it cannot be opened.
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
    """Return the mode of the existing file, else what the user's mask leaves."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


# The places of files: settings, the learner's data, caches.
#
# ``DRILL_HOME`` puts everything below one folder; otherwise each platform's own places are used.

APPLICATION = "drill"


@dataclass(frozen=True, slots=True)
class Locations:
    """Absolute paths; nothing is created by naming them."""

    # The settings file.
    config: Path
    # The folder of everything that must not be lost.
    data: Path
    # The folder of what can be made again.
    cache: Path
    # The folder of crash reports.
    log: Path

    @property
    def database(self) -> Path:
        """The learner's events."""
        return self.data / "drill.db"

    @property
    def class_token(self) -> Path:
        """The token of the class that the learner joined; only they can read it."""
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
        UsageError: ``DRILL_HOME`` names a file, or somebody who has no home; it is unset and nobody has one.
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
    # Imported here, since a fixed home needs none of it.
    from platformdirs import PlatformDirs

    places = PlatformDirs(APPLICATION, appauthor=False)
    try:
        config, data = places.user_config_dir, places.user_data_dir
        cache, log = places.user_cache_dir, places.user_log_dir
    except RuntimeError as error:
        raise UsageError(
            "you have no home folder here", "let DRILL_HOME name a folder for your marks"
        ) from error
    return Locations(Path(config) / "config.toml", Path(data), Path(cache), Path(log))


def is_on_server(environ: Mapping[str, str], places: Locations) -> bool:
    """Return whether the marks are in another database than the file that `Locations` names."""
    return "DRILL_DATABASE_URL" in environ or places.class_token.exists()


def shipped_banks() -> Path:
    """Return the folder of the banks that come with the program.

    A wheel carries it inside the package as ``_exercises``; a checkout has it beside the package.
    """
    package = Path(str(files("drill")))
    installed = package / "_exercises"
    return installed if installed.is_dir() else package.parent / "exercises"


def compiled_banks() -> Path:
    """Return the folder of what a wheel's build compiled of its banks; it may not exist.

    A checkout has none of its own. Where Python runs in one, as the current folder of somebody who installed
    it from there, it is that of the installed wheel.
    """
    own = Path(str(files("drill"))) / "_compiled_banks"
    others = (Path(folder, "drill", "_compiled_banks") for folder in sys.path)
    return next((folder for folder in (own, *others) if folder.is_dir()), own)
