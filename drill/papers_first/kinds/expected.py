"""Expectations of what nobody can compute, over three outcomes with their probabilities."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from drill.papers_first.arithmetic.opened_integrals import without_means_of_laws
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.formula.vocabulary import EXPECTATIONS
from drill.papers_first.kinds.chosen_rules import as_numbers
from drill.papers_first.kinds.small_table import Table, exercise_of, named
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.given_roles import given_role, is_never_negative
from drill.papers_first.plausible.known_numbers import check_constants
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.plausible.weighted_means import averaged
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline

_OF_ARRAYS: Final = frozenset(("tr", "Tr", "trace", "det", "rank", "diag"))
_BARS: Final = frozenset(("|", "\\mid", "\\vert"))
_SIZES: Final = frozenset("nNmMkKT")
_ORDERS: Final = frozenset(("<", ">", "\\leq", "\\geq"))
_RANGES: Final = {
    "positive": "1..20",
    "negative": "-20..-1",
    "probability": "0.1..0.9 step 0.1",
}
_OPPOSITE: Final = {
    _RANGES["positive"]: _RANGES["negative"],
    _RANGES["negative"]: _RANGES["positive"],
}


def expected(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is one expectation.

    Raises:
        RefusedError: it is none, or what it is taken of has no values that can be told.
    """
    if line.is_conditional or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    rights = without_means_of_laws(line.rights)
    body, given, factor = next(filter(None, map(mean_body, rights)), (None, False, ""))
    if body is None:
        raise RefusedError("it is no expectation")
    check_constants(body)
    if any(isinstance(part, Big) and part.name in ("\\argmin", "\\argmax") for part in walk(body)):
        raise RefusedError("it is the mean of what is no number")
    if line.left is not None and _is_of_array(line.left):
        raise RefusedError("it is equal to a number of an array for some laws only")
    if line.left is None or given_role(body) == "indicator":
        raise RefusedError("there is nothing to compute")
    if _is_share_of_cases(body):
        raise RefusedError("a share of cases is not any number")
    if isinstance(body, Call) and any(isinstance(part, Statement) for part in walk(body)):
        raise RefusedError("what it is taken of is set in its brackets")
    values = _under_condition(line.rights, body) or values_of(paper, body)
    of = "under the condition behind the bar " if given else ""
    says = (
        f"{as_numbers(paper, line.left)}Say that {of}what is random has three outcomes, with the "
        f"probabilities @p, @q and @r, and that {named(body, 'what stands in the brackets')} is @a in the "
        "first, @b in the second and @c in the third."
    )
    total, plain = _times(factor, "p*a + q*b + r*c"), _times(factor, "(a + b + c)/3")
    mean = "pick(i, a, b, c)"
    table = Table(
        params={
            **dict.fromkeys(("p", "q"), "0.1..0.7 step 0.1"),
            **dict.fromkeys(("a", "b", "c"), values),
        },
        lets={"r": "1 - p - q"},
        where=[
            "r > 0",
            "a != b",
            "b != c",
            "a != c",
            f"{total} != {plain}",
            *([f"{total} > 0"] if factor == "-" else []),
        ],
        says=says,
        asks=f"Compute {inline(line.left)} exactly.",
        key=total,
        shape="a mean: each value times its probability",
        motion="multiply every value by its probability, then add up",
        hint="Each value counts as often as its probability says: begin with $@{raw(p*a)}$.",
        steps=(f"$@{{raw({total})}} = @{{{total}}}$.",),
        witness={
            "enumerate": {"i": "1..3"},
            "mean": f"{factor}{mean}",
            "weight": "pick(i, p, q, 1 - p - q)",
        },
        wrong=(
            (plain, "The outcomes are not equally likely: weigh each value with its probability."),
            (_times(factor, "a + b + c"), "Weigh each value with its probability."),
            *((("p*a + q*b + r*c", "Mind what stands before the expectation."),) if factor else ()),
        ),
    )
    return exercise_of(paper, line, table)


def _is_of_array(left: Node) -> bool:
    """``\\operatorname{tr}(A)``, ``\\|A\\|_F^2``: what an array alone decides."""
    match left:
        case Call(Symbol(base)) | Applied(Symbol(base)):
            return base in _OF_ARRAYS
        case Norm("\\|") | Function("\\det"):
            return True
        case Power(base):
            return _is_of_array(base)
        case _:
            return False


def _is_share_of_cases(body: Node) -> bool:
    """``\\frac{1}{n} \\sum_i 1[x_i > 0]``: numbers and sizes beside indicators."""
    rest = replaced(body, lambda part: Number("1") if given_role(part) == "indicator" else None)
    return rest != body and all(one.base in _SIZES and not one.sub for one in symbols(rest))


def _times(factor: str, text: str) -> str:
    return f"{factor}({text})" if factor else text


def mean_body(right: Node) -> tuple[Node, bool, str] | None:
    """What an expectation is taken of, whether a condition stands beside it, and a number before it.

    None for anything else.
    """
    match right:
        case Signed("-", inner) if (found := mean_body(inner)) is not None and not found[2]:
            return *found[:2], "-"
        case Product((Number(text), inner), ("",)) if (found := mean_body(inner)) is not None and not found[
            2
        ]:
            return *found[:2], f"{text}*"
        case Product((Fraction(Number(top), Number(bottom)), inner), ("",)) if (
            found := mean_body(inner)
        ) is not None and not found[2]:
            return *found[:2], f"{top}/{bottom}*"
        case Call(Symbol(base), Bracket(_, _, (body,), (), ())) if base in EXPECTATIONS:
            return body, False, ""
        case Call(Symbol(base), Bracket(_, _, (body, *_), (bar, *_), ())) if (
            base in EXPECTATIONS and bar in _BARS
        ):
            return body, True, ""
        case Applied(Symbol(base), body) if base in EXPECTATIONS:
            return body, False, ""
        case _:
            return None


def _under_condition(rights: Iterable[Node], body: Node) -> str:
    """What the values are drawn from where the condition behind the bar limits them; empty where none does.

    Raises:
        RefusedError: it compares what they are made of in another way.
    """
    names = set(symbols(body))
    for part in (part for right in rights for part in walk(right)):
        match part:
            case Call(Symbol(base), Bracket(_, _, (inner, *given), _, ())) if (
                base in EXPECTATIONS and inner == body
            ):
                orders = [one for one in given if isinstance(one, Statement) and _ORDERS & set(one.relations)]
            case _:
                continue
        for order in orders:
            match order:
                case Statement((low, high), ("<" | "\\leq",)) | Statement((high, low), (">" | "\\geq",)) if (
                    body == Sum((high, low), ("-",))
                ):
                    return _RANGES["positive"]
                case _ if names & set(symbols(order)):
                    raise RefusedError("its condition limits what the mean is taken of")
                case _:
                    pass
    return ""


def values_of(paper: Paper, body: Node) -> str:
    """What the values of what an expectation is taken of are drawn from."""
    match body:
        case Bracket(_, _, (inner,), (), ()):
            return values_of(paper, inner)
        case _ if is_never_negative(body) and not isinstance(body, Call):
            return _RANGES["positive"]
        case Signed("-", inner) if (opposite := _OPPOSITE.get(values_of(paper, inner))) is not None:
            return opposite
        case Function("\\log" | "\\ln"):
            return _RANGES["negative"]
        case _ if (weighed := averaged(body)) is not None:
            return values_of(paper, weighed)
        case _:
            role = (
                Roles(paper, body, None).of(body).role
                if isinstance(body, Symbol | Call)
                else given_role(body)
            )
            return _RANGES.get(role, "-9..12 !0")
