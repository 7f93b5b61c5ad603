"""Two steps of ``h_t = f(h_{t-1}, x_t)`` with a function that the exercise chooses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.draft import Exercise
from drill.papers_first.formula.naming import quantity_names
from drill.papers_first.formula.printing import to_latex
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Bracket, Call, Node, Number, Symbol
from drill.papers_first.kinds.chosen_rules import (
    FACTORS,
    as_numbers,
    check_numbers,
    is_free_map,
    joined,
    rule_of,
    term,
)
from drill.papers_first.kinds.small_table import Table, exercise_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed, maths

_TIMES: Final = frozenset(("t", "k", "n", "l", "i", "s", "m", "j", "\\tau", "\\ell"))
_NONLINEAR: Final = frozenset(("\\phi", "\\varphi", "\\rho", "\\psi"))
"""Letters of activations, which alone are no free choice."""
_RANGE: Final = "-6..9 !0"
_WIDE: Final = "-20..30 !0"

Timed = tuple[str, int]
"""The letter of a step and what is added to it."""


@dataclass(frozen=True, slots=True)
class _Recursion:
    """A step: what is computed, the function, its arguments, and which of them was computed before."""

    left: Symbol
    call: Call
    head: Symbol
    arguments: tuple[Symbol, ...]
    letter: str
    state: int
    first: int
    """The number of the first step."""
    way: int
    """1 where steps are counted up, else -1."""

    def at(self, step: int) -> tuple[Node, ...]:
        """The arguments of one step."""
        return tuple(
            Number(str(step)) if one == Symbol(self.letter) else _at(one, self.letter, step)
            for one in self.arguments
        )

    def result(self, step: int) -> Symbol:
        return _at(self.left, self.letter, step)


def recursion(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is a function of what the left side was a step before.

    Raises:
        RefusedError: it is none.
    """
    found = _recursion(paper, line)
    check_numbers(paper, *found.arguments)
    rule = rule_of(paper, found.call, addition=" - @d" if len(found.arguments) == 1 else "")
    steps = (found.first, found.first + found.way)
    inputs = [found.at(step) for step in steps]
    before = inputs[0][found.state]
    given = tuple(
        dict.fromkeys(
            one
            for place, step in enumerate(inputs)
            for at, one in enumerate(step)
            if isinstance(one, Symbol) and not (place == 1 and at == found.state)
        )
    )
    if before not in given:
        raise RefusedError("its first step starts from nothing")
    return exercise_of(paper, line, _table(paper, found, rule, steps, inputs, quantity_names(given)))


def _table(
    paper: Paper,
    found: _Recursion,
    rule: str,
    steps: tuple[int, int],
    inputs: Sequence[tuple[Node, ...]],
    names: Mapping[Node, str],
) -> Table:
    factors = FACTORS[: len(found.arguments)]
    is_alone = len(factors) == 1

    def value(step: tuple[Node, ...], state: str) -> str:
        texts = [
            state if at == found.state and state else one.text if isinstance(one, Number) else names[one]
            for at, one in enumerate(step)
        ]
        whole = joined([term(factor, text, "*") for factor, text in zip(factors, texts, strict=True)])
        return f"{whole} - d" if is_alone else whole

    once = value(inputs[0], "")
    twice = value(inputs[1], f"({once})")
    middle, last = (found.result(step) for step in steps)
    values = listed([f"${maths(to_latex(node))} = @{{{name}}}$" for node, name in names.items()])
    params = dict.fromkeys(names.values(), _RANGE if len(names) > 1 else _WIDE)
    params |= {"d": "1..9"} if is_alone else {}
    return Table(
        params=params,
        where=[f"{once} != {twice}"],
        says=f"{as_numbers(paper, found.left)}Say that here {rule}. Put in {values}.",
        asks=f"Compute {inline(last)} exactly: that takes two steps.",
        key=twice,
        shape="a rule that leads from one step to the next",
        motion="write the rule down for each step with the numbers of that step, the old result in its place",
        hint=f"The first step gives ${to_latex(middle)} = @{{{once}}}$.",
        steps=(
            f"${to_latex(middle)} = @{{raw({once})}} = @{{{once}}}$.",
            f"With that ${to_latex(last)} = @{{raw({twice})}} = @{{{twice}}}$.",
        ),
        witness={
            "enumerate": {"i": "1..1"},
            "mean": _multiplied_out(inputs, found.state, names, is_alone=is_alone),
        },
        wrong=((once, f"That is {inline(middle)}, after one step."),),
        level=2,
    )


def _multiplied_out(
    inputs: Sequence[tuple[Node, ...]], state: int, names: Mapping[Node, str], *, is_alone: bool
) -> str:
    """The result of both steps as a sum of multiples, each number followed through them by itself."""
    result: Counter[str] = Counter()
    for place, step in enumerate(inputs):
        total: Counter[str] = Counter({"d": -1}) if is_alone else Counter()
        for at, (factor, one) in enumerate(zip(FACTORS, step, strict=False)):
            if place and at == state:
                part = result
            else:
                part = Counter({"1": int(one.text)} if isinstance(one, Number) else {names[one]: 1})
            for name, count in part.items():
                total[name] += factor * count
        result = total
    return " + ".join(f"({count})*{name}" for name, count in result.items() if count)


def _recursion(paper: Paper, line: Line) -> _Recursion:
    match line.left, line.rights[0]:
        case (
            Symbol() as left,
            Call(Symbol() as head, Bracket("(", ")", parts, separators, ())) as call,
        ) if set(separators) <= {",", ";"} and len(parts) <= len(FACTORS):
            pass
        case _:
            raise RefusedError("it is no function of the step before")
    arguments = tuple(one for one in parts if isinstance(one, Symbol))
    if (
        len(arguments) < len(parts)
        or not is_free_map(paper, head)
        or (len(parts) == 1 and head.base in _NONLINEAR)
    ):
        raise RefusedError("it is no function of the step before")
    timed = _timed(left)
    if timed is None or len(set(arguments)) < len(arguments):
        raise RefusedError("it is no function of the step before")
    letter, shift = timed
    for way in (1, -1):
        before = _shifted(left, letter, shift - way)
        if before in arguments:
            shifts = [found[1] for one in (left, *arguments) if (found := _timed(one)) and found[0] == letter]
            first = -min(shifts) if way == 1 else 1 - shift
            return _Recursion(left, call, head, arguments, letter, arguments.index(before), first, way)
    raise RefusedError("it is no function of the step before")


def _timed(symbol: Symbol) -> Timed | None:
    """The step that an index or a raised mark in brackets names: ``t``, ``t + 1``, ``(l - 1)``."""
    match symbol.sub, symbol.mark:
        case tokens, ():
            pass
        case (), ("(", *inside, ")"):
            tokens = tuple(inside)
        case _:
            return None
    match tokens:
        case (letter,) if letter in _TIMES:
            return letter, 0
        case (letter, "+" | "-" as sign, number) if letter in _TIMES and number.isdigit():
            return letter, int(f"{sign}{number}")
        case _:
            return None


def _shifted(symbol: Symbol, letter: str, shift: int) -> Symbol:
    """The same quantity at another step."""
    tokens = (letter, "+" if shift > 0 else "-", str(abs(shift))) if shift else (letter,)
    return replace(symbol, sub=tokens) if symbol.sub else replace(symbol, mark=("(", *tokens, ")"))


def _at(symbol: Symbol, letter: str, step: int) -> Symbol:
    timed = _timed(symbol)
    if timed is None or timed[0] != letter:
        return symbol
    number = str(step + timed[1])
    return replace(symbol, sub=(number,)) if symbol.sub else replace(symbol, mark=("(", number, ")"))
