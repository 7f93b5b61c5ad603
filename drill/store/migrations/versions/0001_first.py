"""The first schema; databases that have it were made when it was the newest."""

from __future__ import annotations

revision = "0001"
down_revision = None
