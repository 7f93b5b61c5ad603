"""A formula at the ends of what it allows: a weight at 0 or 1, one sample; and which formula it then is."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from drill.maths.numeric import real_value
from drill.maths.print import to_plain
from drill.maths.tidy import rational_node, tidy
from drill.maths.tree import Call, Node, Num, Sym, rebuild, substitute, symbols, walk
from drill.maths.tree import children as parts_of
from drill.papers.lowering.draws import member_latex
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.formula import Formula
from drill.papers.lowering.inputs import FOLDS, Input, RefusedError, folds, operations
from drill.papers.lowering.operations import ENTRYWISE
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.domains import contains
from drill.papers.sheet.types import Length

# The typed name of a length that is set to 1.
_COUNT: Final = "nn"
# Symbols of a formula whose special cases are looked for.
_MOST_NAMES: Final = 9
# So many nodes fewer has a formula that became simpler.
_LEAST_GAIN: Final = 3
# Points at which a special case has to hold.
_POINTS: Final = 4


@dataclass(frozen=True, slots=True)
class Expression:
    """A right side as one expression of named quantities; ``latex`` is how the paper writes each."""

    formula: Formula
    node: Node
    latex: Mapping[str, str]
    inputs: Mapping[str, Input]


@dataclass(frozen=True, slots=True)
class Case:
    """What is set, in LaTeX; the names put in; what is left; and the other ends, which some take for it."""

    setting: str
    values: Mapping[str, Node]
    whole: Expression
    left: Node
    others: tuple[tuple[str, Node], ...] = ()
    is_of_length: bool = False


def expression(
    formula: Formula,
    *,
    lengths: Mapping[Length, int] | None = None,
    sizes: Mapping[Length, Node] | None = None,
    ends: Mapping[str, int] | None = None,
) -> Expression:
    """A formula without running letters, or with lengths that are numbers, as one expression.

    ``sizes`` are names for lengths where they stand as numbers. ``ends`` are the numbers at which sums end,
    by the names of inputs; with them arrays are written out entry by entry, products of arrays too.

    Raises:
        RefusedError: it has products of arrays or sums of open length.
    """
    calls = [part.name for part in walk(formula.node) if isinstance(part, Call)]
    if ends is None and not set(calls) <= ENTRYWISE | FOLDS:
        raise RefusedError("it joins arrays, so that it is no expression of numbers")
    if lengths is None and not set(calls) <= ENTRYWISE:
        raise RefusedError("its sums have an open length")
    latex: dict[str, str] = {}
    given_by: dict[str, Input] = {}

    def member(given: Input, at: tuple[int, ...]) -> Node:
        if given.name in (ends or {}):
            return Num(str((ends or {})[given.name]))
        place = [number - 1 + start for number, start in zip(at, _starts(given, formula), strict=False)]
        place += [] if ends is None else at[len(given.runs) :]
        name = _name(given.name + "".join(map(str, place)))
        latex[name] = member_latex(given, at, formula.ranges) if given.runs else latex_of(given.node)
        if given_by.setdefault(name, given) != given:
            raise RefusedError("two of its quantities would have one name")
        return Sym(name)

    entries = Entries(formula.reader, dict(lengths or {}), member, ends or {}, axes=sizes or {})
    node = entries.entry(formula.node, tuple(Num("1") for _ in formula.axes))
    if len(latex) > _MOST_NAMES:
        raise RefusedError("it has too many quantities to be typed")
    return Expression(formula, node, latex, given_by)


def _starts(given: Input, formula: Formula) -> list[int]:
    """The numbers from which the paper counts the members of a family."""
    starts = [formula.ranges[letter].start for letter in given.letters]
    return [int(one.text) if isinstance(one, Num) else 1 for one in starts]


def _name(text: str) -> str:
    bare = "".join(char for char in text if char.isalnum() and char.isascii()) or "x"
    return f"{bare}v" if bare in ("e", "i", "pi") else bare


def ends(whole: Expression) -> Iterator[Case]:
    """Cases of a formula with a quantity at an end of its declared interval, where it becomes simpler."""
    for name, given in whole.inputs.items():
        domain = given.quantity.domain
        if (
            domain.values
            or domain.is_whole
            or not math.isfinite(domain.low)
            or not math.isfinite(domain.high)
        ):
            continue
        found: list[tuple[str, Node, Node]] = []
        for end in (end for end in (domain.low, domain.high) if contains(domain, end)):
            value = rational_node(Fraction(str(end)) if end % 1 else Fraction(int(end)))
            left = simplified(substitute(whole.node, {name: value}))
            if _is_simpler(whole.node, left):
                found.append((f"{whole.latex[name]} = {to_plain(value)}", value, left))
        for setting, value, left in found:
            others = tuple((said, other) for said, _, other in found if said != setting)
            yield Case(setting, {name: value}, whole, left, others)


def one_sample(formula: Formula, latex_of_length: Mapping[Length, str]) -> Iterator[Case]:
    """The case in which the one open sum of a formula has one term."""
    runs = [formula.reader.ranges[name[1:]] for name in _bound_letters(formula)]
    open_ones = [length for length in {one.length for one in runs} if isinstance(length, str)]
    if len(open_ones) != 1 or open_ones[0] not in latex_of_length:
        return
    length = open_ones[0]
    if not all(one.start == Num("1") and isinstance(one.stop, Num | Sym) for one in runs):
        return
    if Sym(f"#{length}") not in walk(formula.node) or operations(formula.node) < 3:
        return
    whole = expression(formula, lengths={length: 1}, sizes={length: Sym(_COUNT)})
    one: dict[str, Node] = {_COUNT: Num("1")}
    left = simplified(substitute(whole.node, one))
    if symbols(left) and _finite(left):
        yield Case(f"{latex_of_length[length]} = 1", one, whole, left, is_of_length=True)


def _bound_letters(formula: Formula) -> set[str]:
    return {one.args[1].name for one in folds(formula.node) if isinstance(one.args[1], Sym)}


def simplified(node: Node) -> Node:
    """A tree without zeros, ones and functions of them; nothing is multiplied out."""
    for _ in range(6):
        before = node
        node = _simpler(tidy(node))
        if node == before:
            break
    return node


_AT: Final[Mapping[tuple[str, str], str]] = {
    ("exp", "0"): "1", ("ln", "1"): "0", ("sqrt", "0"): "0", ("sqrt", "1"): "1", ("sin", "0"): "0",
    ("cos", "0"): "1", ("tanh", "0"): "0", ("abs", "0"): "0", ("abs", "1"): "1",
}  # fmt: skip


def _simpler(node: Node) -> Node:
    inner = tuple(_simpler(part) for part in parts_of(node))
    node = rebuild(node, inner) if inner else node
    match node:
        case Call(name, (Num(text),)) if (name, text) in _AT:
            return Num(_AT[name, text])
        case _:
            return node


def _is_simpler(whole: Node, left: Node) -> bool:
    gain = sum(1 for _ in walk(whole)) - sum(1 for _ in walk(left))
    return (
        gain >= _LEAST_GAIN
        and bool(symbols(left))
        and _finite(left)
        and len(symbols(left)) < len(symbols(whole))
    )


def _finite(node: Node) -> bool:
    return _at_points(node, sorted(symbols(node))) is not None


def _at_points(node: Node, names: list[str]) -> tuple[float, ...] | None:
    """The values of a tree at some points between 0 and 1; None where it has none."""
    draw = random.Random(7)
    found: list[float] = []
    for _ in range(_POINTS):
        values = {name: draw.uniform(0.1, 0.9) for name in names}
        value = real_value(node, values)
        if value is None:
            return None
        found.append(value)
    return tuple(found)


def is_same(one: Node, other: Node) -> bool:
    """Whether two trees of the same names have the same values."""
    names = sorted(symbols(one))
    if names != sorted(symbols(other)):
        return False
    first, second = _at_points(one, names), _at_points(other, names)
    if first is None or second is None:
        return False
    return all(math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(first, second, strict=True))


def by_latex(node: Node, latex: Mapping[str, str]) -> Node:
    """A tree with the paper's spelling in the places of typed names, to compare formulas with each other."""
    return substitute(node, {name: Sym(text) for name, text in latex.items()})
