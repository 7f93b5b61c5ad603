"""Prompts that differ in numbers alone, within a bank and over banks; unwanted phrases; borrowed motions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log, sqrt
from pathlib import Path

from drill.banks.expression_faults import list_form_texts, list_question_texts
from drill.banks.loaded_files import LoadedExercise
from drill.banks.models import Exercise, FieldPath, Form
from drill.checking import TextSpec
from drill.proving import BankText, Finding, Severity, finding_at

_FOLDER = Path(__file__).parent
_VALUE = re.compile(r"@\{[^{}]*\}|@\w+|\d+(?:[.,/]\d+)*")
_BLANKS = re.compile(r"[\s{}]+")


def twin_findings(bank: BankText) -> Iterator[Finding]:
    """Yield each exercise that asks what an earlier one asks, with other numbers."""
    first: dict[str, str] = {}
    for file in bank.files if bank.subject is not None else ():
        for loaded in file.exercises:
            normalised_prompt = _mask_prompt_numbers(loaded.exercise)
            earlier = first.setdefault(normalised_prompt, loaded.entry.id)
            if earlier != loaded.entry.id:
                message = (
                    f"it asks the same as {earlier}, except for numbers; make them differ, or merge them"
                )
                yield finding_at(file.path, loaded, ("prompt",), "error", "twin", message)


def _mask_prompt_numbers(exercise: Exercise) -> str:
    """Return the prompt texts of an exercise with every number and value replaced by one sign."""
    texts: list[str] = []
    for form in exercise.forms:
        texts.append(form.setting)
        for question in form.questions:
            answer = question.answer
            texts.append(question.prompt)
            texts += (option.text for option in answer.options)
            texts += (line.text for line in answer.lines)
    return _BLANKS.sub(" ", _VALUE.sub("#", "\n".join(texts))).strip().lower()


# Find phrases that are never right in this field, in sentences that learners read. Light.

_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase given by its pattern, and what to write instead."""

    name: str
    pattern: re.Pattern[str]
    instead: str


@cache
def read_unwanted_phrases() -> tuple[Phrase, ...]:
    """Return the unwanted phrases of ``phrases.yaml``."""
    import yaml

    listed = yaml.load((_FOLDER / "phrases.yaml").read_text("utf-8"), yaml.CSafeLoader)
    return tuple(
        Phrase(name, re.compile(row["pattern"], re.IGNORECASE), row["instead"])
        for name, row in listed.items()
    )


def language_findings(bank: BankText) -> Iterator[Finding]:
    """Yield each phrase in each sentence of a subject, unless the exercise allows it with a reason."""
    for file in bank.files if bank.subject is not None else ():
        for name, card in file.cards.items():
            for phrase in _phrases_in(f"{card.when} {card.why} {card.watch}", {}):
                message = f"cards.{name}: {phrase.name!r}: {phrase.instead}"
                yield Finding("warning", "phrase", "", "", file.path, 1, 1, message)
        for loaded in file.exercises:
            for path, text in exercise_sentences(loaded.exercise):
                for phrase in _phrases_in(text, loaded.exercise.allow):
                    message = f"{phrase.name!r}: {phrase.instead}"
                    yield finding_at(file.path, loaded, path, "warning", "phrase", message)


def exercise_sentences(exercise: Exercise) -> Iterator[tuple[FieldPath, str]]:
    """Yield every sentence of an exercise that a learner reads, with its place."""
    yield ("title",), exercise.title
    for form in exercise.forms:
        for field, text in list_form_texts(form):
            yield (*form.at, field), text
        for question in form.questions:
            for path, text in list_question_texts(question):
                yield (*question.at, *path), text


def _phrases_in(text: str, allowed: Mapping[str, str]) -> Iterator[Phrase]:
    words = _FORMULA.sub("#", text)
    for phrase in read_unwanted_phrases():
        if phrase.pattern.search(words) and phrase.name not in allowed:
            yield phrase


# Find the same exercise in two banks, by the rare words of title, prompts, shape and hints. Light.

# Min cosine between the words of two exercises that ask the same thing.
_NEAR = 0.595
# Max texts with a word that is used to find candidates, because a commoner word links too many.
_RARE = 60
# Min number of texts for the weights, because few texts do not show which words are rare.
_TEXTS = 5000
# Min rare words that candidates share.
_SHARED = 2
_WORD = re.compile(r"\\?[A-Za-z]{2,}|[A-Za-z]")
_TWINS_OVER_BANKS_VALUE = re.compile(r"@\{[^{}]*\}|@\w+")
# Words that occur in almost every text; a few banks alone do not show how frequent they are.
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
                pair = (other.bank, other.exercise.entry.id, asked.bank, asked.exercise.entry.id)
                found[pair].append((other, asked))
    for (bank, exercise, _, _), pairs in found.items():
        if any(map(_cover_exercise, zip(*pairs, strict=True))):
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
    words = (word.lower() for word in _WORD.findall(_TWINS_OVER_BANKS_VALUE.sub(" ", " ".join(texts))))
    return Counter(word for word in words if word not in _COMMON)


def _compute_cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    return sum(weight * second[word] for word, weight in first.items() if word in second)


# Find sisters whose shape or motion names what only another sister asks for. Light.

_LONG_WORD = re.compile(r"[A-Za-z]{5,}")
_TWO = 2
# Words that join several ways in a motion, one of which may be a sister's.
_ALTERNATIVE = re.compile(r"\b(?:or|whether|in place of|instead|ask|decide)\b")


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operation or a quantity: its names, and the signs that a sister is about it."""

    name: str
    named: re.Pattern[str]
    shown: re.Pattern[str]


@cache
def _read_operations() -> tuple[_Operation, ...]:
    import yaml

    text = (_FOLDER / "operations.yaml").read_text("utf-8")
    return tuple(
        _Operation(name, re.compile(row["named"], re.IGNORECASE), re.compile(row["shown"], re.IGNORECASE))
        for name, row in yaml.load(text, yaml.CSafeLoader).items()
    )


def find_borrowed_motions(exercise: Exercise) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    """Yield shapes and motions if half of their operations are another sister's and not this one's."""
    if not exercise.has_sisters:
        return
    texts = {form.sister: _join_texts(form) for form in exercise.forms}
    for form in exercise.forms:
        for field, text in (("shape", form.shape), ("motion", form.motion)):
            if other := _find_copied(form, field, exercise.forms):
                words = _list_words(text) & _list_words(texts[other]) - _list_words(texts[form.sister])
                if words:
                    message = f"{text!r} is that of sister {other}, and {form.sister} is not about it"
                    yield (*form.at, field), "warning", "borrowed", f"{message}; give it a {field} of its own"
                    continue
            named = [each for each in _read_operations() if each.named.search(text)]
            if _ALTERNATIVE.search(text):
                continue
            foreign = [each.name for each in named if _is_of_another(each, form.sister, texts)]
            if foreign and 2 * len(foreign) >= len(named):
                message = (
                    f"{text!r} speaks of {' and '.join(foreign)}, which is not in sister {form.sister}; "
                    f"give it a {field} of its own"
                )
                yield (*form.at, field), "warning", "borrowed", message


def _find_copied(form: Form, field: str, forms: Sequence[Form]) -> str:
    """Return the one sister before a form that has the same shape or motion, where others have their own."""
    same = [each.sister for each in forms if getattr(each, field) == getattr(form, field)]
    is_copy = len(same) == _TWO < len(forms) and same[1] == form.sister and getattr(form, field)
    return same[0] if is_copy else ""


def _list_words(text: str) -> set[str]:
    """Return the beginnings of the longer words, which are the same in the singular and the plural."""
    return {word[:6].lower() for word in _LONG_WORD.findall(text)}


def _join_texts(form: Form) -> str:
    """Return the prompts, the displays and the accepted answers of a sister."""
    texts = [form.setting, *form.declared.let.values()]
    for question in form.questions:
        answers = [question.answer, *(part for _, part in question.answer.parts)]
        texts += (question.prompt, *question.hints, *(step.text for step in question.steps))
        texts += (answer.text for answer in answers if isinstance(answer, TextSpec))
        texts += (option.text for answer in answers for option in answer.options)
        texts += (mistake.say for mistake in question.wrong)
    return "\n".join(texts)


def _is_of_another(operation: _Operation, sister: str, texts: Mapping[str, str]) -> bool:
    """Return whether an operation shows in another sister's texts by its name, and not at all in these."""
    if operation.shown.search(texts[sister]):
        return False
    return any(operation.named.search(text) for other, text in texts.items() if other != sister)
