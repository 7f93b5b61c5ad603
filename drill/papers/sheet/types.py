"""The types that a sheet declares, with lengths, and the numbers that symbols may be."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

# A length by its name in the paper (``d``, ``n``, typed as a learner types it) or as a number.
Length: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Number:
    """One number."""


@dataclass(frozen=True, slots=True)
class Array:
    """A vector, matrix or tensor: one length for each axis. A row vector is a matrix ``(1, n)``."""

    axes: tuple[Length, ...]


@dataclass(frozen=True, slots=True)
class IndexType:
    """An index that runs."""


@dataclass(frozen=True, slots=True)
class Function:
    """A map; ``takes`` is empty if only its value is known; ``known`` names a well-known one."""

    takes: tuple[Type, ...]
    gives: Type
    known: str = ""


@dataclass(frozen=True, slots=True)
class SetType:
    """A set of things of one type, as far as it is known."""

    of: Type | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution."""


@dataclass(frozen=True, slots=True)
class Random:
    """A random variable of a type, with its declared distribution: ``N(0, 1)``; empty for any."""

    of: Type
    law: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A type that nobody stated and no formula shows."""


Type: TypeAlias = Number | Array | IndexType | Function | SetType | Law | Random | Unknown

Mark = Literal["", "simplex", "psd", "symmetric", "diagonal", "orthogonal", "one-hot"]


@dataclass(frozen=True, slots=True)
class Domain:
    """The numbers that a quantity, or each entry of it, may take: an interval, or ``values`` alone."""

    low: float = float("-inf")
    high: float = float("inf")
    is_low_open: bool = True
    is_high_open: bool = True
    is_whole: bool = False
    values: tuple[float, ...] = field(default=())
    # What holds of the array as a whole.
    mark: Mark = ""


REAL = Domain()


INF: Final = math.inf

UNIT: Final = Domain(0, 1, is_low_open=False, is_high_open=False)
INTEGER: Final = Domain(is_whole=True)
COUNT: Final = Domain(low=1, is_low_open=False, is_whole=True)
BINARY: Final = Domain(0, 1, is_low_open=False, is_high_open=False, is_whole=True, values=(0.0, 1.0))
SIMPLEX: Final = replace(UNIT, mark="simplex")
ONE_HOT: Final = replace(BINARY, mark="one-hot")


def filter_domain_values(values: tuple[float, ...], domain: Domain = REAL) -> Domain | None:
    """Return the domain of those of some numbers that lie in ``domain``; None if there is none."""
    members = tuple(sorted({float(value) for value in values if is_number_in_domain(domain, value)}))
    if not members:
        return None
    is_whole = all(value == math.floor(value) for value in members)
    return Domain(members[0], members[-1], False, False, is_whole, members, domain.mark)


def is_number_in_domain(domain: Domain, value: float) -> bool:
    """Return whether a number lies in a domain."""
    if domain.values and value not in domain.values:
        return False
    is_above = value > domain.low or (value == domain.low and not domain.is_low_open)
    is_below = value < domain.high or (value == domain.high and not domain.is_high_open)
    return is_above and is_below and (not domain.is_whole or value == math.floor(value))


def normalise_domain(domain: Domain) -> Domain | None:
    """Return the canonical form of a domain: integer ends belong to it; None if it is empty."""
    if domain.values:
        return filter_domain_values(domain.values, replace(domain, values=()))
    low, high = float(domain.low), float(domain.high)
    is_low_open, is_high_open = domain.is_low_open or low == -INF, domain.is_high_open or high == INF
    if domain.is_whole:
        if low > -INF:
            low = float(math.floor(low) + 1 if is_low_open else math.ceil(low))
        if high < INF:
            high = float(math.ceil(high) - 1 if is_high_open else math.floor(high))
        is_low_open, is_high_open = low == -INF, high == INF
    if low > high or (low == high and (is_low_open or is_high_open)) or math.isnan(low) or math.isnan(high):
        return None
    return Domain(low, high, is_low_open, is_high_open, domain.is_whole, (), domain.mark)


def intersect_number_domains(first: Domain, second: Domain) -> Domain | None:
    """Return the intersection of two domains; None if it is empty, or they are marked differently."""
    if first.mark and second.mark and first.mark != second.mark:
        return None
    low, is_low_open = max((first.low, first.is_low_open), (second.low, second.is_low_open))
    high, is_high_closed = min((first.high, not first.is_high_open), (second.high, not second.is_high_open))
    is_whole = first.is_whole or second.is_whole
    mark = first.mark or second.mark
    domain = Domain(low, high, is_low_open, not is_high_closed, is_whole, (), mark)
    if not first.values and not second.values:
        return normalise_domain(domain)
    values = tuple(
        value for value in first.values or second.values if not second.values or value in second.values
    )
    return filter_domain_values(values, domain) if values else None
