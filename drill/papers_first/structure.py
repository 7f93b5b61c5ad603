"""How a formula is built, in words: the shape to picture, the motion that writes it down."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
    children,
)
from drill.papers_first.wording import inline

_JOINING: Final = frozenset(("\\wedge", "\\vee", "\\cap", "\\cup", "\\setminus"))
"""Signs between two things that are no product: the less or the more of two, what two sets make."""
_FUNCTIONS: Final = {"\\log": "logarithm", "\\ln": "logarithm", "\\exp": "exponential"}
_BIG: Final = {
    "\\sum": "a sum",
    "\\prod": "a product",
    "\\int": "an integral",
    "\\lim": "a limit",
    "\\max": "a search for the largest value",
    "\\min": "a search for the smallest value",
    "\\argmax": "a search for where the largest value is",
    "\\argmin": "a search for where the smallest value is",
}
_EQUALS: Final = frozenset(("=", ":="))
_BOUNDS: Final = frozenset(("\\leq", "\\geq", "<", ">", "\\lesssim", "\\gtrsim", "\\ll", "\\gg"))
_ARROWS: Final = frozenset(("\\Rightarrow", "\\Leftarrow", "\\Leftrightarrow"))
_NEAR: Final = frozenset(("\\approx", "\\simeq", "\\propto", "\\sim"))
_NAMED_BY: Final = ("\\operatorname", "\\mathrm", "\\text")
_DOTS: Final = frozenset(("\\ldots", "\\cdots", "\\dots"))
_COUNTS: Final = {2: "two", 3: "three", 4: "four", 5: "five"}


def shape_words(node: Node) -> str:
    """What a formula looks like from afar: ``the old value and a step``, ``a fraction with a root below``."""
    if isinstance(node, Statement):
        left, *others = node.sides
        if _ARROWS & set(node.relations):
            return "one statement beside another, and an arrow that says which follows from which"
        match node.relations:
            case ("|" | "\\mid" | "\\vert", "\\sim"):
                return f"left one quantity given another, right {_shape(others[1], left)}"
            case _:
                pass
        if len(others) > 1:
            return f"a chain of {len(node.sides)} sides{_joined(node.relations)}"
        if others:
            return f"left {_article(_side(left))}, right {_shape(others[0], left)}"
        return _shape(left, None)
    return _shape(node, None)


def _joined(relations: tuple[str, ...]) -> str:
    """What a chain's relations say of its sides, where all of them say the same."""
    if set(relations) <= _EQUALS:
        return ", each another way to write the first"
    if set(relations) <= _EQUALS | _BOUNDS:
        return ", with bounds"
    return ", not all of them equal" if set(relations) <= _EQUALS | _BOUNDS | _NEAR else ""


def _side(node: Node) -> str:
    match node:
        case Symbol():
            return "single symbol"
        case Call():
            return "function"
        case Gradient() | Derivative():
            return "derivative"
        case _:
            return "longer expression"


def _shape(node: Node, left: Node | None) -> str:
    match node:
        case Sum(terms, _) if left is not None and _is_step(terms, left):
            return "the old value and a step"
        case Sum(terms, _) if is_mixture(node):
            return "a weighted mean of two things"
        case Sum(terms, _):
            return f"a sum of {_counted(len(terms), 'term')}"
        case Fraction(_, bottom):
            return "a fraction with a root below" if _has_root(bottom) else "a fraction"
        case Product(_, signs) if set(signs) & _JOINING:
            return "things that a sign other than times joins"
        case Product(factors, _):
            big = next((factor for factor in factors if isinstance(factor, Big)), None)
            if big is not None:
                return f"a factor before {_shape(big, None)}"
            return f"a product of {_counted(len(factors), 'factor')}"
        case Big(name, lower, _, _):
            under = f" over {inline(_runs(lower))}" if lower and name in ("\\sum", "\\prod") else ""
            return f"{_BIG.get(name, 'a large operator')}{under}"
        case Call(Symbol(base="E"), _) | Applied(Symbol(base="E"), _):
            return "an expectation"
        case Call(Symbol() as head, arguments):
            if len(arguments.parts) == 1:
                return f"{inline(head)} of one argument"
            has_dots = any(isinstance(one, Symbol) and one.base in _DOTS for one in arguments.parts)
            count = "several arguments" if has_dots else _counted(len(arguments.parts), "argument")
            return f"{inline(head)} of {count}"
        case Function(name, _, _, _):
            return _article(_FUNCTIONS.get(name, f"function {inline((name,))}"))
        case Root():
            return "a root"
        case Power():
            return "a power"
        case Norm():
            return "a norm"
        case Table(environment, rows):
            if all(len(row) == 1 and isinstance(row[0], Statement) for row in rows):
                return f"a system of {_counted(len(rows), 'equation')}"
            if "cases" in environment:
                return f"a definition in {_counted(len(rows), 'case')}"
            return "a matrix"
        case Signed(_, body):
            return f"{_shape(body, None)}, with a sign before it"
        case Bracket(_, _, (part,), _, _):
            return _shape(part, left)
        case Gradient() | Derivative():
            return "a derivative"
        case Symbol() | Number():
            return "a single symbol"
        case Transpose():
            return "a transpose"
        case _:
            return "one expression"


def _runs(lower: tuple[str, ...]) -> tuple[str, ...]:
    """What runs, of a lower bound such as ``i = 1``; all of one that begins with a number."""
    if lower[0].isdigit():
        return lower
    ends = [at for at, token in enumerate(lower) if token in ("=", "\\in", "<", "\\leq", "\\neq")]
    return lower[: ends[0]] if ends and ends[0] else lower


def motion_words(node: Node) -> str:
    """How one gets from the picture to the formula."""
    right = node.sides[-1] if isinstance(node, Statement) else node
    left = node.sides[0] if isinstance(node, Statement) else None
    match right:
        case Sum(terms, _) if left is not None and _is_step(terms, left):
            return "begin with the old value; then the sign, the size and the direction of the step"
        case Sum() if is_mixture(right):
            return "name the two things that are mixed, then give each its weight"
        case Sum():
            return "go from term to term: its sign, its weight, its quantity"
        case Fraction():
            return "say what is measured above and what it is measured against below"
        case Product(_, signs) if set(signs) & _JOINING:
            return "say what stands on each side of the sign"
        case Product() | Power():
            return "collect the factors one by one, outermost first"
        case Big():
            return "first the operator with what it runs over, then what stands behind it"
        case Call() | Function() | Norm() | Root():
            return "name the outer function first, then what it is applied to"
        case Table():
            return "go through it row by row, with each row's condition or place"
        case _:
            return "go from the outside in: the whole first, then its parts"


def level_of(tokens: tuple[str, ...]) -> int:
    """How hard a formula is to keep in mind, from 1 to 4, by its length."""
    written = sum(token not in ("{", "}") for token in tokens)
    return 1 + sum(written > length for length in (12, 26, 44))


def _counted(count: int, noun: str) -> str:
    return f"{_COUNTS.get(count, str(count))} {noun}" + ("s" if count != 1 else "")


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _is_step(terms: tuple[Node, ...], left: Node) -> bool:
    """Whether a sum goes on from the value before: ``x_t + g``, no total ``R_a + R_b`` of named parts."""
    first = terms[0]
    if not isinstance(first, Symbol) or not isinstance(left, Symbol) or not _is_older(first, left):
        return False
    if not first.sub or not first.sub[0].startswith(_NAMED_BY):
        is_numbered = all(map(str.isdigit, first.sub))  # ``x_{pk}`` is a part of ``x_k``
        return is_numbered or _without_offset(first.sub) == _without_offset(left.sub)
    siblings = (part for term in terms[1:] for part in walk(term))
    return not any(_is_older(part, left) and _is_older(part, first) for part in siblings)


def _without_offset(sub: tuple[str, ...]) -> tuple[str, ...]:
    """The index of ``x_{t+1}`` without what is added to it."""
    return sub[:-2] if len(sub) > 2 and sub[-2] in ("+", "-") else sub


def _is_older(term: Node, left: Node) -> bool:
    if not isinstance(term, Symbol) or not isinstance(left, Symbol):
        return False
    return term.sub != left.sub and replace(term, sub=()) == replace(left, sub=())


def is_mixture(node: Sum) -> bool:
    """Whether a sum of two terms weighs them with ``w`` and ``1 - w``."""
    factors = [factor for term in node.terms for factor in _factors(term)]
    return len(node.terms) == 2 and any(complement(factor) in factors for factor in factors)


def _factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def complement(node: Node) -> Node | None:
    """``\\beta`` of ``(1 - \\beta)``."""
    match node:
        case Bracket(_, _, (Sum((Number("1"), other), ("-",)),), _, ()):
            return other
        case _:
            return None


def _has_root(node: Node) -> bool:
    return isinstance(node, Root) or any(_has_root(child) for child in children(node))
