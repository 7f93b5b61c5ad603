"""What a law with a name is written out as, and what its parameters are drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.tree import Call, Node
from drill.papers_first.plausible.ranges import Range

_MILD: Final = Range("value", "-3..3 step 0.1 !0", -3)


@dataclass(frozen=True, slots=True)
class Law:
    """A probability or density written out, the sentence that says so, and what numbers it is of."""

    node: Node
    says: str
    drawn: Mapping[Node, Range]
    is_chance: bool = True
    """Whether it is a probability; else a density."""


def drawn_as(node: Node, wanted: Range) -> dict[Node, Range]:
    """The range of what is given; of a sigmoid that of what it is taken of."""
    if is_given(node):
        return {node: wanted}
    inside = node.arguments.parts[0] if isinstance(node, Call) else node
    return {inside: _MILD} if inside != node and is_given(inside) else {}
