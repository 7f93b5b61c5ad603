r"""LaTeX typed as an answer, to the tree that plain typing gives: ``\frac{1}{2}x^{2}`` as ``1/2 x^2``.

A text is LaTeX if it holds a backslash or begins with a dollar sign; ``x^{2}`` and ``x_{1}`` alone belong to
the plain language too, and mean the same there.

Conservative: a command that is not known, and whatever LaTeX would show in another way than it is read, is
refused at its place: ``x^10`` (shows x¹0), ``\sqrt x^2``, ``2{x + 1}`` (shows 2x + 1), ``\sin{x + 1}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from drill.errors import ParseError
from drill.latex.pairs import closing
from drill.maths import latex_commands as commands
from drill.maths import plain
from drill.maths.characters import normalise
from drill.maths.functions import FUNCTIONS, SPELLINGS
from drill.maths.latex_names import latex_names
from drill.maths.latex_reader import LatexReader
from drill.maths.names import Names
from drill.maths.plain import Mode
from drill.maths.rows import has_bare_rows, part_rows
from drill.maths.tokens import Token
from drill.maths.tree import Node
from drill.maths.vocabulary import vocabulary

_NO_LATEX: Final[Mapping[str, str]] = {}
_TAIL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\([A-Za-z]*)\Z")
_BEGIN: Final = re.compile(r"\\(?:begin|end)\s*(?:\{[a-z]*)?\Z|\\(?:left|right)\s*\\?\Z")
_ALL: Final = frozenset((*commands.KNOWN, *FUNCTIONS, *SPELLINGS))
_FILLERS: Final = ("", "1", " 1")
_ARGUMENTS: Final = ("", "{1}", "{1}{1}", "(1)", "]{1}")


def is_latex(text: str) -> bool:
    """Tell whether a text is LaTeX, not the plain language."""
    return "\\" in text or text.lstrip().startswith("$")


def read_latex(text: str, names: Names, latex: Mapping[str, str] = _NO_LATEX, mode: Mode = "value") -> Node:
    """Give the tree of LaTeX; ``latex`` has the LaTeX of declared names where it is not the usual one.

    Raises:
        ParseError: it is not read, with the column, from 1, in the text as typed. Codes are those of
            :func:`drill.maths.plain.parse`, and ``command`` for a command that is not read.
    """
    plain.check_length(text)
    text = normalise(text)
    start, end = _unwrapped(text)
    shown, flat = latex_names(names.declared, tuple(latex.items())), mode in plain.OF_VECTORS | plain.OF_ITEMS
    reader = LatexReader(text, vocabulary(names), shown, flat=flat)
    tokens = reader.whole(start, end)
    if len(tokens) == 1:
        raise ParseError("nothing was typed", 1)
    if mode in plain.OF_ROWS:
        _refuse_blanks(text, tokens, bare=mode == "matrix" and has_bare_rows(tokens))
    parser = reader.parser(tokens, angles=mode in plain.OF_VECTORS)
    node = parser.read(rows=mode == "matrix", semicolons=mode in plain.OF_ITEMS)
    plain.refuse_unknown(parser.unknown, names, text)
    plain.check_height(node, reader.count)
    plain.refuse_decimal_comma(node, text, mode)
    return node


def _unwrapped(text: str) -> tuple[int, int]:
    """Where the formula begins and ends, without the signs that set it apart from text."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for opening, ending in commands.WRAPPERS:
        if text.startswith(opening, start):
            if end - start < len(opening) + len(ending) or not text.endswith(ending, start, end):
                raise ParseError(f"{opening} is open here: {ending} is missing", start + 1)
            return start + len(opening), end - len(ending)
    return start, end


def _refuse_blanks(text: str, tokens: list[Token], *, bare: bool) -> None:
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


def completions(text: str) -> Iterator[str]:
    """Give texts that the one so far may become, the shortest first: closed, and with values where due.

    The first one only closes what is open: where it is read, it shows what was typed. None for a text that
    ends in what begins no command, or closes what is not open.
    """
    text = _BEGIN.sub("", text)
    wrapper = next((ends for opening, ends in commands.WRAPPERS if text.lstrip().startswith(opening)), "")
    for begun in _beginnings(text):
        try:
            ends = closing(begun)
        except ParseError:
            return
        for filler in _FILLERS:
            for arguments in _ARGUMENTS:
                yield f"{begun}{filler}{ends}{arguments}{wrapper}"
                if arguments and ends:
                    yield f"{begun}{filler}{arguments}{ends}{wrapper}"


def _beginnings(text: str) -> Iterator[str]:
    """The text, if a command at its end is one, and without it, if it begins another."""
    tail = _TAIL.search(text)
    if tail is None:
        yield text
        return
    name = tail[1]
    if name in _ALL:
        yield text
    if any(command.startswith(name) and command != name for command in _ALL):
        yield text[: tail.start(1) - 1]
