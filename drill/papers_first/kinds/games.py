"""Two searches, one inside of the other: ``\\min_x \\max_y V(x, y)`` on a table of two by two values."""

from __future__ import annotations

from typing import Final

from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Node
from drill.papers_first.kinds.extremum import EXTREMES, candidate, sought_in, variables_of
from drill.papers_first.kinds.small_table import Table, exercise_of, named, range_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline

_CELLS: Final = ("a", "b", "c", "d")


def game(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is an extremum of an extremum of the other kind.

    Raises:
        RefusedError: it is none, or its order would not matter.
    """
    if line.is_conditional:
        raise RefusedError("it holds under a condition only")
    sought = sought_in(line)
    inner = _inner(sought.big.body)
    outside, inside = EXTREMES[sought.big.name], EXTREMES[inner.name]
    if outside[1] == inside[1] or inner.name in ("\\argmin", "\\argmax"):
        raise RefusedError("both search for the same, in either order")
    if any(isinstance(part, Big) and part.name in EXTREMES and part.lower for part in walk(inner.body)):
        raise RefusedError("three searches are no table")
    others = variables_of(inner)
    tokens = to_tokens(inner.body)
    if not all(one.base in tokens for one in sought.variables) or set(others) & set(sought.variables):
        raise RefusedError("what is compared does not hold what it runs over")
    rows = [candidate(sought.variables, number, line.statement) for number in (1, 2)]
    columns = [candidate(others, number, line.statement) for number in (1, 2)]
    says = (
        f"Say that only {rows[0]} and {rows[1]}, with {columns[0]} and {columns[1]}, are possible, and that "
        f"{named(inner.body, 'what is compared')} is @a with {rows[0]} and {columns[0]}, @b with {rows[0]} "
        f"and {columns[1]}, @c with {rows[1]} and {columns[0]}, and @d with {rows[1]} and {columns[1]}."
    )
    is_place = sought.big.name in ("\\argmin", "\\argmax")
    return exercise_of(
        paper, line, _table(line.left, says, outside, inside, range_of(paper, inner.body), is_place=is_place)
    )


def _inner(body: Node) -> Big:
    while isinstance(body, Bracket) and len(body.parts) == 1:
        (body,) = body.parts
    if not isinstance(body, Big) or body.name not in EXTREMES or not body.lower:
        raise RefusedError("it is no extremum of an extremum")
    return body


def _table(
    left: Node | None,
    says: str,
    outside: tuple[str, str, str],
    inside: tuple[str, str, str],
    values: str,
    *,
    is_place: bool,
) -> Table:
    (word, sign, outer), (inner_word, inner_sign, inner) = outside, inside
    first, second = f"{inner}(a, b)", f"{inner}(c, d)"
    value, place = f"{outer}({first}, {second})", f"1 + ind({second} {sign} {first})"
    turned = f"{inner}({outer}(a, c), {outer}(b, d))"
    asked = "its value" if left is None else inline(left)
    which = "is it" if left is None else f"is {inline(left)}"
    where = ["a != b", "a != c", "a != d", "b != c", "b != d", "c != d", f"{value} != {turned}"]
    cell, beside = "pick(2*i + j - 2, a, b, c, d)", "pick(2*i + (3 - j) - 2, a, b, c, d)"
    other = f"{inner}(pick(3 - i, a, c), pick(3 - i, b, d))"
    steps = [
        f"For the first choice the {inner_word} is @{{{first}}}, for the second @{{{second}}}.",
        f"The {word} of these is @{{{value}}}.",
    ]
    if is_place:
        steps.append(f"It belongs to choice number @{{{place}}}, and that is asked for.")
    wrong = (
        (f"3 - ({place})", "For the other choice the inner search ends better for the other side."),
        (value, "That is the value; asked for is the choice."),
    )
    if not is_place:
        wrong = (
            (turned, "That is the other order: the inner search comes first, for each choice of the outer."),
            (f"{outer}(a, b, c, d)", f"The inner search takes the {inner_word} first."),
        )
    return Table(
        params=dict.fromkeys(_CELLS, values),
        where=where,
        says=says,
        asks=f"Which of the two {which}? Give its number, 1 or 2."
        if is_place
        else f"Compute {asked} exactly.",
        key=place if is_place else value,
        shape="a table: a search along each row, then one among the results",
        motion="work from the inside out: the inner search for each choice of the outer one first",
        hint=f"For each choice outside, the {inner_word} inside is @{{{first}}} and @{{{second}}}.",
        steps=steps,
        witness={
            "enumerate": {"i": "1..2", "j": "1..2"},
            "mean": "i" if is_place else cell,
            "given": f"{beside} {inner_sign.translate(_OTHER)} {cell} and {cell} {sign} {other}",
        },
        wrong=wrong,
        level=2,
    )


_OTHER: Final = str.maketrans("<>", "><")
