"""The results of an answer on the trials, compared with the key's."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from drill.arraycode.array_code_runner import run
from drill.arraycode.array_code_tree import Program
from drill.arraycode.bounds import WORK_LIMIT
from drill.arraycode.misfits import MisfitError, Shape
from drill.arraycode.task import CodeTask
from drill.arraycode.trials import (
    RELATIVE,
    Trial,
    convert_result_to_numbers,
    is_close_entrywise,
    make_code_trials,
    perturb_arrays,
)
from drill.errors import CheckError, UndefinedError
from drill.explanation import record_step

# Runs on moved arrays, in all of which rounding hardly ever leaves nearly the same of a zero.
_MOVES = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results on the trials, up to the first that raises (``error``, in ``trial``) or has another shape.

    ``expanded`` are two shapes that were broadcast against each other on the way to a result.
    """

    is_right: bool
    trials: tuple[Trial, ...]
    results: tuple[Any, ...]
    trial: Trial
    error: CheckError | None = None
    expanded: tuple[Shape, Shape] | None = None

    @property
    def has_other_shape(self) -> bool:
        """Whether arrays do not fit on the way to a result, or the result is of another shape."""
        if self.error is not None or self.is_right:
            return isinstance(self.error, MisfitError)
        return self.results[-1].shape != self.trials[len(self.results) - 1].key.shape


def outcome_of(task: CodeTask, program: Program, work: int = WORK_LIMIT) -> Outcome:
    """Run a program on all trials. Raises KeyFaultError if the key has no value."""
    trials = make_code_trials(task)
    results: list[Any] = []
    differs: Trial | None = None
    for trial in trials:
        try:
            done = run(program, trial.arrays, work)
            result = convert_result_to_numbers(done.result)
            if trial.wide and done.overflows:
                results.append(trial.key)  # it counts as equal
                continue
            if result.shape != trial.key.shape:
                record_step("differ in shape", sizes=trial.sizes, key=trial.key.shape, answer=result.shape)
                return Outcome(False, trials, (*results, result), trial, expanded=done.expanded)
            if not _has_value(trial, result):
                if trial.wide or trial.may_fail:
                    results.append(trial.key)
                    continue
                raise UndefinedError("your result has entries without a value (nan or inf)")
        except CheckError as error:
            if trial.may_fail and not isinstance(error, MisfitError):
                results.append(trial.key)
                continue
            if differs is not None and not isinstance(error, MisfitError):
                break
            record_step("stop with an error", sizes=trial.sizes, reason=error)
            return Outcome(False, trials, tuple(results), trial, error)
        results.append(result)
        if differs is None and not _has_same_result(trial, trial.key, result, (task.key, program)):
            record_step("differ", arrays=trial.arrays, wide=trial.wide, key=trial.key, answer=result)
            differs = trial
    record_step("run on trials", trials=len(trials), right=differs is None)
    return Outcome(differs is None, trials, tuple(results), differs or trials[0])


def has_values_somewhere(task: CodeTask, program: Program) -> bool:
    """Return whether a program has a result without nan and infinities on one of the trials."""
    for trial in make_code_trials(task):
        with suppress(CheckError):
            if _has_value(trial, convert_result_to_numbers(run(program, trial.arrays).result)):
                return True
    return False


def same_results(task: CodeTask, first: Program, second: Program) -> bool:
    """Return whether two programs have results, and the same ones, on all trials."""
    try:
        for trial in make_code_trials(task):
            first_result, second_result = (
                convert_result_to_numbers(run(program, trial.arrays).result) for program in (first, second)
            )
            if trial.remark and np.array_equal(np.isnan(first_result), np.isnan(second_result)):
                first_result, second_result = (
                    np.nan_to_num(each, nan=0.0) for each in (first_result, second_result)
                )
            if not _has_same_result(trial, first_result, second_result, (first, second)):
                return False
    except CheckError:
        return False
    return True


def is_key(task: CodeTask, program: Program) -> bool:
    """Return whether a program has the key's results; it stops at the first trial that differs."""
    # Many other runs may follow this one.
    return outcome_of(task, program, 2**16).is_right


def _has_value(trial: Trial, result: Any) -> bool:
    """Return whether there is no nan, and an infinity only where the key has some, too."""
    return not np.isnan(result).any() and (np.isinf(trial.key).any() or not np.isinf(result).any())


def _has_same_result(trial: Trial, key: Any, result: Any, programs: tuple[Program, Program]) -> bool:
    """Return whether results agree; in wide trials only gross differences count.

    Elsewhere none does that the last digits of the arrays make, as in √(s² - 4m) near 0.
    """
    if trial.wide or is_close_entrywise(key, result):
        return is_close_entrywise(key, result, trial.slack, trial.floor) if trial.wide else True
    if key.shape != result.shape or not np.isfinite([key, result]).all():
        return False
    gaps = np.abs(result - key)
    # Max share of the largest entry that rounding makes: a root makes 1e-7 of 1e-14.
    if not np.all(gaps <= 1e-6 * np.max(np.abs(key), initial=0.0)):
        return False
    margins = sum(_measure_rounding_noise(trial, program) for program in programs)
    # Rounding may carry an entry four times as far as in these runs.
    return bool(np.all(gaps <= np.maximum(RELATIVE * np.abs(key), 4.0 * margins)))


def _measure_rounding_noise(trial: Trial, program: Program) -> Any:
    """Return how far each entry of a result moves when the arrays' last digits change; 0 if unknown."""
    draw = random.Random(_MOVES)
    try:
        results = [
            convert_result_to_numbers(run(program, perturb_arrays(trial.arrays, draw)).result)
            for _ in range(_MOVES)
        ]
    except CheckError:
        return 0.0
    return np.ptp(results, axis=0) if np.isfinite(results).all() else 0.0
