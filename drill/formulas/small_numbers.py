"""Choose small numbers for letters, from the ranges that are said of them, for work by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from math import inf, prod
from typing import Final

from drill.errors import DrillError
from drill.formulas.formula import Formula
from drill.formulas.typed_questions import MAX_KEYSTROKES
from drill.maths import maths_tree as maths
from drill.maths.exact import evaluate_exactly
from drill.maths.maths_tree import substitute_symbols
from drill.maths.print import to_plain
from drill.maths.tidy import rational_node, tidy_tree
from drill.notation import find_nodes, tree, walk_nodes
from drill.notation.tree import Node
from drill.types import Array, Domain, Number, Type

# Min draws of a question.
_FEWEST_DRAWS: Final = 20
_RATIOS: Final = {Fraction(top, bottom) for top in range(1, 10) for bottom in range(1, 10)}
# Numbers that a letter may be, the simplest first: whole ones before fractions of about their size.
_NUMBERS: Final = sorted(
    {sign * ratio for ratio in _RATIOS for sign in (1, -1)},
    key=lambda value: (abs(value.numerator) + 2 * value.denominator, -value),
)


def is_weight(formula: Formula, ref: Node) -> bool:
    r"""Return whether what is left to 1 is taken of a letter: ``b m + (1 - b) g``, ``1 - b^t``."""
    one = tree.Num("1")
    sums = [
        {*part.terms}
        for side in formula.computed_parts
        for part in find_nodes(side, tree.Add)
        if len(part.terms) == 2 and one in part.terms
    ]
    count = sum(part == ref for side in formula.computed_parts for part in walk_nodes(side))
    powers = any(
        isinstance(term, tree.Neg) and isinstance(term.body, tree.Pow) and term.body.base == ref
        and not isinstance(term.body.exponent, tree.Num)
        for terms in sums for term in terms
    )  # fmt: skip
    return powers or (tree.Neg(ref) in [term for terms in sums for term in terms] and count > 1)


def choose_numbers(formula: Formula, atom: Node, kind: Type) -> tuple[str, ...]:
    """Return the numbers that a letter may be, the simplest first. A weight lies between 0 and 1.

    Raises DrillError where there are none.
    """
    if not isinstance(kind, Number | Array) or getattr(kind, "kind", ""):
        raise DrillError("this is not a number")
    domain = kind.domain
    if domain.values:
        return tuple(f"{value:g}" for value in domain.values)
    is_whole = isinstance(kind, Number) and kind.is_whole
    if is_whole and domain.low > -inf and domain.high < inf:
        return tuple(map(str, range(int(domain.low), int(domain.high) + 1)))
    if domain == Domain() and not is_whole and is_weight(formula, atom):
        domain = Domain(0, 1)
    if is_whole:
        numbers = [value for value in _NUMBERS if value.denominator == 1 and float(value) in domain]
    else:  # an end of the range is a case of its own
        numbers = [value for value in _NUMBERS if domain.low < value < domain.high]
    if not numbers:
        raise DrillError("no small number is in its range")
    return tuple(map(str, numbers))


def list_unequal(families: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return the pairs of names that may have the same number and are not to; a switch has only two."""
    plain = [name for name, values in families.items() if not {*values} <= {"0", "1"}]
    return [(one, other) for one, other in combinations(plain, 2) if {*families[one]} & {*families[other]}]


def list_draws(families: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Fraction]]:
    """Yield all draws of unequal numbers."""
    unequal = list_unequal(families)
    exact = [[*map(Fraction, values)] for values in families.values()]
    for draw in product(*exact):
        point = dict(zip(families, draw, strict=True))
        if all(point[one] != point[other] for one, other in unequal):
            yield point


def find_numbers(
    numbers: Mapping[str, Sequence[str]], keys: Sequence[maths.Node]
) -> dict[str, tuple[str, ...]] | None:
    """Return for each name numbers with which all the keys are short to type, whatever is drawn.

    They are as many as there can be, and are drawn in twenty ways at least. None where there are none.
    """
    most = max(len(numbers) + 1, _FEWEST_DRAWS // len(numbers) ** 2)
    for count in range(most, 1, -1):
        families = {name: tuple(values[:count]) for name, values in numbers.items()}
        if prod(map(len, families.values())) > 50_000:
            continue
        draws = [*list_draws(families)]
        tried = draws[:: max(1, len(draws) // 60)]
        if len(draws) >= _FEWEST_DRAWS and all(is_short(key, point) for key in keys for point in tried):
            return families
    return None


def is_short(key: maths.Node, point: Mapping[str, Fraction]) -> bool:
    """Return whether a key with its numbers is a small fraction, or an expression that is short to type."""
    try:
        value = evaluate_exactly(key, point)
    except DrillError:
        return False
    if value is not None:
        # A fraction with larger parts is not worked out by hand.
        return max(abs(value.numerator), value.denominator) <= 150
    numbers = {name: rational_node(number) for name, number in point.items()}
    text = to_plain(tidy_tree(substitute_symbols(key, numbers)))
    return len(text.replace(" ", "")) <= MAX_KEYSTROKES // 2
