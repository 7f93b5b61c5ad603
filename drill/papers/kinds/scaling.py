"""By what factor a formula changes when one of its symbols is doubled, where that is always the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from drill.banks.models import Mistake
from drill.checking import NumberSpec
from drill.maths.print import to_plain
from drill.maths.tree import Neg, Node, Num, substitute
from drill.papers.draft import Draft, Line, Paper, Skipped
from drill.papers.drafting import each_line, exercise, source_of
from drill.papers.kinds.computing import Computing, confirmed, left_of
from drill.papers.kinds.variation import Varied, value, varied
from drill.papers.lowering.inputs import Input, RefusedError
from drill.papers.lowering.reader import latex_of
from drill.papers.structure import skills_of
from drill.papers.wording import around, titled

_DRAWS: Final = 40
"""Points at which the factor has to be the same."""
_PARTS: Final = 4
"""Powers are counted in quarters."""


def drafts(paper: Paper) -> Iterator[Draft | Skipped]:
    """One factor of each formula: for the symbol whose power is highest, if it is not a plain factor."""
    computing = Computing(paper)

    def make(line: Line) -> Iterator[Draft | Skipped]:
        try:
            yield _draft(computing, varied(computing, line, joins=True))
        except RefusedError as error:
            yield Skipped("scaling", line.formula.id, f"No scaling: {error.why}.", error.question)

    return each_line("scaling", paper, make)


def _draft(computing: Computing, found: Varied) -> Draft:
    given, power = _chosen(found)
    line, left, latex = found.line, left_of(found.line, found.formula), latex_of(given.node)
    key, other = _factor(power), _factor(-power)
    every = " (every one of them)" if given.runs else " (every entry)" if given.axes else ""
    mistakes = [(other, "It is the other way round: is the symbol in the numerator or the denominator?")]
    mistakes += [("2", f"The result is not proportional to ${latex}$: with which power does it enter?")]
    body = exercise(
        title=titled(
            line.formula, ": doubled", computing.glossary.name(found.formula.left, line.formula.section)
        ),
        prompt=(
            f"{found.setting(computing)} Now double ${latex}${every} and keep everything else fixed. By what "
            f"factor is {left} multiplied?"
        ),
        answer=NumberSpec(kind="number", text=key),
        skills=skills_of(line.statement),
        level=2,
        shape="a power law: a power of two comes out in front",
        motion=f"write $2 {latex}$ for ${latex}$ and pull the 2 out through each operation",
        hints=[
            f"Where does ${latex}$ enter, and with which power?",
            f"Write $2 {latex}$ in its place everywhere. What becomes of the 2 in each operation?",
        ],
        steps=[
            f"With $2 {latex}$ for ${latex}$, the 2 "
            + (f"comes out of every part, with the power ${power}$." if power else "cancels in every part."),
            f"So {left} is multiplied by $2^{{{power}}}$, whatever the other values are.",
        ],
        links=[around(computing.paper.sheet, line.formula)],
        wrong=[Mistake(answer=answer, say=say) for answer, say in dict(mistakes).items() if answer != key],
        witness={"value": _quotient(found, given)},
    )
    return Draft(
        "scaling",
        line.formula.id,
        source_of(line),
        latex.replace(" ", ""),
        confirmed(body),
        is_proved=True,
        guesses=found.guesses,
    )


def _chosen(found: Varied) -> tuple[Input, Fraction]:
    best: tuple[Input, Fraction] | None = None
    for given in dict.fromkeys(found.inputs.values()):
        domain = given.quantity.domain
        if (
            given.is_call
            or domain.values
            or domain.mark
            or domain.high < math.inf
            or -math.inf < domain.low < 0
        ):
            continue
        power = _power(found, given)
        if power not in (None, 1) and (best is None or abs(power or 0) > abs(best[1])):
            best = given, power or Fraction(0)
    if best is None:
        raise RefusedError("no symbol in it acts as a power but the first")
    return best


def _power(found: Varied, given: Input) -> Fraction | None:
    """The power with which a symbol acts in all draws, doubled or tripled; None where there is none."""
    powers: list[float] = []
    for values in found.draws(_DRAWS):
        before = value(found.node, values)
        for by in (2, 3):
            after = value(found.node, _times(by, values, found, given))
            if before is None or after is None or abs(before) < 1e-9 or abs(before) > 1e9:
                continue
            if after / before <= 0:
                return None
            powers.append(math.log(after / before) / math.log(by))
    if len(powers) < _DRAWS or not all(math.isclose(one, powers[0], abs_tol=1e-7) for one in powers):
        return None
    power = Fraction(round(powers[0] * _PARTS), _PARTS)
    return power if math.isclose(float(power), powers[0], abs_tol=1e-7) else None


def _times(by: int, values: dict[str, float], found: Varied, given: Input) -> dict[str, float]:
    return {name: by * x if found.inputs[name] == given else x for name, x in values.items()}


def _factor(power: Fraction) -> str:
    """Two to a power: ``4``, ``1/4``, ``sqrt(2)``, ``2^(3/4)``."""
    if power.denominator == 1:
        return str(2**power.numerator) if power >= 0 else f"1/{2**-power.numerator}"
    return {Fraction(1, 2): "sqrt(2)", Fraction(-1, 2): "1/sqrt(2)"}.get(power, f"2^({power})")


def _quotient(found: Varied, given: Input) -> str:
    """The value after doubling over the one before, with numbers of one draw in it."""
    for values in found.draws(_DRAWS):
        rounded = {name: float(f"{x:.2g}") for name, x in values.items()}
        if value(found.node, rounded) and value(found.node, _times(2, rounded, found, given)):
            after, before = (
                to_plain(substitute(found.node, {name: _number(x) for name, x in point.items()}))
                for point in (_times(2, rounded, found, given), rounded)
            )
            return f"({after})/({before})"
    raise RefusedError("hardly any of its numbers give a value")


def _number(x: float) -> Node:
    return Neg(Num(f"{-x:g}")) if x < 0 else Num(f"{x:g}")
