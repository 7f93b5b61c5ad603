"""Parse the text of a formula into nodes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drill.latex import grammar as package_commands
from drill.latex import nodes as tree
from drill.latex.environments import (
    TEXT_COMMANDS,
    read_environment,
    read_substack,
    read_text_mode,
    read_whole,
)
from drill.latex.grammar import CELL_ENDS, MAX_DEPTH, FormulaParser, Handler
from drill.latex.nodes import (
    ACCENTS,
    FONTS,
    FUNCTIONS,
    LIMIT_FUNCTIONS,
    NEGATED,
    NEGATION,
    TEXT_FONTS,
    Group,
    Kind,
    Node,
    Row,
    Symbol,
    Words,
    plain_text,
    read_upright_name,
    rows_in,
)
from drill.latex.tokens import (
    MacroBody,
    MacroDefinition,
    macro_from,
    place_tokens,
    read_macro_table,
    tokenize_latex,
)
from drill.text import pairs, read_word_tables, split_words

# Commands that define commands within their formula.

_ARGUMENT_TYPE = re.compile(r"[mM]|[oO](?:\{(?P<default>[^{}]*)\})?")


def new_command(parser: FormulaParser, _: str) -> None:
    """Define by ``\\newcommand{\\a}[2][default]{body}`` and its relatives."""
    parser.take_if("*")
    target = _read_defined_name(parser)
    count = "".join(parser.bracket_tokens() or "0")
    default = parser.bracket_tokens()
    body = tuple(parser.argument_tokens())
    arguments = int(count) if count in tuple("0123456789") else 0
    if default is None:
        parser.define(target, MacroDefinition(arguments, body))
    else:
        parser.define(target, MacroDefinition(arguments, body, tuple(default)))


def document_command(parser: FormulaParser, _: str) -> None:
    """Define by ``\\NewDocumentCommand{\\a}{O{default} m}{body}``."""
    target = _read_defined_name(parser)
    types = list(_ARGUMENT_TYPE.finditer(parser.argument_text()))
    body = tuple(parser.argument_tokens())
    default = None
    if types and types[0][0][0] in "oO":
        default = tuple(tokenize_latex(types[0]["default"] or ""))
    parser.define(target, MacroDefinition(len(types), body, default))


def define_by_def(parser: FormulaParser, _: str) -> None:
    """Define by ``\\def\\a#1#2{body}``."""
    target = _read_defined_name(parser)
    while parser.stack and parser.stack[-1] != "{":
        parser.stack.pop()
    parser.define(target, macro_from(parser.argument_tokens()))


def define_operator(parser: FormulaParser, _: str) -> None:
    """Define by ``\\DeclareMathOperator*{\\a}{name}``."""
    starred = ["*"] if parser.take_if("*") else []
    target = _read_defined_name(parser)
    parser.define(target, macro_from(["\\operatorname", *starred, "{", *parser.argument_tokens(), "}"]))


def paired_delimiter(parser: FormulaParser, name: str) -> None:
    """Define by ``\\DeclarePairedDelimiter\\a\\lvert\\rvert``, with ``X`` by arguments and a body as well.

    A star or a size in calls of the defined command has no effect, because fences grow by themselves.
    """
    target = _read_defined_name(parser)
    has_body = name.endswith("X")
    count = ""
    if has_body:
        count = "".join(parser.bracket_tokens() or ())
    left = parser.argument_tokens() or ["."]
    right = parser.argument_tokens() or ["."]
    inside = parser.argument_tokens() if has_body else ["#", "1"]
    arguments = int(count) if count in tuple("123456789") else 1
    parser.define(
        target, MacroDefinition(arguments, ("\\left", *left, *inside, "\\right", *right), sized=True)
    )


def define_by_let(parser: FormulaParser, _: str) -> None:
    """Define by ``\\let\\a\\b`` and ``\\let\\a=\\b``."""
    target = _read_defined_name(parser)
    meaning = parser.argument_tokens()
    if meaning == ["="]:
        meaning = parser.argument_tokens()
    if meaning and meaning != ["\\" + target]:
        parser.define(target, macro_from(meaning))


def _read_defined_name(parser: FormulaParser) -> str:
    return parser.argument_text().strip().lstrip("\\")


# Readers of fractions, roots, fences, accents, arrows, space, labels and links.

# The arrows of the ``\x…`` commands, which are drawn with a longer shaft.
LONG_ARROWS = pairs(read_word_tables(__file__, "commands.txt")["long arrows"])
# Cells in a unit of length, if a letter is half an em wide.
_CELLS = {"em": 2.0, "cm": 4.0, "in": 8.0, "ex": 1.0, "mm": 0.4, "mu": 0.1, "pt": 0.15}
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z]{2})")
_THIN_SPACES = frozenset(("\\!", "\\,", "\\;", "\\:"))
_SLASHED = ("nicefrac", "sfrac", "flatfrac", "slantfrac")


def read_fraction(parser: FormulaParser, name: str) -> Node:
    """Read ``\\frac{a}{b}`` and its relatives."""
    if name == "cfrac":
        parser.bracket_tokens()
    return tree.Fraction(parser.argument(), parser.argument(), "slash" if name in _SLASHED else "bar")


def general_fraction(parser: FormulaParser, _: str) -> Node:
    """Read ``\\genfrac``, a fraction or a binomial coefficient with its delimiters."""
    left = plain_text(parser.argument())
    right = plain_text(parser.argument())
    thickness = parser.argument_text()
    parser.argument_tokens()
    without_bar = thickness.strip().startswith("0")
    fraction = tree.Fraction(parser.argument(), parser.argument(), "none" if without_bar else "bar")
    if left or right:
        return tree.Fence(left, [fraction], right)
    return fraction


def read_left_fence(parser: FormulaParser, _: str) -> Node:
    """Read up to the ``\\right`` that belongs to a ``\\left``."""
    left = parser.delimiter()
    body = parser.fence_body()
    if not parser.take_if("\\right"):
        parser.faults.append("a \\left has no \\right")
        return tree.Fence(left, body, "")
    return tree.Fence(left, body, parser.delimiter())


def stray_right(parser: FormulaParser, name: str) -> Node:
    """Keep a ``\\right`` without its ``\\left`` visible."""
    glyph = parser.delimiter()
    parser.left_over.append("\\" + name)
    parser.faults.append("a \\right has no \\left")
    return Symbol(glyph, "close", glyph)


def sized_delimiter(parser: FormulaParser, name: str) -> Node:
    r"""Read the delimiter after a command such as ``\bigl``; its kind comes from its side or its glyph."""
    glyph = parser.delimiter()
    kinds: dict[str, Kind] = {"l": "open", "r": "close", "m": "rel"}
    if name[-1] in kinds:
        kind = kinds[name[-1]]
    elif glyph and glyph in "([{⟨⌊⌈⟦":
        kind = "open"
    elif glyph and glyph in ")]}⟩⌋⌉⟧":
        kind = "close"
    else:
        kind = "ord"
    return Symbol(glyph, kind, glyph)


def read_long_arrow(parser: FormulaParser, name: str) -> Node:
    """Read ``\\xrightarrow[below]{above}`` and its relatives."""
    under = parser.optional()
    return tree.Arrow(LONG_ARROWS.get(name.lstrip("x"), "→"), parser.argument(), under)


def read_negated_sign(parser: FormulaParser, name: str) -> Node:
    r"""Read ``\not`` and the sign that it negates."""
    while parser.peek() in _THIN_SPACES:
        parser.take()
    body = parser.argument()
    symbol = body[0] if len(body) == 1 else None
    if type(symbol) is Symbol:
        negation = NEGATED.get(symbol.text) or symbol.text + NEGATION
        return Symbol(negation, symbol.kind, "not " + symbol.name)
    return tree.Classed("ord", [parser.unknown("\\" + name), *body])


def read_tag(parser: FormulaParser, _: str) -> Node:
    """Read ``\\tag{3}`` and ``\\tag*{(B)}``."""
    starred = parser.take_if("*")
    text = plain_text(read_text_mode(parser, parser.argument_tokens(), ""))
    if not starred:
        text = f"({text})"
    return tree.Tag(text)


def read_reference(parser: FormulaParser, name: str) -> Node:
    """Read ``\\ref{eq:a}`` and ``\\cite[p. 3]{key}``: the label."""
    parser.bracket_tokens()
    text = parser.argument_text()
    if name == "eqref":
        text = f"({text})"
    elif name.startswith("cite"):
        text = f"[{text}]"
    return tree.Words(text)


def braced_length(parser: FormulaParser, _: str) -> tree.Space:
    """Read ``\\hspace{1em}``."""
    parser.take_if("*")
    return make_space(parser.argument_text())


def silent_length(parser: FormulaParser, _: str) -> None:
    """Read ``\\vskip 2pt`` and ``\\arraycolsep=2pt``: a length without effect."""
    if parser.stack and parser.peek() == "=":
        parser.take()
    parser.bare_length()


def make_space(length: str) -> tree.Space:
    """Return space as wide as a length, in whole cells."""
    read = _LENGTH.match(length)
    if read is None:
        return tree.Space(0)
    cells = round(float(read[1]) * _CELLS.get(read[2], _CELLS["pt"]))
    # At most an inch, because gaps between formulas are not wider.
    return tree.Space(max(0, min(8, cells)))


# Readers of other commands with arguments, and the table of all readers.

_CLASSES: dict[str, Kind] = {
    "mathop": "op", "mathrel": "rel", "mathbin": "bin", "mathord": "ord", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "ord", "ensuremath": "ord", "mathclap": "ord",
    "mathllap": "ord", "mathrlap": "ord", "lefteqn": "ord",
    "smash": "ord",
}  # fmt: skip

# Fonts that combine adjacent letters into a name.
SPELLING = frozenset(("mathrm", "mathit", "mathsf", "mathtt"))
_TABLES = read_word_tables(__file__, "commands.txt")
_SILENT = split_words(_TABLES["silent"])
# Invisible commands, with the number of their arguments, which are invisible too.
_SILENT_WITH_ARGUMENTS = pairs(_TABLES["silent with arguments"])


def _read_font_command(parser: FormulaParser, name: str) -> Node:
    body = parser.argument()
    font = FONTS[name]
    upright = read_upright_name(body)
    if upright and font in SPELLING:
        return Words(upright, font, name=True)
    return tree.Font(font, body)


def _operator_name(parser: FormulaParser, name: str) -> Node:
    limits = parser.take_if("*") or name.endswith("limits")
    return tree.Operator(plain_text(parser.argument()), limits)


def _read_class_command(parser: FormulaParser, name: str) -> Node:
    if name == "smash":
        parser.bracket_tokens()
    return tree.Classed(_CLASSES[name], parser.argument())


def _read_text_command(parser: FormulaParser, name: str) -> Node:
    while name == "makebox" and parser.bracket_tokens() is not None:
        pass
    pieces = read_text_mode(parser, parser.argument_tokens(), TEXT_FONTS.get(name, ""))
    if len(pieces) > 1:
        return Group(pieces)
    only = pieces[0]
    if type(only) is Words and len(only.text) > 1 and only.text.isalpha():
        return Words(only.text, only.font, name=True)
    return only


def _read_math_palette(parser: FormulaParser, _: str) -> None:
    r"""Apply the command of ``\mathpalette\a{x}`` to a style and ``x``, as in signs for independence."""
    command = parser.argument_tokens()
    argument = parser.argument_tokens()
    parser.stack.extend(reversed([*command, "\\displaystyle", "{", *argument, "}"]))


def _skip_leading_arguments(skipped: int, *, is_text: bool = False) -> Handler:
    """Return a handler that skips options and ``skipped`` arguments, and reads the last argument."""

    def read(parser: FormulaParser, _: str) -> Node:
        for _number in range(skipped):
            parser.bracket_tokens()
            parser.argument_tokens()
        parser.bracket_tokens()
        return Group(_read_body(parser, is_text))

    return read


def _read_body(parser: FormulaParser, is_text: bool) -> Row:
    if is_text:
        return read_text_mode(parser, parser.argument_tokens(), "")
    return parser.argument()


def _read_box_command(parser: FormulaParser, name: str) -> Node:
    return tree.Boxed(_read_body(parser, name == "fbox"))


def _read_modulo(parser: FormulaParser, name: str) -> Node:
    opening = "  (mod " if name == "pmod" else "  ("
    return Group([Words(opening), *parser.argument(), Symbol(")", "close", ")")])


def _skip_silent_command(parser: FormulaParser, name: str) -> None:
    arguments = int(_SILENT_WITH_ARGUMENTS.get(name, "0"))
    if arguments:
        parser.take_if("*")
        parser.bracket_tokens()
    for _ in range(arguments):
        parser.argument_tokens()


def _assign_handler(handler: Handler, names: str) -> dict[str, Handler]:
    return dict.fromkeys(names.split(), handler)


_SIZES = " ".join(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))

_ACCENTED = " ".join((*ACCENTS, "Hat Tilde Bar Vec Dot Ddot Check Breve Acute Grave"))
_PAIRED = " ".join("DeclarePairedDelimiter" + kind for kind in ("", "X"))

HANDLERS: dict[str, Handler] = {
    **_assign_handler(read_fraction, "frac dfrac tfrac cfrac nicefrac sfrac flatfrac slantfrac"),
    **_assign_handler(lambda read, _: tree.Binomial(read.argument(), read.argument()), "binom dbinom tbinom"),
    "sqrt": lambda read, _: tree.Root(read.optional(), read.argument()),
    "middle": lambda read, _: tree.Middle(read.delimiter()),
    "genfrac": general_fraction, "left": read_left_fence,
    "right": stray_right, "not": read_negated_sign,
    "tag": read_tag,
    **_assign_handler(sized_delimiter, _SIZES),
    **_assign_handler(_read_font_command, " ".join(FONTS)),
    **_assign_handler(lambda read, name: tree.Accent(name.lower(), read.argument()), _ACCENTED),
    **_assign_handler(
        lambda _, name: tree.Operator(LIMIT_FUNCTIONS.get(name, name), name in LIMIT_FUNCTIONS),
        " ".join((*FUNCTIONS, *LIMIT_FUNCTIONS)),
    ),
    **_assign_handler(_operator_name, "operatorname operatornamewithlimits"),
    **_assign_handler(_read_class_command, " ".join(_CLASSES)),
    **_assign_handler(_read_text_command, " ".join(TEXT_COMMANDS)),
    # Arguments by name are read in the order given here.
    **_assign_handler(
        lambda read, _: tree.Stacked(over=read.argument(), base=read.argument(), under=None),
        "overset stackrel stackbin accentset",
    ),
    "underset": lambda read, _: tree.Stacked(under=read.argument(), base=read.argument(), over=None),
    "overunderset": lambda read, _: tree.Stacked(
        over=read.argument(), under=read.argument(), base=read.argument()
    ),
    "prescript": lambda read, _: tree.Prescripts(
        sup=read.argument() or None, sub=read.argument() or None, base=Group(read.argument())
    ),
    **_assign_handler(
        lambda read, name: tree.Brace(name.startswith("over"), read.argument()),
        "overbrace underbrace overbracket underbracket",
    ),
    **_assign_handler(read_long_arrow, " ".join("x" + name for name in LONG_ARROWS)),
    "substack": read_substack,
    **_assign_handler(_read_box_command, "boxed Aboxed fbox"),
    **_assign_handler(lambda read, _: tree.Cancelled(read.argument()), "cancel xcancel bcancel sout"),
    **_assign_handler(lambda read, _: tree.Phantom(read.argument()), "phantom hphantom"),
    **_assign_handler(_skip_leading_arguments(1), "textcolor mathcolor href"),
    **_assign_handler(_skip_leading_arguments(0), "hyperref url"),
    "colorbox": _skip_leading_arguments(1, is_text=True),
    "fcolorbox": _skip_leading_arguments(2, is_text=True),
    "resizebox": _skip_leading_arguments(2, is_text=True),
    **_assign_handler(
        _skip_leading_arguments(1, is_text=True), "scalebox raisebox rotatebox parbox scaleobj scalemath"
    ),
    **_assign_handler(_skip_leading_arguments(2), "multicolumn multirow"),
    "mathpalette": _read_math_palette,
    **_assign_handler(_read_modulo, "pmod pod"),
    **_assign_handler(braced_length, "hspace mspace"),
    **_assign_handler(
        lambda read, _: make_space(read.bare_length()), "kern mkern mskip hskip raise lower"
    ),
    **_assign_handler(silent_length, _TABLES["lengths"]),
    **_assign_handler(lambda read, _: tree.Tag(plain_text(read.row(CELL_ENDS))), "eqno leqno"),
    **_assign_handler(read_reference, "eqref ref cref Cref autoref cite citep citet citealp"),
    **_assign_handler(new_command, "newcommand renewcommand providecommand DeclareRobustCommand"),
    **_assign_handler(
        document_command, "NewDocumentCommand RenewDocumentCommand DeclareDocumentCommand"
    ),
    **_assign_handler(define_by_def, "def gdef edef xdef"),
    **_assign_handler(paired_delimiter, _PAIRED),
    "DeclareMathOperator": define_operator, "let": define_by_let,
    **_assign_handler(package_commands.expand_template, " ".join(package_commands.TEMPLATES)),
    **_assign_handler(package_commands.bra_ket, "braket Braket expval ev expectationvalue"),
    **_assign_handler(package_commands.read_physics_fence, "abs norm ceil floor"),
    **_assign_handler(package_commands.read_physics_derivative, "dv pdv derivative partialderivative"),
    **_assign_handler(package_commands.read_differential, "dd differential"),
    **_assign_handler(package_commands.read_unit, "unit si"),
    "num": package_commands.read_si_number, "qty": package_commands.read_quantity,
    "SI": package_commands.number_with_unit,
    "begin": read_environment,
    "end": lambda read, name: read.unknown(f"\\{name}{{{read.argument_text()}}}"),
    **_assign_handler(_skip_silent_command, " ".join((*_SILENT, *_SILENT_WITH_ARGUMENTS))),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParsedFormula:
    """The result of parsing a formula."""

    nodes: Row
    # The unknown commands, each once; they are among the nodes, too.
    left_over: tuple[str, ...]
    # Errors that LaTeX itself would report, in words.
    faults: tuple[str, ...]


def parse_latex_formula(
    latex: str,
    macros: tuple[tuple[str, MacroBody], ...] = (),
    *,
    places: bool = False,
    most_depth: int = MAX_DEPTH,
) -> ParsedFormula:
    """Read a formula, with its macros by name with or without backslash.

    With ``places`` all nodes have their place in the source, and the braces of arguments are groups, too.
    Text and the nodes that a command generates have the place of the command. Rows are nested at most
    ``most_depth`` deep.

    Raises:
        TooLargeError: it is too long or too deep.
    """
    tokens = tokenize_latex(latex)
    if places:
        tokens = place_tokens(tokens)
    parser = FormulaParser(tokens, read_macro_table(macros), HANDLERS, most_depth)
    nodes = read_whole(parser)
    if places:
        _set_places(nodes, 0, len(latex))
    return ParsedFormula(nodes, tuple(dict.fromkeys(parser.left_over)), tuple(dict.fromkeys(parser.faults)))


def _set_places(nodes: Row, index: int, end: int) -> None:
    """Give nodes without a place the place of the command that they come from."""
    for node in nodes:
        if not hasattr(node, "end"):
            node.at = index
            node.end = end
        for row in rows_in(node):
            _set_places(row, node.at, node.end)
