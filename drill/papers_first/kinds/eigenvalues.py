"""Equations that say what a vector is multiplied by: ``K x = \\lambda x`` with a matrix of two rows."""

from __future__ import annotations

from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Node, Power, Product, Signed, Statement, Symbol
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import maths

_FIRST, _SECOND = "a + b*r", "(b + c*r)/r"
"""What the two rows of the matrix make of the vector (1, r), each over its own entry."""


def eigenvalue(paper: Paper, line: Line) -> Exercise:
    """An exercise for an equation with a matrix times a vector on one side, a number times it on the other.

    Raises:
        RefusedError: it is none.
    """
    if line.is_conditional:
        raise RefusedError("it holds under a condition only")
    matrix, vector, factor = _parts(line.statement)
    is_negative = isinstance(factor, Signed)
    shown, times = (maths(to_latex(node)) for node in (vector, factor))
    return exercise_of(
        paper,
        line,
        Table(
            params={"a": "-9..9", "r": "-3..3 !0", "m": "-4..4 !0"},
            lets={"b": "m*r", "c": "a + m*r^2 - m"},
            where=["r != 1", f"{_FIRST} {'<' if is_negative else '>'} 0", "a != c"],
            says=(
                f"Let ${maths(to_latex(matrix))}$ be the matrix with the rows $(@{{a}}, @{{b}})$ and "
                f"$(@{{b}}, @{{c}})$, for which the equation holds with ${shown} = (1, @{{r}})^\\top$."
            ),
            asks=f"Compute ${times}$ exactly.",
            key=_FIRST,
            shape="an eigenvalue: the matrix only stretches this vector, and by how much is asked",
            motion="multiply the matrix with the vector, then compare one entry with that of the vector",
            hint=(
                r"The first entry of the product is $@{a} \cdot 1 + (@{b}) \cdot (@{r})$; "
                "the first entry of the vector is 1."
            ),
            steps=(
                r"The first row gives $@{a} \cdot 1 + (@{b}) \cdot (@{r}) = @{a + b*r}$: the number times 1.",
                r"The second row agrees: $@{b} \cdot 1 + (@{c}) \cdot (@{r}) = @{b + c*r}$, it times $@{r}$.",
            ),
            witness={"enumerate": {"i": "1..2"}, "mean": f"pick(i, {_FIRST}, {_SECOND})"},
            wrong=(
                ("b + c*r", "That is the second entry of the product; divide it by that of the vector."),
                ("a + b", "Multiply each entry of the row with the vector's entry."),
            ),
            level=2,
        ),
    )


def _parts(statement: Statement) -> tuple[Symbol, Symbol, Node]:
    """The matrix, the vector, and the number that it is multiplied by.

    Raises:
        RefusedError: it is no such equation.
    """
    if statement.relations == ("=",):
        one, other = statement.sides
        for product, multiple in ((one, other), (other, one)):
            match product:
                case Product((Symbol() as matrix, Symbol() as vector), ("" | "\\cdot",)) if _is_matrix(
                    matrix
                ):
                    factor = _factor(multiple, vector)
                    if factor is not None and not _is_matrix(vector):
                        return matrix, vector, factor
                case _:
                    continue
    raise RefusedError("it says of no vector what it is multiplied by")


def _factor(multiple: Node, vector: Symbol) -> Node | None:
    """What stands before the vector: letters of numbers."""
    match multiple:
        case Signed("-", body) if (found := _factor(body, vector)) is not None:
            return Signed("-", found)
        case Product((*factors, last), signs) if last == vector and set(signs) <= {"", "\\cdot"}:
            found = factors[0] if len(factors) == 1 else Product(tuple(factors), signs[:-1])
            return None if any(map(_may_be_matrix, factors)) else found
        case _:
            return None


def _may_be_matrix(factor: Node) -> bool:
    return not isinstance(factor, Symbol | Power) or any(
        isinstance(part, Symbol) and (_is_matrix(part) or part.font) for part in walk(factor)
    )


def _is_matrix(symbol: Symbol) -> bool:
    return symbol.base.isupper() or symbol.base in ("\\Sigma", "\\Lambda", "\\Phi")
