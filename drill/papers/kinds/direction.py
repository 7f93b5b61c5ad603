"""Which way a formula pushes: one symbol grows, the rest stays; the result rises, falls, or it depends."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Final

from drill.errors import CheckError
from drill.maths.derivatives import derivative_of
from drill.maths.print import to_latex
from drill.maths.tree import Binary, Node, Sym, children, symbols, walk
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import choice_of, each_line, exercise, source_of
from drill.papers.kinds.computing import Computing, confirmed, left_of
from drill.papers.kinds.variation import Varied, number, value, varied
from drill.papers.lowering.cases import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.sheet.domains import contains
from drill.papers.structure import skills_of
from drill.papers.wording import around, listed, titled

_DRAWS: Final = 200
"""Pairs of points at which the sign of the difference is taken."""
_CLEAR: Final = 0.15
"""A sign that fewer of the draws have is not clear, so that "depends" is not said."""
_FLAT: Final = 0.3
"""Of the draws, in which a smooth formula may be flat for rounding."""
_ROUNDING: Final = 1e-11
"""Relative; smaller differences have no sign."""
_SHORT, _FEW = 30, 6
"""Nodes of a slope that a step shows, and symbols whose numbers it lists."""
_SAID: Final = {1: "larger, whatever the rest is", -1: "smaller, whatever the rest is",
                2: "larger for some values and smaller for others"}  # fmt: skip
_LEAST, _MOST = 0.05, 100
"""Changes of an example, which three digits show."""
_OPTIONS: Final = {
    1: "It rises.",
    -1: "It falls.",
    2: "It depends: it rises for some values and falls for others.",
    0: "It stays the same.",
}


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One direction of each formula: in the symbol of which it is least plain."""
    computing = Computing(paper)

    def make(line: Line) -> Iterator[Draft | Skipped]:
        try:
            yield _draft(computing, varied(computing, line, joins=True))
        except RefusedError as error:
            yield Skipped("direction", line.formula.id, f"No direction: {error.why}.", error.question)

    return each_line("direction", paper, make)


def _draft(computing: Computing, found: Varied) -> Draft:
    name, sign = _chosen(found)
    line, symbol, left = found.line, found.whole.latex[name], left_of(found.line, found.formula)
    says = {
        1: "Compare two values: the larger one gives more.",
        -1: "Compare two values: the larger one gives less.",
        2: "That holds for some values and not for others.",
    }
    wrong = [
        (text, says[sign] if at else f"${symbol}$ does not cancel: compare two values.")
        for at, text in _OPTIONS.items()
        if at != sign
    ]
    body = exercise(
        title=titled(
            line.formula, ": which way?", computing.glossary.name(found.formula.left, line.formula.section)
        ),
        prompt=(
            f"{found.setting(computing)} While ${symbol}$ grows and everything else stays fixed, what does "
            f"{left} do?"
        ),
        answer=choice_of(_OPTIONS[sign], wrong),
        skills=skills_of(line.statement),
        level=3 if sign == 2 else 2,
        shape=f"one quantity on a slider, ${symbol}$, and the result beside it",
        motion="follow the symbol outwards: a minus sign or a denominator turns the direction",
        hints=[
            f"Where is ${symbol}$: in a denominator, behind a minus sign, in an exponent?",
            f"Choose simple values for the rest and compare two values of ${symbol}$.",
        ],
        steps=[
            *_slope(found, name, sign),
            *_examples(found, name, sign),
            f"So with a larger ${symbol}$, {left} is {_SAID[sign]}.",
        ],
        links=[around(computing.paper.sheet, line.formula)],
    )
    return Draft(
        "direction",
        line.formula.id,
        source_of(line),
        symbol.replace(" ", ""),
        confirmed(body),
        is_proved=True,
        guesses=found.guesses,
    )


def _chosen(found: Varied) -> tuple[str, int]:
    """The symbol of which the direction is least plain, and the direction."""
    if found.formula.axes:
        raise RefusedError("what comes out is no number")
    best: tuple[int, str, int] | None = None
    for name in found.numbers():
        sign = _direction(found, name)
        score = 2 * _turns(found.node, name) - bool(found.inputs[name].runs)
        if sign and score > 0 and (best is None or score > best[0]):
            best = score, name, sign
    if best is None:
        raise RefusedError("no symbol in it has a direction that is clear and not plain")
    return best[1:]


def _direction(found: Varied, name: str) -> int:
    """1 where it rises, -1 where it falls, 2 where it does both, each clearly; 0 for anything else."""
    signs = Counter(sign for *_, sign in _differences(found, name, _DRAWS))
    if found.is_smooth:
        slope = derivative_of(found.node, name)
        slopes = (value(slope, values) for values in found.draws(_DRAWS, seed=2))
        signs.update((one > 0) - (one < 0) for one in slopes if one is not None)
    count = sum(signs.values())
    if count < _DRAWS // 2 or signs[0] > (_FLAT * count if found.is_smooth else 0):
        return 0
    if min(signs[1], signs[-1]) >= _CLEAR * count:
        return 2
    return 0 if signs[1] and signs[-1] else 1 if signs[1] else -1


def _differences(
    found: Varied, name: str, count: int
) -> Iterator[tuple[dict[str, float], dict[str, float], int]]:
    """Points, each with one further on, and whether it gives more (1), less (-1) or the same (0)."""
    draw, domain = random.Random(3), found.inputs[name].quantity.domain
    for at, values in enumerate(found.draws(count)):
        further = {**values, name: number(domain, draw, is_far=at % 2 > 0)}
        low, high = sorted((values, further), key=lambda one: one[name])
        before, after = value(found.node, low), value(found.node, high)
        if before is not None and after is not None and low[name] < high[name] and found.is_ordered(further):
            change = after - before
            is_flat = abs(change) <= _ROUNDING * max(abs(before), abs(after))
            yield low, high, 0 if is_flat else 1 if change > 0 else -1


def _turns(node: Node, name: str) -> int:
    """How many operations around a symbol are no plain sum or product."""
    if name not in symbols(node) or isinstance(node, Sym):
        return 0
    own = 1
    if isinstance(node, Binary):
        own = node.op == "^" or (node.op in "-/" and name in symbols(node.right))
    return own + sum(_turns(part, name) for part in children(node))


def _slope(found: Varied, name: str, sign: int) -> Iterator[str]:
    """The derivative, where it is short."""
    if not found.is_smooth or any(one.axes for one in found.inputs.values()):
        return
    try:
        slope = found.shortest(simplified(derivative_of(found.node, name)))
    except CheckError:
        return
    if sum(1 for _ in walk(slope)) <= _SHORT:
        what = {1: "positive", -1: "negative"}.get(sign, "positive for some values and negative for others")
        latex = found.whole.latex
        yield f"The slope with respect to ${latex[name]}$ is ${to_latex(slope, latex)}$: {what}."


def _examples(found: Varied, name: str, sign: int) -> Iterator[str]:
    """Numbers that show each direction that there is."""
    if len(found.inputs) > _FEW or any(one.axes for one in found.inputs.values()):
        return
    latex, missing = found.whole.latex, {1, -1} if sign == 2 else {sign}
    for points in _differences(found, name, _DRAWS):
        low, high = ({one: float(f"{x:.2g}") for one, x in point.items()} for point in points[:2])
        if not all(_is_handy(found, one, x) for point in (low, high) for one, x in point.items()):
            continue
        before, after = value(found.node, low), value(found.node, high)
        if before is None or after is None or not _LEAST < abs(after - before) < _MOST:
            continue
        way = 1 if after > before else -1
        if way in missing:
            missing.remove(way)
            others = [f"${latex[one]} = {x:g}$" for one, x in low.items() if one != name]
            begin = f"For {listed(others)}, from" if others else "From"
            ends = f"${before:.3g}$ to ${after:.3g}$"
            yield f"{begin} ${latex[name]} = {low[name]:g}$ to ${high[name]:g}$ the value goes from {ends}."


def _is_handy(found: Varied, name: str, x: float) -> bool:
    """Whether a rounded number is still of its domain, and easy to compute with."""
    return contains(found.inputs[name].quantity.domain, x) and _LEAST <= abs(x) < 10
