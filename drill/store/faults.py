"""Turn every fault of a database into one ``StoreError`` with advice for the user."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps
from json import JSONDecodeError
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError

from drill.errors import StoreDamagedError, StoreError, StoreLockedError

_P = ParamSpec("_P")
_T = TypeVar("_T")

LOCKED_HINT = "another drill or a backup program is writing to it: let it finish or close it, then try again"
DAMAGED_HINT = (
    "nothing in it was changed; `drill doctor` repairs what it can, `drill restore FILE` goes back to a copy"
)

_DRIVER_HINT = "pip install 'gyr-drill[postgres]' installs the driver of postgresql+psycopg://"

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_HINTS = {
    sqlite3.SQLITE_FULL: "the disk is full: free some space, then try again",
    sqlite3.SQLITE_READONLY: "file or folder is read-only: change its permissions, or set DRILL_HOME",
    sqlite3.SQLITE_CANTOPEN: "file or folder cannot be opened: change its permissions, or set DRILL_HOME",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written: check its free space and its health",
}
# The same by PostgreSQL's codes.
_LOCK_NOT_AVAILABLE = "55P03"
_SERVER_HINTS = {
    "53200": "a session uses all memory of the server: in a class, drill class watch ends it",
    "57P01": "the server was stopped, or the class's owner ended this session: try again",
}


# Errors from decoding invalid values.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, StoreDamagedError)


class CacheDamagedError(StoreDamagedError):
    """Derived data cannot be read; it can be rebuilt from the log."""


def reads_cache(read: Callable[_P, _T]) -> Callable[_P, _T]:
    """Decorate a function that decodes derived rows: invalid values raise ``CacheDamagedError``."""

    @wraps(read)
    def read_checked(*arguments: _P.args, **named: _P.kwargs) -> _T:
        try:
            return read(*arguments, **named)
        except _UNREADABLE as error:
            raise CacheDamagedError(
                f"what is derived from the log cannot be read: {error}", DAMAGED_HINT
            ) from error

    return read_checked


@contextmanager
def converting_to_store_errors(location: str) -> Generator[None]:
    """Turn database errors raised inside into a ``StoreError`` that names ``location``."""
    try:
        yield
    except DBAPIError as error:
        raise _from_driver(error.orig, location) from error
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError(f"the database cannot be used: {location}: {error}", _DRIVER_HINT) from error
    except SQLAlchemyError as error:
        raise StoreError(
            f"the database cannot be used: {location}: {shorten_error_message(error)}"
        ) from error
    except sqlite3.Error as error:
        raise _from_driver(error, location) from error
    except (JSONDecodeError, UnicodeDecodeError) as error:
        raise StoreDamagedError(
            f"the database has text that is not UTF-8: {location}", DAMAGED_HINT
        ) from error
    except OSError as error:
        raise StoreError(f"the database cannot be used: {location}: {error.strerror or error}") from error


def _from_driver(error: BaseException | None, location: str) -> StoreError:
    # The low byte is the kind of a fault, the rest its detail (BUSY_SNAPSHOT is a BUSY).
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if not code and "Could not decode" in str(error):  # the driver's error for text that is not UTF-8
        code = sqlite3.SQLITE_CORRUPT
    state = getattr(error, "sqlstate", None)
    if code in _LOCKED or state == _LOCK_NOT_AVAILABLE:
        return StoreLockedError(f"the database is locked: {location}", LOCKED_HINT)
    if code in _DAMAGED:
        return StoreDamagedError(
            f"the database is damaged: {location}: {shorten_error_message(error)}", DAMAGED_HINT
        )
    hint = _SERVER_HINTS.get(str(state)) or _HINTS.get(code, "")
    return StoreError(f"the database cannot be used: {location}: {shorten_error_message(error)}", hint)


def shorten_error_message(error: BaseException | None) -> str:
    """Return the first line of an error's message, empty if it has none."""
    return str(error).partition("\n")[0]
