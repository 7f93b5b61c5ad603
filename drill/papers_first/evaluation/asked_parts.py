"""Parts of a side that are asked for where the whole is no arithmetic: what is averaged, minimised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.formula.printing import join, to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Differential,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
    children,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.wording import maths

_EXTREMES: Final = {
    **dict.fromkeys(("\\max", "\\sup", "\\argmax"), "maximised"),
    **dict.fromkeys(("\\min", "\\inf", "\\argmin"), "minimised"),
}
_NO_FUNCTIONS: Final = frozenset(
    (
        *("E", "V", "P", "p", "q", "Pr", "O", "o", "N", "U", "Normal", "Var", "Cov", "var", "cov", "KL", "H"),
        *("D", "sum", "Sum", "mean", "Mean", "avg", "std", "diag", "tr", "det", "vec", "rank", "softmax"),
        *("Softmax", "concat", "Concat", "CONCAT", "cholesky", "\\Phi", "T"),
    )
)
"""Heads of which what stands in the brackets is no argument of a function."""
_COMPLEX_PARTS: Final = frozenset(("\\Re", "\\Im", "Re", "Im"))
_SUCH_THAT: Final = frozenset((":", "|", "\\mid", "\\colon"))
_ORDINALS: Final = ("first", "second", "third", "fourth")
_DEEPEST: Final = 3

Asked = tuple[str, Node]
"""What is asked for, in words, and the expression."""


def outer_parts(right: Node, *, has_argument: bool) -> Iterator[Asked]:
    """What a right side is the smallest or largest value of, and the only argument of a function's value."""
    yield from _objective(right)
    if has_argument:
        yield from _argument(right)


def deeper_parts(right: Node, depth: int = 0) -> Iterator[Asked]:
    """What stands inside of the outermost sign that nobody can compute, and inside of that in turn."""
    if depth == _DEEPEST:
        return
    for part in _opaque(right):
        for asks, inner in _inside(part):
            yield asks, inner
            yield from deeper_parts(inner, depth + 1)


def told_apart(asks: str, right: Node, sides: Iterable[Node]) -> str:
    """``asks``, with the side that it is asked of where another side has such a part, too."""
    others = [side for side in sides if side != right]
    if any(asks == one for side in others for one, _ in (*_objective(side), *deeper_parts(side))):
        return f"{asks}, in ${maths(to_latex(right))}$"
    return asks


def _objective(right: Node) -> Iterator[Asked]:
    sign = right.body if isinstance(right, Signed) else right
    if isinstance(sign, Big) and sign.name in _EXTREMES and sign.lower:
        yield f"what is {_EXTREMES[sign.name]}, for one choice of what it runs over", sign.body


def _argument(right: Node) -> Iterator[Asked]:
    match right:
        case _ if _is_of_complex_vectors(right):
            return
        case Call(Symbol(font="\\operatorname" | "" | "\\mathrm") as head, Bracket(_, _, (inner,), (), ())):
            if head.base not in _NO_FUNCTIONS and not isinstance(inner, Symbol | Number | Call):
                yield f"what ${to_latex(head)}$ is applied to on the right", inner
        case _:
            return


def _is_of_complex_vectors(node: Node) -> bool:
    """Whether it is a part of a complex inner product: which vector is conjugated is not said."""
    match node:
        case Call(Symbol(base), Bracket(_, _, (inner,), (), ())) if base in _COMPLEX_PARTS:
            return any(isinstance(part, Bracket) and part.opening == "\\langle" for part in walk(inner))
        case _:
            return False


def _opaque(node: Node) -> Iterator[Node]:
    """The outermost sums, extremes, integrals, expectations and calls, where there is one alone."""
    found = list(dict.fromkeys(_outermost(node)))
    if len(found) == 1 and not _is_like_another(found[0], node):
        yield found[0]


def _is_like_another(part: Node, node: Node) -> bool:
    """Whether another sum of ``node``, in a power or transposed, runs over the same index as ``part``."""
    inside = set(walk(part))
    others = (other for other in walk(node) if isinstance(other, Big) and other not in inside)
    return isinstance(part, Big) and any(
        other.name == part.name and _running(other) == _running(part) for other in others
    )


def _outermost(node: Node) -> Iterator[Node]:
    match node:
        case Big() | Call() | Applied():
            yield node
        case Signed() | Product() | Sum() | Bracket():
            for child in children(node):
                yield from _outermost(child)
        case _:
            return


def _running(big: Big) -> tuple[str, ...]:
    """Of ``i = 1`` the i, of ``x \\in S`` and of ``i : a_i = 1`` all of it."""
    is_begun = "=" in big.lower and not set(big.lower) & _SUCH_THAT
    return big.lower[: big.lower.index("=")] if is_begun else big.lower


def _inside(part: Node) -> Iterator[Asked]:
    match part:
        case _ if _is_of_complex_vectors(part):
            return
        case Big(name, (_, *_), _, body) if name in _EXTREMES:
            yield from _objective(part)
        case Big("\\sum", (_, *_), _, body):
            yield f"what is summed over ${join(_running(part))}$, for one choice of it", body
        case Big("\\prod", (_, *_), _, body) if not any(isinstance(inner, Big) for inner in walk(body)):
            yield f"what is multiplied over ${join(_running(part))}$, for one choice of it", body
        case Big("\\int", _, _, Product((*factors, Differential()), (*signs, _))):
            inner = factors[0] if len(factors) == 1 else Product(tuple(factors), tuple(signs))
            yield "what is integrated, at one value of what the integral runs over", inner
        case Call(Symbol(base), Bracket(_, _, (body, *_))) | Applied(Symbol(base), body) if (
            base in EXPECTATIONS
        ):
            yield "what the expectation is taken of, for one outcome", body
        case Call(Symbol() as head, Bracket("(", _, (inner,), (), ())) if head.base not in _NO_FUNCTIONS:
            yield f"what ${to_latex(head)}$ is applied to", inner
        case Call(Symbol() as head, Bracket("(", _, parts, separators, ())) if set(separators) == {","}:
            for ordinal, inner in zip(_ORDINALS, parts, strict=False):
                yield f"the {ordinal} argument of ${to_latex(head)}$", inner
        case _:
            return
