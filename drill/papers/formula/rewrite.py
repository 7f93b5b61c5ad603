"""Trees with parts replaced, and running indices set to numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, Final, get_args

from drill.papers.formula.tree import Big, Bracket, Node, Number, Product, Signed, Sum, Symbol, children

_NODES: Final = get_args(Node)


def replaced(node: Node, change: Callable[[Node], Node | None]) -> Node:
    """``node`` with every part for which ``change`` gives another node replaced, from the top down."""
    changed = change(node)
    if changed is not None:
        return changed
    new = {field.name: _mapped(getattr(node, field.name), change) for field in fields(node)}
    return replace(node, **new)


def _mapped(value: Any, change: Callable[[Node], Node | None]) -> Any:
    if isinstance(value, _NODES):
        return replaced(value, change)  # type: ignore[arg-type]
    if isinstance(value, tuple):
        return tuple(_mapped(part, change) for part in value)  # pyright: ignore[reportUnknownVariableType]
    return value


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, from the top down."""
    yield node
    for child in children(node):
        yield from walk(child)


def at_index(node: Node, index: str, value: int) -> Node:
    """``node`` where the running index is a number: ``x_i`` becomes ``x_{2}``, ``i`` itself 2."""

    def change(part: Node) -> Node | None:
        if isinstance(part, Number):
            return None
        if part == Symbol(index):
            return Number(str(value))
        if isinstance(part, Big) and index in part.lower:
            return part  # it binds the index anew
        new = {
            field.name: at_place(tokens, index, value)
            for field in fields(part)
            if _holds_tokens(tokens := getattr(part, field.name)) and index in tokens
        }
        if not new:
            return None
        return replaced(replace(part, **new), change)

    return replaced(node, change)


def _holds_tokens(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and all(isinstance(part, str) for part in value)


def at_place(tokens: tuple[str, ...], index: str, value: int) -> tuple[str, ...]:
    """Tokens of a subscript with the index set: ``t + k + 1`` at k = 2 is ``t + 3``."""
    put_in = tuple(str(value) if token == index else token for token in tokens)
    if not set("+-") & set(put_in) or set(put_in) & {",", ":", "("}:
        return put_in
    return _folded(put_in)


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
    terms = tuple(_closed(part) for part in parts)
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


def _closed(part: Node) -> Node:
    return bracketed(part) if isinstance(part, Sum | Signed) else part
