"""Check references between exercises: ids, former names, skills, needs, prompts that differ only in numbers.
Light."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log, sqrt
from pathlib import Path

from drill.banks.expression_faults import list_form_texts, list_question_texts
from drill.banks.loaded_files import LoadedExercise, LoadedFile, Skills
from drill.banks.models import Exercise, FieldPath, Form
from drill.checking import TextSpec
from drill.gyr.events import SkillId
from drill.proving.reports import Finding, Severity, finding_at
from drill.text import did_you_mean


@dataclass(frozen=True, slots=True)
class BankText:
    """The files of a bank to check, and their neighbours, which only take part in references."""

    id: str
    subject: Path | None
    files: tuple[LoadedFile, ...]
    neighbours: tuple[LoadedFile, ...] = ()


def link_findings(banks: Sequence[BankText], skills: Skills) -> Iterator[Finding]:
    """Yield repeated ids, clashing former names, missing skills, and needs that run in a circle."""
    holders: dict[str, str] = {}
    for bank in banks:
        for file in (*bank.neighbours, *bank.files):
            for exercise in file.exercises:
                holders.setdefault(f"{bank.id}/{exercise.entry.id}", f"{file.path}:{exercise.entry.line}")
    claimed: dict[str, str] = {}
    for bank in banks:
        for file in bank.files:
            for exercise in file.exercises:
                location = f"{file.path}:{exercise.entry.line}"
                first = holders[f"{bank.id}/{exercise.entry.id}"]
                if first != location:
                    message = f"the id is used at {first} too; ids are unique in a bank"
                    yield finding_at(file.path, exercise, ("id",), "error", "duplicate-id", message)
                for index, item in enumerate(exercise.exercise.was):
                    holder = holders.get(item) or claimed.setdefault(item, location)
                    if holder != location or item in holders:
                        message = f"{item} is at {holder} too; only one exercise can have been that item"
                        yield finding_at(file.path, exercise, ("was", index), "error", "was-clash", message)
                yield from _skill_links(bank, file, exercise, skills)


def _skill_links(
    bank: BankText, file: LoadedFile, exercise: LoadedExercise, skills: Skills
) -> Iterator[Finding]:
    skill = exercise.exercise.skill
    if bank.subject is not None and not skill:
        message = "a subject's exercise names its skill"
        yield finding_at(file.path, exercise, (), "error", "no-skill", message)
    prefixes = {name.partition(".")[0] for name in skills}
    named: list[tuple[str, tuple[str | int, ...]]] = [(skill, ("skill",))] if skill else []
    named += [(need, ("needs", index)) for index, need in enumerate(exercise.exercise.needs)]
    for name, field in named:
        if SkillId(name) not in skills and name.partition(".")[0] in prefixes:
            hint = did_you_mean(name, skills)
            message = f"no skill is called {name}" + (f"; {hint}" if hint else "")
            yield finding_at(file.path, exercise, field, "error", "skill", message)
    if skill and bank.subject is not None:  # a paper's exercises train no skill
        yield from _circular_needs(file, exercise, skills)


def _circular_needs(file: LoadedFile, exercise: LoadedExercise, skills: Skills) -> Iterator[Finding]:
    """Yield each need of an exercise that can only be learned after the exercise's own skill."""
    skill = SkillId(exercise.exercise.skill)
    for index, need in enumerate(exercise.exercise.needs):
        if skill in skills.before([SkillId(need)]):
            message = f"this exercise needs {need}, its own skill; drop the need"
            if need != skill:
                message = (
                    f"this exercise needs {need}, which itself rests on its own skill {skill}; "
                    f"drop the need, or make it an exercise of {need}"
                )
            yield finding_at(file.path, exercise, ("needs", index), "warning", "circular-need", message)


def graph_findings(subject: Path, skills: Skills) -> Iterator[Finding]:
    """Yield skills of a subject that need an unknown skill, or each other in a circle."""
    try:
        lines = subject.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return  # reported by the reader of the file
    for skill, need in skills.unknown():
        line = _find_skill_line(skill, lines)
        if line:
            hint = did_you_mean(need, skills)
            yield _in_subject(subject, line, f"{skill} needs {need}, which is not a skill; {hint}")
    circle = skills.circle()
    line = _find_skill_line(circle[0], lines) if circle else 0
    if line:
        yield _in_subject(subject, line, f"skills need each other in a cycle: {' → '.join(circle)}")


def _in_subject(subject: Path, line: int, message: str) -> Finding:
    return Finding("error", "skill", "", "", str(subject), line, 1, f"skills: {message.removesuffix('; ')}")


def _find_skill_line(skill: str, lines: Sequence[str]) -> int:
    """Return the line that describes a skill, from 1; 0 if it is not in this file."""
    pattern = re.compile(rf"\bid:\s*[\"']?{re.escape(skill)}(?![\w.-])")
    return next((number for number, line in enumerate(lines, 1) if pattern.search(line)), 0)


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

    listed = yaml.load(files("drill.proving").joinpath("phrases.yaml").read_text("utf-8"), yaml.CSafeLoader)
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

    text = files("drill.proving").joinpath("operations.yaml").read_text("utf-8")
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
