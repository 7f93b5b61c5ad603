"""Where something is smallest or largest, and how small or large: among three candidates, with numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from drill.papers_first.arithmetic.runs import members_below
from drill.papers_first.arrays.candidates import check_named
from drill.papers_first.draft import Exercise
from drill.papers_first.formula.parser import parse_tokens
from drill.papers_first.formula.printing import to_latex, to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Bracket, Node, Number, Statement, Symbol, symbols
from drill.papers_first.kinds.small_table import Table, exercise_of, named, range_of
from drill.papers_first.paper import Paper
from drill.papers_first.sides import Line
from drill.papers_first.wording import inline, listed

_PLACES: Final = {"\\argmin": ("smallest", "<", "min"), "\\argmax": ("largest", ">", "max")}
_VALUES: Final = {
    **dict.fromkeys(("\\min", "\\inf"), ("smallest", "<", "min")),
    **dict.fromkeys(("\\max", "\\sup"), ("largest", ">", "max")),
}
EXTREMES: Final = {**_PLACES, **_VALUES}
"""Of each sign the word, the comparison and the function."""
_BOUNDS: Final = frozenset(("\\in", "\\geq", "\\leq", "\\ge", "\\le", "<", ">", "\\subseteq", "\\subset"))
_BELOW: Final = frozenset(("\\leq", "\\le", "<"))
_LIMITED: Final = re.compile(r"s\s*\.?\s*t\s*\.|subject\s+to|such\s+that")
_INDICES: Final = frozenset("ijklmnct")
_CANDIDATES: Final = (("1", "2", "3"), ("1", "2"))
"""What the paper itself may let the candidates be."""
_FAR: Final = 1000
"""Beyond every value that is drawn."""


@dataclass(frozen=True, slots=True)
class Sought:
    """An extremum: its sign, what it runs over, whether its place is asked for."""

    big: Big
    variables: tuple[Symbol, ...]
    is_place: bool
    values: tuple[str, ...] = ("a", "b", "c")
    """The names of what the candidates give."""


def is_extremum(line: Line) -> bool:
    """Whether a right side is the smallest or largest of something, or its place."""
    right = line.rights[0]
    return isinstance(right, Big) and right.name in EXTREMES and bool(right.lower)


def is_problem(line: Line) -> bool:
    """Whether it is an extremum under conditions that the paper calls so: ``\\min f(x)`` s.t. …."""
    return is_extremum(line) and _LIMITED.search(line.formula.latex) is not None


def extremum(paper: Paper, line: Line) -> Exercise:
    """An exercise for a right side that is an extremum over one symbol, or several at once.

    Raises:
        RefusedError: it is none, or what it runs over is no symbol of what is compared.
    """
    sought = sought_in(line)
    if any(isinstance(part, Big) and part.name in EXTREMES and part.lower for part in walk(sought.big.body)):
        raise RefusedError("what is compared is an extremum itself")
    return exercise_of(paper, line, _table(paper, line, sought, is_limited=line.is_conditional))


def sought_in(line: Line) -> Sought:
    """What a line searches for; of several places in a chain the first, which they share.

    Raises:
        RefusedError: it is nothing that can be told.
    """
    bigs = [
        right for right in line.rights if isinstance(right, Big) and right.name in EXTREMES and right.lower
    ]
    if not bigs or len(bigs) < len(line.rights):
        raise RefusedError("it is no extremum")
    big = bigs[0]
    members = _members(big.lower)
    if members not in ((), *_CANDIDATES):
        raise RefusedError("the paper lists the candidates itself")
    are_places = all(one.name in _PLACES for one in bigs)
    if len(bigs) > 1 and (not are_places or any(one.lower != big.lower for one in bigs)):
        raise RefusedError("of several extrema it is the place that they share, not the value")
    if names_its_place(line.left, big):
        raise RefusedError("the left side is what it runs over: the place may be meant")
    found = Sought(big, variables_of(big), big.name in _PLACES or line.left is None)
    if big.name in _PLACES:
        check_named(line.left, found.variables)
    return replace(found, values=found.values[: len(members)]) if members else found


def _members(lower: tuple[str, ...]) -> tuple[str, ...]:
    """The candidates that the paper lists, ``i \\in \\{1, 2\\}``, ``i = 1, 2``; none where it does not."""
    if lower[1:2] == ("=",) and set(lower[3::2]) == {","}:
        return lower[2::2]
    return members_below(lower)


def names_its_place(left: Node | None, node: Node) -> bool:
    """``\\hat{y} = \\min_y f(y)``: whether the left side is what an extreme value is taken over."""
    match left, node:
        case Symbol(), Big(name, (_, *_) as lower) if name in _VALUES:
            try:
                found = _runs_over(lower)
            except RefusedError:
                return False
            return replace(left, accents=(), mark=(), primes=0) in found
        case _:
            return False


def variables_of(big: Big) -> tuple[Symbol, ...]:
    """What an extremum runs over.

    Raises:
        RefusedError: that is not told, or what is compared does not hold it.
    """
    found = _runs_over(big.lower)
    kept = tuple(one for one in found if isinstance(one, Symbol) and not one.mark)
    if len(kept) < len(found) or any(one.base in ("\\ldots", "\\dots", "\\cdots") for one in kept):
        raise RefusedError("what it runs over is no plain symbol")
    tokens = to_tokens(big.body)
    if not all(one.base in tokens for one in kept):
        raise RefusedError("what is compared does not hold what it runs over")
    return kept


def _runs_over(lower: tuple[str, ...]) -> tuple[Node, ...]:
    """The names below an extremum: of ``w, b``, of ``(w, b) \\in S``, of ``x \\geq 0``."""
    if lower[1:2] == ("=",) and _members(lower):
        return (Symbol(lower[0]),)
    if "," in lower and not {"(", "[", "\\{"} & set(lower):
        place = lower.index(",")
        return (*_runs_over(lower[:place]), *_runs_over(lower[place + 1 :]))
    try:
        statement = parse_tokens(list(lower))
    except RefusedError:
        raise RefusedError("what it runs over is not read") from None
    match statement:
        case Statement((Number() as low, Symbol() as one, high), signs) if set(signs) <= _BELOW:
            if one.base in _INDICES and not _holds_candidates(low, high, signs):
                raise RefusedError("the first whole numbers are not what it runs over")
            return (one,)
        case Statement(_, relations) if set(relations) - _BOUNDS or len(relations) > 1:
            raise RefusedError("what it runs over is no plain symbol")
        case _:
            pass
    match statement.sides:
        case (Symbol() as one, *_):
            return (one,)
        case (Bracket(_, _, parts, separators, ()), *_) if set(separators) <= {","}:
            return parts
        case _:
            raise RefusedError("what it runs over is no plain symbol")


def _holds_candidates(low: Number, high: Node, signs: tuple[str, ...]) -> bool:
    """Whether 1, 2 and 3 lie between a number and an end: not where it begins with 2 or ends with 1."""
    is_from_1 = float(low.text) < 1 or (float(low.text) == 1 and signs[0] != "<")
    last = len(_CANDIDATES[0])
    if not isinstance(high, Number):
        return is_from_1
    return is_from_1 and (float(high.text) > last or (float(high.text) == last and signs[1] != "<"))


def candidate(variables: tuple[Symbol, ...], number: int, beside: Node) -> str:
    """One candidate in dollars: ``\\theta_2``, ``(w_2, b_2)``, ``x_t^{(2)}`` where the name has an index."""
    bases = {one.base for one in variables}
    has_numbers = any(part.sub and part.base in bases for part in symbols(beside))
    if len(variables) == 1 and _is_index(variables[0], beside):
        return f"${to_latex(variables[0])} = {number}$"
    marked = tuple(
        replace(one, mark=("(", str(number), ")"))
        if one.sub or one.primes or has_numbers
        else replace(one, sub=(str(number),))
        for one in variables
    )
    if len(marked) == 1:
        return inline(marked[0])
    return inline(Bracket("(", ")", marked, (",",) * (len(marked) - 1)))


def _is_index(variable: Symbol, beside: Node) -> bool:
    """Whether a letter only numbers other things: the i of ``\\max_i a_i``."""
    is_letter = variable == Symbol(variable.base) and variable.base in _INDICES
    return is_letter and variable not in symbols(beside)


def _table(paper: Paper, line: Line, sought: Sought, *, is_limited: bool) -> Table:
    word, sign, function = EXTREMES[sought.big.name]
    body = sought.big.body
    values = sought.values
    whole = ", ".join(values)
    shown = listed([f"@{value}" for value in values])
    numbers = range(1, len(values) + 1)
    candidates = listed([candidate(sought.variables, number, line.statement) for number in numbers])
    says = f"Compare only the candidates {candidates}, where {named(body, 'what is compared')} is {shown}."
    ends = () if len(values) == len(_CANDIDATES[-1]) else ((values[0], values[-1]),)
    where = [f"{one} != {other}" for one, other in (*pairwise(values), *ends)]
    best, place = f"{function}({whole})", _place(sign, values)
    wrong = _wrong(sign, word, best, values, is_place=sought.is_place)
    params: dict[str, str] = dict.fromkeys(values, range_of(paper, body))
    if is_limited and len(values) == len(_CANDIDATES[-1]):
        raise RefusedError("the paper lists the candidates itself")
    if is_limited:
        says += f" Candidate number @k does not satisfy {_conditions(line)}."
        params["k"] = "1..3"
        where.append(f"k = {place}")
        wrong = (
            (place if sought.is_place else best, "That candidate does not satisfy the conditions."),
            (_place(_other(sign), values) if sought.is_place else _turned(best), f"Asked for is the {word}."),
        )
        shift = "+" if sign == "<" else "-"
        values = tuple(
            f"(@@ {shift} {_FAR}*ind(k = {n}))".replace("@@", one) for n, one in enumerate(values, 1)
        )
        best, place = f"{function}({', '.join(values)})", _place(sign, values)
    kept = "of those that satisfy the conditions " if is_limited else ""
    return Table(
        params=params,
        where=where,
        says=says,
        asks=_asks(line, sought),
        key=place if sought.is_place else best,
        shape="a list of values, one for each candidate",
        motion="look for the best value, then say where it stands"
        if sought.is_place
        else "look for the best value",
        hint=f"The {word} value {kept}is @{{{best}}}." if sought.is_place else f"Which {kept}is the {word}?",
        steps=(
            f"The values are {shown}; the {word} {kept}is @{{{best}}}.",
            *((f"It stands at candidate @{{{place}}}, and that is asked for.",) if sought.is_place else ()),
        ),
        witness={
            "enumerate": {"i": f"1..{len(values)}"},
            "mean": "i" if sought.is_place else f"pick(i, {whole})",
            "given": f"pick(i, {whole}) = {function}({whole})" if not is_limited else _best_allowed(sign),
        },
        wrong=wrong,
        level=2 if is_limited else 1,
    )


def _asks(line: Line, sought: Sought) -> str:
    if not sought.is_place:
        assert line.left is not None
        asked = "the right side" if line.says == "bound" else inline(line.left)
        return f"Compute {asked} exactly."
    number = "1 or 2" if len(sought.values) == len(_CANDIDATES[-1]) else "1, 2 or 3"
    if line.left is not None:
        return f"Which of them is {inline(line.left)}? Give its number, {number}."
    verb = "does it give" if sought.big.name in _PLACES else "solves the problem"
    return f"Which of them {verb}? Give its number, {number}."


def _conditions(line: Line) -> str:
    said = [inline(tokens) for tokens in line.reading.conditions]
    return f"the condition {said[0]}" if len(said) == 1 else f"all of the conditions {listed(said)}"


def _best_allowed(sign: str) -> str:
    """That a candidate is allowed, and no worse than the other that is."""
    values = "pick(i, a, b, c)"
    others = (f"(k = {n} or {values} {sign}= {one})" for n, one in enumerate("abc", 1))
    return " and ".join(("i != k", *others))


def _place(sign: str, values: tuple[str, ...]) -> str:
    """1, 2 or 3: the place of the value that all others are beaten by."""
    beaten = (
        " and ".join(f"{value} {sign} {other}" for other in values if other != value) for value in values[1:]
    )
    terms = (f"{'' if number == 1 else f'{number}*'}ind({one})" for number, one in enumerate(beaten, 1))
    return " + ".join(("1", *terms))


def _other(sign: str) -> str:
    return ">" if sign == "<" else "<"


def _turned(value: str) -> str:
    return value.replace("min", "max") if "min" in value else value.replace("max", "min")


def _wrong(
    sign: str, word: str, best: str, values: tuple[str, ...], *, is_place: bool
) -> tuple[tuple[str, str], ...]:
    opposite = "largest" if word == "smallest" else "smallest"
    if is_place:
        return (
            (_place(_other(sign), values), f"There the value is {opposite}."),
            (best, f"That is the {word} value; asked for is where it is taken."),
        )
    return (
        (_turned(best), f"That is the {opposite} of the values."),
        (_place(sign, values), "That is the place; the value there is asked for."),
    )
