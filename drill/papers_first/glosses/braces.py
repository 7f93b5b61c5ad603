"""What the braces at a formula's parts say: ``\\underbrace{L_a}_{\\text{loss of the critic}}``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from drill.papers_first.glosses.broken_off import MEASURING
from drill.papers_first.glosses.implied import Implied
from drill.papers_first.glosses.inline import Sentence, Token, word
from drill.papers_first.glosses.names import Name, read_names
from drill.papers_first.glosses.nouns import Phrase, is_common, is_told, text_of
from drill.papers_first.glosses.phrases import full
from drill.papers_first.source.scan import group_end

_BRACE: Final = re.compile(r"\\(?:under|over)brace\s*(?=\{)")
_SCRIPT: Final = re.compile(r"\s*[_^]\s*(?=\{)")
_LABEL: Final = re.compile(r"\s*\\(?:text(?:normal|rm|it|bf|sf|up)?|mathrm|mbox)\s*(?=\{)")
_SAID: Final = re.compile(
    r"(?P<before>[A-Za-z -]*)[\s:,=(]*(?:\$(?P<latex>[^$]+)\$[\s:,=)]*(?P<after>[A-Za-z -]*))?"
)
_SIZES: Final = re.compile(r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|large)(?![a-zA-Z])|~|\\ ")


def braced(sentence: Sentence) -> Iterator[Implied]:
    """The names that braces stand at, or that their labels hold, with what the labels say."""
    for token in sentence:
        if token.kind in ("display", "maths") and "brace" in token.latex:
            for part, label in _labels(token.latex):
                named = _named(part, label)
                if named is not None:
                    yield Implied(*named, token.at)


def _labels(latex: str) -> Iterator[tuple[str, str]]:
    """Each part that has a brace with the words at it."""
    for match in _BRACE.finditer(latex):
        end = group_end(latex, match.end())
        script = _SCRIPT.match(latex, end) if end is not None else None
        close = group_end(latex, script.end()) if script is not None else None
        if end is None or script is None or close is None:
            continue
        inside = latex[script.end() + 1 : close - 1]
        label = _LABEL.match(inside)
        last = group_end(inside, label.end()) if label is not None else None
        if label is not None and last is not None and not inside[last:].strip():
            yield latex[match.end() + 1 : end - 1], inside[label.end() + 1 : last - 1]


def _named(part: str, label: str) -> tuple[Name, str] | None:
    """A name with its meaning: the label's where one stands there, else the part's."""
    said = _SAID.fullmatch(_SIZES.sub(" ", label).strip())
    if said is None or bool(said["before"]) == bool(said["after"]):
        return None
    names = read_names(said["latex"] or part)
    meaning = _meaning(said["before"] or said["after"])
    if names is None or names.relation or len(names.names) != 1 or not meaning:
        return None
    return names.names[0], meaning


def _meaning(said: str) -> str:
    """The words as a noun phrase; empty where they are none, or say too little."""
    words = said.split()
    if words and is_common(words[0]):
        words[0] = words[0].lower()
    if words[1:] and words[0] in MEASURING:
        return ""  # what a part does
    sentence: tuple[Token, ...] = tuple(word(one, at) for at, one in enumerate(("the", *words)))
    phrase: Phrase | None = full(sentence, 0)
    if phrase is None or phrase.end != len(sentence):
        return ""
    return text_of(sentence, phrase) if is_told(sentence, phrase) else ""
