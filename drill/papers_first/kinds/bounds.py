"""What a name is kept between, ``0 < \\beta < \\alpha``: in how many of five cases that holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.arithmetic.branches import COMPARED
from drill.papers_first.arithmetic.doubts import check_symbol
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.draft import Exercise
from drill.papers_first.evaluation.counts import CASES
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Bracket,
    Fraction,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.kinds.small_table import Table, exercise_of, named
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.sides import Line
from drill.papers_first.wording import listed, maths

_ORDERS: Final = frozenset(sign for sign, typed in COMPARED.items() if typed not in ("=", "!="))
_INFINITE: Final = (Symbol("\\infty"), Signed("-", Symbol("\\infty")), Signed("+", Symbol("\\infty")))
_PARTS: Final = (Number, Symbol, Signed, Sum, Product, Fraction, Bracket)
_LONGEST: Final = 3
_OF_COUNTS: Final = ("0..14", "2..12")
"""What counts is whole, and may be beyond what it is counted of."""


def bounds(paper: Paper, line: Line) -> Exercise:
    """An exercise for a display that only says how large or small something may be.

    Raises:
        RefusedError: it says something else, or what is compared is no arithmetic.
    """
    if line.is_conditional or not stands_alone(paper, line):
        raise RefusedError("it stands beside something that is computed")
    sides, relations = _finite(line)
    row = _row(sides)
    names = quantity_names(tuple(dict.fromkeys(one for side in sides for one in symbols(side) if one != row)))
    if not names and len(sides) < _LONGEST:
        raise RefusedError("nothing is to be compared but two numbers")
    if any(paper.is_said_array(one) for side in sides for one in _multiplied(side)):
        raise RefusedError("vectors are no numbers to be put in")
    of_row, of_others = _ranges(sides)
    if "step" in of_row and Roles(paper, row, None).of(row).role == "count" and not _has_broken(sides):
        of_row, of_others = _OF_COUNTS
    put_in = {node: _of(paper, node) or of_others for node in names}
    return count_of_cases(paper, line, Compared(row, sides, relations, of_row, put_in))


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, the side that differs from case to case, and what numbers are drawn from."""

    row: Node
    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    of_row: str
    put_in: Mapping[Node, str | list[str]]
    """What the quantities of the other sides are drawn from."""


def count_of_cases(paper: Paper, line: Line, compared: Compared) -> Exercise:
    """In how many of five cases a comparison holds.

    Raises:
        RefusedError: a quantity has the name of a case, or its key is not confirmed.
    """
    row = compared.row
    names = quantity_names(tuple(compared.put_in))
    texts = ["" if side == row else to_plain(scalar_tree(side, names)) for side in compared.sides]
    letter = next(one for one in ("x", "y", "z", "w") if one not in names.values())
    cases = [f"{letter}{case}" for case in range(1, CASES + 1)]
    if set(cases) & set(names.values()):
        raise RefusedError("its names are those of its cases")

    def holds(value: str) -> str:
        put = [text or value for text in texts]
        pairs = zip(pairwise(put), compared.relations, strict=True)
        return "*".join(f"ind({one} {COMPARED[sign]} {other})" for (one, other), sign in pairs)

    number = " + ".join(map(holds, cases))
    any_case = f"pick(i, {', '.join(cases)})"
    given = listed([f"${maths(to_latex(node))} = @{{{name}}}$" for node, name in names.items()])
    return exercise_of(
        paper,
        line,
        Table(
            params={
                **dict.fromkeys(cases, compared.of_row),
                **{name: compared.put_in[node] for node, name in names.items()},
            },
            where=[f"{number} > 0", f"{number} < {CASES}"],
            says=(
                f"Say that in {CASES} cases {named(row, 'what is compared')} is "
                f"{listed([f'@{{{case}}}' for case in cases])}{f', and put in {given}' if names else ''}."
            ),
            asks="Compute in how many of them it holds, exactly.",
            key=number,
            shape="a count of cases",
            motion="go through the cases one by one, ask whether every comparison holds, and count",
            hint=f"Of the first two cases it holds in @{{{holds(cases[0])} + {holds(cases[1])}}}.",
            steps=(f"It holds in @{{{number}}} of {CASES} cases.",),
            witness={
                "enumerate": {"i": f"1..{CASES}"},
                "mean": f"{CASES}*{holds(any_case)}",
            },
            wrong=((f"{CASES} - ({number})", "There it does not hold."),),
        ),
    )


def _multiplied(side: Node) -> Iterator[Symbol]:
    """The letters that are factors."""
    products = (part for part in walk(side) if isinstance(part, Product))
    return (factor for product in products for factor in product.factors if isinstance(factor, Symbol))


def _has_broken(sides: tuple[Node, ...]) -> bool:
    """Whether a number with a decimal stands there, to which nothing that counts is compared."""
    return any(isinstance(part, Number) and "." in part.text for side in sides for part in walk(side))


def stands_alone(paper: Paper, line: Line) -> bool:
    """Whether nothing else is said in the display but comparisons by size."""
    beside = (
        reading.statement
        for reading in paper.readings
        if reading.formula == line.formula and reading.statement is not None
    )
    return all(one.relations and set(one.relations) <= _ORDERS for one in beside)


def _finite(line: Line) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    """The sides without what is infinite at an end, and the signs between them.

    Raises:
        RefusedError: they are no arithmetic of names and numbers.
    """
    sides, relations = line.statement.sides, line.statement.relations
    if sides[-1] in _INFINITE:
        sides, relations = sides[:-1], relations[:-1]
    if sides[0] in _INFINITE:
        sides, relations = sides[1:], relations[1:]
    if not relations or len(sides) > _LONGEST or not set(relations) <= _ORDERS:
        raise RefusedError("it is no comparison by size")
    for part in (part for side in sides for part in walk(side)):
        if not isinstance(part, _PARTS) or (isinstance(part, Bracket) and len(part.parts) > 1):
            raise RefusedError("it compares what is no arithmetic")
        if isinstance(part, Symbol):
            check_symbol(part)
    return sides, relations


def _row(sides: tuple[Node, ...]) -> Symbol:
    """What differs from case to case: the name in the middle, or the first one.

    Raises:
        RefusedError: there is none, or it stands in another side, too.
    """
    inner = sides[1:-1] if len(sides) == _LONGEST else sides
    row = next((side for side in inner if isinstance(side, Symbol)), None)
    if row is None or sum(row in walk(side) for side in sides) > 1:
        raise RefusedError("there is nothing to compare")
    if row.font in ("\\mathbf", "\\mathcal", "\\mathbb") or (row.base.isupper() and not row.sub):
        raise RefusedError("it may be no number")
    return row


def _of(paper: Paper, node: Node) -> str | list[str]:
    """What a name is drawn from where something is known of it; empty for any number."""
    found = Roles(paper, node, None).of(node)
    if found.role == "value":
        return ""
    return found.params if isinstance(found.params, str) else list(found.params)


def _ranges(sides: tuple[Node, ...]) -> tuple[str, str]:
    """What the cases and what else is given are drawn from: numbers around the ends."""
    numbers = [float(part.text) for side in sides for part in walk(side) if isinstance(part, Number)]
    if numbers and max(numbers) <= 1:
        return "-0.3..1.3 step 0.1", "0.2..0.8 step 0.1"
    if not numbers:
        return "-4..8", "-1..5"
    low, high = int(min(numbers)) - 4, int(max(numbers)) + 5
    return f"{low}..{high}", "1..5"
