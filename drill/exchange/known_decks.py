"""Which bank a deck was imported into before, and which of its exercises each row is.

A row is known by the GUID that its source gives it, else by its question, else, where a question was
corrected, by its place and its answer. So an exercise keeps its id, and with it its marks; where it may be
another question, it is one: it is better to lose marks than to give them to a question that was never asked.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from drill.banks.templates import escape_template_marks
from drill.exchange.cards import CardExercise, as_yaml, is_same_answer, row_id, written_answer
from drill.files import text_of
from drill.text import one_line, quote_yaml_text

MARK = "# from the table: "
# A mark, the sum of the exercise as it was written, of its source's answer, and of its source's GUID.
_EXERCISE = re.compile(
    r"^# from the table: ([0-9a-f]{10})(?: key ([0-9a-f]{10}))?(?: note ([0-9a-f]{10}))?\n"
    r"(- id: ([a-z0-9-]+)\n.*?)(?=^# from the table: |\Z)",
    re.M | re.S,
)
# The head above the exercises, and text by hand between it and the first of the table.
_TOP = re.compile(r"(\A.*?^exercises:[^\n]*\n)(.*?)(?=^# from the table: |\Z)", re.M | re.S)
_MADE_BY_IMPORT = "# Made by drill import."
_TITLE = re.compile(r"^title: '(.*)'$", re.M)
# Suffixes that browsers and file managers add to the name of a copy.
_COPY = re.compile(r"(\s*(\(\d+\)|[-–]?\s*copy(\s*\(?\d+\)?)?))+$", re.I)
_PROMPT = re.compile(r"^  prompt: (.*\n(?:    .*\n|\n)*)", re.M)
_NAMED_MEDIA = re.compile(r"\s*\((?:picture|sound|video|object|page)\b[^()]*\)\s*")
_FIGURES = re.compile(r"\d+")
# The words by which questions are compared: words, TeX's commands, and signs, but no points behind words.
_WORD = re.compile(r"\\?\w+|[^\w\s$]")
_POINTS = re.compile(r"(?<=[^\W\d_]{2})[.,;:?!]+(?=\s|$)|[?.]+\s*$")
# Letters of a word in which one more or less is a slip; ``commute`` and ``compute`` differ by more.
_LEAST_LETTERS = 6
# Answers that many questions have.
_COMMON_ANSWER = re.compile(r"\s*\w+:\W*(?:[\d.,/ ]+|yes|no|true|false|[a-z])\W*", re.I)
# Hex digits: 40 bits suffice to recognise a changed row.
_SUM_DIGITS = 10
# Characters of questions that are compared letter by letter; longer ones are compared by words.
_LONGEST_BY_LETTER = 200
# Pairs of letters or words that are compared for one deck, answers that are graded as the learner's are, and
# exercises that a row is compared with.
_MOST_COMPARED = 10_000_000
_MOST_GRADED = 200
_MOST_CANDIDATES = 20
# How alike a question and its correction are, of 1: in the same place, and with the same answer anywhere.
_ALIKE_IN_PLACE, _ALIKE = 0.7, 0.75


@dataclass(frozen=True, slots=True)
class KnownExercise:
    """An exercise in a bank: its text, with its mark if it was ``edited``, and the sums of its source."""

    id: str
    text: str
    is_edited: bool
    key: str
    note: str
    question: str

    def is_other_note(self, row: CardExercise) -> bool:
        """Return whether its source and a row's call them by different GUIDs."""
        return bool(self.note and row.card.guid) and self.note != text_sum(row.card.guid)

    def has_answer_of(self, row: CardExercise) -> bool:
        """Return whether the source's answer is the same, as it is written."""
        answer = written_answer(self.text)
        return (
            self.key == text_sum(row.card.key)
            or answer == written_answer(as_yaml(row))
            or (
                answer.startswith("    text: [")
                and quote_yaml_text(escape_template_marks(row.card.key)) in answer
            )
        )


class KnownDeck:
    """A bank that was made by an import: its head, its exercises, and texts by hand above them."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.head = ""
        self.by_hand: list[str] = []
        self.exercises: dict[str, KnownExercise] = {}
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
                self.exercises[id_] = KnownExercise(
                    id_, text, is_edited, key or "", note or "", _question_in(text)
                )

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
    """Return the checksum by which a changed text is recognised."""
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:_SUM_DIGITS]


def write_exercise_mark(row: CardExercise, text: str) -> str:
    """Return the line above an exercise, by which it is recognised."""
    note = f" note {text_sum(row.card.guid)}" if row.card.guid else ""
    return f"{MARK}{text_sum(text)} key {text_sum(row.card.key)}{note}\n"


def share_of_rows(rows: Sequence[CardExercise], deck: KnownDeck, title: str) -> float:
    """Return how much of a known deck a new one has, of 1; zero where they are not the same deck.

    By GUIDs it is the same if it has most of the old notes. By questions, which must be equal, it must have
    half of the smaller under the same title, else most of the larger, or all of several old ones.
    """
    notes = {known.note for known in deck.exercises.values()} - {""}
    if notes:
        common = len(notes & {text_sum(row.card.guid) for row in rows if row.card.guid})
        if 2 * common > len(notes):
            return common / len(notes)
    asked = {row.id for row in rows} | {_read_row_question(row) for row in rows}
    common = sum(known.id in asked or known.question in asked for known in deck.exercises.values())
    smaller, larger = sorted((len(rows), len(deck.exercises)))
    if not common:
        return 0.0
    is_same = (
        2 * common >= smaller
        if title_of_original(title) == deck.title
        else 2 * common > larger or common == len(deck.exercises) > 1
    )
    return common / larger if is_same else 0.0


def identify_known_rows(rows: Sequence[CardExercise], deck: KnownDeck) -> dict[int, str]:
    """Return the known exercises of rows, by their index: no exercise twice."""
    found: dict[int, str] = {}
    left = dict(deck.exercises)
    by_note = {known.note: known.id for known in left.values() if known.note}
    for index, row in enumerate(rows):
        id_ = by_note.pop(text_sum(row.card.guid), "") if row.card.guid else ""
        if id_:
            found[index] = id_
            left.pop(id_)
    by_question: dict[str, list[str]] = defaultdict(list)
    for known in deck.exercises.values():
        by_question[known.question].append(known.id)
    times = Counter(map(_read_row_question, rows))
    for is_answer_equal in (True, False):
        for index, row in enumerate(rows):
            if index in found:
                continue
            question = _read_row_question(row)
            equal = by_question.get(question, [])
            is_lone = times[question] == 1 and len(equal) < 2  # else it asks several things
            for id_ in (*equal, row.id):
                if (known := left.get(id_)) is None:
                    continue
                is_equal = known.question == question
                if is_answer_equal:
                    is_same = known.has_answer_of(row) and (is_equal or not known.is_other_note(row))
                else:
                    is_same = (is_lone and is_equal) or (id_ == row.id and (known.is_edited or not known.key))
                    is_same = is_same and not known.is_other_note(row)
                if is_same:
                    found[index] = id_
                    left.pop(id_)
                    break
    if left and len(found) < len(rows):
        found |= dict(_identify_corrected(rows, deck, left, found))
    return found


def _identify_corrected(
    rows: Sequence[CardExercise], deck: KnownDeck, left: dict[str, KnownExercise], found: dict[int, str]
) -> Iterator[tuple[int, str]]:
    """Yield rows whose question is nearly that of an exercise at its place, or of one with its answer."""
    place_of: dict[str, str] = {}
    by_place: dict[str, dict[str, None]] = defaultdict(dict)
    by_answer: dict[str, dict[str, None]] = defaultdict(dict)
    place = ""
    for id_ in deck.exercises:
        if id_ in left:
            place_of[id_] = place
            by_place[place][id_] = None
            by_answer[written_answer(left[id_].text)][id_] = None
        else:
            place = id_
    comparison = _DeckComparison(rows, deck)
    place = ""
    for index, row in enumerate(rows):
        if index in found:
            place = found[index]
            continue
        here = by_place[place]
        alike = by_answer[written_answer(as_yaml(row))]
        for id_ in dict.fromkeys((*islice(here, _MOST_CANDIDATES), *islice(alike, _MOST_CANDIDATES))):
            old = left[id_]
            if comparison.is_corrected(old, row, is_in_place=id_ in here):
                del left[id_], by_place[place_of[id_]][id_], by_answer[written_answer(old.text)][id_]
                yield index, id_
                break


class _DeckComparison:
    """Compares questions as long as a deck may take."""

    def __init__(self, rows: Sequence[CardExercise], deck: KnownDeck) -> None:
        self._left = _MOST_COMPARED
        self._graded_left = _MOST_GRADED
        self._times = Counter(row.card.key for row in rows)
        self._times_before = Counter(written_answer(known.text) for known in deck.exercises.values())

    def is_corrected(self, old: KnownExercise, row: CardExercise, *, is_in_place: bool) -> bool:
        """Return whether a question is another one with a correction.

        Where its answer is its own, the question may be put in other words; else only slips may differ.
        """
        media, media_before = map(_NAMED_MEDIA.findall, (row.card.prompt, old.question))
        if old.is_other_note(row) or (media and media_before and media != media_before):
            return False
        former, present = (
            one_line(_NAMED_MEDIA.sub(" ", text)) for text in (old.question, _read_row_question(row))
        )
        if (is_in_place or old.has_answer_of(row)) and _is_slip(former, present):
            return True
        answer = written_answer(old.text)
        is_own = self._times[row.card.key] == 1 == self._times_before[answer]
        return (
            is_own
            and not _COMMON_ANSWER.fullmatch(answer)
            and (is_in_place or _FIGURES.findall(former) == _FIGURES.findall(present))
            and self._is_alike(former, present, _ALIKE_IN_PLACE if is_in_place else _ALIKE)
            and (old.has_answer_of(row) or self._is_graded_equal(old, row))
        )

    def _is_graded_equal(self, old: KnownExercise, row: CardExercise) -> bool:
        self._graded_left -= 1
        return self._graded_left >= 0 and is_same_answer(row.card.answer, old.text)

    def _is_alike(self, old: str, new: str, least: float) -> bool:
        is_long = max(len(old), len(new)) > _LONGEST_BY_LETTER
        former, present = (old.split(), new.split()) if is_long else (old, new)
        self._left -= len(former) * len(present)
        if self._left < 0:
            return False
        matcher = SequenceMatcher(None, former, present, autojunk=False)
        return matcher.real_quick_ratio() >= least <= matcher.quick_ratio() and matcher.ratio() >= least


def _is_slip(old: str, new: str) -> bool:
    """Return whether two questions differ by slips alone: blanks, dollars, points behind words, an article,
    and a letter within a long word in small letters; ``symmetric`` and ``asymmetric`` are two words."""
    former, present = (
        [word for word in _WORD.findall(_POINTS.sub("", text)) if word.lower() != "the"]
        for text in (old, new)
    )
    return len(former) == len(present) and all(
        one == other
        or (not index and one.lower() == other.lower() and len(one) > 1)
        or _is_slip_in_word(one, other)
        for index, (one, other) in enumerate(zip(former, present, strict=True))
    )


def _is_slip_in_word(old: str, new: str) -> bool:
    """Return whether a letter within a word is too many or missing, or two changed places."""
    is_word = all(
        word.isalpha() and word.islower() and len(word) >= _LEAST_LETTERS - 1 for word in (old, new)
    )
    if not is_word or max(len(old), len(new)) < _LEAST_LETTERS or old[0] != new[0] or old[-1] != new[-1]:
        return False
    start = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), -1)
    tails = (old[start:], new[start + 1 :]), (old[start + 1 :], new[start:])
    is_swap = old[start : start + 2] == new[start : start + 2][::-1] and old[start + 2 :] == new[start + 2 :]
    return is_swap or any(one == other for one, other in tails)


def _read_row_question(row: CardExercise) -> str:
    """Return the question of a row, as `_question_in` returns that of its text."""
    return one_line(escape_template_marks(row.card.prompt))


def _question_in(exercise: str) -> str:
    match = _PROMPT.search(exercise)
    text = match[1].strip() if match else ""
    return one_line(text[1:-1].replace("''", "'") if text[:1] == "'" else text.removeprefix("|2-"))


def assign_exercise_ids(rows: Sequence[CardExercise], deck: KnownDeck) -> list[CardExercise]:
    """Return rows with the ids of the exercises that they are; new ones have ids that no other has."""
    found = identify_known_rows(rows, deck)
    taken = {*deck.exercises}
    renamed: list[CardExercise] = []
    for index, row in enumerate(rows):
        id_ = found.get(index, row.id)
        attempt = 0
        while index not in found and id_ in taken:
            attempt += 1
            id_ = row_id(f"{row.card.prompt}\n{row.card.key}\n{attempt}")
        taken.add(id_)
        renamed.append(row if id_ == row.id else replace(row, id=id_))
    return renamed
