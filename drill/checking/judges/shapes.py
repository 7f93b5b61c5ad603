"""Shapes of arrays: as many axes as are due, each of the right length, in order."""

from __future__ import annotations

from drill.checking.judges.context import Context, are_reordered, verdict_of
from drill.checking.judges.values import require_value
from drill.checking.kind_check import described, refuse, require_scalar
from drill.checking.spec import KeySpec
from drill.checking.verdict import Verdict, together, wrong
from drill.errors import KeyFaultError, ParseError
from drill.maths.tree import Node, Sequence

# Axes whose orders are tried: 120 of them.
_SHUFFLE_LIMIT = 5
# More axes than any array of a paper has.
_AXES_LIMIT = 12


def judge_shape(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict, with codes ``size``, ``order`` and ``entry``. Raises KeyFaultError where the key is
    no shape."""
    try:
        due = _axes(spec.key)
    except ParseError as error:
        raise KeyFaultError(f"the key is no shape: {error}") from None
    given = _axes(answer)
    for axis in given:
        require_value(axis)
    if len(given) != len(due):
        return wrong("size", f"This has {_count(len(given))}, {_are(len(due))} due.", "structure")
    found = [verdict_of(context.compare(*pair)) for pair in zip(due, given, strict=True)]
    if (verdict := next((each for each in found if each.verdict == "undecided"), None)) is not None:
        return verdict
    off = [place for place, verdict in enumerate(found, 1) if verdict.verdict == "wrong"]
    if not off:
        return together(found)
    if len(due) <= _SHUFFLE_LIMIT and are_reordered(due, given, context.equal):
        return wrong("order", "These are the right axes in another order.")
    if len(off) == len(due):
        return wrong("wrong", "")
    places = ", ".join(map(str, off))
    return wrong("entry", f"Axis {places} is off." if len(off) == 1 else f"Axes {places} are off.")


def _axes(node: Node) -> tuple[Node, ...]:
    """The lengths in a tuple or a list, or beside each other."""
    if not isinstance(node, Sequence) or node.kind == "set" or len(node.items) > _AXES_LIMIT:
        raise refuse("shape", node)
    for item in node.items:
        if described(item):
            raise refuse("shape", node)
        require_scalar("shape", item)
    return node.items


def _count(axes: int) -> str:
    return "one axis" if axes == 1 else f"{axes or 'no'} axes"


def _are(axes: int) -> str:
    return {0: "none is", 1: "one is"}.get(axes, f"{axes} are")
