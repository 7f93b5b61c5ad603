"""The equality of expressions: equal trees, else equal values at well-chosen points, and SymPy's proof.

`tree_structure` compares trees as written, up to the order of terms and factors, and chooses the points.
`compare` compares two expressions in every meaning that their letters may have: one for an answer, several
for a line of a text. `sympy_decision` proves what values found, and loads SymPy when it is first asked.
"""

from drill.checking.equality.compare import Comparison, Meaning, NumberMeaning, compare
from drill.checking.equality.tree_structure import (
    Point,
    Sample,
    canonicalise_tree,
    evaluate_short_rational,
    find_break_expressions,
    has_steps,
    is_sum_of_terms,
    long_rational,
    split_product_factors,
    split_sum_terms,
)

__all__ = [
    "Comparison",
    "Meaning",
    "NumberMeaning",
    "Point",
    "Sample",
    "canonicalise_tree",
    "compare",
    "find_break_expressions",
    "has_steps",
    "split_sum_terms",
]
__all__ += ["evaluate_short_rational", "is_sum_of_terms", "long_rational", "split_product_factors"]
