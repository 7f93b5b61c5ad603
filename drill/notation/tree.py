"""Formulas as trees of what is written, with indices, bounds, gradients and distributions as nodes.

A tree keeps the formula that a paper (or a learner who recalls it) wrote, computable or not, because blanks
and boxes need its layout; ``drill.maths.maths_tree`` keeps only computable ones. Each node carries its span
in the statement's canonical tokens, so that blanks,
boxes and printing back are slices; spans take no part in equality.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, fields, replace
from functools import cache
from operator import attrgetter
from typing import Any, Literal, TypeAlias, TypeVar

from drill.codec import is_tuple
from drill.maths.maths_tree import Frozen

_Kind = TypeVar("_Kind")

# The first token of a node and the one after its last, in the statement's canonical tokens.
Span: TypeAlias = tuple[int, int]
# The span of a node that was made and not read.
NOWHERE: Span = (0, 0)


class Spanned(metaclass=Frozen):
    """The base of all nodes: the span in the statement's tokens."""

    span: Span = field(default=NOWHERE, compare=False, kw_only=True)


# Names and indices


class Name(Spanned):
    """A letter or word as the paper dresses it: ``\\hat{\\mathbf{m}}_{\\text{model}}``.

    ``base`` is a token (``x``, ``\\theta``) or a word (``KL``, with font ``\\operatorname``); ``font`` a
    command (``\\mathbf``) or empty; ``accents`` commands, the outermost first, ``\\Delta`` and ``d`` (of a
    differential) among them; ``label`` words or upright letters below, which are part of the name and not an
    index.
    """

    base: str
    font: str = ""
    accents: tuple[str, ...] = ()
    label: str = ""
    # Whether the label is typed letter by letter, ``d_{model}``.
    is_slanted: bool = field(default=False, compare=False)


class Running(Spanned):
    """An index that is a letter, with a whole number added: ``t``, ``t-1``."""

    letter: str
    offset: int = 0


class Fixed(Spanned):
    """An index that is a number: ``\\beta_1``."""

    text: str


class Open(Spanned):
    r"""An open place, ``W_{:,j}``, ``f(\cdot)``, or a gap, ``x_1, \ldots, x_n``."""

    sign: str = field(default="\\cdot", compare=False)


class Computed(Spanned):
    """Any other index: ``x_{2k+1}``, ``z_{\\pi(i)}``."""

    body: Node


Index: TypeAlias = Running | Fixed | Open | Computed


class Ref(Spanned):
    """An occurrence of a name, with indices below and above (``x_i^{(t)}``), primes, a mark such as ``*``."""

    name: Name
    below: tuple[Index, ...] = ()
    # Superscripts that are not powers, in brackets or known to be indices.
    above: tuple[Index, ...] = ()
    primes: int = 0
    # A superscript that names: ``*``, ``+``, ``\operatorname{new}``.
    mark: str = ""
    # Separator between the label, if there is one, and the lower indices: a comma, or nothing.
    separators: tuple[str, ...] = field(default=(), compare=False)
    separators_above: tuple[str, ...] = field(default=(), compare=False)
    # The bracket around the indices above; empty for none.
    opening: str = field(default="(", compare=False)


# Arithmetic


class Num(Spanned):
    """Digits as written."""

    text: str


class Neg(Spanned):
    """``-x``; also a subtracted term."""

    body: Node


class PlusMinus(Spanned):
    r"""A term after ``\pm`` or ``\mp``."""

    sign: str
    body: Node


class Add(Spanned):
    """Terms of a sum; subtracted ones are `Neg`."""

    terms: tuple[Node, ...]


class Mul(Spanned):
    """Factors; ``signs[i]`` is before ``factors[i + 1]``: empty side by side, else its token."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...]


class Div(Spanned):
    """A quotient, ``\\frac`` or with a slash."""

    top: Node
    bottom: Node
    is_slash: bool = False


class Pow(Spanned):
    """``base^{exponent}``."""

    base: Node
    exponent: Node


class Root(Spanned):
    """``\\sqrt[degree]{body}``; a square root without degree."""

    body: Node
    degree: Node | None = None


class Transpose(Spanned):
    """``base^{\\top}``; ``mark`` is its token."""

    base: Node
    mark: str = "\\top"
    # Whether one superscript holds this and the inverse below it, ``A^{-\\top}``.
    is_joined: bool = field(default=False, compare=False)


class Inverse(Spanned):
    """``base^{-1}``."""

    base: Node


class Factorial(Spanned):
    """``body!``."""

    body: Node


class DoubleFactorial(Spanned):
    """``body!!``, the product of every second number."""

    body: Node


class Binomial(Spanned):
    """``\\binom{top}{bottom}``."""

    top: Node
    bottom: Node


class Norm(Spanned):
    r"""``|x|``, ``\|x\|_2``: ``bars`` is ``|`` or ``\|``, ``order`` the subscript."""

    body: Node
    bars: Literal["|", "\\|"]
    order: Node | None = None


class Bracket(Spanned):
    """One thing in brackets that group: round, square, braces, floor and ceiling."""

    body: Node
    opening: str = "("
    closing: str = ")"


class Listed(Spanned):
    """Several things in brackets, or without: ``(x, y)``, ``[h; c]``, ``\\{1, \\ldots, n\\}``, ``[0, 1)``.

    A gap ``\\ldots`` among them is an `Open`.
    """

    items: tuple[Node, ...]
    separators: tuple[str, ...]
    opening: str = "("
    closing: str = ")"


class Entry(Spanned):
    """An index on anything but a name: ``(W x)_i``, ``G(x)_i``, ``[x]_+``."""

    body: Node
    below: tuple[Index, ...]
    separators: tuple[str, ...] = field(default=(), compare=False)


class Family(Spanned):
    r"""``\{x_i\}_{i=1}^n``, ``(x_t)_{t \geq 0}``: a body and the range of its index."""

    body: Node
    bound: Bound
    opening: str = "\\{"
    closing: str = "\\}"


# Functions, laws, operators


class Apply(Spanned):
    """A function of its arguments: ``f(x, y)``, ``\\log x``, ``p(x \\mid y; \\theta)``, ``D_{KL}(q \\| p)``.

    ``given`` is after a bar, ``parameters`` after a semicolon; ``opening`` is empty without brackets;
    brackets; ``power`` as in ``\\sin^2 x``: with -1 it is a value of the inverse function.
    """

    function: Ref
    args: tuple[Node, ...]
    given: tuple[Node, ...] = ()
    parameters: tuple[Node, ...] = ()
    power: Node | None = None
    opening: str = "("
    closing: str = ")"
    bar: str = "\\mid"


class Expect(Spanned):
    """An expectation or the like: ``\\mathbb{E}_{z \\sim q}[f(z) \\mid x]``, ``\\operatorname{Var}(x)``.

    ``operator`` is the name as written; ``over`` its subscript: names, or a statement ``z \\sim q``.
    """

    operator: Ref
    body: Node
    over: Node | None = None
    given: tuple[Node, ...] = ()
    opening: str = "["
    closing: str = "]"
    bar: str = field(default="\\mid", compare=False)


class Bound(Spanned):
    r"""A bound name and its range: ``i=1`` to ``n``; ``x \in X``; ``i \neq j``; ``x``.

    At most one of ``lower`` (with ``upper`` where it is written), ``among`` and ``condition`` is set.
    """

    names: tuple[Ref, ...]
    lower: Node | None = None
    upper: Node | None = None
    among: Node | None = None
    condition: Statement | None = None


class Reduce(Spanned):
    """``\\sum``, ``\\prod``, ``\\max``, ``\\argmin``, ``\\lim`` … of a body; ``operator`` its token."""

    operator: str
    body: Node
    bound: Bound | None = None


class Integral(Spanned):
    """``\\int_{lower}^{upper} body\\,dx``; ``among`` is a set below; several signs make several in ``by``."""

    body: Node
    # Variables of integration: names, or a measure ``\mu(x)``.
    by: tuple[Ref | Apply, ...]
    lower: Node | None = None
    upper: Node | None = None
    among: Node | None = None
    sign: str = "\\int"
    # The sign before each name in ``by``: ``d`` or ``\mathrm{d}``.
    differential: str = field(default="d", compare=False)


class Gradient(Spanned):
    """``\\nabla_{by}^{order} body``; a bare operator has no body."""

    body: Node | None
    by: tuple[Ref, ...] = ()
    order: Node | None = None


class Derivative(Spanned):
    """``\\frac{\\partial body}{\\partial x \\partial y}`` and ``\\frac{d}{dx} body``.

    ``by`` repeats a name as often as it is differentiated; a bare operator has no body; ``is_inside`` where
    the body is in the numerator.
    """

    body: Node | None
    by: tuple[Ref, ...]
    # ``\partial``, ``d``, ``\mathrm{d}``; ``\partial_`` for ``\partial_{x} body``.
    sign: str = "\\partial"
    is_inside: bool = True
    is_slash: bool = field(default=False, compare=False)


class At(Spanned):
    """``body |_{x = 0}``: a value at a point."""

    body: Node
    place: Node


class Cases(Spanned):
    """Branches, each with its condition (None for none): a statement, or words such as ``otherwise``."""

    branches: tuple[tuple[Node, Node | None], ...]
    environment: str = "cases"
    # Word before each condition: ``if``, or nothing.
    words: tuple[str, ...] = field(default=(), compare=False)


class Matrix(Spanned):
    """Entries by rows; ``environment`` as written (``bmatrix``)."""

    rows: tuple[tuple[Node, ...], ...]
    environment: str = "bmatrix"


class Text(Spanned):
    """Words inside a formula."""

    text: str


class Opaque(Spanned):
    """A part to show and recall but not to compute; ``tokens`` as written, ``why`` it is unreadable."""

    tokens: tuple[str, ...]
    why: str


class Statement(Spanned):
    """Sides joined by relations: ``relations[i]`` is before ``sides[i + 1]``; one side alone has none.

    ``conditions`` are next to it, after a comma, ``for`` or ``if``.
    """

    sides: tuple[Node, ...]
    relations: tuple[str, ...] = ()
    conditions: tuple[Statement, ...] = ()


Node: TypeAlias = (
    Name | Running | Fixed | Open | Computed | Ref | Num | Neg | PlusMinus | Add | Mul | Div | Pow | Root
    | Transpose | Inverse | Factorial | DoubleFactorial | Binomial | Norm | Bracket | Listed | Entry | Family
    | Apply | Expect | Bound | Reduce | Integral | Gradient | Derivative | At | Cases | Matrix | Text | Opaque
    | Statement
)  # fmt: skip


# Traverse a tree: the children of a node, all nodes, all names, and replacement of parts.

# Annotated types of fields that contain no node.
_LEAVES = frozenset(("str", "bool", "int", "tuple[str, ...]"))


@cache
def _list_fields_with_nodes(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.compare and field.type not in _LEAVES)


@cache
def _make_field_reader(kind: type) -> Callable[[Node], tuple[Any, ...]]:
    """Return a function that reads the values of the fields that may contain nodes."""
    match _list_fields_with_nodes(kind):
        case ():
            return lambda node: ()
        case (name,):
            return lambda node: (getattr(node, name),)
        case names:
            return attrgetter(*names)


def list_children(node: Node) -> tuple[Node, ...]:
    """Return the direct children, from left to right in the order of the fields."""
    return tuple(_list_children(node))


def _list_children(node: Node) -> list[Node]:
    nodes: list[Node] = []
    for value in _make_field_reader(type(node))(node):
        if value:
            _collect_nodes(value, nodes)
    return nodes


def _collect_nodes(value: Any, nodes: list[Node]) -> None:
    if not is_tuple(value):
        if isinstance(value, Spanned):
            nodes.append(value)  # type: ignore[arg-type]  # every kind of Spanned is one of Node
        return
    for item in value:
        if isinstance(item, Spanned):
            nodes.append(item)  # type: ignore[arg-type]  # as above
        elif item:
            _collect_nodes(item, nodes)


def walk_nodes(node: Node) -> Iterator[Node]:
    """Yield ``node`` and everything below it, top down and from left to right."""
    waiting: list[Node] = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if below := _list_children(part):
            below.reverse()
            waiting += below


def find_nodes(node: Node, *kinds: type[_Kind]) -> Iterator[_Kind]:
    """Yield the nodes of some kinds in ``node``, itself among them, top down and from left to right."""
    return (part for part in walk_nodes(node) if isinstance(part, kinds))


def find_references(node: Node) -> tuple[Ref, ...]:
    """Return every name in ``node`` with its indices, each once, in order; functions and bound names, too."""
    return tuple(dict.fromkeys(find_nodes(node, Ref)))


def strip_arguments(node: Node) -> Node:
    """Return the function of a call; any other node unchanged."""
    return node.function if isinstance(node, Apply) else node


def replace_nodes(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """Return ``node`` with parts changed: ``change`` returns a part's replacement, or None to look
    below it."""
    new = change(node)
    if new is not None:
        return new
    changed = {}
    for name in _list_fields_with_nodes(type(node)):
        value = getattr(node, name)
        new_value = _replace_in_value(value, change)
        if new_value is not value:
            changed[name] = new_value
    return replace(node, **changed) if changed else node


def _replace_in_value(value: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, Spanned):
        return replace_nodes(value, change)  # type: ignore[arg-type]  # every kind of Spanned is one of Node
    if is_tuple(value):
        parts = tuple(_replace_in_value(part, change) for part in value)
        if any(new is not old for new, old in zip(parts, value, strict=True)):
            return parts
        return value
    return value


def list_bases(names: Iterable[Ref]) -> set[str]:
    r"""Return the letters of names, without accents, indices and marks: ``w`` of ``\hat{w}_i``."""
    return {name.name.base for name in names}


def spell_name(name: Name) -> str:
    r"""Return a name in letters, without its label: ``\hat{\mathbf{m}}``."""
    text = f"{name.font}{{{name.base}}}" if name.font else name.base
    for accent in reversed(name.accents):
        text = f"{accent}{{{text}}}"
    return text
