"""Names that a paper spells with several plain letters, ``Softmax(x)`` or ``PE``, told from products."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from drill.papers_first.formula.letter_runs import (
    LAWS,
    UNDERSCORE,
    ends_form,
    has_differentials,
    is_gram,
    is_law,
    is_spoken,
    letters_of,
    over_scripts,
    runs_in,
    without_indices,
)
from drill.papers_first.formula.vocabulary import FUNCTIONS, GREEK

_UPRIGHT: Final = "\\operatorname{"
_SPELLED: Final = """
    pos neg rel emb att enc dec gen dis adv ent tok seq obs max min new old sim exp log reg ref cov var
    std avg abs sgn acc err out inp src tgt cls val dim len lr loss data step rank mean norm size rate MSE
    MAE IoU RMSE SNR PSNR SSIM FID BCE NLL KL TP FP TPR Re MS FPR ROC AUC AP BP TV JS GAE SGD CLIP ELBO FFN
    ESS IQR OOB DCG NDCG IDCG MRR MAP WER CER FNR TNR PPV NPV MCC MAPE MSLE RMSLE GIoU
    DIoU LCS PCA KDE ECE MMD EMA ELU ReLU GELU SiLU
    pH VaR CVaR MLP CNN RNN GRU LSTM PE CE FL CDF PDF CLS RMS SEM SE SD SS
"""
ABBREVIATIONS: Final = frozenset(_SPELLED.split())
"""What papers shorten words to, in formulas too."""
_ERRORS: Final = frozenset(("se", "sd"))
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_VOWELS: Final = frozenset("aeiou")
_FEWEST: Final = 3
_MANY: Final = 5
_SHORT: Final = 2
_KNOWN: Final = frozenset(("KL", "JS", "JSD", "KLD", "TV", "MMD", "MI"))
"""Distances between distributions, and what one of them tells of the other."""
_COUNTED: Final = frozenset(("TP", "TN", "FP", "FN"))
"""True and false positives and negatives: where two of them stand, all are counts."""
_FEWEST_COUNTED: Final = 2
_FREEDOM: Final = frozenset(("df", "edf", "ddf"))
"""Degrees of freedom."""
_CRITERIA_SPELLED: Final = "AIC BIC DIC WAIC AICc ICC GCV RSS TSS SSE SSR SST VIF RMSEA CFI ATE ATT RMSE WCSS"
_CRITERIA: Final = frozenset(_CRITERIA_SPELLED.split())
"""Criteria, sums of squares and the like, whose letters nobody multiplies."""
_STATISTICS: Final = frozenset(("SS", "MS", "SE", "SD", "PE"))
"""Sums of squares, their means, standard errors and deviations, and encodings of places, each with what it is
of below.
"""
_SHORTENED: Final = _STATISTICS | _CRITERIA | _FREEDOM
_GREEK: Final = frozenset(letter[1:] for letter in GREEK if letter[1:].islower())
"""Greek letters as code spells them."""
_WHOLE: Final = re.compile(
    r"[b-df-hj-np-tv-z][aeiou][b-df-hj-np-tv-z]|(?=.{4})[A-Z]?[b-df-hj-np-tv-z]*[aeiou]+[b-df-hj-np-tv-z]+[a-z]*"
)
"""What can be pronounced, in small letters but for the first one."""
_BEFORE_SIDES: Final = frozenset((",", ";", "&", "\\\\", "\\quad"))
_EQUALITIES: Final = frozenset(("=", ":=", "\\leftarrow", "\\equiv"))


@dataclass(frozen=True, slots=True)
class Runs:
    """Letters side by side: those that are one name, and those of which nobody could tell."""

    names: frozenset[str]
    doubtful: frozenset[str]
    called: frozenset[str] = frozenset()
    """Those of the names that stand before brackets alone."""


def runs_of_letters(
    rows: Iterable[Sequence[str]],
    beside: Iterable[Sequence[str]],
    texts: Iterable[str],
    sources: Iterable[str] = (),
) -> Runs:
    """Runs of letters that are one name: words of the paper's sentences, abbreviations in capitals that it
    uses there or that others use, too, words with an underscore, and what can be pronounced and holds a
    letter that is no symbol. Other runs with a letter that never stands by itself, and words of the
    sentences, may be names: nobody multiplies by what has no meaning of its own. No name has a blank in it.

    ``rows`` are the canonical tokens of the formulas, ``beside`` those inside of sentences, ``texts`` the
    sentences, ``sources`` the formulas as they are typed.
    """
    seen = _Seen()
    for tokens in rows:
        seen.add(tokens)
    for tokens in beside:
        seen.add(tokens)
        seen.alone.add("".join(tokens))
    seen.followed |= seen.below - seen.compared
    if seen.candidates:
        for text in texts:
            seen.say(text)
    named = {run for run in seen.candidates if seen.is_name(run)}
    guessed = {run for run in seen.candidates - named if seen.may_name(run)}
    names = frozenset((named | guessed) - _parted((named & _SHORTENED) | guessed, sources))
    doubtful = {run for run in seen.candidates - names if seen.is_doubtful(run)} | seen.beside(names)
    called = frozenset(run for run in names - seen.followed if UNDERSCORE not in run)
    return Runs(names, frozenset(doubtful - _parted(doubtful, sources)), called)


def _parted(runs: Iterable[str], sources: Iterable[str]) -> set[str]:
    """The runs that are typed with a blank between two letters somewhere."""
    typed = "\n\n".join(sources) if runs else ""
    found: set[str] = set()
    for run in runs:
        letters = r"\s*".join(map(re.escape, letters_of(run)))
        matches = re.findall(rf"(?<![A-Za-z\\]){letters}(?![A-Za-z])", typed)
        if any(len(match) > len(run) for match in matches):
            found.add(run)
    return found


def _has_bars(tokens: Sequence[str], at: int) -> bool:
    """Whether a double bar stands in the brackets that begin there, between what they hold."""
    depth = 0
    for token in tokens[at:]:
        depth += (token in ("(", "[")) - (token in (")", "]"))
        if depth == 0:
            return False
        if depth == 1 and token == "\\|":
            return True
    return False


@dataclass(slots=True)
class _Seen:
    """What a paper writes of letters and words."""

    candidates: set[str] = field(default_factory=set[str])
    followed: set[str] = field(default_factory=set[str])
    """Runs that something else than brackets follows somewhere."""
    below: set[str] = field(default_factory=set[str])
    """Distances between distributions that are an index: of ``D_{KL}``."""
    compared: set[str] = field(default_factory=set[str])
    """Runs that stand before brackets with a double bar in them: of ``KL(q \\| p)``."""
    differentials: set[str] = field(default_factory=set[str])
    """Runs that begin with a d beside an integral's sign or another differential."""
    rows: list[set[str]] = field(default_factory=list[set[str]])
    """The runs of each row."""
    bare: set[str] = field(default_factory=set[str])
    """Runs that stand somewhere without an index, a superscript or brackets."""
    counts: Counter[str] = field(default_factory=Counter[str])
    familiar: set[str] = field(default_factory=set[str])
    """Letters that are symbols by themselves."""
    alone: set[str] = field(default_factory=set[str])
    single: set[str] = field(default_factory=set[str])
    """Letters that stand by themselves somewhere other than below a name."""
    defined: set[str] = field(default_factory=set[str])
    """Runs that are set equal to something, with their arguments if they have any."""
    upright: set[str] = field(default_factory=set[str])
    """Words that are set upright somewhere."""
    words: set[str] = field(default_factory=set[str])
    initials: set[str] = field(default_factory=set[str])
    phrases: list[str] = field(default_factory=list[str])
    """The first letters of the words between formulas."""

    def add(self, tokens: Sequence[str]) -> None:
        self.single.update(run for run, _ in runs_in(without_indices(tokens)) if len(run) == 1)
        self.upright.update(token[len(_UPRIGHT) : -1] for token in tokens if token.startswith(_UPRIGHT))
        self.rows.append({run for run, _ in runs_in(tokens) if len(run) > 1})
        for run, end in runs_in(tokens):
            begin = end - len(letters_of(run))
            if len(run) > 1 and (ends_form(tokens, begin, run) or is_gram(tokens, end, run)):
                self.single |= set(run)
                continue
            if len(run) == 1 or (len(run) == _SHORT and not run.isupper()):
                self.familiar |= set(run)
            is_increment = "\\int" in tokens and run[-2:-1] == "d"
            if len(run) > 1 and not (is_increment and not is_law(run, tokens[end : end + 1])):
                self.candidates.add(run)
                if run in _FREEDOM and has_differentials(tokens):
                    self.differentials.add(run)
                self.counts[run] += 1
                after = over_scripts(tokens, end)
                is_called = tokens[after : after + 1] in (["("], ["["])
                is_index = tokens[begin - 2 : begin] == ["_", "{"] and tokens[end : end + 1] == ["}"]
                if is_index and run in _KNOWN:
                    self.below.add(run)
                elif not is_called:
                    self.followed.add(run)
                    self.bare |= {run} if after == end else set()
                elif _has_bars(tokens, after):
                    self.compared.add(run)
                self._define(run, tokens, begin, after)

    def _define(self, run: str, tokens: Sequence[str], begin: int, after: int) -> None:
        """Note a run that begins a left side, with or without arguments, and nothing else on it."""
        if begin and tokens[begin - 1] not in _BEFORE_SIDES:
            return
        depth = 0
        for at in range(after, len(tokens)):
            if depth == 0 and tokens[at] in _EQUALITIES:
                self.defined.add(run)
            depth += (tokens[at] in ("(", "[")) - (tokens[at] in (")", "]"))
            if depth == 0 and tokens[at] not in (")", "]"):
                return

    def say(self, text: str) -> None:
        for part in text.split("$")[::2]:
            words = re.findall(r"[A-Za-z]+", part)
            self.words.update(words)
            self.words.update(word.lower() for word in words)
            self.phrases.append("".join(word[0] for word in words).lower())
            self.initials.update(f"{one[0]}{two[0]}".upper() for one, two in pairwise(words))

    def _is_abbreviation(self, run: str, *, is_odd: bool) -> bool:
        """Capitals that are said or stand for words: before brackets everywhere, or with an odd letter."""
        is_counted = len(_COUNTED & self.candidates) >= _FEWEST_COUNTED
        if is_counted and run[:_SHORT] in _COUNTED:
            return True
        if run in self.words:
            return is_odd or run not in self.followed or run in self.defined
        if run in _STATISTICS and run not in self.bare and self.counts[run] > 1:
            return True
        if is_counted and self._is_measure(run):
            return True
        stands_for = all(run[at : at + 2] in self.initials for at in range(len(run) - 1))
        if run in self.defined and is_odd and stands_for and len(run) >= _FEWEST:
            return True
        if run not in self.followed:
            return run in _KNOWN or (is_odd and stands_for)
        is_alone = bool(self.words) and not set(run) & self.familiar
        return is_alone and run in ABBREVIATIONS and self.counts[run] > 1

    def _is_measure(self, run: str) -> bool:
        """Whether capitals beside counts of results are what words near it begin with, or new."""
        is_said = len(run) >= _FEWEST and any(run.lower() in initials for initials in self.phrases)
        is_new = run in self.defined or not set(run) & self.familiar
        return is_said or is_new

    def beside(self, names: AbstractSet[str]) -> set[str]:
        """Capitals in a row with a name of several: ``NIE`` and ``TE`` of ``TE = NDE + NIE``."""
        found = set[str]().union(*(row - names for row in self.rows if any(map(str.isupper, row & names))))
        return {run for run in found if run.isupper() and (len(run) >= _FEWEST or run in self.defined)}

    def is_doubtful(self, run: str) -> bool:
        """Whether a run that is no name may be one after all, in a paper that has sentences.

        The d of a differential, the base of powers and the imaginary unit need no meaning of their own.
        """
        if run.isupper() and len(run) >= _FEWEST and run in self.defined:
            return True
        if self._is_called_pair(run):
            return True
        if not self.words:
            is_strange = run.isupper() and not set(run) & self.familiar
            return is_strange and (len(run) >= _FEWEST or run in self.defined)
        is_word = len(run) >= _FEWEST and run.islower() and run in self.words
        signs = {"i", "j", *(one for one, _ in pairwise(run) if one == "d")}
        return is_word or bool(set(run.removesuffix("e")) - self.single - signs)

    def _is_called_pair(self, run: str) -> bool:
        """``wp(Y) = …``, and ``wp(Y)`` elsewhere: two letters that arguments follow wherever they stand, and
        that a formula defines so, which none does with a product.
        """
        is_pair = len(run) == _SHORT and run.islower() and "d" not in run
        return is_pair and run in self.defined - self.followed and self.counts[run] > 1

    def _is_strange(self, run: str) -> bool:
        """``IoU = …``, ``SSIM(x, y)``: capitals that are set equal to something or called, and of which no
        letter has a meaning of its own; what papers shorten, wherever it stands.
        """
        is_long = len(run) >= _FEWEST
        if is_long and run in ABBREVIATIONS and sum(map(str.isupper, run)) > 1:
            return True
        if set(run) & self.familiar:
            return False
        if is_long and run in ABBREVIATIONS:
            return True
        is_called = run not in self.followed
        is_told = (is_called and is_long) or (run in self.defined and (is_called or is_long))
        return sum(map(str.isupper, run)) > 1 and is_told

    def _is_called_word(self, run: str) -> bool:
        """``lin(x)``: what can be pronounced, stands before brackets alone, and begins with letters of which
        one has no meaning of its own, so that nothing is multiplied by it.
        """
        begin = run[:-1]
        is_word = run.islower() and bool(_VOWELS & set(begin)) and bool(self.words)
        return is_word and run not in self.followed and bool(set(begin) - self.familiar - {"d"})

    def may_name(self, run: str) -> bool:
        """Whether a run looks like a name, if it has no blank in it: ``beta``, and ``mu`` in a paper that
        spells out longer ones; ``lr_t``, of which neither letter stands by itself, or on a left side; a word
        that is set equal to something, ``gain = …``, which no product of so many letters is; two syllables;
        what papers shorten words to.
        """
        is_defined = run in self.defined
        if run in _GREEK:
            return (
                len(run) > _FEWEST
                or is_defined
                or any(len(one) > _FEWEST for one in _GREEK & self.candidates)
            )
        if len(run) == _SHORT:
            is_told = is_defined or not set(run) & self.single
            return run.islower() and run in ABBREVIATIONS and is_told
        if run in LAWS or (run in ABBREVIATIONS and run.islower() and f"\\{run}" not in FUNCTIONS):
            return True
        if run.isupper() and is_defined and run[0] != run[-1]:
            return True  # matrices stand on both ends, ``PAP = A``
        is_new = bool(set(run) - self.familiar) or (run[0].isupper() and len(run) > _FEWEST)
        return (is_defined and is_new and bool(_WHOLE.fullmatch(run))) or is_spoken(run)

    def is_name(self, run: str) -> bool:
        if run in _FREEDOM:
            return run not in self.differentials
        if run in _CRITERIA or (run in ABBREVIATIONS and run in self.defined - self.followed):
            return True
        if UNDERSCORE in run:
            return len(run) > _FEWEST
        if self._is_strange(run):
            return True
        is_odd = bool(set(run) - self.familiar)
        if run in self.upright and (is_odd or len(run) >= _FEWEST):
            return True
        if run.isupper():
            return self._is_abbreviation(run, is_odd=is_odd)
        if len(run) < _FEWEST:
            return False
        if self._is_called_word(run):
            return True
        parts = _PARTS.findall(run)
        if run.lower() in self.words or (
            len(parts) > 1 and all(part.lower() in self.words for part in parts)
        ):
            return is_odd or len(run) >= _MANY
        return is_odd and bool(_VOWELS & set(run.lower())) and (run in self.alone or len(run) >= _MANY)


def is_estimated_word(tokens: Sequence[str]) -> bool:
    """Whether one hat stands over a word, ``\\widehat{Gini}``; over two letters nobody could tell."""
    is_run = all(len(token) == 1 and token.isalpha() and token.isascii() for token in tokens)
    return is_run and (len(tokens) >= _FEWEST or "".join(tokens) in _ERRORS)
