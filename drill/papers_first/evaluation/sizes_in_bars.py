"""``|y|`` of a small letter that is no number: how long a text is, how many members a set has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from drill.papers_first.arithmetic.ends import ends_of
from drill.papers_first.formula.given import is_given
from drill.papers_first.formula.rewrite import replaced, walk
from drill.papers_first.formula.tokens import RefusedError
from drill.papers_first.formula.tree import Big, Node, Norm, Symbol
from drill.papers_first.paper import Paper, once
from drill.papers_first.plausible.definitions import like
from drill.papers_first.plausible.said_equations import parsed
from drill.papers_first.sides import Line

_CALLED: Final = re.compile(
    r"\$(?P<name>\|[^$|]{1,20}\|)\$ (?:is|are|denotes?|for|be|as) (?:the |its |their )?(?:\w+ )?"
    r"(?:lengths?|sizes?|cardinality|number of|count of)\b",
    re.IGNORECASE,
)
"""``$|y|$ is its length``."""
_NAMED: Final = re.compile(r"\b(?:length|size|cardinality)s? \$(?P<name>\|[^$|]{1,20}\|)\$", re.IGNORECASE)
_TEXT: Final = re.compile(
    r"^(?:an? |the |each |its )?(?:[\w-]+ ){0,3}"
    r"(?:completions?|responses?|prompts?|sentences?|documents?|answers?|rollouts?|strings?|token sequences?"
    r"|sequences? of (?:the )?(?:\w+ )?(?:tokens?|words?|characters?))\b(?! (?:variable|function|time|rate))",
    re.IGNORECASE,
)
"""What is no number, whatever its letter."""
_OF_TEXTS: Final = re.compile(r"\btoken|\blanguage model|\bprompt", re.IGNORECASE)


def with_sizes(paper: Paper, line: Line) -> Line:
    """A line in which such bars say a size, where the paper tells that they do."""
    if not any(_is_in_bars(part) for side in line.statement.sides for part in walk(side)):
        return line
    sizes = _sizes(paper)

    def tell(node: Node) -> Node:
        def change(part: Node) -> Node | None:
            match part:
                case Norm("|", Symbol() as body, ()) if _is_in_bars(part) and (
                    like(body) in sizes or _is_text(paper, body)
                ):
                    return replace(part, is_size=True)
                case _:
                    return None

        return replaced(node, change)

    return line.mapped(tell)


def _is_in_bars(node: Node) -> bool:
    """Whether it may be an absolute value or a size: ``|y|``."""
    return isinstance(node, Norm) and isinstance(node.body, Symbol) and not is_given(node)


@once
def _sizes(paper: Paper) -> frozenset[Symbol]:
    """The names in bars that a sum runs to, or that a sentence calls a length."""
    said = (each for paragraph in paper.document.paragraphs for each in _said(paragraph.text))
    return frozenset(like(one) for one in (*_ended(paper), *said))


def _ended(paper: Paper) -> Iterator[Symbol]:
    for reading in paper.readings:
        if reading.statement is None:
            continue
        for part in walk(reading.statement):
            if isinstance(part, Big) and "|" in part.upper:
                yield from _in_bars(part)


def _in_bars(big: Big) -> Iterator[Symbol]:
    try:
        ends = ends_of(big)
    except RefusedError:
        return
    for end in ends:
        if isinstance(end, Norm) and isinstance(end.body, Symbol):
            yield end.body


def _said(text: str) -> Iterator[Symbol]:
    for match in (*_CALLED.finditer(text), *_NAMED.finditer(text)):
        found = parsed(match["name"])
        side = None if found is None or found.relations else found.sides[0]
        if isinstance(side, Norm) and isinstance(side.body, Symbol):
            yield side.body


def _is_text(paper: Paper, symbol: Symbol) -> bool:
    entry = paper.meaning(symbol)
    return entry is not None and _TEXT.search(entry.meaning) is not None and _is_of_texts(paper)


@once
def _is_of_texts(paper: Paper) -> bool:
    return any(_OF_TEXTS.search(paragraph.text) for paragraph in paper.document.paragraphs)
