"""Diagnose wrong code: its shape, an axis, a broadcast, a transposition, its sign or a factor."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import islice, permutations, product
from typing import Any

import numpy as np

from drill.arraycode.allowed import DEFINITIONS, RUNNABLE, find_functions
from drill.arraycode.array_code_runner import CodeRun, run
from drill.arraycode.array_code_tree import (
    CodeBinary,
    CodeCall,
    CodeName,
    CodeNumber,
    CodeText,
    Constant,
    Node,
    Program,
    list_code_children,
    replace_code_children,
    walk_program,
)
from drill.arraycode.axis_patterns import MisfitError, Shape, format_shape, list_other_groupings
from drill.arraycode.bounds import WORK_LIMIT, WorkBudget
from drill.arraycode.probe_results import list_probes_with_keys
from drill.arraycode.task import CodeTask, list_size_axes, read_axis
from drill.arraycode.tensor_functions import Value, is_numpy_array
from drill.arraycode.trials import (
    RELATIVE,
    Arrays,
    CodeTrial,
    convert_result_to_numbers,
    is_close_entrywise,
    make_code_trials,
    perturb_arrays,
)
from drill.errors import CheckError, UndefinedError
from drill.explanation import record_step
from drill.text import capitalise

# The results of an answer on the trials, compared with the key's.

# The message where nothing more is known of a wrong value.
VALUES_DIFFER = "The shape is right, but the values are not."
# Number of runs on changed arrays; in this many, rounding hardly ever leaves a zero nearly unchanged.
_MOVES = 6


@dataclass(frozen=True, slots=True)
class TrialOutcome:
    """The results on the trials, up to the first that raises (``error``, in ``trial``) or has another shape.

    ``expanded`` are two shapes that were broadcast against each other during the computation.
    """

    is_right: bool
    trials: tuple[CodeTrial, ...]
    results: tuple[Any, ...]
    trial: CodeTrial
    error: CheckError | None = None
    expanded: tuple[Shape, Shape] | None = None

    @property
    def has_other_shape(self) -> bool:
        """Whether arrays do not fit during the computation, or the result has another shape."""
        if self.error is not None or self.is_right:
            return isinstance(self.error, MisfitError)
        return self.results[-1].shape != self.trials[len(self.results) - 1].key.shape


def outcome_of(task: CodeTask, program: Program, work: int = WORK_LIMIT) -> TrialOutcome:
    """Run a program on all trials. Raises KeyFaultError if the key has no value."""
    trials = make_code_trials(task)
    results: list[Any] = []
    differs: CodeTrial | None = None
    for trial in trials:
        try:
            done = run(program, trial.arrays, work)
            result = convert_result_to_numbers(done.result)
            if trial.wide and done.overflows:
                results.append(trial.key)  # it counts as equal
                continue
            if result.shape != trial.key.shape:
                record_step("differ in shape", sizes=trial.sizes, key=trial.key.shape, answer=result.shape)
                return TrialOutcome(False, trials, (*results, result), trial, expanded=done.expanded)
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
            return TrialOutcome(False, trials, tuple(results), trial, error)
        results.append(result)
        if differs is None and not _has_same_result(trial, trial.key, result, (task.key, program)):
            record_step("differ", arrays=trial.arrays, wide=trial.wide, key=trial.key, answer=result)
            differs = trial
    record_step("run on trials", trials=len(trials), right=differs is None)
    return TrialOutcome(differs is None, trials, tuple(results), differs or trials[0])


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
    # Budgeted, because many other runs may follow this one.
    return outcome_of(task, program, 2**16).is_right


def _has_value(trial: CodeTrial, result: Any) -> bool:
    """Return whether the result has no nan, and an infinity only if the key has one, too."""
    return not np.isnan(result).any() and (np.isinf(trial.key).any() or not np.isinf(result).any())


def _has_same_result(trial: CodeTrial, key: Any, result: Any, programs: tuple[Program, Program]) -> bool:
    """Return whether results agree; in wide trials only gross differences count.

    In other trials differences in the last digits of the arrays do not count, as in √(s² - 4m) near 0 or if
    large squares cancel.
    """
    if is_close_entrywise(key, result, trial.slack, trial.floor):
        return True
    if trial.wide or key.shape != result.shape or not np.isfinite([key, result]).all():
        return False
    gaps = np.abs(result - key)
    # Max share of the largest entry that rounding can change on ordinary arrays.
    if not trial.remark and not np.all(gaps <= 1e-6 * np.max(np.abs(key), initial=0.0)):
        return False
    margin = sum(_measure_rounding_noise(trial, program) for program in programs)
    # Four times the change in these runs, because rounding may have a larger effect.
    return bool(np.all(gaps <= np.maximum(RELATIVE * np.abs(key), 4.0 * margin)))


def _measure_rounding_noise(trial: CodeTrial, program: Program) -> Any:
    """Return the change of each entry of a result when the arrays' last digits change; 0 if unknown."""
    draw = random.Random(_MOVES)
    moved = (perturb_arrays(trial.arrays, draw, keeps_whole=True) for _ in range(_MOVES))
    try:
        results = [
            convert_result_to_numbers(run(program, arrays).result) for arrays in (trial.arrays, *moved)
        ]
    except CheckError:
        return 0.0
    if not np.isfinite(results).all():
        return 0.0
    return np.max(np.ptp(results, axis=0), initial=0.0)


def diagnose_code(task: CodeTask, program: Program, outcome: TrialOutcome) -> tuple[str, str]:
    """Return the code and the message of the diagnosis for a wrong answer."""
    if isinstance(outcome.error, MisfitError):
        return _diagnose_misfit(task, program, outcome, outcome.error)
    if outcome.has_other_shape:
        return (
            _diagnose_transposition(outcome) or _diagnose_reduction(task, program) or _diagnose_shape(outcome)
        )
    if all(is_close_entrywise(key, answer) for key, answer in _pair_results_with_keys(outcome)):
        sizes = "entries of one size, not for much larger and smaller ones"
        return "wrong", f"The values are right for {'other entries' if outcome.trial.remark else sizes}."
    if all(is_close_entrywise(key, -answer) for key, answer in _pair_results_with_keys(outcome)):
        return "sign", "The sign is off."
    return (
        _diagnose_constant_factor(outcome)
        or _diagnose_transposition(outcome)
        or _diagnose_reduction(task, program)
        or ("wrong", VALUES_DIFFER)
    )


def _diagnose_misfit(
    task: CodeTask, program: Program, outcome: TrialOutcome, error: MisfitError
) -> tuple[str, str]:
    """Describe the arrays that do not fit, with a correction if a single change is one."""
    sentence = error.message
    if not sentence.startswith(("np.", "torch.")):
        sentence = capitalise(sentence)
    message = f"{sentence}{_describe_trial_lengths(outcome.trial)}."
    correction = _diagnose_reduction(task, program)
    if correction:
        message += f" {correction[1]}"
    return error.code, message


def _describe_trial_lengths(trial: CodeTrial) -> str:
    """Return the lengths of the axes in a trial."""
    if not trial.sizes:
        return ""
    return ", with " + ", ".join(f"{axis} = {length}" for axis, length in trial.sizes.items())


def _diagnose_shape(outcome: TrialOutcome) -> tuple[str, str]:
    answer = outcome.results[-1].shape
    due = outcome.trial.key.shape
    lengths = _describe_trial_lengths(outcome.trial)
    message = f"Your result has shape {format_shape(answer)}; {format_shape(due)} is expected{lengths}."
    if outcome.expanded is not None and math.prod(answer) > math.prod(due):
        first, second = map(format_shape, outcome.expanded)
        return "broadcast", f"{message} {first} and {second} were broadcast against each other."
    return "shape", message


def _pair_results_with_keys(outcome: TrialOutcome) -> list[tuple[Any, Any]]:
    """Return key and result of every trial that was run, except those on wide or special arrays."""
    pairs = zip(outcome.trials, outcome.results, strict=False)
    return [(trial.key, result) for trial, result in pairs if not trial.wide and not trial.remark]


def _diagnose_transposition(outcome: TrialOutcome) -> tuple[str, str] | None:
    """Diagnose the right entries with the axes in another order."""
    key, answer = _pair_results_with_keys(outcome)[0]
    # Four axes have 24 orders.
    if not 2 <= answer.ndim <= 4 or answer.ndim != key.ndim:
        return None
    orders = islice(permutations(range(answer.ndim)), 1, None)  # the first is the original order
    if not any(
        all(
            is_close_entrywise(due, np.transpose(result, order))
            for due, result in _pair_results_with_keys(outcome)
        )
        for order in orders
    ):
        return None
    cause = "the transpose of the right array" if answer.ndim == 2 else "right but for the order of its axes"
    message = f"Your result is {cause}"
    if answer.shape != key.shape:
        message += f": its shape is {format_shape(answer.shape)}; {format_shape(key.shape)} is expected"
    return "transposed", f"{message}."


def _diagnose_constant_factor(outcome: TrialOutcome) -> tuple[str, str] | None:
    """Diagnose a constant factor, or the length of an axis, its root or its inverse as a factor."""
    factors = [_find_constant_ratio(key, answer) for key, answer in _pair_results_with_keys(outcome)]
    known = [factor for factor in factors if factor is not None]
    if len(known) < len(factors) or not known:
        return None
    if all(math.isclose(factor, known[0], rel_tol=1e-8) for factor in known):
        # A factor with a larger denominator is not an explanation.
        simple = Fraction(known[0]).limit_denominator(60)
        is_simple = math.isclose(simple, known[0], rel_tol=1e-8)
        times = f"{simple}" if is_simple else f"about {known[0]:.4g}"
        if times in ("1", "about 1"):
            return None  # because a factor that four digits do not show is not an explanation
        return "factor", f"A factor is off: your result is {times} times the right one."
    sizes = [trial.sizes for trial in outcome.trials[: len(known)]]
    for axis in sizes[0]:
        for name, of in _OF_LENGTHS:
            pairs = zip(known, sizes, strict=True)
            if all(math.isclose(factor, of(lengths[axis]), rel_tol=1e-8) for factor, lengths in pairs):
                return "factor", f"A factor is off: your result is {name.format(axis)} times the right one."
    return None


# Factors from the length of an axis: a sum for a mean, a missing scale, the sample's variance.
_OF_LENGTHS: tuple[tuple[str, Callable[[int], float]], ...] = (
    ("{}", lambda n: n), ("1/{}", lambda n: 1 / n), ("the root of {}", lambda n: math.sqrt(n)),
    ("1/(the root of {})", lambda n: 1 / math.sqrt(n)), ("{0} - 1", lambda n: n - 1),
    ("{0}/({0} - 1)", lambda n: n / (n - 1)), ("({0} - 1)/{0}", lambda n: (n - 1) / n),
)  # fmt: skip


def _find_constant_ratio(key: Any, answer: Any) -> float | None:
    """Return the constant factor between the key and the result, if there is one."""
    if key.dtype.kind == "c" or answer.dtype.kind == "c" or not np.isfinite(key).all():
        return None
    index = int(np.argmax(np.abs(key))) if key.size else 0
    if not key.size or key.flat[index] == 0 or answer.flat[index] == 0:
        return None
    factor = float(answer.flat[index] / key.flat[index])
    return factor if is_close_entrywise(key * factor, answer, 1e-8) else None


def _diagnose_reduction(task: CodeTask, program: Program) -> tuple[str, str] | None:
    """Diagnose another axis, keepdims, or order of axes, in one call that would make the answer right."""
    # Max changes, because sixty take some 30 ms.
    for code, message, changed in islice(_list_changed_programs(program), 60):
        with suppress(CheckError):
            if is_key(task, changed):
                return code, message
    return None


def _list_changed_programs(program: Program) -> Iterator[tuple[str, str, Program]]:
    """Yield the program with one change in every call that sums over axes."""
    for index, assignment in enumerate(program.assignments):
        for code, message, value in _list_changed_nodes(assignment.value):
            assignments = list(program.assignments)
            assignments[index] = replace(assignment, value=value)
            yield code, message, Program(tuple(assignments), program.result)
    for code, message, value in _list_changed_nodes(program.result):
        yield code, message, Program(program.assignments, value)


def _list_changed_nodes(node: Node) -> Iterator[tuple[str, str, Node]]:
    if isinstance(node, CodeCall):
        yield from _other_calls(node)
    below = list_code_children(node)
    for index, part in enumerate(below):
        for code, message, value in _list_changed_nodes(part):
            yield code, message, replace_code_children(node, (*below[:index], value, *below[index + 1 :]))


def _other_calls(call: CodeCall) -> Iterator[tuple[str, str, Node]]:
    function = RUNNABLE[call.function]
    names = {parameter.name for parameter in function.parameters}
    arguments = dict(call.arguments)
    function_name = call.written or f"np.{call.function}"
    axis_word = "dim" if call.of_torch else "axis"
    if "keepdims" in names:
        keep_word = "keepdim" if call.of_torch else "keepdims"
        keeps_axis = arguments.get("keepdims") != CodeNumber(True)
        message = f"{function_name} is to drop its axis: no {keep_word}."
        if keeps_axis:
            message = f"{function_name} needs {keep_word}=True."
        yield "broadcast", message, _set_argument(call, "keepdims", CodeNumber(keeps_axis))
    pattern = arguments.get("pattern")
    if isinstance(pattern, CodeText):
        for group, other in list_other_groupings(pattern.text):
            message = f"Look at the order of the names in {group} again: the first one varies slowest."
            yield "axis", message, _set_argument(call, "pattern", CodeText(other))
    if "axis" not in names:
        return
    advice = f"Look at the {axis_word} of {function_name} again"
    for axis in (Constant("None"), CodeNumber(0), CodeNumber(1), CodeNumber(2), CodeNumber(-1)):
        if arguments.get("axis", Constant("None")) == axis:
            continue
        changed = _set_argument(call, "axis", axis)
        yield "axis", f"{advice}.", changed
        if "keepdims" in names and arguments.get("keepdims", CodeNumber(False)) == CodeNumber(False):
            yield "axis", f"{advice}, and keep it.", _set_argument(changed, "keepdims", CodeNumber(True))


def _set_argument(call: CodeCall, name: str, value: Node) -> CodeCall:
    order = [parameter.name for parameter in RUNNABLE[call.function].parameters]
    arguments = {**dict(call.arguments), name: value}
    return replace(call, arguments=tuple((name, arguments[name]) for name in order if name in arguments))


# Slips that probes have to tell apart: a sum of exponentials is shifted by its largest entry, which a smaller
# value replaces unseen until it overflows.


def _take_first(array: Any, axis: int | None = None, *, keepdims: bool = False) -> Any:
    first = array.ravel()[:1] if axis is None else np.take(array, [0], axis=axis)
    return np.max(first, axis=axis, keepdims=keepdims)


_SHIFTS: Mapping[str, Callable[..., Any]] = {
    "the smallest entry": np.min, "the mean": np.mean, "the median": np.median,
    "the first entry": _take_first,
}  # fmt: skip
_LARGEST = frozenset({"max", "amax"})


class _ShiftedRun(CodeRun):
    """A run that takes another value wherever the largest entry is asked for, also within definitions."""

    def __init__(self, arrays: Mapping[str, Value], budget: WorkBudget, shift: Callable[..., Any]) -> None:
        super().__init__(arrays, budget)
        self._shift = shift

    def _function(self, name: str) -> Callable[..., Any]:
        return self._shift if name in _LARGEST else super()._function(name)

    def _nested(self, arrays: Mapping[str, Value]) -> CodeRun:
        return _ShiftedRun(arrays, self._budget, self._shift)


def list_unseen_shifts(task: CodeTask) -> list[str]:
    """Return what the key may shift by in place of the largest entry, as neither trials nor probes show."""
    calls = {node.function for node in walk_program(task.key) if isinstance(node, CodeCall)}
    if calls.isdisjoint(_LARGEST) and not any("np.max(" in DEFINITIONS.get(each, "") for each in calls):
        return []
    trials = [trial for trial in make_code_trials(task) if not trial.wide]
    pairs = [(trial.arrays, trial.key) for trial in trials] + list_probes_with_keys(task)
    return [
        what for what, shift in _SHIFTS.items() if _is_unseen(task, partial(_ShiftedRun, shift=shift), pairs)
    ]


def _is_unseen(
    task: CodeTask, run_class: Callable[..., CodeRun], pairs: Sequence[tuple[Arrays, Any]]
) -> bool:
    try:
        return all(
            is_close_entrywise(
                key, convert_result_to_numbers(run(task.key, arrays, run_class=run_class).result), 1e-6
            )
            for arrays, key in pairs
        )
    except CheckError:
        return False


# Constructs that an exercise forbids in code: functions, and intermediate arrays with some axes together.

_INSTEAD = "The question asks for a way without it."


# Names of one thing each: who forbids one of them forbids all.
_SAME_THING = (("det", "slogdet"), ("eigvals", "eigvalsh", "eig", "eigh"), ("inv", "pinv"))


class _RecordingRun(CodeRun):
    """A run that records all arrays that the program itself computes, in order and with their columns.

    Those within a function of torch are excluded, because an answer does not build them.
    """

    def __init__(self, arrays: Arrays, budget: WorkBudget) -> None:
        super().__init__(arrays, budget)
        self.computed = list[tuple[Any, int]]()

    def _value(self, node: Node) -> Value:
        value = super()._value(node)
        if is_numpy_array(value) and not isinstance(node, CodeName):
            self.computed.append((value, node.at))
        return value


def find_forbidden(task: CodeTask, program: Program) -> tuple[str, str] | None:
    """Return the code and the message for a right answer with a forbidden construct; None without one.

    A word forbids what it computes: a call of it under any name, and an inverse or a product of matrices by
    whatever calls it comes about.
    """
    for forbidden in task.without:
        axes = forbidden.split()
        if size := list_size_axes(forbidden):
            what = f"an array with {' × '.join(size)} entries"
            column = _find_computed(task, program, partial(_find_size, axes=size))
        elif axes[1:]:
            what = f"an array with the axes {', '.join(axes)}"
            column = _find_computed(task, program, partial(_find_axes, axes=axes))
        elif _calls_function(task, program, forbidden.strip()):
            return "forbidden", f"This calls {forbidden.strip()}. {_INSTEAD}"
        else:
            what, search = _COMPUTED.get(forbidden.strip(), ("", None))
            column = _find_computed(task, program, search) if search else 0
        if column:
            return "forbidden", f"What begins at column {column} is {what}. {_INSTEAD}"
    return None


def _calls_function(task: CodeTask, program: Program, name: str) -> bool:
    """Return whether a program calls what a word forbids; what the key calls itself is allowed."""
    words = next((words for words in _SAME_THING if name in words), (name,))
    functions = frozenset[str]().union(*map(find_functions, words)) - _list_called(task.key)
    return not functions.isdisjoint(_list_called(program))


def _list_called(program: Program) -> frozenset[str]:
    return frozenset(
        node.function if isinstance(node, CodeCall) else "matmul" if node.op == "@" else ""
        for node in walk_program(program)
        if isinstance(node, CodeCall | CodeBinary)
    )


def _find_computed(
    task: CodeTask, program: Program, search: Callable[[CodeTrial, Sequence[tuple[Any, int]]], int]
) -> int:
    """Return the column of what ``search`` finds among the computed arrays in trials of all sizes; else 0.

    In a single trial an array may have a length or a value by chance.
    """
    ordinary = [trial for trial in make_code_trials(task) if not (trial.wide or trial.remark)]
    trials = {tuple(trial.sizes.values()): trial for trial in ordinary}
    column = 0
    for trial in trials.values():
        done = run(program, trial.arrays, run_class=_RecordingRun)
        assert isinstance(done, _RecordingRun)
        with np.errstate(all="ignore"):
            column = search(trial, done.computed)
        if not column:
            return 0
    return column


def _find_axes(trial: CodeTrial, computed: Sequence[tuple[Any, int]], axes: Sequence[str]) -> int:
    lengths = [read_axis(axis).measure(trial.sizes) for axis in axes]
    return min((at for array, at in computed if _has_lengths(array.shape, lengths)), default=0)


def _find_size(trial: CodeTrial, computed: Sequence[tuple[Any, int]], axes: Sequence[str]) -> int:
    """Return the column of an array that holds that many entries, or a multiple of them."""
    least = math.prod(read_axis(axis).measure(trial.sizes) for axis in axes)
    return min((at for array, at in computed if array.size and array.size % least == 0), default=0)


def _find_inverse(trial: CodeTrial, computed: Sequence[tuple[Any, int]]) -> int:
    """Return the column of a multiple of the inverse of an earlier matrix, other than its transpose."""
    for array, at, earlier in _list_matrices(trial, computed):
        for matrix in earlier:
            if matrix.shape not in (array.shape, array.shape[-2:]) or array.shape[-1] != array.shape[-2]:
                continue
            joined = matrix @ array
            scale = np.trace(joined, axis1=-2, axis2=-1)[..., None, None] / array.shape[-1]
            is_inverse = np.all(np.abs(scale) > 1e-9) and is_close_entrywise(
                np.broadcast_to(scale * np.eye(array.shape[-1]), joined.shape), joined, 1e-6
            )
            if is_inverse and not _is_multiple(array, np.swapaxes(matrix, -1, -2)):
                return at
    return 0


def _find_product(trial: CodeTrial, computed: Sequence[tuple[Any, int]]) -> int:
    """Return the column of the product of two earlier matrices, in either orientation."""
    for array, at, earlier in _list_matrices(trial, computed):
        turned = [each for matrix in earlier for each in (matrix, np.swapaxes(matrix, -1, -2))]
        for first, second in product(turned, repeat=2):
            fits = first.ndim == second.ndim == 2 and first.shape[1] == second.shape[0] > 1
            if fits and is_close_entrywise(first @ second, array, 1e-6):
                return at
    return 0


def _list_matrices(
    trial: CodeTrial, computed: Sequence[tuple[Any, int]]
) -> Iterator[tuple[Any, int, list[Any]]]:
    """Yield each computed matrix that is not diagonal, with its column and the matrices before it."""
    earlier = [array for array in trial.arrays.values() if _is_full(array)]
    for array, at in computed:
        if not _is_full(array):
            continue
        yield array, at, earlier
        if not any(array.shape == other.shape and np.array_equal(array, other) for other in earlier):
            earlier = [*earlier, array][-_MOST_MATRICES:]


def _is_full(value: Any) -> bool:
    """Return whether a value is matrices of numbers that are more than diagonal."""
    if not is_numpy_array(value) or value.ndim < 2 or value.dtype.kind not in "fiu" or 0 in value.shape:
        return False
    rows, columns = value.shape[-2:]
    return bool(np.isfinite(value).all()) and bool(np.any(value * (1 - np.eye(rows, columns))))


def _is_multiple(array: Any, other: Any) -> bool:
    place = np.unravel_index(np.argmax(np.abs(other)), other.shape)
    return array.shape == other.shape and is_close_entrywise(
        other * (array[place] / other[place]), array, 1e-6
    )


# Matrices of an answer among which an inverse or a product is looked for.
_MOST_MATRICES = 12
_PRODUCT = ("a product of two matrices", _find_product)
# What a word computes, and how it is found among what an answer computes.
_COMPUTED: Mapping[str, tuple[str, Callable[[CodeTrial, Sequence[tuple[Any, int]]], int]]] = {
    "inv": ("an inverse", _find_inverse), "pinv": ("an inverse", _find_inverse), "matmul": _PRODUCT,
    "dot": _PRODUCT,
}  # fmt: skip


def _has_lengths(shape: Shape, lengths: Sequence[int]) -> bool:
    return all(shape.count(length) >= lengths.count(length) for length in lengths)
