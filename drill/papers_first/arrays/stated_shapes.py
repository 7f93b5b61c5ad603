"""Shapes that a paper states in sentences and displays, whether or not it says what a symbol means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from drill.papers_first.arrays.told_shapes import Known, Told, axis_name, shape_told
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Symbol
from drill.papers_first.paper import Paper

_MULTIPLE: Final = re.compile(r"([2-9])([A-Za-z]'*(?:_\{?\w+\}?)?)")
"""A length that is a whole number of others, ``2d``."""


def stated(paper: Paper) -> Known:
    """The shapes of ``x \\in \\mathbb{R}^d``; a symbol that has two of them in one paper has none here."""
    found: dict[Node, Told] = {}
    disputed: set[Node] = set()
    for symbol, shape in paper.memberships:
        try:
            told = shape_told(shape)
        except RefusedError:
            continue
        if found.setdefault(symbol, told) != told:
            disputed.add(symbol)
    return {symbol: told for symbol, told in found.items() if symbol not in disputed}


def check_multiples(paper: Paper, names: Mapping[Node, str], arrays: Mapping[str, tuple[str, ...]]) -> None:
    """Raise RefusedError where a number was chosen for a length that the paper states as a whole number of
    others, and it is none: 5 for ``2d``, or 6 beside another axis of length ``d``, or d itself.
    """
    named = {axis for axes in arrays.values() for axis in axes}
    for node, name in names.items():
        for lengths in _lengths_said(paper, node):
            for length, axis in zip(lengths, arrays.get(name, ()), strict=False):
                multiple = _MULTIPLE.fullmatch(length)
                if multiple is None:
                    continue
                single = axis_name(multiple[2].rstrip("'"))
                if axis == single or (axis.isdigit() and (int(axis) % int(multiple[1]) or single in named)):
                    raise RefusedError(f"a length that the paper states as {length}")


def _lengths_said(paper: Paper, node: Node) -> Iterator[list[str]]:
    """The lengths of the axes of a symbol, as the paper writes them."""
    if not isinstance(node, Symbol):
        return
    entry = paper.meaning(node)
    said = {shape for name, shape in paper.memberships if name == node}
    for shape in {*said, entry.shape if entry is not None else ""}:
        yield [part.strip() for part in shape.strip("()").split(",") if part.strip()]
