"""The one-line form: a formula on one row, with parentheses wherever a row would lose grouping."""

from __future__ import annotations

from drill.latex import nodes as tree
from drill.latex.nodes import Node, Row
from drill.latex.symbols import Kind
from drill.typeset import glyphs, grouping
from drill.typeset.block import Tier
from drill.typeset.glyphs import Alphabet, Glyphs
from drill.typeset.spacing import Placed, arrange_nodes

# What is written as a function's name where a tier has no sign for it.
_NAMED = (tree.Root, tree.Accent, tree.Cancelled)
_OPERATORS: frozenset[Kind] = frozenset(("rel", "bin"))


class LinePrinter:
    """Writes nodes on one row in the glyphs of one tier."""

    def __init__(self, pieces: Glyphs) -> None:
        self._glyphs = pieces
        self._tier: Tier = pieces.tier

    def row(
        self,
        nodes: Row,
        font: Alphabet = "",
        script: bool = False,
        touched: tuple[bool, bool] = (False, False),
    ) -> str:
        """Return the nodes as text; ``script`` leaves out the blanks around operators.

        ``touched`` says whether factors are directly before and after the row.
        """
        placed = arrange_nodes(nodes, font, script)
        text = ""
        after_word = False
        before: Kind = "ord"
        room = 0
        argument_end = -1
        for index, item in enumerate(placed):
            if index == argument_end:
                text += ")"
            printed = self._piece(item, placed, index, script, touched)
            if (end := grouping.fraction_argument(placed, index)) > index + 1:
                printed, argument_end = "(" + printed, end
            word = glyphs.is_word_node(item.node, self._tier)
            named = word or (type(item.node) in _NAMED and printed[:2].isalpha())
            gap = max(item.gap, room)
            if gap == 1 and "frac" in (item.kind, before) and grouping.may_touch(before, item.kind):
                gap = 0
            if not printed:
                room = gap
                continue
            if gap == 0 and ((word and item.kind in _OPERATORS) or (after_word and before in _OPERATORS)):
                gap = 1
            is_root = type(item.node) is tree.Root and item.node.index
            if is_root and (text[-1:].isalnum() or text[-1:] in (")", "]", "}", "|")):
                gap = max(gap, 1)  # or 2³√x would be 2 cubed
            if text:
                if gap and text[-1] != " " and printed[0] != " ":
                    text += " " * gap
                elif gap > 1:
                    text += " " * (gap - 1)
                elif (text[-1] + printed[0]).isalnum() and (
                    named or after_word or grouping.joins_previous_text(text, printed)
                ):
                    text += " "
            text += printed
            after_word, before, room = word, item.kind, 0
        return text + ")" if argument_end == len(placed) else text

    def _piece(
        self, item: Placed, placed: list[Placed], index: int, script: bool, touched: tuple[bool, bool]
    ) -> str:
        """Return one node of a row, a fraction in parentheses if a neighbour would take a part of it."""
        node = item.node
        after = placed[index + 1] if index + 1 < len(placed) else None
        mark = after.node if after else None
        if type(node) in (tree.Fraction, tree.Root) and type(mark) is tree.Symbol and mark.text == "!":
            return f"({self.node(node, item.font, script)})"
        if type(node) is not tree.Group and (type(node) is not tree.Fraction or node.style == "none"):
            return self.node(node, item.font, script)
        before = placed[index - 1] if index else None
        touches_before = (
            item.gap < 2 and (grouping.ends_factor(before) or grouping.is_slash(before.node))
            if before
            else touched[0]
        )
        touches_after = after.gap < 2 and grouping.starts_factor(after) if after else touched[1]
        if type(node) is tree.Group:
            return self.row(node.body, item.font, script, (touches_before, touches_after))
        printed = self.node(node, item.font, script)
        return f"({printed})" if touches_before or touches_after else printed

    def node(self, node: Node, font: Alphabet, script: bool) -> str:
        """Return one node as text."""
        match node:
            case tree.Symbol(text=text, name=name):
                text = glyphs.symbol_text(text, name, self._tier)
                return glyphs.in_font(text, font) if font else text
            case tree.Scripts():
                return self._scripts(node, font, script)
            case tree.Fraction(top=top, bottom=bottom, style="none"):
                return f"({self.row(top, font, True)}; {self.row(bottom, font, True)})"
            case tree.Fraction(top=top, bottom=bottom):
                return self._slashed(top, bottom, font)
            case tree.Fence(left=left, body=body, right=right):
                inside = self._fence_body(body, font, script)
                return f"{self._delimiter(left)}{inside}{self._delimiter(right)}"
            case tree.Group(body=body) | tree.Font(body=body) | tree.Classed(body=body):
                return self.row(
                    body, glyphs.ALPHABETS.get(node.name, font) if type(node) is tree.Font else font, script
                )
            case tree.Words(text=text, font=own):
                return glyphs.in_font(glyphs.words_text(text, self._tier), glyphs.ALPHABETS.get(own, font))
            case tree.Operator(name=name):
                return glyphs.in_font(glyphs.words_text(name, self._tier), font)
            case tree.Prescripts(base=base, sub=sub, sup=sup):
                scripts, text = self.with_scripts("", sub, sup, font), self.node(base, font, script)
                return f"{scripts} {text}" if "_" in scripts or "^" in scripts else scripts + text
            case tree.Root():
                return self._root(node, font)
            case tree.Accent(name=name, body=body):
                return glyphs.accent_text(self._tier, name, self.row(body, font, True))
            case tree.Table():
                return self._table(node, font)
            case tree.Lines(rows=rows):
                return self._lines(rows, font)
            case _:
                return self._rarer(node, font, script)

    def _rarer(self, node: Node, font: Alphabet, script: bool) -> str:
        match node:
            case tree.Binomial(top=top, bottom=bottom):
                return f"C({self.row(top, font, True)}, {self.row(bottom, font, True)})"
            case tree.Middle(glyph=glyph):
                return self._delimiter(glyph)
            case tree.Stacked(base=base, over=over, under=under):
                return self.with_scripts(self.row(base, font, script), under, over)
            case tree.Brace(body=body):
                return f"({self.row(body, font, script)})"
            case tree.Interlude(body=body):
                return self.row(body, font)
            case tree.Arrow(glyph=glyph, over=over, under=under):
                arrow = glyphs.symbol_text(glyph, "arrow", self._tier)
                return self.with_scripts(arrow, under, over)
            case tree.Boxed(body=body):
                return f"[{self.row(body, font, script)}]"
            case tree.Cancelled(body=body):
                return f"cancel({self.row(body, font, script)})"
            case tree.Tag(text=text):
                return glyphs.words_text(text, self._tier)
            case tree.Unknown(source=source):
                return glyphs.words_text(source, self._tier)
            case tree.Phantom() | tree.Space() | _:
                return ""

    def with_scripts(
        self, base: str, sub: Row | None, sup: Row | None, font: Alphabet = "", limits: bool = False
    ) -> str:
        """Return ``base`` with scripts in script characters if they have them, else after ``_`` and ``^``.

        ``limits`` keeps the lower one first, as a sum's or an integral's is read.
        """
        low = self.row(sub, font, True) if sub else ""
        high = self.row(sup, font, True) if sup else ""
        low_script = glyphs.script_text(low, self._glyphs.subscripts)
        high_script = glyphs.script_text(high, self._glyphs.superscripts)
        if limits and sup and low_script is None:
            high_script = None
        low_text = low_script if low_script is not None else "_" + grouping.low_grouped(low)
        high_text = high_script if high_script is not None else "^" + grouping.high_grouped(high, sup or [])
        if high_script and set(high_script) <= set(glyphs.PRIMES):
            return base + high_text + low_text
        return base + low_text + high_text

    def _scripts(self, node: tree.Scripts, font: Alphabet, script: bool) -> str:
        base = node.base
        text = self.node(base, font, script)
        if type(base) is tree.Brace:
            notes = [self.row(note, "") for note in (node.sub, node.sup) if note]
            return text + "".join(f"[{note}]" for note in notes)
        if _is_split(node, base) and not grouping.is_enclosed(text):
            text = f"({text})"
        elif not text and script:
            return "".join(self.row(part, font, True) for part in (node.sub, node.sup) if part)
        limits = type(base) is tree.Symbol and base.kind in ("big", "int")
        return self.with_scripts(text, node.sub, node.sup, font, limits)

    def _slashed(self, top: Row, bottom: Row, font: Alphabet) -> str:
        """Return ``top/bottom``, each in parentheses if the slash would take only a part of it."""
        above, below = self.row(top, font, True), self.row(bottom, font, True)
        over, under = arrange_nodes(top, font, True), arrange_nodes(bottom, font, True)
        if not grouping.is_whole_product(over):
            above = f"({above})"
        derivative = above[:1] in ("d", "∂") and grouping.is_differential(under, above[0])
        is_whole = derivative or grouping.is_enclosed(below) or grouping.is_factorial(below)
        if not (is_whole or grouping.is_single(under)):
            below = f"({below})"
        return f"{above}/{below}"

    def _fence_body(self, body: Row, font: Alphabet, script: bool) -> str:
        if len(body) == 1 and type(table := body[0]) is tree.Table and not table.left and not table.right:
            return self._cells(table, font)
        return self.row(body, font, script)

    def _delimiter(self, glyph: str) -> str:
        return glyphs.symbol_text(glyph, "", self._tier) if glyph else ""

    def _root(self, node: tree.Root, font: Alphabet) -> str:
        body = self.row(node.body, font, True)
        if self._tier == "ascii":
            index = f"[{self.row(node.index, font, True)}]" if node.index else ""
            return f"{'root' if index else 'sqrt'}{index}({body})"
        radicand = arrange_nodes(node.body, font, True)
        single = len(body) == 1 or (len(radicand) == 1 and grouping.is_number_node(radicand[0].node))
        grouped = body if single or grouping.is_enclosed(body) else f"({body})"
        if not node.index:
            return f"√{grouped}"
        index = self.row(node.index, font, True)
        is_plain = index.isdecimal() or (len(index) == 1 and index.isalpha())
        raised = glyphs.script_text(index, self._glyphs.superscripts) if is_plain else None
        return f"{raised}√{grouped}" if raised else f"root[{index}]({body})"

    def _lines(self, rows: list[list[Row]], font: Alphabet) -> str:
        """Return aligned lines one after another; no mark precedes one that continues the one before."""
        text = ""
        for row in rows:
            cells = [self.row(cell, font) for cell in row]
            line = "".join(
                (" " if index % 2 else "   ") + cell for index, cell in enumerate(cells) if cell
            ).strip()
            if not line:
                continue
            if text:
                text += " " if text[-1] in ",;:" or grouping.continues_line(row) else "; "
            text += line
        return text

    def _table(self, node: tree.Table, font: Alphabet) -> str:
        cells = self._cells(node, font)
        if node.style == "stack":
            return cells
        if node.style == "cases":
            return f"{{{cells}}}"
        return f"{self._delimiter(node.left or '[')}{cells}{self._delimiter(node.right or ']')}"

    def _cells(self, node: tree.Table, font: Alphabet) -> str:
        punctuation = ",; " if node.style == "cases" else " "
        rows = ([self.row(cell, font).strip().rstrip(punctuation) for cell in row] for row in node.rows)
        return "; ".join(filter(None, map(", ".join, rows)))


def _is_split(node: tree.Scripts, base: Node) -> bool:
    """Return whether the scripts of ``node`` would be read as those of a part of its base."""
    if type(base) is not tree.Group:
        return type(base) in (tree.Fraction, tree.Root)
    inner = base.body[0] if len(base.body) == 1 else None
    powers = type(inner) is tree.Scripts and bool(inner.sup and node.sup) and not grouping.is_prime(inner.sup)
    return powers or grouping.has_sum(base.body) or (inner is not None and _is_split(node, inner))
