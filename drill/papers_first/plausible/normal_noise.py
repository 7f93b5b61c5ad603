"""What a paper draws from a normal law around 0: noise, of either sign and seldom beyond 2 or 3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Node,
    Number,
    Root,
    Statement,
    Sum,
    Symbol,
)

_DRAWN: Final = re.compile(r"\\sim")
_LONGEST: Final = 90
_NORMAL: Final = frozenset(("N", "Normal", "Gaussian"))
_ZEROS: Final = (Number("0"), Symbol("0", "\\mathbf"))


def normal_noise(statements: Iterable[Statement], texts: Iterable[str]) -> Iterator[Symbol]:
    """Names, without indices, of what displays and sentences draw so: ``\\epsilon \\sim N(0, I)``."""
    for statement in (*statements, *_said(texts)):
        match statement:
            case Statement((Symbol() as name, law), ("\\sim",)) if _is_around_zero(law):
                yield bare(name)
            case _:
                continue


def stabilisers(side: Node) -> Iterator[Symbol]:
    """What is added below a line or under a root, ``\\frac{x}{s + \\epsilon}``: no noise."""
    for part in walk(side):
        match part:
            case (
                Fraction(_, Sum(terms, signs))
                | Fraction(_, Root(Sum(terms, signs)))
                | Root(Sum(terms, signs))
            ):
                pairs = zip(terms[1:], signs, strict=True)
                yield from (term for term, sign in pairs if sign == "+" and isinstance(term, Symbol))
            case _:
                continue


def _said(texts: Iterable[str]) -> Iterator[Statement]:
    found = (latex for text in texts for latex in text.split("$")[1::2])
    for latex in dict.fromkeys(found):
        if _DRAWN.search(latex) and len(latex) <= _LONGEST:
            try:
                yield parse_tokens(canonical(latex))
            except RefusedError:
                continue


def _is_around_zero(law: Node) -> bool:
    match law:
        case Call(Symbol(base), Bracket(_, _, (mean, _), (",",))):
            return base in _NORMAL and mean in _ZEROS
        case _:
            return False
