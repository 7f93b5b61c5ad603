"""Say why a formula's value changes as it does: the part that absorbs what happens to letters, or turns it.

What happens to each part is read off the values on the way, in several worlds.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from drill.errors import DrillError
from drill.formulas.asked_worlds import Valued
from drill.formulas.formula import Formula, print_node
from drill.formulas.formula_parts import strip_brackets
from drill.formulas.lowered_values import compute_value
from drill.formulas.small_world import Value, World, is_array
from drill.formulas.value_trace import Trace
from drill.formulas.written_parts import spell
from drill.notation import list_children, tree, walk_nodes
from drill.notation.tree import Node
from drill.text import capitalise

# Max difference of equal values, relative and absolute.
_SMALL: Final = 1e-9
_FORMULA: Final = re.compile(r"\$[^$]*\$")


@dataclass(frozen=True, slots=True)
class _Fate:
    """What becomes of a part: its values are multiplied by ``factor``, or ``shift`` is added; else None."""

    factor: float | None = None
    shift: float | None = None

    @property
    def is_same(self) -> bool:
        return self.factor == 1.0


def find_reason(formula: Formula, worlds: Sequence[Valued], change: Callable[[World], World]) -> str:
    """Return a sentence on the part where a change is absorbed or becomes another; empty where none is known.

    ``change`` returns the world of a seed in which the letters have changed.
    """
    try:
        fates = _find_fates(formula, worlds[:3], change)
    except DrillError:
        return ""
    said: dict[str, str] = {}
    for node in reversed([*walk_nodes(formula.right)]):  # the innermost first
        if sentence := _explain(formula, node, fates):
            said.setdefault(_FORMULA.sub("", sentence), capitalise(sentence))
    kept = [*said.values()]
    return " ".join(dict.fromkeys((*kept[:1], *kept[-1:])))


def _find_fates(
    formula: Formula, worlds: Sequence[Valued], change: Callable[[World], World]
) -> Mapping[int, _Fate]:
    fates: dict[int, list[_Fate]] = {}
    for valued in worlds:
        trace = Trace()
        compute_value(formula, change(valued.world), trace=trace)
        for key, before in valued.trace.values.items():
            after = trace.values.get(key, [])
            is_paired = len(after) == len(before)
            fates.setdefault(key, []).append(
                _compare([*zip(before, after, strict=True)]) if is_paired else _Fate()
            )
    return {key: _join_fates(each) for key, each in fates.items()}


def _join_fates(fates: Sequence[_Fate]) -> _Fate:
    """Return what happens in all worlds; what is another number in each is not a number.

    One value alone is multiplied by something whatever happens to it: then the number has to be the same.
    """
    factors, shifts = [fate.factor for fate in fates], [fate.shift for fate in fates]

    def join(values: Sequence[float | None], others: Sequence[float | None]) -> float | None:
        if None not in values and len({*values}) == 1:
            return values[0]
        is_sure = None not in values and all(other is None for other in others)
        return math.nan if is_sure else None

    return _Fate(join(factors, shifts), join(shifts, factors))


def _compare(pairs: Sequence[tuple[Value, Value]]) -> _Fate:
    if not all(isinstance(value, float | int) or is_array(value) for pair in pairs for value in pair):
        return _Fate()
    before, after = (np.concatenate([np.ravel(pair[side]) for pair in pairs]) for side in (0, 1))
    if before.shape != after.shape or not (np.isfinite(before).all() and np.isfinite(after).all()):
        return _Fate()
    if np.allclose(before, after, rtol=_SMALL, atol=_SMALL):
        return _Fate(1.0, 0.0)
    largest = int(np.argmax(np.abs(before)))
    factor = float(after[largest] / before[largest]) if before[largest] else math.nan
    shift = float(after[largest] - before[largest])
    return _Fate(
        round(factor, 9) if np.allclose(after, before * factor, rtol=_SMALL, atol=_SMALL) else None,
        round(shift, 9) if np.allclose(after, before + shift, atol=_SMALL) else None,
    )


def _explain(formula: Formula, node: Node, fates: Mapping[int, _Fate]) -> str:
    """Return what a part does to the change; empty where it hands it on, or nothing reaches it."""
    own = fates.get(id(node))
    inner = {id(child): fates[id(child)] for child in list_children(node) if id(child) in fates}
    factors = {fate.factor for fate in inner.values()}
    if own is None or all(fate.is_same for fate in inner.values()):
        return ""

    def fate_of(child: Node) -> _Fate:
        return inner.get(id(child), _Fate(1.0, 0.0))

    # A longer part does not fit into the sentence.
    shown = spell(node) if len(print_node(node)) <= 60 else ""
    here = f"In {shown} " if shown else ""
    match node:
        case tree.Add() if own.is_same and all(fate.shift is not None for fate in inner.values()):
            return f"{here}what is added to one term is taken away by another: it cancels."
        case tree.Add() if not own.is_same and {fate.factor for fate in inner.values()} == {own.factor} - {
            None
        }:
            return f"{here}every term has the same factor, which comes out of the sum."
        case tree.Div(top=top, bottom=bottom) if own.is_same and fate_of(top).factor is not None:
            return f"{here}top and bottom are multiplied by the same number, which cancels."
        case tree.Div(bottom=bottom) if own.factor is not None and not (
            own.is_same or fate_of(bottom).is_same
        ):
            return f"{here}the change is below the line: what multiplies there divides the whole."
        case tree.Inverse() if own.factor is not None:
            return f"{here}the inverse divides by the factor."
        case tree.Mul() if own.is_same and factors <= {1.0, -1.0}:
            return f"{here}two factors change their sign, and the signs cancel."
        case tree.Mul() if own.is_same and None not in factors:
            return f"{here}one factor undoes what happens to the other."
        case tree.Norm(body=body) if own.is_same and fate_of(body).factor == -1:
            return f"{shown or 'A norm'} does not depend on the sign of what is inside."
        case tree.Norm(body=body) if own.factor is not None and (fate_of(body).factor or 0) < 0:
            return f"{here}a factor comes out without its sign."
        case tree.Pow(base=base) if own.is_same and fate_of(base).factor == -1:
            return f"{here}the power is even, so the sign is lost."
        case tree.Pow(base=base) if own.factor is not None and fate_of(base).factor not in (None, 1.0, -1.0):
            return f"{here}the power applies to the factor, too."
        case tree.Root() if own.factor is not None:
            return f"{here}the root is also taken of the factor."
        case tree.Apply(args=(argument, *_)) if strip_brackets(argument) is not node:
            return _explain_call(formula.name_call(node).lower(), shown, own, fate_of(argument))
        case _:
            return ""


def _explain_call(word: str, shown: str, own: _Fate, inner: _Fate) -> str:
    if word in ("log", "ln") and own.shift is not None and inner.factor is not None:
        return "The logarithm turns the factor into something that is added."
    if word == "softmax" and own.is_same:
        return "Softmax compares its entries: what is added to all of them cancels."
    if own.is_same and inner.factor == -1 and shown:
        return f"{shown} is the same for a number and its negative."
    if own.factor == -1 and inner.factor == -1 and shown:
        return f"{shown} changes its sign with what is inside."
    return ""
