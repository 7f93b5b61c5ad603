"""Find what trains a term: skills by titles, other names and cards, papers by titles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from drill.banks.catalogue import Catalogue
from drill.banks.names import is_beside
from drill.gyr.events import BankId, SkillId
from drill.session.papers.names import paper_banks

_WORD: Final = re.compile(r"[a-z0-9]+")
# One spelling of words that have two.
_SPELLINGS: Final = (("iz", "is"), ("parametr", "parameter"), ("’s", ""), ("'s", ""), ("’", ""), ("'", ""))
# Words that name nothing.
_PASSING: Final = frozenset((
    "a", "about", "an", "and", "are", "as", "at", "be", "by", "do", "does", "for", "from", "has", "have",
    "how", "in", "is", "it", "its", "of", "on", "one", "or", "the", "this", "to", "we", "what", "when",
    "where", "which", "why", "with",
))  # fmt: skip
# So many skills are offered for one term.
_MOST: Final = 3

# The words of cards, by file and its time: to read all of them takes a second.
_CARD_WORDS: Final[dict[tuple[str, int], dict[SkillId, frozenset[str]]]] = {}

Words = tuple[str, ...]


class Terms:
    """All names of skills and papers here, by their first word."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._names: dict[SkillId, list[Words]] = {
            skill.id: [words for name in (skill.title, *skill.synonyms) if (words := words_of(name))]
            for skill in catalogue.skills.values()
        }
        self._starts: dict[str, list[tuple[Words, SkillId | BankId]]] = {}
        for skill, names in self._names.items():
            for name in names:
                self._starts.setdefault(name[0], []).append((name, skill))
        for bank in paper_banks(catalogue):
            if name := words_of(bank.title.partition(":")[0]):
                self._starts.setdefault(name[0], []).append((name, bank.id))

    def skills(self, text: str) -> tuple[SkillId, ...]:
        """Return the skills that a term names, the likeliest first; else those whose cards have its words."""
        words = words_of(text)
        wanted = frozenset(words) - _PASSING
        named = [skill for _, skill in self._longest(words) if skill in self._names]
        if not named and wanted:
            scored = [
                (min(len(frozenset(name)) for name in names if wanted <= frozenset(name)), skill)
                for skill, names in self._names.items()
                if any(wanted <= frozenset(name) for name in names)
            ]
            named = [SkillId(skill) for _, skill in sorted(scored, key=lambda scored_skill: scored_skill[0])]
        return tuple(dict.fromkeys(map(SkillId, named or self._by_cards(wanted))))[:_MOST]

    def named_in(self, text: str) -> tuple[tuple[str, SkillId | BankId], ...]:
        """Return the names that occur in a text, each with its skill or its paper's bank; the longest win."""
        return tuple((" ".join(name), about) for name, about in self._longest(words_of(text)))

    def _longest(self, words: Sequence[str]) -> list[tuple[Words, SkillId | BankId]]:
        """Return names that occur whole in a text, without those inside longer ones; whole texts first."""
        spans = [
            (index, index + len(name), name, about)
            for index, word in enumerate(words)
            for name, about in self._starts.get(word, ())
            if tuple(words[index : index + len(name)]) == name
        ]
        longest_names = [
            (name, about)
            for begin, end, name, about in spans
            if not any(a <= begin and end <= b and b - a > end - begin for a, b, *_ in spans)
        ]
        return sorted(longest_names, key=lambda named: -len(named[0]))

    def _by_cards(self, wanted: frozenset[str]) -> Iterator[SkillId]:
        files = dict.fromkeys(
            file for bank in self._catalogue.banks if not is_beside(bank.id) for file in bank.cards.values()
        )
        for file in files if wanted else ():
            stamp = Path(file).stat().st_mtime_ns if Path(file).is_file() else 0
            if (file, stamp) not in _CARD_WORDS:
                cards = self._catalogue.read_cards(file)
                _CARD_WORDS[file, stamp] = {
                    SkillId(name): frozenset(words_of(f"{card.when} {card.why} {card.watch}"))
                    for name, card in cards.items()
                }
            yield from (skill for skill, words in _CARD_WORDS[file, stamp].items() if wanted <= words)


def words_of(text: str) -> Words:
    """Return the words of a text in one spelling, in the singular."""
    text = text.lower()
    for before, after in _SPELLINGS:
        text = text.replace(before, after)
    return tuple(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
        for word in _WORD.findall(text)
    )
