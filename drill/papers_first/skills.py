"""Which skills of the syllabus a formula rests on, seen from its tree and its signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
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
from drill.papers_first.structure import complement

MOST: Final = 4
"""An exercise names this many skills at most: those that say most about its formula."""

EXPECTATION: Final = "prob.rv.expect"
SUMS: Final = "calc.pre.sums"
AVERAGES: Final = "calc.ser.ema"

# From the most telling to the most common: the order in which an exercise's skills are named.
_ORDER: Final = (
    "linalg.arch.attn", "calc.optim.adam", "prob.info.kl", "bayes.var.elbo", "prob.info.entropy",
    "prob.info.mi", "bayes.samp.mh", "calc.grad.softmaxgrad", "calc.pre.lse", "calc.act.sigmoid",
    "calc.act.tanh", "calc.act.relu", "linalg.arch.conv", "linalg.arch.posenc", "linalg.det.logdet",
    "linalg.det.compute", "linalg.mat.trace", "prob.multi.cov", "prob.rv.var", AVERAGES,
    "calc.optim.momentum", "calc.opt.gd", "calc.grad.gradvec", "calc.grad.partial", "calc.diff.power",
    "prob.dist.normal", "prob.cond.cond", EXPECTATION, "calc.int.definite", "calc.lim.direct",
    "calc.ext.crit", "linalg.inv.props", "linalg.mat.mul", "linalg.mat.transpose", "linalg.vec.norm",
    "calc.pre.prodsum", "calc.pre.logrules", SUMS, "linalg.mat.shape", "calc.act.clipobj",
    "calc.pre.compose", "linalg.vec.ops",
)  # fmt: skip
_RANK: Final = {skill: rank for rank, skill in enumerate(_ORDER)}

_WORDS: Final = {
    "softmax": "calc.pre.lse",
    "logsumexp": "calc.pre.lse",
    "LSE": "calc.pre.lse",
    "sigmoid": "calc.act.sigmoid",
    "logit": "calc.act.sigmoid",
    "tanh": "calc.act.tanh",
    "relu": "calc.act.relu",
    "ReLU": "calc.act.relu",
    "clip": "calc.act.clipobj",
    "tr": "linalg.mat.trace",
    "Tr": "linalg.mat.trace",
    "trace": "linalg.mat.trace",
    "diag": "linalg.mat.shape",
    "cov": "prob.multi.cov",
    "Cov": "prob.multi.cov",
    "Var": "prob.rv.var",
    "var": "prob.rv.var",
    "KL": "prob.info.kl",
    "ELBO": "bayes.var.elbo",
    "Attention": "linalg.arch.attn",
    "Concat": "linalg.mat.block",
    "Conv": "linalg.arch.conv",
    "conv": "linalg.arch.conv",
    "det": "linalg.det.compute",
}
_FUNCTIONS: Final = {
    "\\log": "calc.pre.logrules",
    "\\ln": "calc.pre.logrules",
    "\\exp": "calc.pre.logrules",
    "\\tanh": "calc.act.tanh",
    "\\det": "linalg.det.compute",
    "\\sin": "calc.diff.power",
    "\\cos": "calc.diff.power",
}
_BIG: Final = {
    "\\sum": SUMS,
    "\\prod": "calc.pre.prodsum",
    "\\int": "calc.int.definite",
    "\\iint": "calc.mint.iterated",
    "\\lim": "calc.lim.direct",
    "\\max": "calc.ext.global",
    "\\min": "calc.ext.global",
    "\\argmax": "calc.ext.crit",
    "\\argmin": "calc.ext.crit",
    "\\Pr": "prob.rv.pmf",
}
_EXPECTATIONS: Final = frozenset(("E", "\\mathbb{E}", "Ex"))
_UPRIGHT: Final = frozenset(("\\mathbb", "\\mathrm", "\\operatorname"))
_NORMALS: Final = frozenset(("N",))
_PROBABILITIES: Final = frozenset(("p", "q", "P", "Q", "\\pi", "Pr"))
_CONDITIONAL: Final = frozenset(("\\mid", "|"))
_ARRAY_FONTS: Final = frozenset(("\\mathbf",))


def skills_of(node: Node | None, tokens: Iterable[str] = ()) -> tuple[str, ...]:
    """The skills that a formula rests on, the most telling first, at most four.

    ``tokens`` tell what can be told of a formula that was not read (``node`` is None).
    """
    found: set[str] = set()
    if node is not None:
        _visit(node, found.add)
        if isinstance(node, Statement):
            found.update(_of_update(node))
    else:
        found.update(_of_tokens(tuple(tokens)))
    return tuple(sorted(found, key=_rank)[:MOST])


def _rank(skill: str) -> tuple[int, str]:
    return _RANK.get(skill, len(_RANK) // 2), skill


def _visit(node: Node, add: Callable[[str], None]) -> None:
    for skill in _of_node(node):
        add(skill)
    for child in children(node):
        _visit(child, add)


def _of_node(node: Node) -> Iterator[str]:
    match node:
        case Function(name, body, _, _):
            yield from _known(_FUNCTIONS, name)
            yield from _known(_WORDS, name.removeprefix("\\"))
            if name in ("\\log", "\\ln") and _is_determinant(body):
                yield "linalg.det.logdet"
        case Big(name, _, _, _):
            yield from _known(_BIG, name)
        case Call(head, arguments):
            yield from _of_call(head, arguments)
        case Symbol():
            yield from _known(_WORDS, node.base if node.font else "")
        case Norm(bars, _, _):
            if bars == "\\|":
                yield "linalg.vec.norm"
        case Gradient():
            yield "calc.grad.gradvec"
        case Derivative(top, _):
            yield "calc.grad.partial" if "\\partial" in top else "calc.diff.power"
        case Transpose(base, _):
            yield "linalg.mat.transpose"
        case Product(factors, signs):
            yield from _of_product(factors, signs)
        case Power(base, exponent):
            yield from _of_power(base, exponent)
        case Table(environment, _):
            yield "calc.pre.compose" if "cases" in environment else "linalg.mat.shape"
        case Sum(terms, _):
            yield "linalg.vec.ops"
            if _is_convex(terms):
                yield AVERAGES
        case _:
            return


def _known(table: dict[str, str], name: str) -> Iterator[str]:
    if name in table:
        yield table[name]


def _of_call(head: Node, arguments: Bracket) -> Iterator[str]:
    if not isinstance(head, Symbol):
        return
    if head.base in _EXPECTATIONS and (head.font in _UPRIGHT or (head.sub and arguments.opening != "(")):
        yield EXPECTATION  # E_\theta(x) is an energy
    elif head.base in _NORMALS and head.font == "\\mathcal" and len(arguments.parts) > 1:  # no neighbourhood
        yield "prob.dist.normal"
    elif head.base == "\\sigma" and head.mark != ("2",) and len(arguments.parts) == 1:  # no variance
        yield "calc.act.sigmoid"
    elif head.base == "H" and not head.sub and len(arguments.parts) == 1:
        yield "prob.info.entropy"
    elif head.base in _PROBABILITIES and _CONDITIONAL & set(arguments.separators):
        yield "prob.cond.cond"
    elif head.base == "D" and "K" in "".join(head.sub):
        yield "prob.info.kl"


def _of_product(factors: tuple[Node, ...], signs: tuple[str, ...]) -> Iterator[str]:
    """A product of arrays: a matrix beside something, a transpose beside something."""
    for left, sign, right in zip(factors, signs, factors[1:], strict=False):
        pair = (left, right)
        if sign == "" and (all(map(_is_array, pair)) or any(isinstance(one, Transpose) for one in pair)):
            yield "linalg.mat.mul"
        if sign == "\\odot":
            yield "linalg.mat.shape"
        if sign in ("*", "\\ast", "\\star") and _is_array(left):
            yield "linalg.arch.conv"


def _is_array(node: Node) -> bool:
    """Whether something is written as an array: a transpose, a bold letter, a capital Latin letter."""
    if isinstance(node, Transpose):
        return True
    if isinstance(node, Power):
        return _is_array(node.base)
    if not isinstance(node, Symbol):
        return False
    return node.font in _ARRAY_FONTS or (not node.font and len(node.base) == 1 and node.base in "AWXUVQKM")


def _of_power(base: Node, exponent: Node) -> Iterator[str]:
    if isinstance(exponent, Signed) and exponent == Signed("-", Number("1")) and _is_array(base):
        yield "linalg.inv.props"
    if base == Symbol("e"):
        yield "calc.pre.logrules"


def _is_determinant(node: Node) -> bool:
    return (isinstance(node, Function) and node.name == "\\det") or (
        isinstance(node, Norm) and node.bars == "|" and _is_array(node.body)
    )


def _is_convex(terms: tuple[Node, ...]) -> bool:
    """Whether a sum mixes two things: ``\\beta a + (1 - \\beta) b``."""
    weights = [factor for term in terms for factor in _factors(term)]
    return any(complement(factor) in weights for factor in weights)


def _factors(node: Node) -> tuple[Node, ...]:
    match node:
        case Product(factors, _):
            return factors
        case Signed(_, body):
            return _factors(body)
        case _:
            return (node,)


def _of_update(statement: Statement) -> Iterator[str]:
    """What a step of a recursion rests on: descent, momentum, Adam's fraction."""
    left = statement.sides[0]
    if not isinstance(left, Symbol) or len(statement.sides) < 2:
        return
    whole = tuple(walk(statement))
    names = {node.base for node in whole if isinstance(node, Symbol)}
    earlier = {node for node in whole if isinstance(node, Symbol) and _same_but_index(node, left)}
    if not earlier:
        return
    right = statement.sides[-1]
    if left.base in ("\\theta", "w", "x", "W", "\\phi") and names & {
        "\\alpha",
        "\\eta",
        "\\varepsilon",
        "\\epsilon",
    }:
        yield "calc.optim.adam" if _has_root_below(right) else "calc.opt.gd"
    if any(isinstance(node, Gradient) for node in whole) and any(
        isinstance(node, Sum) and _is_convex(node.terms) for node in whole
    ):
        yield "calc.optim.momentum"


def _same_but_index(symbol: Symbol, other: Symbol) -> bool:
    return symbol != other and (symbol.base, symbol.font) == (other.base, other.font)


def _has_root_below(node: Node) -> bool:
    return any(
        isinstance(inner, Fraction) and any(isinstance(below, Root) for below in walk(inner.bottom))
        for inner in walk(node)
    )


def _of_tokens(tokens: tuple[str, ...]) -> Iterator[str]:
    """What the signs alone tell of a formula that was not read."""
    for token in tokens:
        yield from _known(_FUNCTIONS, token)
        yield from _known(_BIG, token)
        if token == "\\nabla":
            yield "calc.grad.gradvec"
        if token.startswith("\\operatorname{"):
            yield from _known(_WORDS, token.removeprefix("\\operatorname{").removesuffix("}"))
    text = "".join(tokens)
    if "\\mathbb{E}" in text:
        yield EXPECTATION
    if "\\|" in tokens:
        yield "linalg.vec.norm"
