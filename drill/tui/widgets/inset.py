"""Room at both sides of a widget."""

from __future__ import annotations

from textual.containers import Vertical


class Inset(Vertical):
    """Holds what does not reach the edges: the margin of one widget would narrow all those beside it."""

    DEFAULT_CSS = "Inset {height: auto; padding: 0 1 0 2;}"
