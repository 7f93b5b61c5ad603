"""Titles of exercises whose id is not readable: importers make ids that end in a hash.

A title is also shown next to an open exercise, so it contains no formula, which may be the key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from drill import typeset
from drill.banks.catalogue import Catalogue, is_beside
from drill.errors import DrillError
from drill.gyr.entry import Entry
from drill.gyr.events import BankId, ItemId, SkillId
from drill.session.standing.paper_names import is_paper, paper_banks
from drill.text import one_line

if TYPE_CHECKING:
    from drill.papers import FormulaRow, Paper
    from drill.session.workspace import Workspace
    from drill.typeset import Tier

_HASHED = re.compile(r"-[0-9a-f]{10}$")
_FORMULA = re.compile(r"\$([^$]+)\$")
# Max characters of a title, so that it fits on a line.
_MOST_CHARACTERS = 80
# The titles of a paper's exercises by the path of its record, made again if the record or the glyphs change.
_AT_HAND: dict[Path, tuple[Paper, Tier, Mapping[str, str]]] = {}


def title_of(workspace: Workspace, item: str) -> str:
    """Return the author's title; of an imported paper kind and formula, ``recall (3) QHM``; else empty."""
    entry = workspace.entry(ItemId(item))
    if entry is not None and entry.title:
        return entry.title
    if entry is None or not is_paper(entry.bank) or not _HASHED.search(entry.id):
        return ""
    from drill.session.standing.paper_names import former_ids, record_paths  # few exercises need it

    bank = workspace.catalogue.bank(entry.bank)
    for path in record_paths(workspace.places, bank) if bank is not None else ():
        titles = _read_paper_exercise_titles(path, workspace.settings.glyphs)
        if title := next((titles[former_id] for former_id in former_ids(entry) if former_id in titles), ""):
            return title
    return ""


def skill_title(workspace: Workspace, skill: SkillId) -> str:
    """Return a skill's title with its formulas set on the line; its id where no bank names it."""
    known = workspace.catalogue.skills.get(skill)
    tier = workspace.settings.glyphs
    if known is None:
        return skill
    return _FORMULA.sub(lambda match: typeset.typeset_on_one_line(match[1], tier=tier).one_line, known.title)


def scope_title(workspace: Workspace, word: str, entry: Entry) -> str:
    """Return the title of a word on a command line, given one of the exercises that it names."""
    if word == entry.item:
        return title_of(workspace, word) or entry.id
    if word == entry.skill:
        return skill_title(workspace, SkillId(word))
    bank = workspace.catalogue.bank(entry.bank)
    topic = workspace.catalogue.topic(entry)
    title = bank.title if bank is not None else ""
    if word == entry.bank or topic.title == title:
        return title
    return f"{title} › {topic.title}"


def source_of(workspace: Workspace, entry: Entry) -> str:
    """Return the origin of an exercise; empty if its file does not give it, or was edited meanwhile."""
    with suppress(DrillError):
        return workspace.catalogue.exercise(entry.item).source
    return ""


def sentence_of(workspace: Workspace, entry: Entry) -> str:
    """Return what a paper says around the formula of an exercise; empty for what is not about one."""
    bank = workspace.catalogue.bank(entry.bank) if is_paper(entry.bank) else None
    if bank is None:
        return ""
    from drill.session.standing.paper_names import formulas_of  # loads paper records

    rows = formulas_of(workspace, bank)
    return next((one_line(row.sentences) for row, entries in rows if entry in entries), "")


def _read_paper_exercise_titles(path: Path, tier: Tier) -> Mapping[str, str]:
    from drill.session.standing.paper_names import read_intact, read_record

    record = read_intact(read_record, path)
    if record is None:
        return {}
    known = _AT_HAND.get(path)
    if known is None or known[0] is not record or known[1] != tier:
        _AT_HAND[path] = known = (record, tier, _titles_in(record, tier))
    return known[2]


def _titles_in(record: Paper, tier: Tier) -> Mapping[str, str]:
    """Titles by the ids of exercises."""
    blocks = {block.number: block.title for block in record.blocks}
    names = {
        row.symbol: typeset.typeset_on_one_line(row.symbol, tier=tier).one_line for row in record.symbols
    }
    names |= {box.id: box.caption for box in record.algorithms}
    names |= {formula.id: _make_formula_title(formula, blocks) for formula in record.formulas}
    exercises = (exercise for exercise in record.exercises if exercise.about in names)
    titles = {
        exercise.id: f"{exercise.kind.replace('-', ' ')} {names[exercise.about]}" for exercise in exercises
    }
    return {id_: one_line(title.strip())[:_MOST_CHARACTERS] for id_, title in titles.items()}


def _make_formula_title(formula: FormulaRow, blocks: Mapping[int, str]) -> str:
    """Return its number and name; if the paper gives it no name, its place."""
    block = blocks.get(formula.block, "").rstrip(".")
    is_enough = formula.called or not block or "$" in block
    return formula.title if is_enough else f"{formula.title}, {block}"


# Find the training for a term: skills by titles, other names and cards, papers by titles.

_WORD = re.compile(r"[a-z0-9]+")
# One spelling of words that have two.
_SPELLINGS = (("iz", "is"), ("parametr", "parameter"), ("’s", ""), ("'s", ""), ("’", ""), ("'", ""))
# Words that name nothing.
_PASSING = frozenset((
    "a", "about", "an", "and", "are", "as", "at", "be", "by", "do", "does", "for", "from", "has", "have",
    "how", "in", "is", "it", "its", "of", "on", "one", "or", "the", "this", "to", "we", "what", "when",
    "where", "which", "why", "with",
))  # fmt: skip
# Max skills offered for one term.
_MOST = 3

# The words of cards, by file and its time: to read all of them takes a second.
_CARD_WORDS: dict[tuple[str, int], dict[SkillId, frozenset[str]]] = {}

Words = tuple[str, ...]


class Terms:
    """All names of skills and papers here, by their first word."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._names: dict[SkillId, list[Words]] = {
            skill.id: [
                words for name in (skill.title, *skill.synonyms) if (words := normalise_term_words(name))
            ]
            for skill in catalogue.skills.values()
        }
        self._starts: dict[str, list[tuple[Words, SkillId | BankId]]] = {}
        for skill, names in self._names.items():
            for name in names:
                self._starts.setdefault(name[0], []).append((name, skill))
        for bank in paper_banks(catalogue):
            if name := normalise_term_words(bank.title.partition(":")[0]):
                self._starts.setdefault(name[0], []).append((name, bank.id))

    def skills(self, text: str) -> tuple[SkillId, ...]:
        """Return the skills that a term names, the likeliest first; else those whose cards have its words."""
        words = normalise_term_words(text)
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
        return tuple((" ".join(name), about) for name, about in self._longest(normalise_term_words(text)))

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
        for words_by_skill in self._list_card_words() if wanted else ():
            yield from (skill for skill, words in words_by_skill.items() if wanted <= words)

    def _list_card_words(self) -> Iterator[Mapping[SkillId, frozenset[str]]]:
        """Yield the words of the cards, file by file; a file is read once as long as it does not change."""
        files = dict.fromkeys(
            file for bank in self.catalogue.banks if not is_beside(bank.id) for file in bank.cards.values()
        )
        for file in files:
            stamp = Path(file).stat().st_mtime_ns if Path(file).is_file() else 0
            if (file, stamp) not in _CARD_WORDS:
                cards = self.catalogue.read_cards(file)
                _CARD_WORDS[file, stamp] = {
                    SkillId(name): frozenset(normalise_term_words(f"{card.when} {card.why} {card.watch}"))
                    for name, card in cards.items()
                }
            yield _CARD_WORDS[file, stamp]


def normalise_term_words(text: str) -> Words:
    """Return the words of a text in one spelling, in the singular."""
    text = text.lower()
    for before, after in _SPELLINGS:
        text = text.replace(before, after)
    return tuple(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
        for word in _WORD.findall(text)
    )
