"""Write formulas as a learner types them: names for their symbols, arithmetic in plain maths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import reduce
from typing import Final

from drill.errors import ParseError
from drill.maths import tree as maths
from drill.maths.names import Names as Known
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.notation import Lowering, children, tree
from drill.notation.tree import Node
from drill.papers.draft import Line
from drill.papers.sheet.symbols import typed_name
from drill.papers.sheet.types import Function, IndexType, Number, Type, Typed, Unknown
from drill.papers.wording import sliced

_TIMES: Final = frozenset(("", "*", "\\cdot", "\\times"))
_FUNCTIONS: Final = {"log": "ln", "ln": "ln", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan",
                     "sinh": "sinh", "cosh": "cosh", "tanh": "tanh"}  # fmt: skip
_CONSTANTS: Final[Mapping[str, maths.ConstName]] = {"\\pi": "pi", "e": "e"}
_OPAQUE = tree.Apply | tree.Gradient | tree.Derivative | tree.Expect


class Names(Lowering):
    """Typed names for the atoms of a formula: its symbols, and calls and derivatives as wholes."""

    def __init__(self, of: Mapping[Node, str], latex: Mapping[str, str]) -> None:
        super().__init__()
        self.of = of
        self.latex = latex
        """The typed names with their LaTeX, as a bank declares them."""

    def text(self, node: Node) -> str:
        """Return a part of the formula as it is typed.

        Raises:
            ParseError: it is no plain arithmetic.
        """
        return to_plain(self.node(node))

    def named(self, node: Node) -> maths.Node | None:
        """Return the name of an atom."""
        match node:
            case _ if node in self.of:
                return maths.Sym(self.of[node])
            case tree.Bracket(body, "(" | "[" | "\\{"):
                return self.node(body)
            case _:
                return None

    def name(self, ref: tree.Ref) -> maths.Node:
        """Return a constant that everybody knows."""
        constant = _CONSTANTS.get(ref.name.base)
        return self.other(ref) if constant is None else maths.Const(constant)

    def call(self, call: tree.Apply) -> maths.Node:
        """Return the value of a known function."""
        if not _known(call):
            return self.other(call)
        return maths.Call(_FUNCTIONS[call.function.name.base.lstrip("\\")], (self.node(call.args[0]),))

    def transposed(self, node: Node, mark: str) -> maths.Node:
        """Refuse a transpose."""
        return self.other(node)

    def check_beside(self, before: Node, factor: Node) -> None:
        """Accept what papers write."""

    def _product(self, node: tree.Mul) -> maths.Node:
        if not set(node.signs) <= _TIMES:
            return self.other(node)
        first, *further_factors = map(self.node, node.factors)
        return reduce(lambda left, right: maths.Binary("*", left, right), further_factors, first)


def names_of(line: Line) -> Names | None:
    """Return names for a line that may be typed as arithmetic: all types are known and products commute."""
    if line.statement is None or line.typed is None:
        return None
    atoms = tuple(dict.fromkeys(atom for side in line.statement.sides for atom in _atoms(side)))
    if any(isinstance(_kind(atom, line.typed), Unknown) for atom in atoms):
        return None
    if not _commutes(line.statement, line.typed):
        return None
    of: dict[Node, str] = {}
    for atom in atoms:
        atom_name = _name(atom, line.typed)
        of[atom] = atom_name if atom_name not in of.values() else _free(atom_name, {*of.values()})
    latex = {name: sliced(line, atom) for atom, name in of.items()}
    names = Names(of, latex)
    try:
        known = Known(frozenset(latex))
        is_read = all(parse(names.text(side), known) is not None for side in line.statement.sides)
    except ParseError:
        return None
    return names if is_read and len(set(latex.values())) == len(latex) else None


def _commutes(node: Node, typed: Typed) -> bool:
    """Return whether no product has two factors that are arrays."""
    if isinstance(node, tree.Mul):
        arrays = [factor for factor in node.factors if not _is_number(factor, typed)]
        if len(arrays) > 1 and any(sign in ("", "\\cdot") for sign in node.signs):
            return False
    return all(_commutes(child, typed) for child in children(node))


def _is_number(node: Node, typed: Typed) -> bool:
    """Return whether all that a part is made of are numbers."""
    if isinstance(node, tree.Norm):
        return True
    if isinstance(node, tree.Ref | tree.Apply) and not (isinstance(node, tree.Apply) and _known(node)):
        return isinstance(_kind(node, typed), Number | IndexType)
    return all(_is_number(child, typed) for child in children(node))


def _kind(atom: Node, typed: Typed) -> Type:
    """Return the type of a symbol or function value; a number for anything else."""
    ref = atom.function if isinstance(atom, tree.Apply) else atom
    kinds = (
        quantity.type
        for quantity in typed.quantities
        if ref in (quantity.symbol, replace(quantity.symbol, above=()))
    )
    kind = next(kinds, Number())
    return kind.gives if isinstance(kind, Function) else kind


def _atoms(node: Node) -> Iterator[Node]:
    """Yield what gets a name: symbols, and functions of the paper, derivatives and expectations as wholes."""
    if isinstance(node, tree.Ref):
        if node.name.base not in _CONSTANTS:
            yield node
    elif isinstance(node, tree.Apply) and _known(node):
        for body in node.args:
            yield from _atoms(body)
    elif isinstance(node, _OPAQUE):
        yield node
    else:
        for child in children(node):
            yield from _atoms(child)


def _known(node: tree.Apply) -> bool:
    """Return whether it is a well-known function of one argument."""
    is_plain = len(node.args) == 1 and not (node.given or node.parameters or node.power is not None)
    return is_plain and node.function.name.base.lstrip("\\") in _FUNCTIONS and not node.function.below


def _name(atom: Node, typed: Typed) -> str:
    match atom:
        case tree.Ref():
            typed_names = (quantity.typed for quantity in typed.quantities if quantity.symbol == atom)
            return next(typed_names, "") or typed_name(atom)
        case tree.Apply(function):
            return f"{_letters(function.name.base)}_value"
        case _:
            return {tree.Gradient: "grad", tree.Derivative: "slope"}.get(type(atom), "mean")


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalnum()) or "x"


def _free(name: str, used_names: set[str]) -> str:
    number = 2
    while f"{name}{number}" in used_names:
        number += 1
    return f"{name}{number}"
