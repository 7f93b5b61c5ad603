"""Meanings that are not sure beside another of the same symbol: places, uses, kinds."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from drill.papers_first.glosses.groups import Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import Name, read_names
from drill.papers_first.glosses.nouns import Phrase, singular

_PLACES: Final = words("at from in on")
_REACH: Final = 8
_CERTAIN: Final = words(
    "bound infimum maximiser maximizer maximum minimiser minimizer minimum optimum supremum"
)
"""What is one certain value: no letter that stands for any value of a set is that."""
_RANGING: Final = re.compile(
    r"\b(?:all|any|each|every|values)\s+(?<!\$)\$(?P<name>[^$]{1,30}?)\s*\\in(?![A-Za-z])[^$]*\$"
)


@dataclass(slots=True)
class Rivals:
    """What is said of symbols in ways that may say it of something else."""

    _places: dict[tuple[Name, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """The nouns that stand before ``in the table $t$``."""
    _uses: set[tuple[Name, str]] = field(default_factory=set[tuple[Name, str]])
    _titles: set[tuple[Name, str]] = field(default_factory=set[tuple[Name, str]])
    _firm: set[tuple[Name, str]] = field(default_factory=set[tuple[Name, str]])
    """What is said in other ways as well."""
    _certain: set[tuple[Name, str]] = field(default_factory=set[tuple[Name, str]])
    """The bounds and optima that stand right before their names: ``raising the lower bound $v$``."""
    _ranging: set[Name] = field(default_factory=set[Name])

    def add_text(self, text: str) -> None:
        """Note the names that a text takes for any value of a set: ``for all $v \\in [0, 1]$``."""
        for match in _RANGING.finditer(text):
            names = read_names(match["name"])
            self._ranging |= set(names.names if names is not None else ())

    def add(self, sentence: Sentence, said: Said, name: Name, meaning: str) -> None:
        """Note how the meaning is said."""
        phrase = said.phrases[0]
        is_beside = said.form == "{}" and phrase.end == said.group.first
        lead = lower_at(sentence, phrase.start - 1) if is_beside else ""
        if _is_title(sentence, said):
            self._titles.add((name, meaning))
        elif lead == "with" and meaning == "probability":
            self._uses.add((name, meaning))
        elif is_beside and sentence[phrase.head].lower in _CERTAIN:
            self._certain.add((name, meaning))
        elif lead in _PLACES:
            self._places[name, meaning].update(_nouns_before(sentence, phrase))
        elif said.sure:
            self._firm.add((name, meaning))

    def is_doubtful(self, name: Name, meaning: str, others: list[str]) -> bool:
        """Whether a meaning is not sure beside other sure ones.

        ``the gap in the table $g$`` tells nothing of ``g`` where it is the gap elsewhere, nor does ``with
        probability $p$``; ``• Flat kernel: $k = 1$`` beside ``• Round kernel: $k = 2$`` tells of kinds;
        ``raising the lower bound $v$`` tells of one value of the ``v`` that formulas hold for all of.
        """
        said = (name, meaning)
        if said in self._firm:
            return False
        if said in self._titles and Counter(symbol for symbol, _ in self._titles)[name] > 1:
            return True
        if said in self._certain:
            return name in self._ranging
        if said in self._uses:
            return bool(others)
        known = {singular(word) for other in others for word in other.lower().split()}
        is_akin = singular(meaning.lower().split()[-1]) in known
        return not is_akin and not known.isdisjoint(self._places.get(said, ()))


def _is_title(sentence: Sentence, said: Said) -> bool:
    """``• Flat kernel: $k(x) = 1$``: what an item of a list calls its formula."""
    phrase, names = said.phrases[0], said.group.members[0].names
    opens = sentence[0].kind == "item" and phrase.start == 1 and phrase.end < said.group.first
    is_equation = names is not None and names.relation in ("=", ":=")
    return opens and is_equation and token_at(sentence, phrase.end).text == ":"


def _nouns_before(sentence: Sentence, phrase: Phrase) -> Iterator[str]:
    """The nouns of the phrase that goes on with a preposition before ``phrase``."""
    for at in range(phrase.start - 2, max(-1, phrase.start - _REACH), -1):
        token = sentence[at]
        if token.kind != "word" or token.tag in ("auxiliary", "verb", "stop"):
            return
        if token.tag in ("noun", "either"):
            yield singular(token.lower)
