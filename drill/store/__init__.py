"""One learner's events, written for good before a call returns, and what is derived from them.

The table of events is the only truth (``tables``; triggers refuse to change it). ``repository`` is the one
class that others open:

1. ``engine`` opens SQLite or PostgreSQL, with its pragmas, locks and the version of its schema; former
   schemas are known to ``migrate`` alone.
2. ``writing`` appends one event with its item's state (``states``) in one transaction; ``open_attempts``
   holds what a crash must give back; ``now`` is who writes, and when.
3. ``reading`` answers from the states (``state_queries``) and from the log (``log``, ``log_queries``), which
   alone tells of days and times; ``reconciling`` corrects the states where banks were edited.
4. ``merging`` takes in another machine's log, from files; ``doctor``, ``salvage`` and ``backup`` look after
   damage: ``checksums`` find events that changed, ``tally`` those that are missing, ``pages`` those of a file
   that cannot be opened, ``own_schema`` what the program did not define.

The only package that knows SQLModel. Every fault is told as a ``StoreError`` (``faults``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.store import (
        backup,
        checksums,
        engine,
        log,
        merging,
        migrate,
        now,
        pages,
        reconciling,
        repository,
        salvage,
        tables,
    )
    from drill.store.backup import (
        Salvaged,
        back_up,
        copies_of,
        copy_to_read,
        events_on_pages,
        events_told,
        has_log,
        restore,
        salvage_pages,
        unsound,
        upgrade_database,
    )
    from drill.store.class_roles import Assignment, Classroom, admitted, is_refused
    from drill.store.clock import local_now
    from drill.store.doctor import Mended
    from drill.store.engine import file_at, former_schema, masked
    from drill.store.loaded import LoadedExercises
    from drill.store.log_queries import Dispute
    from drill.store.merging import Merged, Placed, files_of, read_events
    from drill.store.now import Today
    from drill.store.open_attempts import OpenAttempt, StageDone
    from drill.store.repository import Repository
    from drill.store.state_queries import Due
    from drill.store.writing import Appended

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.store.backup": (
            "Salvaged", "back_up", "copies_of", "copy_to_read", "events_on_pages", "events_told",
            "has_log", "restore", "salvage_pages", "unsound", "upgrade_database",
        ),
        "drill.store.class_roles": ("Assignment", "Classroom", "admitted", "is_refused"),
        "drill.store.clock": ("local_now",),
        "drill.store.doctor": ("Mended",),
        "drill.store.engine": ("file_at", "former_schema", "masked"),
        "drill.store.loaded": ("LoadedExercises",),
        "drill.store.log_queries": ("Dispute",),
        "drill.store.merging": ("Merged", "Placed", "files_of", "read_events"),
        "drill.store.now": ("Today",),
        "drill.store.open_attempts": ("OpenAttempt", "StageDone"),
        "drill.store.repository": ("Repository",),
        "drill.store.state_queries": ("Due",),
        "drill.store.writing": ("Appended",),
    },
    submodules=(
        "backup", "checksums", "engine", "log", "merging", "migrate", "now", "pages", "reconciling",
        "repository", "salvage", "tables",
    ),
)  # fmt: skip
