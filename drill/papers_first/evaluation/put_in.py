"""Numbers that a paper does not leave free: it says what the quantity is, or that it is no number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.evaluation.contradicted import definitions
from drill.papers_first.evaluation.numbers import Drawing, draw_numbers
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.scripts import bare
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Call, Fraction, Node, Norm, Number, Power, Symbol, symbols
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.called import role_by_words
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.source.document import Formula

_RANK: Final = re.compile(r"\brank-\$([^$]+)\$")
_MEMBERS: Final = re.compile(
    r"\$(?P<name>[^$]{1,40})\$,? (?:is|are|be|denotes?|contains?|holds?) (?:the )?(?:set of (?:the )?)?"
    r"(?P<size>\d+) (?=[a-z])"
)
"""``$S$ are the 5 nearest rows``."""
_LIKENESS: Final = re.compile(
    r"\$(?P<name>[^$]{1,40})\$ (?:returns|gives|computes|measures|is) the (?:average |mean )?"
    r"(?:cosine similarity|(?:Pearson )?correlation(?: coefficient)?)(?= (?:of|between)\b|[.,;]|$)",
    re.IGNORECASE,
)
"""``$h$ returns the average cosine similarity``."""


def check_put_in(paper: Paper, side: Side, drawing: Drawing, formula: Formula) -> None:
    """That what the paper says of the quantities that are put in allows any numbers that are drawn.

    Raises:
        RefusedError: one follows from others that are put in, too, is below 0 where the paper sets it to
            what never is, is a matrix of a rank above 1, the size of a set with another size, or a
            likeness above 1.
    """
    _check_ranks(paper, side)
    _check_sizes(paper, side)
    _check_likenesses(paper, side, drawing)
    for left, right in definitions(paper, formula).items():
        if not isinstance(left, Symbol):
            continue
        put_in = [
            node for node in side.names if _is_set_by(left, node) and side.names[node] not in drawing.lets
        ]
        if not put_in:
            continue
        try:
            found = read_side(right, left=left)
        except RefusedError:
            continue
        if left in put_in and found.names.keys() <= {*side.names, *side.ranges.ends} - {left}:
            raise RefusedError("a number that is put in follows from others that are")
        names = [side.names[node] for node in put_in]
        is_signed = any(drawn[name] < 0 for drawn in drawing.draws for name in names)
        is_kept = _is_of_squares(right) and not _has_any_sign(paper, right)
        if is_signed and is_kept and _is_never_negative(paper, found, left):
            raise RefusedError("a number that is put in is below 0, where what the paper sets it to is not")


def _is_set_by(left: Symbol, node: Node) -> bool:
    """Whether a definition is of a symbol: ``b_n = …`` is of b_n and of b_1."""
    if left == node:
        return True
    is_running = len(left.sub) == 1 and len(left.sub[0]) == 1 and left.sub[0].isalpha()
    return is_running and isinstance(node, Symbol) and like(node) == like(left)


def _is_of_squares(right: Node) -> bool:
    """Whether it has a square, not only below; a quotient of any numbers is drawn above 0, too."""
    top = right.top if isinstance(right, Fraction) else right
    return any(isinstance(part, Norm) or _is_square(part) for part in walk(top))


def _is_square(node: Node) -> bool:
    return isinstance(node, Power) and node.exponent == Number("2")


def _has_any_sign(paper: Paper, right: Node) -> bool:
    """Whether what is called so stands outside of squares, whatever sign its letter mostly has."""
    said = (paper.meaning(bare(symbol)) for symbol in symbols(_without_squares(right)))
    return any(entry is not None and role_by_words(entry.meaning) == "value" for entry in said)


def _without_squares(right: Node) -> Node:
    return replaced(right, lambda part: Number("1") if isinstance(part, Norm) or _is_square(part) else None)


def _is_never_negative(paper: Paper, side: Side, left: Symbol) -> bool:
    try:
        drawing = draw_numbers(paper, side, left)
    except RefusedError:
        return False
    outside = {*walk(_without_squares(side.original))}
    is_open = any(found.role == "value" and node in outside for node, found in drawing.roles.items())
    return not is_open and all(result >= 0 for result in drawing.results)


def _check_ranks(paper: Paper, side: Side) -> None:
    several = {to_latex(end) for end, number in side.ranges.ends.items() if number > 1}
    entries = (paper.meaning(node) for node in side.names if isinstance(node, Symbol))
    ranks = (rank for entry in entries if entry is not None for rank in _RANK.findall(entry.meaning))
    if several.intersection(ranks):
        raise RefusedError("a matrix of a rank above 1 is no number")


def _check_sizes(paper: Paper, side: Side) -> None:
    sizes = _sizes(paper)
    for end, number in side.ranges.ends.items():
        if isinstance(end, Norm) and end.bars == "|" and sizes.get(end.body, number) != number:
            raise RefusedError("the paper says how many members a set has")


def _check_likenesses(paper: Paper, side: Side, drawing: Drawing) -> None:
    for node, name in side.names.items():
        head = node.head if isinstance(node, Call) else node
        if head in _likenesses(paper) and any(abs(drawn.get(name, 0)) > 1 for drawn in drawing.draws):
            raise RefusedError("a cosine or a correlation lies between -1 and 1")


@once
def _likenesses(paper: Paper) -> frozenset[Node]:
    """What a sentence says to be a cosine or a correlation."""
    found = (match for each in paper.document.paragraphs for match in _LIKENESS.finditer(each.text))
    said = (parsed(match["name"]) for match in found)
    return frozenset(one.sides[0] for one in said if one is not None and not one.relations)


@once
def _sizes(paper: Paper) -> Mapping[Node, int]:
    """How many members a set has, where a sentence says it."""
    found = (match for each in paper.document.paragraphs for match in _MEMBERS.finditer(each.text))
    said = ((parsed(match["name"]), int(match["size"])) for match in found)
    return {
        statement.sides[0]: size
        for statement, size in said
        if statement is not None and not statement.relations
    }
