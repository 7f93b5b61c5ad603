"""Whether two formulas are written with the same signs, whatever says that a matrix is transposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.checking.signs.groups import Sign

_TRANSPOSED: Final = r"\top"


def are_same(key: Sequence[Sign], answer: Sequence[Sign]) -> bool:
    """Whether two formulas are written with the same signs; a transposition in any of its spellings."""
    due, given = [sign.text for sign in key], [sign.text for sign in answer]
    if due == given:
        return True
    has_prime = "'" in due
    if _TRANSPOSED in due and "T" not in due:
        return due == _respelled(given, "T", _TRANSPOSED, has_prime)
    if _is_transposing(due):
        return due == _respelled(given, _TRANSPOSED, "T", has_prime)
    return False


def common(key: Sequence[Sign], answer: Sequence[Sign]) -> int:
    """How many signs two formulas begin with alike; marks of a transposition count as one."""
    count = 0
    for one, other in zip(key, answer, strict=False):
        if one.text != other.text and {one.text, other.text} != {"T", _TRANSPOSED}:
            break
        count += 1
    return count


def _respelled(signs: list[str], other: str, mark: str, has_prime: bool) -> list[str]:
    """Signs with another mark of a transposition; where the key has primes, a prime is one."""
    kept: list[str] = []
    for sign in signs:
        if sign == other and kept and kept[-1] == "^":
            kept.append(mark)
        elif sign == "'" and not has_prime:
            kept += ["^", mark]
        else:
            kept.append(sign)
    return kept


def _is_transposing(due: list[str]) -> bool:
    """Whether every T of a key stands above a Latin letter or a bracket: no number that one raises to."""
    places = [at for at, sign in enumerate(due) if sign == "T"]
    bases = [_base(due, at - 1) for at in places if at and due[at - 1] == "^"]
    is_above = bool(places) and len(bases) == len(places)
    return is_above and all(base.isalpha() or base == ")" for base in bases)


def _base(due: list[str], at: int) -> str:
    """What stands below a superscript, its subscript passed over."""
    before = due[at - 1] if at else ""
    if before == "}":
        while at and due[at - 1] != "{":
            at -= 1
        at -= 1
    elif at > 1 and due[at - 2] == "_":
        at -= 1
    else:
        return before or " "
    return due[at - 2] if at > 1 else " "
