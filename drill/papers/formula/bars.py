"""Bars that part arguments, told from those of norms and absolute values."""

from __future__ import annotations

from collections.abc import Sequence


def is_parted(top: Sequence[str], *, by_commas: bool = True) -> bool:
    """Whether marks part what stands in brackets: commas, semicolons, bars that do not stand in pairs.

    ``\\lambda (\\|x\\| - 1)`` holds a norm, ``D(p \\| q)`` two arguments.
    """
    marks = (",", ";", "\\mid") if by_commas else ("\\mid", ";")
    return bool(set(marks) & set(top)) or any(top.count(bar) % 2 for bar in ("|", "\\|"))
