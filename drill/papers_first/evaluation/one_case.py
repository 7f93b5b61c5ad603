"""Definitions by cases whose conditions no number decides: one of them is said to hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from drill.papers_first.alteration.working import steps_of
from drill.papers_first.arithmetic.branches import CONDITIONAL, REST
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Bracket, Node, Said, Statement, Symbol, Table, Words, symbols
from drill.papers_first.plausible.stated_ranges import LESS
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline

_ENVIRONMENTS: Final = frozenset(("cases", "dcases", "rcases"))
_MEMBERSHIP: Final = frozenset(("\\in", "\\notin"))


@dataclass(frozen=True, slots=True)
class Case:
    """One line of a definition by cases: its value, the condition, and a sentence that says that it holds."""

    value: Node
    condition: Node | None
    says: str


def cases_of(line: Line) -> tuple[Case, ...]:
    """The lines of a right side that is defined by cases; empty where that is not clear."""
    table = line.rights[-1]
    if not isinstance(table, Table) or table.environment not in _ENVIRONMENTS or len(table.rows) < 2:
        return ()
    found = tuple(map(_case, table.rows))
    if None in found or len({one.says for one in found if one is not None}) < len(found):
        return ()
    return tuple(one for one in found if one is not None)


def _case(row: tuple[Node, ...]) -> Case | None:
    match row:
        case (value, Words(text)) if REST.match(text.strip()):
            return Case(value, None, "Say that no condition of the other lines holds")
        case (value, Said(words, condition)) if CONDITIONAL.match(words.strip()):
            return Case(value, condition, f"Say that {inline(condition)}")
        case (value, Statement() as condition):
            return Case(value, condition, f"Say that {inline(condition)}")
        case _:
            return None


def one_case(line: Line) -> Iterator[Line]:
    """The line with the value of one case for its right side, the one with most to compute first.

    What compares sizes is a condition on the numbers of the exercise; what names sets or words is told.
    """
    cases = cases_of(line)
    for case in sorted(cases, key=lambda case: -steps_of(case.value)):
        if steps_of(case.value) == 0:
            return
        limits = _limits(case, cases)
        if limits is not None:
            conditions = (*line.reading.conditions, *(tuple(to_tokens(one)) for one in limits))
            reading = replace(line.reading, conditions=conditions)
            yield replace(line, reading=reading, rights=(case.value,)).also_saying(case.says)


def _limits(case: Case, cases: tuple[Case, ...]) -> tuple[Statement, ...] | None:
    """Comparisons by size that the numbers of a case must satisfy; None where something else limits them."""
    used = {part for part in walk(case.value) if isinstance(part, Symbol)}
    if case.condition is None:
        others = (one for other in cases if other.condition is not None for one in symbols(other.condition))
        return None if used & set(others) else ()
    found: list[Statement] = []
    for part in _parts(case.condition):
        compared = _comparison(part)
        if compared is not None:
            found.append(compared)
        elif used & set(symbols(part)) and not _is_membership(part):
            return None
    return tuple(found)


def _parts(condition: Node) -> tuple[Node, ...]:
    """``x \\in A, k > 0`` as two conditions."""
    match condition:
        case Bracket("", "", parts, separators) if set(separators) <= {","}:
            return parts
        case _:
            return (condition,)


def _comparison(part: Node) -> Statement | None:
    match part:
        case Statement((inside, Bracket("[" | "(" as left, right, (low, high), (",",), ())), ("\\in",)):
            signs = ("\\leq" if left == "[" else "<", "\\leq" if right == "]" else "<")
            return Statement((low, inside, high), signs)
        case Statement(_, relations) if relations and set(relations) <= LESS.keys():
            return part
        case _:
            return None


def _is_membership(part: Node) -> bool:
    """``s \\in S_1``: any number may be a member of a set that only has a name."""
    match part:
        case Statement((Symbol(), Symbol()), (relation,)):
            return relation in _MEMBERSHIP
        case _:
            return False
