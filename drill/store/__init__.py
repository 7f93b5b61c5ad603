"""One learner's events, written for good before a call returns, and what is derived from them.

The table of events is the only truth (``database_tables``; triggers refuse to change it). ``repository`` is
the one class that others open:

1. ``engine`` opens SQLite or PostgreSQL, with its pragmas, locks and the version of its schema: that of
   0.4.0 is converted, any other but this one is refused.
2. ``event_writer`` appends one event with its item's state (``states``) in one transaction; ``open_attempts``
   holds what a crash must give back; ``event_writer`` also says who writes, and when.
3. ``store_reader`` answers from the states (``queries``) and from the log (``log``, ``queries``),
   which alone tells of days and times; ``states`` folds anew what other banks or a merge changed.
4. ``merging`` takes in another machine's log, from files; ``doctor`` and ``backup`` look after damage, and
   ``identity`` refuses a mark once another file took the place of the one that was opened.

The only package that knows SQLModel. Every fault is told as a ``StoreError`` (``faults``).
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
