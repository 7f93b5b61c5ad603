"""Progress: where one stands, pass by pass and day by day."""

from __future__ import annotations
