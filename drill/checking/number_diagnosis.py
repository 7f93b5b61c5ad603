"""What is off with a wrong number, and by how much; never the key itself."""

from __future__ import annotations

import math
from fractions import Fraction

from drill.checking.diagnosis_trials import Trial
from drill.checking.simple_factors import COARSE, EXACT, in_words, is_plausible, simple_factor
from drill.checking.tolerances import last_place
from drill.checking.verdict import Verdict, wrong
from drill.maths.tree import Binary, Call, Node, Num, children, rebuild

_DEGREE = Num(repr(math.pi / 180))
"""In radians."""
_TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "sec", "csc", "cot"})
_INVERSE_TRIGONOMETRIC = frozenset(f"a{name}" for name in _TRIGONOMETRIC)
# A typed decimal with more digits stands for itself.
_FINE = Fraction(1, 10**9)
# A tolerance beyond this share of the key leaves nothing to say.
_LOOSE = 0.05


def diagnose_number(trial: Trial) -> Verdict | None:
    """Return the diagnosis of a wrong number, if there is one."""
    if not trial.usable:
        return None
    _, expected, given = trial.rows[0]
    if trial.changed(lambda x: -x):
        return wrong("sign", "The sign is off.")
    if given == 0 or expected == 0 or trial.allowed > _LOOSE * abs(expected):
        return None
    if 0 < min(abs(expected), abs(given)) < 1:
        if trial.changed(lambda x: x / 100):
            return wrong("percent", "This is 100 times too large: a percentage needs its % sign.")
        if trial.changed(lambda x: x * 100):
            return wrong("percent", "This is 100 times too small: one % too many.")
    if 0 < expected.real < 1 and (trial.changed(lambda x: 1 - x) or _rounded_complement(trial)):
        return wrong("complement", "This is the complement: one minus it is right.")
    if trial.changed(lambda x: 1 / x):
        return wrong("reciprocal", "This is the reciprocal: turn the fraction over.")
    return _degrees(trial) or _number_factor(expected, given, trial)


def _rounded_complement(trial: Trial) -> bool:
    """Whether the complement was rounded as it is typed, where the key may be rounded too."""
    unit = last_place(trial.answer)
    _, expected, given = trial.rows[0]
    if unit is None or not trial.allowed or abs(given) < 10 * unit:
        return False
    return abs(1 - given - expected) <= float(unit) / 2


def _degrees(trial: Trial) -> Verdict | None:
    turn = math.pi / 180
    message = "This is in degrees. Angles are in radians here."
    if trial.changed(lambda x: x * turn):
        return wrong("degrees", message)
    if trial.changed(lambda x: x / turn):
        return wrong("degrees", "This is in radians where degrees are due.")
    in_degrees = _in_degrees(trial.key)
    if in_degrees != trial.key and trial.is_answer(in_degrees):
        return wrong("degrees", "The angle was taken in degrees. Set the calculator to radians.")
    return None


def _in_degrees(node: Node) -> Node:
    """The tree as a calculator set to degrees would compute it."""
    parts = tuple(_in_degrees(part) for part in children(node))
    if isinstance(node, Call) and node.name in _TRIGONOMETRIC:
        return Call(node.name, (Binary("*", parts[0], _DEGREE),))
    if isinstance(node, Call) and node.name in _INVERSE_TRIGONOMETRIC:
        return Binary("/", Call(node.name, parts), _DEGREE)
    return rebuild(node, parts) if parts else node


def _number_factor(expected: complex, given: complex, trial: Trial) -> Verdict | None:
    factor = given / expected
    if abs(factor.imag) > 1e-12 * abs(factor):
        return None
    exact = max(EXACT, trial.allowed / abs(expected))
    for slack in (EXACT, exact, max(exact, _typed_slack(trial.answer, given))):
        simple = simple_factor(factor.real, 12, slack) if slack <= COARSE else None
        if simple is not None and is_plausible(*simple, slack, expected, given):
            return wrong("factor", f"This is {in_words(*simple)} the right value.")
    return None


def _typed_slack(answer: Node, given: complex) -> float:
    """How far, relatively, a number may be from a typed decimal that stands for it."""
    unit = last_place(answer)
    return 0.0 if unit is None or unit < _FINE else float(unit) / 2 / abs(given)
