r"""Spellings of one formula made alike, sign by sign: fonts, needless braces, slashes, the order of scripts.

Each pass takes signs and gives signs; positions stay those of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from drill.checking.signs.bars import paired, without_twos
from drill.checking.signs.brackets import in_brackets, opened, raised_by, rooted, rounded, such_that
from drill.checking.signs.fractions import stacked
from drill.checking.signs.groups import (
    ARGUMENTS,
    OPENING,
    Sign,
    argument_end,
    ends_of,
    is_single,
)
from drill.checking.signs.tables import tabled

_FONTS: Final = frozenset(
    (
        *(r"\mathbf", r"\boldsymbol", r"\bm", r"\mathit", r"\mathsf", r"\mathrm", r"\vec", r"\textbf"),
        *(r"\operatorname", r"\text", r"\textrm", r"\mathop", r"\mathbb", r"\mathcal", r"\pmb", r"\mathbbm"),
        *(r"\mathds", r"\mathscr", r"\mathfrak", r"\mathtt", r"\textit", r"\textsf", r"\textnormal"),
        *(r"\mathnormal", r"\bf", r"\rm", r"\cal", r"\it", r"\sf", r"\mbox"),
    )
)
"""Commands that only dress what they hold."""
FUNCTIONS: Final = frozenset((
    "arccos", "arcsin", "arctan", "arg", "argmax", "argmin", "cos", "cosh", "cot", "csc", "deg", "det", "dim",
    "exp", "gcd", "inf", "ker", "lg", "lim", "liminf", "limsup", "ln", "log", "max", "min", "sec", "sin",
    "sinh", "sup", "tan", "tanh",
))  # fmt: skip
"""Functions whose commands are read as their letters, as people type them."""


def plainly_set(signs: Sequence[Sign]) -> list[Sign]:
    """A formula without what only sets it on the page."""
    found = list(signs)
    for each in _PASSES:
        found = each(found)
    return found


def _unsigned(signs: list[Sign]) -> list[Sign]:
    """``+\\infty`` as ``\\infty`` where nothing is added."""
    texts = ["", *(sign.text for sign in signs), ""]
    return [
        sign
        for before, sign, after in zip(texts, signs, texts[2:], strict=False)
        if not (sign.text == "+" and after == r"\infty" and before in ("", "{", "^", "_", ",", "("))
    ]


def _undressed(signs: list[Sign]) -> list[Sign]:
    """Without fonts; braces that held only what a font dressed go with it."""
    dropped: set[int] = set()
    ends = ends_of(signs)
    for place, sign in enumerate(signs):
        if sign.text in _FONTS:
            dropped.add(place)
            is_argument = place > 0 and signs[place - 1].text in ARGUMENTS  # ``x_\\text{in}``
            if place + 1 in ends and signs[place + 1].text == "{" and not is_argument:
                dropped |= {place + 1, ends[place + 1] - 1}
    return [sign for place, sign in enumerate(signs) if place not in dropped]


def _split_halves(signs: list[Sign]) -> list[Sign]:
    """``\\frac12`` with two numbers."""
    kept: list[Sign] = []
    for sign in signs:
        if kept and kept[-1].text == r"\frac" and sign.text.isdigit() and len(sign.text) == 2:
            kept += [Sign(digit, sign.position + place) for place, digit in enumerate(sign.text)]
        else:
            kept.append(sign)
    return kept


def _exponentials(signs: list[Sign]) -> list[Sign]:
    """``\\exp(x)`` as ``e^{x}``."""
    ends = ends_of(signs)
    spelled: dict[int, tuple[str, ...]] = {}
    for place, sign in enumerate(signs[:-1]):
        following = signs[place + 1].text
        if sign.text == r"\exp" and following == r"\langle":
            closing = (at for at in range(place, len(signs)) if signs[at].text == r"\rangle")
            end = next(closing, place)
            spelled |= {place: ("e", "^", "{"), end: (r"\rangle", "}")} if end > place else {}
        if sign.text == r"\exp" and following in ("(", "[", r"\{"):
            end = ends[place + 1] - 1
            if signs[end].text == OPENING[following]:
                spelled |= {place: ("e", "^"), place + 1: ("{",), end: ("}",)}
    return [
        Sign(text, sign.position)
        for place, sign in enumerate(signs)
        for text in spelled.get(place, (sign.text,))
    ]


def _lettered(signs: list[Sign]) -> list[Sign]:
    """``\\log`` as the letters of its name."""
    kept: list[Sign] = []
    for sign in signs:
        name = sign.text[1:]
        if sign.text[0] == "\\" and name in FUNCTIONS:
            kept += [Sign(letter, sign.position) for letter in name]
        else:
            kept.append(sign)
    return kept


def _unbraced(signs: list[Sign]) -> list[Sign]:
    """Without braces that hold no argument, or one of one sign."""
    dropped: set[int] = set()
    ends = ends_of(signs)
    arguments = 0
    place = 0
    waiting: list[tuple[int, int]] = []  # where a brace closes, and how many arguments are due behind it
    while place < len(signs):
        text = signs[place].text
        if waiting and waiting[-1][0] == place:
            arguments = waiting.pop()[1]
        elif text == "{":
            end = ends[place] - 1
            if signs[end].text == "}":
                is_alone = end == place + 2 and is_single(signs[place + 1].text)
                if is_alone or not arguments:
                    dropped |= {place, end}
                waiting.append((end, max(0, arguments - 1)))
            arguments = 0
        elif text == "[" and place and signs[place - 1].text == r"\sqrt":
            place = ends[place] - 1
        else:
            arguments = ARGUMENTS.get(text, max(0, arguments - 1))
        place += 1
    return [sign for place, sign in enumerate(signs) if place not in dropped]


def _below(signs: list[Sign]) -> list[Sign]:
    """``\\underset{x}{\\max}`` as ``\\max_{x}``."""
    kept: list[Sign] = []
    place = 0
    while place < len(signs):
        middle = argument_end(signs, place + 1)
        end = argument_end(signs, middle)
        if signs[place].text == r"\underset" and place + 1 < middle < end:
            at = signs[place].position
            below = signs[place + 1 : middle]
            braced = below if below[0].text == "{" else [Sign("{", at), *below, Sign("}", at)]
            signs = [*signs[:place], *signs[middle:end], Sign("_", at), *braced, *signs[end:]]
            continue
        kept.append(signs[place])
        place += 1
    return kept


def _raised(signs: list[Sign]) -> list[Sign]:
    """``(w_i^l)^T`` as ``w_i^l^T``: brackets round a letter with its scripts, with another behind them."""
    dropped: set[int] = set()
    for begin, end in ends_of(signs).items():
        is_raised = end < len(signs) and signs[end].text in ("^", "'")
        if not is_raised or signs[begin].text != "(" or signs[end - 1].text != ")":
            continue
        before = signs[begin - 1].text if begin else ""
        inside = begin + 2
        while inside < end - 1 and signs[inside].text in ("^", "_"):
            inside = argument_end(signs, inside + 1)
        is_letter = is_single(signs[begin + 1].text) and not signs[begin + 1].text.isdigit()
        if is_letter and inside == end - 1 and not (is_single(before or "+") or before in (")", "]", "}")):
            dropped |= {begin, end - 1}
    return [sign for place, sign in enumerate(signs) if place not in dropped]


def _ordered(signs: list[Sign]) -> list[Sign]:
    """A subscript before the superscript or prime of the same base: ``m^2_t`` as ``m_t^2``."""
    place = 0
    while place < len(signs):
        text = signs[place].text
        if text == "^" and place + 1 < len(signs) and signs[place + 1].text == "'":
            del signs[place]
            text = "'"
        if text in ("^", "'"):
            end = place + 1 if text == "'" else argument_end(signs, place + 1)
            if end < len(signs) and signs[end].text == "_":
                second = argument_end(signs, end + 1)
                signs[place:second] = [*signs[end:second], *signs[place:end]]
                place += second - end
        place += 1
    return signs


def _without_commas(signs: list[Sign]) -> list[Sign]:
    """``x_{i,j}`` as ``x_{ij}``: between letters of an index."""
    kept: list[Sign] = []
    ends = ends_of(signs)
    end = 0
    for place, sign in enumerate(signs):
        if sign.text == "_" and place + 1 in ends and signs[place + 1].text == "{":
            end = max(end, ends[place + 1])
        is_inside = place < end and 0 < place < len(signs) - 1
        if sign.text == "," and is_inside:
            beside = (signs[place - 1].text, signs[place + 1].text)
            if all(len(one) == 1 and one.isalpha() for one in beside):
                continue
        kept.append(sign)
    return kept


def _without_dots(signs: list[Sign]) -> list[Sign]:
    """Without signs of products and of any argument; a star above or below is none."""
    return [
        sign
        for place, sign in enumerate(signs)
        if not (sign.text == "." and _is_place(signs, place))
        and (sign.text not in (r"\cdot", "*", "@") or (place and signs[place - 1].text in ("^", "_", "{")))
    ]


def _is_place(signs: Sequence[Sign], place: int) -> bool:
    """Whether a dot stands alone between brackets, bars and commas, for any argument: ``p(. | x)``."""
    if not 0 < place < len(signs) - 1:
        return False
    before, behind = signs[place - 1].text, signs[place + 1].text
    return before in ("(", "[", "|", ",", ";") and behind in (")", "]", "|", ",", ";")


def _transposed_indices(signs: list[Sign]) -> list[Sign]:
    """``W^{l\\top}`` as ``W^{l}^\\top``."""
    found: list[list[Sign]] = [[sign] for sign in signs]
    for begin, end in ends_of(signs).items():
        is_script = begin and signs[begin - 1].text == "^" and signs[begin].text == "{"
        if is_script and end - begin > 3 and signs[end - 2].text == r"\top":
            mark, brace = signs[end - 2 : end]
            found[end - 2], found[end - 1] = [brace], [Sign("^", brace.position), mark]
    return [sign for unit in found for sign in unit]


_PASSES: Final[tuple[Callable[[list[Sign]], list[Sign]], ...]] = (
    _unsigned,
    _undressed,
    _below,
    tabled,
    _split_halves,
    rooted,
    in_brackets,
    _unbraced,
    _transposed_indices,
    _unbraced,
    _exponentials,
    _lettered,
    such_that,
    paired,
    stacked,
    opened,
    _unbraced,
    _raised,
    raised_by,
    _without_commas,
    _ordered,
    without_twos,
    _without_dots,
    rounded,
)
