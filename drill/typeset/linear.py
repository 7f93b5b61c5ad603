"""The one-line form: a formula on one row, with parentheses wherever a row would lose grouping."""

from __future__ import annotations

import unicodedata

from drill.typeset.glyphs import Glyphs, in_font, is_word, script_text, symbol_text, words_text
from drill.typeset.nodes import (
    Accent,
    Arrow,
    Binomial,
    Boxed,
    Brace,
    Cancelled,
    Classed,
    Fence,
    Font,
    FontName,
    Fraction,
    Group,
    Lines,
    Middle,
    Node,
    Operator,
    Phantom,
    Root,
    Row,
    Scripts,
    Space,
    Stacked,
    Symbol,
    Table,
    Tag,
    Unknown,
    Words,
)
from drill.typeset.spacing import Placed, arrange
from drill.typeset.symbols import ACCENTS, TRAILING_ACCENTS, Kind

_FACTORS: frozenset[Kind] = frozenset(("ord", "open", "fence", "frac", "op", "big", "int"))
_FACTOR_ENDS: frozenset[Kind] = frozenset(("ord", "close", "fence", "frac", "op"))


class LinePrinter:
    """Writes nodes on one row in the glyphs of one tier."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._tier = glyphs.tier

    def row(self, nodes: Row, font: FontName = "", script: bool = False) -> str:
        """The nodes as text; ``script`` leaves out the blanks around operators."""
        placed = arrange(nodes, font, script)
        text = ""
        after_word = False
        before: Kind = "ord"
        for index, item in enumerate(placed):
            piece = self._piece(item, placed, index, script)
            word = type(item.node) is Symbol and is_word(item.node, piece)
            if text and piece:
                if item.gap == 1 and "frac" in (item.kind, before) and _may_touch(before, item.kind):
                    item.gap = 0
                if item.gap and text[-1] != " " and piece[0] != " ":
                    text += " " * item.gap
                elif item.gap > 1:
                    text += " " * (item.gap - 1)
                elif piece[0].isalnum() and text[-1].isalnum() and (word or after_word or _open_script(text)):
                    text += " "
            text += piece
            after_word = word
            before = item.kind
        return text

    def _piece(self, item: Placed, placed: list[Placed], index: int, script: bool) -> str:
        piece = self.node(item.node, item.font, script)
        if type(item.node) is not Fraction or item.node.style == "none":
            return piece
        before = placed[index - 1] if index else None
        after = placed[index + 1] if index + 1 < len(placed) else None
        touches_before = (
            before is not None and item.gap < 2 and (_ends_factor(before) or _is_slash(before.node))
        )
        touches_after = after is not None and after.gap < 2 and _starts_factor(after)
        return f"({piece})" if touches_before or touches_after else piece

    def node(self, node: Node, font: FontName, script: bool) -> str:
        """One node as text."""
        match node:
            case Symbol(text=text, name=name):
                text = symbol_text(text, name, self._tier)
                return in_font(text, font) if font else text
            case Scripts():
                return self._scripts(node, font, script)
            case Fraction(top=top, bottom=bottom, style="none"):
                return f"({self.row(top, font, True)}; {self.row(bottom, font, True)})"
            case Fraction(top=top, bottom=bottom):
                return f"{self._numerator(top, font)}/{self._denominator(bottom, font)}"
            case Fence(left=left, body=body, right=right):
                return (
                    f"{self._delimiter(left)}{self._fence_body(body, font, script)}{self._delimiter(right)}"
                )
            case Group(body=body) | Font(body=body) | Classed(body=body):
                return self.row(body, node.name if type(node) is Font and node.name else font, script)
            case Words(text=text, font=own):
                return in_font(words_text(text, self._tier), own)
            case Operator(name=name):
                return in_font(words_text(name, self._tier), font)
            case Root():
                return self._root(node, font)
            case Accent(name=name, body=body):
                return self.accented(name, self.row(body, font, True))
            case Table():
                return self._table(node, font)
            case Lines(rows=rows):
                lines = (" ".join(filter(None, (self.row(cell, font) for cell in row))) for row in rows)
                return "; ".join(filter(None, lines))
            case _:
                return self._rarer(node, font, script)

    def _rarer(self, node: Node, font: FontName, script: bool) -> str:
        match node:
            case Binomial(top=top, bottom=bottom):
                return f"C({self.row(top, font, True)}, {self.row(bottom, font, True)})"
            case Middle(glyph=glyph):
                return self._delimiter(glyph)
            case Stacked(base=base, over=over, under=under):
                return self.with_scripts(self.row(base, font, script), under, over)
            case Brace(body=body):
                return f"({self.row(body, font, script)})"
            case Arrow(glyph=glyph, over=over, under=under):
                arrow = symbol_text(glyph, "arrow", self._tier)
                return self.with_scripts(arrow, under, over)
            case Boxed(body=body):
                return f"[{self.row(body, font, script)}]"
            case Cancelled(body=body):
                return self.struck(self.row(body, font, script))
            case Tag(text=text):
                return words_text(text, self._tier)
            case Unknown(source=source):
                return words_text(source, self._tier)
            case Phantom() | Space() | _:
                return ""

    def with_scripts(self, base: str, sub: Row | None, sup: Row | None, font: FontName = "") -> str:
        """``base`` with scripts in script characters where they have them, else after ``_`` and ``^``."""
        low = self.row(sub, font, True) if sub else ""
        high = self.row(sup, font, True) if sup else ""
        low_script = script_text(low, self._glyphs.subscripts)
        high_script = script_text(high, self._glyphs.superscripts)
        low_text = low_script if low_script is not None else "_" + _grouped(low)
        high_text = high_script if high_script is not None else "^" + _grouped(high)
        # A high script of its own glyphs goes first where the low one is typed out: x²_i, not x_i².
        if sup and high_script is not None and (low_script is None or set(high_script) <= set("′″‴'")):
            return base + high_text + low_text
        return base + low_text + high_text

    def accented(self, name: str, text: str) -> str:
        """``text`` under an accent, on one row."""
        if len(text) == 1:
            mark = ACCENTS[name]
            letter = {"ı": "i", "ȷ": "j"}.get(text, text)
            composed = unicodedata.normalize("NFC", letter + mark)
            if self._tier == "full" or (
                self._tier == "safe" and len(composed) == 1 and ord(composed) < 0x180
            ):
                return composed
            if self._tier == "safe" and name in TRAILING_ACCENTS:
                return text + TRAILING_ACCENTS[name]
        elif self._tier == "full" and name in ("bar", "overline", "underline"):
            mark = "\u0332" if name == "underline" else "\u0305"
            return "".join(letter + mark for letter in text)
        short = {"overline": "bar", "widehat": "hat", "widetilde": "tilde", "overrightarrow": "vec"}.get(
            name, name
        )
        return f"{short}({text})"

    def struck(self, text: str) -> str:
        """``text`` struck out."""
        if self._tier == "full":
            return "".join(character if character == " " else character + "\u0336" for character in text)
        return f"cancel({text})"

    def _scripts(self, node: Scripts, font: FontName, script: bool) -> str:
        base = node.base
        text = self.node(base, font, script)
        if type(base) is Brace:
            notes = [self.row(note, "") for note in (node.sub, node.sup) if note]
            return text + "".join(f"[{note}]" for note in notes)
        if type(base) is Fraction or (type(base) is Group and len(base.body) > 1 and _is_sum(base.body)):
            text = f"({text})"
        return self.with_scripts(text, node.sub, node.sup, font)

    def _numerator(self, nodes: Row, font: FontName) -> str:
        text = self.row(nodes, font, True)
        placed = arrange(nodes, font, True)
        depth = 0
        for index, item in enumerate(placed):
            if item.kind in ("close",):
                depth -= 1
            outside = depth <= 0
            sign = index == 0 and item.kind == "ord"
            if (
                outside
                and not sign
                and (item.kind in ("bin", "rel", "punct", "big", "int") or _breaks_product(item, placed))
            ):
                return f"({text})"
            if item.kind == "open":
                depth += 1
        return text

    def _denominator(self, nodes: Row, font: FontName) -> str:
        text = self.row(nodes, font, True)
        placed = arrange(nodes, font, True)
        simple = len(placed) == 1 and type(placed[0].node) not in (Fraction, Words, Group, Lines)
        return text if simple or (len(text) > 1 and _is_enclosed(text)) else f"({text})"

    def _fence_body(self, body: Row, font: FontName, script: bool) -> str:
        if len(body) == 1 and type(table := body[0]) is Table and not table.left and not table.right:
            return self._cells(table, font)
        return self.row(body, font, script)

    def _delimiter(self, glyph: str) -> str:
        return symbol_text(glyph, "", self._tier) if glyph else ""

    def _root(self, node: Root, font: FontName) -> str:
        body = self.row(node.body, font, True)
        if self._tier == "ascii":
            index = f"[{self.row(node.index, font, True)}]" if node.index else ""
            return f"{'root' if index else 'sqrt'}{index}({body})"
        if node.index:
            index = self.row(node.index, font, True)
            raised = script_text(index, self._glyphs.superscripts)
            return f"{raised}√({body})" if raised else f"root[{index}]({body})"
        return f"√{body}" if len(body) == 1 or _is_enclosed(body) else f"√({body})"

    def _table(self, node: Table, font: FontName) -> str:
        cells = self._cells(node, font)
        if node.style == "stack":
            return cells
        if node.style == "cases":
            return f"{{{cells}}}"
        return f"{self._delimiter(node.left or '[')}{cells}{self._delimiter(node.right or ']')}"

    def _cells(self, node: Table, font: FontName) -> str:
        rows = (", ".join(self.row(cell, font).strip() for cell in row) for row in node.rows)
        return "; ".join(row for row in rows if row)


def _may_touch(before: Kind, after: Kind) -> bool:
    """Whether a fraction on one row, in its parentheses, needs no blank between these kinds."""
    return before not in ("bin", "rel", "punct", "big", "int") and after not in ("bin", "rel")


def _ends_factor(item: Placed) -> bool:
    return item.kind in _FACTOR_ENDS and type(item.node) is not Words and not _is_sign(item.node)


def _starts_factor(item: Placed) -> bool:
    return (item.kind in _FACTORS and type(item.node) not in (Words, Tag)) or _is_slash(item.node)


def _is_sign(node: Node) -> bool:
    return type(node) is Symbol and node.text in "+−±∓∀∃¬"


def _is_slash(node: Node) -> bool:
    return type(node) is Symbol and node.text == "/"


def _breaks_product(item: Placed, placed: list[Placed]) -> bool:
    """Whether a slash after the row would be read as belonging to this item alone."""
    if type(item.node) is Fraction or _is_slash(item.node):
        return True
    return item.kind == "op" and len(placed) > 1


def _is_sum(nodes: Row) -> bool:
    return any(item.kind in ("bin", "rel", "punct") for item in arrange(nodes, ""))


def _is_enclosed(text: str) -> bool:
    """Whether one pair of parentheses holds all of ``text``."""
    if text[:1] != "(" or text[-1:] != ")":
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if not depth:
            return place == len(text) - 1
    return False


def _grouped(script: str) -> str:
    """A typed-out script: in parentheses unless it is one letter, one word or one number."""
    return script if len(script) == 1 or script.isalnum() or _is_enclosed(script) else f"({script})"


def _open_script(text: str) -> bool:
    """Whether ``text`` ends in a typed-out script that a following letter would join."""
    for character in reversed(text):
        if character in "_^":
            return True
        if not character.isalnum():
            return False
    return False
