"""Compare code at probes with its key computed at many digits.

Naive code has the key's values on ordinary arrays and loses them at tiny and at large entries. What a key is
there is never taken from doubles, in which it may go wrong as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from drill.arraycode.array_code_runner import run
from drill.arraycode.array_code_tree import Program
from drill.arraycode.many_digit_run import run_precisely
from drill.arraycode.task import CodeTask
from drill.arraycode.trials import convert_result_to_numbers
from drill.errors import CheckError, KeyFaultError
from drill.explanation import record_step
from drill.maths.domains import assumptions_of

# Digits at which a key is computed, and more of them, which must not change its doubles.
_DIGITS, _MORE_DIGITS = 50, 90
# Entries of an array that are reported one by one.
_FEW_ENTRIES = 8


def first_failure(task: CodeTask, program: Program) -> str:
    """Return a sentence on the first probe at which a program has not the value of the key; empty where it
    has all.

    Raises KeyFaultError for a key that cannot be computed at many digits.
    """
    for index, arrays in enumerate(_make_probe_arrays(task)):
        due, answer = _key_at(task, index), _run_on_probe(program, arrays)
        record_step("run at a probe", probe=index + 1, arrays=arrays, key=due, answer=answer)
        if answer is None or answer.shape != due.shape:
            return _word_difference(
                _shown_arrays(arrays),
                "no value" if answer is None else "another shape",
                _print_probe_number(due),
            )
        off = np.argwhere(~_compare_entries(due, answer))
        if len(off):
            return _describe_wrong_entry(task, index, tuple(map(int, off[0])), answer)
    return ""


def same_at_probes(task: CodeTask, first: Program, second: Program) -> bool:
    """Return whether two programs have the same results at all probes, or both have none."""
    return all(
        _has_same_entries(_run_on_probe(first, arrays), _run_on_probe(second, arrays))
        for arrays in _make_probe_arrays(task)
    )


def _has_same_entries(first: Any, second: Any) -> bool:
    """Return whether two results agree; None stands for an error."""
    if first is None or second is None:
        return first is second
    return first.shape == second.shape and bool(_compare_entries(first, second).all())


def _compare_entries(due: Any, answer: Any) -> Any:
    """Return which entries agree: to six digits; nan and infinities exactly."""
    with np.errstate(all="ignore"):
        # Six digits of an answer have to agree.
        is_near = np.abs(answer - due) <= 1e-6 * np.maximum(np.abs(due), np.finfo(float).tiny)
    return is_near | (answer == due) | (np.isnan(due) & np.isnan(answer))


@lru_cache(maxsize=64)
def _make_probe_arrays(task: CodeTask) -> tuple[Mapping[str, Any], ...]:
    assumed = assumptions_of(task.assume, task.known)
    kinds = {name: bool if assumed.domain(name).boolean else float for name in task.known}
    return tuple({name: np.array(value, dtype=kinds[name]) for name, value in probe} for probe in task.probes)


def _run_on_probe(program: Program, arrays: Mapping[str, Any]) -> Any:
    """Return a program's result in doubles; None if it stops with an error."""
    try:
        return convert_result_to_numbers(run(program, arrays).result)
    except CheckError:
        return None


@lru_cache(maxsize=256)
def _key_at(task: CodeTask, probe_index: int) -> Any:
    """Return the value of the key at a probe, computed at many digits."""
    return _run_key_on_probe(task, _make_probe_arrays(task)[probe_index])


def _run_key_on_probe(task: CodeTask, arrays: Mapping[str, Any]) -> Any:
    assumed = assumptions_of(task.assume, task.known)
    whole = {name: array.astype(int) for name, array in arrays.items() if assumed.domain(name).integer}
    try:
        once, again = (
            run_precisely(task.key, {**arrays, **whole}, digits) for digits in (_DIGITS, _MORE_DIGITS)
        )
    except CheckError as error:
        raise KeyFaultError(f"probes: the key is not computed at many digits: {error.message}") from None
    if np.isnan(again).any():
        raise KeyFaultError(f"probes: the key has no value at {_shown_arrays(arrays)}")
    with np.errstate(all="ignore"):
        settled = (once == again) | (np.abs(once - again) <= 1e-12 * np.abs(again))
    if not settled.all():
        raise KeyFaultError(f"probes: {_DIGITS} digits are too few for the key at {_shown_arrays(arrays)}")
    return once


def _describe_wrong_entry(task: CodeTask, probe_index: int, entry: tuple[int, ...], answer: Any) -> str:
    """Return the sentence on a wrong entry, with the array entries that alone decide it where some do."""
    arrays, due = _make_probe_arrays(task)[probe_index], _key_at(task, probe_index)
    alike = {name: array for name, array in arrays.items() if array.shape == due.shape and due.ndim}
    filled = {name: np.full_like(array, array[entry]) for name, array in alike.items()}
    if alike and _has_same_entry(task, {**arrays, **filled}, entry, due[entry]):
        alone = {name: array[entry] if name in alike else array for name, array in arrays.items()}
        return _describe_two_values(_shown_arrays(alone), answer[entry], due[entry])
    if due.size <= _FEW_ENTRIES:
        return _describe_two_values(_shown_arrays(arrays), answer, due)
    where = f"{_shown_arrays(arrays)} in entry {', '.join(str(index) for index in entry)}"
    return _describe_two_values(where, answer[entry], due[entry])


def _has_same_entry(task: CodeTask, arrays: Mapping[str, Any], entry: tuple[int, ...], due: float) -> bool:
    try:
        value = _run_key_on_probe(task, arrays)
    except CheckError:
        return False
    return value.ndim == len(entry) and bool(_compare_entries(due, value[entry]))


def _shown_arrays(arrays: Mapping[str, Any]) -> str:
    """Return ``x = 1e-20, y = [1, 2]``; of a large array its largest and smallest entries."""

    def shown(array: Any) -> str:
        if np.size(array) <= _FEW_ENTRIES:
            return _print_probe_number(array)
        return f"an array from {_print_probe_number(np.min(array))} to {_print_probe_number(np.max(array))}"

    return ", ".join(f"{name} = {shown(array)}" for name, array in arrays.items())


def _print_probe_number(array: Any, digits: int = 6) -> str:
    """Return a number with so many digits, or a list of such; an exponent as one types it, ``1e-20``."""
    if np.ndim(array):
        return "[" + ", ".join(_print_probe_number(entry, digits) for entry in array) + "]"
    return re.sub(r"e([+-])0*", lambda sign: "e" + sign[1].strip("+"), f"{array:.{digits}g}")


def _describe_two_values(where: str, answer: Any, due: Any) -> str:
    """Return the sentence on two values with enough digits to tell them apart."""
    digits = 6 if _print_probe_number(answer) != _print_probe_number(due) else 12
    return _word_difference(where, _print_probe_number(answer, digits), _print_probe_number(due, digits))


def _word_difference(where: str, answer: str, due: str) -> str:
    return f"At {where} your code gives {answer}, the value is {due}."
