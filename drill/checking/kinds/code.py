"""Answers in NumPy: run on random arrays of the declared shapes and compared with the key's results.

NumPy is loaded when the first such answer is judged, so that all other answers do without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from drill.checking.code.misfits import MisfitError
from drill.checking.code.reader import read_code
from drill.checking.code.tree import Program
from drill.checking.spec import CodeSpec
from drill.checking.verdict import Verdict, correct, wrong
from drill.errors import CheckError, UndefinedError

if TYPE_CHECKING:
    import numpy

EVIDENCE = "code"
_SOMETIMES_UNDEFINED = "For some arrays your result has no value (nan or inf) where the right one has one."


def run_code(code: str, arrays: Mapping[str, Any]) -> numpy.ndarray:
    """The value of ``code`` on ``arrays``; CheckError where it is not read, does not fit or has no value."""
    import numpy

    from drill.checking.code.run import run

    program = read_code(code, frozenset(arrays))
    return run(program, {name: numpy.asarray(array) for name, array in arrays.items()}).result


def judge_code(spec: CodeSpec, text: str, mistakes: Sequence[tuple[str, str]] = ()) -> Verdict:
    """The verdict on an answer; what the exercise knows to be a mistake comes before any diagnosis.

    Raises CheckError for an answer that is not read or never has a value, KeyFaultError for a faulty key.
    """
    from drill.checking.code.diagnosis import diagnose
    from drill.checking.code.outcome import has_values_somewhere, outcome_of

    program = read_code(text, spec.known, spec.axes)
    outcome = outcome_of(spec, program)
    if outcome.is_right:
        return correct(EVIDENCE)
    for wrong_text, say in mistakes:
        if _fits(spec, wrong_text, program):
            return wrong("misconception", say, EVIDENCE)
    if isinstance(outcome.error, UndefinedError) and has_values_somewhere(spec, program):
        return wrong("undefined", _SOMETIMES_UNDEFINED, EVIDENCE)
    if outcome.error is not None and not isinstance(outcome.error, MisfitError):
        raise outcome.error
    code, message = diagnose(spec, program, outcome)
    return wrong(code, message, EVIDENCE)


def fits_code(spec: CodeSpec, wrong_text: str, text: str) -> bool:
    """Whether an answer does what a known mistake does."""
    try:
        return _fits(spec, wrong_text, read_code(text, spec.known, spec.axes))
    except CheckError:
        return False


def _fits(spec: CodeSpec, wrong_text: str, program: Program) -> bool:
    """A mistake that raises fits the answer with its own tree; any other what has its results."""
    from drill.checking.code.outcome import same_results

    try:
        mistaken = read_code(wrong_text, spec.known)
    except CheckError:
        return False
    return mistaken == program or same_results(spec, mistaken, program)
