"""What the capitals of a formula stand for: ``the mean squared error (MSE)``, where a formula has ``MSE``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from drill.papers_first.formula.tokens import canonical
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.implied import Implied
from drill.papers_first.glosses.lexicon import tag
from drill.papers_first.glosses.nouns import is_known_word

_HELD: Final = re.compile(r"(?P<said>(?:[A-Za-z][A-Za-z’'-]*\s+){1,9})\((?P<letters>[A-Z]{2,6})\)")
_EMPHASIS: Final = re.compile(r"\\(?:emph|text[a-z]+)\{(?P<said>[A-Za-z’' -]+)\}")
_UPRIGHT: Final = re.compile(
    r"(?<![_^])(?<![_^]\{)(?<![_^]\{ )\\(?:text|textrm|textup|textsc|mathrm|mathsf|operatorname\*?|rm)"
    r"\s*\{?\s*(?P<letters>[A-Z]{2,6})\s*\}"
)
_WORD: Final = re.compile(r"\s+([a-z]+)")
_SMALL: Final = words("a an and for in of on the to with")


class Acronyms:
    """The capitals that a paper's formulas have upright, and not as a label alone."""

    def __init__(self, formulas: Iterable[str]) -> None:
        self._formulas = formulas

    @cached_property
    def _used(self) -> frozenset[str]:
        return frozenset(match["letters"] for latex in self._formulas for match in _UPRIGHT.finditer(latex))

    def spelled_out(self, text: str) -> Iterator[Implied]:
        """Those that a text spells out before a bracket with them."""
        plain = _EMPHASIS.sub(lambda match: f"{match['said']} ".rjust(len(match.group())), text)
        for match in _HELD.finditer(plain):
            letters = match["letters"]
            said = _spelled(match["said"].split(), letters)
            is_name = said[:1].isupper() and " " not in said
            if said and (is_name or not is_known_word(said.rpartition(" ")[2].lower())):
                behind = _WORD.match(plain, match.end())
                is_noun = behind is not None and is_known_word(behind[1].lower())
                said = f"{said} {behind[1]}" if behind is not None and is_noun else ""
            if said and letters in self._used:
                name = tuple(canonical(rf"\operatorname{{{letters}}}"))
                yield Implied(name, said, match.start("letters"))


def _spelled(said: list[str], letters: str) -> str:
    """The last of the words whose first letters are ``letters``; empty where they are others."""
    left = list(letters.lower())
    for at in range(len(said) - 1, -1, -1):
        initials = [part[0].lower() for part in said[at].split("-") if part and part not in _SMALL]
        if not initials:
            return ""
        if said[at].lower() in _SMALL and initials != left[-1:]:
            continue
        if left[-len(initials) :] == initials:
            del left[-len(initials) :]
        elif initials[0] == left[-1]:
            left.pop()  # ``mini-batch``: one letter for a word in two parts
        else:
            return ""
        if not left:
            if tag(said[-1].lower()) not in ("noun", "either"):
                return ""
            first = said[at].lower() if said[at][1:].islower() and _are_small(said[at + 1 :]) else said[at]
            return " ".join([first, *said[at + 1 :]])
    return ""


def _are_small(said: list[str]) -> bool:
    """Whether no word has a capital: then that of the first may be the sentence's."""
    return all(word.islower() for word in said)
