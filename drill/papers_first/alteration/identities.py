"""Changes that leave what is said true, where it is summed up over everything that could tell them apart."""

from __future__ import annotations

from typing import Final

from drill.papers_first.alteration.changes import Altered
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Function,
    Gradient,
    Node,
    Product,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS

_SUMMED: Final = ("\\sum", "\\int", "\\iint", "\\oint")
_EITHER: Final = frozenset((",", ";"))
_LOGARITHMS: Final = frozenset(("\\log", "\\ln"))
_SCALE_FREE: Final = ("norm", "layernorm", "rmsnorm", "batchnorm", "cos", "sgn", "sign")
"""How names of functions begin that give the same of a multiple of what they are taken of."""


def may_leave_it_true(altered: Altered, part: Node, whole: Node) -> bool:
    """Whether ``whole``, its ``part`` changed so, may be what it was.

    ``\\int p(x \\mid z) p(z) dz`` is ``p(x)``, and so is ``\\int p(x) p(z) dz``. What is taken away beside
    a score, ``(f - b) \\nabla \\log p``, has the mean 0 with either sign. A softmax stays what it is where
    the same is taken away from all it is taken of, what is normalised where all of that is scaled. Where no
    z is likelier than another before, the z of the largest ``p(x \\mid z)`` is that of the largest
    ``p(z \\mid x)``.
    """
    if altered.turned and _is_chosen(altered.turned, whole):
        return True
    if altered.struck is not None:
        return _is_averaged(altered.struck, whole)
    if altered.kind in ("sign", "term") and _is_shifted(part, whole):
        return True
    if altered.kind == "factor" and _is_scale_free(whole) and _lacks_factor(altered.node, part):
        return True
    return altered.kind in ("sign", "term") and _is_beside_score(part, whole)


def may_hold_for_both(altered: Altered, left: Node) -> bool:
    """Whether a left side may say the same of the symbols that were exchanged on the right.

    ``p(x, y)`` is ``p(y, x)``, and so ``p(x) p(y \\mid x)`` is ``p(y) p(x \\mid y)``.
    """
    if altered.exchanged is None:
        return False
    opaque = (part.arguments for part in walk(altered.node) if isinstance(part, Call))
    if not any(set(altered.exchanged) & set(symbols(one)) for one in opaque):
        return False  # it is worked out, and was found to differ
    lists = (part.arguments for part in walk(left) if isinstance(part, Call))
    pairs = (each.parts for each in lists if set(each.separators) <= _EITHER)
    return any(all(symbol in parts for symbol in altered.exchanged) for parts in pairs)


def _is_chosen(turned: tuple[Node, ...], whole: Node) -> bool:
    """Whether a formula looks for the best of what stands at the bar."""
    match whole:
        case Big("\\argmin" | "\\argmax", lower, _, _):
            return any(lower[: len(one)] == tuple(one) for one in map(to_tokens, turned))
        case _:
            return False


def _is_averaged(condition: Node, whole: Node) -> bool:
    match whole:
        case Big(name, lower, _, body) if name in _SUMMED:
            runs = {*lower, *_differentials(body)}
        case Call(Symbol(base, sub=sub), _) | Applied(Symbol(base, sub=sub), _) if base in EXPECTATIONS:
            if not sub:
                return True
            runs = set(sub)
        case _:
            return False
    names = {token for token in to_tokens(condition) if token.lstrip("\\")[:1].isalpha()}
    return bool(names & runs)


def _differentials(body: Node) -> set[str]:
    return {
        token for part in walk(body) if isinstance(part, Differential) for token in to_tokens(part.variable)
    }


def _is_shifted(part: Node, whole: Node) -> bool:
    match whole:
        case Call(Symbol(base), _):
            return base.lower() == "softmax" and isinstance(part, Sum) and "-" in part.signs
        case _:
            return False


def _is_scale_free(whole: Node) -> bool:
    match whole:
        case Call(Symbol(base), _):
            return base == "LN" or base.lower().startswith(_SCALE_FREE)
        case _:
            return False


def _lacks_factor(altered: Node, part: Node) -> bool:
    """Whether what is left of a product as a whole are its other factors."""
    match part:
        case Bracket(_, _, (inner,)) if isinstance(altered, Bracket):
            return _lacks_factor(altered.parts[0], inner)
        case Product(factors):
            rest = altered.factors if isinstance(altered, Product) else (altered,)
            return len(rest) < len(factors) and all(one in factors for one in rest)
        case _:
            return False


def _is_beside_score(part: Node, whole: Node) -> bool:
    if not isinstance(whole, Product):
        return False
    return any(_is_score(inner) for factor in whole.factors if factor != part for inner in walk(factor))


def _is_score(node: Node) -> bool:
    match node:
        case Gradient(body) if body is not None:
            return _has_logarithm(body)
        case Applied(Derivative() | Gradient(), body):
            return _has_logarithm(body)
        case Derivative(top, _):
            return bool(_LOGARITHMS & set(top))
        case _:
            return False


def _has_logarithm(node: Node) -> bool:
    return any(isinstance(part, Function) and part.name in _LOGARITHMS for part in walk(node))
