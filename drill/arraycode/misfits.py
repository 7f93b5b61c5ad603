"""The error for arrays whose shapes do not fit: such an answer is readable, and wrong."""

from __future__ import annotations

from collections.abc import Sequence

from drill.errors import CheckError

Shape = tuple[int, ...]


class MisfitError(CheckError):
    """Shapes or axes that do not fit; ``code`` is ``shape`` or ``axis``.

    ``by_entry`` is set where arrays were taken entry by entry, so that a kept axis may be what is missing.
    """

    def __init__(self, code: str, message: str, *, by_entry: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.by_entry = by_entry


def print_shape(shape: Sequence[int]) -> str:
    """Return a shape as Python writes it."""
    return f"({shape[0]},)" if len(shape) == 1 else "(" + ", ".join(map(str, shape)) + ")"
