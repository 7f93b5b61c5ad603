"""The equality of expressions: equal trees, else equal values at telling points.

`structure` reads trees as they stand, up to the order of terms and factors. `sampling` chooses the points,
`precision` says what the values at one point tell, `compare` puts them together.
"""

from drill.checking.equality.compare import compare
from drill.checking.equality.precision import Comparison
from drill.checking.equality.sampling import Point, Sample, breaks, has_steps
from drill.checking.equality.structure import addends, canonical, is_sum, product, rational

__all__ = ["Comparison", "Point", "Sample", "addends", "breaks", "canonical", "compare", "has_steps"]
__all__ += ["is_sum", "product", "rational"]
