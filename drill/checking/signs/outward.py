r"""Signs and logarithms in one form: ``E[-a]`` as ``-E[a]``, ``-\log(b/a)`` as ``\log(a/b)``.

What a minus is taken out of is linear: sums, expectations and products.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from drill.checking.signs.groups import BIG, OPENING, PARTING, SIGNS, Sign, argument_end, ends_of
from drill.checking.signs.passes import FUNCTIONS
from drill.checking.signs.quotients import Unit
from drill.checking.signs.reach import length_of_name

_BREAKS: Final = PARTING | SIGNS | {"|"}
_DEEPEST: Final = 50
"""Brackets within brackets that are looked into."""
_OPAQUE: Final = (BIG - {r"\sum"}) | frozenset(
    (
        "/",
        "<",
        ">",
        "d",
        r"\int",
        r"\langle",
        r"\rangle",
        r"\ldots",
        r"\pm",
        r"\mp",
        r"\oplus",
        r"\circ",
        r"\begin",
    )
)
"""What a term must not hold, if a minus is to be taken out of a part of it."""


def with_signs_outside(signs: Sequence[Sign]) -> list[Sign]:
    """A formula with minus signs before its terms, and each quotient in a logarithm the same way up."""
    return _level(signs, 0)


def _level(signs: Sequence[Sign], depth: int) -> list[Sign]:
    if depth > _DEEPEST:
        return list(signs)
    ends = ends_of(signs)
    found: list[Sign] = []
    term: list[Unit] = []
    sign: Sign | None = None
    at = 0
    while at < len(signs):
        end = ends.get(at, at + 1)
        if signs[at].text in _BREAKS:
            found += _term(sign, term, found)
            term, sign = [], None
            if signs[at].text in SIGNS:
                sign = signs[at]
            else:
                found.append(signs[at])
        elif signs[at].text in OPENING and end - at > 1:
            term.append([signs[at], *_level(signs[at + 1 : end - 1], depth + 1), signs[end - 1]])
        else:
            term.append([signs[at]])
        at = end
    return [*found, *_term(sign, term, found)]


def _term(sign: Sign | None, term: list[Unit], before: Sequence[Sign]) -> list[Sign]:
    """A term with its sign, both in one form."""
    if not term:
        return [sign] if sign else []
    term = [list(unit) for unit in term]
    flips = 0
    if not _OPAQUE.intersection(unit[0].text for unit in term):
        for at in range(len(term)):
            flips += _turned(term, at)
    flat = [each for unit in term for each in unit]
    is_minus = (sign is not None and sign.text == "-") != bool(flips % 2)
    is_first = not before or before[-1].text in PARTING or before[-1].text == "|"
    if is_first and not is_minus:
        return flat
    return [Sign("-" if is_minus else "+", sign.position if sign else flat[0].position), *flat]


def _turned(term: list[Unit], at: int) -> int:
    """Take a minus out of a bracket, or turn the quotient in a logarithm; how many signs that changes."""
    unit = term[at]
    behind = term[at + 1][0].text if at + 1 < len(term) else ""
    if unit[0].text != "(" or unit[-1].text != ")" or behind in ("^", "_", "'", "("):
        return 0
    if not _is_linear(term, at):
        return 0
    inside = unit[1:-1]
    if _is_log(term, at):
        return _turned_quotient(unit)
    if (quotient := _difference_of_logs(inside)) is not None:
        inside = _level(quotient, 0)
        if inside[0].text not in SIGNS and _is_quantity(_head(term, at), inside):
            term[at] = inside
            return 0
        term[at] = unit = [unit[0], *inside, unit[-1]]
    if _is_summed(term, at, inside) and inside and inside[0].text == "-" and not _has_breaks(inside[1:]):
        del unit[1]
        return 1
    return 0


def _is_summed(term: list[Unit], at: int, inside: Sequence[Sign]) -> bool:
    """Whether a bracket is a factor, or what an expectation is taken of: E alone may be any function."""
    head = _head(term, at)
    has_log = any(length_of_name(inside, place, ("log",)) for place in range(len(inside)))
    return not head or (head == "E" and (has_log or _script_begin(term, at) < at))


def _is_quantity(head: str, inside: Sequence[Sign]) -> bool:
    """Whether a letter stands in a bracket behind it without one of its own, so that it is no function."""
    texts = [*(sign.text for sign in inside), ""]
    return head not in ("", "E") and any(one == head and other != "(" for one, other in pairwise(texts))


def _turned_quotient(unit: Unit) -> int:
    """``(\\frac{b}{a})`` as ``(\\frac{a}{b})`` where that is the form, ``(\\frac{1}{a})`` as ``(a)``."""
    parts = _fraction(unit[1:-1])
    if parts is None:
        return 0
    above, below = parts
    if [sign.text for sign in above] == ["1"]:
        unit[1:-1] = _opened(below)
        return 1
    if [sign.text for sign in _opened(above)] <= [sign.text for sign in _opened(below)]:
        return 0
    unit[1:-1] = [unit[1], *below, *above]
    return 1


def _difference_of_logs(inside: Sequence[Sign]) -> list[Sign] | None:
    """``log(a) - log(b)`` as ``log(\\frac{a}{b})``; None for anything else."""
    ends = ends_of(inside)
    terms: dict[str, tuple[list[Sign], list[Sign]]] = {}
    at = 0
    while at < len(inside):
        sign = "+"
        if inside[at].text in SIGNS:
            sign, at = inside[at].text, at + 1
        elif terms:
            return None
        if length_of_name(inside, at, ("log",)) != len("log"):
            return None
        begin = at + len("log")
        while begin < len(inside) and inside[begin].text == "_":
            begin = argument_end(inside, begin + 1)
        if begin >= len(inside) or inside[begin].text != "(" or sign in terms:
            return None
        terms[sign] = list(inside[at:begin]), list(inside[begin + 1 : ends[begin] - 1])
        at = ends[begin]
    if set(terms) != {"+", "-"}:
        return None
    (called, above), (other, below) = terms["+"], terms["-"]
    if [sign.text for sign in called] != [sign.text for sign in other] or not above or not below:
        return None
    first = above[0].position
    return [
        *called,
        Sign("(", first),
        Sign(r"\frac", first),
        *_braced(above, first),
        *_braced(below, first),
        Sign(")", first),
    ]


def _braced(signs: list[Sign], at: int) -> list[Sign]:
    return signs if len(signs) == 1 else [Sign("{", at), *signs, Sign("}", at)]


def _fraction(inside: Sequence[Sign]) -> tuple[list[Sign], list[Sign]] | None:
    """The two arguments of what is one fraction and nothing else."""
    if not inside or inside[0].text != r"\frac":
        return None
    first = argument_end(inside, 1)
    second = argument_end(inside, first)
    is_all = 1 < first < second == len(inside)
    return (list(inside[1:first]), list(inside[first:second])) if is_all else None


def _opened(argument: Sequence[Sign]) -> list[Sign]:
    return list(argument[1:-1] if argument[0].text == "{" else argument)


def _has_breaks(signs: Sequence[Sign]) -> bool:
    """Whether more than one term is there, in no bracket."""
    ends = ends_of(signs)
    at = 0
    while at < len(signs):
        if signs[at].text in _BREAKS:
            return True
        at = ends.get(at, at + 1)
    return False


def _is_linear(term: list[Unit], at: int) -> bool:
    """Whether no function stands in a term before a place, but for the logarithm that is called there."""
    firsts = [unit[0] for unit in term]
    start = _log_begin(term, at)
    return not any(length_of_name(firsts, place, FUNCTIONS) for place in range(start if start >= 0 else at))


def _is_log(term: list[Unit], at: int) -> bool:
    return _log_begin(term, at) >= 0


def _log_begin(term: list[Unit], at: int) -> int:
    """Where the logarithm begins that a bracket is the argument of; -1 where it is none's."""
    behind = _script_begin(term, at)
    firsts = [unit[0] for unit in term]
    begin = behind - len("log")
    return begin if begin >= 0 and length_of_name(firsts, begin, ("log",)) == len("log") else -1


def _script_begin(term: list[Unit], at: int) -> int:
    """Where the scripts begin that stand right before a place."""
    while at > 1 and term[at - 2][0].text in ("_", "^"):
        at -= 2
    return at


def _head(term: list[Unit], at: int) -> str:
    """What a bracket is the argument of; nothing where it is a factor."""
    behind = _script_begin(term, at)
    text = term[behind - 1][0].text if behind else ""
    is_factor = not text or text in OPENING or text[0].isdigit() or text == r"\sum"
    return "" if is_factor else text
