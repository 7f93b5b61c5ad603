"""What is given as one number, under its own name, and what is computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Function,
    Gradient,
    Node,
    Norm,
    Product,
    Symbol,
)

NAMED: Final[Mapping[str, str]] = {
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "softplus": "softplus",
    "sign": "sign",
    "sgn": "sign",
    "erf": "erf",
    **{word.title(): word for word in ("tanh", "sigmoid", "softplus")},
    **dict.fromkeys(("arccosh", "arcosh", "acosh"), "acosh"),
    **dict.fromkeys(("arcsinh", "arsinh", "asinh"), "asinh"),
    **dict.fromkeys(("arctanh", "artanh", "atanh"), "atanh"),
    "relu": "relu",
    "ReLU": "relu",
}
"""Calls by a word that are computed."""
CLIPS: Final = frozenset(("clip", "Clip", "clamp", "Clamp"))
"""Calls that keep a number between two others."""
_WHOLE_PARTS: Final = {
    ("\\lfloor", "\\rfloor"): "floor",
    ("\\lceil", "\\rceil"): "ceil",
}
_ROUND: Final = frozenset((("(", ")"), ("[", "]"), ("\\{", "\\}")))
_SETS: Final = frozenset(("\\cap", "\\cup", "\\setminus"))


def whole_part(bracket: Bracket) -> str:
    """``floor`` or ``ceil`` for such brackets, else empty."""
    return _WHOLE_PARTS.get((bracket.opening, bracket.closing), "")


def is_grouping(bracket: Bracket) -> bool:
    """Whether brackets only hold an expression together."""
    same = (bracket.opening, bracket.closing) in _ROUND
    return same and len(bracket.parts) == 1 and not bracket.sub


def is_given(node: Node) -> bool:
    """Whether a part is given as one number rather than computed."""
    match node:
        case Symbol() | Gradient() | Derivative() | Applied():
            return True
        case Call() if is_clip(node) or rounded_part(node) is not None:
            return False
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (_,), (), ())):
            return base not in NAMED
        case Call():
            return True
        case Function("\\cos", Bracket(_, _, (_, _), (",",), ()), (), None):
            return True  # the cosine of the angle between two vectors
        case Function(name):
            return name in ("\\det", "\\deg")
        case Norm(bars, body, sub, is_size):
            return bool(sub) or bars != "|" or is_size or _is_size(body)
        case Bracket("\\langle", "\\rangle"):
            return True
        case Big(name, lower):
            return name not in ("\\sum", "\\prod") and not (name in ("\\max", "\\min") and not lower)
        case _:
            return False


def is_clip(node: Node) -> bool:
    """Whether it is a number kept between two others: ``\\operatorname{clip}(x, a, b)``."""
    match node:
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket("(", _, (_, _, _), (",", ","), ())):
            return base in CLIPS
        case _:
            return False


def rounded_part(node: Node) -> Node | None:
    """What is rounded to the nearest whole number, ``\\lfloor x \\rceil``; None for anything else."""
    match node:
        case Bracket("\\lfloor", "\\rceil", (part,), (), ()):
            return part
        case Call(
            Symbol("round" | "Round", "\\operatorname", (), (), 0, ()), Bracket("(", _, (part,), (), ())
        ):
            return part
        case _:
            return None


def is_extreme_entry(node: Node) -> bool:
    """``\\max(X)``: the largest or smallest entry of an array, or member of a set."""
    return (
        isinstance(node, Big)
        and node.name in ("\\max", "\\min")
        and not (node.lower or (isinstance(node.body, Bracket) and len(node.body.parts) > 1))
    )


def _is_size(body: Node) -> bool:
    """``|A|`` of a capital or script letter: the size of a set or a determinant, not an absolute value.

    Around a derivative bars are the determinant of a Jacobian wherever both letters are vectors.
    """
    if isinstance(body, Function):
        return False
    if isinstance(body, Product) and _SETS & set(body.signs):
        return True
    return isinstance(body, (Call, Derivative)) or (
        isinstance(body, Symbol) and (body.base.isupper() or body.font in ("\\mathcal", "\\mathbf"))
    )
