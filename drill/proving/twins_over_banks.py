"""Find the same exercise in two banks, by the rare words of title, prompts, shape and hints. Light."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from drill.banks.loaded_files import LoadedExercise
from drill.banks.models import Exercise, Form
from drill.proving.exercise_links import BankText
from drill.proving.findings import Finding, finding_at

# From this cosine on two exercises ask the same thing.
_NEAR = 0.595
# A word of more texts than this leads to no candidates.
_RARE = 60
# Few texts are weighed as if they were so many, because they do not show which words are rare.
_TEXTS = 5000
# So many rare words are shared by candidates.
_SHARED = 2
_WORD = re.compile(r"\\?[A-Za-z]{2,}|[A-Za-z]")
_VALUE = re.compile(r"@\{[^{}]*\}|@\w+")
# Words of every text, whose frequency a few banks alone do not show.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by compute do does each for from give has have how if in into is it its let "
        "many much of on one or than that the their then there these they this to two use value was what "
        "when where which why with write you your",
    )
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One form of an exercise, by the weights of its words, which have the length 1 together."""

    bank: str
    path: str
    exercise: LoadedExercise
    weights: Mapping[str, float]

    @property
    def is_rapid(self) -> bool:
        """Whether it is answered in seconds."""
        return self.exercise.exercise.pace > 0


def find_twins_over_banks(banks: Sequence[BankText]) -> Iterator[Finding]:
    """Yield each exercise that another bank asks nearly in the same words; one that is retired does not
    count, nor what few sisters share with each other."""
    found: defaultdict[tuple[str, str, str, str], list[tuple[_Asked, _Asked]]] = defaultdict(list)
    by_word: defaultdict[str, list[_Asked]] = defaultdict(list)
    for asked in _list_asked(banks):
        candidates = Counter[int]()
        others = dict[int, _Asked]()
        for word in asked.weights:
            for other in by_word[word] if len(by_word[word]) <= _RARE else ():
                if other.bank != asked.bank and other.is_rapid == asked.is_rapid:
                    candidates[id(other)] += 1
                    others[id(other)] = other
            by_word[word].append(asked)
        for key, count in candidates.items():
            other = others[key]
            if count >= _SHARED and _compute_cosine(asked.weights, other.weights) >= _NEAR:
                pair = (other.bank, other.exercise.id, asked.bank, asked.exercise.id)
                found[pair].append((other, asked))
    for (bank, exercise, _, _), pairs in found.items():
        if any(_cover_exercise(forms) for forms in zip(*pairs, strict=True)):
            asked = pairs[0][1]
            message = f"it asks what {bank}/{exercise} asks; retire one of them, or let it ask something else"
            yield finding_at(asked.path, asked.exercise, ("prompt",), "warning", "near-twin", message)


def _cover_exercise(forms: Sequence[_Asked]) -> bool:
    """Return whether these are at least half of the forms of their exercise."""
    return 2 * len({id(form) for form in forms}) >= len(forms[0].exercise.exercise.forms)


def _list_asked(banks: Sequence[BankText]) -> list[_Asked]:
    """Return the forms of all exercises with the weights of their words, which are larger for rare ones."""
    listed = [
        (bank.id, file.path, loaded, _count_words(loaded.exercise, form))
        for bank in banks
        for file in bank.files
        for loaded in file.exercises
        if not loaded.exercise.retired and "near-twin" not in loaded.exercise.allow
        for form in loaded.exercise.forms
    ]
    texts = Counter(word for *_, counts in listed for word in counts)
    result: list[_Asked] = []
    for bank, path, loaded, counts in listed:
        weights = {
            word: (1 + log(count)) * log(1 + max(len(listed), _TEXTS) / texts[word])
            for word, count in counts.items()
        }
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        scaled = {word: weight / length for word, weight in weights.items()}
        result.append(_Asked(bank, path, loaded, scaled))
    return result


def _count_words(exercise: Exercise, form: Form) -> Counter[str]:
    texts = [exercise.title, form.setting, form.shape]
    for question in form.questions:
        texts += (question.prompt, *question.hints, *(option.text for option in question.answer.options))
    words = (word.lower() for word in _WORD.findall(_VALUE.sub(" ", " ".join(texts))))
    return Counter(word for word in words if word not in _COMMON)


def _compute_cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    return sum(weight * second[word] for word, weight in first.items() if word in second)
