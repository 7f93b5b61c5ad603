"""Lists of letters and what they are for: ``We use $x$ for inputs, $y$ for labels and $w$ for weights``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.nouns import Phrase, is_plural, is_told
from drill.papers_first.glosses.phrases import full

_LEADS: Final = words("letter letters notation reserve symbol symbols take use using write")
_DURATIONS: Final = words("days epochs hours iterations minutes rounds steps times weeks")
_REACH: Final = 12
"""How many tokens a letter with its meaning takes at most."""


def listed_letter(sentence: Sentence, group: Group) -> Said | None:
    """One of at least two letters with what each is for."""
    phrase = _purpose(sentence, group.first)
    if phrase is None or group.count > 1 or len(group.members) > 1:
        return None
    first = group.first
    while (earlier := _before(sentence, first)) is not None:
        first = earlier
    is_only = first == group.first and _after(sentence, phrase) is None
    if is_only or not _is_led(sentence, first):
        return None
    return Said(group, (phrase,), is_told(sentence, phrase))


def _purpose(sentence: Sentence, at: int) -> Phrase | None:
    """What the letter at ``at`` is for."""
    token = token_at(sentence, at)
    if token.names is None or token.names.relation or lower_at(sentence, at + 1) != "for":
        return None
    phrase = full(sentence, at + 2)
    if phrase is None or sentence[phrase.head].lower in _DURATIONS:
        return None
    return phrase if phrase.determiner or is_plural(sentence, phrase) else None


def _before(sentence: Sentence, at: int) -> int | None:
    """The letter before the one at ``at`` in a list; None where that is the first."""
    for start in range(at - 1, max(-1, at - _REACH), -1):
        if token_at(sentence, start).kind == "maths":
            phrase = _purpose(sentence, start)
            return start if phrase is not None and _after(sentence, phrase) == at else None
    return None


def _after(sentence: Sentence, phrase: Phrase) -> int | None:
    """The letter behind ``phrase`` in a list; None where that is the last."""
    at = phrase.end
    at += token_at(sentence, at).text in (",", ";")
    at += lower_at(sentence, at) == "and"
    return at if at > phrase.end and _purpose(sentence, at) is not None else None


def _is_led(sentence: Sentence, first: int) -> bool:
    """Whether the list says how letters are used: ``We write $x$ for``, ``in our notation: $x$ for``."""
    before = token_at(sentence, first - 1)
    if before.text == ":":
        return any(token.lower in _LEADS for token in sentence[:first])
    return before.lower in _LEADS
