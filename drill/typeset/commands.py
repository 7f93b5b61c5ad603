"""The commands that take arguments or change what follows, one small reader each."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from drill.typeset import structures
from drill.typeset.environments import begin, substack
from drill.typeset.nodes import (
    Classed,
    Font,
    FontName,
    Fraction,
    Group,
    Node,
    Operator,
    Space,
    Symbol,
    Tag,
    Words,
    plain_text,
)
from drill.typeset.symbols import ACCENTS, FUNCTIONS, LIMIT_FUNCTIONS, Kind, words
from drill.typeset.textmode import TEXT_COMMANDS, read_text
from drill.typeset.tokens import Macro, macro_from

if TYPE_CHECKING:
    from drill.typeset.parser import Parser

Handler = Callable[["Parser", str], "Node | None"]
"""Reads what belongs to the command of the given name; ``None`` leaves nothing to see."""

_FONTS: dict[str, FontName] = {
    "mathbf": "bf", "boldsymbol": "bf", "bm": "bf", "bold": "bf", "mathbfit": "bf", "pmb": "bf",
    "symbf": "bf", "mathbfcal": "cal", "mathbb": "bb", "Bbb": "bb", "mathds": "bb", "mathbbm": "bb",
    "symbb": "bb", "mathcal": "cal", "mathscr": "cal", "EuScript": "cal", "symcal": "cal", "mathfrak": "frak",
    "frak": "frak", "mathrm": "", "mathsf": "", "mathtt": "", "mathit": "", "mathnormal": "", "mathsfit": "",
    "symrm": "", "mathup": "",
}  # fmt: skip

_CLASSES: dict[str, Kind] = {
    "mathop": "op", "mathrel": "rel", "mathbin": "bin", "mathord": "ord", "mathopen": "open",
    "mathclose": "close", "mathpunct": "punct", "mathinner": "ord", "ensuremath": "ord", "mathclap": "ord",
    "mathllap": "ord", "mathrlap": "ord", "llap": "ord", "rlap": "ord", "clap": "ord", "lefteqn": "ord",
    "smash": "ord",
}  # fmt: skip

_SILENT = words(
    "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits displaylimits nonumber notag"
    " allowbreak nobreak noindent centering protect relax strut mathstrut hfill hfil smallskip medskip"
    " bigskip newline small footnotesize scriptsize normalsize large Large LARGE tiny leavevmode null"
    " ignorespaces unskip displaybreak / - @ hline toprule midrule bottomrule break par goodbreak"
    " raggedright qedhere nolinebreak linebreak selectfont boldmath unboldmath begingroup endgroup"
    " bgroup egroup xspace nonscript ignorespacesafterend hsize textwidth linewidth columnwidth"
)
_SILENT_WITH_ARGUMENTS = {
    "label": 1, "noalign": 1, "color": 1, "vspace": 1, "cline": 1, "setlength": 2, "addtolength": 2,
    "index": 1, "vphantom": 1, "definecolor": 3, "footnote": 1, "footnotemark": 0, "pagebreak": 0,
    "rule": 2, "phantomsection": 0, "allowdisplaybreaks": 0, "eqno": 0,
    "setcounter": 2, "stepcounter": 1, "cmidrule": 1, "arraycolsep": 0,
}  # fmt: skip

_EMS = {"em": 2.0, "cm": 4.0, "in": 8.0, "ex": 1.0, "mm": 0.4, "mu": 0.1, "pt": 0.15}
_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*([a-z]{2})")


def _font(parser: Parser, name: str) -> Node:
    return Font(_FONTS[name], parser.argument())


def _function(parser: Parser, name: str) -> Node:
    del parser
    return Operator(LIMIT_FUNCTIONS.get(name, name), name in LIMIT_FUNCTIONS)


def _operator_name(parser: Parser, name: str) -> Node:
    limits = parser.take_if("*") or name.endswith("limits")
    return Operator(plain_text(parser.argument()), limits)


def _classed(parser: Parser, name: str) -> Node:
    if name == "smash":
        parser.bracket_tokens()
    return Classed(_CLASSES[name], parser.argument())


def _text(parser: Parser, name: str) -> Node:
    pieces = read_text(parser, parser.argument_tokens(), "bf" if name == "textbf" else "")
    return pieces[0] if len(pieces) == 1 else Group(pieces)


def _substack(parser: Parser, name: str) -> Node:
    del name
    return substack(parser)


def _coloured(parser: Parser, name: str) -> Node:
    parser.bracket_tokens()
    parser.argument_tokens()
    if name == "fcolorbox":
        parser.argument_tokens()
    return Group(parser.argument())


def _resized(parser: Parser, name: str) -> Node:
    """``\\resizebox{…}{…}{text}`` and its like: the text alone."""
    for _ in range(2 if name == "resizebox" else 1):
        parser.bracket_tokens()
        parser.argument_tokens()
    parser.bracket_tokens()
    return Group(read_text(parser, parser.argument_tokens(), ""))


def _spanning(parser: Parser, name: str) -> Node:
    """``\\multicolumn{2}{c}{cell}``: the cell alone."""
    del name
    parser.argument_tokens()
    parser.argument_tokens()
    return Group(parser.argument())


def _side_set(parser: Parser, name: str) -> Node:
    """``\\sideset{…}{…}``: both pairs of scripts stand before the operator."""
    del name
    return Group([*parser.argument(), *parser.argument()])


def _derivative(parser: Parser, name: str) -> Node:
    """``\\dv{f}{x}`` and ``\\pdv{f}{x}``."""
    letter = Symbol("∂", "ord", "partial") if name == "pdv" else Symbol("d", "ord", "d")
    return Fraction([letter, *parser.argument()], [letter, *parser.argument()])


def _differential(parser: Parser, name: str) -> Node:
    del parser, name
    return Symbol("d", "ord", "d")


def _let(parser: Parser, name: str) -> None:
    """``\\let\\a\\b`` and ``\\let\\a=\\b``."""
    del name
    target = parser.argument_text().lstrip("\\")
    meaning = parser.argument_tokens()
    if meaning == ["="]:
        meaning = parser.argument_tokens()
    if meaning and meaning != ["\\" + target]:
        parser.define(target, macro_from(meaning))


def _math_choice(parser: Parser, name: str) -> Node:
    del name
    display = parser.argument()
    for _ in range(3):
        parser.argument_tokens()
    return Group(display)


def _length(parser: Parser, name: str) -> Node:
    del name
    parser.take_if("*")
    return _space(parser.argument_text())


def _bare_length(parser: Parser, name: str) -> Node | None:
    """``\\kern3pt``: a length without braces."""
    del name
    written = ""
    while parser.stack and len(written) < 12 and not _LENGTH.fullmatch(written):
        if not (parser.stack[-1].isalnum() or parser.stack[-1] in (".", "-", " ")):
            break
        written += parser.stack.pop()
    return _space(written)


def _space(length: str) -> Space:
    read = _LENGTH.match(length)
    if read is None:
        return Space(0)
    return Space(max(0, min(8, round(float(read[1]) * _EMS.get(read[2], 0.15)))))


def _modulo(parser: Parser, name: str) -> Node:
    del name
    return Group([Words("  (mod "), *parser.argument(), Symbol(")", "close", ")")])


def _tag(parser: Parser, name: str) -> Node:
    del name
    starred = parser.take_if("*")
    text = plain_text(read_text(parser, parser.argument_tokens(), ""))
    return Tag(text if starred else f"({text})")


def _reference(parser: Parser, name: str) -> Node:
    text = parser.argument_text()
    return Words(f"({text})" if name == "eqref" else text)


def _citation(parser: Parser, name: str) -> Node:
    del name
    parser.bracket_tokens()
    return Words(f"[{parser.argument_text()}]")


def _link(parser: Parser, name: str) -> Node:
    parser.bracket_tokens()
    if name == "href":
        parser.argument_tokens()
    return Group(parser.argument())


def _define(parser: Parser, name: str) -> Node | None:
    parser.take_if("*")
    target = parser.argument_text().strip().lstrip("\\")
    if name == "def":
        while parser.stack and parser.stack[-1] != "{":
            parser.stack.pop()
        parser.define(target, macro_from(parser.argument_tokens()))
    elif name.startswith("Declare"):
        body = ["\\operatorname", "{", *parser.argument_tokens(), "}"]
        parser.define(target, macro_from(body))
    else:
        count = "".join(parser.bracket_tokens() or "0")
        default = parser.bracket_tokens()
        body = tuple(parser.argument_tokens())
        arguments = int(count) if count in tuple("0123456789") else 0
        parser.define(target, Macro(arguments, body, None if default is None else tuple(default)))
    return None


def _unit(parser: Parser, name: str) -> Node:
    """``\\unit[3]{m}`` and ``\\si{m}``: an optional number and a unit."""
    del name
    number = "".join(parser.bracket_tokens() or ())
    return Words(f"{number} {parser.argument_text()}".strip())


def _quantity(parser: Parser, name: str) -> Node:
    """``\\SI{3}{m}``: a number and a unit."""
    del name
    parser.bracket_tokens()
    number = parser.argument_text()
    return Words(f"{number} {parser.argument_text()}")


def _number(parser: Parser, name: str) -> Node:
    del name
    parser.bracket_tokens()
    return Words(parser.argument_text())


def _unit_fraction(parser: Parser, name: str) -> Node:
    del name
    parser.bracket_tokens()
    return Fraction(parser.argument(), parser.argument(), "slash")


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
    **_named(_font, " ".join(_FONTS)),
    **_named(structures.accent, " ".join(ACCENTS)),
    **_named(_function, " ".join((*FUNCTIONS, *LIMIT_FUNCTIONS))),
    **_named(_operator_name, "operatorname operatornamewithlimits"),
    **_named(_classed, " ".join(_CLASSES)),
    **_named(_text, " ".join(TEXT_COMMANDS)),
    **_named(structures.over_set, "overset stackrel"),
    **_named(structures.under_set, "underset"),
    **_named(structures.over_under_set, "overunderset"),
    **_named(structures.brace, "overbrace underbrace overbracket underbracket"),
    **_named(
        structures.long_arrow,
        "xrightarrow xleftarrow xRightarrow xLeftarrow xLongrightarrow xlongrightarrow xmapsto"
        " xleftrightarrow xLeftrightarrow xhookrightarrow xrightharpoonup xlongequal",
    ),
    **_named(_substack, "substack"),
    **_named(structures.boxed, "boxed enclose"),
    **_named(structures.cancelled, "cancel xcancel bcancel sout"),
    **_named(structures.negated, "not"),
    **_named(structures.phantom, "phantom hphantom"),
    **_named(_coloured, "textcolor colorbox fcolorbox mathcolor"),
    **_named(_math_choice, "mathchoice"),
    **_named(_resized, "resizebox scalebox raisebox rotatebox parbox"),
    **_named(_spanning, "multicolumn multirow"),
    **_named(_side_set, "sideset"),
    **_named(_derivative, "dv pdv"),
    **_named(_differential, "dd"),
    **_named(_let, "let"),
    **_named(_length, "hspace mspace"),
    **_named(_bare_length, "kern mkern mskip hskip mkern raise lower"),
    **_named(_modulo, "pmod pod"),
    **_named(_tag, "tag"),
    **_named(_reference, "eqref ref cref autoref"),
    **_named(_citation, "cite citep citet"),
    **_named(_link, "href hyperref url"),
    **_named(_define, "newcommand renewcommand providecommand def DeclareMathOperator DeclareRobustCommand"),
    **_named(structures.bra_ket, "braket bra ket"),
    **_named(structures.absolute, "abs norm"),
    **_named(_unit, "unit si"),
    **_named(_quantity, "SI qty"),
    **_named(_number, "num ang"),
    **_named(_unit_fraction, "unitfrac"),
    **_named(begin, "begin"),
    **_named(_stray_end, "end"),
    **_named(_silent, " ".join(_SILENT)),
    **_named(_silent, " ".join(_SILENT_WITH_ARGUMENTS)),
}
