"""What a formula is asked for by, and what tells it from others of the paper that are asked for so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from drill.papers_first.formula.nesting import is_balanced
from drill.papers_first.formula.printing import to_tokens
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Big, Bracket, Differential, Node, Number, Product, Symbol
from drill.papers_first.formula.vocabulary import GREEK, RELATIONS
from drill.papers_first.making import signs, used_symbols
from drill.papers_first.paper import Paper
from drill.papers_first.reading import Reading
from drill.papers_first.wording import inline, listed

Sort = Literal["formula", "upper", "lower", "chain", "implication", "equivalence", "statement", "signs"]
_EQUALS: Final = frozenset(("=", ":=", "\\leftarrow", "\\equiv", "\\triangleq", "\\approx"))
_UPPER: Final = frozenset(("\\leq", "<", "\\lesssim", "\\ll", "\\preceq"))
_LOWER: Final = frozenset(("\\geq", ">", "\\gtrsim", "\\gg", "\\succeq"))
_ARROWS: Final[dict[str, Sort]] = {
    "\\Rightarrow": "implication",
    "\\Leftarrow": "implication",
    "\\Leftrightarrow": "equivalence",
}
_SUPPOSED: Final = re.compile(r"\b(?:suppos|assum)(?:e|ing)\b[^.]*$", re.IGNORECASE)
_BY_CONTRADICTION: Final = re.compile(r"\bcontradict(?:s|ion|ing)?\b", re.IGNORECASE)
_RANGE: Final = re.compile(r"[a-z](?: , [a-z])* \\in \\\{(?: (?:\d+|[A-Za-z]|,|[+-]|\\[lc]?dots))+ \\\}")
"""``t \\in \\{1, \\ldots, K\\}``, as tokens."""
_FIRST_DIFFERENTIAL: Final = re.compile(
    r"\\o?i+nt(?: [_^] (?:\{(?: (?:[^{}\s]\S*|\{[^{}]*\}))* \}|[^{\s]+))* "  # with its ends
    r"(?:d|\\mathrm \{ d \}) (?:[A-Za-z]|\\[a-z]+) (?!=)"
)
"""``\\int_0^1 d x`` and more behind it, as tokens."""
_ANYTHING: Final = Symbol("\\cdot")
"""What stands for any argument, as in ``\\pi(\\cdot \\mid s)``."""
_LONGEST_LEFT: Final = 16
_MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class Subject:
    """What a prompt says a formula is about, and of which sort the formula is."""

    about: tuple[str, ...]
    sort: Sort
    side: Node | None = None


def subject_of(reading: Reading) -> Subject:
    """What a formula is asked for by: its left side; the signs before the relation where it was not read."""
    if reading.statement is None:
        return Subject(_beginning(reading.tokens), "signs")
    first, *others = reading.statement.sides
    if isinstance(first, Number) and others:
        is_equal = reading.statement.relations[0] in _EQUALS
        return Subject(tuple(to_tokens(others[0])), "formula" if is_equal else "statement", others[0])
    return Subject(tuple(to_tokens(first)), _sort(reading.statement.relations), first)


def _sort(relations: tuple[str, ...]) -> Sort:
    if arrow := next((relation for relation in relations if relation in _ARROWS), None):
        return _ARROWS[arrow]
    orders = sum(relation in _UPPER | _LOWER for relation in relations)
    if orders > 1 or (orders and relations[0] in _EQUALS):
        return "chain"  # of ``a \\leq x \\leq b`` the x is bounded as well as the a
    if relations[:1] and relations[0] in _EQUALS:
        return "formula"
    if relations and set(relations) <= _UPPER | _EQUALS:
        return "upper"
    return "lower" if relations and set(relations) <= _LOWER | _EQUALS else "statement"


def _beginning(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """What stands left of the relation, in a formula that was not read; in ``p(x \\mid y = c)`` is none."""
    for index, token in enumerate(tokens):
        left = tokens[:index]
        if token in RELATIONS and index and is_balanced(left) and left.count("{") == left.count("}"):
            is_told = not any("begin" in one for one in left) and 0 < signs(left) <= _LONGEST_LEFT
            return left if is_told else ()
    return ()


def is_range(reading: Reading) -> bool:
    """Whether it only says, behind another statement of its display, which space or list a letter is in."""
    statement = reading.statement
    if statement is None:
        return reading.index > 0 and _RANGE.fullmatch(" ".join(reading.tokens)) is not None
    is_behind = reading.index > 0 and statement.relations == ("\\in",)
    return is_behind and not isinstance(statement.sides[1], Bracket)


def is_refuted(paper: Paper, reading: Reading) -> bool:
    """Whether a bound is only supposed, in a proof by contradiction: the paper does not state it."""
    formula = reading.formula
    if subject_of(reading).sort not in ("upper", "lower") or not _SUPPOSED.search(formula.before):
        return False
    near = (one for one in paper.document.paragraphs if one.section == formula.section)
    return any(_BY_CONTRADICTION.search(one.text) for one in near)


def statement_about(name: str, sort: Sort) -> str:
    """What is asked for by what stands on its left, as a noun."""
    match sort:
        case "formula":
            return f"the formula for {name}"
        case "upper" | "lower":
            return f"the {sort} bound that the paper states for {name}"
        case "chain" | "implication" | "equivalence":
            return f"the {sort} that begins with {name}"
        case _:
            return f"what the paper states of {name}"


def made_of(reading: Reading) -> str:
    """What stands in a formula and not on its left, as a sentence."""
    if reading.statement is not None:
        left = set(used_symbols(reading.statement.sides[0]))
        found = [symbol for side in reading.statement.sides[1:] for symbol in used_symbols(side)]
        others = [inline(symbol) for symbol in dict.fromkeys(found) if symbol not in left | {_ANYTHING}]
    else:
        begins = _beginning(reading.tokens)
        letters = [token for token in dict.fromkeys(reading.tokens[len(begins) :]) if _is_letter(token)]
        others = [inline((letter,)) for letter in letters if letter not in begins]
    return f"This one is made of {listed(others[:_MOST_NAMED])}." if others else ""


def order_told(reading: Reading) -> str:
    """That a differential comes first, ``\\int dx f(x)``: last it is as right, but signs are compared."""
    if reading.statement is None:
        is_first = _FIRST_DIFFERENTIAL.search(" ".join(reading.tokens)) is not None
    else:
        is_first = any(map(_begins_with_differential, walk(reading.statement)))
    return "Here a differential stands before what is integrated." if is_first else ""


def _begins_with_differential(part: Node) -> bool:
    match part:
        case Big(_, _, _, Product((Differential(), *others))):
            return not all(isinstance(other, Differential) for other in others)
        case _:
            return False


def _is_letter(token: str) -> bool:
    return token in GREEK or (len(token) == 1 and token.isalpha())


class Apart:
    """The formulas of a paper by what they are asked for by."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._alike: dict[tuple[str, ...], dict[tuple[str, ...], Reading]] = {}
        for reading in paper.readings:
            self._alike.setdefault(subject_of(reading).about, {}).setdefault(reading.tokens, reading)

    def is_alone(self, reading: Reading) -> bool:
        """Whether no other formula is asked for by the same."""
        return len(self._alike[subject_of(reading).about]) == 1

    def is_told(self, reading: Reading) -> bool:
        """Whether its section, its sort or what it is made of tells it from all that are asked for so."""
        own = subject_of(reading)
        rivals = [
            one
            for one in self._alike[own.about].values()
            if one.tokens != reading.tokens
            and subject_of(one).sort == own.sort
            and self._heading(one) == self._heading(reading)
        ]
        clue = made_of(reading)
        return not rivals or (bool(clue) and all(made_of(one) != clue for one in rivals))

    def _heading(self, reading: Reading) -> str:
        block = self._paper.block(reading.formula)
        return "" if block is None else block.title
