"""What a gradient is taken along, and whether the factors beside its body depend on that."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.occurrences import group_end, occurrences
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.raised import INDICES
from drill.papers_first.formula.tree import Bracket, Call, Node
from drill.papers_first.formula.vocabulary import CLOSES, OPENS, RELATIONS, SIGNS

_ENDS: Final = RELATIONS | SIGNS | {",", ";", "&", "\\\\", "\\mid", "\\quad"}
_DIFFERENTIALS: Final = (["d"], ["\\partial"], ["\\mathrm", "{", "d", "}"])


def is_apart(body: Node, sub: tuple[str, ...], tokens: Sequence[str], at: int) -> bool:
    """Whether a gradient along ``sub`` is the same, however many of the factors from ``at`` on are under it,
    or begins a chain rule: ``\\nabla_w f(w) B``, ``\\nabla_w f(w) \\frac{d w}{d a}``.

    Without ``sub`` it is taken along the arguments of its body.
    """
    rest = _factors(tokens, at)
    if sub and _is_slope_of(rest, sub):
        return True
    if not isinstance(body, Call):
        return False
    along = {name.symbol.base for name in occurrences(sub or to_tokens(body.arguments))}
    is_of_body = along <= _letters(to_tokens(body))
    return bool(along) and is_of_body and not along & _letters(rest)


def is_given(sub: tuple[str, ...], body: Node) -> bool:
    """Whether ``body`` is a function that is given what ``sub`` says: f(w, a) of ``d_w f(w, a)``."""
    match body:
        case Call(_, Bracket(parts=parts)):
            return sub[0] not in INDICES and any(tuple(to_tokens(part)) == sub for part in parts)
        case _:
            return False


def _factors(tokens: Sequence[str], begin: int) -> list[str]:
    """What stands from ``begin`` on until a sign, a relation or a bracket's end."""
    depth = 0
    for at in range(begin, len(tokens)):
        depth += tokens[at] in OPENS
        if depth == 0 and (tokens[at] in _ENDS or tokens[at] in CLOSES):
            return list(tokens[begin:at])
        depth -= tokens[at] in CLOSES
    return list(tokens[begin:])


def _is_slope_of(rest: list[str], sub: tuple[str, ...]) -> bool:
    """``\\frac{d w}{d a}``, with the w that the gradient before it is taken along."""
    if rest[:1] != ["\\frac"]:
        return False
    top = rest[2 : group_end(rest, 1) - 1]
    return any(top == [*sign, *sub] for sign in _DIFFERENTIALS)


def _letters(tokens: Sequence[str]) -> set[str]:
    return {token for token in tokens if is_letter(token)}
