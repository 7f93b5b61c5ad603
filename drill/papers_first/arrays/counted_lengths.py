"""Numbers that are lengths of arrays, ``q^\\top k / \\sqrt{d}``: told by how a formula is built."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from drill.papers_first.arrays.array_functions import TRACES
from drill.papers_first.arrays.lowered import Lowered
from drill.papers_first.arrays.told_shapes import NUMBER, Told, axis_name
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
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
    Root,
    Signed,
    Sum,
    Symbol,
    Transpose,
    children,
    symbols,
)
from drill.papers_first.paper import Paper, once

_LENGTH: Final = re.compile(
    r"\bdim(?:ension(?:s|ality)?)?\b|\bwidth of\b|\bhidden (?:size|width)\b|\b(?:head|key|embedding) size\b"
    r"|\bsize of (?:(?:the|each|an?) )?(?:attention )?(?:heads?|keys?|embeddings?)\b"
    r"|\bnumber of (?:\w+ )?(?:features|variables|coordinates|components|entries|units|neurons|pixels"
    r"|parameters|covariates|predictors|attributes|channels|elements|classes|ones)\b",
    re.IGNORECASE,
)
"""What a number is called that is the length of some array."""
_DIMENSIONS: Final = frozenset("dD")
"""Letters of dimensions where nothing else is said."""
_WIDTHS: Final = frozenset("dDkKnNpM")
"""Letters of the dimension of a normal law in its divergence."""


def may_be_length(paper: Paper, symbol: Symbol) -> bool:
    """Whether a number may be how long an array is: it is called a dimension, or has its letter, or a shape
    that the paper states has it.
    """
    if to_latex(symbol) in _stated_lengths(paper):
        return True
    entry = paper.meaning(symbol)
    if entry is not None:
        return bool(_LENGTH.search(entry.meaning))
    if symbol.font or symbol.accents or symbol.primes or symbol.mark:
        return False
    return symbol.base in _DIMENSIONS or _counts_entries(paper, symbol)


@once
def _stated_lengths(paper: Paper) -> frozenset[str]:
    """The letters that are lengths of axes in ``x \\in \\mathbb{R}^{m \\times d_k}``."""
    return frozenset(part.strip() for _, shape in paper.memberships for part in shape.strip("()").split(","))


def _may_divide(paper: Paper, symbol: Symbol) -> bool:
    """Whether a number below a product of two vectors is how long they are, as far as names tell."""
    return may_be_length(paper, symbol) or (symbol.base == "d" and not symbol.font)


def _counts_entries(paper: Paper, symbol: Symbol) -> bool:
    """Whether a sentence says in passing what it counts: ``vector of $K$ ones``, ``$K$-dimensional``."""
    name = re.escape(to_latex(symbol))
    said = re.compile(rf"\$\s*{name}\s*\$(?:-| )(?:dimension|ones\b|entries\b|components\b)")
    return any(said.search(paragraph.text) for paragraph in paper.document.paragraphs)


@dataclass(frozen=True, slots=True)
class Length:
    """An array and the number that is the length of its last axis."""

    array: Node
    number: Symbol
    of_vector: bool = False
    """Whether it is so where the array is a vector alone."""


def lengths_told(paper: Paper, side: Node) -> Iterator[Length]:
    """Numbers that are lengths by how a formula is built.

    What a product of two vectors or a square is divided by is how many terms these have; so is what the
    divergence of two normal laws takes away, and how often the logarithm of their density has that of 2 pi.
    """
    for part in walk(side):
        match part:
            case Fraction(top, Root(Symbol() as length, None)) if _may_divide(paper, length):
                yield from _multiplied(top, length)
                yield from (Length(node, length, of_vector=True) for node in _measured(top))
            case Product(
                (Fraction(Number("1"), Root(Symbol() as length, None)), *rest), (_, *signs)
            ) | Product((*rest, Root(Symbol() as length, None)), (*signs, "/")) if _may_divide(paper, length):
                yield from _multiplied(Product(tuple(rest), tuple(signs)), length)
            case Product(
                (Fraction(Number("1"), Symbol() as length), Power(Norm() as norm, Number("2"))), _
            ) if may_be_length(paper, length):
                yield from (Length(node, length, of_vector=True) for node in _measured(norm))
            case Fraction(Power(Norm() as norm, Number("2")), Symbol() as length) if paper.meaning(length):
                if may_be_length(paper, length):  # without a meaning it may be the scale of a kernel
                    yield from (Length(node, length, of_vector=True) for node in _measured(norm))
            case Sum(terms, signs):
                matrices = {one for term in terms for one in _traced(term)}
                for sign, term in zip(signs, terms[1:], strict=True):
                    if sign == "-" and isinstance(term, Symbol) and _is_width(paper, term):
                        yield from (Length(node, term) for node in matrices)
                matrices = {one for term in terms for one in _in_determinant(term)}
                for length in filter(None, map(_times_of_circle, terms)):
                    if _is_width(paper, length):
                        yield from (Length(node, length) for node in matrices)
            case _:
                continue


def _is_width(paper: Paper, symbol: Symbol) -> bool:
    return may_be_length(paper, symbol) or (symbol.base in _WIDTHS and paper.meaning(symbol) is None)


def _traced(term: Node) -> Iterator[Node]:
    """The matrices in a trace."""
    match term:
        case Call(Symbol(base, "\\operatorname"), Bracket(_, _, (body,), (), ())) if base in TRACES:
            yield from (one for one in symbols(body) if one.base.lstrip("\\")[:1].isupper())
        case _:
            return


def _in_determinant(term: Node) -> Iterator[Symbol]:
    """The matrix of ``\\frac{1}{2} \\log |S|``, where it stands there alone."""
    match term:
        case Signed(_, body):
            yield from _in_determinant(body)
        case Product((*_, last)):
            yield from _in_determinant(last)
        case Function("\\log" | "\\ln", Norm("|", Symbol() as matrix, ())):
            yield matrix
        case Function("\\log" | "\\ln", Function("\\det", body)):
            yield from (one for one in (body, *children(body)) if isinstance(one, Symbol))
        case _:
            return


def _times_of_circle(term: Node) -> Symbol | None:
    """The d of ``\\frac{d}{2} \\log 2 \\pi``."""
    match term:
        case Signed(_, body):
            return _times_of_circle(body)
        case Product((Symbol() as length, Function("\\log" | "\\ln", body))) | Product(
            (Fraction(Symbol() as length, Number("2")), Function("\\log" | "\\ln", body))
        ) if [one.base for one in symbols(body)] == ["\\pi"]:
            return length
        case _:
            return None


def _multiplied(top: Node, length: Symbol) -> Iterator[Length]:
    """Two factors that meet along their last axes, ``Q K^\\top``; vectors where the first is transposed."""
    match top:
        case Bracket(_, _, (inner,), (), ()):
            yield from _multiplied(inner, length)
        case Product((inner,)):
            yield from _multiplied(inner, length)
        case Product((Transpose(first, _), second), ("" | "\\cdot",)):
            yield from (Length(node, length, of_vector=True) for node in (first, second))
        case Product((first, Transpose(second, _)), ("" | "\\cdot",)):
            yield from (Length(node, length) for node in (first, second))
        case Bracket("\\langle", _, (first, second), (",",), _) | Product((first, second), ("\\cdot",)):
            yield from (Length(node, length, of_vector=True) for node in (first, second))
        case _:
            return


def _measured(norm: Node) -> Iterator[Node]:
    """The terms of what a norm is taken of."""
    match norm:
        case Norm("\\|", Sum(terms)):
            yield from (term.body if isinstance(term, Signed) else term for term in terms)
        case Norm("\\|", body):
            yield body
        case _:
            return


def with_lengths(paper: Paper, side: Node, kinds: Mapping[Node, Told]) -> dict[Node, Told]:
    """Kinds whose axes have the names that the formula gives their lengths.

    Raises:
        RefusedError: the paper gives one another length.
    """
    found = dict(kinds)
    for told in (*lengths_told(paper, side), *_summed_up_to(paper, kinds)):
        kind, axes = found.get(told.array, NUMBER)
        if not axes or (told.of_vector and len(axes) > 1) or told.number not in found:
            continue
        name = axis_name(to_latex(told.number))
        *others, last = list(axes)
        if last not in ("", name):
            raise RefusedError("a number may be the length of an array")
        found[told.array], found[told.number] = (kind, (*others, name)), NUMBER
    return found


def _summed_up_to(paper: Paper, quantities: Iterable[Node]) -> Iterator[Length]:
    """Bold vectors whose entries a sum of the paper counts: ``\\sum_{i=1}^K w_i`` tells how long w is."""
    ends = _ends_of_entries(paper)
    for one in quantities:
        name = one.head if isinstance(one, Call) else one
        if isinstance(name, Symbol) and name == Symbol(name.base, "\\mathbf"):
            yield from (Length(one, end, of_vector=True) for base, end in ends if base == name.base)


@once
def _ends_of_entries(paper: Paper) -> frozenset[tuple[str, Symbol]]:
    """The plain letters that sums take from 1 on at their own index, each with the letter at the end."""
    statements = (one.statement for one in paper.readings if one.statement is not None)
    return frozenset(
        (entry.base, Symbol(end))
        for statement in statements
        for side in statement.sides
        for part in walk(side)
        if isinstance(part, Big) and part.name == "\\sum" and part.lower[1:] == ("=", "1")
        for end in (part.upper if len(part.upper) == 1 and part.upper[0].isalpha() else ())
        for entry in symbols(part.body)
        if entry == Symbol(entry.base, sub=part.lower[:1])
    )


def lengths_of_vectors(
    paper: Paper, side: Node, vectors: Mapping[str, str], longer: Mapping[Node, Node]
) -> dict[str, Symbol]:
    """The numbers of a side that are how long vectors at running indices are, by the index of their entries.

    They have the name that the paper gives the length, or the formula tells; ``longer`` are the vectors with
    these indices.

    Raises:
        RefusedError: the formula tells another length than the paper.
    """
    found = {
        index: symbol
        for index, name in vectors.items()
        for symbol in symbols(side)
        if name and _plain(symbol) == name
    }
    for told in lengths_told(paper, side):
        match longer.get(told.array):
            case Symbol(sub=(*_, index)) if vectors[index] not in ("", _plain(told.number)):
                raise RefusedError("a number may be the length of an array")
            case Symbol(sub=(*_, index)):
                found[index] = told.number
            case _:
                continue
    return found


def _plain(symbol: Symbol) -> str:
    try:
        return axis_name(to_latex(symbol))
    except RefusedError:
        return ""


def check_lengths(paper: Paper, side: Node, lowered: Lowered) -> None:
    """That no number is the length of an axis that nothing names: the array tells it.

    Raises:
        RefusedError: one may be.
    """
    numbers = {lowered.latex[name] for name, axes in lowered.arrays.items() if not axes}
    running = {part.lower[0] for part in walk(side) if isinstance(part, Big) and part.lower}
    for symbol in symbols(side):
        if to_latex(symbol) not in numbers:
            continue
        is_of_index = symbol.base.lower() in running and symbol == Symbol(symbol.base.upper())
        is_unsaid = is_of_index and paper.meaning(symbol) is None
        if lowered.chosen and (may_be_length(paper, symbol) or is_unsaid):
            raise RefusedError("a number may be the length of an array")
