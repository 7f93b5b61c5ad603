"""Readers of the commands that take arguments or change what follows, one small function each."""

from __future__ import annotations

from drill.latex import definitions, package_commands, structures
from drill.latex import nodes as tree
from drill.latex.environments import read_environment, read_substack
from drill.latex.grammar import CELL_ENDS, Handler, Parser
from drill.latex.nodes import Group, Node, Symbol, Words, plain_text, read_upright_name
from drill.latex.symbols import ACCENTS, FONTS, FUNCTIONS, LIMIT_FUNCTIONS, TEXT_FONTS, Kind, split_words
from drill.latex.textmode import TEXT_COMMANDS, read_text_mode
from drill.text import pairs, read_word_tables

_CLASSES: dict[str, Kind] = {
    "mathop": "op", "mathrel": "rel", "mathbin": "bin", "mathord": "ord", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "ord", "ensuremath": "ord", "mathclap": "ord",
    "mathllap": "ord", "mathrlap": "ord", "lefteqn": "ord",
    "smash": "ord",
}  # fmt: skip

# Fonts in which letters side by side spell a name.
_SPELLING = frozenset(("mathrm", "mathit", "mathsf", "mathtt"))
_TABLES = read_word_tables(__file__, "commands.txt")
_SILENT = split_words(_TABLES["silent"])
# Commands that do not show, nor do as many arguments of theirs.
_SILENT_WITH_ARGUMENTS = pairs(_TABLES["silent with arguments"])


def _read_font_command(parser: Parser, name: str) -> Node:
    body = parser.argument()
    font = FONTS[name]
    upright = read_upright_name(body) if font in _SPELLING else ""
    return Words(upright, font, name=True) if upright else tree.Font(font, body)


def _operator_name(parser: Parser, name: str) -> Node:
    limits = parser.take_if("*") or name.endswith("limits")
    return tree.Operator(plain_text(parser.argument()), limits)


def _read_class_command(parser: Parser, name: str) -> Node:
    if name == "smash":
        parser.bracket_tokens()
    return tree.Classed(_CLASSES[name], parser.argument())


def _read_text_command(parser: Parser, name: str) -> Node:
    while name == "makebox" and parser.bracket_tokens() is not None:
        pass
    pieces = read_text_mode(parser, parser.argument_tokens(), TEXT_FONTS.get(name, ""))
    if len(pieces) > 1:
        return Group(pieces)
    only = pieces[0]
    if type(only) is Words and len(only.text) > 1 and only.text.isalpha():
        return Words(only.text, only.font, name=True)
    return only


def _read_math_palette(parser: Parser, _: str) -> None:
    r"""Return ``\mathpalette\a{x}``: the command applied to a style and its argument, as in signs for
    independence.
    """
    command, argument = parser.argument_tokens(), parser.argument_tokens()
    parser.stack.extend(reversed([*command, "\\displaystyle", "{", *argument, "}"]))


def _skip_leading_arguments(passed: int, *, is_text: bool = False) -> Handler:
    """Return a handler that reads only the last argument, skipping options that do not show."""

    def read(parser: Parser, _: str) -> Node:
        for _number in range(passed):
            parser.bracket_tokens()
            parser.argument_tokens()
        parser.bracket_tokens()
        return Group(read_text_mode(parser, parser.argument_tokens(), "") if is_text else parser.argument())

    return read


def _read_box_command(parser: Parser, name: str) -> Node:
    return tree.Boxed(
        read_text_mode(parser, parser.argument_tokens(), "") if name == "fbox" else parser.argument()
    )


def _read_modulo(parser: Parser, name: str) -> Node:
    opening = "  (mod " if name == "pmod" else "  ("
    return Group([Words(opening), *parser.argument(), Symbol(")", "close", ")")])


def _skip_silent_command(parser: Parser, name: str) -> None:
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
    **_assign_handler(structures.read_fraction, "frac dfrac tfrac cfrac nicefrac sfrac flatfrac slantfrac"),
    **_assign_handler(lambda read, _: tree.Binomial(read.argument(), read.argument()), "binom dbinom tbinom"),
    "sqrt": lambda read, _: tree.Root(read.optional(), read.argument()),
    "middle": lambda read, _: tree.Middle(read.delimiter()),
    "genfrac": structures.general_fraction, "left": structures.read_left_fence,
    "right": structures.stray_right, "not": structures.read_negated_sign,
    "tag": structures.read_tag,
    **_assign_handler(structures.sized_delimiter, _SIZES),
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
    **_assign_handler(structures.read_long_arrow, " ".join("x" + name for name in structures.LONG_ARROWS)),
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
    **_assign_handler(structures.braced_length, "hspace mspace"),
    **_assign_handler(
        lambda read, _: structures.make_space(read.bare_length()), "kern mkern mskip hskip raise lower"
    ),
    **_assign_handler(structures.silent_length, _TABLES["lengths"]),
    **_assign_handler(lambda read, _: tree.Tag(plain_text(read.row(CELL_ENDS))), "eqno leqno"),
    **_assign_handler(structures.read_reference, "eqref ref cref Cref autoref cite citep citet citealp"),
    **_assign_handler(definitions.new_command, "newcommand renewcommand providecommand DeclareRobustCommand"),
    **_assign_handler(
        definitions.document_command, "NewDocumentCommand RenewDocumentCommand DeclareDocumentCommand"
    ),
    **_assign_handler(definitions.define_by_def, "def gdef edef xdef"),
    **_assign_handler(definitions.paired_delimiter, _PAIRED),
    "DeclareMathOperator": definitions.define_operator, "let": definitions.define_by_let,
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
