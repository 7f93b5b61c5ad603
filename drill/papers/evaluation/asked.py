"""The prompt of an exercise in which numbers are put in: formula, agreements, numbers, task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers.arithmetic.densities import is_law
from drill.papers.arithmetic.doubts import is_entry
from drill.papers.arithmetic.positive_parts import is_positive_part
from drill.papers.arithmetic.steps import difference
from drill.papers.arrays.outer_means import is_outer, outer_vectors
from drill.papers.evaluation.computed import Side
from drill.papers.evaluation.norms import norms_said
from drill.papers.formula.given import is_clip, rounded_part
from drill.papers.formula.printing import to_latex
from drill.papers.formula.rewrite import at_index, replaced, walk
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Derivative,
    Differential,
    Fraction,
    Function,
    Gradient,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Symbol,
    Table,
    Transpose,
)
from drill.papers.glosses.names import as_symbol
from drill.papers.making import capital, named_symbols
from drill.papers.paper import Paper, once
from drill.papers.plausible.definitions import like
from drill.papers.plausible.ranges import HEAD_ENDS
from drill.papers.sides import Line
from drill.papers.wording import inline, meant, place, shown_tokens
from drill.papers.wording import maths as as_maths

DIGITS: Final = 4
"""Significant digits of a key that is no short number."""
_SHORT: Final = 60
"""A side of at most so many characters of LaTeX is written out again."""
_MOSTLY_ARRAYS: Final = frozenset("ehkoquvxyzABHKMQUVWXYZ")
_EMBEDDING: Final = re.compile(r"\bembeddings?$")
"""What ends the head of a meaning that is a vector by its name."""


class Asked:
    """The words of one prompt."""

    def __init__(self, paper: Paper, line: Line, side: Side, *, is_exact: bool) -> None:
        self._paper = paper
        self._line = line
        self._side = side
        self._is_exact = is_exact

    def prompt(self) -> str:
        parts = [
            f"{capital(place(self._paper, self._line.formula))}:",
            shown_tokens(self._line.reading.tokens),
        ]
        said = meant(self._paper, self._explained(), self._line.statement, self._line.formula)
        if said:
            parts.append(f"Here {said}.")
        parts += self._conventions()
        parts.append(f"Put in {self._values()}.")
        parts.append(f"{self._task()} {self._form()}")
        return "\n\n".join([" ".join(parts[:2]), " ".join(parts[2:])]) if len(parts) > 2 else " ".join(parts)

    def _explained(self) -> tuple[Symbol, ...]:
        """The symbols that stand for something; the N of a normal law counts nothing."""
        statement = self._line.statement
        laws = {
            law.head
            for law in statement.sides[1:]
            if isinstance(law, Call) and (statement.relations[-1:] == ("\\sim",) or is_law(law.head))
        }
        return tuple(symbol for symbol in named_symbols(statement) if symbol not in laws)

    def _task(self) -> str:
        left, right = self._line.left, self._side.original
        if self._side.asks:
            return f"Compute {self._side.asks},"
        match self._line.says:
            case "equal" | "assign" if left is not None:
                new = "the new value of " if left in self._side.names else ""
                return f"Compute {new}{inline(self._fixed(left))}"
            case "near":
                return f"Compute the approximation{self._named(right)}"
            case "bound" if self._line.is_turned:
                return "Compute the left side"
            case "bound" if right in self._line.statement.sides[1:-1]:
                return f"Compute{self._named(right)}"  # it is bounded by what follows as well as a bound
            case "bound":
                return f"Compute the bound{self._named(right)}"
            case "alone":
                return "Compute its value"
            case _ if self._is_chain():
                return f"Compute{self._named(right)}"
            case _:
                return "Compute the right side"

    def _is_chain(self) -> bool:
        """Whether more than one side stands on the right, so that nothing but itself tells which is meant."""
        return len(self._line.statement.sides) > 2

    def _named(self, node: Node) -> str:
        """A side that is short enough to be written once more, or has others beside it."""
        latex = to_latex(self._fixed(node))
        return f" ${as_maths(latex)}$" if len(latex) <= _SHORT or self._is_chain() else " on the right"

    def _form(self) -> str:
        if self._is_exact:
            return "exactly, as a whole number, fraction or decimal."
        return f"to {DIGITS} significant digits (calculator)."

    def _fixed(self, node: Node) -> Node:
        if isinstance(node, Differential):
            return difference(node)
        for index, number in self._side.ranges.fixed.items():
            node = at_index(node, index, number)
        return node

    def _values(self) -> str:
        ranges = self._side.ranges
        given = [f"${to_latex(symbol)} = {number}$" for symbol, number in ranges.ends.items()]
        given += [f"${index} = {number}$" for index, number in ranges.fixed.items()]
        given += [f"${as_maths(to_latex(node))} = @{{{name}}}$" for node, name in self._side.names.items()]
        return _listed(given)

    def _conventions(self) -> Iterator[str]:
        ranges = self._side.ranges
        for said in (self._line.taken, self._side.says):
            if said:
                yield f"{said}."
        for said in ranges.says():
            yield f"{said}."
        yield from _definitions(self._side.node)
        kept = next(filter(is_positive_part, walk(self._line.statement)), None)
        if isinstance(kept, Bracket):
            shown = to_latex(replace(kept, parts=(Symbol("x"),)))
            yield f"Here ${shown}$ is $x$ where that is positive, else 0."
        slopes = (part for part in (self._line.left,) if isinstance(part, Derivative))
        if not self._side.in_one_dimension and (
            any(_may_be_array(self._paper, node) for node in (*self._side.names, *slopes))
            or any(_is_mostly_array(self._paper, node) for node in {*self._side.names} - self._numbers())
            or _has_axes(self._paper, self._line.left)
            or _multiplies_entrywise(self._side.node)
            or any(map(_is_layer, walk(self._side.source or self._side.original)))
            or self._is_transposed()
        ):
            yield "Take every quantity as one number, as for a single coordinate."
        for said in norms_said(self._side):
            yield f"{said}."
        if "ln(" in self._side.text and any(
            isinstance(part, Function) and part.name == "\\log" for part in walk(self._side.node)
        ):
            yield r"The logarithm is the natural one."

    def _numbers(self) -> frozenset[Node]:
        """What stands in powers, logarithms and functions, and so is a number by itself."""
        inside = (part for part in walk(self._side.node) if isinstance(part, Power | Function | Call))
        return frozenset(node for part in inside for node in walk(part))

    def _is_transposed(self) -> bool:
        """Whether something is transposed outside of what is given as a number: not in ``tr(A^T A)``."""
        shown = replaced(self._line.statement, lambda part: Number("1") if part in self._side.names else None)
        return any(isinstance(part, Transpose) for part in walk(shown))


def _definitions(node: Node) -> Iterator[str]:
    """What less common signs say: roundings, bounds, a softened maximum."""
    parts = list(walk(node))
    rounded = next((part for part in parts if rounded_part(part) is not None), None)
    if rounded is not None:
        sign = r"\lfloor x \rceil" if isinstance(rounded, Bracket) else r"\operatorname{round}(x)"
        yield f"Here ${sign}$ is the whole number nearest to $x$."
    kept = next((part for part in parts if isinstance(part, Call) and is_clip(part)), None)
    if kept is not None:
        name = to_latex(kept.head)
        yield f"Here ${name}(x, a, b)$ is $x$, but not below $a$ and not above $b$."
    for word in ("softplus", "Softplus"):
        if any(isinstance(part, Call) and part.head == Symbol(word, "\\operatorname") for part in parts):
            yield rf"Here $\operatorname{{{word}}}(x) = \log(1 + e^x)$."


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _multiplies_entrywise(node: Node) -> bool:
    return any(isinstance(part, Product) and "\\odot" in part.signs for part in walk(node))


def _is_layer(node: Node) -> bool:
    """``\\tanh(w x + b)``, ``W x``: weights that are multiplied are no single number as a rule."""
    match node:
        case Function(_, body) | Call(_, Bracket(_, _, (body,))):
            return any(_is_weighted(part, ("W", "w")) for part in walk(body))
        case _:
            return _is_weighted(node, ("W",))


def _is_weighted(node: Node, weights: tuple[str, ...]) -> bool:
    match node:
        case Product((Symbol(base), Symbol(), *_), ("", *_)):
            return base in weights
        case _:
            return False


def _is_one_weight(paper: Paper, symbol: Symbol) -> bool:
    """Whether small letters together are called weights, so that each is one: ``w_{left}``, ``\\beta_1``."""
    entry = paper.meaning(symbol)
    is_labelled = any(token.startswith("\\operatorname") for token in symbol.sub)
    if entry is None or not symbol.base.islower() or not (is_labelled or symbol.base[0] == "\\"):
        return False
    return any(
        other.symbol != entry.symbol and (other.place, other.meaning) == (entry.place, entry.meaning)
        for other in paper.entries
    )


def _is_array(paper: Paper, body: Node) -> bool:
    """Whether a mean is one of arrays: ``x``, ``r x^\\top``, but no ``w^\\top x``."""
    match body:
        case Product((*before, last)):
            whole = last.base if isinstance(last, Transpose) else last
            is_inner = whole is last and any(isinstance(one, Transpose) for one in before)
            return isinstance(whole, Symbol) and not is_inner and _may_be_array(paper, whole)
        case _:
            return isinstance(body, Symbol) and _may_be_array(paper, body)


@once
def _set_to_tables(paper: Paper) -> frozenset[Symbol]:
    """What some formula sets to a matrix of entries or of outer products, or to a sum of such."""
    return frozenset(
        left
        for one in paper.equations
        if isinstance(left := one.statement.sides[0], Symbol) and any(map(_is_table, one.statement.sides[1:]))
    )


@once
def _outer_vectors(paper: Paper) -> frozenset[Symbol]:
    """What stands before its own transpose in some formula: ``x x^\\top`` is of a vector."""
    return frozenset(one for row in paper.equations for one in outer_vectors(row.statement))


def _is_table(side: Node) -> bool:
    match side:
        case Table(environment):
            return "cases" not in environment and environment.lower() != "vmatrix"
        case (
            Signed(_, body) | Big("\\sum", _, _, body) | Bracket(_, _, (body,)) | Product((Fraction(), body))
        ):
            return _is_table(body)
        case _:
            return is_outer(side)


def _has_axes(paper: Paper, left: Node | None) -> bool:
    """Whether a sentence says that what is computed has axes: ``h_t(x)``, if only of each ``h_t^l``."""
    match left:
        case Call(Symbol() as name) | (Symbol() as name):
            plain = replace(name, mark=())
            said = (one for one, shape in paper.memberships if shape != "()")
            return not is_entry(plain) and any(replace(one, mark=()) == plain for one in said)
        case _:
            return False


def _is_mostly_array(paper: Paper, node: Node) -> bool:
    """Whether nothing is said of a letter that is an array as often as a number: ``k_j``, ``h_t``, ``W``."""
    if not isinstance(node, Symbol) or node.base not in _MOSTLY_ARRAYS or len(node.sub) > 1:
        return False
    return not paper.meanings(node) and (node, "()") not in paper.memberships


def _may_be_array(paper: Paper, node: Node) -> bool:
    match node:
        case Symbol(_, font):
            entry = paper.meaning(node)
            shape = entry.shape if entry is not None else ""
            words = entry.meaning.lower() if entry is not None else ""
            return (
                ((font == "\\mathbf" or paper.is_said_array(node)) and not is_entry(node))
                or node in _set_to_tables(paper)
                or node in _outer_vectors(paper)
                or like(node) in paper.told.normed
                or "\\vec" in node.accents
                or (bool(shape) and shape != "()")
                or any(word in words for word in ("vector", "matrix", "parameters", "gradient"))
                or _EMBEDDING.search(HEAD_ENDS.sub("", words)) is not None
                or ("weights" in words and not _is_one_weight(paper, node))
            )
        case Call(Symbol("1", "\\mathbf"), Bracket("[")):
            return False  # an indicator
        case Call(Symbol("rank" | "rk" | "tr" | "Tr" | "trace")):
            return False  # a number that a matrix has: beside it the matrix is none
        case Gradient() | Call(Symbol(font="\\mathbf")) | Product():
            return True
        case Call(Symbol("E", "\\mathbb"), Bracket(_, _, (body, *_))) | Call(
            Symbol("E"), Bracket("[" | "\\{", _, (body, *_))
        ):
            return _is_array(paper, body)
        case Call(Symbol(), Bracket(_, _, parts)):
            said = (paper.meaning(part) for part in parts if isinstance(part, Symbol))
            return any(entry is not None and "matrix" in entry.meaning.lower() for entry in said)
        case Derivative(above, below):
            variable = as_symbol(below[1:])
            is_by_array = variable is not None and _may_be_array(paper, variable)
            return is_by_array or "\\mathbf" in (*above, *below)
        case _:
            return False
