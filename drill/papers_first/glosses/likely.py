"""Which unsure meanings are shown all the same: what alone is said of a symbol, and reads as a noun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

from drill.papers_first.glosses.heads import HEADS, words
from drill.papers_first.glosses.lexicon import DEICTIC, POINTERS, tag
from drill.papers_first.glosses.names import Name
from drill.papers_first.glosses.nested import ACTS
from drill.papers_first.glosses.nouns import is_known_word

_EMPTY: Final = words("""
    case element elements example form issue item items letter notation number numbers object objects
    quantities quantity set step symbol symbols term terms thing value values
""")
"""Nouns that alone say nothing of what they stand for."""
_PASSING: Final = words("current last no used")
"""What a meaning begins with that holds at one place."""
_OPERATORS: Final = words("E Var Cov Pr P")
_LAWS: Final = words("N Normal U")
"""What is taken of something, and laws with their parameters: they have no meaning of their own."""
_RUNNING: Final = frozenset((letter,) for letter in "ijklmnt")
_DRESSES: Final = frozenset(("{", "\\mathbb", "\\mathcal", "\\mathrm", "\\operatorname"))


def lone(told: Collection[Name], doubtful: Sequence[tuple[Name, str]]) -> frozenset[tuple[Name, str]]:
    """Of the doubtful meanings those of symbols of which nothing is ``told`` and nothing else is doubtful."""
    often = Counter(name for name, _ in doubtful)
    return frozenset(
        (name, meaning)
        for name, meaning in doubtful
        if often[name] == 1 and name not in told and _is_noun(name, meaning) and not _is_taken(name)
    )


def _is_taken(name: Name) -> bool:
    """``\\mathbb{E}_x[x^2]``, ``\\Pr(x = 1)``, ``N(0, 1)``: an operator with what it is taken of."""
    if name[-1] not in (")", "]"):
        return False
    letters = [token for token in name[: name.index("[" if "[" in name else "(")] if token not in _DRESSES]
    head = "".join(letters).rstrip("}").removeprefix("\\")
    head = "E" if head.startswith("E}_") else head
    return head in _OPERATORS or (head in _LAWS and "," in name)


def _is_noun(name: Name, meaning: str) -> bool:
    """Whether a meaning ends as a noun does and points at nothing before it.

    One word alone must tell something, and is no proper name and no verb with an s.
    """
    *before, last = meaning.split()
    if before:
        is_pointing = before[0].lower() in DEICTIC | POINTERS | _PASSING
        is_order = tag(before[0].lower()) == "either" and tag((*before, last)[1].lower()) == "adjective"
        is_act = before[1:2] == ["of"] and before[0].lower() in ACTS
        is_other = is_pointing or is_order or is_act or last == "enough"  # ``is large enough``
        return not is_other and tag(last.lower()) in ("noun", "either", "adjective")
    is_noun = tag(last) == "noun" or (tag(last) == "either" and last in HEADS and not last.endswith("s"))
    is_told = is_known_word(last) or name in _RUNNING or name[0].lower() == last[0]
    is_noun &= not last.startswith("self-")  # ``is self-adjoint``
    return is_noun and last.islower() and last not in _EMPTY and is_told
