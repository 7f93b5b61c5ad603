"""The grammar of formulas: rows of atoms, groups, scripts, arguments and fences, from tokens to nodes.

Any text can be parsed: unknown commands stay visible and are listed. Each command with arguments has a
handler.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from drill.errors import TooLargeError
from drill.latex import nodes as tree
from drill.latex.nodes import (
    CHARACTERS,
    COMMANDS,
    FONT_SWITCHES,
    SPACES,
    Fence,
    FontName,
    Fraction,
    Group,
    Middle,
    Node,
    Row,
    Scripts,
    Symbol,
    Words,
    classify_node,
    prime_count,
    read_upright_name,
)
from drill.latex.tokens import MacroDefinition, Tokens, expand_macro_body, tokenize_latex
from drill.text import read_word_tables

# Max nesting of rows, because deeper ones would exhaust Python's stack; nobody writes them.
MAX_DEPTH = 40

# Tokens that end a cell.
CELL_ENDS = frozenset(("&", "\\\\", "\\cr", "\\tabularnewline", "\\end"))

# Fractions whose command is between the numerator and the denominator.
_GENERALISED_FRACTIONS = frozenset(("\\over", "\\choose", "\\atop"))
_SCRIPT_MARKS = frozenset(("_", "^", "'", "’", "\\limits", "\\displaylimits", "\\nolimits"))
_PRIMES = {1: "′", 2: "″", 3: "‴"}
_THIN = frozenset(("\\,", "\\;", "\\:", "\\!", "\\>", "\\ ", "~"))
_NO_ARGUMENT = CELL_ENDS | {"", "}", "\\right", "^", "_"}
_CLOSE_BRACE = frozenset("}")
_ANGLES = {"<": "⟨", ">": "⟩"}

# Reads the arguments of the command of the given name; returns ``None`` for an invisible command.
Handler = Callable[["FormulaParser", str], "Node | None"]


class FormulaParser(Tokens):
    """A recursive descent over the tokens; ``left_over`` collects the unknown commands."""

    def __init__(
        self,
        tokens: list[str],
        macros: Mapping[str, MacroDefinition],
        handlers: Mapping[str, Handler],
        most_depth: int = MAX_DEPTH,
    ) -> None:
        super().__init__(tokens, macros)
        self.left_over: list[str] = []
        self.faults: list[str] = []
        """Errors that LaTeX itself would report, although parsing continues."""
        self.open_fences = 0
        self.open_environments = 0
        self._handlers = handlers
        self._depth_left = most_depth

    def nested(self, tokens: list[str]) -> Row:
        """Parse raw tokens."""
        inner = self._inner(tokens)
        nodes = inner.row(frozenset())
        self._take_over(inner)
        return nodes

    def one_atom(self, tokens: list[str]) -> tuple[Node | None, list[str]]:
        """Parse the atom at the beginning of raw ``tokens``; also return the rest, last token first.

        Raises:
            TooLargeError: it is nested too deep.
        """
        inner = self._inner(tokens)
        if inner._depth_left < 0:
            raise TooLargeError("nesting too deep to typeset")
        token = inner.peek()
        node = inner._atom(token) if token else None
        self._take_over(inner)
        return node, inner.stack

    def unknown(self, source: str) -> tree.Unknown:
        """Record an unknown command, and return it as a visible node."""
        source = " ".join(source.split()) or source.strip() or "\\"
        self.left_over.append(source)
        return tree.Unknown(source)

    def row(self, ends: frozenset[str]) -> Row:
        """Parse up to one of ``ends`` (not read) or the end of the text. Raises TooLargeError."""
        self._descend()
        begin = self.place
        nodes: Row = []
        while True:
            token = self.peek()
            if not token or token in ends:
                break
            if token[0] == "\\":
                if token == "\\end" and self.open_environments:
                    break
                if token == "\\right" and self.open_fences:
                    break
                if token in _GENERALISED_FRACTIONS:
                    self.take()
                    nodes = [self._span(_generalised_fraction(token, nodes, self.row(ends)), begin)]
                    break
                font = FONT_SWITCHES.get(token[1:])
                if font is not None:
                    nodes.append(self._font_switch(font, ends))
                    break
            negative = token == "{" and len(self.stack) > 1 and self.stack[-2] == "-"
            start = self.place
            node = self._atom(token)
            if negative and type(node) is tree.Group and _is_factor_after(nodes, node):
                node = tree.Fence("(", node.body, ")", added=True)
            if node is not None:
                self._span(node, start)
                if self.peek() in _SCRIPT_MARKS:
                    node = self._with_scripts(node)
                nodes.append(self._span(node, start))
        self._depth_left += 1
        return nodes

    def _font_switch(self, font: FontName, ends: frozenset[str]) -> Node:
        """Read a command that sets the rest of its group in a font."""
        start = self.place
        token = self.take()
        body = self.row(ends)
        upright = read_upright_name(body) if token == "\\rm" else ""
        node = tree.Words(upright, font, name=True) if upright else tree.Font(font, body)
        return self._span(node, start)

    def argument(self) -> Row:
        """Read one argument of a command: a braced row, or a single atom; a placeholder if it is missing.

        With places, braces are read as a group, and thin space before the argument is skipped.
        """
        token = self.peek()
        while token in _THIN and self.place >= 0:
            self.take()
            token = self.peek()
        start = self.place
        if token == "{":
            nodes = self._braced()
            if start < 0:
                return nodes
            return [self._span(tree.Group(nodes), start)]
        if not self.has_argument():
            return [self._span(Symbol("□", "ord", "placeholder"), start)]
        if token.isdigit():
            return [self._span(Symbol(self.take(), "ord", token), start)]
        self._descend()
        node = self._atom(token)
        self._depth_left += 1
        if node is None:
            return []
        return [self._span(node, start)]

    def has_argument(self) -> bool:
        """Return whether an argument follows; record a missing one as a fault."""
        if self.peek() not in _NO_ARGUMENT:
            return True
        self.faults.append("an argument is missing")
        return False

    def optional(self) -> Row | None:
        """Read an optional argument ``[…]``, parsed."""
        tokens = self.bracket_tokens()
        if tokens is None:
            return None
        return self.nested(tokens)

    def delimiter(self) -> str:
        """Read the glyph after a command such as ``\\left`` or ``\\big``; empty for ``.``."""
        token = self.take()
        if token in ("", "."):
            return ""
        if token[0] == "\\":
            if token[1:] in COMMANDS:
                return COMMANDS[token[1:]][0]
            return self.unknown(token).source
        return _ANGLES.get(token, token)

    def fence_body(self) -> Row:
        r"""Read the row up to the matching ``\right``, which is not read."""
        self.open_fences += 1
        body = self.row(frozenset(("\\right",)))
        self.open_fences -= 1
        return body

    def _span(self, node: Node, index: int) -> Node:
        """Set the place of a node that was read from ``index`` on, and return it."""
        if index >= 0:
            node.at = index
            node.end = self.place
        return node

    def _descend(self) -> None:
        self._depth_left -= 1
        if self._depth_left < 0:
            raise TooLargeError("nesting too deep to typeset")

    def _inner(self, tokens: list[str]) -> FormulaParser:
        """Return a parser of raw tokens inside this one, with the same budget."""
        inner = FormulaParser(tokens, self.macros, self._handlers, self._depth_left - 1)
        inner.budget = self.budget
        return inner

    def _take_over(self, inner: FormulaParser) -> None:
        self.left_over += inner.left_over
        self.faults += inner.faults
        self.budget = inner.budget

    def _braced(self) -> Row:
        self.stack.pop()
        nodes = self.row(_CLOSE_BRACE)
        if not self.take_if("}"):
            self.faults.append("a { is never closed")
        return nodes

    def _with_scripts(self, base: Node) -> Node:
        sub: Row | None = None
        sup: Row | None = None
        limits: bool | None = None
        while self.peek() in _SCRIPT_MARKS:
            token = self.peek()
            if token == "_":
                self.take()
                if sub:
                    self.faults.append("two subscripts")
                sub = (sub or []) + self.argument()
            elif token == "^":
                self.take()
                if sup and not all(map(prime_count, sup)):
                    self.faults.append("two superscripts")
                sup = (sup or []) + self.argument()
            elif token in ("'", "’"):
                start = self.place
                sup = (sup or []) + [self._span(self._primes(), start)]
            elif token in ("\\limits", "\\displaylimits"):
                self.take()
                limits = True
            else:
                self.take()
                limits = False
        if sub is None and sup is None:
            return base
        if sub is None and type(base) is tree.Group and len(base.body) == 1:
            inner = base.body[0]
            # {x_i}^2: both scripts are at the same corner
            if type(inner) is tree.Scripts and inner.sup is None and _is_plain_letter(inner.base):
                return tree.Scripts(inner.base, inner.sub, sup, limits)
        return tree.Scripts(base, sub, sup, limits)

    def _primes(self) -> Symbol:
        count = 0
        while self.peek() in ("'", "’"):
            self.take()
            count += 1
        return Symbol(_PRIMES.get(count, "′" * count), "ord", "prime")

    def _atom(self, token: str) -> Node | None:
        """Read the atom that begins with ``token``; return ``None`` if it is invisible."""
        if token == "{":
            return tree.Group(self._braced())
        if token in ("^", "_", "'", "’"):
            return tree.Group([])  # a script without a base, which _with_scripts will read
        self.stack.pop()
        if token[0] == "\\":
            return self._command(token[1:])
        if token.isdecimal() or (token == "." and self.stack and self.stack[-1].isdecimal()):
            return self._number(token)
        if token == "-":
            return Symbol("−", "bin", "minus")
        if token in ("~", "&"):
            return tree.Space(1, token)
        if token in ("}", "$", "#"):
            self.faults.append(f"{token} has no place in a formula")
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
        if name in COMMANDS:
            glyph, kind = COMMANDS[name]
            return Symbol(glyph, kind, name)
        if name in SPACES:
            return tree.Space(SPACES[name], name)
        if name in self._handlers:
            return self._handlers[name](self, name)
        if name == "\\":
            return tree.Space(2, name)
        return self.unknown("\\" + name)


def _is_factor_after(nodes: Row, group: tree.Group) -> bool:
    r"""Return whether ``{-\frac12}`` after ``nodes`` is a factor, which without braces is a difference."""
    fraction = len(group.body) > 1 and type(group.body[1]) is tree.Fraction
    return bool(nodes) and fraction and classify_node(nodes[-1]) in ("ord", "close", "frac", "fence")


def _is_plain_letter(node: Node) -> bool:
    """Return whether a node is one plain letter or number."""
    return type(node) is Symbol and node.kind == "ord"


def _generalised_fraction(command: str, top: Row, bottom: Row) -> Node:
    """Return the fraction or binomial of the parts before and after ``command``."""
    if command == "\\choose":
        return tree.Binomial(top, bottom)
    return tree.Fraction(top, bottom, "bar" if command == "\\over" else "none")


# Commands of the packages physics, braket and siunitx.
#
# Units are shown as the names of their commands: ``\milli\second`` as milli second.

_NUMBER = re.compile(r"\s*([-+]?)\s*([\d.,]+)\s*[eE]\s*([-+]?\d+)\s*")
_UNIT = re.compile(r"\\([A-Za-z]+)|[~\s]+")

# Commands with the number of their arguments and their expansion.
TEMPLATES = {
    command: (len(set(re.findall("#[1-9]", body))), tokenize_latex(body))
    for command, body in (
        line.split(" ", 1) for line in read_word_tables(__file__, "commands.txt")["templates"].splitlines()
    )
}


def expand_template(parser: FormulaParser, name: str) -> Node:
    """Return the expansion of a command; a star or a size has no effect."""
    count, body = TEMPLATES[name]
    if count:
        parser.take_if("*")
        parser.bracket_tokens()
    arguments: list[list[str]] = []
    for _ in range(count):
        arguments.append(parser.argument_tokens() if parser.has_argument() else ["□"])
    nodes = parser.nested(expand_macro_body(body, arguments))
    return _group_unless_single(nodes)


def _group_unless_single(nodes: Row) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    return Group(nodes)


def bra_ket(parser: FormulaParser, name: str) -> Node:
    """Read ``\\braket{a|b}``, ``\\braket{a}{b}``, ``\\ev{A}`` and ``\\ev{A}{x}``."""
    parser.take_if("*")
    inside = parser.argument()
    if parser.peek() == "{":
        state = parser.argument()
        inside = [*inside, Middle("|"), *state]
        if "braket" not in name.lower():
            inside = [*state, Middle("|"), *inside]
    return Fence("⟨", inside, "⟩")


def read_physics_fence(parser: FormulaParser, name: str) -> Node:
    """Read ``\\abs{x}``, ``\\norm{x}``, ``\\ceil{x}``, ``\\floor{x}``; a star or a size has no effect."""
    parser.take_if("*")
    parser.bracket_tokens()
    left, right = {"norm": "‖‖", "ceil": "⌈⌉", "floor": "⌊⌋"}.get(name, "||")
    return Fence(left, parser.argument(), right)


def read_physics_derivative(parser: FormulaParser, name: str) -> Node:
    """Read ``\\dv[n]{f}{x}``, ``\\pdv{f}{x}{y}``, and ``\\dv{x}`` for the operator."""
    letter = Symbol("d", "ord", "d")
    most = 1
    if name[0] == "p":
        letter = Symbol("∂", "ord", "partial")
        most = 2
    slash = parser.take_if("*")
    order: Row | None = parser.optional()
    operand = parser.argument()
    variables: list[Row] = []
    while parser.peek() == "{" and len(variables) < most:
        variables.append(parser.argument())
    if not variables:
        variables.append(operand)
        operand = []
    if len(variables) == 2:
        order = [Symbol("2", "ord", "2")]
        below: Row = [letter, *variables[0], letter, *variables[1]]
    else:
        below = [letter, *_raise_row(variables[0], order)]
    above = _raise_row([letter], order)
    return Fraction([*above, *operand], below, "slash" if slash else "bar")


def _raise_row(base: Row, power: Row | None) -> Row:
    if not power:
        return base
    return [Scripts(_group_unless_single(base), None, power)]


def read_differential(parser: FormulaParser, _: str) -> Node:
    r"""Read ``\dd x`` and ``\dd[3]{x}``; a variable without braces is left in the row."""
    body = _raise_row([Symbol("d", "ord", "d")], parser.optional())
    if parser.peek() == "{":
        body += parser.argument()
    return Group(body)


def read_quantity(parser: FormulaParser, name: str) -> Node | None:
    r"""Read ``\qty{5}{\metre}`` of siunitx; the brackets after ``\qty`` of physics are left in the row."""
    if parser.peek() == "{":
        return number_with_unit(parser, name)
    return None


def number_with_unit(parser: FormulaParser, _: str) -> Node:
    """Read ``\\SI{3}{\\metre}``."""
    parser.bracket_tokens()
    number = parser.argument_text()
    return Group([*_parse_si_number(number), Words(" " + _unit_name(parser.argument_text()))])


def read_unit(parser: FormulaParser, _: str) -> Node:
    """Read ``\\si{\\metre}``, and ``\\unit[3]{m}`` with a number."""
    number = "".join(parser.bracket_tokens() or ())
    return Words(f"{number} {_unit_name(parser.argument_text())}".strip())


def read_si_number(parser: FormulaParser, _: str) -> Node:
    """Read ``\\num{1.2e-3}``."""
    parser.bracket_tokens()
    return Group(_parse_si_number(parser.argument_text()))


def _parse_si_number(text: str) -> Row:
    read = _NUMBER.fullmatch(text)
    if read is None:
        return [Words(text.strip().replace("-", "−"))]
    sign, digits, exponent = read.groups()
    power = Symbol(exponent.replace("-", "−"), "ord", exponent)
    times = Symbol("×", "bin", "times")
    return [Words(sign.replace("-", "−") + digits), times, Scripts(Symbol("10", "ord", "10"), None, [power])]


def _unit_name(source: str) -> str:
    return _UNIT.sub(r" \1", source).strip()
