"""Shapes of a formula's symbols: stated by the paper, told by fonts, meanings and how they are combined."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.maths import tree as maths
from drill.papers.formula.arrays import Arrays, Axis, Kind, Value, array, is_rounding, number
from drill.papers.formula.naming import quantity_names
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import check_arithmetic, check_constants, is_given, with_circle_number
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Symbol,
    Transpose,
    children,
)
from drill.papers.identities import Identity, identity_in
from drill.papers.lowered import Lowered, assumed
from drill.papers.paper import Paper
from drill.papers.roles import RANGES, Range, Roles

_MOST_NAMES: Final = 8
_AXES: Final = ("d", "n", "m", "k", "p", "q", "a", "b")
_PLACES: Final = ("i", "j", "l")
_COMPUTED_WORDS: Final = frozenset(
    ("tanh", "sign", "sgn", "relu", "ReLU", "sigmoid", "softmax", "tr", "Tr", "trace")
)
ARRAY_WORDS: Final = re.compile(
    r"\b(?:vector|vectors|parameters|weights|gradient|buffer|velocity|moment|embedding|hidden state"
    r"|activations?)\b",
    re.IGNORECASE,
)
_NUMBER_WORDS: Final = re.compile(
    r"\b(?:scalar|loss|number of|probabilit|size of|length|norm)", re.IGNORECASE
)
_NUMBER_ROLES: Final = frozenset(("rate", "small", "tiny", "count", "exponent", "probability"))
_NUMBER_HEADS: Final = frozenset(("p", "q", "P", "L", "J", "KL", "E", "H", "Pr"))
_SCALARS: Final = frozenset(
    f"\\{name}"
    for name in (
        "alpha",
        "beta",
        "gamma",
        "delta",
        "eta",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "rho",
        "tau",
        "zeta",
    )
)
"""Greek letters that are seldom arrays beside gradients."""
_WEIGHTS: Final = frozenset((Symbol("W"), Symbol("U")))
"""Letters that are matrices wherever nothing else is said."""
_LENGTH: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}|[1-9]\d?")
_UNNAMED: Final = frozenset(("I", "0", "1"))


def lower_arrays(paper: Paper, left: Node, right: Node) -> Lowered:
    """A side of numbers, vectors and matrices.

    Raises:
        RefusedError: a shape is neither stated nor told, or it could be meant in two ways.
    """
    side = with_circle_number(right)
    identity = identity_in(paper, side)
    checked = side if identity is None else replaced(side, _indexed(identity.symbol))
    check_arithmetic(checked)
    for part in filter(is_rounding, walk(checked)):
        check_arithmetic(part.arguments)
    check_constants(side)
    quantities = tuple(
        dict.fromkeys(leaf for leaf in _leaves(side) if not identity or leaf != identity.symbol)
    )
    if not 1 <= len(quantities) <= _MOST_NAMES:
        raise RefusedError("it has more than eight quantities" if quantities else "it has no quantity")
    names = quantity_names(quantities)
    roles = Roles(paper, side, left)
    told = {node: _told(paper, node, roles.of(node)) for node in quantities}
    for node in _beside_transposes(side):
        if isinstance(node, Symbol) and paper.meaning(node) is None and told.get(node) == _NUMBER:
            told[node] = None  # its name alone made a number of it
    refusal: RefusedError | None = None
    for guess in _guesses(paper, left, side, told):
        try:
            chosen = {node for node in quantities if told[node] is None and not _is_scalar_name(node)}
            known = {node: roles.of(node) for node in quantities}
            lowered = _lowered(side, names, guess, known, chosen, left, identity)
            _check_left(paper, left, lowered)
            return lowered
        except RefusedError as error:
            refusal = refusal or error
    raise refusal or RefusedError("shapes are neither stated nor told")


def _indexed(identity: Symbol) -> Callable[[Node], Node | None]:
    """Gives the identity an index: a bare I is refused where nobody has looked at what it is."""
    return lambda part: replace(identity, sub=("0",)) if part == identity else None


def _beside_transposes(side: Node) -> Iterator[Node]:
    """What is transposed, and what a transpose stands before."""
    for part in walk(side):
        if isinstance(part, Transpose):
            yield part.base
        if isinstance(part, Product):
            for left, right in pairwise(part.factors):
                if isinstance(left, Transpose):
                    yield right


def _check_left(paper: Paper, left: Node, lowered: Lowered) -> None:
    """That what is told of the left side's shape is what comes out."""
    told = _told(paper, left, RANGES["value"]) if isinstance(left, Symbol | Call | Norm) else None
    if told is None:
        return
    axes = tuple(lowered.over.values())
    if len(told[1]) != len(axes) or any(
        name and name != axis for name, axis in zip(told[1], axes, strict=True)
    ):
        raise RefusedError("its left side has another shape")


Told = tuple[Kind, tuple[str, ...]] | None
"""A kind and the names of its axes, empty names where they are not known; None for what is not told."""


def _leaves(node: Node) -> Iterator[Node]:
    """The quantities of a side: what is not computed of others."""
    match node:
        case Number():
            return
        case Symbol("\\pi", "\\mathrm"):
            return
        case Symbol() | Gradient() | Derivative() | Applied():
            yield node
        case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (inner,), (), ())) if (
            base in _COMPUTED_WORDS
        ):
            yield from _leaves(inner)
        case Norm("\\|", body, _):
            yield from _leaves(body)
        case _ if is_rounding(node):
            yield from _leaves(node.arguments)
        case Power(base, exponent) if base in (Symbol("e"), Symbol("e", "\\mathrm")):
            yield from _leaves(exponent)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from _leaves(child)


def _told(paper: Paper, node: Node, role: Range) -> Told:
    """What the paper says of a quantity's shape."""
    match node:
        case Symbol():
            return _told_symbol(paper, node, role)
        case Call(Symbol(base, font)) | Applied(Symbol(base, font)) if font == "\\mathbf":
            return _bold(base)
        case Call(Symbol(base)) | Applied(Symbol(base)) if base in _NUMBER_HEADS:
            return ("number", ())
        case Function() | Big() | Norm():
            return ("number", ())
        case _:
            return None


def _told_symbol(paper: Paper, symbol: Symbol, role: Range) -> Told:
    entry = paper.meaning(symbol)
    if entry is not None and entry.shape:
        return _stated(entry.shape)
    if "\\vec" in symbol.accents:
        return ("column", ("",))
    if symbol.font in ("\\mathbf",):
        if symbol.base in _UNNAMED:
            raise RefusedError("an identity or a constant array")
        return _bold(symbol.base)
    by_name_alone = entry is None and symbol.base.isupper()
    if (role.role in _NUMBER_ROLES and not by_name_alone) or (
        role.role == "positive" and symbol.base in ("\\sigma", "\\tau")
    ):
        return ("number", ())
    if entry is not None and _NUMBER_WORDS.search(entry.meaning):
        return ("number", ())
    return None


def _bold(base: str) -> Told:
    """Bold capitals are matrices, other bold letters are columns."""
    is_matrix = base.isupper() or (base[0] == "\\" and base[1].isupper())
    return ("matrix", ("", "")) if is_matrix else ("column", ("",))


def _stated(shape: str) -> Told:
    lengths = [part.strip() for part in shape.strip("()").split(",") if part.strip()]
    if not lengths:
        return ("number", ())
    names = tuple(axis_name(latex) for latex in lengths)
    if len(names) > 2:
        raise RefusedError("it has more than two axes")
    return ("column", names) if len(names) == 1 else ("matrix", names)


def axis_name(latex: str) -> str:
    """The length of an axis as a plain name. Raises RefusedError where it is none."""
    plain = re.sub(r"\\(?:text|mathrm|operatorname|mathit|rm)\b|[\\{}_ ]", "", latex)
    if not _LENGTH.fullmatch(plain):
        raise RefusedError(f"the length {latex} is no plain name")
    return plain


def _guesses(paper: Paper, left: Node, side: Node, told: Mapping[Node, Told]) -> Iterator[dict[Node, Told]]:
    """Kinds for what is not told, where something tells that there are arrays; else all are numbers."""
    open_ = [node for node, one in told.items() if one is None]
    is_set_in_arrays = any(one is not None and one[0] != "number" for one in told.values()) or any(
        isinstance(part, Transpose) for part in walk(side)
    )
    if is_set_in_arrays:
        if any(isinstance(node, Call | Applied) for node in open_):
            raise RefusedError("whether a function's value is a number or an array is not said")
        capitals = {node: _matrix_like(node) for node in open_}
        acted_on = set(_acted_on(side, told))
        yield _filled(
            told,
            lambda node: (
                capitals[node] or (None if _is_array_like(paper, node) or node in acted_on else _NUMBER)
            ),
        )
        yield _filled(told, lambda node: capitals[node])
    elif isinstance(left, Symbol | Gradient) and any(
        _is_array_like(paper, node) or _is_parameter(node, left) for node in open_
    ):
        yield _filled(told, lambda node: _NUMBER if _is_scalar_name(node) else None)
    elif not any(isinstance(node, Call) or node in _WEIGHTS for node in map(_bare, open_)):
        yield _filled(told, lambda node: _NUMBER)


def _bare(node: Node) -> Node:
    """A symbol without its indices and marks."""
    return Symbol(node.base, node.font) if isinstance(node, Symbol) else node


def _acted_on(side: Node, told: Mapping[Node, Told]) -> Iterator[Node]:
    """Small letters right behind a matrix, ``A x``: what it maps, rather than a number."""
    for part in walk(side):
        if not isinstance(part, Product):
            continue
        for before, sign, factor in zip(part.factors, part.signs, part.factors[1:], strict=False):
            kind = told.get(before) or _matrix_like(before)
            is_small = isinstance(factor, Symbol) and factor.base.isalpha() and factor.base.islower()
            if not sign and kind is not None and kind[0] == "matrix" and is_small:
                yield factor


_NUMBER: Final[Told] = ("number", ())
_COLUMN: Final[Told] = ("column", ("",))


def _filled(told: Mapping[Node, Told], choose: Callable[[Node], Told]) -> dict[Node, Told]:
    """What is told, and what is chosen for the rest: a column where nothing is."""
    return {node: (choose(node) or _COLUMN) if one is None else one for node, one in told.items()}


def _matrix_like(node: Node) -> Told:
    if isinstance(node, Symbol) and len(node.base) == 1 and node.base.isupper() and not node.font:
        return ("matrix", ("", ""))
    return None


def _is_scalar_name(node: Node) -> bool:
    return isinstance(node, Symbol) and node.base in _SCALARS


def _is_array_like(paper: Paper, node: Node) -> bool:
    match node:
        case Gradient() | Derivative():
            return True
        case Symbol():
            entry = paper.meaning(node)
            return entry is not None and bool(ARRAY_WORDS.search(entry.meaning))
        case _:
            return False


def _is_parameter(node: Node, left: Node) -> bool:
    """Whether it is the old value of what is updated, under the name that parameters have."""
    return isinstance(node, Symbol) and isinstance(left, Symbol) and node.base == left.base == "\\theta"


def _lowered(
    side: Node,
    names: Mapping[Node, str],
    kinds: Mapping[Node, Told],
    roles: Mapping[Node, Range],
    chosen: AbstractSet[Node],
    left: Node,
    identity: Identity | None,
) -> Lowered:
    """``chosen`` are the quantities whose kind is a guess: as numbers they are not added to arrays."""
    axes: dict[str, Axis] = {}

    def axis(name: str) -> Axis:
        return axes.setdefault(name, Axis(name)) if name else Axis()

    given: dict[Node, Value] = {}
    lengths: dict[Node, Value] = {}
    for node, kind in kinds.items():
        assert kind is not None
        if kind[0] == "number" and (length := _as_length(node, names, kinds)) is not None:
            lengths[node] = length
            continue
        given[node] = array(names[node], kind[0], tuple(map(axis, kind[1])), spreads=node not in chosen)
    arrays = Arrays(
        {**given, **lengths, Symbol("\\pi", "\\mathrm"): number("np.pi", maths.Const("pi"))},
        isinstance(left, Symbol | Gradient),
        identity.symbol if identity else None,
        identity is not None and identity.is_known,
    )
    value = arrays.of(side)
    _align_steps(left, value, given)
    arrays.check_squares()
    taken = {names[node] for node in given}
    _name_axes(given.values(), taken)
    arrays.used = {*taken, *(axis.name for one in given.values() for axis in one.axes), *_PLACES}
    places = [letter for letter in _PLACES if letter not in taken]
    over = {place: axis.name for place, axis in zip(places, value.axes, strict=False)}
    if len(over) < len(value.axes):
        raise RefusedError("its names leave no letter for an index")

    def code_of(node: Node) -> str | None:
        try:
            return arrays.of(node).code
        except RefusedError:
            return None

    def axes_of(node: Node) -> tuple[str, ...] | None:
        try:
            return tuple(axis.name for axis in arrays.of(node).axes)
        except RefusedError:
            return None

    return Lowered(
        node=side,
        code=value.code,
        arrays={names[node]: tuple(axis.name for axis in one.axes) for node, one in given.items()},
        latex={names[node]: to_latex(node) for node in given},
        entry=value.entry(*(maths.Sym(place) for place in over)),
        over=over,
        assumed=assumed(side, {node: names[node] for node in given}, roles),
        code_of=code_of,
        axes_of=axes_of,
    )


def _align_steps(left: Node, value: Value, given: Mapping[Node, Value]) -> None:
    """The same quantity at another step has the same shape: ``P_{k|k-1}`` and ``P_{k-1|k-1}``."""
    steps = [(node, one) for node, one in given.items() if isinstance(node, Symbol) and node.sub]
    if isinstance(left, Symbol) and left.sub:
        steps.append((left, value))
    for place, (node, one) in enumerate(steps):
        for other, another in steps[:place]:
            is_same = replace(node, sub=node.sub[:1]) == replace(other, sub=other.sub[:1])
            if is_same and node.sub[0].isalpha() and one.kind == another.kind:
                for mine, theirs in zip(one.axes, another.axes, strict=True):
                    mine.equal(theirs)


def _as_length(node: Node, names: Mapping[Node, str], kinds: Mapping[Node, Told]) -> Value | None:
    """A symbol that the paper gives as the length of an axis: NumPy takes it from the array's shape."""
    if not isinstance(node, Symbol):
        return None
    try:
        name = axis_name(to_latex(node))
    except RefusedError:
        return None
    for other, kind in kinds.items():
        if kind is not None and name in kind[1]:
            return number(f"{names[other]}.shape[{kind[1].index(name)}]", maths.Sym(name))
    return None


def _name_axes(values: object, taken: set[str]) -> None:
    """Names for the axes that have none."""
    found = [axis for value in values for axis in value.axes]  # type: ignore[attr-defined]
    used = {axis.name for axis in found if axis.name}
    if used & taken:
        raise RefusedError("a length and a symbol share their name")
    for axis in found:
        if not axis.name:
            axis.name = next(name for name in _AXES if name not in used and name not in taken)
            used.add(axis.name)
