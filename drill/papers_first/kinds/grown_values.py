"""By what factor an order of growth that is no power changes at given values: ``n \\log n``, ``n^2 + d``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from drill.banks.params import read_domain
from drill.papers_first.evaluation.admissible import conditions
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Function, Node, Number, Power, Root, Symbol
from drill.papers_first.kinds.small_table import Table
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.logarithms import base_taken, check_logarithms
from drill.papers_first.plausible.ranges import RANGES, Range
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.wording import inline, listed, maths

_MOST: Final = 4
"""So many quantities have values to be put in."""
_MULTIPLES: Final = "2..9"
_DIGITS: Final = 4
_LETTERS: Final = ("m", "k", "r", "c")
_VALUED: Final = ("!= 0", "> 0")
"""How conditions end without which a formula has no value; others are on its size."""


def grown_value(paper: Paper, inner: Node, free: Sequence[Symbol]) -> Table | None:
    """What is asked of an expression of few quantities, one of which becomes larger; None of another one."""
    try:
        check_logarithms(paper, inner)
        side = read_side(inner)
    except RefusedError:
        return None
    names = {node: name for node, name in side.names.items() if isinstance(node, Symbol)}
    if len(names) < len(side.names) or len(names) > _MOST or side.says or side.ranges.bound:
        return None
    ranges = {node: _range(paper, inner, node) for node in names}
    growing = [one for one in free if one in names]
    drawn: dict[Node, Range] = {node: one for node, one in ranges.items() if one is not None}
    if not growing or len(drawn) < len(ranges):
        return None
    tokens = to_tokens(inner)
    quantity = max(growing, key=lambda one: tokens.count(one.base))
    return _table(paper, inner, side, drawn, quantity)


def _range(paper: Paper, inner: Node, node: Symbol) -> Range | None:
    """What a quantity is drawn from, above 0; None where it may be another."""
    role = Roles(paper, inner, None).of(node)
    found = RANGES["positive"] if role.role == "value" else role
    return None if min(float(each.value) for each in read_domain(found.params)) <= 0 else found


def _table(
    paper: Paper, inner: Node, side: Side, drawn: Mapping[Node, Range], quantity: Symbol
) -> Table | None:
    names = {node: side.names[node] for node in drawn}
    params = {
        names[node]: one.params if isinstance(one.params, str) else list(one.params)
        for node, one in drawn.items()
    }
    name = names[quantity]
    times = next((letter for letter in _LETTERS if letter not in side.names.values()), "")
    if not times:
        return None
    before = side.text

    def grown(text: str) -> str:
        return re.sub(rf"\b{re.escape(name)}\b", f"({times}*{name})", text)

    after = grown(before)
    # first that both have a value at all: what divides by 0 cannot be compared
    valued = [each for each in conditions(side.tree, drawn, names) if each.endswith(_VALUED)]
    key = f"({after})/({before})"
    where = [*valued, *map(grown, valued), f"{before} > 0", f"{after} > 0", f"{key} != {times}"]
    is_rough = any(_is_rough(part) for part in walk(inner))
    given = listed([f"${maths(to_latex(node))} = @{{{one}}}$" for node, one in side.names.items()])
    others = " and everything else stays the same" if len(params) > 1 else ""
    has_logarithm = any(isinstance(part, Function) and part.name == "\\log" for part in walk(inner))
    base = f"{base_taken(paper)} " if has_logarithm else ""
    precision = f"to {_DIGITS} significant digits (calculator)" if is_rough else "exactly"

    def shown(text: str) -> str:
        return f"@{{dec({text}, {_DIGITS})}}" if is_rough else f"@{{{text}}}"

    return Table(
        params={**params, times: _MULTIPLES},
        where=list(dict.fromkeys(where)),
        says=(
            f"{base}Say that at first {given}, and that {inline(quantity)} becomes @{times} times as large"
            f"{others}."
        ),
        asks=f"By what factor does ${maths(to_latex(inner))}$ change? Give it {precision}.",
        key=key,
        shape="a value before and a value behind, and the one divided by the other",
        motion="put the numbers in, once as they are and once with the larger value, then divide",
        hint=f"At first it is ${shown(before)}$.",
        steps=(f"Then it is ${shown(after)}$.", f"The factor is ${shown(key)}$."),
        witness={"enumerate": {"i": "1..1"}, "mean": f"exp(ln({after}) - ln({before}))"},
        wrong=(
            (f"({before})/({after})", "That is the other way: divide the later value by the earlier one."),
            (times, "Not all of it grows so: put the numbers in."),
        ),
        level=2,
        digits=_DIGITS if is_rough else 0,
    )


def _is_rough(part: Node) -> bool:
    """Whether its values are no fractions: logarithms, roots, powers that are not whole."""
    return isinstance(part, Root | Function) or (
        isinstance(part, Power)
        and not isinstance(part.exponent, Number)
        and "-" not in to_tokens(part.exponent)[:1]
    )
