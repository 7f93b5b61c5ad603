"""Formulas in words."""

from __future__ import annotations

import re

from drill.latex import nodes as tree
from drill.latex.nodes import NEGATED, NEGATION, Node, Row
from drill.text import by_word, read_word_tables
from drill.typeset.boxes import arrange_nodes
from drill.typeset.glyphs import ALPHABETS, Alphabet

_TABLES = read_word_tables(__file__, "speech.txt")
_SAID = by_word(_TABLES["signs"])
_FONTS = {"bf": "bold", "bb": "blackboard", "cal": "script", "frak": "fraktur"}
_ACCENTS = by_word(_TABLES["accents"])
_FUNCTIONS = by_word(_TABLES["functions"])
_FENCES = {"(": "paren", "[": "bracket", "{": "brace", "⟨": "angle", "⟦": "double bracket"}
_PAIRS = {")": "(", "]": "[", "}": "{", "⟩": "⟨", "⟧": "⟦"}
_ENCLOSED = {"|": "absolute value", "∣": "absolute value", "‖": "norm", "⌊": "floor", "⌈": "ceiling"}
_CLOSING = {"|": "|", "∣": "∣", "‖": "‖", "⌋": "⌊", "⌉": "⌈"}
_POWERS = {
    "2": "squared", "3": "cubed", "prime": "prime", "double prime": "double prime",
    "triple prime": "triple prime", "transpose": "transpose", "cap T": "transpose", "star": "star",
    "minus 1": "inverse",
}  # fmt: skip


_BARS = {"|": "absolute value", "‖": "norm"}
_AFFIRMED = {negated: relation for relation, negated in NEGATED.items()}
# What a bar in the middle of these means.
_BETWEEN = {"(": "given", "[": "given", "{": "such that"}
_ENDING = re.compile(r"(?: (?:point|comma|semicolon))+$")


def spoken_formula(nodes: Row) -> str:
    """Return a formula in words, without the punctuation of the sentence that it ends."""
    return _ENDING.sub("", speak_nodes(nodes))


def speak_nodes(nodes: Row, font: Alphabet = "", within: str = "") -> str:
    """Return the nodes in words, with ends said wherever a listener could lose the grouping.

    ``within`` is the fence around them.
    """
    words: list[str] = []
    fences = [within]
    for placed in arrange_nodes(nodes, font):
        node, kind = placed.node, placed.kind
        core = node.base if type(node) is tree.Scripts else node
        text = core.text if type(core) is tree.Symbol else core.glyph if type(core) is tree.Middle else ""
        if text in _BARS and kind in ("open", "close"):
            words.append(_BARS[text] if kind == "open" else f"end {_BARS[text]}")
        elif text in ("|", "∣"):
            words.append(_BETWEEN.get(fences[-1], "bar" if text == "|" else "given"))
        elif text == "·" and kind == "ord":
            words.append("dot")
        else:
            words.append(_say_node(node, placed.font))
            core = node
        if core is not node and type(node) is tree.Scripts:
            words.append(_scripts_said(node, "", placed.font))
        if kind == "open":
            fences.append(text)
        elif kind == "close" and len(fences) > 1:
            fences.pop()
    return " ".join(" ".join(words).split())


def _say_node(node: Node, font: Alphabet) -> str:
    match node:
        case tree.Symbol():
            return _say_symbol(node, font)
        case tree.Scripts():
            return _say_scripts(node, font)
        case tree.Fraction(top=top, bottom=bottom):
            above, below = speak_nodes(top, font), speak_nodes(bottom, font)
            short = len(above.split()) <= 2 and len(below.split()) <= 2
            return f"{above} over {below}" if short else f"fraction {above} over {below} end fraction"
        case tree.Binomial(top=top, bottom=bottom):
            return f"{speak_nodes(top, font)} choose {speak_nodes(bottom, font)}"
        case tree.Root(index=index, body=body):
            root = f"root {speak_nodes(index, font)}" if index else "square root"
            below = speak_nodes(body, font)
            # A listener is told where a longer root ends.
            is_long = len(body) > 1 or len(below.split()) > 5
            return f"{root} of {below}{' end root' if is_long else ''}"
        case tree.Fence(left=left, body=body, right=right):
            return _say_fence(left, speak_nodes(body, font, left), right)
        case tree.Accent(name=name, body=body):
            return f"{speak_nodes(body, font)} {_ACCENTS.get(name, name)}"
        case tree.Font(name=name, body=body):
            return speak_nodes(body, ALPHABETS.get(name, font))
        case tree.Prescripts():
            return _say_node(tree.Scripts(node.base, node.sub, node.sup), font)
        case (
            tree.Group(body=body)
            | tree.Classed(body=body)
            | tree.Boxed(body=body)
            | tree.Brace(body=body)
            | tree.Interlude(body=body)
        ):
            return speak_nodes(body, font)
        case tree.Cancelled(body=body):
            return f"cancelled {speak_nodes(body, font)}"
        case tree.Operator(name=name):
            return _FUNCTIONS.get(name, name)
        case tree.Words(text=text) | tree.Tag(text=text):
            return text
        case tree.Table():
            return _say_table(node)
        case tree.Lines(rows=rows):
            return "; ".join(
                filter(None, (speak_nodes([node for cell in row for node in cell]) for row in rows))
            )
        case _:
            return _say_rarer(node, font)


def _say_rarer(node: Node, font: Alphabet) -> str:
    match node:
        case tree.Stacked(base=base, over=over, under=under):
            below = f" under {speak_nodes(under)}" if under else ""
            above = f" with {speak_nodes(over)} above" if over else ""
            return speak_nodes(base, font) + below + above
        case tree.Arrow(over=over):
            return f"arrow with {speak_nodes(over)} above" if over else "arrow"
        case tree.Middle(glyph=glyph):
            return _SAID.get(glyph, glyph)
        case tree.Unknown(source=source):
            return source.lstrip("\\")
        case tree.Phantom() | tree.Space() | _:
            return ""


def _say_symbol(node: tree.Symbol, font: Alphabet) -> str:
    text = node.text
    if text in _SAID:
        return _SAID[text]
    affirmed = _AFFIRMED.get(text) or (text[:-1] if text[-1:] == NEGATION else "")
    if affirmed:
        return "not " + _SAID.get(affirmed, node.name.removeprefix("not "))
    if len(node.name) > 1 and node.name.replace(" ", "").isalpha():
        spoken = f"cap {node.name.lower()}" if node.name[0].isupper() and text.isalpha() else node.name
        spoken = spoken.replace("var", "", 1) if spoken.startswith("var") else spoken
    else:
        spoken = f"cap {text}" if text.isupper() else text
    return f"{_FONTS[font]} {spoken}" if font in _FONTS and text.isalnum() else spoken


def _say_scripts(node: tree.Scripts, font: Alphabet) -> str:
    base = node.base
    if type(base) is tree.Brace:
        note = speak_nodes(node.sup or node.sub or [])
        return f"{speak_nodes(base.body, font)}, that is {note}, "
    return _scripts_said(node, _say_node(base, font), font)


def _scripts_said(node: tree.Scripts, base_said: str, font: Alphabet) -> str:
    base = node.base
    words = [base_said]
    summed = type(base) is tree.Symbol and base.kind in ("big", "int")
    ranged = summed or (type(base) is tree.Operator and base.limits)
    if node.sub:
        low = speak_nodes(node.sub, font)
        if ranged:
            by = "as" if type(base) is tree.Operator and base.name.startswith("lim") else "over"
            words.append(f"{'from' if node.sup else by} {low}")
        else:
            words.append(f"sub {low}{' end sub' if len(low.split()) > 1 and len(node.sub) > 1 else ''}")
    if node.sup:
        high = speak_nodes(node.sup, font)
        if summed and node.sub:
            words.append(f"to {high}")
        else:
            words.append(_POWERS.get(high) or f"to the {high}{' end power' if len(node.sup) > 1 else ''}")
    if summed or (ranged and node.sub):
        words.append("of")
    return " ".join(words)


def _say_fence(left: str, body: str, right: str) -> str:
    if left in _ENCLOSED and _CLOSING.get(right) == left:
        return f"{_ENCLOSED[left]} {body} end {_ENCLOSED[left]}"
    opening = f"open {_FENCES[left]}" if left in _FENCES else _SAID.get(left, left)
    partner = _PAIRS.get(right, right)
    closing = f"close {_FENCES[partner]}" if partner in _FENCES else _SAID.get(right, right)
    return f"{opening} {body} {closing}"


def _say_table(node: tree.Table) -> str:
    rows = [[speak_nodes(cell) for cell in row] for row in node.rows if any(row)]
    if node.style == "stack":
        return ", ".join(", ".join(row) for row in rows)
    if node.style == "cases":
        return f"cases {'; '.join(', '.join(row) for row in rows)} end cases"
    columns = max(map(len, rows), default=0)
    spoken_rows = "; ".join(f"row {number}: {', '.join(row)}" for number, row in enumerate(rows, 1))
    return f"{len(rows)} by {columns} matrix {spoken_rows} end matrix"
