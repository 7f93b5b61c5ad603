r"""Formulas sign by sign: what only sets them on the page is left out, so that two spellings compare.

``\left(``, ``\,`` and ``\displaystyle`` say nothing, nor do fonts and signs of products; ``{t}`` round one
sign is that sign; a subscript comes before a superscript.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from drill.errors import ParseError

_MOST = 1200


class Sign(NamedTuple):
    """A command, a sign, a letter or a number, and its position from 0."""

    text: str
    position: int


_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|\.\d+|%[^\n]*|\s+|.", re.DOTALL)
_SILENT = frozenset(
    (
        *(r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", "~", r"\left", r"\right", r"\middle"),
        *(r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\limits", r"\nolimits", r"\thinspace"),
        *(rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")),
        *(r"\(", r"\)", r"\[", r"\]", "$"),
    )
)
_SAME = {
    **{r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\dbinom": r"\binom"},
    **{r"\leq": r"\le", r"\leqslant": r"\le", r"\geq": r"\ge", r"\geqslant": r"\ge", r"\neq": r"\ne"},
    **{r"\lt": "<", r"\gt": ">", r"\to": r"\rightarrow", r"\gets": r"\leftarrow", r"\lbrack": "["},
    **{r"\rbrack": "]", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\lvert": "|", r"\rvert": "|", r"\vert": "|"},
    **{r"\lVert": r"\|", r"\rVert": r"\|", r"\Vert": r"\|", r"\intercal": r"\top", r"\ast": "*"},
    **{r"\varepsilon": r"\epsilon", r"\varphi": r"\phi", r"\land": r"\wedge", r"\lor": r"\vee"},
    **{r"\colon": ":", r"\varnothing": r"\emptyset", r"\operatorname*": r"\operatorname", "−": "-"},
}
"""Commands that mean the same."""
_FONTS = frozenset(
    (
        *(r"\mathbf", r"\boldsymbol", r"\bm", r"\mathit", r"\mathsf", r"\mathrm", r"\vec", r"\textbf"),
        *(r"\operatorname", r"\text", r"\textrm", r"\mathop", r"\mathbb", r"\mathcal"),
    )
)
"""Commands that only dress what they hold."""


def signs_of(text: str) -> list[Sign]:
    """The signs of a formula in LaTeX or plain maths; ParseError for a very long one."""
    tokens = _read(text)
    dropped: set[int] = set()
    for place, token in enumerate(tokens):
        if token.text in _FONTS:
            dropped.add(place)
            end = _argument_end(tokens, place + 1)
            if end - place > 2 and tokens[place + 1].text == "{":
                dropped |= {place + 1, end - 1}
        elif token.text in (r"\cdot", "*"):
            dropped.add(place)
    return [token for place, token in enumerate(tokens) if place not in dropped]


def _read(text: str) -> list[Sign]:
    tokens: list[Sign] = []
    for found in _TOKEN.finditer(text):
        sign = found.group()
        if sign.isspace() or sign in _SILENT or (sign[0] == "%" and len(sign) > 1):
            continue
        tokens.append(Sign(_SAME.get(sign, sign), found.start()))
        if len(tokens) > _MOST:
            message = f"this is too long: more than {_MOST} signs"
            raise ParseError(message, found.start() + 1, code="too-large")
    return _ordered(_unbraced(_split_halves(tokens)))


def _split_halves(tokens: list[Sign]) -> list[Sign]:
    """``\\frac12`` with two numbers."""
    kept: list[Sign] = []
    for token in tokens:
        if kept and kept[-1].text == r"\frac" and token.text.isdigit() and len(token.text) == 2:
            kept += [Sign(digit, token.position + place) for place, digit in enumerate(token.text)]
        else:
            kept.append(token)
    return kept


def _unbraced(tokens: list[Sign]) -> list[Sign]:
    """``{t}`` as ``t``, unless it is a number of several digits or holds a relation to its neighbours."""
    kept: list[Sign] = []
    place = 0
    while place < len(tokens):
        is_group = tokens[place].text == "{" and tokens[place + 2 : place + 3]
        if is_group and tokens[place + 2].text == "}" and _is_single(tokens[place + 1].text):
            kept.append(tokens[place + 1])
            place += 3
        else:
            kept.append(tokens[place])
            place += 1
    return kept


def _is_single(text: str) -> bool:
    return (len(text) == 1 and (text.isalnum() or text in "*'")) or (text[0] == "\\" and text[1:].isalpha())


def _ordered(tokens: list[Sign]) -> list[Sign]:
    """A subscript before the superscript of the same base: ``m^2_t`` as ``m_t^2``."""
    place = 0
    while place < len(tokens):
        if tokens[place].text == "^":
            end = _argument_end(tokens, place + 1)
            if end < len(tokens) and tokens[end].text == "_":
                second = _argument_end(tokens, end + 1)
                tokens[place:second] = [*tokens[end:second], *tokens[place:end]]
                place += second - end
        place += 1
    return tokens


def _argument_end(tokens: list[Sign], start: int) -> int:
    """Where the argument that begins at a place ends: behind one sign, or behind its closing brace."""
    if start >= len(tokens) or tokens[start].text != "{":
        return min(start + 1, len(tokens))
    depth = 0
    for place in range(start, len(tokens)):
        depth += (tokens[place].text == "{") - (tokens[place].text == "}")
        if depth == 0:
            return place + 1
    return len(tokens)
