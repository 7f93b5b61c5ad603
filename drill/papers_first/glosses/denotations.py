"""Symbols behind a verb of naming: ``the loss is denoted by $L$``, ``we denote the loss by $L$``."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.coordination import several
from drill.papers_first.glosses.groups import Group, Said, lower_at, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.naming import EQUATIONS
from drill.papers_first.glosses.nouns import Phrase, is_known, is_plural, points_back
from drill.papers_first.glosses.phrases import core_before, subject_before

_DENOTED: Final = words("""
    denoted denote written termed called labelled labeled named indicated symbolised
""")
_GIVEN: Final = words("abbreviated given represented symbolized")
"""What says a symbol only with ``by`` or ``as``."""
_COMPUTED: Final = words("calculated computed obtained")
"""What says what an equation's left side is: ``the loss is computed as $L = a + b$``."""
_DEFINING: Final = words("denote denoting represent write define defined defining")
_MAPPED: Final = words("adjoint derivative inverse")
"""What a map has that is one."""
_AUXILIARIES: Final = words("is are be will can we usually which commonly often as")
_BEING: Final = words("is are be then")


def denoted(sentence: Sentence, group: Group) -> Said | None:
    """``the loss, denoted by $L$``, ``the loss is written $L$``, ``we denote the loss by $L$``."""
    at = group.first - 1
    if lower_at(sentence, at) in ("by", "as", "with"):
        at -= 1
    is_equation = _is_equation(group)
    is_defined = lower_at(sentence, at) == "defined" and lower_at(sentence, at + 1) == "as" and is_equation
    if is_defined and lower_at(sentence, at - 1) in ("have", "has"):
        return _of_verb(sentence, group)
    is_computed = is_equation and lower_at(sentence, at) in _COMPUTED
    is_given = at < group.first - 1 and (lower_at(sentence, at) in _GIVEN or is_computed)
    is_given = is_given and lower_at(sentence, at - 1) in _BEING and lower_at(sentence, at + 1) != "with"
    if lower_at(sentence, at) in _DENOTED - {"denote"} or is_defined or is_given:
        return _of_participle(sentence, group, at)
    if lower_at(sentence, group.first - 1) in ("by", "as"):
        return _of_verb(sentence, group)
    return None


def _is_equation(group: Group) -> bool:
    names = group.members[0].names
    return names is not None and names.relation in ("=", ":=")


def _of_participle(sentence: Sentence, group: Group, at: int) -> Said | None:
    verb = at
    while lower_at(sentence, at - 1) in _AUXILIARIES or token_at(sentence, at - 1).text == ",":
        at -= 1
    is_equation = _is_equation(group)
    nearest = core_before(sentence, at)
    is_had = at == verb and nearest is not None and lower_at(sentence, nearest.start - 1) == "with"
    for owner in (nearest,) if is_had else (subject_before(sentence, at), nearest):
        if owner is not None:
            before = token_at(sentence, owner.start - 1)
            is_led = token_at(sentence, owner.start - 2).tag in ("gerund", "verb")
            if before.lower == "such":
                continue
            if before.kind == "maths" and not owner.determiner and not is_plural(sentence, owner):
                return None  # ``the guests left by $t$ o'clock are denoted by $G$``
            inside = before.tag == "preposition" and not (before.lower in ("in", "as", "of") and is_led)
            inside = inside and not is_had  # ``a space with axes denoted $u$``: the axes are
            named = not inside and (bool(owner.determiner) or is_known(sentence, owner))
            named = named and not group.is_statement and not points_back(sentence, owner)
            named = named and not (is_equation and sentence[owner.head].lower in EQUATIONS)
            all_named = is_plural(sentence, owner) and group.is_joined
            is_last = group.count > 1 and (before.lower == "and" or before.text == ",")
            return Said(group if all_named else group.head(), (owner,), named and not is_last)
    return None


def _of_verb(sentence: Sentence, group: Group) -> Said | None:
    """``denote the mean and the deviation by $m$ and $s$``."""
    end = group.first - 1
    further = _further(sentence, end)
    if further is not None and _is_equation(group) and lower_at(sentence, further.head) in _MAPPED:
        return None  # ``and its inverse as $x = U y$``: the map is meant
    if further is not None:
        return Said(group, (further,), not group.is_statement and group.count == 1)
    for at in range(end - 1, max(-1, end - 16), -1):
        if lower_at(sentence, at) in _DEFINING:
            phrases = tuple(several(sentence[:end], at + 1, group.count))
            if not phrases or phrases[-1].end != end:
                return None
            is_told = not any(points_back(sentence, phrase) for phrase in phrases)
            return Said(group, phrases, is_told and lower_at(sentence, at) != "write")
    return None


def _further(sentence: Sentence, end: int) -> Phrase | None:
    """The second phrase of ``we denote the width by $w$ and the height by $h$``; None where it is none."""
    owner = subject_before(sentence, end)
    if owner is None or owner.determiner not in ("the", "its", "their"):
        return None
    at = owner.start - 1
    at -= lower_at(sentence, at) == "and"
    at -= token_at(sentence, at).text == ","
    if at == owner.start - 1:
        return None
    is_so_named = lower_at(sentence, at - 1) == lower_at(sentence, end)
    is_named = is_so_named and token_at(sentence, at).kind == "maths"
    is_denoted = any(token.lower in _DEFINING - {"write"} for token in sentence[:at])
    return owner if is_named and is_denoted and is_known(sentence, owner) else None
