"""Noun phrases beside a symbol: where they end, and whether they can be a meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


def words(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(text.split())


_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’/-]*|[\d.]+-[a-z]+")
_STEP: Final = re.compile(r"\s*([A-Za-z][A-Za-z'’/-]*|\x01\d+\x02|\x03|[^\sA-Za-z])")
_DETERMINERS: Final = words("""
    the a an our its their some this that these those each any all
""")
_LINKS: Final = words("""
    of to in for on per with over and between
""")
_LINKS_KEPT: Final = words("""
    of per to
""")
_ENDS: Final = words("""
    which that where is are was were be been used given from such so we can as if when by at may
    will then than using has have into whose who while since because but or corresponding drawn
    applied obtained defined denoted denotes respectively parametrized parameterized it they this
    these those not only also both does do via under after before during until and with for in on
    over between within without i.e e.g let respectively
""")
_NO_HEADS: Final = words("""
    small large big bigger smaller best worst better true optimal original similar known unknown
    positive negative same different good single proper possible previous next current first second
    third whole full independent generic typical shown fixed changed many several one two three four
    random arbitrary following other equal zero above below case example equation eq figure fig
    section table algorithm theorem lemma appendix line value values set step thus hence therefore
    respectively simply just here now again i j k more less most least only such very quite model's
    e.g i.e etc cf ref function of consider assume suppose let choose take fix define write use
    setting given denoting
""")
_VERBISH: Final = re.compile(r"(?:ly|ize|ise|izes|ises)$")
_CERTAIN_HEADS: Final = words("""
    matrix matrices vector vectors parameter parameters function functions rate size sizes dimension
    dimensions number loss losses variable variables distribution distributions operator gradient
    gradients weight weights coefficient coefficients constant constants noise variance variances
    mean means probability probabilities likelihood prior posterior policy state states action
    actions reward rewards input inputs output outputs label labels layer layers kernel bias biases
    activation activations embedding embeddings temperature length lengths time step steps iteration
    iterations epoch index indices buffer momentum velocity learning-rate stepsize threshold margin
    budget horizon entropy energy density estimate estimator error errors residual residuals score
    scores objective cost costs dataset sample samples batch sequence sequences token tokens query
    queries key keys value values head heads mask masks feature features map maps channel channels
    filter filters rank norm scale factor discount penalty regularizer divergence distance metric
    graph node nodes edge edges process solution position positions direction directions target
    targets prediction predictions covariance moment moments hyperparameter hyperparameters
    hypothesis statistic prompt image images point points set width height depth radius angle
    frequency decay schedule interval region term ratio scalar tensor hessian jacobian identity
    encoder decoder generator discriminator critic network networks model models
""")
_MOST_WORDS: Final = 7


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase; certain where a determiner begins it or its last word is one that symbols stand for."""

    text: str
    is_certain: bool


def noun_phrase_after(text: str) -> str:
    """The noun phrase that ``text`` begins with, without its article; empty where there is none."""
    words: list[str] = []
    at = 0
    while (match := _STEP.match(text, at)) is not None and len(words) < _MOST_WORDS:
        word = match[1]
        if not word[0].isalpha():
            break
        lower = word.lower()
        if lower in _ENDS or (lower in _DETERMINERS and words and words[-1].lower() not in _LINKS_KEPT):
            break
        words.append(word)
        at = match.end()
    return _trimmed(words)


def noun_phrases_after(text: str, count: int) -> list[str]:
    """One phrase, or as many as there are symbols: ``the mean and the variance``."""
    if count == 1:
        phrase = noun_phrase_after(text)
        return [phrase] if phrase else []
    parts = re.split(r",? and (?:the |an? )?|, (?:the |an? )?", text)[:count]
    phrases = [noun_phrase_after(part) for part in parts]
    if len(phrases) == count and all(phrases) and "respectively" in text[:160]:
        return phrases
    first = noun_phrase_after(text)
    return [first] if first.endswith("s") else (phrases if len(phrases) == count and all(phrases) else [])


def noun_phrase_before(text: str) -> Phrase | None:
    """The noun phrase that ``text`` ends with."""
    words: list[str] = []
    has_determiner = False
    tail = re.search(r"[A-Za-z'’/ -]*$", text)
    for word in reversed(tail.group().split() if tail else []):
        lower = word.lower()
        if lower in _DETERMINERS:
            has_determiner = True
            if not (words and _reaches_back(words)):
                break
            break
        if lower == "of" and words:
            words.append(word)
            continue
        if lower in _ENDS or lower in _LINKS or _is_verbish(lower):
            break
        words.append(word)
        if len(words) >= 5:
            break
    phrase = _trimmed(list(reversed(words)))
    if not phrase:
        return None
    head = _head(phrase)
    return Phrase(phrase, head in _CERTAIN_HEADS or (has_determiner and len(phrase.split()) >= 2))


def _is_verbish(word: str) -> bool:
    """Whether a word ends like a verb or an adverb, ``minimize`` or ``slowly``; ``size`` is a noun."""
    return word not in _CERTAIN_HEADS and _VERBISH.search(word) is not None


def _reaches_back(words: list[str]) -> bool:
    return words[-1].lower() == "of"


def _head(phrase: str) -> str:
    before_of = phrase.lower().split(" of ")[0]
    return before_of.split()[-1]


def _trimmed(words: list[str]) -> str:
    while words and (words[0].lower() in _DETERMINERS or words[0].lower() in _LINKS):
        words = words[1:]
    while words and words[-1].lower() in (*_LINKS, *_DETERMINERS):
        words = words[:-1]
    if not words or _head(" ".join(words)) in _NO_HEADS - _CERTAIN_HEADS or _is_verbish(words[-1].lower()):
        return ""
    if all(len(word) == 1 for word in words):
        return ""
    return " ".join(words)
