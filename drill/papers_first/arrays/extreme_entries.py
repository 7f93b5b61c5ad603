"""The largest or smallest of values at an index, and its place, by comparing each with all others."""

from __future__ import annotations

from typing import Final

from drill.maths import tree as maths

_OTHER: Final = "other"


def extreme_entry(name: str, entry: maths.Node, index: str, axis: str) -> maths.Node:
    """What is left of ``entry`` over ``index``: the value that no other is beyond, or its place from 0.

    Values are taken to differ from each other, as random ones do.
    """
    here, length = maths.Sym(index), maths.Sym(axis)
    other = maths.Sym(f"{index}{_OTHER}")
    there = maths.substitute(entry, {index: other})
    relation: maths.RelationOp = "<=" if name.endswith("min") else ">="
    is_best = maths.Call("ind", (maths.Relation(relation, entry, there),))
    wins = maths.Call("prod", (is_best, other, maths.Num("1"), length))
    is_place = name.startswith("\\arg")
    value = maths.Binary("-", here, maths.Num("1")) if is_place else entry
    return maths.Call("sum", (maths.Binary("*", value, wins), here, maths.Num("1"), length))
