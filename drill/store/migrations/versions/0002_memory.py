"""Review outcomes of every item's study days: derived, so they are rebuilt after the last revision."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Change nothing."""
