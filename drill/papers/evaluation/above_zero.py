"""What numbers satisfy where the result is a size, a rate or a count, and so above 0."""

from __future__ import annotations

from collections.abc import Iterator

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers.evaluation.computed import Side


def positive_conditions(side: Side) -> Iterator[str]:
    """That such a result is above 0, and that nothing exceeds what it is taken from."""
    if not side.is_positive:
        return
    yield f"{side.text} > 0"
    for part in maths.walk(side.tree):
        match part:
            case maths.Binary(
                "-", (maths.Sym() as most) | maths.Binary("+", _, maths.Sym() as most), maths.Sym() as taken
            ):
                yield f"{to_plain(taken)} <= {to_plain(most)}"
            case _:
                pass
