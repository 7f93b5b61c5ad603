"""Which way a formula pushes: one symbol grows, the rest stays; the result rises, falls, or it depends."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Final

from drill.maths.derivatives import derivative_of
from drill.maths.numeric import real_value
from drill.maths.print import to_latex
from drill.maths.tree import Binary, Node, Sym, children, symbols
from drill.papers.draft import Draft, Paper, Skipped
from drill.papers.draft_building import choice_of
from drill.papers.lowering.cases import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.variation import Varied, drafts_of, number, size_of

# Pairs of points at which the sign of the difference is taken.
_DRAWS: Final = 200
# A sign that fewer of the draws have is not clear, so that "depends" is not said.
_CLEAR: Final = 0.15
# Of the draws, in which a smooth formula may be flat for rounding.
_FLAT: Final = 0.3
# Relative; smaller differences have no sign.
_ROUNDING: Final = 1e-11
# Nodes of a slope that a step shows.
_SHORT: Final = 30
# What is answered, and what a larger symbol makes of the result.
_OPTIONS: Final = {
    1: ("It rises.", "larger, whatever the rest is"),
    -1: ("It falls.", "smaller, whatever the rest is"),
    2: ("It depends: it rises for some values and falls for others.", "sometimes larger, sometimes smaller"),
}


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One direction of each formula: in the symbol of which it is least plain."""
    return drafts_of("direction", paper, _draft, joins=True)


def _draft(found: Varied) -> Draft:
    name, sign = _chosen(found)
    symbol, (right, result) = found.whole.latex[name], _OPTIONS[sign]
    say = f"Compare two values of ${symbol}$: with the larger one, {found.left} is {result}."
    wrong = [(text, say) for text in (*(text for text, _ in _OPTIONS.values()), "It stays the same.")]
    answer = choice_of(right, [pair for pair in wrong if pair[0] != right])
    words = {"symbol": symbol, "why": _slope(found, name), "result": result}
    return found.draft("direction", symbol, answer, words, level=3 if sign == 2 else 2)


def _chosen(found: Varied) -> tuple[str, int]:
    """The symbol of which the direction is least plain, and the direction."""
    if found.whole.formula.axes:
        raise RefusedError("what comes out is not a number")
    scores = {name: 2 * _turns(found.node, name) - bool(found.inputs[name].runs) for name in found.numbers}
    for name in sorted(found.numbers, key=lambda name: -scores[name]):
        if scores[name] > 0 and (sign := _direction(found, name)):
            return name, sign
    raise RefusedError("no symbol in it has a direction that is clear and not plain")


def _direction(found: Varied, name: str) -> int:
    """1 where it rises, -1 where it falls, 2 where it does both, each clearly; 0 for anything else."""
    signs, draw, domain = Counter[int](), random.Random(3), found.inputs[name].quantity.domain
    for point in found.draws(_DRAWS):
        low, high = sorted((point, {**point, name: number(domain, draw)}), key=lambda one: one[name])
        before, after = real_value(found.node, low), real_value(found.node, high)
        fits = low[name] < high[name] and all(map(found.is_ordered, (low, high)))
        if before is not None and after is not None and fits:
            is_flat = abs(after - before) <= _ROUNDING * max(abs(before), abs(after))
            signs[0 if is_flat else 1 if after > before else -1] += 1
    slope = derivative_of(found.node, name)
    slopes = (real_value(slope, point) for point in found.draws(_DRAWS if found.is_smooth else 0, seed=2))
    signs.update((one > 0) - (one < 0) for one in slopes if one is not None)
    if signs.total() < _DRAWS // 2 or signs[0] > (_FLAT * signs.total() if found.is_smooth else 0):
        return 0
    if signs[1] and signs[-1]:
        return 2 if min(signs[1], signs[-1]) >= _CLEAR * signs.total() else 0
    return 1 if signs[1] else -1


def _turns(node: Node, name: str) -> int:
    """How many operations around a symbol are no plain sum or product."""
    if name not in symbols(node) or isinstance(node, Sym):
        return 0
    own = 1
    if isinstance(node, Binary):
        own = node.op == "^" or (node.op in "-/" and name in symbols(node.right))
    return own + sum(_turns(part, name) for part in children(node))


def _slope(found: Varied, name: str) -> str:
    """The derivative in a sentence, where it is short and has no entries of arrays."""
    if not found.is_smooth or any(one.axes for one in found.inputs.values()):
        return ""
    slope, latex = found.shortest(simplified(derivative_of(found.node, name))), found.whole.latex
    said = f"Look at the slope with respect to ${latex[name]}$, ${to_latex(slope, latex)}$."
    return said if size_of(slope) <= _SHORT else ""
