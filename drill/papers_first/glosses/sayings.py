"""Ways of saying what a symbol means with the words after it, but for verbs: ``$x$, the input``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from drill.papers_first.glosses.carried import ARTICLES, NAMERS, carried_on
from drill.papers_first.glosses.coordination import several
from drill.papers_first.glosses.groups import (
    Group,
    Said,
    follows,
    is_conditional,
    lower_at,
    tells_whether,
    token_at,
)
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.letters import listed_letter
from drill.papers_first.glosses.members import is_of_pairs, lists_members
from drill.papers_first.glosses.names import plain_name
from drill.papers_first.glosses.naming import EQUATIONS
from drill.papers_first.glosses.nouns import (
    Phrase,
    is_bare,
    is_definite,
    is_known,
    is_operation,
    is_plural,
    is_plural_word,
)
from drill.papers_first.glosses.phrases import core_before, ends_well, full
from drill.papers_first.glosses.predicates import parted, predicate
from drill.papers_first.glosses.procedures import commented
from drill.papers_first.glosses.refusals import COMPARATIVES
from drill.papers_first.glosses.tails import RELATING, with_tail

Saying = Callable[[Sentence, Group], Said | None]

_EXTREME: Final = words("""
    most least best worst largest smallest biggest longest shortest deepest widest highest lowest fastest
    slowest strongest weakest simplest hardest easiest newest oldest
""")
_USERS: Final = words("use using take adopt")
_CALLERS: Final = words("call term name dub")
_CALLING: Final = ("call", "term", "dub", "refer to as")
_CALLED: Final = ("called", "termed", "dubbed", "named", "known as", "referred to as")
_COMPUTERS: Final = words("""
    approximate calculate compute estimate evaluate express interpret obtain recover regard see treat view
""")
_SAID_OF: Final = words("are be being denote denotes is represent represents")
_DENOTERS: Final = words("denote denotes denoting represent mean understand indicate designate signify")
_FROM_ONE: Final = re.compile(r"\\in\s*(?:\\left\s*)?(?:\[|\\\{)\s*[01]\s*,")
"""A range that begins with 0 or 1."""
_LET_VERBS: Final = (
    "be", "denote", "represent", "stand for", "indicate", "designate", "refer to", "mean", "define",
)  # fmt: skip


def item(sentence: Sentence, group: Group) -> Said | None:
    """``• $x$: the input``, ``$x$ & input`` in a list or a table."""
    opens = group.first == 1 or (group.first == 2 and sentence[1].text == "[")
    if not opens or sentence[0].kind != "item":
        return None
    at = group.end
    mark = token_at(sentence, at).text
    if mark not in (":", ",", "--", "-", "=", "&", "|", "]"):
        return None
    if mark == "-" and token_at(sentence, at + 1).at == token_at(sentence, at).at + 1:
        return None  # ``$k$-fold run``: one word
    while token_at(sentence, at).text in (":", ",", "--", "-", "=", "&", "|", "]"):
        at += 1
    phrases = tuple(several(sentence, at, group.count)) or _single(sentence, at)
    if not phrases or (mark == "," and not phrases[0].determiner):
        return None
    ends = ends_well(sentence, phrases[-1])
    is_long = phrases[0].end - phrases[0].first > 1
    sure = ends and (is_known(sentence, phrases[0]) or is_long)
    names = group.members[0].names
    is_step = names is not None and names.relation == "=" and sentence[phrases[0].head].lower in EQUATIONS
    is_head = token_at(sentence, phrases[-1].end).text in ("&", "|") and not is_long
    # the row of a table's heads: ``$L$ & pairs & total``
    sure = sure and not (is_head or is_step)
    return Said(group, phrases, sure and not _is_verb_start(sentence, phrases[0]))


def let(sentence: Sentence, group: Group) -> Said | None:
    """``Let $X$ be a matrix``, ``and let $y$ denote its label``."""
    if lower_at(sentence, group.first - 1) != "let":
        return None
    end = _after_condition(sentence, group.end)
    for verb in _LET_VERBS:
        at = follows(sentence, end, verb)
        if at is not None:
            phrases = tuple(several(sentence, at, group.count))
            if not phrases:
                return None
            if group.count == 1 and (parts := parted(group)).count > 1 and _goes_on(sentence, phrases[0]):
                # ``let $(u, v)$ be the mean and the variance``; a noun for both is none of both
                phrases = tuple(several(sentence, at, parts.count))
                if len(phrases) < parts.count or is_of_pairs(sentence, phrases[-1]):
                    return None
                group = parts
            first = phrases[0]
            if lists_members(sentence, group, first) or (verb == "indicate" and tells_whether(group)):
                return None
            named = bool(first.determiner) or is_known(sentence, first)
            if len(phrases) == group.count > 1 or not _is_number_of_two(sentence, group, first):
                return Said(group, phrases, named and _says_with_let(sentence, first))
    return None


def _goes_on(sentence: Sentence, phrase: Phrase) -> bool:
    return lower_at(sentence, phrase.end) in ("and", ",")


def _after_condition(sentence: Sentence, at: int) -> int:
    """Where ``, with $t > 0$,`` ends if it stands at ``at``."""
    is_led = token_at(sentence, at).text == "," and lower_at(sentence, at + 1) in ("with", "for", "where")
    is_closed = token_at(sentence, at + 2).kind == "maths" and token_at(sentence, at + 3).text == ","
    return at + 4 if is_led and is_closed else at


def _is_number_of_two(sentence: Sentence, group: Group, phrase: Phrase) -> bool:
    """``the numbers of rows and columns`` for one of two names."""
    return group.count > 1 and sentence[phrase.head].lower == "numbers"


def _says_with_let(sentence: Sentence, phrase: Phrase) -> bool:
    """One word of the kind of ``vector`` says enough where nothing else is said, but no ``number`` does,
    nor ``the sum`` before what is added.
    """
    if is_operation(sentence, phrase):
        return False
    return phrase.end > phrase.head + 1 or sentence[phrase.head].lower not in (
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
    if after == "as" and lower_at(sentence, group.first - 1) in _COMPUTERS:
        return None  # ``to compute $s$ as a covariance``: what it is worth, not what it is called
    if after == "as" and _follows_saying(sentence, group.first):
        before |= {"denote"}
    if after in ("for", "as", "to") and before & NAMERS:
        at = group.end + 1 + (after == "to" and lower_at(sentence, group.end + 1) == "be")
        if after == "to" and at == group.end + 1:
            return None
        phrases = tuple(several(sentence, at, group.count))
        if phrases and phrases[0].determiner == "some":
            return None  # ``let $x \\in X$ for some set $X$``
        sure = bool(phrases) and is_definite(sentence, phrases[0]) and (after == "for" or "define" in before)
        sure = sure and not (before & _USERS and _is_duration(sentence, phrases[0]))
        return Said(group, phrases, sure and not _is_of_each(group, phrases[0])) if phrases else None
    if (after == "as" and before & (_DENOTERS | {"to"})) or (
        after in ("the", "a", "an") and before & _CALLERS
    ):
        phrases = tuple(several(sentence, group.end + (after == "as"), group.count))
        return Said(group, phrases, is_definite(sentence, phrases[0])) if phrases else None
    return None


def _follows_saying(sentence: Sentence, at: int) -> bool:
    """Whether one more is named behind others: ``we denote $x$ as the input, $y$ as the output``."""
    is_listed = token_at(sentence, at - 1).text == "," or (
        lower_at(sentence, at - 1) == "and" and token_at(sentence, at - 2).text == ","
    )
    return is_listed and any(
        token.lower == "as"
        and sentence[index - 1].kind == "maths"
        and bool(_words_before(sentence, index - 1) & _DENOTERS)
        for index, token in enumerate(sentence[1:at], 1)
    )


def _is_duration(sentence: Sentence, phrase: Phrase) -> bool:
    """``we use $w$ for a fixed number of steps``: how long, not for what one uses a letter."""
    return phrase.determiner in ("a", "an") or is_plural(sentence, phrase)


def _is_of_each(group: Group, phrase: Phrase) -> bool:
    """``let $k = f(x)$ for an input $x$``: the formula holds for each such thing, which is not its name."""
    names = group.members[-1].names
    return names is not None and names.relation != "" and phrase.determiner in ("a", "an", "any", "every")


def denoted_by(sentence: Sentence, group: Group) -> Said | None:
    """``we denote by $x$ the input``, ``by $x$ we mean the input``."""
    before = lower_at(sentence, group.first - 1)
    if before not in ("by", "with"):
        return None
    is_further = lower_at(sentence, group.first - 2) == "and" and any(
        token.lower in _DENOTERS and lower_at(sentence, index + 1) == before
        for index, token in enumerate(sentence[: group.first])
    )
    if lower_at(sentence, group.first - 2) in _DENOTERS or is_further:
        phrases = tuple(several(sentence, group.end, group.count))
        return Said(group, phrases, is_definite(sentence, phrases[0])) if phrases else None
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
    if mark == "," and lower_at(sentence, at) in ("i.e", "i.e."):
        at += 1 + (token_at(sentence, at + 1).text == ",")
    if mark in (",", "--") and lower_at(sentence, at) in ARTICLES:
        return _after_comma(sentence, group, at)
    is_equated = mark == "=" and token_at(sentence, at).kind == "word"
    is_led = before.kind in ("mark", "item") or before.lower in ("and", "where")
    names = group.members[-1].names
    if names is not None and names.relation in ("=", ":=", "\\leftarrow") and not names.rest:
        is_equated, at = True, group.end  # ``$n =$ number of rows``
    if is_led and (mark in (":", "--") or is_equated):
        phrases = tuple(several(sentence, at, group.count))
        sure = bool(phrases) and ends_well(sentence, phrases[-1]) and is_known(sentence, phrases[0])
        return Said(group, phrases, sure) if phrases and (sure or at > group.end) else None
    if lower_at(sentence, group.end) == "as" and before.lower == "with":
        return _as_role(sentence, group)
    if lower_at(sentence, group.end) in ARTICLES and before.lower == "with":
        phrases = tuple(several(sentence, group.end, group.count)) or _single(sentence, group.end)
        behind = token_at(sentence, phrases[-1].end) if phrases else None
        is_subject = behind is not None and (behind.kind == "maths" or behind.tag in ("auxiliary", "verb"))
        is_said = bool(phrases) and not (is_subject or _counts_all(sentence, group, phrases[0]))
        return Said(group, phrases, is_said) if phrases else None
    return None


def _counts_all(sentence: Sentence, group: Group, phrase: Phrase) -> bool:
    """``with $l \\in [1, L]$ the number of layers``: how many there are is rather the end of the range."""
    is_number = sentence[phrase.head].lower in ("number", "numbers")
    return is_number and bool(_FROM_ONE.search(group.members[-1].latex))


def _as_role(sentence: Sentence, group: Group) -> Said | None:
    """``with $x$ as the input``."""
    phrases = tuple(several(sentence, group.end + 1, group.count))
    if not phrases:
        return None
    is_told = phrases[0].determiner == "the" and is_known(sentence, phrases[0])
    is_plain = not (group.is_number or group.is_statement or is_bare(sentence, phrases[0]))
    return Said(group, phrases, is_told and is_plain and ends_well(sentence, phrases[-1]))


def called(sentence: Sentence, group: Group) -> Said | None:
    """``$b$, called the bias,``, ``$r$, also known as the radius,``."""
    if token_at(sentence, group.end).text != "," or group.is_statement:
        return None
    at = group.end + 1
    while token_at(sentence, at).tag == "adverb" or lower_at(sentence, at) in ("also", "which", "is"):
        at += 1
    is_ours = lower_at(sentence, at) == "we" and lower_at(sentence, at - 1) == "which"
    at += is_ours
    for verb in _CALLING if is_ours else _CALLED:
        end = follows(sentence, at, verb)
        phrase = full(sentence, end) if end is not None else None
        if phrase is not None:
            owner = core_before(sentence, group.first)
            if owner is not None and token_at(sentence, owner.start - 1).tag == "preposition":
                return None  # ``the chance at time $t$, known as the risk``
            is_told = is_known(sentence, phrase) and not is_bare(sentence, phrase)
            return Said(group.last(), (phrase,), is_told and ends_well(sentence, phrase))
    return None


def _bracketed(sentence: Sentence, group: Group, at: int) -> Said | None:
    phrase, names = full(sentence, at), group.members[-1].names
    if phrase is None or token_at(sentence, phrase.end).text not in (")", ",", ";"):
        return None
    if names is not None and names.relation == "\\sim":
        return None  # ``$x \\sim p$ (a law)``
    if _ends_predicate(sentence, group):
        return None
    if phrase.determiner == "our" and core_before(sentence, group.first) is not None:
        return None  # ``the halls of equal height $h$ (our small halls)``: what all of it is called here
    if group.is_number and (phrase.determiner not in ("", "the") or _is_superlative(sentence, phrase)):
        return None  # ``for $n = 9$ (our largest hall)``: what has that number
    if not phrase.determiner and sentence[phrase.first].lower in COMPARATIVES:
        return None  # ``the wide hall $w$ (lower price)``: what it brings about
    closed = token_at(sentence, phrase.end).text == ")" or phrase.determiner
    named = is_known(sentence, phrase) and not is_bare(sentence, phrase)
    return Said(group.last(), (phrase,), bool(closed) and named and not _is_verb_start(sentence, phrase))


def _ends_predicate(sentence: Sentence, group: Group) -> bool:
    """``$b$ is the broad part of $z$ (the branches)``: what is said of another name may be explained."""
    part = core_before(sentence, group.first - 1) if lower_at(sentence, group.first - 1) == "of" else None
    return part is not None and lower_at(sentence, part.start - 1) in _SAID_OF


def _is_superlative(sentence: Sentence, phrase: Phrase) -> bool:
    """``the largest hall``, ``the most costly one``."""
    return any(token.lower in _EXTREME for token in sentence[phrase.first : phrase.head])


def _after_comma(sentence: Sentence, group: Group, at: int) -> Said | None:
    last = group.last()
    phrase = full(sentence, at)
    if phrase is None:
        return None
    phrase = with_tail(sentence, phrase)
    after = token_at(sentence, phrase.end)
    ends = (
        phrase.end >= len(sentence)
        or after.text in (",", ";", ":", ")", "--")
        or after.lower in ("which", "whose", "that")
    )
    before = token_at(sentence, last.first - 1)
    named = core_before(sentence, last.first) is not None
    opens = last.is_number or (
        before.tag == "preposition" and token_at(sentence, last.first - 2).kind in ("mark", "item", "display")
    )
    if opens or _ends_way(sentence, last) or _has_own(sentence, phrase) or _ends_in_verb(sentence, phrase):
        return None  # ``for $k = 0$, the terms cancel``
    sure = ends and not named and len(group.members) == 1 and before.tag != "adjective"
    says = not is_bare(sentence, phrase) and not is_conditional(sentence, last.first)
    says = says and not _is_aside(sentence, last, phrase)
    return Said(last, (phrase,), sure and says) if ends else None


def _ends_way(sentence: Sentence, group: Group) -> bool:
    """``a chain from $x$ to $y$, the slow walk,``: that may be the chain."""
    words_before = lower_at(sentence, group.first - 3), lower_at(sentence, group.first - 1)
    return words_before == ("from", "to") and token_at(sentence, group.first - 2).kind == "maths"


def _has_own(sentence: Sentence, phrase: Phrase) -> bool:
    """``$x = a$, the output of the halls $y = b$,``: it is said of what it ends with."""
    last, before = sentence[phrase.end - 1], token_at(sentence, phrase.end - 2)
    return last.kind == "maths" and "=" in last.text and before.tag != "preposition"


def _ends_in_verb(sentence: Sentence, phrase: Phrase) -> bool:
    """``when birds nest below $p$, the gaps in $z$ increase``: what several things do."""
    last = sentence[phrase.end - 1]
    is_behind = token_at(sentence, phrase.end - 2).kind == "maths"
    is_behind &= token_at(sentence, phrase.end - 3).tag == "preposition"
    is_verb = last.tag in ("either", "verb") and not is_plural_word(last.lower)
    return is_behind and is_verb and is_plural(sentence, phrase)


def _is_aside(sentence: Sentence, group: Group, phrase: Phrase) -> bool:
    """``Choose $k = k_0$, the best of all``, ``$w = (u, v)$, the size of both depending on $n$``."""
    names = group.members[0].names
    if names is None or names.relation != "=":
        return False
    is_alias = plain_name(list(names.rest)) is not None and not {"(", "["} & set(names.rest)
    return is_alias or any(token.lower in RELATING for token in sentence[phrase.head : phrase.end])


def _words_before(sentence: Sentence, at: int) -> frozenset[str]:
    """The two words before, without the subject and auxiliaries between."""
    return frozenset(token.lower for token in sentence[max(0, at - 2) : at] if token.kind == "word")


def _single(sentence: Sentence, at: int) -> tuple[Phrase, ...]:
    phrase = full(sentence, at)
    return () if phrase is None else (phrase,)


def _is_verb_start(sentence: Sentence, phrase: Phrase) -> bool:
    """``see text``, ``sample from the prior``: an order, no noun."""
    first = sentence[phrase.first]
    return first.tag == "verb" or (
        first.tag == "either" and phrase.head == phrase.first and lower_at(sentence, phrase.end) == "from"
    )


AFTER: Final[tuple[Saying, ...]] = (
    item, let, listed_letter, written, denoted_by, predicate, called, beside, carried_on, commented,
)  # fmt: skip
