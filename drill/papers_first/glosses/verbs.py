"""Verbs that tell what a symbol means: ``denotes``, ``is called``, ``runs over``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.groups import follows, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence

_COPULAS: Final = words("is are be was were being")
_NAMING: Final = (
    "denotes", "denote", "represents", "represent", "signifies", "signify", "stands for", "stand for",
    "designates", "refers to", "refer to", "symbolizes", "symbolises", "will denote", "shall denote",
    "will represent", "is used to denote", "are used to denote", "is used to represent",
    "is defined as", "are defined as", "is defined to be", "is called", "are called", "is termed",
    "is named", "is known as", "are known as", "is referred to as", "is used for", "will be called",
    "to denote", "to represent", "to indicate", "to mean", "to refer to", "denoting", "representing",
    "means", "defined as",
)  # fmt: skip
_INDEXING: Final = words("indexes indexing")
_RUNNING: Final = words("iterates ranges run runs")
_NAMING_BY_WORD: Final = {
    first: tuple(phrase for phrase in _NAMING if phrase.split()[0] == first)
    for first in {phrase.split()[0] for phrase in _NAMING}
}
_DESCRIBING: Final = words("indicates indicate specifies specify describes describe measures measure")
_GOVERNING: Final = words("""
    controls control determines determine governs govern sets regulates corresponds contains contain
    counts collects holds encodes parametrizes parameterizes parametrises parameterises
""")
_SETTLING: Final = words("define defines")


def verb_at(sentence: Sentence, at: int) -> tuple[str, int] | None:
    """What kind of verb stands at ``at``, and where it ends."""
    word = lower_at(sentence, at)
    if word in _INDEXING or (word == "to" and lower_at(sentence, at + 1) == "index"):
        at += 1 + (word == "to")
        return ("indexing", at + (lower_at(sentence, at) in ("over", "through", "into")))
    if word in _RUNNING and lower_at(sentence, at + 1) == "over":
        return ("indexing", at + 2)
    for phrase in _NAMING_BY_WORD.get(word, ()):
        end = follows(sentence, at, phrase) or _follows_adverb(sentence, at, phrase)
        if end is not None:
            return ("naming", end)
    if word in _COPULAS:
        return ("copula", at + 1)
    if word in _DESCRIBING:
        return ("describing", at + 1)
    if word in _SETTLING:
        return ("settling", at + 1)
    if word in _GOVERNING:
        return ("governing", at + 1 + (lower_at(sentence, at + 1) == "to"))
    return None


def _follows_adverb(sentence: Sentence, at: int, phrase: str) -> int | None:
    """Where ``is often called`` ends, for ``is called``."""
    first, _, rest = phrase.partition(" ")
    is_adverb = token_at(sentence, at + 1).tag == "adverb" and lower_at(sentence, at + 1) != "not"
    return follows(sentence, at + 2, rest) if rest and is_adverb and lower_at(sentence, at) == first else None
