"""One formula spelled and arranged in other ways that say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from drill.notation import print_tokens_as_latex, replace_nodes, split_statements, to_tokens
from drill.notation.tree import (
    Add,
    Apply,
    Bracket,
    Derivative,
    Div,
    Expect,
    Gradient,
    Integral,
    Mul,
    Name,
    Neg,
    Node,
    Norm,
    Num,
    Pow,
    Reduce,
    Ref,
    Root,
    Statement,
)

_SHORT_SCRIPT = re.compile(r"([_^])\{([A-Za-z0-9]|\\[A-Za-z]+)\}")
_SHORT_FRACTION = re.compile(r"\\frac\{([A-Za-z0-9]|\\[A-Za-z]+)\}\{([A-Za-z0-9])\}")
_OPERATORS = (Reduce, Integral, Expect, Gradient, Derivative, Apply)
_UNRANKED = {"\\oplus", "\\ominus", "\\boxplus"}


def spellings(statement: Statement) -> Iterator[str]:
    """Every other way to write a statement, in LaTeX."""
    text = print_tokens_as_latex(to_tokens(statement))
    yield text
    short = _SHORT_FRACTION.sub(r"\\frac \1 \2", text)
    yield _SHORT_SCRIPT.sub(lambda found: found[1] + found[2] + " " * (found[2][0] == "\\"), short)
    yield re.sub(r"(?<!\\)\)", r"\\right)", re.sub(r"(?<!\\)\(", r"\\left(", text))
    for change in (_terms, _factors, _sign, _differential, _half, _bars, _expectation):
        yield from _written(statement, _everywhere(statement, change))
    if statement.relations == ("=",):
        yield from _written(statement, replace(statement, sides=statement.sides[::-1]))


def _written(statement: Statement, other: Node) -> Iterator[str]:
    """A changed statement in LaTeX, where that is read as what it is meant to say."""
    tokens = to_tokens(other)
    parsed = split_statements(tokens)
    if other != statement and [one.statement for one in parsed] == [other]:
        yield print_tokens_as_latex(tokens)


def _everywhere(node: Node, change: Callable[[Node], Node | None]) -> Node:
    inner = replace_nodes(node, lambda part: None if part is node else _everywhere(part, change))
    return change(inner) or inner


def _terms(node: Node) -> Node | None:
    if not isinstance(node, Add) or any(
        isinstance(term, Mul) and _UNRANKED & set(term.signs) for term in node.terms
    ):
        return None
    return replace(node, terms=node.terms[::-1])


def _is_number(node: Node) -> bool:
    match node:
        case Num() | Norm() | Root(Num()):
            return True
        case Div(top, bottom):
            return _is_number(top) and _is_number(bottom)
        case Ref(Name(base, "", ()), (), (), 0, ""):
            return base in ("\\alpha", "\\beta", "\\eta", "\\gamma")
        case _:
            return False


def _factors(node: Node) -> Node | None:
    """Numbers behind the factors that they stood before, or before those that they stood behind."""
    if not isinstance(node, Mul) or set(node.signs) != {""}:
        return None
    numbers = [factor for factor in node.factors if _is_number(factor)]
    others = [factor for factor in node.factors if not _is_number(factor)]
    if not numbers or not others or any(isinstance(factor, _OPERATORS) for factor in others):
        return None
    if (*numbers, *others) != node.factors:
        return Mul((*numbers, *others), node.signs)
    return Mul((*others, *numbers), ("\\cdot",) * len(node.signs))


def _sign(node: Node) -> Node | None:
    match node:
        case Neg(Reduce("\\sum", body, bound)) if bound is not None:
            factors: tuple[Node, ...] = ()
        case Mul((Num() | Div(Num()) as number, Reduce("\\sum", body, bound)), ("",)) if bound is not None:
            factors = (number,)
        case _:
            return None
    if isinstance(body, Neg | Add):
        return None
    if not factors:
        return Reduce("\\sum", Neg(body), bound)
    behind, signs = (body.factors, body.signs) if isinstance(body, Mul) else ((body,), ())
    return Reduce("\\sum", Mul((*factors, *behind), ("", *signs)), bound)


def _differential(node: Node) -> Node | None:
    match node:
        case Integral(body, (_,)) if body != Num("1") and not isinstance(body, Integral):
            inner = Bracket(body) if isinstance(body, Add | Neg) else body
            behind, signs = (inner.factors, inner.signs) if isinstance(inner, Mul) else ((inner,), ())
            return Mul((replace(node, body=Num("1")), *behind), ("", *signs))
        case _:
            return None


def _half(node: Node) -> Node | None:
    match node:
        case Div(Ref() | Pow(Ref()) as top, Num() as bottom, False):
            return Mul((Div(Num("1"), bottom), top), ("",))
        case _:
            return None


def _bars(node: Node) -> Node | None:
    return replace(node, bar="|") if isinstance(node, Apply) and node.given and node.bar == "\\mid" else None


def _expectation(node: Node) -> Node | None:
    """``E[x]`` for ``\\mathbb{E}[x]``, and ``E[(x - m)^2]`` for ``\\mathbb{E}(x - m)^2``."""
    if not isinstance(node, Expect) or node.operator.name != Name("E", "\\mathbb"):
        return None
    operator = replace(node.operator, name=Name("E"))
    match node:
        case Expect(_, Pow(Bracket()), _, (), "", ""):
            return replace(node, operator=operator, opening="[", closing="]")
        case Expect(opening="["):
            return replace(node, operator=operator)
        case _:
            return None
