"""Right sides of a paper's statements: what can be computed, coded or specialised, each spelling once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from drill.papers_first.formula.lone_products import is_bare_product
from drill.papers_first.formula.own_signs import has_sign, own_signs, sign_of
from drill.papers_first.formula.printing import join
from drill.papers_first.formula.reach import leaks
from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Call,
    Fraction,
    Node,
    Number,
    Power,
    Product,
    Statement,
    Symbol,
    symbols,
)
from drill.papers_first.paper import Paper
from drill.papers_first.plausible.constants import has_circle_number
from drill.papers_first.plausible.known_numbers import with_circle_everywhere
from drill.papers_first.reading import Reading
from drill.papers_first.source.document import Formula

Says = Literal["equal", "assign", "near", "bound", "proportional", "alone"]
_SAYS: Final[dict[str, Says]] = {
    "=": "equal",
    "\\equiv": "equal",
    ":=": "assign",
    "\\triangleq": "assign",
    "\\leftarrow": "assign",
    "\\gets": "assign",
    "\\approx": "near",
    "\\simeq": "near",
    "\\leq": "bound",
    "\\geq": "bound",
    "\\le": "bound",
    "\\ge": "bound",
    "<": "bound",
    ">": "bound",
    "\\lesssim": "bound",
    "\\gtrsim": "bound",
    "\\propto": "proportional",
}


_ARROWS: Final = frozenset(("\\Leftrightarrow", "\\iff", "\\Longleftrightarrow"))
"""Signs between two statements that say the same."""
_MOVES: Final = frozenset(("\\to", "\\rightarrow", "\\mapsto", "\\longrightarrow", "\\longmapsto"))


@dataclass(frozen=True, slots=True)
class Line:
    """One statement with something to compute on its right; ``left`` is None for a lone expression."""

    reading: Reading
    statement: Statement
    left: Node | None
    says: Says
    rights: tuple[Node, ...]
    """The right sides, in order; of a chain several."""
    taken: str = ""
    """What a prompt says of how it is to be read, a sentence without its full stop."""
    is_turned: bool = False
    """Whether ``left`` stands on the paper's right: of ``a x = y`` it is y."""

    def also_saying(self, said: str) -> Line:
        """The line with one more sentence, without its full stop, on how it is to be read."""
        return replace(self, taken=f"{self.taken}. {said}" if self.taken else said)

    def with_right(self, right: Node, instead: Node) -> Line:
        """The line with another node in the place of one of its right sides."""
        sides = tuple(instead if side == right else side for side in self.statement.sides)
        rights = tuple(instead if side == right else side for side in self.rights)
        return replace(self, statement=replace(self.statement, sides=sides), rights=rights)

    def mapped(self, tell: Callable[[Node], Node]) -> Line:
        """The line with ``tell`` of each of its sides; the line itself where that changes nothing."""
        sides = tuple(map(tell, self.statement.sides))
        if sides == self.statement.sides:
            return self
        return replace(
            self,
            statement=replace(self.statement, sides=sides),
            left=None if self.left is None else tell(self.left),
            rights=tuple(map(tell, self.rights)),
        )

    @property
    def formula(self) -> Formula:
        """Where it stands."""
        return self.reading.formula

    @property
    def source(self) -> str:
        """Its canonical spelling."""
        return " ".join(self.reading.tokens)

    @property
    def latex(self) -> str:
        """The statement as LaTeX."""
        return join(self.reading.tokens)

    @property
    def is_conditional(self) -> bool:
        """Whether conditions beside it speak of its symbols by more than a range of indices."""
        return bool(self.limits)

    @property
    def limits(self) -> tuple[tuple[str, ...], ...]:
        """The tokens of those conditions beside it."""
        own = {token for symbol in symbols(self.statement) for token in (symbol.base, *symbol.sub)}
        return tuple(
            tokens
            for tokens in self.reading.conditions
            if own & set(tokens) and _LIMITING & set(tokens) and not _is_range(tokens)
        )


_LIMITING: Final = frozenset(("=", "<", ">", "\\leq", "\\geq", "\\le", "\\ge", "\\neq", "\\ne", "\\equiv"))
_NEW: Final = frozenset(("new", "next", "updated"))
_OLD: Final = frozenset(("old", "prev", "previous", "current", "cur"))
_RANGING: Final = frozenset(("\\in", "\\ldots", "\\dots", "\\cdots", "\\forall"))


def _is_range(tokens: tuple[str, ...]) -> bool:
    """``i = 1, ..., n``, ``k = 0, 1``."""
    return bool(_RANGING & set(tokens)) or (tokens[1:2] == ("=",) and "," in tokens)


def lines(paper: Paper, *, with_lone: bool = False) -> Iterator[Line]:
    """Every statement that was read and has a right side, each spelling once.

    ``with_lone`` takes values and products of names that stand alone for expressions, too.

    Where the paper's π is the number throughout, it is in them too. A sign that the paper defines itself, in
    another way than everybody does, is in none of them but its definition. A statement in which one letter
    numbers a name from above, and seems to be a power of another, is left out.
    """
    seen: set[tuple[str, ...]] = set()
    has_circle = has_circle_number(paper)
    statements = [reading.statement for reading in paper.readings if reading.statement is not None]
    own = own_signs(statements, with_usual=False)
    for reading in paper.readings:
        if reading.statement is None or reading.tokens in seen:
            continue
        if has_sign(reading.statement, own) and sign_of(reading.statement.sides[0]) not in own:
            continue
        if _numbers_and_raises(reading.statement):
            continue
        seen.add(reading.tokens)
        statement = _with_circle(reading.statement) if has_circle else reading.statement
        line = _line(reading, statement, with_lone=with_lone)
        if line is not None:
            yield line


def _numbers_and_raises(statement: Statement) -> bool:
    """``h_i^k = \\sum_j \\alpha_{ij}^k g_j^k`` where the k of g is known to be an index."""
    numbering = {symbol.mark[0] for symbol in symbols(statement) if len(symbol.mark) == 1}
    return any(
        isinstance(part, Power)
        and isinstance(part.base, Symbol)
        and isinstance(part.exponent, Symbol)
        and part.exponent.base in numbering
        for part in walk(statement)
    )


def _with_circle(statement: Statement) -> Statement:
    found = with_circle_everywhere(statement)
    return found if isinstance(found, Statement) else statement


def _line(reading: Reading, statement: Statement, *, with_lone: bool) -> Line | None:
    if not statement.relations:
        (side,) = statement.sides
        if isinstance(side, Symbol) or (not with_lone and (isinstance(side, Call) or is_bare_product(side))):
            return None
        return Line(reading, statement, None, "alone", statement.sides)
    if (behind := _behind_arrow(statement)) is not None:
        (arrow,) = _ARROWS & set(statement.relations)
        found = _line(reading, behind, with_lone=with_lone)
        return found and replace(found, taken=f"Look at what stands behind ${arrow}$")
    if _is_mean_to_its_limit(statement):
        taken = f"Look at what stands before ${statement.relations[0]}$"
        return Line(reading, statement, None, "alone", statement.sides[:1], taken, is_turned=True)
    if len(statement.relations) > 1 and statement.relations[0] in _MOVES:
        # of a move from the first side to the second the latter is what is said to be equal to something
        statement = replace(statement, sides=statement.sides[1:], relations=statement.relations[1:])
    said: list[Says | None] = [_SAYS.get(relation) for relation in statement.relations]
    if _is_choice(statement):
        said = ["assign"]
    first: Says | None = said[0]
    if first is None:
        return None
    ends = next((place for place, one in enumerate(said) if one not in ("equal", "assign", first)), len(said))
    return Line(reading, statement, statement.sides[0], first, _of_one_value(statement.sides[: ends + 1]))


def _behind_arrow(statement: Statement) -> Statement | None:
    """Of ``M \\succ 0 \\iff a - b > 0`` what stands behind, where before it are names only."""
    arrows = [place for place, one in enumerate(statement.relations) if one in _ARROWS]
    if len(arrows) != 1 or not 0 < arrows[0] < len(statement.relations) - 1:
        return None
    (place,) = arrows
    if not all(isinstance(side, Symbol | Number | Call) for side in statement.sides[: place + 1]):
        return None
    return replace(statement, sides=statement.sides[place + 1 :], relations=statement.relations[place + 1 :])


def _is_mean_to_its_limit(statement: Statement) -> bool:
    """``\\frac{1}{n} \\sum_i f(x_i) \\to \\int f(x) d\\mu(x)``: a mean of many, and what it goes to."""
    match statement:
        case Statement((Product((Fraction(Number("1")), Big("\\sum")), ("",)), limit), (arrow,)):
            is_mean = any(
                (isinstance(part, Big) and part.name == "\\int")
                or (
                    isinstance(part, Call | Applied)
                    and isinstance(part.head, Symbol)
                    and part.head.base == "E"
                )
                for part in walk(limit)
            )
            return arrow in _MOVES and is_mean
        case _:
            return False


def _of_one_value(sides: tuple[Node, ...]) -> tuple[Node, ...]:
    """The right sides of a chain without those that say what an operator before them is taken of.

    Of ``x^* = \\argmin_x f(x) := (x - a)^2`` the last is no value of the first: it says what f is. Nothing is
    said of the left side by itself, ``c \\leq c \\leq a + b``.
    """
    left, *rights = sides
    rights = [right for right in rights if right != left] or rights
    operators: list[Big | Call | Applied] = []
    for place, right in enumerate(rights):
        if any(leaks(big, right) and not leaks(big, left) for big in operators):
            return tuple(rights[:place])
        operators += [part for part in walk(right) if isinstance(part, Big | Call | Applied)]
    return tuple(rights)


def _is_choice(statement: Statement) -> bool:
    """``x \\in \\argmin_y f(y)``: one of the best, which is what ``=`` says there, too."""
    return (
        statement.relations == ("\\in",)
        and isinstance(statement.sides[1], Big)
        and statement.sides[1].name in ("\\argmin", "\\argmax")
    )


def is_update(line: Line, right: Node) -> bool:
    """Whether ``right`` holds the left symbol's own value before: ``theta_{t+1} = theta_t - …``.

    Of ``L_{all} = L_a + L_b`` it does not: those are other quantities with the same letter.
    """
    left = line.left
    if not isinstance(left, Symbol):
        return False
    if line.says == "assign" and left in symbols(right):
        return True
    kin = (symbol for symbol in symbols(right) if replace(symbol, sub=()) == replace(left, sub=()))
    return any(_is_step(left.sub, symbol.sub) for symbol in kin)


def _is_step(new: tuple[str, ...], old: tuple[str, ...]) -> bool:
    """``t + 1`` and ``t``, 2 and 1, ``new`` and ``old``: indices that differ by a step in time."""
    if not new or not old or new == old:
        return False
    if _is_spoken(new, _NEW) and _is_spoken(old, _OLD):
        return True
    return [part for part in new if not _is_stepped(part)] == [part for part in old if not _is_stepped(part)]


def _is_stepped(token: str) -> bool:
    return token in ("+", "-") or token.isdigit()


def _is_spoken(sub: tuple[str, ...], words: frozenset[str]) -> bool:
    """Whether the index is one of these words, set upright."""
    return len(sub) == 1 and sub[0].removeprefix("\\operatorname{").removesuffix("}") in words
