"""The names declared for an expression, which decide how typed letters are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

# Answers, answers made of declared matrices, and banks; each has the functions of those before it.
Audience = Literal["answer", "matrix", "bank"]
# What takes more than the convention gives it: exponents the factors directly after them (``e^3x``), or a
# quotient too (``x^1/2``), a function without brackets a quotient (``ln 10/7``), a product with stars
# (``sin 2*x``), one with factors side by side up to a further function (``cos 2*pi x * sin x``), product and
# quotient (``ln 2*x/3``) or its first factor alone (``ln 2 x``), a slash all factors directly
# after it (``1/2x``), both of these also behind a blank (``x^2 n``, ``1/2 n``), a slash the sum before it
# (``a+b/2``), behind it (``1/1+x``) or both, an exponent or a root a sum (``2^n+1``, ``√1-x``), a power the
# function before its base (``ln x^2``), a product entry by entry its neighbours, ``choose`` sums
# (``n+1 choose 2``); or a name comes before a longer word that begins with it (``asin(x)`` for a sin(x)).
Grouping = Literal[
    "",
    "exponent",
    "quotient",
    "argument",
    "product",
    "run",
    "term",
    "factor",
    "divisor",
    "far exponent",
    "far divisor",
    "sum above",
    "sum below",
    "sums",
    "sum exponent",
    "sum under root",
    "function power",
    "entrywise",
    "choice",
    "name",
]

# How brackets and bare rows are read. ``vector`` reads ``<1, t, 0>`` and ``[1 2 3]`` too, ``matrix`` bare
# rows ``1 2; 3 4`` and rows on separate lines, ``sequence`` items separated by semicolons; all read commas,
# relations and intervals, so that whoever asks for a kind of value can say what it got instead.
Mode = Literal["value", "vector", "matrix", "sequence", "statement"]

# How a name ends with which only a witness computes: no answer holds it, and no advice names it.
WITNESS_ONLY: Final = "_hidden"


@dataclass(frozen=True)
class Names:
    """The names for an expression; a value, so that readers can cache by it.

    ``declared`` names beat constants and functions, the longest match first. ``matrices`` are those of them
    that stand for matrices: there a prime is the transpose. ``functions`` says whose language is read:
    answers of matrices and banks have more functions, and banks refuse what reads two ways. ``undeclared``
    says what becomes of a name that nobody declared: an error with code ``unknown-name``, or a symbol.
    ``hidden`` are constants that are not known, since a letter is shown for something else. Where
    ``has_exponents``, ``2e-3`` is a number; else it reads two ways.
    """

    declared: frozenset[str] = frozenset()
    matrices: frozenset[str] = frozenset()
    functions: Audience = "answer"
    undeclared: Literal["refuse", "allow"] = "refuse"
    hidden: frozenset[str] = frozenset()
    has_exponents: bool = False
    grouping: Grouping = ""
