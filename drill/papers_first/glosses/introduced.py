"""How running text takes its letters: for anything, for functions, for what stands right before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.tree import Symbol
from drill.papers_first.glosses.heads import GENERIC, HEADS, NO_HEADS
from drill.papers_first.glosses.lexicon import tag
from drill.papers_first.glosses.names import as_symbol, read_names
from drill.papers_first.glosses.nouns import is_plural_word, singular

_TAKEN: Final = re.compile(
    r"\b(?:let|fix|any|every|all|some|arbitrary|suppose|consider)(?:\s+(?:an?|any|some|arbitrary|fixed|that))?"
    r"\s*(?<!\$)\$(?P<latex>[^$]{1,60})\$",
    re.IGNORECASE,
)
_FAMILY: Final = re.compile(
    r"\b(?:let|consider|suppose|given)\s*(?<!\$)\$(?P<letter>[a-zA-Z])_\{?1\}?\s*,[^$]{0,30}?\\(?:ldots|dots|cdots|dotsc)"
    r"\s*,?\s*(?P=letter)_[^$]{1,12}\$",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(
    r"\b(?P<word>[A-Za-z]+)\s+\$(?P<letter>\\?[a-zA-Z]+)_\{?[01]\}?\s*,[^$]{0,30}?\\(?:ldots|dots|cdots|dotsc)"
    r"\s*,?\s*(?P=letter)_[^$]{1,12}\$"
)
_SET: Final = re.compile(r"(?<!\$)\$(?P<name>[^$=]{1,24}?)\s*:?=(?P<value>[^$=]{1,80})\$(?!\$)")
_LETTER: Final = re.compile(r"\\?[a-zA-Z]+")
_BESIDE: Final = re.compile(r"(?<![\w$-])(?P<word>[a-z-]{3,})[\s~]+\$(?P<latex>[^$]{1,60})\$")
_MANY: Final = re.compile(r"(?<!\$)\$(?P<latex>[^$]{1,60})\$[\s~]+(?P<word>[a-z-]{3,})(?![\w$-])")
_FORMULAS: Final = re.compile(r"\$+([^$]+)\$")
_CALLED: Final = re.compile(r"(?<![a-zA-Z\\_^{])(\\[a-zA-Z]+|[a-zA-Z])\s*(?:\\left\s*)?\(")


def letters_called(text: str) -> frozenset[str]:
    """The letters that brackets follow in the formulas of a text."""
    return frozenset(call[1] for formula in _FORMULAS.finditer(text) for call in _CALLED.finditer(formula[1]))


def introduced(text: str) -> frozenset[Symbol]:
    """The symbols that a text takes for anything: ``for all $x$``, ``Fix $x$``."""
    return frozenset(symbol for match in _TAKEN.finditer(text) for symbol in _symbols(match["latex"]))


def families(text: str) -> frozenset[Symbol]:
    """The letters of which a text introduces numbered members: ``Let $X_1, \\ldots, X_n$ be``."""
    return frozenset(Symbol(match["letter"]) for match in _FAMILY.finditer(text))


def listed(text: str) -> Iterator[tuple[Symbol, str]]:
    """The letters whose numbered members a text lists, with the noun before: ``gains $c_1, \\dots, c_T$``."""
    for match in _LISTED.finditer(text):
        for symbol in _symbols(match["letter"])[:1]:
            yield symbol, singular(match["word"].lower())


def set_within(text: str) -> frozenset[Symbol]:
    """The symbols that formulas of a text set to what is made of others: ``$x_i = i h$``, not ``$n = 3$``."""
    return frozenset(
        symbol
        for match in _SET.finditer(text)
        if _LETTER.search(match["value"])
        for symbol in _symbols(match["name"])[:1]
    )


def nouns_beside(text: str) -> Iterator[tuple[Symbol, str]]:
    """Symbols with the noun right before them, in its singular: ``page $p$``."""
    for match in _BESIDE.finditer(text):
        noun = singular(match["word"])
        is_noun = tag(match["word"]) == "noun" and noun in HEADS | NO_HEADS
        if is_noun and not {match["word"], noun} & GENERIC:
            for symbol in _symbols(match["latex"])[:1]:
                yield symbol, noun


def named_beside(text: str) -> Iterator[tuple[Symbol, str]]:
    """Symbols with what a text names them by right there: ``padding $p$``, ``$K$ negatives``."""
    for match in _BESIDE.finditer(text):
        noun = singular(match["word"])
        if tag(match["word"]) == "noun" and not {match["word"], noun} & GENERIC:
            yield from ((symbol, noun) for symbol in _symbols(match["latex"])[:1])
    for match in _MANY.finditer(text):
        word = match["word"]
        if tag(word) == "noun" and is_plural_word(word) and word not in GENERIC:
            yield from ((symbol, singular(word)) for symbol in _symbols(match["latex"])[-1:])


def _symbols(latex: str) -> list[Symbol]:
    names = read_names(latex)
    named = (as_symbol(name) for name in names.names) if names is not None else ()
    return [symbol for symbol in named if symbol is not None]
