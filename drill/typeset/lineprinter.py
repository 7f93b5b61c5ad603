"""The one-line form: a formula on one row, with parentheses wherever a row would lose grouping."""

from __future__ import annotations

import unicodedata

from drill.latex import nodes as tree
from drill.latex.nodes import Kind, Node, Row
from drill.typeset import glyphs
from drill.typeset.block import Tier
from drill.typeset.boxes import Placed, arrange_nodes, find_script_base
from drill.typeset.glyphs import PRIMES, Alphabet, Glyphs

# Where the one-line form needs parentheses: grouping that a slash, script or neighbour would break.

_FACTORS: frozenset[Kind] = frozenset(("ord", "open", "fence", "frac", "op", "big", "int"))
_FACTOR_ENDS: frozenset[Kind] = frozenset(("ord", "close", "fence", "frac", "op"))
_ARGUMENT_ENDS: frozenset[Kind] = frozenset(("bin", "rel", "punct", "close", "op", "big", "int"))
_APART: frozenset[Kind] = frozenset(("bin", "rel", "op", "big", "int"))
_FUNCTION_LETTERS = frozenset("fghpqFGHLPQEVZ")


def may_touch(before: Kind, after: Kind) -> bool:
    """Return whether a fraction in parentheses needs no blank between these kinds of neighbours."""
    return before not in ("bin", "rel", "punct", "big", "int") and after not in _APART


def ends_factor(item: Placed) -> bool:
    """Return whether a factor may end here."""
    return item.kind in _FACTOR_ENDS and type(item.node) is not tree.Words and not is_sign(item.node)


def starts_factor(item: Placed) -> bool:
    """Return whether a factor may begin here."""
    return (item.kind in _FACTORS and type(item.node) not in (tree.Words, tree.Tag)) or is_slash(item.node)


def fraction_argument(placed: list[Placed], start: int) -> int:
    """Return the end of a bare function's argument that begins at ``start`` with a fraction, perhaps signed.

    ``start`` itself where none begins there. A differential is no factor of an argument.
    """
    first = start + is_sign(placed[start].node)
    begins = first < len(placed) and type(placed[first].node) is tree.Fraction
    if not begins or not start or placed[start - 1].kind != "op":
        return start
    depth = 0
    for index in range(start, len(placed)):
        item = placed[index]
        ends = item.gap > 1 or item.kind in _ARGUMENT_ENDS or type(item.node) in (tree.Words, tree.Tag)
        ends = ends or is_slash(item.node)
        if index > first and not depth and (ends or is_differential(placed[index : index + 2], "d")):
            return index
        depth += (item.kind == "open") - (item.kind == "close")
    return len(placed)


def is_sign(node: Node) -> bool:
    """Return whether a node is a sign before what follows."""
    return type(node) is tree.Symbol and node.text in "+−±∓∀∃¬"


def is_slash(node: Node) -> bool:
    """Return whether a node is a slash."""
    return type(node) is tree.Symbol and node.text == "/"


def is_whole_product(placed: list[Placed]) -> bool:
    """Return whether a slash after the row divides all of it: no sum, relation, fraction or bare function."""
    depth = 0
    for index, item in enumerate(placed):
        depth -= item.kind == "close"
        if depth <= 0:
            if item.kind in ("bin", "rel", "punct", "big", "int") or type(item.node) is tree.Fraction:
                return False
            if type(item.node) is tree.Group and not is_whole_product(
                arrange_nodes(item.node.body, item.font, True)
            ):
                return False  # braces do not show
            if type(item.node) is tree.Words and " " in item.node.text.strip():
                return len(placed) == 1
            following = placed[index + 1].kind if index + 1 < len(placed) else None
            if is_slash(item.node) or (item.kind == "op" and following not in ("open", "fence", None)):
                return False
        depth += item.kind == "open"
    return True


def is_single(placed: list[Placed]) -> bool:
    """Return whether the row needs no parentheses after a slash: it is one atom, or a call like ``P(B)``.

    A letter before a sum in parentheses may be a factor as well: ``p(1 − p)`` keeps its own.
    """
    placed = [item for item in placed if item.node != tree.Group([])]
    if len(placed) == 1:
        return type(placed[0].node) not in (tree.Fraction, tree.Words, tree.Group, tree.Lines)
    if len(placed) < 2 or not is_called(placed[0].node):
        return False
    if type(find_script_base(placed[0].node)) is tree.Symbol and _has_sum_in_parentheses(placed[1:]):
        return False
    if len(placed) == 2:
        return placed[1].kind == "fence"
    return placed[1].kind == "open" and find_closing_parenthesis(placed, 1) == len(placed) - 1


def _has_sum_in_parentheses(placed: list[Placed]) -> bool:
    """Return whether the parentheses contain a sum, be they plain ones or a fence."""
    node = placed[0].node
    inner = arrange_nodes(node.body, "") if type(node) is tree.Fence else placed
    return any(item.kind == "bin" for item in inner)


def find_closing_parenthesis(placed: list[Placed], opening: int) -> int:
    """Return where the parenthesis at ``opening`` is closed, or -1."""
    depth = 0
    for index in range(opening, len(placed)):
        depth += (placed[index].kind == "open") - (placed[index].kind == "close")
        if not depth:
            return index
    return -1


def continues_line(cells: list[Row]) -> bool:
    """Return whether an aligned line continues the one before: it begins with a relation or operator."""
    first = next((node for cell in cells for node in cell if type(node) is not tree.Space), None)
    return first is not None and tree.classify_node(first) in ("rel", "bin")


def is_called(node: Node) -> bool:
    """Return whether a parenthesis after the node contains its argument, not a factor."""
    called = find_script_base(node)
    if type(called) is tree.Words:
        return called.text.isalpha()
    return type(called) is tree.Operator or (type(called) is tree.Symbol and called.text in _FUNCTION_LETTERS)


def is_differential(placed: list[Placed], letter: str) -> bool:
    """Return whether the row is ``dx`` or ``∂x``, which needs no parentheses."""
    first = placed[0].node if placed else None
    begins = type(first) is tree.Symbol and first.text == letter
    return begins and len(placed) == 2 and placed[1].kind == "ord"


def has_sum(nodes: Row) -> bool:
    """Return whether the row contains a sum, a relation or a list, even in braces, which do not show."""
    return any(
        item.kind in ("bin", "rel", "punct") or (type(item.node) is tree.Group and has_sum(item.node.body))
        for item in arrange_nodes(nodes, "")
    )


def is_enclosed(text: str, pair: str = "()") -> bool:
    """Return whether one pair of parentheses, or of bars, encloses all of ``text``."""
    if text[:1] in ("|", "‖") and text.count(text[0]) == 2 and text[-1] == text[0]:
        return True
    if len(text) < 2 or text[0] != pair[0] or text[-1] != pair[1]:
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character == pair[0]) - (character == pair[1])
        if not depth:
            return index == len(text) - 1
    return False


def is_factorial(text: str) -> bool:
    """Return whether ``text`` is a factorial of one letter, one number or a pair of parentheses."""
    body = text.removesuffix("!")
    return body != text and (len(body) == 1 or body.isdecimal() or is_enclosed(body))


def is_number_node(node: Node) -> bool:
    """Return whether a node is a number."""
    return type(node) is tree.Symbol and node.text[:1].isdigit()


def is_prime(script: Row | None) -> bool:
    """Return whether a superscript consists of primes only."""
    primes = set(PRIMES)
    return bool(script) and all(type(node) is tree.Symbol and primes.issuperset(node.text) for node in script)


def low_grouped(script: str) -> str:
    """Return a typed-out subscript, in parentheses unless it is one sign, or letters and digits."""
    in_brackets = any(is_enclosed(script, pair) for pair in ("()", "[]", "{}"))
    bare = len(script) == 1 or _is_run(script) or in_brackets
    return script if bare else f"({script})"


def high_grouped(script: str, nodes: Row) -> str:
    """Return a typed-out superscript, in parentheses unless it is one sign, one word or one number."""
    placed = arrange_nodes(nodes, "", True)
    is_one = len(placed) == 1 and type(placed[0].node) in (tree.Symbol, tree.Words, tree.Operator)
    return (
        script if len(script) == 1 or (is_one and _is_run(script)) or is_enclosed(script) else f"({script})"
    )


def _is_run(script: str) -> bool:
    """Return whether a text is letters and digits, none raised or lowered, or stars only."""
    on_the_line = ("Lu", "Ll", "Lo", "Nd")
    return all(unicodedata.category(character) in on_the_line for character in script) or set(script) <= {"*"}


def joins_previous_text(text: str, following: str) -> bool:
    """Return whether ``following`` after ``text`` would be read as part of its script or its root."""
    for character in reversed(text):
        if character in "_^":
            return True
        if character == "√":
            return following[0].isdigit()
        if not (character.isalnum() or character == "."):
            return False
    return False


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
            if (end := fraction_argument(placed, index)) > index + 1:
                printed, argument_end = "(" + printed, end
            word = glyphs.is_word_node(item.node, self._tier)
            named = word or (type(item.node) in _NAMED and printed[:2].isalpha())
            gap = max(item.gap, room)
            if gap == 1 and "frac" in (item.kind, before) and may_touch(before, item.kind):
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
                    named or after_word or joins_previous_text(text, printed)
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
            item.gap < 2 and (ends_factor(before) or is_slash(before.node)) if before else touched[0]
        )
        touches_after = after.gap < 2 and starts_factor(after) if after else touched[1]
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
        low_text = low_script if low_script is not None else "_" + low_grouped(low)
        high_text = high_script if high_script is not None else "^" + high_grouped(high, sup or [])
        if high_script and set(high_script) <= set(glyphs.PRIMES):
            return base + high_text + low_text
        return base + low_text + high_text

    def _scripts(self, node: tree.Scripts, font: Alphabet, script: bool) -> str:
        base = node.base
        text = self.node(base, font, script)
        if type(base) is tree.Brace:
            notes = [self.row(note, "") for note in (node.sub, node.sup) if note]
            return text + "".join(f"[{note}]" for note in notes)
        if _is_split(node, base) and not is_enclosed(text):
            text = f"({text})"
        elif not text and script:
            return "".join(self.row(part, font, True) for part in (node.sub, node.sup) if part)
        limits = type(base) is tree.Symbol and base.kind in ("big", "int")
        return self.with_scripts(text, node.sub, node.sup, font, limits)

    def _slashed(self, top: Row, bottom: Row, font: Alphabet) -> str:
        """Return ``top/bottom``, each in parentheses if the slash would take only a part of it."""
        above, below = self.row(top, font, True), self.row(bottom, font, True)
        over, under = arrange_nodes(top, font, True), arrange_nodes(bottom, font, True)
        if not is_whole_product(over):
            above = f"({above})"
        derivative = above[:1] in ("d", "∂") and is_differential(under, above[0])
        is_whole = derivative or is_enclosed(below) or is_factorial(below)
        if not (is_whole or is_single(under)):
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
        single = len(body) == 1 or (len(radicand) == 1 and is_number_node(radicand[0].node))
        grouped = body if single or is_enclosed(body) else f"({body})"
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
                text += " " if text[-1] in ",;:" or continues_line(row) else "; "
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
    powers = type(inner) is tree.Scripts and bool(inner.sup and node.sup) and not is_prime(inner.sup)
    return powers or has_sum(base.body) or (inner is not None and _is_split(node, inner))
