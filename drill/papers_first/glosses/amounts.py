"""How many, how large, by which parameters: ``with $K$ heads``, ``a batch size of $B = 128$``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import Name
from drill.papers_first.glosses.naming import SIZES
from drill.papers_first.glosses.nouns import is_bare, is_known, is_plural_word
from drill.papers_first.glosses.phrases import core, core_before, object_end

_AMOUNTS: Final = words("""
    budget coefficient factor horizon level momentum penalty probability rate ratio scale strength temperature
    threshold
""")
_COUNTED_AFTER: Final = words("""
    given of with over into for after from in to by at using least most has have use uses the these all
    are contains among across containing comprising comprises consists lasts takes run runs our through
    per total only about roughly
""")
_COUNTING_LETTERS: Final = frozenset("nmkldhbcpqrstNMKLDHBCPQRSTJGVEFI")
_INDEXED_LETTERS: Final = frozenset("nmkdlNMKDLTSBJHp")
_COUNTING_NAMES: Final = frozenset((letter,) for letter in _COUNTING_LETTERS)
_RUNNING: Final = frozenset("tijkl1")
_BOUNDS: Final = frozenset((("at", "least"), ("at", "most"), ("up", "to")))
"""What leads to how many there may be, and not to how many there are: ``at most $k$ rows``."""
_OF_NORMS: Final = (
    "norm",
    "regulari",
    "penalt",
    "loss",
    "distance",
    "error",
    "ball",
    "decay",
    "constraint",
    "space",
)
"""How words begin that tell what is measured by a norm, or in what space."""
_HAVING: Final = words("has have having with")


def valued(sentence: Sentence, group: Group) -> Said | None:
    """``a batch size of $B = 128$``."""
    names = group.members[0].names
    if lower_at(sentence, group.first - 1) != "of" or names is None or not names.is_number:
        return None
    owner = core_before(sentence, group.first - 1)
    if owner is None or names.relation not in ("=", "\\approx") or len(names.names) != 1:
        return None
    is_sized = sentence[owner.head].lower in SIZES | _AMOUNTS
    return Said(group.head(), (owner,), is_sized and not is_bare(sentence, owner))


def counted(sentence: Sentence, group: Group) -> Said | None:
    """``with $K$ heads``, ``over $T$ steps``."""
    last, names = group.last(), group.members[-1].names
    if names is None or len(names.names) != 1 or names.relation not in ("", "=") or len(group.members) > 1:
        return None
    name = names.names[0]
    if not _counts(name) or (names.relation and "," in names.rest):
        return None
    before = token_at(sentence, last.first - 1)
    if names.relation and before.lower == "in":
        return None  # ``one in $s = 2$ elements``
    if lower_at(sentence, last.end) in ("dimensional", "fold"):
        return None  # ``$D$ dimensional data``
    phrase = core(sentence, last.end)
    if phrase is not None and _is_norm(name, sentence[phrase.start : phrase.end]):
        return None
    opens = phrase is not None and before.text in (",", "") and _acts(sentence, phrase.end)
    is_verb = before.tag == "either" and token_at(sentence, last.first - 2).tag in ("noun", "either")
    is_verb &= is_plural_word(lower_at(sentence, last.first - 2)) != before.lower.endswith("s")
    leads = _leads(sentence, last.first)
    if not (opens or leads or is_verb):
        return None
    if phrase is None or phrase.determiner or not is_plural_word(sentence[phrase.head].lower):
        return None
    if phrase.head > phrase.first and is_plural_word(lower_at(sentence, phrase.head - 1)):
        return None  # ``after $T$ rounds decomposes as``
    if lower_at(sentence, phrase.head) == "numbers" and phrase.first == phrase.head:
        return None  # ``are told by $n$ numbers``: of what is not said
    is_verb = token_at(sentence, phrase.end).tag == "determiner"
    if lower_at(sentence, phrase.end) == "of" and token_at(sentence, phrase.end + 1).kind == "word":
        end = object_end(sentence, phrase.end + 1) or phrase.end
        phrase = phrase if lower_at(sentence, end) == "and" else replace(phrase, end=end)
    if is_verb and sentence[phrase.head].tag == "either":
        return None  # ``and $d$ bounds the width``
    is_plain = sentence[phrase.first].tag != "participle" or before.lower in ("of", "with")
    is_plain &= (lower_at(sentence, last.first - 2), before.lower) not in _BOUNDS
    return Said(last, (phrase,), not is_verb and is_plain, "number of {}")


def _is_norm(name: Name, tokens: Sentence) -> bool:
    """``$L_2$ penalties``, ``$\\ell_1$ distances``: what is measured by a norm, and no number of things."""
    is_letter = name[0] in ("L", "l", "\\ell") and name[1:2] == ("_",)
    return is_letter and any(token.lower.startswith(_OF_NORMS) for token in tokens)


def _acts(sentence: Sentence, at: int) -> bool:
    """``$n$ birds are``, ``$n$ birds then eat``: whether a verb of many things stands at ``at``."""
    if lower_at(sentence, at) in ("are", "were", "have"):
        return True
    at += token_at(sentence, at).tag == "adverb"
    verb = token_at(sentence, at)
    is_many = verb.tag in ("verb", "either") and not verb.lower.endswith("s")
    return is_many and token_at(sentence, at + 1).tag in ("determiner", "preposition", "noun", "adjective")


def _counts(name: Name) -> bool:
    """Whether a name may be a number of things: ``n``, ``n_a``, ``|V|``."""
    if name[:1] == name[-1:] == ("|",) and len(name) > 2:
        return True
    is_running = len(name) > 1 and name[-2] in _RUNNING and name[0] not in ("n", "N")
    is_indexed = len(name) > 1 and (name[1] != "_" or is_running or name[0] not in _INDEXED_LETTERS)
    return not is_indexed and name[:1] in _COUNTING_NAMES


def _leads(sentence: Sentence, at: int) -> bool:
    """Whether a formula is a count: ``with $n$ rows``, ``with $n$ rows and $m$ columns``."""
    before = token_at(sentence, at - 1)
    if before.lower in _COUNTED_AFTER or before.tag in ("verb", "gerund"):
        return True
    if before.lower == "and" and token_at(sentence, at - 2).kind == "maths":
        beside = core_before(sentence, at - 2)  # ``with action space $A$ and $n$ steps``
        return beside is not None and lower_at(sentence, beside.start - 1) in _HAVING
    end = at - 1 - (before.lower == "and" and token_at(sentence, at - 2).text == ",")
    other = core_before(sentence, end) if before.lower == "and" or before.text == "," else None
    is_count = other is not None and not other.determiner and is_plural_word(sentence[other.head].lower)
    if other is None or not is_count or token_at(sentence, other.start - 1).kind != "maths":
        return False
    return _leads(sentence, other.start - 1)


def parametrised(sentence: Sentence, group: Group) -> Said | None:
    """``a network parametrised by $w$``: its parameters."""
    verb = lower_at(sentence, group.first - 2)
    if lower_at(sentence, group.first - 1) not in ("by", "with") or not verb.startswith(
        ("parametri", "parameteri")
    ):
        if lower_at(sentence, group.first - 1) != "by":
            return None
        return _parametrise(sentence, group)
    at = group.first - 2
    while (
        lower_at(sentence, at - 1) in ("is", "are", "be", "which") or token_at(sentence, at - 1).text == ","
    ):
        at -= 1
    called = token_at(sentence, at - 1)
    owner = core_before(sentence, at - (called.kind == "maths"))
    names = group.members[0].names
    if owner is None or names is None or group.is_statement or names.names[0][-1] == ")":
        return None  # ``parametrised by $f(x)$``: by what that is computed with
    is_inside = token_at(sentence, owner.start - 1).tag == "preposition" and called.kind != "maths"
    if is_inside and at < group.first - 2 and token_at(sentence, owner.start - 1).lower != "of":
        return None  # ``the walk in the other direction is parametrised by $w$``
    is_plain = names.relation in ("", "\\in") and "(" not in names.names[0]
    return Said(
        group, (owner,), bool(owner.determiner) and not is_inside and is_plain, "parameters of the {}"
    )


def indexed(sentence: Sentence, group: Group) -> Said | None:
    """``rows indexed by $i$``: their index."""
    if lower_at(sentence, group.first - 1) != "by" or lower_at(sentence, group.first - 2) != "indexed":
        return None
    at = group.first - 2
    while token_at(sentence, at - 1).tag == "auxiliary" or token_at(sentence, at - 1).text == ",":
        at -= 1
    owner, names = core_before(sentence, at), group.members[0].names
    if owner is None or names is None or group.count > 1 or names.relation not in ("", "\\in", "="):
        return None
    is_index = len(names.names[0]) == 1 and not names.is_number
    is_told = is_plural_word(sentence[owner.head].lower) and is_known(sentence, owner)
    return Said(group, (owner,), is_told and is_index, "index of the {}")


def _parametrise(sentence: Sentence, group: Group) -> Said | None:
    """``we parametrise the network by $w$``."""
    owner = core_before(sentence, group.first - 1)
    if owner is None or not lower_at(sentence, owner.start - 1).startswith(
        ("parametris", "parameteris", "parametriz", "parameteriz")
    ):
        return None
    return Said(group, (owner,), bool(owner.determiner), "parameters of the {}")
