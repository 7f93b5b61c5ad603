"""Expressions with running indices as NumPy's text: their axes in order, how tightly they bind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from drill.maths import tree as maths

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a text binds."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An expression with running indices: its NumPy text, the axes of it in order, its entry as a tree."""

    axes: tuple[str, ...]
    code: str
    level: int
    entry: maths.Node | None
    """None for what no loop of the bank's language gives (an extremum's place)."""


@dataclass(frozen=True)
class Family:
    """An indexed symbol as an array: its typed name, its axes by their indices in each place."""

    name: str
    axes: tuple[str, ...]
    """The names of its axes' lengths."""


def matrix_product(left: Cell, right: Cell, axes: tuple[str, ...]) -> str:
    """The products of all rows of two arrays whose last axes meet; empty where rows meet one by one."""
    if len(axes) != len(left.axes) + len(right.axes) - 2 or len(axes) > 2:
        return ""
    if axes and axes[0] not in left.axes:
        left, right = right, left
    turned = ".T" if len(right.axes) == 2 else ""
    return f"{at_level(left, PRODUCT)} @ {at_level(right, ATOM)}{turned}"


def aligned(cell: Cell, axes: tuple[str, ...]) -> Cell:
    """A cell whose axes are put where they belong among more of them."""
    if not cell.axes or cell.axes == axes[-len(cell.axes) :]:
        return cell
    places = ", ".join(":" if axis in cell.axes else "None" for axis in axes)
    return replace(cell, code=f"{at_level(cell, ATOM)}[{places}]", level=ATOM)


def at_level(cell: Cell, level: int) -> str:
    """The text of a cell as an operand that binds at least so tightly."""
    return cell.code if cell.level >= level else f"({cell.code})"
