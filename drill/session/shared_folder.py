"""Machines in step by a folder that all of them see: marks, banks and papers, without a command.

Each machine appends its events to a log of its own in the folder, ``drill-DEVICE.jsonl``, which is never
rewritten, and merges the logs of the others up to their last line end. ``drill-DEVICE.json`` has the name of
the machine, its version of drill, and the files that it gave. Banks and papers are in ``banks`` and
``papers``, as in the data folder. All that is read there is untrusted.
"""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
import platform
import re
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from drill import __version__
from drill.banks.load import FROM_DEVICE, MOST_FOLDERS
from drill.codec import parse_json, to_json_value
from drill.errors import DrillError, FileError, LogError
from drill.files import Locations, hold_file, write_whole
from drill.gyr.events import AHEAD, EventId, Undo
from drill.gyr.wire import LINE_BYTES, as_line
from drill.reading import FaultyData, make_reader
from drill.session.database_location import database_at
from drill.store import Placed, Repository, is_after, place_event, refuse_ahead
from drill.text import clean_text, count, one_line

if TYPE_CHECKING:
    from drill.gyr.entry import Entries
    from drill.session.workspace import Workspace

# Seconds between two exchanges, and max seconds of the last one.
EVERY_S, LAST_S = 60.0, 1.0
# The fact with what is known of the folder. It is in the database, so that a restored copy has what was read
# into it and reads the rest again.
_FACT = "shared folder"
_LOG, _MACHINE = re.compile(r"drill-([0-9A-Za-z]{1,64})\.jsonl"), "drill-{}.json"
_MOST_LOGS, _MOST_LOG_BYTES = 100, 1_000_000_000
# Lines that are merged at once, and max events that are dated ahead while the rest of a log is read.
_LINES, _MOST_AHEAD = 200, 1_000
_SHELVES, _SUFFIXES = ("banks", "papers"), (".yaml", ".yml", ".json")
_MOST_FILES, _MOST_FILE_BYTES = 2_000, 10_000_000
# Max things that are remembered as told, and max lines of a log that are named at a time.
_MOST_TOLD, _MOST_NAMED = 500, 5
# The device of a machine that has written nothing.
NAMELESS = "new"
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class _Known:
    """The state of a folder: read up to where, with which version, and which files are the same."""

    folder: str = ""
    drill: str = ""
    # By the name of a log: the end of the last line that was read, the size then, and the number of lines.
    read: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    # By name, the hash of each file when it was last taken from the folder or given to it.
    files: dict[str, str] = field(default_factory=dict[str, str])
    told: list[str] = field(default_factory=list[str])
    # What nobody has seen yet, because it was told at the end.
    unseen: list[str] = field(default_factory=list[str])


@dataclass(frozen=True, slots=True)
class _Machine:
    """What another machine says of itself, and the hashes of the files that it gave, by their names."""

    name: str = ""
    drill: str = ""
    files: Mapping[str, str] = field(default_factory=dict[str, str])


_read_known, _read_machine = make_reader(_Known, unknown="pass"), make_reader(_Machine, unknown="pass")


class SharedFolder:
    """Exchanges marks and files with a folder, each time it is asked to."""

    def __init__(
        self,
        folder: Path,
        store: Repository,
        places: Locations,
        *,
        entries: Callable[[], Entries],
        clock: Callable[[], datetime],
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        """``is_over`` says that no time is left; the rest of the exchange then waits for the next time."""
        self._folder = folder
        self._store = store
        self._places = places
        self._entries = entries
        self._clock = clock
        self._is_over = is_over
        self.taken = 0
        """How many marks and files were taken so far."""
        self._known = _Known()
        self._messages: list[str] = []
        # The ids in one's own log, and its size then.
        self._given: set[str] = set()
        self._size = -1
        self._hashes: dict[Path, tuple[tuple[int, int], str]] = {}
        self._machines: dict[str, _Machine] = {}

    def exchange(self, unseen: Sequence[str] | None = None) -> list[str]:
        """Take news from the folder, and give one's own; return the messages for the learner, once each.

        At the end it is kept for the next start, with what else is ``unseen`` of it.

        Another window of this machine that is at it does it for this one.

        Raises StoreError and FileError, for one's own store and files.
        """
        lock = self._places.data / "sync.lock"
        try:
            lock.touch()
            held = hold_file(lock)
        except OSError as error:
            raise FileError(lock, "written", error) from error
        if held is None:
            return []
        try:
            return self._exchange(unseen)
        finally:
            os.close(held)

    def _exchange(self, unseen: Sequence[str] | None) -> list[str]:
        self._recall()
        self._messages = [*self._known.unseen]
        before = json.dumps(to_json_value(self._known), sort_keys=True)
        missing = f"there is no folder {self._folder}: nothing is exchanged until it is there"
        if not self._folder.is_dir():
            self._tell(missing)
        else:
            self._known.told = [told for told in self._known.told if told != missing]
            with self._telling_faults(self._folder):
                self._exchange_all()
        self._known.unseen = [] if unseen is None else [*unseen, *self._messages]
        after = json.dumps(to_json_value(self._known), sort_keys=True)
        if after != before:
            self._store.keep_fact(_FACT, after)
        return self._messages if unseen is None else []

    def _recall(self) -> None:
        """Read the state; another folder begins anew, another version reads refused lines again."""
        known = _Known()
        with suppress(ValueError, FaultyData):
            known = _read_known(parse_json(self._store.read_fact(_FACT) or "{}"))
        if known.folder != str(self._folder):
            known = _Known(str(self._folder))
        if known.drill != __version__:
            known.drill, known.read = __version__, {}
        self._known = known

    def _exchange_all(self) -> None:
        logs = _list_logs(self._folder)
        device = self._store.device()
        self._machines = {other: self._read_machine(other) for other in logs if other != device}
        self._compare_versions()
        for path in logs.values():
            with self._telling_faults(path):
                self._take_log(path)
        self._known.read = {
            path.name: self._known.read[path.name] for path in logs.values() if path.name in self._known.read
        }
        if device != NAMELESS:
            path = self._folder / f"drill-{device}.jsonl"
            with self._telling_faults(path):
                self._append_own(path)
        self._exchange_files(device)

    def _tell(self, message: str, name: str = "") -> None:
        """Tell something once; it is remembered by ``name``, if not by itself."""
        if (name or message) not in self._known.told:
            self._known.told = [*self._known.told, name or message][-_MOST_TOLD:]
            self._messages.append(f"sync: {message}")

    @contextmanager
    def _telling_faults(self, path: Path) -> Generator[None]:
        """Tell that something in the folder cannot be read or written, and go on."""
        try:
            yield
        except OSError as error:
            self._tell(f"{path}: {error.strerror or error}")

    # Machines

    def _read_machine(self, device: str) -> _Machine:
        with suppress(OSError, ValueError, FaultyData):
            machine: _Machine = _read_machine(parse_json(_read_plain(self._folder / _MACHINE.format(device))))
            return _Machine(one_line(machine.name)[:40], one_line(machine.drill)[:40], machine.files)
        return _Machine()

    def _name(self, device: str) -> str:
        machine = self._machines.get(device, _Machine())
        return machine.name or f"the machine {device}"

    def _compare_versions(self) -> None:
        """Name the machines with an older drill, this one among them."""
        for device, machine in self._machines.items():
            theirs, mine = _read_version(machine.drill), _read_version(__version__)
            if theirs and theirs != mine:
                name = self._name(device) if theirs < mine else _name_this_machine()
                older = machine.drill if theirs < mine else __version__
                self._tell(f"{name} has an older drill, {older}: upgrade {name} first")

    # Logs

    def _take_log(self, path: Path) -> None:
        """Merge the lines of a log that are new up to its last line end; refuse single ones, once."""
        with _open_plain(path) as stream:
            size = os.fstat(stream.fileno()).st_size
            position, former, number = _make_position(self._known.read.get(path.name))
            if size < former:
                position = number = 0
            if size > _MOST_LOG_BYTES:
                self._tell(f"{path.name} has more than {_MOST_LOG_BYTES:,} bytes and is not read")
                return
            reading = _LogReading(stream, position, number)
            while reading.position < size and not self._is_over() and self._take_lines(path, reading):
                pass
        reading.refused += [refuse_ahead(placed) for placed, _ in reading.ahead.values()]
        for error in reading.refused[:_MOST_NAMED]:
            self._tell(str(error))
        if further := reading.refused[_MOST_NAMED:]:
            self._tell(f"{path.name}: {count(len(further), 'more line')} refused")
        end = min((at for _, at in reading.ahead.values()), default=(reading.position, reading.number))
        self._known.read[path.name] = [end[0], size, end[1]]

    def _take_lines(self, path: Path, reading: _LogReading) -> bool:
        """Merge the next lines; return whether there may be more."""
        latest = self._clock() + AHEAD
        lines = reading.read_lines()
        ready: list[Placed] = []
        for start, line in lines:
            if not line.strip():
                continue
            try:
                placed = place_event(path.name, start[1] + 1, line)
            except LogError as error:
                reading.refused.append(error)
                continue
            if is_after(placed.event, latest):
                reading.ahead[placed.event.id] = placed, start
                continue
            if isinstance(placed.event.facts, Undo) and placed.event.facts.target in reading.ahead:
                ready.append(reading.ahead.pop(placed.event.facts.target)[0])
            ready.append(placed)
        reading.refused += self._merge(ready)
        return len(lines) == _LINES and len(reading.ahead) < _MOST_AHEAD

    def _merge(self, events: Sequence[Placed]) -> list[LogError]:
        """Merge events; of those that are refused together, the ones that are refused alone stay out.

        Returns why they are refused.
        """
        if not events:
            return []
        try:
            self.taken += self._store.merge(events, self._entries()).added
            return []
        except LogError as error:
            half = len(events) // 2
            return [*self._merge(events[:half]), *self._merge(events[half:])] if half else [error]

    def _append_own(self, path: Path) -> None:
        """Append to one's own log the events that are in no log of the folder, each line as a whole."""
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _PLAIN, 0o666)
        with os.fdopen(descriptor, "r+b", buffering=0) as stream:
            _refuse_special(descriptor, path)
            size = os.fstat(descriptor).st_size
            if size != self._size:
                self._given = _read_ids(path)
            stream.seek(max(0, size - 1))
            is_torn = stream.read(1) not in (b"", b"\n")
            lines: list[bytes] = [b"\n"] if is_torn else []
            ids: list[str] = []
            for event in self._store.mergeable_besides([*self._machines], self._given):
                lines.append(f"{as_line(event)}\n".encode())
                ids.append(event.id)
            if ids:
                data = b"".join(lines)
                while data:
                    data = data[os.write(descriptor, data) :]
                os.fsync(descriptor)
                self._given.update(ids)
            self._size = os.fstat(descriptor).st_size
        position, _, number = _make_position(self._known.read.get(path.name))
        if position == size and not is_torn:  # one's own lines need not be read
            self._known.read[path.name] = [self._size, self._size, number + len(ids)]

    # Files

    def _exchange_files(self, device: str) -> None:
        """Take and give banks and papers; where both sides changed one, both stay."""
        mine = self._hash_files(self._places.data, may_be_linked=True)
        theirs = self._hash_files(self._folder)
        files = self._known.files = {
            name: hash_ for name, hash_ in self._known.files.items() if name in mine or name in theirs
        }
        former = self._read_machine(device)
        gave = {name: hash_ for name, hash_ in former.files.items() if name in theirs}
        for name in sorted({*mine, *theirs}):
            here, there, same = mine.get(name), theirs.get(name), files.get(name)
            if self._is_over():
                break
            with self._telling_faults(self._folder / name):
                if here is None:
                    if there != same:  # else it was deleted here
                        self._take_file(name, is_new=True)
                elif here == there:
                    files[name] = here
                elif there is None or there == same:
                    if given := self._give_file(name):
                        gave[name] = files[name] = given
                elif here == same:
                    self._take_file(name)
                else:
                    self._put_beside(name, there)
        machine = _Machine(_name_this_machine(), __version__, gave)
        if device != NAMELESS and machine != former:
            text = json.dumps(to_json_value(machine), ensure_ascii=False, sort_keys=True)
            _put_plain(self._folder / _MACHINE.format(device), text.encode())

    def _take_file(self, name: str, *, is_new: bool = False) -> None:
        """Take a file from the folder, but in no place to which a link leads."""
        target = self._places.data / name
        shelf = self._places.data / name.partition("/")[0]
        is_linked = not target.parent.resolve().is_relative_to(shelf.resolve())
        if is_linked or (is_new and os.path.lexists(target)):
            return
        if (data := self._read_text(name)) is not None:
            write_whole(target, data)
            self._known.files[name] = _hash(data)
            self.taken += 1

    def _give_file(self, name: str) -> str:
        """Put a file into the folder and return its hash; empty if a link would lead out of it."""
        target = self._folder / name
        data = _read_plain(self._places.data / name)
        for parent in [*Path(name).parents][-2::-1]:
            with suppress(FileExistsError):
                (self._folder / parent).mkdir()
            if not stat.S_ISDIR((self._folder / parent).lstat().st_mode):
                self._tell(f"{name} is not given: {parent} is no folder in {self._folder}")
                return ""
        _put_plain(target, data)
        return _hash(data)

    def _put_beside(self, name: str, hash_: str) -> None:
        """Put the other's version of a file beside one's own, and say so."""
        gave = (device for device, machine in self._machines.items() if machine.files.get(name) == hash_)
        device = next(gave, "")
        own = self._places.data / name
        beside = own.with_name(f"{own.stem}{FROM_DEVICE}{device or 'another'}{own.suffix}")
        told = f"{name} {hash_}"
        if told not in self._known.told and (data := self._read_text(name)) is not None:
            write_whole(beside, data)
            other = self._name(device) if device else "another machine"
            message = f"{name} was changed here and on {other}: yours stays, {beside.name} is beside it"
            self._tell(message, told)

    def _read_text(self, name: str) -> bytes | None:
        """Return the content of a file of the folder; None, which is told, unless it is plain text."""
        data = _read_plain(self._folder / name)
        with suppress(UnicodeDecodeError):
            text = data.decode("utf-8-sig").replace("\r\n", "\n")
            if clean_text(text) == text:
                return data
        self._tell(f"{name} is not taken: it is not text, or contains control characters")
        return None

    def _hash_files(self, root: Path, *, may_be_linked: bool = False) -> dict[str, str]:
        """Return the hashes of the banks and papers below a folder, by their names with slashes."""
        hashes: dict[str, str] = {}
        for path in _list_carried(root, may_be_linked=may_be_linked):
            if len(hashes) == _MOST_FILES:
                self._tell(f"{root} has more than {_MOST_FILES:,} files: the others are left out")
                break
            with suppress(OSError):
                status = path.lstat()
                if status.st_size > _MOST_FILE_BYTES:
                    self._tell(f"{path} has more than {_MOST_FILE_BYTES:,} bytes and is left out")
                    continue
                stamp = status.st_mtime_ns, status.st_size
                if self._hashes.get(path, (None, ""))[0] != stamp:
                    self._hashes[path] = stamp, _hash(_read_plain(path))
                hashes[path.relative_to(root).as_posix()] = self._hashes[path][1]
        return hashes


class _LogReading:
    """Reads a log in parts, by whole lines."""

    def __init__(self, stream: BinaryIO, position: int, number: int) -> None:
        self._stream = stream
        # The end of the last line that was read, and the number of lines up to it.
        self.position, self.number = position, number
        self.refused: list[LogError] = []
        # The marks that are dated ahead and not undone, each with what `position` and `number` were before.
        self.ahead: dict[EventId, tuple[Placed, tuple[int, int]]] = {}
        stream.seek(position)

    def read_lines(self) -> list[tuple[tuple[int, int], bytes]]:
        """Return the next whole lines, each with the place before it; a longer one comes in parts."""
        lines: list[tuple[tuple[int, int], bytes]] = []
        while len(lines) < _LINES:
            line = self._stream.readline(LINE_BYTES + 1)
            if not line.endswith(b"\n") and len(line) <= LINE_BYTES:
                break
            lines.append(((self.position, self.number), line))
            self.position += len(line)
            self.number += line.endswith(b"\n")
        return lines


def _make_position(known: Sequence[int] | None) -> tuple[int, int, int]:
    if known is None or len(known) != 3:
        return 0, 0, 0
    return known[0], known[1], known[2]


def _read_version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"[0-9]{1,6}", text)[:3])


def _name_this_machine() -> str:
    return one_line(platform.node())[:40] or "this machine"


def _list_logs(folder: Path) -> dict[str, Path]:
    """Return the logs in a folder by their devices; links are left out."""
    with os.scandir(folder) as found:
        names = sorted(entry.name for entry in found if entry.is_file(follow_symlinks=False))
    logs = {match[1]: folder / match[0] for match in map(_LOG.fullmatch, names) if match}
    return dict([*logs.items()][:_MOST_LOGS])


def _list_carried(root: Path, *, may_be_linked: bool) -> Iterator[Path]:
    """Yield the files of banks and papers; below the folders of these no link is followed."""
    for shelf in _SHELVES:
        if not may_be_linked and (root / shelf).is_symlink():
            continue
        for folder, folders, names in os.walk(root / shelf):
            depth = len(Path(folder).relative_to(root / shelf).parts)
            folders[:] = sorted(name for name in folders if _is_carried(name) and depth < MOST_FOLDERS - 1)
            for name in sorted(names):
                path = Path(folder, name)
                if name.endswith(_SUFFIXES) and _is_carried(name) and not path.is_symlink():
                    yield path


def _is_carried(name: str) -> bool:
    is_plain = one_line(name) == name and not any(character in '\\/:*?"<>|' for character in name)
    return is_plain and not name.startswith(".") and FROM_DEVICE not in name


def _open_plain(path: Path) -> BinaryIO:
    """Open a file to read it. Raises OSError, also for a link and for anything but a file."""
    stream = os.fdopen(os.open(path, os.O_RDONLY | _PLAIN), "rb")
    try:
        _refuse_special(stream.fileno(), path)
    except OSError:
        stream.close()
        raise
    return stream


def _refuse_special(descriptor: int, path: Path) -> None:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise OSError(errno.ESPIPE, "it is not a file", str(path))


def _read_plain(path: Path) -> bytes:
    """Return the content of a file. Raises OSError, also if it is too large."""
    with _open_plain(path) as stream:
        data = stream.read(_MOST_FILE_BYTES + 1)
    if len(data) > _MOST_FILE_BYTES:
        raise OSError(errno.EFBIG, "it is too large", str(path))
    return data


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put_plain(path: Path, data: bytes) -> None:
    """Write a file as a whole; a link in its place is replaced and not followed. Raises OSError."""
    descriptor, half = tempfile.mkstemp(prefix=".drill-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(half, 0o644)
        os.replace(half, path)
    except BaseException:
        with suppress(OSError):
            os.remove(half)
        raise


def _read_ids(path: Path) -> set[str]:
    """Return the ids of the events in one's own log; lines that were torn by a crash have none."""
    ids: set[str] = set()
    with _open_plain(path) as stream:
        reading = _LogReading(stream, 0, 0)
        while lines := reading.read_lines():
            for _, line in lines:
                with suppress(ValueError, TypeError, KeyError):
                    ids.add(str(parse_json(line)["id"]))
    return ids


class FolderThread:
    """Exchanges with the folder of the setting ``sync`` at the start, every minute and at the end.

    It has a thread and a store of its own, so that nobody waits for a slow folder.
    """

    def __init__(
        self, workspace: Workspace, environ: Mapping[str, str], on_news: Callable[[], object] | None = None
    ) -> None:
        """``on_news`` is called in the thread after something was taken, or is to be told by a notice of the
        workspace. With it, a notice that nobody took before the end comes again at the next start.
        """
        self._workspace = workspace
        self._environ = environ
        self._on_news = on_news
        self._fault = ""
        self._told: list[str] = []
        self._ends = threading.Event()
        self._leaves_at = math.inf
        self._thread = threading.Thread(target=self._run, name="drill-folder", daemon=True)
        if workspace.settings.sync and not workspace.store.is_class:
            self._thread.start()

    def end(self) -> None:
        """Begin the last exchange."""
        self._leaves_at = min(self._leaves_at, time.monotonic() + LAST_S)
        self._ends.set()

    def close(self) -> None:
        """Wait for the last exchange, but at most `LAST_S` from its beginning."""
        self.end()
        if self._thread.is_alive():
            self._thread.join(max(0.0, self._leaves_at - time.monotonic()))

    def _run(self) -> None:
        settings = self._workspace.settings
        folder = Path(settings.sync).expanduser()
        try:
            with closing(self._open_store()) as store:
                shared = SharedFolder(
                    folder, store, self._workspace.places,
                    entries=lambda: self._workspace.catalogue.entries,
                    clock=self._workspace.clock,
                    is_over=lambda: time.monotonic() > self._leaves_at,
                )  # fmt: skip
                is_last = False
                while not is_last:
                    is_last = self._ends.is_set()
                    self._exchange(shared, is_last=is_last)
                    self._ends.wait(EVERY_S)
        except (DrillError, OSError) as error:
            self._workspace.notices.append(f"sync: {error}")

    def _open_store(self) -> Repository:
        settings, places = self._workspace.settings, self._workspace.places
        return Repository.open(
            database_at(self._environ, places),
            learner=settings.learner,
            clock=self._workspace.clock,
            gaps=self._workspace.store.gaps,
            day_begins=settings.day_begins,
        )

    def _exchange(self, shared: SharedFolder, *, is_last: bool) -> None:
        before = shared.taken
        keeps = is_last and self._on_news is not None
        unseen = [notice for notice in self._workspace.notices if notice in self._told] if keeps else None
        try:
            told = shared.exchange(unseen)
        except DrillError as error:  # such as a store that is locked: the next minute tries again
            told = [f"sync: {error}"] if str(error) != self._fault else []
            self._fault = str(error)
        self._told += told
        self._workspace.notices.extend(told)
        if self._on_news is not None and (told or shared.taken != before):
            self._on_news()
