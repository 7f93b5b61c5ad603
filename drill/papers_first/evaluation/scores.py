"""Scores, slopes of the logarithm of a law: over all that the law is of their mean is 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Applied, Call, Derivative, Function, Gradient, Node

_LOGARITHMS: Final = frozenset(("\\log", "\\ln"))


def scores(side: Side, shared: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """The name of the last score of each law that is given whole, with what the others leave for it."""
    slopes = {law: name for node, name in side.names.items() if (law := _law_of(node)) is not None}
    for names in shared:
        laws = [node for name in names for node, other in side.names.items() if other == name]
        if len(laws) == len(names) and all(law in slopes for law in laws):
            *before, last = (slopes[law] for law in laws)
            total = " + ".join(f"{chance}*{slope}" for chance, slope in zip(names, before, strict=False))
            yield last, f"-({total})/{names[-1]}"


def _law_of(node: Node) -> Node | None:
    """Of ``\\nabla \\log p(z_1)`` the ``p(z_1)``."""
    if not isinstance(node, Gradient) and not (
        isinstance(node, Applied) and isinstance(node.head, Derivative)
    ):
        return None
    logarithms = [part for part in walk(node) if isinstance(part, Function) and part.name in _LOGARITHMS]
    match logarithms:
        case [Function(_, Call() as law)]:
            return law
        case _:
            return None
