"""What a formula computes: a small tree with every product, norm and index decided, and all shapes.

The reader makes it from a formula; NumPy code, sums over entries and plain arithmetic are printed from it.
Axes of a quantity come in two sorts: those of its type (a vector's length), kept in ``axes``, and the letters
that run in its indices (``x_i`` under a sum over ``i``), bound by `Fold` or open in the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from drill.notation.tree import Node
from drill.papers.sheet.typed import Quantity, Question
from drill.papers.sheet.types import Length

Axes: TypeAlias = tuple[Length, ...]
"""Lengths: none for a number, one for a vector, ``(1, n)`` for a row vector, two for a matrix."""


class RefusedError(Exception):
    """A formula that is not computed: one sentence why, and the question that would settle it."""

    def __init__(self, why: str, question: Question | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.question = question


@dataclass(frozen=True, slots=True)
class Range:
    """What a letter runs over: ``length`` members from ``start``, both as the formula writes them.

    ``start`` and ``stop`` are terms; a letter that runs over a set (``x`` in a sum over all ``x``) has none.
    """

    letter: str
    latex: str
    length: Length
    start: Term | None = None
    stop: Term | None = None


@dataclass(frozen=True, slots=True)
class Input:
    """What is given: a symbol, or a call that stays one value, with one axis for each place that runs.

    ``name`` is typed in code, ``node`` is how the paper first writes a member; ``runs`` are the lengths of
    the places that run, ``letters`` what the paper writes there.
    """

    name: str
    node: Node
    quantity: Quantity
    axes: Axes = ()
    runs: tuple[Length, ...] = ()
    letters: tuple[str, ...] = ()
    is_call: bool = False

    @property
    def shape(self) -> Axes:
        """The axes of the array that holds all of it: running places first, then those of the type."""
        inner = self.axes[1:] if is_row(self.axes) else self.axes
        return (*self.runs, *inner)


@dataclass(frozen=True, slots=True)
class Place:
    """A member of a family: at a letter, with a shift."""

    letter: str
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """An input, at its places."""

    input: Input
    places: tuple[Place, ...] = ()
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """Digits as written, or ``pi``, ``e``, ``inf``."""

    text: str
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Size:
    """The length of an axis as a number."""

    length: Length
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Running:
    """The number that a running letter stands for."""

    letter: str
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Plus:
    """A sum of terms, entry by entry; numbers spread."""

    terms: tuple[Term, ...]
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Minus:
    """The opposite."""

    body: Term
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Times:
    """A product entry by entry; numbers spread."""

    left: Term
    right: Term
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Over:
    """A quotient entry by entry; numbers spread."""

    top: Term
    bottom: Term
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """A power entry by entry."""

    base: Term
    exponent: Term
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """A product that sums over the inner length: matrix and matrix, matrix and vector, two vectors."""

    left: Term
    right: Term
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Outer:
    """A column times a row."""

    left: Term
    right: Term
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Turned:
    """A transpose; of a vector, its row."""

    body: Term
    axes: Axes = ()


OfArray = Literal["inv", "norm", "softmax"]


@dataclass(frozen=True, slots=True)
class Whole:
    """What needs an array as a whole: an inverse, a norm, a softmax."""

    what: OfArray
    body: Term
    axes: Axes = ()


@dataclass(frozen=True, slots=True)
class Called:
    """A known function of numbers, entry by entry, by its name in `functions`."""

    function: str
    args: tuple[Term, ...]
    axes: Axes = ()


FoldSign = Literal["sum", "prod", "max", "min"]


@dataclass(frozen=True, slots=True)
class Fold:
    """A sum, a product or an extreme over what a letter runs over."""

    sign: FoldSign
    over: Range
    body: Term
    axes: Axes = ()


Term: TypeAlias = (
    Given | Constant | Size | Running | Plus | Minus | Times | Over | Raised | Joined | Outer | Turned | Whole
    | Called | Fold
)  # fmt: skip


def is_row(axes: Axes) -> bool:
    """Whether an array is a row vector."""
    return len(axes) == 2 and axes[0] == 1


def parts(term: Term) -> tuple[Term, ...]:
    """The terms right below a term; bounds are no parts."""
    match term:
        case Plus(terms) | Called(_, terms):
            return terms
        case Minus(body) | Turned(body) | Whole(_, body) | Fold(_, _, body):
            return (body,)
        case Times(a, b) | Over(a, b) | Raised(a, b) | Joined(a, b) | Outer(a, b):
            return (a, b)
        case _:
            return ()


def walk(term: Term, *, with_ends: bool = True) -> Iterator[Term]:
    """A term and everything in it; with the ends of what runs, unless they are left out."""
    yield term
    for part in parts(term):
        yield from walk(part, with_ends=with_ends)
    if isinstance(term, Fold) and with_ends:
        for end in (term.over.start, term.over.stop):
            if end is not None:
                yield from walk(end)


def inputs(term: Term, *, with_ends: bool = True) -> tuple[Input, ...]:
    """What is given, each once, in the order in which it is written."""
    every = walk(term, with_ends=with_ends)
    return tuple(dict.fromkeys(part.input for part in every if isinstance(part, Given)))


def operations(term: Term) -> int:
    """How many operations there are to do."""
    done = 0
    for part in walk(term):
        match part:
            case Plus(terms):
                done += len(terms) - 1
            case Times(Over(Constant("1")), _):
                pass  # a product with 1/n is the quotient by n
            case Given() | Constant() | Size() | Running() | Minus() | Turned():
                pass
            case _:
                done += 1
    return done
