"""From tokens to nodes. Anything can be parsed: what is not understood stays visible and is listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from drill.errors import TooLargeError
from drill.typeset.commands import HANDLERS
from drill.typeset.joining import GENERALISED_FRACTIONS, generalised_fraction, is_factor_behind, is_letter
from drill.typeset.lengths import silent_length
from drill.typeset.nodes import (
    Fence,
    Font,
    FontName,
    Group,
    Interlude,
    Lines,
    Node,
    Row,
    Scripts,
    Space,
    Symbol,
    Unknown,
    Words,
    name_in,
)
from drill.typeset.symbols import CHARACTERS, COMMANDS, SPACES
from drill.typeset.textmode import read_text
from drill.typeset.tokens import Macro, MacroBody, Tokens, read_macros, tokenize

MAX_DEPTH = 40

_FONT_SWITCHES: Final[dict[str, FontName]] = {
    "bf": "bf", "bfseries": "bf", "boldmath": "bf", "cal": "cal", "scr": "cal", "rm": "", "sf": "", "tt": "",
    "it": "", "em": "", "mit": "", "normalfont": "", "itshape": "", "upshape": "", "ttfamily": "",
    "sffamily": "", "rmfamily": "", "mdseries": "",
}  # fmt: skip
_SCRIPT_MARKS = frozenset(("_", "^", "'", "’", "\\limits", "\\displaylimits", "\\nolimits"))
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_CLOSE_BRACE = frozenset("}")
_CELL_ENDS = frozenset(("&", "\\\\", "\\cr", "\\tabularnewline", "\\end"))
_INTERLUDES = frozenset(("\\intertext", "\\shortintertext"))
_LINE_ENDS = frozenset(("\\\\", "\\cr", "\\tabularnewline"))
_ANGLES = {"<": "⟨", ">": "⟩"}


def parse(latex: str, macros: tuple[tuple[str, MacroBody], ...]) -> tuple[Row, tuple[str, ...]]:
    """Parse ``latex``; also return the commands that were not understood, each once.

    Raises TooLargeError when the formula is too long or too deep.
    """
    parser = Parser(tokenize(latex), read_macros(macros))
    nodes = parser.whole()
    return nodes, tuple(dict.fromkeys(parser.left_over))


class Parser(Tokens):
    """A recursive descent over the tokens; ``left_over`` collects what was not understood."""

    cell_ends = _CELL_ENDS

    def __init__(self, tokens: list[str], macros: Mapping[str, Macro], depth: int = 0) -> None:
        super().__init__(tokens, macros)
        self.left_over: list[str] = []
        self._depth = depth
        self._open_fences = 0
        self._open_environments = 0

    def whole(self) -> Row:
        """Everything, as one row, or as aligned lines where ``\\\\`` or ``&`` stand outside environments."""
        rows, _ = self.cells()
        if len(rows) == 1 and len(rows[0]) == 1:
            return rows[0][0]
        return [Lines("align", rows)]

    def nested(self, tokens: list[str]) -> Row:
        """Parse tokens that were taken raw."""
        inner = self._inner(tokens)
        nodes = inner.row(frozenset())
        self._take_over(inner)
        return nodes

    def one_atom(self, tokens: list[str]) -> tuple[Node | None, list[str]]:
        """Parse the atom that begins raw ``tokens``; also return the rest, last token first."""
        inner = self._inner(tokens)
        if inner._depth > MAX_DEPTH:
            raise TooLargeError("nesting too deep to typeset")
        token = inner.peek()
        node = inner._atom(token) if token else None
        self._take_over(inner)
        return node, inner.stack

    def _inner(self, tokens: list[str]) -> Parser:
        """A parser of raw tokens inside this one, on the same budget."""
        inner = Parser(tokens, self.macros, self._depth + 1)
        inner.budget = self.budget
        return inner

    def _take_over(self, inner: Parser) -> None:
        self.left_over += inner.left_over
        self.budget = inner.budget

    def unknown(self, source: str) -> Unknown:
        """Note something that is not understood, and keep it visible."""
        source = " ".join(source.split()) or source.strip() or "\\"
        self.left_over.append(source)
        return Unknown(source)

    def row(self, ends: frozenset[str]) -> Row:
        """Parse up to one of ``ends`` (not read) or the end of the text."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooLargeError("nesting too deep to typeset")
        nodes: Row = []
        while (token := self.peek()) and token not in ends:
            if token[0] == "\\":
                if token == "\\end" and self._open_environments:
                    break
                if token == "\\right" and self._open_fences:
                    break
                if token in GENERALISED_FRACTIONS:
                    self.take()
                    if token == "\\above":
                        silent_length(self, "above")
                    nodes = [generalised_fraction(token, nodes, self.row(ends))]
                    break
                if (font := _FONT_SWITCHES.get(token[1:])) is not None:
                    self.take()
                    body = self.row(ends)
                    upright = name_in(body) if token == "\\rm" else ""
                    nodes.append(Words(upright, name=True) if upright else Font(font, body))
                    break
            negative = token == "{" and len(self.stack) > 1 and self.stack[-2] == "-"
            node = self._atom(token)
            if negative and type(node) is Group and is_factor_behind(nodes, node):
                node = Fence("(", node.body, ")")
            if node is not None:
                nodes.append(self._with_scripts(node))
        self._depth -= 1
        return nodes

    def argument(self) -> Row:
        """One argument of a command: a braced row, or a single atom; a placeholder where it is missing."""
        token = self.peek()
        if token == "{":
            return self._braced()
        if not token or token in _CELL_ENDS or token in ("}", "\\right", "^", "_"):
            return [Symbol("□", "ord", "placeholder")]
        if token.isdigit():
            return [Symbol(self.take(), "ord", token)]
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooLargeError("nesting too deep to typeset")
        node = self._atom(token)
        self._depth -= 1
        return [] if node is None else [node]

    def optional(self) -> Row | None:
        """An optional argument ``[…]``, parsed."""
        tokens = self.bracket_tokens()
        return None if tokens is None else self.nested(tokens)

    def delimiter(self) -> str:
        """The glyph after ``\\left``, ``\\big`` and their like; empty for ``.``."""
        token = self.take()
        if token in ("", "."):
            return ""
        if token[0] == "\\":
            known = COMMANDS.get(token[1:])
            return known[0] if known else self.unknown(token).source
        return _ANGLES.get(token, token)

    def fence_body(self) -> Row:
        """The row up to the matching ``\\right``, which is not read."""
        self._open_fences += 1
        body = self.row(frozenset(("\\right",)))
        self._open_fences -= 1
        return body

    def environment_rows(self, *, as_text: bool = False) -> tuple[list[list[Row]], frozenset[int]]:
        """The cells of an environment up to its ``\\end{…}``, which is read, and the rows below a rule.

        ``as_text`` reads all columns but the first as words.
        """
        self._open_environments += 1
        fences, self._open_fences = self._open_fences, 0
        rows, rules = self.cells(as_text=as_text)
        self._open_fences = fences
        self._open_environments -= 1
        if self.take_if("\\end"):
            self.argument_tokens()
        return rows, rules

    def cells(self, *, as_text: bool = False) -> tuple[list[list[Row]], frozenset[int]]:
        """Rows of cells, and the indices of rows that have a rule above."""
        rows: list[list[Row]] = [[]]
        rules: set[int] = set()
        while True:
            while self.take_if("\\hline") or self.take_if("\\midrule"):
                rules.add(len(rows) - 1)
            if not rows[-1] and self.peek() in _INTERLUDES:
                self.take()
                rows[-1].append([Interlude(read_text(self, self.argument_tokens(), ""))])
                rows.append([])
                continue
            rows[-1].append(self._text_cell() if as_text and rows[-1] else self.row(self.cell_ends))
            token = self.peek()
            if token == "&":
                self.take()
            elif token in _LINE_ENDS:
                self.take()
                self.take_if("*")
                self.bracket_tokens()
                rows.append([])
            elif token == "\\end" and not self._open_environments:
                self.take()
                rows[-1].append([self.unknown(f"\\end{{{self.argument_text()}}}")])
            else:
                break
        while len(rows) > 1 and not any(rows[-1]):
            rows.pop()
        return rows, frozenset(rule for rule in rules if rule < len(rows))

    def _text_cell(self) -> Row:
        """A cell of words."""
        taken: list[str] = []
        depth = 0
        while self.stack and (depth > 0 or self.stack[-1] not in self.cell_ends):
            token = self.stack.pop()
            depth += (token == "{") - (token == "}")
            taken.append(token)
        while taken and taken[0][0] in " \n\t":
            del taken[0]
        return read_text(self, taken, "") if taken else []

    def _braced(self) -> Row:
        self.stack.pop()
        nodes = self.row(_CLOSE_BRACE)
        self.take_if("}")
        return nodes

    def _with_scripts(self, base: Node) -> Node:
        if self.peek() not in _SCRIPT_MARKS:
            return base
        sub: Row | None = None
        sup: Row | None = None
        limits: bool | None = None
        while (token := self.peek()) in _SCRIPT_MARKS:
            if token == "_":
                self.take()
                sub = (sub or []) + self.argument()
            elif token == "^":
                self.take()
                sup = (sup or []) + self.argument()
            elif token in ("'", "’"):
                sup = (sup or []) + [self._primes()]
            elif token in ("\\limits", "\\displaylimits"):
                self.take()
                limits = True
            else:
                self.take()
                limits = False
        if sub is None and sup is None:
            return base
        if sub is None and type(base) is Group and len(base.body) == 1:
            inner = base.body[0]
            if type(inner) is Scripts and inner.sup is None and is_letter(inner.base):
                return Scripts(inner.base, inner.sub, sup, limits)  # {x_i}^2: both stand at the same corner
        return Scripts(base, sub, sup, limits)

    def _primes(self) -> Symbol:
        count = 0
        while self.peek() in ("'", "’"):
            self.take()
            count += 1
        return Symbol(_PRIMES.get(count, "′" * count), "ord", "prime")

    def _atom(self, token: str) -> Node | None:
        """Read the atom that begins with ``token``, the next one; ``None`` for what leaves nothing to see."""
        if token == "{":
            return Group(self._braced())
        if token in ("^", "_", "'", "’"):
            return Group([])  # a script without a base: left for _with_scripts
        self.stack.pop()
        if token[0] == "\\":
            return self._command(token[1:])
        if token.isdecimal() or (token == "." and self.stack and self.stack[-1].isdecimal()):
            return self._number(token)
        if token == "-":
            return Symbol("−", "bin", "minus")
        if token == "~":
            return Space(1)
        if token == "&":
            return Space(1)
        if token in ("}", "$", "#"):
            return self.unknown(token)
        name, kind = CHARACTERS.get(token, (token, "ord"))
        return Symbol(token, kind, name)

    def _number(self, text: str) -> Symbol:
        stack = self.stack
        while stack and (
            stack[-1].isdecimal() or (stack[-1] == "." and len(stack) > 1 and stack[-2].isdecimal())
        ):
            text += stack.pop()
        return Symbol(text, "ord", text)

    def _command(self, name: str) -> Node | None:
        known = COMMANDS.get(name)
        if known is not None:
            return Symbol(known[0], known[1], name)
        if name in SPACES:
            return Space(SPACES[name])
        handler = HANDLERS.get(name)
        if handler is not None:
            return handler(self, name)
        if name == "\\":
            return Space(2)
        return self.unknown("\\" + name)
