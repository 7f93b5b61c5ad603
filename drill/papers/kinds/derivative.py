"""The kind "derivative": differentiate a formula of numbers with respect to one of its symbols."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from drill.banks.models import Mistake
from drill.checking import ExpressionSpec
from drill.maths.derivatives import derivative_of
from drill.maths.numeric import real_value
from drill.maths.print import to_latex, to_plain
from drill.maths.tidy import tidy
from drill.maths.tree import Call, Neg, Node, Sym, symbols, walk
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.lowering.expressions import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.paper_reading import Reading
from drill.papers.variation import Varied, drafts_of, size_of

# Nodes of a derivative that is typed without slips.
_LONGEST: Final = 45
# Points at which a power would show.
_POINTS: Final = 8
# Functions whose derivatives a learner knows.
_KNOWN: Final = frozenset(("exp", "ln", "log2", "log10", "tanh", "sigmoid", "softplus", "sqrt", "sin", "cos"))


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield one derivative of each formula: the shortest that takes more than dropping factors."""
    return drafts_of("derivative", reading, lines, _draft)


def _draft(variation: Varied) -> Draft:
    name, slope = _chosen(variation)
    key, latex = variation.shortest(slope), variation.whole.latex
    symbol = latex[name]
    minus = "The sign is off. Count the minus signs, those of inner slopes too."
    return variation.draft(
        "derivative", symbol, ExpressionSpec(kind="expression", text=to_plain(key)),
        {"symbol": symbol, "slope": to_latex(slope, latex), "key": to_latex(key, latex)},
        level=2 if size_of(key) < 12 else 3, declared=variation.declared(),
        wrong=[Mistake(answer=to_plain(tidy(Neg(key))), say=minus)],
        witness={"derivative": to_plain(variation.node), "wrt": name},
    )  # fmt: skip


def _is_power(variation: Varied, name: str, slope: Node) -> bool:
    """Return whether a formula is a power of a symbol times the rest, so that its slope is that rule
    alone."""
    powers: list[float] = []
    for point in variation.draws(_POINTS):
        value, rise = real_value(variation.node, point), real_value(slope, point)
        if value and rise is not None:
            powers.append(point[name] * rise / value)
    return bool(powers) and all(math.isclose(power, powers[0], rel_tol=1e-6) for power in powers)


def _chosen(variation: Varied) -> tuple[str, Node]:
    """Return the symbol with the shortest derivative in which the formula is more than one linear term."""
    if not all(part.name in _KNOWN for part in walk(variation.node) if isinstance(part, Call)):
        raise RefusedError("it has a kink, a step or a function without a rule")
    slopes: dict[str, Node] = {}
    for name in variation.numbers:
        slope = simplified(derivative_of(variation.node, name))
        is_more = name in symbols(slope) or [*walk(variation.node)].count(Sym(name)) > 1
        is_whole = variation.inputs[name].quantity.domain.is_whole
        if (
            symbols(slope)
            and is_more
            and not is_whole
            and size_of(slope) <= _LONGEST
            and not _is_power(variation, name, slope)
        ):
            slopes[name] = slope
    if not slopes:
        raise RefusedError("no number in it has a slope that takes more than one rule")
    return min(slopes.items(), key=lambda pair: (pair[0] not in symbols(pair[1]), size_of(pair[1])))
