"""Ways in which papers say what a symbol means with the words after it: ``$x$ is the input``, ``$x$, the input``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from drill.papers.groups import Group, Said, follows, is_conditional, lower_at, token_at
from drill.papers.inline import Sentence
from drill.papers.lexicon import words
from drill.papers.phrases import (
    Phrase,
    closes,
    core_before,
    full,
    is_bare,
    is_deictic,
    is_known,
    is_plural,
    several,
)

Saying = Callable[[Sentence, Group], Said | None]

_SKIPPED: Final = words("""
    respectively here again also both simply thus now then just usually typically often still
""")
_COPULAS: Final = words("is are be was were being")
_NAMING: Final = (
    "denotes", "denote", "represents", "represent", "signifies", "signify", "stands for", "stand for", "designates",
    "refers to", "refer to", "symbolizes", "symbolises", "will denote", "shall denote", "will represent",
    "is used to denote", "are used to denote", "is used to represent", "is defined as", "are defined as",
    "is defined to be", "is called", "are called", "is termed", "is named", "is known as", "are known as",
    "is referred to as", "is used for", "will be called", "to denote", "to represent", "to indicate", "to mean",
    "to refer to", "denoting", "representing", "means",
)  # fmt: skip
_NAMING_BY_WORD: Final = {
    first: tuple(phrase for phrase in _NAMING if phrase.split()[0] == first)
    for first in {phrase.split()[0] for phrase in _NAMING}
}
_DESCRIBING: Final = (
    "indicates",
    "indicate",
    "specifies",
    "specify",
    "describes",
    "describe",
    "measures",
    "measure",
)
_GOVERNING: Final = words("""
    controls control determines determine governs govern sets regulates corresponds contains contain
    counts collects holds encodes parametrizes parameterizes parametrises parameterises
""")
_GOVERNED: Final = words("strength amount degree trade-off tradeoff importance rate width scale")
_ARTICLES: Final = words("the a an our its their")
_ASSUMING: Final = words("that suppose assume")
_SUBJECT_TAGS: Final = frozenset(("", "stop", "adverb", "noun", "either"))
_NO_PREDICATES: Final = words("""
    constant normal uniform random prior dual inverse parallel light minimum maximum identity scalar
    left data positive integer unity one element member sum product average difference function set
""")
_NAMERS: Final = words("""
    write use writing using reserve symbol notation letter define introduce take let adopt
""")
_CALLERS: Final = words("call term name dub")
_DENOTERS: Final = words("denote denotes denoting represent mean understand indicate designate")
_DEFINERS: Final = words("is are denotes denote represents means be with let specify")
_LET_VERBS: Final = ("be", "denote", "represent", "stand for", "indicate", "designate", "refer to", "mean")


def item(sentence: Sentence, group: Group) -> Said | None:
    """``• $x$: the input``, ``$x$ & input`` in a list or a table."""
    if group.first != 1 or sentence[0].kind != "item":
        if token_at(sentence, group.first - 1).text != "[" or group.first != 2:
            return None
    at = group.end
    mark = token_at(sentence, at).text
    if mark not in (":", ",", "--", "-", "=", "&", "|", "]"):
        return None
    while token_at(sentence, at).text in (":", ",", "--", "-", "=", "&", "|", "]"):
        at += 1
    phrases = tuple(several(sentence, at, group.count)) or _single(sentence, at)
    if not phrases or (mark == "," and not phrases[0].determiner):
        return None
    sure = _ends_well(sentence, phrases[-1]) and (
        is_known(sentence, phrases[0]) or len(_words(phrases[0])) > 1
    )
    return Said(group, phrases, sure and not _is_verb_start(sentence, phrases[0]))


def predicate(sentence: Sentence, group: Group) -> Said | None:
    """``$x$ is the input``, ``$x$ and $y$ denote the mean and the variance, respectively``."""
    subject = _subject(sentence, group)
    at = _after_bracket(sentence, subject.end)
    if token_at(sentence, at).text == "," and lower_at(sentence, at + 1) in (*_SKIPPED, "which"):
        at += 1
    while lower_at(sentence, at) in _SKIPPED or lower_at(sentence, at) in ("which", "that"):
        at += 1
        at += token_at(sentence, at).text == ","
    verb = _verb(sentence, at)
    if verb is None:
        return None
    kind, at = verb
    if lower_at(sentence, at - 1) in ("is", "be", "being", "was"):
        subject = _nearest(subject, sentence)
    while lower_at(sentence, at) in _SKIPPED or lower_at(sentence, at) in (",",):
        at += 1
    phrases = tuple(several(sentence, at, subject.count))
    if not phrases:
        return None
    to_denote = lower_at(sentence, group.end) == "to"
    stands = to_denote or _stands_as_subject(sentence, subject, phrases[0])
    sure = stands and _says(sentence, kind, phrases)
    return Said(subject, phrases, sure)


def _after_bracket(sentence: Sentence, at: int) -> int:
    """Where the sentence goes on after a short remark in brackets."""
    if token_at(sentence, at).text == "(":
        for end in range(at + 1, at + 10):
            if token_at(sentence, end).text == ")":
                return end + 1
    return at


def _nearest(group: Group, sentence: Sentence) -> Group:
    """The last of several where the verb speaks of one."""
    return group.last() if len(group.members) > 1 else group


def _subject(sentence: Sentence, group: Group) -> Group:
    """The formulas that the verb speaks of: not those that a comma ends a phrase with."""
    before = token_at(sentence, group.first - 1)
    joined = any(token.lower == "and" for token in sentence[group.first : group.end])
    if len(group.members) > 1 and (not joined or before.tag == "preposition"):
        return group.last()
    return group


def _verb(sentence: Sentence, at: int) -> tuple[str, int] | None:
    """What kind of verb stands at ``at``, and where it ends."""
    word = lower_at(sentence, at)
    for phrase in _NAMING_BY_WORD.get(word, ()):
        end = follows(sentence, at, phrase)
        if end is not None:
            return ("naming", end)
    if word in _COPULAS:
        return ("copula", at + 1)
    if word in _DESCRIBING:
        return ("describing", at + 1)
    if word in _GOVERNING:
        return ("governing", at + 1 + (lower_at(sentence, at + 1) == "to"))
    return None


def _says(sentence: Sentence, kind: str, phrases: tuple[Phrase, ...]) -> bool:
    """Whether a verb of that kind with these phrases is a definition."""
    first = phrases[0]
    if is_bare(sentence, first) or is_deictic(sentence, first):
        return False
    if kind == "governing":
        return first.determiner == "the" and sentence[first.head].lower in _GOVERNED
    if kind == "describing":
        return first.determiner == "the"
    if first.determiner or sentence[first.first].lower.endswith(("'s", "’s")):
        return not _is_property(sentence, first)
    if kind == "naming":
        return (
            is_known(sentence, first) or is_plural(sentence, first) or sentence[first.first].text[0].isupper()
        )
    if is_plural(sentence, first):
        return is_known(sentence, first) and _ends_well(sentence, first)
    return (
        is_known(sentence, first)
        and sentence[first.head].lower not in _NO_PREDICATES
        and closes(sentence, first.end)
        and (len(_words(first)) > 1 or lower_at(sentence, first.start - 1) == "is")
    )


def _is_property(sentence: Sentence, phrase: Phrase) -> bool:
    """``a function of $x$``, ``the sum of them`` tell of a symbol without naming it."""
    head = sentence[phrase.head].lower
    if phrase.determiner in ("a", "an") and head in (
        "function",
        "lower",
        "solution",
        "minimizer",
        "minimiser",
        "bound",
    ):
        return phrase.head == phrase.first
    return False


def _stands_as_subject(sentence: Sentence, group: Group, phrase: Phrase) -> bool:
    """Whether the formula is what the verb speaks of, and nothing else has named it before."""
    before = token_at(sentence, group.first - 1)
    if before.lower in _ASSUMING:
        return bool(phrase.determiner) or is_plural(sentence, phrase)
    if before.kind == "word" and before.tag not in _SUBJECT_TAGS:
        return before.lower == "with" and lower_at(sentence, group.end) in (
            "being",
            "denoting",
            "representing",
            "the",
        )
    if before.kind == "maths" or is_conditional(sentence, group.first):
        return False
    named = core_before(sentence, group.first) if before.tag in ("noun", "either") else None
    if named is not None and token_at(sentence, named.start - 1).tag != "preposition":
        return phrase.determiner == "the" and is_bare(sentence, named)
    opened = before.lower in ("where", "here") and not group.is_statement
    return opened or not (group.is_number or group.is_statement)


def let(sentence: Sentence, group: Group) -> Said | None:
    """``Let $X$ be a matrix``, ``and let $y$ denote its label``."""
    if lower_at(sentence, group.first - 1) != "let":
        return None
    for verb in _LET_VERBS:
        at = follows(sentence, group.end, verb)
        if at is not None:
            phrases = tuple(several(sentence, at, group.count))
            if not phrases:
                return None
            first = phrases[0]
            named = bool(first.determiner) or is_known(sentence, first)
            return Said(group, phrases, named and _says_with_let(sentence, first))
    return None


def _says_with_let(sentence: Sentence, phrase: Phrase) -> bool:
    """One word of the kind of ``vector`` says enough where nothing else is said, but no ``number`` does."""
    return sentence[phrase.head].lower not in (
        "number",
        "numbers",
        "constant",
        "constants",
        "points",
        "elements",
    )


def written(sentence: Sentence, group: Group) -> Said | None:
    """``we write $x$ for the input``, ``define $x$ as the input``, ``call $x$ the input``."""
    after, before = lower_at(sentence, group.end), _words_before(sentence, group.first)
    if after in ("for", "as", "to") and before & _NAMERS:
        at = group.end + 1 + (after == "to" and lower_at(sentence, group.end + 1) == "be")
        if after == "to" and at == group.end + 1:
            return None
        phrases = tuple(several(sentence, at, group.count))
        sure = bool(phrases) and bool(phrases[0].determiner) and (after == "for" or "define" in before)
        return Said(group, phrases, sure) if phrases else None
    if (after == "as" and before & (_DENOTERS | {"to"})) or (
        after in ("the", "a", "an") and before & _CALLERS
    ):
        phrases = tuple(several(sentence, group.end + (after == "as"), group.count))
        return Said(group, phrases, bool(phrases[0].determiner)) if phrases else None
    return None


def denoted_by(sentence: Sentence, group: Group) -> Said | None:
    """``we denote by $x$ the input``, ``by $x$ we mean the input``."""
    before = lower_at(sentence, group.first - 1)
    if before not in ("by", "with"):
        return None
    if lower_at(sentence, group.first - 2) in _DENOTERS:
        phrases = tuple(several(sentence, group.end, group.count))
        return Said(group, phrases, bool(phrases[0].determiner)) if phrases else None
    if lower_at(sentence, group.end) in ("we", "i", "one") and lower_at(sentence, group.end + 1) in _DENOTERS:
        phrases = tuple(several(sentence, group.end + 2, group.count))
        return Said(group, phrases, True) if phrases else None
    return None


def beside(sentence: Sentence, group: Group) -> Said | None:
    """``$x$, the input,`` and ``$x$ (the input)`` and ``$x$: input`` and ``with $x$ the input``."""
    mark, at = token_at(sentence, group.end).text, group.end + 1
    before = token_at(sentence, group.first - 1)
    if mark == "(":
        return _bracketed(sentence, group, at)
    if mark in (",", "--") and lower_at(sentence, at) in _ARTICLES:
        return _after_comma(sentence, group, at)
    if mark in (":", "--") and (before.kind in ("mark", "item") or before.lower in ("and", "where")):
        phrases = tuple(several(sentence, at, group.count))
        sure = bool(phrases) and _ends_well(sentence, phrases[-1]) and is_known(sentence, phrases[0])
        return Said(group, phrases, sure) if phrases else None
    if lower_at(sentence, group.end) in _ARTICLES and before.lower == "with":
        phrase = full(sentence, group.end)
        return Said(group, (phrase,), True) if phrase else None
    return None


def _bracketed(sentence: Sentence, group: Group, at: int) -> Said | None:
    phrase = full(sentence, at)
    if phrase is None or token_at(sentence, phrase.end).text not in (")", ",", ";"):
        return None
    closed = token_at(sentence, phrase.end).text == ")" or phrase.determiner
    named = is_known(sentence, phrase) and not is_bare(sentence, phrase)
    return Said(group.last(), (phrase,), bool(closed) and named and not _is_verb_start(sentence, phrase))


def _after_comma(sentence: Sentence, group: Group, at: int) -> Said | None:
    last = group.last()
    phrase = full(sentence, at)
    if phrase is None:
        return None
    after = token_at(sentence, phrase.end)
    ends = (
        phrase.end >= len(sentence)
        or after.text in (",", ";", ")", "--")
        or after.lower in ("which", "whose", "that")
    )
    before = token_at(sentence, last.first - 1)
    named = core_before(sentence, last.first) is not None
    opens = last.is_number or (
        before.tag == "preposition" and token_at(sentence, last.first - 2).kind in ("mark", "item", "display")
    )
    sure = ends and not named and not opens and len(group.members) == 1 and before.tag != "adjective"
    return Said(last, (phrase,), sure and not is_conditional(sentence, last.first)) if ends else None


def carried_on(sentence: Sentence, group: Group) -> Said | None:
    """``and $y$ the output`` after ``$x$ is the input``; ``and $y$ for the output`` after ``we write``."""
    last = group.last()
    before = token_at(sentence, last.first - 1)
    if before.lower not in ("and", ",", "while", ";"):
        return None
    earlier = frozenset(token.lower for token in sentence[: last.first])
    at = last.end
    if lower_at(sentence, at) == "for" and earlier & _NAMERS and "for" in earlier:
        at += 1
    elif not (earlier & _DEFINERS and _defines(sentence, last)):
        return None
    if lower_at(sentence, at) not in _ARTICLES:
        return None
    phrase = full(sentence, at)
    ends = phrase is not None and (_ends_well(sentence, phrase) or phrase.end >= len(sentence))
    return Said(last, (phrase,), ends) if phrase is not None else None


def _defines(sentence: Sentence, group: Group) -> bool:
    """Whether the sentence began to define before: ``where``, ``let``, ``with`` or a formula with its verb."""
    starts = {"where", "let", "here", "with", "specify"}
    return any(
        token.lower in starts
        or (token.kind == "maths" and lower_at(sentence, index + 1) in ("is", "denotes"))
        for index, token in enumerate(sentence[: group.first])
    )


def _words_before(sentence: Sentence, at: int) -> frozenset[str]:
    """The two words before, without the subject and auxiliaries between."""
    return frozenset(token.lower for token in sentence[max(0, at - 2) : at] if token.kind == "word")


def _single(sentence: Sentence, at: int) -> tuple[Phrase, ...]:
    phrase = full(sentence, at)
    return () if phrase is None else (phrase,)


def _ends_well(sentence: Sentence, phrase: Phrase) -> bool:
    after = token_at(sentence, phrase.end)
    goes_on = after.tag in ("participle", "preposition", "stop") or after.lower == "being"
    return closes(sentence, phrase.end) or after.text == "(" or goes_on


def _is_verb_start(sentence: Sentence, phrase: Phrase) -> bool:
    """``see text``, ``sample from the prior``: an order, no noun."""
    first = sentence[phrase.first]
    return first.tag == "verb" or (
        first.tag == "either" and phrase.head == phrase.first and lower_at(sentence, phrase.end) == "from"
    )


def _words(phrase: Phrase) -> range:
    return range(phrase.first, phrase.end)


AFTER: Final[tuple[Saying, ...]] = (item, let, written, denoted_by, predicate, beside, carried_on)


def said_after(sentence: Sentence, group: Group) -> Iterator[Said]:
    """What is said of the group after it, by the first saying that fits."""
    for saying in AFTER:
        found = saying(sentence, group)
        if found is not None:
            yield found
            return
