"""As many nouns as symbols: ``mean and variance $m$ and $v$``, ``left/right sides $u$ and $v$``."""

from __future__ import annotations

from dataclasses import replace

from drill.papers_first.glosses.coordination import shared_head
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.members import PLURAL_SYMBOLS
from drill.papers_first.glosses.names import parts_of
from drill.papers_first.glosses.nouns import Phrase, is_bare, is_deictic, is_known, is_plural
from drill.papers_first.glosses.phrases import core_before


def one_each(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """One noun for each of two symbols; None where one noun stands for both, or there are not two."""
    phrases = slashed(sentence, owner, group)
    if phrases:
        return Said(group, phrases, is_known(sentence, owner) and not group.is_statement)
    names = group.members[0].names
    is_listed = len(group.members) == 1 and names is not None and not names.relation  # ``$m, v$``
    if group.count != 2 or not (is_listed or (len(group.members) == 2 and group.joined)):
        return None
    phrases = tuple(shared_head(sentence, owner)) or _nouns(sentence, owner)
    if len(phrases) != 2:
        return None
    if _are_pairs(group):
        whole = replace(owner, start=phrases[0].start, determiner=phrases[0].determiner)
        return Said(group, (whole,), False)
    is_one = is_plural(sentence, owner) and sentence[owner.head].lower not in PLURAL_SYMBOLS
    are_told = all(
        is_known(sentence, one) and not is_bare(sentence, one) and not is_deictic(sentence, one)
        for one in phrases
    )
    return Said(
        group, tuple(replace(one, is_one=is_one) for one in phrases), are_told and not group.is_statement
    )


def _are_pairs(group: Group) -> bool:
    """``mean and variance $(m, v)$ and $(p, q)$``: each holds one of both."""
    return all(
        len(parts_of(name)) == 2
        for member in group.members
        if member.names is not None
        for name in member.names.names
    )


def slashed(sentence: Sentence, owner: Phrase, group: Group) -> tuple[Phrase, ...]:
    """``left/right side matrices $u, v$``: one for each word between slashes; empty where it is none."""
    first = owner.start
    while token_at(sentence, first - 1).text == "/" and token_at(sentence, first - 2).kind == "word":
        first -= 2
    words_apart = range(first, owner.start, 2)
    is_each = bool(words_apart) and len(words_apart) + 1 == group.count and not group.is_statement
    if owner.determiner or not is_each or owner.head == owner.first or not is_plural(sentence, owner):
        return ()
    last = replace(owner, is_one=sentence[owner.head].lower not in PLURAL_SYMBOLS)
    return (*(replace(last, start=at, left_out=(at + 1, owner.start + 1)) for at in words_apart), last)


def _nouns(sentence: Sentence, owner: Phrase) -> tuple[Phrase, ...]:
    """``mean and variance``; in ``training and test errors`` both are errors."""
    joint = owner.start - 1
    if owner.determiner or lower_at(sentence, joint) != "and":
        return ()
    other = core_before(sentence, joint)
    if other is None or "number" in (sentence[other.first].tag, sentence[owner.first].tag):
        return ()  # ``a table and two chairs $u$ and $v$``
    if is_plural(sentence, owner) != is_plural(sentence, other):
        if not is_plural(sentence, owner) or owner.head == owner.first or other.head > other.first:
            return ()
        whole = replace(owner, start=other.start, determiner=other.determiner)
        between = {token.tag for token in sentence[owner.first + 1 : owner.head]}
        are_shared = between <= {"adjective", "participle"}  # ``row and column truncated matrices``
        left_out = (joint, owner.first + 1 if are_shared else owner.head)
        return (replace(whole, left_out=left_out), replace(owner, start=owner.first))
    return (other, owner)
