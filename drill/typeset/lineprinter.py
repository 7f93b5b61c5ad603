"""The one-line form: a formula on one row, with parentheses so that the row keeps its grouping."""

from __future__ import annotations

import unicodedata
from itertools import chain

from drill.latex import nodes as tree
from drill.latex.nodes import Kind, Node, Row
from drill.text import find_closing
from drill.typeset import glyphs
from drill.typeset.block import Tier
from drill.typeset.boxes import PlacedBox, arrange_nodes, find_script_base
from drill.typeset.glyphs import PRIMES, Alphabet, Glyphs

# The places of parentheses: where a slash, a script or a neighbour would otherwise break the grouping.

_FACTORS: frozenset[Kind] = frozenset(("ord", "open", "fence", "frac", "op", "big", "int"))
_FACTOR_ENDS: frozenset[Kind] = frozenset(("ord", "close", "fence", "frac", "op"))
_ARGUMENT_ENDS: frozenset[Kind] = frozenset(("bin", "rel", "punct", "close", "op", "big", "int"))
_SPACED: frozenset[Kind] = frozenset(("bin", "rel", "op", "big", "int"))
_FUNCTION_LETTERS = frozenset("fghpqFGHLPQEVZ")


def may_touch(before: Kind, after: Kind) -> bool:
    """Return whether a fraction in parentheses needs no blank between these kinds of neighbours."""
    return before not in ("bin", "rel", "punct", "big", "int") and after not in _SPACED


def ends_factor(item: PlacedBox) -> bool:
    """Return whether a factor may end here."""
    return item.kind in _FACTOR_ENDS and type(item.node) is not tree.Words and not is_sign(item.node)


def starts_factor(item: PlacedBox) -> bool:
    """Return whether a factor may begin here."""
    if is_slash(item.node):
        return True
    return item.kind in _FACTORS and type(item.node) not in (tree.Words, tree.Tag)


def fraction_argument(placed: list[PlacedBox], start: int) -> int:
    """Return the end of a bare function's argument that begins at ``start`` with a fraction, perhaps signed.

    If there is no such argument, return ``start``.
    """
    first = start + is_sign(placed[start].node)
    begins = first < len(placed) and type(placed[first].node) is tree.Fraction
    if not begins or not start or placed[start - 1].kind != "op":
        return start
    depth = 0
    for index in range(start, len(placed)):
        if index > first and not depth and _ends_argument(placed, index):
            return index
        depth += nesting_change(placed[index])
    return len(placed)


def _ends_argument(placed: list[PlacedBox], index: int) -> bool:
    """Return whether a bare function's argument ends before the item, as before a differential."""
    item = placed[index]
    if item.gap > 1 or item.kind in _ARGUMENT_ENDS or type(item.node) in (tree.Words, tree.Tag):
        return True
    return is_slash(item.node) or is_differential(placed[index : index + 2], "d")


def nesting_change(item: PlacedBox) -> int:
    """Return 1 for an opening parenthesis, -1 for a closing one, else 0."""
    return (item.kind == "open") - (item.kind == "close")


def is_sign(node: Node) -> bool:
    """Return whether a node is a sign or quantifier, which belongs to the node after it."""
    return type(node) is tree.Symbol and node.text in "+−±∓∀∃¬"


def is_slash(node: Node) -> bool:
    """Return whether a node is a slash."""
    return type(node) is tree.Symbol and node.text == "/"


def is_whole_product(placed: list[PlacedBox]) -> bool:
    """Return whether a slash after the row divides all of it: no sum, relation, fraction or bare function."""
    depth = 0
    for index, item in enumerate(placed):
        depth -= item.kind == "close"
        if depth <= 0:
            node = item.node
            if type(node) is tree.Words and " " in node.text.strip():
                return len(placed) == 1
            if (
                item.kind in ("bin", "rel", "punct", "big", "int")
                or type(node) is tree.Fraction
                or is_slash(node)
            ):
                return False
            # Braces are invisible, so their content counts.
            if type(node) is tree.Group and not is_whole_product(arrange_nodes(node.body, item.font, True)):
                return False
            is_last = index + 1 == len(placed)
            if item.kind == "op" and not is_last and placed[index + 1].kind not in ("open", "fence"):
                return False
        depth += item.kind == "open"
    return True


def is_single(placed: list[PlacedBox]) -> bool:
    """Return whether the row needs no parentheses after a slash: it is one atom, or a call like ``P(B)``.

    A letter before a sum in parentheses does need them, because it may be a factor: ``p(1 − p)``.
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
    kinds = [item.kind for item in placed]
    return kinds[1] == "open" and find_closing(kinds, 1, ("open",), ("close",)) == len(kinds) - 1


def _has_sum_in_parentheses(placed: list[PlacedBox]) -> bool:
    """Return whether the parentheses, plain ones or a fence, contain a sum."""
    node = placed[0].node
    if type(node) is tree.Fence:
        placed = arrange_nodes(node.body, "")
    return any(item.kind == "bin" for item in placed)


def continues_line(cells: list[Row]) -> bool:
    """Return whether an aligned line continues the previous one: it begins with a relation or operator."""
    for node in chain.from_iterable(cells):
        if type(node) is not tree.Space:
            return tree.classify_node(node) in ("rel", "bin")
    return False


def is_called(node: Node) -> bool:
    """Return whether a parenthesis after the node contains its argument, not a factor."""
    called = find_script_base(node)
    if type(called) is tree.Words:
        return called.text.isalpha()
    return type(called) is tree.Operator or (type(called) is tree.Symbol and called.text in _FUNCTION_LETTERS)


def is_differential(placed: list[PlacedBox], letter: str) -> bool:
    """Return whether the row is ``dx`` or ``∂x``, which needs no parentheses."""
    if len(placed) != 2 or placed[1].kind != "ord":
        return False
    first = placed[0].node
    return type(first) is tree.Symbol and first.text == letter


def has_sum(nodes: Row) -> bool:
    """Return whether the row contains a sum, a relation or a list, even in braces, which are invisible."""
    for item in arrange_nodes(nodes, ""):
        if item.kind in ("bin", "rel", "punct"):
            return True
        if type(item.node) is tree.Group and has_sum(item.node.body):
            return True
    return False


def is_enclosed(text: str, pair: str = "()") -> bool:
    """Return whether one pair of parentheses, or of bars, encloses all of ``text``."""
    if text[:1] in ("|", "‖") and text.count(text[0]) == 2 and text[-1] == text[0]:
        return True
    return text[:1] == pair[0] and find_closing(text, 0, pair[0], pair[1]) == len(text) - 1


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


def group_subscript(script: str) -> str:
    """Return a subscript after ``_``, in parentheses unless it is one character, or letters and digits."""
    in_brackets = any(is_enclosed(script, pair) for pair in ("()", "[]", "{}"))
    if len(script) == 1 or _is_alphanumeric(script) or in_brackets:
        return script
    return f"({script})"


def group_superscript(script: str, nodes: Row) -> str:
    """Return a superscript after ``^``, in parentheses unless it is one character, word or number."""
    placed = arrange_nodes(nodes, "", True)
    is_one = len(placed) == 1 and type(placed[0].node) in (tree.Symbol, tree.Words, tree.Operator)
    if len(script) == 1 or (is_one and _is_alphanumeric(script)) or is_enclosed(script):
        return script
    return f"({script})"


def _is_alphanumeric(script: str) -> bool:
    """Return whether a text consists of letters and digits, none raised or lowered, or of stars."""
    if set(script) <= {"*"}:
        return True
    return all(unicodedata.category(character) in ("Lu", "Ll", "Lo", "Nd") for character in script)


def joins_previous_text(text: str, following: str) -> bool:
    """Return whether ``following`` would be read as part of a script or root at the end of ``text``."""
    for character in reversed(text):
        if character in "_^":
            return True
        if character == "√":
            return following[0].isdigit()
        if not (character.isalnum() or character == "."):
            return False
    return False


# Nodes that are written as the name of a function if the tier lacks their sign.
_MAYBE_NAMED = (tree.Root, tree.Accent, tree.Cancelled)
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

        ``touched`` is whether there are factors directly before and after the row.
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
            printed = self._piece(placed, index, script, touched)
            end = fraction_argument(placed, index)
            if end > index + 1:
                printed = "(" + printed
                argument_end = end
            word = glyphs.is_word_node(item.node, self._tier)
            named = word or (type(item.node) in _MAYBE_NAMED and printed[:2].isalpha())
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
                both = text[-1] + printed[0]
                if " " in both:
                    gap = max(gap - 1, 0)
                elif (
                    gap == 0
                    and both.isalnum()
                    and (named or after_word or joins_previous_text(text, printed))
                ):
                    gap = 1
                text += " " * gap
            text += printed
            after_word = word
            before = item.kind
            room = 0
        return text + ")" if argument_end == len(placed) else text

    def _piece(self, placed: list[PlacedBox], index: int, script: bool, touched: tuple[bool, bool]) -> str:
        """Return one node of a row; a fraction is in parentheses if a neighbour would take a part of it."""
        item = placed[index]
        node = item.node
        printed = ""
        if type(node) is not tree.Group:
            printed = self.node(node, item.font, script)
        is_last = index + 1 == len(placed)
        if type(node) in (tree.Fraction, tree.Root) and not is_last:
            mark = placed[index + 1].node
            if type(mark) is tree.Symbol and mark.text == "!":
                return f"({printed})"
        if type(node) is not tree.Group and (type(node) is not tree.Fraction or node.style == "none"):
            return printed
        touches_before, touches_after = touched
        if index:
            before = placed[index - 1]
            touches_before = item.gap < 2 and (ends_factor(before) or is_slash(before.node))
        if not is_last:
            after = placed[index + 1]
            touches_after = after.gap < 2 and starts_factor(after)
        if type(node) is tree.Group:
            return self.row(node.body, item.font, script, (touches_before, touches_after))
        if touches_before or touches_after:
            return f"({printed})"
        return printed

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
            case tree.Font(name=name, body=body):
                return self.row(body, glyphs.ALPHABETS.get(name, font), script)
            case tree.Group(body=body) | tree.Classed(body=body):
                return self.row(body, font, script)
            case tree.Words(text=text, font=own):
                return glyphs.in_font(glyphs.words_text(text, self._tier), glyphs.ALPHABETS.get(own, font))
            case tree.Operator(name=name):
                return glyphs.in_font(glyphs.words_text(name, self._tier), font)
            case tree.Prescripts(base=base, sub=sub, sup=sup):
                scripts = self.with_scripts("", sub, sup, font)
                if "_" in scripts or "^" in scripts:
                    scripts += " "
                return scripts + self.node(base, font, script)
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
        """Return ``base`` with its scripts, in script characters if possible, else after ``_`` and ``^``.

        ``limits`` keeps the lower one first, because those of a sum or an integral are read in this order.
        """
        sup = sup or []
        low = self.row(sub or [], font, True)
        high = self.row(sup, font, True)
        if limits:
            low_script = glyphs.script_text(low, self._glyphs.subscripts)
        else:
            low_script = glyphs.lower_text(low, self._glyphs)
        high_script = glyphs.script_text(high, self._glyphs.superscripts)
        if low_script is None:
            low_script = "_" + group_subscript(low)
            if limits and sup:
                high_script = None
        if high_script is None:
            return f"{base}{low_script}^{group_superscript(high, sup)}"
        if high_script and set(high_script) <= set(glyphs.PRIMES):
            return base + high_script + low_script
        return base + low_script + high_script

    def _scripts(self, node: tree.Scripts, font: Alphabet, script: bool) -> str:
        base = node.base
        text = self.node(base, font, script)
        if type(base) is tree.Brace:
            notes = [self.row(note, "") for note in (node.sub, node.sup) if note]
            return text + "".join(f"[{note}]" for note in notes)
        if _is_split(node, base) and not is_enclosed(text):
            text = f"({text})"
        elif not text and script:
            return self.row(node.sub or [], font, True) + self.row(node.sup or [], font, True)
        limits = type(base) is tree.Symbol and base.kind in ("big", "int")
        limits = limits or (type(base) is tree.Operator and base.limits)
        return self.with_scripts(text, node.sub, node.sup, font, limits)

    def _slashed(self, top: Row, bottom: Row, font: Alphabet) -> str:
        """Return ``top/bottom``, each in parentheses if the slash would take only a part of it."""
        numerator = self.row(top, font, True)
        if not is_whole_product(arrange_nodes(top, font, True)):
            numerator = f"({numerator})"
        denominator = self.row(bottom, font, True)
        placed = arrange_nodes(bottom, font, True)
        is_derivative = numerator[:1] in ("d", "∂") and is_differential(placed, numerator[0])
        is_whole = is_derivative or is_enclosed(denominator) or is_factorial(denominator)
        if not (is_whole or is_single(placed)):
            denominator = f"({denominator})"
        return f"{numerator}/{denominator}"

    def _fence_body(self, body: Row, font: Alphabet, script: bool) -> str:
        first = body[0] if len(body) == 1 else None
        if type(first) is tree.Table and not first.left and not first.right:
            return self._cells(first, font)
        return self.row(body, font, script)

    def _delimiter(self, glyph: str) -> str:
        return glyphs.symbol_text(glyph, "", self._tier)

    def _root(self, node: tree.Root, font: Alphabet) -> str:
        body = self.row(node.body, font, True)
        if self._tier == "ascii" and not node.index:
            return f"sqrt({body})"
        index = self.row(node.index or [], font, True)
        is_plain = not node.index or index.isdecimal() or (len(index) == 1 and index.isalpha())
        raised = glyphs.script_text(index, self._glyphs.superscripts)
        if self._tier == "ascii" or not is_plain or raised is None:
            return f"root[{index}]({body})"
        radicand = arrange_nodes(node.body, font, True)
        is_number = len(radicand) == 1 and is_number_node(radicand[0].node)
        if not (len(body) == 1 or is_number or is_enclosed(body)):
            body = f"({body})"
        return f"{raised}√{body}"

    def _lines(self, rows: list[list[Row]], font: Alphabet) -> str:
        """Return aligned lines one after another, with ``;`` between them unless one continues the last."""
        text = ""
        for row in rows:
            line = ""
            for index, cell in enumerate(row):
                printed = self.row(cell, font)
                if printed:
                    line += (" " if index % 2 else "   ") + printed
            line = line.strip()
            if not line:
                continue
            if text and text[-1] not in ",;:" and not continues_line(row):
                text += ";"
            if text:
                text += " "
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
        rows: list[str] = []
        for row in node.rows:
            cells = [self.row(cell, font).strip().rstrip(punctuation) for cell in row]
            rows.append(", ".join(cells))
        return "; ".join(filter(None, rows))


def _is_split(node: tree.Scripts, base: Node) -> bool:
    """Return whether the scripts of ``node`` would be read as those of a part of its base."""
    if type(base) is not tree.Group:
        return type(base) in (tree.Fraction, tree.Root)
    if has_sum(base.body):
        return True
    if len(base.body) != 1:
        return False
    inner = base.body[0]
    if type(inner) is tree.Scripts and inner.sup and node.sup and not is_prime(inner.sup):
        return True
    return _is_split(node, inner)
