"""What holds for all tests."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay out of every garbage collection: a pass over them takes as long
    as an answer may, and would be counted as the checker's own computing.
    """
    gc.collect()
    gc.freeze()
