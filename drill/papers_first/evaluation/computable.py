"""Lines as they are computed: with what is made of other quantities on the right, and one of two signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.clear_powers import with_clear_powers
from drill.papers_first.arithmetic.doubts import is_quantity
from drill.papers_first.arithmetic.numbered_above import has_index_above, numbered_above
from drill.papers_first.arithmetic.paired_ranges import with_paired_ranges
from drill.papers_first.arithmetic.silent_sums import with_told_indices
from drill.papers_first.evaluation.counted_capitals import with_counted_capitals
from drill.papers_first.evaluation.lattice_signs import without_lattice_signs
from drill.papers_first.evaluation.sizes_in_bars import with_sizes
from drill.papers_first.formula.bold_below import has_slip
from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.dots import without_dots
from drill.papers_first.formula.given import NAMED, is_given
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    Table,
    Transpose,
)
from drill.papers_first.paper import Paper, once
from drill.papers_first.sides import Line, lines

_UPPER: Final = {"\\pm": "+", "\\mp": "-"}
_INVERSES: Final = {"\\sin": "\\arcsin", "\\cos": "\\arccos", "\\tan": "\\arctan"}
_BRACKETED: Final = {"(": "pmatrix", "[": "bmatrix"}
_CONVOLVED: Final = re.compile(r"\bconvol|\bcross-?correlat|\badjoint\b|\bconjugat", re.IGNORECASE)
"""In a paper that speaks of these a star may be another sign."""
_LAPLACIAN: Final = re.compile(r"\blaplac", re.IGNORECASE)
_SHIFTED: Final = re.compile(r"\bback-?shift|\bbackward[- ]shift|\blag(?:ged)?[- ]operator", re.IGNORECASE)
_SHIFT_NAMED: Final = re.compile(
    rf"\$([BL])\$[^.$]{{0,30}}(?:{_SHIFTED.pattern})|(?:{_SHIFTED.pattern})[^.$]{{0,20}}\$([BL])\$",
    re.IGNORECASE,
)
_SHIFTS: Final = frozenset((Symbol("B"), Symbol("L")))
_UNSAID: Final = frozenset(("const", "const.", "constant"))
"""Words that stand for what is left open."""


def computable(paper: Paper, *, with_lone: bool = False) -> Iterator[Line]:
    """Every line (see ``lines``), as it is computed; those that number a name from above are left out.

    So are those that may give one name two values.
    """
    are_typed = _types_products(paper)
    numbered = numbered_above(paper)
    for line in lines(paper, with_lone=with_lone):
        if has_slip(line.statement) or (numbered and has_index_above(line.statement, numbered)):
            continue
        if Symbol("\\Delta") in walk(line.statement) and _speaks_of_laplacian(paper):
            continue
        if _shifts(paper) & set(walk(line.statement)) or _sets_identity(line.statement):
            continue
        if line.says == "equal" and line.left is not None and _is_kept(line.left, line.rights):
            continue
        told = without_lattice_signs(_told(paper, with_sizes(paper, line)))
        yield _turned(_without_dots(_with_upper_signs(_without_stars(told, everywhere=are_typed))))


@once
def _speaks_of_laplacian(paper: Paper) -> bool:
    """Whether ``\\Delta`` may be an operator."""
    return any(_LAPLACIAN.search(paragraph.text) for paragraph in paper.document.paragraphs)


@once
def _shifts(paper: Paper) -> frozenset[Symbol]:
    """The letters that may shift a series back in time rather than multiply it: those that are said to."""
    texts = [paragraph.text for paragraph in paper.document.paragraphs if _SHIFTED.search(paragraph.text)]
    said = (one for text in texts for match in _SHIFT_NAMED.finditer(text) for one in match.groups() if one)
    return frozenset(map(Symbol, said)) or (_SHIFTS if texts else frozenset())


def _sets_identity(statement: Statement) -> bool:
    """``W^\\top S W = I_d``, ``A A^{-1} = I``: what a product has to be, and no value that it has."""
    return any(map(_is_identity, statement.sides)) and any(map(_is_of_matrices, statement.sides))


def _is_kept(left: Node, rights: Iterable[Node]) -> bool:
    """``\\pi_j = \\sum_i \\pi_i p_{ij}``: what a law has to be: what is summed over is on the left, too."""
    match left:
        case Symbol(sub=(*above, own)) if is_letter(own):
            pass
        case _:
            return False
    for part in (part for right in rights for part in walk(right)):
        match part:
            case Big("\\sum", (index,) | (index, "=", "0" | "1"), upper, body) if index != own:
                summed = replace(left, sub=(*above, index))
                if own not in upper and any(one == summed for one in walk(body)):
                    return True
            case _:
                continue
    return False


def _is_identity(side: Node) -> bool:
    return isinstance(side, Symbol) and side == Symbol("I", side.font, sub=side.sub)


def _is_of_matrices(side: Node) -> bool:
    """Whether a product has a transpose or an inverse among its factors, or is one of capitals alone."""
    if not isinstance(side, Product) or set(side.signs) - {"", "\\cdot"}:
        return False
    return all(isinstance(one, Symbol) and one.base.lstrip("\\")[0].isupper() for one in side.factors) or any(
        isinstance(one, Transpose) or (isinstance(one, Power) and isinstance(one.exponent, Signed))
        for one in side.factors
    )


def _told(paper: Paper, line: Line) -> Line:
    """A line in which what stands beside a sign in the paper tells what it means.

    That a superscript is a power, what a sum runs over, which brackets are those of a matrix, that a
    logarithm is the natural one, that two capitals are two factors.
    """

    def tell(node: Node) -> Node:
        powers = with_clear_powers(with_told_indices(with_paired_ranges(node), line.left), line.left)
        return with_counted_capitals(paper, _with_usual_signs(powers))

    return line.mapped(tell)


def _with_usual_signs(node: Node) -> Node:
    """``node`` where rows in brackets are a matrix, a logarithm with base e is ``\\ln``, and ``\\cos^{-1}``
    the inverse function: nobody writes one over a cosine so.
    """

    def change(part: Node) -> Node | None:
        match part:
            case Bracket("(" | "[" as opening, ")" | "]", (Table("array" | "matrix", rows),), (), ()):
                return Table(_BRACKETED[opening], tuple(tuple(map(_with_usual_signs, row)) for row in rows))
            case Product((first, *rest), ("\\bmod", *signs)) if "\\bmod" not in signs:
                modulus = rest[0] if len(rest) == 1 else Product(tuple(rest), tuple(signs))
                return _remainder(_with_usual_signs(first), _with_usual_signs(modulus))
            case Function(name, body, (), Signed("-", Number("1"))) if name in _INVERSES:
                return Function(_INVERSES[name], _with_usual_signs(body))
            case Function("\\log", body, ("e",), power):
                return Function("\\ln", _with_usual_signs(body), (), power)
            case _:
                return None

    return replaced(node, change)


def _remainder(number: Node, modulus: Node) -> Node:
    """``a \\bmod b`` as a less the multiples of b that are in it."""
    times = Bracket("\\lfloor", "\\rfloor", (Fraction(number, modulus),))
    return Bracket("(", ")", (Sum((number, Product((modulus, times), ("\\cdot",))), ("-",)),))


def _turned(line: Line) -> Line:
    """``a x + b = y`` as what y is, ``a x + b \\leq c`` as what stands there; other lines as they are."""
    if line.says == "bound" and len(line.rights) == 1 and _is_limit(line.rights[0]):
        is_open = line.left is None or is_given(line.left) or isinstance(line.left, Number | Power | Signed)
        whole = line.statement.sides[:1]
        return line if is_open else replace(line, left=None, rights=whole, is_turned=True)
    if line.statement.relations != ("=",) or line.left is None:
        return line
    (right,) = line.rights
    if is_given(line.left) or isinstance(line.left, Number | Power) or not _is_result(right):
        return line  # a power alone may be an inverse
    return replace(line, left=right, rights=(line.left,), is_turned=True)


def _is_limit(node: Node) -> bool:
    """Whether a side only says how far the other may go: a number, a fraction of two, a name."""
    match node.body if isinstance(node, Signed) else node:
        case Number() | Fraction(Number(), Number()):
            return True
        case _:
            return _is_result(node)


def _is_result(right: Node) -> bool:
    """Whether a right side is one quantity: no identity, no set, nothing that is left open."""
    match right:
        case Call(Symbol() as head, arguments):
            return all(isinstance(part, Symbol) for part in arguments.parts) and is_quantity(head)
        case Symbol(base):
            return base not in _UNSAID and is_quantity(right)
        case _:
            return False


def _without_dots(line: Line) -> Line:
    """A line with a sum for a right side that is written with dots, which its prompt says."""
    for right in line.rights:
        found = without_dots(right)
        if found is None:
            continue
        whole, series = found
        return line.with_right(right, whole).also_saying(f"The dots are those of ${to_latex(series)}$")
    return line


def _types_products(paper: Paper) -> bool:
    """Whether a star is a product wherever it stands: it is one beside numbers, and nothing is convolved."""
    statements = [reading.statement for reading in paper.readings if reading.statement is not None]
    if not any(_is_beside_number(part) for statement in statements for part in walk(statement)):
        return False
    return not any(_CONVOLVED.search(paragraph.text) for paragraph in paper.document.paragraphs)


def _without_stars(line: Line, *, everywhere: bool) -> Line:
    """A line with dots for typed stars, ``0.5 * a``, where one of them stands beside what is a number."""
    if not any(map(_has_star if everywhere else _is_typed_product, walk(line.statement))):
        return line
    statement = _dotted(line.statement)
    assert isinstance(statement, Statement)
    return replace(
        line,
        statement=statement,
        left=None if line.left is None else _dotted(line.left),
        rights=tuple(map(_dotted, line.rights)),
    )


def _has_star(node: Node) -> bool:
    return isinstance(node, Product) and "*" in node.signs


def _is_typed_product(node: Node) -> bool:
    """``2 * a``, ``x * \\tanh(x)``: nothing is convolved with what such a function makes of it."""
    match node:
        case Product(factors, signs) if "*" in signs:
            return _has_numbers_at_stars(factors, signs) or any(
                isinstance(other, Symbol) and other in walk(one.arguments)
                for one in factors
                if isinstance(one, Call) and isinstance(one.head, Symbol) and one.head.base in NAMED
                for other in factors
            )
        case _:
            return False


def _is_beside_number(node: Node) -> bool:
    """``2 * a``, ``(1 - w) * a``, ``w * \\log p``: nothing is convolved with a number."""
    return isinstance(node, Product) and "*" in node.signs and any(map(_is_number, node.factors))


def _has_numbers_at_stars(factors: tuple[Node, ...], signs: tuple[str, ...]) -> bool:
    """``2 * a``, not ``2 a * b``: whether each star has a number on one side."""
    beside = zip(factors, signs, factors[1:], strict=False)
    return all(_is_number(left) or _is_number(right) for left, sign, right in beside if sign == "*")


def _is_number(factor: Node) -> bool:
    match factor:
        case Number() | Function("\\log" | "\\ln"):
            return True
        case Bracket(_, _, (Sum(terms),), (), ()):
            return any(isinstance(term, Number) for term in terms)
        case _:
            return False


def _dotted(node: Node) -> Node:
    def change(part: Node) -> Node | None:
        match part:
            case Product(factors, signs) if "*" in signs:
                plain = tuple("\\cdot" if sign == "*" else sign for sign in signs)
                return Product(tuple(map(_dotted, factors)), plain)
            case _:
                return None

    return replaced(node, change)


def _with_upper_signs(line: Line) -> Line:
    """A line with ``+`` for ``\\pm`` and ``-`` for ``\\mp``, which its prompt says."""
    found = sorted(_UPPER.keys() & set(_signs(line.statement)), reverse=True)
    if not found:
        return line
    statement = _upper(line.statement)
    assert isinstance(statement, Statement)
    said = " and ".join(f"${_UPPER[sign]}$ for ${sign}$" for sign in found)
    return replace(
        line,
        statement=statement,
        left=None if line.left is None else _upper(line.left),
        rights=tuple(map(_upper, line.rights)),
        taken=f"Take the upper signs, {said}",
    )


def _signs(node: Node) -> Iterator[str]:
    for part in walk(node):
        match part:
            case Sum(_, signs):
                yield from signs
            case Signed(sign):
                yield sign
            case _:
                pass


def _upper(node: Node) -> Node:
    def change(part: Node) -> Node | None:
        match part:
            case Sum(_, signs) if _UPPER.keys() & set(signs):
                return _upper(replace(part, signs=tuple(_UPPER.get(sign, sign) for sign in signs)))
            case Signed(sign, body) if sign in _UPPER:
                return _upper(body) if sign == "\\pm" else Signed("-", _upper(body))
            case _:
                return None

    return replaced(node, change)
