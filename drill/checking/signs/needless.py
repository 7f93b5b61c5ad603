r"""Brackets that change nothing, left out sign by sign: ``p(x) [\sum_y q(y)]`` as ``p(x) \sum_y q(y)``.

A bracket is needless where it holds one product, nothing before it can be called with it, and nothing behind
it belongs to it as a whole. What holds an operator must be the last of its product.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from drill.checking.signs.groups import BIG, CLOSING, OPENING, PARTING, SIGNS, Sign, argument_end, ends_of
from drill.checking.signs.passes import FUNCTIONS
from drill.checking.signs.reach import WIDE, length_of_name

_ENDS: Final = PARTING | CLOSING
_INSIDE: Final = frozenset(
    (
        *(
            "/",
            "|",
            "<",
            ">",
            r"\langle",
            r"\rangle",
            r"\ldots",
            r"\pm",
            r"\mp",
            r"\oplus",
            r"\ominus",
            r"\cup",
        ),
        *(r"\cap", r"\setminus", r"\vee", r"\wedge", r"\circ", r"\odot", r"\otimes", r"\times", r"\mod"),
        *(r"\bmod", r"\begin", r"\end", r"\int", "d", r"\notin", r"\to", r"\Rightarrow", r"\Leftrightarrow"),
    )
)
"""Signs next to which a bracket may be due, or which bind less than a product does."""
_BEHIND: Final = _INSIDE | {"^", "_", "'"}


def unbracketed(signs: Sequence[Sign]) -> list[Sign]:
    """A formula without the brackets that change nothing."""
    ends = ends_of(signs)
    begins = {end: begin for begin, end in ends.items()}
    operators = [at for at in range(len(signs)) if _is_operator(signs, at)]
    dropped: set[int] = set()
    for begin, end in ends.items():
        if signs[begin].text != "(" or signs[end - 1].text != ")" or not is_uncalled(signs, begin, begins):
            continue
        behind = signs[end].text if end < len(signs) else ","
        has_operator = bisect_left(operators, begin) < bisect_left(operators, end)
        is_last = behind in _ENDS
        if (behind in _BEHIND or (has_operator and not is_last)) or not _is_product(signs, begin, end, ends):
            continue
        dropped |= {begin, end - 1}
    return [sign for at, sign in enumerate(signs) if at not in dropped]


def _is_operator(signs: Sequence[Sign], at: int) -> bool:
    """Whether something is applied to what stands behind it, and no brackets tell how far."""
    length = length_of_name(signs, at, FUNCTIONS) or int(signs[at].text == "E")
    behind = at + length
    while behind < len(signs) and signs[behind].text in ("_", "^"):
        behind = argument_end(signs, behind + 1)
    is_open = length > 0 and (behind >= len(signs) or signs[behind].text != "(")
    return signs[at].text in WIDE or is_open


def _is_product(signs: Sequence[Sign], begin: int, end: int, ends: dict[int, int]) -> bool:
    """Whether nothing in a bracket binds less than a product does."""
    at = begin + 1
    while at < end - 1:
        if signs[at].text in _INSIDE or signs[at].text in SIGNS or signs[at].text in PARTING:
            return False
        at = ends.get(at, at + 1)
    return end - begin > 2


def is_uncalled(signs: Sequence[Sign], begin: int, begins: dict[int, int]) -> bool:
    """Whether nothing stands before a bracket that it may be the argument, the script or the divisor of.

    ``begins`` tells for the place behind a bracket where it opens.
    """
    if not begin:
        return True
    at = begin - 1
    text = signs[at].text
    if text in CLOSING:
        opening = begins.get(begin, 0)
        before = signs[opening - 1].text if opening else ""
        if before in ("_", "^"):
            return _may_multiply(signs, opening - 1, begins)
        return text != "}" or _is_quotient(signs, opening, begins)
    if at and signs[at - 1].text in ("_", "^"):
        return _may_multiply(signs, at - 1, begins)
    if text == "{":
        return not (at and signs[at - 1].text in ("_", "^"))
    return (
        text in PARTING or text in SIGNS or text in OPENING or text in BIG or text == "|" or text[0].isdigit()
    )


def _is_quotient(signs: Sequence[Sign], opening: int, begins: dict[int, int]) -> bool:
    """Whether the braces that open at a place are the last argument of a fraction or a root."""
    if signs[opening - 1].text == "}" and opening in begins:
        opening = begins[opening]
    return opening > 0 and signs[opening - 1].text in (r"\frac", r"\binom", r"\sqrt")


def _may_multiply(signs: Sequence[Sign], mark: int, begins: dict[int, int]) -> bool:
    """Whether what stands behind a script is a factor, or what a sum runs over, but no argument."""
    if not mark:
        return False
    base = signs[mark - 1].text
    if mark > 1 and signs[mark - 2].text in ("_", "^"):
        return _may_multiply(signs, mark - 2, begins)
    if base == "}":
        opening = begins.get(mark, 0)
        is_script = opening > 0 and signs[opening - 1].text in ("_", "^")
        return is_script and _may_multiply(signs, opening - 1, begins)
    return base in BIG or base[0].isdigit() or base in CLOSING
