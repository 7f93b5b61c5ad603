"""A worker process of a test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from drill.worker import Workers


@pytest.fixture
def workers() -> Iterator[Workers]:
    """One process that has been told to start."""
    started = Workers(1)
    started.start()
    yield started
    started.close()
