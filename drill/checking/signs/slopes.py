r"""Slopes sign by sign: ``\frac{\partial f}{\partial x}`` as ``\frac{\partial}{\partial x} f``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.checking.signs.groups import Sign, argument_end, ends_of
from drill.checking.signs.reach import factor_end

_SLOPES: Final = (r"\partial", "d")


def slopes_before(signs: Sequence[Sign]) -> list[Sign]:
    """``\\frac{\\partial f(x)}{\\partial w}`` as ``\\frac{\\partial}{\\partial w} f(x)``."""
    found: list[Sign] = []
    at = 0
    while at < len(signs):
        first = argument_end(signs, at + 1)
        second = argument_end(signs, first)
        above = signs[at + 2 : first - 1] if at + 1 < len(signs) and signs[at + 1].text == "{" else []
        is_slope = signs[at].text == r"\frac" and len(above) > 1 and above[0].text in _SLOPES
        if is_slope and above[1].text != "^" and factor_end(above, 1, ends_of(above)) == len(above):
            found += [signs[at], above[0], *signs[first:second], *above[1:]]
            at = second
        else:
            found.append(signs[at])
            at += 1
    return found


def partials(signs: list[Sign]) -> list[Sign]:
    """``\\partial_w f(x)`` as ``\\frac{\\partial}{\\partial w} f(x)``."""
    found: list[Sign] = []
    at = 0
    while at < len(signs):
        sign = signs[at]
        if sign.text == r"\partial" and at + 2 < len(signs) and signs[at + 1].text == "_":
            end = argument_end(signs, at + 2)
            below = signs[at + 3 : end - 1] if signs[at + 2].text == "{" else signs[at + 2 : end]
            place = sign.position
            found += [Sign(r"\frac", place), sign, Sign("{", place), sign, *below, Sign("}", place)]
            at = end
        else:
            found.append(sign)
            at += 1
    return found
