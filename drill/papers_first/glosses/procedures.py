"""Ways in which the lines of an algorithm say what a symbol means."""

from __future__ import annotations

from typing import Final

from drill.papers_first.glosses.groups import Group, Said, token_at
from drill.papers_first.glosses.heads import words
from drill.papers_first.glosses.inline import Sentence
from drill.papers_first.glosses.naming import EQUATIONS, STATEMENTS
from drill.papers_first.glosses.nouns import is_bare, is_deictic, is_known, is_plural
from drill.papers_first.glosses.phrases import closes, full, subject_before

_SETTING: Final = frozenset(("\\leftarrow", "=", ":="))
_ORDERS: Final = words("""
    calculate compute draw estimate get initialise initialize obtain sample set update
""")
_ACTS: Final = words("""
    call copy decrement increment initialisation initialization jump move push reset restart return shift skip
    step swap update
""")
"""What a line of an algorithm does, and no quantity."""


def commented(sentence: Sentence, group: Group) -> Said | None:
    """``$m \\leftarrow 0$ (Initialize the first moment)``, ``$m \\leftarrow a + b$ // batch mean``."""
    names = group.members[0].names
    is_line = group.first == 1 and sentence[0].kind == "item" and sentence[0].text != ""
    if not is_line or names is None or names.relation not in _SETTING or len(names.names) != 1:
        return None
    at = group.end
    if token_at(sentence, at).text == "(":
        closing = ")"
    elif token_at(sentence, at).text == token_at(sentence, at + 1).text == "/":
        closing, at = "", at + 1
    else:
        return None
    at += 1
    at += token_at(sentence, at).lower in _ORDERS
    phrase = full(sentence, at)
    if phrase is None or is_bare(sentence, phrase) or is_deictic(sentence, phrase):
        return None
    after = token_at(sentence, phrase.end)
    ends = after.text == closing or (not closing and phrase.end == len(sentence))
    is_named = is_known(sentence, phrase) and phrase.end > phrase.first + 1
    return Said(group.head(), (phrase,), ends and is_named and sentence[phrase.head].lower not in _ACTS)


def titled(sentence: Sentence, group: Group) -> Said | None:
    """``• Tidal energy: $E(u) = 2 u$``: what an item of a list is called before its formula."""
    names, colon = group.members[0].names, group.first - 1
    is_item = sentence[0].kind == "item" and not sentence[0].text and token_at(sentence, colon).text == ":"
    if not is_item or names is None or names.relation not in ("=", ":=") or group.count > 1:
        return None
    owner = full(sentence, 1)
    if owner is None or owner.end != colon or not closes(sentence, group.end) or group.is_number:
        return None
    is_step = sentence[owner.head].lower in EQUATIONS | STATEMENTS | {"step"} or is_deictic(sentence, owner)
    is_named = is_known(sentence, owner) and owner.end > owner.first + 1 and not is_plural(sentence, owner)
    return Said(group, (owner,), is_named and not is_step)


def labelled(sentence: Sentence, group: Group) -> Said | None:
    """``Parameters to be learned: $a, b$`` in a line of an algorithm or a list."""
    if token_at(sentence, group.first - 1).text != ":" or not sentence[0].text or sentence[0].kind != "item":
        return None
    owner = subject_before(sentence, group.first - 1)
    if owner is None or not closes(sentence, group.end) or group.is_statement:
        return None
    before = token_at(sentence, owner.start - 1)
    is_alone = before.kind == "item" or before.text in (";", ":")
    says = owner.end > owner.first + 1 and is_known(sentence, owner) and not is_deictic(sentence, owner)
    names = group.members[0].names
    is_plain = names is not None and (names.relation in ("", "\\in") or group.is_number)
    group = group if is_plural(sentence, owner) else group.head()
    return Said(group, (owner,), is_alone and says and is_plain)
