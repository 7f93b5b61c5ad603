"""Functions one after the other, ``f \\circ g`` and ``f(g(x))``, with functions that the exercise chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.draft import Exercise
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Product, Symbol
from drill.papers_first.kinds.chosen_rules import check_left, check_numbers, is_free_map
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_DOTS: Final = frozenset(("\\cdots", "\\ldots", "\\dots"))
_LETTERS: Final = "vuwz"
_MOST: Final = 3


def composed(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is a function of a function of one symbol.

    Raises:
        RefusedError: it is none, or what it means with numbers is not clear.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("it holds under a condition only")
    right = line.rights[0]
    functions, place = _nested(right) if isinstance(right, Call) else _ringed(right)
    says = ""
    if any(one.base in _DOTS for one in functions):
        last, functions = _written_out(functions)
        says = f"Let ${last} = 3$. "
    if not 2 <= len(functions) <= _MOST or len(set(functions)) < len(functions):
        raise RefusedError("it is no function of a function")
    if place is not None:
        check_numbers(paper, place)
    if not all(is_free_map(paper, one) for one in functions):
        raise RefusedError("a function of it has a meaning of its own")
    check_left(line.left, functions)
    return exercise_of(paper, line, _table(line.left, functions, place, says))


def _table(left: Node, functions: Sequence[Symbol], place: Symbol | None, says: str) -> Table:
    """The outermost function stands first."""
    used = {token for one in (left, *functions) for token in to_tokens(one)}
    letter = next(one for one in _LETTERS if one not in used)
    # the innermost adds, the next multiplies, the outermost of three takes away from something
    rules = [f"{letter} + @a", f"@b {letter}", f"@c - {letter}"][: len(functions)]
    chosen = [
        f"${maths(to_latex(_call(one, Symbol(letter))))} = {rule}$"
        for one, rule in zip(reversed(functions), rules, strict=True)
    ]
    inner, key, wrong, expanded = "x + a", "b*(x + a)", "b*x + a", "b*x + b*a"
    if len(functions) == _MOST:
        key, wrong, expanded = "c - b*(x + a)", "b*(c - x) + a", "c - b*x - b*a"
    if place is None:
        given, asked = "", f"${maths(to_latex(_call(left, Symbol('AT'))))}$".replace("AT", "@x")
    else:
        given, asked = f", and put in {inline(place)[:-1]} = @x$", inline(left)
    return Table(
        params={"x": "-6..9 !0", "a": "1..9", "b": "2..5"}
        | ({"c": "1..20"} if len(functions) == _MOST else {}),
        where=[f"{key} != {wrong}"],
        says=f"{says}Say that here {listed(chosen)}{given}.",
        asks=f"Compute {asked} exactly.",
        key=key,
        shape="a chain of functions: the one that stands last is applied first",
        motion="begin with the innermost function and hand its value on outwards",
        hint=f"Innermost stands {inline(functions[-1])}: its value is @{{{inner}}}.",
        steps=(
            f"{inline(functions[-1])} gives @{{{inner}}}.",
            f"{inline(functions[-2])} of that is @{{b*(x + a)}}.",
            *((f"{inline(functions[0])} of that is @{{{key}}}.",) if len(functions) == _MOST else ()),
        ),
        witness={"enumerate": {"i": "1..1"}, "mean": expanded},
        wrong=((wrong, "That is the other order: what stands last is applied first."),),
        level=1,
    )


def _call(head: Node, argument: Symbol) -> Node:
    return Call(head, Bracket("(", ")", (argument,)))


def _nested(right: Call) -> tuple[list[Symbol], Symbol | None]:
    """``f(g(x))``, and ``(f \\circ g)(x)``."""
    match right:
        case Call(
            Bracket("(", ")", (Product() as inner,), (), ()), Bracket("(", ")", (Symbol() as place,), (), ())
        ):
            return _ringed(inner)[0], place
        case _:
            pass
    found: list[Symbol] = []
    node: Node = right
    while isinstance(node, Call):
        match node:
            case Call(Symbol() as head, Bracket("(", ")", (inner,), (), ())):
                found.append(head)
                node = inner
            case _:
                raise RefusedError("it is no function of a function")
    if not isinstance(node, Symbol) or len(found) < 2:
        raise RefusedError("it is no function of a function")
    return found, node


def _ringed(right: Node) -> tuple[list[Symbol], Symbol | None]:
    """``f \\circ g(x)``, and ``f \\circ g`` of no value."""
    if not isinstance(right, Product) or set(right.signs) != {"\\circ"}:
        raise RefusedError("it is no function of a function")
    *before, last = right.factors
    place: Symbol | None = None
    match last:
        case Call(Symbol() as head, Bracket("(", ")", (Symbol() as place,), (), ())):
            before.append(head)
        case _:
            before.append(last)
    found = [one for one in before if isinstance(one, Symbol)]
    if len(found) < len(before):
        raise RefusedError("it is no function of a function")
    return found, place


def _written_out(functions: list[Symbol]) -> tuple[str, list[Symbol]]:
    """Three functions for ``f_L \\circ \\cdots \\circ f_1``, the letter of the last one in front; of
    ``f_1(f_2(\\cdots f_n(f_e(x))))`` the index of one is no number.
    """
    first, *between, last = functions
    for start, end, is_falling in ((last, first, True), (first, last, False)):
        if (
            start.sub == ("1",)
            and len(end.sub) == 1
            and end.sub[0].isalpha()
            and replace(end, sub=("1",)) == start
            and all(_is_counted(one, start, end.sub[0]) for one in between)
        ):
            numbers = ("3", "2", "1") if is_falling else ("1", "2", "3")
            return end.sub[0], [replace(start, sub=(number,)) for number in numbers]
    raise RefusedError("what the dots stand for is not clear")


def _is_counted(one: Symbol, start: Symbol, letter: str) -> bool:
    """Whether it is one of those from the first to the last, ``f_2`` or ``f_{L-1}``, or the dots between."""
    if one.base in _DOTS:
        return True
    is_number = len(one.sub) == 1 and one.sub[0].isdigit()
    is_before = len(one.sub) == 3 and one.sub[:2] == (letter, "-") and one.sub[2].isdigit()
    return (is_number or is_before) and replace(one, sub=("1",)) == start
