"""Formulas of papers as trees that keep how they were written.

Unlike ``drill.maths.tree``, which holds what a learner can compute with, a symbol here is a base letter with
its font, accents and indices, and calls, gradients, norms and expectations stay what the paper wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar, dataclass_transform


class _Kept:
    """What keeps its hash and the list of its parts: trees are keys everywhere, looked through again and
    again, and never change.
    """

    __slots__ = ("_hash", "_parts")
    _hash: int
    _parts: tuple[Node, ...]


_Kind = TypeVar("_Kind", bound=_Kept)


@dataclass_transform(frozen_default=True)
def _node(kind: type[_Kind]) -> type[_Kind]:
    """A kind of nodes: a frozen dataclass with slots whose hash is counted once for each node."""
    made = dataclass(frozen=True, slots=True)(kind)
    values: Callable[[Any], Hashable] = attrgetter(*kind.__annotations__)

    def counted(self: _Kind) -> int:
        try:
            return self._hash
        except AttributeError:
            found = hash(values(self))
            object.__setattr__(self, "_hash", found)
            return found

    made.__hash__ = counted
    return made


@_node
class Number(_Kept):
    """Digits as written."""

    text: str


@_node
class Symbol(_Kept):
    """One name: ``\\hat{\\mathbf{m}}_{t+1}'`` has base ``m``, font ``\\mathbf``, accent ``\\hat``, ...

    ``base`` is a token (``x``, ``\\theta``) or a word (``KL`` with font ``\\operatorname``). ``sub`` holds
    the tokens of the subscript, ``mark`` those of a superscript that is no power (``*``, ``(t)``).
    A difference ``\\Delta x`` has ``\\Delta`` as its outermost accent.
    """

    base: str
    font: str = ""
    accents: tuple[str, ...] = ()
    sub: tuple[str, ...] = ()
    primes: int = 0
    mark: tuple[str, ...] = ()


@_node
class Signed(_Kept):
    """A sum's first term with its sign."""

    sign: str
    body: Node


@_node
class Sum(_Kept):
    """Terms joined by ``+``, ``-``, ``\\pm``, ``\\mp``: ``signs[i]`` stands before ``terms[i + 1]``."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]


@_node
class Product(_Kept):
    """Factors; ``signs[i]`` stands before ``factors[i + 1]``, empty where they stand side by side."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...]


@_node
class Fraction(_Kept):
    """``\\frac{top}{bottom}``."""

    top: Node
    bottom: Node


@_node
class Power(_Kept):
    """``base^{exponent}``."""

    base: Node
    exponent: Node


@_node
class Transpose(_Kept):
    """``base^{\\top}``; ``mark`` are its tokens."""

    base: Node
    mark: tuple[str, ...]


@_node
class Factorial(_Kept):
    """``body!``."""

    body: Node


@_node
class Root(_Kept):
    """``\\sqrt[degree]{body}``."""

    body: Node
    degree: Node | None = None


@_node
class Bracket(_Kept):
    """What stands in brackets: one or several parts with the marks between them; indices of the whole.

    A side of several values, as in ``a, b = f(x)``, stands in brackets that are not there.
    """

    opening: str
    closing: str
    parts: tuple[Node, ...]
    separators: tuple[str, ...] = ()
    sub: tuple[str, ...] = ()


@_node
class Ranged(_Kept):
    """A body with a range: a family ``\\{x_i\\}_{i=1}^n``, a value at a place ``f(x) |_{x=0}``.

    ``bar`` is empty for families; ``lower`` and ``upper`` are tokens.
    """

    body: Node
    bar: str
    lower: tuple[str, ...]
    upper: tuple[str, ...] = ()


@_node
class Norm(_Kept):
    """``|x|``, ``\\|x\\|_2``: the bars and the index; ``is_size`` where they are told to say how many."""

    bars: str
    body: Node
    sub: tuple[str, ...] = ()
    is_size: bool = False


@_node
class Call(_Kept):
    """``f(x)``, ``p(x \\mid y)``, ``\\mathbb{E}_{z}[…]``: a symbol applied to what stands in brackets."""

    head: Node
    arguments: Bracket


@_node
class Function(_Kept):
    """``\\log x``, ``\\exp(…)``: a function with a name of its own; ``power`` as in ``\\sin^2 x``."""

    name: str
    body: Node
    sub: tuple[str, ...] = ()
    power: Node | None = None


@_node
class Big(_Kept):
    """``\\sum_{lower}^{upper} body`` and its relatives: products, integrals, unions, ``\\max``, ``\\lim``."""

    name: str
    lower: tuple[str, ...]
    upper: tuple[str, ...]
    body: Node


@_node
class Gradient(_Kept):
    """``\\nabla_{sub}^{power} body``; ``body`` is None for the bare operator."""

    body: Node | None
    sub: tuple[str, ...] = ()
    power: tuple[str, ...] = ()


@_node
class Derivative(_Kept):
    """``\\frac{\\partial y}{\\partial x}``: tokens above and below."""

    top: tuple[str, ...]
    bottom: tuple[str, ...]


@_node
class Applied(_Kept):
    """An operator before what it is taken of, without brackets of its own: ``\\operatorname{tr} A``,
    ``\\mathbb{E} \\|x\\|^2``, ``\\frac{d}{dx} f(x)``.
    """

    head: Node
    body: Node


@_node
class Differential(_Kept):
    """``dx`` under an integral, ``\\mathrm{d}x`` anywhere: the sign and what runs."""

    sign: Symbol
    variable: Node


@_node
class Binomial(_Kept):
    """``\\binom{top}{bottom}``."""

    top: Node
    bottom: Node


@_node
class Table(_Kept):
    """Matrices and cases: the environment, and each cell with its statement or words."""

    environment: str
    rows: tuple[tuple[Node, ...], ...]


@_node
class Words(_Kept):
    """Text inside of a formula: ``if``, ``otherwise``."""

    text: str


@_node
class Said(_Kept):
    """Words before a statement: ``if x > 0``."""

    words: str
    body: Node


@_node
class Statement(_Kept):
    """Sides joined by relations: ``relations[i]`` stands before ``sides[i + 1]``."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]


Node: TypeAlias = (
    Number | Symbol | Signed | Sum | Product | Fraction | Power | Transpose | Factorial | Root | Bracket
    | Norm | Ranged | Call | Function | Big | Gradient | Derivative | Applied | Differential | Binomial
    | Table | Words | Said | Statement
)  # fmt: skip


LEAVES: Final = (Symbol, Number, Words, Derivative)
"""Nodes that hold tokens and no nodes."""

_BELOW: Final[Mapping[type, Callable[[Any], tuple[Node, ...]]]] = {
    **dict.fromkeys(LEAVES, lambda node: ()),
    **dict.fromkeys((Signed, Said, Norm, Big, Ranged, Factorial), lambda node: (node.body,)),
    Sum: attrgetter("terms"),
    Product: attrgetter("factors"),
    Bracket: attrgetter("parts"),
    Statement: attrgetter("sides"),
    **dict.fromkeys((Fraction, Binomial), attrgetter("top", "bottom")),
    Power: attrgetter("base", "exponent"),
    Transpose: lambda node: (node.base,),
    Root: lambda node: (node.body,) if node.degree is None else (node.degree, node.body),
    Call: attrgetter("head", "arguments"),
    Function: lambda node: (node.body,) if node.power is None else (node.power, node.body),
    Gradient: lambda node: () if node.body is None else (node.body,),
    Applied: attrgetter("head", "body"),
    Differential: attrgetter("sign", "variable"),
    Table: lambda node: tuple(cell for row in node.rows for cell in row),
}
"""What stands right below a node of each kind: a table, as every part of every tree is asked."""


def whole(node: Node) -> tuple[Node, ...]:
    """``node`` and everything below it, from the top down and from left to right."""
    try:
        return node._parts
    except AttributeError:
        found: list[Node] = []
        below = [node]
        while below:
            part = below.pop()
            found.append(part)
            below += children(part)[::-1]
        object.__setattr__(node, "_parts", tuple(found))
        return node._parts


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below, from left to right."""
    return _BELOW[type(node)](node)


def symbols(node: Node) -> tuple[Symbol, ...]:
    """Every symbol in ``node``, each once, in order; heads of calls too."""
    return tuple(dict.fromkeys(part for part in whole(node) if isinstance(part, Symbol)))
