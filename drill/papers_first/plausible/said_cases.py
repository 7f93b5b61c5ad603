"""What sentences set to 0 in some cases, to 1 in all others: ``$m_i = 0$ when it rains, $1$ otherwise``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.tree import Statement, Symbol
from drill.papers_first.plausible.said_equations import parsed

_ONE: Final = r"(?:\$\s*{0}\s*\$|{0}(?![\w.,]\d)|{1})"
_IF: Final = r",? (?:if|when|whenever|for|where)\b"
_ELSE: Final = r"(?:otherwise|else|elsewhere)\b"
_BETWEEN: Final = r"(?:(?!\botherwise\b|\belse\b|\$\s*=)[^.;]){1,160}?"


def _cases(first: str, word: str, second: str, other: str) -> re.Pattern[str]:
    """In the one case ``first``, in all others ``second``."""
    equation = rf"\$(?P<equation>[^$=<>]{{1,30}}=\s*{first})\s*\$"
    said = r"\$(?P<name>[^$=<>]{1,30})\$ (?:is|equals|equal to) " + _ONE.format(first, word)
    told = rf"(?:{equation}|{said}){_IF}{_BETWEEN}"
    rest = _ONE.format(second, other)
    return re.compile(rf"{told}(?:\band\b|\bor\b|,)?,? (?:it is |is )?{rest},? {_ELSE}")


_SAID: Final = (_cases("0", "zero", "1", "one"), _cases("1", "one", "0", "zero"))


def said_zero_or_one(texts: Iterable[str]) -> Iterator[Symbol]:
    """The names that such sentences are about; of an entry of a bold array the array as well."""
    for text in texts:
        if "otherwise" not in text and "else" not in text:
            continue
        for pattern in _SAID:
            for match in pattern.finditer(text):
                yield from _names(parsed(match["equation"] or match["name"]))


def _names(statement: Statement | None) -> Iterator[Symbol]:
    match statement:
        case Statement((Symbol() as name, *_)):
            yield name
            if name.sub and name.font == "\\mathbf":
                yield replace(name, sub=())
        case _:
            return
