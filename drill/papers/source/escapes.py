"""Formulas escaped for Markdown, ``\\\\frac``, ``&lt;``, ``f\\(x\\)`` or ``x\\_{i}``, as LaTeX has them."""

from __future__ import annotations

import re
from typing import Final

_FORMULA: Final = re.compile(
    r"\$\$.*?\$\$|(?<!\\)\$(?=\S)[^$\n]+\$"
    r"|\\begin\{(?P<rows>(?:align|equation|gather|multline|eqnarray)\*?)\}.*?\\end\{(?P=rows)\}"
    r"|\\\\\[(?:(?!\\\\\[).)*?\\\\\]|\\\\\((?:(?!\\\\\(|\n\n).)*?\\\\\)",
    re.DOTALL,
)
_COMMANDS: Final = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi varphi
    chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega ell frac dfrac tfrac sqrt sum prod int max min
    log exp sin cos tanh lim infty partial nabla left right begin end text mathrm mathbf mathbb mathcal
    operatorname hat bar tilde vec cdot times odot ldots cdots in leq geq le ge neq approx sim leftarrow
    rightarrow to quad
"""
_MARK_SIZES: Final = {"$$": 2, "\\\\": 3}
"""How long the marks around a formula are, where they are no single dollars."""
_DOUBLED: Final = re.compile(rf"\\\\(?:{'|'.join(_COMMANDS.split())})(?![a-zA-Z])")
_SINGLE: Final = re.compile(r"(?<!\\)(?:\\\\)*\\[a-zA-Z]")
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ESCAPED_BRACKET: Final = re.compile(r"(?<!\\)\\([()])")
_WORDS: Final = re.compile(r"\\(?:text[a-z]*|mbox|hbox)\s*\{[^{}]*\\[()]")
"""Words with a formula of their own in them."""
_ESCAPED_INDEX: Final = re.compile(r"\\_(?=\{)|(?<![a-zA-Z])([a-zA-Z}])\\_(?=[a-zA-Z0-9](?![a-zA-Z]))")


def without_escapes(text: str) -> str:
    """``text`` with its formulas as LaTeX would have them, lines kept."""
    if "\\" not in text and "&" not in text:
        return text
    formulas = [match.group() for match in _FORMULA.finditer(text)]
    has_escaped_indices = any("\\_{" in formula for formula in formulas)

    def mended(match: re.Match[str]) -> str:
        formula = match.group()
        for entity, sign in _ENTITIES.items():
            formula = formula.replace(entity, sign)
        formula = _with_single_backslashes(formula)
        if formula.count("\\\\{") == formula.count("\\\\}"):
            formula = formula.replace("\\\\{", "\\{").replace("\\\\}", "\\}")
        if formula[:2] == "$$" and not _WORDS.search(formula):
            formula = _ESCAPED_BRACKET.sub(r"\1", formula)
        return _ESCAPED_INDEX.sub(r"\1_", formula) if has_escaped_indices else formula

    return _FORMULA.sub(mended, text)


def _with_single_backslashes(formula: str) -> str:
    """A formula whose commands all have two backslashes with one; ends of rows, which have four, with two."""
    size = _MARK_SIZES.get(formula[:2], 1)
    inside = formula[size:-size]
    if not _DOUBLED.search(inside) or _SINGLE.search(inside):
        return formula
    return formula[:size] + inside.replace("\\\\", "\\") + formula[-size:]
