"""Choose small numbers for letters, so that what is asked is computed by hand in fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, islice, product
from math import inf, prod
from types import MappingProxyType
from typing import Final, TypeAlias

from drill.formulas.formula import Formula
from drill.formulas.letter_types import Domain, Number, Type, find_real_domain
from drill.maths import maths_tree as maths
from drill.maths.exact import evaluate_exactly
from drill.notation import tree, walk_nodes
from drill.notation.tree import Node

# Parts of a fraction that is worked out by hand.
_LARGEST: Final = 150
# Draws that there are at least, and those that are looked through.
FEWEST_DRAWS: Final = 20
_MOST_DRAWS: Final = 20_000
_FEWEST_FITTING: Final = 4


# What holds of all draws, by the condition that says it.
Tests: TypeAlias = Mapping[str, Callable[[Mapping[str, Fraction]], bool]]
NO_TESTS: Final[Tests] = MappingProxyType({})


def find_fitting(
    kind: Type, rows: Sequence[tuple[str, ...]], convert: Callable[[Fraction], float] = float
) -> tuple[str, ...]:
    """Return the first row of numbers that all lie in a letter's domain, else what does of the fullest."""
    domain = find_real_domain(kind)
    if domain is None:
        return ()
    fitting = [tuple(text for text in row if convert(Fraction(text)) in domain) for row in rows]
    whole = [row for row, kept in zip(rows, fitting, strict=True) if kept == row]
    fullest = max(fitting, key=len)
    return whole[0] if whole else fullest if len(fullest) >= _FEWEST_FITTING else ()


def is_weight(formula: Formula, ref: Node) -> bool:
    r"""Return whether what is left to 1 is taken of a letter: ``b m + (1 - b) g``, ``1 - b^t``."""
    one = tree.Num("1")
    sums = [
        {*part.terms}
        for side in formula.computed_parts
        for part in walk_nodes(side)
        if isinstance(part, tree.Add) and len(part.terms) == 2 and one in part.terms
    ]
    count = sum(part == ref for side in formula.computed_parts for part in walk_nodes(side))
    powers = any(
        isinstance(term, tree.Neg) and isinstance(term.body, tree.Pow) and term.body.base == ref
        and not isinstance(term.body.exponent, tree.Num)
        for terms in sums for term in terms
    )  # fmt: skip
    return powers or (tree.Neg(ref) in [term for terms in sums for term in terms] and count > 1)


def narrow_weight(formula: Formula, ref: Node, kind: Type) -> Type:
    """Return the type of a letter as it is drawn: a weight that may be any number lies between 0 and 1."""
    is_open = isinstance(kind, Number) and kind.domain == Domain() and not kind.is_whole
    return replace(kind, domain=Domain(0, 1)) if is_open and is_weight(formula, ref) else kind


def list_unequal(families: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return the pairs of names that may have the same number and are not to; a switch has only two."""
    plain = [name for name, values in families.items() if not {*values} <= {"0", "1"}]
    return [(one, other) for one, other in combinations(plain, 2) if {*families[one]} & {*families[other]}]


def has_enough_draws(families: Mapping[str, Sequence[str]], tests: Tests = NO_TESTS) -> bool:
    """Return whether the numbers differ each time."""
    return len([*islice(list_draws(families, inf, tests), FEWEST_DRAWS)]) == FEWEST_DRAWS


def list_draws(
    families: Mapping[str, Sequence[str]], most: float, tests: Tests = NO_TESTS
) -> Iterator[dict[str, Fraction]]:
    """Yield draws of unequal numbers that pass tests, all or at most about so many, spread evenly."""
    unequal = list_unequal(families)
    step = max(1, int(prod(map(len, families.values())) // most))
    exact = [[*map(Fraction, values)] for values in families.values()]
    for draw in islice(product(*exact), 0, _MOST_DRAWS * step, step):
        point = dict(zip(families, draw, strict=True))
        if all(point[one] != point[other] for one, other in unequal) and all(
            test(point) for test in tests.values()
        ):
            yield point


def find_small_value(key: maths.Node, point: Mapping[str, Fraction]) -> Fraction | None:
    """Return a key's value where it is a small fraction."""
    value = evaluate_exactly(key, point)
    is_small = value is not None and max(abs(value.numerator), value.denominator) <= _LARGEST
    return value if is_small else None
