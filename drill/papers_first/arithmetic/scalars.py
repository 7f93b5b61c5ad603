"""A formula's side as an expression that can be computed with, where every symbol stands for a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.maths import tree as maths
from drill.papers_first.arithmetic.branches import Branch, Branches, branches_of
from drill.papers_first.arithmetic.quantities import COMPUTED
from drill.papers_first.formula.given import NAMED, is_clip, is_grouping, rounded_part, whole_part
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import (
    Big,
    Binomial,
    Bracket,
    Call,
    Factorial,
    Fraction,
    Function,
    Node,
    Norm,
    Number,
    Power,
    Product,
    Root,
    Signed,
    Sum,
    Symbol,
    Table,
)
from drill.papers_first.plausible.known_numbers import is_base_e, is_circle_number, is_constant

_TIMES: Final = frozenset(("", "*", "\\cdot", "\\times", "\\odot"))
_PI: Final = maths.Const("pi")
_ZERO, _ONE, _TWO = maths.Num("0"), maths.Num("1"), maths.Num("2")
_INVERTED: Final = Signed("-", Number("1"))
"""The superscript of a function that is turned round."""


def scalar_tree(node: Node, names: Mapping[Symbol, str] | Mapping[Node, str]) -> maths.Node:
    """``node`` in the plain language; ``names`` gives what each symbol, and each given value, is typed as.

    Products of any sign are products of numbers here, since every symbol is one.

    Raises:
        RefusedError: something in it is no plain arithmetic (a call, a sum with bounds, a gradient).
    """
    return _Lowering({symbol: name for symbol, name in names.items()}).tree(node)  # noqa: C416


def number_tree(node: Node) -> maths.Node | None:
    """A number with its sign in the plain language; None for anything else."""
    match node:
        case Number(text):
            return maths.Num(text)
        case Signed("-", Number(text)):
            return maths.Neg(maths.Num(text))
        case _:
            return None


class _Lowering:
    def __init__(self, names: dict[Node, str]) -> None:
        self._names = names

    def tree(self, node: Node) -> maths.Node:
        if node in self._names:
            return maths.Sym(self._names[node])
        match node:
            case Number(text):
                return maths.Num(text)
            case Symbol():
                return _constant(node)
            case Signed("-", body):
                return maths.Neg(self.tree(body))
            case Signed("+", body):
                return self.tree(body)
            case Sum(terms, signs):
                return self._chain(terms, signs)
            case Product(factors, signs):
                return self._product(factors, signs)
            case Fraction(top, bottom):
                return maths.Binary("/", self.tree(top), self.tree(bottom))
            case Power(base, exponent) if is_base_e(base):
                return maths.Call("exp", (self.tree(exponent),))
            case Power(base, exponent):
                return maths.Binary("^", self.tree(base), self.tree(exponent))
            case Bracket() | Call() | Big():
                return self._grouped(node)
            case Table():
                return self._chosen(branches_of(node))
            case _:
                return self._applied(node)

    def _applied(self, node: Node) -> maths.Node:
        match node:
            case Root(body, None):
                return maths.Call("sqrt", (self.tree(body),))
            case Root(body, degree) if degree is not None:
                return maths.Call("root", (self.tree(body), self.tree(degree)))
            case Binomial(top, bottom):
                return maths.Call("binomial", (self.tree(top), self.tree(bottom)))
            case Factorial(body):
                return maths.Call("factorial", (self.tree(body),))
            case Norm("|", body, ()):
                return maths.Call("abs", (self.tree(body),))
            case Function("\\log", body, ("2" | "10" as base,), None):
                return maths.Call(f"log{base}", (self.tree(body),))
            case Function(name, body, (), power):
                return self._function(name, body, power)
            case _:
                raise RefusedError("it is no plain arithmetic")

    def _grouped(self, node: Bracket | Call | Big) -> maths.Node:
        match node:
            case Bracket(_, _, (part,)) if is_grouping(node):
                return self.tree(part)
            case Bracket(_, _, (part,), (), ()) if whole_part(node):
                return maths.Call(whole_part(node), (self.tree(part),))
            case _ if (inner := rounded_part(node)) is not None:
                shifted = maths.Binary("+", self.tree(inner), maths.Binary("/", _ONE, _TWO))
                return maths.Call("floor", (shifted,))
            case Call(_, Bracket(_, _, (part, least, most))) if is_clip(node):
                above = maths.Call("max", (self.tree(part), self.tree(least)))
                return maths.Call("min", (above, self.tree(most)))
            case Call(Symbol(base, "\\operatorname", (), (), 0, ()), Bracket(_, _, (part,), (), ())) if (
                base in NAMED
            ):
                argument = self.tree(part)
                if NAMED[base] == "relu":
                    return maths.Call("max", (_ZERO, argument))
                return maths.Call(NAMED[base], (argument,))
            case Big("\\max" | "\\min" as name, (), (), Bracket(_, _, parts, separators, ())) if len(
                parts
            ) > 1 and set(separators) == {","}:
                return maths.Call(name[1:], tuple(self.tree(part) for part in parts))
            case _:
                raise RefusedError("it is no plain arithmetic")

    def _chosen(self, found: Branches) -> maths.Node:
        """The value of the line whose condition holds, as ``pick`` of its number."""
        last = len(found.values)
        number: maths.Node = maths.Num(str(last))
        for place, line in enumerate(found.lines[: last - 1], start=1):
            holds = maths.Call("ind", (self._condition(line),))
            less = maths.Num(str(last - place))
            step = holds if last - place == 1 else maths.Binary("*", less, holds)
            number = maths.Binary("-", number, step)
        return maths.Call("pick", (number, *map(self.tree, found.values)))

    def _condition(self, line: Branch) -> maths.Node:
        first, *rest = (
            maths.Relation(sign, self.tree(one), self.tree(other)) for one, sign, other in line.comparisons
        )
        whole: maths.Node = first
        for part in rest:
            whole = maths.Logic("and", whole, part)
        return whole

    def _chain(self, terms: tuple[Node, ...], signs: tuple[str, ...]) -> maths.Node:
        result = self.tree(terms[0])
        for sign, term in zip(signs, terms[1:], strict=True):
            if sign not in ("+", "-"):
                raise RefusedError(f"{sign} has two values")
            result = maths.Binary("+" if sign == "+" else "-", result, self.tree(term))
        return result

    def _product(self, factors: tuple[Node, ...], signs: tuple[str, ...]) -> maths.Node:
        result = self.tree(factors[0])
        for sign, factor in zip(signs, factors[1:], strict=True):
            if sign in ("/", "\\div"):
                result = maths.Binary("/", result, self.tree(factor))
            elif sign in _TIMES:
                result = maths.Binary("*", result, self.tree(factor))
            else:
                raise RefusedError(f"{sign} is no product of numbers")
        return result

    def _function(self, name: str, body: Node, power: Node | None) -> maths.Node:
        if name not in COMPUTED or power == _INVERTED:
            raise RefusedError(f"{name} is not computed with")
        call = maths.Call(COMPUTED[name], (self.tree(body),))
        return call if power is None else maths.Binary("^", call, self.tree(power))


def _constant(symbol: Symbol) -> maths.Node:
    if symbol == Symbol("\\pi") or is_circle_number(symbol):
        return _PI
    if is_constant(symbol):
        return maths.Const("e")
    raise RefusedError(f"{symbol.base} has no name to type")
