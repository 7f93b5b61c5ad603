"""Functions that are distributions: "the state distribution $d(s)$", what is drawn from, softmaxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    children,
)

_CALLED: Final = re.compile(
    r"\b(?:distributions?|densit(?:y|ies)|occupancy(?: measures?)?|mass functions?"
    r"|visitation frequenc(?:y|ies))"
    r"(?: functions?)?,? ?(?:as|is|are|by|i\.e\.,?|namely|\((?:i\.e\.,?)?)? ?\$(?P<formula>[^$]{3,80})\$",
    re.IGNORECASE,
)
_IS_ONE: Final = re.compile(
    r"\$(?P<formula>[^$]{3,80})\$ (?:is|denotes|represents|be) (?:the|an?) "
    r"(?:(?!of\b|distance\b)[\w-]+ ){0,3}distribution"
    r"(?=[,.;:)]| (?:of|over|on|for|from|at|in|that|which|and|given|under|(?:induced|generated) by)\b)",
    re.IGNORECASE,
)
_ANYWHERE: Final = re.compile(r"(?<=[(,|;])\s*\\cdot\s*(?=[),|;])")
"""The dot of ``t(\\cdot)``, which stands for any argument."""
_EXPONENTIAL: Final = frozenset(("softmax", "logsoftmax", "log_softmax", "logsumexp", "sigmoid", "logistic"))
"""Functions that take exponentials of what they are given."""
_MEASURED: Final = frozenset(("D", "W", "KL", "JS", "TV"))
"""Heads of distances between distributions."""


def laws_in(texts: Iterable[str]) -> Iterator[Symbol]:
    """The heads of such functions: their values are chances."""
    for text in texts:
        for match in (*_CALLED.finditer(text), *_IS_ONE.finditer(text)):
            head = _head(_ANYWHERE.sub("x", match["formula"]))
            if head is not None and head.base not in _MEASURED:
                yield head


def drawn_from(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """``\\mathbb{E}_{s \\sim d_t}[c(s)]``: what is drawn from under a mean is a distribution."""
    for statement in statements:
        for part in walk(statement):
            if isinstance(part, Symbol) and part.font == "\\mathbb" and "\\sim" in part.sub:
                yield from filter(None, map(_law, _sources(part.sub)))


def _sources(below: Sequence[str]) -> Iterator[Sequence[str]]:
    """What stands behind each sign of drawing, up to the comma that ends it."""
    pieces = [list(piece) for is_comma, piece in groupby(below, lambda token: token == ",") if not is_comma]
    yield from (piece[piece.index("\\sim") + 1 :] for piece in pieces if "\\sim" in piece)


def _law(tokens: Sequence[str]) -> Symbol | None:
    try:
        found = parse_tokens(list(tokens))
    except RefusedError:
        return None
    match found.sides:
        case (Symbol() as law,) if law.base not in _MEASURED:
            return law
        case _:
            return None


def softmaxes_in(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """The functions that give the entries of softmaxes: ``y(l)`` where ``\\mathbf{y}`` is one."""
    for statement in statements:
        match statement:
            case Statement((Symbol(_, "\\mathbf") as left, *_, Call(Symbol(base))), (_, *_)) if (
                base.lower() == "softmax"
            ):
                yield replace(left, font="")
            case _:
                continue


def exponents_in(statements: Iterable[Statement]) -> Iterator[Symbol]:
    """Functions of which the paper takes the exponential: scores and logarithms, no chances."""
    for statement in statements:
        for part in walk(statement):
            match part:
                case Function("\\exp", body) | Power(Symbol("e", "" | "\\mathrm"), body):
                    yield from _heads(body)
                case Call(Symbol(base), Bracket(_, _, bodies)) if base.lower() in _EXPONENTIAL:
                    yield from (head for body in bodies for head in _heads(body))
                case _:
                    continue


def _heads(node: Node) -> Iterator[Symbol]:
    yield from (inner.head for inner in _terms(node) if isinstance(inner.head, Symbol))


def _terms(node: Node) -> Iterator[Call]:
    """Calls that an exponent is, or is made of by brackets, sums and products."""
    match node:
        case Call():
            yield node
        case Bracket() | Sum() | Product() | Signed() | Fraction():
            for child in children(node):
                yield from _terms(child)
        case _:
            return


def _head(latex: str) -> Symbol | None:
    try:
        statement = parse_tokens(canonical(latex))
    except RefusedError:
        return None
    first: Node = statement.sides[0] if isinstance(statement, Statement) else statement
    match first:
        case Call(Symbol() as head, Bracket("(")):
            return head
        case _:
            return None
