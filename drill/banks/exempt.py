"""Kinds of answers that go without known mistakes, or without a witness."""

from __future__ import annotations

from drill.banks.models import Form, Question

WITHOUT_WRONG = frozenset({"choice", "choices", "fault", "order", "shape", "self"})
"""Kinds without known wrong answers: options and slips say their own, the others have none."""
WITHOUT_WITNESS = frozenset({"fault", "order", "self"})


def is_text_to_remember(form: Form, question: Question) -> bool:
    """Whether the key is a formula without a declared name: compared sign by sign, nothing is computed."""
    answer = question.answer
    if answer.kind != "formula":
        return False
    declared = (form.declared, question.declared)
    named = any(each.vars or each.names or each.let for each in declared)
    return not (named or answer.vars or answer.names or form.params)
