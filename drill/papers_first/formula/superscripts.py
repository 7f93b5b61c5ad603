"""What stands above a name, by its looks alone: indices in brackets, several indices, words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.cursor import is_letter
from drill.papers_first.formula.vocabulary import ACCENTED

_BRACKETS: Final = {"(": ")", "[": "]", "\\langle": "\\rangle", "<": ">"}
_STARS: Final = frozenset(("*", "\\star", "\\ast"))
_TRANSPOSING: Final = frozenset(("T", "t", "H", "\\top"))
_SETS: Final = frozenset(("\\mathcal", "\\mathbb"))
_FONTS: Final = frozenset(("\\mathcal", "\\mathbb", "\\mathbf", "\\mathrm", "{", "}"))
_TENSOR: Final = frozenset("ijklmn")
_COMPUTED: Final = frozenset(("/", "\\frac", "\\cdot", "\\times", "\\sqrt", "\\sum", "^"))
_DIVIDING: Final = frozenset(("/", "\\frac"))
_VOWELS: Final = frozenset("aeiou")


def is_indexed(content: Sequence[str]) -> bool:
    """``^{(t)}``: an index in brackets of its own rather than a power."""
    return (
        len(content) >= 3
        and _BRACKETS.get(content[0]) == content[-1]
        and not {content[0], content[-1]} & set(content[1:-1])
    )


def is_computed(content: Sequence[str]) -> bool:
    """``^{(1 - r / c)}``, ``^{(-x)}``: what stands in brackets is an exponent, where no index can stand."""
    return content[1:2] in (("-",), ["-"]) or bool(_COMPUTED & set(content))


def is_inner(content: Sequence[str]) -> bool:
    """``^{\\langle u, v \\rangle}``: an inner product, which above e is an exponent."""
    return content[:1] in (("\\langle",), ["\\langle"]) and "," in content


def is_indexed_twice(content: Sequence[str]) -> bool:
    """``^{(l-1)[p]}``, ``^{(i),(j)}``: indices in brackets of two kinds, or parted by commas."""
    groups: list[str] = []
    at = 0
    while at < len(content):
        closing = _BRACKETS.get(content[at])
        if closing is None or closing not in content[at:]:
            return False
        end = at + list(content[at:]).index(closing)
        if content[at] in content[at + 1 : end] or end == at + 1:
            return False
        groups.append(content[at])
        at = end + 1
        if content[at : at + 1] == (",",):
            groups.append(",")
            at += 1
    return len(set(groups)) > 1 and groups[-1] != ","


def is_dressed_word(content: Sequence[str]) -> bool:
    """``^{\\mathcal{T}C}``: several capitals, some of them in fonts of sets."""
    letters = [token for token in content if len(token) == 1 and token.isalpha()]
    fonts = [token for token in content if token in _SETS]
    is_all = len(content) == len(letters) + 3 * len(fonts)
    return bool(fonts) and len(letters) > 1 and is_all and all(letter.isupper() for letter in letters)


def is_pair(content: Sequence[str]) -> bool:
    """``^{n,t}``, ``^{n,+}``: letters parted by commas, or a sign behind one, which are several indices."""
    parts = " ".join(content).split(" , ")
    return (
        len(parts) > 1
        and all(map(is_letter, parts[0].split()))
        and all(part in ("+", "-", "*") or all(map(is_letter, part.split())) for part in parts[1:])
    )


def is_word(content: Sequence[str]) -> bool:
    """``^{\\text{new}}``, ``^{CLIP}``: letters of a word."""
    if _DIVIDING & set(content):
        return False
    if any(token.startswith(("\\operatorname{", "\\text{")) for token in content):
        return _is_sum_of_words(content) or not {"+", "-"} & set(content)
    if list(content[:2]) == ["\\mathrm", "{"] and len(content) == 4:
        return True
    capitals = [token for token in content if len(token) == 1 and token.isupper()]
    return len(capitals) >= 2 and content[0] in capitals and content[1] in capitals


def _is_sum_of_words(content: Sequence[str]) -> bool:
    """``^{CLIP+VF+S}``: names of what an objective is made of."""
    words = [token for token in content if token != "+"]
    return all(token.startswith("\\operatorname{") or token.isupper() for token in words)


def is_spelled(content: Sequence[str]) -> bool:
    """``^{adv}``, ``^{pos}``: three letters or more that can be pronounced; powers are shorter products."""
    spelled = len(content) > 2 and all(len(token) == 1 and token.isalpha() for token in content)
    return spelled and not is_tensor(content) and bool(_VOWELS & set("".join(content).lower()))


def is_tensor(content: Sequence[str]) -> bool:
    """``^{ij}``: several index letters."""
    return len(content) > 1 and all(token in _TENSOR for token in content)


def is_of_letters(content: Sequence[str]) -> bool:
    """``^{mk}``, ``^{m\\mathcal{C}}``: letters side by side, some of them in fonts, and nothing else."""
    return all((len(token) == 1 and token.isalpha()) or token in _FONTS for token in content)


def is_starred(content: Sequence[str]) -> bool:
    """``^{*b}``, ``^{*(b)}``: a star and the number of what is drawn anew."""
    is_lettered = len(content) == 2 and is_letter(content[1]) and content[1] not in _TRANSPOSING
    return len(content) > 1 and content[0] in _STARS and (is_lettered or is_indexed(content[1:]))


def is_accented(content: Sequence[str]) -> bool:
    """``^{\\bar{a}}``, ``^{\\bar{\\mathbf{a}}}``: a letter with an accent."""
    if len(content) < 4 or content[0] not in ACCENTED:
        return False
    letter = content[2:-1]
    return (len(letter) == 1 and letter[0].isalpha()) or is_bold_letter(letter)


def is_bold_letter(content: Sequence[str]) -> bool:
    """``^{\\mathbf{a}}``: the letter of a vector or a matrix."""
    return len(content) == 4 and content[0] == "\\mathbf" and is_letter(content[2])
