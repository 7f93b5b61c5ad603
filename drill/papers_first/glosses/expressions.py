"""What a paper calls an expression that is no name: ``where $x^\\top W y$ is the similarity of them``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from drill.papers_first.formula.tokens import RefusedError, canonical
from drill.papers_first.glosses.coordination import several
from drill.papers_first.glosses.examples import is_limited
from drill.papers_first.glosses.groups import is_conditional, lower_at, token_at
from drill.papers_first.glosses.heads import GENERIC, words
from drill.papers_first.glosses.implied import Implied
from drill.papers_first.glosses.inline import Sentence, Token
from drill.papers_first.glosses.names import Name
from drill.papers_first.glosses.naming import EQUATIONS, STATEMENTS
from drill.papers_first.glosses.nouns import (
    Phrase,
    is_plural,
    is_size,
    is_telling,
    is_told,
    text_of,
)
from drill.papers_first.glosses.phrases import core_before, ends_well

_MOST: Final = 32
"""How many tokens an expression has at most."""
_RELATIONS: Final = frozenset((
    "=", ":=", "<", ">", "\\in", "\\leq", "\\geq", "\\sim", "\\approx", "\\neq", "\\to", "\\rightarrow",
    "\\subset", "\\subseteq", "\\propto", "\\equiv", "\\ll", "\\gg", "\\leftarrow", "\\mapsto", ":", ",",
    "\\ldots", "\\cdots", "\\preceq", "\\succeq", "\\setminus", "\\iff", "\\Rightarrow", "\\implies", "\\pm",
    "\\vdots",
))  # fmt: skip
_VERBS: Final = words("is denotes represents")
_LEADS: Final = words("where here and that")
_EMPTY: Final = words("""
    condition difference expression fact factor form formula fraction inner part pair product quotient ratio
    sum term
""")
"""What only says how an expression is written."""
_PLACES: Final = words("of for in by with to from on at between per as or and")


def called_expressions(sentence: Sentence) -> Iterator[Implied]:
    """The expressions of a sentence with what they surely are called."""
    for at, token in enumerate(sentence):
        name = _expression(token)
        if name:
            phrase = _behind(sentence, at) or _before(sentence, at)
            if phrase is not None and is_telling(sentence, phrase):
                yield Implied(name, text_of(sentence, phrase), token.at)


def _expression(token: Token) -> Name:
    """The tokens of a formula that is neither a name nor a statement, nor a number; empty for others."""
    if token.kind != "maths" or token.names is not None or is_size(token):
        return ()
    try:
        tokens = tuple(canonical(token.latex))
    except RefusedError:
        return ()
    letters = [one for one in tokens if one.isalpha()]
    is_plain = not _RELATIONS & set(tokens) and len(tokens) <= _MOST
    return tokens if is_plain and letters and letters != ["T"] else ()


def _behind(sentence: Sentence, at: int) -> Phrase | None:
    """``where $a + b$ is the total cost``."""
    before = token_at(sentence, at - 1)
    opens = before.kind in ("mark", "item", "display") or before.lower in _LEADS
    if not opens or lower_at(sentence, at + 1) not in _VERBS:
        return None
    if is_conditional(sentence, at) or is_limited(sentence, at):
        return None
    phrase = next(iter(several(sentence, at + 2, 1)), None)
    if phrase is None or phrase.determiner not in ("the", "a", "an") or not ends_well(sentence, phrase):
        return None
    return phrase if _tells(sentence, phrase) else None


def _before(sentence: Sentence, at: int) -> Phrase | None:
    """``the total cost $a + b$``, where nothing stands before that it may be of."""
    phrase = core_before(sentence, at)
    if phrase is None or phrase.determiner not in ("the", "our") or phrase.head == phrase.first:
        return None
    if lower_at(sentence, phrase.start - 1) in _PLACES - {"and"}:
        return None
    behind = token_at(sentence, at + 1)
    is_part = behind.tag in ("noun", "either", "adjective") or behind.kind == "maths"
    return phrase if _tells(sentence, phrase) and not is_part else None


def _tells(sentence: Sentence, phrase: Phrase) -> bool:
    head = sentence[phrase.head].lower
    is_empty = head in _EMPTY | STATEMENTS | EQUATIONS or (head in GENERIC and phrase.end == phrase.first + 1)
    return is_told(sentence, phrase) and not is_empty and not is_plural(sentence, phrase)
