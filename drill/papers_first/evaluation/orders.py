"""Which quantities of a side its paper puts in order, and what they are drawn from so that they can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise, permutations
from typing import Final

from drill.banks.params import read_domain
from drill.papers_first.evaluation.computed import Side
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Node, Number, Power, Symbol
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.ranges import RANGES, Range
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.plausible.stated_ranges import Name

_OF_DATA: Final = re.compile(
    r"^(?:total )?(?:number|count) of (?:all )?(?:\w+ )?"
    r"(?:data(?: ?(?:points?|instances|examples|samples))?|samples|observations|examples)$"
    r"|^(?:size|length) of (?:the )?(?:\w+ )?data ?set$|^data ?set size$",
    re.IGNORECASE,
)
_OF_BATCH: Final = re.compile(
    r"\b(?:mini[- ]?)?batch size$|^size of (?:the |a |each )?(?:mini[- ]?)?batch(?:es)?$", re.IGNORECASE
)
_COUNTED: Final = re.compile(
    r"^(?:total )?(?:number|count) of (?:all )?(?P<few>(?:unique|distinct|different) )?"
    r"(?P<what>[a-z]+?)s?(?: (?:in|of) (?P<where>.+))?$",
    re.IGNORECASE,
)
_UNITS: Final = ("document", "paragraph", "sentence", "word", "syllable", "character")
"""Parts of a text, each of which has at least one of the next."""
_UP_TO: Final = re.compile(
    r"^[\s,;]*for (?:all |each |every |any )?\$(?P<one>[^$=,]{1,12})= ?[01]"
    r"(?:\$, \$2\$, (?:\$?\\l?dots\$?), \$|, ?(?:2, ?)?\\[lc]?dots ?, ?)(?P<last>[^$,]{1,12})\$",
)
"""``for $k = 1$, $2$, \\dots, $n$``, which is said behind a formula."""
_PLACES: Final = 12
_ANY: Final = frozenset(("positive", "value", "stated", "rate"))
"""Roles of numbers that nothing but their ends says more of."""


def stated_orders(paper: Paper, side: Side, *, is_local: bool) -> Iterator[str]:
    """What the paper says of which quantity is less than which, beside its formula alone if ``is_local``."""
    for less, sign, more in _ordered(paper, side, is_local=is_local):
        yield f"{_text(side, less)} {'<' if sign == '<' else '<='} {_text(side, more)}"
    for (less, sign, more), drawn in _beside_counts(paper, side, is_local=is_local):
        yield f"{side.names[drawn]} {sign} {more}" if less == drawn else f"{less} {sign} {side.names[drawn]}"


def below_counts(
    paper: Paper, side: Side, found: Mapping[Node, Range], *, is_local: bool
) -> dict[Node, Range]:
    """Counts that are less than a number that is set, as that of terms, are drawn from those that are."""
    narrowed = dict(found)
    for (less, sign, more), drawn in _beside_counts(paper, side, is_local=is_local):
        if less == drawn and isinstance(more, int) and found[drawn] == RANGES["count"]:
            narrowed[drawn] = replace(found[drawn], params=f"1..{more - (sign == '<')}", least=1)
    return narrowed


def _beside_counts(
    paper: Paper, side: Side, *, is_local: bool
) -> Iterator[tuple[tuple[Node | int, str, Node | int], Node]]:
    """What is less than what, where one is drawn and the other a number that is set; and which is drawn."""
    drawn = {tuple(to_tokens(node)): node for node in side.names}
    counts = {tuple(to_tokens(node)): number for node, number in side.ranges.ends.items()}
    for order in paper.kept.orders(paper.where if is_local else None):
        sign = "<" if order.sign == "<" else "<="
        if order.less in drawn and order.more in counts and counts[order.more] > 1:
            yield (drawn[order.less], sign, counts[order.more]), drawn[order.less]
        if order.more in drawn and order.less in counts:
            yield (counts[order.less], sign, drawn[order.more]), drawn[order.more]


def run_orders(paper: Paper, side: Side) -> Iterator[str]:
    """That what sums of the paper begin with is no more than what they end with."""
    for first, last in paper.told.run_ends:
        if first in side.names and last in side.names:
            yield f"{side.names[first]} <= {side.names[last]}"


def index_orders(paper: Paper, side: Side) -> Iterator[str]:
    """That a number which is put in for an index is no more than the last one that it may be."""
    match = None if paper.here is None else _UP_TO.match(paper.here.after)
    statements = [] if match is None else [parsed(match["one"]), parsed(match["last"])]
    match [one.sides[0] for one in statements if one is not None and not one.relations]:
        case [index, last] if index in side.ranges.ends and last in side.names:
            yield f"{side.ranges.ends[index]} <= {side.names[last]}"
        case _:
            return


def _text(side: Side, node: Node) -> str:
    """A quantity, or the square of one, by its name in a bank."""
    return f"{side.names[node.base]}^2" if isinstance(node, Power) else side.names[node]


def batch_orders(paper: Paper, side: Side) -> Iterator[str]:
    """That the data are no fewer than a batch of them, be it of a set number or of one that is drawn."""
    sizes: dict[Node, str] = {node: str(number) for node, number in side.ranges.ends.items()}
    sizes |= side.names
    whole = [name for node, name in side.names.items() if _is_called(paper, node, _OF_DATA)]
    parts = [text for node, text in sizes.items() if _is_called(paper, node, _OF_BATCH)]
    yield from (f"{part} <= {name}" for name in whole for part in parts if part != name)


def count_orders(paper: Paper, side: Side) -> Iterator[str]:
    """That there are no fewer words than different words or sentences, and no more than syllables."""
    counted = [(name, match) for node, name in side.names.items() for match in _counts(paper, node)]
    for (few, less), (many, more) in permutations(counted, 2):
        is_one_place = not less["where"] or not more["where"] or less["where"] == more["where"]
        if few != many and is_one_place and _is_fewer(less, more):
            yield f"{few} <= {many}"


def _counts(paper: Paper, node: Node) -> Iterator[re.Match[str]]:
    said = paper.meanings(node) if isinstance(node, Symbol) else ()
    return filter(None, (_COUNTED.search(entry.meaning) for entry in said))


def _is_fewer(less: re.Match[str], more: re.Match[str]) -> bool:
    """Whether of what one counts there is at least one in each of what the other counts."""
    few, many = less["what"].lower(), more["what"].lower()
    if few == many:
        return bool(less["few"]) and not more["few"]
    is_of_text = few in _UNITS and many in _UNITS and not more["few"]
    return is_of_text and _UNITS.index(few) < _UNITS.index(many)


def _is_called(paper: Paper, node: Node, words: re.Pattern[str]) -> bool:
    return isinstance(node, Symbol) and any(words.search(entry.meaning) for entry in paper.meanings(node))


def _ordered(paper: Paper, side: Side, *, is_local: bool) -> Iterator[tuple[Node, str, Node]]:
    """Quantities that are put in order, or their squares where the side squares them."""
    squares = {part for part in walk(side.node) if isinstance(part, Power) and part.exponent == Number("2")}
    nodes = {tuple(to_tokens(node)): node for node in side.names}
    nodes |= {tuple(to_tokens(node)): node for node in squares if node.base in side.names}
    for order in paper.kept.orders(paper.where if is_local else None):
        for less, more in at_places(order.less, order.more):
            if less in nodes and more in nodes:
                yield nodes[less], order.sign, nodes[more]


def at_places(less: Name, more: Name) -> Iterator[tuple[Name, Name]]:
    """Two names, and where one letter indexes both, ``a_i \\leq b_i``, both at each place."""
    yield less, more
    shared = [
        letter
        for letter in less
        if len(letter) == 1
        and letter.islower()
        and {("{", letter)} <= set(pairwise(less)) & set(pairwise(more))
    ]
    for letter in shared[:1]:
        for place in map(str, range(_PLACES)):
            yield _put(less, letter, place), _put(more, letter, place)


def _put(name: Name, letter: str, place: str) -> Name:
    """A name at one place: the letter is an index where a brace opens before it."""
    return tuple(
        place if token == letter and at and name[at - 1] == "{" else token for at, token in enumerate(name)
    )


def alike(
    paper: Paper, side: Side, found: Mapping[Node, Range], *, is_local: bool
) -> dict[Node, Range] | None:
    """One range for all that the paper puts in order, the first that suits them all; None where none does.

    With ``a \\leq x \\leq b`` an x below 1 needs such an a.
    """
    compared = {
        node.base if isinstance(node, Power) else node
        for less, _, more in _ordered(paper, side, is_local=is_local)
        for node in (less, more)
    }
    for one in (found[node] for node in side.names if node in compared):
        if all(_suits(one, found[node]) for node in compared) and any(
            found[node] != one for node in compared
        ):
            return {node: one if node in compared else own for node, own in found.items()}
    return None


def _suits(one: Range, own: Range) -> bool:
    """Whether what is drawn from one range may be drawn for what has another."""
    if one == own:
        return True
    if not {own.role, one.role} <= _ANY:
        return False
    if own.role in ("positive", "value"):
        return own.role == "value" or one.least > 0
    kept = [float(each.value) for each in read_domain(own.params)]
    return all(min(kept) <= each.value <= max(kept) for each in read_domain(one.params))
