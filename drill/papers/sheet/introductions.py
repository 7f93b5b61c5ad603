"""The sentences of a paper that introduce its symbols, and the functions that they name in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from drill.papers.sheet.defining_clauses import cut_clause, cut_noun
from drill.papers.sheet.inline_names import Names, read_names_in_formula
from drill.papers.sheet.symbol_keys import make_spelling_key
from drill.papers.source.document import Paragraph, Place
from drill.papers.source.outline import split_sentences

_INLINE: Final = re.compile(r"(?<!\$)\$(?P<latex>[^$]+)\$(?!\$)")
# Words right before or behind a symbol with which a sentence may say what it is.
_DEFINED_BEFORE: Final = re.compile(
    r"(?:\b(?:denot(?:e|es|ed|ing)(?: by)?|call(?:ed)?|let|by|writ(?:e|ten)(?: as)?|where|symbol|is|are)|"
    r"[,(:])\W*$",
    re.IGNORECASE,
)
_DEFINED_BEHIND: Final = re.compile(
    r"^\W*(?:(?:(?:is|are|be) (?:the|a|an|our|some|called|given)\b|denot\w+|represents?\b|stands? for|"
    r"refers? to|indicates?\b|specif\w+|controls?\b|describes?\b|the \w+|being the)|:)",
    re.IGNORECASE,
)
# Words right before or behind with which it does.
_CALLED: Final = re.compile(
    r"(?<!\bto )(?<!\bto respectively )"
    r"\b(?:denot(?:e|es|ed|ing)(?: (?:it|them|this)| (?:the|an?|our|its) (?:[\w-]+ ){0,4}?[\w-]+(?= by| as))?"
    r"(?: (?:by|as|with))?|calls?|called)\W*$",
    re.IGNORECASE,
)
_SAID_BEHIND: Final = re.compile(
    r"^\s*(?:(?:is|are|be) (?:the|a|an|our|some|called|given)\b|denot(?:es?|ing)\b|represents?\b|stands? for|"
    r"refers? to|indicates?\b|specif\w+|controls?\b|describes?\b|being the|the \w+|"
    r"to (?:denote|represent|refer to|indicate|mean)\b|"
    r": *(?:the|an?|our) |"
    r"[,(] *(?:the|an?) (?:[\w-]+ ){0,3}[\w-]+ ?(?:[,.;)]|and\b|$))",
    re.IGNORECASE,
)
# Other symbols of which a sentence says the same: its verb is of many.
_AND_OTHERS: Final = re.compile(
    r"^(?:\s*,\s*\$[^$]+\$)*\s*,?\s*and\s*\$[^$]+\$"
    r"(?=\s*(?:are|be|denote|represent|stand|refer|indicate|specify|control|describe)\b|\s*[,:(]| the\b)"
)
# ``we write $\alpha$ for the learning rate``
_WRITTEN: Final = re.compile(r"\b(?:write|use|choose|reserve)\W*$", re.IGNORECASE)
_FOR: Final = re.compile(
    r"\s*(?:(?:for|as) (?:the|an?|our)|to (?:denote|represent|refer to|indicate|mean))\b"
)
# What holds in a case says nothing of a symbol as such.
_CASE: Final = re.compile(r"(?:if|when|whenever|unless|once)\b", re.IGNORECASE)
# What a sentence begins with before its subject: ``For any $y$, the optimal filter is``.
_FRONTED: Final = re.compile(
    r"(?:^|[.;,]|\$\$|\\\\)\s*(?:for|given|with|at|in|on|since|as|from|by|of|under|over|using|to)\b[^,;.$]*$",
    re.IGNORECASE,
)
# A noun with its article, right before a symbol: ``the learning rate $\alpha$``.
_NAMED_BEFORE: Final = re.compile(
    r"\b(?:the|a|an|our|each|every|some|with|of) (?:[a-z-]+ ){0,3}[a-z-]{3,}\W*$", re.IGNORECASE
)
_FUNCTION: Final = re.compile(
    r"\b(?P<name>sigmoid|logistic function|hyperbolic tangent|tanh|relu|rectified linear(?: unit)?|softplus"
    r"|softmax|gelu|silu|swish)\b(?: (?:non-?linear|activation|function|non-?linearity|unit))*(?! of\b)",
    re.IGNORECASE,
)
_FUNCTIONS: Final = {
    "hyperbolic tangent": "tanh", "rectified linear": "relu", "rectified linear unit": "relu",
    "logistic function": "logistic",
}  # fmt: skip
# A noun behind a symbol, without a verb.
_APPOSITION: Final = re.compile(r"\s*(?:[,(] *)?(?:the|an?)\b")
# An item of a list that begins with a symbol: ``$k$: kernel size``.
_ITEM_BEFORE: Final = re.compile(r"(?:^|[.;:]?\s(?:[-–—•]|ITEM)\s|^[-–—•]\s)\s*$")
_ITEM_BEHIND: Final = re.compile(r"\s*:\s*[A-Za-z]")
# What a symbol with its noun is followed by: nothing, or where it is from, rather than a value that it has.
_FROM_A_SET: Final = frozenset(("", ":", "\\in", "\\subset", "\\subseteq"))
# Words before a symbol, or the last of several, that make it no subject of what follows: ``elements of $V$
# are``, ``since $x$ is``, ``the case where $b$ is``.
_NO_SUBJECT: Final = re.compile(
    r"\b(?:of|to|for|from|in|on|at|by|under|over|between|than|into|per|via|since|because|as|if|when|unless"
    r"|whether|until|given|any|every|(?:cases?|settings?) where)\s+(?:\$[^$]+\$\s*,?\s*(?:and\s+)?)*$",
    re.IGNORECASE,
)
# Words between a symbol and the function that it is.
_IS_FUNCTION: Final = re.compile(
    r"^\W*(?:is|be|means?|denotes?|represents?|stands? for|being|:|\()\s*(?:(?!\w+ed |with )[a-z-]+ ){0,4}$",
    re.IGNORECASE,
)
# The weight of a sentence that says what a symbol is in so many words.
DEFINES: Final = 3
_CAPTION: Final = re.compile(r"\W*(?:table|tab\.|figure|fig\.|algorithm|listing)\s*\W?\d", re.IGNORECASE)
# Characters around a symbol that say what it is.
_NEAR: Final = 60
# Characters of a sentence that somebody wrote for readers; what is longer is a list.
_LONGEST_SENTENCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Introduced:
    """A symbol that a sentence introduces."""

    symbol: str
    # 3 where the sentence says what it is, 2 where it may, 1 for a noun.
    weight: int
    # The part of the sentence that says what it is, or a noun with it; empty for neither.
    clause: str
    # A function that everybody knows, if the sentence says that the symbol is it.
    function: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """A sentence that introduces a symbol, and where it is."""

    of: Introduced
    sentence: str
    section: int
    place: Place


def find_introductions(paragraphs: Iterable[Paragraph]) -> Iterator[Introduction]:
    """Yield the sentences that say something of a symbol, in order."""
    for paragraph in paragraphs:
        begin = 0
        for whole in split_sentences(paragraph.text):
            sentence = whole
            behind = whole.rpartition("$$")[2].strip()
            if "$$" in whole and behind[:1].isupper():
                sentence = behind  # a display may end a sentence without a full stop
            origin = paragraph.place_of(begin)
            is_written = len(sentence) <= _LONGEST_SENTENCE
            for found in _find_introduced_symbols(sentence) if is_written else ():
                yield Introduction(found, sentence, paragraph.section, origin)
            begin += len(whole)


def is_beside_text(sentence: str) -> bool:
    """Return whether a sentence is a caption or a row of a table."""
    return _CAPTION.match(sentence) is not None or "&" in sentence


def weight_of(sentence: str, symbol: str) -> int:
    """Return how much a sentence says of a symbol, as the ``weight`` of an `Introduced`."""
    key = make_spelling_key(symbol)
    weights = (
        found.weight for found in _find_introduced_symbols(sentence) if make_spelling_key(found.symbol) == key
    )
    return max(weights, default=0)


@lru_cache(maxsize=4096)
def _find_introduced_symbols(sentence: str) -> tuple[Introduced, ...]:
    introduced: list[Introduced] = []
    for match in _INLINE.finditer(sentence):
        named = read_names_in_formula(match["latex"].strip())
        if named is None:
            continue
        before = _INLINE.sub("", sentence[max(0, match.start() - _NEAR) : match.start()])
        behind = sentence[match.end() : match.end() + _NEAR]
        named_before = _INLINE.sub("$", sentence[max(0, match.start() - _NEAR) : match.start()])
        function = _function_of(named_before, behind)
        is_called = _CALLED.search(before) is not None
        is_called |= _WRITTEN.search(before) is not None and _FOR.match(behind) is not None
        is_said = bool(function) or is_called or _is_said_behind(sentence, match, named)
        weight = (
            DEFINES
            if is_said
            else 2
            if _DEFINED_BEHIND.match(behind)
            else 1
            if _NAMED_BEFORE.search(before)
            else 2
            if _DEFINED_BEFORE.search(before) and behind.lstrip()[:1] not in ("", ".")
            else 0
        )
        if not weight:
            continue
        clause = ""
        if is_said:
            clause = cut_clause(
                sentence, match.start(), match.end(), is_named_before=is_called or bool(function)
            )
        if not (is_called or function) and named.relation in _FROM_A_SET:
            # a subject with its name says what it is, rather than what it does: ``the weights $w$ are``
            clause = cut_noun(sentence, match.start(), match.end()) or clause
        heads = (name.partition("(")[0].strip() if function else name for name in named.names)
        introduced += (Introduced(head, weight, clause, function) for head in heads)
    return tuple(introduced)


def _is_said_behind(sentence: str, match: re.Match[str], named: Names) -> bool:
    """Return whether what stands behind a symbol says what it is, in general and not in one case."""
    before = sentence[: match.start()]
    if _CASE.match(before.rpartition("$$")[2].rpartition(";")[2].strip()) or _NO_SUBJECT.search(before):
        return False
    behind = sentence[match.end() :]
    of_all = _AND_OTHERS.sub("", behind)[:_NEAR]
    if not _SAID_BEHIND.match(of_all):
        return _ITEM_BEFORE.search(before) is not None and _ITEM_BEHIND.match(behind) is not None
    if _APPOSITION.match(of_all):  # without a verb it may belong to something else
        return named.relation in _FROM_A_SET and not _FRONTED.search(before)
    return True


def _function_of(before: str, behind: str) -> str:
    r"""Return the function that the text says a symbol is: ``$\sigma$ is the logistic sigmoid``.

    Other symbols are ``$`` in the text before it, because what is said behind one belongs to that one.
    """
    words = _FUNCTION.search(behind)
    if words is None or not _IS_FUNCTION.match(behind[: words.start()]):
        ends = [
            match
            for match in _FUNCTION.finditer(before)
            if not before[match.end() :].strip(" (,")
            and not ("," in before[match.end() :] and _is_said_of_another(before[: match.start()]))
        ]
        words = ends[-1] if ends else None
    if words is None:
        return ""
    name = words["name"].lower()
    return _FUNCTIONS.get(name, name)


def _is_said_of_another(before: str) -> bool:
    """Return whether the words before a function say that an earlier symbol is it."""
    _, symbol, words = before.rpartition("$")
    return bool(symbol and _IS_FUNCTION.match(words))
