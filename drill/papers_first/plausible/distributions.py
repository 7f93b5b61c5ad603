"""Names whose capital a paper gives to distributions alone: beliefs, priors, posteriors over classes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from drill.papers_first.formula.rewrite import walk
from drill.papers_first.formula.tree import Call, Statement, Symbol, symbols
from drill.papers_first.glosses.glossary import Entry
from drill.papers_first.plausible.called import role_by_words
from drill.papers_first.plausible.ranges import HEAD_ENDS

_WORDS: Final = re.compile(r"\b(?:distribution|prior|posterior|belief)s?$", re.IGNORECASE)
_FEWEST: Final = 2
"""So many names of one letter at least are called distributions: one alone may be called so in passing."""


def of_distributions(statements: Sequence[Statement], entries: Iterable[Entry]) -> Iterator[Symbol]:
    """The names of such capitals, each of which is an entry where it is a number.

    Of a capital that something else is called that is a number of its own, or that is applied to something,
    there are none; small letters are biases and what not elsewhere.
    """
    called: dict[Symbol, set[Symbol]] = defaultdict(set)
    others: set[Symbol] = set()
    for entry in entries:
        name = entry.name
        if name is None or not name.base.isupper():
            continue
        if _WORDS.search(HEAD_ENDS.sub("", entry.meaning.strip())):
            called[_letter(name)].add(name)
        elif role_by_words(entry.meaning) not in (None, "value", "probability"):
            others.add(_letter(name))
    heads = {
        _letter(part.head)
        for one in statements
        for part in walk(one)
        if isinstance(part, Call) and isinstance(part.head, Symbol)
    }
    letters = {letter for letter, names in called.items() if len(names) >= _FEWEST} - others - heads
    for one in dict.fromkeys(one for statement in statements for one in symbols(statement)):
        if _letter(one) in letters:
            yield from (one, replace(one, mark=()))


def _letter(name: Symbol) -> Symbol:
    return Symbol(name.base, name.font)
