"""Expressions of matrices: compared on random matrices of the stated shapes, exactly, in several sizes."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import chain, islice, permutations
from math import isfinite
from typing import TYPE_CHECKING, Any

import mpmath

from drill.checking import array_values
from drill.checking.answer_verdict import (
    Clock,
    Verdict,
    make_correct_verdict,
    make_described_verdict,
    make_wrong_verdict,
)
from drill.checking.array_values import (
    ARRAYS,
    Number,
    Row,
    divide_numbers,
    evaluate_array_tree,
    find_largest_magnitude,
    list_array_entries,
    list_rows,
    make_matrix,
    make_vector,
    with_columns,
)
from drill.checking.decimals import convert_fraction_to_mp, is_within_rounding, separate_decimals
from drill.checking.judges.context import Context, exact_points
from drill.checking.judges.vectors_matrices import LARGEST_FACTOR, plain_ratio
from drill.checking.kind import describe_tree_kind, make_kind_error
from drill.checking.tolerances import Precision
from drill.errors import CheckError, KeyFaultError, ParseError, TimedOutError, UndefinedError
from drill.explanation import record_step
from drill.maths.domains import (
    ENTRIES_SUM_TO_1,
    ORTHONORMAL_COLUMNS,
    ROWS_NOT_ZERO,
    ROWS_OF_NORM_1,
    ROWS_SUM_TO_1,
    SHARES,
    SORTED,
    Assumptions,
    Domain,
    assumptions_of,
)  # fmt: skip
from drill.maths.maths_tree import (
    Binary,
    Call,
    Neg,
    Node,
    Num,
    Sequence,
    find_in_tree,
    list_parts,
    replace_parts,
    split_chain,
    walk_tree,
)
from drill.maths.precise_functions import MP
from drill.maths.typed_arrays import (
    Array,
    Identity,
    SizesError,
    Value,
    find_size,
    is_array,
    is_square,
    list_entries,
    make_array,
)

if TYPE_CHECKING:
    from drill.checking.kinds.matrix_expression_answers import MatrixExpressionSpec


# Max changes of each sort that are tried.
_MOST_CHANGES = 120
# Max seconds of computing to find one change.
_PATIENCE_S = 0.12


def judge_matrix_expression(spec: MatrixExpressionSpec, answer: Node, context: Context) -> Verdict:
    """Judge it right if it is the key on all trials.

    Raises UndefinedError if it has no value on any, ParseError for ``a * b`` of two vectors.
    """
    if describe_tree_kind(answer):
        raise make_kind_error("matrix-expression", answer)
    trials = _make_trials_for(spec, answer)
    _refuse_lists(answer, trials[0])
    answer = with_columns(answer, trials[0].point)
    undefined: list[UndefinedError] = []
    with mpmath.workdps(array_values.DIGITS):
        for trial in trials:
            context.clock.check()
            try:
                answered = evaluate_array_tree(answer, trial.point)
                is_same = ARRAYS.are_same(trial.key, answered)
                if not is_same and not _is_meant(answer, trial, context.precision):
                    record_step("differ on arrays", arrays=trial.point, key=trial.key, answer=answered)
                    return make_wrong_verdict("wrong", "")
            except SizesError:
                _refuse_starred(answer, trial)
                return make_wrong_verdict("wrong", "")
            except UndefinedError as error:
                undefined += [] if trial.may_fail else [error]
    record_step("agree on arrays", trials=len(trials), undefined=len(undefined))
    if undefined and len(undefined) == sum(not trial.may_fail for trial in trials):
        raise undefined[0]
    if undefined:
        return make_wrong_verdict("wrong", "This has no value for some sizes for which it should have one.")
    return make_correct_verdict("numeric")


def _refuse_lists(answer: Node, trial: MatrixTrial) -> None:
    """Raise ParseError for a list of vectors or matrices: ``[x, y]``, which papers write for columns, rows
    and pairs."""
    for part in walk_tree(answer):
        items = part.items if isinstance(part, Sequence) else ()
        if any(not isinstance(item, Sequence) and _has_array_value(item, trial) for item in items):
            hint = "write ⟨x, y⟩ for an inner product"
            raise ParseError("a list of vectors or matrices is not read here", None, hint=hint)


def _has_array_value(node: Node, trial: MatrixTrial) -> bool:
    with suppress(CheckError):
        return is_array(value := evaluate_array_tree(node, trial.point)) or isinstance(value, Identity)
    return False


def _is_meant(answer: Node, trial: MatrixTrial, precision: Precision | None) -> bool:
    """Return whether the decimals of an answer round numbers that make it the key on a trial."""
    if precision is None:
        return False
    typed = separate_decimals(answer, precision, precision.in_formulas)
    size = _find_array_size(trial.key)

    def evaluate(values: Mapping[str, MP]) -> Row:
        value = evaluate_array_tree(typed.tree, {**trial.point, **values})
        return _entries_of_size(value, size)

    due = _entries_of_size(trial.key, size)
    answered = evaluate(typed.centre)
    if not typed.values or len(answered) != len(due):
        return False
    largest = find_largest_magnitude(due)
    gap = find_largest_magnitude([x - y for x, y in zip(due, answered, strict=True)])
    return bool(gap <= precision.farthest * largest) and is_within_rounding(
        due, typed, evaluate, precision, largest
    )


def _find_array_size(value: Value) -> tuple[int, int] | None:
    """Return the size; a number is 1×1, the size of ``I`` is not known."""
    return None if isinstance(value, Identity) else find_size(value)


def _entries_of_size(value: Value, size: tuple[int, int] | None) -> Row:
    """Return the entries of an array of a size, the factor of an identity without one; none of another."""
    if isinstance(value, Identity):
        if size is None:
            return (value.factor,)
        return list_entries(ARRAYS.make_identity(value.factor, size[0]))
    if _find_array_size(value) != size:
        return ()
    return list_array_entries(value)


def _refuse_starred(answer: Node, trial: MatrixTrial) -> None:
    """Raise ParseError for a ``*`` between arrays of one size that have no matrix product."""
    if any(_is_star_between_arrays(part, trial) for part in walk_tree(answer)):
        hint = "write a^T b for the inner product, a ⊙ b for the product entry by entry"
        raise ParseError("this product of two arrays of one size reads two ways", None, hint=hint)


def _is_star_between_arrays(part: Node, trial: MatrixTrial) -> bool:
    if not (isinstance(part, Binary) and part.op == "*" and not part.implicit):
        return False
    try:
        left, right = (evaluate_array_tree(side, trial.point) for side in (part.left, part.right))
    except CheckError:
        return False
    if not is_array(left) or not is_array(right):
        return False
    return find_size(left) == find_size(right) and not is_square(left)


def _make_trials_for(spec: MatrixExpressionSpec, answer: Node) -> tuple[MatrixTrial, ...]:
    """Return the trials on which an answer is judged: more where a function may bend."""
    return make_matrix_trials(spec, spec.key, many=has_functions(spec.key) or has_functions(answer))


def fits_matrix_expression(
    spec: MatrixExpressionSpec, mistaken: Node, answer: Node, context: Context
) -> bool:
    """Return whether an answer is a known mistake's result; if sizes do not fit, the same tree."""
    # sizes that do not fit have no value to compare
    return mistaken == answer or judge_matrix_expression(spec, answer, context).verdict == "correct"


def diagnose_matrix_expression(spec: MatrixExpressionSpec, answer: Node, context: Context) -> Verdict | None:
    """Find a slip: transposed, inverse, sign, factor, order, a transpose or inverse inside, sizes."""
    all_trials = _make_trials_for(spec, answer)
    trials = tuple(trial for trial in all_trials if not trial.may_fail)
    answer = with_columns(answer, trials[0].point)
    clock = Clock(_PATIENCE_S)

    def is_right_on(changed: Node, trial: MatrixTrial) -> bool:
        try:
            return ARRAYS.are_same(trial.key, evaluate_array_tree(changed, trial.point))
        except CheckError:
            return trial.may_fail

    def right(changed: Node) -> bool:
        clock.check()
        return all(is_right_on(changed, trial) for trial in all_trials)

    with mpmath.workdps(array_values.DIGITS):
        misfit = _diagnose_inner_sizes(answer, trials[0])
        with suppress(TimedOutError):
            if misfit is None and (verdict := _of_the_whole(answer, trials, right)):
                return verdict
            for changed in islice(_reorder_one_product(answer), _MOST_CHANGES):
                if right(changed):
                    return make_wrong_verdict("order", _REORDERED)
            changes = ((code, changed) for code in _SAYS for changed in _toggle_one_operation(answer, code))
            for code, changed in islice(changes, _MOST_CHANGES):
                if right(changed):
                    record_step("find a change that is the key", change=code, tree=changed)
                    return make_wrong_verdict(_CODES.get(code, code), _SAYS[code])
        return misfit or _diagnose_answer_size(answer, trials[0])


_REORDERED = "These are the right factors in another order: matrices do not commute."
_SAYS = {
    "transposed": "A transpose is missing, or there is one too many.",
    "inverse": "An inverse is missing, or there is one too many.",
    "exchanged": "A transpose is written where an inverse is expected, or the other way round.",
    "sign": "One sign is off.",
}
_CODES = {"exchanged": "inverse"}


def _of_the_whole(
    answer: Node, trials: tuple[MatrixTrial, ...], right: Callable[[Node], bool]
) -> Verdict | None:
    """Diagnose the whole value."""
    if right(Neg(answer)):
        return make_wrong_verdict("sign", "The sign is off.")
    pairs = [(trial.key, evaluate_array_tree(answer, trial.point)) for trial in trials]
    if any(is_array(value) for _, value in pairs):
        if right(Call("T", (answer,))):
            return make_described_verdict("transposed", "the transpose: rows and columns are exchanged.")
        if right(Call("inv", (answer,))):
            return make_described_verdict("inverse", "the inverse of what is asked for.")
    ratios = [_find_matrix_ratio(key, value) for key, value in pairs]
    first = ratios[0]
    if first in (None, 0, 1) or not all(
        ratio is not None and ARRAYS.are_same(ratio, first) for ratio in ratios
    ):
        return None
    times = plain_ratio(first)
    if times == "1":
        return None
    return make_wrong_verdict("factor", f"A factor is off: this is {times} times the right one.")


def _find_matrix_ratio(key: Value, answer: Value) -> Number | None:
    """Return the constant factor between two values."""
    size = _find_array_size(key)  # that of a multiple of I is not known
    if size is None or size != _find_array_size(answer):
        return None
    first, second = list_array_entries(key), list_array_entries(answer)
    pivot = next((index for index, entry in enumerate(first) if entry != 0), None)
    if pivot is None:
        return None
    ratio = divide_numbers(second[pivot], first[pivot])
    if not 1 / LARGEST_FACTOR < abs(ratio) < LARGEST_FACTOR:
        return None
    same = (ARRAYS.are_same(x * ratio, y) for x, y in zip(first, second, strict=True))
    return ratio if all(same) else None


def _diagnose_inner_sizes(answer: Node, trial: MatrixTrial) -> Verdict | None:
    """Return the sizes that do not fit inside the answer, in the letters of the axes."""
    with suppress(CheckError):
        try:
            evaluate_array_tree(answer, trial.point)
        except SizesError as error:
            message = error.said(error.what, [write_size_in_letters(size, trial) for size in error.sizes])
            return make_wrong_verdict("size", f"{message[0].upper()}{message[1:]}.")
    return None


def _diagnose_answer_size(answer: Node, trial: MatrixTrial) -> Verdict | None:
    answered, due = (_find_array_size(evaluate_array_tree(answer, trial.point)), _find_array_size(trial.key))
    if answered is None or due is None or answered == due:
        return None
    return make_wrong_verdict(
        "size",
        f"The size is off: this is {write_size_in_letters(answered, trial)}, "
        f"not {write_size_in_letters(due, trial)}.",
    )


def _reorder_one_product(node: Node) -> Iterator[Node]:
    """Yield the tree with the factors of one product in another order."""
    if isinstance(node, Binary) and node.op in ("*", "/"):
        first, links = split_chain(node)
        # Four factors have 24 orders.
        if 1 <= len(links) < 4 and all(op == "*" for op, _ in links):
            factors = (first, *(part for _, part in links))
            for order in permutations(factors):
                if order != factors:
                    yield reduce(lambda left, right: Binary("*", left, right), order)
    for index, part in enumerate(list_parts(node)):
        if _is_product(node) and index == 0 and _is_product(part):
            continue  # the beginning of a chain whose orders were taken as a whole
        for changed in _reorder_one_product(part):
            yield _replace_child_node(node, index, changed)


def _is_product(node: Node) -> bool:
    return isinstance(node, Binary) and node.op == "*"


def _replace_child_node(node: Node, index: int, changed: Node) -> Node:
    parts = list_parts(node)
    return replace_parts(node, (*parts[:index], changed, *parts[index + 1 :]))


def _toggle_one_operation(node: Node, code: str) -> Iterator[Node]:
    """Yield the tree with one transpose, inverse or sign inserted, removed or changed."""
    yield from _changed_here(node, code)
    for index, part in enumerate(list_parts(node)):
        for changed in _toggle_one_operation(part, code):
            yield _replace_child_node(node, index, changed)


def _changed_here(node: Node, code: str) -> Iterator[Node]:
    match code:
        case "sign":
            if isinstance(node, Binary) and node.op in ("+", "-"):
                yield Binary("-" if node.op == "+" else "+", node.left, node.right)
        case "exchanged":
            for operation, name in (("transposed", "inv"), ("inverse", "T")):
                bare = _remove_outer_operation(node, operation)
                if bare is not None:
                    yield Call(name, (bare,))
        case _:
            bare = _remove_outer_operation(node, code)
            if bare is not None:
                yield bare
            elif not isinstance(node, (Num, Sequence)):
                yield Call("T" if code == "transposed" else "inv", (node,))


def _remove_outer_operation(node: Node, code: str) -> Node | None:
    match node:
        case Call("T", (arg,)) if code == "transposed":
            return arg
        case Call("inv", (arg,)) if code == "inverse":
            return arg
        case Binary("^", base, Neg(Num("1"))) if code == "inverse":
            return base
        case _:
            return None


# --- trials ---------------------------------------------------------------------------------------------


# Max draws, because on some of them a key has no value.
_TRIES = 16
_SMOOTH = frozenset(
    ("T", "inv", "pinv", "det", "trace", "dot", "hadamard", "cross", "eye", "diag", "exp", "rank")
)
# Factors of arrays for clips, so that entries are beyond every bound that an answer writes.
_FAR = (Fraction(1, 10**5), Fraction(10**5))
# Structures that are lost by a factor.
_OF_ONE_SIZE = SHARES | {"orthogonal", ORTHONORMAL_COLUMNS, ROWS_OF_NORM_1}


@dataclass(frozen=True, slots=True)
class MatrixTrial:
    """Lengths of the axes, the value of every name, and the key's value."""

    sizes: Mapping[str, int]
    point: Mapping[str, Any]
    key: Value
    # Whether an answer without a value counts as equal, because inverting a square matrix is right.
    may_fail: bool = False


def has_functions(node: Node) -> bool:
    """Return whether a tree has functions of numbers, because the signs of their arguments matter."""
    return any(part.name not in _SMOOTH for part in find_in_tree(node, Call))


@lru_cache(maxsize=64)
def make_matrix_trials(
    spec: MatrixExpressionSpec, key: Node, *, many: bool = False
) -> tuple[MatrixTrial, ...]:
    """Return the trials of a spec's key, or of another; KeyFaultError where it has no value on matrices of
    the declared shapes.

    ``many`` asks for enough of them that all signs occur.
    """
    draw = random.Random(20)
    matrix_trials: list[MatrixTrial] = []
    fault: CheckError | None = None
    shaped = {name for name, axes in spec.shapes if axes} | {"I"} | set(spec.axes)
    names = sorted(spec.names.declared - shaped)
    points = exact_points(names, assumptions_of(spec.assume, frozenset(names)), _TRIES)
    with mpmath.workdps(array_values.DIGITS):
        for turn, sizes in enumerate(_draw_axis_lengths(spec, draw)):
            point = _draw_matrix_point(spec, sizes, points[turn % len(points)], draw)
            if len(matrix_trials) == 1:
                point = _at_corner(spec, point, _mirror_matrix)
            try:
                matrix_trials.append(MatrixTrial(sizes, point, evaluate_array_tree(key, point)))
            except CheckError as error:
                fault = error
            # Three sizes separate matrices; where functions bend, all signs are needed.
            if len(matrix_trials) == (12 if many else 3):
                break
        if matrix_trials:
            first = matrix_trials[0]
            of_any_shape = any(part.name == "rank" for part in find_in_tree(key, Call))
            singular = _at_corner(spec, first.point, _made_singular, of_any_shape=of_any_shape)
            further = [] if _is_unchanged(singular, first.point) else [singular]
            assumed = assumptions_of(spec.assume, spec.names.declared)
            for factor in _FAR if many else ():
                far = {name: _move_far(first.point[name], name, assumed, factor) for name in first.point}
                further.append(far | {axis: first.point[axis] for axis in first.sizes})
            for point in further:
                with suppress(CheckError):
                    value = evaluate_array_tree(key, point)
                    matrix_trials.append(MatrixTrial(first.sizes, point, value, may_fail=True))
    if not matrix_trials:
        reason = f": {fault.message}" if fault else ""
        raise KeyFaultError(f"the key has no value on matrices of these shapes{reason}")
    return tuple(matrix_trials)


def _draw_axis_lengths(spec: MatrixExpressionSpec, draw: random.Random) -> Iterator[dict[str, int]]:
    """Return lengths for the named axes: rising, falling, then in any order."""
    named = spec.axes
    assumed = assumptions_of(spec.assume, spec.names.declared)
    tall = [
        axes for name, axes in spec.shapes if axes[1:] and assumed.structures.get(name) == ORTHONORMAL_COLUMNS
    ]
    fixed_lengths = {int(axis) for _, axes in spec.shapes for axis in axes if axis.isdigit()}
    pool = [length for length in range(2, 6 + len(named) + len(fixed_lengths)) if length not in fixed_lengths]
    drawn = (draw.sample(pool[: len(named) + 2], len(named)) for _ in range(_TRIES))
    for lengths in chain((pool[: len(named)], pool[: len(named)][::-1]), drawn):
        sizes = dict(zip(named, lengths, strict=True))
        if all(_length_of(axes[0], sizes) >= _length_of(axes[-1], sizes) for axes in tall):
            yield sizes


def _length_of(axis: str, sizes: Mapping[str, int]) -> int:
    return sizes[axis] if axis in sizes else int(axis)


def _draw_matrix_point(
    spec: MatrixExpressionSpec, sizes: Mapping[str, int], scalars: Mapping[str, Fraction], draw: random.Random
) -> dict[str, Any]:
    assumed = assumptions_of(spec.assume, spec.names.declared)
    point: dict[str, Any] = {**scalars, **{axis: Fraction(length) for axis, length in sizes.items()}}
    if "I" in spec.names.matrices and "I" not in dict(spec.shapes):
        point["I"] = Identity(mpmath.mpf(1))
    for name, axes in spec.shapes:
        lengths = [_length_of(axis, sizes) for axis in axes]
        if lengths:
            structure = assumed.structures.get(name, "")
            domain = assumed.domain(name)
            point[name] = _draw_structured_array(lengths, structure, domain, draw)
    return point


def _at_corner(
    spec: MatrixExpressionSpec,
    point: Mapping[str, Any],
    change: Callable[[Array, str], Value],
    *,
    of_any_shape: bool = False,
) -> dict[str, Any]:
    """Return a point with its square matrices changed, or all of them, each within its structure."""
    structures = assumptions_of(spec.assume, spec.names.declared).structures
    return {
        name: change(value, structures.get(name, ""))
        if is_array(value) and (is_square(value) or (of_any_shape and value.ndim > 1))
        else value
        for name, value in point.items()
    }


def _is_unchanged(point: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(point[name] is value for name, value in other.items())


def _move_far(value: Any, name: str, assumed: Assumptions, factor: Fraction) -> Any:
    """Return an array made small or large, or a number that lies next to an end of its domain or far out."""
    if is_array(value):
        is_fixed = assumed.structures.get(name) in _OF_ONE_SIZE or assumed.domain(name).integer
        if is_fixed:
            return value
        return ARRAYS.multiply_values(convert_fraction_to_mp(factor), value)
    if not isinstance(value, Fraction):
        return value
    domain = assumed.domain(name)
    end = float(domain.low if factor < 1 else domain.high)
    near = (
        Fraction(end) + (value - Fraction(end)) * min(factor, 1 / factor) if isfinite(end) else value * factor
    )
    return near if near in domain and not assumed.relations else value


def _mirror_matrix(matrix: Array, structure: str) -> Value:
    """Return a matrix whose determinant has the other sign, or a definite one with small eigenvalues."""
    rows = list_rows(matrix)
    if structure == "orthogonal":
        return make_matrix(([-entry for entry in rows[0]], *rows[1:]))
    if structure in ("positive definite", "positive semidefinite"):
        return ARRAYS.divide_value(matrix, 2 * ARRAYS.compute_trace(matrix))
    if structure in ("", "invertible"):
        return make_matrix((*rows[1::-1], *rows[2:]))
    return matrix


def _made_singular(matrix: Array, structure: str) -> Value:
    """Return a matrix of rank one where the structure allows it."""
    if structure == "positive semidefinite":
        first = list_rows(matrix)[0]
        return ARRAYS.multiply_values(make_vector(first), make_matrix([first]))
    if structure:
        return matrix
    rows = list_rows(matrix)
    return make_matrix([row[0] * entry for entry in rows[0]] for row in rows)


def _draw_structured_array(lengths: list[int], structure: str, domain: Domain, draw: random.Random) -> Value:
    rows, columns = lengths[0], lengths[-1]
    if len(lengths) == 1:
        change = _OF_ROWS.get(ROWS_SUM_TO_1 if structure == ENTRIES_SUM_TO_1 else structure, tuple)
        return make_vector(change(tuple(_draw_matrix_entry(domain, draw) for _ in range(rows))))
    plain = make_matrix([_draw_matrix_entry(domain, draw) for _ in range(columns)] for _ in range(rows))
    if not structure:
        return plain
    if change := _OF_ROWS.get(structure):
        return make_matrix(change(tuple(row)) for row in list_rows(plain))
    if structure == ORTHONORMAL_COLUMNS:
        square = _draw_structured_array([rows, rows], "orthogonal", domain, draw)
        return square[:, :columns]
    if rows != columns and structure != ENTRIES_SUM_TO_1:
        raise KeyFaultError(f"assume: only a square matrix is {structure}")
    return _STRUCTURED[structure](plain)


def _draw_matrix_entry(domain: Domain, draw: random.Random) -> MP:
    if domain.integer and (inside := [number for number in range(-4, 5) if number in domain]):
        return mpmath.mpf(draw.choice(inside))
    return mpmath.mpf(draw.choice([number for number in range(-19, 20) if number])) / 4


def _make_skew_matrix(plain: Array) -> Value:
    return ARRAYS.add_values(plain, -plain.T)


def _make_orthogonal_matrix(plain: Array) -> Value:
    """Return an orthogonal matrix: Cayley's transform of a skew matrix."""
    skew = _make_skew_matrix(plain)
    less, more = (
        ARRAYS.add_values(Identity(mpmath.mpf(1)), -skew),
        ARRAYS.add_values(Identity(mpmath.mpf(1)), skew),
    )
    return ARRAYS.multiply_values(less, ARRAYS.invert(more))


def _mask_matrix_entries(plain: Array, keep: Callable[[int, int], bool]) -> Array:
    rows = enumerate(list_rows(plain))
    return make_matrix(
        [entry if keep(i, j) else mpmath.mpf(0) for j, entry in enumerate(row)] for i, row in rows
    )


def _normalise_to_shares(entries: Iterable[Any]) -> tuple[Any, ...]:
    """Return the sizes of the entries, divided by their sum."""
    sizes = [abs(entry) for entry in entries]
    total = sum(sizes)
    return tuple(size / total for size in sizes)


def _divide_by_norm(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    norm = mpmath.sqrt(sum(entry**2 for entry in entries))
    return tuple(entry / norm for entry in entries)


def _shares_of_all(plain: Array) -> Array:
    return make_array(_normalise_to_shares(list_entries(plain)), plain.shape)


_OF_ROWS: Mapping[str, Callable[[tuple[Any, ...]], tuple[Any, ...]]] = {
    ROWS_SUM_TO_1: _normalise_to_shares, ROWS_OF_NORM_1: _divide_by_norm, ROWS_NOT_ZERO: tuple,
    SORTED: lambda row: tuple(sorted(row)),
}  # fmt: skip
_STRUCTURED: Mapping[str, Callable[[Array], Value]] = {
    "symmetric": lambda plain: ARRAYS.add_values(plain, plain.T),
    "skew": _make_skew_matrix, "antisymmetric": _make_skew_matrix,
    "positive definite": lambda plain: ARRAYS.add_values(
        ARRAYS.multiply_values(plain, plain.T), Identity(mpmath.mpf(1))
    ),
    "positive semidefinite": lambda plain: ARRAYS.multiply_values(plain, plain.T),
    "orthogonal": _make_orthogonal_matrix,
    "diagonal": lambda plain: _mask_matrix_entries(plain, lambda i, j: i == j),
    "upper triangular": lambda plain: _mask_matrix_entries(plain, lambda i, j: i <= j),
    "lower triangular": lambda plain: _mask_matrix_entries(plain, lambda i, j: i >= j),
    "invertible": lambda plain: plain,
    ENTRIES_SUM_TO_1: _shares_of_all,
}  # fmt: skip


def write_size_in_letters(size: tuple[int, ...], trial: MatrixTrial) -> str:
    """Return a size in the letters of the axes, where it is made of them."""
    letters = {length: axis for axis, length in trial.sizes.items()}
    return "×".join(letters.get(length, str(length)) for length in size)
