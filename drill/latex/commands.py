"""Readers of the commands that take arguments or change what follows, one small function each."""

from __future__ import annotations

from drill.latex import definitions, packages, structures
from drill.latex import nodes as tree
from drill.latex.environments import begin, substack
from drill.latex.grammar import CELL_ENDS, Handler, Parser
from drill.latex.nodes import Group, Node, Symbol, Words, name_in, plain_text
from drill.latex.symbols import ACCENTS, FONTS, FUNCTIONS, LIMIT_FUNCTIONS, TEXT_FONTS, Kind, words
from drill.latex.textmode import TEXT_COMMANDS, read_text
from drill.text import pairs, tables

_CLASSES: dict[str, Kind] = {
    "mathop": "op", "mathrel": "rel", "mathbin": "bin", "mathord": "ord", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "ord", "ensuremath": "ord", "mathclap": "ord",
    "mathllap": "ord", "mathrlap": "ord", "lefteqn": "ord",
    "smash": "ord",
}  # fmt: skip

# Fonts in which letters side by side spell a name.
_SPELLING = frozenset(("mathrm", "mathit", "mathsf", "mathtt"))
_TABLES = tables(__file__, "commands.txt")
_SILENT = words(_TABLES["silent"])
# Commands that do not show, nor do as many arguments of theirs.
_SILENT_WITH_ARGUMENTS = pairs(_TABLES["silent with arguments"])


def _font(parser: Parser, name: str) -> Node:
    body = parser.argument()
    font = FONTS[name]
    upright = name_in(body) if font in _SPELLING else ""
    return Words(upright, font, name=True) if upright else tree.Font(font, body)


def _operator_name(parser: Parser, name: str) -> Node:
    limits = parser.take_if("*") or name.endswith("limits")
    return tree.Operator(plain_text(parser.argument()), limits)


def _classed(parser: Parser, name: str) -> Node:
    if name == "smash":
        parser.bracket_tokens()
    return tree.Classed(_CLASSES[name], parser.argument())


def _text(parser: Parser, name: str) -> Node:
    while name == "makebox" and parser.bracket_tokens() is not None:
        pass
    pieces = read_text(parser, parser.argument_tokens(), TEXT_FONTS.get(name, ""))
    if len(pieces) > 1:
        return Group(pieces)
    only = pieces[0]
    if type(only) is Words and len(only.text) > 1 and only.text.isalpha():
        return Words(only.text, only.font, name=True)
    return only


def _palette(parser: Parser, _: str) -> None:
    r"""Return ``\mathpalette\a{x}``: the command applied to a style and its argument, as in signs for
    independence.
    """
    command, argument = parser.argument_tokens(), parser.argument_tokens()
    parser.stack.extend(reversed([*command, "\\displaystyle", "{", *argument, "}"]))


def _behind(passed: int, *, is_text: bool = False) -> Handler:
    """Return a handler that reads only the last argument, skipping options that do not show."""

    def read(parser: Parser, _: str) -> Node:
        for _number in range(passed):
            parser.bracket_tokens()
            parser.argument_tokens()
        parser.bracket_tokens()
        return Group(read_text(parser, parser.argument_tokens(), "") if is_text else parser.argument())

    return read


def _boxed(parser: Parser, name: str) -> Node:
    return tree.Boxed(
        read_text(parser, parser.argument_tokens(), "") if name == "fbox" else parser.argument()
    )


def _modulo(parser: Parser, name: str) -> Node:
    opening = "  (mod " if name == "pmod" else "  ("
    return Group([Words(opening), *parser.argument(), Symbol(")", "close", ")")])


def _silent(parser: Parser, name: str) -> None:
    arguments = int(_SILENT_WITH_ARGUMENTS.get(name, "0"))
    if arguments:
        parser.take_if("*")
        parser.bracket_tokens()
    for _ in range(arguments):
        parser.argument_tokens()


def _named(handler: Handler, names: str) -> dict[str, Handler]:
    return dict.fromkeys(names.split(), handler)


_SIZES = " ".join(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))

_ACCENTED = " ".join((*ACCENTS, "Hat Tilde Bar Vec Dot Ddot Check Breve Acute Grave"))
_PAIRED = " ".join("DeclarePairedDelimiter" + kind for kind in ("", "X"))

HANDLERS: dict[str, Handler] = {
    **_named(structures.fraction, "frac dfrac tfrac cfrac nicefrac sfrac flatfrac slantfrac"),
    **_named(lambda read, _: tree.Binomial(read.argument(), read.argument()), "binom dbinom tbinom"),
    "sqrt": lambda read, _: tree.Root(read.optional(), read.argument()),
    "middle": lambda read, _: tree.Middle(read.delimiter()),
    "genfrac": structures.general_fraction, "left": structures.left,
    "right": structures.stray_right, "not": structures.negated,
    "tag": structures.tag,
    **_named(structures.sized_delimiter, _SIZES),
    **_named(_font, " ".join(FONTS)),
    **_named(lambda read, name: tree.Accent(name.lower(), read.argument()), _ACCENTED),
    **_named(
        lambda _, name: tree.Operator(LIMIT_FUNCTIONS.get(name, name), name in LIMIT_FUNCTIONS),
        " ".join((*FUNCTIONS, *LIMIT_FUNCTIONS)),
    ),
    **_named(_operator_name, "operatorname operatornamewithlimits"),
    **_named(_classed, " ".join(_CLASSES)),
    **_named(_text, " ".join(TEXT_COMMANDS)),
    # Arguments by name are read in the order given here.
    **_named(
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
    **_named(
        lambda read, name: tree.Brace(name.startswith("over"), read.argument()),
        "overbrace underbrace overbracket underbracket",
    ),
    **_named(structures.long_arrow, " ".join("x" + name for name in structures.LONG_ARROWS)),
    "substack": substack,
    **_named(_boxed, "boxed Aboxed fbox"),
    **_named(lambda read, _: tree.Cancelled(read.argument()), "cancel xcancel bcancel sout"),
    **_named(lambda read, _: tree.Phantom(read.argument()), "phantom hphantom"),
    **_named(_behind(1), "textcolor mathcolor href"),
    **_named(_behind(0), "hyperref url"),
    "colorbox": _behind(1, is_text=True), "fcolorbox": _behind(2, is_text=True),
    "resizebox": _behind(2, is_text=True),
    **_named(_behind(1, is_text=True), "scalebox raisebox rotatebox parbox scaleobj scalemath"),
    **_named(_behind(2), "multicolumn multirow"),
    "mathpalette": _palette,
    **_named(_modulo, "pmod pod"),
    **_named(structures.braced_length, "hspace mspace"),
    **_named(lambda read, _: structures.space(read.bare_length()), "kern mkern mskip hskip raise lower"),
    **_named(structures.silent_length, _TABLES["lengths"]),
    **_named(lambda read, _: tree.Tag(plain_text(read.row(CELL_ENDS))), "eqno leqno"),
    **_named(structures.reference, "eqref ref cref Cref autoref cite citep citet citealp"),
    **_named(definitions.new_command, "newcommand renewcommand providecommand DeclareRobustCommand"),
    **_named(definitions.document_command, "NewDocumentCommand RenewDocumentCommand DeclareDocumentCommand"),
    **_named(definitions.primitive, "def gdef edef xdef"),
    **_named(definitions.paired_delimiter, _PAIRED),
    "DeclareMathOperator": definitions.operator, "let": definitions.let,
    **_named(packages.template, " ".join(packages.TEMPLATES)),
    **_named(packages.bra_ket, "braket Braket expval ev expectationvalue"),
    **_named(packages.absolute, "abs norm ceil floor"),
    **_named(packages.derivative, "dv pdv derivative partialderivative"),
    **_named(packages.differential, "dd differential"),
    **_named(packages.unit, "unit si"),
    "num": packages.number, "qty": packages.quantity, "SI": packages.number_with_unit,
    "begin": begin,
    "end": lambda read, name: read.unknown(f"\\{name}{{{read.argument_text()}}}"),
    **_named(_silent, " ".join((*_SILENT, *_SILENT_WITH_ARGUMENTS))),
}  # fmt: skip
