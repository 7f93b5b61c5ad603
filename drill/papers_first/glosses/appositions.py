"""Ways in which papers say what a symbol means with the words before it: ``the learning rate $\\alpha$``."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Final

from drill.papers_first.glosses.amounts import counted, indexed, parametrised, valued
from drill.papers_first.glosses.belonging import (
    COUNTING,
    carried_on,
    count_in_each,
    drawn,
    gathered,
    governing,
    had,
    law_over,
    measured,
    owned,
    part_of,
    rate_of,
    size_of,
)
from drill.papers_first.glosses.denotations import denoted
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.initials import is_initial
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.members import (
    ONE_AFTER_ANOTHER,
    PLURAL_SYMBOLS,
    are_elements,
    are_numbered,
    each_of,
    gathers,
    is_capital,
    is_family,
    is_law_of,
    is_mixed,
    is_one_tuple,
    whole_of,
)
from drill.papers_first.glosses.naming import EQUATIONS, LAWS, SIZES, STATEMENTS, names_it
from drill.papers_first.glosses.nested import may_be_either, names_inner, names_outer
from drill.papers_first.glosses.nouns import (
    Phrase,
    is_bare,
    is_deictic,
    is_known,
    is_plural,
    is_plural_word,
    points_back,
)
from drill.papers_first.glosses.pairs import one_each
from drill.papers_first.glosses.phrases import closes, core_before, subject_before
from drill.papers_first.glosses.procedures import labelled, titled
from drill.papers_first.glosses.refusals import is_refused
from drill.papers_first.glosses.renamings import RENAMED, is_compared

_ORDERS: Final = words("return output sample repeat update set project scale shift clip draw compute")
_TUNED: Final = words(
    "activation distribution function kernel loss model network norm optimiser optimizer prior"
)
"""What has a number to set rather than is one: ``the Huber loss ($\\delta = 1$)``."""
_DRAWN_FROM: Final = LAWS | words("gaussian laws marginal normal")
_SETTINGS: Final = words("case cases configuration mode regime scenario setting setup variant version")
"""What numbers may be large or small in."""
_COMPARING: Final = frozenset(("<", ">", "\\leq", "\\geq", "\\neq", "\\ll", "\\gg", "\\le", "\\ge"))
_ARROWS: Final = frozenset(("\\rightarrow", "\\mapsto"))
_PLACES: Final = words("across at from in on over under within")
_NAMED: Final = ("noun", "adjective", "either")
_CALL_REACH: Final = 12
_LIST_REACH: Final = 8
_NOUN_REACH: Final = 3
"""Words of a short noun phrase."""
_AT_VERBS: Final = words("also always first just never now only still then")
"""What stands before a verb: ``the reader $u$ only marks line $i$``."""
_OF_SEVERAL: Final = words("""
    average combination composition concatenation difference fusion mixture product ratio sum superposition
    union
""")
"""What is made of several things that a list names."""
_AMOUNTS: Final = words("coefficient factor momentum probability rate temperature threshold weight")
"""What one number says of a whole."""
_SET_PHRASES: Final = words("case favor favour form front lieu place spite terms view")
"""What makes a preposition: ``in terms of the harmonic number $h$``."""
_BOUNDING: Final = words("bound bounds estimate estimates estimator estimators limit limits")
_DRAWN: Final = words("from independently proportionally uniformly with")
_VALUES: Final = ("value", "values")
_JOINING: Final = words("add adds added adding append appends apply applies attach attaches")
_MEANS: Final = words("by through using via with")
OWNERS: Final = words("the our its their")
STEPS: Final = words("""
    layer block network process case
    update updates rule step iteration equation result solution problem system algorithm scheme
    recursion form inverse relation decomposition expression inequality dynamics
    method model chain sampler discretisation discretization walk
""")
"""What a formula may tell without its left side being that thing."""


def equated(sentence: Sentence, group: Group) -> Said | None:
    """``the lag is $k$``, ``let the loss be $L$``."""
    verb = lower_at(sentence, group.first - 1)
    group = group if verb == "are" else group.head()
    if verb not in ("is", "are", "be") or not closes(sentence, group.end):
        return None
    owner = subject_before(sentence, group.first - 1)
    is_further = owner is not None and owner.determiner in ("its", "their")
    is_further = is_further and lower_at(sentence, owner.start - 1 if owner else 0) == "and"
    if owner is None or not (owner.determiner in ("the", "our") or is_further):
        return None
    names = group.members[0].names
    is_call = "(" in group.members[0].latex
    plain = names is not None and ((not names.relation and not is_call) or names.relation in ("=", ":="))
    is_let = verb == "be" and lower_at(sentence, owner.start - 1) == "let"
    plain = plain and (is_let or not group.is_number) and not group.is_statement
    matches = is_plural(sentence, owner) if verb == "are" else group.count == 1
    head = sentence[owner.head].lower
    is_mean = names is not None and (not names.relation or names.names[0][-1] in (")", "]"))
    is_named = head in _VALUES and owner.head > owner.first and is_mean
    is_other = is_deictic(sentence, owner) or (head in STATEMENTS | STEPS | EQUATIONS and not is_named)
    sure = plain and matches and not is_other and not is_bare(sentence, owner)
    return Said(group, (owner,), sure and is_known(sentence, owner) and not _is_in_phrase(sentence, owner))


def between_commas(sentence: Sentence, group: Group) -> Said | None:
    """``the loss, $L$, is``."""
    first = group.members[0]
    ends = token_at(sentence, group.end).text in (",", ":", ";") or group.end == len(sentence)
    is_label = _is_label(sentence) and token_at(sentence, group.end).tag in ("", "preposition")
    is_between = token_at(sentence, group.first - 1).text == "," and (ends or is_label)
    if not is_between or len(group.members) > 1 or group.is_number or group.is_statement:
        return None
    if _is_explained_next(sentence, group):
        return None
    owner = _before_comma(sentence, group.first - 1)
    if owner is None or lower_at(sentence, owner.start - 1) in ("of", "among", "amongst"):
        return None
    if not (owner.determiner or (owner.start == 1 and owner.head > owner.first and is_label)):
        return None
    if _is_told_of_another(sentence, owner.start - 1) or _is_only_possible(sentence, owner.start - 1):
        return None
    inner = core_before(sentence, owner.end) if lower_at(sentence, owner.head + 1) == "of" else None
    of = owner.head + 2 + (token_at(sentence, owner.head + 2).kind == "maths")  # ``of $n$ points``
    if inner is not None and inner.start == of and are_elements(sentence, owner, inner, group):
        return each_of(sentence, owner, inner, group)
    if inner is None:
        inner = core_before(sentence, owner.end)
    if inner is not None and inner.start > owner.head and inner.determiner in ("some", "another"):
        owner = inner  # ``the mean of some other nest, $n$,``
    if inner is not None and inner.start > owner.head and _is_its_amount(sentence, inner):
        owner = inner
    names = first.names
    if names is not None and names.relation == "\\sim" and sentence[owner.head].lower in LAWS:
        return None  # ``from the prior, $x \\sim p$``
    is_made = inner is not None and _is_made_from(sentence, inner)
    if names is not None and names.relation == "\\sim" and is_made:
        return None  # ``makes the picture from noise, $x \\sim p$``
    is_object = names is not None and names.relation == "="
    if is_object and (_gives_reason(sentence, owner.start) or _is_done_with(sentence, owner)):
        return None
    if _is_joined_to(sentence, owner):
        return None
    is_object &= token_at(sentence, owner.start - 1).tag == "preposition" or _is_of_another(sentence, owner)
    head = lower_at(sentence, owner.head)
    is_mapped = names is not None and names.relation == "\\mapsto"  # ``in up mode, $u \mapsto 2 u$``
    is_another = inner is not None and owner is inner
    is_other = is_mapped or (
        (is_another or token_at(sentence, group.end).text != ",") and is_deictic(sentence, owner)
    )
    if is_object or (names is not None and names.relation in ("=", ":=") and head in EQUATIONS):
        return None  # ``by a gated rule, $c = a b$``: all of it
    if _is_amid(sentence, group.end):
        return None
    sure = not (is_other or _is_in_phrase(sentence, owner))
    is_named = is_known(sentence, owner) or owner.head > owner.first
    sure = sure and is_named and not is_bare(sentence, owner) and not _is_place(sentence, owner)
    sure = sure and not _is_last_of_both(sentence, owner)
    return Said(group, (owner,), sure and token_at(sentence, group.end + 1).kind != "maths")


def _is_explained_next(sentence: Sentence, group: Group) -> bool:
    """``$a$: the width, $b$: the height``: each name of a list stands before what it means."""
    earlier = pairwise(sentence[: group.first])
    return token_at(sentence, group.end).text == ":" and any(
        name.kind == "maths" and mark.text == ":" for name, mark in earlier
    )


def _is_made_from(sentence: Sentence, inner: Phrase) -> bool:
    """``the picture from noise``: what it is made from is no law that it would be drawn from."""
    return lower_at(sentence, inner.start - 1) == "from" and sentence[inner.head].lower not in _DRAWN_FROM


def _is_amid(sentence: Sentence, comma: int) -> bool:
    """``relates the nest, $c$, wing, and quick bird``: the symbol is one of several things."""
    at = comma + 1
    while token_at(sentence, at).tag in _NAMED:
        at += 1
    is_parted = token_at(sentence, comma).text == "," == token_at(sentence, at).text
    after = token_at(sentence, at + 2)
    is_list = is_parted and at > comma + 1 and lower_at(sentence, at + 1) in ("and", "or")
    return is_list and after.tag in _NAMED


def _is_its_amount(sentence: Sentence, inner: Phrase) -> bool:
    """``a mean with decay rate, $c$``, ``is added with a weight, $w$``: one number for all of the rest."""
    is_with = lower_at(sentence, inner.start - 1) == "with"
    return is_with and lower_at(sentence, inner.head) in _AMOUNTS and inner.determiner in ("", "a", "the")


def _is_done_with(sentence: Sentence, owner: Phrase) -> bool:
    """``by replacing the key with a copy from it, $k = 2 m$``: the symbol may be what it is done with."""
    is_act = token_at(sentence, owner.start - 1).tag in ("gerund", "verb")
    return is_act and any(token.lower in _MEANS for token in sentence[owner.head + 1 : owner.end])


def _is_joined_to(sentence: Sentence, owner: Phrase) -> bool:
    """``we add a penalty to the loss, $p$,``: the symbol may be either."""
    is_joining = lower_at(sentence, owner.start - 1) in _JOINING
    return is_joining and any(token.lower in ("to", "onto") for token in sentence[owner.head + 1 : owner.end])


def _is_told_of_another(sentence: Sentence, at: int) -> bool:
    """``$g(x)$ denotes the value of a guest, $z = 2$``: what stands there is said of the first symbol."""
    is_verb = lower_at(sentence, at) in ("denote", "denotes", "represents", "represent")
    return is_verb and token_at(sentence, at - 1).kind == "maths"


def _is_only_possible(sentence: Sentence, at: int) -> bool:
    """``the key can be a hash, $k = h(x)$``, ``for $f$ to be a map on the line, $L$``: what it may be."""
    return lower_at(sentence, at) == "be" and lower_at(sentence, at - 1) in (
        "can",
        "could",
        "may",
        "might",
        "to",
    )


def _gives_reason(sentence: Sentence, at: int) -> bool:
    """Whether a clause that gives a reason ends at a comma: ``since we took a flat prior, $w = 1$``."""
    for index in range(at - 1, max(-1, at - _CALL_REACH), -1):
        if sentence[index].text == "," or sentence[index].kind == "maths":
            return False
        if sentence[index].lower in ("since", "because", "as"):
            return any(token.tag in ("verb", "auxiliary", "participle") for token in sentence[index + 1 : at])
    return False


def _is_place(sentence: Sentence, owner: Phrase) -> bool:
    """``the gap of two rows in a wide table, $g$,``: the symbol may be the gap."""
    lead = lower_at(sentence, owner.start - 1)
    before = token_at(sentence, owner.start - 2)
    if lead == "for" and before.lower == "and":
        return True  # ``for the first row, $u$, and for the second table, $v$, $w$``
    is_inside = lead in _PLACES and (before.kind == "maths" or before.tag in ("noun", "either"))
    return is_inside and owner.determiner in ("a", "an", "")


def _is_last_of_both(sentence: Sentence, owner: Phrase) -> bool:
    """``the map that serves both the guest and the porter, $f$,``: it is neither of both."""
    first = core_before(sentence, owner.start - 1) if lower_at(sentence, owner.start - 1) == "and" else None
    return first is not None and lower_at(sentence, first.start - 1) in ("both", "between")


def _is_label(sentence: Sentence) -> bool:
    """``Tidal wave, $w$ in the plan``: words without a verb below a figure or in a list."""
    return sentence[0].kind == "item" and all(token.tag not in ("auxiliary", "verb") for token in sentence)


def _is_of_another(sentence: Sentence, owner: Phrase) -> bool:
    """``the norm of the gap, $g = a - b$``: it may be the gap."""
    return lower_at(sentence, owner.head + 1) == "of" and lower_at(sentence, owner.head + 2) in OWNERS


def _before_comma(sentence: Sentence, end: int) -> Phrase | None:
    """``the pitch in this song, $p$``: the pitch; the phrase with all that tells which thing it is."""
    owner = subject_before(sentence, end)
    if owner is None or token_at(sentence, owner.start - 1).tag != "preposition":
        return owner
    if owner.determiner not in ("this", "that", "these", "those", "our"):
        return owner
    return core_before(sentence, owner.start - 1)


def in_brackets(sentence: Sentence, group: Group) -> Said | None:
    """``the loss ($L$)``; ``square inputs ($a = 2$)`` and ``the source ($d = 0$)`` give no name."""
    if token_at(sentence, group.first - 1).text != "(":
        return None
    owner = core_before(sentence, group.first - 1)
    if owner is None or is_compared(sentence, owner, group):
        return None
    closed = token_at(sentence, group.end).text in (")", ",", ";")
    whole = subject_before(sentence, group.first - 1)
    is_of = lower_at(sentence, owner.start - 1) == "of"
    if whole is not None and is_of and sentence[whole.head].lower not in _SET_PHRASES:
        if sentence[whole.head].lower in _OF_SEVERAL and _is_first_of_list(sentence, owner, group):
            return Said(group.head(), (owner,), closed)
        is_count = sentence[whole.head].lower in COUNTING and bool(whole.determiner)
        return Said(group.head(), (whole,), closed and is_count)  # else it may name either noun
    if group.count > 1 and len(group.members) == 1 and not is_plural(sentence, owner):
        return None  # ``the floor ($x, z$)``: all together may be it
    names = group.members[0].names
    is_case = group.is_number and (is_plural(sentence, owner) or sentence[owner.head].lower in _TUNED)
    is_case |= names is not None and names.is_switch
    is_compared_to = names is not None and names.relation in _COMPARING
    is_case |= is_compared_to and sentence[owner.head].lower in _SETTINGS  # ``the greedy variant ($k > 1$)``
    is_case |= group.is_number and group.count > 1  # ``at the start ($a = 2$, $b = 3$)``
    is_case |= names is not None and names.relation == "=" and owner.determiner in ("these", "those")
    if is_case or group.is_statement or is_refused(sentence, owner, group):
        return None
    sure = closed and not _is_second(sentence, owner) and names_it(sentence, owner, group)
    sure = sure and not _is_call(sentence, owner, group.first - 1)
    return Said(group.head(), (owner,), sure)


def _may_hold_verb(sentence: Sentence, owner: Phrase) -> bool:
    """``readers mark line``, ``marks line``: one of its words may be a verb."""
    before = sentence[owner.first : owner.head]
    return not is_plural(sentence, owner) and any(is_plural_word(token.lower) for token in before)


def _is_first_of_list(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the sum of the input ($x$), the memory ($c$)``: each of several has its own symbol."""
    end = group.end + 1
    if is_plural(sentence, owner) or token_at(sentence, end).text not in (",", "and", "or"):
        return False
    later = sentence[end : end + _LIST_REACH]
    opening = next((at for at, token in enumerate(later) if token.text == "("), None)
    return (
        opening is not None
        and token_at(later, opening + 1).kind == "maths"
        and not any(token.tag in ("verb", "auxiliary", "preposition") for token in later[:opening])
    )


def _is_call(sentence: Sentence, owner: Phrase, opening: int) -> bool:
    """``median($x$)``: a bracket that follows without a blank holds an argument."""
    head = sentence[owner.head]
    return owner.end == opening and sentence[opening].at == head.at + len(head.text)


def _is_second(sentence: Sentence, owner: Phrase) -> bool:
    """``the mean of the price ($m$) and the gain``: it may be the mean of the gain."""
    at = owner.start - 1
    if lower_at(sentence, at) != "and" or token_at(sentence, at - 1).text != ")":
        return False
    opening = next((index for index in range(at - 2, -1, -1) if token_at(sentence, index).text == "("), 0)
    first = core_before(sentence, opening)
    return first is not None and lower_at(sentence, first.start - 1) == "of"


def _is_in_phrase(sentence: Sentence, owner: Phrase) -> bool:
    """Whether the phrase only opens the sentence: ``For the second term, …``."""
    before = token_at(sentence, owner.start - 1)
    return owner.start <= 3 and before.tag in ("preposition", "gerund", "verb")


def apposed(sentence: Sentence, group: Group) -> Said | None:
    """``the learning rate $\\alpha$``, ``with batch size $B$``, ``weights $u$ and $v$``."""
    owner = core_before(sentence, group.first)
    if owner is None or _is_order(sentence, owner) or sentence[owner.first].lower == "times":
        return None
    if is_refused(sentence, owner, group) or _maps(sentence, owner, group):
        return None
    if _is_bound_for(sentence, owner) or _is_each_of_family(owner, group) or _draws(sentence, owner, group):
        return None
    caller = _caller(sentence, owner.start)
    if caller is not None and group.count == 1:
        called = subject_before(sentence, group.first)
        is_whole = called is not None and called.start == caller + 1 and bool(called.determiner)
        is_whole = is_whole and called is not None and not points_back(sentence, called)
        return Said(group.head(), (called,), is_whole) if called is not None and is_whole else None
    begin = owner.start - (lower_at(sentence, owner.start - 1) in _AT_VERBS)
    is_behind = not owner.determiner and token_at(sentence, begin - 1).kind == "maths"
    if is_behind and _may_hold_verb(sentence, owner):
        return None
    each = one_each(sentence, owner, group)
    if each is not None:
        return each
    if sentence[owner.head].lower in ONE_AFTER_ANOTHER and are_numbered(group, above=True):
        return None  # ``the path $u_1, \ldots, u_T$``: all of them together
    if _has_verb_inside(sentence, owner):
        return None
    before = token_at(sentence, owner.start - 1)
    if owner.determiner in ("each", "every") and before.lower in ("in", "at", "per"):
        whole = count_in_each(sentence, owner)
        if whole is not None:
            return Said(group.head(), (whole,), not group.is_statement)
    if _is_doer_of_capital(sentence, owner, group) or _is_what_several_do(sentence, owner, group):
        return None
    is_counted = before.kind == "maths" and not owner.determiner and is_plural(sentence, owner)
    of = owner.start - 1 - is_counted  # ``a set of $n$ points $X$``
    is_all = lower_at(sentence, of) in ("all", "both") and lower_at(sentence, of - 1) == "of"
    of -= is_all
    if lower_at(sentence, of) == "of" and sentence[owner.head].kind == "word":
        counted = core_before(sentence, of)
        if counted is not None and lower_at(sentence, counted.head) in _SET_PHRASES:
            counted = None
        if counted is not None and sentence[owner.head].lower == "interest" and not owner.determiner:
            whole = replace(counted, end=owner.end)
            return Said(group.head(), (whole,), bool(counted.determiner) and not is_bare(sentence, counted))
        if counted is not None and is_law_of(sentence, counted, owner, group):
            whole = replace(counted, end=owner.end)
            return Said(group.head(), (whole,), bool(counted.determiner) and not group.is_statement)
        if counted is not None and are_elements(sentence, counted, owner, group):
            return each_of(sentence, counted, owner, group)
        is_first = counted is not None and lower_at(sentence, counted.head) in _OF_SEVERAL
        if is_first and owner.determiner and lower_at(sentence, group.end) == "and":
            return Said(
                group.head(), (owner,), names_it(sentence, owner, group)
            )  # ``the sum of the cost $c$ and``
        if counted is not None and _is_one_of_two(sentence, owner, group):
            return Said(group.head(), (owner,), names_it(sentence, owner, group))
        is_size = not owner.determiner and sentence[owner.head].lower in SIZES
        if is_size and token_at(sentence, of - 1).kind == "maths":
            counted = core_before(sentence, of - 1)  # ``a batch $B$ of size $b$``
        is_whole = counted is not None and not is_size and gathers(sentence, counted, group)
        is_each = is_all and not is_capital(group)  # ``the set of all rows $r$``
        is_each |= is_one_tuple(sentence, owner, group)
        if is_whole and _may_hold_verb(sentence, owner):
            return None
        if counted is not None and is_whole and not is_each:
            whole = Phrase(counted.start, owner.end, counted.head, counted.determiner)
            is_inside = lower_at(sentence, counted.start - 1) == "of"
            outer = core_before(sentence, counted.start - 1) if is_inside else None
            if outer is not None and names_outer(sentence, outer, whole, group):  # ``the size of the set of``
                return Said(group.head(), (replace(outer, end=owner.end),), not group.is_statement)
            return gathered(sentence, whole, group)
        if counted is not None and owner.determiner in ("the", "its", "our", "their"):
            if names_outer(sentence, counted, owner, group):
                return Said(group.head(), (replace(counted, end=owner.end),), not group.is_statement)
            if may_be_either(sentence, counted, owner, group):
                return None
            return Said(group.head(), (owner,), names_inner(sentence, counted, owner, group))
        if counted is not None and is_size:
            return size_of(sentence, counted, owner, group)
        if counted is not None and (is_all or not owner.determiner) and is_plural(sentence, owner):
            whole = None if is_each and is_whole else whole_of(sentence, counted, owner, group)
            if whole is not None or (is_all and not is_whole):
                return whole or Said(group.head(), (owner,), False)
    if lower_at(sentence, of) == "of" and lower_at(sentence, of - 1) == "one" and owner.determiner:
        owner = replace(owner, is_one=True)  # ``one of its rows $r$``
    if _is_what_is_inside(sentence, owner, group):
        return None
    all_named = is_plural(sentence, owner) and (group.is_joined or _is_list(sentence, owner, group))
    all_named = all_named and not is_mixed(group)
    if group.count == 1 and not group.is_statement:
        longer = carried_on(sentence, owner, group)
        if longer is not None:
            return longer
    of_another = (
        part_of(sentence, owner, group)
        or rate_of(sentence, owner, group)
        or drawn(sentence, owner, group)
        or law_over(sentence, owner, group)
    )
    if of_another is not None:
        return of_another
    sure = names_it(sentence, owner, group)
    if all_named and are_numbered(group) and sentence[owner.head].lower not in PLURAL_SYMBOLS:
        owner = replace(owner, is_one=True)
    return Said(group if all_named else group.head(), (owner,), sure)


def _is_what_is_inside(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the grain in the first bin $g_1$``: by its letter it is what the place holds."""
    names = group.members[0].names
    if lower_at(sentence, owner.start - 1) != "in" or names is None or owner.determiner != "the":
        return False
    held = core_before(sentence, owner.start - 1)
    if held is None or held.determiner != "the" or is_initial(names.names[0], sentence[owner.head].lower):
        return False
    return is_initial(names.names[0], sentence[held.head].lower)


def _is_doer_of_capital(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the nest built by each bird $N$``: the capital may be the nest."""
    is_doer = owner.determiner in ("each", "every") and lower_at(sentence, owner.start - 1) == "by"
    is_done = token_at(sentence, owner.start - 2).tag == "participle"
    return is_doer and is_done and is_capital(group) and group.count == 1


def _is_what_several_do(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the keys that open the door $u$ and $v$``: the symbols may be the keys."""
    is_act = token_at(sentence, owner.start - 1).tag in ("either", "verb")
    is_relative = is_act and lower_at(sentence, owner.start - 2) in ("that", "which")
    return is_relative and group.count > 1 and not is_plural(sentence, owner)


def _has_verb_inside(sentence: Sentence, owner: Phrase) -> bool:
    """``our reader estimates total length $l$``: what may be a verb, before an adjective."""
    inside = sentence[owner.first + 1 : owner.head]
    return any(
        token.tag == "either" and is_plural_word(token.lower) and after.tag == "adjective"
        for token, after in pairwise(inside)
    )


def _is_one_of_two(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the set of wait $w$ and speed $s$``: each of the two nouns has its own symbol."""
    if owner.determiner or group.count > 1 or is_plural(sentence, owner):
        return False
    if lower_at(sentence, group.end) != "and":
        return False
    kinds = [token.kind for token in sentence[group.end + 1 : group.end + 2 + _NOUN_REACH]]
    return "maths" in kinds[1:] and set(kinds[: kinds.index("maths")]) == {"word"}


def _maps(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the first layer maps $x \\to f(x)$``: a verb, and what it does; ``on all acts $P : X \\to Y$``,
    ``on the whole act $r : X \\to Y$``: what is there whole is defined by no map.
    """
    names = group.members[0].names
    if names is not None and names.relation == ":" and _ARROWS & set(names.rest):
        is_each = owner.determiner in ("each", "every") and "_" not in names.names[0]
        is_all = lower_at(sentence, owner.start - 1) in ("all", "both") or owner.determiner in ("all", "both")
        is_all |= is_each  # ``to each row $f : X \\to Y$``, but ``each map $f_i : X \\to Y$``
        return is_all or sentence[owner.first].lower in ("whole", "entire", "all")
    is_arrow = names is not None and names.relation in ("\\rightarrow", "\\to", "\\mapsto")
    is_function = sentence[owner.head].lower in ("function", "functional", "map", "mapping")
    return is_arrow and (is_function or sentence[owner.head].lower in ("maps", "sends", "takes"))


def _is_bound_for(sentence: Sentence, owner: Phrase) -> bool:
    """``the bounds for the gains $u$``, ``a limit on the number of rows $L$``: it may be the bound."""
    at = owner.start - 1
    counted = core_before(sentence, at) if lower_at(sentence, at) == "of" else None
    if counted is not None and sentence[counted.head].lower in COUNTING:
        at = counted.start - 1
    return lower_at(sentence, at) in ("for", "on") and lower_at(sentence, at - 1) in _BOUNDING


def _is_each_of_family(owner: Phrase, group: Group) -> bool:
    """``the costs of each road $\\{c_i\\}_{i=1}^n$``: all of them together are not each."""
    names = group.members[0].names
    is_each = owner.determiner in ("each", "every")
    return is_each and names is not None and is_family(names.names[0])


def _draws(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``and sample $x \\sim p$``, ``Sample key $k$ with probability $p$``: a verb."""
    names = group.members[0].names
    is_lone = owner.first == owner.head and not owner.determiner
    if is_lone and sentence[owner.head].lower in ("sample", "draw"):
        return names is not None and names.relation == "\\sim"
    before = token_at(sentence, owner.start - 1)
    begins = before.kind in ("item", "mark") and sentence[owner.first].lower in ("sample", "draw")
    return begins and not owner.determiner and lower_at(sentence, group.end) in _DRAWN


def _caller(sentence: Sentence, at: int) -> int | None:
    """Where ``call`` stands before the words up to a symbol: ``we call the width of a row $w$``."""
    for index in range(at - 1, max(-1, at - _CALL_REACH), -1):
        if sentence[index].kind != "word":
            return None
        if sentence[index].lower in ("call", "dub"):
            return index
    return None


def _is_order(sentence: Sentence, owner: Phrase) -> bool:
    """``return $x$``: a line of an algorithm that begins with a verb."""
    begins = token_at(sentence, owner.start - 1).kind in ("item", "mark")
    return begins and owner.start == owner.head and sentence[owner.head].lower in _ORDERS


def _is_list(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``Introduce dual variables $f$, $g$.``: names without a word between up to the clause's end."""
    is_plain = all(token.names and token.names.relation in ("", "\\in", "\\sim") for token in group.members)
    is_listed = len(group.members) > 1 and closes(sentence, group.end)
    return is_plain and is_listed and not owner.determiner and lower_at(sentence, owner.start - 1) != "all"


BEFORE: Final = (
    governing, denoted, equated, between_commas, in_brackets, labelled, titled, valued, owned, had, measured,
    *RENAMED,
    apposed, counted, parametrised, indexed,
)  # fmt: skip
