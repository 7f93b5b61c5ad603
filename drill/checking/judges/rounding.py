"""Rounded numbers: how precisely an answer's decimals are held against the key, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from drill.checking.decimals import (
    is_finite_number_tree,
    measure_number_size,
    replace_rounded_scalars,
    scalars_in,
)
from drill.checking.judges.context import Context
from drill.checking.spec import KeySpec, Spec
from drill.checking.tolerances import (
    NOTHING,
    OF_DOUBLES,
    OF_SHORT,
    OF_SINGLES,
    ROUNDED,
    Precision,
    decimal_of,
)
from drill.checking.tolerances import describe_tolerance as tolerance_in_words
from drill.maths.maths_tree import Call, Neg, Node, find_symbols, walk_tree

TOO_SHORT = "This is rounded: give at least four significant digits, or the exact value."
NEARLY_ZERO = "Computers print a number this small when they mean 0. Give the exact value, such as 0."
CUT = "These digits are cut off. Round the last one, do not cut."
EXACT_DUE = "This is rounded. The exact value is asked for, such as a fraction or a root."
FIRST_ONLY = (
    "Only the first digits are right. Round to those that are sure (four will do), or give the exact value."
)


def precision_of(spec: Spec) -> Precision:
    """Return how precise decimals have to be to count as numbers of the key."""
    return ROUNDED if spec.may_round else OF_DOUBLES


def rounding_asked(spec: Spec) -> Precision | None:
    """Return the precision of a rounding that the prompt asks for, if it asks."""
    if not spec.rounding or not spec.may_round or not isinstance(spec, KeySpec):
        return None
    return Precision(asked=spec.rounding, in_percent=spec.is_percent)


def read_exactly(spec: Spec, answer: Node, context: Context) -> Node:
    """Return an answer with numbers that stand for one of the key's, or for its negative, replaced by it."""
    if context.precision is None or not isinstance(spec, KeySpec) or not spec.may_round:
        return answer
    signed = [signed for number in _numbers_of_key(spec) for signed in (number, Neg(number))]
    return replace_rounded_scalars(answer, signed, context.is_meant)


def _numbers_of_key(spec: KeySpec) -> list[Node]:
    return [number for tree in spec.key_entries for number in list_numbers_in_part(spec, tree)]


def list_numbers_in_part(spec: KeySpec, tree: Node) -> Iterator[Node]:
    """Yield the numbers of a part of the key: a call is one, except for a distribution."""
    return scalars_in(tree) if spec.kind == "distribution" or not isinstance(tree, Call) else iter((tree,))


def list_precision_hints(spec: Spec, answer: Node, message: str) -> Iterator[tuple[Precision, str]]:
    """Yield what decimals may be that are not precise enough, with the message of the verdict.

    ``message`` says how they miss what is asked for, if something is.
    """
    is_exact = bool(message) or not spec.may_round
    is_small = any(0 < decimal.value <= NOTHING for decimal in map(decimal_of, walk_tree(answer)) if decimal)
    numbers = _numbers_of_key(spec) if is_small and not message and isinstance(spec, KeySpec) else []
    if any(is_finite_number_tree(number) and not measure_number_size(number) for number in numbers):
        yield OF_SHORT, NEARLY_ZERO
    if not is_exact and isinstance(spec, KeySpec) and find_symbols(spec.key):
        yield replace(ROUNDED, in_formulas=ROUNDED.least), EXACT_DUE
    yield replace(OF_SHORT, may_end=is_exact), message or (EXACT_DUE if is_exact else TOO_SHORT)
    yield OF_SINGLES, message or (EXACT_DUE if is_exact else FIRST_ONLY)
    if not is_exact:
        yield replace(OF_SHORT, alone=OF_SHORT.least, may_end=True), EXACT_DUE


def precision_asked(spec: Spec) -> str:
    """Return how a rounded answer misses the precision or form that the prompt asks for, if it asks."""
    if spec.tolerance is not None:
        return f"This is rounded too far. The value is asked for {tolerance_in_words(spec.tolerance)}."
    return EXACT_DUE if spec.is_single_value and spec.form else ""


def cut_message(message: str) -> str:
    """Return the message on truncated decimals: to round them, and to which precision, if one is asked
    for."""
    precision = "" if message == TOO_SHORT else message.partition(". ")[2]
    return f"{CUT} {precision}".rstrip()
