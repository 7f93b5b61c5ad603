"""Formulas in words."""

from __future__ import annotations

import re
from itertools import chain

from drill.latex import nodes as tree
from drill.latex.nodes import NEGATED, NEGATION, Node, Row
from drill.text import by_word, read_word_tables
from drill.typeset.boxes import arrange_nodes, find_script_base
from drill.typeset.glyphs import ALPHABETS, Alphabet

_TABLES = read_word_tables(__file__, "speech.txt")
_SIGNS = by_word(_TABLES["signs"])
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
# The meaning of a bar, by the fence around it.
_BARS_INSIDE = {"(": "given", "[": "given", "{": "such that"}
_ENDING = re.compile(r"(?: (?:point|comma|semicolon))+$")


def spoken_formula(nodes: Row) -> str:
    """Return a formula in words, without the punctuation at its end, which belongs to the sentence."""
    return _ENDING.sub("", speak_nodes(nodes))


def speak_nodes(nodes: Row, font: Alphabet = "", within: str = "") -> str:
    """Return the nodes in words, with explicit ends so that a listener does not lose the grouping.

    ``within`` is the fence around them.
    """
    words: list[str] = []
    fences = [within]
    for placed in arrange_nodes(nodes, font):
        node = placed.node
        kind = placed.kind
        core = find_script_base(node)
        text = ""
        if type(core) is tree.Symbol:
            text = core.text
        elif type(core) is tree.Middle:
            text = core.glyph
        if text in _BARS and kind == "open":
            words.append(_BARS[text])
        elif text in _BARS and kind == "close":
            words.append(f"end {_BARS[text]}")
        elif text in ("|", "∣"):
            words.append(_BARS_INSIDE.get(fences[-1], "bar" if text == "|" else "given"))
        elif text == "·" and kind == "ord":
            words.append("dot")
        else:
            words.append(_speak_node(node, placed.font))
            core = node
        if core is not node and type(node) is tree.Scripts:
            words.append(_speak_scripts_after("", node, placed.font))
        if kind == "open":
            fences.append(text)
        elif kind == "close" and len(fences) > 1:
            fences.pop()
    return " ".join(" ".join(words).split())


def _speak_node(node: Node, font: Alphabet) -> str:
    match node:
        case tree.Symbol():
            return _speak_symbol(node, font)
        case tree.Scripts():
            return _speak_scripts(node, font)
        case tree.Fraction(top=top, bottom=bottom):
            above = speak_nodes(top, font)
            below = speak_nodes(bottom, font)
            if len(above.split()) <= 2 and len(below.split()) <= 2:
                return f"{above} over {below}"
            return f"fraction {above} over {below} end fraction"
        case tree.Binomial(top=top, bottom=bottom):
            return f"{speak_nodes(top, font)} choose {speak_nodes(bottom, font)}"
        case tree.Root(index=index, body=body):
            root = f"root {speak_nodes(index, font)}" if index else "square root"
            radicand = speak_nodes(body, font)
            if len(body) > 1 or len(radicand.split()) > 5:
                radicand += " end root"
            return f"{root} of {radicand}"
        case tree.Fence(left=left, body=body, right=right):
            return _speak_fence(left, speak_nodes(body, font, left), right)
        case tree.Accent(name=name, body=body):
            return f"{speak_nodes(body, font)} {_ACCENTS.get(name, name)}"
        case tree.Font(name=name, body=body):
            return speak_nodes(body, ALPHABETS.get(name, font))
        case tree.Prescripts():
            return _speak_node(tree.Scripts(node.base, node.sub, node.sup), font)
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
            return _speak_table(node)
        case tree.Lines(rows=rows):
            lines = [speak_nodes([*chain.from_iterable(row)]) for row in rows]
            return "; ".join(filter(None, lines))
        case _:
            return _speak_rarer(node, font)


def _speak_rarer(node: Node, font: Alphabet) -> str:
    match node:
        case tree.Stacked(base=base, over=over, under=under):
            spoken = speak_nodes(base, font)
            if under:
                spoken += f" under {speak_nodes(under)}"
            if over:
                spoken += f" with {speak_nodes(over)} above"
            return spoken
        case tree.Arrow(over=over):
            return f"arrow with {speak_nodes(over)} above" if over else "arrow"
        case tree.Middle(glyph=glyph):
            return _SIGNS.get(glyph, glyph)
        case tree.Unknown(source=source):
            return source.lstrip("\\")
        case tree.Phantom() | tree.Space() | _:
            return ""


def _speak_symbol(node: tree.Symbol, font: Alphabet) -> str:
    text = node.text
    if text in _SIGNS:
        return _SIGNS[text]
    affirmed = _AFFIRMED.get(text)
    if not affirmed and text.endswith(NEGATION):
        affirmed = text[:-1]
    if affirmed:
        return "not " + _SIGNS.get(affirmed, node.name.removeprefix("not "))
    spoken = text
    if len(node.name) > 1 and node.name.replace(" ", "").isalpha():
        spoken = node.name.removeprefix("var")
        if node.name[0].isupper() and text.isalpha():
            spoken = f"cap {node.name.lower()}"
    elif text.isupper():
        spoken = f"cap {text}"
    if font in _FONTS and text.isalnum():
        return f"{_FONTS[font]} {spoken}"
    return spoken


def _speak_scripts(node: tree.Scripts, font: Alphabet) -> str:
    base = node.base
    if type(base) is tree.Brace:
        note = speak_nodes(node.sup or node.sub or [])
        return f"{speak_nodes(base.body, font)}, that is {note}, "
    return _speak_scripts_after(_speak_node(base, font), node, font)


def _speak_scripts_after(spoken_base: str, node: tree.Scripts, font: Alphabet) -> str:
    base = node.base
    words = [spoken_base]
    is_sum = type(base) is tree.Symbol and base.kind in ("big", "int")
    has_range = is_sum or (type(base) is tree.Operator and base.limits)
    if node.sub:
        low = speak_nodes(node.sub, font)
        if not has_range:
            words.append(f"sub {low}")
            if len(low.split()) > 1 and len(node.sub) > 1:
                words.append("end sub")
        elif node.sup:
            words.append(f"from {low}")
        elif type(base) is tree.Operator and base.name.startswith("lim"):
            words.append(f"as {low}")
        else:
            words.append(f"over {low}")
    if node.sup:
        high = speak_nodes(node.sup, font)
        if is_sum and node.sub:
            words.append(f"to {high}")
        elif high in _POWERS:
            words.append(_POWERS[high])
        else:
            words.append(f"to the {high}")
            if len(node.sup) > 1:
                words.append("end power")
    if is_sum or (has_range and node.sub):
        words.append("of")
    return " ".join(words)


def _speak_fence(left: str, body: str, right: str) -> str:
    if left in _ENCLOSED and _CLOSING.get(right) == left:
        return f"{_ENCLOSED[left]} {body} end {_ENCLOSED[left]}"
    opening = _SIGNS.get(left, left)
    if left in _FENCES:
        opening = f"open {_FENCES[left]}"
    closing = _SIGNS.get(right, right)
    partner = _PAIRS.get(right, right)
    if partner in _FENCES:
        closing = f"close {_FENCES[partner]}"
    return f"{opening} {body} {closing}"


def _speak_table(node: tree.Table) -> str:
    rows = [[speak_nodes(cell) for cell in row] for row in node.rows if any(row)]
    if node.style == "stack":
        return ", ".join(map(", ".join, rows))
    if node.style == "cases":
        return f"cases {'; '.join(map(', '.join, rows))} end cases"
    columns = max(map(len, rows), default=0)
    spoken_rows = "; ".join(f"row {number}: {', '.join(row)}" for number, row in enumerate(rows, 1))
    return f"{len(rows)} by {columns} matrix {spoken_rows} end matrix"
