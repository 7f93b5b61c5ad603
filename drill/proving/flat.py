"""Keys that are several vectors or matrices, as one vector of their entries: for slips of single entries."""

from __future__ import annotations

from dataclasses import replace

from drill.banks.keys import named_factors, written_factors
from drill.checking import KINDS, SolutionsSpec, Spec
from drill.errors import CheckError
from drill.maths.names import Names
from drill.maths.plain import parse
from drill.maths.print import to_plain
from drill.maths.tree import Node, Sequence
from drill.proving.witnesses.trial import Claim

FLAT: tuple[str, ...] = tuple(kind.name for kind in KINDS.values() if kind.proof == "flat")
"""The kinds of such keys."""

_NAMES = Names(functions="bank", undeclared="allow")


def flat_key(expect: Spec, text: str) -> Node:
    """Return all entries of a key, one after the other."""
    return Sequence(
        "list", tuple(entry for part in _parts(expect, text).values() for entry in _entries(part))
    )


def with_flat_key(claim: Claim, entries: Node) -> Claim:
    """Return the claim with other entries. Raises CheckError where there are not as many."""
    if not isinstance(entries, Sequence):
        raise CheckError("the entries of a key are due")
    rest = list(entries.items)
    parts: dict[str, str] = {}
    for name, part in _parts(claim.expect, claim.text).items():
        parts[name] = to_plain(_filled(part, rest))
    if rest:
        raise CheckError("there are too many entries")
    if isinstance(claim.expect, SolutionsSpec):
        expect = replace(claim.expect, text=parts["point"], directions=parts.get("span", ""))
        return replace(claim, expect=expect, tree=entries)
    return replace(claim, text=named_factors(parts), tree=entries)


def _parts(expect: Spec, text: str) -> dict[str, Node]:
    """The trees of a key by their names."""
    if isinstance(expect, SolutionsSpec):
        texts = {"point": expect.text} | ({"span": expect.directions} if expect.directions else {})
    else:
        texts = written_factors(text)
    return {name: parse(each, _NAMES, "matrix") for name, each in texts.items()}


def _entries(node: Node) -> tuple[Node, ...]:
    if not isinstance(node, Sequence):
        return (node,)
    return tuple(entry for item in node.items for entry in _entries(item))


def _filled(node: Node, entries: list[Node]) -> Node:
    """A tree of the same form with the next entries, which are taken away."""
    if isinstance(node, Sequence):
        return Sequence(node.kind, tuple(_filled(item, entries) for item in node.items))
    if not entries:
        raise CheckError("there are too few entries")
    return entries.pop(0)
