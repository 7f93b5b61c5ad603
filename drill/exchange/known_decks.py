"""Which bank a deck was imported into before, and which of its exercises each row is.

A row is known by the GUID that its source gives it, else by its question, else, where a question was
corrected, by its place and its answer. So an exercise keeps its id, and with it its marks.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from drill.exchange.cards import Row, as_yaml, row_id, written_answer
from drill.files import text_of
from drill.text import one_line

MARK = "# from the table: "
# A mark, the sum of the exercise as it was written, of its source's answer, and of its source's GUID.
_EXERCISE = re.compile(
    r"^# from the table: ([0-9a-f]{10})(?: key ([0-9a-f]{10}))?(?: note ([0-9a-f]{10}))?\n"
    r"(- id: ([a-z0-9-]+)\n.*?)(?=^# from the table: |\Z)",
    re.M | re.S,
)
# What is above the exercises, and what was written between that and the first of the table.
_TOP = re.compile(r"(\A.*?^exercises:[^\n]*\n)(.*?)(?=^# from the table: |\Z)", re.M | re.S)
_MADE_BY_IMPORT = "# Made by drill import."
_TITLE = re.compile(r"^title: '(.*)'$", re.M)
# What a browser or a file manager puts behind the name of a copy.
_COPY = re.compile(r"(\s*(\(\d+\)|[-–]?\s*copy(\s*\(?\d+\)?)?))+$", re.I)
_PROMPT = re.compile(r"^  prompt: (.*\n(?:    .*\n|\n)*)", re.M)
_NAMED_MEDIA = re.compile(r"\s*\((?:picture|sound|video|object|page)\b[^()]*\)\s*")
_FIGURES = re.compile(r"\d+")
# Hex digits: 40 bits tell a changed row from an unchanged one.
_SUM_DIGITS = 10
# Characters of questions that are compared letter by letter; longer ones are compared by words.
_LONGEST_BY_LETTER = 200
# Pairs of letters or words that are compared for one deck, and exercises that a row is compared with.
_MOST_COMPARED = 10_000_000
_MOST_CANDIDATES = 20
# How alike a question and its correction are, of 1: in the same place, and with the same answer anywhere.
_ALIKE_IN_PLACE, _ALIKE = 0.7, 0.75


@dataclass(frozen=True, slots=True)
class Known:
    """An exercise in a bank: its text, with its mark if it was ``edited``, and the sums of its source."""

    id: str
    text: str
    is_edited: bool
    key: str
    note: str


class KnownDeck:
    """A bank that was made by an import: its head, its exercises, and what was written by hand above them."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.head = ""
        self.by_hand: list[str] = []
        self.exercises: dict[str, Known] = {}
        for file in files:
            whole = text_of(file)
            if (top := _TOP.match(whole)) is not None:
                self.head = self.head or top[1]
                if top[2].strip():
                    self.by_hand.append(top[2].rstrip() + "\n")
            for match in _EXERCISE.finditer(whole):
                sum_, key, note, text, id_ = match.groups()
                is_edited = text_sum(text) != sum_
                text = match[0].rstrip() + "\n" if is_edited else text
                self.exercises[id_] = Known(id_, text, is_edited, key or "", note or "")

    @property
    def title(self) -> str:
        """The title without what marks a copy."""
        title = _TITLE.search(self.head)
        return title_of_original(title[1].replace("''", "'") if title else "")

    @property
    def is_by_import(self) -> bool:
        """Whether an import made it."""
        return self.head.startswith(_MADE_BY_IMPORT)


def title_of_original(title: str) -> str:
    """Return a title as decks are compared by it: ``Deck (1)`` is a copy of ``Deck``."""
    return _COPY.sub("", one_line(title)).casefold()


def text_sum(text: str) -> str:
    """Return the sum that tells whether a text has changed."""
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:_SUM_DIGITS]


def mark(row: Row, text: str) -> str:
    """Return the line above an exercise, by which it is known again."""
    note = f" note {text_sum(row.card.guid)}" if row.card.guid else ""
    return f"{MARK}{text_sum(text)} key {text_sum(row.card.key)}{note}\n"


def share_of_rows(rows: Sequence[Row], deck: KnownDeck, title: str) -> float:
    """Return how much of a known deck a new one has, of 1; zero where they are not the same deck.

    By GUIDs it is the same if it has most of the old notes. By questions it must have half of the smaller
    under the same title, else most of the larger: a small deck within a large one is a deck of its own.
    """
    notes = {known.note for known in deck.exercises.values()} - {""}
    if notes:
        common = len(notes & {text_sum(row.card.guid) for row in rows if row.card.guid})
        if 2 * common > len(notes):
            return common / len(notes)
    if not rows or not deck.exercises:
        return 0.0
    is_namesake = title_of_original(title) == deck.title
    common = len(deck.exercises.keys() & {row.id for row in rows})
    sizes = sorted((len(rows), len(deck.exercises)))
    if is_namesake and 2 * common < sizes[0]:
        common = len(identify(rows, deck))
    is_same = 2 * common >= sizes[0] and common > 0 if is_namesake else 2 * common > sizes[1]
    return common / sizes[1] if is_same else 0.0


def identify(rows: Sequence[Row], deck: KnownDeck) -> dict[int, str]:
    """Return the known exercises of rows, by their index: no exercise twice."""
    found: dict[int, str] = {}
    left = dict(deck.exercises)
    by_note = {known.note: known.id for known in left.values() if known.note}
    for index, row in enumerate(rows):
        id_ = by_note.pop(text_sum(row.card.guid), "") if row.card.guid else ""
        if id_:
            found[index] = id_
            left.pop(id_)
    for index, row in enumerate(rows):
        if index not in found and row.id in left:
            found[index] = row.id
            left.pop(row.id)
    if left and len(found) < len(rows):
        found |= dict(_identify_corrected(rows, [*deck.exercises], left, found))
    return found


def _identify_corrected(
    rows: Sequence[Row], order: Sequence[str], left: dict[str, Known], found: dict[int, str]
) -> Iterator[tuple[int, str]]:
    """Yield rows whose question is nearly that of an exercise at its place, or of one with its answer."""
    place_of: dict[str, str] = {}
    by_place: dict[str, dict[str, None]] = defaultdict(dict)
    by_answer: dict[str, dict[str, None]] = defaultdict(dict)
    place = ""
    for id_ in order:
        if id_ in left:
            place_of[id_] = place
            by_place[place][id_] = None
            by_answer[written_answer(left[id_].text)][id_] = None
        else:
            place = id_
    comparison = _Comparison()
    place = ""
    for index, row in enumerate(rows):
        if index in found:
            place = found[index]
            continue
        text = as_yaml(row)
        here, alike = by_place[place], by_answer[written_answer(text)]
        for id_ in dict.fromkeys((*islice(here, _MOST_CANDIDATES), *islice(alike, _MOST_CANDIDATES))):
            old = left[id_].text
            if comparison.is_corrected(_prompt(old), _prompt(text), is_in_place=id_ in here):
                del left[id_], by_place[place_of[id_]][id_], by_answer[written_answer(old)][id_]
                yield index, id_
                break


class _Comparison:
    """Compares questions as long as a deck may take."""

    def __init__(self) -> None:
        self._left = _MOST_COMPARED

    def is_corrected(self, old: str, new: str, *, is_in_place: bool) -> bool:
        """Return whether a question is another one with a correction."""
        if not is_in_place and _FIGURES.findall(old) != _FIGURES.findall(new):
            return False  # another task of the same kind
        is_long = max(len(old), len(new)) > _LONGEST_BY_LETTER
        former, present = (old.split(), new.split()) if is_long else (old, new)
        self._left -= len(former) * len(present)
        if self._left < 0:
            return False
        least = _ALIKE_IN_PLACE if is_in_place else _ALIKE
        matcher = SequenceMatcher(None, former, present, autojunk=False)
        return matcher.real_quick_ratio() >= least <= matcher.quick_ratio() and matcher.ratio() >= least


def _prompt(exercise: str) -> str:
    match = _PROMPT.search(exercise)
    return one_line(_NAMED_MEDIA.sub(" ", match[1] if match else "")).strip("'")


def with_ids(rows: Sequence[Row], deck: KnownDeck) -> list[Row]:
    """Return rows with the ids of the exercises that they are; new ones have ids that no other has."""
    found = identify(rows, deck)
    taken = {*found.values(), *(known.id for known in deck.exercises.values() if known.is_edited)}
    renamed: list[Row] = []
    for index, row in enumerate(rows):
        id_ = found.get(index, row.id)
        attempt = 0
        while index not in found and id_ in taken:
            attempt += 1
            id_ = row_id(f"{row.card.prompt}\n{row.card.key}\n{attempt}")
        taken.add(id_)
        renamed.append(row if id_ == row.id else replace(row, id=id_))
    return renamed
