"""``$x$ is the input``, ``$x$ denotes the input``: what a verb after a symbol says it means."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from drill.papers_first.formula.vocabulary import ACCENTED
from drill.papers_first.glosses.belonging import COUNTING
from drill.papers_first.glosses.clauses import PLURAL, is_part, is_passive, is_quality, is_rest, is_supposed
from drill.papers_first.glosses.coordination import is_dealt_out, several
from drill.papers_first.glosses.examples import is_limited, is_under_condition
from drill.papers_first.glosses.groups import (
    Group,
    Said,
    is_conditional,
    lower_at,
    tells_whether,
    token_at,
)
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.members import is_of_pairs, lists_members
from drill.papers_first.glosses.names import parts_of
from drill.papers_first.glosses.naming import SIZES
from drill.papers_first.glosses.nouns import (
    Phrase,
    is_bare,
    is_definite,
    is_deictic,
    is_known,
    is_operation,
    is_plural,
    is_setting,
)
from drill.papers_first.glosses.phrases import closes, core_before, ends_well
from drill.papers_first.glosses.tails import RELATING
from drill.papers_first.glosses.verbs import verb_at

_SKIPPED: Final = words("""
    respectively here again also both simply thus now then just usually typically often still
""")
_EQUATION: Final = words("eq eq. eqn eqn. equation formula")
_REMARKS: Final = words("respectively here again which usually typically often simply")
_SIGNS: Final = words("notation operator sign symbol")
_TALLYING: Final = words("count counts")
_SETTLED: Final = COUNTING | SIZES | words("horizon rate scale strength threshold")
"""What a number is that defines it: ``$H$ defines the number of steps``."""
_GATHERING: Final = words("collects contains contain holds")
_GOVERNED: Final = words("""
    amount curvature degree importance rate scale sharpness slope smoothness steepness strength trade-off
    tradeoff width
""")
_GATHERERS: Final = words("array collection list matrix sequence set tuple vector")
_PROPERTIES: Final = words("function solution minimizer minimiser maximizer maximiser bound")
_FOUND: Final = words("""
    choice maximiser maximizer minimiser minimizer optimiser optimizer optimum root solution
""")
"""What a value is, where the name that takes it bears no mark of its own."""
_WITHOUT_FINITE: Final = words("being denoting representing")
_DONE: Final = words("input output put set")
_IF: Final = words("if iff whenever unless")
_ASSUMING: Final = words("that suppose assume")
_REASONS: Final = words("since because")
_RUNNING: Final = frozenset("ijklmnt")
_OPENERS: Final = words("where here and while")
_SUBJECT_TAGS: Final = frozenset(("", "stop", "adverb", "noun", "either"))
_NO_PREDICATES: Final = words("""
    constant normal uniform random prior dual inverse parallel light minimum maximum identity scalar
    left data positive integer unity one element member sum product average difference function set
""")


def predicate(sentence: Sentence, group: Group) -> Said | None:
    """``$x$ is the input``, ``$x$ and $y$ denote the mean and the variance, respectively``."""
    if any(token.names is not None and token.names.relation == "\\mapsto" for token in group.members):
        return None  # ``where $x \\mapsto 2 x$ is a smooth map``
    subject = _subject(sentence, group)
    at = _after_equation(sentence, _after_bracket(sentence, subject.end))
    if token_at(sentence, at).text == "," and lower_at(sentence, at + 1) in _REMARKS:
        at += 1
    if token_at(sentence, at).text == "," and token_at(sentence, at + 1).tag == "adverb":
        at += 2 * (lower_at(sentence, at + 2) == "being")  # ``$a$, informally being the width``
    is_sign = lower_at(sentence, at) in _SIGNS
    at += is_sign
    is_relative = False
    while lower_at(sentence, at) in _SKIPPED or lower_at(sentence, at) in ("which", "that"):
        is_relative |= lower_at(sentence, at) in ("which", "that")
        at += 1
        at += token_at(sentence, at).text == ","
    verb = verb_at(sentence, at)
    if verb is None or (is_relative and group.count > 1):
        return None
    if _is_of_fact(sentence, group) or (verb[0] == "describing" and tells_whether(group)):
        return None
    is_case = is_limited(sentence, group.first) or is_under_condition(sentence, group.first)
    if (is_case and verb[0] == "copula") or is_supposed(sentence, group.first):
        return None
    first = lower_at(sentence, at)
    if first == "be" and lower_at(sentence, group.first - 1) == "that":
        return None  # ``we need that $v$ be a constant``
    if is_relative and first == "means" and group.is_number:
        return None  # ``$w = 1$, which means the rule holds``
    kind, at = verb
    if first in ("be", "being") and group.count > 1 and lower_at(sentence, group.first - 1) == "let":
        return None
    deals = group.count > 1 and is_dealt_out(sentence, at)
    if first.endswith("s") or (first in ("be", "being") and not _are_all(sentence, subject, at)):
        each = _one_each(sentence, group, at)
        if each is not None:
            return each
        if is_part(sentence, group):
            return None
        if subject.count > 1 and subject.joined and not deals and _are_of_one_kind(sentence, subject):
            return None  # ``maps to the matrices $A$ and $B$ is a way``: neither of both
        subject = subject if deals and first.endswith("s") else subject.last()
    while lower_at(sentence, at) in _SKIPPED or token_at(sentence, at).text == ",":
        at += 1
    at += kind in ("indexing", "governing") and lower_at(sentence, at) == "all"
    parts = parted(subject)
    phrases = tuple(several(sentence, at, parts.count))
    is_own = len(phrases) == parts.count and token_at(sentence, phrases[-1].end).kind != "maths"
    if is_own and parts.count > subject.count:
        if is_of_pairs(sentence, phrases[-1]) or sentence[phrases[-1].end - 1].lower == "alike":
            return None  # ``$(u, v)$ denotes the law, before and after alike``: one thing
        subject = parts
    else:
        phrases = tuple(several(sentence, at, subject.count))
    if not phrases and deals:
        return None  # cut before what each of them is
    if not phrases and subject.joined and first == "are":
        phrases = _shared(sentence, at)
    if not phrases and not subject.is_joined:
        subject = subject.last()
        phrases = tuple(several(sentence, at, subject.count))
    if not phrases or _is_cut(sentence, phrases[-1]):
        return None
    if first == "are" and subject.count == 1 and not _is_one_of_many(subject):
        phrases = (replace(phrases[0], is_all=True), *phrases[1:])
    if kind == "indexing":
        form = "index over {}" if is_plural(sentence, phrases[0]) else "index of the {}"
        stands = first == "to" or _stands_as_subject(sentence, subject, phrases[0], kind)
        return Said(subject, phrases[:1], stands and subject.count == 1, form)
    if kind == "governing" and first in _TALLYING:
        is_told = is_known(sentence, phrases[0]) or phrases[0].determiner == "the"
        is_many = is_plural(sentence, phrases[0]) and is_told
        return Said(subject, phrases[:1], is_many and subject.count == 1, "number of {}")
    if not first.endswith("s") and lists_members(sentence, subject, phrases[0]):
        return None
    to_denote = lower_at(sentence, group.end) == "to"
    if to_denote and _is_made_for(sentence, group, phrases[0]):
        return None
    stands = not is_case and (
        to_denote or (is_sign and kind == "naming") or _stands_as_subject(sentence, subject, phrases[0], kind)
    )
    if kind == "copula" and (is_quality(sentence, phrases[0]) or _is_key(sentence, phrases[0])):
        return None
    if kind == "copula" and _is_value_found(sentence, subject, phrases[0]):
        return None
    if lower_at(sentence, phrases[-1].end) == "by" and sentence[phrases[-1].head].lower in _DONE:
        return None  # ``$p$ is the law output by the coder``: a participle
    if kind == "copula" and lower_at(sentence, phrases[-1].end) in ("plus", "minus", "times"):
        return None  # ``$x$ is a rate plus a shift``: neither of both
    if is_rest(sentence, subject, phrases[0], first) or is_passive(sentence, first, phrases[0]):
        return None
    sure = (stands and _says(sentence, kind, phrases)) or _gathers(sentence, subject, kind, phrases[0])
    return Said(subject, phrases, sure)


def _are_of_one_kind(sentence: Sentence, subject: Group) -> bool:
    """``matrices $A$ and $B$``: a plural names both."""
    named = core_before(sentence, subject.first)
    return named is not None and is_plural(sentence, named)


def _is_cut(sentence: Sentence, phrase: Phrase) -> bool:
    """``the class $c$ prototype``: a noun behind the formula is what is spoken of."""
    behind = token_at(sentence, phrase.end + 1)
    return token_at(sentence, phrase.end).kind == "maths" and behind.tag == "noun"


def _is_one_of_many(subject: Group) -> bool:
    """``$x_i$``: a letter that counts stands below."""
    names = subject.members[0].names
    return names is not None and "_" in names.names[0] and names.names[0][-2] in _RUNNING


def _is_key(sentence: Sentence, phrase: Phrase) -> bool:
    """``which is key to a good fit``: no thing."""
    return sentence[phrase.first].lower in ("key", "central") and not phrase.determiner


def _is_value_found(sentence: Sentence, subject: Group, phrase: Phrase) -> bool:
    """``that $u_i = 1 / n$ is the solution``: one value of many; ``$u^* = 1 / n$`` tells so by its mark."""
    names = subject.members[-1].names
    if names is None or names.relation != "=" or sentence[phrase.head].lower not in _FOUND:
        return False
    return not {"^", *ACCENTED} & set(names.names[-1])


def _is_made_for(sentence: Sentence, group: Group, phrase: Phrase) -> bool:
    """``a wide space $X$ to represent birds``: what stands for several has been named as one thing."""
    named = core_before(sentence, group.first)
    is_one = named is not None and named.determiner in ("a", "an") and not is_plural(sentence, named)
    return is_one and not phrase.determiner and is_plural(sentence, phrase)


def _one_each(sentence: Sentence, group: Group, at: int) -> Said | None:
    """``where $g$, $h$ is gradient vector and Hessian matrix``: one each, though the verb is a singular."""
    if group.joined or len(group.members) != group.count or group.count < 2:
        return None
    opens = lower_at(sentence, group.first - 1) in ("where", "here")
    phrases = tuple(several(sentence, at, group.count)) if opens else ()
    are_told = len(phrases) == group.count and all(is_known(sentence, one) for one in phrases)
    is_plain = are_told and not any(is_plural(sentence, one) or is_bare(sentence, one) for one in phrases)
    return Said(group, phrases, is_plain) if is_plain else None


def _are_all(sentence: Sentence, subject: Group, at: int) -> bool:
    """``$u$ and $v$ being the width and the height``: as many things as names, or one plural."""
    phrases = several(sentence, at, subject.count) if subject.is_joined else []
    return subject.count > 1 and (
        len(phrases) == subject.count or any(is_plural(sentence, one) for one in phrases[:1])
    )


def _shared(sentence: Sentence, at: int) -> tuple[Phrase, ...]:
    """``$u$ and $v$ are the rate of it.``: one noun for all, though it is a singular."""
    phrase = next(iter(several(sentence, at, 1)), None)
    is_whole = phrase is not None and phrase.determiner in ("the", "a") and phrase.end >= len(sentence)
    is_one = not any(token.lower in ("and", "respectively") for token in sentence[at:])
    return (phrase,) if phrase is not None and is_whole and is_one else ()


def parted(subject: Group) -> Group:
    """With the names in a pair for the pair: ``$(u, v)$ are the mean and the variance``."""
    names = subject.members[0].names
    parts = parts_of(names.names[0]) if names is not None and subject.count == 1 else ()
    if not parts or names is None:
        return subject
    return replace(subject, members=(replace(subject.members[0], names=replace(names, names=parts)),))


def _after_bracket(sentence: Sentence, at: int) -> int:
    """Where the sentence goes on after a short remark in brackets."""
    if token_at(sentence, at).text == "(":
        for end in range(at + 1, at + 10):
            if token_at(sentence, end).text == ")":
                return end + 1
    return at


def _after_equation(sentence: Sentence, at: int) -> int:
    """Where the sentence goes on after ``in Eq. (3)``, or ``Eq. (3)``."""
    end = at + (lower_at(sentence, at) == "in")
    end += lower_at(sentence, end) in _EQUATION
    return end + 1 if end > at and token_at(sentence, end).kind == "pointer" else at


def _subject(sentence: Sentence, group: Group) -> Group:
    """The formulas that the verb speaks of: not those that a comma ends a phrase with."""
    before = token_at(sentence, group.first - 1)
    if len(group.members) == 1:
        return group
    if (
        not group.joined
        and before.lower in ("where", "here", "and")
        and lower_at(sentence, group.end) in PLURAL
    ):
        return group  # ``where $a$, $b$, $c$ are the width, height and depth``
    if group.joined and before.lower == "with" and lower_at(sentence, group.end) in _WITHOUT_FINITE:
        return group
    if not group.joined or before.tag == "preposition":
        return group.last()
    named = core_before(sentence, group.first)
    return group.rest(sentence) if named is not None and not is_plural(sentence, named) else group


def _says(sentence: Sentence, kind: str, phrases: tuple[Phrase, ...]) -> bool:
    """Whether a verb of that kind with these phrases is a definition."""
    first = phrases[0]
    if is_bare(sentence, first) or is_deictic(sentence, first) or is_operation(sentence, first):
        return False
    if kind == "copula" and first.determiner in ("a", "an") and lower_at(sentence, first.end) in _IF:
        return False  # ``$x$ is a root if and only if it is even``
    is_all = lower_at(sentence, first.start - 1) == "all"
    lead = first.start - 1 - is_all
    if kind == "governing" and lower_at(sentence, lead) in _GATHERING:
        is_whole = first.determiner == "the" or is_all
        is_whole = is_whole and (not is_all or _opens(sentence, first.start))
        return is_whole and is_plural(sentence, first) and is_known(sentence, first)
    if kind == "governing":
        return first.determiner == "the" and sentence[first.head].lower in _GOVERNED
    if kind == "settling":
        return first.determiner == "the" and sentence[first.head].lower in _SETTLED
    if kind == "describing":
        return first.determiner == "the"
    if is_definite(sentence, first):
        return not _is_property(sentence, first)
    if kind == "naming":
        return (
            is_known(sentence, first) or is_plural(sentence, first) or sentence[first.first].text[0].isupper()
        )
    if is_plural(sentence, first):
        return is_known(sentence, first) and ends_well(sentence, first)
    if len(phrases) > 1:
        return all(
            is_known(sentence, phrase)
            and (sentence[phrase.head].lower not in _NO_PREDICATES or phrase.left_out != (0, 0))
            for phrase in phrases
        ) and ends_well(sentence, phrases[-1])
    return (
        is_known(sentence, first)
        and (sentence[first.head].lower not in _NO_PREDICATES or _is_compound(sentence, first))
        and (closes(sentence, first.end) or lower_at(sentence, first.end) == "away")
        and (first.end - first.first > 1 or lower_at(sentence, first.start - 1) == "is")
    )


def _opens(sentence: Sentence, end: int) -> bool:
    """Whether the clause before ``end`` defines: ``where $X$ contains all rows``."""
    return any(token.lower in ("where", "here", "with", "let") for token in sentence[:end])


def _is_compound(sentence: Sentence, phrase: Phrase) -> bool:
    """``node set``, ``gradient sum``: a noun that another tells apart."""
    return phrase.head == phrase.first + 1 and sentence[phrase.first].tag == "noun"


def _gathers(sentence: Sentence, subject: Group, kind: str, phrase: Phrase) -> bool:
    """``the vector $u$ contains values of the function at the points``."""
    named = core_before(sentence, subject.first)
    is_gatherer = (
        named is not None and is_bare(sentence, named) and lower_at(sentence, named.head) in _GATHERERS
    )
    is_gathering = kind == "governing" and lower_at(sentence, phrase.start - 1) in _GATHERING
    says = is_plural(sentence, phrase) and is_known(sentence, phrase) and not is_bare(sentence, phrase)
    return is_gatherer and is_gathering and says


def _is_property(sentence: Sentence, phrase: Phrase) -> bool:
    """``a function of $x$``, ``the sum of them`` tell of a symbol without naming it."""
    is_one = phrase.determiner in ("a", "an") and phrase.head == phrase.first
    behind = token_at(sentence, phrase.head + 1)
    is_told = phrase.end > phrase.head + 2 and (
        behind.lower in RELATING or behind.tag in ("participle", "gerund")
    )
    return is_one and not is_told and sentence[phrase.head].lower in _PROPERTIES


def _is_of_fact(sentence: Sentence, group: Group) -> bool:
    """``the fact that $a = 0$ means the price falls``: the verb speaks of the fact."""
    is_fact = lower_at(sentence, group.first - 1) == "that" and lower_at(sentence, group.first - 2) == "fact"
    return is_fact and group.is_number


def _stands_as_subject(sentence: Sentence, group: Group, phrase: Phrase, kind: str) -> bool:
    """Whether the formula is what the verb speaks of, and nothing else has named it before."""
    before = token_at(sentence, group.first - 1)
    if before.lower == "the" and lower_at(sentence, group.end) in PLURAL:
        before = token_at(sentence, group.first - 2)  # ``where the $c_i$ are the weights``
    if before.lower in _ASSUMING and not group.is_statement:
        return bool(phrase.determiner) or is_plural(sentence, phrase)
    if before.kind == "word" and before.tag not in _SUBJECT_TAGS:
        return before.lower == "with" and lower_at(sentence, group.end) in _WITHOUT_FINITE
    is_fact = before.lower in _REASONS and phrase.determiner == "the" and kind == "copula"
    if before.kind == "maths" or (is_conditional(sentence, group.first) and not is_fact):
        return False
    named = core_before(sentence, group.first) if before.tag in ("noun", "either") else None
    if named is not None and token_at(sentence, named.start - 1).tag == "preposition":
        # ``the size of a box $b$ is the length``; ``In this model $b$ is the length``
        return lower_at(sentence, named.start - 1) != "of" and (
            named.start < 2 or token_at(sentence, named.start - 2).kind in ("mark", "item")
        )
    if named is not None and token_at(sentence, named.start - 1).tag != "preposition":
        is_each = named.determiner in ("each", "every") and is_bare(sentence, named)
        is_each |= is_setting(sentence, named) and bool(phrase.determiner)
        is_short = is_bare(sentence, named) or (kind == "naming" and named.end == named.first + 1)
        is_kind = group.count > 1 and is_plural(sentence, named) and is_bare(sentence, named)
        is_kind = is_kind and sentence[named.head].lower == sentence[phrase.head].lower
        return is_each or is_kind or (phrase.determiner == "the" and is_short)
    is_told = bool(phrase.determiner) or kind != "copula" or not group.is_number
    opened = before.lower in _OPENERS and not group.is_statement and is_told
    return opened or not (group.is_number or group.is_statement)
