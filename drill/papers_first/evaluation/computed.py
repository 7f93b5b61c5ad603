"""A right side under typed names: sums written out, few numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from drill.errors import DrillError
from drill.maths import tree as maths
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.papers_first.arithmetic.parted_extremes import with_parted_extremes
from drill.papers_first.arithmetic.plain_ranges import with_plain_ranges
from drill.papers_first.arithmetic.positive_parts import with_positive_parts
from drill.papers_first.arithmetic.quantities import has_dots, quantities, with_factors
from drill.papers_first.arithmetic.runs import Ranges
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.arithmetic.sized_identities import sized_identities
from drill.papers_first.arithmetic.unroll import unrolled
from drill.papers_first.evaluation.primed_members import is_one_without_primes
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.rewrite import walk, with_dots_before_numbers
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Call, Fraction, Node, Product, Symbol
from drill.papers_first.plausible.known_numbers import with_circle_number, with_euler
from drill.papers_first.plausible.ranges import Range
from drill.papers_first.plausible.spans import is_one_of

MOST_QUANTITIES: Final = 8
MOST_OF_SHORT_SUMS: Final = 11
"""So many where every sum has two terms only."""
MOST_AT_ALL: Final = 12
"""So many where nothing smaller of a side can be asked for."""
MOST_TERMS: Final = 3
"""So many terms has a sum whose end is open, if there is room for them."""


@dataclass(frozen=True)
class Side:
    """A right side under typed names."""

    original: Node
    """As the paper has it, sums as loops."""
    node: Node
    """Sums written out."""
    ranges: Ranges
    names: Mapping[Node, str]
    tree: maths.Node
    says: str = ""
    """How an expectation or an integral became arithmetic, as a sentence."""
    outcomes: frozenset[Symbol] = frozenset()
    """What takes few values, with probabilities that add up to 1."""
    source: Node | None = None
    """The side as the paper has it, where a function's own name has taken the place of the paper's."""
    in_one_dimension: bool = False
    """Whether letters of arrays stand for one number each."""
    asks: str = ""
    """What is asked for where that is not the side itself but a part of it."""
    is_positive: bool = False
    """Whether it is above 0 for what it is asked as: the rate of a law."""
    drawn: Mapping[Node, Range] = field(default_factory=dict[Node, Range])
    """What quantities are drawn from where the law that they belong to says so."""

    @property
    def text(self) -> str:
        """The side in the plain language."""
        return to_plain(self.tree)

    def typed(self, node: Node) -> maths.Node:
        """Another expression of the same quantities."""
        return scalar_tree(node, self.names)


@lru_cache(maxsize=512)
def read_side(
    original: Node,
    *,
    left: Node | None = None,
    says: str = "",
    outcomes: frozenset[Symbol] = frozenset(),
    in_one_dimension: bool = False,
    terms: int = MOST_TERMS,
    most: int = MOST_QUANTITIES,
) -> Side:
    """A side as an expression of at most eight numbers; ``left`` is what it is the value of.

    ``in_one_dimension`` says that letters of arrays stand for one number each; sums have ``terms``, or two.
    ``most`` is how many numbers it may be where that is another limit.

    Raises:
        RefusedError: it is none, has nothing to compute, or has too many quantities.
    """
    parted = with_parted_extremes(with_positive_parts(original))
    right = with_factors(with_euler(with_circle_number(with_plain_ranges(parted))))
    for count in dict.fromkeys((terms, 2)):
        node, ranges = unrolled(right, count, left)
        node = with_dots_before_numbers(node)
        found = quantities(node, in_one_dimension=in_one_dimension)
        if len(found) <= (
            max(most, MOST_OF_SHORT_SUMS) if ranges.bound and count == 2 and not says else most
        ):
            break
    else:
        raise RefusedError("it has too many quantities")
    if any(_is_extreme(one) for one in found) and ranges.bound:
        raise RefusedError("the largest or smallest of the others is one of its quantities")
    if not found:
        raise RefusedError("it has no quantity to put a number in for")
    members = {one for run in ranges.runs.values() for one in run.variables if isinstance(one, Symbol)}
    if any(members & set(walk(quantity)) for quantity in found):
        raise RefusedError("a letter stands for one member outside of the sum over all of them")
    if any(quantity in found for quantity in _lone_terms(right)):
        raise RefusedError("which of the members one stands for is not said")
    written = set(walk(right))
    if any(has_dots(quantity) and quantity not in written for quantity in found):
        raise RefusedError("a list with dots depends on what the sum counts")
    if set(sized_identities(right)) & set(found):
        raise RefusedError("I may be an identity")
    names = quantity_names(found)
    tree = scalar_tree(node, names)
    if isinstance(tree, maths.Sym) or (isinstance(tree, maths.Neg) and isinstance(tree.arg, maths.Sym)):
        raise RefusedError("there is nothing to compute")
    _check_reading(tree, names.values())
    return Side(right, node, ranges, names, tree, says, outcomes, in_one_dimension=in_one_dimension)


def _lone_terms(node: Node) -> Iterator[Call]:
    """The values in ``e^{Q(a)} / \\sum_b e^{Q(b)}`` at what is one of those that the sum runs over."""
    for part in walk(node):
        match part:
            case Fraction(top, Big("\\sum", (_, *_) as lower, _, body)) | Product(
                (top, Big("\\sum", (_, *_) as lower, _, body)), ("/",)
            ) if is_one_of(top, lower, body) or is_one_without_primes(top, lower, body):
                yield from (one for one in walk(top) if isinstance(one, Call))
            case _:
                continue


def _is_extreme(quantity: Node) -> bool:
    return isinstance(quantity, Symbol) and bool({"\\max", "\\min"} & set(quantity.sub))


def _check_reading(tree: maths.Node, names: object) -> None:
    """That the text which a bank holds is read back as the same tree."""
    declared = Names(declared=frozenset(names), functions="bank")  # type: ignore[arg-type]
    try:
        again = parse(to_plain(tree), declared)
    except DrillError as error:
        raise RefusedError("its names cannot be typed") from error
    if to_plain(again) != to_plain(tree):
        raise RefusedError("its names cannot be typed")
