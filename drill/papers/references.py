"""Sentences that point at formulas, and formulas that are pointed at but not shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from drill.papers.document import Absent, Mention, Paragraph
from drill.papers.outline import plain_words, sentences

_REFERENCE: Final = re.compile(r"\\(?:eqref|[cC]ref|autoref|[vV]ref|Autoref|ref|eqn|Eqref)\*?\s*\{([^{}]*)\}")
_EQUATION_WORD: Final = re.compile(r"(?:\b(?:[Ee]q(?:uation|n)?s?|[Ff]ormulas?)\b\.?\s*[~(]?\s*|\\eqref\s*)$")
_CITE: Final = r"\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\[\]]*\]\s*){0,2}\{[^{}]*\}"
_THING: Final = (
    r"(?:[Ee]qs?\.|[Ee]quations?|update(?:s| rules?)?|rules?|formulas?|expressions?|identit(?:y|ies)|bounds?"
    r"|inequalit(?:y|ies)|derivations?|proofs?|theorems?|lemmas?|estimators?|objectives?|loss(?:es)?"
    r"|algorithms?|recurrences?)"
)
_DETERMINER: Final = r"\b(?:[Tt]he|[Tt]heir|[Ii]ts|[Aa]n?|[Oo]ur)\s+"
_FROM: Final = r"(?:of|in|from|by|given (?:in|by)|due to|derived in|proposed (?:in|by))"
_NAMED: Final = rf"(?:{_DETERMINER}(?:[^\s,;:]+ ){{0,4}}?)?{_THING}(?:\s*\(?[\d.]+\)?)?"
_OTHERS: Final = (
    re.compile(rf"(?P<what>{_NAMED})\s+{_FROM}\s+{_CITE}"),
    re.compile(rf"(?P<what>{_CITE}(?:'s)?\s+(?:\S+ ){{0,3}}?{_THING})\b"),
    re.compile(rf"(?:see|refer(?: the reader)? to)\s+{_CITE}\s+for\s+(?P<what>{_NAMED})\b"),
)
_LONGEST: Final = 100


def mentions(paragraphs: Iterable[Paragraph], labels: frozenset[str]) -> Iterator[Mention]:
    """One for each label and sentence that points at it."""
    for paragraph in paragraphs:
        if "ref" not in paragraph.text:
            continue
        for sentence in sentences(paragraph.text):
            seen: set[str] = set()
            for match in _REFERENCE.finditer(sentence):
                for label in (part.strip() for part in match[1].split(",")):
                    if label in labels and label not in seen:
                        seen.add(label)
                        yield Mention(label, sentence, paragraph.place)


def absent(paragraphs: Iterable[Paragraph], labels: frozenset[str]) -> Iterator[Absent]:
    """Formulas of other works that the text leans on, and equation labels that stand nowhere; each once."""
    seen: set[str] = set()
    for paragraph in paragraphs:
        for what in (*_of_others(paragraph.text), *_unknown(paragraph.text, labels)):
            if what.lower() not in seen:
                seen.add(what.lower())
                yield Absent(what, paragraph.place)


def _of_others(text: str) -> Iterator[str]:
    for pattern in _OTHERS:
        for match in pattern.finditer(text):
            words = plain_words(match["what"])
            if words and "$$" not in words:
                yield words[:_LONGEST]


def _unknown(text: str, labels: frozenset[str]) -> Iterator[str]:
    for match in _REFERENCE.finditer(text):
        is_equation = match.group().startswith("\\eq") or _EQUATION_WORD.search(text[: match.start()])
        for label in (part.strip() for part in match[1].split(",")):
            if is_equation and label and label not in labels:
                yield f"equation {label}"
