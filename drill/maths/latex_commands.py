"""What each LaTeX command means in an answer: and how it is refused.

A command that does not stand here is refused; so is one whose meaning is not certain, with advice.
"""

from __future__ import annotations

from drill.errors import ParseError
from drill.latex.pairs import DELIMITED
from drill.latex.symbols import COMMANDS, words
from drill.maths.characters import GREEK

_SIZES = " ".join(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m"))
SILENT = frozenset(",;:!> \n\t") | words(
    "quad qquad thinspace medspace thickspace displaystyle textstyle scriptstyle limits nolimits " + _SIZES
)
"""Commands that change only how a formula looks."""

SIGNS: dict[str, str] = {
    **dict.fromkeys(("cdot", "times", "ast"), "*"),
    "div": "/",
    **dict.fromkeys(("le", "leq", "leqslant"), "<="),
    **dict.fromkeys(("ge", "geq", "geqslant"), ">="),
    **dict.fromkeys(("ne", "neq"), "!="),
    **{"lt": "<", "gt": ">", "cup": "union", "bigcup": "union", "%": "%"},
    **dict.fromkeys(("land", "wedge"), "and"),
    **dict.fromkeys(("lor", "vee"), "or"),
    **dict.fromkeys(("lnot", "neg"), "not"),
    **dict.fromkeys(("{", "lbrace"), "{"),
    **dict.fromkeys(("}", "rbrace"), "}"),
    **{"lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "vert": "|"},
    **{"langle": "angle", "rangle": "angle-end", "emptyset": "∅", "varnothing": "∅"},
}
"""Commands for the signs of the plain language, by the kinds of their tokens."""

WRAPPERS = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))
"""What sets a formula apart from text."""

GREEK_LETTERS = frozenset(name for name, (glyph, _) in COMMANDS.items() if glyph in GREEK) - {"Pi", "varPi"}
"""Commands for Greek letters; a capital π is a product."""
WORDS = words("operatorname operatorname* mathrm text textrm textit textbf textsf texttt mbox rm mathop")
"""Commands that hold a word in letters."""
FONTS = words(
    "mathbf mathit mathsf mathcal mathnormal boldsymbol bm pmb bf vec mathbb symbf symbfit mathfrak"
)
"""Commands that dress a letter: what they hold is the same name."""
ACCENTS = words("hat widehat bar overline tilde widetilde dot ddot check breve acute")
"""Commands that make another name of a letter: ``\\hat{x}`` is ``x_hat`` where that is declared."""
CALLED = {"|": ("|", "abs"), "‖": ("‖", "norm"), "⌊": ("⌋", "floor"), "⌈": ("⌉", "ceil")}
"""Glyphs of fences that write a function: what closes them, and its name."""
BRACKETS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
"""Glyphs of fences that are brackets in the plain language, too."""
ANGLES = {"⟨": "angle", "⟩": "angle-end"}
"""The kinds of tokens of angle brackets."""

MATRICES = frozenset(("pmatrix", "bmatrix"))
BARE_MATRICES = frozenset(("matrix", "smallmatrix", "array"))
"""Environments that get their brackets from ``\\left`` and ``\\right``."""

_PLAIN_VALUE = "give the value itself"
_NO_SET = "write the set or the relation itself, such as [0, 1] or x > 0"

REFUSED: dict[str, str] = {
    **dict.fromkeys(("pm", "mp"), r"write both values, such as \{-2, 2\}"),
    **dict.fromkeys(("in", "notin", "ni", "mid", "subset", "subseteq", "setminus", "backslash"), _NO_SET),
    "cap": r"join the conditions with \text{and}",
    **dict.fromkeys(("sum", "prod", "int", "iint", "oint", "lim", "partial", "nabla"), _PLAIN_VALUE),
    **dict.fromkeys(("approx", "simeq", "sim", "equiv", "cong", "propto", "to", "rightarrow"), _PLAIN_VALUE),
    **dict.fromkeys(("Rightarrow", "implies", "iff", "Leftrightarrow", "mapsto", "therefore"), _PLAIN_VALUE),
    **dict.fromkeys(("dots", "ldots", "cdots", "vdots", "ddots"), "write all of it out"),
    **dict.fromkeys(("degree", "circ"), r"angles are in radians: write 45 \pi/180"),
    **dict.fromkeys(("inf", "sup"), r"infinity is \infty"),
    **dict.fromkeys(("over", "atop"), r"write \frac{a}{b}"),
    **dict.fromkeys(("dagger", "star"), r"a transpose is written ^{\top}"),
    "choose": r"write \binom{n}{k}",
    "root": r"write \sqrt[3]{x}",
    "not": r"write \ne",
    "$": "leave out the currency",
    "\\": "rows belong into a matrix, such as \\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix}",
    "middle": r"write \left and \right only",
    "begin": "",
}
"""Commands that are known and still not read, with what to write instead."""

REFUSED_ENVIRONMENTS: dict[str, str] = {
    **dict.fromkeys(("vmatrix", "Vmatrix"), r"write \det\begin{pmatrix} … \end{pmatrix}"),
    "Bmatrix": "write pmatrix or bmatrix",
    **dict.fromkeys(("cases", "dcases"), "write one formula, with max, min or bars where they do"),
    **dict.fromkeys(
        ("align", "align*", "aligned", "equation", "equation*", "gather", "split"), "give one formula"
    ),
}
"""Environments that are known and still not read."""

KNOWN = frozenset(
    (*SILENT, *SIGNS, *GREEK_LETTERS, *FONTS, *ACCENTS, *WORDS, *DELIMITED, *DELIMITED.values())
) | words(
    "frac dfrac tfrac cfrac nicefrac sfrac binom dbinom tbinom boxed ensuremath lbrace rbrace | Vert sqrt"
    " left right begin end infty prime top intercal"
)
"""Every command that is read, but for the functions."""

_LONGEST_SHOWN = 20
"""Letters of a command that a message shows."""


def no_sign(character: str, place: int) -> ParseError:
    """Make the error for a character that LaTeX gives another meaning, or that is none of mathematics."""
    if character == "_":
        message = "a subscript belongs to a name, and holds letters or digits"
        return ParseError(message, place + 1, hint="such as x_{1}")
    hint = {
        "%": r"a percent sign is written \%",
        "&": "entries stand in a matrix, such as \\begin{pmatrix} 1 & 2 \\end{pmatrix}",
        "$": "dollar signs stand round the whole formula",
    }.get(character, "")
    return ParseError(f"{character} is not supported here", place + 1, code="character", hint=hint)


def no_command(name: str, place: int) -> ParseError:
    """Make the error for a command that is not read, with what to write instead."""
    shown = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
    hint = REFUSED.get(name) or "type it in plain maths: drill help answers shows how"
    return ParseError(f"\\{shown} is not supported here", place + 1, code="command", hint=hint)


def no_cell(sign: str, place: int) -> ParseError:
    """Make the error for what parts cells, outside of a matrix."""
    if sign == "&":
        return no_sign(sign, place)
    return ParseError("\\\\ is not supported here", place + 1, code="command", hint=REFUSED["\\"])


def no_delimiter(delimiter: str, place: int) -> ParseError:
    r"""Make the error for what stands behind ``\left`` or ``\right`` and is no bracket there."""
    if not delimiter:
        return ParseError("a bracket is missing here", place + 1)
    hint = "(0, 1) leaves its ends out" if delimiter in ("]", "[") else ""
    return ParseError(f"{delimiter} does not belong here", place + 1, hint=hint)


def no_norm(place: int) -> ParseError:
    """Make the error for a norm where no function of that name is read."""
    hint = "write it out, such as \\sqrt{x^{2} + y^{2}}"
    return ParseError("a norm is not supported here", place + 1, hint=hint)


def no_bare_matrix(place: int) -> ParseError:
    """Make the error for a matrix that has no brackets of its own or around it."""
    return ParseError("a matrix without brackets is not supported here", place + 1, hint="write pmatrix")
