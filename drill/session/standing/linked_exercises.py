"""The subjects' exercises on a formula's moves: skill by skill, inside a skill the nearest in words first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from math import log, sqrt
from typing import TYPE_CHECKING, Final

from drill.errors import BankError
from drill.gyr.entry import Entry, TopicKey
from drill.gyr.events import ItemId, SkillId
from drill.papers import FormulaRow, find_root, list_words
from drill.session.standing.prerequisites import state_in
from drill.session.titles import skill_title

if TYPE_CHECKING:
    from drill.session.workspace import Workspace


# What says nothing of an exercise: templates, and commands of LaTeX.
_UNSPOKEN: Final = re.compile(r"@\{[^}]*\}|@\w+|\\[A-Za-z]+")
# Letters of the shortest word that counts, and longer ones that say as little.
_SHORTEST: Final = 3
_PASSING: Final = frozenset((
    "all", "also", "and", "any", "are", "both", "but", "can", "compute", "each", "find", "first", "for",
    "from", "given", "has", "have", "how", "its", "let", "many", "more", "not", "number", "one", "only",
    "other", "second", "show", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "two", "value", "when", "where", "which", "with", "write",
))  # fmt: skip
# Roots of words in skills' titles that say nothing of what a formula is about.
_GENERAL_ROOTS: Final = frozenset(map(find_root, (
    "families", "family", "finite", "form", "forms", "function", "functions", "infinite", "inside", "losses",
    "rule", "rules", "simple", "standard", "term", "terms", "through",
)))  # fmt: skip
# A word of a title counts so much more than one of a prompt.
_IN_TITLE: Final = 2.0
# Exercises of one such share of the best overlap are equally near.
_STEPS: Final = 4
# The level of a learner of whom nothing is known; each level beyond the next costs one such share.
_FIRST_LEVEL: Final = 2
# What is said by exercises that were read, by their content: to read one takes a millisecond.
_READ: Final[dict[tuple[ItemId, str, str], frozenset[str]]] = {}


def rank_exercises(
    workspace: Workspace, skills: Sequence[SkillId], text: str, first: Mapping[str, str]
) -> Sequence[Entry]:
    """Return the subjects' ordinary exercises that train these skills and that are neither green nor parked.

    They come skill by skill in the given order. Inside a skill those come last that need what neither the
    given skills rest on nor the learner has passed; else what ``first`` names by its skill comes first, then
    what is nearest in words to ``text``, and of what is equally near the level next to the highest green of
    its topic. Higher levels have to be the nearer.
    """
    curriculum, states, parts = workspace.curriculum(), workspace.standing(), workspace.parts()
    by_skill: dict[SkillId, Sequence[Entry]] = {
        skill: [
            entry
            for entry in curriculum.exercises.get(skill, ())
            if not entry.is_rapid
            and not entry.in_file_order
            and state_in(states, entry.item) not in ("green", "parked")
        ]
        for skill in skills
    }
    prepared = {*curriculum.list_before(by_skill)}
    reached: dict[TopicKey, int] = {}
    for item, part in parts.items():
        if part.green_on is not None and (entry := curriculum.entries.get(item)) is not None:
            prepared.add(entry.trains)
            reached[entry.topic_key] = max(reached.get(entry.topic_key, 0), entry.level)
    near = _measure_nearness(workspace, [entry for entries in by_skill.values() for entry in entries], text)

    def rank(entry: Entry, best: float) -> tuple[bool, bool, int, int, int]:
        is_beyond = not prepared.issuperset(curriculum.find_needs(entry))
        shares = round(_STEPS * near[entry.item] / best) if best else 0
        ahead = entry.level - max(reached.get(entry.topic_key, 0), _FIRST_LEVEL) - 1
        is_first = first.get(entry.trains) == entry.id
        return is_beyond, not is_first, max(0, ahead) - shares, abs(ahead), entry.level

    return [
        entry
        for entries in by_skill.values()
        for best in [max((near[entry.item] for entry in entries), default=0.0)]
        for entry in sorted(entries, key=lambda entry: rank(entry, best))
    ]


def is_near(title: str, text: str) -> bool:
    """Return whether a word of a skill's title, one that tells it from others, stands in a text."""
    return not (_list_roots(title) - _GENERAL_ROOTS).isdisjoint(_list_roots(text))


def gather_formula_words(row: FormulaRow) -> str:
    """Return the words by which the exercises on a formula are chosen: of its moves, and around it."""
    return " ".join((row.called, *(move.words for move in row.families), row.before, row.after))


def _measure_nearness(workspace: Workspace, entries: Iterable[Entry], text: str) -> Mapping[ItemId, float]:
    """Return by exercise the weights of the words that it shares with a text, those of its title doubled.

    A word weighs the more, the rarer it is in the titles of the exercise's subject, and in the texts of all
    these exercises. A long text shares words by chance, so the sum is taken over the root of its length.
    """
    wanted = _list_roots(text)
    texts = {entry.item: _read_roots(workspace, entry) for entry in entries}
    in_texts = Counter(root for roots in texts.values() for root in roots & wanted)
    in_titles: dict[str, Mapping[str, float]] = {}
    near: dict[ItemId, float] = {}
    for entry in entries:
        if entry.bank not in in_titles:
            in_titles[entry.bank] = _count_titles(workspace, entry.bank, wanted)
        shares = in_titles[entry.bank]
        weight = sum(
            -log((shares.get(root, 0.0) + in_texts[root] / len(texts)) / 2)
            * (_IN_TITLE if root in _list_roots(entry.title) else 1.0)
            for root in wanted & texts[entry.item]
        )
        near[entry.item] = weight / sqrt(len(texts[entry.item]) or 1)
    return near


def _count_titles(workspace: Workspace, bank: str, wanted: frozenset[str]) -> Mapping[str, float]:
    """Return in which share of the titles of a bank's exercises each wanted root is."""
    found = workspace.catalogue.bank(bank)
    titles = [entry.title for entry in found.entries] if found is not None else []
    counts = Counter(root for title in titles for root in _list_roots(title) & wanted)
    return {root: number / len(titles) for root, number in counts.items()}


def _read_roots(workspace: Workspace, entry: Entry) -> frozenset[str]:
    """Return the roots of what an exercise says before it is answered, and of the title of its card."""
    if (known := _READ.get(key := (entry.item, entry.maths, entry.wording))) is not None:
        return known
    texts = [entry.title]
    with suppress(BankError):  # its file has changed since
        for form in workspace.catalogue.read_exercise(entry).forms:
            card = skill_title(workspace, SkillId(form.card)) if form.card else ""
            texts += (form.setting, form.shape, form.motion, card, *(each.prompt for each in form.questions))
    roots = _READ[key] = _list_roots(" ".join(texts))
    return roots


@lru_cache(maxsize=4096)
def _list_roots(text: str) -> frozenset[str]:
    words = list_words(_UNSPOKEN.sub(" ", text))
    return frozenset(find_root(word) for word in words if len(word) >= _SHORTEST and word not in _PASSING)
