"""Ways to say a thing and then its symbol behind a turn of phrase: ``the width, i.e. $w$``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.coordination import several
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.naming import EQUATIONS, LAWS, SIZES, STATEMENTS
from drill.papers_first.glosses.nouns import Phrase, is_bare, is_deictic, is_known, is_plural
from drill.papers_first.glosses.phrases import closes, core_before, subject_before

_HAVING: Final = words("had has have having")
_THAT_IS: Final = words("i.e i.e. namely viz viz.")
_CALLING: Final = words("abbreviate call denote dub term write")
_SPEAKERS: Final = words("we i")
_BEING: Final = words("are be")
_RATES: Final = words("""
    budget coefficient decay horizon penalty probability rate scale strength temperature threshold tolerance
""")
_MEASURES: Final = words("depth deviation duration height length mean period radius rank variance width")
_OWN_VALUES: Final = words("norm degree order mass")
"""Of these a thing has one: ``a norm of $x$`` is that of a vector."""
_SETTING: Final = words("fix fixed set")
_TUPLES: Final = words("pair quadruple quintuple triple triplet tuple")
_MADE_AS: Final = words(
    "as by characterized defined described formalized formulated given modeled modelled specified"
)
_LONGEST: Final = 18
_EQUAL: Final = (("same", "as"), ("equal", "to"), ("identical", "to"))
_EQUALS: Final = words("equal equals match matches")
_BECOMING: Final = words("are be becomes being is remains stays was were")


def that_is(sentence: Sentence, group: Group) -> Said | None:
    """``the width of the page, i.e. $w$,``, ``the number of rows (i.e., $n$)``."""
    at = group.first - 1
    at -= token_at(sentence, at).text == ","
    if lower_at(sentence, at) not in _THAT_IS or not closes(sentence, group.end) or group.count > 1:
        return None
    if token_at(sentence, at - 1).text not in (",", "("):
        return None
    owner, names = subject_before(sentence, at - 1), group.members[0].names
    is_equation = names is not None and names.relation == "="
    if is_equation and owner is not None and lower_at(sentence, owner.start - 1) in _HAVING:
        return None  # ``the page has an even margin, i.e. $a = b$``
    if names is not None and names.relation == "\\sim" and owner and sentence[owner.head].lower in LAWS:
        return None  # ``is the normal distribution, i.e. $x \\sim N$``
    return _whole(sentence, group, at - 1)


def that_we_call(sentence: Sentence, group: Group) -> Said | None:
    """``the width of the page, which we denote by $w$,``."""
    at = group.first - 1
    at -= lower_at(sentence, at) in ("by", "as")
    if lower_at(sentence, at) not in _CALLING or group.count > 1:
        return None
    at -= 1
    while token_at(sentence, at).tag in ("adverb", "auxiliary"):
        at -= 1
    is_aside = lower_at(sentence, at) in _SPEAKERS and lower_at(sentence, at - 1) in ("which", "that")
    if not is_aside:
        return None
    return _whole(sentence, group, at - 1 - (token_at(sentence, at - 2).text == ","))


def is_compared(sentence: Sentence, owner: Phrase, group: Group) -> bool:
    """``the width be the same as the height, i.e. $w = h$``: the height is not the first of the two."""
    names = group.members[0].names
    is_equation = names is not None and names.relation == "=" and not names.is_number
    return is_equation and (
        (lower_at(sentence, owner.start - 2), lower_at(sentence, owner.start - 1)) in _EQUAL
        or lower_at(sentence, owner.start - 1) in _EQUALS
    )


def first_of_equals(sentence: Sentence, owner: Phrase) -> Phrase | None:
    """The width of ``the width be the same as the height``, where ``owner`` is the height."""
    at = owner.start - 1
    if lower_at(sentence, at) not in _EQUALS:
        at -= 2
        at -= lower_at(sentence, at) == "the"
        if lower_at(sentence, at) not in _BECOMING:
            return None
    return subject_before(sentence, at)


def _whole(sentence: Sentence, group: Group, end: int) -> Said | None:
    """The whole phrase up to ``end``, where it is of one certain thing."""
    owner = subject_before(sentence, end)
    if owner is not None and is_compared(sentence, owner, group):
        owner = first_of_equals(sentence, owner)
    if owner is None or is_deictic(sentence, owner) or sentence[owner.head].lower in STATEMENTS | EQUATIONS:
        return None
    is_named = is_known(sentence, owner) or owner.head > owner.first
    is_sure = owner.determiner in ("the", "our", "its") and is_named
    before, names = token_at(sentence, owner.start - 1), group.members[0].names
    is_equation = names is not None and names.relation == "="
    is_inside = before.lower == "of" or (is_equation and before.tag == "preposition")
    is_plain = not (group.is_statement or group.is_number or is_plural(sentence, owner))
    return Said(group, (owner,), is_sure and is_plain and not is_inside and not is_bare(sentence, owner))


def shared(sentence: Sentence, group: Group) -> Said | None:
    """``Let the mean and the variance of $x$ be $m$ and $v$``: one each."""
    verb = group.first - 1
    if lower_at(sentence, verb) in ("by", "as") and lower_at(sentence, verb - 1) == "denoted":
        verb -= 2
    if lower_at(sentence, verb) not in _BEING or group.count < 2 or not group.is_joined:
        return None
    for start in range(verb - 2, max(0, verb - _LONGEST), -1):
        before = token_at(sentence, start - 1)
        opens = before.lower == "let" or before.kind == "item"
        if token_at(sentence, start).lower == "the" and opens:
            phrases = tuple(several(sentence[:verb], start, group.count))
            is_each = len(phrases) == group.count and phrases[-1].end == verb
            if is_each and all(is_known(sentence, phrase) for phrase in phrases):
                return Said(group, phrases, not (group.is_number or group.is_statement))
            return None
    return None


def sized(sentence: Sentence, group: Group) -> Said | None:
    """``a vocabulary size of $v$``, ``with a decay rate of $r$``; ``a norm of $x$`` is that of a vector."""
    names = group.members[0].names
    if lower_at(sentence, group.first - 1) != "of" or names is None or names.relation or group.count > 1:
        return None
    owner = core_before(sentence, group.first - 1)
    if owner is None or owner.determiner not in ("a", "an") or "(" in group.members[0].latex:
        return None
    head = sentence[owner.head].lower
    is_long = owner.end > owner.first + 1
    is_amount = head in _MEASURES or (is_long and head in _RATES | (SIZES - _OWN_VALUES))
    return Said(group, (owner,), True) if is_amount and not is_deictic(sentence, owner) else None


def of_table(sentence: Sentence, group: Group) -> Said | None:
    """``learning rate & $r$ & 0.1``: a row that begins with words and goes on with their symbol alone."""
    cell = group.first - 1
    if sentence[0].kind != "item" or token_at(sentence, cell).text not in ("&", "|") or group.count > 1:
        return None
    owner = _cell(sentence, cell)
    is_closed = group.end >= len(sentence) or token_at(sentence, group.end).text in ("&", "|")
    names = group.members[0].names
    others = [token for token in sentence if token.kind == "maths" and token.names is not None]
    if owner is None or not is_closed or names is None or names.relation or len(others) > 1:
        return None
    is_long = owner.end > owner.first + 1 and is_known(sentence, owner)
    return Said(group, (owner,), is_long and not is_deictic(sentence, owner))


def _cell(sentence: Sentence, end: int) -> Phrase | None:
    """The phrase that fills a row from its beginning up to ``end``."""
    owner = subject_before(sentence, end)
    return owner if owner is not None and owner.start == 1 else None


def of_letter(sentence: Sentence, group: Group) -> Said | None:
    """``the price of $X$ at time $t$, $X_t$,``: the letter tells that it is no second one beside ``$t$``."""
    if len(group.members) != 2 or group.count != 2 or group.joined:
        return None
    if token_at(sentence, group.end).text != "," or group.is_number or group.is_statement:
        return None
    owner, name = subject_before(sentence, group.first + 1), group.members[1].names
    if owner is None or name is None or owner.determiner != "the" or is_plural(sentence, owner):
        return None
    said = sentence[owner.start : group.first]
    known = {token.names.names[0] for token in said if token.names is not None}
    is_its = name.names[0][:1] in known and name.names[0] not in known
    return Said(group.last(), (owner,), is_its and is_known(sentence, owner) and not is_bare(sentence, owner))


def set_to(sentence: Sentence, group: Group) -> Said | None:
    """``The number of rounds is set to $T = 9$ and the rate to $r = 2$``."""
    names = group.members[0].names
    if lower_at(sentence, group.first - 1) not in ("to", "at") or names is None or names.relation != "=":
        return None
    if group.count > 1 or not group.is_number or not any(token.lower in _SETTING for token in sentence):
        return None
    at = group.first - 1
    is_further = token_at(sentence, at - 1).lower not in _SETTING
    while token_at(sentence, at - 1).lower in _SETTING or token_at(sentence, at - 1).tag == "auxiliary":
        at -= 1
    owner = subject_before(sentence, at)
    if owner is None or owner.determiner not in ("the", "our", "its") or not is_known(sentence, owner):
        return None
    before = lower_at(sentence, owner.start - 1)
    is_object = before in _SETTING or before == "and" or token_at(sentence, owner.start - 1).text == ","
    is_plain = not (is_bare(sentence, owner) or is_deictic(sentence, owner) or is_plural(sentence, owner))
    return Said(group, (owner,), is_plain and (is_object or not is_further) and before != "of")


def label(sentence: Sentence, group: Group) -> Said | None:
    """``Number of rounds: $T$.``: nothing else is said."""
    is_alone = group.end == len(sentence) and token_at(sentence, group.first - 1).text == ":"
    if not is_alone or group.count > 1 or group.is_statement:
        return None
    owner, names = subject_before(sentence, group.first - 1), group.members[0].names
    is_plain = names is not None and (names.relation in ("", "\\in") or group.is_number)
    if owner is None or owner.start != (sentence[0].kind == "item") or not is_plain:
        return None
    is_told = is_known(sentence, owner) and not (is_deictic(sentence, owner) or is_bare(sentence, owner))
    if sentence[owner.head].lower in STATEMENTS | EQUATIONS:
        return None
    return Said(group, (owner,), is_told)


def as_tuple(sentence: Sentence, group: Group) -> Said | None:
    """``A bird market is a tuple $M = (S, A)$``, ``a bird market, defined by the tuple $(S, A)$``."""
    tuple_ = core_before(sentence, group.first)
    if tuple_ is None or sentence[tuple_.head].lower not in _TUPLES or not is_bare(sentence, tuple_):
        return None
    at = tuple_.start
    while lower_at(sentence, at - 1) in _MADE_AS or token_at(sentence, at - 1).tag in ("auxiliary", "adverb"):
        at -= 1
    at -= token_at(sentence, at - 1).text == ","
    if token_at(sentence, at - 1).text == ")" and token_at(sentence, at - 3).text == "(":
        at -= 3
    owner = core_before(sentence, at) if at < tuple_.start else None
    if owner is None or owner.determiner not in ("a", "an", "the") or group.count > 1:
        return None
    is_sure = owner.head > owner.first or sentence[owner.head].text.isupper()
    return Said(group, (owner,), is_sure and not is_bare(sentence, owner) and not is_deictic(sentence, owner))


RENAMED: Final = (that_is, that_we_call, shared, sized, of_table, of_letter, set_to, label, as_tuple)
