"""Differentiate: a formula of numbers with respect to one of its symbols."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.banks.models import Mistake
from drill.checking import ExpressionSpec
from drill.errors import CheckError
from drill.maths.derivatives import derivative_of
from drill.maths.print import to_latex, to_plain
from drill.maths.tidy import tidy
from drill.maths.tree import Binary, Call, Neg, Node, Num, Sym, rebuild, symbols, walk
from drill.maths.tree import children as parts_of
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import each_line, exercise, source_of
from drill.papers.kinds.computing import Computing, confirmed, left_of
from drill.papers.kinds.variation import Varied, varied
from drill.papers.lowering.cases import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.structure import MOST_SKILLS, skills_of
from drill.papers.wording import around, titled

_LONGEST: Final = 45
"""Nodes of a derivative that is typed without slips."""
_KNOWN: Final = frozenset(
    ("exp", "ln", "log2", "log10", "tanh", "sigmoid", "softplus", "sqrt", "sin", "cos")
)  # fmt: skip
"""Functions whose derivatives a learner knows."""
_RULES: Final = (
    (_KNOWN, "What is the slope of the outer function? The chain rule multiplies it by the inner slope."),
    (("/",), "Is the symbol in the numerator or the denominator? The quotient rule takes both slopes."),
    (("^",), "Which power holds the symbol? A power gives its exponent as a factor."),
)  # fmt: skip


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One derivative of each formula of numbers: the shortest that takes more than striking factors."""
    computing = Computing(paper)

    def make(line: Line) -> Iterator[Draft | Skipped]:
        try:
            yield _draft(computing, varied(computing, line))
        except RefusedError as error:
            yield Skipped("derivative", line.formula.id, f"No derivative: {error.why}.", error.question)

    return each_line("derivative", paper, make)


def _draft(computing: Computing, found: Varied) -> Draft:
    name, slope = _chosen(found)
    line, whole = found.line, found.whole
    symbol, left = whole.latex[name], left_of(line, found.formula)
    key = found.shortest(slope)
    body = exercise(
        title=titled(
            line.formula, ": a derivative", computing.glossary.name(found.formula.left, line.formula.section)
        ),
        prompt=(
            f"{found.setting(computing)} Differentiate {left} with respect to ${symbol}$ and keep everything "
            "else fixed."
        ),
        answer=ExpressionSpec(kind="expression", text=to_plain(key)),
        skills=("calc.grad.partial", *skills_of(line.statement))[:MOST_SKILLS],
        level=2 if _size(key) < 12 else 3,
        declared=found.declared(),
        shape="the same quantities, arranged as a slope",
        motion=f"strike the terms without ${symbol}$, then go from the outermost operation inwards",
        hints=[f"Which terms contain ${symbol}$? All others are constants.", _rule(found.node, name)],
        steps=[
            f"Everything but ${symbol}$ is a constant: terms without it have slope 0.",
            f"The rules of calculus give ${_partial(found, symbol)} = {to_latex(slope, whole.latex)}$.",
            "" if key == slope else f"In short, it is ${to_latex(key, whole.latex)}$.",
        ],
        links=[around(computing.paper.sheet, line.formula)],
        wrong=[
            Mistake(
                answer=to_plain(tidy(Neg(key))),
                say="The sign is off. Count the minus signs, those of inner derivatives too.",
            )
        ],
        witness={"derivative": to_plain(found.node), "wrt": name},
    )
    return Draft(
        "derivative",
        line.formula.id,
        source_of(line),
        symbol.replace(" ", ""),
        confirmed(body),
        is_proved=True,
        guesses=found.guesses,
    )


def _partial(found: Varied, symbol: str) -> str:
    assert found.formula.left is not None
    return f"\\frac{{\\partial {latex_of(found.formula.left)}}}{{\\partial {symbol}}}"


def _chosen(found: Varied) -> tuple[str, Node]:
    """The symbol with the shortest derivative of those in which the formula is more than one linear term."""
    if not all(part.name in _KNOWN for part in walk(found.node) if isinstance(part, Call)):
        raise RefusedError("it has a kink, a step or a function without a rule")
    slopes: dict[str, Node] = {}
    for name in found.numbers():
        if found.inputs[name].quantity.domain.is_whole:
            continue
        try:
            slope = simplified(_with_tanh(derivative_of(found.node, name)))
        except CheckError:
            continue
        count = sum(part == Sym(name) for part in walk(found.node))
        if symbols(slope) and (name in symbols(slope) or count > 1) and _size(slope) <= _LONGEST:
            slopes[name] = slope
    if not slopes:
        raise RefusedError("it is linear in every number")
    name = min(slopes, key=lambda name: (name not in symbols(slopes[name]), _size(slopes[name])))
    return name, slopes[name]


def _size(node: Node) -> int:
    return sum(1 for _ in walk(node))


def _with_tanh(node: Node) -> Node:
    """A tree with ``1 - tanh^2`` where the rules have ``sech^2``, as papers write it."""
    node = rebuild(node, tuple(map(_with_tanh, parts_of(node)))) if parts_of(node) else node
    match node:
        case Binary("^", Call("sech", inner), two):
            return Binary("-", Num("1"), Binary("^", Call("tanh", inner), two))
        case _:
            return node


def _rule(node: Node, name: str) -> str:
    signs = {
        part.name if isinstance(part, Call) else part.op
        for part in walk(node)
        if isinstance(part, Call | Binary) and name in symbols(part)
    }
    return next(
        (text for rule, text in _RULES if signs & {*rule}), "Multiply out, or apply the product rule."
    )
