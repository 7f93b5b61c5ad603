"""Probes: arrays at which code is compared with its key computed at many digits.

Naive code has the key's values on ordinary arrays and loses them at tiny and at large entries. What a key is
there is never taken from doubles, in which it may go wrong as well.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from drill.arraycode.declared import axis_name, length_of
from drill.codec import is_list, is_tuple
from drill.errors import CheckError, KeyFaultError

if TYPE_CHECKING:
    import numpy

    from drill.arraycode.task import CodeTask
    from drill.arraycode.tree import Program

# A number, or rows of such, as deep as the array has axes.
Entries = float | tuple["Entries", ...]
# One value for every declared array.
Probe = tuple[tuple[str, Entries], ...]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_MOST_ENTRIES = 1000
_MOST_AXES = 4
# Digits at which a key is computed, and more of them, which must not change its doubles.
_DIGITS, _MORE_DIGITS = 50, 90
# The largest relative error of an answer: six digits are left.
RELATIVE = 1e-6
# Entries of an array that are reported one by one.
_FEW_ENTRIES = 8
# What two computations at many digits may differ by.
_SETTLED = 1e-12


class Failure(NamedTuple):
    """The first probe at which an answer is wrong: the arrays there, its result, and the right one."""

    where: str
    answer: str
    due: str

    def __str__(self) -> str:
        return f"At {self.where} your code gives {self.answer}, the value is {self.due}."


def read_probe(written: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return the arrays of a probe as texts such as ``[1e-20, 800]``. Raises CheckError for other values."""
    return tuple((str(name), _text(_entries(value, str(name)))) for name, value in written.items())


def probe_of(pairs: Sequence[tuple[str, str]], arrays: Sequence[tuple[str, tuple[str, ...]]]) -> Probe:
    """Return a probe for declared arrays. Raises CheckError if names or lengths do not fit them."""
    answer, declared = dict(pairs), dict(arrays)
    if unknown := next((name for name in answer if name not in declared), ""):
        raise CheckError(f"probes: no array is called {unknown!r}", f"declared: {', '.join(declared)}")
    if missing := next((name for name in declared if name not in answer), ""):
        raise CheckError(f"probes: each probe has all arrays, here {missing} is missing")
    sizes: dict[str, int] = {}
    values = {name: _entries(answer[name], name) for name in declared}
    for name, axes in arrays:
        lengths = _lengths(values[name], name)
        if len(lengths) != len(axes):
            raise CheckError(f"probes: {name} has {len(axes)} axes, here are {len(lengths)}")
        for axis, length in zip(axes, lengths, strict=True):
            if axis_name(axis) == axis:
                sizes.setdefault(axis, length)
    for name, axes in arrays:
        known = [axis for axis in axes if axis_name(axis) in ("", *sizes)]
        due = [length_of(axis, sizes) for axis in known]
        if len(known) < len(axes) or due != list(_lengths(values[name], name)):
            raise CheckError(f"probes: the lengths of {name} do not fit the axes [{', '.join(axes)}]")
    return tuple(values.items())


def _entries(value: object, name: str) -> Entries:
    """Read a number, rows of numbers, or the text of such."""
    if is_list(value) or is_tuple(value):
        return tuple(_entries(part, name) for part in value)
    text = str(value).strip()
    if text.startswith("["):
        return _rows(text, name)
    if not _NUMBER.fullmatch(text):
        raise CheckError(f"probes: {name}: {text!r} is not a number", "such as 1e-20 or [800, -800]")
    number = float(text)
    if number - number != 0:
        raise CheckError(f"probes: {name}: {text} is too large for a double")
    return number


def _rows(text: str, name: str) -> Entries:
    """Parse ``[[1, 2], [3, 4]]``. Raises CheckError if brackets are not closed."""
    open_rows: list[list[Entries]] = [[]]
    tokens = re.findall(r"[\[\]]|[^\[\],\s]+", text)
    if len(tokens) > _MOST_ENTRIES:
        raise CheckError(f"probes: {name} has more than {_MOST_ENTRIES} entries and brackets")
    for token in tokens:
        if token == "[":
            open_rows.append([])
        elif token != "]":
            open_rows[-1].append(_entries(token, name))
        elif len(open_rows) > 1:
            row = tuple(open_rows.pop())
            open_rows[-1].append(row)
        if len(open_rows) > _MOST_AXES + 1:
            raise CheckError(f"probes: {name} has more than {_MOST_AXES} axes")
    if len(open_rows) != 1 or len(open_rows[0]) != 1:
        raise CheckError(f"probes: {name}: the brackets of {text!r} do not match")
    return open_rows[0][0]


def _text(entries: Entries) -> str:
    if isinstance(entries, tuple):
        return "[" + ", ".join(map(_text, entries)) + "]"
    return f"{int(entries)}" if entries == int(entries) and abs(entries) < 1e15 else repr(entries)


def _lengths(entries: Entries, name: str) -> tuple[int, ...]:
    """Return the lengths of the axes. Raises CheckError for rows of different lengths."""
    if not isinstance(entries, tuple):
        return ()
    below = {_lengths(part, name) for part in entries}
    if len(below) != 1:
        raise CheckError(f"probes: {name}: the rows have different lengths, or there are none")
    return (len(entries), *below.pop())


def first_failure(task: CodeTask, program: Program) -> Failure | None:
    """Return the first probe at which a program has not the value of the key; None where it has all.

    Raises KeyFaultError for a key that cannot be computed at many digits.
    """
    import numpy as np

    for index, arrays in enumerate(_arrays(task)):
        due, answer = _key_at(task, index), _result(program, arrays)
        if answer is None or answer.shape != due.shape:
            return Failure(
                _shown_arrays(arrays), "no value" if answer is None else "another shape", _shown(due)
            )
        off = np.argwhere(~_agree(due, answer))
        if len(off):
            return _failure(task, index, tuple(map(int, off[0])), answer)
    return None


def same_at_probes(task: CodeTask, first: Program, second: Program) -> bool:
    """Return whether two programs have the same results at all probes, or both have none."""
    for arrays in _arrays(task):
        first_result, second_result = _result(first, arrays), _result(second, arrays)
        if first_result is None or second_result is None:
            if first_result is not second_result:
                return False
        elif first_result.shape != second_result.shape or not _agree(first_result, second_result).all():
            return False
    return True


def _agree(due: Any, answer: Any) -> Any:
    """Return which entries agree: to six digits; nan and infinities exactly."""
    import numpy as np

    with np.errstate(all="ignore"):
        is_near = np.abs(answer - due) <= RELATIVE * np.maximum(np.abs(due), np.finfo(float).tiny)
    return is_near | (answer == due) | (np.isnan(due) & np.isnan(answer))


@lru_cache(maxsize=64)
def _arrays(task: CodeTask) -> tuple[Mapping[str, numpy.ndarray], ...]:
    import numpy as np

    from drill.maths.domains import assumptions_of

    assumed = assumptions_of(task.assume, task.known)
    kinds = {name: bool if assumed.domain(name).boolean else float for name in task.known}
    return tuple({name: np.array(value, dtype=kinds[name]) for name, value in probe} for probe in task.probes)


def _result(program: Program, arrays: Mapping[str, numpy.ndarray]) -> Any:
    """Return a program's result in doubles; None if it stops with an error."""
    from drill.arraycode.run import run
    from drill.arraycode.trials import numbers

    try:
        return numbers(run(program, arrays).result)
    except CheckError:
        return None


@lru_cache(maxsize=256)
def _key_at(task: CodeTask, probe_index: int) -> Any:
    """Return the value of the key at a probe, computed at many digits."""
    return _precisely(task, _arrays(task)[probe_index])


def _precisely(task: CodeTask, arrays: Mapping[str, numpy.ndarray]) -> Any:
    import numpy as np

    from drill.arraycode.precise import run_precisely
    from drill.maths.domains import assumptions_of

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
        settled = (once == again) | (np.abs(once - again) <= _SETTLED * np.abs(again))
    if not settled.all():
        raise KeyFaultError(f"probes: {_DIGITS} digits are too few for the key at {_shown_arrays(arrays)}")
    return once


def _failure(task: CodeTask, probe_index: int, entry: tuple[int, ...], answer: Any) -> Failure:
    """Return the failure at an entry, named by the array entries that alone decide it, if there are such."""
    import numpy as np

    arrays, due = _arrays(task)[probe_index], _key_at(task, probe_index)
    alike = {name: array for name, array in arrays.items() if array.shape == due.shape and due.ndim}
    filled = {name: np.full_like(array, array[entry]) for name, array in alike.items()}
    if alike and _is_same(task, {**arrays, **filled}, entry, due[entry]):
        alone = {name: array[entry] if name in alike else array for name, array in arrays.items()}
        return _failure_of(_shown_arrays(alone), answer[entry], due[entry])
    if due.size <= _FEW_ENTRIES:
        return _failure_of(_shown_arrays(arrays), answer, due)
    where = f"{_shown_arrays(arrays)} in entry {', '.join(str(index) for index in entry)}"
    return _failure_of(where, answer[entry], due[entry])


def _is_same(task: CodeTask, arrays: Mapping[str, Any], entry: tuple[int, ...], due: float) -> bool:
    try:
        value = _precisely(task, arrays)
    except CheckError:
        return False
    return value.ndim == len(entry) and bool(_agree(due, value[entry]))


def _shown_arrays(arrays: Mapping[str, Any]) -> str:
    """Return ``x = 1e-20, y = [1, 2]``; of a large array its largest and smallest entries."""
    import numpy as np

    def shown(array: Any) -> str:
        if np.size(array) <= _FEW_ENTRIES:
            return _shown(array)
        return f"an array from {_shown(np.min(array))} to {_shown(np.max(array))}"

    return ", ".join(f"{name} = {shown(array)}" for name, array in arrays.items())


def _shown(array: Any, digits: int = 6) -> str:
    """Return a number with so many digits, or a list of such; an exponent as one types it, ``1e-20``."""
    import numpy as np

    if np.ndim(array):
        return "[" + ", ".join(_shown(entry, digits) for entry in array) + "]"
    return re.sub(r"e([+-])0*", lambda sign: "e" + sign[1].strip("+"), f"{array:.{digits}g}")


def _failure_of(where: str, answer: Any, due: Any) -> Failure:
    """Return a failure with enough digits to distinguish the two values."""
    digits = 6 if _shown(answer) != _shown(due) else 12
    return Failure(where, _shown(answer, digits), _shown(due, digits))
