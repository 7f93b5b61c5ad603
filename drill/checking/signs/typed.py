r"""What people type for a formula, spelled as LaTeX: ``ĝ``, ``ghat``, ``alpha_ij``, ``x in S``.

Text to text, before anything is read: a spelling is one of the ways in which an answer may be meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final
from unicodedata import category, combining, decomposition, normalize

from drill.checking.signs.passes import FUNCTIONS
from drill.maths.characters import GREEK

_WORDS: Final = {
    **{word: word for word in (*GREEK.values(), "varepsilon", "varphi", "vartheta", "ell", *FUNCTIONS)},
    **{
        word: word
        for word in ("sum", "prod", "int", "nabla", "partial", "infty", "sqrt", "frac", "odot", "dagger")
    },
    **{"grad": "nabla", "eps": "epsilon", "oo": "infty", "propto": "propto"},
    **{"SUM": "sum", "PROD": "prod", "INT": "int"},
}
"""The commands that words typed without a backslash may stand for."""
_MARKS: Final = ("hat", "tilde", "bar", "dot")
"""Marks above letters, which are typed as words: ``hat(g)`` and ``ghat``."""
_WORD: Final = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,}")
_MARKED: Final = re.compile(rf"(?<![A-Za-z\\])({'|'.join(_MARKS)})\(([^()]*)\)")
_BEFORE: Final = re.compile(rf"(?<![A-Za-z\\])({'|'.join(_MARKS)})\s+(?=[A-Za-z\\])")
_MEMBER: Final = re.compile(r"(?<=\s)in(?=\s)")
_INNER: Final = re.compile(r"<([^<>=]+,[^<>=]+)>")
"""``<a, b>``: an inner product."""
_CAPITAL_SIGMA: Final = re.compile(r"(?:Σ|(?<![A-Za-z])\\?Sigma)(?=\s*_)")
_TYPED: Final = {
    **{
        "½": r"\frac{1}{2}",
        "=>": r"\Rightarrow ",
        "~=": r"\approx ",
        "~": r"\sim ",
        "->": r"\to ",
        "<-": r"\leftarrow ",
        "<=": r"\le ",
        ">=": r"\ge ",
        "!=": r"\ne ",
    },
    "⊙": r"\odot ",
}
_RELATION: Final = re.compile("|".join(re.escape(sign) for sign in _TYPED))
_PLACE: Final = r"[^\[\](){}=+]*(?:\([^()]*\))?"
_DRAWN: Final = re.compile(
    rf"(?<![A-Za-z\\])E_((?:[A-Za-z]\w*|\([^()]*\))\s*~{_PLACE}|[A-Za-z]\w*\([^()]*\))\s*(?=\[)"
)
"""``E_x~p[…]``: the index goes up to the bracket."""
_PRIMED: Final = re.compile(r"((?:max|min|sum)_)([A-Za-z]'+)")
"""``max_a' Q``: the prime belongs to the index."""
_EXTREME: Final = re.compile(r"(?<![A-Za-z\\])(max|min)\{([^{}]*)\}")
_INDEX: Final = re.compile(r"([_^])([A-Za-z0-9]{2,})(?![A-Za-z0-9])")
_NUMBERED: Final = re.compile(r"(?<![_^]\{)(?<![A-Za-z0-9_^\\])([A-Za-z])(\d+)(?![\d.])")
"""``W0``: the number is an index."""
_BASED: Final = re.compile(r"(?<![A-Za-z\\])log(2|10)(?![\d.])")
"""``log2``: the number is the base."""
_COMPARED: Final = re.compile(r"(?<=_)([<>]=?)\s*([A-Za-z]\w*)")
"""``x_<i``: all before the i-th."""
_TIMES: Final = re.compile(r"(?<=[\w}])\s+x\s+(?=[A-Za-z0-9])")
"""``m x n``: the shape of a matrix."""
_PRIME_NAMED: Final = re.compile(r"(?<![A-Za-z\\])([A-Za-z])_?prime(?![A-Za-z])")
"""``z_prime``."""
_SECOND: Final = re.compile(r"(?<![A-Za-z\\])d\^(\d)(?=[A-Za-z])")
"""``d^2L/dw^2``: the second slope of L."""
_DOT_T: Final = re.compile(r"(?<=[\w)}\]])\.T(?![A-Za-z])")
"""``r.T``: transposed."""
_STARRED: Final = re.compile(r"(?<=[A-Za-z0-9)}])\*(?=\s*(?:[=,)|}]|$))")
"""``w* =``: a star with no factor behind it."""
_TWO_BELOW: Final = re.compile(r"(?<=[_^])\{?(x|p|m|n)(i|u)(?![A-Za-z0-9])\}?")
"""``W_xi``: from x to i, though the two letters are a Greek one's name."""
_ROOT: Final = re.compile(r"√\s*(\\?[A-Za-z]+(?:\{[^{}]*\})?(?:_\w+|_\{[^{}]*\})?)")
_ENDLESS: Final = ("inf", "oo", "infinity")
_END: Final = re.compile(r"(?<=[_^]\{)([+-]?)inf(?:inity)?(?=\})")
"""``int_{-inf}^{inf}``: an infimum stands in no end of an integral by itself."""
_SCRIPT: Final = re.compile(r"([_^]|sqrt)\s*\(((?:[^()]|\([^()]*\))*)\)")
_BRACE: Final = re.compile(r"\\.|[{}]", re.DOTALL)
_NO_ARGUMENT: Final = re.compile(r"(?:(?<![A-Za-z\\])E|(?<![A-Za-z])\\?in\s*)\Z")
"""What a brace behind it is no argument of."""
_ACCENTS: Final = {"\u0302": r"\hat", "\u0304": r"\bar", "\u0303": r"\tilde", "\u0307": r"\dot"}
"""Marks above letters, as terminals show them, which are typed so when copied."""
_STAR: Final = re.compile(r"(?<![\^_{])\*(?!\s*_)")

_INDEXED_STAR: Final = re.compile(r"(?<![\^_{])\*(?=\s*_)")
"""``f *_G g``: a star with an index convolves."""


def spellings(text: str) -> Iterator[str]:
    """An answer as it stands; then with words as commands, brackets round scripts, stars entry by entry."""
    seen: set[str] = set()
    for spelled in (*_spelled(text), *_spelled(_with_sets(text))):
        convolved = _INDEXED_STAR.sub(r"\\ast ", spelled)
        starred = (_STAR.sub(sign, convolved) for sign in (r"\\odot ", r"\\ast "))
        for one in (spelled, *starred, spelled.replace(r"\ast", "*"), _CAPITAL_SIGMA.sub(r"\\sum ", spelled)):
            if one not in seen:
                seen.add(one)
                yield one


def _spelled(text: str) -> Iterator[str]:
    yield text
    spelled = _SECOND.sub(r"d^{\1} ", marked(text))
    spelled = _PRIME_NAMED.sub(r"\1'", _DOT_T.sub("^T ", spelled))
    spelled = _COMPARED.sub(r"{\1\2}", _BASED.sub(r"\\log_{\1} ", spelled))
    spelled = _END.sub(r"\1\\infty ", _STARRED.sub("^*", _NUMBERED.sub(r"\1_\2", spelled)))
    spelled = _MEMBER.sub(r"\\in", _INNER.sub(r"\\langle \1\\rangle ", spelled))
    spelled = _BEFORE.sub(r"\\\1 ", _EXTREME.sub(r"\1(\2)", spelled))
    spelled = _PRIMED.sub(r"\1{\2}", _DRAWN.sub(r"E_{\1}", _MARKED.sub(r"\\\1{\2}", spelled)))
    spelled = _RELATION.sub(lambda found: _TYPED[found.group()], spelled)
    spelled = _WORD.sub(_command, _INDEX.sub(_indexed, spelled))
    yield spelled
    spelled = _ROOT.sub(r"\\sqrt{\1}", spelled)
    for form in (r"\1{\2}", r"\1{(\2)}"):
        yield _SCRIPT.sub(form, spelled)
    if _TIMES.search(text):
        yield from _spelled(_TIMES.sub(r" \\times ", text))
    if _TWO_BELOW.search(text):
        yield from _spelled(_TWO_BELOW.sub(r"{\1 \2}", text))


def marked(text: str) -> str:
    """``x̂₁²`` as ``\\hat{x}_{1}^{2}``, ``𝔼`` as ``E``."""
    return text if text.isascii() else "".join(_accented(_set_apart(text)))


def _with_sets(text: str) -> str:
    """``{x : x > 0}`` with braces that are shown, and those of ``E{x}``: nothing groups there."""
    opened: list[tuple[int, bool]] = []
    shown: set[int] = set()
    for found in _BRACE.finditer(text):
        at = found.start()
        if found.group() == "{":
            before = text[:at].rstrip()
            is_free = not before or before[-1] in "=(,[|<>∈" or _NO_ARGUMENT.search(text[:at]) is not None
            opened.append((at, is_free))
        elif found.group() == "}" and opened:
            begin, is_free = opened.pop()
            is_set = text[begin - 1 : begin] == "E" or any(sign in text[begin:at] for sign in ":|,")
            shown |= {begin, at} if is_free and is_set else set()
    return "".join(f"\\{sign}" if at in shown else sign for at, sign in enumerate(text))


def _set_apart(text: str) -> str:
    """``x₁²`` as ``x_{1}^{2}``, ``𝔼`` as ``E``."""
    kept = ""
    for mark, signs in groupby(text, _mark_of):
        plain = "".join(
            normalize("NFKC", sign) if category(sign)[0] == "L" or mark else sign for sign in signs
        )
        kept += f"{mark}{{{plain}}}" if mark else plain
    return kept


def _mark_of(sign: str) -> str:
    """What stands before a sign that is raised or lowered."""
    if sign == "⊤":
        return "^"
    kind = decomposition(sign).split(" ", 1)[0]
    is_letter_or_number = category(sign) in ("Lm", "No", "Sm", "Ps", "Pe")
    return {"<super>": "^", "<sub>": "_"}.get(kind, "") if is_letter_or_number else ""


def _accented(text: str) -> Iterator[str]:
    """``ĝ`` as ``\\hat{g}``, whether the mark is part of the letter or stands behind it."""
    base, marks = "", ""
    for letter in (*normalize("NFD", text), ""):
        if letter and combining(letter):
            marks += letter
            continue
        is_known = bool(base) and len(marks) == 1 and marks in _ACCENTS
        yield f"{_ACCENTS[marks]}{{{base}}}" if is_known else normalize("NFC", base + marks)
        base, marks = letter, ""


def _indexed(found: re.Match[str]) -> str:
    """``alpha_ij`` with both letters below; a word is one sign by itself."""
    mark, word = found.groups()
    if mark == "^" and word in _ENDLESS:
        return r"^\infty "
    return found.group() if word in _WORDS else f"{mark}{{{word}}}"


def _command(found: re.Match[str]) -> str:
    """``alpha`` as ``\\alpha``, ``xhat`` as ``\\hat{x}``."""
    word = found.group()
    if word in _WORDS:
        return f"\\{_WORDS[word]} "
    for mark in _MARKS:
        base = word.removesuffix(mark)
        if base != word and (len(base) == 1 or base in _WORDS):
            return rf"\{mark}{{\{base}}}" if base in _WORDS else rf"\{mark}{{{base}}}"
    return word
