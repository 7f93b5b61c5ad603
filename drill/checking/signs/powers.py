r"""Powers sign by sign: ``(\alpha \lambda_i)^2`` as ``\alpha^2 \lambda_i^2``, ``exp(x)`` as ``e^{x}``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.checking.signs.groups import ARGUMENTS, Sign, argument_end, ends_of
from drill.checking.signs.needless import is_uncalled
from drill.checking.signs.passes import FUNCTIONS
from drill.checking.signs.reach import length_of_name
from drill.maths.characters import GREEK

_NUMBERS: Final = frozenset(
    f"\\{name}" for name in ("alpha", "beta", "gamma", "eta", "kappa", "lambda", "rho", "sigma", "tau")
)
"""Letters that stand for numbers wherever they stand beside arrays."""
_LETTERS: Final = frozenset(f"\\{name}" for name in GREEK.values())


def spread_powers(signs: Sequence[Sign], *, commutes: bool) -> list[Sign]:
    """A formula with the powers of products as products of powers, where their factors are numbers.

    One of them may be an array, of which the power is taken.
    """
    ends = ends_of(signs)
    begins = {end: begin for begin, end in ends.items()}
    found: list[Sign] = []
    at = 0
    while at < len(signs):
        end = ends.get(at, at + 1)
        exponent = [sign.text for sign in signs[end : end + 2]]
        is_power = exponent[:1] == ["^"] and len(exponent) > 1 and exponent[1].isdigit()
        if signs[at].text == "(" and is_power and is_uncalled(signs, at, begins):
            factors = _factors(signs[at + 1 : end - 1], commutes=commutes)
            if factors is not None:
                found += [sign for factor in factors for sign in (*factor, *signs[end : end + 2])]
                at = end + 2
                continue
        found.append(signs[at])
        at += 1
    return found


def squared(signs: Sequence[Sign]) -> list[Sign]:
    """``H H`` as ``H^2``: a letter right behind itself, both with the same below them, in no script."""
    ends = ends_of(signs)
    kept = _kept(signs, ends)
    found: list[Sign] = []
    at = 0
    while at < len(signs):
        if at in kept or signs[at].text in ("_", "^"):
            is_script = signs[at].text in ("_", "^")
            end = ends.get(at + 1, at + 2) if is_script else at + 1
            found += signs[at:end]
            at = end
            continue
        end = _letter_end(signs, at)
        behind = _letter_end(signs, end) if end else 0
        after = signs[behind].text if behind and behind < len(signs) else ""
        is_twice = behind and [one.text for one in signs[at:end]] == [one.text for one in signs[end:behind]]
        is_third = is_twice and _letter_end(signs, behind) and signs[behind].text == signs[at].text
        if is_twice and not is_third and after not in ("^", "'", "("):
            found += [*signs[at:end], Sign("^", signs[at].position), Sign("2", signs[at].position)]
            at = behind
        else:
            found += signs[at : max(end, at + 1)]
            at = max(end, at + 1)
    return found


def _kept(signs: Sequence[Sign], ends: dict[int, int]) -> set[int]:
    """The places of letters of functions' names, and of arguments of one sign each."""
    places: set[int] = set()
    for at, sign in enumerate(signs):
        places |= set(range(at, at + length_of_name(signs, at, FUNCTIONS)))
        begin = at + 1
        for _ in range(ARGUMENTS.get(sign.text, 0)):
            is_braced = begin < len(signs) and signs[begin].text == "{"
            places |= set() if is_braced else {begin}
            begin = ends[begin] if is_braced else begin + 1
    return places


def _letter_end(signs: Sequence[Sign], at: int) -> int:
    """Where a letter with what is below it ends; 0 where none stands there."""
    text = signs[at].text if at < len(signs) else ""
    if not (len(text) == 1 and text.isalpha()) and text not in _LETTERS:
        return 0
    is_indexed = at + 1 < len(signs) and signs[at + 1].text == "_"
    return argument_end(signs, at + 2) if is_indexed else at + 1


def _factors(inside: Sequence[Sign], *, commutes: bool) -> list[Sequence[Sign]] | None:
    """Letters with what is below them; None where something else is there, or may be two arrays."""
    factors: list[Sequence[Sign]] = []
    at = 0
    while at < len(inside):
        text = inside[at].text
        if not (len(text) == 1 and text.isalnum()) and text not in _LETTERS:
            return None
        end = (
            argument_end(inside, at + 2)
            if [sign.text for sign in inside[at + 1 : at + 2]] == ["_"]
            else at + 1
        )
        factors.append(inside[at:end])
        at = end
    arrays = [factor for factor in factors if factor[0].text not in _NUMBERS]
    return factors if len(factors) > 1 and (commutes or len(arrays) < 2) else None


def raised(signs: Sequence[Sign]) -> list[Sign]:
    """``exp(x)`` as ``e^{x}``."""
    ends = ends_of(signs)
    spelled: dict[int, tuple[str, ...]] = {}
    for at in range(len(signs)):
        opening = at + len("exp")
        if length_of_name(signs, at, ("exp",)) and opening in ends and signs[opening].text == "(":
            is_glued = (
                at > 0 and signs[at - 1].text.isalpha() and signs[at].position - signs[at - 1].position == 1
            )
            if not is_glued and signs[ends[opening] - 1].text == ")":
                spelled |= {
                    at: ("e",),
                    at + 1: ("^",),
                    at + 2: (),
                    opening: ("{",),
                    ends[opening] - 1: ("}",),
                }
    return [
        Sign(text, sign.position) for at, sign in enumerate(signs) for text in spelled.get(at, (sign.text,))
    ]
