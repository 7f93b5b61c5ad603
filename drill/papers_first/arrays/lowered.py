"""A right side in NumPy: its code, its arrays, one entry of it, and what is assumed of its names."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from drill.errors import CheckError
from drill.maths import tree as maths
from drill.papers_first.arrays.array_functions import is_rounding
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Bracket,
    Call,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Root,
    Sum,
    Symbol,
    children,
)
from drill.papers_first.plausible.given_roles import given_role
from drill.papers_first.plausible.known_numbers import is_base_e
from drill.papers_first.plausible.ranges import Range

_SYMMETRIC = (" symmetric", " positive definite")
"""What is assumed of matrices that equal their transposes."""


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
    runs: bool = False
    """Whether indices of the left side run, so that its values are the entries of one array."""
    along: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Names of what is given whole at running indices, and these indices, an axis each."""
    spoken: Mapping[str, str] = field(default_factory=dict[str, str])
    """What indices are called that the formula does not have: ``candidates $\\theta$``."""
    agreements: tuple[str, ...] = ()
    """Sentences on how the formula is taken."""
    task: str = ""
    """What is asked for, where that is not the left side."""
    diagonals: frozenset[str] = frozenset()
    """Names that are the diagonals of diagonal matrices."""
    chosen: frozenset[str] = frozenset()
    """Axes whose letters the paper does not give."""

    def is_diagonal(self, node: Node) -> bool:
        """Whether a part is a diagonal matrix that is given by its diagonal."""
        return to_latex(node) in {self.latex[name] for name in self.diagonals}

    def differs(self, code: str, others: Sequence[str]) -> bool:
        """Whether code gives another result than each of the others on random arrays, or none."""
        from drill.arraycode import run_code

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
        arrays = {
            name: numpy.array(
                [draw.uniform(0.2, 0.9) for _ in range(_size(axes, lengths))], dtype=float
            ).reshape([_length(axis, lengths) for axis in axes])
            for name, axes in self.arrays.items()
        }
        symmetric = [name for name, said in self.assumed.items() if said.removeprefix(name) in _SYMMETRIC]
        return {**arrays, **{name: (arrays[name] + arrays[name].T) / 2 for name in symmetric}}


def _length(axis: str, lengths: Mapping[str, int]) -> int:
    return int(axis) if axis.isdigit() else lengths[axis]


def _size(axes: Sequence[str], lengths: Mapping[str, int]) -> int:
    size = 1
    for axis in axes:
        size *= _length(axis, lengths)
    return size


def assumed(side: Node, names: Mapping[Node, str], roles: Mapping[Node, Range]) -> dict[str, str]:
    """Signs of what stands in roots, in logarithms and below: positive, unless it is squared.

    Values of laws are positive wherever they stand, so that one may take their logarithms.
    """
    found: dict[str, str] = {}
    for node, name in names.items():
        if node in roles and roles[node].role in ("rate", "probability"):
            found[name] = f"0 < {name} < 1"
    for node, most in _complements(side):
        if node in names and (names[node] not in found or most != "1"):
            found[names[node]] = f"0 < {names[node]} < {most}"
    for node in _sensitive(side):
        if node in names and names[node] not in found:
            found[names[node]] = f"{names[node]} > 0"
    for node, name in names.items():
        if isinstance(node, Call) and given_role(node) == "probability":
            found.setdefault(name, f"{name} > 0")
    return found


def _complements(side: Node) -> Iterator[tuple[Node, str]]:
    """What roots and logarithms take what is left to 1 of, and how large it may be: ``\\log(1 - p)``.

    Of several, each is less than a half, so that something is left.
    """
    for part in walk(side):
        if isinstance(part, Root) or (isinstance(part, Function) and part.name in ("\\log", "\\ln")):
            for inner in walk(part.body):
                match inner:
                    case Sum((Number("1"), only), ("-",)):
                        yield only, "1"
                    case Sum((Number("1"), first, second), ("-", "-")):
                        yield _unsquared(first), "1/2"
                        yield _unsquared(second), "1/2"
                    case _:
                        continue


def _unsquared(node: Node) -> Node:
    return node.base if isinstance(node, Power) and node.exponent == Number("2") else node


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
        case Function("\\exp", body):
            yield from _sensitive(body)  # positive whatever it is taken of
        case Power(base, exponent) if is_base_e(base):
            yield from _sensitive(exponent)
        case Power(base, Number("2")):
            for part in walk(base):  # a square has any sign; what roots and logarithms are taken of has not
                is_logarithm = isinstance(part, Function) and part.name in ("\\log", "\\ln")
                is_power = isinstance(part, Power) and not isinstance(part.exponent, Number)
                if isinstance(part, Root) or is_logarithm or is_power:
                    yield from _sensitive(part)
        case Norm("\\|"):
            return
        case Norm("|", body):
            yield from _sensitive(body)  # a size has any sign inside
        case Power(base, exponent) if not isinstance(exponent, Number):
            yield from _sensitive(base, True)
            yield from _sensitive(exponent, inside)
        case Call(Symbol(_, "\\operatorname"), Bracket(_, _, (body,), (), ())):
            yield from _sensitive(body, inside)
        case _ if is_rounding(node):
            body, *bounds = node.arguments.parts
            yield from _sensitive(body, inside)
            for bound in bounds:  # so that the lower one is below the upper one
                yield from _sensitive(bound, True)
        case _ if is_given(node) or isinstance(node, Number):
            return
        case _:
            for child in children(node):
                yield from _sensitive(child, inside)
