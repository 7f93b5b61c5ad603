"""Right sides made of functions of which the paper says nothing, with rules that the exercise gives them.

``\\gamma(x_i, \\sum_j \\phi(x_i, x_j))`` becomes arithmetic where each is a weighted sum of its arguments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Call,
    Node,
    Number,
    Product,
    Signed,
    Sum,
    Symbol,
    symbols,
)
from drill.papers_first.kinds.chosen_rules import FACTORS, check_left, check_numbers, rule_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import listed

_FEWEST: Final = 2
"""A function of one name only is worth no exercise."""
_MOST_FUNCTIONS: Final = 3
_INDICES: Final = frozenset("ijklmn")
_GATHERS: Final = re.compile(r"\$\\bigoplus\$[^.$]{0,60}\b(?:permutation|aggregat)", re.IGNORECASE)
"""What a paper says of a sign that it leaves open: a sum, a mean or a maximum."""


def with_given_rules(paper: Paper, line: Line) -> Iterator[Line]:
    """A line whose right side, a function's value, is computed by rules that its prompt gives, or none."""
    try:
        yield _with_rules(paper, line)
    except RefusedError:
        return


def _with_rules(paper: Paper, line: Line) -> Line:
    """The same.

    Raises:
        RefusedError: it is none, or a function of it is no free choice.
    """
    if line.is_conditional or line.left is None or line.says not in ("equal", "assign"):
        raise RefusedError("there is nothing to compute")
    right, taken = _with_sums(paper, line.rights[-1])
    calls = list(_calls(right))
    heads = dict.fromkeys(call.head for call in calls)
    names = set(symbols(right)) - set(heads)
    is_of_several = len(names) >= _FEWEST or len(heads) < len(calls) or len(heads) > _FEWEST
    if (
        not (isinstance(right, Call) or taken)
        or not names
        or not is_of_several
        or len(heads) > _MOST_FUNCTIONS
    ):
        raise RefusedError("there is nothing to compute")
    first = [next(call for call in calls if call.head == head) for head in heads]
    if any(
        len(_places(call)) != len(_places(one)) for one in first for call in calls if call.head == one.head
    ):
        raise RefusedError("a function of it takes now more, now fewer arguments")
    if line.left in names or any(_is_defined(paper, head, line) for head in heads):
        raise RefusedError("a function of it has a meaning of its own")
    check_left(line.left, [head for head in heads if isinstance(head, Symbol)])
    check_numbers(paper, *names)
    if any(name.base in _INDICES and not name.sub and paper.meaning(name) is None for name in names):
        raise RefusedError("an index may stand for a thing that has it")
    more = {call.head: number for call, number in zip(first, _more(first), strict=True)}
    rules = [rule_of(paper, _of_letters(call), addition=_added(more[call.head])) for call in first]
    chosen = [*taken, *([f"Say that here {listed(rules)}"] if rules else [])]
    said = ". ".join(chosen)
    computed = replaced(right, partial(_by_rule, more))
    statement = replace(line.statement, sides=(line.statement.sides[0], computed))
    return replace(line, rights=(computed,), statement=statement).also_saying(said)


def _with_sums(paper: Paper, right: Node) -> tuple[Node, tuple[str, ...]]:
    """``right`` with sums for what the paper lets be any way to gather values, and what is said of it."""
    if not any(isinstance(part, Big) and part.name == "\\bigoplus" for part in walk(right)):
        return right, ()
    if not any(_GATHERS.search(one.text) for one in paper.document.paragraphs):
        raise RefusedError("there is nothing to compute")
    sign = replaced(right, _as_sum)
    return sign, (r"Let $\bigoplus$ be the sum",)


def _as_sum(part: Node) -> Node | None:
    match part:
        case Big("\\bigoplus", lower, upper, body):
            return Big("\\sum", lower, upper, replaced(body, _as_sum))
        case _:
            return None


def _calls(node: Node) -> Iterator[Call]:
    """The values of functions, the outermost first.

    Raises:
        RefusedError: something else than sums and products of names stands in one.
    """
    for part in walk(node):
        match part:
            case Call(Symbol(), Bracket("(", ")", (_, *_) as parts, separators, ())) if len(parts) <= len(
                FACTORS
            ) and set(separators) <= {",", ";"}:
                yield part
            case Symbol() | Number() | Bracket("(", ")", _, _, ()) | Big("\\sum"):
                continue
            case Sum(_, signs) if set(signs) <= {"+", "-"}:
                continue
            case Product(_, signs) if set(signs) <= {"", "\\cdot"}:
                continue
            case Signed("-", _):
                continue
            case _:
                raise RefusedError("there is nothing to compute")


def _places(call: Call) -> tuple[Node, ...]:
    return call.arguments.parts


def _of_letters(call: Call) -> Call:
    """A call with the signs between its arguments, of names that its rule must not use."""
    return replace(call, arguments=replace(call.arguments, parts=tuple(Symbol("x") for _ in _places(call))))


def _is_defined(paper: Paper, head: Node, line: Line) -> bool:
    """Whether another formula says what a function is."""
    return any(
        isinstance(left := equation.statement.sides[0], Call)
        and left.head == head
        and equation.statement != line.statement
        for equation in paper.equations
    )


def _more(calls: Sequence[Call]) -> Iterator[int]:
    """What the rule of each adds, so that no two functions are the same."""
    numbers = iter((1, -4, 5))
    for place, call in enumerate(calls):
        yield 0 if place == 0 and len(_places(call)) > 1 else next(numbers)


def _added(number: int) -> str:
    return "" if number == 0 else f" {'+' if number > 0 else '-'} {abs(number)}"


def _by_rule(more: Mapping[Node, int], part: Node) -> Node | None:
    match part:
        case Call(Symbol() as head, Bracket("(", ")", parts)):
            inner = tuple(_grouped(replaced(one, partial(_by_rule, more))) for one in parts)
            factors = (*FACTORS[: len(inner)], more[head])
            terms = [_multiple(abs(factor), one) for factor, one in zip(FACTORS, inner, strict=False)]
            if more[head]:
                terms.append(Number(str(abs(more[head]))))
            signs = tuple("-" if factor < 0 else "+" for factor in factors[1 : len(terms)])
            return Bracket("(", ")", (Sum(tuple(terms), signs) if signs else terms[0],))
        case _:
            return None


def _multiple(factor: int, node: Node) -> Node:
    return node if factor == 1 else Product((Number(str(factor)), node), ("\\cdot",))


def _grouped(node: Node) -> Node:
    return node if isinstance(node, Symbol | Bracket | Number) else Bracket("(", ")", (node,))
