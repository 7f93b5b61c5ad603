"""Phrases that break off before what they say is whole, or hold more than the name of a thing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.papers_first.glosses.groups import Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence, Token
from drill.papers_first.glosses.nouns import Phrase, is_known_word, is_plural_word, is_size
from drill.papers_first.glosses.phrases import core_before

_RELATIVE: Final = words("that which who")
_GOING_ON: Final = words("that with without whose which having")
_FREE: Final = words(
    "according assuming being depending following given giving meaning resulting setting thus using yielding"
)
"""Gerunds that begin something new."""
_ONLY: Final = words("only single sole unique")
_TRANSITIVE: Final = words("""
    contains controls denotes describes determines gives has holds includes maps maximises maximizes measures
    minimises minimizes represents satisfies takes yields
""")
"""Verbs that say something only with what follows them."""
_TOGETHER: Final = words("both jointly simultaneously")
_VALUED: Final = words("function functional likelihood loss score statistic value")
_LEADING_IN: Final = words("of on over to")
_RELATED: Final = words(
    "independent dependent correlated uncorrelated identical disjoint orthogonal parallel"
)
_VISITING: Final = words("""
    adds assigns chooses computes draws emits evaluates generates gets maximises maximizes minimises minimizes
    picks plays predicts produces receives removes returns samples selects sends stores takes uses visits
""")
"""What somebody does with a thing, in the third person: no plural that a noun is joined to."""
_GATHERED: Final = words("""
    array average buffer count distribution efficiency index list matrix mean number rate ratio sequence set
    size space tensor variance vector
""")
"""What there is of many: ``the samples matrix``."""
MEASURING: Final = words("measures gives returns yields")
"""Verbs that lead to what something gives; in front of a noun they are no part of its name."""
_UNTOLD: Final = words(
    "certain chosen different fixed given particular possible several specific specified various"
)
"""What tells of one among others, and not what it is."""
_MODALS: Final = words("could may might would")
_EXISTING: Final = words("be exist")
_STEPS: Final = ("\\State", "\\STATE", "\\Statex", "\\;")
_LEADS: Final = words("to with by for from in into on onto over")
_TO_VERBS: Final = frozenset(("verb", "either", "noun"))


def without_subject(sentence: Sentence, phrase: Phrase) -> Phrase:
    """The phrase without a subject and its verb: of ``The sampler picks row $i$`` the row."""
    for at in range(phrase.head - 1, phrase.first - 1, -1):
        if sentence[at].lower in _VISITING and _is_verb(sentence, phrase, at):
            return replace(phrase, start=at + 1, determiner="")
    return phrase


def _is_verb(sentence: Sentence, phrase: Phrase, at: int) -> bool:
    head = sentence[phrase.head].lower
    subject = sentence[at - 1] if at > phrase.first else None
    has_subject = subject is not None and subject.tag in ("noun", "either")
    has_subject = has_subject and subject is not None and not is_plural_word(subject.lower)
    return has_subject and not is_plural_word(head) and head not in _GATHERED


def is_broken_off(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """Whether what the phrase says holds only with words that it leaves out, or is a step or an act."""
    return (
        _goes_on_behind_formula(sentence, said, phrase)
        or _is_half_of_clause(sentence, phrase)
        or _is_order(sentence, phrase)
        or _is_act(sentence, phrase)
        or _is_object(sentence, said, phrase)
        or _is_of_noun_behind(sentence, said, phrase)
        or _is_of_itself(sentence, said, phrase)
        or _is_given(sentence, said, phrase)
        or _is_claim(sentence, said, phrase)
        or _is_denied(sentence, phrase)
        or (said.form == "{}" and _is_some_value(sentence, phrase))
    )


def _goes_on_behind_formula(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """``$c$ is the chance of word $w = a$ holding a letter``."""
    if phrase.end <= said.group.first or token_at(sentence, phrase.end - 1).kind != "maths":
        return False
    following = token_at(sentence, phrase.end)
    is_gerund = following.tag == "gerund" and following.lower not in _FREE
    return is_gerund or following.lower in _GOING_ON or _is_participle(sentence, phrase.end)


def _is_participle(sentence: Sentence, at: int) -> bool:
    """Whether a participle goes on with the thing rather than with how it is found."""
    return token_at(sentence, at).tag == "participle" and token_at(sentence, at + 1).tag == "preposition"


def _is_half_of_clause(sentence: Sentence, phrase: Phrase) -> bool:
    """``the unique law that is stable`` of ``… that is stable and lies in the class of $q$``, where both are
    needed; ``a rule that is also fair``, said of one such rule.
    """
    relative = next((at for at in range(phrase.head + 1, phrase.end) if _is_relative(sentence[at])), None)
    if relative is None:
        return False
    inside = {token.lower for token in sentence[relative : phrase.end]}
    before = {token.lower for token in sentence[phrase.first : phrase.head]}
    goes_on = lower_at(sentence, phrase.end) in ("and", "or", "but")
    follows = token_at(sentence, phrase.end + 1)
    is_verb = follows.tag in ("verb", "auxiliary", "participle")
    last = sentence[phrase.end - 1 - is_size(sentence[phrase.end - 1])]
    if last.lower in _TRANSITIVE:
        return True  # with a product behind it that is taken for a size
    is_needed = before & _ONLY or inside & _TOGETHER
    return "also" in inside or (goes_on and is_verb and bool(is_needed))


def _is_relative(token: Token) -> bool:
    return token.lower in _RELATIVE


def _is_order(sentence: Sentence, phrase: Phrase) -> bool:
    """``Freeze rows $r$`` as a step of an algorithm: its first word is what is done."""
    before, first = token_at(sentence, phrase.start - 1), sentence[phrase.first]
    is_step = before.kind == "item" and before.text.startswith(_STEPS)
    is_led = is_step and not phrase.determiner and phrase.head > phrase.first
    return is_led and first.text[:1].isupper() and first.tag == "noun" and not is_known_word(first.lower)


def _is_act(sentence: Sentence, phrase: Phrase) -> bool:
    """``which measures loss $g$``, where the verb has been taken for a part of the name."""
    first = sentence[phrase.first]
    return not phrase.determiner and phrase.head > phrase.first and first.lower in MEASURING


def _is_object(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """``the reply that agrees with wishes ($y$)``: in brackets stands what the clause is about, or its end.

    Nobody can tell which.
    """
    if token_at(sentence, said.group.first - 1).text != "(" or phrase.end != said.group.first - 1:
        return False
    lead = phrase.start - 1
    is_led = lower_at(sentence, lead) in _LEADS and token_at(sentence, lead - 1).tag in _TO_VERBS
    is_clause = is_led and lower_at(sentence, lead - 2) in _RELATIVE
    return is_clause and token_at(sentence, lead - 3).tag in ("noun", "either")


def _is_of_noun_behind(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """``row-level $b$ smoothing``: an adjective with a hyphen, and the noun behind both."""
    if phrase.end != said.group.first or phrase.head != phrase.first:
        return False
    is_joined = sentence[phrase.head].lower.endswith(("-level", "-wise", "-scale", "-order", "-based"))
    return is_joined and token_at(sentence, said.group.end).tag in ("noun", "gerund")


def _is_of_itself(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """``in the span of $q$, the sums of $q$'s rows``: what it is of is not told to be that."""
    own = {member.latex for member in said.group.members}
    return any(token.kind == "word" and token.latex in own for token in sentence[phrase.first : phrase.end])


def _is_given(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """``a statistic on the real birds $T(x)$``: what a function is given, not its value."""
    names = said.group.members[0].names
    is_call = names is not None and names.names[0][-1] == ")" and names.names[0][0] != "("
    if (
        not is_call
        or phrase.end != said.group.first
        or lower_at(sentence, phrase.start - 1) not in _LEADING_IN
    ):
        return False
    outer = core_before(sentence, phrase.start - 1)
    return outer is not None and sentence[outer.head].lower in _VALUED


def _is_claim(sentence: Sentence, said: Said, phrase: Phrase) -> bool:
    """``This implies that $f(x)$ and $z$ are independent variables``: what holds between both of them."""
    told = {token.lower for token in sentence[phrase.first : phrase.head]}
    is_behind = phrase.start >= said.group.end
    opening = token_at(sentence, said.group.first - 1).lower
    return (
        is_behind
        and said.group.count > 1
        and bool(told & _RELATED)
        and opening not in ("where", "let", "here")
    )


def _is_denied(sentence: Sentence, phrase: Phrase) -> bool:
    """``We do not expect to find a rule $f$``: none may be."""
    before = [token.lower for token in _clause(sentence, phrase.start)]
    is_denied = any(one == "not" and other in ("able", "expect") for one, other in pairwise(before))
    return is_denied and phrase.determiner in ("a", "an", "any")


def _is_some_value(sentence: Sentence, phrase: Phrase) -> bool:
    """``for several specified values $y$``: values of what, nobody says."""
    said = {token.lower for token in sentence[phrase.first : phrase.head]}
    is_alone = phrase.end == phrase.head + 1 and sentence[phrase.head].lower in ("value", "values")
    return is_alone and phrase.head > phrase.first and said <= _UNTOLD


def is_imagined(sentence: Sentence, at: int) -> bool:
    """``one would give each word a code $x$``: whether what stands there need not be anywhere else."""
    return any(token.lower == "would" for token in _clause(sentence, at))


def is_supposed_to_be(sentence: Sentence, at: int) -> bool:
    """Whether what stands there may not be at all, ``there may exist good pairs $a, b$``, or is refuted,
    ``By contradiction, suppose that $p$ is the best rule``.
    """
    if any(token.lower.startswith("contradict") for token in sentence):
        return True
    said = [token.lower for token in _clause(sentence, at)]
    return any(
        one == "there" and modal in _MODALS and verb in _EXISTING
        for one, modal, verb in zip(said, said[1:], said[2:], strict=False)
    )


def _clause(sentence: Sentence, at: int) -> Sentence:
    """What stands before it in its clause."""
    ends = (end for end in range(at - 1, -1, -1) if _ends_clause(sentence[end]))
    return sentence[next(ends, -1) + 1 : at]


def _ends_clause(token: Token) -> bool:
    return token.kind in ("item", "display") or token.text == ";"
