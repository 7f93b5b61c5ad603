"""The method that the settings ask for."""

from __future__ import annotations

from drill import settings
from drill.gyr.events import BankId
from drill.gyr.method import Method


def method_of(chosen: settings.Settings) -> Method:
    """Return the method by the settings."""
    return Method(gaps=chosen.gaps, passes=chosen.passes, subjects=tuple(map(BankId, chosen.subjects)))
