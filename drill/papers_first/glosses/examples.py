"""What words speak of: an example, a case, a theorem, others' work, the formula right before them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from drill.papers_first.glosses.groups import Said, follows, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.source.document import Paragraph
from drill.papers_first.source.outline import USUAL_THEOREMS

_BEGINNINGS: Final = (
    "for example", "for instance", "as an example", "as an illustration", "to illustrate", "in the case of",
    "in the special case", "by way of example", "e.g.", "consider", "imagine", "suppose",
)  # fmt: skip
_TYPICAL: Final = words("archetypal canonical classic classical natural popular prototypical simple typical")
_USES: Final = words("application example illustration instance use")
_MARKS: Final = ("example :", "examples :", "e.g.", "e.g", "for instance", "for example", "such as")
_OVERLOADING: Final = words("overload overloaded overloading overloads")
_REACH: Final = 5
_LONGEST_EXAMPLE: Final = 12
_OPENING: Final = 8
_CONDITIONS: Final = words("assuming given if once provided suppose supposing unless when whenever")
_SETTINGS: Final = words("""
    case cases example examples experiment experiments regime regimes scenario scenarios setting settings
    setup setups situation situations task tasks variant variants
""")
_ASIDES: Final = words("""
    brevity clarity completeness concreteness convenience definiteness ease example illustration instance now
    readability reference short simplicity
""")
"""For what one says a thing that holds all the same: ``For simplicity, $x$ is``."""
_OURS: Final = words("our ours we")
_OWN: Final = words("all any both each every our some this these")
_OTHERS: Final = words("authors baseline baselines they")
_ENVIRONMENT: Final = re.compile(r"\\begin\s*\{([a-zA-Z]+)\*?\}")
_CLOSED: Final = words("claim corollary example fact lemma proof proposition remark theorem")
"""What has letters of its own, unlike a definition or an assumption."""


def begins_example(sentence: Sentence) -> bool:
    """``For example, let $x$ be the price``; ``We consider, for instance, a model``."""
    ends = range(min(len(sentence), _REACH))
    return any(follows(sentence, at, words) is not None for at in ends for words in _BEGINNINGS)


def overloads(sentence: Sentence) -> bool:
    """``Here we overload notation and write $g$ for its law``: what a letter means there and then alone."""
    return any(token.lower in _OVERLOADING for token in sentence)


def is_exemplary(sentence: Sentence, at: int) -> bool:
    """``example: a flat hill with slope $s$``, ``The typical use is a hill with slope $s$``: whether what
    stands at ``at`` is a part of an example.
    """
    if any(_is_typical_use(sentence, start) for start in range(min(at, _REACH))):
        return True
    for start in range(at - 1, max(-1, at - _LONGEST_EXAMPLE), -1):
        token = sentence[start]
        if _is_mark(sentence, start):
            return True
        is_comma = (
            token.text == "," and not _is_mark(sentence, start - 1) and not _is_mark(sentence, start - 2)
        )
        ends = token.kind in ("item", "display") or token.tag in ("auxiliary", "verb")
        if ends or is_comma or token.text in (";", ")"):
            return False
    return False


def _is_typical_use(sentence: Sentence, at: int) -> bool:
    said = [token_at(sentence, place) for place in (at, at + 1, at + 2)]
    return said[0].lower in _TYPICAL and said[1].lower in _USES and said[2].tag == "auxiliary"


def _is_mark(sentence: Sentence, at: int) -> bool:
    """Whether ``for instance`` or its like stands at ``at``."""
    said = " ".join(token.lower or token.text for token in sentence[max(0, at) : at + 2])
    return any(said == mark or said.startswith(f"{mark} ") for mark in _MARKS)


def tells_of_others(sentence: Sentence) -> bool:
    """``They call $g$ the gain``, ``The baseline uses the rate $p$``, ``[3] write $u$ for the speed``."""
    begin = [token for token in sentence[:_OPENING] if token.kind != "item"]
    if any(token.lower in _OURS for token in begin):
        return False
    is_cited = bool(begin) and begin[0].kind == "pointer" and begin[0].text == "cite"
    return is_cited or any(token.lower in _OTHERS for token in begin)


def is_limited(sentence: Sentence, at: int) -> bool:
    """``For straight roads, $c$ is``, ``In the first case $c$ is``: whether a clause holds only there.

    What is said for each thing of a kind, and in this paper's own setting, holds throughout.
    """
    start = _opening(sentence, at)
    lead, inside = lower_at(sentence, start), sentence[start + 1 : at]
    related = [token.names for token in inside if token.names is not None and token.names.relation]
    is_open = lead in _CONDITIONS or lead == "for"
    if is_open and any(names.is_number or lead != "for" for names in related):
        return True  # ``When $p = 1$, $c$ is``
    said = [token for token in inside if token.kind == "word"]
    if not said or any(token.kind == "maths" for token in inside):
        return False
    if said[0].lower in _OWN:
        return lead == "in" and said[0].lower == "this" and said[-1].lower == "example"
    if lead == "for":
        return said[0].tag != "determiner" and said[-1].lower not in _ASIDES and said[0].lower not in _ASIDES
    return lead in ("in", "under", "with") and len(said) > 1 and said[-1].lower in _SETTINGS


def is_under_condition(sentence: Sentence, at: int) -> bool:
    """``If no row is left, $c$ is``: a clause in words, with its own verb."""
    if token_at(sentence, at - 1).text != "," and lower_at(sentence, at - 1) != "then":
        return False
    start = next((index for index, token in enumerate(sentence) if token.kind == "word"), at)
    inside = sentence[start + 1 : at - 1]
    are_words = all(token.kind == "word" or token.text == "," for token in inside)
    has_verb = any(token.tag in ("auxiliary", "verb") for token in inside)
    return lower_at(sentence, start) in ("if", "unless") and are_words and has_verb


def is_set_in_case(sentence: Sentence, said: Said) -> bool:
    """``If $u$ is even, the code is a word $c = w$``: what a name is set to for one kind of another thing."""
    at = said.group.first
    names = token_at(sentence, at).names
    if any(phrase.determiner.lower() not in ("a", "an") for phrase in said.phrases):
        return False  # ``by the gain $g = a - b$`` defines it
    start = next((index for index, token in enumerate(sentence) if token.kind == "word"), at)
    if lower_at(sentence, start) not in ("if", "unless", "when") or names is None or names.is_number:
        return False
    end = next((index for index in range(start, at) if token_at(sentence, index).text == ","), start)
    return names.relation == "=" and any(token.kind == "maths" for token in sentence[start:end])


def _opening(sentence: Sentence, at: int) -> int:
    """Where the sentence's first words begin if they lead right up to ``at``, else ``at``."""
    start = next((index for index, token in enumerate(sentence) if token.kind == "word"), at)
    while lower_at(sentence, start) in ("and", "but", "hence", "here", "then", "thus"):
        start += 1
    between = sentence[start : at - (token_at(sentence, at - 1).text == ",")]
    is_one = all(
        token.kind in ("word", "maths") and token.tag not in ("auxiliary", "verb") for token in between
    )
    return start if is_one else at


def explains_display(sentence: Sentence, at: int) -> bool:
    """Whether what stands at ``at`` explains the formula before: ``where $x$ is``, ``Here $x$ is``."""
    start = max((index for index in range(at) if sentence[index].kind == "display"), default=-1)
    first = next((token for token in sentence[start + 1 : at] if token.kind == "word"), None)
    return first is not None and first.lower in ("where", "here", "with")


def begins_theorem(paragraph: Paragraph, theorems: Mapping[str, str]) -> bool:
    """Whether a paragraph begins a theorem or its like; ``theorems`` are the paper's own, by environment."""
    match = _ENVIRONMENT.match(paragraph.text)
    title = {**USUAL_THEOREMS, **theorems}.get(match[1], "") if match is not None else ""
    return not _CLOSED.isdisjoint(title.lower().split())
