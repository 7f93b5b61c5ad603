"""Domains of parameters: ``2..9``, ``-4..4 !0``, ``0..1 step 0.25``, or a list of numbers.

Values are exact rationals and keep the text that a prompt shows: ``0.050`` from a list stays ``0.050``, and
every value of a range that is written with a point shows one, with at least as many places as both ends have
(``0..1 step 0.25``: 0.0, 0.25, 0.5, 0.75, 1.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from drill.errors import BankError, describe_removal
from drill.maths.maths_tokens import MAX_DIGITS
from drill.maths.tidy import decimal_text
from drill.text import did_you_mean, quote_for_message

# Max values of a range, because those of a longer one could never all be drawn.
MOST_VALUES = 1_000_000


_NUMBER = r"-?\d+(?:\.\d+)?(?:/\d+)?"
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})(?:\s+step\s+(?P<step>{_NUMBER}))?"
    rf"(?P<without>(?:\s+!\s*{_NUMBER})*)"
)
_ONE = re.compile(_NUMBER)


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value of a parameter, and how it is written."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class ParameterDomain:
    """The values that a parameter may take, in the order written.

    ``values`` contains the values of a list; for a range it is ``None``, and the values are computed.
    """

    values: tuple[ParameterValue, ...] | None
    low: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    places: int = 0
    steps: int = 0
    # The excluded places of the range, ascending.
    without: tuple[int, ...] = ()

    def __len__(self) -> int:
        if self.values is None:
            return self.steps - len(self.without)
        return len(self.values)

    def __iter__(self) -> Iterator[ParameterValue]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> ParameterValue:
        """Return the value at ``index``, from 0; IndexError beyond the last."""
        if self.values is None:
            return _value_on_range(self, index)
        return self.values[index]

    def number(self, index: int) -> Fraction:
        """Return the value at ``index`` as a number. Raises IndexError beyond the last."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        if self.values is not None:
            return self.values[index].value
        for left_out in self.without:
            if left_out <= index:
                index += 1
        return self.low + index * self.step

    @property
    def longest_axis(self) -> int:
        """The longest length of an axis that a parameter can give."""
        places = range(len(self)) if self.values is not None else (0, len(self) - 1)
        return max(1, *(int(self.number(index)) for index in places))


@lru_cache(maxsize=4096)  # because the same few are drawn again and again
def _value_on_range(domain: ParameterDomain, index: int) -> ParameterValue:
    value = domain.number(index)
    return ParameterValue(value, _write_domain_number(value, domain.places))


def read_domain(written: str | Sequence[str]) -> ParameterDomain:
    """Read a range or a list of numbers.

    Raises ValueError, with a message for the author, if it is neither or contains no value.
    """
    if not isinstance(written, str):
        return _read_list(tuple(written))
    return _read_parameter_domain(written.strip())


def read_domains(params: Mapping[str, str | Sequence[str]]) -> dict[str, ParameterDomain]:
    """Return the domain of every parameter, in order. Raises BankError that names the parameter."""
    domains: dict[str, ParameterDomain] = {}
    for name, written in params.items():
        try:
            domains[name] = read_domain(written)
        except ValueError as error:
            raise BankError(str(error), field=f"params.{name}", code="params") from None
    return domains


def read_number(text: str) -> Fraction:
    """Return an exact rational from ``3``, ``-0.25`` or ``3/4``; ValueError otherwise."""
    stripped = text.strip()
    if not _ONE.fullmatch(stripped):
        raise ValueError(f"{quote_for_message(text)} is not a number; parameters are 3, -2, 0.25 or 3/4")
    if sum(char.isdigit() for char in stripped) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    numerator, _, denominator = stripped.partition("/")
    if denominator and not int(denominator):
        raise ValueError(f"{stripped} divides by zero")
    return Fraction(numerator) / int(denominator or "1")


@lru_cache(maxsize=1024)
def _read_parameter_domain(written: str) -> ParameterDomain:
    if _ONE.fullmatch(written):
        return _read_list((written,))
    match = _RANGE.fullmatch(written)
    if match is None:
        raise ValueError(
            f"{quote_for_message(written)} is not a range; write 2..9, -4..4 !0, 0..1 step 0.25 or [4, 5, 8]"
        )
    return _read_range(match)


@lru_cache(maxsize=1024)
def _read_list(written: tuple[str, ...]) -> ParameterDomain:
    if not written:
        raise ValueError("the list contains no value")
    values = tuple(ParameterValue(read_number(text), text.strip()) for text in written)
    seen: set[Fraction] = set()
    for value in values:
        if value.value in seen:
            raise ValueError(f"{value.text} appears twice in the list")
        seen.add(value.value)
    return ParameterDomain(values)


def _read_range(match: re.Match[str]) -> ParameterDomain:
    low = read_number(match["low"])
    high = read_number(match["high"])
    step = read_number(match["step"] or "1")
    if step <= 0:
        raise ValueError(f"the step {match['step']} is not above 0")
    if high < low:
        raise ValueError(f"the range is empty, since {match['high']} is below {match['low']}")
    steps = int((high - low) / step) + 1
    if steps > MOST_VALUES:
        raise ValueError(f"the range contains {steps} values; at most {MOST_VALUES} are allowed")
    without = _read_excluded_steps(match["without"], low, step, steps)
    if len(without) == steps:
        raise ValueError("the range contains no value, since all are left out")
    places = min(_count_written_decimals(match["low"]), _count_written_decimals(match["high"]))
    if not places and "." in match[0].replace("..", " "):
        places = 1
    return ParameterDomain(None, low, step, places, steps, without)


def _read_excluded_steps(written: str, low: Fraction, step: Fraction, steps: int) -> tuple[int, ...]:
    places: set[int] = set()
    for text in written.replace("!", " ").split():
        index = (read_number(text) - low) / step
        if index.denominator != 1 or not 0 <= index < steps:
            raise ValueError(f"!{text} leaves out what the range does not contain")
        places.add(int(index))
    return tuple(sorted(places))


def _count_written_decimals(written: str) -> int:
    """Return the number of decimals written; a fraction has none."""
    return 0 if "/" in written else len(written.partition(".")[2])


def _write_domain_number(value: Fraction, places: int) -> str:
    """Return a decimal with at least ``places`` places, or a fraction if no decimal ends."""
    exact = decimal_text(value)
    if not places or exact is None:
        return str(value)
    return decimal_text(value, max(places, len(exact.partition(".")[2]))) or exact


# The heads of witnesses and their arguments: one table for reading, for the editors' schema and for running.
#
# :mod:`drill.proving.witnesses` computes each head.


@dataclass(frozen=True, slots=True)
class Head:
    """One head of witnesses: a description of its value, and its required and optional arguments."""

    says: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def arguments(self) -> tuple[str, ...]:
        """All arguments."""
        return (*self.needs, *self.may)


_MOMENTS = ("mean", "variance", "probability")

# Every head of a witness.
HEADS: Mapping[str, Head] = {
    "value": Head("the expression on the second engine (floats); of a distribution its parameters"),
    "derivative": Head("differences with Richardson extrapolation", ("wrt",), ("at",)),
    "gradient": Head("all first derivatives, by differences", (), ("wrt", "at", "shapes")),
    "hessian": Head("all second derivatives, by differences", (), ("wrt", "at", "shapes")),
    "jacobian": Head(
        "a row for each entry, a column for each name, by differences", (), ("wrt", "at", "shapes")
    ),
    "antiderivative": Head("the key's differences give the expression", (), ("wrt",)),
    "integral": Head("quadrature, the last name of over innermost", ("over",)),
    "limit": Head("near points, extrapolated", ("wrt", "to"), ("side",)),
    "sum": Head("a loop; ends may be inf", ("over",)),
    "product": Head("a loop; ends may be inf", ("over",)),
    "recursion": Head("a loop over {name: next value}; the first name is the key", ("start", "times")),
    "root": Head("all changes of sign in a range, bisected; a number or a set", ("wrt", "in")),
    "maximum": Head("the place of the largest value, or what give says of it", ("over",), ("give",)),
    "minimum": Head("the place of the smallest value, or what give says of it", ("over",), ("give",)),
    "inverse-map": Head("the map with the key in the place of wrt gives equals", ("wrt", "equals")),
    "eigen": Head("eigenvalues by NumPy, or with value the residual of an eigenvector", (), ("value",)),
    "solve": Head("A x = b by least squares", ("equals",), ("norm",)),
    "identity": Head("the same on random matrices of the shapes, in several sizes", (), ("shapes", "assume")),
    "truth": Head(
        "membership of the key at its ends, around them, and where the relation changes", (), ("wrt",)
    ),
    "loops": Head("the array built entry by entry; over maps an index to its axis, from 1", ("over",)),
    "array": Head("the shape that NumPy gives; of code its values, by other code", (), ("arrays",)),
    "meaning": Head(
        "a formula's line of NumPy: what a change of its letters leaves, on draws over all that is assumed",
        ("arrays", "change", "letters"),
        ("assume", "library", "powers", "along", "outcome", "others", "wrong"),
    ),
    "world": Head(
        "the value of a paper's formula in small drawn worlds, whatever its letters are",
        ("letters",),
        ("ask",),
    ),
    "enumerate": Head(
        "a sum over all cases: probability, mean, variance or count, or the distribution of give",
        (),
        (*_MOMENTS, "count", "give", "weight", "given"),
    ),
    "law": Head(
        "quadrature or a sum under a density or named family; for a distribution, its density or give's",
        (),
        ("over", "name", *_MOMENTS, "total", "give"),
    ),
    "posterior": Head(
        "prior times likelihood on a grid: densities compared, or moments",
        ("over",),
        (*_MOMENTS, "total", "mode"),
    ),
}

# A description of each argument.
ARGUMENTS: Mapping[str, str] = {
    "wrt": "the variable, or a list of variables", "at": "the place: an expression, or {x: 1, y: 2}",
    "over": "ranges: {x: [0, 1]}, for whole numbers {k: 0..n}; for loops {index: axis}",
    "to": "where the limit is taken; inf and -inf too",
    "side": "the side of a limit (+ or -)", "start": "where it begins: {m: 0}", "times": "how often",
    "in": "the range in which roots are looked for: [a, b]",
    "give": "what is asked of the place, or whose distribution is asked for",
    "equals": "the right side b; of an inverse map what the map gives",
    "norm": "least: the shortest of several solutions",
    "shapes": "shapes of matrices: {A: [n, n]}",
    "arrays": "shapes of arrays: {A: [m, n]}",
    "assume": "what matrices are: {A: symmetric}; positive-definite, orthogonal, diagonal, skew, positive",
    "probability": "the event whose probability is asked for",
    "mean": "the expression whose mean is asked for",
    "variance": "the expression whose variance is asked for",
    "mode": "the name whose most likely value is asked for",
    "count": "the condition on the cases that are counted",
    "total": "any expression: the integral of the density itself", "weight": "the weight of a case",
    "given": "the condition under which cases count",
    "name": "the name of the variable in a named family (x)",
    "value": "the eigenvalue",
    "letters": "what the formula's letters are and what holds between them, a row each: 'S_t: m, d'",
    "change": "what happens to the letters: scale, negate, add, permute, zero, one, equal",
    "powers": "the power of the factor that each letter takes: [1, 2]",
    "along": "the axis along which one number is added",
    "outcome": "what is left, as a line of NumPy; without it the line stays the same",
    "others": "changes that do not leave the line as it is, as {change, letters, powers}",
    "wrong": "a line that the change does not leave as it is",
    "library": "numpy or torch, for names that both have",
    "ask": "what is asked of the formula: at, times, each, equal, change",
}  # fmt: skip

# Heads whose arguments have names of other heads, so that they are searched first.
_FIRST = ("posterior", "law", "enumerate", "eigen", "meaning")


def find_head(witness: Mapping[str, object]) -> str | None:
    """Return the head of a witness, if it has one."""
    return next((name for name in (*_FIRST, *HEADS) if name in witness), None)


def head_of(witness: Mapping[str, object]) -> str:
    """Return the head of a witness; BankError if it has none or an unknown one."""
    head = find_head(witness)
    if head is not None:
        return head
    name, message, hint = describe_unknown_head(witness)
    raise BankError(message, hint, field=f"witness.{name}", code="witness")


def describe_unknown_head(witness: Mapping[str, object]) -> tuple[str, str, str]:
    """Return the wrong name in a witness without a head, the message, and the advice."""
    former = next((name for name in witness if describe_removal("witness", name)), "")
    name = former or next(iter(witness), "")
    hint = describe_removal("witness", former) or did_you_mean(name, tuple(HEADS))
    return name, f"no witness is called {name!r}", hint
