"""What a prompt says of its arrays and numbers but the answer does not declare. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.banks.expression_faults import list_question_texts
from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.banks.scope import frame_of
from drill.banks.templates import list_template_references
from drill.checking import CodeSpec, IntervalSpec
from drill.errors import BankError
from drill.maths.maths_tree import Node, Sequence
from drill.proving.forbidden_ways import find_unchecked_bans
from drill.proving.reports import Severity
from drill.proving.stated_properties import find_undeclared_properties

_FieldFinding = tuple[FieldPath, Severity, str, str]
_UNSTABLE = re.compile(
    r"\btiny\b|\b(?:over|under)flow\w*|\b(?:numerically|stays?|is|be|an?) (?:un)?stable\b"
    r"|\blarge (?:entries|logits|scores|exponents|inputs|arguments|positive|negative)\b|\bas large as \$?\d"
    r"|\bof a large number\b|\btoo large for\b",
    re.IGNORECASE,
)
# A sort is stable in another sense, and `a stable distribution`, too.
_OTHER_STABLE = re.compile(r"\bstable (?:sort|order|distribution|training|policy|under)", re.IGNORECASE)
_ENDS = 2


def undeclared_findings(exercise: Exercise) -> Iterator[_FieldFinding]:
    """Yield what prompts say and answers do not declare: stability and what is stated of letters."""
    for form in exercise.forms:
        for question in form.questions:
            yield from _of_question(form, question)


def _of_question(form: Form, question: Question) -> Iterator[_FieldFinding]:
    answer, field_path = question.answer, (*question.at, "answer")
    if isinstance(answer, IntervalSpec):
        yield from _intervals_shown_as_vectors(form, question)
    if isinstance(answer, CodeSpec) and not answer.probes and (word := _unstable_word(question.prompt)):
        message = f"the prompt says {word!r}, and no probes tell naive code apart; add probes: [{{x: [800]}}]"
        yield field_path, "warning", "no-probes", message
    yield from find_undeclared_properties(form, question)
    yield from find_unchecked_bans(question)


def _intervals_shown_as_vectors(form: Form, question: Question) -> Iterator[_FieldFinding]:
    """Yield texts on an interval that hold a list of two numbers, which is printed in round brackets."""
    frame = frame_of(form, question)
    for path, text in list_question_texts(question):
        for reference in list_template_references(text):
            try:
                tree = frame.read(reference.source, "")
            except BankError:
                continue  # told where the file is read
            if isinstance(tree, Sequence) and tree.kind == "list" and _are_ends(tree.items):
                shown = f"@{{{reference.source}}} is printed as a vector, in round brackets"
                message = f"{shown}; write [@{{…}}, @{{…}}]"
                yield (*question.at, *path), "warning", "interval", message
                break


def _are_ends(items: tuple[Node, ...]) -> bool:
    return len(items) == 2 and not any(isinstance(item, Sequence) for item in items)


def _unstable_word(prompt: str) -> str:
    """Return the word in a prompt that asks for numerically stable code, empty if there is none."""
    match = _UNSTABLE.search(_OTHER_STABLE.sub(" ", prompt))
    return match[0] if match else ""
