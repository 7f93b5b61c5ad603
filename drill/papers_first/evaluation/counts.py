"""Where a formula counts the cases in which a condition holds: sizes of sets, sums of indicators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from drill.papers_first.formula.given import is_grouping
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Node,
    Norm,
    Number,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
)

CASES: Final = 5
"""So many cases an exercise has."""
_INDICATORS: Final = frozenset(
    (
        *(Symbol(letter, font) for letter in ("I", "1") for font in ("", "\\mathbb", "\\mathbf", "\\mathrm")),
        Symbol("\\chi"),
    )
)
BOTH: Final = frozenset((",", "\\text{and}", "\\wedge", "\\land"))
"""Signs between two conditions that have to hold."""
EITHER: Final = frozenset(("\\text{or}", "\\vee", "\\lor"))
"""Signs between two of which one has to."""
_INDICES: Final = frozenset("ijklmnst")
_SUCH_THAT: Final = frozenset((":", "\\mid", "|", "\\vert"))


@dataclass(frozen=True)
class Count:
    """What is counted: over which index, up to which end, under which condition."""

    index: str
    end: Node | None
    condition: Node
    written: str = "{}"
    """The side around it as it is typed, with braces in its place."""


def count_in(side: Node) -> Count | None:
    """The only count of a side, beside which stand numbers and how many cases there are."""
    if isinstance(side, Bracket) and side.opening == "\\{":
        return _of_set(side)
    found = [(part, count) for part in walk(side) if (count := _counted_by(part)) is not None]
    if len(found) != 1:
        return None
    ((part, count),) = found
    try:
        return replace(count, written=_written(side, part, count.end))
    except RefusedError:
        return None


def joined_comparisons(statement: Statement) -> Bracket | None:
    """``y = 1 \\wedge z = 1``, which reads as a chain, as two comparisons that are joined; else None."""
    for place, side in enumerate(statement.sides[1:-1], 1):
        match side:
            case Product((last, first), (joint,)) if joint in BOTH | EITHER:
                before = Statement((*statement.sides[:place], last), statement.relations[:place])
                behind = Statement((first, *statement.sides[place + 1 :]), statement.relations[place:])
                return Bracket("(", ")", (before, behind), (joint,))
            case _:
                continue
    return None


def ratio_in(side: Node) -> tuple[Count, Count] | None:
    """Two counts over one index, of which a side is the ratio: what is counted above and below its bar."""
    match side:
        case Fraction(top, bottom):
            above, below = _counted_by(top), _counted_by(bottom)
        case _:
            return None
    if above is None or below is None or above.condition == below.condition:
        return None
    return (above, below) if (above.index, above.end) == (below.index, below.end) else None


def _counted_by(part: Node) -> Count | None:
    match part:
        case Big("\\sum", (index, *start), upper, Call(head, Bracket(_, _, (Statement() as said,), (), ()))):
            is_whole = (start == ["=", "1"] and len(upper) == 1) or (not start and not upper)
            end = Symbol(upper[0]) if upper else None
            return Count(index, end, said) if is_whole and head in _INDICATORS and len(index) == 1 else None
        case Norm("|", Bracket("\\{") as members, ()) | Call(Symbol("\\#" | "#"), Bracket("\\{") as members):
            return _of_set(members)
        case _:
            return None


def _of_set(members: Bracket) -> Count | None:
    match members:
        case Bracket("\\{", "\\}", (first, *conditions), (bar, *joints), ()) if (
            bar in _SUCH_THAT and conditions
        ):
            named = _member(first)
            whole = (
                conditions[0] if len(conditions) == 1 else Bracket("", "", tuple(conditions), tuple(joints))
            )
            if named is None or (named[1] is None and not _numbers_something(named[0], whole)):
                return None
            return Count(*named, whole)
        case _:
            return None


def _numbers_something(letter: str, condition: Node) -> bool:
    """Whether what a set holds is an index, ``\\{i : x_i > 0\\}``, and no vector, ``\\{u : f(u) = 0\\}``."""
    return letter in _INDICES or any(
        isinstance(part, Symbol) and letter in part.sub for part in walk(condition)
    )


def _written(node: Node, count: Node, end: Node | None) -> str:
    """What stands around a count as it is typed.

    Raises:
        RefusedError: it holds something else than numbers and how many cases there are.
    """
    if node == count:
        return "({})"
    if end is not None and node == end:
        return str(CASES)
    inside = partial(_written, count=count, end=end)
    match node:
        case Number(text) if text.isdigit():
            return text
        case Bracket(_, _, (inner,)) if is_grouping(node):
            return f"({inside(inner)})"
        case Signed("-", body):
            return f"-{inside(body)}"
        case Fraction(top, bottom):
            return f"({inside(top)})/({inside(bottom)})"
        case Sum(terms, signs) if set(signs) <= {"+", "-"}:
            rest = (f" {sign} {inside(term)}" for sign, term in zip(signs, terms[1:], strict=True))
            return inside(terms[0]) + "".join(rest)
        case Product(factors, signs) if set(signs) <= {"", "\\cdot", "\\times"}:
            return "*".join(f"({inside(factor)})" for factor in factors)
        case _:
            raise RefusedError("other things stand beside the count")


def _member(first: Node) -> tuple[str, Node | None] | None:
    """The index of the members of a set and the last one: of ``i \\in \\{1, \\ldots, n\\}`` i and n."""
    match first:
        case Symbol(base, "", (), (), 0, ()) if len(base) == 1:
            return base, None
        case Statement(
            (Symbol(base, "", (), (), 0, ()), Bracket("\\{", "\\}", (Number("1"), _, end))), ("\\in",)
        ):
            return base, end
        case Statement((Symbol(base, "", (), (), 0, ()), Bracket("[", "]", (end,), (), ())), ("\\in",)):
            return base, end
        case Statement((Symbol(base, "", (), (), 0, ()), end), ("\\leq" | "\\le",)):
            return base, end
        case _:
            return None
