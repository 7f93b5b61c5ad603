"""Formulas as keys that a learner can type: in plain maths where every part is a number, else as LaTeX.

A plain key counts only where two readers, the paper's and the one for typed answers, find the same value at
random points; all else is compared sign by sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.errors import CheckError
from drill.maths import tree as maths
from drill.maths.latex import read_latex
from drill.maths.names import Names
from drill.maths.numeric import evaluate
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.papers_first.arithmetic.points import value_at
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.formula.edit import mapped
from drill.papers_first.formula.naming import typed_names
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
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
    Root,
    Symbol,
    Transpose,
    children,
    symbols,
)

_CONSTANTS: Final = frozenset((Symbol("\\pi"), Symbol("e"), Symbol("E"), Symbol("E", "\\mathbb")))
_DOTS: Final = frozenset(("\\cdots", "\\ldots", "\\dots"))
_NO_NAMES: Final = _DOTS | {"\\cdot", "\\infty", "\\forall", "\\exists", "\\nexists"}
_POINTS: Final = 4
_NEAR: Final = 1e-9
_ARRAY_FONTS: Final = frozenset(("\\mathbf", "\\mathbb", "\\mathcal"))
_TIMES: Final = frozenset(("", "*", "\\cdot", "\\times", "/"))


@dataclass(frozen=True, slots=True)
class Typed:
    """Names to type for the symbols and calls of a formula; ``atoms`` are what each name stands for."""

    atoms: Mapping[Node, str]

    @property
    def names(self) -> dict[str, str]:
        """The typed names with their LaTeX, as a bank declares them."""
        return {name: to_latex(atom) for atom, name in self.atoms.items()}

    def tree(self, node: Node) -> maths.Node:
        """``node`` in the plain language. Raises RefusedError where it is no plain arithmetic."""
        stand_ins = {atom: Symbol(f"\\{name}") for atom, name in self.atoms.items()}
        return scalar_tree(
            _replaced(node, stand_ins), {stand_ins[atom]: name for atom, name in self.atoms.items()}
        )

    def text(self, node: Node) -> str:
        """``node`` as it is typed."""
        return to_plain(self.tree(node))


@lru_cache(maxsize=512)
def typed(*nodes: Node, among: Node | None = None) -> Typed | None:
    """Names for ``nodes``; None where one is no arithmetic of numbers (matrices, sums with bounds, words).

    Of ``among`` the symbols get names too, so that names do not tell which of them ``nodes`` hold.
    """
    if any(_is_unsure(inner) for node in nodes for inner in walk(node)):
        return None
    others = (
        []
        if among is None
        else [one for one in symbols(among) if one not in _CONSTANTS and _has_letters(one) and _is_name(one)]
    )
    atoms = list(dict.fromkeys((*(atom for node in nodes for atom in _atoms(node)), *others)))
    if len({to_latex(atom) for atom in atoms}) < len(atoms):
        return None
    alike = [_named(atom, number) for number, atom in enumerate(atoms, 1)]
    names = typed_names(alike)
    found = Typed({atom: names[name] for atom, name in zip(atoms, alike, strict=True)})
    try:
        return found if all(_readers_agree(found, node) for node in nodes) else None
    except (RefusedError, CheckError, ArithmeticError, ValueError):
        return None


def _is_name(symbol: Symbol) -> bool:
    """Not an expectation's E, and no dots."""
    return symbol.base not in _NO_NAMES and not (symbol.base == "E" and symbol.font == "\\mathbb")


def _atoms(node: Node) -> Iterator[Node]:
    """What gets a name: symbols, and calls, gradients and derivatives whole."""
    if isinstance(node, Symbol | Call | Gradient | Derivative):
        if node not in _CONSTANTS:
            yield node
        return
    for child in children(node):
        yield from _atoms(child)


def _named(atom: Node, number: int) -> Symbol:
    """A symbol whose typed name suits the atom; ``number`` tells calls of one function apart."""
    match atom:
        case Symbol():
            return atom
        case Call(Symbol() as head, _):
            return Symbol(head.base, head.font, head.accents, head.sub, 0, (str(number),))
        case Derivative():
            return Symbol("deriv", "\\operatorname", (), (), 0, (str(number),))
        case _:
            return Symbol("grad", "\\operatorname", (), (), 0, (str(number),))


def _is_unsure(node: Node) -> bool:
    """Whether something is no number, or may be none, so that products may not commute."""
    if isinstance(node, Transpose | Big) or (isinstance(node, Norm) and node.bars != "|"):
        return True
    if isinstance(node, Gradient) and node.body is None:
        return True  # the sign alone, as of a divergence
    if isinstance(node, Symbol) and (not _has_letters(node) or node.base in _DOTS):
        return True  # what dots stand for is not written, and has no name
    if isinstance(node, Symbol) and (node.font == "\\mathbf" or node.mark not in ((), ("*",))):
        return node.font == "\\mathbf"
    if isinstance(node, Product):
        return not set(node.signs) <= _TIMES or any(_is_array(factor) for factor in node.factors)
    return isinstance(node, Power) and _is_array(node.base)


def _has_letters(symbol: Symbol) -> bool:
    """Whether a symbol can be given a name; the 1 of an indicator cannot."""
    return symbol.base.lstrip("\\")[:1].isalpha()


def _is_array(node: Node) -> bool:
    if not isinstance(node, Symbol):
        return False
    is_capital = len(node.base) == 1 and node.base in "AWXUVQKMHIJPS" and not node.sub
    return is_capital or _is_projection(node) or node.font in _ARRAY_FONTS


def _is_projection(symbol: Symbol) -> bool:
    """``W_Q``, a W with a capital below; a motion at the time T is a number."""
    match symbol:
        case Symbol("W", _, _, (below,)):
            return len(below) == 1 and below.isupper() and below != "T"
        case _:
            return False


def with_round_brackets(node: Node) -> Node:
    """``node`` with round brackets for square and curly ones, which typed maths reads as lists and sets."""
    return mapped(node, _round)


def _round(node: Node) -> Node:
    match node:
        case Bracket("[" | "\\{", "]" | "\\}", (part,), (), ()):
            return Bracket("(", ")", (part,))
        case _:
            return node


def _replaced(node: Node, stand_ins: Mapping[Node, Symbol]) -> Node:
    """``node`` with a symbol for every atom."""
    return mapped(node, lambda inner: stand_ins.get(inner, inner))


def _readers_agree(found: Typed, node: Node) -> bool:
    """Whether the plain text and the LaTeX, read by the readers for answers, have the paper's own value."""
    text = found.text(node)
    names = Names(frozenset(found.names))
    trees = (parse(text, names), read_latex(to_latex(with_round_brackets(node)), names, found.names))
    for seed in range(_POINTS):
        values = {name: value_at(atom, seed) for atom, name in found.atoms.items()}
        due = value_at(node, seed)
        for tree in trees:
            value = evaluate(tree, {name: complex(each) for name, each in values.items()})
            if not isinstance(value, int | float | complex) or not abs(complex(value) - due) <= _NEAR * (
                1 + abs(due)
            ):
                return False
    return True


def as_signs(latex: str) -> str:
    """LaTeX as a key that is compared sign by sign: a space that counts for nothing says that it is LaTeX."""
    return latex if "\\" in latex else f"{latex}\\,"


def needs_positive(node: Node) -> bool:
    """Whether a root, a logarithm or a power with letters above asks for positive numbers."""
    return any(
        isinstance(inner, Root)
        or (isinstance(inner, Function) and inner.name in ("\\log", "\\ln"))
        or (isinstance(inner, Power) and not isinstance(inner.exponent, Number))
        for inner in walk(node)
    )


def spelled_otherwise(tree: maths.Node) -> maths.Node:
    """A tree of the same value that is another tree: written from behind, or with a nothing added."""
    other = _from_behind(tree)
    return other if other != tree else maths.Binary("+", tree, maths.Num("0"))


def _from_behind(tree: maths.Node) -> maths.Node:
    """Sums and products with their parts exchanged, differences as sums of opposites."""
    match tree:
        case maths.Binary("+", left, right):
            return maths.Binary("+", _from_behind(right), _from_behind(left))
        case maths.Binary("-", left, right):
            return maths.Binary("+", maths.Neg(_from_behind(right)), _from_behind(left))
        case maths.Binary("*", left, right):
            return maths.Binary("*", _from_behind(right), _from_behind(left))
        case maths.Binary("/", left, right):
            one = maths.Binary("/", maths.Num("1"), _from_behind(right))
            return maths.Binary("*", one, _from_behind(left))
        case maths.Binary(op, left, right):
            return maths.Binary(op, _from_behind(left), _from_behind(right))
        case maths.Neg(body):
            return maths.Neg(_from_behind(body))
        case maths.Call(name, arguments):
            return maths.Call(name, tuple(map(_from_behind, arguments)))
        case _:
            return tree
