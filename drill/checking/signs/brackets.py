r"""Brackets of formulas in one spelling, sign by sign: ``[x]`` as ``(x)``, ``\sqrt(x)`` as ``\sqrt{x}``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drill.checking.signs.groups import OPENING, SIGNS, Sign, argument_end, ends_of, on_this_level


def in_brackets(signs: list[Sign]) -> list[Sign]:
    """``\\exp{x}`` as ``\\exp(x)``: what its braces hold is all that it is called with."""
    found = list(signs)
    for begin, end in ends_of(signs).items():
        is_braced = begin and signs[begin].text == "{" and signs[end - 1].text == "}"
        if is_braced and signs[begin - 1].text == r"\exp" and end - begin > 3:
            found[begin] = Sign("(", signs[begin].position)
            found[end - 1] = Sign(")", signs[end - 1].position)
    return found


def rooted(signs: list[Sign]) -> list[Sign]:
    """``\\sqrt(x)`` as ``\\sqrt{x}``."""
    found = list(signs)
    for begin, end in ends_of(signs).items():
        is_whole = signs[begin].text == "(" and signs[end - 1].text == ")"
        if is_whole and begin and signs[begin - 1].text == r"\sqrt":
            found[begin] = Sign("{", signs[begin].position)
            found[end - 1] = Sign("}", signs[end - 1].position)
    return found


def opened(signs: list[Sign]) -> list[Sign]:
    """``\\frac{(a-b)}{c}`` as ``\\frac{a-b}{c}``: brackets that fill what a line or a root is over."""
    ends = ends_of(signs)
    dropped: set[int] = set()
    for place, sign in enumerate(signs):
        begins = [place + 1]
        if sign.text == r"\frac":
            begins.append(argument_end(signs, place + 1))
        if sign.text not in (r"\frac", r"\sqrt"):
            continue
        for begin in begins:
            inner = begin + 1
            is_filled = ends.get(inner, 0) == ends.get(begin, 0) - 1 > inner
            if is_filled and signs[begin].text == "{" and signs[inner].text == "(":
                dropped |= {inner, ends[inner] - 1}
    return [sign for place, sign in enumerate(signs) if place not in dropped]


def raised_by(signs: list[Sign]) -> list[Sign]:
    """``D^{(-1/2)}`` as ``D^{-1/2}``: brackets that fill an exponent which no index is."""
    ends = ends_of(signs)
    dropped: set[int] = set()
    for begin, end in ends.items():
        inside = [sign.text for sign in signs[begin + 2 : end - 2]]
        is_script = begin and signs[begin - 1].text == "^" and signs[begin].text == "{"
        is_filled = ends.get(begin + 1) == end - 1 and signs[begin + 1].text == "("
        if is_script and is_filled and inside and (_is_plain(inside)):
            dropped |= {begin + 1, end - 2}
    return [sign for place, sign in enumerate(signs) if place not in dropped]


def _is_plain(inside: list[str]) -> bool:
    """Whether what fills an exponent is arithmetic or a word: no index, which its brackets tell."""
    is_word = len(inside) > 2 and all(text.isalpha() for text in inside)
    return inside[0] == "-" or bool({"/", r"\frac"} & set(inside)) or is_word


def such_that(signs: list[Sign]) -> list[Sign]:
    """``\\{x : x > 0\\}`` as ``\\{x | x > 0\\}``."""
    found = list(signs)
    for begin, end in ends_of(signs).items():
        if signs[begin].text != r"\{" or signs[end - 1].text != r"\}":
            continue
        colons = [at for at in on_this_level(signs, begin, end) if signs[at].text in (":", "|")]
        if len(colons) == 1:
            found[colons[0]] = Sign("|", signs[colons[0]].position)
    return found


def rounded(signs: list[Sign]) -> list[Sign]:
    """``[x]`` and ``\\{a + b\\}`` as ``(x)``: no list, no interval, no set, no degree of a root."""
    found = list(signs)
    ends = ends_of(signs)
    for place, sign in enumerate(signs):
        if sign.text not in ("[", r"\{") or (place and signs[place - 1].text == r"\sqrt"):
            continue
        end = ends[place] - 1
        inside = _beside(signs, on_this_level(signs, place, end + 1))
        is_set = sign.text == r"\{" and (not inside & SIGNS or inside & {":", "|", ";"})
        if signs[end].text == OPENING[sign.text] and "," not in inside and not is_set:
            found[place] = Sign("(", sign.position)
            found[end] = Sign(")", signs[end].position)
    return found


def _beside(signs: Sequence[Sign], places: Iterable[int]) -> set[str]:
    """The signs at some places, without those in angle brackets."""
    found: set[str] = set()
    depth = 0
    for text in (signs[at].text for at in places):
        depth += (text == r"\langle") - (text == r"\rangle")
        if not depth:
            found.add(text)
    return found
