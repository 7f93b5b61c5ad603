"""A right side as one expression of named numbers, and expressions without zeros and ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drill.maths.tidy import tidy
from drill.maths.tree import Call, Node, Num, Sym, rebuild, walk
from drill.maths.tree import children as parts_of
from drill.papers.lowering.draws import member_latex
from drill.papers.lowering.entries import Entries
from drill.papers.lowering.formula import Formula, check_arguments
from drill.papers.lowering.inputs import FOLDS, Input, RefusedError
from drill.papers.lowering.operations import ENTRYWISE
from drill.papers.lowering.reader import latex_of
from drill.papers.sheet.types import Length

# The typed name of a length that is set to 1.
_COUNT: Final = "nn"
# Symbols of a formula whose special cases are looked for.
_MOST_NAMES: Final = 9
# Points at which a special case has to hold.
_POINTS: Final = 4


@dataclass(frozen=True, slots=True)
class Expression:
    """A right side as one expression of named quantities; ``latex`` is how the paper writes each."""

    formula: Formula
    node: Node
    latex: Mapping[str, str]
    inputs: Mapping[str, Input]


def expression(
    formula: Formula, *, lengths: Mapping[Length, int] | None = None, ends: Mapping[str, int] | None = None
) -> Expression:
    """A formula without running letters, or with lengths that are numbers, as one expression.

    ``ends`` are the numbers at which sums end, by the names of inputs; with them arrays are written out entry
    by entry, products of arrays too.

    Raises:
        RefusedError: it has products of arrays or sums of open length.
    """
    check_arguments(formula.inputs)
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

    entries = Entries(formula.reader, dict(lengths or {}), member, ends or {})
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
