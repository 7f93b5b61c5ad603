"""Noun phrases in a sentence: where they begin and end, and which word is their head."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from drill.papers_first.glosses.heads import HEADS, NO_HEADS, words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.names import SETTING
from drill.papers_first.glosses.nouns import Phrase, is_plural, is_plural_word, is_size

_NORM: Final = re.compile(r"(?:\\ell|L)\s*_?\s*\{?\s*(?:[012p]|\\infty)\s*\}?")
"""What begins ``$\\ell_1$ loss``."""
_MOST_TOKENS: Final = 16
_LONGEST_CORE: Final = 8
_SUBJECT_REACH: Final = 20
_CLOSING_MARKS: Final = frozenset((",", ";", ")", ":", "--", "&", "|", "]"))
_CLOSING_WORDS: Final = words("and or where which that respectively while whereas so but i.e. e.g. is are")
_PLAIN_PREPOSITIONS: Final = words("for in on over from to at with after under across")
VERB_LEADS: Final = words("to we they i you can will may must should could would not then let's")
_VERBAL: Final = words("""
    being denoting following giving having indicating letting making minimising minimizing representing
    satisfying setting taking using yielding
""")
_ACTS: Final = words("maps outputs returns updates transforms moves scales shifts matches orders")
"""What a thing does rather than what is of it: ``the generator maps noise``."""
_HAVING: Final = words("has have had having")
_CALLED: Final = words("called denoted dubbed named termed")
POINTERS: Final = words(
    "eq eq. eqn eqn. eqns eqns. eqs eqs. equ equ. fig fig. figure sec sec. section table theorem"
)
"""What a number points with at another place."""
_LONGEST_END: Final = 4
_STEPS: Final = ("\\state", "\\;")
COMPOUNDED: Final = words("""
    count decay function length matrices matrix rate size sizes tensor tensors vector vectors
""")
_PREMODIFIERS: Final = frozenset(("noun", "either", "adjective", "participle", "gerund", "number"))


def core(sentence: Sentence, start: int, *, any_head: bool = False) -> Phrase | None:
    """The noun with what stands before it that begins at ``start``: ``the learned weight matrix``.

    ``any_head`` also takes nouns that no symbol stands for.
    """
    at, determiner = start, ""
    if _tag(sentence, at) == "determiner":
        determiner = sentence[at].lower
        at += 1
        if determiner in ("all", "some", "each") and _tag(sentence, at) == "determiner":
            return None
    begin, head = at, -1
    while at < len(sentence) and at - begin < _LONGEST_CORE:
        takes = _takes(sentence, at, begin, head, bool(determiner))
        if not takes:
            break
        if takes == "noun":
            head = at
        at += 1
    if (
        head < 0
        or (
            sentence[head].lower in NO_HEADS
            and not any_head
            and not _is_certain_element(sentence, begin, head)
        )
        or sentence[head].lower.endswith(("'s", "’s"))
    ):
        return None
    return Phrase(start, head + 1, head, determiner)


def _is_certain_element(sentence: Sentence, begin: int, head: int) -> bool:
    """``the $i$-th element``, ``the clip range``: only what is no certain one has no symbol."""
    if sentence[head].lower in ("range", "type"):
        return head > begin and sentence[head - 1].tag in ("noun", "either")
    return sentence[head].lower == "element" and head > begin


def _takes(sentence: Sentence, at: int, begin: int, head: int, has_determiner: bool) -> str:
    """Whether the phrase goes on with the token at ``at``: as a ``noun``, as ``other``, or not (empty)."""
    token = sentence[at]
    if token.kind != "word":
        return _takes_other(sentence, at, head)
    following = _tag(sentence, at + 1)
    leads_on = following in _PREMODIFIERS or _is_size(sentence, at + 1)
    leads_on |= following == "adverb" and _tag(sentence, at + 2) in ("adjective", "participle")
    match token.tag:
        case "noun":
            if head >= 0 and sentence[head].lower == "times":
                return ""  # ``the number of times birds sing``
            return "noun" if token.text[0] != "$" or leads_on else ""
        case "either":
            is_led = _is_led(sentence, at - 1)
            is_led |= token.lower in _ACTS and _lower(sentence, at - 1) in ("that", "which") and leads_on
            if at == begin and not has_determiner and (is_led or is_order(sentence, at)):
                return ""
            is_owned = head >= 0 and sentence[head].lower.endswith(("'s", "’s"))
            if is_owned:
                return "noun"
            is_object = following == "determiner" and _lower(sentence, at + 1) != "that"
            is_verb = head >= 0 and token.lower.endswith("s") and is_object
            is_many = is_plural_word(sentence[at - 1].lower) and sentence[at - 1].lower != "data"
            is_verb |= head >= 0 and is_many and not leads_on
            is_goal = _lower(sentence, at + 1) == "to" and token.lower != "steps"
            is_verb |= head >= 0 and token.lower.endswith("s") and is_goal
            is_verb |= has_determiner and head >= 0 and token.lower in _ACTS and following == "noun"
            return "" if is_verb else "noun"
        case "adjective" | "number":
            is_named = token.lower in HEADS and not leads_on
            leads_on |= _is_how_many(sentence, at + 1)
            return "noun" if is_named else "other" if leads_on or _coordinated(sentence, at) else ""
        case "verb":
            is_many = is_plural_word(_lower(sentence, at - 1))
            if token.lower == "compute" and (at > begin or has_determiner) and not is_many:
                return "noun"  # ``the training compute``
            return "other" if at == begin and has_determiner and leads_on else ""
        case "participle":
            if at == begin and not has_determiner and _is_verb_of(sentence, at):
                return ""
            is_shared = has_determiner and head < 0 and _coordinated(sentence, at)
            leads_on &= _lower(sentence, at + 1) not in _VERBAL  # ``are built using blocks``
            return "other" if leads_on or is_shared else ""
        case "gerund":
            is_led = has_determiner or at > begin or _is_count(sentence, at)
            return "other" if leads_on and is_led and head < 0 else ""
        case "adverb":
            is_leading = following in ("adjective", "participle", "adverb", "gerund")
            return "other" if is_leading and head < 0 else ""
        case "stop":
            joins = token.lower in ("and", "or") and head < 0 and at > begin
            return "other" if joins and following in ("adjective", "participle") else ""
        case _:
            return ""


def _is_verb_of(sentence: Sentence, at: int) -> bool:
    """``we have drawn two rows``, ``they are called widths``: a participle that is the clause's verb."""
    before = _lower(sentence, at - 1)
    is_counted = before in _HAVING and _tag(sentence, at + 1) == "number"
    return is_counted or (_tag(sentence, at - 1) == "auxiliary" and sentence[at].lower in _CALLED)


def _is_led(sentence: Sentence, at: int) -> bool:
    """Whether a verb stands next: ``to fit``, ``to jointly fit``."""
    if _tag(sentence, at) == "adverb" and _lower(sentence, at).endswith("ly"):
        at -= 1
    return _lower(sentence, at) in VERB_LEADS and not _is_goal(sentence, at)


def _is_goal(sentence: Sentence, at: int) -> bool:
    """Whether ``to`` is that of ``from input $x$ to target $y$``."""
    if _lower(sentence, at) != "to" or not _is_maths(sentence, at - 1):
        return False
    return any(_lower(sentence, start) == "from" for start in range(at - 2, at - 2 - _LONGEST_END, -1))


def is_order(sentence: Sentence, at: int) -> bool:
    """Whether a word begins a step of an algorithm, as its verb: ``Store pairs``, not ``Step size``."""
    is_step = at > 0 and sentence[at - 1].kind == "item" and sentence[at - 1].text.lower().startswith(_STEPS)
    following = _lower(sentence, at + 1)
    return is_step and _tag(sentence, at + 1) in _PREMODIFIERS and following not in COMPOUNDED


def _is_count(sentence: Sentence, at: int) -> bool:
    """Whether a count stands before: ``$m$ inducing inputs``, but not ``$m$ using inputs``."""
    return at > 0 and sentence[at - 1].kind == "maths" and sentence[at].lower not in _VERBAL


def _takes_other(sentence: Sentence, at: int, head: int) -> str:
    """A size such as ``m × n``, or a comma between adjectives."""
    if head >= 0:
        return ""
    is_norm = sentence[at].kind == "maths" and _NORM.fullmatch(sentence[at].latex) is not None
    is_kind = is_norm and _tag(sentence, at + 1) == "noun"
    if _is_size(sentence, at) or _is_how_many(sentence, at) or is_kind:
        return "other"
    is_listed = sentence[at].text == "," and at > 0 and sentence[at - 1].tag in ("adjective", "participle")
    return "other" if is_listed and _tag(sentence, at + 1) in ("adjective", "participle") else ""


def _is_how_many(sentence: Sentence, at: int) -> bool:
    """Whether it is the count of ``the first $k$ layers``."""
    is_led = _lower(sentence, at - 1) in ("first", "last", "next", "previous", "remaining", "top")
    is_count = is_led and _is_maths(sentence, at) and sentence[at].names is not None
    return (
        is_count and _tag(sentence, at + 1) in ("noun", "either") and is_plural_word(_lower(sentence, at + 1))
    )


def _coordinated(sentence: Sentence, at: int) -> bool:
    """Whether another adjective follows after ``and``, ``or`` or a comma."""
    between = _lower(sentence, at + 1) in ("and", "or") or _text(sentence, at + 1) == ","
    return between and _tag(sentence, at + 2) in ("adjective", "participle")


def _is_size(sentence: Sentence, at: int) -> bool:
    return at < len(sentence) and sentence[at].kind == "maths" and is_size(sentence[at])


def full(sentence: Sentence, start: int, *, loose: bool = False) -> Phrase | None:
    """A core with what belongs to it behind: ``number of heads``, ``divergence between $p$ and $q$``.

    ``loose`` also takes participles: ``variables associated with the constraints``.
    """
    phrase = core(sentence, start)
    if phrase is None:
        return None
    while phrase.end - start < _MOST_TOKENS:
        end = _attached(sentence, phrase.end, loose=loose)
        if end is None or end - start > _MOST_TOKENS:
            break
        phrase = replace(phrase, end=end)
    return _without_half(sentence, phrase)


def _without_half(sentence: Sentence, phrase: Phrase) -> Phrase:
    """``a gap between the law of the rows and of the columns``: without the one of the two that is there."""
    inside = [token.lower for token in sentence[phrase.start : phrase.end]]
    is_half = "between" in inside and "and" not in inside and _lower(sentence, phrase.end) == "and"
    is_second = is_half and _tag(sentence, phrase.end + 1) == "preposition"
    return replace(phrase, end=phrase.start + inside.index("between")) if is_second else phrase


def _attached(sentence: Sentence, at: int, *, loose: bool) -> int | None:
    """Where what is attached at ``at`` ends; None where nothing is."""
    word = _lower(sentence, at)
    if word in ("of", "per"):
        end = object_end(sentence, at + 1)
        return end + 2 if end is not None and _is_first_of_two(sentence, end - 1) else end
    if word in ("w.r.t.", "wrt"):
        return object_end(sentence, at + 1)
    if word == "with" and _lower(sentence, at + 1) == "respect" and _lower(sentence, at + 2) == "to":
        return object_end(sentence, at + 3)
    if word == "between":
        middle = object_end(sentence, at + 1)
        return object_end(sentence, middle + 1) if middle and _lower(sentence, middle) == "and" else middle
    if word == "or" and _tag(sentence, at + 1) in ("noun", "either", "gerund"):
        inner = core(sentence, at + 1 + (_tag(sentence, at + 1) == "gerund"))
        return inner.end if inner else None
    if word == "being" and _tag(sentence, at + 1) in ("participle", "adjective"):
        return at + 2
    if (
        word == "to"
        and _lower(sentence, at + 1) == "be"
        and _tag(sentence, at + 2) in ("participle", "adjective")
    ):
        return at + 3
    is_related = _tag(sentence, at) == "participle" or word == "corresponding"
    if loose and is_related and _tag(sentence, at + 1) == "preposition":
        return object_end(sentence, at + 2)
    if word in _PLAIN_PREPOSITIONS and _lower(sentence, at + 1) not in (
        "this",
        "these",
        "that",
        "those",
        "our",
    ):
        end = object_end(sentence, at + 1)
        further = end is not None and _lower(sentence, end) in ("of", "per")
        end = object_end(sentence, end + 1) if end is not None and further else end
        is_cut = word == "with" and end is not None and _goes_on(sentence, end)
        return end if end is not None and (loose or (closes(sentence, end) and not is_cut)) else None
    return None


def _goes_on(sentence: Sentence, end: int) -> bool:
    """``a graph with nodes $V$ and edges $E$``, ``with means $a$ and $b$``, ``with its rows and columns
    cut``: what is half said is left out.
    """
    if not _is_maths(sentence, end - 1):
        second = core(sentence, end + 1) if _lower(sentence, end) == "and" else None
        return second is not None and _tag(sentence, second.end) == "participle"
    further = core(sentence, end + 1) if _text(sentence, end) == "," else None
    is_list = further is not None and not further.determiner and _is_maths(sentence, further.end)
    return is_list or _lower(sentence, end) == "and"


def object_end(sentence: Sentence, at: int) -> int | None:
    """Where the formula or the core with its formula at ``at`` ends."""
    if at < len(sentence) and sentence[at].kind == "maths":
        if _tag(sentence, at + 1) == "participle" and _is_maths(sentence, at + 2):
            return None  # ``of $r$ normalised $u$``
        counted = core(sentence, at + 1, any_head=True)
        is_count = counted is not None and not counted.determiner and is_plural(sentence, counted)
        return counted.end if counted is not None and is_count else at + 1
    at += _lower(sentence, at) in ("all", "both")
    inner = core(sentence, at, any_head=True)
    if inner is None or sentence[inner.head].lower in POINTERS:
        return None
    named = inner.end < len(sentence) and sentence[inner.end].kind == "maths"
    return inner.end + named


def _is_first_of_two(sentence: Sentence, at: int) -> bool:
    """``of entities $i$ and $j$``, ``of $a$ and $b$`` before the clause's end; the first stands at ``at``."""
    if not _is_maths(sentence, at) or _lower(sentence, at + 1) != "and" or not _is_maths(sentence, at + 2):
        return False
    second = sentence[at + 2].names
    if second is not None and second.relation in SETTING:
        return False  # ``the norm of $a$ and $b = 2 c$``: what follows says something of its own
    ends = at + 3 >= len(sentence) or sentence[at + 3].kind == "mark"
    return ends and (is_plural_word(_lower(sentence, at - 1)) or _lower(sentence, at - 1) == "of")


def _is_maths(sentence: Sentence, at: int) -> bool:
    return at < len(sentence) and sentence[at].kind == "maths"


def closes(sentence: Sentence, at: int) -> bool:
    """Whether a clause can end before the token at ``at``."""
    if at >= len(sentence) or sentence[at].kind in ("item", "display", "pointer"):
        return True
    return sentence[at].text in _CLOSING_MARKS or sentence[at].lower in _CLOSING_WORDS


def ends_well(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether what follows the phrase makes no other noun of it."""
    after = phrase.end
    goes_on = _tag(sentence, after) in ("participle", "preposition", "stop")
    goes_on |= _lower(sentence, after) in ("being", "away")
    return goes_on or closes(sentence, after) or _text(sentence, after) == "("


def core_before(sentence: Sentence, end: int) -> Phrase | None:
    """The core that ends right before ``end``."""
    return _ending_at(sentence, end, _LONGEST_CORE, loose=None)


def subject_before(sentence: Sentence, end: int) -> Phrase | None:
    """The longest phrase with what is attached to it that ends right before ``end``."""
    return _ending_at(sentence, end, _SUBJECT_REACH, loose=True)


def _ending_at(sentence: Sentence, end: int, reach: int, *, loose: bool | None) -> Phrase | None:
    sentence = sentence[:end]
    for start in range(max(0, end - reach), end):
        if sentence[start].kind != "word" or _is_inside(sentence, start):
            continue
        found = core(sentence, start) if loose is None else full(sentence, start, loose=loose)
        if found is not None and found.end == end:
            return found
    return None


def _is_inside(sentence: Sentence, at: int) -> bool:
    """Whether a phrase that begins at ``at`` would leave out words before it that belong to it."""
    if at == 0 or sentence[at].tag == "determiner":
        return False
    if sentence[at - 1].tag == "participle" and _is_verb_of(sentence, at - 1):
        return False
    return sentence[at - 1].tag in ("noun", "adjective", "participle", "determiner", "number")


def _tag(sentence: Sentence, at: int) -> str:
    return sentence[at].tag if 0 <= at < len(sentence) else ""


def _lower(sentence: Sentence, at: int) -> str:
    return sentence[at].lower if 0 <= at < len(sentence) else ""


def _text(sentence: Sentence, at: int) -> str:
    return sentence[at].text if 0 <= at < len(sentence) else ""
