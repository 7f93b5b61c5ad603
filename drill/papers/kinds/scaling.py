"""The kind "scaling": by what factor a formula changes when one of its symbols is doubled."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Final

from drill.banks.models import Mistake
from drill.checking import NumberSpec
from drill.maths.numeric import real_value
from drill.maths.print import to_plain
from drill.maths.tidy import rational_node
from drill.maths.tree import substitute
from drill.papers.draft import Draft, Line, Skipped
from drill.papers.lowering.inputs import Input, RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.paper_reading import Reading
from drill.papers.variation import Varied, drafts_of

# Points at which the factor has to be the same.
_DRAWS: Final = 40
# Powers are counted in quarters.
_PARTS: Final = 4
# Powers of ten between which values have quotients that are exact to six digits.
_SIZES: Final = 9


def drafts(reading: Reading, lines: Sequence[Line]) -> Iterator[Draft | Skipped]:
    """Yield one factor of each formula: for the symbol with the highest power that is no plain factor."""
    return drafts_of("scaling", reading, lines, _draft, joins=True)


def _draft(variation: Varied) -> Draft:
    operand, power = _chosen(variation)
    latex, key = latex_of(operand.node), _factor(power)
    wrong = {_factor(-power): "It is the other way round: is the symbol in the numerator or the denominator?"}
    wrong["2"] = f"The result is not proportional to ${latex}$: with which power does it enter?"
    every = " (every one of them)" if operand.runs else " (every entry)" if operand.axes else ""
    out = f"comes out of the whole with the power ${power}$" if power else "cancels"
    return variation.draft(
        "scaling", latex, NumberSpec(kind="number", text=key),
        {"symbol": latex, "every": every, "out": out, "power": str(power)},
        wrong=[Mistake(answer=answer, say=say) for answer, say in wrong.items() if answer != key],
        witness={"value": _quotient(variation, operand)},
    )  # fmt: skip


def _chosen(variation: Varied) -> tuple[Input, Fraction]:
    """Return the symbol with the highest power other than the first, and that power."""
    powers: dict[Input, Fraction] = {}
    for operand in dict.fromkeys(variation.inputs.values()):
        domain = operand.quantity.domain
        is_open = domain.high == math.inf and (domain.low >= 0 or domain.low == -math.inf)
        power = _power(variation, operand) if is_open and not operand.is_call and not domain.values else None
        is_plain = power == 1 or (power == -1 and not variation.whole.formula.is_up_to_factor)
        if power is not None and not is_plain:
            powers[operand] = power
    if not powers:
        raise RefusedError("no symbol in it acts as a power but the first or its inverse")
    return max(powers.items(), key=lambda pair: abs(pair[1]))


def _power(variation: Varied, operand: Input) -> Fraction | None:
    """Return the power with which a symbol acts in all draws, doubled or tripled; None if there is none."""
    powers: list[float] = []
    for point, by in product(variation.draws(_DRAWS), (2, 3)):
        scaled = _times(by, point, variation, operand)
        before, after = real_value(variation.node, point), real_value(variation.node, scaled)
        if (
            before
            and after is not None
            and variation.is_ordered(scaled)
            and abs(math.log10(abs(before))) < _SIZES
        ):
            if after / before <= 0:
                return None
            powers.append(math.log(after / before) / math.log(by))
    power = Fraction(round(powers[0] * _PARTS), _PARTS) if len(powers) >= _DRAWS else None
    is_same = power is not None and all(math.isclose(estimate, power, abs_tol=1e-6) for estimate in powers)
    return power if is_same else None


def _times(by: int, point: Mapping[str, float], variation: Varied, operand: Input) -> dict[str, float]:
    return {name: by * x if variation.inputs[name] == operand else x for name, x in point.items()}


def _factor(power: Fraction) -> str:
    """Return two to a power: ``4``, ``1/4``, ``2^(-1/2)``."""
    return str(Fraction(2) ** int(power)) if power.denominator == 1 else f"2^({power})"


def _quotient(variation: Varied, operand: Input) -> str:
    """Return the value after doubling divided by the one before, with the numbers of one draw."""
    point = next(point for point in variation.draws(_DRAWS) if real_value(variation.node, point))

    def text(point: Mapping[str, float]) -> str:
        numbers = {name: rational_node(Fraction(x), decimal=True) for name, x in point.items()}
        return to_plain(substitute(variation.node, numbers))

    return f"({text(_times(2, point, variation, operand))})/({text(point)})"
