"""Letters and words in fonts and under accents, and text, in canonical spelling."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Final

from drill.papers_first.formula.environments import Environments
from drill.papers_first.formula.letter_runs import UNDERSCORE
from drill.papers_first.formula.numbered_letters import NUMBERED
from drill.papers_first.formula.raw import RefusedError
from drill.papers_first.formula.spelled import ABBREVIATIONS
from drill.papers_first.formula.spoken import check_units, dressed_operator, operator, said, undressed, words
from drill.papers_first.formula.underscores import with_underscores
from drill.papers_first.formula.units import is_word, parted
from drill.papers_first.formula.vocabulary import (
    DIFFERENCE,
    FONTED,
    FONTS,
    GREEK,
    LETTERLIKE,
    PRODUCTS,
    SIZES,
    SWITCHES,
    WIDE_GAPS,
    words_token,
)

_CONDITION: Final = words_token("s.t.")
_ARROW: Final = "\\vec"
_SCRIPTING: Final = frozenset(("_", "^", "'"))
_SPELLING: Final = frozenset((" ", "-", ".", UNDERSCORE))
"""What stands between the letters of words."""
_DRESSING_WORDS: Final = frozenset(("\\mathbf", "\\mathcal"))
"""Fonts of letters, in which names of several are set, too: ``\\mathbf{softmax}``, ``\\mathcal{KL}``."""
_STRUCK: Final = "\\mathbb"
_PRONOUNCED: Final = re.compile(r"(?=.{4})[A-Z]?[b-df-hj-np-tv-z]*[aeiou]+[b-df-hj-np-tv-z]+[a-z]*$")
_HYPHEN: Final = ("\\text", "{", "-", "}")
_OVER_LETTERS: Final = frozenset(("\\'", "\\`", '\\"', "\\^", "\\~"))
"""Accents on letters of words, ``Mat\\'ern``."""
_SPELLED_IN: Final = frozenset(("\\mathrm", "\\mathit", "\\mathsf", "\\mathtt"))
"""Fonts in which letters side by side spell names."""
_DIFFERENTIALS: Final = frozenset(("dx", "dy", "dz", "dt", "du", "dw"))
"""``\\mathrm{dx}``: an upright d before a letter, rather than a word."""


class Dresses(Environments, ABC):
    """Reads fonts, accents and text."""

    @abstractmethod
    def argument(self) -> list[str]:
        """The next argument, in canonical spelling."""

    def text(self, raw: list[str]) -> list[str]:
        """Text; formulas in it stand between words, as in ``\\text{if $x > 0$}``."""
        bare = [token for token in raw if token not in SIZES and token not in _OVER_LETTERS]
        raw = _closed_up(undressed(bare))
        raw = raw if "$" in raw else with_underscores(raw, in_text=True)
        switch = next((token for token in raw if token in SWITCHES), None)
        if switch == "\\boldmath" and "$" in raw:
            bold = [token for token in raw if token not in ("$", switch)]
            return self.font(SWITCHES[switch], self.inner(bold))
        if switch is not None and "$" not in raw:
            rest = [token for token in raw if token not in (switch, "{", "}")]  # of ``{\\bf Update:}``, too
            letters = [token for token in rest if token != " "]
            return self.font(SWITCHES[switch], self.inner(letters)) if len(letters) == 1 else words(rest)
        if "$" not in raw:
            return words(raw)
        out: list[str] = []
        parts = parted(raw, "$")
        if len(parts) % 2 == 0:
            raise RefusedError("a formula in text is never closed")
        for index, part in enumerate(parts):
            out += self.inner(part) if index % 2 else said(part)
        return out

    def font_command(self, font: str) -> list[str]:
        """A font with its argument, next: a word, or the font on each letter."""
        raw = self.raw_argument()
        if "$" in raw:
            return self.text(raw)  # of ``\\textrm`` and its like, which hold text
        if font in _SPELLED_IN:
            raw = with_underscores(_with_hyphens(raw))
            closed = _closed_up(raw)
            raw = closed if _PRONOUNCED.match("".join(closed)) else raw
        plain = "".join(raw).strip()
        if font == "\\mathrm":
            check_units(raw)
            if plain in _DIFFERENTIALS:
                return [font, "{", "d", "}", plain[1]]
        is_words = len(plain) > 1 and all(token.isalnum() or token in _SPELLING for token in raw)
        if font == "\\mathrm" and (_are_words_apart(raw) or _is_remark(raw)):
            return words(raw)
        if (font in _DRESSING_WORDS and _is_one_word(plain)) or (font == _STRUCK and _is_name(plain)):
            return operator([plain])
        if is_words and font in _SPELLED_IN:
            return words(raw) if " " in plain or "." in plain else operator([plain])
        return self.font(font, self.inner(raw))

    def font(self, font: str, content: list[str]) -> list[str]:
        """The font on each letter of ``content``."""
        if font == "\\mathit" or content[:1] == [_CONDITION]:
            return content
        if font == "\\mathrm" and "".join(content) in _DIFFERENTIALS:
            return [font, "{", "d", "}", content[1]]
        if font == "\\mathrm" and is_word(content):
            return operator(content)
        below = content.index("_") if "_" in content else 0
        if font == "\\mathrm" and is_word(content[:below]) and content[-1] == "}":
            return [*operator(content[:below]), *content[below:]]
        if font in ("\\mathrm", "\\mathtt"):
            content = _upright_words(content)
        out: list[str] = []
        for token in content:
            is_upright_number = token.isdigit() and len(content) > 1 and font in ("\\mathrm", "\\mathtt")
            is_plain = (len(token) == 1 and token.isalnum()) or NUMBERED.match(token) is not None
            is_letter = is_plain or token in GREEK or token in LETTERLIKE - PRODUCTS
            is_bare = is_letter and not is_upright_number and not _ends_in_dress(out)
            out += [font, "{", token, "}"] if is_bare else [token]
        return out

    def accented(self, accent: str) -> list[str]:
        """A letter under an accent; an index under it, as in ``\\hat{y_i}``, goes to the whole."""
        if self.peek() != "{":
            return _dotted(accent, self.argument())
        raw = [token for token in self.raw_argument() if token != " "]
        name = 2 if raw[:1] == [DIFFERENCE] else 1
        rest = raw[name:]
        if len(rest) > 1 and rest[0] == "_" and (len(rest) == 2 or rest.index("}") == len(rest) - 1):
            self.tokens[self.at : self.at] = rest
            raw = raw[:name]
        if accent == _ARROW and len(raw) > 1 and _is_scripted_letter(raw):
            self.tokens[self.at : self.at] = raw[1:]
            raw = raw[:1]
        return _dotted(accent, self.inner(raw))

    def operator(self, raw: list[str]) -> list[str]:
        """An operator's name, in any font."""
        raw = _with_hyphens(raw)
        is_dressed = any(token in FONTS and FONTS[token] not in ("\\mathrm", "\\mathit") for token in raw)
        return dressed_operator(self.inner(raw)) if is_dressed else operator(raw)


def _closed_up(raw: list[str]) -> list[str]:
    """``new`` of ``n e w``, as some programs write down what they recognise letter by letter."""
    letters = "".join(raw).split()
    is_spelled = len(letters) > 2 and all(len(one) == 1 and one.isalpha() for one in letters)
    return letters if is_spelled else raw


def _with_hyphens(raw: list[str]) -> list[str]:
    """``SI\\text{-}SDR``: a hyphen that is set as text in a word."""
    out: list[str] = []
    for token in raw:
        out.append(token)
        if tuple(out[-len(_HYPHEN) :]) in (_HYPHEN, ("\\mbox", *_HYPHEN[1:])):
            out[-len(_HYPHEN) :] = ["-"]
    return out


def _is_one_word(plain: str) -> bool:
    """Whether letters in one font can be pronounced, are capitals that papers shorten words to, or spell a
    probability.
    """
    return bool(_PRONOUNCED.match(plain)) or (plain.isupper() and plain in ABBREVIATIONS) or plain == "Pr"


def _is_name(plain: str) -> bool:
    """``\\mathbb{KL}``: whether it is several letters, which nobody multiplies in that font."""
    return len(plain) > 1 and plain.isalpha() and plain.isascii()


def _dotted(accent: str, content: list[str]) -> list[str]:
    """An accent with what is under it; a relation with a dot above is a relation still."""
    if accent == "\\dot" and content in (["\\sim"], ["\\approx"], ["="]):
        return ["\\doteq"] if content == ["="] else content
    return [accent, "{", *content, "}"]


def _is_scripted_letter(raw: list[str]) -> bool:
    """``h'^k_i``: one letter with its scripts; an arrow stands over all of them and makes a vector of it."""
    is_letter = len(raw[0]) == 1 and raw[0].isalpha()
    if not is_letter or raw[1] not in _SCRIPTING:
        return False
    depth, bears = 0, False
    for at, token in enumerate(raw[1:], 1):
        is_number = raw[at - 1] == "^" and token[0].isdigit()
        if is_number or (depth == 0 and not bears and token not in _SCRIPTING):
            return False
        bears = depth == 0 and token in ("_", "^")
        depth += (token == "{") - (token == "}")
    return True


def _upright_words(content: list[str]) -> list[str]:
    """``\\mathrm{FFN(x)}``: letters side by side spell a name where they are upright."""
    out: list[str] = []
    run: list[str] = []
    for token in (*content, ""):
        goes_on = bool(run) and (token.isdigit() or token == UNDERSCORE)
        is_letter = len(token) == 1 and token.isascii() and token.isalpha()
        if (is_letter or goes_on) and not _ends_in_dress(out):
            run.append(token)
            continue
        out += operator(run) if len(run) > 1 else run
        if out[-2:] in (["\\arg", "\\min"], ["\\arg", "\\max"]):
            out[-2:] = [out[-2] + out[-1][1:]]
        run = []
        out += [token] if token else []
    return out


def _ends_in_dress(tokens: list[str]) -> bool:
    """Whether the last two tokens are a font and the brace that its letter follows."""
    return tokens[-1:] == ["{"] and len(tokens) > 1 and tokens[-2] in FONTED


def _is_remark(raw: list[str]) -> bool:
    """``using the chain rule,``: upright words with blanks between them and a sign of the sentence behind."""
    text = "".join(raw).strip()
    said = text.rstrip(".,;: ").split()
    return (
        text[-1:] in (",", ";", ":")
        and len(said) > 1
        and all(word.isalpha() and word.isascii() for word in said)
        and max(map(len, said)) > 2
    )


def _are_words_apart(raw: list[str]) -> bool:
    """``expert\\;capacity``: whether gaps part upright words, which would else run together."""
    runs = "".join(" " if token in WIDE_GAPS else token for token in raw if token != " ").split()
    return len(runs) > 1 and all(run.isalpha() and run.isascii() for run in runs) and max(map(len, runs)) > 2
