"""The equality of expressions: equal trees, else equal values at well-chosen points.

`structure` compares trees as written, up to the order of terms and factors. `sampling` chooses the points,

`precision` decides what the values at one point mean, `compare` combines them.
"""

from drill.checking.equality.compare import compare
from drill.checking.equality.precision import Comparison
from drill.checking.equality.sampling import Point, Sample, breaks, has_steps
from drill.checking.equality.structure import addends, canonical, is_sum, long_rational, product, rational

__all__ = ["Comparison", "Point", "Sample", "addends", "breaks", "canonical", "compare", "has_steps"]
__all__ += ["is_sum", "long_rational", "product", "rational"]
