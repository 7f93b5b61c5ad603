"""The gaps between neighbouring nodes: TeX's rules for atoms, in cells."""

from __future__ import annotations

from dataclasses import dataclass

from drill.latex import nodes as tree
from drill.latex.nodes import Node, Row
from drill.latex.symbols import Kind
from drill.typeset.glyphs import Alphabet, drawn_in


@dataclass(slots=True)
class Placed:
    """A node in its row: the alphabet it is set in, its kind there, and the blanks before it."""

    node: Node
    font: Alphabet
    kind: Kind
    gap: int


_KINDS: tuple[Kind, ...] = (
    "ord", "bin", "rel", "open", "close", "punct", "op", "big", "int", "frac", "fence",
)  # fmt: skip
# After these a ``+`` or ``−`` is a sign.
_NO_OPERAND: frozenset[Kind | None] = frozenset((None, "bin", "rel", "open", "punct", "op", "big", "int"))
# Before these an operator has no right operand: ``x^{+}``, ``f(·)``.
_TIGHT_AFTER: frozenset[Kind] = frozenset(("rel", "close", "punct"))

# These come directly after a sign or slash, ``−log p``; a fraction's bar would run into the minus.
_HUGS_SIGN: frozenset[Kind] = frozenset(("op", "big", "int"))


def _find_gap(left: Kind, right: Kind) -> int:
    if "rel" in (left, right):
        return int(left != right and right not in ("punct", "close") and left != "open")
    if "bin" in (left, right):
        return int(right not in ("punct", "close") and left != "open")
    if left == "punct":
        return 1
    if right in ("punct", "close") or left == "open":
        return 0
    if left == "op":
        return int(right not in ("open", "fence"))
    return int(right == "op" or not {left, right}.isdisjoint(("big", "int", "frac")))


_GAPS = {(left, right): _find_gap(left, right) for left in _KINDS for right in _KINDS}
_SCRIPT_GAPS = {
    (left, right): int(
        (left == "op" and _GAPS[left, right] == 1) or (right == "op" and left in ("ord", "close"))
    )
    for left in _KINDS
    for right in _KINDS
}


def arrange_nodes(nodes: Row, font: Alphabet, script: bool = False) -> list[Placed]:
    """Flatten fonts, resolve spaces, and give each node its kind and the gap before it.

    ``script`` sets tightly, as in subscripts: only names of functions keep blanks.
    """
    gaps = _SCRIPT_GAPS if script else _GAPS
    flat: list[tuple[Node, Alphabet]] = []
    _flatten_fonts(nodes, font, flat)
    bars = _bar_kinds(flat) if len(flat) > 2 else {}
    placed: list[Placed] = []
    previous: Kind | None = None
    after_sign = False
    room = 0
    for index, (node, its_font) in enumerate(flat):
        if type(node) is tree.Space:
            room = max(room, node.cells) if not script or node.cells > 1 else room
            continue
        kind = bars.get(index) or tree.classify_node(node)
        is_sign = kind == "bin" and previous in _NO_OPERAND
        if is_sign:
            kind = "ord"
        elif kind in _TIGHT_AFTER and previous == "bin":
            placed[-1].kind = previous = "ord"
            before = placed[-2].kind if len(placed) > 1 else None
            placed[-1].gap = 0 if before is None else gaps[before, "ord"]
        gap = room if room > 1 else 0
        if previous is not None:
            gap = max(0 if after_sign and kind in _HUGS_SIGN else gaps[previous, kind], room)
        if type(node) is tree.Tag:
            gap = max(gap, 3)
        placed.append(Placed(node, its_font, kind, gap))
        previous = kind
        after_sign = is_sign or (type(node) is tree.Symbol and node.text == "/")
        room = 0
    if previous == "bin":
        placed[-1].kind = "ord"
        if len(placed) > 1:
            placed[-1].gap = gaps[placed[-2].kind, "ord"]
    return placed


def _flatten_fonts(nodes: Row, font: Alphabet, flat: list[tuple[Node, Alphabet]]) -> None:
    for node in nodes:
        if type(node) is tree.Font:
            _flatten_fonts(node.body, drawn_in(node.name, font), flat)
        elif type(node) is tree.Group and len(node.body) == 1 and not _is_tamed(node.body[0]):
            _flatten_fonts(node.body, font, flat)
        else:
            flat.append((node, font))


def _is_tamed(node: Node) -> bool:
    """Return whether braces around the node change how it behaves, as in ``a{=}b``."""
    return type(node) is tree.Symbol and (node.kind != "ord" or node.text in ("|", "‖", "/"))


def _bar_kinds(flat: list[tuple[Node, Alphabet]]) -> dict[int, Kind]:
    """Return which ``|`` and ``‖`` open and which close, paired inside one pair of parentheses."""
    kinds: dict[int, Kind] = {}
    waiting: list[tuple[str, int]] = []
    for index, (node, _) in enumerate(flat):
        core = node.base if type(node) is tree.Scripts else node
        if type(core) is not tree.Symbol or core.kind in ("bin", "rel"):
            continue
        if core.kind == "open":
            waiting.append((core.text, -1))
        elif core.kind == "close" and core.text not in "!.":
            while waiting and waiting.pop()[1] >= 0:
                pass
        elif core.text in ("|", "‖") and core.kind == "ord":
            if waiting and waiting[-1][0] == core.text:
                kinds[waiting.pop()[1]] = "open"
                kinds[index] = "close"
            elif core is node:
                waiting.append((core.text, index))
    return kinds
