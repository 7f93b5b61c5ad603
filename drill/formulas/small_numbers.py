"""Choose small numbers for letters, so that what is asked is computed by hand in fractions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import Final

from drill.formulas.letter_types import Type, find_real_domain
from drill.maths import maths_tree as maths
from drill.maths.exact import evaluate_exactly

# Parts of a fraction that is worked out by hand.
_LARGEST: Final = 150
# So that the numbers differ each time.
FEWEST_DRAWS: Final = 20


def find_fitting(
    kind: Type, rows: Sequence[tuple[str, ...]], convert: Callable[[Fraction], float] = float
) -> tuple[str, ...]:
    """Return the first row of numbers that all lie in a letter's domain; none where no row does."""
    domain = find_real_domain(kind)
    if domain is None:
        return ()
    return next((row for row in rows if all(convert(Fraction(text)) in domain for text in row)), ())


def count_draws(families: Mapping[str, Sequence[str]]) -> int:
    """Return how many draws there are of numbers by their names."""
    return prod(map(len, families.values()))


def list_draws(families: Mapping[str, Sequence[str]], most: int) -> Iterator[dict[str, Fraction]]:
    """Yield draws, all of them or about so many, spread evenly."""
    step = max(1, count_draws(families) // most)
    for draw in islice(product(*families.values()), 0, None, step):
        yield {name: Fraction(text) for name, text in zip(families, draw, strict=True)}


def find_small_value(key: maths.Node, point: Mapping[str, Fraction]) -> Fraction | None:
    """Return a key's value where it is a small fraction."""
    value = evaluate_exactly(key, point)
    is_small = value is not None and max(abs(value.numerator), value.denominator) <= _LARGEST
    return value if is_small else None
