"""What follows a noun and tells which thing it is: ``the number of times the key occurs in the text``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final, Literal

from drill.papers_first.glosses.groups import lower_at, token_at
from drill.papers_first.glosses.heads import HEADS, words
from drill.papers_first.glosses.inline import Sentence, Token
from drill.papers_first.glosses.nouns import Phrase, is_plural_word
from drill.papers_first.glosses.phrases import POINTERS

_Kind = Literal["participle", "relative", "clause", "purpose", "place", ""]

_LONGEST: Final = 18
_LONGEST_TEXT: Final = 120
_PROPERTIES: Final = words("""
    chosen defined described discussed fixed followed given initialised initialized introduced mentioned
    normalised normalized plotted set shown specified tuned
""")
"""Participles that tell of a thing without telling which it is."""
RELATING: Final = words("""
    absent adjacent dependent depending different disjoint distinct incident independent missing proportional
    specific
""")
"""What tells which thing it is: ``a function independent of $w$``, ``the words absent from the list``."""
_NO_GERUNDS: Final = words("""
    according assuming being denoting depending following giving ignoring including leading letting making
    meaning ranging recalling resulting setting starting taking treating using varying yielding
""")
_CARRYING: Final = words("""
    add adding adds append appending appends apply applying applies attach attaching attaches convert
    converting converts feed feeding feeds map mapping maps pass passes passing project projecting projects
    send sending sends transform transforming transforms
""")
"""What is done with one thing towards another, which is no part of the first."""
_PURPOSEFUL: Final = words("""
    coefficient constant factor function gate hyper-parameter hyperparameter mask network parameter penalty
    penalties scalar signal term threshold trade-off variable weight
""")
_SUBJECTS: Final = words("the a an any each every its their it we they one")
_PLACES: Final = words("""
    across after among at before between for from in into of on over through to toward towards under up within
""")
_HOLDING: Final = words("collecting comprising containing gathering holding including stacking")
_POINTING: Final = words("this these those that our here")
_ENDS: Final = words("""
    as because but e.g e.g. i.e i.e. if since so such thus when where whereas which while who respectively
    denoted otherwise
""")
_NO_PLACES: Final = words("""
    algorithm appendix brevity case clarity convenience detail eq eq. eqs. equation experiment experiments
    fig fig. figure instance practice paper proof sec sec. section sequel setting settings simplicity table
    theorem turn work epochs iterations hours
""")
_RANGE: Final = re.compile(r"[=<>]|\\(?:leq?|geq?|in|ldots|dots)\b")
"""What says which indices are meant: ``$1 \\leq i \\leq n$``."""
_RELATIVE_LAST: Final = ("adjective", "verb")
_LAST: Final = frozenset(("noun", "either", "participle", "number", "adverb", "gerund"))


def with_tail(sentence: Sentence, phrase: Phrase, *, is_subject: bool = False) -> Phrase:
    """The phrase with the words behind it, up to the clause's end, that tell which thing it is.

    The words of a subject end before the clause's verb.
    """
    phrase = _with_second(sentence, phrase)
    kind = _kind(sentence, phrase)
    end = _end(sentence, phrase.end, kind, is_subject=is_subject) if kind else None
    return phrase if end is None else replace(phrase, end=_before_setting(sentence, phrase.end, end))


def _before_setting(sentence: Sentence, start: int, end: int) -> int:
    """``the distance to the wall and $k = 2$``: what something else is set to is no part of it."""
    last = sentence[end - 1]
    is_setting = last.names is not None and last.names.relation == "="
    return end - 2 if is_setting and lower_at(sentence, end - 2) == "and" and end - 2 > start else end


def _with_second(sentence: Sentence, phrase: Phrase) -> Phrase:
    """``a vector of means and variances``: both are what it is of."""
    last, after = token_at(sentence, phrase.end - 1), token_at(sentence, phrase.end + 1)
    is_of = lower_at(sentence, phrase.end - 2) in ("for", "of") and is_plural_word(last.lower)
    is_pair = lower_at(sentence, phrase.end) == "and" and after.kind == "word" and is_plural_word(after.lower)
    closing = token_at(sentence, phrase.end + 2)
    if not is_of or not is_pair or not (closing.kind in ("mark", "") or closing.tag == "stop"):
        return phrase
    return replace(phrase, end=phrase.end + 2)


def _kind(sentence: Sentence, phrase: Phrase) -> _Kind:
    """What begins right after the phrase."""
    token, after = token_at(sentence, phrase.end), token_at(sentence, phrase.end + 1)
    between = sentence[phrase.head + 1 : phrase.end]  # the symbol of ``a function $f$ to minimise``
    is_first = all(token.kind == "maths" for token in between)
    if token.lower in ("to", "into", "onto") and lower_at(sentence, phrase.start - 1) in _CARRYING:
        return ""
    is_relating = token.lower in RELATING and after.tag == "preposition"
    if is_relating or (token.lower == "defined" and after.lower == "according"):
        return "participle"
    if token.tag == "participle" and after.tag in ("preposition", "adverb"):
        return "" if token.lower in _PROPERTIES else "participle"
    if token.tag == "participle" and after.lower == "to":
        return "" if token.lower in _PROPERTIES else "participle"
    if token.lower == "corresponding" and after.lower == "to":
        return "participle"
    if token.tag == "gerund":
        return "" if token.lower in _NO_GERUNDS or after.kind == "mark" else "participle"
    if token.lower in ("that", "which", "whose") or (token.tag == "preposition" and after.lower == "which"):
        return "relative"
    if token_at(sentence, phrase.end - 1).lower == "times" and phrase.end < len(sentence):
        return "relative"  # ``the number of times the state $s$ has been visited``
    if token.lower == "each" and after.tag in ("participle", "gerund"):
        return ""  # ``a set of towns, each drawn as a point``
    if token.lower in _SUBJECTS:
        return "clause"
    if token.lower == "to" and after.tag not in ("determiner", "") and after.kind == "word":
        is_purpose = sentence[phrase.head].lower.removesuffix("s") in _PURPOSEFUL and is_first
        return "purpose" if is_purpose and after.lower != "be" else ""
    return "place" if _is_place(token, after) else ""


def _is_place(token: Token, after: Token) -> bool:
    """``in the first layer``, ``of all towns``; no range of an index, ``for $i > k$``."""
    if after.lower in ("all", "both"):
        return token.lower in ("of", "over", "across", "between", "among")
    is_range = after.kind == "maths" and bool(_RANGE.search(after.text))
    if token.lower == "for" and (is_range or after.lower in ("every", "each", "any")):
        return False
    if token.lower == "of" and after.tag == "gerund":
        return True
    is_pointing = after.lower in _POINTING or after.tag in ("gerund", "stop")
    return token.lower in _PLACES - {"of"} and not is_pointing


def _end(sentence: Sentence, start: int, kind: _Kind, *, is_subject: bool) -> int | None:
    """Where the clause ends that goes on at ``start``; None where it tells something else, or too much."""
    at, length = start, 0
    joins = False
    while at < len(sentence) and (joins or not _is_close(sentence, at, start)):
        token = sentence[at]
        joins = _joins(sentence, at)
        length += len(token.text) + 1
        if at - start >= _LONGEST or length > _LONGEST_TEXT or token.lower in _NO_PLACES:
            return None
        if (
            is_subject
            and token.tag == "auxiliary"
            and not (kind == "relative" and _is_own(sentence, at, start))
        ):
            break
        is_told = token.lower in _PROPERTIES and sentence[at - 1].tag != "determiner"
        if is_told if kind == "relative" else token.tag == "auxiliary":
            return _before_clause(sentence, start, at) if kind == "place" else None
        at += 1
    if at < len(sentence) and sentence[at].kind == "pointer" and sentence[at].text != "cite":
        return None
    before = sentence[at - 1]
    if token_at(sentence, at).text == "[" and sentence[at].at == before.at + len(before.text):
        return None  # ``rated by user[x]``: cut in a name
    if sentence[start].lower in _HOLDING and token_at(sentence, at).text == ",":
        return None  # ``a vector containing $a$, $b$ and the weights``: cut in the list
    if kind == "relative" and at < len(sentence) and sentence[at].lower == "as":
        return None  # ``a function which serves as a weight``: cut before what it serves as
    is_joined = sentence[start].tag == "preposition" and at < len(sentence) and sentence[at].lower == "and"
    if is_joined and kind == "relative" and not _has_verb(sentence, start, at):
        return None  # ``points at which the mean and width are taken``
    is_half = sentence[start].lower == "between" and lower_at(sentence, at) == "and"
    if is_half and token_at(sentence, at + 1).tag == "preposition":
        return None  # ``a gap between the law of the rows and of the columns``
    inside = [token.lower for token in sentence[start:at]]
    if "between" in inside and "and" not in inside and lower_at(sentence, at) == "and":
        return None  # ``a term which tells the gap between the rows and the columns``
    while at > start and sentence[at - 1].tag == "adverb":
        at -= 1
    is_short = at == start + 2 or all(
        token.tag in ("noun", "adjective") for token in sentence[start + 1 : at]
    )
    if sentence[start].lower == "whose" and is_short:
        return None  # ``a network whose weights and biases form the state``: cut before its verb
    last = token_at(sentence, at - 1)
    if last.lower in POINTERS:
        return None  # ``a function for which Eqn. (2) holds``
    if last.kind == "maths" and sentence[at - 2].tag == "determiner":
        return None  # ``in the $x$, $y$ and $z$ directions``
    ends = (
        last.kind == "maths"
        or last.tag in _LAST
        or last.lower in HEADS
        or (kind == "relative" and last.tag in _RELATIVE_LAST)
    )
    ends |= kind == "purpose" and last.tag == "verb" and at == start + 2
    return at if at > start + 1 and ends else None


def _before_clause(sentence: Sentence, start: int, end: int) -> int | None:
    """Where ``that are red`` begins in ``of all points that are red``; None where there is no such clause."""
    clause = next((at for at in range(start + 2, end) if sentence[at].lower in ("that", "which")), start)
    return clause if sentence[clause - 1].tag in ("noun", "either") else None


def _has_verb(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a verb may stand between; a plain word that ends like one may be one."""
    later = sentence[start + 2 : end]
    ends = later[-1].lower.endswith("s") if later else False
    return ends or any(token.tag in ("auxiliary", "verb", "either", "participle") for token in later)


def _is_own(sentence: Sentence, at: int, start: int) -> bool:
    """Whether the verb at ``at`` belongs to ``that is known``, ``whose mean is known`` from ``start`` on."""
    if at <= start + 1:
        return True
    behind = sentence[start + 1]
    has_subject = sentence[start].lower not in ("that", "which") or behind.tag == "determiner"
    has_subject |= behind.kind == "maths"
    before = (token.tag for token in sentence[start : at - 1])
    return has_subject and "auxiliary" not in before


def _joins(sentence: Sentence, at: int) -> bool:
    """Whether the ``and`` behind the token belongs to ``between $a$ and $b$``."""
    is_first = token_at(sentence, at - 1).lower == "between"
    return is_first and token_at(sentence, at).kind == "maths" and token_at(sentence, at + 1).lower == "and"


def _is_close(sentence: Sentence, at: int, start: int) -> bool:
    token = sentence[at]
    if token.kind not in ("word", "maths"):
        return True
    if token.lower in ("and", "or"):
        return _begins_clause(sentence, at + 1)
    return token.lower in _ENDS and at > start + (
        sentence[start].tag == "preposition" and token.lower == "which"
    )


def _begins_clause(sentence: Sentence, at: int) -> bool:
    """Whether what follows ``and`` speaks of something else: ``and $y$ the target``, ``and is kept``."""
    first, second = token_at(sentence, at), token_at(sentence, at + 1)
    if first.kind == "maths":
        return second.kind == "word" and second.tag != "preposition"
    if first.tag in ("auxiliary", "verb", "stop", "adverb", "preposition") or first.kind != "word":
        return True
    for token in sentence[at:]:
        if token.kind not in ("word", "maths") or token.lower in _ENDS or token.lower in ("and", "or"):
            return False
        if token.tag in ("auxiliary", "verb"):
            return True
        if token.kind == "maths" and token.names is not None:
            return True
    return False
