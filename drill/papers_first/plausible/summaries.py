"""Medians, means and spreads of values: what numbers they are, by what the values are."""

from __future__ import annotations

from typing import Final

from drill.papers_first.formula.tree import Applied, Bracket, Call, Node, Symbol
from drill.papers_first.plausible.ranges import Role

_MIDDLES: Final = frozenset(("median", "Median", "med", "Med", "mean", "Mean", "avg", "Avg"))
_SPREADS: Final = frozenset(("MAD", "mad", "IQR", "iqr"))
_FRACTIONS: Final = frozenset(("rate", "small", "tiny", "probability", "indicator", "cosine"))
_MIDDLE_OF: Final[dict[Role, Role]] = {"indicator": "probability", "sign": "cosine", "count": "positive"}
"""What the middle of several is where it need not be one of them."""


def summarised_in(node: Node) -> Node | None:
    """Of ``\\operatorname{median}(\\{\\|x_i\\|\\})`` one of the values; None of anything else."""
    match node:
        case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (inner,), (), ())) | Applied(
            Symbol(base, "\\operatorname"), inner
        ) if base in _MIDDLES | _SPREADS:
            while isinstance(inner, Bracket) and len(inner.parts) == 1:
                (inner,) = inner.parts
            return inner
        case _:
            return None


def of_summary(node: Node, role: Role) -> Role:
    """What a middle or spread of values of this role is."""
    head = node.head if isinstance(node, Call | Applied) else None
    if isinstance(head, Symbol) and head.base in _SPREADS:
        return "small" if role in _FRACTIONS else "positive"
    return _MIDDLE_OF.get(role, role)
