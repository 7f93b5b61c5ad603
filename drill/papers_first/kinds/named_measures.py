"""What two things make by a measure that all define alike: ``KL(p \\| q)``, ``\\cos(u, v)``, an IoU."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from drill.papers_first.arithmetic.densities import is_law
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Function,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
)
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.said_equations import said_equations
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, maths

_DIGITS: Final = 4
_PEARSON: Final = re.compile(r"\bpearson\b|\bcorrelation (?:coefficient|matri)", re.IGNORECASE)
_OTHERWISE_CORRELATED: Final = re.compile(
    r"\bspearman|\bkendall|\bcross-?correlat|\bcorrelation (?:volume|layer)", re.IGNORECASE
)
_HATS: Final = frozenset(("\\hat", "\\widehat"))
_PAIR: Final = 2


def named_measure(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is nothing but such a measure of two things.

    Raises:
        RefusedError: it is none, or the paper may define it otherwise.
    """
    if line.is_conditional or len(line.statement.sides) != _PAIR or line.says not in ("equal", "assign"):
        raise RefusedError("it is no measure of two things")
    left, right = line.statement.sides
    make, head, one, other = _measure(right)
    if make is not _divergence and any(
        _is_of(head, equation.statement.sides[0]) for equation in paper.equations
    ):
        raise RefusedError("the paper defines the measure")
    if one == other:
        raise RefusedError("it is no measure of two things")
    asked = inline(left) if isinstance(left, Symbol | Call) else "the right side"
    return exercise_of(paper, line, make(paper, one, other, asked))


Maker = Callable[[Paper, Node, Node, str], Table]


def _measure(right: Node) -> tuple[Maker, Node, Node, Node]:
    """How the exercise is made, what the measure is called, and what it is of.

    Raises:
        RefusedError: it is no such measure.
    """
    match right:
        case Function("\\cos", Bracket(_, _, (one, other), (",",), ()), (), None):
            return _cosine, Symbol("\\cos"), one, other
        case Call(Symbol(base) as head, Bracket(_, _, (one, other), ("\\|",), ())) if base == "KL" or (
            base == "D" and "".join(re.findall(r"[A-Z]", "".join(head.sub))) == "KL"
        ):
            return _divergence, head, one, other
        case Call(Symbol(base) as head, Bracket(_, _, (one, other), ("," | ";",), ())) if base in _MAKERS:
            return _MAKERS[base], head, one, other
        case _:
            raise RefusedError("it is no measure of two things")


def _is_of(head: Node, left: Node) -> bool:
    return isinstance(left, Call) and left.head == head


def _divergence(paper: Paper, one: Node, other: Node, asked: str) -> Table:
    if not all(isinstance(law, Symbol | Call) for law in (one, other)):
        raise RefusedError("it is of something else than two laws")
    if _is_named(one) or _is_named(other):
        raise RefusedError("a law with a name has other outcomes than two")
    if {_head(one), _head(other)} & _named_laws(paper):
        raise RefusedError("the paper sets one of them to a law with a name")
    key = "p*ln(p/q) + (1 - p)*ln((1 - p)/(1 - q))"
    return Table(
        params={"p": "0.1..0.9 step 0.1", "q": "0.1..0.9 step 0.1"},
        where=["p != q", "p != 1 - q"],
        says=(
            f"Say that there are two outcomes: {_shown(one)} gives them the probabilities @p and @{{1 - p}}, "
            f"{_shown(other)} the probabilities @q and @{{1 - q}}."
        ),
        asks=f"Compute {asked} with the natural logarithm, to {_DIGITS} significant digits (calculator).",
        key=key,
        shape="a divergence of two laws: a mean of the logarithm of their ratio",
        motion="of each outcome the logarithm of the ratio, weighted by the first law, then the sum",
        hint="The first outcome gives $@p \\ln \\frac{@p}{@q}$.",
        steps=("The sum over both outcomes is $@{dec(" + key + ", 4)}$.",),
        witness={
            "enumerate": {"i": "1..2"},
            "mean": "2*pick(i, p, 1 - p)*(ln(pick(i, p, 1 - p)) - ln(pick(i, q, 1 - q)))",
        },
        wrong=(
            ("q*ln(q/p) + (1 - q)*ln((1 - q)/(1 - p))", "The law that stands first is the one that weighs."),
            ("p*ln(p/q)", "That is the first outcome alone."),
        ),
        level=2,
        digits=_DIGITS,
    )


def _head(law: Node) -> Node:
    return law.head if isinstance(law, Call) else law


def _is_named(part: Node) -> bool:
    return isinstance(part, Call) and is_law(part.head)


@once
def _named_laws(paper: Paper) -> frozenset[Node]:
    """What displays and sentences set to laws with a name or products of such: ``q = \\mathcal{N}(m, S)``."""
    texts = (each.text for each in paper.document.paragraphs)
    displayed = (reading.statement for reading in paper.readings if reading.statement is not None)
    return frozenset(
        _head(said.sides[0])
        for said in (*displayed, *said_equations(texts))
        if said.relations[:1] in (("=",), (":=",), ("\\sim",))
        and any(_is_named(part) for side in said.sides[1:] for part in walk(side))
    )


def _cosine(_paper: Paper, one: Node, other: Node, asked: str) -> Table:
    top, bottom = "a*c + b*d", "(a^2 + b^2)*(c^2 + d^2)"
    return Table(
        params=dict.fromkeys(("a", "b", "c", "d"), "-4..6 !0"),
        where=["a*d != b*c", f"{top} != 0"],
        says=f"Say that {_shown(one)} is $(@a, @b)$ and {_shown(other)} is $(@c, @d)$.",
        asks=f"Compute {asked} to {_DIGITS} significant digits (calculator).",
        key=f"({top})/sqrt({bottom})",
        shape="the cosine of the angle between two vectors: an inner product without the lengths",
        motion="the inner product first, then divide it by both lengths",
        hint=f"The inner product is $@{{{top}}}$.",
        steps=(f"The lengths multiplied are $\\sqrt{{@{{{bottom}}}}}$; divide $@{{{top}}}$ by that.",),
        witness={"root": f"z*sqrt(a^2 + b^2)*sqrt(c^2 + d^2) - ({top})", "wrt": "z", "in": [-2, 2]},
        wrong=((top, "That is the inner product; the lengths are still in it."),),
        level=2,
        digits=_DIGITS,
    )


def _correlation(paper: Paper, one: Node, other: Node, asked: str) -> Table:
    if not _is_pearson(paper):
        raise RefusedError("it may be another correlation")
    first, second = _deviations("a", "b", "c"), _deviations("d", "e", "f")
    top = " + ".join(f"{x}*{y}" for x, y in zip(first, second, strict=True))
    squares = ["(" + " + ".join(f"{one}^2" for one in row) + ")" for row in (first, second)]
    return Table(
        params=dict.fromkeys(("a", "b", "c", "d", "e", "f"), "1..9"),
        where=[f"{squares[0]} > 0", f"{squares[1]} > 0", f"{top} != 0"],
        says=f"Say that {_shown(one)} is $(@a, @b, @c)$ and {_shown(other)} is $(@d, @e, @f)$.",
        asks=f"Compute {asked}, the Pearson correlation, to {_DIGITS} significant digits (calculator).",
        key=f"({top})/sqrt({squares[0]}*{squares[1]})",
        shape="a correlation: an inner product of deviations from the means, without their lengths",
        motion="take each mean away, then the inner product, then divide it by both lengths",
        hint="The means are @{(a + b + c)/3} and @{(d + e + f)/3}.",
        steps=(f"The inner product of the deviations is @{{{top}}}; divide it by their lengths.",),
        witness={
            "root": "z*sqrt(3*(a^2 + b^2 + c^2) - (a + b + c)^2)*sqrt(3*(d^2 + e^2 + f^2) - (d + e + f)^2)"
            " - (3*(a*d + b*e + c*f) - (a + b + c)*(d + e + f))",
            "wrt": "z",
            "in": [-2, 2],
        },
        wrong=((top, "That is the inner product of the deviations; their lengths are still in it."),),
        level=2,
        digits=_DIGITS,
    )


def _deviations(*names: str) -> list[str]:
    mean = f"({' + '.join(names)})/{len(names)}"
    return [f"({name} - {mean})" for name in names]


@once
def _is_pearson(paper: Paper) -> bool:
    texts = [paragraph.text for paragraph in paper.document.paragraphs]
    return any(map(_PEARSON.search, texts)) and not any(map(_OTHERWISE_CORRELATED.search, texts))


def _mean_square(_paper: Paper, one: Node, other: Node, asked: str) -> Table:
    squares = [f"({x} - {y})^2" for x, y in zip("abc", "def", strict=True)]
    total = " + ".join(squares)
    return Table(
        params=dict.fromkeys(("a", "b", "c", "d", "e", "f"), "-4..6"),
        where=[f"{total} > 0"],
        says=f"Say that {_shown(one)} is $(@a, @b, @c)$ and {_shown(other)} is $(@d, @e, @f)$.",
        asks=f"Compute {asked}, the mean squared error, exactly.",
        key=f"({total})/3",
        shape="a mean of squared differences",
        motion="the differences entry by entry, their squares, then the mean",
        hint=f"The first square is @{{{squares[0]}}}.",
        steps=(f"The squares add up to @{{{total}}}; their mean is a third of that.",),
        witness={"enumerate": {"i": "1..3"}, "mean": "(pick(i, a, b, c) - pick(i, d, e, f))^2"},
        wrong=((total, "That is the sum; the mean divides it by the number of entries."),),
    )


def _overlap(_paper: Paper, one: Node, other: Node, asked: str) -> Table:
    return Table(
        params={"a": "4..20", "b": "4..20", "c": "1..12"},
        where=["c < a", "c < b"],
        says=(
            f"Say that {_shown(one)} has the size @a, {_shown(other)} the size @b, and what is in both the "
            "size @c."
        ),
        asks=f"Compute {asked}, the intersection over the union, exactly, as a fraction or decimal.",
        key="c/(a + b - c)",
        shape="a share: what is in both of what is in either",
        motion="the union first: both sizes, and what is in both counted once",
        hint="The union has the size @{a + b - c}.",
        steps=("The intersection has the size @c, the union @{a + b - c}.",),
        witness={"root": "z*(a + b - c) - c", "wrt": "z", "in": [0, 1]},
        wrong=(("c/(a + b)", "In the union what is in both counts once."),),
    )


def _cross_entropy(_paper: Paper, one: Node, other: Node, asked: str) -> Table:
    """Of a guess, which wears a hat, and what is right, which does not."""
    guesses = [side for side in (one, other) if isinstance(side, Symbol) and _HATS & set(side.accents)]
    if len(guesses) != 1:
        raise RefusedError("which of the two is the guess is not told")
    truth = other if guesses[0] == one else one
    return Table(
        params={"p": "0.02..0.98 step 0.02", "y": ["0", "1"]},
        where=["p != 0.5"],
        says=(f"Say that {_shown(guesses[0])}, the guessed probability, is @p and {_shown(truth)} is @y."),
        asks=(
            f"Compute {asked}, the binary cross-entropy, with the natural logarithm, to {_DIGITS} "
            "significant digits (calculator)."
        ),
        key="-(y*ln(p) + (1 - y)*ln(1 - p))",
        shape="a cross-entropy: minus the logarithm of what was guessed for what is right",
        motion="ask what probability was guessed for what is right, and take minus its logarithm",
        hint="What is right was guessed with the probability @{y*p + (1 - y)*(1 - p)}.",
        steps=("Minus its natural logarithm is $@{dec(-(y*ln(p) + (1 - y)*ln(1 - p)), 4)}$.",),
        witness={"root": "exp(-z) - (y*p + (1 - y)*(1 - p))", "wrt": "z", "in": [0, 5]},
        wrong=(("-(y*ln(1 - p) + (1 - y)*ln(p))", "That is for the other label."),),
        digits=_DIGITS,
    )


_MAKERS: Final[Mapping[str, Maker]] = {
    "corr": _correlation,
    "Corr": _correlation,
    "MSE": _mean_square,
    "IoU": _overlap,
    "BCE": _cross_entropy,
}


def _shown(node: Node) -> str:
    """What a measure is of, in dollars.

    Raises:
        RefusedError: it is too long to be written once more.
    """
    if not isinstance(node, Symbol | Call | Sum | Product | Signed | Number | Bracket):
        raise RefusedError("it is no measure of two things")
    return f"${maths(to_latex(node))}$"
