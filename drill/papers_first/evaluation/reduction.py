"""Expressions of the plain language without idle factors, zero terms and roots of squares."""

from __future__ import annotations

from collections.abc import Mapping

from drill.maths import tree as maths
from drill.maths.tidy import tidy
from drill.papers_first.plausible.ranges import Range

_ZERO, _ONE = maths.Num("0"), maths.Num("1")


def node_count(tree: maths.Node) -> int:
    return sum(1 for _ in maths.walk(tree))


def reduced(tree: maths.Node, roles: Mapping[str, Range]) -> maths.Node:
    """A tree without idle factors and zero terms; roots of squares and whole parts of whole numbers go."""
    previous = None
    while tree != previous:
        previous = tree
        tree = tidy(_without_idle(tree, roles))
    return tree


def _without_idle(tree: maths.Node, roles: Mapping[str, Range]) -> maths.Node:
    parts = tuple(_without_idle(part, roles) for part in maths.children(tree))
    tree = maths.rebuild(tree, parts) if parts else tree
    match tree:
        case maths.Call("sqrt", (maths.Binary("^", inner, maths.Num("2")),)):
            return maths.Call("abs", (inner,))
        case maths.Call("sqrt", (maths.Num("0" | "1" as text),)):
            return maths.Num(text)
        case maths.Call("floor" | "ceil", (inner,)) if _is_whole(inner, roles):
            return inner
        case maths.Call("exp", (maths.Call("ln", (inner,)),)):
            return inner
        case maths.Call("exp", (maths.Num("0"),)):
            return _ONE
        case maths.Call("ln", (maths.Num("1"),)):
            return _ZERO
        case maths.Binary("^", maths.Num("0"), maths.Sym(name)) if name in roles and roles[name].role in (
            "count",
            "exponent",
        ):
            return _ZERO
        case maths.Binary("-", left, right) if left == right:
            return _ZERO
        case maths.Binary("/", above, below) if above == below and not isinstance(above, maths.Num):
            return _ONE
        case _:
            return tree


def _is_whole(tree: maths.Node, roles: Mapping[str, Range]) -> bool:
    """Whether a tree is a whole number: sums and products of counts."""
    match tree:
        case maths.Num(text):
            return text.isdigit()
        case maths.Sym(name):
            return name in roles and roles[name].role in ("count", "exponent")
        case maths.Neg(inner):
            return _is_whole(inner, roles)
        case maths.Binary("+" | "-" | "*", left, right):
            return _is_whole(left, roles) and _is_whole(right, roles)
        case _:
            return False
