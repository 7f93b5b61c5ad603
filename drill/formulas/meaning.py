"""What a paper's formula means: a line of NumPy with declared arrays, said by whoever knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Meaning:
    """A formula as statements of NumPy or PyTorch that end in an expression.

    `arrays` gives each name its axes, outermost first, empty for a number; `letters` the paper's LaTeX of
    each name that is spelt otherwise; `fixed` names that do not change alone; `of` the formula's number,
    label or printed line.
    """

    of: str
    code: str
    arrays: Mapping[str, tuple[str, ...]]
    assume: tuple[str, ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed: tuple[str, ...] = ()
    library: str = "numpy"
