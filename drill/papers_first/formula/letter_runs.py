"""Letters that stand side by side in canonical tokens, and what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.occurrences import group_end

UNDERSCORE: Final = "\\_"
LAWS: Final = ("cdf", "pdf")
"""Functions of distributions, as code calls them."""
_VARIABLES: Final = frozenset("xyztuvwWBXS")
_TRANSPOSING: Final = frozenset(("T", "\\top"))
_VOWELS: Final = frozenset("aeiou")
_LONG: Final = 5
_CLUSTER: Final = re.compile(r"[aeiou]{3}|[^aeiou]{3}")


def runs_in(tokens: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Letters that stand side by side, underscores between them included, as text, and where they end."""
    run = ""
    for index, token in enumerate((*tokens, "")):
        if (len(token) == 1 and token.isalpha() and token.isascii()) or (run and token == UNDERSCORE):
            run += token
            continue
        if run:
            yield run, index
        run = ""


def run_at(tokens: Sequence[str], at: int) -> str:
    """The run of letters that begins there; nothing in the middle of one."""
    if at and (tokens[at - 1] == UNDERSCORE or (len(tokens[at - 1]) == 1 and tokens[at - 1].isalpha())):
        return ""
    run, end = next(runs_in(tokens[at:]), ("", 0))
    return run if end == len(letters_of(run)) else ""


def letters_of(name: str) -> list[str]:
    """The tokens of a spelled name."""
    return re.findall(r"\\_|.", name)


def over_scripts(tokens: Sequence[str], at: int) -> int:
    """The place behind what stands below and above a name that ends there."""
    while tokens[at : at + 1] in (["_"], ["^"], ["'"]):
        at = at + 1 if tokens[at] == "'" else group_end(tokens, at + 1)
    return at


def without_indices(tokens: Sequence[str]) -> list[str]:
    out: list[str] = []
    depth = 0
    for token in tokens:
        if depth:
            depth += (token == "{") - (token == "}")
            if depth == 1 and token == "}":
                depth = 0
        elif token == "_":
            depth = 1
        else:
            out.append(token)
    return out


def ends_form(tokens: Sequence[str], begin: int, run: str) -> bool:
    """``W X`` of ``X'WX``, ``X^\\top WX``: factors between a matrix and itself."""
    is_primed = tokens[begin - 2 : begin] == [run[-1], "'"]
    is_marked = tokens[begin - 5 : begin - 3] == [run[-1], "^"] and tokens[begin - 2] in _TRANSPOSING
    return run[-1].isupper() and (is_primed or is_marked)


def is_gram(tokens: Sequence[str], end: int, run: str) -> bool:
    """``XX^\\top``: a matrix beside itself transposed, which no name of two letters is."""
    above = tokens[end : end + 4]
    is_transposed = len(above) == 4 and above[0] == "^" and above[2] in _TRANSPOSING and above[3] == "}"
    return is_transposed and run[-1].isupper() and run[-1] == run[-2]


def is_spoken(run: str) -> bool:
    """Whether letters are small and can be pronounced as two syllables at least: ``focal``, ``scale``."""
    is_long = len(run) >= _LONG and sum(letter in _VOWELS for letter in run) > 1
    return is_long and run.islower() and run.isalpha() and _CLUSTER.search(run) is None


def is_law(run: str, following: Sequence[str]) -> bool:
    """``cdf_u``: a function of a distribution rather than what an integral runs over."""
    return run in LAWS and list(following) in (["_"], ["("])


def has_differentials(tokens: Sequence[str]) -> bool:
    """Whether an integral or the differential of a variable stands in a row."""
    return "\\int" in tokens or any(one == "d" and other in _VARIABLES for one, other in pairwise(tokens))
