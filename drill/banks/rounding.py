"""Keys rounded to what an answer asks for, so that what is shown can be typed and is taken."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import count

from drill.banks.numbers import number_node, real_value, significant
from drill.checking import Tolerance
from drill.errors import CheckError
from drill.maths.tidy import decimal_text
from drill.maths.tree import Node, Sequence, symbols


def rounded(node: Node, tolerance: Tolerance) -> Node:
    """Return every number of a value rounded to a tolerance; an array entry by entry."""
    if isinstance(node, Sequence):
        return replace(node, items=tuple(rounded(item, tolerance) for item in node.items))
    if symbols(node):
        return node
    try:
        value = real_value(node)
    except CheckError:
        return node
    return number_node(rounded_text(value, tolerance))


def rounded_text(value: Fraction, tolerance: Tolerance) -> str:
    """Return a number as short as the tolerance allows: the rounding stays strictly within it."""
    if tolerance.kind == "decimals":
        return _to_places(value, int(tolerance.amount))
    if tolerance.kind == "digits":
        return significant(value, int(tolerance.amount))
    exact_text = decimal_text(value)
    margin = tolerance.amount if tolerance.kind == "abs" else tolerance.amount * abs(value)
    if margin == 0:
        return exact_text or str(value)
    places = next(places for places in count() if Fraction(1, 2 * 10**places) < margin)
    rounded = _to_places(value, places)
    return exact_text if exact_text is not None and len(exact_text) <= len(rounded) else rounded


def _to_places(value: Fraction, places: int) -> str:
    text = decimal_text(value, places)
    assert text is not None
    return "0" + text[2:] if text.startswith("-0") and not text.strip("-0.") else text
