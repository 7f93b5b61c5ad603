r"""Values of functions sign by sign: ``[x]_+`` as ``max(0, x)``, indicators, conditions in one order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from drill.checking.signs.groups import (
    BIG,
    CLOSING,
    OPENING,
    PARTING,
    SIGNS,
    Sign,
    argument_end,
    ends_of,
    on_this_level,
)
from drill.checking.signs.numbers import is_glued_to
from drill.checking.signs.reach import length_of_name
from drill.checking.signs.slopes import partials

_RELATIONS: Final = frozenset((r"\ne", "=", "<", ">", r"\le", r"\ge", r"\in", r"\sim", r"\notin"))
_INDICATORS: Final = ("1", "I")
_CHANCES: Final = ("p", "q", "P", "H", "E")
"""What is said of conditions whose order does not matter; the parameters of a law have one."""


def plainly_called(signs: list[Sign]) -> list[Sign]:
    """Signs with the values of functions in one spelling."""
    for each in _PASSES:
        signs = each(signs)
    return signs


def without_values(signs: Sequence[Sign]) -> list[Sign] | None:
    """A formula with ``N(m, s)`` for ``N(x; m, s)``; None where no law is at a value."""
    dropped: set[int] = set()
    for begin, end in ends_of(signs).items():
        places = [at for at in on_this_level(signs, begin, end) if signs[at].text == ";"]
        if begin and signs[begin - 1].text == "N" and len(places) == 1:
            dropped |= set(range(begin + 1, places[0] + 1))
    return [sign for at, sign in enumerate(signs) if at not in dropped] if dropped else None


def with_d(signs: Sequence[Sign]) -> list[Sign] | None:
    """A formula with ``dL/dw`` for a partial derivative, as people type it; None where none is in it."""
    is_partial = any(sign.text == r"\partial" for sign in signs)
    plain = [Sign("d", sign.position) if sign.text == r"\partial" else sign for sign in signs]
    return plain if is_partial else None


def _divergences(signs: list[Sign]) -> list[Sign]:
    """``D_{KL}`` as ``KL``."""
    texts = [sign.text for sign in signs]
    dropped: set[int] = set()
    for at in range(len(signs)):
        if texts[at : at + 6] == ["D", "_", "{", "K", "L", "}"]:
            dropped |= {at, at + 1, at + 2, at + 5}
    return [sign for at, sign in enumerate(signs) if at not in dropped]


def _traces(signs: list[Sign]) -> list[Sign]:
    """``Tr(A)`` and ``trace(A)`` as ``tr(A)``."""
    found: list[Sign | None] = list(signs)
    for at, (one, other) in enumerate(pairwise(signs)):
        if (one.text, other.text) == ("T", "r") and other.position - one.position in (0, 1):
            found[at] = Sign("t", one.position)
        if length_of_name(signs, at, ("trace", "Trace")) and not (at and is_glued_to(signs[at - 1], one)):
            found[at : at + 5] = [Sign("t", one.position), other, None, None, None]
    return [sign for sign in found if sign is not None]


def _expectations(signs: list[Sign]) -> list[Sign]:
    """``E[x]`` and ``E\\{x\\}`` as ``E(x)``, whatever stands in the brackets."""
    found = list(signs)
    for begin, end in ends_of(signs).items():
        is_closed = signs[end - 1].text == OPENING[signs[begin].text]
        if signs[begin].text in ("[", r"\{") and is_closed and _head(signs[:begin]) == "E":
            found[begin] = Sign("(", signs[begin].position)
            found[end - 1] = Sign(")", signs[end - 1].position)
    return found


def _inner_products(signs: list[Sign]) -> list[Sign]:
    """``<b, a>`` as ``<a, b>``."""
    found = list(signs)
    for begin, end in _angles(signs):
        commas = [at for at in on_this_level(found, begin, end) if found[at].text == ","]
        if len(commas) == 1:
            one, other = found[begin + 1 : commas[0]], found[commas[0] + 1 : end - 1]
            first, second = sorted((one, other), key=_texts)
            found[begin + 1 : end - 1] = [*first, found[commas[0]], *second]
    return found


def _angles(signs: Sequence[Sign]) -> list[tuple[int, int]]:
    """Where angle brackets begin, and where they end, those inside before those that hold them."""
    opened: list[int] = []
    spans: list[tuple[int, int]] = []
    for at, sign in enumerate(signs):
        if sign.text == r"\langle":
            opened.append(at)
        elif sign.text == r"\rangle" and opened:
            spans.append((opened.pop(), at + 1))
    return spans


def _sums(signs: list[Sign]) -> list[Sign]:
    """``\\sum_i (a_i + b_i)`` as ``\\sum_i a_i + b_i`` where both have the index, as papers write it."""
    dropped: set[int] = set()
    ends = ends_of(signs)
    for at, sign in enumerate(signs[:-1]):
        if sign.text not in BIG or signs[at + 1].text != "_":
            continue
        below = argument_end(signs, at + 2)
        has_top = [sign.text for sign in signs[below : below + 1]] == ["^"]
        begin = argument_end(signs, below + 1) if has_top else below
        end = ends.get(begin, 0)
        is_last = end >= len(signs) or signs[end].text in PARTING or signs[end].text in CLOSING
        if begin in ends and signs[begin].text == "(" and is_last:
            plus = (inside for inside in on_this_level(signs, begin, end) if signs[inside].text in SIGNS)
            edges = pairwise([begin, *plus, end - 1])
            summands = [{sign.text for sign in signs[one + 1 : other]} for one, other in edges]
            index = signs[at + 2 + (signs[at + 2].text == "{")].text
            if len(summands) > 1 and all(index in summand for summand in summands):
                dropped |= {begin, end - 1}
    return [sign for at, sign in enumerate(signs) if at not in dropped]


def _indicators(signs: list[Sign]) -> list[Sign]:
    """``1[x > 0]``, ``1_{[x > 0]}`` and ``1(x > 0)`` as ``1_{x > 0}``."""
    found: list[list[Sign]] = [[sign] for sign in signs]
    ends = ends_of(signs)
    for at, sign in enumerate(signs[:-2]):
        is_below = signs[at + 1].text == "_"
        begin = at + 1 + is_below
        if sign.text not in _INDICATORS or begin not in ends:
            continue
        end = ends[begin] - 1
        if is_below and signs[begin].text == "{":
            inner = begin + 1
            if inner in ends and ends[inner] == end and signs[inner].text in ("(", r"\{"):
                found[inner], found[end - 1] = [], []
        elif any(signs[inside].text in _RELATIONS for inside in on_this_level(signs, begin, end + 1)):
            mark = [] if is_below else [Sign("_", signs[begin].position)]
            found[begin] = [*mark, Sign("{", signs[begin].position)]
            found[end] = [Sign("}", signs[end].position)]
    return [sign for unit in found for sign in unit]


def _positive_parts(signs: list[Sign]) -> list[Sign]:
    """``[x]_+`` as ``max(0, x)``."""
    found: list[list[Sign]] = [[sign] for sign in signs]
    for begin, end in ends_of(signs).items():
        behind = [sign.text for sign in signs[end : end + 4]]
        length = 2 if behind[:2] == ["_", "+"] else 4 if behind == ["_", "{", "+", "}"] else 0
        if length and signs[begin].text in ("(", "[") and end < len(signs):
            at = signs[begin].position
            found[begin] = [Sign(text, at) for text in ("m", "a", "x", "(", "0", ",")]
            found[end - 1] = [Sign(")", at)]
            found[end : end + length] = [[]] * length
    return [sign for unit in found for sign in unit]


def _extremes(signs: list[Sign]) -> list[Sign]:
    """``max{b, a}`` as ``max(a, b)``."""
    return _rearranged(signs, _is_extreme, ",", ("(", r"\{"))


def _conditions(signs: list[Sign]) -> list[Sign]:
    """``p(x | b, a)`` as ``p(x | a, b)``."""
    return _rearranged(signs, lambda before: _head(before) in _CHANCES, "|", ("(", "["))


def _rearranged(
    signs: list[Sign], is_called: Callable[[Sequence[Sign]], bool], since: str, brackets: tuple[str, ...]
) -> list[Sign]:
    """The items in some brackets in one order, from the first comma or from behind a lone bar."""
    found = list(signs)
    for begin, end in sorted(ends_of(signs).items(), reverse=True):
        is_closed = found[end - 1].text == OPENING.get(found[begin].text)
        if found[begin].text not in brackets or not is_closed or not is_called(found[:begin]):
            continue
        level = list(on_this_level(found, begin, end))
        bars = [at for at in level if found[at].text == "|"]
        if len(bars) != (since == "|") or any(found[at].text == ";" for at in level):
            continue
        start = bars[0] if bars else begin
        commas = [at for at in level if found[at].text == "," and at > start]
        edges = [start, *commas, end - 1]
        items = sorted((found[one + 1 : other] for one, other in pairwise(edges)), key=_texts)
        if commas and all(items):
            separated = [[found[commas[0]], *item] for item in items[1:]]
            found[start + 1 : end - 1] = [*items[0], *(sign for item in separated for sign in item)]
            if since == ",":
                found[begin] = Sign("(", found[begin].position)
                found[end - 1] = Sign(")", found[end - 1].position)
    return found


def _texts(item: Sequence[Sign]) -> list[str]:
    return [sign.text for sign in item]


def _is_extreme(before: Sequence[Sign]) -> bool:
    return "".join(sign.text for sign in before[-3:]) in ("max", "min")


def _head(before: Sequence[Sign]) -> str:
    """What a bracket stands behind, its scripts passed over."""
    at = len(before)
    while at:
        start = at - 1
        if before[start].text == "}":
            depth = 0
            while start >= 0:
                depth += (before[start].text == "}") - (before[start].text == "{")
                if depth == 0:
                    break
                start -= 1
        if start < 1 or before[start - 1].text not in ("^", "_"):
            return before[start].text if start == at - 1 else ""
        at = start - 1
    return ""


_PASSES: Final[tuple[Callable[[list[Sign]], list[Sign]], ...]] = (
    _divergences,
    _traces,
    _expectations,
    partials,
    _inner_products,
    _sums,
    _indicators,
    _positive_parts,
    _extremes,
    _conditions,
)
