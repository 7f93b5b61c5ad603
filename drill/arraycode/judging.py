"""Judge answers on random arrays of the declared shapes, against the key's results.

NumPy is loaded when the first answer is judged, because reading code does not need it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from drill.arraycode.array_code_reader import parse_code
from drill.arraycode.array_code_tree import Program
from drill.arraycode.axis_patterns import MisfitError
from drill.arraycode.task import CodeTask, assign_lengths, read_declared
from drill.errors import CheckError, UndefinedError
from drill.explanation import record_step
from drill.maths.domains import Assumptions

if TYPE_CHECKING:
    import numpy

_SOMETIMES_UNDEFINED = "For some arrays your result has no value (nan or inf) where the right one has one."


def run_code(
    code: str, arrays: Mapping[str, Any], library: str = "", shapes: Iterable[tuple[str, Iterable[str]]] = ()
) -> numpy.ndarray:
    """Return the value of ``code`` on ``arrays``; the letters of axes in ``shapes`` are their lengths.

    Raises CheckError if it cannot be read, does not fit or has no value.
    """
    import numpy

    from drill.arraycode.array_code_runner import run

    program = parse_code(code, frozenset(arrays), assign_lengths(read_declared(shapes)), library)
    return run(program, {name: numpy.asarray(array) for name, array in arrays.items()}).result


def give_structure(matrix: numpy.ndarray, structure: str) -> numpy.ndarray:
    """Return a matrix of a structure, such as ``symmetric``, made from any square one. Raises KeyError for an
    unknown structure."""
    from drill.arraycode.trials import STRUCTURED

    return STRUCTURED[structure](matrix)


def draw_as_assumed(
    shapes: Iterable[tuple[str, Sequence[str]]], sizes: Mapping[str, int], assumed: Assumptions, seed: int
) -> dict[str, numpy.ndarray] | None:
    """Draw arrays of both signs that satisfy all assumptions, as for an answer's trials; None if the
    lengths or the drawn numbers do not satisfy the relations between them."""
    from drill.arraycode.trials import draw_assumed_arrays

    return draw_assumed_arrays(read_declared(shapes), sizes, assumed, "signed", random.Random(seed))


def judge_code(task: CodeTask, text: str, mistakes: Sequence[tuple[str, str]] = ()) -> tuple[str, str] | None:
    """Return the diagnosis of a wrong answer as a code and a sentence; None if it is right.

    A right value by a forbidden construct has the code ``forbidden``. A known mistake of the exercise (its
    code and reply) has priority over any diagnosis. Raises CheckError for an answer that is not read or never
    has a value, KeyFaultError for a faulty key.
    """
    from drill.arraycode.code_diagnosis import diagnose_code, find_forbidden, has_values_somewhere, outcome_of
    from drill.arraycode.probe_results import first_failure

    program = task.read(text)
    record_step("read code", typed=text, tree=program, key=task.key)
    outcome = outcome_of(task, program)
    of_torch = _read_as_right_torch(task, text, program) if outcome.has_other_shape else None
    if of_torch:
        return find_forbidden(task, of_torch)
    failure = first_failure(task, program) if outcome.is_right else ""
    if outcome.is_right and not failure:
        return find_forbidden(task, program)
    for wrong_text, say in mistakes:
        fits = _fits_code_mistake(task, wrong_text, program)
        record_step("try a known mistake", mistake=wrong_text, fits=fits)
        if fits:
            return "misconception", say
    if failure:
        return "unstable", failure
    if isinstance(outcome.error, UndefinedError) and has_values_somewhere(task, program):
        return "undefined", f"{_SOMETIMES_UNDEFINED} {outcome.trial.remark}".rstrip()
    if outcome.error is not None and not isinstance(outcome.error, MisfitError):
        raise outcome.error
    code, sentence = diagnose_code(task, program, outcome)
    record_step("diagnose", code=code, found=sentence)
    remark = "" if outcome.error is not None else outcome.trial.remark  # an error tells its lengths itself
    return code, f"{sentence} {remark}".rstrip()


def list_unseen_shifts(task: CodeTask) -> list[str]:
    """Return what may be subtracted in place of the largest entry without a probe that shows it."""
    from drill.arraycode import code_diagnosis

    return code_diagnosis.list_unseen_shifts(task) if task.probes else []


def _read_as_right_torch(task: CodeTask, text: str, program: Program) -> Program | None:
    """Return the program of an answer that does not fit as NumPy's code, but is right as torch's, such as
    ``K.transpose(-2, -1)``; else None."""
    from drill.arraycode.code_diagnosis import outcome_of
    from drill.arraycode.probe_results import first_failure

    try:
        of_torch = task.read(text, "torch")
        is_right = outcome_of(task, of_torch).is_right and not first_failure(task, of_torch)
        return of_torch if of_torch != program and is_right else None
    except CheckError:
        return None


def fits_code(task: CodeTask, wrong_text: str, text: str) -> bool:
    """Return whether an answer has the same effect as a known mistake."""
    try:
        return _fits_code_mistake(task, wrong_text, task.read(text))
    except CheckError:
        return False


def _fits_code_mistake(task: CodeTask, wrong_text: str, program: Program) -> bool:
    """Return whether an answer fits a mistake: by the same tree if it raises, else by the same results."""
    from drill.arraycode.code_diagnosis import same_results
    from drill.arraycode.probe_results import same_at_probes

    try:
        mistaken = task.read(wrong_text)
    except CheckError:
        return False
    if mistaken == program:
        return True
    return same_results(task, mistaken, program) and same_at_probes(task, mistaken, program)
