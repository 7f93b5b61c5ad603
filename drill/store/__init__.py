"""One learner's events, written durably before a call returns, and the data derived from them.

The table of events is the only source of truth (``database_tables``; triggers refuse to change it).
``repository`` is the one class that others open:

1. ``engine`` opens SQLite or PostgreSQL, with its pragmas, locks and the version of its schema: the schema of
0.4.0 is converted, and any other former or later one is refused.
2. ``event_writer`` appends one event with its item's state (``states``) in one transaction, and determines
   its author and time; ``open_attempts`` holds the attempts that a crash must not lose.
3. ``store_reader`` reads the ``learner``, from which pages are computed, and answers questions about the log
   (``log``, ``queries``); ``states`` folds items anew after a change of banks or a merge.
4. ``merging`` adds another machine's log from files; ``doctor`` and ``backup`` handle damage, and
   ``identity`` refuses a mark after another file replaced the one that was opened.

The only package that knows SQLModel. Every fault is raised as a ``StoreError`` (``faults``).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
