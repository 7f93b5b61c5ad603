"""What every item's study days told about its memory: derived, so it is made anew after the last revision."""

from __future__ import annotations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Change nothing."""
