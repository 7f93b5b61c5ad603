"""Whether a clause with a symbol and a verb behind it tells of that symbol at all."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.groups import Group, lower_at, token_at
from drill.papers_first.glosses.heads import GENERIC, HEADS, words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.lexicon import tag
from drill.papers_first.glosses.nouns import Phrase, is_plural
from drill.papers_first.glosses.phrases import closes, core_before

_NOUNS: Final = frozenset(("noun", "either", "adjective"))
PLURAL: Final = words("are denote represent")
_SUPPOSING: Final = words("if iff unless until when whenever whether")


def is_supposed(sentence: Sentence, at: int) -> bool:
    """``If $x$ is the identity``, ``whether $p$ is a prime number``."""
    before = token_at(sentence, at - 1)
    owner = core_before(sentence, at) if before.tag in ("noun", "either") else None
    return lower_at(sentence, owner.start - 1 if owner is not None else at - 1) in _SUPPOSING


def is_passive(sentence: Sentence, verb: str, phrase: Phrase) -> bool:
    """``$x$ is learned row by row``: the participle is the verb."""
    is_one = verb == "is" and not phrase.determiner and not is_plural(sentence, phrase)
    word = sentence[phrase.first]
    is_noun = closes(sentence, phrase.end) and sentence[phrase.head].lower in HEADS - GENERIC
    is_noun &= all(token.tag in _NOUNS for token in sentence[phrase.first + 1 : phrase.end])
    is_made = word.tag == "participle" and not is_noun
    return is_one and (is_made or (word.lower == "set" and phrase.head == phrase.first))


def is_quality(sentence: Sentence, phrase: Phrase) -> bool:
    """``$x$ is low-rank``: what looks like a noun and is an adjective."""
    word = sentence[phrase.first].lower
    is_one = phrase.end == phrase.first + 1 and not phrase.determiner and not is_plural(sentence, phrase)
    return is_one and "-" in word and tag(word.partition("-")[0]) in ("adjective", "number")


def is_part(sentence: Sentence, group: Group) -> bool:
    """``the gap between $p$ and $q$ is``, ``the sum of weights $a$ and $b$ is``: the verb is of the gap."""
    if not group.joined or lower_at(sentence, group.end - 2) != "and":
        return False
    if any(one.names is not None and one.names.relation for one in group.members[:-1]):
        return False  # ``is given by $p = a + b$ and $q$ is``
    owner = core_before(sentence, group.first)
    lead = group.first - 1 if owner is None else owner.start - 1
    for at in range(lead - 1, -1, -1):
        if sentence[at].tag in ("auxiliary", "verb"):
            return False  # ``where $u$ is sent to row $i$ and $p$ is``
        if sentence[at].tag == "stop" or sentence[at].kind in ("mark", "item"):
            break
    return lower_at(sentence, lead) in ("among", "between", "by", "from", "of", "over", "to")


def is_rest(sentence: Sentence, subject: Group, phrase: Phrase, verb: str) -> bool:
    """``$a$, $b$ are the width and height``: other formulas stand before the one, and are told of as well."""
    if subject.count > 1:
        return False
    at = subject.first - 1
    at -= lower_at(sentence, at) == "and"
    at -= token_at(sentence, at).text == ","
    if at == subject.first - 1 or token_at(sentence, at).kind != "maths":
        return False
    is_each = any(token.lower == "respectively" for token in sentence)
    if verb not in PLURAL:
        return lower_at(sentence, phrase.end) == "and" and at == subject.first - 2 and not phrase.determiner
    return is_each or (not is_plural(sentence, phrase) and lower_at(sentence, phrase.end) in ("and", ""))
