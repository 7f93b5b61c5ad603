"""How declared names are written in LaTeX: as the exercise says, else as they are printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from drill.errors import ParseError
from drill.maths.characters import GREEK
from drill.maths.print_names import symbol_latex

_SPACE = r"(?:\s|~|\\[,;:!> ]|\\(?:quad|qquad|thinspace|displaystyle)(?![A-Za-z]))*"
_TOKEN = re.compile(_SPACE + r"(\\[A-Za-z]+|\\.|.)", re.DOTALL)
_SUBSCRIPT = re.compile(_SPACE + "_")
_GREEK_NAME = re.compile(r"\\([A-Za-z]+)(?:_\{?([A-Za-z0-9]+)\}?)?")
_NUMBERED = re.compile(r"([A-Za-z]+)([0-9]+)")
_GREEK_WORDS = frozenset(GREEK.values()) - {"pi"}
"""What Greek letters are read as; π is a number."""
_UPRIGHT = frozenset((r"\operatorname", r"\text", r"\textrm", r"\mathrm"))
"""Commands that show a word in the same upright letters: a name may be written with any of them."""


class Spelling(NamedTuple):
    """The tokens of a name in LaTeX, and the names that are written so: more than one reads two ways."""

    tokens: tuple[str, ...]
    names: tuple[str, ...]


class LatexNames:
    """The declared names by their LaTeX."""

    def __init__(self, declared: frozenset[str], latex: Mapping[str, str]) -> None:
        spelled: dict[tuple[str, ...], list[str]] = {}
        for name in sorted(declared):
            spelled.setdefault(_tokens(symbol_latex(name, latex)), []).append(name)
        spelled.pop((), None)
        self._by_first: dict[str, list[Spelling]] = {}
        self.letters: dict[str, str] = {}
        """Names written as one letter that is not theirs."""
        for tokens, meant in spelled.items():
            first = "".join(tokens[:1])
            if len(tokens) == 1 and first.isalpha():
                if first not in declared:
                    self.letters[first] = meant[0]
            elif tokens:
                self._by_first.setdefault(first, []).append(Spelling(tokens, tuple(meant)))
        for spellings in self._by_first.values():
            spellings.sort(key=lambda spelling: len(spelling.tokens), reverse=True)

    def match(self, text: str, position: int, end: int) -> tuple[str, int] | None:
        """The longest declared name whose LaTeX stands at a position, and where it ends.

        Raises ParseError where two declared names are written alike.
        """
        first = _TOKEN.match(text, position, end)
        if first is None:
            return None
        for spelling in self._by_first.get(_alike(first[1]), ()):
            after = _matched(spelling.tokens, text, position, end)
            if after is None or _SUBSCRIPT.match(text, after, end):
                continue
            if len(spelling.tokens) > 1 and _runs_on(text, after, end):
                raise ParseError(
                    "this name reads two ways", position + 1, hint="write _{ } round its subscript"
                )
            name, *others = spelling.names
            if others:
                names = " or ".join(spelling.names)
                raise ParseError(f"this may be {names}", position + 1, hint="type the name itself")
            return name, after
        return None


@lru_cache(maxsize=256)
def latex_names(declared: frozenset[str], latex: tuple[tuple[str, str], ...]) -> LatexNames:
    """The declared names by their LaTeX, made once; ``latex`` pairs those where it is not the usual one."""
    return LatexNames(declared, dict(latex))


@lru_cache(maxsize=256)
def shown_names(declared: frozenset[str], latex: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """What names are read as where they are typed as they are shown: ``λ`` is ``lambda``, and means ``lam``.

    Only Greek letters that stand for nothing else, each for one name, and ``x_1`` for ``x1``.
    """
    found: dict[str, list[str]] = {}
    for name in sorted(declared):
        numbered = _NUMBERED.fullmatch(name)
        if numbered:
            found.setdefault(f"{numbered[1]}_{numbered[2]}", []).append(name)
    for name, shown in latex:
        letter = _GREEK_NAME.fullmatch(shown.strip())
        if letter and letter[1] in _GREEK_WORDS:
            written = f"{letter[1]}_{letter[2]}" if letter[2] else letter[1]
            found.setdefault(written, []).append(name)
    return {
        written: names[0] for written, names in found.items() if len(names) == 1 and written not in declared
    }


def _tokens(latex: str) -> tuple[str, ...]:
    """The tokens of a name, without blanks and without braces round a single token."""
    read = _TOKEN.findall(latex.rstrip())
    kept: list[str] = []
    for token in read:
        kept.append(_alike(token))
        if len(kept) > 2 and token == "}" and kept[-3] == "{" and kept[-2] not in "{}":
            kept[-3:] = [kept[-2]]
    return tuple(kept)


def _alike(token: str) -> str:
    """The token that stands for all that show alike."""
    return r"\mathrm" if token in _UPRIGHT else token


def _runs_on(text: str, after: int, end: int) -> bool:
    """Whether digits or letters go on behind a subscript without braces: ``x_12``, ``x_ab``."""
    if after >= end or not (text[after - 1].isascii() and text[after].isascii()):
        return False
    last, following = text[after - 1], text[after]
    return (last.isdigit() and following.isdigit()) or (last.isalpha() and following.isalpha())


def _matched(tokens: tuple[str, ...], text: str, position: int, end: int) -> int | None:
    """Where the tokens end in the text; a token may stand in braces of its own."""
    for due in tokens:
        found = _TOKEN.match(text, position, end)
        if found is None:
            return None
        position = found.end()
        if _alike(found[1]) == due:
            continue
        inner = _TOKEN.match(text, position, end)
        if found[1] != "{" or inner is None or _alike(inner[1]) != due:
            return None
        closing = _TOKEN.match(text, inner.end(), end)
        if closing is None or closing[1] != "}":
            return None
        position = closing.end()
    return position
