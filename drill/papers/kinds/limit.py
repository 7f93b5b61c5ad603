"""The kind "limit": what a formula tends to when a symbol goes to an end where it has no value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

from drill.checking import ExpressionSpec
from drill.errors import CheckError
from drill.maths.domains import read_assumptions
from drill.maths.numeric import real_value
from drill.maths.print import to_latex, to_plain
from drill.maths.tidy import rational_node
from drill.maths.tree import Binary, Call, Const, Node, Num, Sym, substitute, symbols, walk
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.lowering.expressions import simplified
from drill.papers.lowering.inputs import RefusedError
from drill.papers.paper_reading import Reading
from drill.papers.variation import Varied, drafts_of, size_of

# Draws of which a quarter has to come to rest before SymPy is asked: small powers are slow.
_POINTS: Final = 8
# How far out the numbers lie: as far as powers need it, else as far as exponentials allow it.
_FAR: Final = ((1e4, 1e8), (40.0, 200.0))
# How much a value still moves, as powers do, and how small it may become.
_REST, _LEAST = 0.3, 1e-3
_ONE: Final = Num("1")
# Nodes of a formula whose limit SymPy finds in no time, and of a limit that is typed without slips.
_LARGEST, _LONGEST = 40, 40
# Functions with kinks and steps, whose limits take SymPy long.
_KINKED: Final = frozenset(("max", "min", "abs", "floor", "ceil", "pick", "ind", "sign"))
# Names in an answer that is no value.
_UNFINISHED: Final = frozenset(("inf", "dne", "sign", "limit"))


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield one limit of each formula: the one that keeps most of it."""
    return drafts_of("limit", reading, lines, _draft)


def _draft(variation: Varied) -> Draft:
    limits = [
        (name, end, key)
        for name in variation.numbers
        for domain in (variation.inputs[name].quantity.domain,)
        for end in (domain.high, domain.low)
        if end > -math.inf
        and _settles(variation, name, end)
        and (key := _limit(variation, name, end)) is not None
    ]
    if not limits:
        raise RefusedError("at no open end it tends to anything but 0 or infinity")
    name, end, key = max(limits, key=lambda candidate: len(symbols(candidate[2])))
    latex = variation.whole.latex
    goes = f"{latex[name]} \\to {end:g}".replace("inf", "\\infty")
    side = (
        {}
        if math.isinf(end)
        else {"side": "left" if end == variation.inputs[name].quantity.domain.high else "right"}
    )
    return variation.draft(
        "limit", goes, ExpressionSpec(kind="expression", text=to_plain(key)),
        {"symbol": latex[name], "goes": goes, "key": to_latex(key, latex)}, declared=variation.declared(name),
        witness={"limit": to_plain(variation.node), "wrt": name, "to": f"{end:g}", **side},
    )  # fmt: skip


def _settles(variation: Varied, name: str, end: float) -> bool:
    """Return whether values near such an end converge, and not to 0."""
    if size_of(variation.node) > _LARGEST or any(
        isinstance(part, Call) and part.name in _KINKED for part in walk(variation.node)
    ):
        return False
    rests, towards = 0, 1 if end == variation.inputs[name].quantity.domain.low else -1
    divisions = (part for part in walk(variation.node) if isinstance(part, Binary) and part.op == "/")
    divisors = [part.right for part in divisions if name in symbols(part.right)]
    for point in variation.draws(_POINTS):
        there = {**point, name: end + towards / _FAR[0][0] if math.isfinite(end) else _FAR[0][0]}
        ways = ((real_value(divisor, point), real_value(divisor, there)) for divisor in divisors)
        if any((here or 0) * (far or 0) < 0 for here, far in ways):
            return False  # on the way it has no value somewhere
        if math.isfinite(end) and real_value(variation.node, {**point, name: end}) is not None:
            return False
        for far in _FAR:
            places = [by if math.isinf(end) else end + towards / by for by in far]
            near, nearer = (real_value(variation.node, {**point, name: position}) for position in places)
            if near is not None and nearer is not None and abs(nearer) > _LEAST:
                rests += abs(nearer - near) < _REST * abs(nearer)
                break
    return rests >= _POINTS // 4


def _limit(variation: Varied, name: str, end: float) -> Node | None:
    """Return the limit by SymPy, which wants a share as ``1/(1 + b)`` with positive ``b``; None if
    unknown."""
    from drill.maths.symbolic import from_sympy, symbols_of, to_sympy

    ranges = {
        input_name: operand.quantity.domain
        for input_name, operand in variation.inputs.items()
        if input_name != name
    }
    shares = [input_name for input_name, operand in ranges.items() if (operand.low, operand.high) == (0, 1)]
    put: dict[str, Node] = {share: Binary("/", _ONE, Binary("+", _ONE, Sym(share))) for share in shares}
    back: dict[str, Node] = {share: Binary("-", Binary("/", _ONE, Sym(share)), _ONE) for share in shares}
    to = Const("inf") if math.isinf(end) else rational_node(Fraction(end))
    assumed = (*variation.declared(*shares).assume, *(f"{share} > 0" for share in shares))
    known = symbols_of(read_assumptions(assumed, frozenset(variation.inputs)))
    try:
        limit = from_sympy(to_sympy(Call("limit", (substitute(variation.node, put), Sym(name), to)), known))
    except (CheckError, ArithmeticError, ValueError, TypeError, NotImplementedError):
        return None
    key = variation.shortest(simplified(substitute(limit, back)))
    odd = {name, *_UNFINISHED} & {getattr(part, "name", "") for part in walk(key)}
    return None if odd or key == Num("0") or size_of(key) > _LONGEST else key
