"""Shapes of a formula's symbols: stated by the paper, told by fonts, meanings and how they are combined."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Final

from drill.errors import CheckError
from drill.maths import tree as maths
from drill.papers.formula.arrays import Arrays, Axis, Kind, Value, array, number
from drill.papers.formula.indexed import Family, Indexed, bound_indices
from drill.papers.formula.naming import quantity_names, typed_names
from drill.papers.formula.printing import to_latex
from drill.papers.formula.quantities import check_arithmetic, is_given, with_circle_number
from drill.papers.formula.rewrite import replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Fraction,
    Function,
    Gradient,
    Node,
    Norm,
    Number,
    Power,
    Root,
    Symbol,
    Transpose,
    children,
)
from drill.papers.paper import Paper
from drill.papers.roles import RANGES, Range, Roles

_MOST_NAMES: Final = 8
_AXES: Final = ("d", "n", "m", "k", "p", "q", "a", "b")
_PLACES: Final = ("i", "j", "l")
_COMPUTED_WORDS: Final = frozenset(
    ("tanh", "sign", "sgn", "relu", "ReLU", "sigmoid", "softmax", "tr", "Tr", "trace")
)
_ARRAY_WORDS: Final = re.compile(
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
_LENGTH: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}|[1-9]\d?")
_UNNAMED: Final = frozenset(("I", "0", "1"))


@dataclass(frozen=True)
class Lowered:
    """A right side in NumPy, with what it stands on."""

    node: Node
    code: str
    arrays: Mapping[str, tuple[str, ...]]
    """Typed names and the axes of each; numbers have none."""
    latex: Mapping[str, str]
    """What each name stands for."""
    entry: maths.Node
    """One entry of the result, by other rules than the code."""
    over: Mapping[str, str]
    """The indices of that entry and their axes."""
    assumed: Mapping[str, str]
    """What is assumed of names, so that it has a value."""
    code_of: Callable[[Node], str | None]
    """The code of another expression of the same quantities."""
    axes_of: Callable[[Node], tuple[str, ...] | None]
    """The axes of a part."""

    def differs(self, code: str, others: Sequence[str]) -> bool:
        """Whether code gives another result than each of the others on random arrays, or none."""
        from drill.checking.kinds.code import run_code

        arrays = self._random()

        def result(text: str) -> list[float] | None:
            try:
                return [float(entry) for entry in run_code(text, arrays).ravel()]
            except (CheckError, TypeError, ValueError):
                return None

        mine = result(code)
        if mine is None:
            return code not in others
        for other in others:
            theirs = result(other)
            if theirs is not None and len(mine) == len(theirs):
                pairs = list(zip(mine, theirs, strict=True))
                if all(abs(one - two) <= 1e-6 * max(1.0, abs(two)) for one, two in pairs):
                    return False
        return True

    def _random(self) -> Mapping[str, object]:
        import numpy

        draw = random.Random(self.code)
        lengths = {axis: 3 + place for place, axis in enumerate(dict.fromkeys(sum(self.arrays.values(), ())))}
        return {
            name: numpy.array(
                [draw.uniform(0.2, 0.9) for _ in range(_size(axes, lengths))], dtype=float
            ).reshape([_length(axis, lengths) for axis in axes])
            for name, axes in self.arrays.items()
        }


def _length(axis: str, lengths: Mapping[str, int]) -> int:
    return int(axis) if axis.isdigit() else lengths[axis]


def _size(axes: Sequence[str], lengths: Mapping[str, int]) -> int:
    size = 1
    for axis in axes:
        size *= _length(axis, lengths)
    return size


# --- whole arrays ----------------------------------------------------------------------------------------


def lower_arrays(paper: Paper, left: Node, right: Node) -> Lowered:
    """A side of numbers, vectors and matrices.

    Raises:
        RefusedError: a shape is neither stated nor told, or it could be meant in two ways.
    """
    side = with_circle_number(right)
    check_arithmetic(side)
    quantities = tuple(dict.fromkeys(_leaves(side)))
    if not 1 <= len(quantities) <= _MOST_NAMES:
        raise RefusedError("it has more than eight quantities" if quantities else "it has no quantity")
    names = quantity_names(quantities)
    roles = Roles(paper, side, left)
    told = {node: _told(paper, node, roles.of(node)) for node in quantities}
    refusal: RefusedError | None = None
    for guess in _guesses(paper, left, side, told):
        try:
            bold = any(isinstance(node, Symbol) and node.font == "\\mathbf" for node in quantities)
            chosen = {
                node for node in quantities if told[node] is None and not (bold or _is_scalar_name(node))
            }
            known = {node: roles.of(node) for node in quantities}
            lowered = _lowered(side, names, guess, known, chosen, isinstance(left, Symbol | Gradient))
            _check_left(paper, left, lowered)
            return lowered
        except RefusedError as error:
            refusal = refusal or error
    raise refusal or RefusedError("shapes are neither stated nor told")


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
        is_matrix = symbol.base.isupper() or (symbol.base[0] == "\\" and symbol.base[1].isupper())
        return ("matrix", ("", "")) if is_matrix else ("column", ("",))
    by_name_alone = entry is None and symbol.base.isupper()
    if (role.role in _NUMBER_ROLES and not by_name_alone) or (
        role.role == "positive" and symbol.base in ("\\sigma", "\\tau")
    ):
        return ("number", ())
    if entry is not None and _NUMBER_WORDS.search(entry.meaning):
        return ("number", ())
    return None


def _stated(shape: str) -> Told:
    lengths = [part.strip() for part in shape.strip("()").split(",") if part.strip()]
    if not lengths:
        return ("number", ())
    names = tuple(_axis_name(latex) for latex in lengths)
    if len(names) > 2:
        raise RefusedError("it has more than two axes")
    return ("column", names) if len(names) == 1 else ("matrix", names)


def _axis_name(latex: str) -> str:
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
        capitals = {node: _matrix_like(node) for node in open_}
        yield _filled(told, lambda node: capitals[node] or (None if _is_array_like(paper, node) else _NUMBER))
        yield _filled(told, lambda node: capitals[node])
    elif isinstance(left, Symbol | Gradient) and any(
        _is_array_like(paper, node) or _is_parameter(node, left) for node in open_
    ):
        yield _filled(told, lambda node: _NUMBER if _is_scalar_name(node) else None)
    elif not any(isinstance(node, Call) for node in open_):
        yield _filled(told, lambda node: _NUMBER)


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
            return entry is not None and bool(_ARRAY_WORDS.search(entry.meaning))
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
    entrywise: bool,
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
        {**given, **lengths, Symbol("\\pi", "\\mathrm"): number("np.pi", maths.Const("pi"))}, entrywise
    )
    value = arrays.of(side)
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
        assumed=_assumed(side, {node: names[node] for node in given}, roles),
        code_of=code_of,
        axes_of=axes_of,
    )


def _as_length(node: Node, names: Mapping[Node, str], kinds: Mapping[Node, Told]) -> Value | None:
    """A symbol that the paper gives as the length of an axis: NumPy takes it from the array's shape."""
    if not isinstance(node, Symbol):
        return None
    try:
        name = _axis_name(to_latex(node))
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


def _assumed(side: Node, names: Mapping[Node, str], roles: Mapping[Node, Range]) -> dict[str, str]:
    """Signs of what stands in roots, in logarithms and below: positive, unless it is squared."""
    found: dict[str, str] = {}
    for node, name in names.items():
        if node in roles and roles[node].role in ("rate", "probability"):
            found[name] = f"0 < {name} < 1"
    for node in _sensitive(side):
        if node in names and names[node] not in found:
            found[names[node]] = f"{names[node]} > 0"
    return found


def _sensitive(node: Node, inside: bool = False) -> Iterator[Node]:
    if inside and is_given(node):
        yield node
        return
    match node:
        case Root(body, None) | Function("\\log" | "\\ln", body):
            yield from _sensitive(body, True)
        case Fraction(top, bottom):
            yield from _sensitive(top, inside)
            yield from _sensitive(bottom, True)
        case Power(_, Number("2")):
            return
        case Norm("\\|"):
            return
        case Power(base, exponent) if not isinstance(exponent, Number):
            yield from _sensitive(base, True)
            yield from _sensitive(exponent, inside)
        case _ if is_given(node) or isinstance(node, Number):
            return
        case _:
            for child in children(node):
                yield from _sensitive(child, inside)


# --- running indices -------------------------------------------------------------------------------------


def lower_indexed(paper: Paper, left: Node, right: Node) -> Lowered:
    """A side with sums over indices.

    Raises:
        RefusedError: an index runs over something else than a whole axis, or a symbol's axes are not told.
    """
    side = with_circle_number(right)
    check_arithmetic(_without_bounds(side))
    bound = bound_indices(side)
    free = _free_indices(left, side, bound)
    order = (*free, *bound)
    if len(order) > 3 or len(set(order)) < len(order):
        raise RefusedError("it has too many indices")
    families, numbers, ends = _sorted(side, order)
    if not families:
        raise RefusedError("no symbol of it has the index of its sum")
    names = typed_names((*families, *(node for node in numbers if isinstance(node, Symbol))))
    lengths = _lengths(side, order, families, ends, set(names.values()))
    arrays: dict[str, tuple[str, ...]] = {
        names[base]: tuple(lengths[index] for index in indices[0]) for base, indices in families.items()
    }
    used = {base: Family(names[base], len(indices[0])) for base, indices in families.items()}
    number_names: dict[Node, str] = {node: names[node] for node in numbers if isinstance(node, Symbol)}
    engine = Indexed(order, lengths, used, number_names, _ends(ends, lengths, arrays))
    cell = engine.of(side)
    if cell.axes != free or cell.entry is None:
        raise RefusedError("its result has other indices than its left side")
    over = {index: lengths[index] for index in free}

    def code_of(node: Node) -> str | None:
        try:
            return engine.of(node).code
        except RefusedError:
            return None

    roles = Roles(paper, side, left)
    arrays |= dict.fromkeys(number_names.values(), ())
    latex = {names[base]: _shown(base, indices[0]) for base, indices in families.items()}
    every = {
        **{
            Symbol(base.base, base.font, base.accents, indices[0], base.primes, base.mark): names[base]
            for base, indices in families.items()
        },
        **number_names,
    }
    return Lowered(
        node=side,
        code=cell.code,
        arrays=arrays,
        latex={**latex, **{name: to_latex(node) for node, name in number_names.items()}},
        entry=cell.entry,
        over=over,
        assumed=_assumed(side, every, {node: roles.of(node) for node in number_names}),
        code_of=code_of,
        axes_of=lambda node: None,
    )


def _shown(base: Symbol, indices: tuple[str, ...]) -> str:
    return to_latex(replace(base, sub=indices))


def _without_bounds(node: Node) -> Node:
    """A sum's terms alone, for the check of what is arithmetic."""
    return replaced(
        node,
        lambda part: (
            Bracket("(", ")", (_without_bounds(part.body),))
            if isinstance(part, Big) and part.name in ("\\sum", "\\prod")
            else None
        ),
    )


def _free_indices(left: Node, side: Node, bound: tuple[str, ...]) -> tuple[str, ...]:
    """Indices of the left side that symbols of the right one carry, too."""
    carried = {token for part in walk(side) if isinstance(part, Symbol) for token in part.sub}
    if not isinstance(left, Symbol):
        return ()
    return tuple(
        token
        for token in left.sub
        if len(token) == 1
        and token.isalpha()
        and token in carried
        and token not in bound
        and token not in "tT"
    )


Families = dict[Symbol, list[tuple[str, ...]]]


def _sorted(side: Node, order: tuple[str, ...]) -> tuple[Families, list[Node], dict[str, Symbol]]:
    """Symbols with indices by their bases, symbols without, and the symbols that are ends of ranges."""
    families: Families = {}
    numbers: dict[Node, None] = {}
    ends: dict[str, Symbol] = {}
    for part in walk(side):
        if isinstance(part, Big) and part.lower and part.upper:
            end = Symbol(part.upper[0])
            if ends.setdefault(part.lower[0], end) != end:
                raise RefusedError("one index runs over two ranges")
    for node in _entries(side):
        if not isinstance(node, Symbol) or node.font == "\\mathbf":
            raise RefusedError("its terms are no entries of arrays")
        if set(node.sub) & set(order):
            if not set(node.sub) <= set(order):
                raise RefusedError("an index that is computed with")
            families.setdefault(replace(node, sub=()), []).append(node.sub)
        elif node not in ends.values():
            numbers[node] = None
    for base in families:
        if any(isinstance(node, Symbol) and replace(node, sub=()) == base for node in numbers):
            raise RefusedError("a symbol stands with an index and without")
    return families, list(numbers), ends


def _entries(node: Node) -> Iterator[Node]:
    """Symbols and given values below a node, ranges aside."""
    match node:
        case Number() | Symbol("\\pi", "\\mathrm"):
            return
        case Symbol():
            yield node
        case Power(base, exponent) if base in (Symbol("e"), Symbol("e", "\\mathrm")):
            yield from _entries(exponent)
        case Big("\\sum" | "\\prod", _, _, body):
            yield from _entries(body)
        case _ if is_given(node):
            yield node
        case _:
            for child in children(node):
                yield from _entries(child)


def _lengths(
    side: Node, order: tuple[str, ...], families: Families, ends: Mapping[str, Symbol], taken: set[str]
) -> dict[str, str]:
    """A name for each index's axis; indices in one place of one array share it."""
    groups = {index: index for index in order}

    def root(index: str) -> str:
        return index if groups[index] == index else root(groups[index])

    for indices in families.values():
        first = indices[0]
        for other in indices[1:]:
            if len(other) != len(first):
                raise RefusedError("a symbol with indices of different number")
            for mine, theirs in zip(first, other, strict=True):
                groups[root(theirs)] = root(mine)
    names: dict[str, str] = {}
    used: set[str] = set()
    for index in order:
        said = {ends[other].base.lower() for other in order if other in ends and root(other) == root(index)}
        if len({ends[other] for other in order if other in ends and root(other) == root(index)}) > 1:
            raise RefusedError("one axis has two lengths")
        if root(index) in names:
            continue
        wanted = [*sorted(said), *_AXES]
        name = next(one for one in wanted if one.isalpha() and one not in taken | used and one not in order)
        names[root(index)] = name
        used.add(name)
    return {index: names[root(index)] for index in order}


def _ends(
    ends: Mapping[str, Symbol], lengths: Mapping[str, str], arrays: Mapping[str, tuple[str, ...]]
) -> dict[Symbol, tuple[str, str]]:
    """Ends of ranges as NumPy has them, ``x.shape[0]``, and as axes."""
    found: dict[Symbol, tuple[str, str]] = {}
    for index, symbol in ends.items():
        for name, axes in arrays.items():
            if lengths[index] in axes:
                found[symbol] = (f"{name}.shape[{axes.index(lengths[index])}]", lengths[index])
                break
    return found
