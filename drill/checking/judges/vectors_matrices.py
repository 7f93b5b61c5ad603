"""Vectors and matrices, entry by entry or up to a scale or a sign; shapes of arrays; sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import combinations
from typing import TYPE_CHECKING

from drill.checking.answer_verdict import (
    Verdict,
    join_verdicts,
    make_correct_verdict,
    make_described_verdict,
    make_undecided_verdict,
    make_wrong_verdict,
)
from drill.checking.decimals import measure_number_size
from drill.checking.diagnosis import MistakeTrial, value_at
from drill.checking.equality import Sample
from drill.checking.grids import Grid, convert_to_grid, write_out_inverse
from drill.checking.judges.context import (
    Context,
    are_reordered,
    match_equal_elements,
    raise_as_key_fault,
    verdict_of,
)
from drill.checking.judges.value_judge import evaluate_number_tree, judge_number, key_number, require_value
from drill.checking.kind import describe_tree_kind, make_kind_error, refuse_list, require_scalar
from drill.checking.spec import KeySpec
from drill.checking.tolerances import compute_allowed_distance
from drill.errors import CheckError, KeyFaultError, ParseError, UndefinedError
from drill.explanation import record_step
from drill.maths.maths_tree import (
    Binary,
    Const,
    Logic,
    Neg,
    Node,
    Num,
    Relation,
    Sequence,
    Sym,
    Union,
    find_symbols,
    list_parts,
)
from drill.maths.maths_vocabulary import as_columns
from drill.text import count, join_in_sentence

if TYPE_CHECKING:
    from drill.checking.kinds.set_answers import SetSpec
    from drill.checking.kinds.vectors import ArraySpec

# Max entries or axes whose 120 orders are tried.
_SHUFFLE_LIMIT = 5
# Max factor that is a slip; the least is its reciprocal.
LARGEST_FACTOR = 10**9


def judge_array(spec: ArraySpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict on a vector or matrix; code ``size`` if its size differs from the key's."""
    key, answered = _grid_of_key(spec), _grid_of_answer(spec, answer)
    if key.size != answered.size:
        return make_wrong_verdict(
            "size",
            f"The size is off: this is {_describe_grid_size(answered)}, not {_describe_grid_size(key)}.",
            "structure",
        )
    if spec.up_to == "scale":
        return _judge_direction(spec, key, answered, context)
    context = context.beside(key.entries)
    verdict = _judge_entries(spec, key, answered, context)
    is_turned = spec.up_to == "sign" and verdict.verdict == "wrong"
    if is_turned:
        return _judge_entries(spec, key, answered.each(Neg), context)
    return verdict


def _grid_of_key(spec: ArraySpec) -> Grid:
    with raise_as_key_fault(f"the key is not a {spec.kind}"):
        grid = convert_to_grid(spec.key)
    if not isinstance(grid, Grid):
        raise KeyFaultError(f"the key is not a {spec.kind}")
    return grid if spec.kind == "matrix" else grid.as_vector()


def _grid_of_answer(spec: ArraySpec, answer: Node) -> Grid:
    grid = _convert_answer_to_grid(answer)
    if not isinstance(grid, Grid):
        raise make_kind_error(spec.kind, answer)
    for entry in grid.entries:
        require_scalar("expression", entry)
    if spec.kind != "matrix":
        if not grid.is_vector and 1 not in grid.size:
            raise make_kind_error(spec.kind, answer)
        return grid.as_vector()
    key = _grid_of_key(spec)
    if grid.is_vector and 1 not in key.size:
        raise make_kind_error(spec.kind, answer)
    if grid.is_vector and key.size[0] == 1 < key.size[1]:
        raise refuse_list()
    if key.size == (1, 1) and grid.is_vector:
        return Grid((grid.entries,))
    return grid


def _convert_answer_to_grid(answer: Node) -> Grid | Node:
    """Return the grid of an answer; ``(1, 2)^T`` is a column where its size fits."""
    columns = as_columns(answer)
    if columns != answer:
        with suppress(UndefinedError):
            return convert_to_grid(columns)
    return convert_to_grid(answer)


def _describe_grid_size(grid: Grid) -> str:
    rows, columns = grid.size
    if grid.is_vector:
        return f"{rows} {'entry' if rows == 1 else 'entries'}"
    return f"{rows}×{columns}"


def judge_entry(spec: ArraySpec, key: Node, answered: Node, context: Context) -> Verdict:
    """Return the verdict on one entry."""
    if not find_symbols(key) and not find_symbols(answered):
        return judge_number(key, answered, spec.tolerance, context)
    return verdict_of(context.compare(key, answered))


def _judge_entries(spec: ArraySpec, key: Grid, answer: Grid, context: Context) -> Verdict:
    pairs = zip(key.entries, answer.entries, strict=True)
    return join_verdicts(judge_entry(spec, *pair, context) for pair in pairs)


def _judge_direction(spec: ArraySpec, key: Grid, answer: Grid, context: Context) -> Verdict:
    """Return whether the answer is a non-zero multiple of the key."""
    zero = Num("0")
    if all(context.equal(zero, entry) for entry in answer.entries):
        return make_described_verdict("zero", f"the zero {spec.kind}: it has no direction.", "structure")
    pivot = next((i for i, entry in enumerate(key.entries) if not context.equal(zero, entry)), None)
    if pivot is None:
        raise KeyFaultError("the key is zero: it has no direction")
    if spec.tolerance is not None:
        return _judge_direction_approximately(spec, key, answer)
    if context.precision is not None:
        if _is_direction_meant(key, answer, context):
            return make_correct_verdict("numeric")
        return make_wrong_verdict("wrong", "")
    if context.equal(zero, answer.entries[pivot]) or _vanishes_in_part(key, answer, context):
        return make_wrong_verdict("wrong", "")
    return join_verdicts(
        verdict_of(context.compare(Binary("*", expected, typed), Binary("*", entry, due)))
        for (expected, entry), (due, typed) in combinations(zip(key.entries, answer.entries, strict=True), 2)
    )


def _is_direction_meant(key: Grid, answer: Grid, context: Context) -> bool:
    """Return whether decimals make the answer a multiple of the key: each two entries have one ratio."""
    assert context.precision is not None
    zero = Num("0")
    largest = max(map(measure_number_size, key.entries)) * max(map(measure_number_size, answer.entries))
    # the rounded numbers are a multiple of the key's, and may be terminating decimals or not
    context = replace(context, largest=largest, precision=replace(context.precision, may_end=True))
    crossed = (
        Binary("-", Binary("*", expected, typed), Binary("*", entry, due))
        for (expected, entry), (due, typed) in combinations(zip(key.entries, answer.entries, strict=True), 2)
    )
    return all(context.equal(zero, difference) for difference in crossed)


def _vanishes_in_part(key: Grid, answer: Grid, context: Context) -> bool:
    """Return whether the answer is zero on an interval where the key is not: it has no direction there."""
    names = {name for entry in answer.entries for name in find_symbols(entry)}
    points = Sample(names, context.assumed).ordinary() if names else ()
    zeros = [point for point in points if all(value_at(entry, point) == 0 for entry in answer.entries)]
    # Zeros at two points are not an accident.
    return sum(any(value_at(entry, point) for entry in key.entries) for point in zeros) >= 2


def _judge_direction_approximately(spec: ArraySpec, key: Grid, answer: Grid) -> Verdict:
    assert spec.tolerance is not None
    expected = [key_number(entry) for entry in key.entries]
    typed = [evaluate_number_tree(entry) for entry in answer.entries]
    pivot = max(range(len(expected)), key=lambda index: abs(expected[index]))
    if typed[pivot] == 0:
        return make_wrong_verdict("wrong", "")
    scale = typed[pivot] / expected[pivot]
    record_step("compare up to a scale", scale=scale, key=expected, answer=typed)
    pairs = zip(expected, typed, strict=True)
    near = all(
        abs(value / scale - due) <= compute_allowed_distance(spec.tolerance, due) for due, value in pairs
    )
    if near:
        return make_correct_verdict("numeric")
    return make_wrong_verdict("wrong", "")


def diagnose_array(spec: ArraySpec, answer: Node, context: Context) -> Verdict | None:
    """Find a slip: transposed, inverse, sign, factor, order, or the entries that are off."""
    key, answered = _grid_of_key(spec), _grid_of_answer(spec, answer)

    def right(changed: Grid) -> bool:
        return changed.size == key.size and _judge_entries(spec, key, changed, context).verdict == "correct"

    if spec.up_to or key.size != answered.size:
        return None
    if not key.is_vector and key.is_square and right(answered.transposed()):
        return make_described_verdict("transposed", "the transpose: rows and columns are exchanged.")
    if right(answered.each(Neg)):
        return make_wrong_verdict("sign", "The sign of every entry is off.")
    if not key.is_vector and key.is_square:
        with suppress(CheckError):
            if right(write_out_inverse(answered)):
                return make_described_verdict("inverse", "the inverse of what is asked for.")

    def same(due: Node, entry: Node) -> bool:
        return judge_entry(spec, due, entry, context).verdict == "correct"

    is_short = key.is_vector and len(key.rows) <= _SHUFFLE_LIMIT
    if is_short and are_reordered(key.entries, answered.entries, same):
        return make_wrong_verdict("order", "These are the right entries in another order.")
    return _diagnose_entry_factor(key, answered, right, context) or _diagnose_wrong_entries(
        key, answered, same
    )


def _diagnose_entry_factor(
    key: Grid, answer: Grid, right: Callable[[Grid], bool], context: Context
) -> Verdict | None:
    """Return the factor between answer and key: the quotient of two entries, plain numbers if possible."""
    pairs = [pair for pair in zip(key.entries, answer.entries, strict=True) if Num("0") not in pair]
    if len(key.entries) < 2 or not pairs:
        return None
    due, typed = next((pair for pair in pairs if not any(map(find_symbols, pair))), pairs[0])
    ratio = MistakeTrial(due, typed, context.assumed).ratio()
    if ratio is None or not 1 / LARGEST_FACTOR < abs(ratio) < LARGEST_FACTOR or ratio.imag:
        return None
    times = plain_ratio(ratio)
    if times != "1" and right(answer.each(lambda entry: Binary("*", entry, Binary("/", due, typed)))):
        return make_wrong_verdict("factor", f"Every entry is {times} times the right one.")
    return None


def plain_ratio(ratio: complex) -> str:
    """Write a factor as a simple fraction, else with four digits."""
    value = complex(ratio).real
    simple = Fraction(value).limit_denominator(1000)
    if abs(float(simple) - value) < 1e-12 * abs(value):
        return str(simple)
    return f"{value:.4g}"


def _diagnose_wrong_entries(key: Grid, answer: Grid, same: Callable[[Node, Node], bool]) -> Verdict:
    """Return the names of the entries that are off."""
    pairs = list(zip(key.entries, answer.entries, strict=True))
    off = [index for index, pair in enumerate(pairs) if not same(*pair)]
    cells = [(flat_index // key.size[1] + 1, flat_index % key.size[1] + 1) for flat_index in off]
    places = [str(i) if key.is_vector else f"({i}, {j})" for i, j in cells]
    if len(places) == len(key.entries) > 1:
        return make_wrong_verdict("wrong", "No entry is right.")
    if len(places) == 1:
        due, entry = pairs[off[0]]
        fault = "is off: its sign." if same(due, Neg(entry)) else "is off; the others are right."
        return make_wrong_verdict("entry", f"Entry {places[0]} {fault}")
    return make_wrong_verdict("entry", f"Entries {join_in_sentence(places)} are off.")


def judge_shape(spec: KeySpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict, with codes ``size``, ``order`` and ``entry``. Raises KeyFaultError if the key is
    not a shape.
    """
    with raise_as_key_fault("the key is not a shape"):
        due = _list_shape_lengths(spec.key)
    answered = _list_shape_lengths(answer)
    for axis in answered:
        require_value(axis)
    if len(answered) != len(due):
        are = {0: "none is", 1: "one is"}.get(len(due), f"{len(due)} are")
        axes = "one axis" if len(answered) == 1 else f"{len(answered) or 'no'} axes"
        return make_wrong_verdict("size", f"This has {axes}; {are} expected.", "structure")
    verdicts = [verdict_of(context.compare(*pair)) for pair in zip(due, answered, strict=True)]
    off = [str(index) for index, verdict in enumerate(verdicts, 1) if verdict.verdict == "wrong"]
    if not off or any(axis_verdict.verdict == "undecided" for axis_verdict in verdicts):
        return join_verdicts(axis_verdict for axis_verdict in verdicts if axis_verdict.verdict != "wrong")
    if len(due) <= _SHUFFLE_LIMIT and are_reordered(due, answered, context.equal):
        return make_wrong_verdict("order", "These are the right axes in another order.")
    if len(off) == len(due):
        return make_wrong_verdict("wrong", "")
    return make_wrong_verdict(
        "entry", f"Axis {off[0]} is off." if len(off) == 1 else f"Axes {', '.join(off)} are off."
    )


def _list_shape_lengths(node: Node) -> tuple[Node, ...]:
    """Return the lengths in a tuple or a list, or side by side."""
    # No array of a paper has more axes.
    if not isinstance(node, Sequence) or node.kind == "set" or len(node.items) > 12:
        raise make_kind_error("shape", node)
    if any(map(describe_tree_kind, node.items)):
        raise make_kind_error("shape", node)
    for item in node.items:
        require_scalar("shape", item)
    return node.items


# Sets: elements paired with the key's, at the exercise's tolerance.

# Max elements of a typed set, because each is compared with each of the key.
_LIMIT = 60
# A name that nobody types.
_ROOT = "the root"
_BRACKETS = ("set", "commas")


def judge_set(spec: SetSpec, answer: Node, context: Context) -> Verdict:
    """Return the verdict on a set: no order, nothing twice. Raises ParseError for another value, or one too
    long."""
    due, answered = (_list_elements(spec.key), _list_elements(answer))
    if (
        answered == (answer,)
        and describe_tree_kind(answer)
        and not any(isinstance(item, Sequence) for item in due)
    ):
        raise make_kind_error(spec.kind, answer)
    if len(answered) > _LIMIT:
        raise ParseError("there are too many elements", 1, code="too-large")
    context = context.beside(part for item in due for part in (item, *list_parts(item)))
    return _judge_set(
        spec,
        _remove_repeated_elements(spec, due, context),
        _remove_repeated_elements(spec, answered, context),
        context,
    )


def _list_elements(node: Node) -> tuple[Node, ...]:
    """Return the elements of a set; ``x = 1, x = 2`` has 1 and 2, a bare value is one element."""
    match node:
        case Const("dne") | Sequence("set", (Const("dne"),)):
            return ()
        case Sequence("set", (Sequence("set", ()),)):
            raise ParseError(
                "this is a set that contains the empty set", 1, hint="write {} for the empty set"
            )
        case Sequence("tuple", items) if len(items) > 1:
            return (node,)
        case Sequence(brackets, items) if brackets in _BRACKETS:
            last = _list_elements(items[-1]) if items and isinstance(items[-1], Logic) else items[-1:]
            return tuple(_read_element(item) for item in (*items[:-1], *last))  # 1, 2 and 3
        case Sequence():
            raise make_kind_error("set", node)
        case Logic(_, left, right) | Union(left, right) if _are_values(left, right):
            return (*_list_elements(left), *_list_elements(right))
        case _:
            return (_read_element(node),)


def _are_values(*nodes: Node) -> bool:
    """Return whether ``x = 1 or x = 2`` lists values of one name, or ``1 or 2`` and ``1 and 2`` list
    values."""
    if all(isinstance(node, Sequence | Union) or not describe_tree_kind(node) for node in nodes):
        return True
    match nodes:
        case (Logic(_, first, second), other) | (other, Logic(_, first, second)):
            return _are_values(first, second) and _are_values(second, other)
        case (Relation("=", Sym(name), _), Relation("=", Sym(other), _)):
            return name == other
        case _:
            return False


def _read_element(node: Node) -> Node:
    if isinstance(node, Relation) and node.op == "=" and isinstance(node.left, Sym):
        return _read_element(node.right)
    is_row = isinstance(node, Sequence) and node.kind in ("tuple", "list")
    if not is_row and describe_tree_kind(node):
        raise make_kind_error("set", node)
    for item in list_parts(node) if is_row else (node,):
        require_scalar("expression", item)
    return node


def _judge_element(spec: SetSpec, due: Node, answer: Node, context: Context) -> Verdict:
    """Return whether two elements are equal."""
    if isinstance(due, Sequence) and isinstance(answer, Sequence) and len(due.items) == len(answer.items):
        pairs = zip(due.items, answer.items, strict=True)
        return join_verdicts(_judge_element(spec, *pair, context) for pair in pairs)
    if isinstance(due, Sequence) or isinstance(answer, Sequence):
        return make_wrong_verdict("wrong", "")
    if find_symbols(due) or find_symbols(answer):
        return verdict_of(context.compare(due, answer))
    return judge_number(due, answer, spec.tolerance, context)


def _is_same(verdict: Verdict) -> bool | None:
    return None if verdict.verdict == "undecided" else verdict.verdict == "correct"


def _remove_repeated_elements(spec: SetSpec, items: tuple[Node, ...], context: Context) -> list[Node]:
    """Return the elements without repetitions, compared exactly. Raises if one has no value at all."""
    exactly = spec.exact
    context = replace(context, precision=None)
    nodes: list[Node] = []
    for item in items:
        if not any(_judge_element(exactly, node, item, context).verdict == "correct" for node in nodes):
            nodes.append(item)
    return nodes


def _judge_set(spec: SetSpec, due: Iterable[Node], answers: Iterable[Node], context: Context) -> Verdict:
    due, answers = list(due), list(answers)
    verdicts = {
        (i, j): _judge_element(spec, d, g, context) for i, d in enumerate(due) for j, g in enumerate(answers)
    }
    same_pairs = {places: _is_same(verdict) for places, verdict in verdicts.items()}
    pairs = match_equal_elements(same_pairs, len(due), len(answers))
    missing = [i for i in range(len(due)) if i not in pairs.values()]
    extra = [j for j in range(len(answers)) if j not in pairs]
    record_step("pair elements", key=due, answer=answers, missing=missing, extra=extra)
    if not missing and not extra:
        return join_verdicts(verdicts[i, j] for j, i in pairs.items())
    if _agree_together([due[i] for i in missing], [answers[j] for j in extra], context):
        return make_correct_verdict("numeric")
    if any(same is None for same in same_pairs.values()):
        return make_undecided_verdict("an element could not be told equal or unequal to the key's")
    if not answers:
        return make_wrong_verdict("missing", "It is not empty.")
    if missing and not extra:
        return make_wrong_verdict("missing", "What is there is right, but not all of it is there.")
    if extra and not missing:
        return make_wrong_verdict("extra", "All of it is there, but so is something that does not belong.")
    there = len(due) - len(missing)
    found = f"{there or 'None'} of the {count(len(due), 'element')} {'are' if there > 1 else 'is'} there"
    return make_wrong_verdict("wrong", f"{found}; the rest does not belong.")


def _agree_together(due: list[Node], answers: list[Node], context: Context) -> bool:
    """Return whether the elements are the same set at every point, though pairs change: {a, -a}, {|a|, -|a|}.

    Two sets of numbers are one if the polynomials with these roots are.
    """
    whole = (*due, *answers)
    # Up to four elements are compared as roots of one polynomial of that degree.
    if not 2 <= len(due) == len(answers) <= 4 or any(isinstance(element, Sequence) for element in whole):
        return False
    if not all(any(map(find_symbols, side)) for side in (due, answers)):
        return False
    root = Sym(_ROOT)
    first, second = (
        reduce(lambda left, right: Binary("*", left, right), [Binary("-", root, element) for element in side])
        for side in (due, answers)
    )
    return verdict_of(context.compare(first, second)).verdict == "correct"
