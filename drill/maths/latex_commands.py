"""What each LaTeX command means in an answer: tables only.

A command that does not stand here is refused; so is one whose meaning is not certain, with advice.
"""

from __future__ import annotations

from drill.latex.pairs import DELIMITED
from drill.latex.symbols import COMMANDS
from drill.maths.characters import GREEK

SILENT: frozenset[str] = frozenset(
    (
        *(",", ";", ":", "!", ">", " ", "\n", "\t", "quad", "qquad", "thinspace", "medspace", "thickspace"),
        *("displaystyle", "textstyle", "scriptstyle", "limits", "nolimits"),
        *(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")),
    )
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

FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"))
BINOMIALS = frozenset(("binom", "dbinom", "tbinom"))

GREEK_LETTERS = frozenset(name for name, (glyph, _) in COMMANDS.items() if glyph in GREEK) - {"Pi", "varPi"}
"""Commands for Greek letters; a capital π is a product."""
FONTS = frozenset(
    (
        "mathbf",
        "mathit",
        "mathsf",
        "mathcal",
        "mathnormal",
        "boldsymbol",
        "bm",
        "pmb",
        "bf",
        "vec",
        "mathbb",
        "symbf",
        "symbfit",
        "mathfrak",
    )
)
"""Commands that dress a letter: what they hold is the same name."""
ACCENTS = frozenset(
    ("hat", "widehat", "bar", "overline", "tilde", "widetilde", "dot", "ddot", "check", "breve", "acute")
)
"""Commands that make another name of a letter: ``\\hat{x}`` is ``x_hat`` where that is declared."""
WORDS = frozenset(
    (
        "operatorname",
        "operatorname*",
        "mathrm",
        "text",
        "textrm",
        "textit",
        "textbf",
        "textsf",
        "texttt",
        "mbox",
        "rm",
        "mathop",
    )
)
"""Commands that hold a word in letters."""
GROUPS = frozenset(("boxed", "ensuremath"))
"""Commands whose argument stands for itself."""

DELIMITERS: dict[str, tuple[str, str]] = {
    **{"(": ("(", ")"), "[": ("[", "]"), "\\{": ("{", "}"), "\\lbrace": ("{", "}"), "\\lbrack": ("[", "]")},
    **{"<": ("angle", "angle-end"), "\\langle": ("angle", "angle-end"), "\\lparen": ("(", ")")},
    **dict.fromkeys(("|", "\\vert", "\\lvert"), ("abs", "")),
    **dict.fromkeys(("\\|", "\\Vert", "\\lVert"), ("norm", "")),
    "\\lfloor": ("floor", ""),
    "\\lceil": ("ceil", ""),
}
"""What may stand behind ``\\left``: the kinds of tokens it writes, or the function."""
CLOSING: dict[str, str] = {
    **{")": ")", "]": "]", "\\}": "}", "\\rbrace": "}", "\\rbrack": "]", "\\rparen": ")"},
    **{">": "angle-end", "\\rangle": "angle-end"},
    **dict.fromkeys(("|", "\\vert", "\\rvert"), "abs"),
    **dict.fromkeys(("\\|", "\\Vert", "\\rVert"), "norm"),
    "\\rfloor": "floor",
    "\\rceil": "ceil",
}
"""What may stand behind ``\\right``."""

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

KNOWN: frozenset[str] = frozenset(
    (
        *(*SILENT, *SIGNS, *FRACTIONS, *BINOMIALS, *GREEK_LETTERS, *FONTS, *ACCENTS, *WORDS, *GROUPS),
        *(*DELIMITED, *DELIMITED.values()),
        *(command.removeprefix("\\") for command in (*DELIMITERS, *CLOSING) if command.startswith("\\")),
        *("sqrt", "left", "right", "begin", "end", "infty", "prime", "top", "intercal"),
    )
)
"""Every command that is read, but for the functions."""
