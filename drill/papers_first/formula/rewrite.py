"""Trees with parts replaced, and running indices set to numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from itertools import pairwise
from operator import is_
from typing import Any, Final, get_args

from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.superscripts import is_spelled
from drill.papers_first.formula.tree import (
    Big,
    Bracket,
    Differential,
    Factorial,
    Node,
    Number,
    Power,
    Product,
    Signed,
    Sum,
    Symbol,
    whole,
)

PAIRED: Final = frozenset((",", "\\neq", "\\ne", "<", ">"))
"""What stands between two indices that run at once."""
_NODES: Final = get_args(Node)
_TEXTS: Final = frozenset(("str", "int", "bool", "tuple[str, ...]"))
_FIELDS: Final = {kind: tuple(field.name for field in fields(kind)) for kind in _NODES}
_INNER: Final = {
    kind: tuple(field.name for field in fields(kind) if field.type not in _TEXTS) for kind in _NODES
}
"""The fields that hold nodes."""
_TOKENS: Final = {
    kind: tuple(field.name for field in fields(kind) if field.type == "tuple[str, ...]") for kind in _NODES
}
"""The fields that hold tokens."""
_INTEGRALS: Final = frozenset(("\\int", "\\iint", "\\iiint", "\\oint"))
_RUNNING: Final = frozenset(
    ("=", "\\in", "\\neq", "\\ne", "<", ">", "\\leq", "\\geq", "\\le", "\\ge", "\\sim")
)


def replaced(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """``node`` with every part for which ``change`` gives another node replaced, from the top down."""
    changed = change(node)
    if changed is not None:
        return changed
    new: dict[str, Any] = {}
    for name in _INNER[type(node)]:
        old = getattr(node, name)
        part = _mapped(old, change)
        if part is not old:
            new[name] = part
    return _with(node, new) if new else node


def _mapped(value: Any, change: Callable[[Node], Node | None]) -> Any:
    if type(value) is tuple:
        parts = [_mapped(part, change) for part in value]  # pyright: ignore[reportUnknownVariableType]
        is_same = all(map(is_, parts, value))  # pyright: ignore[reportUnknownArgumentType]
        return value if is_same else tuple(parts)  # pyright: ignore[reportUnknownVariableType]
    return None if value is None else replaced(value, change)


def _with(node: Node, new: Mapping[str, Any]) -> Node:
    """``node`` with other values of some fields: what ``dataclasses.replace`` does, for nodes alone."""
    kind = type(node)
    return kind(*(new[name] if name in new else getattr(node, name) for name in _FIELDS[kind]))


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, from the top down and from left to right."""
    return iter(whole(node))


@lru_cache(maxsize=8192)
def at_index(node: Node, index: str, value: int) -> Node:
    """``node`` where the running index is a number: ``x_i`` becomes ``x_{2}``, ``i`` itself 2; the letters
    of a word above a name, ``x_i^{train}``, are none.
    """

    letter = Symbol(index)

    def change(part: Node) -> Node | None:
        if isinstance(part, Number):
            return None
        if part == letter:
            return Number(str(value))
        if isinstance(part, Big) and index in bound_by(part):
            return part  # it binds the index anew
        new = {
            name: placed
            for name in _TOKENS[type(part)]
            if index in (tokens := getattr(part, name))
            and not (name == "mark" and is_spelled(tokens))
            and (placed := at_place(tokens, index, value)) != tokens
        }
        if not new:
            return None
        return replaced(_with(part, new), change)

    return replaced(node, change)


def raised_index(symbol: Symbol) -> tuple[str, ...]:
    """The ``k`` of ``w^{(k)}``, which tells members apart as an index below does; empty without one."""
    match symbol.mark:
        case ("(", place, ")") if len(place) == 1 or place.isdigit():
            return (place,)
        case _:
            return ()


@lru_cache(maxsize=4096)
def with_whole_places(node: Node) -> Node:
    """Sums and products of whole numbers as what they are; for what is given whole.

    ``f(X(2 + 1))`` is ``f(X(3))``, and ``f(2 k)`` at 1 is ``f(2)``, never ``f(21)``.
    """

    def change(part: Node) -> Node | None:
        match part:
            case Product(factors, signs) if "" in signs and any(map(_is_whole, factors)):
                folded = _with_folded_factors(tuple(replaced(one, change) for one in factors), signs)
                return None if folded == part else folded
            case Sum(terms, signs) if set(signs) <= {"+", "-"}:
                whole = [replaced(one, change) for one in terms]
                if not all(map(_is_whole, whole)):
                    return None
                first, *rest = [int(one.text) for one in whole if isinstance(one, Number)]
                total = first + sum(
                    one if sign == "+" else -one for sign, one in zip(signs, rest, strict=True)
                )
                return Number(str(total)) if total >= 0 else None
            case _:
                return None

    return replaced(node, change)


def _is_whole(node: Node) -> bool:
    return isinstance(node, Number) and node.text.isdigit()


def _with_folded_factors(factors: tuple[Node, ...], signs: tuple[str, ...]) -> Node:
    """A product in which no whole number stands right before another one."""
    kept, between = [factors[0]], list[str]()
    for sign, factor in zip(signs, factors[1:], strict=True):
        last = kept[-1]
        if sign == "" and isinstance(last, Number) and isinstance(factor, Number):
            if _is_whole(last) and _is_whole(factor) and between[-1:] != ["/"]:
                kept[-1] = Number(str(int(last.text) * int(factor.text)))
                continue
            sign = "\\cdot"
        kept.append(factor)
        between.append(sign)
    return kept[0] if len(kept) == 1 else Product(tuple(kept), tuple(between))


def with_dots_before_numbers(node: Node) -> Node:
    """Products with a dot before a number that took a letter's place: ``2 N`` at 3 is 2 · 3, never 23.

    What is given whole stays as it is written.
    """

    def change(part: Node) -> Node | None:
        if is_given(part):
            return part
        if not isinstance(part, Product):
            return None
        signs = tuple(
            "\\cdot" if not sign and _begins_with_number(factor) else sign
            for sign, factor in zip(part.signs, part.factors[1:], strict=True)
        )
        return None if signs == part.signs else replaced(replace(part, signs=signs), change)

    return replaced(node, change)


def _begins_with_number(factor: Node) -> bool:
    match factor:
        case Number():
            return True
        case Power(base) | Factorial(base):
            return _begins_with_number(base)
        case Product((first, *_)):
            return _begins_with_number(first)
        case _:
            return False


def bound_by(big: Big) -> frozenset[str]:
    """The letters that stand before what says where they run.

    Of ``i \\neq j`` the j is no such letter here: whoever puts a number in for it has bound it outside. An
    integral binds what it is integrated over, no index of its ends: ``\\int_{x_{j - 1}}^{x_j} h(y) dy``.
    """
    lower = big.lower
    end = next((place for place, token in enumerate(lower) if token in _RUNNING), len(lower))
    letters = frozenset(token for token in lower[:end] if token.isalpha())
    if big.name not in _INTEGRALS:
        return letters
    over = {
        part.variable.base
        for part in walk(big.body)
        if isinstance(part, Differential) and isinstance(part.variable, Symbol)
    }
    return letters & over


def at_place(tokens: tuple[str, ...], index: str, value: int) -> tuple[str, ...]:
    """Tokens of a subscript with the index set: ``t + k + 1`` at k = 2 is ``t + 3``, ``2 k - 1`` is 3.

    A number right before the index is a factor of it beside signs and commas only: of ``a_{1 k}`` it is an
    index of its own. A letter with a prime behind it is another one.
    """
    if set(tokens) & {":", "(", "'"} or not set("+-,") & set(tokens):
        return tuple(
            str(value) if token == index and following != "'" else token
            for token, following in pairwise((*tokens, ""))
        )
    parts: list[str] = []
    for place, part in enumerate(_between_commas(tokens)):
        put_in = _multiplied_in(part, index, value)
        parts += [*([","] if place else []), *(_folded(put_in) if set("+-") & set(put_in) else put_in)]
    return tuple(parts)


def _between_commas(tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
    parts: list[tuple[str, ...]] = [()]
    for token in tokens:
        if token == ",":
            parts.append(())
        else:
            parts[-1] = (*parts[-1], token)
    return parts


def _multiplied_in(tokens: tuple[str, ...], index: str, value: int) -> tuple[str, ...]:
    """The index as its number, put together with a number right before it."""
    found: list[str] = []
    for token in tokens:
        if token != index:
            found.append(token)
        elif found and found[-1].isdigit():
            found[-1] = str(int(found[-1]) * value)
        else:
            found.append(str(value))
    return tuple(found)


def _folded(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Whole numbers of a sum of single tokens put together; anything else as it is."""
    rest: list[tuple[str, str]] = []
    total, sign = 0, "+"
    expects_term = True
    for token in tokens:
        if token in "+-":
            sign, expects_term = token, True
        elif not expects_term:
            return tokens
        else:
            expects_term = False
            if token.isdigit():
                total += int(token) if sign == "+" else -int(token)
            else:
                rest.append((sign, token))
    folded: list[str] = []
    for number, (before, token) in enumerate(rest):
        folded += [token] if number == 0 and before == "+" else [before, token]
    if total or not rest:
        folded += ([("+" if total > 0 else "-")] if rest else []) + [str(abs(total) if rest else total)]
    return tuple(folded)


def summed(parts: tuple[Node, ...]) -> Node:
    """Terms of an unrolled sum, each in brackets where it is a sum itself."""
    terms = tuple(closed(part) for part in parts)
    return terms[0] if len(terms) == 1 else Sum(terms, ("+",) * (len(terms) - 1))


def multiplied(parts: tuple[Node, ...]) -> Node:
    """Factors of an unrolled product."""
    factors = tuple(
        part if isinstance(part, Symbol | Number | Bracket) else bracketed(part) for part in parts
    )
    return factors[0] if len(factors) == 1 else Product(factors, ("\\cdot",) * (len(factors) - 1))


def bracketed(part: Node) -> Bracket:
    """``(part)``."""
    return Bracket("(", ")", (part,))


def closed(part: Node) -> Node:
    """``part`` as a factor: in brackets where it is a sum."""
    return bracketed(part) if isinstance(part, Sum | Signed) else part
