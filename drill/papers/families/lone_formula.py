r"""A formula without a paper around it: read as people paste it, with the moves whose form it has.

It may be LaTeX between ``$``, ``\(``, ``\[``, in an environment, a fence of Markdown or alone, or typed
(``softmax(q k^T / sqrt(d)) v``). Of a text with delimiters what is between them is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from drill.errors import ParseError, TooLargeError
from drill.latex import canonicalise_formula, join_latex_tokens
from drill.latex.pairs import match_pairs
from drill.notation import NotationError, is_latex, read_statement, typed_latex
from drill.papers.draft import Line
from drill.papers.families.family_file import Family
from drill.papers.families.family_match import FormulaForms, UnreadFormula
from drill.papers.families.move_links import match_forms
from drill.papers.formula_lines import read_paper_lines
from drill.papers.model import FormulaRow, Paper
from drill.text import clean_text, quote_for_message, remove_invisible

_ENVIRONMENT: Final = r"(?:equation|align|gather|multline|eqnarray|alignat|flalign|displaymath|math)"
_DISPLAYED: Final = re.compile(
    r"```[ \t]*(?:math|latex|tex)?[ \t]*\n(?P<fenced>.+?)```"
    r"|\$\$(?P<doubled>.+?)\$\$|(?<!\\)\$(?P<inline>[^$]+)\$"
    r"|(?<!\\)\\\[(?P<display>.+?)\\\]|(?<!\\)\\\((?P<round>.+?)\\\)"
    rf"|(?P<environment>\\begin\{{(?P<name>{_ENVIRONMENT}\*?)\}}.+?\\end\{{(?P=name)\}})",
    re.DOTALL,
)
# Delimiters that face nothing: half of them was copied.
_STRAY: Final = re.compile(r"^\s*(?:\$\$?|(?<!\\)\\[\[(])|(?:\$\$?|\\[\])])\s*[.,;]?\s*$")
# How Markdown quotes, and what HTML and Markdown make of signs.
_QUOTED: Final = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_ESCAPED: Final = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), (r"\_", "_"), (r"\*", "*"))
# Invisible application, times, comma and plus, as browsers copy them.
_UNSEEN: Final = re.compile("[\u2061-\u2064]")
_END: Final = re.compile(r"[\s.,;]+$")
# Signs before the one that does not fit, and with it, that a message shows.
_SHOWN: Final = 4


def match_pasted_formula(text: str, families: Sequence[Family]) -> FormulaForms:
    """Return what is read of a formula, and the families whose form it has."""
    lines: list[Line] = []
    unread: list[UnreadFormula] = []
    for piece in _split_pasted_formulas(text):
        try:
            latex = piece if is_latex(piece) else typed_latex(piece)
            match_pairs(latex)
            canonicalise_formula(latex)
        except (ParseError, TooLargeError) as error:
            at = getattr(error, "at", None)
            shown = quote_for_message(piece[at - 1 :] if at else piece)
            message = error.message.replace(" to typeset", "")
            unread.append(UnreadFormula(shown, f"{message}, at column {at}" if at else message))
            continue
        for line in read_paper_lines(Paper("", formulas=(FormulaRow("", latex),))):
            if line.statement is None:
                unread.append(_locate_fault(line))
            else:
                lines.append(line)
    by_id = {family.family: family for family in families}
    around = _DISPLAYED.sub(" ", text) if _DISPLAYED.search(text) else ""
    moves = [match.describe(by_id[match.family]) for match in match_forms(lines, families, around)]
    return FormulaForms(tuple(join_latex_tokens(line.tokens) for line in lines), tuple(unread), tuple(moves))


def _split_pasted_formulas(text: str) -> Iterator[str]:
    """Yield the formulas of a text: what is between delimiters, else all of it."""
    text = _UNSEEN.sub(" ", remove_invisible(clean_text(text)))
    for escaped, sign in _ESCAPED:
        text = text.replace(escaped, sign)
    text = _QUOTED.sub("", text)
    pieces = [
        piece
        for match in _DISPLAYED.finditer(text)
        for name, piece in match.groupdict().items()
        if piece and name != "name"
    ]
    for piece in pieces or (_STRAY.sub("", text),):
        if bare := _END.sub("", piece).strip():
            yield bare


def _locate_fault(line: Line) -> UnreadFormula:
    """Return why a statement is not read, with the signs around the one that does not fit."""
    at: int | None = None
    try:
        read_statement(line.tokens)
    except NotationError as error:
        at = error.at
    if at is None:
        return UnreadFormula(quote_for_message(join_latex_tokens(line.tokens)), line.refused)
    begin = max(0, at - _SHOWN)
    shown = join_latex_tokens(line.tokens[begin : at + 1])
    return UnreadFormula(f"{'… ' if begin else ''}{shown}", line.refused)
