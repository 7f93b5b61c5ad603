"""Noun phrases: what their heads are like, and how they are said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from drill.papers_first.glosses.heads import GENERIC, HEADS, words
from drill.papers_first.glosses.inline import Sentence, Token
from drill.papers_first.glosses.lexicon import DEICTIC, POINTERS, tag

_NOUN_ENDING: Final = re.compile(
    r"(?:tion|sion|ity|ness|ment|ance|ence|ure|ism|sis|ogy|ncy|acy|rix|gram|graph|meter|metry|ship|hood|er|or|ist|ant|"
    r"ude|age|ode|ium|ics|tor|ent|ix|ex|th|sm)s?$"
)
_CODE: Final = re.compile(r"[a-z][A-Z]")
"""A name as programs have it: ``TidalWave``."""
_OPEN_END: Final = re.compile(
    r" of(?: the)?(?: following)? (?:form|kind|order|shape|size|type)$| (?:from|in|into|of|on|onto|over|to)$"
)
"""What is said further on, and not here: ``a function of the form``, ``a map into``."""
_MEASURED: Final = words("dimension dimensional dimensions shape size sized sizes")
"""What stands beside a matrix's size: ``with dimension $m \\times n$``, ``$m \\times n$ sized``."""
_ODD_PLURALS: Final = words("""
    vertices matrices indices data people children criteria phenomena hypotheses momenta
""")
_SINGULARS: Final = (
    ("matrices", "matrix"), ("vertices", "vertex"), ("indices", "index"), ("axes", "axis"),
    ("biases", "bias"), ("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""),
)  # fmt: skip
_PRONOUNS: Final = words("it that this which")
_HANDED: Final = words("hand left-hand right-hand")
_POINTED: Final = words(
    "algorithm eq eq. eqn eqn. equ equ. equation equations figure problem section table theorem"
)
_VERSIONS: Final = words("case extension form generalisation generalization instance variant version")
_STAGES: Final = words("attempt moment occasion part phase place point stage step time way")
"""What is told only with the act that it is of: ``the first step to take``."""
_OPERATIONS: Final = words("""
    composition convolution difference intersection product quotient sum union value
""")
_SUNDRY: Final = words("different distinct separate several various")
"""What is said of many things together, and of none of them."""
_SEVERAL: Final = words("two three four five six seven eight nine ten")
_POINTING: Final = ("this", "that", "these", "those", "another")
_OF_OTHERS: Final = words("""
    chance collection column copy count derivative dimension length norm probability product rate row size sum
""")
"""What says nothing alone without what it is of."""
_SHARES: Final = words(
    "amount contribution effect extent fraction number part portion proportion share total"
)
_ORDINALS: Final = words("first second third fourth last final")
_NO_PLURALS: Final = words("""
    bias loss mass basis analysis hypothesis radius axis class chaos process progress status bus gas
    lens corpus stress dynamics kinematics mechanics
""")  # fmt: skip

_MEASURING: Final = words("""
    aggressive big conservative default extremely fairly great high huge large low moderate modest quite
    rather reasonable recommended relatively small sufficiently suitable tiny too typical usual very
""")
"""What is said of a number, and not of what it is the number of."""


SPELLINGS: Final = words("letter lowercase subscript superscript uppercase")
"""What a sign is among signs, whatever it stands for."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens from ``start`` to ``end`` (its determiner first, if any); ``head`` is its main noun's index."""

    start: int
    end: int
    head: int
    determiner: str = ""
    left_out: tuple[int, int] = (0, 0)
    """Tokens of another's phrase: ``and dispreferred`` in ``preferred and dispreferred reply``."""
    is_one: bool = False
    """Whether it is said of one thing though its head is a plural: ``the means of $p$ and $q$``."""
    is_all: bool = False
    """Whether one name stands for all of them: ``$S$ are the 5 nearest rows``."""

    @property
    def first(self) -> int:
        """The index of its first word after the determiner."""
        return self.start + bool(self.determiner)


def is_size(token: Token) -> bool:
    """Whether a formula is a size such as ``m \\times n``."""
    return "\\times" in token.latex and token.names is None and "=" not in token.latex


def is_plural(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase speaks of several things."""
    return is_plural_word(sentence[phrase.head].lower)


def is_plural_word(word: str) -> bool:
    """Whether a noun ends like a plural."""
    return word in _ODD_PLURALS or (
        word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in _NO_PLURALS
    )


def singular(word: str) -> str:
    """A noun's singular: ``density``, ``matrix``, ``weight``."""
    if not is_plural_word(word.lower()):
        return word
    for ending, single in _SINGULARS:
        if word.lower().endswith(ending):
            return word[: len(word) - len(ending)] + single
    return word


def is_known(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the head is a noun that symbols stand for, or ends like a noun."""
    return is_known_word(sentence[phrase.head].lower)


def is_known_word(noun: str) -> bool:
    """Whether symbols stand for it, or it ends like a noun."""
    head = noun.rsplit("-", 1)[-1]
    return head in HEADS or head.removesuffix("s") in HEADS or _NOUN_ENDING.search(head) is not None


def is_definite(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether an article or an owner begins the phrase: ``the step``, ``Euler's number``."""
    return bool(phrase.determiner) or sentence[phrase.first].lower.endswith(("'s", "’s"))


def is_bare(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase is one word that says too little alone, such as ``vector``."""
    first = phrase.first
    while first < phrase.head and (_is_count(sentence, phrase, first) or sentence[first].lower in _SUNDRY):
        first += 1
    head = sentence[phrase.head].lower
    is_generic = head in GENERIC or (first > phrase.first and singular(head) in GENERIC)
    behind = sentence[phrase.head + 1 : phrase.end]
    is_in_range = len(behind) == 2 and behind[0].lower == "in" and behind[1].kind == "maths"
    return phrase.head == first and is_generic and (phrase.end == first + 1 or is_in_range)


def is_operation(sentence: Sentence, phrase: Phrase) -> bool:
    """``the sum`` of ``the sum $a + b$``: what is computed, which the formula says better."""
    is_one = phrase.determiner == "the" and phrase.first == phrase.head == phrase.end - 1
    is_before = phrase.end < len(sentence) and sentence[phrase.end].kind == "maths"
    return is_one and is_before and sentence[phrase.head].lower in _OPERATIONS


def is_setting(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase is one word that says no more than that one sets it: ``parameter``."""
    head = sentence[phrase.head].lower.removesuffix("s").replace("-", "")
    return phrase.end == phrase.first + 1 and head in ("parameter", "hyperparameter")


def is_deictic(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase points at something said before: ``this rate``, ``the other set``."""
    before = {token.lower for token in sentence[phrase.first : phrase.head]}
    head = sentence[phrase.head].lower
    is_counted = head in ("term", "terms", "summand") and bool(before & _ORDINALS)
    if phrase.determiner == "a":
        before -= {"new"}
    return phrase.determiner in _POINTING or is_counted or bool(before & DEICTIC)


def is_told(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase alone says which thing it is: a known noun, neither bare nor pointing back."""
    return is_known(sentence, phrase) and not (is_bare(sentence, phrase) or is_deictic(sentence, phrase))


def points_back(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether it says only which of the things said before is meant: ``this set``, ``these last rows``."""
    said = {token.lower for token in sentence[phrase.first : phrase.head]}
    is_pointing = phrase.determiner in _POINTING
    is_short = phrase.end == phrase.first + 1 or not is_known(sentence, phrase)
    return is_pointing and (is_short or bool(said & (DEICTIC | _ORDINALS)))


def is_telling(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether the phrase says what a thing is: not its proper name alone, what it depends on or does."""
    head = sentence[phrase.head]
    following = sentence[phrase.head + 1].lower if phrase.end > phrase.head + 1 else ""
    if head.lower in ("function", "functions") and phrase.head == phrase.first and following == "of":
        return False  # ``as a function of the weights``
    if sentence[phrase.end - 1].lower == "times":
        return False  # ``the number of times``
    if _is_cut(sentence, phrase) or _is_of_act(sentence, phrase):
        return False
    said = {token.lower for token in sentence[phrase.first : phrase.head]}
    if head.lower in ("side", "sides") and said & _HANDED:
        return False  # ``the right-hand side $r$``
    if sentence[phrase.first].lower in ("th", "st", "nd", "rd", "no"):
        return False  # ``the $i$ th row``, ``$n = 0$ (no samples)``
    if head.lower == "means" and _has_pronoun(sentence, phrase.start):
        return False  # ``It also means $a$ and $b$ are alike``
    if _may_be_verb(sentence, phrase) or _is_led_by_verb(sentence, phrase):
        return False
    is_alone = phrase.head == phrase.first and phrase.end == phrase.head + 1
    if is_alone and head.lower in SPELLINGS:
        return False  # ``the uppercase $K$``
    is_named = head.text[:1].isupper() and not head.text.isupper()
    is_named &= not _is_start(sentence, phrase) or _CODE.search(head.text) is not None
    return not (is_alone and is_named) or _is_listed(head)


def _has_pronoun(sentence: Sentence, at: int) -> bool:
    """Whether ``it`` or ``this`` stands right before a word, or before an ``also`` there."""
    at -= sentence[at - 1].lower == "also"
    return at > 0 and sentence[at - 1].lower in _PRONOUNS


def _is_cut(sentence: Sentence, phrase: Phrase) -> bool:
    """``the number of`` what is not understood; in ``a number of $n = 9$`` that is the symbol."""
    if phrase.end < len(sentence) and sentence[phrase.end].text == "@":
        return True  # ``the number of tries in hits@$n$``
    is_ratio = sentence[phrase.head].lower == "ratio" and phrase.end > phrase.head + 1
    if is_ratio and phrase.end < len(sentence) and sentence[phrase.end].lower == "to":
        return True  # ``the ratio of the gain to that of others``
    is_pointing = phrase.end < len(sentence) and sentence[phrase.end].kind == "pointer"
    is_pointing = is_pointing and sentence[phrase.end - 1].lower in _POINTED
    if is_pointing and sentence[phrase.head].lower in _VERSIONS:
        return True  # ``a smooth version of equation (3)``
    if phrase.end + 1 >= len(sentence) or sentence[phrase.end].lower != "of":
        return False
    if sentence[phrase.end + 1].kind == "maths":
        return False
    head = singular(sentence[phrase.head].lower)
    is_alone = phrase.head == phrase.first and head in _OF_OTHERS | GENERIC
    return head in _SHARES or is_alone


def _is_of_act(sentence: Sentence, phrase: Phrase) -> bool:
    """``the first step to take``, where the act is left out."""
    is_led = phrase.end + 1 < len(sentence) and sentence[phrase.end].lower == "to"
    is_act = is_led and sentence[phrase.end + 1].tag in ("verb", "noun", "either")
    return is_act and phrase.end == phrase.head + 1 and sentence[phrase.head].lower in _STAGES


def _may_be_verb(sentence: Sentence, phrase: Phrase) -> bool:
    """``the bucket tilts``, ``the bucket tilts long handles``: what looks like a plural behind a noun."""
    return any(_is_like_verb(sentence, at) for at in range(phrase.first + 1, phrase.head + 1))


def _is_like_verb(sentence: Sentence, at: int) -> bool:
    """Whether a word that is no known noun ends like a plural, behind a noun that is one of many kinds."""
    word, before = sentence[at], sentence[at - 1]
    is_kind = before.tag in ("noun", "either") and _is_noun(before)
    is_behind = is_kind and not is_plural_word(before.lower) and word.text.isalpha()
    return is_behind and is_plural_word(word.lower) and word.lower not in _ODD_PLURALS and not _is_noun(word)


def _is_led_by_verb(sentence: Sentence, phrase: Phrase) -> bool:
    """``to tell real birds $x$ from others``: behind ``to`` stands a verb before an adjective."""
    is_goal = phrase.start > 0 and sentence[phrase.start - 1].lower == "to" and not phrase.determiner
    is_long = phrase.head > phrase.first + 1 and sentence[phrase.first].tag in ("noun", "either")
    return is_goal and is_long and sentence[phrase.first + 1].tag in ("adjective", "participle")


def _is_noun(token: Token) -> bool:
    word = token.lower.rsplit("-", 1)[-1]
    return _is_listed(token) or word in HEADS or _NOUN_ENDING.search(word) is not None


def _is_listed(token: Token) -> bool:
    return bool({token.lower, singular(token.lower)} & HEADS)


def text_of(sentence: Sentence, phrase: Phrase) -> str:
    """The phrase in words, formulas in dollars; without its determiner and without a matrix's size.

    ``two densities`` is said of one each: ``density``.
    """
    pieces: list[str] = []
    first = phrase.first
    is_one = phrase.is_one or (_is_count(sentence, phrase, first) and not phrase.is_all)
    while (sentence[first].lower in POINTERS or _is_count(sentence, phrase, first)) and first < phrase.head:
        first += 1
    while is_one and first < phrase.head and is_plural(sentence, phrase) and sentence[first].lower in _SUNDRY:
        first += 1
    for index in range(first, phrase.end):
        token = sentence[index]
        if phrase.left_out[0] <= index < phrase.left_out[1]:
            continue
        if token.kind == "mark":
            pieces[-1:] = [pieces[-1] + token.text] if pieces else []
        elif is_size(token):
            pieces = _without_measured(pieces)
        elif index >= phrase.head or not _is_measured(sentence, index):
            pieces.append(singular(token.text) if is_one and index == phrase.head else token.text)
    if pieces and _is_start(sentence, phrase) and is_common(pieces[0]):
        pieces[0] = pieces[0][0].lower() + pieces[0][1:]
    return _OPEN_END.sub("", " ".join(pieces))


def _is_measured(sentence: Sentence, at: int) -> bool:
    """The second word of ``$m \\times n$ dimensional matrices``."""
    return at > 0 and sentence[at].lower in _MEASURED and is_size(sentence[at - 1])


def _without_measured(pieces: list[str]) -> list[str]:
    """Words before a size without those that lead to it: ``a matrix with dimension``."""
    is_led = len(pieces) > 2 and pieces[-1].lower() in _MEASURED and pieces[-2].lower() in ("of", "with")
    return pieces[:-2] if is_led else pieces


def without_measure(meaning: str) -> str:
    """What is given one value, without what that value is like: of ``very large outer width`` the width."""
    said = meaning.split()
    while len(said) > 2 and said[0].lower() in _MEASURING:
        said = said[1:]
    return " ".join(said)


def _is_count(sentence: Sentence, phrase: Phrase, at: int) -> bool:
    """Whether it is the number of ``two densities``, ``two density``; not of ``two layer network``."""
    is_of_head = is_plural(sentence, phrase) or (at == phrase.head - 1 and sentence[at].lower in _SEVERAL)
    is_whole = sentence[at].text.isalpha() or sentence[at].text.isdigit()
    return sentence[at].tag == "number" and is_whole and is_of_head


def _is_start(sentence: Sentence, phrase: Phrase) -> bool:
    before = sentence[phrase.first - 1] if phrase.first else None
    return before is None or before.kind != "word"


def is_common(word: str) -> bool:
    """Whether a capital is the sentence's and not the word's own."""
    if not word[:1].isupper() or not word[1:].islower():
        return False
    lower = word.lower()
    is_listed = bool({lower, singular(lower)} & HEADS) or lower.endswith("ing")
    return is_listed or _NOUN_ENDING.search(lower) is not None or tag(lower) != "noun"
