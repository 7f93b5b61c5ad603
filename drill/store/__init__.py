"""One learner's events, written for good before a call returns, and what is derived from them.

The table of events is the only truth (``database_tables``; triggers refuse to change it). ``repository`` is
the one class that others open:

1. ``engine`` opens SQLite or PostgreSQL, with its pragmas, locks and the version of its schema; former
   schemas are known to ``migrate`` alone.
2. ``event_writer`` appends one event with its item's state (``states``) in one transaction; ``open_attempts``
   holds what a crash must give back; ``now`` is who writes, and when.
3. ``store_reader`` answers from the states (``state_queries``) and from the log (``log``, ``log_queries``),
   which alone tells of days and times; ``reconciling`` corrects the states where banks were edited.
4. ``merging`` takes in another machine's log, from files; ``doctor``, ``salvage`` and ``backup`` look after
   damage: ``checksums`` find events that changed, ``tally`` those that are missing, ``pages`` those of a file
   that cannot be opened, ``own_schema`` what the program did not define.

The only package that knows SQLModel. Every fault is told as a ``StoreError`` (``faults``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drill.lazy_exports import lazy_exports

# ruff: noqa: F401
# For type checkers; where the program runs, a name is imported when it is asked for.
# pyright: reportUnusedImport=false
if TYPE_CHECKING:
    from drill.store import (
        backup,
        checksums,
        database_tables,
        engine,
        log,
        merging,
        migrate,
        now,
        pages,
        reconciling,
        repository,
        salvage,
    )
    from drill.store.backup import (
        Salvaged,
        copies_of,
        copy_database,
        copy_to_read,
        events_on_pages,
        events_told,
        has_log,
        list_unsound_events,
        restore_database,
        salvage_pages,
        upgrade_database,
    )
    from drill.store.class_roles import Assignment, Classroom, admit_learner, is_refused
    from drill.store.doctor import Mended
    from drill.store.engine import file_at, former_schema, mask_database_url
    from drill.store.event_writer import Appended
    from drill.store.local_clock import local_now
    from drill.store.log_queries import Dispute
    from drill.store.merging import Merged, Placed, list_log_files, read_placed_events
    from drill.store.now import Today
    from drill.store.open_attempts import OpenAttempt, StageDone
    from drill.store.repository import Repository
    from drill.store.state_queries import Due

__getattr__, __all__ = lazy_exports(
    __name__,
    {
        "drill.store.backup": (
            "Salvaged", "copy_database", "copies_of", "copy_to_read", "events_on_pages", "events_told",
            "has_log", "restore_database", "salvage_pages", "list_unsound_events", "upgrade_database",
        ),
        "drill.store.class_roles": ("Assignment", "Classroom", "admit_learner", "is_refused"),
        "drill.store.local_clock": ("local_now",),
        "drill.store.doctor": ("Mended",),
        "drill.store.engine": ("file_at", "former_schema", "mask_database_url"),
        "drill.store.log_queries": ("Dispute",),
        "drill.store.merging": ("Merged", "Placed", "list_log_files", "read_placed_events"),
        "drill.store.now": ("Today",),
        "drill.store.open_attempts": ("OpenAttempt", "StageDone"),
        "drill.store.repository": ("Repository",),
        "drill.store.state_queries": ("Due",),
        "drill.store.event_writer": ("Appended",),
    },
    submodules=(
        "backup", "checksums", "engine", "log", "merging", "migrate", "now", "pages", "reconciling",
        "repository", "salvage", "database_tables",
    ),
)  # fmt: skip
