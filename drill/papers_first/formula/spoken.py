"""Words inside of formulas: names of operators, text, and what stands over a relation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from drill.papers_first.formula.occurrences import group_end
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.vocabulary import (
    AIMS,
    BIG,
    BIG_WORDS,
    FUNCTIONS,
    QUADS,
    TEXTS,
    WIDE_GAPS,
    WORD_FUNCTIONS,
    words_token,
)

_WORD: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]|\\_)*$")
_SCIENTIFIC: Final = re.compile(r"(?P<sign>[+-]?)(?P<digits>\d+(?:\.\d+)?|)(?:[eE](?P<power>[+-]?\d+))?")
_SPACES: Final = frozenset((" ", "\\,", "\\!", "\\;", "\\:", "~", "\\ "))
_GROWING: Final = frozenset(("\\left", "\\right"))
_GAPS: Final = frozenset(("\\,", "\\;", "\\:", "~", "\\ "))
_TIES: Final = frozenset(("~", "\\ "))
_ENDS: Final = QUADS | frozenset((",", ".", ";", "\\\\", "&"))
_WORDED: Final = TEXTS | frozenset(("\\textbf", "\\textit", "\\textsf", "\\texttt", "\\textrm", "\\textup"))
_JOINT: Final = "\\|"
_SAID: Final = frozenset(
    (
        "if",
        "otherwise",
        "elsewhere",
        "and",
        "where",
        "for",
        "with",
        "or",
        "when",
        "on",
        "else",
        "then",
        "while",
        "such",
        "subject",
        "each",
        "every",
    )
)
_SIGNS: Final = {"implies": "\\Rightarrow"}
"""A word that is said for a sign."""
_CONDITIONS: Final = {
    "s.t.": "s.t.",
    "s.t": "s.t.",
    "subjectto": "subject to",
    "subj.to": "subject to",
    "suchthat": "such that",
}
"""What is said before conditions, set as operators."""
_UPRIGHT: Final = frozenset(
    ("{", "}", "\\mathrm", "\\rm", "\\text", "\\textrm", "\\textup", "\\textnormal", "\\mbox")
)
_SPELLING: Final = frozenset(("\\arg", "\\max", "\\min"))
"""Operators that another's name is made of: ``\\operatorname*{\\arg\\,\\max}``."""
_INDEPENDENT: Final = frozenset(("iid", "ind", "indep", "independent", "independently"))
_DEFINED: Final = frozenset(
    (
        "\\operatorname{def}",
        "\\mathrm{def}",
        "\\text{def}",
        "def",
        "!",
        "\\triangle",
        "\\Delta",
        "\\operatorname{.}",
    )
)
_PLAIN_FONTS: Final = ("\\operatorname", "\\mathrm", "\\mathcal", "\\mathbf", "\\text")
_OTHER_EQUALITY: Final = re.compile(
    r"[dcplw+?]\.?|dist\.?|distr\.?|law|indistribution|inlaw|\+?const\.?|\+c|a\.?s\.?|a\.?e\.?|\\propto"
)
"""Remarks that make another sign of ``=``."""
_REMARKED: Final = frozenset(
    (
        "\\rightarrow",
        "\\sim",
        "\\leq",
        "\\geq",
        "\\approx",
        "\\leftarrow",
        "<",
        ">",
        "\\propto",
        "\\Rightarrow",
    )
)


def operator(raw: Sequence[str]) -> list[str]:
    """The token of an operator's name: a function that has a command, a word, or one upright letter."""
    spelled = (token[1:] if token in _SPELLING else token for token in raw)
    name = "".join(token for token in spelled if token not in _SPACES and token not in _UPRIGHT)
    if name.lower() in _CONDITIONS:
        return [words_token(_CONDITIONS[name.lower()])]
    if name in BIG_WORDS:
        return [BIG_WORDS[name]]
    if name.lower() in _SAID:
        return [words_token(name)]
    if f"\\{name}" in FUNCTIONS:
        return [f"\\{name}"]
    if not _WORD.match(name):
        raise RefusedError(f"{name} is no name of an operator")
    return [f"\\operatorname{{{name}}}"] if len(name) > 1 else ["\\mathrm", "{", name, "}"]


def dressed_operator(content: Sequence[str]) -> list[str]:
    """An operator's name from canonical tokens with fonts: a letter in its font, a word without."""
    is_named = len(content) == 1 and content[0].startswith("\\operatorname{")
    if is_named or (len(content) == 4 and content[1] == "{"):
        return list(content)
    letters = [token for token in content if len(token) == 1 and token.isalpha()]
    fonts = {content[at - 1] for at, token in enumerate(content) if token == "{"}
    if len(fonts) == 1 and len(content) == 4 * len(letters):
        return operator(letters)
    raise RefusedError(f"{''.join(content)} is no name of an operator")


def decimal(raw: Sequence[str]) -> list[str]:
    """The tokens of ``\\num{1.5e-4}``."""
    match = _SCIENTIFIC.fullmatch("".join(token for token in raw if token not in _SPACES))
    if match is None:
        raise RefusedError("a number that is not read")
    sign = [match["sign"]] if match["sign"] == "-" else []
    digits = [match["digits"]] if match["digits"] else []
    if match["power"] is None:
        return [*sign, *digits]
    times = ["\\times"] if digits else []
    power = match["power"].removeprefix("+")
    minus = ["-"] if power.startswith("-") else []
    return [*sign, *digits, *times, "10", "^", "{", *minus, power.removeprefix("-"), "}"]


def words(raw: Sequence[str]) -> list[str]:
    """The tokens of text: one word is a name, several are words."""
    text = " ".join("".join(" " if token in _SPACES else token for token in raw).split())
    if not text or not text.strip(".,;: "):
        return [text] if text in (",", ";") else []
    if "\\" in text.replace("\\_", "") or "$" in text or "{" in text:
        raise RefusedError("text with commands in it is not read")
    if _WORD.match(text.rstrip(".")):
        text = text.rstrip(".")
    if text.endswith("!") and _WORD.match(text[:-1]):
        return [f"\\operatorname{{{text[:-1]}}}", "!"]
    if text in ("arg min", "arg max"):
        return [BIG_WORDS[text.replace(" ", "")]]
    if len(text) == 1 and text.isalpha():
        return ["\\mathrm", "{", text, "}"]
    if text in _SIGNS:
        return [_SIGNS[text]]
    if _WORD.match(text) and text.lower() not in _SAID:
        if text in BIG_WORDS:
            return [BIG_WORDS[text]]
        return [f"\\{text}"] if f"\\{text}" in FUNCTIONS else [f"\\operatorname{{{text}}}"]
    joining, _, last = text.rpartition(" ")
    is_function = last in WORD_FUNCTIONS or f"\\{last}" in FUNCTIONS
    if is_function and joining and _SAID.issuperset(joining.lower().split()):
        return [words_token(joining), *words(list(last))]  # ``\text{and rank}(B)``
    return [words_token(text)]


def undressed(raw: Sequence[str]) -> list[str]:
    """Text without the fonts of its words: ``\\textbf{…}`` inside of text."""
    if not any(token in _WORDED for token in raw) or "$" in raw:
        return list(raw)
    return [token for token in raw if token not in _WORDED and token not in ("{", "}")]


def said(raw: Sequence[str]) -> list[str]:
    """The token of words that stand beside a formula in the same text, whatever the words."""
    text = " ".join("".join(" " if token in _SPACES else token for token in raw).split())
    if "\\" in text or "{" in text:
        raise RefusedError("text with commands in it is not read")
    return [words_token(text)] if text.strip(".,;: ") else []


def over(token: str, above: list[str], base: list[str]) -> list[str]:
    """``\\overset``, ``\\stackrel`` and ``\\underset``: a remark at a relation, or an operator's bounds."""
    if base == ["="]:
        if _is_another(above):
            raise RefusedError("an equality of another kind")
        return [":="] if "".join(above) in _DEFINED else ["="]
    if len(base) == 1 and base[0] in _REMARKED:
        return base
    if token == "\\underset" and len(base) == 1:
        base = [AIMS.get(base[0], base[0])]
    if token == "\\underset" and "".join(base) in WORD_FUNCTIONS | BIG_WORDS.keys():
        base = operator(base)  # a word in plain letters
    is_remark = any(one.startswith("\\text{") for one in above)
    if token == "\\underset" and _takes_range(base) and not is_remark:
        return [*base, "_", "{", *above, "}"]
    if token != "\\underset" and _lacks_upper(base):
        return [*base, "^", "{", *above, "}"]
    raise RefusedError(f"{token} over {''.join(base)} is not read")


def _is_another(above: list[str]) -> bool:
    """Whether a remark at ``=`` says that two things have one law, agree up to a constant, almost surely or
    only perhaps: ``\\stackrel{d}{=}``, ``\\overset{c}{=}``, ``\\overset{+}{=}``. A step's label is ``(d)``.
    """
    words = "".join(above)
    for font in _PLAIN_FONTS:
        words = words.removeprefix(font)
    letters = words.strip("{}").lower().replace(" ", "").replace("~", "")
    return _OTHER_EQUALITY.fullmatch(letters) is not None


def _lacks_upper(base: list[str]) -> bool:
    """Whether it is an operator that has a lower bound at most."""
    if base[:1] == [] or base[0] not in (*BIG, _JOINT):
        return False
    return len(base) == 1 or (base[1] == "_" and group_end(base, 2) == len(base))


def _takes_range(base: list[str]) -> bool:
    """Whether what stands above is an operator: what stands below it is what it runs over or depends on."""
    if len(base) == 1:
        return base[0] in BIG or base[0] in ("E", "P", _JOINT) or base[0].startswith("\\operatorname{")
    return len(base) == 4 and base[0] in ("\\mathbb", "\\mathrm") and base[2] in ("E", "P")


def begins_remark(raw: Sequence[str], at: int) -> bool:
    """Whether a wide gap at ``at`` parts a number from words in brackets that say more of it.

    ``w_0 = 0\\ (\\text{offset})``: behind 0 and 1, which nobody writes as factors.
    """
    if raw[at] not in WIDE_GAPS or raw[:at] == [] or raw[at - 1] not in ("0", "1"):
        return False
    rest = [token for token in raw[at + 1 :] if token not in _SPACES and token not in _GROWING]
    if (
        rest[:1] != ["("]
        or rest[1:2] == []
        or rest[1] not in _WORDED
        or rest[2:3] != ["{"]
        or "}" not in rest
    ):
        return False
    after = rest[rest.index("}") + 1 :][:2]
    return after[:1] == [")"] and (after[1:] == [] or after[1] in _ENDS)


def check_units(raw: Sequence[str]) -> None:
    """Refuse units of measure, ``\\mathrm{km\\,s^{-1}}``, which are no product of letters.

    Raises:
        RefusedError: letters, a gap, and more letters, beside something above or below a line.
    """
    marks = {"^", "/"} & set(raw)
    letters = [at for at, token in enumerate(raw) if token.isalpha()]
    if marks and any(
        raw[at + 1 : at + 2] and raw[at + 1] in _GAPS and raw[at + 2 : at + 3] and raw[at + 2].isalpha()
        for at in letters
    ):
        raise RefusedError("units of measure")


def check_tied(raw: Sequence[str], at: int) -> None:
    """Refuse ``0.001~s``: a letter that a number is tied to is a unit of measure as a rule, and no factor.

    Raises:
        RefusedError: a tie parts a number from the bare letter at ``at``; ``x_1~y`` has an index before it.
    """
    if not (raw[at].isalpha() and at > 1 and raw[at - 1] in _TIES and raw[at - 2][0].isdigit()):
        return
    if raw[at - 3 : at - 2] not in (["_"], ["^"]) and raw[at + 1 : at + 2] not in (["_"], ["^"], ["("]):
        raise RefusedError("units of measure")


def says_independence(unit: Sequence[str], following: str | None) -> bool:
    """``\\sim \\text{i.i.d. } N``: whether words behind the sign say how is drawn, and a law follows them."""
    if len(unit) != 1 or following is None or following in ("(", "\\left", "[", "}"):
        return False
    word = unit[0].removeprefix("\\text{").removeprefix("\\operatorname{").removesuffix("}")
    return word != unit[0] and word.lower().replace(".", "") in _INDEPENDENT


def check_goes_on(unit: Sequence[str], following: str | None) -> None:
    """Refuse ``\\text{Inv-}\\chi^2``, where a word ends in what follows it.

    Raises:
        RefusedError: a word with a hyphen at its end stands before more than brackets.
    """
    if len(unit) == 1 and unit[0].endswith("-}") and following not in (None, "(", "[", "\\left"):
        raise RefusedError("a word that goes on in what follows")
