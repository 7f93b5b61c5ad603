"""Types of letters: the kind of object that a letter denotes, and its possible values.

``str`` of a type is its text in a row, ``m, d > 0``, which `read_type` reads back as the same type.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from drill.maths.domains import REALS, Bound, Domain

Kind: TypeAlias = Literal["simplex", "one-hot", "pd", "sym", "diag", "orth"]

POSITIVE = Domain(0)
NOT_NEGATIVE = Domain(0, has_low=True)
UNIT = Domain(0, 1, has_low=True, has_high=True)
INTEGERS = Domain(integer=True)
FROM_ONE = Domain(1, has_low=True, integer=True)
BITS = Domain(0, 1, has_low=True, has_high=True, integer=True)


def format_number(value: Bound) -> str:
    """Return a number so that it is read back as the same one."""
    short = f"{float(value):g}"
    return short if float(short) == value else repr(float(value))


def format_domain(domain: Domain) -> str:
    """Return a domain as a row spells it, ``> 0``, ``[0, 1)``, ``{0..9}``; empty for all real numbers."""
    low = format_number(domain.low)
    high = format_number(domain.high)
    if domain.values:
        return f"{{{', '.join(map(format_number, domain.values))}}}"
    if domain == FROM_ONE:
        return "count"
    if domain == INTEGERS:
        return "integer"
    if domain.low == domain.high:
        return f"{{{low}}}"
    if domain.integer:
        between = ", " if domain.high == domain.low + 1 else ".."
        return f"{{{low}{between}{high}}}"
    if math.isinf(domain.low) and math.isinf(domain.high):
        return ""
    if math.isinf(domain.high):
        return f">= {low}" if domain.has_low else f"> {low}"
    if math.isinf(domain.low):
        return f"<= {high}" if domain.has_high else f"< {high}"
    opening = "[" if domain.has_low else "("
    closing = "]" if domain.has_high else ")"
    return f"{opening}{low}, {high}{closing}"


@dataclass(frozen=True, slots=True)
class Axis:
    """The length of an axis: a letter or a term of several with a whole number added, or a number alone.

    Where code declares an array, a letter may be taken several ``times``.
    """

    letter: str = ""
    offset: int = 0
    times: int = 1

    def __str__(self) -> str:
        if not self.letter:
            return str(self.offset)
        text = self.letter if self.times == 1 else f"{self.letter} * {self.times}"
        if self.offset > 0:
            text += f" + {self.offset}"
        elif self.offset < 0:
            text += f" - {-self.offset}"
        return text

    def measure(self, sizes: Mapping[str, int]) -> int:
        """Return the length, at least 0, where letters have these sizes."""
        if not self.letter:
            return self.offset
        return max(sizes[self.letter] * self.times + self.offset, 0)


def split_length(letter: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return the terms of a length without its whole number, ``2*d - k``: each a sign and its factors."""
    first, *rest = re.split(r" ([+-]) ", letter)
    terms = [(1, tuple(first.split("*")))]
    for sign, term in zip(rest[::2], rest[1::2], strict=True):
        terms.append((1 if sign == "+" else -1, tuple(term.split("*"))))
    return terms


# The length of an identity matrix, which takes the one that fits.
FITTING = Axis("?")
ONE = Axis(offset=1)


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number; ``law`` is the name of the distribution that it is drawn from."""

    domain: Domain = REALS
    law: str = ""

    def __str__(self) -> str:
        return _add_law(format_domain(self.domain) or "number", self.law)

    @property
    def is_whole(self) -> bool:
        """Whether it is an integer."""
        return self.domain.integer


@dataclass(frozen=True, slots=True)
class ArrayType:
    """An array of numbers in ``domain``; ``kind`` is a property of the whole array."""

    axes: tuple[Axis, ...]
    domain: Domain = REALS
    kind: Kind | Literal[""] = ""
    law: str = ""

    def __str__(self) -> str:
        domain = "" if self.domain == find_domain_of_kind(self.kind) else format_domain(self.domain)
        text = " ".join(filter(None, (", ".join(map(str, self.axes)), self.kind, domain)))
        return _add_law("R^?" if text == "?" else text, self.law)


def find_domain_of_kind(kind: Kind | Literal[""]) -> Domain:
    """Return the domain of an array's entries if only the array's kind is known."""
    return UNIT if kind in ("simplex", "one-hot") else REALS


def _add_law(text: str, law: str) -> str:
    return f"{text} ~ {law}" if law else text


@dataclass(frozen=True, slots=True)
class IndexType:
    """A whole number that counts members, from 1."""

    def __str__(self) -> str:
        return "index"


@dataclass(frozen=True, slots=True)
class Thing:
    """A graph, a prompt, a class: an object that can only be compared for equality."""

    law: str = ""

    def __str__(self) -> str:
        return _add_law("thing", self.law)


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
        arguments = "any" if self.arguments is None else "; ".join(map(_bracket_function, self.arguments))
        return f"{arguments} -> {self.result}"


def _bracket_function(kind: Type) -> str:
    """Return the text of a type inside another one's, in brackets if it has an arrow of its own."""
    if isinstance(kind, Function) and not kind.known:
        return f"({kind})"
    return str(kind)


def _bracket_member(kind: Type) -> str:
    """Return the text of a type behind ``law`` or ``set``, in brackets if it has several words of its own."""
    is_drawn = isinstance(kind, NumberType | ArrayType | Thing) and kind.law
    return f"({kind})" if is_drawn else _bracket_function(kind)


@dataclass(frozen=True, slots=True)
class LawType:
    """A probability distribution of values of a type."""

    of: Type

    def __str__(self) -> str:
        if isinstance(self.of, UnknownType):
            return "law"
        return f"law {_bracket_member(self.of)}"


@dataclass(frozen=True, slots=True)
class SetOf:
    """A finite set of values of a type."""

    of: Type

    def __str__(self) -> str:
        if isinstance(self.of, UnknownType):
            return "set"
        return f"set {_bracket_member(self.of)}"


@dataclass(frozen=True, slots=True)
class Several:
    """Values side by side, ``(x, y)``."""

    items: tuple[Type, ...]

    def __str__(self) -> str:
        return f"({'; '.join(map(_bracket_function, self.items))})"


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition, true or false."""

    def __str__(self) -> str:
        return "condition"


@dataclass(frozen=True, slots=True)
class UnknownType:
    """A letter without a declaration: it fits everywhere."""

    def __str__(self) -> str:
        return "?"


Type: TypeAlias = (
    NumberType | ArrayType | IndexType | Thing | Function | LawType | SetOf | Several | Truth | UnknownType
)  # fmt: skip

NUMBER = NumberType()
COUNT = NumberType(FROM_ONE)
INDEX = IndexType()
TRUTH = Truth()
UNKNOWN = UnknownType()


def without_law(kind: Type) -> Type:
    """Return a type without the distribution that its value is drawn from."""
    if isinstance(kind, NumberType | ArrayType | Thing):
        return replace(kind, law="")
    return kind


def forget_values(kind: Type) -> Type:
    """Return a number's or an array's type with every real value allowed."""
    match kind:
        case NumberType() | IndexType():
            return NUMBER
        case ArrayType(axes=axes):
            return ArrayType(axes)
        case _:
            return kind


# Types in words

# Nouns of types with their plurals.
_PLURALS = {
    "vector": "vectors", "number": "numbers", "array": "arrays", "matrix": "matrices", "count": "counts",
    "thing": "things", "index": "indices", "function": "functions", "whole number": "whole numbers",
}  # fmt: skip


def describe_type(kind: Type) -> str:
    """Return a type in words with its article, for a sentence: ``a vector of d``."""
    match kind:
        case Several(items=items):
            return " and ".join(map(describe_type, items))
        case UnknownType():
            return "not declared"
        case ArrayType():
            noun = name_type(ArrayType(kind.axes))
        case Function(arguments=None, result=NumberType(), known=""):
            noun = "function"
        case Function():
            noun = f"function {kind}"
        case NumberType(is_whole=True):
            noun = "count" if kind == COUNT else "whole number"
        case _:
            noun = name_type(kind)
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def name_type(kind: Type) -> str:
    """Return a type in words without an article: ``matrix m x d, simplex``, ``distribution of things``."""
    match kind:
        case NumberType(domain=domain):
            return _name_number(kind, format_domain(domain))
        case ArrayType(axes=axes):
            noun = ("vector of", "matrix", "array")[min(len(axes), 3) - 1]
            entries = kind.kind or format_domain(kind.domain)
            return f"{noun} {' x '.join(map(str, axes))}{entries and f', {entries}'}"
        case Function(known=known) if known:
            return known
        case Function(arguments=arguments, result=result):
            of = "" if arguments is None else f" of {', '.join(map(name_type, arguments))}"
            is_plain = isinstance(result, NumberType) and not format_domain(result.domain)
            return f"function{of}" if is_plain else f"function{of} into {result}"
        case LawType(of=of):
            if isinstance(of, UnknownType):
                return "distribution"
            return f"distribution of {_name_many(of)}"
        case SetOf(of=of):
            if isinstance(of, UnknownType):
                return "set"
            return f"set of {_name_many(of)}"
        case Several(items=items):
            return " and ".join(map(name_type, items))
        case Thing():
            return "thing"
        case IndexType() | Truth() | UnknownType():
            return str(kind)


def _name_number(kind: NumberType, domain: str) -> str:
    if kind.domain == BITS:
        return "0 or 1"
    if kind == COUNT or not domain:
        return domain or "number"
    noun = "whole number" if kind.is_whole else "number"
    if domain == "integer":
        return noun
    return f"{noun} {'in ' if domain[0] in '([{' else ''}{domain}"


def _name_many(kind: Type) -> str:
    """Return a type in the plural, of several side by side each."""
    if isinstance(kind, Several):
        return " and ".join(map(_name_many, kind.items))
    name = name_type(kind)
    noun = next((one for one in _PLURALS if name == one or name.startswith(f"{one} ")), "")
    return _PLURALS[noun] + name[len(noun) :] if noun else name
