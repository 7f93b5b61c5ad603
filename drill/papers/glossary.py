"""What a paper says its symbols mean, found by the ways in which papers say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from drill.papers.document import Document
from drill.papers.formula.parser import parse_tokens
from drill.papers.formula.printing import join, to_tokens
from drill.papers.formula.tokens import RefusedError
from drill.papers.formula.tree import Call, Symbol
from drill.papers.inline import MARK, Marked, Names, marked
from drill.papers.manuscript import Place
from drill.papers.phrases import noun_phrase_after, noun_phrase_before, noun_phrases_after
from drill.papers.shapes import shape_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of one symbol; ``sure`` ones are shown without review."""

    symbol: tuple[str, ...]
    """Canonical tokens of the name."""
    meaning: str
    shape: str
    """Lengths of its axes, ``(m, n)``; empty where the paper does not say."""
    place: Place
    section: int
    sure: bool

    @property
    def name(self) -> Symbol | None:
        """The name as a symbol; None for a call such as ``p(x)``."""
        node = parse_tokens(list(self.symbol)).sides[0]
        return node if isinstance(node, Symbol) else None

    @property
    def latex(self) -> str:
        """The name as LaTeX."""
        return join(self.symbol)


_IS: Final = (
    r"(?:is|are|be|being|denotes?|represents?|stands? for|refers? to|is defined (?:as|to be)|is called|"
    r"is known as|measures?|corresponds? to|describes?|contains?|indicates?|holds?|means?|specif(?:y|ies)|"
    r"controls?)"
)
_SOFTENER: Final = r"(?:simply |just |here |now |then |again |also |used to denote |usually |typically )?"
_DETERMINER: Final = r"(?:the|an?|our|its|their|some|all|each|any)"
_FOR: Final = r"(?:for|to denote|to represent|to mean|as)"
_MARKS: Final = rf"(?P<marks>{MARK}(?:(?:,| and|, and| or) {MARK})*)".replace("(\\d+)", "\\d+")
_FLAGS: Final = re.IGNORECASE

# Each pattern: its name, whether what it finds is sure, on which side of the marks the meaning stands.
_AFTER: Final = (
    ("is", True, re.compile(rf"{_MARKS},? (?:respectively )?{_IS} {_SOFTENER}{_DETERMINER} ", _FLAGS)),
    (
        "let",
        True,
        re.compile(rf"\blet {_MARKS} (?:be|denote|represent|stand for) (?:{_DETERMINER} )?", _FLAGS),
    ),
    (
        "write",
        True,
        re.compile(
            rf"\bwe (?:write|use|let|take) {_MARKS} {_FOR} (?:{_DETERMINER} )?",
            _FLAGS,
        ),
    ),
    ("by", True, re.compile(rf"\bdenot(?:e|ing|es) by {_MARKS} (?:{_DETERMINER} )?", _FLAGS)),
    ("item", True, re.compile(rf"ITEM ?{_MARKS} ?(?:[:,–-]|is|are|denotes?)+ ?(?:{_DETERMINER} )?", _FLAGS)),
    ("bracket", True, re.compile(rf"{_MARKS} \((?:{_DETERMINER} )?(?=[a-z])", _FLAGS)),
    ("comma", True, re.compile(rf"{_MARKS}, (?:the|an?|our) ", _FLAGS)),
    ("bare", False, re.compile(rf"{_MARKS},? (?:denotes?|represents?|are|is) (?=[a-z])", _FLAGS)),
)
_BEFORE: Final = (
    (
        "denoted",
        True,
        re.compile(
            rf",? (?:is |are |which we )?(?:denoted?(?: by| as| with)?|written(?: as)?|called) {_MARKS}",
            _FLAGS,
        ),
    ),
    ("in brackets", True, re.compile(rf" \({_MARKS}\)")),
    ("apposition", True, re.compile(rf" {_MARKS}")),
)


def glossary(document: Document) -> tuple[Entry, ...]:
    """Every meaning that the paper states, sure ones first; the same meaning of a symbol once."""
    found: dict[tuple[tuple[str, ...], str], Entry] = {}
    for paragraph in document.paragraphs:
        for entry in _entries(marked(paragraph)):
            key = (entry.symbol, entry.meaning.lower())
            known = found.get(key)
            if known is None or (entry.sure and not known.sure):
                found[key] = entry
    with_shapes = dict(_shapes(document))
    entries = [_shaped(entry, with_shapes) for entry in found.values()]
    return tuple(sorted(entries, key=lambda entry: (not entry.sure, entry.section)))


def _shapes(document: Document) -> Iterator[tuple[tuple[str, ...], str]]:
    for paragraph in document.paragraphs:
        for names in marked(paragraph).formulas:
            if names is not None and names.relation == "\\in" and (shape := shape_of(names.rest)):
                for name in names.names:
                    yield name, shape


def _shaped(entry: Entry, shapes: dict[tuple[str, ...], str]) -> Entry:
    shape = entry.shape or shapes.get(entry.symbol, "")
    return Entry(entry.symbol, entry.meaning, shape, entry.place, entry.section, entry.sure)


def _entries(text: Marked) -> Iterator[Entry]:
    claimed: set[int] = set()
    for name, sure, pattern in _AFTER:
        for match in pattern.finditer(text.words):
            marks = _marks(match["marks"])
            meanings = noun_phrases_after(text.words[match.end() :], len(marks))
            if not meanings:
                continue
            fresh = [mark for mark in marks if mark not in claimed]
            yield from _given(text, marks, meanings, sure and _is_plausible(name, meanings))
            claimed.update(fresh)
    for name, sure, pattern in _BEFORE:
        for match in pattern.finditer(text.words):
            marks = _marks(match["marks"])
            if claimed.issuperset(marks):
                continue
            phrase = noun_phrase_before(text.words[: match.start()])
            if phrase is None:
                continue
            yield from _given(text, marks, [phrase.text], sure and (phrase.is_certain or name == "denoted"))


def _is_plausible(name: str, meanings: list[str]) -> bool:
    """Whether a weaker pattern's meaning reads like one: ``x (mod 2)`` is none."""
    if name not in ("bracket", "comma"):
        return True
    return all(noun_phrase_after(meaning) == meaning and len(meaning) > 3 for meaning in meanings)


def _marks(text: str) -> list[int]:
    return [int(number) for number in re.findall(MARK, text)]


def _given(text: Marked, marks: list[int], meanings: list[str], sure: bool) -> Iterable[Entry]:
    """Give each name its meaning: one for all, or one each where as many are said."""
    named = [
        (names, name) for mark in marks if (names := text.formulas[mark]) is not None for name in names.names
    ]
    if len(meanings) not in (1, len(named)):
        return
    for index, (names, name) in enumerate(named):
        meaning = meanings[index] if len(meanings) == len(named) else meanings[0]
        plain = plain_name(name)
        if plain is not None and meaning:
            yield Entry(
                plain, meaning, _stated_shape(names), text.paragraph.place, text.paragraph.section, sure
            )


def _stated_shape(names: Names) -> str:
    return shape_of(names.rest) if names.relation == "\\in" else ""


def plain_name(tokens: tuple[str, ...]) -> tuple[str, ...] | None:
    """The name that a meaning belongs to; None for what is no name. Calls keep their arguments."""
    try:
        statement = parse_tokens(list(tokens))
    except RefusedError:
        return None
    node = statement.sides[0]
    return tuple(to_tokens(node)) if isinstance(node, Symbol | Call) and not statement.relations else None
