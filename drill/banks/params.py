"""Domains of parameters: ``2..9``, ``-4..4 !0``, ``0..1 step 0.25``, or a list of numbers.

Values are exact rationals and keep the text that a prompt shows: ``0.050`` from a list stays ``0.050``, and
every value of a range that is written with a point shows one, with at least as many places as both ends have
(``0..1 step 0.25``: 0.0, 0.25, 0.5, 0.75, 1.0).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from drill.maths.maths_tokens import MAX_DIGITS
from drill.maths.tidy import decimal_text
from drill.text import quote_for_message

# Max values of a range: those of a longer one could never all be drawn.
MOST_VALUES = 1_000_000


_NUMBER = r"-?\d+(?:\.\d+)?(?:/\d+)?"
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*\.\.\s*(?P<high>{_NUMBER})(?:\s+step\s+(?P<step>{_NUMBER}))?"
    rf"(?P<without>(?:\s+!\s*{_NUMBER})*)"
)
_ONE = re.compile(_NUMBER)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a parameter, and how it is written."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Domain:
    """The values that a parameter may take, in the order written.

    ``values`` holds the values of a list; of a range it holds ``None``, and the values are computed.
    """

    values: tuple[Value, ...] | None
    low: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    places: int = 0
    steps: int = 0
    # The left-out places on the range, ascending.
    without: tuple[int, ...] = ()

    def __len__(self) -> int:
        return self.steps - len(self.without) if self.values is None else len(self.values)

    def __iter__(self) -> Iterator[Value]:
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index: int) -> Value:
        """Return the value at ``index``, from 0; IndexError beyond the last."""
        return _value_on_range(self, index) if self.values is None else self.values[index]

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


@lru_cache(maxsize=4096)  # the same few are drawn again and again
def _value_on_range(domain: Domain, index: int) -> Value:
    value = domain.number(index)
    return Value(value, _write_domain_number(value, domain.places))


def read_domain(written: str | Sequence[str]) -> Domain:
    """Read a range or a list of numbers.

    Raises ValueError, with a message for the author, where it is neither or holds no value.
    """
    if not isinstance(written, str):
        return _read_list(tuple(written))
    return _read_parameter_domain(written.strip())


def read_number(text: str) -> Fraction:
    """Return an exact rational from ``3``, ``-0.25`` or ``3/4``; ValueError otherwise."""
    stripped = text.strip()
    if not _ONE.fullmatch(stripped):
        raise ValueError(f"{quote_for_message(text)} is no number; parameters are 3, -2, 0.25 or 3/4")
    if sum(char.isdigit() for char in stripped) > MAX_DIGITS:
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    numerator, _, denominator = stripped.partition("/")
    if denominator and not int(denominator):
        raise ValueError(f"{stripped} divides by zero")
    return Fraction(numerator) / int(denominator or "1")


@lru_cache(maxsize=1024)
def _read_parameter_domain(written: str) -> Domain:
    if _ONE.fullmatch(written):
        return _read_list((written,))
    match = _RANGE.fullmatch(written)
    if match is None:
        raise ValueError(
            f"{quote_for_message(written)} is no range; write 2..9, -4..4 !0, 0..1 step 0.25 or [4, 5, 8]"
        )
    return _read_range(match)


@lru_cache(maxsize=1024)
def _read_list(written: tuple[str, ...]) -> Domain:
    if not written:
        raise ValueError("the list contains no value")
    values = tuple(Value(read_number(text), text.strip()) for text in written)
    seen: set[Fraction] = set()
    for value in values:
        if value.value in seen:
            raise ValueError(f"{value.text} appears twice in the list")
        seen.add(value.value)
    return Domain(values)


def _read_range(match: re.Match[str]) -> Domain:
    low, high = read_number(match["low"]), read_number(match["high"])
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
    return Domain(None, low, step, places, steps, without)


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
