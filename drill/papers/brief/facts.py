"""The facts on a paper as a whole in an answer: quotes that occur on the page, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from drill.banks.nodes import Fields, Items, Node, Text
from drill.banks.scan import compose
from drill.errors import BankError
from drill.text import clean, one_line

# In the order in which they are asked for and shown.
ABOUT: Final = ("claims", "data", "optimiser", "hyperparameters", "hardware", "metrics")
_FACTS: Final = re.compile(r"^facts:[ ]*\n(?:[ \-].*\n|\n)*", re.MULTILINE)
# Quotes on one line of the overview, and characters of one: a page of facts is read, not studied.
_MOST_QUOTES: Final = 12
_LONGEST_QUOTE: Final = 500


@dataclass(frozen=True, slots=True)
class Fact:
    """What the paper says for one line of the overview; without ``quotes``, that it says nothing."""

    about: str
    quotes: tuple[str, ...]


def facts_of_answer(answer: str, page: str) -> tuple[Fact, ...]:
    """Return what an answer quotes from the page it was sent; quotes that do not occur there are left out.

    An answer without facts, or with such as cannot be read, has none: its exercises count all the same.
    """
    match = _FACTS.search(clean(answer).replace("\r\n", "\n") + "\n")
    try:
        root = compose(match[0]) if match is not None else None
    except BankError:
        root = None
    facts_node = root.get("facts") if isinstance(root, Fields) else None
    if not isinstance(facts_node, Fields):
        return ()
    text = _spelled(page)
    return tuple(
        Fact(about, tuple(quote for quote, parts in _quotes(facts_node.get(about)) if _stand_in(parts, text)))
        for about in ABOUT
    )


def _stand_in(parts: tuple[str, ...], text: str) -> bool:
    return all(0 < len(part) <= _LONGEST_QUOTE and part in text for part in map(_spelled, parts))


def _quotes(node: Node | None) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each quote with the parts that must occur on the page: of ``name: value`` both."""
    items = node.items if isinstance(node, Items) else [] if node is None else [node]
    for item in items[:_MOST_QUOTES]:
        if isinstance(item, Text):
            yield one_line(item.text), (item.text,)
        elif isinstance(item, Fields):
            for name, value in item.entries[:_MOST_QUOTES]:
                if isinstance(value, Text):
                    yield one_line(f"{name.text}: {value.text}"), (name.text, value.text)


def _spelled(text: str) -> str:
    """Return a text without what quoting changes: line ends, capitals, final stops."""
    return one_line(text).strip(" .;,").casefold()
