"""Phrases beside a symbol that speak of another thing: of a law it is drawn from, of the space it lies in,
of the range that a bound leaves it, of what is done to it.
"""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.glosses.groups import Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import Name, Names
from drill.papers_first.glosses.naming import LAWS
from drill.papers_first.glosses.nouns import Phrase, is_plural_word, singular

_DRAWN_FROM: Final = LAWS | words("likelihood mechanism model posterior prior procedure process scheme")
"""What something is drawn from, and not what is drawn."""
_SPACES: Final = words("ball cube domain region set simplex space sphere subset subspace")
_BOUND: Final = re.compile(r"[<>]|\\(?:leq?|geq?|ll|gg)(?![a-z])")
_RANDOM: Final = words("error noise sample value variable vector")
_AROUND: Final = words("above after around before behind below near")
_PARTS: Final = words("components coordinates elements entries parts values")
_BOUNDING: Final = words("and can to we")
_LAW_LETTERS: Final = (("N", "("), ("\\mathcal", "{", "N", "}", "("))


def is_of_other(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """Whether what the phrase names surely is another thing than the symbol's."""
    is_behind = phrase.start >= said.group.end
    if is_behind and _is_subject_elsewhere(sentence, said):
        return True
    if is_behind and _tells_range(sentence, said):
        return True
    if any(
        member.names is not None and _is_of_right_side(sentence, phrase, member.names)
        for member in said.group.members
    ):
        return True
    return _is_verb(sentence, phrase) or _is_half(sentence, phrase)


def counts(names: Names | None, name: Name) -> bool:
    """Whether a name only numbers those before it: the i of ``$(X_i, d_i), i = 1, 2$``."""
    if names is None or names.relation != "=" or len(names.names) < 2 or name != names.names[-1]:
        return False
    return len(name) == 1 and names.rest[:1] in (("0",), ("1",)) and "," in names.rest


def _is_of_right_side(sentence: Sentence, phrase: Phrase, names: Names) -> bool:
    """``over all priors $t \\sim p$``, ``in the space $x \\in S$``; ``variables $N(0, 1)$``, which is their
    law; ``it takes the reference ($n = n_r$)``, to which n is set there.
    """
    is_one = all(token.tag != "preposition" for token in sentence[phrase.first : phrase.end])
    head, last = (singular(sentence[at].lower) for at in (phrase.head, phrase.end - 1))
    if names.relation == "\\sim" and (head in _DRAWN_FROM or (is_one and last in _DRAWN_FROM)):
        return True
    if names.relation == "=" and len(names.names[0]) == 1 and names.rest[:2] == (*names.names[0], "_"):
        return True
    if names.relation == "\\in" and head in _SPACES and _is_small(names.names[0]):
        return True
    return head in _RANDOM and any(names.names[0][: len(law)] == law for law in _LAW_LETTERS)


def _is_small(name: Name) -> bool:
    letter = next((token for token in name if token.isalpha()), "")
    return len(letter) == 1 and letter.islower()


def _tells_range(sentence: Sentence, said: Said) -> bool:
    """``$k < 1$: The price is even.``: what holds where a number is so large."""
    is_bounded = any(_BOUND.search(member.latex) for member in said.group.members)
    return is_bounded and token_at(sentence, said.group.end).text == ":"


def _is_subject_elsewhere(sentence: Sentence, said: Said) -> bool:
    """``The part after $m$ is the price``, ``Bounding $x$ from below is a step``."""
    before, first = token_at(sentence, said.group.first - 1), token_at(sentence, said.group.first - 2)
    is_place = before.lower in _AROUND and first.tag in ("noun", "either")
    is_verb = token_at(sentence, said.group.end).tag == "auxiliary"
    return is_verb and (is_place or (before.tag == "gerund" and before.lower != "denoting"))


def _is_verb(sentence: Sentence, phrase: Phrase) -> bool:
    """``a net that covers $S$``, ``We upper and lower bound $c$``, ``the so called Euler $e$``."""
    head, first = sentence[phrase.head], sentence[phrase.first]
    is_clause = phrase.determiner in ("that", "this") and head.tag == "either" and is_plural_word(head.lower)
    is_bounding = head.lower == "bound" and not phrase.determiner and phrase.head == phrase.first + 1
    is_bounding = is_bounding and lower_at(sentence, phrase.start - 1) in _BOUNDING
    return is_clause or is_bounding or first.lower == "called"


def _is_half(sentence: Sentence, phrase: Phrase) -> bool:
    """``a row with components $a, b$``: which, is not in the phrase."""
    last = sentence[phrase.end - 1].lower
    return last in _PARTS and lower_at(sentence, phrase.end - 2) == "with"
