"""``[x]_+``: what is above 0 of a number."""

from __future__ import annotations

from drill.papers_first.formula.rewrite import replaced
from drill.papers_first.formula.tree import Big, Bracket, Node, Number


def is_positive_part(node: Node) -> bool:
    """``[x]_+``, ``(x)_+``, ``\\{x\\}_+``."""
    match node:
        case Bracket("(" | "[" | "\\{", _, (_,), (), ("+",)):
            return True
        case _:
            return False


def with_positive_parts(node: Node) -> Node:
    """``node`` with the larger of 0 and x for every ``[x]_+``."""

    def change(part: Node) -> Node | None:
        if not is_positive_part(part):
            return None
        assert isinstance(part, Bracket)
        inner = with_positive_parts(part.parts[0])
        return Big("\\max", (), (), Bracket("(", ")", (Number("0"), inner), (",",)))

    return replaced(node, change)
