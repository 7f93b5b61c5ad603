"""On which side of a line vectors lie: ``1(w^\\top x > 0)``, ``\\operatorname{sign}(w \\cdot x + b)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from drill.papers_first.arithmetic.branches import COMPARED
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Node,
    Number,
    Product,
    Statement,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.kinds.thresholds import INDICATORS
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_SIGNS: Final = frozenset(("sign", "sgn", "Sign"))
_NO_VECTOR: Final = re.compile(
    r"\b(?:matri(?:x|ces)|functions?|operators?|kernels?|measures?|distributions?)\b", re.IGNORECASE
)
_FUNCTIONS: Final = frozenset("fgh")
_ALL: Final = 1 + 2 + 4
"""The weights of the three cases together."""


@dataclass(frozen=True, slots=True)
class _Side:
    """The vector that stays, the one that differs, what is added, the comparison and its other side."""

    weight: Symbol
    point: Symbol
    offset: Symbol | None
    sign: str
    bound: Node
    is_signed: bool = False
    """Whether its value is -1 rather than 0 where the comparison does not hold."""


def half_plane(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that says on which side of a line a vector lies.

    Raises:
        RefusedError: it is none.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    side = _side(line.rights[-1])
    for vector in (side.weight, side.point):
        _check_vector(paper, vector)
    given: dict[str, str] = {}
    offset = limit = ""
    if side.offset is not None:
        offset, given["b"] = " + b", f"${maths(to_latex(side.offset))} = @b$"
    match side.bound:
        case Number(text):
            limit = text
        case bound:
            limit, given["t"] = "t", f"${maths(to_latex(bound))} = @t$"
    values = [f"u*x{place} + v*y{place}{offset}" for place in (1, 2, 3)]
    low = "-1" if side.is_signed else "0"

    def told(text: str) -> str:
        holds = f"ind({text} {side.sign} {limit})"
        return f"(2*{holds} - 1)" if side.is_signed else holds

    held = [told(text) for text in values]
    picked = told(f"pick(i, {', '.join(values)})")
    key = f"{held[0]} + 2*{held[1]} + 4*{held[2]}"
    turned = f"-({key})" if side.is_signed else f"{_ALL} - ({key})"
    points = listed([f"$(@x{place}, @y{place})$" for place in (1, 2, 3)])
    among = [f"${maths(to_latex(side.weight))} = (@u, @v)$", *given.values()]
    return exercise_of(
        paper,
        line,
        Table(
            params={
                **dict.fromkeys(("u", "v"), "-3..3 !0"),
                **dict.fromkeys(given, "-4..4 !0"),
                **{f"{letter}{place}": "-4..4" for place in (1, 2, 3) for letter in ("x", "y")},
            },
            where=[
                f"{key} != {_ALL}",
                f"{key} != {f'-{_ALL}' if side.is_signed else 0}",
                *([f"{text} != {limit}" for text in values] if side.is_signed else ()),
            ],
            says=f"Put in {listed(among)}, and say that {inline(side.point)} is, of three cases, {points}.",
            asks=(
                f"Compute {inline(line.left)} for each, and add up once the first, twice the second and four "
                "times the third."
            ),
            key=key,
            shape="a sign of an inner product: on which side of a line a vector lies",
            motion="multiply entry by entry, add up, then compare",
            hint="The first inner product is $@{raw(u*x1 + v*y1)} = @{u*x1 + v*y1}$.",
            steps=(
                f"The three values are @{{{held[0]}}}, @{{{held[1]}}} and @{{{held[2]}}}.",
                f"Together @{{{key}}}.",
            ),
            witness={
                "enumerate": {"i": "1..3"},
                "mean": f"3*2^(i - 1)*{picked}",
            },
            wrong=((turned, f"It is {low} where the comparison does not hold."),),
            level=2,
        ),
    )


def _side(right: Node) -> _Side:
    match right:
        case Call(
            Symbol() as head,
            Bracket(_, _, (Statement((inner, (Number() | Symbol()) as bound), (relation,)),)),
        ) if head in INDICATORS and COMPARED.get(relation) not in (None, "=", "!="):
            return _of(inner, COMPARED[relation], bound)
        case Call(Symbol(base), Bracket("(" | "[", _, (inner,), (), ())) if base in _SIGNS:
            return _of(inner, ">", Number("0"), is_signed=True)
        case _:
            raise RefusedError("it tells no side of a line")


def _of(inner: Node, sign: str, bound: Node, *, is_signed: bool = False) -> _Side:
    match inner:
        case Sum((product, Symbol(font="") as offset), ("+",)) if (
            offset.base.islower() or offset.base[0] == "\\"
        ):
            pass
        case _:
            product, offset = inner, None
    match product:
        case Bracket("\\langle", _, (Symbol() as weight, Symbol() as point), (",",), ()) | Product(
            (Transpose(Symbol() as weight), Symbol() as point), ("",)
        ):
            pass
        case Product((Symbol(font="\\mathbf") as weight, Symbol(font="\\mathbf") as point), ("\\cdot",)):
            pass
        case _:
            raise RefusedError("it tells no side of a line")
    names = [weight, point, *([offset] if offset else []), *([bound] if isinstance(bound, Symbol) else [])]
    if len(set(names)) < len(names):
        raise RefusedError("a letter of it stands for two things")
    return _Side(weight, point, offset, sign, bound, is_signed)


def _check_vector(paper: Paper, vector: Symbol) -> None:
    """That a letter stands for a vector.

    Raises:
        RefusedError: it may be a matrix or a function.
    """
    is_small = vector.base.startswith("\\") or vector.base.islower()
    is_function = vector.base in _FUNCTIONS and not vector.font
    entry = paper.meaning(vector)
    is_other = entry is not None and _NO_VECTOR.search(entry.meaning) is not None
    if not is_small or is_function or is_other or vector.font == "\\mathcal":
        raise RefusedError("it may be a matrix or a function")
