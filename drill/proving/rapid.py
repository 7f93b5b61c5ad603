"""Rules for rapid exercises, which have ``pace``: what their text and draws must be like. Light."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.checking import FaultSpec, Key, OptionsSpec, SelfSpec
from drill.proving.reports import Severity

# Read in two seconds, beside the formulas.
MOST_WORDS = 12
# Typed in a few seconds, blanks not counted.
MOST_CHARACTERS = 18
# Fewer draws, or fewer ways of asking a fact, are known by heart before the operation is fluent.
FEWEST_DRAWS, FEWEST_WAYS = 100, 8
# A key that is right in more of the draws than this can be guessed.
MOST_OF_ONE_KEY = 0.25
# A mistake may equal the key so often: one-step operations with small numbers often coincide.
DROPPED_SHARE = 0.5
_LEVELS = range(1, 3)
# One answer is typed: no letters of options, no several fields, nothing that the learner decides.
_NOT_ONE_ANSWER = (OptionsSpec, FaultSpec, SelfSpec)
_NO_WORDS = re.compile(r"(?<!\\)\$.*?(?<!\\)\$|`[^`]*`|@\{[^}]*\}|@\w+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def form_faults(exercise: Exercise) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    """Yield faults of a rapid exercise, whatever is drawn: field, severity, code and message."""
    if not exercise.pace:
        return
    if exercise.level not in _LEVELS:
        yield ("level",), "error", "rapid", f"a rapid exercise is of level 1 or 2, not {exercise.level}"
    for form in exercise.forms:
        if form.has_stages:
            yield (*form.at, "stages"), "error", "rapid", "a rapid exercise has one prompt and no stages"
            continue
        yield from _find_rapid_faults(form.questions[0])


def _find_rapid_faults(question: Question) -> Iterator[tuple[FieldPath, Severity, str, str]]:
    answer, field_path = question.answer, question.at
    if isinstance(answer, _NOT_ONE_ANSWER) or answer.parts:
        message = f"a rapid exercise asks for one short typed answer, not for {answer.kind}"
        yield (*field_path, "answer"), "error", "rapid", message
    if (count := len(_list_prompt_words(question.prompt))) > MOST_WORDS:
        message = f"a rapid prompt has at most {MOST_WORDS} words beside its formulas, here are {count}"
        yield (*field_path, "prompt"), "error", "rapid", message
    if not question.steps:
        message = "a rapid exercise needs at least one step, which a wrong answer is shown"
        yield field_path, "error", "rapid", message


def _list_prompt_words(prompt: str) -> list[str]:
    """Return the words of a prompt, without formulas, code and drawn values."""
    return _WORD.findall(_NO_WORDS.sub(" ", prompt))


def describe_long_key(key: Key) -> str:
    """Return what makes a key too long to be typed quickly; empty if nothing does."""
    length = len(str(key).replace(" ", ""))
    if length <= MOST_CHARACTERS:
        return ""
    return f"the key {key} has {length} characters; a rapid exercise has at most {MOST_CHARACTERS}"


def guessed_fault(keys: Counter[str]) -> str:
    """Return which of the keys of many draws is right too often; empty if none is."""
    ((key, count),) = keys.most_common(1) or [("", 0)]
    if count <= MOST_OF_ONE_KEY * keys.total():
        return ""
    return f"the key is {key} in {count} of {keys.total()} draws; a rapid exercise has none in over a quarter"


def variety_fault(forms: Sequence[Form], distinct: int) -> str:
    """Return what is missing if draws and ways of asking are few; empty if there are enough."""
    ways = len(forms) if forms[0].sister else 1
    if distinct >= FEWEST_DRAWS or ways >= FEWEST_WAYS:
        return ""
    few = f"only {distinct} distinct draws and {ways} {'way' if ways == 1 else 'ways'} of asking"
    return f"{few}; a rapid exercise has {FEWEST_DRAWS} draws, or for a fact {FEWEST_WAYS} sisters"
