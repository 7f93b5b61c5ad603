"""The body of a sum or product at every place that its sign runs over."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.ends import ends_of, whole_value
from drill.papers_first.arithmetic.open_runs import open_run
from drill.papers_first.arithmetic.runs import (
    Ranges,
    Run,
    at_places,
    is_index_of,
    is_letter,
    unsaid,
)
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import at_index, replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Call,
    Fraction,
    Node,
    Norm,
    Number,
    Product,
    Sum,
    Symbol,
    children,
)

_COUNTS: Final = (Symbol("n"), Symbol("N"))
_MOST_TERMS: Final = 4
_MOST_END: Final = 6


def places_of(big: Big, ranges: Ranges) -> list[Node]:
    """The body of a sum at every place it runs over.

    Raises:
        RefusedError: it is not said in a way that a small case of it can be made.
    """
    if big.lower[1:2] == ("=",):
        index, numbers = _counted(big, ranges)
        ranges.bound.add(index)
        ranges.last[index] = numbers[-1]
        return [at_index(big.body, index, number) for number in numbers]
    key = (big.lower, big.upper)
    run = ranges.runs.get(key) or open_run(big, ranges)
    ranges.runs[key] = run
    for place, variable in enumerate(run.variables):
        if isinstance(variable, str):
            ranges.last[variable] = max((numbers[place] for numbers in run.places), default=0)
    ranges.bound |= {one if isinstance(one, str) else one.base for one in run.variables}
    return list(at_places(big.body, run))


def sizes_of_runs(node: Node, ranges: Ranges) -> dict[Node, int]:
    """How many members a set has where its size stands in ``node``: ``|S|`` beside ``\\sum_{i \\in S}``.

    Beside a sum over an index alone a lone n or N is the number of its terms; so is what less 1 divides it.
    """
    parts = set(walk(node))
    less_one = dict.fromkeys(size for part in parts for size in _sizes_less_one(part))
    computed = set(_outside_calls(node))
    counts = [one for one in (*less_one, *_COUNTS) if one in computed and one.base not in ranges.bound]
    counts = list(dict.fromkeys(counts))
    found: dict[Node, int] = {}
    for (lower, _), run in ranges.runs.items():
        if "\\in" in lower:
            members = lower[lower.index("\\in") + 1 :]
            for size in parts:
                if isinstance(size, Norm) and size.bars == "|" and tuple(to_tokens(size.body)) == members:
                    found[size] = len(run.places)
        elif len(counts) == 1:
            found.setdefault(counts[0], ranges.count)
    return {end: number for end, number in found.items() if end not in ranges.ends}


def _outside_calls(node: Node) -> Iterator[Node]:
    """All parts but the arguments of functions, where an n may be one thing of many: ``q(z, n)``."""
    yield node
    for child in () if isinstance(node, Call) else children(node):
        yield from _outside_calls(child)


def _sizes_less_one(part: Node) -> Iterator[Symbol]:
    """The k of ``\\frac{1}{k - 1} \\sum_{j \\neq i} x_j``."""
    match part:
        case Product(factors):
            for before, after in itertools.pairwise(factors):
                match before, after:
                    case (
                        Fraction(Number("1"), Sum((Symbol() as size, Number("1")), ("-",))),
                        Big("\\sum", lower),
                    ) if "=" not in lower:
                        yield size
                    case _:
                        continue
        case Fraction(Big("\\sum", lower), Sum((Symbol() as size, Number("1")), ("-",))) if "=" not in lower:
            yield size
        case _:
            return


def _counted(big: Big, ranges: Ranges) -> tuple[str, range]:
    """``i = 1`` below, and what it ends with above."""
    index = big.lower[0]
    if not is_letter(index) or not is_index_of(big.body, index):
        raise RefusedError(f"what {big.name} runs over is no index of its terms")
    first = whole_value(big.lower[2:], {})
    if first is None:
        raise unsaid(big)
    if big.upper == ("\\infty",):
        return index, _ended(big, index, first, ranges)
    last = _last(big, first, ranges)
    return index, range(first, last + 1)


def _last(big: Big, first: int, ranges: Ranges) -> int:
    if len(big.upper) == 1 and big.upper[0].isdigit():
        last = int(big.upper[0])
        if not first <= last < first + _MOST_TERMS:
            raise RefusedError(f"{big.name} has too many terms to compute by hand")
        return last
    unknown = [end for end in ends_of(big) if end not in ranges.ends]
    wanted = max(first + 1, ranges.count)
    found: list[tuple[bool, int, int, dict[Node, int]]] = []
    for numbers in itertools.product(range(1, _MOST_END + 1), repeat=len(unknown)):
        ends = ranges.ends | dict(zip(unknown, numbers, strict=True))
        last = whole_value(big.upper, ends)
        if last is not None and first <= last < first + _MOST_TERMS:
            found.append((1 in numbers, abs(last - wanted), last, ends))
    if not found:
        raise unsaid(big)
    *_, last, ends = min(found, key=lambda one: one[:2])
    ranges.ends.update(ends)
    return last


def _ended(big: Big, index: str, first: int, ranges: Ranges) -> range:
    """A sum without end over values of which all but the first few are zero."""
    vanishing = _vanishing(big.body, index) if big.name == "\\sum" else None
    if vanishing is None:
        raise unsaid(big)
    last = first + ranges.count - 1
    first_gone = at_index(vanishing, index, last + 1)
    everywhere = replaced(first_gone, _of_no_outcome)
    where = "" if everywhere == first_gone else " in every outcome"
    says = f"Let ${to_latex(everywhere)}$ and all later ones be 0{where}, so that the sum has an end"
    numbers = range(first, last + 1)
    ranges.runs[(big.lower, big.upper)] = Run((index,), tuple((one,) for one in numbers), (says,))
    return numbers


def _of_no_outcome(part: Node) -> Node | None:
    """A value whatever the outcome: without the ``(3)`` above that says which one."""
    match part:
        case Symbol(mark=("(", number, ")")) if number.isdigit():
            return replace(part, mark=())
        case _:
            return None


def _vanishing(body: Node, index: str) -> Node | None:
    """A factor that is a value given at each place; where it is 0 the term is."""
    factors = body.factors if isinstance(body, Product) and not {"/", "\\div"} & set(body.signs) else (body,)
    for factor in (factor.top if isinstance(factor, Fraction) else factor for factor in factors):
        is_value = isinstance(factor, Symbol) and index in factor.sub
        if is_value or (isinstance(factor, Call) and is_index_of(factor, index)):
            return factor
    return None
