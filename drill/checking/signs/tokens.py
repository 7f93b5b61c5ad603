r"""Formulas sign by sign: what only sets them on the page is left out, so that two spellings compare.

``\left(``, ``\,`` and ``\displaystyle`` say nothing, nor do fonts and signs of products; ``{t}`` round one
sign is that sign; a subscript comes before a superscript; ``\log`` is ``log``, ``\exp(x)`` is ``e^x``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from drill.checking.signs.calls import plainly_called
from drill.checking.signs.groups import Sign
from drill.checking.signs.passes import plainly_set
from drill.checking.signs.typed import spellings
from drill.errors import ParseError
from drill.maths.characters import GREEK

_MOST: Final = 1200

_TOKEN: Final = re.compile(
    r"\\(?:left|right)\s*\.|\\operatorname\*|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\.\.\.|\.\d+|%[^\n]*|\s+|.",
    re.DOTALL,
)
_SILENT: Final = frozenset(
    (
        *(r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", "~", r"\left", r"\right", r"\middle"),
        *(r"\displaystyle", r"\textstyle", r"\scriptstyle", r"\limits", r"\nolimits", r"\thinspace"),
        *(rf"\{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")),
        *(r"\(", r"\)", r"\[", r"\]", "$"),
    )
)
_SAME: Final = {
    **{r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\cfrac": r"\frac", r"\dbinom": r"\binom"},
    **{r"\nicefrac": r"\frac", r"\sfrac": r"\frac", r"\overline": r"\bar", r"\widehat": r"\hat"},
    **{r"\widetilde": r"\tilde", r"\dots": r"\ldots", r"\cdots": r"\ldots", "...": r"\ldots", "…": r"\ldots"},
    **{r"\dotsc": r"\ldots", r"\dotsb": r"\ldots", r"\prime": "'", r"\star": "*", r"\parallel": r"\|"},
    **{r"\leq": r"\le", r"\leqslant": r"\le", r"\geq": r"\ge", r"\geqslant": r"\ge", r"\neq": r"\ne"},
    **{r"\lt": "<", r"\gt": ">", r"\to": r"\rightarrow", r"\lbrack": "["},
    **{r"\rbrack": "]", r"\lbrace": r"\{", r"\rbrace": r"\}", r"\lvert": "|", r"\rvert": "|", r"\vert": "|"},
    **{r"\lVert": r"\|", r"\rVert": r"\|", r"\Vert": r"\|", r"\intercal": r"\top"},
    **{r"\varepsilon": r"\epsilon", r"\varphi": r"\phi", r"\land": r"\wedge", r"\lor": r"\vee"},
    **{r"\colon": ":", r"\varnothing": r"\emptyset", r"\operatorname*": r"\operatorname", "−": "-"},
    **{
        r"\leftarrow": "=",
        r"\gets": "=",
        r"\equiv": "=",
        r"\doteq": "=",
        "←": "=",
        r"\ln": r"\log",
        r"\ell": "l",
        "ℓ": "l",
    },
    **{r"\coloneqq": "=", r"\triangleq": "=", r"\mid": "|", "·": r"\cdot", "×": r"\times"},
    **{"≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∼": r"\sim", "∝": r"\propto"},
    **{"∈": r"\in", "∞": r"\infty", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∇": r"\nabla"},
    **{"∩": r"\cap", "∪": r"\cup", "∘": r"\circ", "⊗": r"\otimes", "⊕": r"\oplus", "∧": r"\wedge"},
    **{"⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "⟨": r"\langle", "⟩": r"\rangle"},
    **{"⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "⊙": r"\odot"},
    **{r"\implies": r"\Rightarrow", r"\iff": r"\Leftrightarrow", "𝟙": "1"},
    **{r"\Longrightarrow": r"\Rightarrow", r"\Longleftrightarrow": r"\Leftrightarrow"},
    **{r"\longrightarrow": r"\rightarrow", r"\vartriangle": r"\Delta", r"\triangle": r"\Delta"},
    **{"∂": r"\partial", "→": r"\rightarrow", "‖": r"\|", "⊤": r"\top", "√": r"\sqrt"},
    **{letter: f"\\{name}" for letter, name in GREEK.items()},
    "′": "'",
}
"""Commands and characters that mean the same."""
_STAR: Final = r"\ast"
_VARIANTS: Final = (r"\varphi", r"\varepsilon")
_CELL_ENDS: Final = frozenset(("&", r"\\", r"\end"))


def told_apart(keys: Sequence[str]) -> frozenset[str]:
    """The variants of letters that keys have beside the letters themselves, which mean another thing then."""
    commands = {found.group() for key in keys for found in _TOKEN.finditer(key)}
    return frozenset(variant for variant in _VARIANTS if {variant, _SAME[variant]} <= commands)


def signs_of(text: str, apart: frozenset[str] = frozenset()) -> list[Sign]:
    """The signs of a formula in LaTeX or plain maths; ParseError for a very long one.

    ``apart`` are variants of letters that are letters of their own.
    """
    signs: list[Sign] = []
    for found in _TOKEN.finditer(text):
        sign = found.group()
        if sign.isspace() or sign in _SILENT or (sign[0] in "%\\" and _is_nothing(sign)):
            continue
        if sign in _CELL_ENDS:
            _without_stop(signs)
        same = "*" if sign == _STAR and _is_raised(signs) else _SAME.get(sign, sign)
        _add(signs, Sign(sign if sign in apart else same, found.start()))
        if len(signs) > _MOST:
            message = f"this is too long: more than {_MOST} signs"
            raise ParseError(message, found.start() + 1, code="too-large")
    _without_stop(signs)
    return plainly_called(plainly_set(signs))


def _is_raised(signs: list[Sign]) -> bool:
    """Whether what follows is a mark above or below; between two things a star convolves them."""
    before = [sign.text for sign in signs[-2:]]
    return before[-1:] in (["^"], ["_"]) or before in (["^", "{"], ["_", "{"])


def _without_stop(signs: list[Sign]) -> None:
    """Leave out what the sentence around a formula puts at its end, or at the end of one of its cells."""
    while signs and signs[-1].text in (".", ","):
        signs.pop()


def _is_nothing(sign: str) -> bool:
    """A remark, or the invisible bracket of ``\\left.``."""
    return (sign[0] == "%" and len(sign) > 1) or (sign[-1] == "." and sign[1].isalpha())


def _add(signs: list[Sign], sign: Sign) -> None:
    """Put a sign behind others; ``:=`` becomes one sign, three dots one, and the bars of a norm are two."""
    before = signs[-1].text if signs else ""
    if {sign.text, before} == {"=", ":"}:
        signs[-1] = Sign("=", signs[-1].position)
    elif sign.text == r"\|":
        signs += [Sign("|", sign.position)] * 2
    elif sign.text == r"\cdot" and [one.text for one in signs[-2:]] == [r"\cdot"] * 2:
        signs[-2:] = [Sign(r"\ldots", signs[-2].position)]
    else:
        signs.append(sign)


def readings_of(text: str, apart: frozenset[str] = frozenset()) -> Iterator[tuple[str, list[Sign]]]:
    """The ways in which an answer may be meant, each with its signs: first as it stands."""
    for spelled in spellings(text):
        yield spelled, signs_of(spelled, apart)
