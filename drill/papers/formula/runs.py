"""What sums and products run over: the numbers that their indices take in one small case."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.printing import join, to_latex, to_tokens
from drill.papers.formula.rewrite import PAIRED, at_index, replaced, walk
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import (
    Big,
    Bracket,
    Call,
    Fraction,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    symbols,
)
from drill.papers.formula.vocabulary import GREEK

Key = tuple[tuple[str, ...], tuple[str, ...]]
"""What stands below and above a sign."""

_MOST_TERMS: Final = 4
_MOST_END: Final = 6
_UNEQUAL: Final = frozenset(("\\neq", "\\ne"))
_INDICATORS: Final = frozenset(("\\mathbb", "\\mathbf", ""))
_BRACKETS: Final = frozenset(("[", "]", "(", ")", "\\{", "\\}"))
_TRUTHS: Final = {
    "=": lambda one, other: one == other,
    "\\neq": lambda one, other: one != other,
    "\\ne": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one sign runs over where the paper leaves it open."""

    variables: tuple[str | Symbol, ...]
    """Indices by their letter, members of a set as they are written."""
    places: tuple[tuple[int, ...], ...]
    """The numbers that they take together."""
    says: tuple[str, ...]
    """Sentences without their full stops."""


class Ranges:
    """Which numbers each running index takes; ends that are symbols get one number throughout a formula."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.ends: dict[Node, int] = {}
        """Symbols and sizes that are ends of a range, and the number that each stands for."""
        self.runs: dict[Key, Run] = {}
        """What the signs run over whose range the paper leaves open."""
        self.bound: set[str] = set()
        """Indices that a sum runs over."""
        self.last: dict[str, int] = {}
        """The last number that each of them takes."""
        self.fixed: dict[str, int] = {}
        """Indices that stand outside of sums, beside what a sum runs over, and their number."""

    def says(self) -> tuple[str, ...]:
        """What is to be said of the open ranges, each sentence once."""
        return tuple(dict.fromkeys(one for run in self.runs.values() for one in run.says))


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
    run = ranges.runs.get(key) or _open_run(big, ranges)
    ranges.runs[key] = run
    for place, variable in enumerate(run.variables):
        if isinstance(variable, str):
            ranges.last[variable] = max((numbers[place] for numbers in run.places), default=0)
    ranges.bound |= {one if isinstance(one, str) else one.base for one in run.variables}
    return list(at_places(big.body, run))


def at_places(body: Node, run: Run) -> Iterator[Node]:
    """A body at each place of a run."""
    for place in run.places:
        found = body
        for variable, number in zip(run.variables, place, strict=True):
            found = _at(found, variable, number)
        yield found


def _at(node: Node, variable: str | Symbol, number: int) -> Node:
    if isinstance(variable, str):
        return at_index(node, variable, number)
    member = replace(variable, sub=(str(number),))
    return replaced(node, lambda part: member if part == variable else None)


# --- ranges from one number to another -------------------------------------------------------------------


def _counted(big: Big, ranges: Ranges) -> tuple[str, range]:
    """``i = 1`` below, and what it ends with above."""
    index = big.lower[0]
    if not _is_letter(index) or not _is_index_of(big.body, index):
        raise RefusedError(f"what {big.name} runs over is no index of its terms")
    first = whole_value(big.lower[2:], {})
    if first is None:
        raise _unsaid(big)
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
        raise _unsaid(big)
    *_, last, ends = min(found, key=lambda one: one[:2])
    ranges.ends.update(ends)
    return last


def ends_of(big: Big) -> tuple[Node, ...]:
    """The symbols and sizes that the end of a range is made of.

    Raises:
        RefusedError: it is no arithmetic of at most two of them.
    """
    try:
        statement = parse_tokens(list(big.upper))
    except RefusedError:
        raise _unsaid(big) from None
    sizes = [part for part in walk(statement) if isinstance(part, Norm) and part.bars == "|" and not part.sub]
    inside = {symbol for size in sizes for symbol in symbols(size)}
    found = (*dict.fromkeys(sizes), *(one for one in symbols(statement) if one not in inside))
    if not 0 < len(found) <= 2 or statement.relations:
        raise _unsaid(big)
    return found


def whole_value(tokens: tuple[str, ...], ends: Mapping[Node, int]) -> int | None:
    """A whole number as it is written, ``2 N - 1``; None where it is none for these ``ends``."""
    try:
        statement = parse_tokens(list(tokens))
    except RefusedError:
        return None
    return None if statement.relations else _whole(statement.sides[0], ends)


def _whole(node: Node, ends: Mapping[Node, int]) -> int | None:
    if node in ends:
        return ends[node]
    match node:
        case Number(text) if text.isdigit():
            return int(text)
        case Bracket("(", ")", (part,), (), ()):
            return _whole(part, ends)
        case Signed("-", body):
            found = _whole(body, ends)
            return None if found is None else -found
        case Sum(terms, signs) if set(signs) <= {"+", "-"}:
            values = [_whole(term, ends) for term in terms]
            if None in values:
                return None
            first, *rest = [value for value in values if value is not None]
            return first + sum(
                value if sign == "+" else -value for sign, value in zip(signs, rest, strict=True)
            )
        case Product(factors, signs) if set(signs) <= {"", "\\cdot", "\\times"}:
            result = 1
            for factor in factors:
                value = _whole(factor, ends)
                if value is None:
                    return None
                result *= value
            return result
        case Power(base, Number(text)) if text.isdigit() and len(text) == 1:
            value = _whole(base, ends)
            return None if value is None else value ** int(text)
        case _:
            return None


def _ended(big: Big, index: str, first: int, ranges: Ranges) -> range:
    """A sum without end over values of which all but the first few are zero."""
    vanishing = _vanishing(big.body, index) if big.name == "\\sum" else None
    if vanishing is None:
        raise _unsaid(big)
    last = first + ranges.count - 1
    latex = to_latex(at_index(vanishing, index, last + 1))
    says = f"Let ${latex}$ and all later ones be 0, so that the sum has an end"
    numbers = range(first, last + 1)
    ranges.runs[(big.lower, big.upper)] = Run((index,), tuple((one,) for one in numbers), (says,))
    return numbers


def _vanishing(body: Node, index: str) -> Node | None:
    """A factor that is a value given at each place; where it is 0 the term is."""
    factors = body.factors if isinstance(body, Product) and not {"/", "\\div"} & set(body.signs) else (body,)
    for factor in (factor.top if isinstance(factor, Fraction) else factor for factor in factors):
        is_value = isinstance(factor, Symbol) and index in factor.sub
        if is_value or (isinstance(factor, Call) and _is_index_of(factor, index)):
            return factor
    return None


# --- ranges that are left open ---------------------------------------------------------------------------


def _open_run(big: Big, ranges: Ranges) -> Run:
    if not big.lower:
        raise RefusedError(f"what {big.name} runs over is not said")
    if big.upper:
        raise _unsaid(big)
    numbers = tuple(range(1, ranges.count + 1))
    pair = pair_of(big)
    if pair is not None:
        first, relation, second = pair
        if not (_is_index_of(big.body, first) and _is_index_of(big.body, second)):
            raise _unsaid(big)
        places = tuple(
            (one, other) for one in numbers for other in numbers if is_in_pair(relation, one, other)
        )
        return Run((first, second), places, (_runs(first, numbers), _runs(second, numbers)))
    match big.lower:
        case ("(", first, ",", second, ")", "\\in", *_) if _is_letter(first) and _is_letter(second):
            return _of_pairs(big, first, second, ranges.count)
        case (index, relation, number) if relation in PAIRED and number.isdigit() and _is_letter(index):
            return _limited(big, index, relation, int(number), ranges.count)
        case (index, "\\geq" | "\\ge", number) if number.isdigit() and _is_letter(index):
            return _limited(big, index, ">", int(number) - 1, ranges.count)
        case _:
            return _of_members(big, numbers)


def _of_pairs(big: Big, first: str, second: str, count: int) -> Run:
    """``(u, v) \\in E``: two or three pairs that have a member in common."""
    for letter in (first, second):
        if not _is_place(big.body, letter) or Symbol(letter) in symbols(big.body):
            raise _unindexed(big)
    places = tuple((one, one + 1) for one in range(1, count + 1))
    listed = ", ".join(f"({one}, {other})" for one, other in places)
    return Run((first, second), places, (f"Let $({first}, {second})$ run over {listed}",))


def _limited(big: Big, index: str, relation: str, number: int, count: int) -> Run:
    """``j \\neq 1``, ``t > 1``."""
    _check_index(big, index)
    if relation not in (*_UNEQUAL, ">"):
        raise _unsaid(big)
    numbers = range(1, count + 1)
    places = tuple((one,) for one in numbers if _TRUTHS[relation](one, number))
    listed = ", ".join(map(str, numbers))
    return Run((index,), places, (f"Of {listed} let ${index}$ run over those that the sign allows",))


def _of_members(big: Big, numbers: tuple[int, ...]) -> Run:
    """``i``, ``i \\in S``, ``x_j \\in X``, ``s'``, ``\\tau \\in D``: an index, or a member of a set."""
    end = big.lower.index("\\in") if "\\in" in big.lower else len(big.lower)
    try:
        statement = parse_tokens(list(big.lower[:end]))
    except RefusedError:
        raise _unindexed(big) from None
    places = tuple((one,) for one in numbers)
    match statement:
        case Statement((Symbol(base) as variable,), ()) if variable == Symbol(base):
            is_letter = _is_letter(base)
            if not (is_letter or base in GREEK):
                raise _unindexed(big)
            _check_index(big, base)
            if is_letter or _is_place(big.body, base):
                return Run((base,), places, (_runs(base, numbers),))
        case Statement((Symbol(_, _, (), (index,)) as variable,), ()) if _is_letter(index) and end < len(
            big.lower
        ):
            _check_index(big, index)
            members = join(big.lower[end + 1 :])
            listed = ", ".join(to_latex(replace(variable, sub=(str(one),))) for one in numbers)
            return Run((index,), places, (f"Let ${members}$ have the members ${listed}$",))
        case Statement((Symbol() as variable,), ()) if not variable.sub and not variable.mark:
            pass
        case _:
            raise _unindexed(big)
    if variable not in symbols(big.body) or _is_place(big.body, variable.base):
        raise _unindexed(big)
    listed = ", ".join(to_latex(replace(variable, sub=(str(one),))) for one in numbers)
    return Run((variable,), places, (f"Let ${to_latex(variable)}$ be one of ${listed}$",))


def _runs(index: str, numbers: tuple[int, ...] | list[int]) -> str:
    return f"Let ${index}$ run over {', '.join(map(str, numbers))}"


def _check_index(big: Big, index: str) -> None:
    if not _is_index_of(big.body, index):
        raise _unindexed(big)


def check_places(node: Node) -> None:
    """That no index stands right behind a number: ``x_{2 i}`` may be every second one or a row's entries.

    Raises:
        RefusedError: one does.
    """
    letters = {part.lower[0] for part in walk(node) if isinstance(part, Big) and part.lower}
    for part in walk(node):
        if isinstance(part, Sum):
            _check_reach(part)
    for part in walk(node):
        if isinstance(part, Symbol) and "," not in part.sub:
            for before, token in itertools.pairwise(part.sub):
                if token in letters and before.isdigit() and not set("+-") & set(part.sub):
                    raise RefusedError("a number right before an index reads in two ways")


def _check_reach(whole: Sum) -> None:
    """That no later term holds what a sum in a term before it runs over: its author may reach farther."""
    bound: set[str] = set()
    for term in whole.terms:
        if any(_is_index_of(term, letter) for letter in bound):
            raise RefusedError("an index stands behind the sum that it runs in")
        last = term.body if isinstance(term, Signed) else term
        last = last.factors[-1] if isinstance(last, Product) else last
        if isinstance(last, Big) and last.name == "\\sum" and last.lower:
            bound.add(last.lower[0])


def pair_of(big: Big) -> tuple[str, str, str] | None:
    """Two indices that a sum runs over at once, and their relation: ``i, j``, ``i \\neq j``, ``i < j``."""
    match big.lower:
        case (first, relation, second) if relation in PAIRED and first != second:
            return (first, relation, second) if _is_letter(first) and _is_letter(second) else None
        case _:
            return None


def is_in_pair(relation: str, one: int, other: int) -> bool:
    """Whether a sum over pairs takes in this one."""
    return relation == "," or _TRUTHS[relation](one, other)


def excluded(node: Node, left: Node | None) -> tuple[str, ...]:
    """Of ``\\sum_{j \\neq i}`` the i that stands outside of the sum too, or on the left: j runs alone."""
    found: dict[str, None] = {}
    for part in walk(node):
        pair = pair_of(part) if isinstance(part, Big) else None
        if pair is None or pair[1] not in _UNEQUAL:
            continue
        outside = replaced(node, lambda inner, big=part: Number("0") if inner == big else None)
        bound = {one for inner in walk(outside) if isinstance(inner, Big) for one in inner.lower[:1]}
        is_outside = _is_index_of(outside, pair[2]) and pair[2] not in bound
        if is_outside or (left is not None and _is_index_of(left, pair[2])):
            found[pair[2]] = None
    return tuple(found)


def indicated_beside(node: Node) -> tuple[str, ...]:
    """Of ``\\sum_k 1_{[k \\neq i]} a_k`` the i: it is one number throughout."""
    bound = {letter for part in walk(node) if isinstance(part, Big) for letter in part.lower[:1]}
    found: dict[str, None] = {}
    for part in walk(node):
        said = _indicator(part)
        if said is not None and said[1] in _TRUTHS and set(said[::2]) & bound:
            found |= dict.fromkeys(
                letter for letter in said[::2] if _is_letter(letter) and letter not in bound
            )
    return tuple(found)


def free_starts(node: Node) -> tuple[str, ...]:
    """Of ``\\sum_{k = t + 1}^T`` the t, unless it runs itself."""
    bigs = [part for part in walk(node) if isinstance(part, Big)]
    bound = {part.lower[0] for part in bigs if part.lower}
    starts = [
        part.lower[2:] for part in bigs if part.lower[1:2] == ("=",) and part.name in ("\\sum", "\\prod")
    ]
    letters = dict.fromkeys(token for start in starts for token in start if _is_letter(token))
    return tuple(letter for letter in letters if letter not in bound)


def _is_letter(token: str) -> bool:
    return len(token) == 1 and token.isalpha()


def _is_index_of(body: Node, index: str) -> bool:
    return at_index(body, index, 1) != body


def _is_place(body: Node, index: str) -> bool:
    """Whether a letter stands in a subscript."""
    return any(isinstance(part, Symbol) and index in (*part.sub, *part.mark) for part in walk(body))


def _unsaid(big: Big) -> RefusedError:
    return RefusedError(f"the range of {big.name} is not said in numbers")


def _unindexed(big: Big) -> RefusedError:
    return RefusedError(f"what {big.name} runs over is no index of its terms")


# --- indicators ------------------------------------------------------------------------------------------


def indicated(node: Node) -> bool | None:
    """Whether what an indicator says of two numbers is true, ``1_{[2 \\neq 1]}``; None for anything else."""
    said = _indicator(node)
    match said:
        case (one, relation, other) if one.isdigit() and other.isdigit() and relation in _TRUTHS:
            return _TRUTHS[relation](int(one), int(other))
        case _:
            return None


def _indicator(node: Node) -> tuple[str, ...] | None:
    """What an indicator says as three tokens, ``k \\neq i``; None for anything else."""
    match node:
        case Symbol("1", font, (), sub, 0, ()) if font in _INDICATORS:
            said = tuple(token for token in sub if token not in _BRACKETS)
            return said if len(said) == 3 else None
        case Call(Symbol("1", font, (), (), 0, ()), Bracket(_, _, (Statement((one, other), (relation,)),))):
            sides = to_tokens(one), to_tokens(other)
            is_plain = font in _INDICATORS and all(len(side) == 1 for side in sides)
            return (sides[0][0], relation, sides[1][0]) if is_plain else None
        case _:
            return None


def is_true(node: Node) -> bool:
    """Whether it is an indicator of what is so."""
    return indicated(node) is True


def is_false(node: Node) -> bool:
    """Whether it is an indicator of what is not so."""
    return indicated(node) is False
