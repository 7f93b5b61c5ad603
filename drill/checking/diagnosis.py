"""What is off with a wrong number or expression, and by how much; never the key itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from drill.checking.trial import Trial
from drill.checking.verdict import Verdict, wrong
from drill.maths.domains import Assumptions
from drill.maths.tree import Binary, Call, Node, Num, Sym, children, rebuild, substitute, symbols, walk

_TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "sec", "csc", "cot"})
_INVERSE_TRIGONOMETRIC = frozenset(f"a{name}" for name in _TRIGONOMETRIC)
_CONSTANTS = (
    ("π", math.pi),
    ("√2", math.sqrt(2)),
    ("√3", math.sqrt(3)),
    ("√π", math.sqrt(math.pi)),
    ("√(2π)", math.sqrt(2 * math.pi)),
    ("π²", math.pi**2),
    ("e", math.e),
    ("ln 2", math.log(2)),
    ("ln 10", math.log(10)),
)
_NAME_LIMIT = 6
_EXACT = 1e-8
_COARSE = 0.01
_INNER_LIMIT = 8


def diagnose_number(trial: Trial) -> Verdict | None:
    """The diagnosis of a wrong number, if there is one."""
    if not trial.usable:
        return None
    _, expected, given = trial.rows[0]
    if trial.changed(lambda x: -x):
        return wrong("sign", "The sign is off.")
    if given == 0 or expected == 0:
        return None
    if 0 < min(abs(expected), abs(given)) < 1:
        if trial.changed(lambda x: x / 100):
            return wrong("percent", "This is 100 times too large: a percentage needs its % sign.")
        if trial.changed(lambda x: x * 100):
            return wrong("percent", "This is 100 times too small: one % too many.")
    if 0 < expected.real < 1 and trial.changed(lambda x: 1 - x):
        return wrong("complement", "This is the complement: one minus it is right.")
    if trial.changed(lambda x: 1 / x):
        return wrong("reciprocal", "This is the reciprocal: turn the fraction over.")
    return _degrees(trial) or _number_factor(expected, given, trial)


def diagnose_expression(trial: Trial) -> Verdict | None:
    """The diagnosis of a wrong expression, if there is one."""
    if not trial.usable:
        return None
    if trial.changed(lambda x: -x):
        return wrong("sign", "The sign of the whole is off.")
    return (
        _inner_derivative(trial)
        or _reciprocal(trial)
        or _factor(trial)
        or _offset(trial)
        or _complement(trial)
        or _calculus(trial)
        or _names(trial)
        or _one_sign(trial)
    )


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
        return Call(node.name, (Binary("*", parts[0], _radians_of_degree()),))
    if isinstance(node, Call) and node.name in _INVERSE_TRIGONOMETRIC:
        return Binary("/", Call(node.name, parts), _radians_of_degree())
    return rebuild(node, parts) if parts else node


def _radians_of_degree() -> Node:
    return Num(repr(math.pi / 180))


def _number_factor(expected: complex, given: complex, trial: Trial) -> Verdict | None:
    factor = given / expected
    if abs(factor.imag) > 1e-12 * abs(factor):
        return None
    simple = _simple(factor.real, 12, trial)
    if simple is None:
        return None
    ratio, name = simple
    is_unit = ratio.numerator in (1, -1) or ratio.denominator == 1
    small = all(abs(value) <= 12 and value == int(value.real) for value in (expected, given))
    if not is_unit or (small and not name and ratio not in (2, Fraction(1, 2), -2, Fraction(-1, 2))):
        return None
    return wrong("factor", f"This is {_times(ratio, name)} the right value.")


def _factor(trial: Trial) -> Verdict | None:
    factor = trial.ratio()
    if factor is None or abs(factor.imag) > 1e-9 * abs(factor):
        return None
    simple = _simple(factor.real, 60, trial)
    times = _times(*simple) if simple else f"about {factor.real:.4g} times"
    return wrong("factor", f"A constant factor is off: this is {times} the right expression.")


def _simple(factor: float, largest: int, trial: Trial) -> tuple[Fraction, str] | None:
    """A factor as a simple fraction, perhaps times a named constant, or over it: a stroke before the name."""
    size = max(abs(expected) for _, expected, _ in trial.rows)
    slack = max(_EXACT, min(_COARSE, trial.allowed / size)) if size else _EXACT
    for name, value in (("", 1.0), *_CONSTANTS, *((f"/{name}", 1 / value) for name, value in _CONSTANTS)):
        ratio = Fraction(factor / value).limit_denominator(largest)
        if (
            ratio not in (0, 1 if not name else 0)
            and abs(ratio.numerator) <= 1000
            and abs(float(ratio) * value - factor) <= slack * abs(factor)
        ):
            return ratio, name
    return None


def _times(ratio: Fraction, name: str) -> str:
    if not name:
        return f"{ratio} times"
    if name.startswith("/"):
        return f"{ratio}{name} times" if ratio.denominator == 1 else f"({ratio}){name} times"
    return f"{name} times" if ratio == 1 else f"{ratio} {name} times"


def _reciprocal(trial: Trial) -> Verdict | None:
    if trial.changed(lambda x: 1 / x):
        return wrong("reciprocal", "This is the reciprocal: turn the fraction over.")
    return None


def _offset(trial: Trial) -> Verdict | None:
    offset = trial.offset()
    if offset is None or abs(offset.imag) > 1e-9 * abs(offset):
        return None
    return wrong(
        "constant", f"A constant is off: this is {abs(offset.real):.6g} too {_direction(offset.real)}."
    )


def _direction(offset: float) -> str:
    return "large" if offset > 0 else "small"


def _complement(trial: Trial) -> Verdict | None:
    if trial.changed(lambda x: 1 - x):
        return wrong("complement", "This is the complement: one minus it is right.")
    return None


def _inner_derivative(trial: Trial, *, divided: bool = False) -> Verdict | None:
    """The key is the answer times (for antiderivatives: over) the derivative of something inside it."""
    for inner in list(_inner_parts(trial.answer))[:_INNER_LIMIT]:
        for name in sorted(symbols(inner)):
            slope = Call("diff", (inner, Sym(name)))
            if divided and trial.key_is(slope, lambda given, value: given / value if value else math.nan):
                return wrong("inner-derivative", "The inner derivative is missing: divide by it.")
            if not divided and trial.key_is(slope, lambda given, value: given * value):
                return wrong(
                    "inner-derivative", "The inner derivative is missing: multiply by it (chain rule)."
                )
    return None


def _inner_parts(node: Node) -> Iterator[Node]:
    """Arguments of functions, bases and exponents that are more than a symbol or a number."""
    for part in walk(node):
        match part:
            case Call(_, args):
                inner = args
            case Binary("^", base, exponent):
                inner = (base, exponent)
            case _:
                inner = ()
        yield from (each for each in inner if symbols(each) and not isinstance(each, Sym))


def _calculus(trial: Trial) -> Verdict | None:
    for name in trial.names[:_NAME_LIMIT]:
        if name in symbols(trial.key) and trial.is_answer(Call("diff", (trial.key, Sym(name)))):
            return wrong("differentiated", "This was differentiated once too often.")
        if name in symbols(trial.answer) and trial.is_key(Call("diff", (trial.answer, Sym(name)))):
            return wrong("integrated", "This is an antiderivative of what is due: differentiate it.")
    return None


def _names(trial: Trial) -> Verdict | None:
    """Two names are exchanged, or one is written for another that differs in case."""
    names = trial.names[:_NAME_LIMIT]
    for first, second in combinations(names, 2):
        swapped = substitute(trial.answer, {first: Sym(second), second: Sym(first)})
        if swapped != trial.answer and trial.is_key(swapped):
            return wrong("names", f"{first} and {second} are exchanged.")
        if first.lower() == second.lower():
            for old, new in ((first, second), (second, first)):
                if old in symbols(trial.answer) and trial.is_key(substitute(trial.answer, {old: Sym(new)})):
                    return wrong("names", f"{old} stands where {new} is due: capitals count.")
    return None


def _one_sign(trial: Trial) -> Verdict | None:
    """One term of a sum has the wrong sign."""
    from drill.checking.structure import addends

    terms = addends(trial.answer)
    if not 2 <= len(terms) <= _INNER_LIMIT:
        return None
    for _, term in terms:
        doubled = Binary("*", Num("2"), term)
        for combine in (lambda given, twice: given - twice, lambda given, twice: given + twice):
            if trial.key_is(doubled, combine):
                return wrong("sign", "The sign of one term is off.")
    return None


def diagnose_antiderivative(key: Node, answer: Node, wrt: str, assumed: Assumptions) -> Verdict | None:
    """The diagnosis of a wrong antiderivative, by its derivative."""
    integrand = Call("diff", (key, Sym(wrt)))
    given = Trial(key, answer, assumed)
    if given.is_answer(integrand):
        return wrong("integrand", "This is the integrand itself: integrate it.")
    if given.is_answer(Call("diff", (key, Sym(wrt), Sym(wrt)))):
        return wrong("differentiated", "This was differentiated. The other way is asked for.")
    slopes = Trial(integrand, Call("diff", (answer, Sym(wrt))), assumed)
    if slopes.changed(lambda x: -x):
        return wrong("sign", "The sign is off: differentiate to see it.")
    return _inner_derivative(given, divided=True) or _factor(slopes)
