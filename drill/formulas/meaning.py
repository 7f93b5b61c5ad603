"""What a paper's formula means: a line of NumPy with declared arrays, said by whoever knows it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from drill.errors import CheckError
from drill.reading import Lone

# Lists of texts, of which people may write a single one without brackets.
_Texts = Annotated[tuple[str, ...], Lone()]


@dataclass(frozen=True)
class Meaning:
    """A formula as statements of NumPy or PyTorch that end in an expression.

    `arrays` gives each name its axes, outermost first, empty for a number; `letters` the paper's LaTeX of
    each name that is spelt otherwise; `fixed` names that do not change alone; `of` the formula's number,
    label or printed line; `confirmed` the line that somebody else wrote and that has the same values, or
    "by hand" and the value that the reader computed.
    """

    of: str
    code: str
    arrays: Mapping[str, _Texts]
    assume: _Texts = ()
    letters: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed: _Texts = ()
    library: str = "numpy"
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class KnownLetter:
    """What a sheet declares of a name in a formula: its LaTeX, its axes (None: not said), and its range."""

    latex: str = ""
    axes: tuple[str, ...] | None = None
    assume: tuple[str, ...] = ()


def read_array_row(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the name and the axes of a declaration as it is typed: ``W: d, k``, ``W: d k``, ``eps:``.

    Raises CheckError for a text without a colon.
    """
    name, colon, axes = text.partition(":")
    if not colon or not name.strip():
        raise CheckError(f"{text!r} does not declare an array", "such as 'W: d k', or 'eps:' for a number")
    return name.strip(), tuple(axis.strip() for axis in _split_axes(axes) if axis.strip())


def _split_axes(text: str) -> list[str]:
    """Split axes at commas, else at blanks that are not around a sign: ``t + 1`` is one."""
    if "," in text:
        return text.split(",")
    return re.split(r"(?<![-+*\s])\s+(?![-+*])", text.strip())
