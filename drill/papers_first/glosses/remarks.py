"""Remarks that a meaning does without: brackets inside of a noun phrase, what an index runs over."""

from __future__ import annotations

import re
from typing import Final

from drill.papers_first.glosses.groups import token_at
from drill.papers_first.glosses.inline import Sentence, Token
from drill.papers_first.glosses.names import Names, runs_over

_BOUNDED: Final = re.compile(
    r"\d+\s*(?:\\leq?|\\leqslant|<)\s*(?P<index>[a-z])\s*(?:\\leq?|\\leqslant|<)[^,;=]+"
)
_LONGEST_REMARK: Final = 4
_LONGEST_EXPLANATION: Final = 20
_EXPLAINING: Final = ("i.e", "i.e.", "e.g", "e.g.")
_BEFORE_REMARKS: Final = frozenset(("determiner", "adjective", "noun", "either", "participle"))
_BEHIND_REMARKS: Final = frozenset(("noun", "adjective"))


def without_remarks(sentence: Sentence) -> Sentence:
    """Without words in brackets inside of a noun phrase, ``the (known) price``, nor ``, $i \\in I$,``."""
    kept: list[Token] = []
    at = 0
    while at < len(sentence):
        opening = sentence[at].text
        end = (
            _remark_end(sentence, at)
            if opening == "("
            else _range_end(sentence, at)
            if opening == ","
            else None
        )
        if end is None:
            kept.append(sentence[at])
        at = at + 1 if end is None else end
    return tuple(kept)


def _remark_end(sentence: Sentence, at: int) -> int | None:
    """Where the remark ends that opens at ``at``; None where it is none, or no noun goes on behind it."""
    if token_at(sentence, at + 1).lower in _EXPLAINING:
        return _explanation_end(sentence, at)
    end = at + 1
    while end < len(sentence) and end - at <= _LONGEST_REMARK and sentence[end].kind == "word":
        end += 1
    is_closed = at + 1 < end < len(sentence) - 1 and sentence[end].text == ")"
    if at == 0 or not is_closed or sentence[at - 1].tag not in _BEFORE_REMARKS:
        return None
    behind = sentence[end + 1]
    goes_on = behind.tag in _BEHIND_REMARKS or (behind.tag == "either" and not behind.lower.endswith("s"))
    return end + 1 if goes_on else None


def _range_end(sentence: Sentence, at: int) -> int | None:
    """Where ``, $i = 1, \\ldots, n$`` ends behind a name with that index; with its comma before a verb."""
    named, index = token_at(sentence, at - 1), token_at(sentence, at + 1)
    if named.names is None or index.kind != "maths":
        return None
    bounded = _BOUNDED.fullmatch(index.latex)
    if bounded is not None:
        is_range = any(bounded["index"] in name[1:] for name in named.names.names)
    else:
        names = index.names
        is_range = (
            names is not None
            and len(names.names) == 1
            and (
                (names.relation in ("=", "\\in") and runs_over(names.names[0], names.rest, named.names.names))
                or (names.relation in (">", "\\geq") and _is_index(names, named.names))
            )
        )
    if not is_range:
        return None
    is_aside = token_at(sentence, at + 2).text == "," and token_at(sentence, at + 3).tag in (
        "verb",
        "auxiliary",
    )
    return at + 2 + is_aside


def _is_index(bounded: Names, named: Names) -> bool:
    """Whether ``t \\geq 0`` bounds the index of the names before it."""
    index = bounded.names[0]
    return len(index) == 1 and bounded.is_number and any(index[0] in name[1:] for name in named.names)


def _explanation_end(sentence: Sentence, at: int) -> int | None:
    """Where ``(i.e. one without a tail)`` ends between a noun and its symbol; None where it is none."""
    if at == 0 or sentence[at - 1].tag not in ("noun", "either"):
        return None
    for end in range(at + 2, min(len(sentence) - 1, at + _LONGEST_EXPLANATION)):
        if sentence[end].text == "(":
            return None
        if sentence[end].text == ")":
            return end + 1 if sentence[end + 1].kind == "maths" else None
    return None
