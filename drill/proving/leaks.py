"""Find keys that a learner reads before answering: in a prompt, a setting, a title, a first hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from drill.banks.expansion import Expansion, QuestionExpansion
from drill.banks.models import FieldPath
from drill.banks.templates import references
from drill.checking import KINDS, Spec, TextSpec
from drill.errors import BankError, CheckError

# Words before a key that call it the answer.
_TOLD = re.compile(
    r"\b(?:answer|key|result|solution)\b(?: (?:is|are|being|equals|reads|thus|will be))*[\s:=$`({]*$",
    re.IGNORECASE,
)
# What stands before a result; without it a value is what something is done with.
_RESULT = re.compile(
    r"(?:[=:≈]|\\approx|(?:^|\s)\(|\b(?:is|are|becomes|equals|gets?|gives?|makes?|namely|yields?))[\s$`{]*$"
)
_SPACING = re.compile(r"\\(?:left|right|quad|[,;:! ])(?![A-Za-z])")
_NAME = re.compile(r"\s*[A-Za-z]\w*'*\s*")
# What makes a number, a word or a formula longer than the key, before and after it.
_LONGER_BEFORE = re.compile(r"[\w.]$|(?:[\d^_/*+\\−-]|\\(?:cdot|times))\s*$")
_LONGER_AFTER = re.compile(r"[\w(\[°]|[.,]\d|\s*(?:[\d^_/*+−%-]|\\(?:cdot|times|%))")
# Characters from which on a formula that is the same in every variant is no chance.
_TELLING = 6


def printed_keys(expansion: Expansion, index: int, title: str) -> Iterator[tuple[FieldPath, str, bool]]:
    """Yield the field of each text that prints the key of a question, the key, and whether it says so.

    What a single name prints, or one of several expressions, is data of the question, unless it is called the
    answer; so is what does not follow a sign or verb of equality.
    """
    questions, form = expansion.questions, expansion.form
    asked = questions[index]
    texts: list[tuple[FieldPath, str, Callable[[str, str], str]]] = [
        (("title",), title, lambda text, _field: text),
        ((*form.at, "prompt"), form.setting, expansion.texts.render),
        *(((*met.question.at, "prompt"), met.question.prompt, met.text) for met in questions[: index + 1]),
        *(((*asked.question.at, "hints", 0), hint, asked.text) for hint in asked.question.hints[:1]),
    ]
    for key, spellings in _keys(asked):
        for path, template, fill in texts:
            is_told = any(map(_TOLD.search, _places(spellings, fill(template, "prompt"))))
            rest, expressions = _without_names(template)
            is_result = len(expressions) <= 1 and any(
                map(_RESULT.search, _places(spellings, fill(rest, "prompt")))
            )
            if is_told or is_result:
                yield path, key, is_told


def is_telling(key: str) -> bool:
    """Return whether a key that no draw changes is so long that a text has it by no chance."""
    return len(key.replace(" ", "")) >= _TELLING and not key.replace(".", "").isdigit()


def _keys(question: QuestionExpansion) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each part of a key as typed, with how templates print it."""
    expect, answer, key = question.expect, question.question.answer, question.key
    specs: list[tuple[str, Spec]] = [*answer.parts] or [("", answer)]
    for name, spec in specs:
        text = key if isinstance(key, str) else key.get(name, "")
        if isinstance(spec, TextSpec) and text and KINDS[expect.kind].proof != "flat":
            yield text, frozenset((text, *_printed(question, spec)))


def _printed(question: QuestionExpansion, spec: TextSpec) -> Iterator[str]:
    for template in ("@{%s}", "$@{%s}$") if KINDS[spec.kind].bank_modes else ():
        try:
            yield question.text(template % spec.text, "answer").strip("$")
        except (BankError, CheckError):
            return


def _without_names(template: str) -> tuple[str, frozenset[str]]:
    """Return a template without its references to single names, and the expressions that are left in it."""
    parts, end, expressions = list[str](), 0, set[str]()
    for reference in references(template):
        if _NAME.fullmatch(reference.source):
            parts.append(f"{template[end : reference.start]}□")
            end = reference.end
        else:
            expressions.add(reference.source)
    return "".join((*parts, template[end:])), frozenset(expressions)


def _places(spellings: frozenset[str], text: str) -> list[str]:
    """Return what stands before each place at which a text has one of the spellings as a whole."""
    plain, places = _SPACING.sub("", text), list[str]()
    for spelling in spellings:
        characters = _SPACING.sub("", spelling).replace(" ", "")
        for match in re.finditer(r"\s*".join(map(re.escape, characters)), plain) if characters else ():
            before = plain[: match.start()]
            if not _LONGER_BEFORE.search(before) and not _LONGER_AFTER.match(plain, match.end()):
                places.append(before)
    return places
