"""Shapes of arrays: as many axes as are due, each of the right length, in order."""

from __future__ import annotations

from drill.checking.judges.context import Context, are_reordered, key_fault, verdict_of
from drill.checking.judges.values import require_value
from drill.checking.kind_check import described, refuse, require_scalar
from drill.checking.spec import KeySpec
from drill.checking.verdict import Verdict, together, wrong
from drill.maths.tree import Node, Sequence

# Axes whose orders are tried: 120 of them.
_SHUFFLE_LIMIT = 5
# More axes than any array of a paper has.
_AXES_LIMIT = 12


def judge_shape(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict, with codes ``size``, ``order`` and ``entry``. Raises KeyFaultError where the key is
    no shape."""
    with key_fault("the key is no shape"):
        due = _axes(spec.key)
    given = _axes(answer)
    for axis in given:
        require_value(axis)
    if len(given) != len(due):
        are = {0: "none is", 1: "one is"}.get(len(due), f"{len(due)} are")
        axes = "one axis" if len(given) == 1 else f"{len(given) or 'no'} axes"
        return wrong("size", f"This has {axes}, {are} due.", "structure")
    found = [verdict_of(context.compare(*pair)) for pair in zip(due, given, strict=True)]
    off = [str(place) for place, verdict in enumerate(found, 1) if verdict.verdict == "wrong"]
    if not off or any(each.verdict == "undecided" for each in found):
        return together(each for each in found if each.verdict != "wrong")
    if len(due) <= _SHUFFLE_LIMIT and are_reordered(due, given, context.equal):
        return wrong("order", "These are the right axes in another order.")
    if len(off) == len(due):
        return wrong("wrong", "")
    return wrong("entry", f"Axis {off[0]} is off." if len(off) == 1 else f"Axes {', '.join(off)} are off.")


def _axes(node: Node) -> tuple[Node, ...]:
    """The lengths in a tuple or a list, or beside each other."""
    if not isinstance(node, Sequence) or node.kind == "set" or len(node.items) > _AXES_LIMIT:
        raise refuse("shape", node)
    if any(map(described, node.items)):
        raise refuse("shape", node)
    for item in node.items:
        require_scalar("shape", item)
    return node.items
