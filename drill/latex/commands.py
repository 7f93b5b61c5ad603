"""The commands that take arguments or change what follows, one small reader each."""

from __future__ import annotations

from drill.latex import definitions, packages, structures
from drill.latex import nodes as tree
from drill.latex.environments import OLD_TABLES, begin, old_table, substack
from drill.latex.grammar import Handler, Parser
from drill.latex.nodes import Group, Node, Symbol, Words, name_in, plain_text
from drill.latex.symbols import ACCENTS, FONTS, FUNCTIONS, LIMIT_FUNCTIONS, TEXT_FONTS, Kind, words
from drill.latex.textmode import TEXT_COMMANDS, read_text

_CLASSES: dict[str, Kind] = {
    "mathop": "op", "mathrel": "rel", "mathbin": "bin", "mathord": "ord", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "ord", "ensuremath": "ord", "mathclap": "ord",
    "mathllap": "ord", "mathrlap": "ord", "lefteqn": "ord",
    "smash": "ord",
}  # fmt: skip

_SPELLING = frozenset(("mathrm", "mathit", "mathsf", "mathtt"))
"""Fonts in which letters side by side spell a name."""
_SILENT = words(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits displaylimits nonumber notag"
    " yesnumber numberthis IEEEyesnumber IEEEnonumber IEEEyessubnumber IEEEeqnarraynumspace"
    " allowbreak nobreak noindent centering protect relax strut mathstrut hfill hfil hss vss vfill smallskip"
    " medskip bigskip newline small footnotesize scriptsize normalsize large Large LARGE huge tiny leavevmode"
    " null ignorespaces unskip displaybreak / - @ hline toprule midrule bottomrule break par goodbreak"
    " raggedright qedhere nolinebreak linebreak selectfont boldmath unboldmath begingroup endgroup"
    " bgroup egroup xspace nonscript ignorespacesafterend hsize textwidth linewidth columnwidth makeatletter"
    " makeatother long global protected outer expandafter noexpand hrulefill dotfill nopagebreak"
    " footnotemark pagebreak phantomsection allowdisplaybreaks"
)
_SILENT_WITH_ARGUMENTS = {
    "label": 1, "noalign": 1, "color": 1, "vspace": 1, "cline": 1, "setlength": 2, "addtolength": 2,
    "index": 1, "vphantom": 1, "definecolor": 3, "colorlet": 2, "footnote": 1, "footnotetext": 1, "rule": 2,
    "setcounter": 2, "addtocounter": 2, "stepcounter": 1, "refstepcounter": 1, "cmidrule": 1,
    "mathtoolsset": 1, "leftroot": 1, "uproot": 1,
    "rowcolor": 1, "cellcolor": 1, "hypertarget": 1, "hyperlink": 1, "skew": 1,
    "fontsize": 2, "linespread": 1, "todo": 1, "thispagestyle": 1,
}  # fmt: skip


def _font(parser: Parser, name: str) -> Node:
    body = parser.argument()
    font = FONTS[name]
    upright = name_in(body) if font in _SPELLING else ""
    return Words(upright, font, name=True) if upright else tree.Font(font, body)


def _function(_: Parser, name: str) -> Node:
    return tree.Operator(LIMIT_FUNCTIONS.get(name, name), name in LIMIT_FUNCTIONS)


def _operator_name(parser: Parser, name: str) -> Node:
    limits = parser.take_if("*") or name.endswith("limits")
    return tree.Operator(plain_text(parser.argument()), limits)


def _classed(parser: Parser, name: str) -> Node:
    if name == "smash":
        parser.bracket_tokens()
    return tree.Classed(_CLASSES[name], parser.argument())


def _text(parser: Parser, name: str) -> Node:
    if name == "makebox":
        parser.bracket_tokens()
        parser.bracket_tokens()
    pieces = read_text(parser, parser.argument_tokens(), TEXT_FONTS.get(name, ""))
    if len(pieces) > 1:
        return Group(pieces)
    only = pieces[0]
    if type(only) is Words and len(only.text) > 1 and only.text.isalpha():
        return Words(only.text, only.font, name=True)
    return only


def _substack(parser: Parser, _: str) -> Node:
    return substack(parser)


def _coloured(parser: Parser, _: str) -> Node:
    parser.bracket_tokens()
    parser.argument_tokens()
    return Group(parser.argument())


def _coloured_box(parser: Parser, name: str) -> Node:
    """``\\colorbox{yellow}{text}``."""
    for _ in range(2 if name == "fcolorbox" else 1):
        parser.bracket_tokens()
        parser.argument_tokens()
    return Group(read_text(parser, parser.argument_tokens(), ""))


def _resized(parser: Parser, name: str) -> Node:
    """``\\resizebox{…}{…}{text}`` and its like: the text alone."""
    for _ in range(2 if name == "resizebox" else 1):
        parser.bracket_tokens()
        parser.argument_tokens()
    parser.bracket_tokens()
    return Group(read_text(parser, parser.argument_tokens(), ""))


def _spanning(parser: Parser, _: str) -> Node:
    """``\\multicolumn{2}{c}{cell}``: the cell alone."""
    parser.argument_tokens()
    parser.argument_tokens()
    return Group(parser.argument())


def _palette(parser: Parser, _: str) -> None:
    """``\\mathpalette\\a{x}``: the command on a style and its argument, as in signs for independence."""
    command, argument = parser.argument_tokens(), parser.argument_tokens()
    parser.stack.extend(reversed([*command, "\\displaystyle", "{", *argument, "}"]))


def _math_choice(parser: Parser, _: str) -> Node:
    display = parser.argument()
    for _ in range(3):
        parser.argument_tokens()
    return Group(display)


def _modulo(parser: Parser, name: str) -> Node:
    opening = "  (mod " if name == "pmod" else "  ("
    return Group([Words(opening), *parser.argument(), Symbol(")", "close", ")")])


def _silent(parser: Parser, name: str) -> None:
    arguments = _SILENT_WITH_ARGUMENTS.get(name, 0)
    if arguments:
        parser.take_if("*")
        parser.bracket_tokens()
    for _ in range(arguments):
        parser.argument_tokens()


def _stray_end(parser: Parser, name: str) -> Node:
    return parser.unknown(f"\\{name}{{{parser.argument_text()}}}")


def _named(handler: Handler, names: str) -> dict[str, Handler]:
    return dict.fromkeys(names.split(), handler)


_SIZES = " ".join(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))

HANDLERS: dict[str, Handler] = {
    **_named(structures.fraction, "frac dfrac tfrac cfrac nicefrac sfrac flatfrac slantfrac"),
    **_named(structures.general_fraction, "genfrac"),
    **_named(structures.binomial, "binom dbinom tbinom"),
    **_named(structures.square_root, "sqrt"),
    **_named(structures.root_of, "root"),
    **_named(structures.left, "left"),
    **_named(structures.stray_right, "right"),
    **_named(structures.middle, "middle"),
    **_named(structures.sized_delimiter, _SIZES),
    **_named(_font, " ".join(FONTS)),
    **_named(structures.accent, " ".join(ACCENTS)),
    **_named(structures.accent, "Hat Tilde Bar Vec Dot Ddot Check Breve Acute Grave"),
    **_named(_function, " ".join((*FUNCTIONS, *LIMIT_FUNCTIONS))),
    **_named(_operator_name, "operatorname operatornamewithlimits"),
    **_named(_classed, " ".join(_CLASSES)),
    **_named(_text, " ".join(TEXT_COMMANDS)),
    **_named(structures.over_set, "overset stackrel stackbin accentset"),
    **_named(structures.under_set, "underset"),
    **_named(structures.over_under_set, "overunderset"),
    **_named(structures.brace, "overbrace underbrace overbracket underbracket"),
    **_named(structures.long_arrow, " ".join("x" + name for name in structures.LONG_ARROWS)),
    **_named(structures.relation_from, "buildrel"),
    **_named(_substack, "substack"),
    **_named(old_table, " ".join(OLD_TABLES)),
    **_named(structures.boxed, "boxed enclose Aboxed"),
    **_named(structures.framed_text, "fbox framebox"),
    **_named(structures.cancelled, "cancel xcancel bcancel sout cancelto"),
    **_named(structures.negated, "not"),
    **_named(structures.phantom, "phantom hphantom"),
    **_named(structures.before_scripts, "prescript"),
    **_named(structures.side_set, "sideset"),
    **_named(structures.under_accent, "underaccent"),
    **_named(structures.row_of_dots, "hdotsfor"),
    **_named(structures.text_script, "textsuperscript textsubscript"),
    **_named(_coloured, "textcolor mathcolor"),
    **_named(_coloured_box, "colorbox fcolorbox"),
    **_named(_math_choice, "mathchoice"),
    **_named(_palette, "mathpalette"),
    **_named(_resized, "resizebox scalebox raisebox rotatebox parbox scaleobj scalemath"),
    **_named(_spanning, "multicolumn multirow"),
    **_named(_modulo, "pmod pod"),
    **_named(structures.braced_length, "hspace mspace"),
    **_named(structures.bare_length, "kern mkern mskip hskip raise lower"),
    **_named(
        structures.silent_length,
        "vskip arraycolsep tabcolsep jot thickmuskip medmuskip thinmuskip baselineskip lineskip mathsurround"
        " abovedisplayskip belowdisplayskip nulldelimiterspace",
    ),
    **_named(structures.tag, "tag"),
    **_named(structures.bare_tag, "eqno leqno"),
    **_named(structures.reference, "eqref ref cref Cref autoref"),
    **_named(structures.citation, "cite citep citet citealp citeauthor citeyear"),
    **_named(structures.link, "href hyperref url"),
    **_named(definitions.new_command, "newcommand renewcommand providecommand DeclareRobustCommand"),
    **_named(definitions.document_command, "NewDocumentCommand RenewDocumentCommand DeclareDocumentCommand"),
    **_named(definitions.primitive, "def gdef edef xdef"),
    **_named(definitions.operator, "DeclareMathOperator"),
    **_named(
        definitions.paired_delimiter,
        "DeclarePairedDelimiter DeclarePairedDelimiterX DeclarePairedDelimiterXPP",
    ),
    **_named(definitions.let, "let"),
    **_named(packages.bra_ket, "braket Braket bra Bra ket Ket ketbra dyad innerproduct outerproduct"),
    **_named(packages.expectation, "expval ev expectationvalue mel matrixel matrixelement"),
    **_named(packages.commutator, "comm commutator acomm anticommutator"),
    **_named(packages.set_of, "set Set"),
    **_named(packages.absolute, "abs norm ceil floor"),
    **_named(packages.derivative, "dv pdv derivative partialderivative"),
    **_named(packages.differential, "dd differential"),
    **_named(packages.quantity, "qty"),
    **_named(packages.number_with_unit, "SI"),
    **_named(packages.unit, "unit si"),
    **_named(packages.unit_fraction, "unitfrac"),
    **_named(packages.number, "num ang"),
    **_named(packages.bold_vector, "vb vectorbold va vectorarrow vu vectorunit"),
    **_named(packages.vector_operator, "grad gradient curl laplacian"),
    **_named(packages.evaluated, "eval evaluated"),
    **_named(packages.order_of, "order"),
    **_named(begin, "begin"),
    **_named(_stray_end, "end"),
    **_named(_silent, " ".join(_SILENT)),
    **_named(_silent, " ".join(_SILENT_WITH_ARGUMENTS)),
}
