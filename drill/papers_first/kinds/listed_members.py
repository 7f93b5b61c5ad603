"""How many members a list with dots has, ``(h_0, \\ldots, h_{T - 1})``, where it does not end with that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from drill.maths.print import to_plain
from drill.papers_first.arithmetic.scalars import scalar_tree
from drill.papers_first.draft import Exercise
from drill.papers_first.evaluation.reals import compile_real
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Node, Number, Statement, Symbol, symbols
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_DOTS: Final = frozenset(("\\ldots", "\\dots", "\\cdots"))
_CLOSED: Final = frozenset(("(", "[", "\\{"))
_COUNTS: Final = "2..30"
_MOST: Final = 3
"""So many letters at most stand in the indices."""


def listed_members(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that lists numbered members from one to another.

    Raises:
        RefusedError: it is none, or its numbers run from 1 to what is given.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    first, last = _ends(line.rights[0])
    names = quantity_names(tuple(dict.fromkeys((*symbols(first), *symbols(last)))))
    if not names or len(names) > _MOST or (first == Number("1") and isinstance(last, Symbol)):
        raise RefusedError("there is nothing to count")
    low, high = (to_plain(scalar_tree(end, names)) for end in (first, last))
    key = f"({high}) - ({low}) + 1"
    given = listed([f"${maths(to_latex(node))} = @{{{name}}}$" for node, name in names.items()])
    return exercise_of(
        paper,
        line,
        Table(
            params=dict.fromkeys(names.values(), _COUNTS),
            where=[
                f"{key} > 1",
                *([] if isinstance(first, Number) else [f"{low} >= 0"]),
                *_said_orders(paper, names),
            ],
            says=f"Put in {given}.",
            asks=f"How many members are listed in {inline(line.left)}? Give the number exactly.",
            key=key,
            shape="a list that runs from one number to another, both of them counted",
            motion="put the numbers into the first and the last index, subtract, and add 1",
            hint=f"The indices run from @{{{low}}} to @{{{high}}}.",
            steps=(f"From @{{{low}}} to @{{{high}}} there are @{{{key}}} numbers.",),
            witness={"enumerate": {"i": f"{low}..{high}"}, "count": f"i >= {low}"},
            wrong=((f"({high}) - ({low})", "Both ends are in the list: add 1."),),
        ),
    )


def _said_orders(paper: Paper, names: Mapping[Node, str]) -> Iterator[str]:
    """What the paper says of which letter of the indices is less than which."""
    typed = {tuple(to_tokens(node)): name for node, name in names.items()}
    for order in paper.kept.orders():
        if order.less in typed and order.more in typed:
            yield f"{typed[order.less]} {'<' if order.sign == '<' else '<='} {typed[order.more]}"


def _ends(right: Node) -> tuple[Node, Node]:
    """The first and the last index.

    Raises:
        RefusedError: it lists something else, or its members follow each other in another way.
    """
    match right:
        case Bracket(opening, _, parts, separators, ()) if opening in _CLOSED and set(separators) == {","}:
            pass
        case _:
            raise RefusedError("it is no list")
    gaps = [place for place, part in enumerate(parts) if isinstance(part, Symbol) and part.base in _DOTS]
    named = [part for part in parts if isinstance(part, Symbol) and part.base not in _DOTS]
    if len(gaps) != 1 or len(named) != len(parts) - 1 or not 0 < gaps[0] < len(parts) - 1:
        raise RefusedError("it is no list")
    if len({replace(one, sub=()) for one in named}) > 1:
        raise RefusedError("its members have several names")
    places = [_place(one) for one in named]
    _check_steps(places[: gaps[0]])
    _check_steps(places[gaps[0] :])
    return places[0], places[-1]


def _place(member: Symbol) -> Node:
    try:
        index = parse_tokens(list(member.sub))
    except RefusedError:
        raise RefusedError("its index is no number") from None
    match index:
        case Statement((place,), ()) if all(one == Symbol(one.base) for one in symbols(place)):
            return place
        case _:
            raise RefusedError("its index is no number")


def _check_steps(places: list[Node]) -> None:
    """That each member follows the one before.

    Raises:
        RefusedError: one does not.
    """
    names = quantity_names(tuple(dict.fromkeys(one for place in places for one in symbols(place))))
    draw = {name: Fraction(7 + 4 * number) for number, name in enumerate(names.values())}
    for one, other in pairwise(places):
        before, after = (compile_real(scalar_tree(place, names))(draw) for place in (one, other))
        if before is None or after is None or after - before != 1:
            raise RefusedError("its members follow each other in another way")
