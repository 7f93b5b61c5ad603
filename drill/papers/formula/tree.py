"""Formulas of papers as trees that keep how they were written.

Unlike ``drill.maths.tree``, which holds what a learner can compute with, a symbol here is a base letter with
its font, accents and indices, and calls, gradients, norms and expectations stay what the paper wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias


@dataclass(frozen=True, slots=True)
class Number:
    """Digits as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Symbol:
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


@dataclass(frozen=True, slots=True)
class Signed:
    """A sum's first term with its sign."""

    sign: str
    body: Node


@dataclass(frozen=True, slots=True)
class Sum:
    """Terms joined by ``+``, ``-``, ``\\pm``, ``\\mp``: ``signs[i]`` stands before ``terms[i + 1]``."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """Factors; ``signs[i]`` stands before ``factors[i + 1]``, empty where they stand side by side."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fraction:
    """``\\frac{top}{bottom}``."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Power:
    """``base^{exponent}``."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Transpose:
    """``base^{\\top}``; ``mark`` are its tokens."""

    base: Node
    mark: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Factorial:
    """``body!``."""

    body: Node


@dataclass(frozen=True, slots=True)
class Root:
    """``\\sqrt[degree]{body}``."""

    body: Node
    degree: Node | None = None


@dataclass(frozen=True, slots=True)
class Bracket:
    """What stands in brackets: one or several parts with the marks between them; indices of the whole.

    A side of several values, as in ``a, b = f(x)``, stands in brackets that are not there.
    """

    opening: str
    closing: str
    parts: tuple[Node, ...]
    separators: tuple[str, ...] = ()
    sub: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranged:
    """A body with a range: a family ``\\{x_i\\}_{i=1}^n``, a value at a place ``f(x) |_{x=0}``.

    ``bar`` is empty for families; ``lower`` and ``upper`` are tokens.
    """

    body: Node
    bar: str
    lower: tuple[str, ...]
    upper: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm:
    """``|x|``, ``\\|x\\|_2``: the bars and the index."""

    bars: str
    body: Node
    sub: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """``f(x)``, ``p(x \\mid y)``, ``\\mathbb{E}_{z}[…]``: a symbol applied to what stands in brackets."""

    head: Node
    arguments: Bracket


@dataclass(frozen=True, slots=True)
class Function:
    """``\\log x``, ``\\exp(…)``: a function with a name of its own; ``power`` as in ``\\sin^2 x``."""

    name: str
    body: Node
    sub: tuple[str, ...] = ()
    power: Node | None = None


@dataclass(frozen=True, slots=True)
class Big:
    """``\\sum_{lower}^{upper} body`` and its relatives: products, integrals, unions, ``\\max``, ``\\lim``."""

    name: str
    lower: tuple[str, ...]
    upper: tuple[str, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Gradient:
    """``\\nabla_{sub}^{power} body``; ``body`` is None for the bare operator."""

    body: Node | None
    sub: tuple[str, ...] = ()
    power: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivative:
    """``\\frac{\\partial y}{\\partial x}``: tokens above and below."""

    top: tuple[str, ...]
    bottom: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """An operator before what it is taken of, without brackets of its own: ``\\operatorname{tr} A``,
    ``\\mathbb{E} \\|x\\|^2``, ``\\frac{d}{dx} f(x)``.
    """

    head: Node
    body: Node


@dataclass(frozen=True, slots=True)
class Differential:
    """``dx`` under an integral, ``\\mathrm{d}x`` anywhere: the sign and what runs."""

    sign: Symbol
    variable: Node


@dataclass(frozen=True, slots=True)
class Binomial:
    """``\\binom{top}{bottom}``."""

    top: Node
    bottom: Node


@dataclass(frozen=True, slots=True)
class Table:
    """Matrices and cases: the environment, and each cell with its statement or words."""

    environment: str
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Text inside of a formula: ``if``, ``otherwise``."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words before a statement: ``if x > 0``."""

    words: str
    body: Node


@dataclass(frozen=True, slots=True)
class Statement:
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


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below, from left to right."""
    if isinstance(node, LEAVES):  # most nodes: asked first
        return ()
    match node:
        case Signed(_, body) | Said(_, body) | Norm(_, body, _) | Big(_, _, _, body):
            return (body,)
        case Sum(parts, _) | Product(parts, _) | Bracket(_, _, parts, _, _) | Statement(parts, _):
            return parts
        case Fraction(top, bottom) | Binomial(top, bottom):
            return (top, bottom)
        case Applied(head, body):
            return (head, body)
        case Ranged(body, _, _, _):
            return (body,)
        case Differential(sign, variable):
            return (sign, variable)
        case Power(base, exponent):
            return (base, exponent)
        case Transpose(base, _) | Factorial(base):
            return (base,)
        case Root(body, degree):
            return (body,) if degree is None else (degree, body)
        case Call(head, arguments):
            return (head, arguments)
        case Function(_, body, _, power):
            return (body,) if power is None else (power, body)
        case Gradient(body, _, _):
            return () if body is None else (body,)
        case Table(_, rows):
            return tuple(cell for row in rows for cell in row)
        case _:
            return ()


def symbols(node: Node) -> tuple[Symbol, ...]:
    """Every symbol in ``node``, each once, in order; heads of calls too."""
    found: dict[Symbol, None] = {}

    def visit(inner: Node) -> None:
        if isinstance(inner, Symbol):
            found[inner] = None
        for child in children(inner):
            visit(child)

    visit(node)
    return tuple(found)
