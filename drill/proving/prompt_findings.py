"""What a prompt says of its arrays and numbers but the answer does not declare. Light."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drill.banks.expression_faults import list_question_texts
from drill.banks.models import Exercise, FieldPath, Form, Question
from drill.banks.scope import frame_of
from drill.banks.templates import list_template_references
from drill.checking import CodeSpec, IntervalSpec, MatrixExpressionSpec, Spec
from drill.errors import BankError, CheckError
from drill.maths.domains import ROWS_SUM_TO_1, SHARES, Assumptions, read_assumptions
from drill.maths.maths_tree import Node, Sequence
from drill.proving.reports import Severity

_FieldFinding = tuple[FieldPath, Severity, str, str]
_UNSTABLE = re.compile(
    r"\btiny\b|\b(?:over|under)flow\w*|\b(?:numerically|stays?|is|be|an?) (?:un)?stable\b"
    r"|\blarge (?:entries|logits|scores|exponents|inputs|arguments|positive|negative)\b|\bas large as \$?\d"
    r"|\bof a large number\b|\btoo large for\b",
    re.IGNORECASE,
)
# A sort is stable in another sense, and `a stable distribution`, too.
_OTHER_STABLE = re.compile(r"\bstable (?:sort|order|distribution|training|policy|under)", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;?!])\s+")
_PROBABILITIES = re.compile(r"(?<![Ll]og-)(?<![Ll]og )\bprobabilities\b")
_COVARIANCE = re.compile(r"\bcovariances?\b")
# Words between an array and what it is: no verb of another subject.
_NEAR = 60
# A sentence that goes on about the array before it.
_GOING_ON = re.compile(r"\. (?:Each|Every) row\b|\. (?:Its|The) rows\b")
# What is only made of the thing that is named, and a name behind it, which is of another array.
_OF_ANOTHER = re.compile(r"\b(?:factors?|axes|axis|root|inverse|precision|derivatives?|\w*ratios?|logits?)\b")
_NAMED_NEXT = re.compile(r" (?:`\w+`|\$\w+\$)")
_DEFINITE = ("positive definite", "positive semidefinite")


def undeclared_findings(exercise: Exercise) -> Iterator[_FieldFinding]:
    """Yield what prompts say and answers do not declare: stability, probabilities, covariances."""
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
    if not isinstance(answer, CodeSpec | MatrixExpressionSpec):
        return
    text = f"{form.setting} {question.prompt}" if form.has_stages else question.prompt
    assumed = _read_answer_assumptions(form, question, answer)
    for name, axes in answer.shapes:
        if axes and _is_array_called(name, _PROBABILITIES, text) and not _are_probabilities(name, assumed):
            message = (
                f"the prompt calls {name} probabilities, and its arrays are none; assume: [{name}"
                f" {ROWS_SUM_TO_1}], or 0 <= {name} <= 1 where they are of separate events"
            )
            yield field_path, "warning", "probabilities", message
        is_square = len(axes) >= 2 and axes[-1] == axes[-2]
        structure = assumed.structures.get(name, "")
        if (
            is_square
            and structure not in (*_DEFINITE, "diagonal")
            and _is_array_called(name, _COVARIANCE, text)
        ):
            message = f"the prompt calls {name} a covariance; assume: [{name} positive semidefinite]"
            yield field_path, "warning", "covariance", message


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


def _read_answer_assumptions(form: Form, question: Question, answer: Spec) -> Assumptions:
    texts = (*form.declared.assume, *question.declared.assume, *answer.assume)
    try:
        return read_assumptions(texts, [name for name, _ in answer.shapes])
    except CheckError:
        return Assumptions()  # told where the file is read


def _are_probabilities(name: str, assumed: Assumptions) -> bool:
    """Return whether the rows of an array sum to 1, or its entries at least lie between 0 and 1."""
    domain = assumed.domain(name)
    return assumed.structures.get(name) in SHARES or (domain.low >= 0 and domain.high <= 1)


def _is_array_called(name: str, kind_pattern: re.Pattern[str], text: str) -> bool:
    """Return whether a sentence calls an array something, near its name, with no other array between."""
    marked = rf"(?:`{re.escape(name)}`|\${re.escape(name)}\$)"
    is_before = re.compile(rf"{marked}(?:,? (?:has|of) (?:the same )?shape `[^`]*`,?)?([^`$]{{0,{_NEAR}}})$")
    is_after = re.compile(rf"(?: matri(?:x|ces))?(?: of [a-z -]{{0,30}})? {marked}")
    for sentence in _SENTENCE.split(_GOING_ON.sub(", each row", text)):
        for word in kind_pattern.finditer(sentence):
            before, after = sentence[: word.start()], sentence[word.end() :]
            if is_after.match(after):
                return True
            match = is_before.search(before)
            if match and not _OF_ANOTHER.search(match[1]) and not _NAMED_NEXT.match(after):
                return True
    return False
