"""Types of a formula's letters, as a reader of the formula declares them.

A type says what a letter stands for and which values it takes: a number in a domain, an array with named
axes, a function, a law, a set, an index, or a thing that is only equal to another or not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["simplex", "one-hot", "pd", "sym", "diag", "orth"]


@dataclass(frozen=True, slots=True)
class Domain:
    """An interval of real numbers."""

    low: float = -math.inf
    high: float = math.inf
    has_low: bool = False
    has_high: bool = False

    def __contains__(self, value: float) -> bool:
        above = value > self.low or (self.has_low and value == self.low)
        return above and (value < self.high or (self.has_high and value == self.high))

    def __str__(self) -> str:
        if self.low == -math.inf and self.high == math.inf:
            return ""
        if self.high == math.inf:
            return f"{'>=' if self.has_low else '>'} {self.low:g}"
        if self.low == -math.inf:
            return f"{'<=' if self.has_high else '<'} {self.high:g}"
        return f"{'[' if self.has_low else '('}{self.low:g}, {self.high:g}{']' if self.has_high else ')'}"


REALS: Final = Domain()
POSITIVE: Final = Domain(0)
NOT_NEGATIVE: Final = Domain(0, has_low=True)
UNIT: Final = Domain(0, 1, has_low=True, has_high=True)


@dataclass(frozen=True, slots=True)
class Axis:
    """The length of an axis: a letter with a whole number added, or a number alone."""

    letter: str = ""
    offset: int = 0

    def __str__(self) -> str:
        if not self.letter:
            return str(self.offset)
        return self.letter + (f" {'+' if self.offset > 0 else '-'} {abs(self.offset)}" if self.offset else "")


# The length of an identity matrix, which takes the one that fits.
FITTING: Final = Axis("?")
ONE: Final = Axis(offset=1)


@dataclass(frozen=True, slots=True)
class Number:
    """A number; ``law`` is the name of the law from which it is drawn."""

    domain: Domain = REALS
    is_whole: bool = False
    law: str = ""

    def __str__(self) -> str:
        if self.is_whole and self.domain == COUNT.domain:
            return "count"
        text = str(self.domain) or "number"
        if self.is_whole and self.domain.low > -math.inf:
            low, high = self.domain.low, self.domain.high
            text = f"{{{low:g}, {high:g}}}" if high == low + 1 else f"{{{low:g}..{high:g}}}"
        return f"{text} ~ {self.law}" if self.law else text


@dataclass(frozen=True, slots=True)
class Array:
    """An array of numbers in ``domain``; ``kind`` is what holds of it as a whole."""

    axes: tuple[Axis, ...]
    domain: Domain = REALS
    kind: Kind | Literal[""] = ""
    law: str = ""

    def __str__(self) -> str:
        text = " ".join(filter(None, (", ".join(map(str, self.axes)), self.kind or str(self.domain))))
        return f"{text} ~ {self.law}" if self.law else text


@dataclass(frozen=True, slots=True)
class Index:
    """A whole number that counts members, from 1."""

    def __str__(self) -> str:
        return "index"


@dataclass(frozen=True, slots=True)
class Thing:
    """A graph, a prompt, a class: it is equal to another or not, and nothing else is known of it."""

    law: str = ""

    def __str__(self) -> str:
        return f"thing ~ {self.law}" if self.law else "thing"


@dataclass(frozen=True, slots=True)
class Function:
    """A function; ``known`` names one that everybody knows. Its last arguments may be left out.

    Without ``arguments`` it is a function of whatever it is given.
    """

    arguments: tuple[Type, ...] | None
    result: Type
    known: str = ""

    def __str__(self) -> str:
        if self.known:
            return self.known
        return f"{'any' if self.arguments is None else '; '.join(map(str, self.arguments))} -> {self.result}"


@dataclass(frozen=True, slots=True)
class Law:
    """A probability distribution of values of a type."""

    of: Type

    def __str__(self) -> str:
        return "law" if isinstance(self.of, Unknown) else f"law {self.of}"


@dataclass(frozen=True, slots=True)
class SetOf:
    """A finite set of values of a type."""

    of: Type

    def __str__(self) -> str:
        return f"set {self.of}"


@dataclass(frozen=True, slots=True)
class Several:
    """Values side by side, ``(x, y)``."""

    items: tuple[Type, ...]

    def __str__(self) -> str:
        return f"({'; '.join(map(str, self.items))})"


@dataclass(frozen=True, slots=True)
class Truth:
    """What holds or does not."""

    def __str__(self) -> str:
        return "condition"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A letter of which nothing is said: it fits everywhere."""

    def __str__(self) -> str:
        return "?"


Type: TypeAlias = (
    Number | Array | Index | Thing | Function | Law | SetOf | Several | Truth | Unknown
)  # fmt: skip

NUMBER: Final = Number()
COUNT: Final = Number(Domain(1, has_low=True), is_whole=True)
INDEX: Final = Index()
TRUTH: Final = Truth()
UNKNOWN: Final = Unknown()


def describe_type(kind: Type) -> str:
    """Return a type in words, for a sentence: ``a vector of d``."""
    match kind:
        case Number(is_whole=True):
            return "a count" if kind.domain == COUNT.domain else "a whole number"
        case Number(domain=domain):
            return f"a number {_print_domain(domain)}".rstrip()
        case Array(axes=(axis,)):
            return f"a vector of {axis}"
        case Array(axes=axes):
            return f"an array {' x '.join(map(str, axes))}"
        case Function(arguments=None, result=Number()) if not kind.known:
            return "a function"
        case Function():
            return f"a function {kind}"
        case Law(of=Unknown()):
            return "a distribution"
        case SetOf(of=Unknown()):
            return "a set"
        case Law(of=of):
            return f"a distribution of {_drop_article(of)}"
        case SetOf(of=of):
            return f"a set of {_drop_article(of)}"
        case Index():
            return "an index"
        case Thing():
            return "a thing"
        case Several(items=items):
            return " and ".join(map(describe_type, items))
        case Truth():
            return "a condition"
        case Unknown():
            return "not declared"


def _print_domain(domain: Domain) -> str:
    text = str(domain)
    return f"in {text}" if text[:1] in ("(", "[") else text


_PLURALS: Final = {
    "a vector": "vectors", "a number": "numbers", "an array": "arrays", "a count": "counts",
    "a thing": "things", "an index": "indices", "a function": "functions", "a whole number": "whole numbers",
}  # fmt: skip


def _drop_article(kind: Type) -> str:
    text = describe_type(kind)
    for one, many in _PLURALS.items():
        if text.startswith(one):
            return many + text[len(one) :]
    return text


def without_law(kind: Type) -> Type:
    """Return a type without the law from which its value is drawn."""
    return replace(kind, law="") if isinstance(kind, Number | Array | Thing) and kind.law else kind


def forget_values(kind: Type) -> Type:
    """Return a number's or an array's type with nothing said of its values."""
    match kind:
        case Number() | Index():
            return NUMBER
        case Array(axes=axes):
            return Array(axes)
        case _:
            return kind


def find_real_domain(kind: Type | None) -> Domain | None:
    """Return the domain of a real number or a plain array of them; None for counts and all else."""
    is_plain = (isinstance(kind, Number) and not kind.is_whole) or (isinstance(kind, Array) and not kind.kind)
    return kind.domain if isinstance(kind, Number | Array) and is_plain else None
