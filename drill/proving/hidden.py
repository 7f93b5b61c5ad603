"""Find declared names that hide a constant or a function which the author may have meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from drill.banks.models import FieldPath, Form, Question
from drill.maths.functions import FUNCTIONS, SPELLINGS
from drill.reading import write_plain

_CONSTANTS: Mapping[str, str] = {"e": "Euler's number", "pi": "π", "i": "the imaginary unit"}
_POWER_OF_E = re.compile(r"(?<![A-Za-z0-9_.])e\s*\^(?!\s*\d)")


def hidden_names(form: Form, question: Question) -> Iterator[tuple[FieldPath, str, str]]:
    """Yield declared names that hide a constant or a function, with the field and what is hidden.

    A learner types symbols, so all of these count but those whose LaTeX ``names`` gives on purpose; of
    parameters and ``let`` names, which the author alone meets, only an e whose power is taken.
    """
    answer = question.answer
    meant = {*form.declared.names, *question.declared.names, *dict(answer.latex)}
    for field_path, names in (
        (form.at, form.declared.vars),
        (question.at, (*question.declared.vars, *answer.vars)),
    ):
        for name in dict.fromkeys(names):
            if name in meant:
                continue
            path = (*field_path, "vars", names.index(name))
            if name in _CONSTANTS:
                yield path, name, _CONSTANTS[name]
            elif name in FUNCTIONS or name in SPELLINGS:
                yield path, name, f"the function {SPELLINGS.get(name, name)}"
    for field_path, field, declared in (
        (form.at, "params", form.params),
        (form.at, "let", form.declared.let),
        (question.at, "let", question.declared.let),
    ):
        if "e" in declared and _POWER_OF_E.search(_join_expression_texts(form, question)):
            meant_number = "Euler's number, and a power of it is taken; write exp( ) for that"
            yield (*field_path, field, "e"), "e", meant_number


def _join_expression_texts(form: Form, question: Question) -> str:
    """Return all texts with expressions, whatever else they contain."""
    lets = {**form.declared.let, **question.declared.let}
    held = (lets, form.where, write_plain(question.answer), write_plain(question.wrong), question.witness)
    return " ".join(map(str, held))
