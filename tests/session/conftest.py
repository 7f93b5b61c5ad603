"""Sessions are tested on small banks alone, but for tests marked ``shipped``."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def small_banks(no_shipped_banks: None, key_at_once: None) -> None:
    """The banks that a test plants."""
