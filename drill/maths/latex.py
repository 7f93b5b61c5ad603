r"""LaTeX typed as an answer, to the tree that plain typing gives: ``\frac{1}{2}x^{2}`` as ``1/2 x^2``.

A text is LaTeX if it holds a backslash or begins with a dollar sign; ``x^{2}`` and ``x_{1}`` alone belong to
the plain language too, and mean the same there. Conservative: a command that is not known, and whatever LaTeX
would show in another way than it is read, is refused at its place.
"""

from __future__ import annotations

from collections.abc import Mapping

from drill.errors import ParseError
from drill.maths.characters import normalise
from drill.maths.latex_commands import WRAPPERS
from drill.maths.latex_lexer import LatexLexer
from drill.maths.latex_names import latex_names
from drill.maths.names import Names
from drill.maths.plain import (
    OF_ITEMS,
    OF_ROWS,
    OF_VECTORS,
    Mode,
    check_height,
    check_length,
    refuse_decimal_comma,
    refuse_unknown,
)
from drill.maths.rows import has_bare_rows, part_rows
from drill.maths.tree import Node
from drill.maths.vocabulary import vocabulary

_NO_LATEX: Mapping[str, str] = {}


def is_latex(text: str) -> bool:
    """Whether a text is LaTeX, not the plain language."""
    return "\\" in text or text.lstrip().startswith("$")


def read_latex(text: str, names: Names, latex: Mapping[str, str] = _NO_LATEX, mode: Mode = "value") -> Node:
    """The tree of LaTeX; ``latex`` has the LaTeX of declared names where it is not the usual one.

    Raises ParseError with the column, from 1, in the text as typed.
    Codes: those of :func:`drill.maths.plain.parse`, and ``command`` for a command that is not read.
    """
    check_length(text)
    text = normalise(text)
    start, end = _unwrapped(text)
    words = vocabulary(names)
    spelled = latex_names(names.declared, tuple(latex.items()))
    lexer = LatexLexer(text, words, spelled, flat=mode in OF_VECTORS | OF_ITEMS)
    tokens = lexer.tokens(start, end)
    if len(tokens) == 1:
        raise ParseError("nothing was typed", 1)
    if mode in OF_ROWS:
        _refuse_blanks(text, tokens, bare=mode == "matrix" and has_bare_rows(tokens))
    parser = lexer.parser(tokens, angles=mode in OF_VECTORS)
    node = parser.read(rows=mode == "matrix", semicolons=mode in OF_ITEMS)
    refuse_unknown(parser.unknown, names, text)
    check_height(node, lexer.count)
    refuse_decimal_comma(node, text, mode)
    return node


def _unwrapped(text: str) -> tuple[int, int]:
    """Where the formula begins and ends, without the signs that set it apart from text."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for opening, closing in WRAPPERS:
        if text.startswith(opening, start):
            if end - start < len(opening) + len(closing) or not text.endswith(closing, start, end):
                raise ParseError(f"{opening} is open here: {closing} is missing", start + 1)
            return start + len(opening), end - len(closing)
    return start, end


def _refuse_blanks(text: str, tokens: list[tuple[str, Node | str, int]], *, bare: bool) -> None:
    """Blanks part nothing in LaTeX, and yet in a row that is typed plainly: that reads two ways."""
    parted = part_rows(text, tokens, bare=bare)
    if parted is tokens:
        return
    place = next(at for at, (old, new) in enumerate(zip(tokens, parted, strict=False)) if old is not new)
    raise ParseError(
        "blanks part no entries in LaTeX",
        parted[place][2] + 1,
        hint="part them by commas, or by & in a pmatrix",
    )
