"""Functions whose names are typed as plain letters, ``cos(x)`` or ``max_i a_i``: the commands they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.vocabulary import (
    ACCENTS,
    BIG,
    BIG_WORDS,
    COLOURED,
    FONTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    LABELLED,
    LETTERLIKE,
    TEXTS,
    WORD_FUNCTIONS,
)

_PLAIN: Final = frozenset(("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh"))
"""Functions that are written without brackets, too."""
_CALLED: Final = frozenset(name[1:] for name in FUNCTIONS if len(name) > len("\\ln"))
_CODED: Final = frozenset(
    ("mean", "median", "sum", "abs", "floor", "ceil", "norm", "len", "eig", "pdf", "cdf", "pmf", "sort")
)
"""Functions as code calls them."""
_WORDS: Final = (WORD_FUNCTIONS | _CODED | {"do"}) - {"tr", "sg"}
_OPENING: Final = frozenset(
    ("(", "[", "\\{", "\\left", "\\big", "\\Big", "\\bigl", "\\Bigl", "\\bigg", "\\Bigg")
)
_BARS: Final = frozenset(("|", "\\|", "\\lvert", "\\lVert", "\\vert"))
_CHANCE: Final = "Pr"
_SHORT: Final = frozenset(("ln", "lg"))
_TRACE: Final = "tr"
_BOLD: Final = frozenset(("\\mathbf", "\\boldsymbol", "\\bm", "\\pmb"))
_NEAR: Final = 6
_BEGINS: Final = (
    GREEK
    | LETTERLIKE
    | FONTS.keys()
    | ACCENTS.keys()
    | FRACTIONS
    | BIG
    | FUNCTIONS
    | TEXTS
    | LABELLED
    | COLOURED
) - {
    "\\dots",
    "\\ldots",
    "\\cdots",
    "\\vdots",
    "\\ddots",
    "\\ast",
    "\\star",
    "\\circ",
    "\\bullet",
    "\\dagger",
} | {
    "\\sqrt",
    "\\operatorname",
    "\\langle",
    "\\binom",
    "\\color",
    "\\displaystyle",
    "\\lfloor",
    "\\lceil",
    "{",
    "^",
    "_",
}
"""What begins an argument without brackets."""


def run_of_letters(raw: Sequence[str], at: int) -> str:
    """The letters that stand side by side from ``at`` on, without a blank between them or before them.

    An index or a power of one letter ends behind it, as in TeX: ``\\beta^tr(x)`` is a power times ``r(x)``.
    """
    if _is_scripted(raw, at) or (at and _is_letter(raw[at - 1]) and not _is_scripted(raw, at - 1)):
        return ""
    end = at
    while end < len(raw) and _is_letter(raw[end]):
        end += 1
    return "".join(raw[at:end])


def typed_function(run: str, rest: Sequence[str], before: str = "") -> str:
    """The command that a run of letters means before what follows it; nothing where it means none.

    ``before`` is the token in front of the run: what is drawn from is a distribution, however it is called.

    Raises:
        RefusedError: one more letter stands before a function's name, ``xlog(y)``.
    """
    rest = [token for token in rest[:_NEAR] if token not in (" ", "\\!", "\\,")]
    following = rest[0] if rest else ""
    if run == "arg":
        return "\\arg" if following in ("\\min", "\\max") or rest[:3] in (list("min"), list("max")) else ""
    if before == "\\sim" and following in _OPENING and run[0].isupper():
        return f"\\operatorname{{{run}}}"
    if run == _TRACE and following in _OPENING:
        return _command(run) if any(map(_is_matrix, rest)) else ""
    if following in _OPENING:
        if run in _SHORT:
            raise RefusedError(f"{run} may be a logarithm")
        if run[1:] in _PLAIN and run not in _CALLED:
            raise RefusedError(f"{run} may be a name, or a function with a factor before it")
        is_stopped = run == "sg" and following == "["
        is_meant = is_stopped or run in _CALLED or run in BIG_WORDS or run in _WORDS or run == _CHANCE
    elif run in _PLAIN:
        if following == "_" and run != "log":
            return f"\\operatorname{{{run}}}"  # one of several of that name: ``cos_{sim}(x, y)``
        is_meant = _is_letter(following) or following[:1].isdigit() or following in _BEGINS | _BARS
    else:
        is_meant = (run in BIG_WORDS or run == _CHANCE) and following == "_"
        _check_bare(run, following)
    return _command(run) if is_meant else ""


def _check_bare(run: str, following: str) -> None:
    """Refuse ``det \\Sigma``, ``ln x``, which no product of letters is meant by.

    Raises:
        RefusedError: letters that spell a function stand before what it may be taken of.
    """
    begins = _is_letter(following) or following in _BEGINS - {"^", "_"}
    is_word = run in _SHORT or (len(run) > len(_TRACE) and run in _CALLED | _WORDS | BIG_WORDS.keys())
    if (begins and is_word) or (run == _TRACE and _is_matrix(following or " ")):
        raise RefusedError(f"what {run} is taken of is not in brackets")


def _is_scripted(raw: Sequence[str], at: int) -> bool:
    """Whether the token there is all of an index or a power."""
    return at > 0 and raw[at - 1] in ("^", "_")


def _is_letter(token: str) -> bool:
    return len(token) == 1 and token.isalpha() and token.isascii()


def _is_matrix(token: str) -> bool:
    """Whether a token begins a matrix's name: a capital, or what sets one in bold."""
    return token in _BOLD or (token[0] == "\\" and token in GREEK and token[1].isupper()) or token.isupper()


def _command(run: str) -> str:
    if run in BIG_WORDS:
        return BIG_WORDS[run]
    return f"\\{run}" if run in _CALLED or run == _CHANCE else f"\\operatorname{{{run}}}"
