"""Find sisters whose shape or motion names what only another sister asks for. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from drill.banks.models import Exercise, FieldPath, Form
from drill.checking import TextSpec
from drill.proving.reports import Severity

_LONG_WORD = re.compile(r"[A-Za-z]{5,}")
_TWO = 2
# A motion that names several ways, of which a sister goes one.
_ALTERNATIVE = re.compile(r"\b(?:or|whether|in place of|instead|ask|decide)\b")


@dataclass(frozen=True, slots=True)
class _Operation:
    """An operation or a quantity: how it is named, and what shows that a sister has to do with it."""

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
    """Yield shapes and motions of which half of the operations are another sister's and not this one's."""
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
    """Return what a sister asks, shows and accepts."""
    texts = [form.setting, *form.declared.let.values()]
    for question in form.questions:
        answers = [question.answer, *(part for _, part in question.answer.parts)]
        texts += (question.prompt, *question.hints, *question.step_texts)
        texts += (answer.text for answer in answers if isinstance(answer, TextSpec))
        texts += (option.text for answer in answers for option in answer.options)
        texts += (mistake.say for mistake in question.wrong)
    return "\n".join(texts)


def _is_of_another(operation: _Operation, sister: str, texts: Mapping[str, str]) -> bool:
    """Return whether an operation shows in another sister's texts by its name, and not at all in these."""
    if operation.shown.search(texts[sister]):
        return False
    return any(operation.named.search(text) for other, text in texts.items() if other != sister)
