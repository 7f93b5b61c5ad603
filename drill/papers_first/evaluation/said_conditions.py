"""Conditions on the numbers of a line that its paper states: in a sentence, beside it, by its ``\\leq``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from drill.maths import tree as maths
from drill.maths.print import to_plain
from drill.papers_first.arithmetic.scalars import number_tree, scalar_tree
from drill.papers_first.evaluation.computed import Side, read_side
from drill.papers_first.evaluation.numbers import Drawing
from drill.papers_first.evaluation.reals import compile_real
from drill.papers_first.evaluation.stated_sets import set_bounds
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.rewrite import at_index, replaced, walk
from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.formula.tree import Big, Bracket, Node, Number, Signed, Statement, Symbol, symbols
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.roles import Roles
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.plausible.stated_ranges import LESS, said_apart
from drill.papers_first.sides import Line

_CONDITION: Final = re.compile(
    r"\b(?:(?:valid|holds?|true|accurate|correct|converges?|satisfied|guaranteed|tight|exact)\b[^.;$]{0,30}"
    r"\b(?:if|when|whenever|for|given|while)|provided(?: that)?|as long as|assum(?:e|es|ing)(?: that)?)\b"
    r"[^.;$]{0,20}\$(?P<formula>[^$]{3,60})\$|\bfor (?:any|all|every) \$(?P<any>[^$]{3,60})\$",
    re.IGNORECASE,
)
_WHERE: Final = re.compile(
    r"\b(?:where|with|such that|so that)(?: both)? "
    r"(?P<list>\$[^$]{3,60}\$(?:(?:,| and|, and) \$[^$]{3,60}\$)*)"
    r"(?! (?:if|when|otherwise|else)\b)",
    re.IGNORECASE,
)
"""``where $a > 2 \\sqrt{b}$, and $c < a^2$``: what is said of names as they come in."""
_SMALL: Final = re.compile(
    r"\b(?:for|when|if|as long as|with) (?:sufficiently |very |a )?small (?:values? of )?"
    r"\$(?P<name>[^$]{1,20})\$"
    r"|\$(?P<other>[^$]{1,20})\$ is (?:sufficiently |very )?small\b"
    r"|\$(?P<less>[^$]{1,20})\\ll ?1\$",
    re.IGNORECASE,
)
_TYPED: Final = {"<": "<", ">": ">", "\\leq": "<=", "\\geq": ">="}
_EQUAL: Final = frozenset(("=", ":=", "\\equiv", "\\triangleq"))


def said_conditions(paper: Paper, line: Line, side: Side) -> Iterator[str]:
    """What sentences of the line's section say under which numbers it holds."""
    yield from set_bounds(paper, line, side)
    yield from _displayed(paper, line, side)
    yield from _below(line, side)
    texts = (each.text for each in paper.document.paragraphs if each.section == line.formula.section)
    for text in texts:
        for match in _CONDITION.finditer(text):
            for part in _parts(match["formula"] or match["any"]):
                yield from _typed(part, side)
        for match in _WHERE.finditer(text):
            yield from _introduced(match["list"], side)
        if line.says in ("near", "bound"):
            yield from _small(text, side)


def _introduced(formulas: str, side: Side) -> Iterator[str]:
    """The comparisons with expressions in a list of formulas; those of names alone are in order anyway."""
    for latex in formulas.split("$")[1::2]:
        for statement in _parts(latex):
            pairs = zip(pairwise(statement.sides), statement.relations, strict=True)
            for sides, relation in pairs:
                if not all(isinstance(one, Symbol | Number) for one in sides):
                    yield from _typed(Statement(sides, (relation,)), side)


def _parts(latex: str) -> Iterator[Statement]:
    """What a formula within a sentence says, or each of those that commas part: ``a \\geq 0, b \\geq c``."""
    try:
        yield from [parse_tokens(part) for part in said_apart(canonical(latex))]
    except RefusedError:
        return


def _displayed(paper: Paper, line: Line, side: Side) -> Iterator[str]:
    """Comparisons that stand displayed elsewhere, of quantities that are all given here: ``p \\leq q^2``."""
    for reading in paper.readings:
        statement = reading.statement
        if statement is None or statement == line.statement or not set(statement.relations) <= LESS.keys():
            continue
        names = set(symbols(statement))
        is_plain = all(
            isinstance(one, Symbol | Number) for one in statement.sides
        )  # these are in order anyway
        if len(names) > 1 and not is_plain and names <= side.names.keys():
            for sides, relation in zip(pairwise(statement.sides), statement.relations, strict=True):
                yield from _typed(Statement(sides, (relation,)), side)


def _below(line: Line, side: Side) -> Iterator[str]:
    """What stands below a sum of which one term is asked for: ``\\sum_{i : t_i < t}``."""
    if not side.asks:
        return
    for part in walk(line.statement):
        if isinstance(part, Big) and LESS.keys() & set(part.lower):
            begin = part.lower.index(":") + 1 if ":" in part.lower else 0
            statement = _comparison(part.lower[begin:])
            if statement is not None and set(symbols(statement)) <= side.names.keys():
                for sides, relation in zip(pairwise(statement.sides), statement.relations, strict=True):
                    yield from _typed(Statement(sides, (relation,)), side)


def _small(text: str, side: Side) -> Iterator[str]:
    """Of an approximation that holds "for small $x$" that x is."""
    for match in _SMALL.finditer(text):
        statement = parsed(match["name"] or match["other"] or match["less"])
        if statement is not None and not statement.relations and statement.sides[0] in side.names:
            yield f"abs({side.names[statement.sides[0]]}) <= 1/2"


def compared(line: Line) -> tuple[Statement, ...] | None:
    """The conditions beside a line as comparisons by size; None where one of them is something else."""
    found = tuple(map(_comparison, line.limits))
    return None if None in found else tuple(one for one in found if one is not None)


def _comparison(tokens: tuple[str, ...]) -> Statement | None:
    """``\\alpha > 1``, ``0 < x \\leq 1``, in brackets too."""
    try:
        node: Node = parse_tokens(list(tokens))
    except RefusedError:
        return None
    match node:
        case Statement((Bracket("(", ")", (Statement() as inner,), (), ()),), ()):
            node = inner
        case _:
            pass
    if not isinstance(node, Statement) or not node.relations or not set(node.relations) <= LESS.keys():
        return None
    return node if all(map(_is_bound, node.sides)) else None


def _is_bound(node: Node) -> bool:
    """Whether a side of a comparison is a name or a number."""
    return isinstance(node.body if isinstance(node, Signed) else node, Symbol | Number)


def beside(line: Line, side: Side) -> Iterator[str]:
    """What the conditions beside a line demand of its numbers.

    Of what stands only inside of a value that is given, ``f(y)`` for ``y > 0``, nothing is demanded.

    Raises:
        RefusedError: one is no comparison by size, or is with what no number is put in for.
    """
    statements = compared(line)
    if statements is None:
        raise RefusedError("it holds under a condition only")
    for statement in statements:
        if not symbols(statement):
            continue
        known = [symbol in side.names for symbol in symbols(statement)]
        if any(known) and not all(known):
            raise RefusedError("it holds under a condition only")
        if any(known):
            for (left, right), relation in zip(pairwise(statement.sides), statement.relations, strict=True):
                yield from _typed(Statement((left, right), (relation,)), side)


def _typed(statement: Statement, side: Side) -> Iterator[str]:
    """A comparison of a side's own quantities, at every place that its index runs over."""
    match statement:
        case Statement((left, right), (relation,)) if relation in LESS:
            sign = _TYPED[LESS[relation]]
        case _:
            return
    for one, other in _everywhere(left, right, side):
        try:
            trees = scalar_tree(one, side.names), scalar_tree(other, side.names)
        except RefusedError:
            continue
        yield f"{to_plain(trees[0])} {sign} {to_plain(trees[1])}"


def _everywhere(left: Node, right: Node, side: Side) -> Iterator[tuple[Node, Node]]:
    indices = {token for part in walk(left) if isinstance(part, Symbol) for token in part.sub}
    bound = sorted(indices & side.ranges.bound)
    if len(bound) != 1:
        yield left, right
        return
    numbers = {
        int(token)
        for quantity in side.names
        for part in walk(quantity)
        if isinstance(part, Symbol)
        for token in part.sub
        if token.isdigit()
    }
    for number in sorted(numbers):
        yield at_index(left, bound[0], number), at_index(right, bound[0], number)


def broken_orders(line: Line, side: Side, drawing: Drawing) -> list[str]:
    """That ``a \\leq b`` holds of two sides of the same quantities, where some draws break it."""
    if side.asks:
        return []
    trees = [_tree(node, line, side) for node in line.statement.sides]
    found: list[str] = []
    for (first, one), (second, other) in combinations(enumerate(trees), 2):
        sign = _direction(line.statement.relations[first:second])
        if one is not None and other is not None and sign and not _holds(one, sign, other, drawing):
            found.append(f"{to_plain(one)} {sign} {to_plain(other)}")
    return found


def broken_signs(paper: Paper, line: Line, side: Side, drawing: Drawing) -> list[str]:
    """That what a quantity above 0 is at most, a rate, is above 0 too, where some draws break it."""
    if side.asks or min(drawing.results) > 0:
        return []
    sides, relations = line.statement.sides, line.statement.relations
    mine = next((place for place, one in enumerate(sides) if one in (side.original, side.source)), 0)
    less = (
        one
        for place, one in enumerate(sides[:mine])
        if isinstance(one, Symbol) and one not in side.names and _direction(relations[place:mine])[:1] == "<"
    )
    is_above = any(Roles(paper, one, None).of(one).least > 0 for one in less)
    return [f"{side.text} > 0"] if is_above else []


def _tree(node: Node, line: Line, side: Side) -> maths.Node | None:
    if node in (side.original, side.source):
        return side.tree
    if (number := number_tree(node)) is not None:
        return number
    ends = side.ranges.ends
    node = replaced(node, lambda part: Number(str(ends[part])) if part in ends else None)
    try:
        return scalar_tree(read_side(node, left=line.left).node, side.names)
    except RefusedError:
        return None


def _direction(relations: Sequence[str]) -> str:
    """The sign between the ends of a chain; empty where there is none."""
    signs = {_TYPED[LESS[relation]] for relation in relations if relation in LESS}
    if any(relation not in LESS and relation not in _EQUAL for relation in relations) or not signs:
        return ""
    for way in ("<", ">"):
        if all(sign.startswith(way) for sign in signs):
            return way if way in signs else f"{way}="
    return ""


def _holds(one: maths.Node, sign: str, other: maths.Node, drawing: Drawing) -> bool:
    values = [(compile_real(one)(drawn), compile_real(other)(drawn)) for drawn in drawing.draws]
    pairs = [(left, right) for left, right in values if left is not None and right is not None]
    slack = 1e-9
    if sign.startswith("<"):
        return all(left <= right + slack for left, right in pairs)
    return all(left >= right - slack for left, right in pairs)
