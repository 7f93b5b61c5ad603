"""Statements: sides joined by relations, lists on either side, equations between differentials."""

from __future__ import annotations

from abc import ABC
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.applications import Applications
from drill.papers_first.formula.bound import bound_names, names_of
from drill.papers_first.formula.differentiated import check_differentiated
from drill.papers_first.formula.factors import is_word, may_be_called_word
from drill.papers_first.formula.letter_powers import check_letter_powers
from drill.papers_first.formula.nesting import top_level
from drill.papers_first.formula.own_measures import is_of_own_measure
from drill.papers_first.formula.raw import AimError, RefusedError
from drill.papers_first.formula.reach import leaks
from drill.papers_first.formula.shared_places import check_shared_places
from drill.papers_first.formula.tree import (
    Applied,
    Big,
    Bracket,
    Call,
    Derivative,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Statement,
    Sum,
    Symbol,
    Words,
)
from drill.papers_first.formula.tree import whole as parts_of
from drill.papers_first.formula.vocabulary import DIFFERENCE, RELATIONS, SCRIPT

_LOOSE_RELATIONS: Final = frozenset((":", "\\mid"))
_GIVEN: Final = ("|", "\\mid")
_SETTING: Final = frozenset(("=", ":=", "\\leftarrow", "\\sim"))
_DOTS: Final = ("\\ldots", "\\cdots")
_JOINT: Final = "\\|"
_EQUALITIES: Final = (("=",), (":=",), ("\\doteq",), ("\\equiv",))
"""Signs that say what the left side is, of which some are of definitions alone."""
_AIMS: Final = (["\\min"], ["\\max"])
_LIMITING: Final = ("\\neq", "\\in", "<", ">", "\\leq", "\\geq")
_INDICES: Final = frozenset("ijklmnst")
_MOVING: Final = frozenset(("t", "W", "B", "w", "\\tau", "s"))
"""What equations between differentials are driven by: time and noise."""


class Equations(Applications, ABC):
    """Reads whole statements; sums and what is in them are the parser's."""

    is_problem: bool = False
    """Whether the tokens are an optimisation problem and nothing else."""

    def whole(self) -> Statement:
        self.integrals += self._is_of_differentials()
        joining = RELATIONS | _LOOSE_RELATIONS
        top = top_level(self.tokens)
        self.is_problem = top[:1] in _AIMS and not joining & set(top)
        if {"\\sim", "\\perp"} & set(top) and top.count("|") == 1:
            self.separating = frozenset("|")
            joining |= self.separating
        if self._joins(top):
            self.separating |= {_JOINT}
        statement = self.statement(joining)
        if self.peek() == _JOINT:
            statement = self._of_joined(statement)
        if self.peek() == ",":
            statement = self._of_lists(statement)
        if self.peek() is not None:
            self.refuse()
        if statement.relations.count("\\sim") > 1:
            raise RefusedError("what is drawn is equivalent to what is not clear")
        if statement.relations and (is_word(statement.sides[0]) or may_be_called_word(statement.sides[0])):
            raise RefusedError("the left side may be a word")
        first = statement.relations[:1]
        is_equation = first in _EQUALITIES
        if is_equation and _may_be_initials(statement):
            raise RefusedError("the left side may be a word")
        if "\\perp" in statement.relations and not set(_GIVEN) & set(statement.relations):
            raise RefusedError("what is orthogonal or independent is not clear")
        is_set = first == (":=",)
        if is_equation and _may_be_counted(statement.sides[0], is_set=is_set):
            raise RefusedError("a power on the left side is rather an index")
        if is_equation and _may_be_of_sets(statement):
            raise RefusedError("the left side may be one name of a set")
        if is_equation and _is_aim(statement):
            raise AimError("the extreme may be that of the whole equation")
        if _ends_in_remark(statement):
            raise RefusedError("an arrow that leads to a remark")
        if _raises_numbered(statement):
            raise RefusedError("a power of a function that is numbered above")
        check_letter_powers(statement, self.usage)
        check_differentiated(statement)
        check_shared_places(statement)
        if _may_be_limited(statement):
            raise RefusedError("a condition behind a side, or a factor")
        if any(map(_may_be_differential, statement.sides)) or is_of_own_measure(statement):
            raise RefusedError("d may be a differential")
        if _may_be_laplacian(statement):
            raise RefusedError("\\Delta may be the Laplacian")
        if statement.relations and _may_be_increment(statement.sides[0]):
            raise RefusedError("\\delta may make an increment")
        return _of_operator(statement)

    def _is_of_differentials(self) -> bool:
        """``dX = a \\, dt + b \\, dW``: an equation between differentials, where each d is a sign."""
        if self.tokens[:1] != ["d"] or not self.begins_name(1) or "=" not in self.tokens:
            return False
        places = [at for at, token in enumerate(self.tokens) if token == "d" and self.tokens[at - 1] != "{"]
        if not all(self.begins_name(at + 1) for at in places):
            return False
        return any(self.tokens[at + 1] in _MOVING for at in places[1:])

    def _joins(self, top: list[str]) -> bool:
        """``x = y \\| z``: whether one bar stands alone on a right side, which no norm has."""
        begin = next((at for at, token in enumerate(top) if token in _SETTING), len(top))
        right = top[begin + 1 :]
        if right.count(_JOINT) != 1 or right[0] == _JOINT or RELATIONS & set(right):
            return False
        return right[right.index(_JOINT) + 1 :][:1] != ["_"]  # bars with bounds

    def _of_joined(self, first: Statement) -> Statement:
        """``x = y \\| z``, vectors that are put together; sums in it would have no clear end."""
        self.at += 1
        parts = (first.sides[-1], self.sum())
        if any(isinstance(part, Sum | Signed) for part in parts) or first.relations[-1] == "\\sim":
            raise RefusedError("what is put together is not clear")
        return Statement((*first.sides[:-1], Bracket("", "", parts, (_JOINT,))), first.relations)

    def _of_lists(self, first: Statement) -> Statement:
        """``a, b = f(x)``: as many values on the right as on the left, or one that is computed or drawn."""
        if first.relations:
            return self._of_run(first)
        lists = [self._list(first.sides[0])]
        sign = self.peek()
        if sign not in _SETTING or sign is None:
            self.refuse()
        self.at += 1
        lists.append(self._list(self.sum()))
        left, right = map(len, lists)
        if left > right and not all(isinstance(one, Symbol | Call | Bracket) for one in lists[0]):
            raise RefusedError("a value is computed before what stands on a left side")
        is_drawn = sign == "\\sim" and right == 1
        if left != right and not is_drawn and (right > 1 or isinstance(lists[1][0], Number | Symbol)):
            raise RefusedError("lists that do not match")
        return Statement(
            tuple(map(_listed, lists)),
            (sign,),
        )

    def _of_run(self, first: Statement) -> Statement:
        """``k = 1, 2, \\ldots, n``: what a name runs through, in dots."""
        found = self._list(first.sides[-1])
        is_run = first.relations in (("=",), ("\\in",))
        if not is_run or not any(isinstance(one, Symbol) and one.base in _DOTS for one in found):
            raise RefusedError(", is not understood")
        return Statement((first.sides[0], _listed(found)), first.relations)

    def _list(self, first: Node) -> tuple[Node, ...]:
        found = [first]
        while self.peek() == ",":
            self.at += 1
            found.append(Symbol(self.take()) if self.peek() in _DOTS else self.sum())
        return tuple(found)

    def statement(self, joining: AbstractSet[str] = RELATIONS) -> Statement:
        sides = [self.sum()]
        relations: list[str] = []
        while (token := self.peek()) in joining and token is not None:
            self.at += 1
            relations.append(token)
            sides.append(self._given(relations) if token in _GIVEN else self.sum())
        return Statement(tuple(sides), tuple(relations))

    def _given(self, relations: list[str]) -> Node:
        """All that is given: before what is drawn from, ``y \\mid a, b \\sim D(a, b)``, or independent."""
        found = self._list(self.sum())
        if len(found) > 1 and self.peek() != "\\sim" and "\\perp" not in relations:
            self.refuse()
        return _listed(found)


def _may_be_laplacian(statement: Statement) -> bool:
    """``\\frac{\\partial u}{\\partial t} = c \\Delta u``: it says how the name changes."""
    parts = [part for side in statement.sides for part in parts_of(side)]
    behind = {part.base for part in parts if isinstance(part, Symbol) and DIFFERENCE in part.accents}
    changing = {token for part in parts if isinstance(part, Derivative) for token in part.top}
    return bool(behind & changing) and any(
        isinstance(part, Derivative) and part.top[:1] == ("\\partial",) for part in parts
    )


def _may_be_initials(statement: Statement) -> bool:
    """``LR = a - b``: two capitals side by side, and neither of them on the other sides.

    ``Se = TP / N_{pos}``: a capital and another letter, where no single letter is.
    """
    match statement.sides[0]:
        case Product((Symbol(one, "", (), (), 0, ()), Symbol(other, "", (), _, 0, _)), ("",)):
            parts = [part for side in statement.sides[1:] for part in parts_of(side)]
            heads = [part.head for part in parts if isinstance(part, Call)]
            found = [part for part in parts if isinstance(part, Symbol)]
            behind = {name.base for name in found if found.count(name) > heads.count(name)}
            is_of_words = bool(behind) and all(
                len(name) > 1 and name.isascii() and name.isalpha() for name in behind
            )
            is_short = f"{one}{other}".isupper() or (one.isupper() and is_of_words)
            return is_short and f"{one}{other}".isascii() and not {one, other} & behind
        case _:
            return False


def _listed(parts: tuple[Node, ...]) -> Node:
    """Several values as they stand, without brackets."""
    return parts[0] if len(parts) == 1 else Bracket("", "", parts, (",",) * (len(parts) - 1))


def _may_be_counted(side: Node, *, is_set: bool) -> bool:
    """``\\alpha_i^j = …``, ``\\alpha^j := …``: nobody defines a power, of what has an index or so."""
    match side:
        case Power(Symbol(sub=sub), Symbol()):
            return is_set or any(token.isalpha() for token in sub)
        case _:
            return False


def _may_be_of_sets(statement: Statement) -> bool:
    """``T_p M = \\{u : u^\\top p = 0\\}``: what is set to a set is a name, as that of a tangent space."""
    left, right, *_ = statement.sides
    is_set = isinstance(right, Bracket) and right.opening == "\\{" and len(right.parts) > 1
    return is_set and isinstance(left, Product) and not any(left.signs)


def _is_aim(statement: Statement) -> bool:
    """``\\min L = a + b``, ``\\max_x f(x) = g(x)``: what is sought is set equal, not its extreme. So is a
    name that shows nothing of what is varied, ``\\min_w L = \\|a - f(b)\\|``, beside more than a value.
    """
    left, right, *_ = statement.sides
    match left:
        case Big("\\min" | "\\max" | "\\argmin" | "\\argmax", (), (), Symbol() | Call()):
            return not isinstance(right, Number)
        case Big("\\min" | "\\max" | "\\argmin" | "\\argmax", (_, *_), body=Symbol() as name) if not (
            bound_names(left) & set(names_of(name))
        ):
            is_told = isinstance(right, Number | Symbol)
            return not is_told and not any(map(_is_of_extreme, parts_of(right)))
        case Big("\\min" | "\\max" | "\\argmin" | "\\argmax", (_, *_), body=body):
            return not isinstance(body, Big) and leaks(left, right)  # of a game the right side is the value
        case _:
            return False


def _is_of_extreme(node: Node) -> bool:
    """``\\max``, ``w^*``: an extreme, or where it is taken."""
    match node:
        case Big(name):
            return name in ("\\min", "\\max", "\\inf", "\\sup")
        case Symbol(mark=mark):
            return mark in (("*",), ("\\star",))
        case _:
            return False


def _ends_in_remark(statement: Statement) -> bool:
    """``x = a + b \\leftarrow \\text{noise}``: an arrow from a word behind an equality."""
    if len(statement.relations) < 2 or statement.relations[-1] != "\\leftarrow":
        return False
    last = statement.sides[-1]
    is_word = isinstance(last, Symbol) and len(last.base) > 1 and last.base.isalpha()
    return is_word or isinstance(last, Words)


def _raises_numbered(statement: Statement) -> bool:
    """``q^1(x) q^2(y)``: whether a function that has a number above is squared elsewhere in the statement."""
    heads = [part.head for part in parts_of(statement) if isinstance(part, Call)]
    numbered = {replace(one, mark=()) for one in heads if isinstance(one, Symbol) and _has_number(one)}
    return any(
        isinstance(part, Power) and isinstance(part.base, Call) and part.base.head in numbered
        for part in parts_of(statement)
    )


def _has_number(head: Symbol) -> bool:
    return len(head.mark) == 1 and head.mark[0].isdigit()


def _of_operator(statement: Statement) -> Statement:
    """``\\mathcal{R}_g f(x) := f(g(x))``: no product is set to anything, so an operator is applied; by an
    equation that holds the function on its other side, too.
    """
    match statement:
        case Statement((Product((Symbol(base, font) as head, Call(called) as value), ("",)), *rest)):
            relation = statement.relations[:1]
            parts = (part for side in rest for part in parts_of(side))
            is_again = any(isinstance(part, Call) and part.head == called for part in parts)
            is_set = relation == (":=",) or (relation == ("=",) and font == SCRIPT and is_again)
            is_operator = is_set and (font == SCRIPT or base == "\\Delta")
            return replace(statement, sides=(Applied(head, value), *rest)) if is_operator else statement
        case _:
            return statement


def _may_be_limited(statement: Statement) -> bool:
    """``w_{jk} = 1 \\, k \\neq j``: where a row ends in an inequality, its left side may be no factor."""
    if len(statement.relations) < 2 or statement.relations[-1] not in _LIMITING:
        return False
    match statement.sides[-2]:
        case Product((*_, Symbol(base, "", (), (), 0, ())), (*_, "")):
            return base in _INDICES
        case _:
            return False


def _may_be_differential(side: Node) -> bool:
    """``dX = …``, ``ds^2 = …``: whether d is a factor is not clear."""
    return (
        isinstance(side, Product)
        and side.signs == ("",)
        and side.factors[0] == Symbol("d")
        and isinstance(side.factors[1], Symbol | Big | Power)
    )


def _may_be_increment(side: Node) -> bool:
    """``\\delta x = …``: nobody defines a product."""
    return isinstance(side, Product) and side.signs == ("",) and side.factors[0] == Symbol("\\delta")
