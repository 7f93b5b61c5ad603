"""What goes on after a definition: ``and $y$ the output`` behind ``$x$ is the input``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.coordination import several
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.nouns import Phrase, is_bare, is_known, is_plural
from drill.papers_first.glosses.phrases import ends_well, full
from drill.papers_first.glosses.tails import with_tail

ARTICLES: Final = words("the a an our its their")
NAMERS: Final = words("""
    write use writing using reserve symbol notation letter define introduce take let adopt shorthand
    abbreviation
""")
_BOUNDS: Final = frozenset(("<", ">", "\\leq", "\\geq", "\\neq"))
_STANDING: Final = words("stands stand")
_DEFINERS: Final = words("is are denotes denote represents refers means be with let specify")


def carried_on(sentence: Sentence, group: Group) -> Said | None:
    """``and $y$ the output`` after ``$x$ is the input``; ``and $y$ for the output`` after ``we write``."""
    whole = _whole_carried_on(sentence, group)
    if whole is not None:
        return whole
    last = group.last()
    before = token_at(sentence, last.first - 1)
    if before.text not in ("and", ",", "while", ";"):
        return None
    earlier = frozenset(token.lower for token in sentence[: last.first])
    at = last.end
    if lower_at(sentence, at) == "for" and (earlier & _STANDING or _is_written_for(sentence, last)):
        at += 1
    elif not (earlier & _DEFINERS and _defines(sentence, last)):
        return None
    is_open = lower_at(sentence, at) not in ARTICLES
    if is_open and token_at(sentence, at).tag not in ("noun", "adjective"):
        return None
    phrase = full(sentence, at)
    if phrase is None:
        return None
    names = last.members[0].names
    is_bound = names is not None and names.relation in _BOUNDS
    if is_bound and token_at(sentence, phrase.end).tag == "auxiliary":
        return None  # ``for $a < 1$ and $b > 1$ the sum is finite``
    phrase = with_tail(sentence, phrase)
    ends = ends_well(sentence, phrase) or phrase.end >= len(sentence)
    if is_open and not _ends_list(sentence, last, phrase):
        return None
    is_of_more = before.text == "," and token_at(sentence, last.first - 2).kind == "maths"
    # ``$a$ is the cost, and $b$, $c$ the number of …``: hardly of the last one alone
    return Said(last, (phrase,), ends and not is_bare(sentence, phrase) and not is_of_more)


def _ends_list(sentence: Sentence, group: Group, phrase: Phrase) -> bool:
    """``and $y$ layer normalisation.``: without an article only of several words that end the sentence."""
    is_further = lower_at(sentence, group.first - 1) == "and" and not is_plural(sentence, phrase)
    is_long = phrase.end == phrase.head + 1 > phrase.first + 1 and is_known(sentence, phrase)
    return is_further and is_long and phrase.end >= len(sentence)


def _is_written_for(sentence: Sentence, group: Group) -> bool:
    """Whether ``we write $x$ for``, ``the symbol $x$ is used for`` stands before."""
    return any(
        token.kind == "maths"
        and lower_at(sentence, at - 1) in NAMERS
        and "for" in (lower_at(sentence, behind) for behind in range(at + 1, at + 4))
        for at, token in enumerate(sentence[: group.first])
    )


def _whole_carried_on(sentence: Sentence, group: Group) -> Said | None:
    """``and $y$ and $z$ the input and output rows``; None where one name alone goes on."""
    if group.count < 2 or token_at(sentence, group.first - 1).text not in ("and", ",", "while", ";"):
        return None
    is_led = lower_at(sentence, group.end) in ARTICLES and _defines(sentence, group)
    phrases = tuple(several(sentence, group.end, group.count)) if is_led else ()
    if not phrases or (len(phrases) == 1 and not is_plural(sentence, phrases[0])):
        return None
    are_told = all(is_known(sentence, one) and not is_bare(sentence, one) for one in phrases)
    return Said(group, phrases, are_told and ends_well(sentence, phrases[-1]))


def _defines(sentence: Sentence, group: Group) -> bool:
    """Whether the sentence began to define before: with ``where``, ``let``, or a formula and its verb."""
    starts = {"where", "let", "here", "with", "specify"}
    return any(
        token.lower in starts
        or (token.kind == "maths" and lower_at(sentence, index + 1) in ("is", "denotes", "refers"))
        for index, token in enumerate(sentence[: group.first])
    )
