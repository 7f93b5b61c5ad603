"""Names that differ by nothing but a bold letter below: one name, of which once the dress was forgotten."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.tree import Node, Symbol, symbols

_BOLD: Final = "\\mathbf"


def is_slip(first: Symbol, second: Symbol) -> bool:
    """Whether nothing but bold letters below parts two names: ``K_{\\mathbf{\\theta}}``, ``K_\\theta``."""
    return first != second and _plain(first) == _plain(second)


def has_slip(node: Node) -> bool:
    """Whether two names of a formula differ by nothing but bold letters below them."""
    found: dict[Symbol, set[Symbol]] = defaultdict(set)
    for name in symbols(node):
        if name.sub:
            found[_plain(name)].add(name)
    return any(len(spellings) > 1 for spellings in found.values())


def _plain(name: Symbol) -> Symbol:
    below: list[str] = []
    rest = list(name.sub)
    while rest:
        if rest[0] == _BOLD and rest[1:2] == ["{"] and rest[3:4] == ["}"]:
            below.append(rest[2])
            del rest[:4]
        else:
            below.append(rest.pop(0))
    return replace(name, sub=tuple(below))
