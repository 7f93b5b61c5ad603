"""Ways in which papers say what a symbol means with the words before it: ``the learning rate $\\alpha$``."""

from __future__ import annotations

from typing import Final

from drill.papers.amounts import SIZES, counted, parametrised, valued
from drill.papers.coordination import several
from drill.papers.groups import Group, Said, lower_at, token_at
from drill.papers.inline import Sentence
from drill.papers.lexicon import words
from drill.papers.nouns import Phrase, is_bare, is_deictic, is_known, is_plural, text_of
from drill.papers.phrases import closes, core, core_before, object_end, subject_before

_DENOTED: Final = words("""
    denoted denote written termed called labelled labeled named indicated symbolised
""")
_AUXILIARIES: Final = words("is are be will can we usually which commonly often as")
_COUNTING: Final = words("number amount count total fraction set sequence sum cardinality")
_STATEMENTS: Final = words("value values size-of probability condition constraint inequality identity")
_EQUATIONS: Final = words("""
    update updates rule equation problem system scheme recursion recurrence relation decomposition
    factorization factorisation transformation inverse dynamics model
""")
"""What a whole equation may be called, and not its left side."""
_ATTACHING: Final = words("over on between among from to into")
_ADVERBIAL: Final = words("at in during after before from on")
_VALUED: Final = words(
    "label class index token step iteration time layer epoch round state category mode level"
)
OWNERS: Final = words("the our its their")
STEPS: Final = words("""
    layer block network process case
    update updates rule step iteration equation result solution problem system algorithm scheme
    recursion form relation decomposition expression inequality dynamics
    method model
""")
"""What a formula may tell without its left side being that thing."""


def denoted(sentence: Sentence, group: Group) -> Said | None:
    """``the loss, denoted by $L$``, ``the loss is written $L$``, ``we denote the loss by $L$``."""
    at = group.first - 1
    if lower_at(sentence, at) in ("by", "as", "with"):
        at -= 1
    if lower_at(sentence, at) in _DENOTED - {"denote"}:
        return _of_participle(sentence, group, at)
    if lower_at(sentence, group.first - 1) in ("by", "as"):
        return _of_verb(sentence, group)
    return None


def _of_participle(sentence: Sentence, group: Group, at: int) -> Said | None:
    while lower_at(sentence, at - 1) in _AUXILIARIES or token_at(sentence, at - 1).text == ",":
        at -= 1
    for owner in (subject_before(sentence, at), core_before(sentence, at)):
        if owner is not None:
            inside = token_at(sentence, owner.start - 1).tag == "preposition"
            named = not inside and (bool(owner.determiner) or is_known(sentence, owner))
            all_named = is_plural(sentence, owner) and group.is_joined
            return Said(group if all_named else group.head(), (owner,), named)
    return None


def _of_verb(sentence: Sentence, group: Group) -> Said | None:
    """``denote the mean and the deviation by $m$ and $s$``."""
    end = group.first - 1
    for at in range(end - 1, max(-1, end - 16), -1):
        if lower_at(sentence, at) in ("denote", "denoting", "represent", "write"):
            phrases = tuple(several(sentence[:end], at + 1, group.count))
            if not phrases or phrases[-1].end != end:
                return None
            return Said(group, phrases, lower_at(sentence, at) != "write")
    return None


def equated(sentence: Sentence, group: Group) -> Said | None:
    """``the lag is $k$``, ``let the loss be $L$``."""
    verb = lower_at(sentence, group.first - 1)
    group = group if verb == "are" else group.head()
    if verb not in ("is", "are", "be") or not closes(sentence, group.end):
        return None
    owner = subject_before(sentence, group.first - 1)
    if owner is None or owner.determiner not in ("the", "our"):
        return None
    names = group.members[0].names
    is_call = "(" in group.members[0].latex
    plain = names is not None and ((not names.relation and not is_call) or names.relation in ("=", ":="))
    plain = plain and not group.is_number and not group.is_statement
    matches = is_plural(sentence, owner) if verb == "are" else group.count == 1
    head = sentence[owner.head].lower
    sure = plain and matches and head not in _STATEMENTS | STEPS | _EQUATIONS and not is_bare(sentence, owner)
    return Said(group, (owner,), sure and is_known(sentence, owner) and not _is_in_phrase(sentence, owner))


def between_commas(sentence: Sentence, group: Group) -> Said | None:
    """``the loss, $L$, is``."""
    is_between = token_at(sentence, group.first - 1).text == "," and token_at(sentence, group.end).text == ","
    if not is_between or len(group.members) > 1 or group.is_number:
        return None
    owner = subject_before(sentence, group.first - 1)
    if owner is None or not owner.determiner:
        return None
    sure = not _is_in_phrase(sentence, owner) and is_known(sentence, owner) and not is_bare(sentence, owner)
    return Said(group, (owner,), sure and token_at(sentence, group.end + 1).kind != "maths")


def in_brackets(sentence: Sentence, group: Group) -> Said | None:
    """``the loss ($L$)``; ``square inputs ($a = 2$)`` and ``the source ($d = 0$)`` give no name."""
    if token_at(sentence, group.first - 1).text != "(":
        return None
    owner = core_before(sentence, group.first - 1)
    if owner is None:
        return None
    closed = token_at(sentence, group.end).text in (")", ",", ";")
    names = group.members[0].names
    is_case = (group.is_number and is_plural(sentence, owner)) or (names is not None and names.is_switch)
    return Said(group.head(), (owner,), closed and not is_case and _names(sentence, owner, group))


def _is_in_phrase(sentence: Sentence, owner: Phrase) -> bool:
    """Whether the phrase only opens the sentence: ``For the second term, …``."""
    before = token_at(sentence, owner.start - 1)
    return owner.start <= 3 and before.tag in ("preposition", "gerund", "verb")


def apposed(sentence: Sentence, group: Group) -> Said | None:
    """``the learning rate $\\alpha$``, ``with batch size $B$``, ``weights $u$ and $v$``."""
    owner = core_before(sentence, group.first)
    if owner is None:
        return None
    before = token_at(sentence, owner.start - 1)
    if before.lower == "of" and sentence[owner.head].kind == "word":
        counted = core_before(sentence, owner.start - 1)
        is_size = not owner.determiner and sentence[owner.head].lower in SIZES
        if counted is not None and not is_size and sentence[counted.head].lower in _COUNTING:
            whole = Phrase(counted.start, owner.end, counted.head, counted.determiner)
            return Said(group.head(), (whole,), bool(whole.determiner))
        if counted is not None and owner.determiner in ("the", "its", "our", "their"):
            return Said(group.head(), (owner,), False)
        if counted is not None and is_size:
            return _size_of(sentence, counted, owner, group)
    all_named = is_plural(sentence, owner) and (group.is_joined or _is_list(sentence, owner, group))
    if group.count == 1 and not group.is_statement:
        longer = _carried_on(sentence, owner, group)
        if longer is not None:
            return longer
    return Said(group if all_named else group.head(), (owner,), _names(sentence, owner, group))


def _is_list(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``Introduce dual variables $f$, $g$.``: names without a word between up to the clause's end."""
    is_plain = all(token.names and token.names.relation in ("", "\\in") for token in group.members)
    is_listed = len(group.members) > 1 and closes(sentence, group.end)
    return is_plain and is_listed and not owner.determiner and lower_at(sentence, owner.start - 1) != "all"


def _carried_on(sentence: Sentence, owner: Phrase, group: Group) -> Said | None:
    """``the parameters $w$ of the encoder``, ``a vector $u$ drawn from the prior``: with what follows."""
    word = lower_at(sentence, group.end)
    if word == "of" and owner.determiner in ("the", "its"):
        start = group.end + 1
        is_sure = _names(sentence, owner, group) or is_bare(sentence, owner)
    elif is_bare(sentence, owner) and word in ("for", "of", "over", "between"):
        start = group.end + 1
        is_sure = owner.determiner in ("a", "an", "the")
    elif (
        is_bare(sentence, owner)
        and token_at(sentence, group.end).tag == "participle"
        and token_at(sentence, group.end + 1).tag == "preposition"
    ):
        start = group.end + 2
        is_sure = owner.determiner in ("a", "an", "the")
    else:
        return None
    behind = core(sentence, start, any_head=True)
    if behind is None or is_deictic(sentence, behind) or behind.determiner in ("any", "each", "some"):
        return None
    if not (behind.determiner or is_plural(sentence, behind)) or token_at(sentence, behind.end).text == "(":
        return None
    end = behind.end
    if lower_at(sentence, end) == "of":
        end = object_end(sentence, end + 1) or end
    whole = Phrase(owner.start, end, owner.head, owner.determiner, (group.first, group.end))
    return Said(group.head(), (whole,), is_sure and not _is_adverbial(sentence, owner, group))


def _size_of(sentence: Sentence, whole: Phrase, owner: Phrase, group: Group) -> Said:
    """``a batch of size $b$``: the size of the batch; with ``sets of points of size $b$`` it is unclear."""
    form = f"{{}} of the {text_of(sentence, whole)}"
    is_named = is_known(sentence, whole) or bool(whole.determiner)
    is_clear = is_named and token_at(sentence, whole.start - 1).lower != "of"
    sure = is_clear and not is_deictic(sentence, owner) and not group.is_statement
    return Said(group.head(), (owner,), sure, form)


def _names(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """Whether the phrase before a symbol surely names it."""
    if is_bare(sentence, owner) or is_deictic(sentence, owner) or group.is_statement:
        return False
    names = group.members[0].names
    head = sentence[owner.head].lower
    if names is not None and names.relation not in ("", "\\in") and head in _STATEMENTS | _EQUATIONS:
        return False
    if group.is_number and head in _VALUED:
        return False
    if _is_adverbial(sentence, owner, group):
        return False
    if _is_place_of_each(sentence, owner):
        return False
    if owner.determiner:
        return is_known(sentence, owner) or owner.end - owner.first >= 2
    return _names_alone(sentence, owner)


def _is_place_of_each(sentence: Sentence, owner: Phrase) -> bool:
    """``each point in a chain $x_t$``: the symbol is the point."""
    if lower_at(sentence, owner.start - 1) != "in" or owner.determiner not in ("a", "an", "the"):
        return False
    each = core_before(sentence, owner.start - 1)
    return each is not None and each.determiner in ("each", "every", "any")


def _names_alone(sentence: Sentence, owner: Phrase) -> bool:
    """Whether a phrase without a determiner is no order and no part of another phrase."""
    before, first = token_at(sentence, owner.start - 1), sentence[owner.first]
    is_one = before.lower == "one" and lower_at(sentence, owner.start - 2) != "with"
    if before.tag in ("noun", "either", "adjective") or is_one:
        return False
    if not is_known(sentence, owner):
        return before.lower == "with" and owner.end - owner.first >= 2
    if before.kind == "maths":
        return _is_counted(sentence, owner)
    if before.lower in _ATTACHING and token_at(sentence, owner.start - 2).tag in ("noun", "either"):
        return False
    if first.tag == "either" and owner.head == owner.first:
        return before.tag == "preposition" or (before.kind != "word" and is_plural(sentence, owner))
    if first.tag == "either" and not _is_compound(sentence, owner):
        return before.tag == "preposition" or before.lower in ("and", "or")
    return True


def _is_adverbial(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``At test time $a$ is fixed``: the phrase belongs to the clause, not to the symbol."""
    before = token_at(sentence, owner.start - 1)
    if before.lower not in _ADVERBIAL or token_at(sentence, owner.start - 2).kind == "word":
        return False
    names = group.members[0].names
    is_index = names is not None and not names.relation and len(names.names[0]) == 1
    return not is_index or token_at(sentence, group.end).tag in ("auxiliary", "verb")


def _is_counted(sentence: Sentence, owner: Phrase) -> bool:
    """``$n$ responses $y_i$``: what stands before is a number of them."""
    before = token_at(sentence, owner.start - 2)
    return is_plural(sentence, owner) and before.tag in ("verb", "preposition") and before.lower != "of"


def _is_compound(sentence: Sentence, owner: Phrase) -> bool:
    """``step size``, ``batch size``: the second word tells that the first is no verb."""
    following = sentence[owner.first + 1].lower
    return owner.head == owner.first + 1 and following in (
        "size",
        "sizes",
        "rate",
        "length",
        "count",
        "matrix",
        "decay",
        "function",
    )


BEFORE: Final = (denoted, equated, between_commas, in_brackets, valued, apposed, counted, parametrised)
