"""Sums of expectations over laws of their own: ``E_{x \\sim p}[f(x)] - E_{x \\sim q}[f(x)]``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Gradient,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    Transpose,
)
from drill.papers_first.kinds.chosen_rules import as_numbers
from drill.papers_first.kinds.expected import mean_body, values_of
from drill.papers_first.kinds.extremum import EXTREMES
from drill.papers_first.kinds.small_table import Table, exercise_of, named
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, maths

_PAIRS: Final = (("a", "b"), ("c", "d"), ("f", "g"))
_ORDINALS: Final = ("first", "second", "third")
_WORDS: Final = {"min": "minimised", "max": "maximised", "inf": "minimised", "sup": "maximised"}


@dataclass(frozen=True, slots=True)
class _Mean:
    sign: str
    body: Node
    law: tuple[str, ...]
    factor: str = ""
    """A number before it, or the typed name of a weight."""
    weight: Symbol | None = None


def several_means(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that adds and takes away expectations, each over a law of its own.

    Raises:
        RefusedError: it is none, or two of them are of the same chance, so that one settles the other.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    left, word = _objective(line.left)
    if not word and any(isinstance(part, Big) for part in walk(line.left)):
        raise RefusedError("what is on its left is no value of the sum")
    asked = f"{inline(left)}, for one choice of what is sought," if word else inline(left)
    return _exercise(paper, line, line.rights[0], asked)


def mean_objective(paper: Paper, line: Line) -> Exercise:
    """An exercise for such a sum that something is the smallest or largest value of, for one choice.

    Raises:
        RefusedError: it is none.
    """
    if line.is_conditional or line.says not in ("equal", "assign", "alone"):
        raise RefusedError("it holds under a condition only")
    body, word = _objective(line.rights[0])
    if not word:
        raise RefusedError("nothing is sought")
    return _exercise(paper, line, body, f"what is {word}, for one choice of what it runs over,")


def _exercise(paper: Paper, line: Line, right: Node, asked: str) -> Exercise:
    means = _means(right)
    if len({mean.law for mean in means}) < len(means):
        raise RefusedError("expectations of the same chance are not free of each other")
    pairs = list(zip(means, _PAIRS, strict=False))
    total = _joined([(mean, f"({one} + {other})/2") for mean, (one, other) in pairs])
    added = _joined([(mean, f"({one} + {other})") for mean, (one, other) in pairs])
    turned = _joined(
        [(_turned(mean, at), f"({one} + {other})/2") for at, (mean, (one, other)) in enumerate(pairs)]
    )
    drawn = _joined([(mean, f"pick(i, {one}, {other})") for mean, (one, other) in pairs])
    params = {name: values_of(paper, mean.body) for mean, names in pairs for name in names}
    weights = {mean.factor: mean.weight for mean in means if mean.weight is not None}
    for name, weight in weights.items():
        found = Roles(paper, weight, None).of(weight).params
        params[name] = found if isinstance(found, str) else "1..9"
    said = " ".join(
        f"In the {ordinal} expectation {named(mean.body, 'what stands in the brackets')} is @{one} or "
        f"@{other}, both equally likely."
        for ordinal, (mean, (one, other)) in zip(_ORDINALS, pairs, strict=False)
    )
    put = "".join(f" Put in ${maths(to_latex(weight))} = @{{{name}}}$." for name, weight in weights.items())
    return exercise_of(
        paper,
        line,
        Table(
            params=params,
            where=[
                *(f"{one} != {other}" for _, (one, other) in pairs),
                f"{total} != {turned}",
                f"{total} != 0",
                *([f"{total} > 0"] if line.left is not None and _is_size(paper, line.left) else []),
            ],
            says=f"{'' if line.left is None else as_numbers(paper, line.left)}{said}{put}",
            asks=f"Compute {asked} exactly.",
            key=total,
            shape="a sum of means, each over its own outcomes",
            motion="work out each expectation on its own, then join them with the signs between them",
            hint=f"The first expectation is $@{{raw(({_PAIRS[0][0]} + {_PAIRS[0][1]})/2)}}$.",
            steps=(f"$@{{raw({total})}} = @{{{total}}}$.",),
            witness={"enumerate": {"i": "1..2"}, "mean": drawn},
            wrong=(
                (turned, "Mind the sign before the second expectation."),
                (added, "An expectation is a mean: two equally likely values count half each."),
            ),
            level=2,
        ),
    )


def _is_size(paper: Paper, left: Node) -> bool:
    """Whether what is computed is never below 0: a square, ``\\operatorname{MMD}^2(P, Q)``, a divergence."""
    match left:
        case Power(_, Number("2")) | Call(Power(_, Number("2"))):
            return True
        case _:
            return Roles(paper, left, None).of(left).role == "positive"


def _objective(right: Node) -> tuple[Node, str]:
    """What searches are of, and the word for the innermost of them."""
    word = ""
    while True:
        match right:
            case Big(name, (_, *_), _, body) if name in EXTREMES and name.lstrip("\\") in _WORDS:
                right, word = body, _WORDS[name.lstrip("\\")]
            case Bracket(_, _, (body,), (), ()):
                right = body
            case _:
                return right, word


def _means(right: Node) -> list[_Mean]:
    match right:
        case Sum(terms, signs) if set(signs) <= {"+", "-"} and len(terms) <= len(_PAIRS):
            pass
        case _:
            raise RefusedError("it is no sum of expectations")
    first = terms[0]
    signed = [("-", first.body) if isinstance(first, Signed) else ("+", first)]
    signed += list(zip(signs, terms[1:], strict=True))
    return [_mean(sign, term) for sign, term in signed]


def _mean(sign: str, term: Node) -> _Mean:
    weight: Symbol | None = None
    match term:
        case Product((Symbol(base) as symbol, Call() | Applied() as inner), ("" | "\\cdot",)) if (
            base.startswith("\\")
        ):
            weight, term = symbol, inner
        case _:
            pass
    law = next(
        (
            part.head.sub
            for part in walk(term)
            if isinstance(part, Call | Applied) and isinstance(part.head, Symbol)
        ),
        (),
    )
    found = mean_body(term)
    if found is None or not law:
        raise RefusedError("it is no sum of expectations over laws that are told")
    body, _, factor = found
    if any(isinstance(part, Transpose | Gradient | Big) for part in walk(body)):
        raise RefusedError("it is the mean of what is no number")
    if factor == "-":
        raise RefusedError("two signs")
    return _Mean(sign, body, law, "w" if weight is not None else factor.rstrip("*"), weight)


def _turned(mean: _Mean, at: int) -> _Mean:
    if at != 1:
        return mean
    return _Mean("-" if mean.sign == "+" else "+", mean.body, mean.law, mean.factor, mean.weight)


def _joined(parts: list[tuple[_Mean, str]]) -> str:
    text = ""
    for mean, value in parts:
        term = f"{mean.factor}*{value}" if mean.factor else value
        text += (f" {mean.sign} " if text else "-" if mean.sign == "-" else "") + term
    return text
