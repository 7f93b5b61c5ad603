"""The gamma function and its kin, the normal distribution function: computed where a paper speaks of them."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from functools import partial
from typing import Final

from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import closed, replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Product,
    Sum,
    Symbol,
)
from drill.papers_first.paper import Paper

_CDF: Final = r"(?:cumulative|\bcdf\b|distribution function)"
_NORMAL: Final = r"\b(?:normal|gaussian)\b"
_HEADS: Final = {
    Symbol("\\Phi"): re.compile(
        rf"\$\\Phi[^$]{{0,20}}\$(?=[^.$]{{0,90}}{_CDF})(?=[^.$]{{0,90}}{_NORMAL})"
        rf"|{_NORMAL}[^.$]{{0,30}}{_CDF}[^.$]{{0,30}}\$\\Phi",
        re.IGNORECASE,
    ),
    Symbol("\\Gamma"): re.compile(
        r"\bgamma functions?\b|\b(?:gamma|dirichlet|beta|wishart|student)\b[^.;$]{0,20}"
        r"\b(?:distribution|densit|law|prior|random)|\bdigamma\b",
        re.IGNORECASE,
    ),
    Symbol("\\psi"): re.compile(r"\bdigamma\b", re.IGNORECASE),
    **dict.fromkeys(
        (
            Symbol("B"),
            Symbol("B", "\\mathrm"),
            Symbol("B", "\\operatorname"),
            Symbol("Beta", "\\operatorname"),
        ),
        re.compile(
            r"\bbeta functions?\b|\bbeta\b[^.;$]{0,20}\b(?:distribution|densit|law|prior|random)", re.I
        ),
    ),
}
"""Letters of these functions, and the words that tell that a paper means them."""
_GAMMA: Final = re.compile(
    rf"\b(?:beta|gamma) function|\bdigamma\b|{_NORMAL}.*{_CDF}|{_CDF}.*{_NORMAL}", re.IGNORECASE
)
_LARGEST_SERIES: Final = 8.0


def with_gamma_functions(paper: Paper, node: Node) -> Node:
    """``node`` where ``\\Gamma(x)`` is a function that is computed, if the paper means the gamma function."""
    heads = {head for head in _HEADS if any(_is_call(part, head) for part in walk(node))}
    known = {head for head in heads if _is_meant(paper, head)}

    def change(part: Node) -> Node | None:
        match part:
            case Call(Symbol() as head, arguments) if head in known and _is_call(part, head):
                inner = replaced(arguments, change)
                assert isinstance(inner, Bracket)
                return _beta(*inner.parts) if _is_beta(head) else Function(head.base, inner, (), None)
            case _:
                return None

    return replaced(node, change) if known else node


def beta_said(paper: Paper, node: Node) -> str:
    """How a value of the beta function is computed, as a sentence without its full stop; empty if none is."""
    for part in walk(node):
        match part:
            case Call(Symbol() as head, _) if (
                _is_beta(head) and _is_call(part, head) and _is_meant(paper, head)
            ):
                shown = to_latex(head)
                return rf"Here ${shown}(u, v) = \Gamma(u) \Gamma(v) / \Gamma(u + v)$"
            case _:
                continue
    return ""


def _is_beta(head: Symbol) -> bool:
    return head.base in ("B", "Beta")


def _beta(first: Node, second: Node) -> Node:
    def gamma(of: Node) -> Node:
        return Function("\\Gamma", Bracket("(", ")", (of,), (), ()), (), None)

    whole = Sum((closed(first), closed(second)), ("+",))
    return Fraction(Product((gamma(first), gamma(second)), ("",)), gamma(whole))


def check_undecided(node: Node, quantities: tuple[Node, ...]) -> None:
    """That no value is given whole whose arguments are all given numbers beside a function that is computed.

    Raises:
        RefusedError: one is, ``\\gamma(a, x)`` beside ``\\Gamma(a)``: its arguments decide it.
    """
    if not any(isinstance(part, Function) and Symbol(part.name) in _HEADS for part in walk(node)):
        return
    if any(map(partial(_is_decided, quantities), quantities)):
        raise RefusedError("what is given follows from other numbers")


def _is_decided(quantities: tuple[Node, ...], quantity: Node) -> bool:
    """Whether others decide a quantity: the arguments of its function, or a_1 and a_2 their sum a_0."""
    match quantity:
        case Call(_, arguments):
            return any(part in quantities for part in walk(arguments))
        case Symbol(sub=("0",)):
            others = (one for one in quantities if isinstance(one, Symbol) and one != quantity)
            return any(replace(quantity, sub=one.sub) == one for one in others)
        case _:
            return False


def _is_call(part: Node, head: Symbol) -> bool:
    match part:
        case Call(called, Bracket("(" | "[", _, (_,), (), ())):
            return called == head and not _is_beta(head)
        case Call(called, Bracket("(", ")", (_, _), (",",), ())):
            return called == head and _is_beta(head)
        case _:
            return False


def _is_meant(paper: Paper, head: Symbol) -> bool:
    said = [entry.meaning for entry in paper.entries if entry.name == head]
    if said:
        nearest = paper.meaning(head)
        return all(map(_GAMMA.search, said if nearest is None else (nearest.meaning,)))
    return any(_HEADS[head].search(paragraph.text) for paragraph in paper.document.paragraphs)


def normal_cdf(x: float) -> float:
    """The chance that a standard normal number is at most x."""
    return math.erfc(-x / math.sqrt(2)) / 2


def digamma(x: float) -> float:
    """The slope of the gamma function's logarithm, above 0."""
    if x <= 0:
        raise ValueError("below 0 it is not asked for")
    less = 0.0
    while x < _LARGEST_SERIES:
        less += 1 / x
        x += 1
    square = 1 / (x * x)
    series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))))
    return math.log(x) - 1 / (2 * x) - series - less
